//! One open file: where it lies, overwrite, flush, where it lies now, read back, judge.

use super::failure::FileError;
use super::judge::{Mapped, Seen, compare_maps, judge};
use super::pattern_io::{Mismatch, Target};
use super::place::{Place, WriteStyle};
use super::planned::PlannedFile;
use super::report::ReadBack;
use crate::device::{
    Extent, ExtentFlags, data_ranges, direct_alignment, drop_cache, extents, journals_data, set_direct,
};
use crate::model::{FileOutcome, Limit, Verdict};
use crate::sanitize::Keystream;
use std::fs::File;
use std::io;
use std::ops::Range;

/// What was seen of one file.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) outcome: FileOutcome,
    pub(super) verdict: Verdict,
    pub(super) bytes_written: u64,
    pub(super) bytes_read_back: u64,
    pub(super) read_back: ReadBack,
    pub(super) error: Option<FileError>,
}

/// What is to be overwritten, and whether that reaches to the end of the last block.
struct Reach {
    ranges: Vec<Range<u64>>,
    slack_reached: bool,
    /// Whether some of it is data that the map does not show.
    unmapped: bool,
}

/// Overwrites `file` and reads it back; what showed only now is added to the limits of `place`.
/// `advance` hears of every byte written and of every byte read back.
pub(super) fn wipe(
    planned: &PlannedFile,
    file: &File,
    block: u64,
    place: &mut Place,
    keystream: &Keystream,
    advance: &dyn Fn(u64),
) -> Finding {
    let mut finding = Finding {
        outcome: FileOutcome::Failed,
        verdict: Verdict::Failed,
        bytes_written: 0,
        bytes_read_back: 0,
        read_back: ReadBack::None,
        error: None,
    };
    if let Err(error) = attempt(planned, file, block, place, keystream, advance, &mut finding) {
        finding.outcome = match error {
            FileError::Differs { .. } => FileOutcome::ReadBackDiffers,
            _ => FileOutcome::Failed,
        };
        finding.verdict = Verdict::Failed;
        finding.error = Some(error);
    }
    finding
}

fn attempt(
    planned: &PlannedFile,
    file: &File,
    block: u64,
    place: &mut Place,
    keystream: &Keystream,
    advance: &dyn Fn(u64),
    finding: &mut Finding,
) -> Result<(), FileError> {
    let path = || planned.path.clone();
    let mapping = |source| FileError::Map { path: path(), source };
    let syncing = |source| FileError::Sync { path: path(), source };
    file.sync_all().map_err(syncing)?;
    let before = extents(file).map_err(mapping)?;
    let reach = reach(file, planned.bytes(), block, place, before.as_deref()).map_err(mapping)?;
    if reach.ranges.is_empty() {
        finding.outcome = FileOutcome::Empty;
        finding.verdict = Verdict::Unknown;
        return Ok(());
    }
    let target = Target { file, ranges: &reach.ranges, keystream, number: planned.number };
    let direct =
        write(target, finding, advance).map_err(|source| FileError::Write { path: path(), source })?;
    file.sync_all().map_err(syncing)?;
    let after = extents(file).map_err(mapping)?;
    finding.read_back = read_back(target, direct, finding, advance).map_err(|mismatch| match mismatch {
        Mismatch::Io(source) => FileError::ReadBack { path: path(), source },
        Mismatch::At(offset) => FileError::Differs { path: path(), offset },
    })?;
    let seen = Seen {
        mapped: if reach.unmapped {
            Mapped::Unplaced
        } else {
            compare_maps(before.as_deref(), after.as_deref(), &reach.ranges)
        },
        read_back: finding.read_back,
        journaled: journals_data(file).unwrap_or(false),
        slack_reached: reach.slack_reached,
    };
    note_limits(place, seen);
    (finding.outcome, finding.verdict) = judge(place, seen);
    Ok(())
}

