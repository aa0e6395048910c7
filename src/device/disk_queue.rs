//! Several whole transfers at a time with a disk.

use super::ring::{Begun, Ring, Way};
use super::{read_exact_at, write_all_at};
use std::fs::File;
use std::io;

/// Transfers under way with an open disk, each in a slot with a buffer of its own.
pub struct DiskQueue<'d> {
    ring: Ring<'d>,
    file: &'d File,
}

impl<'d> DiskQueue<'d> {
    pub(super) fn new(file: &'d File, slots: u16, length: usize) -> Option<Self> {
        Some(Self { ring: Ring::new(file, slots, length).ok()?, file })
    }

    /// The buffer of a slot; `None` while its transfer is under way.
    pub fn buffer(&mut self, slot: usize) -> Option<&mut [u8]> {
        self.ring.buffer(slot)
    }

    /// Begins to fill the first `length` bytes of a slot's buffer from the disk. All must be aligned to the logical block.
    ///
    /// # Errors
    /// When nothing was begun.
    pub fn read(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.ring.begin(slot, Begun { way: Way::Read, offset, length })
    }

    /// Begins to write them, likewise.
    ///
    /// # Errors
    /// When nothing was begun.
    pub fn write(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.ring.begin(slot, Begun { way: Way::Write, offset, length })
    }

    /// Waits until a transfer has ended, as a whole or with an error: its slot, and what came of it. `None` when none is under way.
    ///
    /// # Errors
    /// When the queue itself is broken: what is under way is then not to be learned any more.
    pub fn finish(&mut self) -> io::Result<Option<(usize, io::Result<()>)>> {
        let Some((slot, begun, count)) = self.ring.finish()? else { return Ok(None) };
        let done = match count {
            Ok(count) if count >= begun.length => return Ok(Some((slot, Ok(())))),
            // Cut short, the rest is asked for again, as after any read(2) or write(2).
            Ok(count) => count,
            Err(error) if is_to_be_repeated(&error) => 0,
            Err(error) => return Ok(Some((slot, Err(error)))),
        };
        let rest = self.ring.buffer(slot).and_then(|buffer| buffer.get_mut(done..begun.length));
        let rest = rest.ok_or(io::ErrorKind::InvalidInput)?;
        let at = begun.offset + done as u64;
        let outcome = match begun.way {
            Way::Read => read_exact_at(self.file, rest, at),
            Way::Write => write_all_at(self.file, rest, at),
        };
        Ok(Some((slot, outcome)))
    }
}

/// Whether an error says nothing of the disk: interrupted, not now, called off by the ring.
fn is_to_be_repeated(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EINTR | libc::EAGAIN | libc::ECANCELED))
}
