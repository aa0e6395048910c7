//! One open file: where it lies, overwrite, flush, where it lies now, read back, judge.

use super::failure::FileError;
use super::judge::{Mapped, Seen, compare_maps, judge};
use super::pattern_io::{Mismatch, Target};
use super::place::{Place, RawReading, WriteStyle};
use super::planned::PlannedFile;
use super::raw_read::{Raw, compare_raw};
use super::report::ReadBack;
use super::residue::{Content, Sought, Whereabouts};
use crate::device::{
    Extent, ExtentFlags, LowerLayer, RawDevice, checkpoint, data_ranges, direct_alignment, drop_cache,
    extents, flush_filesystem, journals_data, lower_layer, set_direct,
};
use crate::model::{FileOutcome, Limit, Verdict};
use crate::sanitize::{Keystream, KeystreamError};
use std::cell::Cell;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::time::Duration;

/// What is at hand for every file.
#[derive(Clone, Copy)]
pub(super) struct Tools<'a> {
    pub(super) keystream: &'a Keystream,
    /// The device below, where it may be read.
    pub(super) raw: Option<&'a RawDevice>,
    /// Hears of every byte written and of every byte read back.
    pub(super) advance: &'a dyn Fn(u64),
    /// How many times more it may be waited for shared blocks, [`PAUSE`] each.
    pub(super) patience: &'a Cell<u32>,
}

/// See [`Tools::patience`].
const PAUSE: Duration = Duration::from_millis(50);

/// What is to be looked for on the device afterwards, and where the files lay.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) sought: Sought,
    pub(super) whereabouts: Whereabouts,
}

impl Search {
    /// On a file system with blocks of `block` bytes.
    pub(super) fn new(block: u64) -> Result<Self, KeystreamError> {
        Ok(Self { sought: Sought::new(block)?, whereabouts: Whereabouts::default() })
    }
}

/// What was seen of one file.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) outcome: FileOutcome,
    pub(super) verdict: Verdict,
    pub(super) bytes_written: u64,
    pub(super) bytes_read_back: u64,
    pub(super) read_back: ReadBack,
    pub(super) bytes_raw: u64,
    pub(super) error: Option<FileError>,
}

/// What is to be overwritten, and whether that reaches to the end of the last block.
struct Reach {
    ranges: Vec<Range<u64>>,
    slack_reached: bool,
    /// Whether some of it is data that the map does not show.
    unmapped: bool,
}

