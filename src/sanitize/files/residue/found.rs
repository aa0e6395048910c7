//! What a search found.

use super::{Amount, NotSought, Where};
use std::collections::BTreeMap;

/// What was found at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitKind {
    /// A whole block of content.
    Block,
    /// A short piece of content.
    Piece,
    /// A name.
    Name,
}

impl HitKind {
    /// The word for records: `block`, `piece` or `name`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Piece => "piece",
            Self::Name => "name",
        }
    }
}

/// One place on the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Offset on the device, in bytes.
    pub at: u64,
    /// What lies there.
    pub kind: HitKind,
    /// Number of a file that it is of; others may have had the same.
    pub file: u64,
    /// In what.
    pub lies: Where,
}

/// What was looked for on one device, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Length of the device, in bytes.
    pub device_bytes: u64,
    /// Bytes of it that were read.
    pub read: u64,
    /// Bytes that could not be read.
    pub unread: u64,
    /// Bytes of a block that is looked for.
    pub unit: u64,
    /// What was looked for.
    pub sought: Amount,
    /// What was not.
    pub not_sought: NotSought,
    /// Places where blocks were found.
    pub blocks: u64,
    /// Places where short pieces were found.
    pub pieces: u64,
    /// Places where names were found.
    pub name_places: u64,
    /// How many different names were found.
    pub names: u64,
    /// Places with content, by what they lie in.
    pub by_where: BTreeMap<Where, u64>,
    /// For each file of which content was found, at how many places.
    pub by_file: BTreeMap<u64, u64>,
    /// The places, in order; at most [`Found::MOST`].
    pub hits: Vec<Hit>,
}

impl Found {
    /// How many places are remembered one by one; all are counted.
    pub const MOST: usize = 1 << 18;

    /// Whether all of the device was read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.device_bytes > 0
            && self.unread == 0
            && self.read == self.device_bytes
            && self.not_sought.unread == 0
    }

    /// Places with content.
    #[must_use]
    pub fn content(&self) -> u64 {
        self.blocks + self.pieces
    }
}
