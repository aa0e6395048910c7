//! What a [`FaultyDisk`](super::FaultyDisk) does with a request: the faults themselves.

use super::LBA;
use super::fault::{Access, Fault};
use rustix::io::Errno;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What has come through so far, in bytes and in requests.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Counts {
    /// Bytes that the disk said it had written.
    pub(crate) written: u64,
    /// Bytes that it gave.
    pub(crate) read: u64,
    /// Flushes that it said were done.
    pub(crate) flushes: u64,
}

/// A file that is written and read with faults.
pub(super) struct Medium {
    file: File,
    bytes: u64,
    state: Mutex<State>,
}

struct State {
    faults: Vec<Fault>,
    counts: Counts,
    /// What had come through when the faults were set.
    counted_from: Counts,
    /// Writes since then.
    writes: u64,
    gone: bool,
    /// When a slow disk has done all that it was asked for.
    busy_until: Instant,
    /// What LBAs of the medium held at the last flush, if they were written since. Only kept for a power cut.
    before_flush: HashMap<u64, Vec<u8>>,
    /// What LBAs, as the host counts them, held before they were first written. Only kept for stale reads.
    stale: HashMap<u64, Vec<u8>>,
}

/// How much of a request still gets through, and whether it is the disk's last.
struct Passage {
    bytes: u64,
    last: bool,
}

impl Medium {
    /// On a file, as a disk that says it has `bytes`.
    pub(super) fn new(file: File, bytes: u64, faults: &[Fault]) -> Self {
        let state = State {
            faults: Vec::new(),
            counts: Counts::default(),
            counted_from: Counts::default(),
            writes: 0,
            gone: false,
            busy_until: Instant::now(),
            before_flush: HashMap::new(),
            stale: HashMap::new(),
        };
        let medium = Self { file, bytes, state: Mutex::new(state) };
        medium.set_faults(faults);
        medium
    }

