//! The block device below a file system: only Linux is asked for it.

use super::Filesystem;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;

/// The device that a file system lies on: never open here.
#[derive(Debug)]
pub enum RawDevice {}

impl RawDevice {
    /// The device below `filesystem`: this system is not asked.
    ///
    /// # Errors
    /// Always `Unsupported`.
    pub fn below(_filesystem: &Filesystem) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Length in bytes.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        match *self {}
    }

    /// Logical block, in bytes.
    #[must_use]
    pub fn block(&self) -> u32 {
        match *self {}
    }

    /// Fills `bytes` from `offset`.
    ///
    /// # Errors
    /// None: there is no such device.
    pub fn read(&self, _bytes: &mut [u8], _offset: u64) -> io::Result<()> {
        match *self {}
    }

    /// Fills `bytes` from any `offset`.
    ///
    /// # Errors
    /// None: there is no such device.
    pub fn read_unaligned(&self, _bytes: &mut [u8], _offset: u64) -> io::Result<()> {
        match *self {}
    }

    /// Whether the map of a file gives places on this very device.
    #[must_use]
    pub fn is_mapped(_kind: &str) -> bool {
        false
    }

    /// Every place on the device that holds some bytes of a file.
    ///
    /// # Errors
    /// None: there is no such device.
    pub fn places(&self, _physical: u64, _length: u64) -> io::Result<Option<Vec<Vec<Range<u64>>>>> {
        match *self {}
    }
}

/// Has everything that the file system keeps in memory written to its place: this system has no such call.
///
/// # Errors
/// None.
pub fn settle(_mount_point: &Path) -> io::Result<()> {
    Ok(())
}

/// Has the file system of `file` write out what it keeps in memory: this system has no such call.
///
/// # Errors
/// None.
pub fn flush_filesystem(_file: &File) -> io::Result<()> {
    Ok(())
}

/// Writes what waits in a journal to its place: this system has no such call.
#[must_use]
pub fn checkpoint(_file: &File) -> bool {
    false
}