fn reach(file: &File, size: u64, block: u64, place: &Place, map: Option<&[Extent]>) -> io::Result<Reach> {
    let up = |end: u64| end.div_ceil(block).saturating_mul(block);
    let Some(map) = map else {
        // FAT knows no data inside metadata, so growing the file to its block's end is safe there; elsewhere it
        // could move a small file out of the very place that is to be overwritten.
        let to_end = matches!(place.filesystem.kind.as_str(), "vfat" | "msdos" | "exfat");
        let mut ranges = data_ranges(file, size)?;
        if let Some(last) = ranges.last_mut().filter(|last| to_end && last.end == size) {
            last.end = up(size);
        }
        return Ok(Reach { ranges, slack_reached: to_end || size.is_multiple_of(block), unmapped: false });
    };
    if map.iter().any(|extent| extent.flags.any(ExtentFlags::INLINE.or(ExtentFlags::TAIL))) {
        // Growing it would move it out of the metadata that holds it.
        return Ok(Reach { ranges: data_ranges(file, size)?, slack_reached: false, unmapped: false });
    }
    let mut ranges: Vec<Range<u64>> = Vec::new();
    for extent in map {
        let end = extent.logical.saturating_add(extent.length);
        // Behind the end of file a delayed extent has no blocks yet: nothing lies there.
        if extent.logical >= size && extent.flags.has(ExtentFlags::DELALLOC) {
            continue;
        }
        match ranges.last_mut() {
            Some(last) if last.end == extent.logical => last.end = end,
            _ => ranges.push(extent.logical..end),
        }
    }
    let unmapped = add_unmapped(&mut ranges, data_ranges(file, size)?);
    Ok(Reach { ranges, slack_reached: true, unmapped })
}

/// Adds to the `mapped` ranges the `data` that they leave out; whether there was any. A file system whose map and whose
/// holes disagree is believed in neither: what may hold content is overwritten, and nothing is claimed of it.
fn add_unmapped(mapped: &mut Vec<Range<u64>>, data: Vec<Range<u64>>) -> bool {
    let covered =
        |part: &Range<u64>| mapped.iter().any(|range| range.start <= part.start && part.end <= range.end);
    if data.iter().all(covered) {
        return false;
    }
    let mut all: Vec<Range<u64>> = mapped.drain(..).chain(data).collect();
    all.sort_by_key(|range| range.start);
    for range in all {
        match mapped.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => mapped.push(range),
        }
    }
    true
}

/// Writes, past the page cache if the kernel promises that for this file; whether it was so.
fn write(target: Target<'_>, finding: &mut Finding, advance: &dyn Fn(u64)) -> io::Result<bool> {
    let aligned = |alignment: u32| {
        let alignment = u64::from(alignment);
        let fits = |at: u64| at.is_multiple_of(alignment);
        target.ranges.iter().all(|range| fits(range.start) && fits(range.end))
    };
    let direct = direct_alignment(target.file).is_some_and(aligned) && set_direct(target.file, true);
    let mut done = |bytes| {
        finding.bytes_written += bytes;
        advance(bytes);
    };
    match target.overwrite(&mut done) {
        Err(error) if direct && error.kind() == io::ErrorKind::InvalidInput => {
            // Promised and yet not possible: the cached way, and no claim of a direct one.
            set_direct(target.file, false);
            finding.bytes_written = 0;
            target.overwrite(&mut |bytes| finding.bytes_written += bytes)?;
            Ok(false)
        }
        Err(error) => Err(error),
        Ok(()) => Ok(direct),
    }
}

fn read_back(
    target: Target<'_>,
    direct: bool,
    finding: &mut Finding,
    advance: &dyn Fn(u64),
) -> Result<ReadBack, Mismatch> {
    if !direct {
        drop_cache(target.file);
    }
    target.compare(&mut |bytes| {
        finding.bytes_read_back += bytes;
        advance(bytes);
    })?;
    Ok(if direct { ReadBack::Direct } else { ReadBack::Cached })
}

fn note_limits(place: &mut Place, seen: Seen) {
    let noted = [
        (seen.read_back == ReadBack::Cached, Limit::CachedReadBack),
        (!seen.slack_reached, Limit::SlackNotReached),
        (seen.journaled, Limit::DataJournal),
        (seen.mapped == Mapped::Shared, Limit::SharedExtents),
        (seen.mapped == Mapped::Moved, Limit::CopyOnWrite),
        // Of memory, shares and layers the style already says why there is no map.
        (
            seen.mapped == Mapped::Nowhere
                && matches!(place.style, WriteStyle::InPlace | WriteStyle::Unknown),
            Limit::NoExtentMap,
        ),
    ];
    place.limits.extend(noted.into_iter().filter(|(seen, _)| *seen).map(|(_, limit)| limit));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_that_the_map_leaves_out_is_reached_too() {
        let mut ranges = vec![0..4096, 8192..12288];
        assert!(!add_unmapped(&mut ranges, vec![0..4096, 8192..9000]));
        assert_eq!(ranges, [0..4096, 8192..12288]);
        assert!(add_unmapped(&mut ranges, vec![0..6000, 20_000..20_001]));
        assert_eq!(ranges, [0..6000, 8192..12288, 20_000..20_001]);
        let mut none = Vec::new();
        assert!(!add_unmapped(&mut none, Vec::new()));
        assert!(add_unmapped(&mut none, std::iter::once(0..10).collect()));
        assert_eq!(none.first(), Some(&(0..10)));
    }
}
