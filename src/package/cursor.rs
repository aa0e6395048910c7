//! What must happen in stream order on the way back: the one parser says what the bytes are, and where they go.

use super::coding::{CodingKind, Decoder};
use super::error::PackageError;
use super::index::IndexLines;
use super::names;
use super::naming::{Arriving, Placed};
use super::opening::{Flavor, Opening};
use super::sink::{Staging, make_folder};
use super::slots::slices;
use super::tar_parser::{Dialect, Event, Header, Parser, Wrong};
use super::tree::EntryKind;
use crate::model::{Algorithms, DigestSet};
use crate::stream::{Beside, BesideInto, DigestChain, Hasher, Lane};
use std::fs::File;
use std::sync::{Arc, Mutex};

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

/// A file whose content spans pieces.
pub(super) struct LongFile {
    pub(super) member: usize,
    pub(super) file: Mutex<Option<Arc<File>>>,
    pub(super) chain: DigestChain,
    pub(super) left: Mutex<u64>,
}

/// A file that is stored in a coding, wherever its content lies.
pub(super) struct CodedFile {
    pub(super) member: usize,
    /// The file to write, once there is one, beside what turns the member into it.
    pub(super) decoder: Lane<(Option<File>, Option<Decoder>)>,
}

/// A stretch of a piece, and what to do with it.
pub(super) enum Work {
    Coded { file: Arc<CodedFile>, offset: u64, at: usize, length: usize },
    Whole { member: usize, algorithms: Algorithms, at: usize, length: usize },
    Part { file: Arc<LongFile>, offset: u64, at: usize, length: usize },
}

impl Work {
    /// Which digests a hasher of its own computes; none where the file has a hasher already.
    pub(super) fn algorithms(&self) -> Algorithms {
        match self {
            Self::Whole { algorithms, .. } => *algorithms,
            Self::Coded { .. } | Self::Part { .. } => Algorithms { sha256: false, blake3: false },
        }
    }

    /// What of it is hashed as it lies in the buffer, by `hasher` where it is a whole file. Coded content is hashed when decoded.
    pub(super) fn beside<'a>(&'a self, hasher: &'a mut Hasher, buffer: &'a [u8]) -> Option<Beside<'a>> {
        let (into, at, length) = match self {
            Self::Coded { .. } => return None,
            Self::Whole { at, length, .. } => (BesideInto::Hasher(hasher), at, length),
            Self::Part { file, offset, at, length } => (BesideInto::Chain(&file.chain, *offset), at, length),
        };
        Some(Beside { into, slices: slices(buffer, *at, *length).collect() })
    }
}

/// What header and index together say of a member.
struct Identified {
    path: String,
    size: u64,
    coding: Option<CodingKind>,
    attributes: u32,
}

/// What must happen in stream order.
pub(super) struct Cursor<'a> {
    opening: &'a Opening,
    staging: Option<&'a Staging>,
    algorithms: Algorithms,
    parser: Option<Parser>,
    /// What the index says of the members to come, where their headers do not say all.
    index: Option<IndexLines<'a>>,
    coded: Option<Arc<CodedFile>>,
    /// Content bytes that the members so far come to.
    content: u64,
    pub(super) members: Vec<Found>,
    /// The file that is being read: how far, and shared if it is long.
    done: u64,
    long: Option<Arc<LongFile>>,
    position: u64,
    pub(super) naming: Naming,
}

/// Where a member goes below the staging folder; `None` for tag files, which are only read.
pub(super) fn destination<'a>(flavor: &Flavor, path: &'a str) -> Option<&'a str> {
    match flavor {
        Flavor::Own { bag, .. } => path.strip_prefix(bag.as_str())?.strip_prefix("/data/"),
        Flavor::Tar | Flavor::Plain => Some(path),
    }
}

impl<'a> Cursor<'a> {
    /// At the beginning of `opening`, whose files go to `staging`, if they go anywhere.
    pub(super) fn new(
        opening: &'a Opening,
        staging: Option<&'a Staging>,
        algorithms: Algorithms,
        naming: Naming,
    ) -> Result<Self, PackageError> {
        let parser = match opening.flavor {
            Flavor::Own { .. } => Some(Parser::new(Dialect::Own)),
            Flavor::Tar => Some(Parser::new(Dialect::Foreign)),
            Flavor::Plain => None,
        };
        let index = match &opening.flavor {
            Flavor::Own { start, .. } if start.coded => Some(opening.index()?),
            _ => None,
        };
        let mut cursor = Self {
            opening,
            staging,
            algorithms,
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
            cursor.begin_plain()?;
        }
        Ok(cursor)
    }

