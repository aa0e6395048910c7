//! Where the plaintext of a piece lies in a worker's buffer, which holds chunks with room for a tag behind each.

use crate::crypt::{CHUNK, SLOT};

/// Chunks that one worker holds at a time: 512 KiB stay in a core's second-level cache from read to write.
pub(super) const PIECE_CHUNKS: usize = 8;

/// The stretches of `buffer` that hold plaintext `at..at + length` of a piece: chunks lie [`SLOT`] apart, with room
/// for a tag behind each.
pub(super) fn slices_mut(buffer: &mut [u8], at: usize, length: usize) -> impl Iterator<Item = &mut [u8]> {
    buffer.chunks_mut(SLOT).enumerate().filter_map(move |(index, slot)| {
        let (from, to) = stretch(index, at, length)?;
        Some(&mut slot[from..to])
    })
}

/// As [`slices_mut`], for reading.
pub(super) fn slices(buffer: &[u8], at: usize, length: usize) -> impl Iterator<Item = &[u8]> + Clone {
    buffer.chunks(SLOT).enumerate().filter_map(move |(index, slot)| {
        let (from, to) = stretch(index, at, length)?;
        Some(&slot[from..to])
    })
}

fn stretch(index: usize, at: usize, length: usize) -> Option<(usize, usize)> {
    let first = index * CHUNK;
    let from = at.max(first);
    let to = (at + length).min(first + CHUNK);
    (from < to).then(|| (from - first, to - first))
}
