//! The way back: ciphertext to files, on every core, with everything hashed on the way.
//!
//! Each worker takes the next piece of the file, hashes the ciphertext into the package's chain, opens its chunks,
//! lets the one tar parser (in stream order) say what the bytes are, then hashes and writes them to their files.

use super::coding::{CodingKind, DecodeError, Decoder};
use super::error::{Damage, PackageError};
use super::fill::{PIECE_CHUNKS, slices};
use super::index::IndexLines;
use super::naming::{Arriving, Placed};
use super::opening::{Flavor, Opening, Volume};
use super::sink::{Staging, make_folder};
use super::tar_parser::{Dialect, Event, Header, Parser, Wrong};
use super::tree::EntryKind;
use super::{names, opening};
use crate::crypt::{CHUNK, SLOT, TAG};
use crate::model::{Algorithms, DigestSet, Phase, Progress};
use crate::stream::{DigestChain, Failures, Hasher, Lane, read_exact_at, run, write_all_at};
use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroize as _;

/// A member as found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Full path inside the tar.
    pub(super) path: Box<str>,
    pub(super) kind: EntryKind,
    /// Length of the file.
    pub(super) size: u64,
    /// Bytes that its content takes in the tar, and how it is stored, if otherwise than plain.
    pub(super) stored: u64,
    pub(super) coding: Option<CodingKind>,
    /// Where a symbolic link leads.
    pub(super) link: Option<Box<str>>,
    /// Windows' file attributes that it must be created with.
    pub(super) attributes: u32,
    pub(super) mtime: (i64, u32),
    pub(super) mode: u32,
    /// First content byte in the tar.
    pub(super) offset: u64,
    pub(super) digests: DigestSet,
    /// Where it goes, where that is not where its path says.
    pub(super) placed: Option<Box<str>>,
}

impl Found {
    /// Where it goes below the staging folder; `None` for tag files.
    pub(super) fn place<'a>(&'a self, flavor: &Flavor) -> Option<&'a str> {
        self.placed.as_deref().or_else(|| destination(flavor, &self.path))
    }
}

/// How the files are called where they go.
pub(super) enum Naming {
    /// They go nowhere.
    Unasked,
    /// As was settled beforehand.
    Known(Placed),
    /// As is settled when they come.
    Arriving(Box<Arriving>),
}

/// Everything that reading to the end gave.
pub(super) struct Extracted {
    pub(super) members: Vec<Found>,
    /// Digests of each volume: of the package file, where there is but one.
    pub(super) volumes: Vec<DigestSet>,
    pub(super) naming: Naming,
}

/// How to extract.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) opening: &'a Opening,
    /// Where files go; `None` only checks.
    pub(super) staging: Option<&'a Staging>,
    pub(super) algorithms: Algorithms,
    /// Whether the digests of the package file are wanted.
    pub(super) package_digests: Algorithms,
    pub(super) phase: Phase,
    pub(super) progress: &'a dyn Progress,
    pub(super) cancel: &'a AtomicBool,
}

/// A file whose content spans pieces.
struct LongFile {
    member: usize,
    file: Mutex<Option<Arc<File>>>,
    chain: DigestChain,
    left: Mutex<u64>,
}

/// A file that is stored in a coding, wherever its content lies.
struct CodedFile {
    member: usize,
    /// The file to write, once there is one, beside what turns the member into it.
    decoder: Lane<(Option<File>, Option<Decoder>)>,
}

/// A stretch of a piece, and what to do with it.
enum Work {
    Coded { file: Arc<CodedFile>, offset: u64, at: usize, length: usize },
    Whole { member: usize, at: usize, length: usize },
    Part { file: Arc<LongFile>, offset: u64, at: usize, length: usize },
}

/// What header and index together say of a member.
struct Identified {
    path: String,
    size: u64,
    coding: Option<CodingKind>,
    attributes: u32,
}

/// What must happen in stream order.
struct Cursor<'a> {
    parser: Option<Parser>,
    /// What the index says of the members to come, where their headers do not say all.
    index: Option<IndexLines<'a>>,
    coded: Option<Arc<CodedFile>>,
    /// Content bytes that the members so far come to.
    content: u64,
    members: Vec<Found>,
    /// The file that is being read: how far, and shared if it is long.
    done: u64,
    long: Option<Arc<LongFile>>,
    position: u64,
    naming: Naming,
}

