//! Writing the keystream over ranges of a file, and reading it back: cipher and device work at the same time.

use crate::device::{AlignedBuffer, read_exact_at, write_all_at};
use crate::sanitize::Keystream;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::mpsc;
use std::thread;

/// One transfer: large enough for disks, small enough for three of them to stay in a second-level cache.
const PIECE: u64 = 1 << 20;

/// Buffers going round between the two threads.
const ROUND: usize = 3;

/// What is written where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) file: &'a File,
    pub(super) ranges: &'a [Range<u64>],
    pub(super) keystream: &'a Keystream,
    /// The file's number, part of the pattern.
    pub(super) number: u64,
}

/// Puts the bytes of an offset into a buffer.
type Fill<'a> = dyn Fn(u64, &mut [u8]) -> io::Result<()> + Sync + 'a;

/// Does something with the bytes of an offset.
type Take<'a, E> = dyn FnMut(u64, &[u8]) -> Result<(), E> + 'a;

/// A read-back that is not good.
#[derive(Debug)]
pub(super) enum Mismatch {
    /// It could not be read.
    Io(io::Error),
    /// The first byte that differs.
    At(u64),
}

impl From<io::Error> for Mismatch {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Target<'_> {
    /// Overwrites every range; `done` hears the length of each piece written.
    pub(super) fn overwrite(self, done: &mut dyn FnMut(u64)) -> io::Result<()> {
        let Self { file, keystream, number, .. } = self;
        self.pump(
            &|offset, bytes| {
                keystream.fill(number, offset, bytes);
                Ok(())
            },
            &mut |offset, bytes| {
                write_all_at(file, bytes, offset)?;
                done(bytes.len() as u64);
                Ok::<(), io::Error>(())
            },
        )
    }

    /// Reads every range and compares; `done` hears the length of each piece found equal.
    pub(super) fn compare(self, done: &mut dyn FnMut(u64)) -> Result<(), Mismatch> {
        let Self { file, keystream, number, .. } = self;
        let read = |offset: u64, bytes: &mut [u8]| read_exact_at(file, bytes, offset);
        self.pump(&read, &mut |offset, bytes| {
            if let Some(at) = keystream.first_difference(number, offset, bytes) {
                return Err(Mismatch::At(at));
            }
            done(bytes.len() as u64);
            Ok(())
        })
    }

    /// Hands each piece, filled by `fill`, to `take`, in order. Long runs are filled on a second thread.
    fn pump<E: From<io::Error>>(self, fill: &Fill<'_>, take: &mut Take<'_, E>) -> Result<(), E> {
        let total: u64 = self.ranges.iter().map(|range| range.end - range.start).sum();
        let room = usize::try_from(total.min(PIECE)).unwrap_or(usize::MAX);
        if total <= 2 * PIECE {
            let mut buffer = AlignedBuffer::new(room);
            for (offset, length) in pieces(self.ranges) {
                let bytes = &mut buffer.as_mut_slice()[..length];
                fill(offset, bytes)?;
                take(offset, bytes)?;
            }
            return Ok(());
        }
        thread::scope(|scope| {
            let (empty_out, empty_in) = mpsc::channel();
            let (full_out, full_in) = mpsc::channel();
            for _ in 0..ROUND {
                // Both ends are here: it cannot fail.
                let _sent = empty_out.send(AlignedBuffer::new(room));
            }
            let ranges = self.ranges;
            scope.spawn(move || {
                for (offset, length) in pieces(ranges) {
                    // Either end closing means that the other side has failed and said so.
                    let Ok(mut buffer) = empty_in.recv() else { return };
                    let filled = fill(offset, &mut buffer.as_mut_slice()[..length]);
                    if full_out.send((offset, length, buffer, filled)).is_err() {
                        return;
                    }
                }
            });
            for (offset, length, buffer, filled) in full_in {
                filled?;
                take(offset, &buffer.as_slice()[..length])?;
                let _finished = empty_out.send(buffer);
            }
            Ok(())
        })
    }
}

/// Offsets and lengths of the pieces of `ranges`, cut at multiples of [`PIECE`].
fn pieces(ranges: &[Range<u64>]) -> impl Iterator<Item = (u64, usize)> + '_ {
    ranges.iter().flat_map(|range| {
        let mut at = range.start;
        std::iter::from_fn(move || {
            let end = (at / PIECE * PIECE).saturating_add(PIECE).min(range.end);
            let length = usize::try_from(end.checked_sub(at)?).ok().filter(|length| *length > 0)?;
            let start = std::mem::replace(&mut at, end);
            Some((start, length))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_exactly() {
        let ranges = [0..1, 4096..8192, PIECE - 1..3 * PIECE + 5];
        let cut: Vec<_> = pieces(&ranges).collect();
        assert_eq!(cut[..2], [(0, 1), (4096, 4096)]);
        assert_eq!(cut[2], (PIECE - 1, 1));
        let covered: u64 = cut.iter().map(|(_, length)| *length as u64).sum();
        assert_eq!(covered, 1 + 4096 + 2 * PIECE + 6);
    }

    #[test]
    fn what_is_written_reads_back_and_a_change_is_found() {
        let file = tempfile::tempfile().unwrap();
        let keystream = Keystream::generate().unwrap();
        let ranges = [0..100, 8192..5 * PIECE + 17];
        let target = Target { file: &file, ranges: &ranges, keystream: &keystream, number: 9 };
        let (mut written, mut equal) = (0, 0);
        target.overwrite(&mut |bytes| written += bytes).unwrap();
        target.compare(&mut |bytes| equal += bytes).unwrap();
        assert_eq!((written, equal), (100 + 5 * PIECE + 17 - 8192, written));

        write_all_at(&file, b"?", 3 * PIECE + 1).unwrap();
        let found = target.compare(&mut |_| {});
        // One time in 256 the byte is the same by chance.
        assert!(matches!(found, Err(Mismatch::At(at)) if at == 3 * PIECE + 1) || found.is_ok());
        file.set_len(PIECE).unwrap();
        assert!(matches!(target.compare(&mut |_| {}), Err(Mismatch::Io(_))));
    }
}
