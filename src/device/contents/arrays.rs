//! Members of something that lies on several drives: LVM, md, ZFS.

use super::window::{Window, le32, le64};
use super::{Mark, text};

pub(super) fn find(window: &mut Window<'_>, sector: u64) -> Vec<Mark> {
    [lvm(window, sector), md1(window), md0(window), zfs(window)].into_iter().flatten().collect()
}

/// `lib/format_text/layout.h` and `lib/label/label.h` of LVM2: a label in one of the first four sectors.
fn lvm(window: &mut Window<'_>, sector: u64) -> Option<Mark> {
    let mut at: Vec<u64> = (0..4).map(|number| number * 512).collect();
    at.extend((1..4).map(|number| number * sector));
    at.into_iter()
        .filter_map(|at| window.read(at, 32))
        .any(|head| head.starts_with(b"LABELONE") && head[24..32] == *b"LVM2 001")
        .then(|| Mark::new("lvm2"))
}

/// `MD_SB_MAGIC`, `include/uapi/linux/raid/md_p.h`.
const MD_MAGIC: u32 = 0xA92B_4EFC;

/// Version 1: at the end (1.0), at the beginning (1.1), or 4 KiB behind it (1.2); `set_name` at 32.
fn md1(window: &mut Window<'_>) -> Option<Mark> {
    // drivers/md/md.c, super_1_load: eight KiB before the end, down to a multiple of four KiB.
    let sectors = window.length() / 512;
    let end = sectors.checked_sub(16).map(|sectors| (sectors & !7) * 512);
    let places = [(end, "md-1.0"), (Some(0), "md-1.1"), (Some(4096), "md-1.2")];
    places.into_iter().find_map(|(at, kind)| {
        let block = window.read(at?, 256)?;
        (le32(&block, 0) == MD_MAGIC && le32(&block, 4) == 1)
            .then(|| Mark::labelled(kind, text(&block[32..64])))
    })
}

/// Version 0.90: 64 KiB before the last multiple of 64 KiB, in the byte order of the machine that made it.
fn md0(window: &mut Window<'_>) -> Option<Mark> {
    let at = (window.length() & !0xFFFF).checked_sub(0x1_0000)?;
    let block = window.read(at, 8)?;
    let version = |magic: u32, major: u32| magic == MD_MAGIC && major == 0;
    let big = |at: usize| le32(&block, at).swap_bytes();
    (version(le32(&block, 0), le32(&block, 4)) || version(big(0), big(4))).then(|| Mark::new("md-0.90"))
}

/// `UBERBLOCK_MAGIC`, `include/sys/uberblock_impl.h` of `OpenZFS`.
const UBERBLOCK: u64 = 0x00BA_B10C;

/// ZFS On-Disk Specification, chapter 1: four labels of 256 KiB, two at each end; in each, from 128 KiB on, a ring of
/// uberblocks of at least 1 KiB, in either byte order. The name of the pool is in the list of names at 16 KiB.
fn zfs(window: &mut Window<'_>) -> Option<Mark> {
    const LABEL: u64 = 256 << 10;
    let end = window.length() & !(LABEL - 1);
    let last = [end.checked_sub(2 * LABEL), end.checked_sub(LABEL)];
    for at in [Some(0), Some(LABEL)].into_iter().chain(last).flatten() {
        let Some(ring) = window.read(at + (LABEL / 2), 128 << 10) else { continue };
        let marked = ring
            .chunks_exact(1024)
            .any(|block| le64(block, 0) == UBERBLOCK || le64(block, 0).swap_bytes() == UBERBLOCK);
        if marked {
            let names = window.read(at + (16 << 10), 112 << 10).unwrap_or_default();
            return Some(Mark::labelled("zfs", pool_name(&names)));
        }
    }
    None
}

/// In a list of names and values in XDR (RFC 4506): the length and letters of `name`, the type 9 (string), one element,
/// then the string's length and letters.
fn pool_name(names: &[u8]) -> Option<String> {
    const PAIR: &[u8] = b"\0\0\0\x04name\0\0\0\x09\0\0\0\x01";
    let at = names.windows(PAIR.len()).position(|window| window == PAIR)? + PAIR.len();
    let length = u32::from_be_bytes(names.get(at..at + 4)?.try_into().ok()?);
    let length = usize::try_from(length).ok().filter(|length| *length <= 256)?;
    text(names.get(at + 4..at + 4 + length)?)
}
