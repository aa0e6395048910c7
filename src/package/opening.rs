//! An age file, unlocked: what lies in it, and reading any part of it.

use super::bag::{BAGIT_NAME, START_NAME, Start, TRAILER_BYTES, TRAILER_FROM_END, Trailer};
use super::error::{Damage, PackageError};
use super::tar_header::BLOCK;
use super::tar_parser::{Dialect, Event, Parser, looks_like_header};
use crate::crypt::{CHUNK, ChunkLayout, Identities, PayloadKey, SLOT, TAG, open_header};
use crate::stream::read_exact_at;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Longest line of an index, in bytes: a path of 32 KiB, escaped, and its numbers.
const LONGEST_LINE: u64 = 256 << 10;

/// What the first chunk says that this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flavor {
    /// A package of this program.
    Own { bag: String, start: Start },
    /// A tar by somebody else.
    Tar,
    /// Anything else: one file.
    Plain,
}

/// An unlocked file.
pub(super) struct Opening {
    pub(super) file: File,
    pub(super) path: PathBuf,
    pub(super) file_bytes: u64,
    pub(super) start: u64,
    pub(super) key: PayloadKey,
    pub(super) layout: ChunkLayout,
    pub(super) flavor: Flavor,
}

impl Opening {
    /// Unlocks `path` and looks at its first chunk. A package that is too short or too long is told here, before
    /// anything is written.
    pub(super) fn new(path: &Path, identities: &Identities) -> Result<Self, PackageError> {
        let file = File::open(path).map_err(PackageError::read(path))?;
        let file_bytes = file.metadata().map_err(PackageError::read(path))?.len();
        let header = open_header(&file, identities)?;
        let payload = file_bytes.saturating_sub(header.start);
        if payload < TAG as u64 {
            return Err(cut_short(file_bytes, None));
        }
        let length = usize::try_from(payload.min(SLOT as u64)).unwrap_or(SLOT);
        let only = payload <= SLOT as u64;
        let mut slot = Zeroizing::new(vec![0; length]);
        let mut authentic = |last: bool| -> Result<bool, PackageError> {
            read_exact_at(&file, &mut slot, header.start).map_err(PackageError::read(path))?;
            Ok(header.key.open_chunk(0, last, &mut slot))
        };
        // The other flag tells a cut at the chunk boundary, or bytes behind the end.
        let flavor = if authentic(only)? || authentic(!only)? {
            flavor(&slot[..length - TAG])
        } else {
            let damage = if only {
                Damage::CutShortOrAltered { at: header.start }
            } else {
                Damage::Altered { at: header.start }
            };
            return Err(PackageError::Damaged { damage, inside: None });
        };
        if let Flavor::Own { start, .. } = &flavor {
            let expected = ChunkLayout::file_bytes(header.start, start.plaintext_bytes)
                .ok_or_else(|| PackageError::malformed("size-lie", super::bag::START_NAME))?;
            if file_bytes < expected {
                return Err(cut_short(file_bytes, Some(expected)));
            }
            if file_bytes > expected {
                return Err(PackageError::Damaged {
                    damage: Damage::Trailing { at: expected },
                    inside: None,
                });
            }
        }
        let layout =
            ChunkLayout::of_file(header.start, file_bytes).ok_or_else(|| cut_short(file_bytes, None))?;
        Ok(Self {
            file,
            path: path.to_owned(),
            file_bytes,
            start: header.start,
            key: header.key,
            layout,
            flavor,
        })
    }

    /// Decrypts one chunk into `slot` ([`SLOT`] bytes); returns its plaintext length.
    pub(super) fn chunk(&self, index: u64, slot: &mut [u8]) -> Result<usize, PackageError> {
        let length = usize::try_from(self.layout.slot_bytes(index)).unwrap_or(SLOT);
        let offset = self.layout.offset(index);
        read_exact_at(&self.file, &mut slot[..length], offset).map_err(PackageError::read(&self.path))?;
        let last = index + 1 == self.layout.chunks;
        if self.key.open_chunk(index, last, &mut slot[..length]) {
            Ok(length - TAG)
        } else {
            Err(PackageError::Damaged { damage: Damage::Altered { at: offset }, inside: None })
        }
    }