struct Shared<'a> {
    job: Job<'a>,
    /// One for each volume.
    chains: Vec<DigestChain>,
    cursor: Lane<Cursor<'a>>,
    digests: Mutex<Vec<(usize, DigestSet)>>,
    next: Mutex<u64>,
    failures: Failures<PackageError>,
}

/// Reads a package to its end.
pub(super) fn extract(job: Job<'_>, naming: Naming) -> Result<Extracted, PackageError> {
    let opening = job.opening;
    let chain = |volume: &Volume| {
        let mut head = vec![0; usize::try_from(volume.start).unwrap_or(0)];
        read_exact_at(&volume.file, &mut head, 0).map_err(PackageError::read(&volume.path))?;
        let mut hasher = Hasher::new(job.package_digests);
        hasher.update(&head);
        Ok::<_, PackageError>(DigestChain::resume(volume.start, hasher))
    };
    let chains = opening.volumes.iter().map(chain).collect::<Result<_, _>>()?;
    let parser = match opening.flavor {
        Flavor::Own { .. } => Some(Parser::new(Dialect::Own)),
        Flavor::Tar => Some(Parser::new(Dialect::Foreign)),
        Flavor::Plain => None,
    };
    let index = match &opening.flavor {
        Flavor::Own { start, .. } if start.coded => Some(opening.index()?),
        _ => None,
    };
    let mut cursor = Cursor {
        parser,
        index,
        coded: None,
        content: 0,
        members: Vec::new(),
        done: 0,
        long: None,
        position: 0,
        naming,
    };
    if opening.flavor == Flavor::Plain {
        cursor.begin_plain(&job)?;
    }
    job.progress.begin(job.phase, Some(opening.file_bytes()));
    let shared = Shared {
        job,
        chains,
        cursor: Lane::new(0, cursor),
        digests: Mutex::new(Vec::new()),
        next: Mutex::new(0),
        failures: Failures::default(),
    };
    run(shared.failures.stop(), || shared.work());
    let Shared { chains, cursor, digests, failures, .. } = shared;
    failures.into_result()?;
    job.progress.end();
    let mut cursor = cursor.into_inner();
    if cursor.parser.as_ref().is_some_and(|parser| !parser.ended()) {
        return Err(PackageError::malformed("no-end", ""));
    }
    for (member, digests) in digests.into_inner().unwrap_or_else(PoisonError::into_inner) {
        cursor.members[member].digests = digests;
    }
    let volumes = chains.into_iter().map(|chain| chain.into_hasher().finish()).collect();
    Ok(Extracted { members: cursor.members, volumes, naming: cursor.naming })
}

