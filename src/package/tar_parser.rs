//! Reading tar, pushed: a strict subset, so that no two readers can see two different archives in the same bytes.
//!
//! Our own packages: types `0`, `2`, `5`, and `x` with `path`, `linkpath`, `size`, `mtime` and the records of GNU sparse format 1.0 only. Foreign tars may also use GNU long
//! names and base-256 numbers. Links, devices and sparse files of others are refused, as are sizes that disagree
//! (RUSTSEC-2026-0068, CVE-2025-62518: parsers that believed one of two sizes).

use super::tar_header::{BLOCK, Member, USTAR_LARGEST, append, padding};
use super::tar_words::{field_text, looks_like_header, octal, pax_record, pax_time};
use super::tree::EntryKind;

/// Longest extended header: a path of 32 KiB and change.
const LONGEST_RECORD: u64 = 64 << 10;

/// Whose tar it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Written by this program.
    Own,
    /// Written by some `tar`.
    Foreign,
}

/// A member's header, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    /// As written, without `./` before and `/` behind; empty for the root folder itself.
    pub(super) path: String,
    pub(super) kind: EntryKind,
    pub(super) size: u64,
    pub(super) mtime: (i64, u32),
    pub(super) mode: u32,
    /// Length of the file, where its content is stored without its holes.
    pub(super) real_size: Option<u64>,
    /// Where a symbolic link leads.
    pub(super) link: Option<String>,
}

/// What some bytes meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Structure; nothing to tell.
    Nothing,
    /// A member begins.
    Member(Header),
    /// Content of the current member.
    Content,
}

/// Bytes that are no tar of the dialect: what is wrong, language-free, and with which member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) what: &'static str,
    pub(super) path: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extension {
    Pax,
    LongName,
    Ignored,
}

#[derive(Debug)]
enum State {
    Header,
    Extension { kind: Extension, left: u64, pad: usize },
    Content { left: u64, pad: usize },
    Padding(usize),
    OneZeroBlock,
    Ended,
}

/// The parser. Feed it the stream in slices of any length.
#[derive(Debug)]
pub(super) struct Parser {
    dialect: Dialect,
    state: State,
    block: Vec<u8>,
    record: Vec<u8>,
    path: Option<String>,
    size: Option<u64>,
    mtime: Option<(i64, u32)>,
    sparse: Sparse,
    link: Option<String>,
    /// The blocks of the extended header before this member, for the comparison with what we would have written.
    before: Vec<u8>,
    written: Vec<u8>,
}

/// The records of GNU sparse format 1.0, which come all four or not at all.
#[derive(Debug, Default)]
struct Sparse {
    major: bool,
    minor: bool,
    name: Option<String>,
    real_size: Option<u64>,
}

impl Sparse {
    fn is_none(&self) -> bool {
        !self.major && !self.minor && self.name.is_none() && self.real_size.is_none()
    }
}

