//! One writer at a time, across threads, processes and machines that share the folder.

use super::LedgerError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long between two looks at a taken lock. An append takes a few milliseconds.
const PAUSE: Duration = Duration::from_millis(2);

/// A lock file's lock, held until dropped; the system drops it too when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a file of its own, for what takes more than one entry and must not be done by two at once.
    ///
    /// # Errors
    /// [`LedgerError::Busy`] when others held it for all of `patience`; [`LedgerError::ReadOnly`], [`LedgerError::Full`],
    /// [`LedgerError::File`].
    pub fn take(path: &Path, patience: Duration) -> Result<Self, LedgerError> {
        take(path, patience)
    }
}

/// Takes the lock, waiting up to `patience`.
pub(super) fn take(path: &Path, patience: Duration) -> Result<Lock, LedgerError> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| LedgerError::of_file(path, error))?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if began.elapsed() >= patience => {
                return Err(LedgerError::Busy { path: path.to_owned(), seconds: patience.as_secs() });
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            // Some network shares know no such locks. SQLite's own still keep writers apart.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(Lock { _file: file });
            }
            Err(TryLockError::Error(error)) => return Err(LedgerError::of_file(path, error)),
        }
    }
}
