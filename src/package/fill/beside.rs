//! A piece whose content and ciphertext are hashed in one turn: SHA-256 of two streams at once takes hardly longer than of one.
//!
//! Sealing is done in place, so that the plaintext is copied beforehand; that costs a tenth of what it gives.

use super::super::error::PackageError;
use super::super::plan::{LongFile, Piece, Segment};
use super::super::slots::{slices, slices_mut};
use super::{Job, put};
use crate::crypt::{CHUNK, SLOT};
use crate::stream::{Beside, BesideInto, Hasher};
use std::fs::File;
use std::sync::Arc;

/// Content of a piece that is read, and not yet hashed.
struct Content<'a> {
    at: usize,
    length: usize,
    of: Of<'a>,
}

/// What it belongs to.
enum Of<'a> {
    Whole { entry: usize, hasher: Hasher },
    Part { long: &'a LongFile, file: Arc<File>, offset: u64 },
}

impl Job<'_> {
    /// Whether a piece is plain content and headers, all of it wanted; anything else takes the longer way.
    pub(super) fn fits_beside(&self, piece: &Piece) -> bool {
        let plain = |entry: usize| self.needs(entry) && self.coding(entry).is_none();
        // Of volumes, a file must be checked and noted before the piece that it ends in is told of as written.
        self.beside
            && self.output.spread.volumes() == 1
            && piece.length >= CHUNK
            && self.output.wants(piece.position / CHUNK as u64)
            && piece.segments.iter().all(|segment| match segment {
                Segment::Inline(_) => true,
                Segment::Whole { entry, .. } => plain(*entry),
                Segment::Part { file, .. } => plain(file.entry),
            })
    }

    /// One piece from source to target, by way of `copy`, which is as long as `buffer`; `false` when the work was called off
    /// meanwhile.
    pub(super) fn piece_beside(
        &self,
        piece: &Piece,
        buffer: &mut [u8],
        copy: &mut [u8],
    ) -> Result<bool, PackageError> {
        let mut at = 0;
        let mut inline = piece.inline.as_slice();
        let mut contents = Vec::with_capacity(piece.segments.len());
        for segment in &piece.segments {
            at += match segment {
                Segment::Inline(length) => {
                    put(inline.split_off(..*length).unwrap_or_default(), buffer, at);
                    *length
                }
                Segment::Whole { entry, length } => {
                    let file = self.open(*entry)?;
                    self.read(*entry, &file, 0, *length, buffer, at)?;
                    // Closed at once: a piece may hold a thousand files.
                    self.unchanged(*entry, &file)?;
                    let of = Of::Whole { entry: *entry, hasher: Hasher::new(self.algorithms) };
                    contents.push(Content { at, length: *length, of });
                    *length
                }
                Segment::Part { file: long, offset, length } => {
                    let file = self.open_long(long)?;
                    self.read(long.entry, &file, *offset, *length, buffer, at)?;
                    contents.push(Content {
                        at,
                        length: *length,
                        of: Of::Part { long, file, offset: *offset },
                    });
                    *length
                }
            };
        }
        let used = piece.length.div_ceil(CHUNK) * SLOT;
        let copy = &mut copy[..used];
        copy.copy_from_slice(&buffer[..used]);
        let beside = contents.iter_mut().map(|content| Beside {
            into: match &mut content.of {
                Of::Whole { hasher, .. } => BesideInto::Hasher(hasher),
                Of::Part { long, offset, .. } => BesideInto::Chain(&long.chain, *offset),
            },
            slices: slices(copy, content.at, content.length).collect(),
        });
        if !self.seal(piece, buffer, &mut beside.collect::<Vec<_>>())? {
            return Ok(false);
        }
        for Content { length, of, .. } in contents {
            match of {
                Of::Whole { entry, hasher } => self.settle(entry, hasher.finish())?,
                Of::Part { long, file, .. } => self.count_down(long, &file, length)?,
            }
        }
        Ok(true)
    }

    fn read(
        &self,
        entry: usize,
        file: &File,
        offset: u64,
        length: usize,
        buffer: &mut [u8],
        at: usize,
    ) -> Result<(), PackageError> {
        let mut from = offset;
        for slice in slices_mut(buffer, at, length) {
            self.fill(entry, file, slice, from)?;
            from += slice.len() as u64;
        }
        Ok(())
    }
}