impl Parser {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            state: State::Header,
            block: Vec::with_capacity(BLOCK),
            record: Vec::new(),
            path: None,
            size: None,
            mtime: None,
            sparse: Sparse::default(),
            link: None,
            before: Vec::new(),
            written: Vec::new(),
        }
    }

    /// Whether the end mark (two zero blocks) was seen.
    pub(super) fn ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// Takes in the beginning of `input`: how many bytes, and what they meant. `input` must not be empty.
    pub(super) fn push(&mut self, input: &[u8]) -> Result<(usize, Event), Wrong> {
        match &mut self.state {
            State::Content { left, pad } => {
                let count = usize::try_from(*left).unwrap_or(usize::MAX).min(input.len());
                *left -= count as u64;
                if *left == 0 {
                    self.state = State::Padding(*pad);
                }
                Ok((count, Event::Content))
            }
            State::Padding(0) => {
                self.state = State::Header;
                Ok((0, Event::Nothing))
            }
            State::Padding(left) => {
                let count = input.len().min(*left);
                if self.dialect == Dialect::Own && input[..count].iter().any(|byte| *byte != 0) {
                    return Err(wrong("padding", ""));
                }
                *left -= count;
                Ok((count, Event::Nothing))
            }
            State::Extension { left: 0, .. } => self.end_extension().map(|()| (0, Event::Nothing)),
            State::Extension { left, .. } => {
                let count = usize::try_from(*left).unwrap_or(usize::MAX).min(input.len());
                self.record.extend_from_slice(&input[..count]);
                *left -= count as u64;
                Ok((count, Event::Nothing))
            }
            State::Ended => {
                // tar pads its archives with zeros; anything else after the end would be a second archive.
                if input.iter().any(|byte| *byte != 0) || self.dialect == Dialect::Own {
                    return Err(wrong("after-end", ""));
                }
                Ok((input.len(), Event::Nothing))
            }
            State::Header | State::OneZeroBlock => {
                let count = input.len().min(BLOCK - self.block.len());
                self.block.extend_from_slice(&input[..count]);
                let event = if self.block.len() == BLOCK { self.end_block()? } else { Event::Nothing };
                Ok((count, event))
            }
        }
    }

    fn end_block(&mut self) -> Result<Event, Wrong> {
        let block = std::mem::take(&mut self.block);
        if block.iter().all(|byte| *byte == 0) {
            let any = self.size.is_some() || self.mtime.is_some() || self.link.is_some();
            if self.path.is_some() || any || !self.sparse.is_none() {
                return Err(wrong("order", ""));
            }
            self.state =
                if matches!(self.state, State::OneZeroBlock) { State::Ended } else { State::OneZeroBlock };
            return Ok(Event::Nothing);
        }
        if matches!(self.state, State::OneZeroBlock) {
            return Err(wrong("order", ""));
        }
        self.header(&block)
    }

    fn header(&mut self, block: &[u8]) -> Result<Event, Wrong> {
        let name = field_text(&block[..100]);
        let shown = String::from_utf8_lossy(name).into_owned();
        if !looks_like_header(block) {
            return Err(wrong("header", shown));
        }
        let own = self.dialect == Dialect::Own;
        let number = |from: usize, to: usize| {
            self.number(&block[from..to]).ok_or_else(|| wrong("header", shown.clone()))
        };
        let size = number(124, 136)?;
        let mode = u32::try_from(number(100, 108)? & 0o7777).unwrap_or(0);
        let seconds = i64::try_from(number(136, 148)?).map_err(|_| wrong("header", shown.clone()))?;
        let extension = match block[156] {
            b'x' => Some(Extension::Pax),
            b'L' if !own => Some(Extension::LongName),
            b'K' | b'g' if !own => Some(Extension::Ignored),
            _ => None,
        };
        if let Some(kind) = extension {
            if size > LONGEST_RECORD {
                return Err(wrong("header", shown));
            }
            self.record.clear();
            if own {
                self.before.clear();
                self.before.extend_from_slice(block);
            }
            self.state = State::Extension { kind, left: size, pad: padding(size) };
            return Ok(Event::Nothing);
        }
        let kind = match block[156] {
            b'0' => EntryKind::File,
            0 | b'7' if !own => EntryKind::File,
            b'5' => EntryKind::Folder,
            b'2' if own => EntryKind::Link,
            b'1' | b'2' => return Err(wrong("link", self.path.take().unwrap_or(shown))),
            b'3' | b'4' | b'6' => return Err(wrong("device", self.path.take().unwrap_or(shown))),
            _ => return Err(wrong("type", self.path.take().unwrap_or(shown))),
        };
        let sparse = std::mem::take(&mut self.sparse);
        let (path, real_size) = match (self.path.take(), sparse) {
            (path, sparse) if sparse.is_none() => match path {
                Some(path) => (path, None),
                None => (self.ustar_path(block, name)?, None),
            },
            // The name in the block is a stand-in, and a second path would make two names of one file.
            (None, Sparse { major: true, minor: true, name: Some(path), real_size: Some(size) })
                if kind == EntryKind::File =>
            {
                (path, Some(size))
            }
            _ => return Err(wrong("type", shown)),
        };
        let size = self.settle_size(size, &path)?;
        if kind != EntryKind::File && size != 0 {
            return Err(wrong("size-lie", path));
        }
        let link = self.link.take().or_else(|| {
            let field = field_text(&block[157..257]);
            String::from_utf8(field.to_vec()).ok().filter(|text| !text.is_empty())
        });
        if own && link.is_some() != (kind == EntryKind::Link) {
            return Err(wrong("link", path));
        }
        if own && path.ends_with('/') != (kind == EntryKind::Folder) {
            return Err(wrong("header", path));
        }
        // Old tars mark folders by the slash alone.
        let kind = if path.ends_with('/') && size == 0 { EntryKind::Folder } else { kind };
        let mtime = self.mtime.take().unwrap_or((seconds, 0));
        self.state = State::Content { left: size, pad: padding(size) };
        if size == 0 {
            self.state = State::Header;
        }
        let header = Header { path: plain(&path, own).to_owned(), kind, size, mtime, mode, real_size, link };
        if own && !self.is_as_we_write(&header, &path, block) {
            return Err(wrong("header", path));
        }
        self.before.clear();
        Ok(Event::Member(header))
    }

    /// Whether the blocks of a member are, byte by byte, those that [`append`] makes of what they say. A field that we do not read, such
    /// as the prefix of the name, is read by others: in the same bytes they would see another archive.
    fn is_as_we_write(&mut self, header: &Header, path: &str, block: &[u8]) -> bool {
        let member = Member {
            path,
            kind: header.kind,
            size: header.size,
            mtime: header.mtime,
            mode: header.mode,
            real_size: header.real_size,
            link: header.link.as_deref(),
        };
        self.written.clear();
        append(&mut self.written, &member);
        let (before, last) = self.written.split_at(self.written.len() - BLOCK);
        before == self.before && last == block
    }

    /// One truth about the size, or none.
    fn settle_size(&mut self, ustar: u64, path: &str) -> Result<u64, Wrong> {
        let Some(pax) = self.size.take() else { return Ok(ustar) };
        let honest = match self.dialect {
            Dialect::Own => ustar == 0 && pax > USTAR_LARGEST,
            Dialect::Foreign => ustar == pax || pax > USTAR_LARGEST,
        };
        if honest { Ok(pax) } else { Err(wrong("size-lie", path)) }
    }

    fn ustar_path(&self, block: &[u8], name: &[u8]) -> Result<String, Wrong> {
        let mut path = Vec::new();
        // Old GNU headers keep times where POSIX keeps the prefix.
        if self.dialect == Dialect::Foreign && &block[257..263] == b"ustar\0" {
            let prefix = field_text(&block[345..500]);
            if !prefix.is_empty() {
                path.extend_from_slice(prefix);
                path.push(b'/');
            }
        }
        path.extend_from_slice(name);
        String::from_utf8(path)
            .map_err(|error| wrong("name-not-utf8", String::from_utf8_lossy(error.as_bytes())))
    }

    fn end_extension(&mut self) -> Result<(), Wrong> {
        let State::Extension { kind, pad, .. } = self.state else { return Err(wrong("order", "")) };
        let record = std::mem::take(&mut self.record);
        match kind {
            Extension::Pax => {
                self.pax(&record)?;
                if self.dialect == Dialect::Own {
                    self.before.extend_from_slice(&record);
                    // Looked at as it comes.
                    self.before.resize(self.before.len() + pad, 0);
                }
            }
            Extension::LongName => {
                let name = record.strip_suffix(b"\0").unwrap_or(&record);
                let name = String::from_utf8(name.to_vec())
                    .map_err(|error| wrong("name-not-utf8", String::from_utf8_lossy(error.as_bytes())))?;
                if self.path.replace(name).is_some() {
                    return Err(wrong("order", ""));
                }
            }
            Extension::Ignored => {}
        }
        self.state = State::Padding(pad);
        Ok(())
    }

    fn pax(&mut self, mut records: &[u8]) -> Result<(), Wrong> {
        let own = self.dialect == Dialect::Own;
        let any =
            self.size.is_some() || self.mtime.is_some() || self.link.is_some() || !self.sparse.is_none();
        if self.path.is_some() && own || any {
            // Two extended headers for one member: the second would silently win.
            return Err(wrong("order", ""));
        }
        while !records.is_empty() {
            let (key, value, rest) = pax_record(records).ok_or_else(|| wrong("header", ""))?;
            records = rest;
            let text = || {
                std::str::from_utf8(value).map_err(|_| wrong("name-not-utf8", String::from_utf8_lossy(value)))
            };
            let twice = match key {
                b"path" => self.path.replace(text()?.to_owned()).is_some() && own,
                b"size" => self.size.replace(text()?.parse().map_err(|_| wrong("header", ""))?).is_some(),
                b"mtime" => {
                    self.mtime.replace(pax_time(text()?).ok_or_else(|| wrong("header", ""))?).is_some()
                }
                b"linkpath" if own => self.link.replace(text()?.to_owned()).is_some(),
                b"GNU.sparse.major" if own && value == b"1" => {
                    std::mem::replace(&mut self.sparse.major, true)
                }
                b"GNU.sparse.minor" if own && value == b"0" => {
                    std::mem::replace(&mut self.sparse.minor, true)
                }
                b"GNU.sparse.name" if own => self.sparse.name.replace(text()?.to_owned()).is_some(),
                b"GNU.sparse.realsize" if own => {
                    let size = text()?.parse().map_err(|_| wrong("header", ""))?;
                    self.sparse.real_size.replace(size).is_some()
                }
                _ if own || key.starts_with(b"GNU.sparse.") || key == b"hdrcharset" => {
                    return Err(wrong("type", ""));
                }
                _ => false,
            };
            if twice {
                return Err(wrong("order", ""));
            }
        }
        Ok(())
    }

    /// Octal, or base-256 (GNU) in a foreign tar.
    fn number(&self, field: &[u8]) -> Option<u64> {
        if field[0] & 0x80 != 0 {
            if self.dialect == Dialect::Own || field[0] != 0x80 {
                return None;
            }
            return field[1..]
                .iter()
                .try_fold(0_u64, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)));
        }
        octal(field)
    }
}

fn wrong(what: &'static str, path: impl Into<String>) -> Wrong {
    Wrong { what, path: path.into() }
}

fn plain(path: &str, own: bool) -> &str {
    if own {
        return path.strip_suffix('/').unwrap_or(path);
    }
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    let path = path.trim_end_matches('/');
    if path == "." { "" } else { path }
}

#[cfg(test)]
#[path = "tar_parser_tests.rs"]
mod tests;
