//! What a filling found: the raw outcome, from which a certificate may be made one floor up.

use crate::device::Room;
use crate::model::Limit;
use crate::sanitize::files::ReadBack;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why no more was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The file system has no more room to give.
    Full,
    /// This user's quota is used up.
    Quota,
    /// What was to stay free is all that is left.
    Reserve,
    /// Something failed so that going on makes no sense.
    Failed,
    /// Called off.
    Cancelled,
}

impl Stop {
    /// The word for records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Quota => "quota",
            Self::Reserve => "reserve",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// At what something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TroubleKind {
    /// Writing.
    Write,
    /// Flushing to the medium.
    Sync,
    /// Reading back.
    Read,
    /// What was read back is something else.
    Differs,
    /// Removing a filling file, or their folder.
    Remove,
}

impl TroubleKind {
    /// The word for records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Sync => "sync",
            Self::Read => "read",
            Self::Differs => "differs",
            Self::Remove => "remove",
        }
    }
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// At what.
    pub kind: TroubleKind,
    /// Number of the filling file.
    pub file: u64,
    /// Offset in it, in bytes.
    pub offset: u64,
    /// How many bytes it concerns.
    pub bytes: u64,
    /// The system's word; empty where it said nothing.
    pub word: String,
}

impl Trouble {
    pub(super) fn new(kind: TroubleKind, file: u64, error: &io::Error) -> Self {
        Self { kind, file, offset: 0, bytes: 0, word: error.to_string() }
    }
}

/// Why the result is not 合格.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FreeReason {
    /// Something could not be written.
    Unwritable,
    /// The medium did not confirm that it kept what it took.
    FlushFailed,
    /// Something could not be read back.
    Unreadable,
    /// Something reads back differently.
    Differing,
    /// Filling files are still there.
    Left,
    /// Nothing was written at all.
    NothingWritten,
    /// Free space is left that was not filled.
    NotAllReached,
    /// How much stayed free nobody could say.
    RoomUnknown,
    /// Not everything that was written was read back past the cache.
    NotReadBack,
    /// The place leaves it open whether the old blocks were reached.
    Place,
}

impl FreeReason {
    /// The word for records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unwritable => "unwritable",
            Self::FlushFailed => "flush_failed",
            Self::Unreadable => "unreadable",
            Self::Differing => "differing",
            Self::Left => "left",
            Self::NothingWritten => "nothing_written",
            Self::NotAllReached => "not_all_reached",
            Self::RoomUnknown => "room_unknown",
            Self::NotReadBack => "not_read_back",
            Self::Place => "place",
        }
    }
}

/// What a whole run found.
#[derive(Debug)]
pub struct FreeReport {
    /// Room before anything was written.
    pub before: Option<Room>,
    /// Room when it was as full as it got: what of it was free then was not reached.
    pub full: Option<Room>,
    /// Room after the filling files were removed.
    pub after: Option<Room>,
    /// Filling files with content.
    pub files: u64,
    /// Bytes that were written.
    pub written: u64,
    /// Bytes that were read back and are what was written.
    pub equal: u64,
    /// How they were read back.
    pub read_back: ReadBack,
    /// Why no more was written.
    pub stop: Stop,
    /// The first things that went wrong.
    pub troubles: Vec<Trouble>,
    /// Each kind of thing that went wrong.
    pub trouble_kinds: BTreeSet<TroubleKind>,
    /// Bytes that could not be written, of blocks that were taken for it.
    pub unwritable: u64,
    /// Bytes of room that was taken for filling files and neither written nor given back while it was as full as it got: the file system
    /// does not call them free, and they hold what they held.
    pub unreached: u64,
    /// The folder of the filling files, if it is still there.
    pub left: Option<PathBuf>,
    /// Limits of the place, with those that showed only now.
    pub limits: BTreeSet<Limit>,
    /// Whether the place may pass.
    pub may_pass: bool,
    /// How long writing took.
    pub writing: Duration,
    /// How long reading back took.
    pub reading: Duration,
}

impl FreeReport {
    /// How many things that went wrong are kept.
    pub(super) const TROUBLES: usize = 50;

    pub(super) fn note(&mut self, trouble: Trouble) {
        self.trouble_kinds.insert(trouble.kind);
        if trouble.kind == TroubleKind::Write {
            self.unwritable = self.unwritable.saturating_add(trouble.bytes);
        }
        if self.troubles.len() < Self::TROUBLES {
            self.troubles.push(trouble);
        }
    }

    /// Free bytes that were not reached: what was free when it was as full as it got, and what was taken and not written. Absent where
    /// the file system did not say, and nothing else is known.
    #[must_use]
    pub fn not_reached(&self) -> Option<u64> {
        match self.full {
            Some(room) => Some(room.free.saturating_add(self.unreached)),
            None => (self.unreached > 0).then_some(self.unreached),
        }
    }

    /// Bytes a second.
    #[must_use]
    pub fn speed(bytes: u64, time: Duration) -> Option<u64> {
        let millis = u64::try_from(time.as_millis()).ok().filter(|millis| *millis > 0)?;
        bytes.checked_mul(1000).map(|thousand| thousand / millis)
    }
}
