//! What an NVMe controller says of itself: Identify and the health log (NVM Express Base Specification 2.0, 5.17 and 5.16).

use super::NotChecked;
use super::ioctl::ask_nvme;
use std::fs::File;

/// Admin command: Get Log Page.
const GET_LOG_PAGE: u8 = 0x02;
/// Admin command: Identify.
const IDENTIFY: u8 = 0x06;
/// Log page: SMART and health.
const HEALTH_LOG: u32 = 0x02;
/// Instead of a name space: the controller as a whole.
const ALL: u32 = 0xFFFF_FFFF;

/// The answer to Identify Controller, as far as used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "as many bits as the drive answers with")]
pub(super) struct Controller {
    pub(super) serial: String,
    pub(super) model: String,
    pub(super) firmware: String,
    /// OACS, bit 1: Format NVM.
    pub(super) format: bool,
    /// FNA, bit 2: Format can do a cryptographic erase.
    pub(super) format_crypto: bool,
    /// FNA, bits 0 and 1: a format, or its erase, concerns every name space.
    pub(super) format_all: bool,
    /// SANICAP, bits 0, 1 and 2.
    pub(super) sanitize_crypto: bool,
    pub(super) sanitize_block: bool,
    pub(super) sanitize_overwrite: bool,
    /// TNVMCAP in bytes; 0 where it is not told.
    pub(super) total: u128,
    /// UNVMCAP: bytes that belong to no name space.
    pub(super) unallocated: u128,
}

impl Controller {
    fn parse(block: &[u8]) -> Option<Self> {
        if block.len() != 4096 || block[4..72].iter().all(|byte| *byte == 0) {
            return None;
        }
        let number =
            |at: usize| block[at..at + 16].iter().rev().fold(0, |all, byte| all << 8 | u128::from(*byte));
        let (fna, sanicap) = (block[524], block[328]);
        Some(Self {
            serial: text(&block[4..24]),
            model: text(&block[24..64]),
            firmware: text(&block[64..72]),
            format: block[256] & 0x02 != 0,
            format_crypto: fna & 0x04 != 0,
            format_all: fna & 0x03 != 0,
            sanitize_crypto: sanicap & 0x01 != 0,
            sanitize_block: sanicap & 0x02 != 0,
            sanitize_overwrite: sanicap & 0x04 != 0,
            total: number(280),
            unallocated: number(296),
        })
    }
}

/// The answer to Identify Namespace, as far as used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameSpace {
    /// NSZE, in bytes.
    pub(super) size: u64,
}

impl NameSpace {
    fn parse(block: &[u8]) -> Option<Self> {
        if block.len() != 4096 {
            return None;
        }
        let blocks = block[..8].iter().rev().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        // FLBAS: bits 3:0 and, above sixteen formats, 6:5.
        let format = usize::from(block[26] & 0x0F | (block[26] & 0x60) >> 1);
        let shift = *block.get(128 + format * 4 + 2)?;
        let size = blocks.checked_mul(1_u64.checked_shl(u32::from(shift))?)?;
        (blocks > 0 && (9..=20).contains(&shift)).then_some(Self { size })
    }
}

/// The health log, as far as used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HealthLog {
    /// Critical warnings, a bit each.
    pub(super) warnings: u8,
    /// In degrees Celsius.
    pub(super) temperature: i32,
    /// Spare blocks left, in per cent.
    pub(super) spare: u8,
    /// Of the expected life, in per cent; may pass 100.
    pub(super) used: u8,
    pub(super) hours: u64,
    pub(super) media_errors: u64,
}

impl HealthLog {
    fn parse(block: &[u8]) -> Option<Self> {
        if block.len() != 512 {
            return None;
        }
        // Counters have 16 bytes; the low eight last for longer than a drive.
        let number =
            |at: usize| block[at..at + 8].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte));
        let kelvin = u16::from_le_bytes([block[1], block[2]]);
        (kelvin > 0).then(|| Self {
            warnings: block[0],
            temperature: i32::from(kelvin) - 273,
            spare: block[3],
            used: block[5],
            hours: number(128),
            media_errors: number(160),
        })
    }
}

