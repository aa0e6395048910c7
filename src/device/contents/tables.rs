//! Partition tables: the boot record of the PC (MBR), and GPT (UEFI specification 2.10, chapter 5) with its copy at the end.

use super::Mark;
use super::window::{Window, le16, le32, le64};

/// Most entries that are looked at; the specification's usual number is 128.
const MOST_ENTRIES: u32 = 1024;

/// Tables, and the parts that they name: number, start and length in bytes.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) marks: Vec<Mark>,
    pub(super) parts: Vec<(u32, u64, u64)>,
}

pub(super) fn find(window: &mut Window<'_>, sector: u64) -> Tables {
    let mut tables = Tables::default();
    let boot = window.read(0, 512).unwrap_or_default();
    let entries = boot_entries(&boot);
    let protective = entries.iter().any(|entry| entry.kind == 0xEE);
    let last = window.length().checked_div(sector).and_then(|sectors| sectors.checked_sub(1));
    let first = header(window, sector, 1);
    let second = last.filter(|last| *last > 1).and_then(|last| header(window, sector, last));
    if let Some(header) = &first {
        tables.marks.push(Mark::new("gpt"));
        tables.parts = gpt_parts(window, sector, header);
    }
    if let Some(header) = &second {
        tables.marks.push(Mark::new("gpt-backup"));
        if first.is_none() {
            tables.parts = gpt_parts(window, sector, header);
        }
    }
    if protective && first.is_none() && second.is_none() {
        // A table was here, or is meant to be.
        tables.marks.push(Mark::new("gpt-protective"));
    }
    let own: Vec<_> = entries.into_iter().filter(|entry| entry.kind != 0xEE).collect();
    if !own.is_empty() && first.is_none() {
        tables.marks.push(Mark::new("mbr"));
        for entry in own {
            let (start, length) = (u64::from(entry.start) * sector, u64::from(entry.sectors) * sector);
            // 05h, 0Fh and 85h are boxes with further records in them.
            if matches!(entry.kind, 0x05 | 0x0F | 0x85) {
                logical(window, sector, u64::from(entry.start), &mut tables.parts);
            } else {
                tables.parts.push((entry.number, start, length));
            }
        }
    }
    tables
}

/// One of the four entries of a boot record.
struct BootEntry {
    number: u32,
    kind: u8,
    start: u32,
    sectors: u32,
}

/// The entries in use; none if the block is no boot record but, for instance, the boot sector of a file system, whose
/// program text stands where the entries would be.
fn boot_entries(block: &[u8]) -> Vec<BootEntry> {
    if block.get(510..512) != Some(&[0x55, 0xAA]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (number, entry) in (1..).zip(block[446..510].chunks_exact(16)) {
        let (flag, kind, start, sectors) = (entry[0], entry[4], le32(entry, 8), le32(entry, 12));
        if flag & 0x7F != 0 {
            return Vec::new();
        }
        if kind != 0 && start != 0 && sectors != 0 {
            found.push(BootEntry { number, kind, start, sectors });
        }
    }
    found
}

/// Logical partitions: a chain of records, each with one part and the place of the next.
fn logical(window: &mut Window<'_>, sector: u64, extended: u64, parts: &mut Vec<(u32, u64, u64)>) {
    let mut at = extended;
    for number in 5..64 {
        let Some(block) = at.checked_mul(sector).and_then(|offset| window.read(offset, 512)) else { return };
        let entries = boot_entries(&block);
        for entry in entries.iter().filter(|entry| !matches!(entry.kind, 0x05 | 0x0F | 0x85)) {
            let start = at.saturating_add(u64::from(entry.start)).saturating_mul(sector);
            parts.push((number, start, u64::from(entry.sectors) * sector));
        }
        let next = entries.iter().find(|entry| matches!(entry.kind, 0x05 | 0x0F | 0x85));
        match next.map(|entry| extended + u64::from(entry.start)) {
            Some(next) if next > at => at = next,
            _ => return,
        }
    }
}

/// What a header says of its entries.
struct Header {
    entries: u64,
    count: u32,
    size: u32,
}

/// The header in sector `at`, if its own checksum holds.
fn header(window: &mut Window<'_>, sector: u64, at: u64) -> Option<Header> {
    let mut block = window.read(at.checked_mul(sector)?, 512)?;
    let length = usize::try_from(le32(&block, 12)).ok()?;
    if !block.starts_with(b"EFI PART") || !(92..=512).contains(&length) || le64(&block, 24) != at {
        return None;
    }
    let told = le32(&block, 16);
    block[16..20].fill(0);
    (crc32(&block[..length]) == told).then(|| Header {
        entries: le64(&block, 72),
        count: le32(&block, 80).min(MOST_ENTRIES),
        size: le32(&block, 84),
    })
}

fn gpt_parts(window: &mut Window<'_>, sector: u64, header: &Header) -> Vec<(u32, u64, u64)> {
    let size = u64::from(header.size);
    if !(128..=4096).contains(&size) {
        return Vec::new();
    }
    let length = usize::try_from(size * u64::from(header.count)).unwrap_or(0);
    let Some(table) = header.entries.checked_mul(sector).and_then(|at| window.read(at, length)) else {
        return Vec::new();
    };
    let entries = table.chunks_exact(usize::try_from(size).unwrap_or(usize::MAX));
    let used = (1..).zip(entries).filter(|(_, entry)| entry[..16].iter().any(|byte| *byte != 0));
    used.filter_map(|(number, entry)| {
        let (first, last) = (le64(entry, 32), le64(entry, 40));
        let sectors = last.checked_sub(first)?.checked_add(1)?;
        Some((number, first.checked_mul(sector)?, sectors.checked_mul(sector)?))
    })
    .collect()
}

/// CRC-32 as in IEEE 802.3, bit by bit: a header is 92 bytes long.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}

/// Whether the block ends as a boot sector does.
pub(super) fn is_boot_sector(block: &[u8]) -> bool {
    le16(block, 510) == 0xAA55
}
