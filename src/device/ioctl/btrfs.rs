//! How btrfs lays its addresses on devices.

use rustix::ioctl::{Getter, Opcode, Updater, ioctl, opcode};
use std::os::fd::AsFd;

/// `struct btrfs_ioctl_search_key`, include/uapi/linux/btrfs.h.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
struct SearchKey {
    tree_id: u64,
    min_objectid: u64,
    max_objectid: u64,
    min_offset: u64,
    max_offset: u64,
    min_transid: u64,
    max_transid: u64,
    min_type: u32,
    max_type: u32,
    nr_items: u32,
    unused: u32,
    unused64: [u64; 4],
}

/// `#define BTRFS_SEARCH_ARGS_BUFSIZE (4096 - sizeof(struct btrfs_ioctl_search_key))`
const ROOM: usize = 4096 - size_of::<SearchKey>();

/// `struct btrfs_ioctl_search_args`
#[repr(C)]
struct SearchArgs {
    key: SearchKey,
    items: [u8; ROOM],
}

/// `struct btrfs_ioctl_fs_info_args`, of which only the number of devices is read.
#[repr(C)]
struct FsInfo {
    max_id: u64,
    num_devices: u64,
    rest: [u64; 126],
}

/// `#define BTRFS_IOC_TREE_SEARCH _IOWR(BTRFS_IOCTL_MAGIC, 17, struct btrfs_ioctl_search_args)`
const BTRFS_IOC_TREE_SEARCH: Opcode = opcode::read_write::<SearchArgs>(0x94, 17);
/// `#define BTRFS_IOC_FS_INFO _IOR(BTRFS_IOCTL_MAGIC, 31, struct btrfs_ioctl_fs_info_args)`
const BTRFS_IOC_FS_INFO: Opcode = opcode::read::<FsInfo>(0x94, 31);

/// `BTRFS_CHUNK_TREE_OBJECTID`, `BTRFS_FIRST_CHUNK_TREE_OBJECTID`, `BTRFS_CHUNK_ITEM_KEY`: `include/uapi/linux/btrfs_tree.h`.
const CHUNK_TREE: u64 = 3;
const FIRST_CHUNK: u64 = 256;
const CHUNK_ITEM: u32 = 228;

/// How many devices the file system has that `file` lies in.
///
/// # Errors
/// `ENOTTY` on other file systems; otherwise what the kernel says.
pub(in super::super) fn btrfs_devices(file: impl AsFd) -> rustix::io::Result<u64> {
    // SAFETY: BTRFS_IOC_FS_INFO writes one `struct btrfs_ioctl_fs_info_args` of 1024 bytes, as `FsInfo` is (checked below).
    let getter = unsafe { Getter::<BTRFS_IOC_FS_INFO, FsInfo>::new() };
    // SAFETY: the request number above belongs to this type, and every bit pattern is a valid one (integers only).
    Ok(unsafe { ioctl(file, getter) }?.num_devices)
}

/// One chunk as the tree holds it: where its addresses begin, and the bytes of its `struct btrfs_chunk`.
pub(in super::super) type ChunkItem = (u64, Vec<u8>);

/// Some of the chunks whose addresses begin at `from` or after, in order; none when there are no more.
///
/// # Errors
/// `EPERM` without the right to administer the system; otherwise what the kernel says.
pub(in super::super) fn btrfs_chunks(file: impl AsFd, from: u64) -> rustix::io::Result<Vec<ChunkItem>> {
    let key = SearchKey {
        tree_id: CHUNK_TREE,
        min_objectid: FIRST_CHUNK,
        max_objectid: FIRST_CHUNK,
        min_offset: from,
        max_offset: u64::MAX,
        min_transid: 0,
        max_transid: u64::MAX,
        min_type: CHUNK_ITEM,
        max_type: CHUNK_ITEM,
        nr_items: u32::MAX,
        ..SearchKey::default()
    };
    let mut args = Box::new(SearchArgs { key, items: [0; ROOM] });
    // SAFETY: BTRFS_IOC_TREE_SEARCH reads and writes one `struct btrfs_ioctl_search_args` of 4096 bytes, as `SearchArgs` is.
    let updater = unsafe { Updater::<BTRFS_IOC_TREE_SEARCH, SearchArgs>::new(&mut args) };
    // SAFETY: the request number above belongs to this argument type, and every bit pattern is a valid one (integers only).
    unsafe { ioctl(file, updater) }?;
    Ok(items(&args.items, args.key.nr_items))
}

/// Each item follows its `struct btrfs_ioctl_search_header`: `transid`, `objectid`, `offset` (8 bytes each), `type`, `len` (4 each).
#[expect(clippy::host_endian_bytes, reason = "the kernel of this machine wrote them")]
fn items(mut bytes: &[u8], count: u32) -> Vec<ChunkItem> {
    let mut found = Vec::new();
    for _ in 0..count {
        let Some((head, rest)) = bytes.split_at_checked(32) else { break };
        let offset = head[16..].first_chunk().map_or(0, |bytes| u64::from_ne_bytes(*bytes));
        let length = head[28..].first_chunk().map_or(0, |bytes| u32::from_ne_bytes(*bytes));
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some((item, after)) = rest.split_at_checked(length) else { break };
        found.push((offset, item.to_vec()));
        bytes = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_is_the_kernels() {
        assert_eq!((size_of::<SearchKey>(), size_of::<SearchArgs>(), size_of::<FsInfo>()), (104, 4096, 1024));
        assert_eq!((BTRFS_IOC_TREE_SEARCH, BTRFS_IOC_FS_INFO), (0xD000_9411, 0x8400_941F));
    }

    #[test]
    #[expect(clippy::host_endian_bytes, reason = "as the kernel of this machine writes them")]
    fn items_that_are_cut_off_are_left_out() {
        let mut bytes = vec![0; 32];
        bytes[16..24].copy_from_slice(&7_u64.to_ne_bytes());
        bytes[28..32].copy_from_slice(&3_u32.to_ne_bytes());
        bytes.extend(b"abc");
        bytes.extend([9; 20]);
        assert_eq!(items(&bytes, 5), [(7, b"abc".to_vec())]);
        assert!(btrfs_devices(tempfile::tempfile_in("/dev/shm").unwrap()).is_err());
    }
}
