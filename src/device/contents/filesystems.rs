//! File systems of Unix and of optical discs, and swap areas.

use super::window::{Window, le16, le32};
use super::{Mark, text, text16};

/// Sizes of a page of memory, at whose end a swap area has its mark.
const PAGES: [u64; 5] = [4096, 8192, 16384, 32768, 65536];

pub(super) fn find(window: &mut Window<'_>) -> Vec<Mark> {
    [ext(window), xfs(window), btrfs(window), f2fs(window), swap(window), iso9660(window), udf(window)]
        .into_iter()
        .chain([squashfs(window), apple(window), bcachefs(window)])
        .flatten()
        .collect()
}

/// Documentation/filesystems/ext4/super.rst: the superblock begins at 1024, its magic number `EF53h` at 38h.
fn ext(window: &mut Window<'_>) -> Option<Mark> {
    let block = window.read(1024, 1024)?;
    if le16(&block, 0x38) != 0xEF53 {
        return None;
    }
    let (compatible, incompatible, read_only) = (le32(&block, 0x5C), le32(&block, 0x60), le32(&block, 0x64));
    // Journal device 8h; extents 40h, 64bit 80h, mmp 100h, flex_bg 200h and later ones are ext4's alone;
    // read-only-compatible: beyond sparse_super 1h, large_file 2h and btree_dir 4h, too.
    let kind = match () {
        () if incompatible & 0x8 != 0 => "ext-journal",
        () if incompatible & !0x1F != 0 || read_only & !0x7 != 0 => "ext4",
        () if compatible & 0x4 != 0 => "ext3",
        () => "ext2",
    };
    Some(Mark::labelled(kind, text(&block[0x78..0x88])))
}

/// `fs/xfs/libxfs/xfs_format.h`: `XFSB` at 0, `sb_fname` at 108.
fn xfs(window: &mut Window<'_>) -> Option<Mark> {
    let block = window.read(0, 512)?;
    block.starts_with(b"XFSB").then(|| Mark::labelled("xfs", text(&block[108..120])))
}

/// `include/uapi/linux/btrfs_tree.h`: the superblock begins at 64 KiB, its magic number at 40h, its label at 12Bh.
fn btrfs(window: &mut Window<'_>) -> Option<Mark> {
    let block = window.read(0x10000, 4096)?;
    (block[0x40..0x48] == *b"_BHRfS_M").then(|| Mark::labelled("btrfs", text(&block[0x12B..0x22B])))
}

/// `include/linux/f2fs_fs.h`: magic number at 1024, `volume_name` (UTF-16) at 7Ch behind it.
fn f2fs(window: &mut Window<'_>) -> Option<Mark> {
    let block = window.read(1024, 2048)?;
    (le32(&block, 0) == 0xF2F5_2010).then(|| Mark::labelled("f2fs", text16(&block[0x7C..0x7C + 1024])))
}

/// include/linux/swap.h: ten letters at the end of the first page, whose size is that of the machine that made it; the
/// label at 1024 + 28. After hibernation other letters stand there (kernel/power/swap.c).
fn swap(window: &mut Window<'_>) -> Option<Mark> {
    for page in PAGES {
        let Some(end) = window.read(page - 10, 10) else { continue };
        let label = |window: &mut Window<'_>| window.read(1024, 44).and_then(|head| text(&head[28..44]));
        match end.as_slice() {
            b"SWAPSPACE2" => return Some(Mark::labelled("swap", label(window))),
            b"SWAP-SPACE" => return Some(Mark::new("swap")),
            b"S1SUSPEND\0" => return Some(Mark::new("hibernation")),
            _ => {}
        }
    }
    None
}

/// ECMA-119: volume descriptors from sector 16 (of 2048 bytes) on; type 1 has the volume's name at 40.
fn iso9660(window: &mut Window<'_>) -> Option<Mark> {
    let block = window.read(16 * 2048, 2048)?;
    (block[1..6] == *b"CD001").then(|| Mark::labelled("iso9660", text(&block[40..72])))
}

/// ECMA-167 2/9.1: `NSR02` or `NSR03` among the descriptors from sector 16 on.
fn udf(window: &mut Window<'_>) -> Option<Mark> {
    let named = |window: &mut Window<'_>, at: u64| {
        window.read((16 + at) * 2048, 6).is_some_and(|head| matches!(&head[1..6], b"NSR02" | b"NSR03"))
    };
    (0..8).any(|at| named(window, at)).then(|| Mark::new("udf"))
}

/// Documentation/filesystems/squashfs.rst.
fn squashfs(window: &mut Window<'_>) -> Option<Mark> {
    window.has(0, b"hsqs").then(|| Mark::new("squashfs"))
}

/// Apple File System Reference: `NXSB` at 32 of the container; TN1150: `H+` or `HX` at 1024 of an HFS Plus volume.
fn apple(window: &mut Window<'_>) -> Option<Mark> {
    if window.has(32, b"NXSB") {
        return Some(Mark::new("apfs"));
    }
    (window.has(1024, b"H+") || window.has(1024, b"HX")).then(|| Mark::new("hfs+"))
}

/// `fs/bcachefs/bcachefs_format.h`: the superblock begins at 4096, its magic number at 18h; bcache has the same there.
fn bcachefs(window: &mut Window<'_>) -> Option<Mark> {
    const BCACHEFS: [u8; 16] =
        [0xc6, 0x85, 0x73, 0xf6, 0x66, 0xce, 0x90, 0xa9, 0xd9, 0x6a, 0x60, 0xcf, 0x80, 0x3d, 0xf7, 0xef];
    const BCACHE: [u8; 16] =
        [0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca, 0x82, 0x65, 0xf5, 0x7f, 0x48, 0xba, 0x6d, 0x81];
    let magic = window.read(4096 + 0x18, 16)?;
    match () {
        () if magic == BCACHEFS => Some(Mark::new("bcachefs")),
        () if magic == BCACHE => Some(Mark::new("bcache")),
        () => None,
    }
}
