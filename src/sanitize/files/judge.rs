//! From what was seen to what may be said. Pure, and strict: in doubt, 未検証.

use super::place::{Place, WriteStyle};
use super::raw_read::Raw;
use super::report::ReadBack;
use crate::device::{Extent, ExtentFlags, LowerLayer};
use crate::model::{FileOutcome, Verdict};
use std::ops::Range;

/// What the maps before and after say about the blocks that were meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mapped {
    /// There is no map.
    Nowhere,
    /// The content lay in metadata.
    Inline,
    /// Other files share blocks.
    Shared,
    /// The map leaves the place of some bytes open.
    Unplaced,
    /// Some bytes lie elsewhere now.
    Moved,
    /// The same blocks before and after.
    Same {
        /// Compressed or encrypted on the medium.
        encoded: bool,
    },
}

const UNPLACED: ExtentFlags =
    ExtentFlags::UNKNOWN.or(ExtentFlags::DELALLOC).or(ExtentFlags::NOT_ALIGNED).or(ExtentFlags::TAIL);

/// Compares the two maps over `ranges`, the bytes that were overwritten.
pub(super) fn compare_maps(
    before: Option<&[Extent]>,
    after: Option<&[Extent]>,
    ranges: &[Range<u64>],
) -> Mapped {
    let (Some(before), Some(after)) = (before, after) else { return Mapped::Nowhere };
    let (before, after) = (clip(before, ranges), clip(after, ranges));
    let any = |flags| before.iter().chain(&after).any(|extent| extent.flags.any(flags));
    if any(ExtentFlags::INLINE) {
        Mapped::Inline
    } else if any(ExtentFlags::SHARED) {
        Mapped::Shared
    } else if any(UNPLACED) || after.iter().any(|extent| extent.flags.has(ExtentFlags::UNWRITTEN)) {
        // Still "unwritten" after the flush: the blocks do not hold what was written.
        Mapped::Unplaced
    } else if places(&before) != places(&after)
        || length(&after) != ranges.iter().map(|range| range.end - range.start).sum::<u64>()
    {
        Mapped::Moved
    } else {
        Mapped::Same { encoded: any(ExtentFlags::ENCODED.or(ExtentFlags::ENCRYPTED)) }
    }
}

/// The parts of `map` that lie in `ranges`.
fn clip(map: &[Extent], ranges: &[Range<u64>]) -> Vec<Extent> {
    let mut parts = Vec::new();
    for range in ranges {
        for extent in map {
            let start = extent.logical.max(range.start);
            let end = extent.logical.saturating_add(extent.length).min(range.end);
            if start < end {
                let physical = extent.physical.wrapping_add(start - extent.logical);
                parts.push(Extent { logical: start, physical, length: end - start, flags: extent.flags });
            }
        }
    }
    parts
}

fn length(parts: &[Extent]) -> u64 {
    parts.iter().map(|extent| extent.length).sum()
}

/// (logical, physical, length) with neighbours joined: writing to preallocated blocks splits an extent in two
/// without moving anything.
fn places(parts: &[Extent]) -> Vec<(u64, u64, u64)> {
    let mut joined: Vec<(u64, u64, u64)> = Vec::with_capacity(parts.len());
    for extent in parts {
        match joined.last_mut() {
            Some((logical, physical, length))
                if *logical + *length == extent.logical && *physical + *length == extent.physical =>
            {
                *length += extent.length;
            }
            _ => joined.push((extent.logical, extent.physical, extent.length)),
        }
    }
    joined
}

/// What was seen of one file whose read-back agreed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) mapped: Mapped,
    pub(super) read_back: ReadBack,
    /// What the device itself showed where the file had lain.
    pub(super) raw: Raw,
    /// Of a layered file system: what lies below.
    pub(super) lower: LowerLayer,
    /// Whether this very file's data go through the journal.
    pub(super) journaled: bool,
    /// Whether all blocks were reached, to the end of the last one.
    pub(super) slack_reached: bool,
}