    /// The capacity that the disk says it has.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    pub(super) fn counts(&self) -> Counts {
        self.state().counts
    }

    /// Replaces all faults; a disk that was gone is there again, and what faults count begins anew.
    pub(super) fn set_faults(&self, faults: &[Fault]) {
        let mut state = self.state();
        faults.clone_into(&mut state.faults);
        state.counted_from = state.counts;
        state.writes = 0;
        state.before_flush.clear();
        state.stale.clear();
        state.gone = [Access::Read, Access::Write].into_iter().any(|access| state.left(access) == 0);
    }

    /// Reads; never less than asked for.
    pub(super) fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, Errno> {
        self.take_time(length);
        let mut state = self.state();
        let passage = state.pass(Access::Read, offset, length)?;
        let mut content = vec![0; size(length)];
        for (at, part) in state.places(offset, length) {
            passed(self.file.read_exact_at(&mut content[part], at))?;
        }
        for lba in lbas(offset, length) {
            if let Some(old) = state.stale.get(&lba) {
                let start = lba * LBA;
                let (from, to) = (start.max(offset), (start + LBA).min(offset + length));
                content[size(from - offset)..size(to - offset)]
                    .copy_from_slice(&old[size(from - start)..size(to - start)]);
            }
        }
        self.end_after(&mut state, &passage, length)?;
        state.counts.read += length;
        Ok(content)
    }

    /// Writes, or says so.
    pub(super) fn write(&self, offset: u64, content: &[u8]) -> Result<(), Errno> {
        let length = content.len() as u64;
        self.take_time(length);
        let mut state = self.state();
        let passage = state.pass(Access::Write, offset, length)?;
        state.writes += 1;
        let mut content = content.to_owned();
        content.truncate(size(passage.bytes));
        let mut kept = vec![offset..offset + passage.bytes];
        for fault in &state.faults {
            match fault {
                Fault::FlipsBit { at } => {
                    let byte = at.checked_sub(offset).and_then(|at| content.get_mut(size(at)));
                    if let Some(byte) = byte {
                        *byte ^= 1;
                    }
                }
                Fault::Tears { every, keep } if state.writes.is_multiple_of(*every) => {
                    kept = without(kept, &(offset + *keep as u64..u64::MAX));
                }
                Fault::Lies { range } => {
                    kept = without(kept, &(range.start.saturating_mul(LBA)..range.end.saturating_mul(LBA)));
                }
                _ => {}
            }
        }
        for part in kept {
            let bytes = &content[size(part.start - offset)..size(part.end - offset)];
            passed(self.store(&mut state, part.start, bytes))?;
        }
        self.end_after(&mut state, &passage, length)?;
        state.counts.written += length;
        Ok(())
    }

    /// Makes sure of what was written, or says so.
    pub(super) fn flush(&self) -> Result<(), Errno> {
        let mut state = self.state();
        if state.gone {
            return Err(Errno::IO);
        }
        if !state.faults.contains(&Fault::IgnoresFlushes) {
            state.before_flush.clear();
        }
        state.counts.flushes += 1;
        Ok(())
    }

    /// Stores bytes where the host's `offset` really lies, and remembers what was there as far as a fault needs it.
    fn store(&self, state: &mut State, offset: u64, content: &[u8]) -> std::io::Result<()> {
        let length = content.len() as u64;
        let hidden = state.faults.iter().filter_map(|fault| match fault {
            Fault::StaleReads { range } => Some(range.clone()),
            _ => None,
        });
        let hidden: Vec<Range<u64>> = hidden.collect();
        for lba in lbas(offset, length).filter(|lba| hidden.iter().any(|range| range.contains(lba))) {
            if !state.stale.contains_key(&lba) {
                let (at, _) = state.places(lba * LBA, LBA).remove(0);
                state.stale.insert(lba, self.sector(at / LBA)?);
            }
        }
        let cut = state.faults.iter().any(|fault| matches!(fault, Fault::PowerCut { .. }));
        for (at, part) in state.places(offset, length) {
            for lba in lbas(at, part.len() as u64).filter(|_| cut) {
                if let Entry::Vacant(place) = state.before_flush.entry(lba) {
                    place.insert(self.sector(lba)?);
                }
            }
            self.file.write_all_at(&content[part], at)?;
        }
        Ok(())
    }

    /// After the disk's last request, and when that did not get through as a whole, nothing works.
    fn end_after(&self, state: &mut State, passage: &Passage, length: u64) -> Result<(), Errno> {
        if passage.last {
            state.gone = true;
            for (lba, content) in std::mem::take(&mut state.before_flush) {
                passed(self.file.write_all_at(&content, lba * LBA))?;
            }
        }
        if passage.bytes < length { Err(Errno::IO) } else { Ok(()) }
    }

    fn sector(&self, lba: u64) -> std::io::Result<Vec<u8>> {
        let mut content = vec![0; size(LBA)];
        self.file.read_exact_at(&mut content, lba * LBA)?;
        Ok(content)
    }

    /// Sleeps as long as a slow disk takes, without holding up requests that are answered at once.
    fn take_time(&self, length: u64) {
        let done = {
            let mut state = self.state();
            let slowest = state.faults.iter().filter_map(|fault| match fault {
                Fault::Slow { bytes_per_second } => Some(*bytes_per_second),
                _ => None,
            });
            let Some(bytes_per_second) = slowest.min() else { return };
            let nanoseconds = u128::from(length) * 1_000_000_000 / u128::from(bytes_per_second.max(1));
            let takes = Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX));
            state.busy_until = state.busy_until.max(Instant::now()) + takes;
            state.busy_until
        };
        std::thread::sleep(done.saturating_duration_since(Instant::now()));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// How many bytes still get through.
    fn left(&self, access: Access) -> u64 {
        let limits = self.faults.iter().filter_map(|fault| match (access, fault) {
            (Access::Write, Fault::Vanishes { after_bytes } | Fault::PowerCut { after_bytes })
            | (Access::Read, Fault::VanishesReading { after_bytes }) => Some(*after_bytes),
            _ => None,
        });
        let done = match access {
            Access::Read => self.counts.read - self.counted_from.read,
            Access::Write => self.counts.written - self.counted_from.written,
        };
        limits.min().map_or(u64::MAX, |limit| limit.saturating_sub(done))
    }

    fn pass(&self, access: Access, offset: u64, length: u64) -> Result<Passage, Errno> {
        let touched = lbas(offset, length);
        let hit = |range: &Range<u64>| touched.start < range.end && range.start < touched.end;
        let errno = self.faults.iter().find_map(|fault| match fault {
            Fault::Fails { range, on, errno } if *on == access && hit(range) => Some(*errno),
            _ => None,
        });
        if let Some(errno) = errno.or(self.gone.then_some(Errno::IO)) {
            return Err(errno);
        }
        let left = self.left(access);
        Ok(Passage { bytes: length.min(left), last: length >= left })
    }

    /// Where a range really lies: offsets on the medium, and which parts of the range lie there.
    fn places(&self, offset: u64, length: u64) -> Vec<(u64, Range<usize>)> {
        let real = self.faults.iter().find_map(|fault| match fault {
            Fault::Wraps { real_size } => Some(*real_size),
            _ => None,
        });
        let Some(real) = real else { return vec![(offset, 0..size(length))] };
        let mut places = Vec::new();
        let mut done = 0;
        while done < length {
            let at = (offset + done) % real;
            let part = (length - done).min(real - at);
            places.push((at, size(done)..size(done + part)));
            done += part;
        }
        places
    }
}

/// What is left of some ranges without a hole.
fn without(ranges: Vec<Range<u64>>, hole: &Range<u64>) -> Vec<Range<u64>> {
    let around =
        |range: Range<u64>| [range.start..range.end.min(hole.start), range.start.max(hole.end)..range.end];
    ranges.into_iter().flat_map(around).filter(|range| !range.is_empty()).collect()
}

/// The LBAs that a range touches.
fn lbas(offset: u64, length: u64) -> Range<u64> {
    offset / LBA..(offset + length).div_ceil(LBA)
}

/// A length that is known to be in memory.
fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// Should the medium itself fail, the disk does.
fn passed<T>(result: std::io::Result<T>) -> Result<T, Errno> {
    result.map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))
}
