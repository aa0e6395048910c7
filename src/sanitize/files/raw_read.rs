//! Reading the device itself where a file lay before it was overwritten, and comparing with what was written.

use crate::device::{AlignedBuffer, Extent, RawDevice};
use crate::sanitize::Keystream;
use std::io;
use std::ops::Range;

/// One transfer.
const PIECE: u64 = 1 << 20;

/// What the device showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// It may not be read by this user.
    NotPermitted,
    /// It was not read, though it may be: where the file lies on it cannot be told.
    NotRead,
    /// So many bytes, all as they were written.
    Equal(u64),
    /// Something else, first at this offset on the device.
    Differs(u64),
}

/// Reads on `device` what `map`, taken before overwriting, says of `ranges`, and compares with the stream of file `number`.
pub(super) fn compare_raw(
    device: &RawDevice,
    map: &[Extent],
    ranges: &[Range<u64>],
    keystream: &Keystream,
    number: u64,
) -> io::Result<Raw> {
    let mut equal = 0;
    for (logical, physical, length) in parts(map, ranges) {
        let Some(copies) = device.places(physical, length)? else { return Ok(Raw::NotRead) };
        for copy in &copies {
            let mut at = logical;
            for piece in copy {
                if let Some(differs) = compare_piece(device, piece, at, keystream, number)? {
                    return Ok(Raw::Differs(differs));
                }
                at += piece.end - piece.start;
            }
        }
        equal += length;
    }
    let wanted: u64 = ranges.iter().map(|range| range.end - range.start).sum();
    // What the map leaves out was not read.
    Ok(if equal == wanted { Raw::Equal(equal) } else { Raw::NotRead })
}

/// The parts of `ranges` that the map knows: offset in the file, address, length.
fn parts(map: &[Extent], ranges: &[Range<u64>]) -> Vec<(u64, u64, u64)> {
    let mut found = Vec::new();
    for range in ranges {
        for extent in map {
            let start = extent.logical.max(range.start);
            let end = extent.logical.saturating_add(extent.length).min(range.end);
            if start < end {
                found.push((start, extent.physical.saturating_add(start - extent.logical), end - start));
            }
        }
    }
    found
}

/// The first byte of `piece` of the device that is not the stream from byte `logical` of the file on.
fn compare_piece(
    device: &RawDevice,
    piece: &Range<u64>,
    logical: u64,
    keystream: &Keystream,
    number: u64,
) -> io::Result<Option<u64>> {
    let block = u64::from(device.block());
    let mut at = piece.start;
    let mut buffer =
        AlignedBuffer::new(usize::try_from((piece.end - at).min(PIECE).next_multiple_of(block)).unwrap_or(0));
    while at < piece.end {
        let length = (piece.end - at).min(PIECE);
        let bytes = &mut buffer.as_mut_slice()[..usize::try_from(length).unwrap_or(0)];
        // Blocks of a file system are blocks of its device, except under an odd layer.
        if at.is_multiple_of(block) && length.is_multiple_of(block) {
            device.read(bytes, at)?;
        } else {
            device.read_unaligned(bytes, at)?;
        }
        let offset = logical + (at - piece.start);
        if let Some(differs) = keystream.first_difference(number, offset, bytes) {
            return Ok(Some(at + (differs - offset)));
        }
        at += length;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::ExtentFlags;

    #[test]
    fn only_what_was_overwritten_is_looked_for() {
        let extent = |logical, physical, length| Extent { logical, physical, length, flags: ExtentFlags(0) };
        let map = [extent(0, 1 << 20, 8192), extent(16384, 5 << 20, 4096)];
        assert_eq!(
            parts(&map, &[4096..8192, 16384..20480]),
            [(4096, (1 << 20) + 4096, 4096), (16384, 5 << 20, 4096)]
        );
        assert_eq!(parts(&map, std::slice::from_ref(&(8192..16384))), []);
    }
}