/// The outcome and verdict for a file on `place`.
pub(super) fn judge(place: &Place, seen: Seen) -> (FileOutcome, Verdict) {
    let outcome = outcome(place, seen);
    if missed(outcome) {
        return (outcome, Verdict::Failed);
    }
    let proven = match outcome {
        FileOutcome::OverwrittenInPlaceVerifiedRaw => true,
        // Whoever may read the device must have done so.
        FileOutcome::OverwrittenReadBack => seen.raw == Raw::NotPermitted,
        _ => false,
    };
    let passes = proven
        && seen.mapped == Mapped::Same { encoded: false }
        && seen.read_back == ReadBack::Direct
        && !seen.journaled
        && seen.slack_reached
        && place.may_pass();
    (outcome, if passes { Verdict::Pass } else { Verdict::Unknown })
}

fn outcome(place: &Place, seen: Seen) -> FileOutcome {
    let journaled = seen.journaled || place.style == WriteStyle::DataJournal;
    match (place.style, seen.mapped) {
        // The map that a layer shows is that of the upper copy; the lower one stays whatever it says.
        (WriteStyle::Layered, _) => match seen.lower {
            LowerLayer::Holds => FileOutcome::LowerLayerRemaining,
            LowerLayer::Nothing => FileOutcome::OverwrittenNotVerifiable,
            LowerLayer::Unknown => FileOutcome::CowNotOverwritten,
        },
        (_, Mapped::Moved) | (WriteStyle::CopyOnWrite, Mapped::Nowhere | Mapped::Unplaced) => {
            FileOutcome::CowNotOverwritten
        }
        (_, Mapped::Inline) => FileOutcome::InlineMetadata,
        (_, Mapped::Shared) => FileOutcome::SharedExtentRemaining,
        // What was written waits in the journal, and may never leave it: the blocks themselves hold the old content.
        (_, Mapped::Same { .. }) if matches!(seen.raw, Raw::Differs(_)) => FileOutcome::CowNotOverwritten,
        (
            WriteStyle::InPlace | WriteStyle::DataJournal | WriteStyle::CopyOnWrite,
            Mapped::Same { encoded: false },
        ) if matches!(seen.raw, Raw::Equal(_)) => FileOutcome::OverwrittenInPlaceVerifiedRaw,
        // Read past the cache, from blocks that this machine itself wrote in place; on a copy-on-write file
        // system (`nodatacow`) only where nothing recodes them. With journalled data the new bytes may never reach
        // the old blocks: truncating revokes them.
        (WriteStyle::InPlace, Mapped::Same { .. })
        | (WriteStyle::CopyOnWrite, Mapped::Same { encoded: false })
            if seen.read_back == ReadBack::Direct && !journaled =>
        {
            FileOutcome::OverwrittenReadBack
        }
        _ => FileOutcome::OverwrittenNotVerifiable,
    }
}

