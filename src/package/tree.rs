//! What is to be sealed, as data: files and folders in the order of sealing.

use super::bag::Totals;
use super::coding::Coding;
use super::extra::{Extra, HIDDEN_OR_SYSTEM, Owner};
use std::borrow::Cow;
use std::path::PathBuf;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link to something else in the package.
    Link,
}

/// One file or folder. Kept small: there may be a million.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path inside the package, below `data/`, `/` between components.
    pub path: Box<str>,
    /// Content length in bytes; 0 for a folder.
    pub size: u64,
    /// Modification time: seconds since 1970 and nanoseconds.
    pub mtime: (i64, u32),
    /// Permission bits (`0o644`).
    pub mode: u32,
    /// File or folder.
    pub kind: EntryKind,
    /// Which root it came from.
    pub(super) root: u32,
    /// How its content is stored, if otherwise than plain.
    pub(super) coding: Option<Box<Coding>>,
    /// Whose it is, as a number from 1 among [`Tree`]'s; 0: not known.
    pub(super) owner: u32,
    /// What else is recorded of it.
    pub(super) extra: Option<Box<Extra>>,
}

impl Entry {
    /// Bytes that its content takes in the tar.
    pub(super) fn stored_bytes(&self) -> u64 {
        self.coding.as_ref().map_or(self.size, |coding| coding.stored_bytes())
    }

    /// Its path in the tar, below `data/`.
    pub(super) fn stored_path(&self) -> Cow<'_, str> {
        match self.coding.as_ref().map_or("", |coding| coding.kind().suffix()) {
            "" => Cow::Borrowed(&self.path),
            suffix => Cow::Owned(format!("{}{suffix}", self.path)),
        }
    }
}

/// Everything that is to be sealed, in the order of sealing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// Files and folders; a folder before what is in it.
    pub entries: Vec<Entry>,
    /// Number of files.
    pub files: u64,
    /// Number of folders.
    pub folders: u64,
    /// Content bytes of all files.
    pub bytes: u64,
    /// Number of symbolic links.
    pub links: u64,
    pub(super) roots: Vec<PathBuf>,
    pub(super) owners: Vec<Owner>,
}

impl Tree {
    /// Whether the reader needs the index from the beginning: for a file that is stored in a coding, or that must be created
    /// with attributes.
    pub(super) fn is_coded(&self) -> bool {
        let attributes = |entry: &Entry| entry.extra.as_ref().map_or(0, |extra| extra.attributes);
        self.entries.iter().any(|entry| entry.coding.is_some() || attributes(entry) & HIDDEN_OR_SYSTEM != 0)
    }

    pub(super) fn owner(&self, entry: &Entry) -> Option<&Owner> {
        self.owners.get((entry.owner as usize).checked_sub(1)?)
    }

    pub(super) fn totals(&self) -> Totals {
        Totals { files: self.files, folders: self.folders, bytes: self.bytes, links: self.links }
    }

    /// Where an entry lies on this machine.
    #[must_use]
    pub fn source_path(&self, entry: &Entry) -> PathBuf {
        let root = &self.roots[entry.root as usize];
        if let Some(origin) = entry.extra.as_ref().and_then(|extra| extra.origin.as_deref()) {
            return if origin.as_os_str().is_empty() { root.clone() } else { root.join(origin) };
        }
        match entry.path.split_once('/') {
            Some((_, rest)) => root.join(rest),
            None => root.clone(),
        }
    }
}