    /// Reads `length` bytes of plaintext from `offset`.
    pub(super) fn reader(&self, offset: u64, length: u64) -> PlainReader<'_> {
        PlainReader { opening: self, position: offset, end: offset.saturating_add(length), slot: None }
    }

    /// Reads a short stretch whole.
    pub(super) fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, PackageError> {
        if length > 64 << 20 || offset.saturating_add(length) > self.layout.plain_bytes() {
            return Err(PackageError::malformed("trailer", ""));
        }
        let mut bytes = Vec::new();
        self.reader(offset, length).read_to_end(&mut bytes).map_err(unwrap_package_error)?;
        Ok(bytes)
    }

    /// The trailer of an own package.
    pub(super) fn trailer(&self) -> Result<Trailer, PackageError> {
        let at = self.layout.plain_bytes().checked_sub(TRAILER_FROM_END);
        let at = at.ok_or_else(|| PackageError::malformed("trailer", ""))?;
        let bytes = self.read(at, TRAILER_BYTES as u64)?;
        Trailer::parse(&bytes).ok_or_else(|| PackageError::malformed("trailer", ""))
    }
}

pub(super) fn cut_short(at: u64, expected: Option<u64>) -> PackageError {
    PackageError::Damaged { damage: Damage::CutShort { at, expected }, inside: None }
}

/// A package error that travelled through `io::Read`.
pub(super) fn unwrap_package_error(error: io::Error) -> PackageError {
    match error.downcast::<PackageError>() {
        Ok(error) => error,
        Err(source) => PackageError::Read { path: PathBuf::new(), source },
    }
}

/// 32 lower-case hex digits: an id goes into ledgers and file names and must never look like anything else.
#[must_use]
pub fn is_package_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `BAG/bagit.txt` and `BAG/azukari/start.json` come first in our own packages, and in nobody else's.
fn flavor(plain: &[u8]) -> Flavor {
    if !plain.get(..BLOCK).is_some_and(looks_like_header) {
        return Flavor::Plain;
    }
    let mut parser = Parser::new(Dialect::Own);
    let mut members: Vec<(String, Vec<u8>)> = Vec::new();
    let mut input = plain;
    while !input.is_empty() && members.len() < 3 {
        let Ok((count, event)) = parser.push(input) else { break };
        match event {
            Event::Member(header) => members.push((header.path, Vec::new())),
            Event::Content => {
                if let Some((_, content)) = members.last_mut() {
                    content.extend_from_slice(&input[..count]);
                }
            }
            Event::Nothing => {}
        }
        input = &input[count..];
    }
    let [(bagit, _), (start, content), ..] = members.as_slice() else { return Flavor::Tar };
    let Some((bag, BAGIT_NAME)) = bagit.split_once('/') else { return Flavor::Tar };
    if start.strip_prefix(bag).and_then(|rest| rest.strip_prefix('/')) != Some(START_NAME) {
        return Flavor::Tar;
    }
    match serde_json::from_slice::<Start>(content) {
        Ok(start) if start.schema == Start::SCHEMA && is_package_id(&start.package) => {
            Flavor::Own { bag: bag.to_owned(), start }
        }
        _ => Flavor::Tar,
    }
}

/// One line of an index, without reading more than any line can have.
pub(super) fn read_line(lines: &mut impl BufRead, line: &mut String) -> Result<usize, PackageError> {
    line.clear();
    let count = lines.take(LONGEST_LINE).read_line(line).map_err(unwrap_package_error)?;
    if count > 0 && !line.ends_with('\n') {
        return Err(PackageError::malformed("index", super::bag::INDEX_NAME));
    }
    Ok(count)
}

/// Sequential reading of a stretch of plaintext, one chunk at a time.
pub(super) struct PlainReader<'a> {
    opening: &'a Opening,
    position: u64,
    end: u64,
    slot: Option<(u64, usize, Zeroizing<Vec<u8>>)>,
}

impl Read for PlainReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.end || buffer.is_empty() {
            return Ok(0);
        }
        let index = self.position / CHUNK as u64;
        if self.slot.as_ref().is_none_or(|(held, ..)| *held != index) {
            if index >= self.opening.layout.chunks {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut slot = match self.slot.take() {
                Some((_, _, slot)) => slot,
                None => Zeroizing::new(vec![0; SLOT]),
            };
            let length = self.opening.chunk(index, &mut slot).map_err(io::Error::other)?;
            self.slot = Some((index, length, slot));
        }
        let Some((_, length, slot)) = &self.slot else { return Ok(0) };
        let from = usize::try_from(self.position % CHUNK as u64).unwrap_or(CHUNK);
        let available = &slot[from.min(*length)..*length];
        let left = usize::try_from(self.end - self.position).unwrap_or(usize::MAX);
        let count = available.len().min(buffer.len()).min(left);
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer[..count].copy_from_slice(&available[..count]);
        self.position += count as u64;
        Ok(count)
    }
}
