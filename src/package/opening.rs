//! An age file, unlocked: what lies in it, and reading any part of it.

use super::bag::{
    BAGIT_NAME, INDEX_NAME, START_NAME, Start, TRAILER_BYTES, TRAILER_FROM_END, Trailer, is_package_id,
};
use super::coding::CodingKind;
use super::error::{PackageError, unwrap_package_error};
use super::index::IndexLines;
use super::problem::{Damage, VolumeProblem};
use super::spread::Spread;
use super::tar_header::BLOCK;
use super::tar_parser::{Dialect, Event, Parser};
use super::tar_words::looks_like_header;
use super::volume_file::VolumeFile;
use super::volume_set::{VolumeSet, name_of};
use crate::crypt::{CHUNK, ChunkLayout, CryptError, Identities, PayloadKey, SLOT, TAG, open_header};
use crate::model::Algorithms;
use crate::stream::{digest_file, read_exact_at};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use zeroize::Zeroizing;

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

/// One unlocked age file: the package, or a volume of it.
pub(super) struct Volume {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) file_bytes: u64,
    /// Bytes of header and nonce.
    pub(super) start: u64,
    key: PayloadKey,
    /// Its own chunks, from 0.
    pub(super) layout: ChunkLayout,
    /// The file ends within a tag: `layout` is that of what stands before it.
    ragged: bool,
}

impl Volume {
    fn unlock(path: &Path, identities: &Identities) -> Result<Self, PackageError> {
        let file = File::open(path).map_err(PackageError::read(path))?;
        let file_bytes = file.metadata().map_err(PackageError::read(path))?.len();
        let header = open_header(&file, identities)?;
        if file_bytes.saturating_sub(header.start) < TAG as u64 {
            return Err(cut_short(file_bytes, None));
        }
        let payload = file_bytes - header.start;
        let over = payload % SLOT as u64;
        // A last chunk without content is one only where it is the only one.
        let ragged = payload > SLOT as u64 && over > 0 && over <= TAG as u64;
        let whole = if ragged { file_bytes - over } else { file_bytes };
        let layout = ChunkLayout::of_file(header.start, whole).ok_or_else(|| cut_short(file_bytes, None))?;
        let path = path.to_owned();
        Ok(Self { path, file, file_bytes, start: header.start, key: header.key, layout, ragged })
    }

    /// Decrypts the chunk `index` of this file in place; whether it was authentic.
    pub(super) fn open_chunk(&self, index: u64, slot: &mut [u8]) -> bool {
        self.key.open_chunk(index, index + 1 == self.layout.chunks, slot)
    }

    /// As [`Self::open_chunk`], but as if it were the last of the file and is not, or the other way round.
    pub(super) fn open_chunk_otherwise(&self, index: u64, slot: &mut [u8]) -> bool {
        self.key.open_chunk(index, index + 1 != self.layout.chunks, slot)
    }

    /// Whether the file has the length that it must have, where that is known, or else one that can be.
    fn complete(&self, expected: Option<u64>) -> Result<(), PackageError> {
        let expected = match expected {
            Some(expected) => expected,
            None if self.ragged => return Err(cut_short(self.file_bytes, None)),
            None => return Ok(()),
        };
        if self.file_bytes < expected {
            return Err(cut_short(self.file_bytes, Some(expected)));
        }
        if self.file_bytes > expected {
            return Err(PackageError::Damaged { damage: Damage::Trailing { at: expected }, inside: None });
        }
        Ok(())
    }
}

/// An unlocked package.
pub(super) struct Opening {
    /// Its files, in order.
    pub(super) volumes: Vec<Volume>,
    /// `NAME.key.age` of a package in volumes.
    pub(super) key_file: Option<VolumeFile>,
    pub(super) spread: Spread,
    plain_bytes: u64,
    pub(super) flavor: Flavor,
}

impl Opening {
    /// Unlocks `path` and looks at its first chunk. A package that is too short or too long is told here, before
    /// anything is written.
    pub(super) fn new(path: &Path, identities: &Identities) -> Result<Self, PackageError> {
        match VolumeSet::find(path)? {
            Some(set) => Self::of_set(&set, identities),
            None => Self::of_file(path, identities),
        }
    }

