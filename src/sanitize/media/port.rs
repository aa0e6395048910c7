//! What the engine asks of a medium: bytes at an offset, and nothing else. Tests give it media that fail, lie and vanish.

use std::io;

/// A medium as a row of logical blocks. Every offset and length handed to it is a multiple of [`Disk::block`].
pub trait Disk: Sync {
    /// Length in bytes.
    fn capacity(&self) -> u64;
    /// Logical block, in bytes: what fails alone.
    fn block(&self) -> u64;
    /// Writes all of `bytes`, past every cache of this machine.
    ///
    /// # Errors
    /// The system's word.
    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Fills `bytes` from the medium, past every cache of this machine.
    ///
    /// # Errors
    /// The system's word.
    fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()>;
    /// Asks the drive to put what it holds in its own cache on the medium.
    ///
    /// # Errors
    /// The system's word.
    fn flush(&self) -> io::Result<()>;
    /// Several transfers at a time by one thread; `None` where there is no such thing: then several threads do them one by one.
    fn queue(&self, slots: u16, length: usize) -> Option<Box<dyn Queue + '_>> {
        let _ = (slots, length);
        None
    }
}

/// Transfers under way, each in a slot with a buffer of its own.
pub trait Queue: Send {
    /// The buffer of a slot; `None` while its transfer is under way.
    fn buffer(&mut self, slot: usize) -> Option<&mut [u8]>;
    /// Begins to fill the first `length` bytes of a slot's buffer.
    ///
    /// # Errors
    /// When nothing was begun.
    fn read(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()>;
    /// Begins to write them.
    ///
    /// # Errors
    /// When nothing was begun.
    fn write(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()>;
    /// Waits until a transfer has ended: its slot, and what came of the whole of it. `None` when none is under way.
    ///
    /// # Errors
    /// When the queue itself is broken: what is under way is then not to be learned any more.
    fn finish(&mut self) -> io::Result<Option<Finished>>;
}

/// A slot, and what came of its transfer.
pub type Finished = (usize, io::Result<()>);

/// What an error says of the medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// These blocks; others may be well (EIO, ENODATA, EREMOTEIO, EBADE, EILSEQ, ETIMEDOUT and whatever else is not known).
    Blocks,
    /// The whole medium: it is not there any more (ENXIO, ENODEV, ENOSPC, ESHUTDOWN, EROFS and the end before its end).
    Gone,
}

/// Reads an error as the kernel means it (include/uapi/asm-generic/errno*.h; block/blk-core.c, `blk_errors`).
pub(super) fn trouble(error: &io::Error) -> Trouble {
    const ENXIO: i32 = 6;
    const ENODEV: i32 = 19;
    const ENOSPC: i32 = 28;
    const EROFS: i32 = 30;
    const ESHUTDOWN: i32 = 108;
    match error.raw_os_error() {
        Some(ENXIO | ENODEV | ENOSPC | EROFS | ESHUTDOWN) => Trouble::Gone,
        Some(_) => Trouble::Blocks,
        // Not from the system: a transfer that came to its end early. A medium does not shrink.
        None => Trouble::Gone,
    }
}
