//! One folder at work: files are opened, checked and removed through its descriptor, never by path again.

use super::failure::FileError;
use super::planned::{Identity, PlannedEntry, PlannedFile};
use crate::device::{EntryKind, FileKey, Folder};
use ring::rand::{SecureRandom, SystemRandom};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// An open folder and its path (for messages only).
#[derive(Debug)]
pub(super) struct Workplace {
    folder: Folder,
    path: PathBuf,
}

impl Workplace {
    pub(super) fn enter(path: &Path) -> io::Result<Self> {
        Ok(Self { folder: Folder::open(path)?, path: path.to_owned() })
    }

    /// Opens a planned file, if it still is what was planned. The second value is its block size in bytes.
    pub(super) fn open(&self, planned: &PlannedFile) -> Result<(File, u64), FileError> {
        let path = &planned.path;
        let opening = |source| FileError::Open { path: path.clone(), source };
        let name = name_of(path).map_err(opening)?;
        // Looked at before opening too: opening a device that was put there could do something.
        let (kind, key) = self.folder.entry(name).map_err(opening)?;
        if kind != EntryKind::File {
            return Err(FileError::Changed { path: path.clone(), what: "kind" });
        }
        if planned.identity.key != Some(key) {
            return Err(FileError::Changed { path: path.clone(), what: "identity" });
        }
        let file = self.folder.open_file(name).map_err(opening)?;
        let metadata = file.metadata().map_err(opening)?;
        if !metadata.is_file() {
            return Err(FileError::Changed { path: path.clone(), what: "kind" });
        }
        if let Some(what) = planned.identity.difference(&Identity::of(&metadata)) {
            return Err(FileError::Changed { path: path.clone(), what });
        }
        Ok((file, metadata.blksize().max(512)))
    }

    /// Removes the name of a wiped file, after giving it a meaningless one of the same length.
    /// On failure the error names where it lies now.
    pub(super) fn remove_file(&self, path: &Path, key: Option<FileKey>) -> Result<(), FileError> {
        let failed = |path: &Path, source| FileError::Remove { path: path.to_owned(), source };
        let name = name_of(path).map_err(|source| failed(path, source))?;
        self.expect(path, name, EntryKind::File, key)?;
        let Some(new_name) = self.rename_randomly(name) else {
            return self.folder.unlink(name).map_err(|source| failed(path, source));
        };
        let now = self.path.join(&new_name);
        if let Err(changed) = self.expect(&now, &new_name, EntryKind::File, key) {
            // Somebody put another file there in that moment: give it its name back and leave it alone.
            return match self.folder.rename(&new_name, name) {
                Ok(()) => Err(FileError::Changed { path: path.to_owned(), what: "identity" }),
                Err(_) => Err(changed),
            };
        }
        self.folder.unlink(&new_name).map_err(|source| failed(&now, source))
    }

    pub(super) fn remove_link(&self, planned: &PlannedEntry) -> Result<(), FileError> {
        let failed = |source| FileError::Remove { path: planned.path.clone(), source };
        let name = name_of(&planned.path).map_err(failed)?;
        self.expect(&planned.path, name, EntryKind::Link, planned.key)?;
        self.folder.unlink(name).map_err(failed)
    }

    pub(super) fn remove_folder(&self, planned: &PlannedEntry) -> Result<(), FileError> {
        let failed = |source| FileError::Remove { path: planned.path.clone(), source };
        let name = name_of(&planned.path).map_err(failed)?;
        self.expect(&planned.path, name, EntryKind::Folder, planned.key)?;
        self.folder.remove_folder(name).map_err(failed)
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        self.folder.sync()
    }

    fn expect(
        &self,
        path: &Path,
        name: &OsStr,
        kind: EntryKind,
        key: Option<FileKey>,
    ) -> Result<(), FileError> {
        let found = self.folder.entry(name);
        let found = found.map_err(|source| FileError::Remove { path: path.to_owned(), source })?;
        if found.0 != kind {
            return Err(FileError::Changed { path: path.to_owned(), what: "kind" });
        }
        if Some(found.1) != key {
            return Err(FileError::Changed { path: path.to_owned(), what: "identity" });
        }
        Ok(())
    }

    /// The new name; `None` where renaming does not work out. That costs nothing: old names stay in metadata
    /// and journal anyway, which every certificate says.
    fn rename_randomly(&self, name: &OsStr) -> Option<OsString> {
        (0..8).find_map(|_| {
            let new_name = random_name(name.len().min(64))?;
            self.folder.rename(name, &new_name).ok().map(|()| new_name)
        })
    }
}

fn name_of(path: &Path) -> io::Result<&OsStr> {
    path.file_name().ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

fn random_name(length: usize) -> Option<OsString> {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut bytes = vec![0; length];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect::<String>().into())
}