/// Asks for a page; `what` is for the report.
fn page(
    device: &File,
    what: &str,
    opcode: u8,
    name_space: u32,
    dword: u32,
    bytes: usize,
) -> Result<Vec<u8>, NotChecked> {
    let mut block = vec![0; bytes];
    match ask_nvme(device, opcode, name_space, dword, &mut block).map_err(NotChecked::of_system)? {
        0 => Ok(block),
        status => Err(NotChecked::NoAnswer(format!("{what}: status {status:04X}h"))),
    }
}

fn unclear(what: &str) -> NotChecked {
    NotChecked::NoAnswer(format!("{what}: unclear"))
}

/// Identify Controller.
pub(super) fn controller(device: &File) -> Result<Controller, NotChecked> {
    const WHAT: &str = "Identify Controller";
    Controller::parse(&page(device, WHAT, IDENTIFY, 0, 1, 4096)?).ok_or_else(|| unclear(WHAT))
}

/// Identify Namespace.
pub(super) fn name_space(device: &File, number: u32) -> Result<NameSpace, NotChecked> {
    const WHAT: &str = "Identify Namespace";
    NameSpace::parse(&page(device, WHAT, IDENTIFY, number, 0, 4096)?).ok_or_else(|| unclear(WHAT))
}

/// The health log.
pub(super) fn health_log(device: &File) -> Result<HealthLog, NotChecked> {
    const WHAT: &str = "SMART / Health Information";
    // Length in dwords, less one, in the upper half.
    let dword = HEALTH_LOG | (512 / 4 - 1) << 16;
    HealthLog::parse(&page(device, WHAT, GET_LOG_PAGE, ALL, dword, 512)?).ok_or_else(|| unclear(WHAT))
}

fn text(field: &[u8]) -> String {
    let told = String::from_utf8_lossy(field);
    told.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(block: &mut [u8], at: usize, bytes: &[u8]) {
        block[at..at + bytes.len()].copy_from_slice(bytes);
    }

    #[test]
    fn a_controller_by_its_bytes() {
        let mut block = vec![0; 4096];
        assert_eq!(Controller::parse(&block), None, "nothing is no answer");
        put(&mut block, 4, b"MIHON0000000000001  ");
        put(&mut block, 24, b"MIHON NVME 1TB                          ");
        put(&mut block, 64, b"1.0     ");
        block[256] = 0x02;
        put(&mut block, 280, &1_000_204_886_016_u128.to_le_bytes());
        put(&mut block, 296, &4096_u128.to_le_bytes());
        block[328] = 0x03;
        block[524] = 0x04;
        let told = Controller::parse(&block).unwrap();
        assert_eq!((told.serial.as_str(), told.model.as_str()), ("MIHON0000000000001", "MIHON NVME 1TB"));
        assert_eq!((told.format, told.format_crypto, told.format_all), (true, true, false));
        let offered = (told.sanitize_crypto, told.sanitize_block, told.sanitize_overwrite);
        assert_eq!(offered, (true, true, false));
        assert_eq!((told.total, told.unallocated), (1_000_204_886_016, 4096));
        assert_eq!(Controller::parse(&block[..512]), None);
    }

    #[test]
    fn a_name_space_by_its_bytes() {
        let mut block = vec![0; 4096];
        assert_eq!(NameSpace::parse(&block), None);
        put(&mut block, 0, &1000_u64.to_le_bytes());
        block[26] = 1;
        block[128 + 4 + 2] = 12;
        assert_eq!(NameSpace::parse(&block), Some(NameSpace { size: 4_096_000 }));
        block[128 + 4 + 2] = 63;
        assert_eq!(NameSpace::parse(&block), None, "no such sector");
    }

    #[test]
    fn a_health_log_by_its_bytes() {
        let mut block = vec![0; 512];
        assert_eq!(HealthLog::parse(&block), None, "absolute zero is no answer");
        (block[0], block[3], block[5]) = (0x04, 90, 110);
        put(&mut block, 1, &310_u16.to_le_bytes());
        put(&mut block, 128, &12_345_u64.to_le_bytes());
        put(&mut block, 160, &3_u64.to_le_bytes());
        let told = HealthLog::parse(&block).unwrap();
        assert_eq!((told.warnings, told.temperature, told.spare, told.used), (4, 37, 90, 110));
        assert_eq!((told.hours, told.media_errors), (12_345, 3));
    }
}
