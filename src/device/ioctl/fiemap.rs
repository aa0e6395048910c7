//! Where the bytes of a file lie on its device.

use rustix::ioctl::{Opcode, Updater, ioctl, opcode};
use std::os::fd::AsFd;

/// How many extents one call asks for.
pub(in super::super) const BATCH: usize = 128;

/// `struct fiemap_extent`, include/uapi/linux/fiemap.h.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct FiemapExtent {
    /// `__u64 fe_logical`: offset in the file, in bytes.
    pub(in super::super) logical: u64,
    /// `__u64 fe_physical`: offset on the file system's device, in bytes.
    pub(in super::super) physical: u64,
    /// `__u64 fe_length`: length in bytes.
    pub(in super::super) length: u64,
    reserved64: [u64; 2],
    /// `__u32 fe_flags`: `FIEMAP_EXTENT_*`.
    pub(in super::super) flags: u32,
    reserved: [u32; 3],
}

/// The fixed part of `struct fiemap`, whose size is encoded in the request number.
#[repr(C)]
struct FiemapHead {
    start: u64,
    length: u64,
    flags: u32,
    mapped_extents: u32,
    extent_count: u32,
    reserved: u32,
}

/// `struct fiemap` with room for [`BATCH`] extents.
#[repr(C)]
struct Fiemap {
    head: FiemapHead,
    extents: [FiemapExtent; BATCH],
}

/// `#define FIEMAP_FLAG_SYNC 0x00000001 /* sync file data before map */`
const FIEMAP_FLAG_SYNC: u32 = 1;

/// `#define FS_IOC_FIEMAP _IOWR('f', 11, struct fiemap)`, include/uapi/linux/fs.h.
const FS_IOC_FIEMAP: Opcode = opcode::read_write::<FiemapHead>(b'f', 11);

/// Up to [`BATCH`] extents of `file` from byte `start` on, after writing its dirty pages out.
///
/// # Errors
/// `EOPNOTSUPP` where the file system keeps no extent map; otherwise what the kernel says.
pub(in super::super) fn fiemap(file: impl AsFd, start: u64) -> rustix::io::Result<Vec<FiemapExtent>> {
    let room = u32::try_from(BATCH).unwrap_or(0);
    let mut map = Box::new(Fiemap {
        head: FiemapHead {
            start,
            length: u64::MAX - start,
            flags: FIEMAP_FLAG_SYNC,
            mapped_extents: 0,
            extent_count: room,
            reserved: 0,
        },
        extents: [FiemapExtent::default(); BATCH],
    });
    // SAFETY: FS_IOC_FIEMAP reads and writes one `struct fiemap` followed by at most `fm_extent_count`
    // extents; `Fiemap` is that layout (`repr(C)`, checked by the test below) with exactly that much room.
    let updater = unsafe { Updater::<FS_IOC_FIEMAP, Fiemap>::new(&mut map) };
    // SAFETY: the request number above belongs to this argument type, and every bit pattern that the
    // kernel can write is a valid `Fiemap` (integers only).
    unsafe { ioctl(file, updater) }?;
    let found = usize::try_from(map.head.mapped_extents).unwrap_or(BATCH).min(BATCH);
    Ok(map.extents[..found].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_is_the_kernels() {
        assert_eq!(size_of::<FiemapExtent>(), 56);
        assert_eq!(size_of::<FiemapHead>(), 32);
        assert_eq!(size_of::<Fiemap>(), 32 + 56 * BATCH);
        assert_eq!(FS_IOC_FIEMAP, 0xC020_660B);
    }
}