impl Shared<'_> {
    fn work(&self) {
        let mut buffer = vec![0; PIECE_CHUNKS * SLOT];
        while !self.failures.stopped() {
            let (first, chunks) = {
                let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
                let first = *next;
                let spread = &self.job.opening.spread;
                if first >= spread.chunks() {
                    break;
                }
                // A piece lies in one volume.
                let (volume, index) = spread.place(first);
                let chunks = (spread.chunks_in(volume) - index).min(PIECE_CHUNKS as u64);
                *next += chunks;
                (first, chunks)
            };
            if self.job.cancel.load(Ordering::Relaxed) {
                self.failures.fail(first, PackageError::Interrupted);
                break;
            }
            match self.piece(first, chunks, &mut buffer) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.failures.fail(first, error);
                    break;
                }
            }
        }
        buffer.zeroize();
    }

    /// One piece; `false` when the work was called off meanwhile.
    fn piece(&self, first: u64, chunks: u64, buffer: &mut [u8]) -> Result<bool, PackageError> {
        let opening = self.job.opening;
        let (number, index) = opening.spread.place(first);
        let volume = opening.volumes.get(number).ok_or(PackageError::Bug("volume"))?;
        let offset = volume.layout.offset(index);
        let last = index + chunks - 1;
        let end = volume.layout.offset(last) + volume.layout.slot_bytes(last);
        let length = usize::try_from(end - offset).unwrap_or(0);
        let cipher = &mut buffer[..length];
        read_exact_at(&volume.file, cipher, offset).map_err(PackageError::read(&volume.path))?;
        let stop = self.failures.stop();
        if self.chains[number].update(offset, length as u64, stop, std::iter::once(&*cipher)).is_err() {
            return Ok(false);
        }
        let mut good = 0;
        let mut plain = 0;
        for (index, slot) in (index..).zip(cipher.chunks_mut(SLOT)) {
            if !volume.open_chunk(index, slot) {
                break;
            }
            good += 1;
            plain += slot.len() - TAG;
        }
        let mut works = Vec::new();
        let parsed = self.cursor.visit(first, chunks, stop, |cursor| {
            cursor
                .parse(slices(buffer, 0, plain), &self.job, &mut works)
                .map(|()| (good < chunks).then(|| cursor.reading()))
        });
        let Ok(parsed) = parsed else { return Ok(false) };
        if let Some(inside) = parsed? {
            return Err(opening.in_volume(volume, self.damage(volume, index + good, inside)?));
        }
        for work in works {
            if !self.carry_out(&work, buffer)? {
                return Ok(false);
            }
        }
        self.job.progress.advance(length as u64);
        Ok(true)
    }

    /// Tells a cut from an alteration, as far as the bytes can.
    fn damage(
        &self,
        volume: &Volume,
        index: u64,
        inside: Option<String>,
    ) -> Result<PackageError, PackageError> {
        let layout = &volume.layout;
        let at = layout.offset(index);
        let last = index + 1 == layout.chunks;
        let mut slot = vec![0; usize::try_from(layout.slot_bytes(index)).unwrap_or(SLOT)];
        read_exact_at(&volume.file, &mut slot, at).map_err(PackageError::read(&volume.path))?;
        let other_flag = volume.open_chunk_otherwise(index, &mut slot);
        slot.zeroize();
        // An own package has exactly the length that it says: its damage can only be an alteration.
        let own = matches!(self.job.opening.flavor, Flavor::Own { .. });
        Ok(match (last, other_flag) {
            (true, true) => opening::cut_short(volume.file_bytes, None),
            (false, true) => PackageError::Damaged {
                damage: Damage::Trailing { at: at + layout.slot_bytes(index) },
                inside: None,
            },
            (true, false) if !own => {
                PackageError::Damaged { damage: Damage::CutShortOrAltered { at }, inside }
            }
            (_, false) => PackageError::Damaged { damage: Damage::Altered { at }, inside },
        })
    }

    fn carry_out(&self, work: &Work, buffer: &[u8]) -> Result<bool, PackageError> {
        match work {
            Work::Coded { file, offset, at, length } => {
                let slices = slices(buffer, *at, *length);
                let bytes = *length as u64;
                let visited =
                    file.decoder.visit(*offset, bytes, self.failures.stop(), |(target, decoder)| {
                        self.decode(file.member, target, decoder, slices, offset + bytes)
                    });
                let Ok(decoded) = visited else { return Ok(false) };
                match decoded {
                    // Another worker failed while a long hole was hashed: that failure counts.
                    Err(PackageError::Interrupted) if !self.job.cancel.load(Ordering::Relaxed) => {
                        return Ok(false);
                    }
                    other => other?,
                }
            }
            Work::Whole { member, at, length } => {
                let mut hasher = Hasher::new(self.job.algorithms);
                let target = self.target(*member)?;
                let mut offset = 0;
                for slice in slices(buffer, *at, *length) {
                    hasher.update(slice);
                    self.write(*member, target.as_ref(), slice, offset)?;
                    offset += slice.len() as u64;
                }
                self.finish(*member, target.as_ref(), hasher.finish())?;
            }
            Work::Part { file, offset, at, length } => {
                if file
                    .chain
                    .update(*offset, *length as u64, self.failures.stop(), slices(buffer, *at, *length))
                    .is_err()
                {
                    return Ok(false);
                }
                let target = {
                    let mut shared = file.file.lock().unwrap_or_else(PoisonError::into_inner);
                    if shared.is_none() {
                        *shared = self.target(file.member)?.map(Arc::new);
                    }
                    shared.clone()
                };
                let mut from = *offset;
                for slice in slices(buffer, *at, *length) {
                    self.write(file.member, target.as_deref(), slice, from)?;
                    from += slice.len() as u64;
                }
                let mut left = file.left.lock().unwrap_or_else(PoisonError::into_inner);
                *left -= *length as u64;
                if *left == 0 {
                    self.finish(file.member, target.as_deref(), file.chain.snapshot())?;
                }
            }
        }
        Ok(true)
    }

    /// Decodes the next bytes of a member, which then ends at `end` of its stored content.
    fn decode<'b>(
        &self,
        member: usize,
        target: &mut Option<File>,
        decoder: &mut Option<Decoder>,
        slices: impl Iterator<Item = &'b [u8]>,
        end: u64,
    ) -> Result<(), PackageError> {
        let found = self.member(member);
        let failed = |error| match error {
            DecodeError::Write(error) => self.write_error(member, error),
            DecodeError::Wrong(what) => PackageError::malformed(what, found.path.clone()),
            DecodeError::Stopped => PackageError::Interrupted,
        };
        let go_on = || !self.failures.stopped() && !self.job.cancel.load(Ordering::Relaxed);
        if decoder.is_none() {
            let kind = found.coding.ok_or(PackageError::Bug("a coding"))?;
            let fresh = Decoder::new(kind, found.size, found.stored, self.job.algorithms).map_err(failed)?;
            *decoder = Some(fresh);
            *target = self.target(member)?;
        }
        let Some(running) = decoder.as_mut() else { return Ok(()) };
        for slice in slices {
            running.push(slice, target.as_ref(), &go_on).map_err(failed)?;
        }
        if end == found.stored
            && let Some(whole) = decoder.take()
        {
            let digests = whole.finish(target.as_ref(), &go_on).map_err(failed)?;
            self.finish(member, target.as_ref(), digests)?;
            *target = None;
        }
        Ok(())
    }

    fn member(&self, member: usize) -> Found {
        self.cursor.peek(|cursor| cursor.members[member].clone())
    }

    /// The file for a member, if it is to be written.
    fn target(&self, member: usize) -> Result<Option<File>, PackageError> {
        let Some(staging) = self.job.staging else { return Ok(None) };
        let found = self.member(member);
        match found.place(&self.job.opening.flavor) {
            Some(path) => staging.file(path, self.own(), found.attributes).map(Some),
            None => Ok(None),
        }
    }

    fn own(&self) -> bool {
        matches!(self.job.opening.flavor, Flavor::Own { .. })
    }

    fn write(
        &self,
        member: usize,
        file: Option<&File>,
        bytes: &[u8],
        offset: u64,
    ) -> Result<(), PackageError> {
        let Some(file) = file else { return Ok(()) };
        write_all_at(file, bytes, offset).map_err(|error| self.write_error(member, error))
    }

    fn finish(&self, member: usize, file: Option<&File>, digests: DigestSet) -> Result<(), PackageError> {
        if let Some(file) = file {
            let found = self.member(member);
            if cfg!(not(target_os = "linux")) {
                // Where one call cannot sync the whole folder, each file is synced by itself.
                file.sync_all().map_err(|error| self.write_error(member, error))?;
            }
            Staging::restore(file, found.mtime, found.mode)
                .map_err(|error| self.write_error(member, error))?;
        }
        self.digests.lock().unwrap_or_else(PoisonError::into_inner).push((member, digests));
        Ok(())
    }

    fn write_error(&self, member: usize, error: std::io::Error) -> PackageError {
        let root = self.job.staging.map(|staging| staging.target().to_owned()).unwrap_or_default();
        let found = self.member(member);
        PackageError::write(&root.join(found.place(&self.job.opening.flavor).unwrap_or(&found.path)))(error)
    }
}

