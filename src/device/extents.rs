//! Where a file's bytes lie (FIEMAP). Elsewhere than on Linux nobody can say.

use std::fs::File;
use std::io;
use std::ops::Range;

/// What the file system says about an extent: `FIEMAP_EXTENT_*`, include/uapi/linux/fiemap.h.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExtentFlags(pub u32);

impl ExtentFlags {
    /// `FIEMAP_EXTENT_LAST`: the last extent of the file.
    pub const LAST: Self = Self(0x1);
    /// `FIEMAP_EXTENT_UNKNOWN`: the place is not known.
    pub const UNKNOWN: Self = Self(0x2);
    /// `FIEMAP_EXTENT_DELALLOC`: no place chosen yet.
    pub const DELALLOC: Self = Self(0x4);
    /// `FIEMAP_EXTENT_ENCODED`: compressed or encrypted on the medium.
    pub const ENCODED: Self = Self(0x8);
    /// `FIEMAP_EXTENT_DATA_ENCRYPTED`: encrypted by the file system.
    pub const ENCRYPTED: Self = Self(0x80);
    /// `FIEMAP_EXTENT_NOT_ALIGNED`: offsets need not be block-aligned.
    pub const NOT_ALIGNED: Self = Self(0x100);
    /// `FIEMAP_EXTENT_DATA_INLINE`: inside a metadata block.
    pub const INLINE: Self = Self(0x200);
    /// `FIEMAP_EXTENT_DATA_TAIL`: packed together with other files' tails.
    pub const TAIL: Self = Self(0x400);
    /// `FIEMAP_EXTENT_UNWRITTEN`: allocated, never written by this file.
    pub const UNWRITTEN: Self = Self(0x800);
    /// `FIEMAP_EXTENT_SHARED`: other files use the same blocks.
    pub const SHARED: Self = Self(0x2000);

    /// Whether every flag of `other` is set.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any flag of `other` is set.
    #[must_use]
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One contiguous piece of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Offset in the file, in bytes.
    pub logical: u64,
    /// Offset on the file system's device, in bytes. On btrfs an address of its own, not of a disk.
    pub physical: u64,
    /// Length in bytes.
    pub length: u64,
    /// What the file system says about it.
    pub flags: ExtentFlags,
}

/// The extents of `file` in file order, after its dirty pages are written out; `None` where the file
/// system (or the operating system) keeps no such map.
///
/// # Errors
/// What the kernel says, for instance `EIO` from writing the dirty pages.
#[cfg(target_os = "linux")]
pub fn extents(file: &File) -> io::Result<Option<Vec<Extent>>> {
    use rustix::io::Errno;
    let mut found = Vec::new();
    let mut start = 0;
    loop {
        let batch = match super::ioctl::fiemap(file, start) {
            Ok(batch) => batch,
            Err(Errno::OPNOTSUPP | Errno::NOTTY | Errno::NOSYS) => return Ok(None),
            // Some FUSE servers answer so for requests that they do not know.
            Err(Errno::INVAL) if found.is_empty() => return Ok(None),
            Err(errno) => return Err(errno.into()),
        };
        let Some(last) = batch.last().copied() else { return Ok(Some(found)) };
        found.extend(batch.iter().map(|extent| Extent {
            logical: extent.logical,
            physical: extent.physical,
            length: extent.length,
            flags: ExtentFlags(extent.flags),
        }));
        let next = last.logical.saturating_add(last.length);
        // `next <= start` would be a file system that reports an extent of no length: never loop on it.
        if ExtentFlags(last.flags).has(ExtentFlags::LAST) || next <= start {
            return Ok(Some(found));
        }
        start = next;
    }
}

/// The extents of `file`: nothing here can say.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn extents(_file: &File) -> io::Result<Option<Vec<Extent>>> {
    Ok(None)
}

/// The parts of `file` below `size` that hold data, in order; the holes of a sparse file are left out where
/// the system tells them (`SEEK_DATA`, `SEEK_HOLE`), otherwise it is all one part.
///
/// # Errors
/// What the kernel says.
#[cfg(target_os = "linux")]
pub fn data_ranges(file: &File, size: u64) -> io::Result<Vec<Range<u64>>> {
    use rustix::fs::{SeekFrom, seek};
    use rustix::io::Errno;
    let mut found = Vec::new();
    let mut at = 0;
    while at < size {
        let start = match seek(file, SeekFrom::Data(at)) {
            Ok(start) => start,
            // No data up to the end.
            Err(Errno::NXIO) => return Ok(found),
            Err(Errno::INVAL | Errno::OPNOTSUPP) if at == 0 => return Ok(whole(size)),
            Err(errno) => return Err(errno.into()),
        };
        let end = seek(file, SeekFrom::Hole(start))?.min(size);
        // An answer behind the question would loop for ever.
        if start < at || end <= start {
            return Ok(whole(size));
        }
        found.push(start..end);
        at = end;
    }
    Ok(found)
}

/// The parts of `file` that hold data: nothing here tells holes apart.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn data_ranges(_file: &File, size: u64) -> io::Result<Vec<Range<u64>>> {
    Ok(whole(size))
}

fn whole(size: u64) -> Vec<Range<u64>> {
    if size == 0 { Vec::new() } else { std::iter::once(0..size).collect() }
}

/// Whether this very file's data go through the journal (`chattr +j`, `FS_JOURNAL_DATA_FL`), whatever the
/// mount says; `None` where nobody tells.
#[cfg(target_os = "linux")]
#[must_use]
pub fn journals_data(file: &File) -> Option<bool> {
    rustix::fs::ioctl_getflags(file).ok().map(|flags| flags.contains(rustix::fs::IFlags::JOURNALING))
}

/// Whether this file's data go through the journal: nothing here tells.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn journals_data(_file: &File) -> Option<bool> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::{Seek, SeekFrom, Write};

    #[test]
    fn a_sparse_file_has_extents_only_where_data_is() {
        let mut file = tempfile::tempfile_in("/var/tmp").unwrap();
        file.write_all(&[1; 8192]).unwrap();
        file.seek(SeekFrom::Start(1 << 20)).unwrap();
        file.write_all(&[2; 100]).unwrap();
        file.sync_all().unwrap();
        let Some(extents) = extents(&file).unwrap() else {
            return crate::device::rig::skipped("a_sparse_file…", "/var/tmp keeps no extent map");
        };
        assert_eq!(extents.first().unwrap().logical, 0);
        assert!(extents.iter().all(|e| e.logical < 8192 || e.logical >= 1 << 20), "{extents:?}");
        assert!(extents.last().unwrap().flags.has(ExtentFlags::LAST));
    }

    #[test]
    fn many_extents_come_in_several_batches() {
        let mut file = tempfile::tempfile_in("/var/tmp").unwrap();
        for i in 0..300_u64 {
            file.seek(SeekFrom::Start(i * 16384)).unwrap();
            file.write_all(&[1; 4096]).unwrap();
        }
        let Some(extents) = extents(&file).unwrap() else {
            return crate::device::rig::skipped("many_extents…", "/var/tmp keeps no extent map");
        };
        let reached: Vec<_> = extents.iter().map(|e| e.logical).collect();
        assert_eq!(reached, (0..300).map(|i| i * 16384).collect::<Vec<_>>());
    }

    #[test]
    fn memory_has_no_map() {
        let Ok(file) = tempfile::tempfile_in("/dev/shm") else {
            return crate::device::rig::skipped("memory_has_no_map", "no /dev/shm");
        };
        assert_eq!(extents(&file).unwrap(), None);
    }
}
