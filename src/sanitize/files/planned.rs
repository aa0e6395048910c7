//! What is planned: each thing with what pins it, so that another of the same name is not touched.

use crate::device::FileKey;
use std::fs::Metadata;
use std::path::PathBuf;
use std::time::SystemTime;

/// What pins a file: if any of it differs later, the file is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Device and inode; absent where the system does not tell them.
    pub key: Option<FileKey>,
    /// Number of names.
    pub links: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// Last change of content; absent where not kept.
    pub modified: Option<SystemTime>,
}

impl Identity {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            key: key_of(metadata),
            links: links_of(metadata),
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }

    /// The first thing that is different in `now`: `identity`, `links`, `size` or `modified`.
    pub(super) fn difference(&self, now: &Self) -> Option<&'static str> {
        let pairs = [
            (self.key == now.key, "identity"),
            (self.links == now.links, "links"),
            (self.bytes == now.bytes, "size"),
            (self.modified == now.modified, "modified"),
        ];
        pairs.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
    }
}

/// A file to be wiped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedFile {
    /// Its line in the plan and in the annex, from 1.
    pub number: u64,
    /// Canonical path.
    pub path: PathBuf,
    /// What pins it.
    pub identity: Identity,
    /// Index of its place in [`FilesPlan::places`].
    pub place: usize,
    /// Its other names that were given too; removed with it.
    pub other_names: Vec<PathBuf>,
}

impl PlannedFile {
    /// Content, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.identity.bytes
    }

    /// Names that lie outside what was given; they stay, without content.
    #[must_use]
    pub fn links_elsewhere(&self) -> u64 {
        self.identity.links.saturating_sub(1 + self.other_names.len() as u64)
    }
}

/// A link or folder to be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedEntry {
    /// Canonical path (of the link itself, not of its target).
    pub path: PathBuf,
    /// What pins it.
    pub key: Option<FileKey>,
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no answer")]
pub(super) fn key_of(metadata: &Metadata) -> Option<FileKey> {
    use std::os::unix::fs::MetadataExt;
    Some(FileKey { device: metadata.dev(), inode: metadata.ino() })
}

/// The standard library does not tell a file's number elsewhere.
#[cfg(not(unix))]
pub(super) fn key_of(_metadata: &Metadata) -> Option<FileKey> {
    None
}

#[cfg(unix)]
pub(super) fn links_of(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
pub(super) fn links_of(_metadata: &Metadata) -> u64 {
    1
}
