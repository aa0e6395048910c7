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
}

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