    /// Whether the archive is complete.
    pub(super) fn ended(&self) -> bool {
        self.parser.as_ref().is_none_or(Parser::ended)
    }

    /// A foreign file that is no tar: one member, named as the package without `.age`.
    fn begin_plain(&mut self) -> Result<(), PackageError> {
        let opening = self.opening;
        let Some(volume) = opening.volumes.first() else { return Err(PackageError::Bug("no volume")) };
        let name = volume.path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let name = name.strip_suffix(".age").unwrap_or(name);
        if !names::is_below(name) {
            return Err(PackageError::malformed("path-escapes", name));
        }
        let placed = self.placed(name, EntryKind::File)?;
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
    pub(super) fn reading(&self) -> Option<String> {
        let last = self.members.last()?;
        (self.done < last.stored).then(|| last.path.to_string())
    }

    /// Takes in the next plaintext of the stream: what is to be done with which stretch of it.
    pub(super) fn parse<'b>(
        &mut self,
        slices: impl Iterator<Item = &'b [u8]>,
        works: &mut Vec<Work>,
    ) -> Result<(), PackageError> {
        let mut at = 0;
        // The stretch of the current file in this piece: where it begins, and how long it is.
        let mut stretch = (0, 0);
        let empty_plain = self.parser.is_none() && self.members.last().is_some_and(|member| member.size == 0);
        if empty_plain && self.position == 0 {
            let algorithms = self.digests_of(&self.members[0]);
            works.push(Work::Whole { member: 0, algorithms, at: 0, length: 0 });
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
                        self.begin(header)?;
                        stretch = (at + count, 0);
                        let empty = |member: &&Found| member.stored == 0 && member.kind == EntryKind::File;
                        if let Some(member) = self.members.last().filter(empty) {
                            let algorithms = self.digests_of(member);
                            let member = self.members.len() - 1;
                            works.push(Work::Whole { member, algorithms, at: at + count, length: 0 });
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
                            works.push(self.stretch(stretch));
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
            works.push(self.stretch(stretch));
        }
        Ok(())
    }

    /// What to do with a stretch of the current file's content.
    fn stretch(&mut self, (at, length): (usize, usize)) -> Work {
        let member = self.members.len() - 1;
        let algorithms = self.digests_of(&self.members[member]);
        let size = self.members[member].stored;
        let offset = self.done;
        self.done += length as u64;
        if let Some(file) = &self.coded {
            return Work::Coded { file: file.clone(), offset, at, length };
        }
        if offset == 0 && self.done == size {
            return Work::Whole { member, algorithms, at, length };
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

    /// Which digests of a member are computed: those that were asked for, and SHA-256 of tag files, by which they are bound.
    fn digests_of(&self, member: &Found) -> Algorithms {
        if destination(&self.opening.flavor, &member.path).is_some() {
            self.algorithms
        } else {
            Algorithms { sha256: true, blake3: false }
        }
    }

    fn begin(&mut self, header: Header) -> Result<(), PackageError> {
        self.done = 0;
        self.long = None;
        let own = matches!(self.opening.flavor, Flavor::Own { .. });
        // `tar c .` begins with the folder itself.
        let root = header.path.is_empty() && header.kind == EntryKind::Folder && !own;
        if !root && !names::is_below(&header.path) {
            return Err(PackageError::malformed("path-escapes", header.path));
        }
        if !names::fits_manifest(&header.path) {
            return Err(PackageError::malformed("control-character", header.path));
        }
        if header.size > self.opening.plain_bytes().saturating_sub(self.position) {
            return Err(PackageError::malformed("size-lie", header.path));
        }
        let member = self.members.len();
        let Header { path, kind, size: stored, mtime, mode, real_size, link } = header;
        let Identified { path, size, coding, attributes } =
            self.identify(path, kind, stored, real_size, link.as_deref())?;
        self.coded = coding.map(|_| Arc::new(CodedFile { member, decoder: Lane::new(0, (None, None)) }));
        let placed = self.placed(&path, kind)?;
        let place = placed.as_deref().or_else(|| destination(&self.opening.flavor, &path));
        if let (Some(staging), Some(place)) = (self.staging, place) {
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
    fn placed(&mut self, path: &str, kind: EntryKind) -> Result<Option<Box<str>>, PackageError> {
        let Some(staging) = self.staging else { return Ok(None) };
        let Some(below) = destination(&self.opening.flavor, path).filter(|below| !below.is_empty()) else {
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
    ) -> Result<Identified, PackageError> {
        let in_data = destination(&self.opening.flavor, &path).filter(|below| !below.is_empty());
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
        if let Flavor::Own { start, .. } = &self.opening.flavor
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
