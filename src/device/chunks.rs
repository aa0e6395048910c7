//! Where the addresses of btrfs lie on its device: the chunk tree (`include/uapi/linux/btrfs_tree.h`). A file's map gives addresses of
//! the file system's own; the device has other ones.

use std::fs::File;
use std::io;
use std::ops::Range;

/// `BTRFS_BLOCK_GROUP_DUP`: two copies on one device.
const DUP: u64 = 1 << 5;
/// `BTRFS_BLOCK_GROUP_DATA`, `_SYSTEM`, `_METADATA`: what is kept there, not how.
const WHAT: u64 = 0b111;

/// One stretch of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chunk {
    logical: u64,
    length: u64,
    /// Where each copy begins on the device; none where it is kept in a way that is not followed here.
    copies: Vec<u64>,
    /// The numbers of the devices that hold it.
    devices: Vec<u64>,
}

/// All chunks, in order of address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Chunks(Vec<Chunk>);

impl Chunks {
    /// The chunks of the file system that holds `root`, as they are now.
    pub(super) fn of(root: &File) -> io::Result<Self> {
        let mut found = Vec::new();
        let mut from = 0;
        loop {
            let items = super::ioctl::btrfs_chunks(root, from)?;
            let Some((last, _)) = items.last() else { return Ok(Self(found)) };
            let Some(next) = last.checked_add(1).filter(|next| *next > from) else { return Ok(Self(found)) };
            from = next;
            found.extend(items.iter().filter_map(|(logical, item)| parse(*logical, item)));
        }
    }

    /// Whether all that is in the file system lies on one device. Of one that grew out of another (a seed) only its own devices are
    /// counted, and files may lie on the others.
    pub(super) fn are_on_one_device(&self) -> bool {
        let mut devices = self.0.iter().flat_map(|chunk| &chunk.devices);
        let first = devices.next();
        first.is_some() && devices.all(|device| Some(device) == first)
    }

    /// The pieces of the device that hold `length` bytes at `logical`, once per copy; `None` where not all of it is known.
    pub(super) fn places(&self, logical: u64, length: u64) -> Option<Vec<Vec<Range<u64>>>> {
        let end = logical.checked_add(length)?;
        let mut places: Vec<Vec<Range<u64>>> = Vec::new();
        let mut at = logical;
        while at < end {
            let chunk =
                self.0.iter().find(|chunk| at >= chunk.logical && at - chunk.logical < chunk.length)?;
            let stop = end.min(chunk.logical + chunk.length);
            if places.is_empty() {
                places = vec![Vec::new(); chunk.copies.len()];
            }
            // Copies of one chunk are no continuation of other numbers of copies.
            if chunk.copies.is_empty() || places.len() != chunk.copies.len() {
                return None;
            }
            for (place, copy) in places.iter_mut().zip(&chunk.copies) {
                let start = copy.checked_add(at - chunk.logical)?;
                place.push(start..start.checked_add(stop - at)?);
            }
            at = stop;
        }
        Some(places)
    }
}

/// `struct btrfs_chunk`: length at 0, type at 24, number of stripes at 44; each stripe from 48 on is devid, offset, uuid (32 bytes).
fn parse(logical: u64, item: &[u8]) -> Option<Chunk> {
    let word = |at: usize| item.get(at..at + 8)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes));
    let stripes = u16::from_le_bytes(*item.get(44..46)?.first_chunk()?);
    let (length, how) = (word(0)?, word(24)? & !WHAT);
    let copies = match (how, stripes) {
        (0, 1) | (DUP, 2) => {
            (0..usize::from(stripes)).map(|n| word(48 + n * 32 + 8)).collect::<Option<_>>()?
        }
        _ => Vec::new(),
    };
    let devices = (0..usize::from(stripes)).map(|n| word(48 + n * 32)).collect::<Option<_>>()?;
    logical.checked_add(length)?;
    Some(Chunk { logical, length, copies, devices })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(length: u64, how: u64, offsets: &[u64]) -> Vec<u8> {
        let mut item = vec![0; 48];
        item[..8].copy_from_slice(&length.to_le_bytes());
        item[24..32].copy_from_slice(&how.to_le_bytes());
        item[44..46].copy_from_slice(&u16::try_from(offsets.len()).unwrap().to_le_bytes());
        for offset in offsets {
            item.extend(1_u64.to_le_bytes());
            item.extend(offset.to_le_bytes());
            item.extend([7; 16]);
        }
        item
    }

    #[test]
    fn addresses_are_followed_to_every_copy() {
        let chunks = Chunks(
            [
                (1000, item(100, 1, &[5000])),
                (1100, item(50, 1, &[9000])),
                (2000, item(100, 1 | DUP, &[100, 300])),
                (3000, item(100, 1 | 8, &[1, 2])),
            ]
            .iter()
            .filter_map(|(logical, item)| parse(*logical, item))
            .collect(),
        );
        assert_eq!(chunks.places(1090, 20), Some(vec![vec![5090..5100, 9000..9010]]));
        assert_eq!(chunks.places(2001, 9), Some(vec![vec![101..110], vec![301..310]]));
        // Between chunks, beyond them, striped, and from one way of keeping into another.
        for (at, length) in [(999, 2), (1140, 20), (3000, 1), (2090, 20), (u64::MAX, 2)] {
            assert_eq!(chunks.places(at, length), None, "{at}");
        }
    }

    #[test]
    fn all_of_it_must_lie_on_one_device() {
        let mut other = item(100, 1, &[5000]);
        other[48] = 2;
        let chunks = |items: &[&[u8]]| Chunks(items.iter().filter_map(|item| parse(0, item)).collect());
        let first = item(100, 1 | DUP, &[100, 300]);
        assert!(chunks(&[&first, &item(100, 1, &[9000])]).are_on_one_device());
        assert!(!chunks(&[&first, &other]).are_on_one_device());
        // Also where it is kept in a way that is not followed.
        let mut mirrored = item(100, 1 | 16, &[1, 2]);
        assert!(chunks(&[&mirrored]).are_on_one_device());
        mirrored[48 + 32] = 2;
        assert!(!chunks(&[&mirrored]).are_on_one_device());
        assert!(!Chunks::default().are_on_one_device());
    }

    #[test]
    fn addresses_end_somewhere() {
        assert_eq!(parse(u64::MAX - 99, &item(100, 1, &[5000])), None);
        assert!(parse(u64::MAX - 100, &item(100, 1, &[5000])).is_some());
    }

    #[test]
    fn what_is_cut_off_is_no_chunk() {
        let whole = item(100, 1, &[5000]);
        assert!(parse(0, &whole).is_some());
        for length in 0..65 {
            assert_eq!(parse(0, &whole[..length.min(63)]), None);
        }
    }
}
