//! One folder at work, where only paths are to be had: checked before opening, and again after.

use super::failure::FileError;
use super::planned::{Identity, PlannedEntry, PlannedFile};
use crate::device::FileKey;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A folder by its path.
#[derive(Debug)]
pub(super) struct Workplace {
    path: PathBuf,
}

impl Workplace {
    pub(super) fn enter(path: &Path) -> io::Result<Self> {
        // A link put in the path meanwhile would lead elsewhere.
        if fs::canonicalize(path)? != path {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { path: path.to_owned() })
    }

    /// Opens a planned file, if it still is what was planned. The second value is its block size in bytes.
    pub(super) fn open(&self, planned: &PlannedFile) -> Result<(File, u64), FileError> {
        let path = &planned.path;
        let opening = |source| FileError::Open { path: path.clone(), source };
        let before = fs::symlink_metadata(path).map_err(opening)?;
        if !before.is_file() {
            return Err(FileError::Changed { path: path.clone(), what: "kind" });
        }
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(opening)?;
        let metadata = file.metadata().map_err(opening)?;
        if let Some(what) = planned.identity.difference(&Identity::of(&metadata)) {
            return Err(FileError::Changed { path: path.clone(), what });
        }
        Ok((file, 4096))
    }

    pub(super) fn remove_file(&self, path: &Path, _key: Option<FileKey>) -> Result<(), FileError> {
        fs::remove_file(path).map_err(|source| FileError::Remove { path: path.to_owned(), source })
    }

    pub(super) fn remove_link(&self, planned: &PlannedEntry) -> Result<(), FileError> {
        let path = &planned.path;
        let failed = |source| FileError::Remove { path: path.clone(), source };
        if !fs::symlink_metadata(path).map_err(failed)?.is_symlink() {
            return Err(FileError::Changed { path: path.clone(), what: "kind" });
        }
        // Windows knows links to files and links to folders; each has its own call.
        fs::remove_file(path).or_else(|_| fs::remove_dir(path)).map_err(failed)
    }

    pub(super) fn remove_folder(&self, planned: &PlannedEntry) -> Result<(), FileError> {
        let path = &planned.path;
        fs::remove_dir(path).map_err(|source| FileError::Remove { path: path.clone(), source })
    }

    #[cfg(unix)]
    pub(super) fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    /// Windows flushes folders by itself and offers no call for it.
    #[cfg(not(unix))]
    pub(super) fn sync(&self) -> io::Result<()> {
        fs::symlink_metadata(&self.path).map(drop)
    }
}
