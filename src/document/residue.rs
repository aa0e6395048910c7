//! 残存調査: what was looked for on a whole device after files were wiped, and what was found there. Of what was not found, no more is
//! said than that it was not found in this form.

use serde::{Deserialize, Serialize};

/// A search of one device. Every figure is one that azukari read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residue {
    /// Length of the device below the file system, in bytes.
    pub device_bytes: u64,
    /// Bytes of it that were read, past every cache.
    pub searched: u64,
    /// Bytes of it that could not be read.
    #[serde(default)]
    pub unreadable: u64,
    /// Bytes of a block: content is looked for in blocks of this length, at every 512 bytes.
    pub unit: u64,
    /// Blocks of the files' content that were looked for.
    pub blocks: u64,
    /// Files shorter than a block, and ends of others, that were looked for by some of their bytes, at every byte.
    pub pieces: u64,
    /// Different names that were looked for, as bytes.
    pub names: u64,
    /// Blocks and pieces that were not looked for: one value repeated, or too short; they would be found everywhere.
    pub plain: u64,
    /// Blocks of content that could not be read before they were overwritten, and so were not looked for.
    #[serde(default)]
    pub unread_content: u64,
    /// Names that were not looked for: shorter than eight bytes, or too plain.
    pub short_names: u64,
    /// What was found.
    pub found: Remains,
}

/// What was found on the device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remains {
    /// Files of which content was found.
    pub files: u64,
    /// Places with a whole block of content.
    pub block_places: u64,
    /// Places with a short piece of content.
    pub piece_places: u64,
    /// Places with content where the files themselves had lain.
    pub own_blocks: u64,
    /// Places with content in the journal of the file system.
    pub journal: u64,
    /// Places with content anywhere else: earlier versions and temporary copies, other files, snapshots, metadata.
    pub elsewhere: u64,
    /// Different names that were found; another file may bear the same.
    pub names_found: u64,
    /// Places with a name.
    pub name_places: u64,
    /// The first places with content: offsets on the device, in bytes. The annex has the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<u64>,
}

impl Residue {
    /// Whether all of the device was read, and all content looked for that can be.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.device_bytes > 0
            && self.searched == self.device_bytes
            && self.unreadable == 0
            && self.unread_content == 0
    }

    /// Places with content.
    #[must_use]
    pub fn content(&self) -> u64 {
        self.found.block_places.saturating_add(self.found.piece_places)
    }
}