/// Where a member goes below the staging folder; `None` for tag files, which are only read.
pub(super) fn destination<'a>(flavor: &Flavor, path: &'a str) -> Option<&'a str> {
    match flavor {
        Flavor::Own { bag, .. } => path.strip_prefix(bag.as_str())?.strip_prefix("/data/"),
        Flavor::Tar | Flavor::Plain => Some(path),
    }
}

impl Cursor<'_> {
    /// A foreign file that is no tar: one member, named as the package without `.age`.
    fn begin_plain(&mut self, job: &Job<'_>) -> Result<(), PackageError> {
        let opening = job.opening;
        let Some(volume) = opening.volumes.first() else { return Err(PackageError::Bug("no volume")) };
        let name = volume.path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let name = name.strip_suffix(".age").unwrap_or(name);
        if !names::is_below(name) {
            return Err(PackageError::malformed("path-escapes", name));
        }
        let placed = self.placed(name, EntryKind::File, job)?;
        let size = opening.plain_bytes();
        let mtime =
            volume.file.metadata().map(|metadata| super::source::facts(&metadata).1).unwrap_or((0, 0));
        self.members.push(Found {
            path: name.into(),
            kind: EntryKind::File,
            size,
            stored: size,
            coding: None,
            link: None,
            attributes: 0,
            mtime,
            mode: 0o600,
            offset: 0,
            digests: DigestSet::default(),
            placed,
        });
        Ok(())
    }

    /// Which file the bytes at the cursor belong to.
    fn reading(&self) -> Option<String> {
        let last = self.members.last()?;
        (self.done < last.stored).then(|| last.path.to_string())
    }

    fn parse<'b>(
        &mut self,
        slices: impl Iterator<Item = &'b [u8]>,
        job: &Job<'_>,
        works: &mut Vec<Work>,
    ) -> Result<(), PackageError> {
        let mut at = 0;
        // The stretch of the current file in this piece: where it begins, and how long it is.
        let mut stretch = (0, 0);
        let empty_plain = self.parser.is_none() && self.members.last().is_some_and(|member| member.size == 0);
        if empty_plain && self.position == 0 {
            works.push(Work::Whole { member: 0, at: 0, length: 0 });
        }
        for slice in slices {
            let mut input = slice;
            while !input.is_empty() {
                let (count, event) = match &mut self.parser {
                    Some(parser) => parser.push(input).map_err(|wrong| self.wrong(wrong))?,
                    None => (input.len(), Event::Content),
                };
                match event {
                    Event::Member(header) => {
                        self.position += count as u64;
                        self.begin(header, job)?;
                        stretch = (at + count, 0);
                        if self
                            .members
                            .last()
                            .is_some_and(|member| member.stored == 0 && member.kind == EntryKind::File)
                        {
                            works.push(Work::Whole {
                                member: self.members.len() - 1,
                                at: at + count,
                                length: 0,
                            });
                        }
                    }
                    Event::Content => {
                        if stretch.1 == 0 {
                            stretch.0 = at;
                        }
                        stretch.1 += count;
                        self.position += count as u64;
                        if self
                            .members
                            .last()
                            .is_some_and(|member| member.stored == self.done + stretch.1 as u64)
                        {
                            works.push(self.stretch(stretch, job.algorithms));
                            stretch.1 = 0;
                        }
                    }
                    Event::Nothing => self.position += count as u64,
                }
                at += count;
                input = &input[count..];
            }
        }
        if stretch.1 > 0 {
            works.push(self.stretch(stretch, job.algorithms));
        }
        Ok(())
    }

    /// What to do with a stretch of the current file's content.
    fn stretch(&mut self, (at, length): (usize, usize), algorithms: Algorithms) -> Work {
        let member = self.members.len() - 1;
        let size = self.members[member].stored;
        let offset = self.done;
        self.done += length as u64;
        if let Some(file) = &self.coded {
            return Work::Coded { file: file.clone(), offset, at, length };
        }
        if offset == 0 && self.done == size {
            return Work::Whole { member, at, length };
        }
        let file = self.long.get_or_insert_with(|| {
            let chain = DigestChain::new(algorithms);
            Arc::new(LongFile { member, file: Mutex::new(None), chain, left: Mutex::new(size) })
        });
        let file = file.clone();
        if self.done == size {
            self.long = None;
        }
        Work::Part { file, offset, at, length }
    }

    fn begin(&mut self, header: Header, job: &Job<'_>) -> Result<(), PackageError> {
        self.done = 0;
        self.long = None;
        let own = matches!(job.opening.flavor, Flavor::Own { .. });
        // `tar c .` begins with the folder itself.
        let root = header.path.is_empty() && header.kind == EntryKind::Folder && !own;
        if !root && !names::is_below(&header.path) {
            return Err(PackageError::malformed("path-escapes", header.path));
        }
        if !names::fits_manifest(&header.path) {
            return Err(PackageError::malformed("control-character", header.path));
        }
        if header.size > job.opening.plain_bytes().saturating_sub(self.position) {
            return Err(PackageError::malformed("size-lie", header.path));
        }
        let member = self.members.len();
        let Header { path, kind, size: stored, mtime, mode, real_size, link } = header;
        let Identified { path, size, coding, attributes } =
            self.identify(path, kind, stored, real_size, link.as_deref(), job)?;
        self.coded = coding.map(|_| Arc::new(CodedFile { member, decoder: Lane::new(0, (None, None)) }));
        let placed = self.placed(&path, kind, job)?;
        let place = placed.as_deref().or_else(|| destination(&job.opening.flavor, &path));
        if let (Some(staging), Some(place)) = (job.staging, place) {
            make_folder(staging, place, kind, own)?;
        }
        self.members.push(Found {
            path: path.into(),
            kind,
            size,
            stored,
            coding,
            link: link.map(String::into_boxed_str),
            attributes,
            mtime,
            mode,
            offset: self.position,
            digests: DigestSet::default(),
            placed,
        });
        Ok(())
    }

    /// Where a member goes, if that is not where its path says. Nothing leaves the folder, whatever names were given.
    fn placed(
        &mut self,
        path: &str,
        kind: EntryKind,
        job: &Job<'_>,
    ) -> Result<Option<Box<str>>, PackageError> {
        let Some(staging) = job.staging else { return Ok(None) };
        let Some(below) = destination(&job.opening.flavor, path).filter(|below| !below.is_empty()) else {
            return Ok(None);
        };
        let placed = match &mut self.naming {
            Naming::Unasked => None,
            Naming::Known(placed) if placed.is_empty() => None,
            Naming::Known(placed) => Some(placed.path(below)).filter(|place| *place != below).map(Box::from),
            Naming::Arriving(names) => names
                .place(below, kind == EntryKind::Folder)
                .map_err(|problems| PackageError::Names { path: staging.target().to_owned(), problems })?,
        };
        if names::stays_inside(placed.as_deref().unwrap_or(below)) {
            Ok(placed)
        } else {
            Err(PackageError::malformed("path-escapes", path))
        }
    }

    /// Path, length and coding of the file that a member holds. Where files are stored in codings, the index says which; it is
    /// only as good as any other word of the package until everything is proved at the end, so that nothing is taken from it that
    /// the header contradicts.
    fn identify(
        &mut self,
        path: String,
        kind: EntryKind,
        stored: u64,
        real_size: Option<u64>,
        link: Option<&str>,
        job: &Job<'_>,
    ) -> Result<Identified, PackageError> {
        let in_data = destination(&job.opening.flavor, &path).filter(|below| !below.is_empty());
        let (Some(index), Some(below)) = (&mut self.index, in_data) else {
            return match real_size {
                None => Ok(Identified { path, size: stored, coding: None, attributes: 0 }),
                Some(_) => Err(PackageError::malformed("type", path)),
            };
        };
        let said = index.next_entry()?.ok_or_else(|| PackageError::malformed("index", below))?;
        let plain = said.path.trim_end_matches('/');
        let suffix = said.coding.map_or("", CodingKind::suffix);
        let fits = said.is_well_coded()
            && below.strip_suffix(suffix) == Some(plain)
            && said.path.ends_with('/') == (kind == EntryKind::Folder)
            && said.stored_bytes() == stored
            && said.link.as_deref() == link
            && real_size == (said.coding == Some(CodingKind::Sparse)).then_some(said.size);
        if !fits {
            return Err(PackageError::malformed("index", below));
        }
        self.content = self.content.saturating_add(said.size);
        if let Flavor::Own { start, .. } = &job.opening.flavor
            && self.content > start.content_bytes
        {
            // No more is written than there is room for.
            return Err(PackageError::malformed("size-lie", below));
        }
        let path = path.strip_suffix(suffix).unwrap_or(&path).to_owned();
        let attributes = said.attributes.unwrap_or(0);
        Ok(Identified { path, size: said.size, coding: said.coding, attributes })
    }

    fn wrong(&self, wrong: Wrong) -> PackageError {
        let inside = if wrong.path.is_empty() { self.reading().unwrap_or_default() } else { wrong.path };
        PackageError::malformed(wrong.what, inside)
    }
}

const _: () = assert!(CHUNK % 512 == 0, "tar blocks never straddle chunks");
