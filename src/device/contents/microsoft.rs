//! File systems of Windows, and what encrypts them: NTFS, exFAT, FAT and `BitLocker` all begin with a boot sector.

use super::tables::is_boot_sector;
use super::window::{Window, le16, le32, le64};
use super::{Mark, text, text16};

/// {4967d63b-2e29-4ad8-8399-f6a339e3d001} at 424: `BitLocker` on USB memory (To Go), where the volume otherwise looks like FAT.
const TO_GO: [u8; 16] =
    [0x3b, 0xd6, 0x67, 0x49, 0x29, 0x2e, 0xd8, 0x4a, 0x83, 0x99, 0xf6, 0xa3, 0x39, 0xe3, 0xd0, 0x01];

pub(super) fn find(window: &mut Window<'_>) -> Option<Mark> {
    let block = window.read(0, 512)?;
    let name = block.get(3..11)?;
    // Elsewhere its own mark stands in the place of NTFS's.
    if name == b"-FVE-FS-" || block[424..440] == TO_GO {
        return Some(Mark::new("bitlocker"));
    }
    if !is_boot_sector(&block) {
        return None;
    }
    match name {
        b"NTFS    " => Some(Mark::labelled("ntfs", ntfs_label(window, &block))),
        b"EXFAT   " => Some(Mark::labelled("exfat", exfat_label(window, &block))),
        b"ReFS\0\0\0\0" => Some(Mark::new("refs")),
        _ => fat(&block),
    }
}

/// Record 3 of the master file table is `$Volume`; its attribute 60h is the name. The table begins at cluster 30h of the
/// boot sector, and the size of a record is at 40h: clusters, or, negative, a power of two in bytes.
fn ntfs_label(window: &mut Window<'_>, boot: &[u8]) -> Option<String> {
    let sector = u64::from(le16(boot, 11));
    let cluster = sector.checked_mul(u64::from(boot[13]))?;
    let record = match boot[0x40] {
        clusters @ 1..=0x7F => cluster.checked_mul(u64::from(clusters))?,
        shift @ 0xE1..=0xFF => 1_u64 << (256 - u32::from(shift)),
        _ => return None,
    };
    let size = usize::try_from(record).ok().filter(|size| (512..=65536).contains(size))?;
    let at = le64(boot, 0x30).checked_mul(cluster)?.checked_add(record.checked_mul(3)?)?;
    let record = window.read(at, size)?;
    if !record.starts_with(b"FILE") {
        return None;
    }
    let mut at = usize::from(le16(&record, 0x14));
    while at + 24 <= size {
        let length = usize::try_from(le32(&record, at + 4)).ok()?;
        match le32(&record, at) {
            0x60 => {
                let value = at + usize::from(le16(&record, at + 0x14));
                let bytes = usize::try_from(le32(&record, at + 0x10)).ok()?;
                return record.get(value..value.checked_add(bytes)?).and_then(text16);
            }
            0xFFFF_FFFF => return None,
            _ if length < 24 => return None,
            _ => at += length,
        }
    }
    None
}

/// exFAT specification, 7.3: entry 83h of the root folder is the label, at most 11 letters.
fn exfat_label(window: &mut Window<'_>, boot: &[u8]) -> Option<String> {
    let (sector, per_cluster) = (1_u64.checked_shl(u32::from(boot[108]))?, u32::from(boot[109]));
    let cluster = sector.checked_shl(per_cluster)?;
    let heap = u64::from(le32(boot, 88)).checked_mul(sector)?;
    let root = u64::from(le32(boot, 96)).checked_sub(2)?.checked_mul(cluster)?.checked_add(heap)?;
    let folder = window.read(root, usize::try_from(cluster.min(65536)).ok()?)?;
    let entry = folder.chunks_exact(32).take_while(|entry| entry[0] != 0).find(|entry| entry[0] == 0x83)?;
    let letters = usize::from(entry[1]).min(11);
    text16(&entry[2..2 + letters * 2])
}

/// Microsoft's FAT specification (fatgen103): the number of clusters decides the width, not the words in the boot sector.
fn fat(boot: &[u8]) -> Option<Mark> {
    let (sector, per_cluster) = (u32::from(le16(boot, 11)), u32::from(boot[13]));
    let (reserved, fats) = (u32::from(le16(boot, 14)), u32::from(boot[16]));
    let jumps = matches!(boot[0], 0xEB | 0xE9);
    let sensible =
        matches!(sector, 512 | 1024 | 2048 | 4096) && per_cluster.is_power_of_two() && per_cluster <= 128;
    if !jumps || !sensible || reserved == 0 || !(1..=2).contains(&fats) || boot[21] < 0xF0 {
        return None;
    }
    let either = |short: u32, long: u32| if short == 0 { long } else { short };
    let total = either(u32::from(le16(boot, 19)), le32(boot, 32));
    let per_fat = either(u32::from(le16(boot, 22)), le32(boot, 36));
    let root = (u32::from(le16(boot, 17)) * 32).div_ceil(sector);
    let before = fats.checked_mul(per_fat)?.checked_add(reserved)?.checked_add(root)?;
    let clusters = total.checked_sub(before)? / per_cluster;
    let (kind, label) = match clusters {
        0 => return None,
        1..4085 => ("fat12", &boot[43..54]),
        4085..65525 => ("fat16", &boot[43..54]),
        _ => ("fat32", &boot[71..82]),
    };
    Some(Mark::labelled(kind, text(label).filter(|label| label != "NO NAME")))
}
