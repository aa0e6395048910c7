//! In what a place on the device lies, as far as that is known.

use std::ops::Range;

/// In what something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// Where the wiped files themselves lay: the overwriting did not reach it.
    OwnBlocks,
    /// In the journal of the file system.
    Journal,
    /// Anywhere else: an earlier version or a temporary copy in free space, another file, a snapshot, metadata.
    Elsewhere,
}

impl Where {
    /// The word for records: `own_blocks`, `journal` or `elsewhere`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnBlocks => "own_blocks",
            Self::Journal => "journal",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// What is known of a device.
#[derive(Debug, Default)]
pub(in crate::sanitize::files) struct Whereabouts {
    own: Vec<Range<u64>>,
    journal: Vec<Range<u64>>,
}

impl Whereabouts {
    /// Adds a stretch where a wiped file lay.
    pub(in crate::sanitize::files) fn add_own(&mut self, place: Range<u64>) {
        match self.own.last_mut() {
            Some(last) if last.end == place.start => last.end = place.end,
            _ => self.own.push(place),
        }
    }

    /// Puts everything in order.
    pub(in crate::sanitize::files) fn ready(&mut self, mut journal: Vec<Range<u64>>) {
        self.own.sort_unstable_by_key(|range| range.start);
        journal.sort_unstable_by_key(|range| range.start);
        self.journal = journal;
    }

    /// In what the byte at `at` lies.
    pub(super) fn of(&self, at: u64) -> Where {
        let inside = |ranges: &[Range<u64>]| {
            let next = ranges.partition_point(|range| range.start <= at);
            next.checked_sub(1).and_then(|last| ranges.get(last)).is_some_and(|range| at < range.end)
        };
        if inside(&self.journal) {
            Where::Journal
        } else if inside(&self.own) {
            Where::OwnBlocks
        } else {
            Where::Elsewhere
        }
    }
}
