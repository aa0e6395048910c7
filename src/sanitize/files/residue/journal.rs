//! Where the journal of ext3/4 and the log of xfs lie, from their superblocks.

use crate::device::RawDevice;
use std::ops::Range;

/// Deepest tree of a journal's blocks that is followed; the kernel's own limit.
const DEPTH: u16 = 5;

/// Most blocks of that tree that are read. No journal needs so many; a made-up one could lead on for years.
const NODES: u32 = 1 << 12;

/// The stretches of `device` that hold the journal of a file system of `kind`; none where that cannot be told.
pub(in crate::sanitize::files) fn journal(device: &RawDevice, kind: &str) -> Vec<Range<u64>> {
    let read = |at: u64, length: usize| {
        let mut bytes = vec![0; length];
        device.read_unaligned(&mut bytes, at).ok().map(|()| bytes)
    };
    match kind {
        "ext3" | "ext4" => read(1024, 1024).and_then(|head| ext4(&head, &read)),
        "xfs" => read(0, 512).and_then(|head| xfs(&head)),
        _ => None,
    }
    .unwrap_or_default()
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// Reads so many bytes from a place on the device.
type Read<'a> = dyn Fn(u64, usize) -> Option<Vec<u8>> + 'a;

/// `struct ext4_super_block`: magic at 0x38, `s_log_block_size` at 0x18, `s_jnl_blocks` (a copy of the journal inode's `i_block`) at
/// 0x10C, `s_jnl_backup_type` at 0xFD. Only trees of extents are followed, as every journal of today has.
fn ext4(head: &[u8], read: &Read<'_>) -> Option<Vec<Range<u64>>> {
    if le16(head, 0x38)? != 0xEF53 || *head.get(0xFD)? != 1 {
        return None;
    }
    let block = 1024_u64.checked_shl(le32(head, 0x18)?).filter(|block| *block <= 1 << 16)?;
    let mut found = Vec::new();
    extents(head.get(0x10C..0x10C + 60)?, block, DEPTH, read, &mut NODES.clone(), &mut found)?;
    Some(found)
}

/// `struct ext4_extent_header`: magic at 0, entries at 2, depth at 6; entries of 12 bytes from 12 on.
fn extents(
    node: &[u8],
    block: u64,
    left: u16,
    read: &Read<'_>,
    nodes: &mut u32,
    found: &mut Vec<Range<u64>>,
) -> Option<()> {
    let (magic, count, depth) = (le16(node, 0)?, le16(node, 2)?, le16(node, 6)?);
    if magic != 0xF30A || depth >= left {
        return None;
    }
    for entry in node.get(12..)?.chunks_exact(12).take(usize::from(count)) {
        if depth == 0 {
            let start = (u64::from(le16(entry, 6)?) << 32 | u64::from(le32(entry, 8)?)).checked_mul(block)?;
            // More than 32768 marks blocks that are not initialized.
            let length = u64::from(le16(entry, 4)?);
            let length = if length > 32768 { length - 32768 } else { length };
            found.push(start..start.checked_add(length * block)?);
        } else {
            *nodes = nodes.checked_sub(1)?;
            let at = u64::from(le16(entry, 8)?) << 32 | u64::from(le32(entry, 4)?);
            let below = read(at.checked_mul(block)?, usize::try_from(block).ok()?)?;
            extents(&below, block, depth, read, nodes, found)?;
        }
    }
    Some(())
}

/// `struct xfs_dsb`, big-endian: magic at 0, `sb_blocksize` at 4, `sb_logstart` at 48 (0 for a log on another device), `sb_agblocks`
/// at 84, `sb_logblocks` at 96, `sb_agblklog` at 124.
fn xfs(head: &[u8]) -> Option<Vec<Range<u64>>> {
    let start = u64::from(be32(head, 48)?) << 32 | u64::from(be32(head, 52)?);
    if head.get(..4)? != b"XFSB" || start == 0 {
        return None;
    }
    let (block, per_group) = (u64::from(be32(head, 4)?), u64::from(be32(head, 84)?));
    let bits = u32::from(*head.get(124)?);
    let (group, inside) = (start.checked_shr(bits)?, start & (1_u64.checked_shl(bits)?).checked_sub(1)?);
    let at = group.checked_mul(per_group)?.checked_add(inside)?.checked_mul(block)?;
    let length = u64::from(be32(head, 96)?).checked_mul(block)?;
    Some(std::iter::once(at..at.checked_add(length)?).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_in_several_extents_is_found() {
        let mut head = vec![0; 1024];
        head[0x38..0x3A].copy_from_slice(&0xEF53_u16.to_le_bytes());
        head[0x18] = 2;
        head[0xFD] = 1;
        let leaf = |entries: &[(u16, u32)], room: usize| {
            let mut node = vec![0; room];
            node[..2].copy_from_slice(&0xF30A_u16.to_le_bytes());
            node[2..4].copy_from_slice(&u16::try_from(entries.len()).unwrap().to_le_bytes());
            for (at, (length, start)) in entries.iter().enumerate() {
                node[12 + at * 12 + 4..][..2].copy_from_slice(&length.to_le_bytes());
                node[12 + at * 12 + 8..][..4].copy_from_slice(&start.to_le_bytes());
            }
            node
        };
        head[0x10C..0x10C + 60].copy_from_slice(&leaf(&[(2, 100), (32768 + 1, 500)], 60));
        let none = |_: u64, _: usize| None;
        assert_eq!(ext4(&head, &none), Some(vec![409_600..417_792, 2_048_000..2_052_096]));
        // One level more: an index that names block 7.
        let mut index = leaf(&[], 60);
        (index[2], index[6]) = (1, 1);
        index[12 + 4] = 7;
        head[0x10C..0x10C + 60].copy_from_slice(&index);
        let below = |at: u64, _: usize| (at == 7 * 4096).then(|| leaf(&[(1, 9)], 4096));
        assert_eq!(ext4(&head, &below).unwrap().as_slice(), std::slice::from_ref(&(9 * 4096..10 * 4096)));
        assert_eq!(ext4(&head, &none), None);
        // A tree in which every entry leads to the same full block below is given up.
        let full = |depth: u8| {
            let mut branch = leaf(&[(1, 0); 340], 4096);
            branch[6] = depth;
            (0..340).for_each(|at| branch[12 + at * 12 + 4] = depth);
            branch
        };
        (index[6], index[12 + 4]) = (4, 4);
        head[0x10C..0x10C + 60].copy_from_slice(&index);
        let asked = std::cell::Cell::new(0);
        let wide = |at: u64, _: usize| {
            asked.set(asked.get() + 1);
            Some(full(u8::try_from(at / 4096).unwrap() - 1))
        };
        assert_eq!(ext4(&head, &wide), None);
        assert!(asked.get() <= NODES, "{}", asked.get());
        (index[6], index[12 + 4]) = (1, 7);
        head[0x10C..0x10C + 60].copy_from_slice(&index);
        // A tree that leads to itself ends.
        let endless = |_: u64, _: usize| Some([&index[..], &[0; 4036]].concat());
        assert_eq!(ext4(&head, &endless), None);
    }

    #[test]
    fn the_log_of_xfs_is_counted_in_groups() {
        let mut head = vec![0; 512];
        head[..4].copy_from_slice(b"XFSB");
        head[4..8].copy_from_slice(&4096_u32.to_be_bytes());
        head[84..88].copy_from_slice(&1000_u32.to_be_bytes());
        head[96..100].copy_from_slice(&10_u32.to_be_bytes());
        head[124] = 10;
        head[52..56].copy_from_slice(&(2_u32 << 10 | 5).to_be_bytes());
        assert_eq!(xfs(&head).unwrap().as_slice(), std::slice::from_ref(&(2005 * 4096..2015 * 4096)));
        head[52..56].fill(0);
        assert_eq!(xfs(&head), None);
    }
}
