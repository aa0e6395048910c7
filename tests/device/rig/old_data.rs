//! Recognisable old data: every LBA says which it was, in text that can be found in any dump.

use super::LBA;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;

/// What every line of old data begins with. A line is 32 bytes long, and an LBA holds 16 of them, all the same.
const MARK: &[u8] = b"azukari old data, LBA ";
/// Read and written at a time, in bytes.
const PIECE: u64 = 1 << 20;

/// The old data of an LBA.
pub(crate) fn old_sector(lba: u64) -> [u8; 512] {
    let line = format!("azukari old data, LBA {lba:>9}\n");
    let mut sector = [0; 512];
    sector.chunks_exact_mut(32).for_each(|cell| cell.copy_from_slice(line.as_bytes()));
    sector
}

/// Fills a file of `bytes` bytes.
pub(super) fn fill(file: &File, bytes: u64) {
    for start in (0..bytes).step_by(usize::try_from(PIECE).unwrap()) {
        let end = bytes.min(start + PIECE);
        let piece: Vec<u8> = (start / LBA..end / LBA).flat_map(old_sector).collect();
        file.write_all_at(&piece, start).unwrap();
    }
    file.sync_all().unwrap();
}

/// The LBAs in which a line of old data stands, of whichever LBA.
pub(super) fn found(file: &File, bytes: u64) -> Vec<Range<u64>> {
    let mut found: Vec<Range<u64>> = Vec::new();
    let mut piece = vec![0; usize::try_from(PIECE).unwrap()];
    for start in (0..bytes).step_by(piece.len()) {
        let end = bytes.min(start + PIECE);
        let piece = &mut piece[..usize::try_from(end - start).unwrap()];
        file.read_exact_at(piece, start).unwrap();
        let holds = |sector: &[u8]| sector.chunks(32).any(|cell| cell.starts_with(MARK));
        let sectors = piece.chunks(512).zip(start / LBA..);
        for (_, lba) in sectors.filter(|(sector, _)| holds(sector)) {
            match found.last_mut() {
                Some(range) if range.end == lba => range.end += 1,
                _ => found.push(lba..lba + 1),
            }
        }
    }
    found
}
