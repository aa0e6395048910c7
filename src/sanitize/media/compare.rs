//! Reading a whole medium and comparing it with the pattern: a pass of its own, past every cache.

use super::narrow::Failures;
use super::pass::{Cut, Direction, Step, pass};
use super::pattern::Pattern;
use super::port::Disk;
use super::ranges::Ranges;
use super::sample::Sample;
use super::watcher::Watcher;
use azukari_bulk::is_zero;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What reading back found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Bytes that were asked for: the whole medium, or the samples.
    pub wanted: u64,
    /// Bytes that were read and are what was written.
    pub equal: u64,
    /// Blocks that hold something else.
    pub differing: Ranges,
    /// Blocks that could not be read.
    pub unreadable: Ranges,
    /// Why it ended before the end.
    pub cut: Option<Cut>,
}

struct Comparing<'a> {
    disk: &'a dyn Disk,
    pattern: &'a Pattern,
    failures: Failures<'a>,
    found: Mutex<(u64, Ranges)>,
    watcher: &'a dyn Watcher,
}

impl Comparing<'_> {
    /// Notes what equals and what differs, to the block. The bytes are not needed afterwards.
    fn compare(&self, offset: u64, bytes: &mut [u8]) {
        let mut differing = Ranges::default();
        // Nearly always it is all the same, which is told without writing anything; what is not, is looked at block by block.
        if !self.pattern.equals(offset, bytes) {
            self.pattern.take_away(offset, bytes);
            let block = usize::try_from(self.disk.block()).unwrap_or(bytes.len());
            let mut at = offset;
            for part in bytes.chunks(block) {
                if !is_zero(part) {
                    differing.add(at, at + part.len() as u64);
                }
                at += part.len() as u64;
            }
        }
        if !differing.is_empty() {
            self.watcher.failed(differing.bytes() / self.disk.block());
        }
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.0 += bytes.len() as u64 - differing.bytes();
        found.1.extend(&differing);
    }

    fn into_compared(self, wanted: u64, cut: Option<Cut>) -> Compared {
        let (equal, differing) = self.found.into_inner().unwrap_or_else(PoisonError::into_inner);
        Compared { wanted, equal, differing, unreadable: self.failures.into_ranges(), cut }
    }
}

impl Step for Comparing<'_> {
    fn direction(&self) -> Direction {
        Direction::Read
    }

    fn prepare(&self, _: u64, _: &mut [u8]) {}

    fn transfer(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.disk.read(buffer, offset)
    }

    fn settle(&self, offset: u64, buffer: &mut [u8], outcome: io::Result<()>) -> Result<(), Cut> {
        let read = |bytes: &mut [u8], at: u64| self.disk.read(bytes, at);
        let length = buffer.len() as u64;
        let mut compare = |at: u64, bytes: &mut [u8]| self.compare(at, bytes);
        self.failures.settle(self.disk, (offset, buffer), outcome, &read, &mut compare)?;
        self.watcher.advance(length);
        Ok(())
    }

    fn checkpoint(&self, _: u64) {}
}

/// Compares all of `disk`. Errors do not end it.
#[must_use]
pub fn compare(disk: &dyn Disk, pattern: &Pattern, watcher: &dyn Watcher, cancel: &AtomicBool) -> Compared {
    compare_from(disk, pattern, 0, watcher, cancel)
}

/// Compares `disk` from `from` on.
pub(super) fn compare_from(
    disk: &dyn Disk,
    pattern: &Pattern,
    from: u64,
    watcher: &dyn Watcher,
    cancel: &AtomicBool,
) -> Compared {
    let step = Comparing::new(disk, pattern, watcher);
    let (_, cut) = pass(disk, from, &step, cancel);
    step.into_compared(disk.capacity().saturating_sub(from), cut)
}

/// Compares the places of a sample, one after the other.
#[must_use]
pub fn compare_sample(
    disk: &dyn Disk,
    pattern: &Pattern,
    sample: &Sample,
    watcher: &dyn Watcher,
    cancel: &AtomicBool,
) -> Compared {
    let step = Comparing::new(disk, pattern, watcher);
    let mut buffer = crate::device::AlignedBuffer::new(usize::try_from(super::pass::PIECE).unwrap_or(0));
    let mut cut = None;
    'places: for (from, to) in sample.places.iter() {
        let mut at = from;
        while at < to {
            if cancel.load(Ordering::Relaxed) {
                cut = Some(Cut::Cancelled);
                break 'places;
            }
            let length = (to - at).min(super::pass::PIECE);
            let bytes = &mut buffer.as_mut_slice()[..usize::try_from(length).unwrap_or(0)];
            if let Err(why) = step.piece(at, bytes) {
                cut = Some(why);
                break 'places;
            }
            at += length;
        }
    }
    step.into_compared(sample.places.bytes(), cut)
}

impl<'a> Comparing<'a> {
    fn new(disk: &'a dyn Disk, pattern: &'a Pattern, watcher: &'a dyn Watcher) -> Self {
        Self {
            disk,
            pattern,
            failures: Failures::new(Ranges::default(), watcher),
            found: Mutex::default(),
            watcher,
        }
    }
}