/// Overwrites `file` and reads it back; what showed only now is added to the limits of `place`. What it held before is remembered
/// for the `search`.
pub(super) fn wipe(
    planned: &PlannedFile,
    file: &File,
    block: u64,
    place: &mut Place,
    tools: Tools<'_>,
    search: Option<&mut Search>,
) -> Finding {
    let mut finding = Finding {
        outcome: FileOutcome::Failed,
        verdict: Verdict::Failed,
        bytes_written: 0,
        bytes_read_back: 0,
        read_back: ReadBack::None,
        bytes_raw: 0,
        error: None,
    };
    if let Err(error) = attempt(planned, file, block, place, tools, search, &mut finding) {
        finding.outcome = match error {
            FileError::Differs { .. } | FileError::RawDiffers { .. } => FileOutcome::ReadBackDiffers,
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
    tools: Tools<'_>,
    search: Option<&mut Search>,
    finding: &mut Finding,
) -> Result<(), FileError> {
    let path = || planned.path.clone();
    let mapping = |source| FileError::Map { path: path(), source };
    let syncing = |source| FileError::Sync { path: path(), source };
    let reading = |source| FileError::ReadBack { path: path(), source };
    file.sync_all().map_err(syncing)?;
    let before = unshared_map(file, tools.patience).map_err(mapping)?;
    let reach = reach(file, planned.bytes(), block, place, before.as_deref()).map_err(mapping)?;
    if reach.ranges.is_empty() {
        finding.outcome = FileOutcome::Empty;
        finding.verdict = Verdict::Unknown;
        return Ok(());
    }
    if let Some(search) = search {
        remember(planned, file, tools.raw, before.as_deref(), search).map_err(mapping)?;
    }
    let keystream = tools.keystream;
    let target = Target { file, ranges: &reach.ranges, keystream, number: planned.number };
    let direct =
        write(target, finding, tools.advance).map_err(|source| FileError::Write { path: path(), source })?;
    file.sync_all().map_err(syncing)?;
    let after = extents(file).map_err(mapping)?;
    finding.read_back =
        read_back(target, direct, finding, tools.advance).map_err(|mismatch| match mismatch {
            Mismatch::Io(source) => FileError::ReadBack { path: path(), source },
            Mismatch::At(offset) => FileError::Differs { path: path(), offset },
        })?;
    let mapped = if reach.unmapped {
        Mapped::Unplaced
    } else {
        compare_maps(before.as_deref(), after.as_deref(), &reach.ranges)
    };
    let journaled = journals_data(file).unwrap_or(false);
    // What was written may still wait in the journal.
    let waits = (journaled || place.style == WriteStyle::DataJournal) && !checkpoint(file);
    let raw = read_raw(target, tools.raw, place, before.as_deref(), mapped).map_err(reading)?;
    match raw {
        Raw::Equal(bytes) => finding.bytes_raw = bytes,
        Raw::Differs(offset) if !waits => return Err(FileError::RawDiffers { path: path(), offset }),
        _ => {}
    }
    let lower = match place.style {
        WriteStyle::Layered => lower_layer(&place.filesystem, &planned.path),
        _ => LowerLayer::Nothing,
    };
    let read_back = finding.read_back;
    let seen = Seen { mapped, read_back, raw, lower, journaled, slack_reached: reach.slack_reached };
    note_limits(place, seen);
    (finding.outcome, finding.verdict) = judge(place, seen);
    Ok(())
}

/// The map, after waiting a little for blocks that are shared: a clone that was just deleted is forgotten only in the background.
/// `patience` is for all files together.
fn unshared_map(file: &File, patience: &Cell<u32>) -> io::Result<Option<Vec<Extent>>> {
    let shared =
        |map: &Option<Vec<Extent>>| map.iter().flatten().any(|extent| extent.flags.has(ExtentFlags::SHARED));
    let mut map = extents(file)?;
    while shared(&map) && patience.get() > 0 {
        patience.set(patience.get() - 1);
        flush_filesystem(file)?;
        std::thread::sleep(PAUSE);
        map = extents(file)?;
    }
    Ok(map)
}

/// Remembers what the file holds, and where it lies.
fn remember(
    planned: &PlannedFile,
    file: &File,
    raw: Option<&RawDevice>,
    map: Option<&[Extent]>,
    search: &mut Search,
) -> io::Result<()> {
    let data = data_ranges(file, planned.bytes())?;
    let inline = map.into_iter().flatten().any(|extent| extent.flags.has(ExtentFlags::INLINE));
    let content = Content { number: planned.number, size: planned.bytes(), data: &data, inline };
    search.sought.add_content(file, content);
    let odd = ExtentFlags::INLINE.or(ExtentFlags::UNKNOWN).or(ExtentFlags::DELALLOC);
    for extent in map.into_iter().flatten().filter(|extent| !extent.flags.any(odd)) {
        let places = raw.map(|raw| raw.places(extent.physical, extent.length)).transpose()?.flatten();
        places.into_iter().flatten().flatten().for_each(|place| search.whereabouts.add_own(place));
    }
    Ok(())
}

/// Reads the device where the file lay, if it lies there still and as it was written.
fn read_raw(
    target: Target<'_>,
    raw: Option<&RawDevice>,
    place: &Place,
    before: Option<&[Extent]>,
    mapped: Mapped,
) -> io::Result<Raw> {
    match (raw, before, mapped) {
        (Some(raw), Some(before), Mapped::Same { encoded: false }) => {
            compare_raw(raw, before, target.ranges, target.keystream, target.number)
        }
        _ if place.raw == RawReading::NotPermitted => Ok(Raw::NotPermitted),
        _ => Ok(Raw::NotRead),
    }
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
        (!matches!(seen.raw, Raw::Equal(_) | Raw::Differs(_)), Limit::RawDeviceNotRead),
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
