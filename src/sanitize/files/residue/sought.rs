//! What is looked for: collected file by file before anything is overwritten.

use super::key::{Key, SECTOR, is_plain};
use super::short::{SHORTEST_END, SHORTEST_FILE, SHORTEST_NAME, Short, Shorts, What, best_window};
use crate::device::read_exact_at;
use crate::sanitize::KeystreamError;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::File;
use std::ops::Range;

/// Bytes of a short piece that are looked for: so many that what files of one kind have in common is rarely all of it.
const PIECE: usize = 192;

/// ext4 keeps the first 60 bytes of a file inside its inode in one place of it, and the rest in another.
const SPLIT: usize = 60;

/// What is read of a file.
#[derive(Debug, Clone, Copy)]
pub(in crate::sanitize::files) struct Content<'a> {
    /// Its number.
    pub(in crate::sanitize::files) number: u64,
    /// Length in bytes.
    pub(in crate::sanitize::files) size: u64,
    /// The parts that hold data.
    pub(in crate::sanitize::files) data: &'a [Range<u64>],
    /// Whether it lies inside metadata.
    pub(in crate::sanitize::files) inline: bool,
}

/// How much of something is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Blocks of content.
    pub blocks: u64,
    /// Short pieces: files shorter than a block, and the ends of others.
    pub pieces: u64,
    /// Different names of files, links and folders.
    pub names: u64,
}

/// What is not looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NotSought {
    /// Blocks that repeat one value, and pieces that are too short or too plain: they would be found everywhere.
    pub plain: u64,
    /// Blocks of content that could not be read before they were overwritten.
    pub unread: u64,
    /// Names that are too short or too plain.
    pub names: u64,
}

/// One block of content: 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Block {
    print: u64,
    quick: u32,
    file: u32,
}

/// Everything that is looked for on one device.
#[derive(Debug)]
pub(in crate::sanitize::files) struct Sought {
    pub(super) key: Key,
    /// Bytes of a block: as long as those of the file system, at most 4096, at least 512.
    pub(super) unit: usize,
    blocks: Vec<Block>,
    patterns: Vec<Short>,
    /// Fingerprints of the names so far: the same name in two folders is looked for once.
    names: HashSet<u64>,
    pub(super) shorts: Shorts,
    filter: Vec<u64>,
    pub(in crate::sanitize::files) amount: Amount,
    pub(in crate::sanitize::files) skipped: NotSought,
}

impl Sought {
    /// For a file system with blocks of `block` bytes.
    pub(in crate::sanitize::files) fn new(block: u64) -> Result<Self, KeystreamError> {
        let unit = usize::try_from(block).unwrap_or(4096).clamp(SECTOR, 4096).next_power_of_two();
        Ok(Self {
            key: Key::generate()?,
            unit,
            blocks: Vec::new(),
            patterns: Vec::new(),
            names: HashSet::new(),
            shorts: Shorts::default(),
            filter: Vec::new(),
            amount: Amount::default(),
            skipped: NotSought::default(),
        })
    }

    /// Reads the content of a file and remembers it.
    pub(in crate::sanitize::files) fn add_content(&mut self, file: &File, content: Content<'_>) {
        const ROOM: u64 = 1 << 20;
        let Content { number, size, data, inline } = content;
        let unit = self.unit as u64;
        let mut bytes = vec![0; usize::try_from(ROOM.min(size.next_multiple_of(unit))).unwrap_or(0)];
        let mut reached = 0;
        for range in data {
            let mut at = (range.start / unit * unit).max(reached);
            while at < range.end.min(size) {
                let length = (size - at).min(ROOM).min(range.end.next_multiple_of(unit) - at);
                let part = &mut bytes[..usize::try_from(length).unwrap_or(0)];
                if read_exact_at(file, part, at).is_ok() {
                    let whole = at == 0 && length == size;
                    self.add_bytes(number, whole, inline, part);
                } else {
                    self.skipped.unread += length.div_ceil(unit);
                }
                at += length;
            }
            reached = at.max(reached);
        }
    }

