//! Reading a filling file back and comparing it with what was written: a pass of its own, past the cache where that is possible.

use super::report::{Trouble, TroubleKind};
use super::write::{DEPTH, PIECE};
use crate::device::{ALIGNMENT, AlignedBuffer, read_exact_at};
use crate::sanitize::Keystream;
use azukari_bulk::is_zero;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What reading back found.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// Bytes that are what was written.
    pub(super) equal: u64,
    pub(super) troubles: Vec<Trouble>,
}

/// Compares `ranges` of file number `number`. Errors do not end it; raised `cancel` does.
pub(super) fn compare(
    file: &File,
    number: u64,
    ranges: &[Range<u64>],
    keystream: &Keystream,
    cancel: &AtomicBool,
    advance: &(dyn Fn(u64) + Sync),
) -> Compared {
    let pieces = pieces(ranges);
    let next = AtomicUsize::new(0);
    let found: Mutex<Compared> = Mutex::default();
    let work = || {
        let mut buffer = AlignedBuffer::new(usize::try_from(PIECE).unwrap_or(0));
        let mut own = Compared::default();
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            if cancel.load(Ordering::Relaxed) {
                break;
            }
            let length = usize::try_from(piece.end - piece.start).unwrap_or(0);
            let bytes = &mut buffer.as_mut_slice()[..length];
            match read_exact_at(file, bytes, piece.start) {
                Ok(()) => own.judge(number, piece.start, bytes, keystream),
                // Which of its blocks it is.
                Err(_) => {
                    for (part, at) in bytes.chunks_mut(ALIGNMENT).zip((piece.start..).step_by(ALIGNMENT)) {
                        match read_exact_at(file, part, at) {
                            Ok(()) => own.judge(number, at, part, keystream),
                            Err(error) => own.failed(number, at, part.len() as u64, &error),
                        }
                    }
                }
            }
            advance(length as u64);
        }
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        found.equal += own.equal;
        found.troubles.append(&mut own.troubles);
    };
    std::thread::scope(|scope| {
        for _ in 1..DEPTH.min(pieces.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.troubles.sort_by_key(|trouble| trouble.offset);
    found
}

impl Compared {
    /// The bytes are not needed afterwards.
    fn judge(&mut self, number: u64, offset: u64, bytes: &mut [u8], keystream: &Keystream) {
        let length = bytes.len() as u64;
        keystream.apply(number, offset, bytes);
        if is_zero(bytes) {
            self.equal += length;
            return;
        }
        let at = offset + bytes.iter().take_while(|byte| **byte == 0).count() as u64;
        self.troubles.push(Trouble {
            kind: TroubleKind::Differs,
            file: number,
            offset: at,
            bytes: offset + length - at,
            word: String::new(),
        });
    }

    fn failed(&mut self, number: u64, offset: u64, bytes: u64, error: &io::Error) {
        let trouble = Trouble::new(TroubleKind::Read, number, error);
        self.troubles.push(Trouble { offset, bytes, ..trouble });
    }
}

/// Cut at multiples of [`PIECE`].
fn pieces(ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut pieces = Vec::new();
    for range in ranges {
        let mut at = range.start;
        while at < range.end {
            let end = (at / PIECE + 1).saturating_mul(PIECE).min(range.end);
            pieces.push(at..end);
            at = end;
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_exactly() {
        let cut = pieces(&[0..4096, PIECE - 4096..2 * PIECE + 1]);
        assert_eq!(cut, [0..4096, PIECE - 4096..PIECE, PIECE..2 * PIECE, 2 * PIECE..2 * PIECE + 1]);
    }

    #[test]
    fn what_differs_and_what_is_missing_is_named() {
        let file = tempfile::tempfile().unwrap();
        let keystream = Keystream::generate().unwrap();
        let length = 2 * PIECE;
        let mut bytes = vec![0; usize::try_from(length).unwrap()];
        keystream.fill(7, 0, &mut bytes);
        bytes[5000] ^= 1;
        crate::device::write_all_at(&file, &bytes, 0).unwrap();
        let all = [0..PIECE, PIECE..length, length..length + 4096];
        let read =
            |ranges: &[Range<u64>]| compare(&file, 7, ranges, &keystream, &AtomicBool::new(false), &|_| ());
        let found = read(&all);
        assert_eq!(found.equal, PIECE);
        let kinds: Vec<_> = found.troubles.iter().map(|one| (one.kind, one.offset, one.bytes)).collect();
        assert_eq!(kinds, [(TroubleKind::Differs, 5000, PIECE - 5000), (TroubleKind::Read, length, 4096)]);
        assert_eq!(read(&all[..2]).troubles.len(), 1);
        assert_eq!(read(&all[1..2]).equal, PIECE);
    }
}
