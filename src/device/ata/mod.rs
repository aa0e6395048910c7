//! What an ATA drive says of itself: IDENTIFY DEVICE (ACS-4 7.13), word by word.

mod questions;

pub(super) use questions::{dco_sectors, identify, native_sectors, smart_counts, smart_failing};

/// The answer to IDENTIFY DEVICE, as far as used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "as many bits as the drive answers with")]
pub(super) struct Identify {
    pub(super) model: String,
    pub(super) serial: String,
    pub(super) firmware: String,
    /// Sectors that may be addressed.
    pub(super) sectors: u64,
    /// Bytes of each: words 106, 117 and 118.
    pub(super) sector: u64,
    /// Nominal rotation rate; 1 stands for flash.
    pub(super) rotation: Option<u16>,
    pub(super) security: Security,
    pub(super) sanitize: Sanitize,
    /// Host protected area feature set.
    pub(super) hpa: bool,
    /// 48-bit addresses.
    pub(super) long_addresses: bool,
    /// Device configuration overlay feature set.
    pub(super) dco: bool,
    /// Accessible max address configuration, what came in the place of the host protected area.
    pub(super) amac: bool,
    /// SMART is there and switched on.
    pub(super) smart: bool,
}

/// Word 128, and the times of words 89 and 90.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "as many bits as the drive answers with")]
pub(super) struct Security {
    pub(super) supported: bool,
    pub(super) enabled: bool,
    pub(super) locked: bool,
    pub(super) frozen: bool,
    pub(super) enhanced: bool,
    /// Minutes that the drive says it needs.
    pub(super) minutes: Option<u16>,
    pub(super) enhanced_minutes: Option<u16>,
}

/// Word 59.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "as many bits as the drive answers with")]
pub(super) struct Sanitize {
    pub(super) supported: bool,
    pub(super) crypto: bool,
    pub(super) overwrite: bool,
    pub(super) block: bool,
}

impl Identify {
    /// `None` where the block is no answer, or its checksum does not hold.
    pub(super) fn parse(block: &[u8]) -> Option<Self> {
        if block.len() != 512 {
            return None;
        }
        let word = |at: usize| u16::from_le_bytes([block[at * 2], block[at * 2 + 1]]);
        let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        // Word 0, bit 15: no ATA device. Word 255: A5h and a checksum, where the drive gives one.
        if word(0) & 0x8000 != 0 || block[510] == 0xA5 && sum != 0 || block.iter().all(|byte| *byte == 0) {
            return None;
        }
        let bit = |at: usize, bit: u16| word(at) >> bit & 1 == 1;
        // Words 83 and 87 are valid where their two highest bits are 01.
        let valid = |at: usize| word(at) & 0xC000 == 0x4000;
        let long_addresses = valid(83) && bit(83, 10);
        let number = |at: usize, words: usize| {
            (0..words).rev().fold(0, |all, index| all << 16 | u64::from(word(at + index)))
        };
        let security = Security {
            supported: bit(128, 0),
            enabled: bit(128, 1),
            locked: bit(128, 2),
            frozen: bit(128, 3),
            enhanced: bit(128, 5),
            minutes: minutes(word(89)),
            enhanced_minutes: minutes(word(90)),
        };
        Some(Self {
            serial: text(&block[20..40]),
            firmware: text(&block[46..54]),
            model: text(&block[54..94]),
            sectors: if long_addresses { number(100, 4) } else { number(60, 2) },
            // Twice as many bytes as words; where word 106 does not say so, a sector has 512.
            sector: if valid(106) && bit(106, 12) { number(117, 2) * 2 } else { 512 },
            rotation: matches!(word(217), 1 | 0x0401..=0xFFFE).then(|| word(217)),
            security,
            sanitize: Sanitize {
                supported: bit(59, 12),
                crypto: bit(59, 13),
                overwrite: bit(59, 14),
                block: bit(59, 15),
            },
            hpa: valid(83) && bit(82, 10),
            long_addresses,
            dco: valid(83) && bit(83, 11),
            amac: valid(119) && bit(119, 8),
            smart: valid(83) && bit(82, 0) && valid(87) && bit(85, 0),
        })
    }
}

/// Words 89 and 90: two minutes a unit, in 15 bits where bit 15 is set, else in eight, where 255 stands for more than 508.
fn minutes(word: u16) -> Option<u16> {
    let units = if word & 0x8000 != 0 { word & 0x7FFF } else { word & 0xFF };
    (units != 0).then(|| units.saturating_mul(2))
}

/// Letters come in pairs, the second first.
fn text(field: &[u8]) -> String {
    let swapped: Vec<u8> = field.chunks_exact(2).flat_map(|pair| [pair[1], pair[0]]).collect();
    let told = String::from_utf8_lossy(&swapped);
    told.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_owned()
}

#[cfg(test)]
pub(super) mod tests;