    /// Remembers bytes that begin at a block's beginning; `whole`: there is no more of the file.
    pub(super) fn add_bytes(&mut self, number: u64, whole: bool, inline: bool, bytes: &[u8]) {
        let file = u32::try_from(number).unwrap_or(u32::MAX);
        for block in bytes.chunks(self.unit) {
            if block.len() < self.unit {
                let shortest = if whole && bytes.len() == block.len() { SHORTEST_FILE } else { SHORTEST_END };
                let split = if inline { block.len().min(SPLIT) } else { block.len() };
                self.add_piece(file, shortest, block.split_at(split));
            } else if is_plain(block) {
                self.skipped.plain += 1;
            } else {
                let sectors: Vec<u64> = block.chunks(SECTOR).map(|sector| self.key.sector(sector)).collect();
                let (print, quick) = (self.key.strong(block), self.key.block(&sectors));
                self.blocks.push(Block { print, quick, file });
                self.amount.blocks += 1;
            }
        }
    }

    /// Of a file shorter than a block, or of the end of one: the bytes that vary most, of each part that lies by itself.
    fn add_piece(&mut self, file: u32, shortest: usize, (first, rest): (&[u8], &[u8])) {
        let mut added = false;
        for part in [first, rest].into_iter().filter(|part| part.len() >= shortest) {
            let length = part.len().min(PIECE);
            let pattern = best_window(part, length).and_then(|(at, _)| part.get(at..at + length));
            let short = pattern.and_then(|pattern| Short::new(&self.key, What::Piece, file, pattern));
            added |= short.is_some();
            self.patterns.extend(short);
        }
        if added {
            self.amount.pieces += 1;
        } else {
            self.skipped.plain += 1;
        }
    }

    /// Remembers a name of file `number` (0 for what is no file), unless it is known.
    pub(in crate::sanitize::files) fn add_name(&mut self, number: u64, name: &OsStr) {
        let (file, name) = (u32::try_from(number).unwrap_or(u32::MAX), name.as_encoded_bytes());
        if !self.names.insert(self.key.strong(name)) {
            return;
        }
        let short =
            (name.len() >= SHORTEST_NAME).then(|| Short::new(&self.key, What::Name, file, name)).flatten();
        match short {
            Some(short) => {
                self.patterns.push(short);
                self.amount.names += 1;
            }
            None => self.skipped.names += 1,
        }
    }

    /// Puts everything in order; nothing is added afterwards.
    pub(in crate::sanitize::files) fn ready(&mut self) {
        self.blocks.sort_unstable_by_key(|block| (block.print, block.file));
        self.blocks.dedup_by_key(|block| (block.print, block.file));
        self.blocks.shrink_to_fit();
        let bits = (self.blocks.len() * 16).next_power_of_two().clamp(1 << 13, 1 << 31);
        self.filter = vec![0; bits / 64];
        for at in 0..self.blocks.len() {
            let index = self.index(self.blocks[at].quick);
            self.filter[index / 64] |= 1 << (index % 64);
        }
        self.shorts = Shorts::new(std::mem::take(&mut self.patterns));
    }

    fn index(&self, quick: u32) -> usize {
        let bits = (self.filter.len() * 64).max(64);
        usize::try_from(u64::from(quick) >> (32 - bits.ilog2().min(32))).unwrap_or(0) % bits
    }

    /// Whether a block with that quick fingerprint may be one of ours.
    pub(super) fn may_hold(&self, quick: u32) -> bool {
        let index = self.index(quick);
        !self.blocks.is_empty()
            && self.filter.get(index / 64).is_some_and(|bits| bits >> (index % 64) & 1 == 1)
    }

    /// The files that had this block.
    pub(super) fn files_of(&self, print: u64) -> impl Iterator<Item = u32> + '_ {
        let start = self.blocks.partition_point(|block| block.print < print);
        self.blocks[start..].iter().take_while(move |block| block.print == print).map(|block| block.file)
    }
}
