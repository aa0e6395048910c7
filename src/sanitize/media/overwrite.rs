//! Writing the pattern over a whole medium.

use super::narrow::Failures;
use super::pass::{Cut, Direction, Step, pass};
use super::pattern::Pattern;
use super::port::Disk;
use super::ranges::Ranges;
use super::watcher::Watcher;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What came of an overwriting pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overwritten {
    /// Everything below was tried.
    pub frontier: u64,
    /// What could not be written.
    pub unwritable: Ranges,
    /// What of that could still be read: the old content is there for whoever has the medium.
    pub readable: Ranges,
    /// The drive did not confirm that what it took is on the medium.
    pub flush_failed: Option<String>,
    /// Why it ended before the end.
    pub cut: Option<Cut>,
}

impl Overwritten {
    /// Bytes that the drive took.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.frontier.saturating_sub(self.unwritable.bytes())
    }
}

struct Overwriting<'a> {
    disk: &'a dyn Disk,
    pattern: &'a Pattern,
    failures: Failures<'a>,
    flush_failed: Mutex<Option<io::Error>>,
    watcher: &'a dyn Watcher,
}

impl Step for Overwriting<'_> {
    fn direction(&self) -> Direction {
        Direction::Write
    }

    fn prepare(&self, offset: u64, buffer: &mut [u8]) {
        self.pattern.fill(offset, buffer);
    }

    fn transfer(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        self.disk.write(buffer, offset)
    }

    fn settle(&self, offset: u64, buffer: &mut [u8], outcome: io::Result<()>) -> Result<(), Cut> {
        let write = |bytes: &mut [u8], at: u64| self.disk.write(bytes, at);
        self.failures.settle(self.disk, (offset, buffer), outcome, &write, &mut |_, _| ())?;
        self.watcher.advance(buffer.len() as u64);
        Ok(())
    }

    fn checkpoint(&self, frontier: u64) {
        let flushed = self.disk.flush();
        let mut first = self.flush_failed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = flushed {
            first.get_or_insert(error);
        }
        // What the drive once did not confirm, a later flush does not: it may have dropped it. A run that goes on writes it again.
        if first.is_none() {
            self.watcher.checkpoint(frontier, &self.failures.ranges());
        }
    }
}

/// Overwrites `disk` from `from` on, where an earlier run had come to; `failed` is what it could not write.
#[must_use]
pub fn overwrite(
    disk: &dyn Disk,
    pattern: &Pattern,
    from: u64,
    failed: Ranges,
    watcher: &dyn Watcher,
    cancel: &AtomicBool,
) -> Overwritten {
    let step = Overwriting {
        disk,
        pattern,
        failures: Failures::new(failed, watcher),
        flush_failed: Mutex::default(),
        watcher,
    };
    let (frontier, cut) = pass(disk, from, &step, cancel);
    let flushed = disk.flush().err();
    let Overwriting { failures, flush_failed, .. } = step;
    let flush_failed = flush_failed.into_inner().unwrap_or_else(PoisonError::into_inner).or(flushed);
    let unwritable = failures.into_ranges();
    let gone = cut == Some(Cut::Gone);
    let readable = if gone { Ranges::default() } else { readable(disk, &unwritable, cancel) };
    Overwritten {
        frontier,
        unwritable,
        readable,
        flush_failed: flush_failed.map(|error| error.to_string()),
        cut,
    }
}

/// What of `ranges` can be read, block by block.
fn readable(disk: &dyn Disk, ranges: &Ranges, cancel: &AtomicBool) -> Ranges {
    let mut readable = Ranges::default();
    let Ok(length) = usize::try_from(disk.block()) else { return readable };
    let mut buffer = crate::device::AlignedBuffer::new(length);
    for (from, to) in ranges.iter() {
        let mut at = from;
        while at < to && !cancel.load(Ordering::Relaxed) {
            if disk.read(buffer.as_mut_slice(), at).is_ok() {
                readable.add(at, at + disk.block());
            }
            at += disk.block();
        }
    }
    readable
}