    fn of_file(path: &Path, identities: &Identities) -> Result<Self, PackageError> {
        let volume = Volume::unlock(path, identities)?;
        let flavor = look(&volume)?;
        let expected = match &flavor {
            Flavor::Own { start, .. } if start.volume_bytes != 0 => {
                return Err(PackageError::malformed("volume", START_NAME));
            }
            Flavor::Own { start, .. } => {
                let expected = ChunkLayout::file_bytes(volume.start, start.plaintext_bytes);
                Some(expected.ok_or_else(|| PackageError::malformed("size-lie", START_NAME))?)
            }
            Flavor::Tar | Flavor::Plain => None,
        };
        volume.complete(expected)?;
        let plain_bytes = volume.layout.plain_bytes();
        let spread = Spread::new(plain_bytes, 0).ok_or(PackageError::Bug("spread"))?;
        Ok(Self { volumes: vec![volume], key_file: None, spread, plain_bytes, flavor })
    }

    fn of_set(set: &VolumeSet, identities: &Identities) -> Result<Self, PackageError> {
        let (key, key_file) = unlock_key_file(&set.key, identities)?;
        let unlock = |path: &PathBuf| {
            Volume::unlock(path, &key).map_err(|error| match error {
                // The key of this package does not open it.
                PackageError::Crypt(CryptError::NoMatchingKey) => {
                    set.problem(VolumeProblem::Foreign, name_of(path), String::new())
                }
                error => error.in_volume(&name_of(path)),
            })
        };
        let volumes = set.volumes.iter().map(unlock).collect::<Result<Vec<_>, _>>()?;
        let first = volumes.first().ok_or(PackageError::Bug("no volume"))?;
        let flavor = look(first).map_err(|error| error.in_volume(&name_of(&first.path)))?;
        let bad = |what| Err(PackageError::malformed(what, START_NAME));
        let Flavor::Own { start, .. } = &flavor else { return bad("volume") };
        // A package in one file has no set around it: whoever put one there made two ways to read the same bytes.
        if start.volume_bytes == 0 {
            return bad("volume");
        }
        let Some(spread) = Spread::new(start.plaintext_bytes, start.volume_bytes) else {
            return bad("volume");
        };
        if start.package != set.package || spread.volumes() != volumes.len() as u64 {
            return bad("volume");
        }
        for (number, volume) in volumes.iter().enumerate() {
            let Some(expected) = spread.file_bytes(number, volume.start) else { return bad("size-lie") };
            volume.complete(Some(expected)).map_err(|error| error.in_volume(&name_of(&volume.path)))?;
        }
        let plain_bytes = start.plaintext_bytes;
        Ok(Self { volumes, key_file: Some(key_file), spread, plain_bytes, flavor })
    }

    /// Which digests the package states of each file.
    pub(super) fn algorithms(&self) -> Algorithms {
        match &self.flavor {
            Flavor::Own { start, .. } => start.algorithms(),
            Flavor::Tar | Flavor::Plain => Algorithms::default(),
        }
    }

    /// Bytes of plaintext.
    pub(super) fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// Length of all volumes together, in bytes.
    pub(super) fn file_bytes(&self) -> u64 {
        self.volumes.iter().map(|volume| volume.file_bytes).sum()
    }

    /// An error told of `volume`, where there are several.
    pub(super) fn in_volume(&self, volume: &Volume, error: PackageError) -> PackageError {
        if self.key_file.is_some() { error.in_volume(&name_of(&volume.path)) } else { error }
    }

    /// Decrypts one chunk into `slot` ([`SLOT`] bytes); returns its plaintext length.
    pub(super) fn chunk(&self, index: u64, slot: &mut [u8]) -> Result<usize, PackageError> {
        let (volume, index) = self.spread.place(index);
        let volume = self.volumes.get(volume).ok_or(PackageError::Bug("chunk"))?;
        let length = usize::try_from(volume.layout.slot_bytes(index)).unwrap_or(SLOT);
        let at = volume.layout.offset(index);
        read_exact_at(&volume.file, &mut slot[..length], at).map_err(PackageError::read(&volume.path))?;
        if volume.open_chunk(index, &mut slot[..length]) {
            Ok(length - TAG)
        } else {
            let error = PackageError::Damaged { damage: Damage::Altered { at }, inside: None };
            Err(self.in_volume(volume, error))
        }
    }

