//! How much room a file system has, by its own word (statvfs(3)), and taking some of it for a file.

use std::fs::File;
use std::io;
use std::path::Path;

/// The room of a file system, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    /// The unit in which it gives room away.
    pub block: u64,
    /// All of it.
    pub total: u64,
    /// What no file has.
    pub free: u64,
    /// What of that an ordinary user may take: less where some is kept for the administrator.
    pub available: u64,
}

/// The room of the file system that holds `path`.
///
/// # Errors
/// The system's word.
#[cfg(unix)]
pub fn room_of(path: &Path) -> io::Result<Option<Room>> {
    let told = rustix::fs::statvfs(path)?;
    let bytes = |blocks: u64| blocks.saturating_mul(told.f_frsize);
    Ok(Some(Room {
        block: told.f_frsize,
        total: bytes(told.f_blocks),
        free: bytes(told.f_bfree),
        available: bytes(told.f_bavail),
    }))
}

/// The room of the file system that holds `path`: what is used here has no way to ask.
///
/// # Errors
/// The system's word, when there is no such path.
#[cfg(not(unix))]
pub fn room_of(path: &Path) -> io::Result<Option<Room>> {
    std::fs::symlink_metadata(path).map(|_| None)
}

/// Takes the room for the first `length` bytes of an empty file, which are then only to be written.
///
/// # Errors
/// `StorageFull` or `QuotaExceeded` (part of it may be taken then), `Unsupported` where the file system cannot do that.
#[cfg(target_os = "linux")]
pub fn take_room(file: &File, length: u64) -> io::Result<()> {
    Ok(rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, length)?)
}

/// Takes room for a file: not possible here.
///
/// # Errors
/// `Unsupported`, always.
#[cfg(not(target_os = "linux"))]
pub fn take_room(_file: &File, _length: u64) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn room_is_told_and_can_be_taken() {
        let folder = tempfile::tempdir().unwrap();
        let room = room_of(folder.path()).unwrap().unwrap();
        assert!(room.block > 0 && room.total >= room.free && room.free >= room.available, "{room:?}");
        let file = tempfile::tempfile_in(folder.path()).unwrap();
        match take_room(&file, 1 << 20) {
            Ok(()) => assert_eq!(file.metadata().unwrap().len(), 1 << 20),
            Err(error) => assert_eq!(error.kind(), io::ErrorKind::Unsupported),
        }
        assert!(room_of(&folder.path().join("missing")).is_err());
    }
}
