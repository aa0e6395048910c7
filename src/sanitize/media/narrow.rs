//! A transfer that failed, halved down to the blocks that are to blame.

use super::pass::Cut;
use super::port::{Disk, Trouble, trouble};
use super::ranges::Ranges;
use super::watcher::Watcher;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// After so many bytes in a row of which nothing succeeded, a medium that answers nowhere is gone, and one that answers elsewhere is not
/// worth its time: at a failed try for each block of a terabyte it would take weeks.
const HOPELESS: u64 = 64 << 20;
/// After so many failures in a row, it is asked whether it still answers at all.
const DOUBT: u64 = 256;

/// Blocks that failed, and how the medium is by that.
pub(super) struct Failures<'a> {
    watcher: &'a dyn Watcher,
    ranges: Mutex<Ranges>,
    /// Blocks that failed with none succeeding between.
    in_a_row: AtomicU64,
}

/// One transfer of the bytes at this offset.
type Transfer<'a> = dyn Fn(&mut [u8], u64) -> io::Result<()> + Sync + 'a;

impl<'a> Failures<'a> {
    /// Beginning with those that an earlier run had; `watcher` is told of each that fails.
    pub(super) fn new(ranges: Ranges, watcher: &'a dyn Watcher) -> Self {
        Self { watcher, ranges: Mutex::new(ranges), in_a_row: AtomicU64::new(0) }
    }

    pub(super) fn ranges(&self) -> Ranges {
        self.ranges.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn into_ranges(self) -> Ranges {
        self.ranges.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what came of the transfer of `bytes`; what fails is halved and done again, and a single block tried once more. `good` is
    /// told of every stretch that succeeded, in order.
    ///
    /// # Errors
    /// [`Cut`] when the medium is gone, or dead.
    pub(super) fn settle(
        &self,
        disk: &dyn Disk,
        (offset, bytes): (u64, &mut [u8]),
        outcome: io::Result<()>,
        transfer: &Transfer<'_>,
        good: &mut dyn FnMut(u64, &mut [u8]),
    ) -> Result<(), Cut> {
        let error = match outcome {
            Ok(()) => {
                self.in_a_row.store(0, Ordering::Relaxed);
                good(offset, bytes);
                return Ok(());
            }
            Err(error) => error,
        };
        if trouble(&error) == Trouble::Gone {
            return Err(Cut::Gone);
        }
        let blocks = bytes.len() as u64 / disk.block();
        if blocks > 1 {
            let half = usize::try_from(blocks / 2 * disk.block()).unwrap_or(0);
            let (first, second) = bytes.split_at_mut(half);
            let outcome = transfer(first, offset);
            self.settle(disk, (offset, first), outcome, transfer, good)?;
            let (outcome, offset) = (transfer(second, offset + half as u64), offset + half as u64);
            return self.settle(disk, (offset, second), outcome, transfer, good);
        }
        // Once more: a drive may have moved the block elsewhere meanwhile.
        match transfer(bytes, offset) {
            Ok(()) => {
                self.in_a_row.store(0, Ordering::Relaxed);
                good(offset, bytes);
                Ok(())
            }
            Err(error) if trouble(&error) == Trouble::Gone => Err(Cut::Gone),
            Err(_) => {
                let mut ranges = self.ranges.lock().unwrap_or_else(PoisonError::into_inner);
                ranges.add(offset, offset + bytes.len() as u64);
                drop(ranges);
                self.watcher.failed(1);
                self.judge(disk)
            }
        }
    }

    fn judge(&self, disk: &dyn Disk) -> Result<(), Cut> {
        let failed = self.in_a_row.fetch_add(1, Ordering::Relaxed) + 1;
        if failed % DOUBT == 0 && !answers(disk) {
            return Err(Cut::Gone);
        }
        if failed.saturating_mul(disk.block()) >= HOPELESS { Err(Cut::Dead) } else { Ok(()) }
    }
}

/// Whether anything can be read of it: its first block, its last, and some between.
fn answers(disk: &dyn Disk) -> bool {
    let (block, blocks) = (disk.block(), disk.capacity() / disk.block());
    let Ok(length) = usize::try_from(block) else { return false };
    let mut buffer = crate::device::AlignedBuffer::new(length);
    let places = [0, 1, 2, 3, 4, 5, 6, 7].map(|part| blocks.saturating_sub(1) / 7 * part);
    places
        .into_iter()
        .chain([blocks.saturating_sub(1)])
        .any(|number| disk.read(buffer.as_mut_slice(), number * block).is_ok())
}