    /// Reads `length` bytes of plaintext from `offset`.
    pub(super) fn reader(&self, offset: u64, length: u64) -> PlainReader<'_> {
        PlainReader { opening: self, position: offset, end: offset.saturating_add(length), slot: None }
    }

    /// Reads a short stretch whole.
    pub(super) fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, PackageError> {
        if length > 64 << 20 || offset.saturating_add(length) > self.plain_bytes {
            return Err(PackageError::malformed("trailer", ""));
        }
        let mut bytes = Vec::new();
        self.reader(offset, length).read_to_end(&mut bytes).map_err(unwrap_package_error)?;
        Ok(bytes)
    }

    /// The index of an own package, from where the trailer says that it is.
    pub(super) fn index(&self) -> Result<IndexLines<'_>, PackageError> {
        self.index_at(&self.trailer()?)
    }

    /// As [`Self::index`].
    pub(super) fn index_at(&self, trailer: &Trailer) -> Result<IndexLines<'_>, PackageError> {
        let end = trailer.index_offset.checked_add(trailer.index_bytes);
        if end.is_none_or(|end| end > self.plain_bytes) {
            return Err(PackageError::malformed("index", INDEX_NAME));
        }
        Ok(IndexLines::new(self.reader(trailer.index_offset, trailer.index_bytes)))
    }

    /// Bytes that the files will take where they are written: holes take none.
    pub(super) fn room_needed(&self) -> Result<u64, PackageError> {
        let (mut index, mut bytes) = (self.index()?, 0_u64);
        while let Some(entry) = index.next_entry()? {
            let sparse = entry.coding == Some(CodingKind::Sparse);
            bytes = bytes.saturating_add(if sparse { entry.stored_bytes() } else { entry.size });
        }
        Ok(bytes)
    }

    /// The trailer of an own package.
    pub(super) fn trailer(&self) -> Result<Trailer, PackageError> {
        let at = self.plain_bytes.checked_sub(TRAILER_FROM_END);
        let at = at.ok_or_else(|| PackageError::malformed("trailer", ""))?;
        let bytes = self.read(at, TRAILER_BYTES as u64)?;
        Trailer::parse(&bytes).ok_or_else(|| PackageError::malformed("trailer", ""))
    }
}

/// What the first chunk says that this is.
fn look(volume: &Volume) -> Result<Flavor, PackageError> {
    let length = usize::try_from(volume.layout.slot_bytes(0)).unwrap_or(SLOT);
    let mut slot = Zeroizing::new(vec![0; length]);
    let mut authentic = |open: &dyn Fn(&mut [u8]) -> bool| -> Result<bool, PackageError> {
        let read = read_exact_at(&volume.file, &mut slot, volume.start);
        read.map_err(PackageError::read(&volume.path))?;
        Ok(open(&mut slot))
    };
    // The other flag tells a cut at the chunk boundary, or bytes behind the end.
    if authentic(&|slot| volume.open_chunk(0, slot))?
        || authentic(&|slot| volume.open_chunk_otherwise(0, slot))?
    {
        return Ok(flavor(&slot[..length - TAG]));
    }
    let at = volume.start;
    let damage =
        if volume.layout.chunks == 1 { Damage::CutShortOrAltered { at } } else { Damage::Altered { at } };
    Err(PackageError::Damaged { damage, inside: None })
}

/// The key of all volumes, as an identity.
fn unlock_key_file(path: &Path, identities: &Identities) -> Result<(Identities, VolumeFile), PackageError> {
    let name = name_of(path);
    let volume = Volume::unlock(path, identities).map_err(|error| error.in_volume(&name))?;
    let mut slot = Zeroizing::new(vec![0; usize::try_from(volume.layout.slot_bytes(0)).unwrap_or(SLOT)]);
    read_exact_at(&volume.file, &mut slot, volume.start).map_err(PackageError::read(path))?;
    if volume.layout.chunks != 1 || !volume.open_chunk(0, &mut slot) {
        let damage = Damage::CutShortOrAltered { at: volume.start };
        return Err(PackageError::Damaged { damage, inside: None }.in_volume(&name));
    }
    let text = std::str::from_utf8(&slot[..slot.len() - TAG]);
    let text = text.map_err(|_| PackageError::malformed("volume-key", name.clone()))?;
    // The text comes from outside. Exactly one key of the kind that azukari makes: more would give the volumes several readings,
    // and one that is held by a program would have it run.
    let key = Identities::only(text).map_err(|_| PackageError::malformed("volume-key", name.clone()))?;
    let (bytes, digests) = digest_file(&volume.file, Algorithms::default(), &AtomicBool::new(false), &|_| ())
        .map_err(PackageError::read(path))?;
    Ok((key, VolumeFile { name, bytes, digests }))
}

pub(super) fn cut_short(at: u64, expected: Option<u64>) -> PackageError {
    PackageError::Damaged { damage: Damage::CutShort { at, expected }, inside: None }
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
            if index >= self.opening.spread.chunks() {
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