/// Whether the old content is known to be where it was: no doubt, but a failure.
fn missed(outcome: FileOutcome) -> bool {
    matches!(
        outcome,
        FileOutcome::CowNotOverwritten
            | FileOutcome::InlineMetadata
            | FileOutcome::SharedExtentRemaining
            | FileOutcome::LowerLayerRemaining
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{Below, Filesystem};
    use crate::model::{Medium, MediumKind};
    use crate::sanitize::files::place::RawReading;

    fn extent(logical: u64, physical: u64, length: u64, flags: ExtentFlags) -> Extent {
        Extent { logical, physical, length, flags }
    }

    const BYTES: Range<u64> = 0..8192;
    const PLAIN: ExtentFlags = ExtentFlags(0);

    fn compare(before: &[Extent], after: &[Extent]) -> Mapped {
        compare_maps(Some(before), Some(after), std::slice::from_ref(&BYTES))
    }

    #[test]
    fn maps_are_compared_by_place() {
        let whole = [extent(0, 1 << 20, 8192, ExtentFlags::LAST)];
        let split =
            [extent(0, 1 << 20, 4096, PLAIN), extent(4096, (1 << 20) + 4096, 4096, ExtentFlags::LAST)];
        assert_eq!(compare(&whole, &split), Mapped::Same { encoded: false });
        let moved = [extent(0, 1 << 20, 4096, PLAIN), extent(4096, 5 << 20, 4096, ExtentFlags::LAST)];
        assert_eq!(compare(&whole, &moved), Mapped::Moved);
        // A hole where data was written is not "the same blocks".
        assert_eq!(compare(&whole[..0], &whole[..0]), Mapped::Moved);
        let grown = [whole[0], extent(8192, 9 << 20, 4096, ExtentFlags::DELALLOC)];
        assert_eq!(compare(&whole, &grown), Mapped::Same { encoded: false });
        for (flags, mapped) in [
            (ExtentFlags::INLINE, Mapped::Inline),
            (ExtentFlags::SHARED, Mapped::Shared),
            (ExtentFlags::UNKNOWN, Mapped::Unplaced),
            (ExtentFlags::DELALLOC, Mapped::Unplaced),
            (ExtentFlags::UNWRITTEN, Mapped::Unplaced),
            (ExtentFlags::ENCODED, Mapped::Same { encoded: true }),
        ] {
            assert_eq!(compare(&whole, &[extent(0, 1 << 20, 8192, flags)]), mapped);
        }
        assert_eq!(
            compare(&[extent(0, 1 << 20, 8192, ExtentFlags::UNWRITTEN)], &whole),
            Mapped::Same { encoded: false }
        );
        assert_eq!(compare_maps(None, Some(&whole), std::slice::from_ref(&BYTES)), Mapped::Nowhere);
    }

    fn place(kind: &str) -> Place {
        let filesystem = Filesystem {
            kind: kind.to_owned(),
            mount_point: "/mnt".into(),
            options: Vec::new(),
            device: None,
            source: String::new(),
        };
        let below = Below {
            medium: Medium {
                kind: MediumKind::Hdd,
                rotational: Some(true),
                transport: Some("ata".into()),
                ..Medium::default()
            },
            turns_per_minute: Some(7200),
            ..Below::default()
        };
        Place::new(filesystem, below, RawReading::Possible)
    }

    const BEST: Seen = Seen {
        mapped: Mapped::Same { encoded: false },
        read_back: ReadBack::Direct,
        raw: Raw::Equal(8192),
        lower: LowerLayer::Unknown,
        journaled: false,
        slack_reached: true,
    };

    /// Every single doubt is enough to lose the pass.
    #[test]
    fn a_pass_needs_everything() {
        let best = if cfg!(target_os = "linux") { Verdict::Pass } else { Verdict::Unknown };
        assert_eq!(judge(&place("ext4"), BEST), (FileOutcome::OverwrittenInPlaceVerifiedRaw, best));
        let doubts = [
            Seen { mapped: Mapped::Same { encoded: true }, ..BEST },
            Seen { mapped: Mapped::Nowhere, ..BEST },
            Seen { mapped: Mapped::Unplaced, ..BEST },
            Seen { read_back: ReadBack::Cached, ..BEST },
            Seen { read_back: ReadBack::None, ..BEST },
            Seen { journaled: true, ..BEST },
            Seen { raw: Raw::NotRead, ..BEST },
            Seen { slack_reached: false, ..BEST },
        ];
        for seen in doubts {
            assert_eq!(judge(&place("ext4"), seen).1, Verdict::Unknown, "{seen:?}");
        }
        // Without the right to read devices, what the file system gives is what there is.
        let mut unread = place("ext4");
        (unread.raw, unread.limits) = (RawReading::NotPermitted, {
            let mut limits = unread.limits.clone();
            limits.insert(crate::model::Limit::RawDeviceNotRead);
            limits
        });
        let seen = Seen { raw: Raw::NotPermitted, ..BEST };
        assert_eq!(judge(&unread, seen), (FileOutcome::OverwrittenReadBack, best));
        assert_eq!(judge(&unread, Seen { raw: Raw::NotRead, ..BEST }).1, Verdict::Unknown);
        for raw in [Raw::Differs(0), Raw::Differs(1 << 40)] {
            let seen = Seen { raw, ..BEST };
            assert_eq!(judge(&place("ext4"), seen), (FileOutcome::CowNotOverwritten, Verdict::Failed));
        }
        for kind in ["btrfs", "tmpfs", "nfs4", "vfat", ""] {
            assert_eq!(judge(&place(kind), BEST).1, Verdict::Unknown, "{kind}");
        }
        // Here it is not doubted but known that the old content stayed.
        for mapped in [Mapped::Moved, Mapped::Inline, Mapped::Shared] {
            assert_eq!(judge(&place("ext4"), Seen { mapped, ..BEST }).1, Verdict::Failed, "{mapped:?}");
        }
        for (lower, verdict) in [
            (LowerLayer::Holds, Verdict::Failed),
            (LowerLayer::Unknown, Verdict::Failed),
            (LowerLayer::Nothing, Verdict::Unknown),
        ] {
            assert_eq!(judge(&place("overlay"), Seen { lower, ..BEST }).1, verdict);
        }
        assert_eq!(judge(&place("zfs"), Seen { mapped: Mapped::Nowhere, ..BEST }).1, Verdict::Failed);
    }

    #[test]
    fn outcomes_say_what_was_seen() {
        let outcome = |kind, mapped| judge(&place(kind), Seen { mapped, ..BEST }).0;
        assert_eq!(outcome("btrfs", Mapped::Moved), FileOutcome::CowNotOverwritten);
        assert_eq!(outcome("zfs", Mapped::Nowhere), FileOutcome::CowNotOverwritten);
        assert_eq!(outcome("overlay", Mapped::Same { encoded: false }), FileOutcome::CowNotOverwritten);
        let above = |lower| judge(&place("overlay"), Seen { lower, ..BEST }).0;
        assert_eq!(above(LowerLayer::Holds), FileOutcome::LowerLayerRemaining);
        assert_eq!(above(LowerLayer::Nothing), FileOutcome::OverwrittenNotVerifiable);
        assert_eq!(outcome("tmpfs", Mapped::Nowhere), FileOutcome::OverwrittenNotVerifiable);
        assert_eq!(outcome("ext4", Mapped::Inline), FileOutcome::InlineMetadata);
        assert_eq!(outcome("xfs", Mapped::Shared), FileOutcome::SharedExtentRemaining);
        // A cache, another machine or an unknown file system may show the same map and the same bytes.
        for kind in ["nfs4", "cifs", "vfat", "ntfs3", ""] {
            let same = outcome(kind, Mapped::Same { encoded: false });
            assert_eq!(same, FileOutcome::OverwrittenNotVerifiable, "{kind}");
        }
        // What the device itself gives is more than what the file system gives, however that was read.
        for read_back in [ReadBack::Cached, ReadBack::None] {
            let seen = Seen { read_back, ..BEST };
            assert_eq!(judge(&place("ext4"), seen).0, FileOutcome::OverwrittenInPlaceVerifiedRaw);
            let seen = Seen { raw: Raw::NotRead, ..seen };
            assert_eq!(judge(&place("ext4"), seen).0, FileOutcome::OverwrittenNotVerifiable);
            assert_eq!(judge(&place("btrfs"), seen).0, FileOutcome::OverwrittenNotVerifiable);
        }
        let unread = Seen { raw: Raw::NotRead, ..BEST };
        assert_eq!(judge(&place("btrfs"), unread).0, FileOutcome::OverwrittenReadBack);
        assert_eq!(
            outcome("btrfs", Mapped::Same { encoded: false }),
            FileOutcome::OverwrittenInPlaceVerifiedRaw
        );
        let journaled = Seen { journaled: true, ..BEST };
        assert_eq!(
            judge(&place("ext4"), journaled),
            (FileOutcome::OverwrittenInPlaceVerifiedRaw, Verdict::Unknown)
        );
        assert_eq!(
            judge(&place("ext4"), Seen { raw: Raw::NotRead, ..journaled }),
            (FileOutcome::OverwrittenNotVerifiable, Verdict::Unknown)
        );
    }
}
