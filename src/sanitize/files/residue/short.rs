//! Names and short pieces of content, which may lie at any byte: in an inode, in a leaf, in a folder's block.
//!
//! Of each pattern the eight bytes that vary most are its anchor. The search takes every eight bytes of the device, asks a filter,
//! and only then compares the whole pattern.

use super::key::{ANCHOR, Key, word};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Shorter names, files and ends of files are not looked for: they would be found everywhere.
pub(super) const SHORTEST_NAME: usize = 8;
pub(super) const SHORTEST_FILE: usize = 16;
pub(super) const SHORTEST_END: usize = 64;

/// No pattern is longer: the longest name of Linux.
pub(super) const LONGEST: u64 = 255;

/// How many different bytes an anchor must have at least.
const LEAST_DIFFERENT: usize = 4;

/// What a pattern is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Piece,
    Name,
}

/// A pattern, by its fingerprints.
#[derive(Debug, Clone, Copy)]
pub(super) struct Short {
    pub(super) what: What,
    /// Number of a file that it belongs to.
    pub(super) file: u32,
    anchor: u64,
    print: u64,
    /// Bytes before the anchor.
    before: u8,
    length: u8,
}

impl Short {
    /// `None` where nothing in it varies enough.
    pub(super) fn new(key: &Key, what: What, file: u32, pattern: &[u8]) -> Option<Self> {
        let (before, different) = best_window(pattern, ANCHOR)?;
        if different < LEAST_DIFFERENT {
            return None;
        }
        Some(Self {
            what,
            file,
            anchor: key.anchor(word(&pattern[before..])),
            print: key.strong(pattern),
            before: u8::try_from(before).ok()?,
            length: u8::try_from(pattern.len()).ok()?,
        })
    }

    /// Its length, in bytes.
    pub(super) fn length(&self) -> usize {
        usize::from(self.length)
    }
}

/// Where the `length` bytes with the most different values begin, the last of equals, and how many these are.
pub(super) fn best_window(bytes: &[u8], length: usize) -> Option<(usize, usize)> {
    let mut counts = [0_u16; 256];
    let (mut different, mut best) = (0, None);
    for (end, byte) in (1_usize..).zip(bytes) {
        let count = &mut counts[usize::from(*byte)];
        different += usize::from(*count == 0);
        *count += 1;
        let Some(start) = end.checked_sub(length) else { continue };
        if best.is_none_or(|(_, most)| different >= most) {
            best = Some((start, different));
        }
        let count = &mut counts[usize::from(bytes[start])];
        *count -= 1;
        different -= usize::from(*count == 0);
    }
    best
}

/// All patterns, ready to be looked for.
#[derive(Debug, Default)]
pub(super) struct Shorts {
    filter: Vec<u64>,
    shift: u32,
    /// For each anchor, the shapes (bytes before it, length) of the patterns that have it.
    shapes: HashMap<u64, Vec<(u8, u8)>>,
    /// Patterns by fingerprint: several files may have the same.
    by_print: HashMap<u64, Vec<Short>>,
}

impl Shorts {
    pub(super) fn new(patterns: Vec<Short>) -> Self {
        let bits = (patterns.len() * 64).next_power_of_two().clamp(1 << 16, 1 << 30);
        let mut shorts = Self {
            filter: vec![0; bits / 64],
            shift: 64 - bits.ilog2(),
            shapes: HashMap::new(),
            by_print: HashMap::with_capacity(patterns.len()),
        };
        for short in patterns {
            for index in shorts.indices(short.anchor) {
                shorts.filter[index / 64] |= 1 << (index % 64);
            }
            let shapes = shorts.shapes.entry(short.anchor).or_default();
            if !shapes.contains(&(short.before, short.length)) {
                shapes.push((short.before, short.length));
            }
            match shorts.by_print.entry(short.print) {
                Entry::Vacant(entry) => drop(entry.insert(vec![short])),
                Entry::Occupied(mut entry) => {
                    let same = |known: &Short| known.file == short.file && known.what == short.what;
                    if !entry.get().iter().any(same) {
                        entry.get_mut().push(short);
                    }
                }
            }
        }
        shorts
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_print.is_empty()
    }

    /// The patterns with that fingerprint.
    pub(super) fn with(&self, print: u64) -> &[Short] {
        self.by_print.get(&print).map(Vec::as_slice).unwrap_or_default()
    }

    /// Two places in the filter.
    fn indices(&self, anchor: u64) -> [usize; 2] {
        let one = anchor >> self.shift;
        let two = anchor.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift;
        [one, two].map(|index| usize::try_from(index).unwrap_or(0))
    }

    fn may_be(&self, index: usize) -> bool {
        self.filter.get(index / 64).is_some_and(|bits| bits >> (index % 64) & 1 == 1)
    }

    /// Looks at every eight bytes that begin in `bytes[from..to]`. `hit` hears where a pattern begins, and its fingerprint.
    pub(super) fn look(
        &self,
        key: &Key,
        bytes: &[u8],
        from: usize,
        to: usize,
        hit: &mut dyn FnMut(usize, u64),
    ) {
        let mut at = from;
        while at < to {
            // Most of most devices is zeros.
            let stop = (at + 64).min(to);
            if bytes[at..(stop + ANCHOR - 1).min(bytes.len())].iter().all(|byte| *byte == 0) {
                at = stop;
                continue;
            }
            for (offset, window) in
                bytes[at..(stop + ANCHOR - 1).min(bytes.len())].windows(ANCHOR).enumerate()
            {
                let anchor = key.anchor(word(window));
                let [one, _] = self.indices(anchor);
                if self.may_be(one) {
                    self.compare(key, bytes, at + offset, anchor, hit);
                }
            }
            at = stop;
        }
    }

    #[cold]
    fn compare(&self, key: &Key, bytes: &[u8], at: usize, anchor: u64, hit: &mut dyn FnMut(usize, u64)) {
        let [_, two] = self.indices(anchor);
        if !self.may_be(two) {
            return;
        }
        for (before, length) in self.shapes.get(&anchor).into_iter().flatten() {
            let Some(start) = at.checked_sub(usize::from(*before)) else { continue };
            let Some(pattern) = bytes.get(start..start + usize::from(*length)) else { continue };
            let print = key.strong(pattern);
            if self.by_print.contains_key(&print) {
                hit(start, print);
            }
        }
    }
}
