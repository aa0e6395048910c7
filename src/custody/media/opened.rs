//! An open disk, as the engine of wiping wants it.

use crate::device::{DiskQueue, OpenDisk};
use crate::sanitize::media::{Disk, Finished, Queue};
use std::io;

/// An open disk, as the engine wants it.
pub(super) struct Opened(pub(super) OpenDisk);

impl Disk for Opened {
    fn capacity(&self) -> u64 {
        self.0.capacity()
    }

    fn block(&self) -> u64 {
        u64::from(self.0.block())
    }

    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write(bytes, offset)
    }

    fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read(bytes, offset)
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }

    fn queue(&self, slots: u16, length: usize) -> Option<Box<dyn Queue + '_>> {
        Some(Box::new(Queued(self.0.queue(slots, length)?)))
    }
}

/// Its queue, likewise.
struct Queued<'d>(DiskQueue<'d>);

impl Queue for Queued<'_> {
    fn buffer(&mut self, slot: usize) -> Option<&mut [u8]> {
        self.0.buffer(slot)
    }

    fn read(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.0.read(slot, offset, length)
    }

    fn write(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.0.write(slot, offset, length)
    }

    fn finish(&mut self) -> io::Result<Option<Finished>> {
        self.0.finish()
    }
}
