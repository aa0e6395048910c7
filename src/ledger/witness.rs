//! `ledger.head`: a second place that knows the newest entry, so that deleting the newest rows shows.
//!
//! Two lines, `sequence` and `sha256` in hex, separated by a space, as in `42 9f86d0…`. It may lag behind the rows
//! (a crash between the two) but never lead them.

use super::{Head, LedgerError};
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// More than number, space, digest and line end can take.
const MAX_BYTES: u64 = 128;

/// What stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Witness {
    /// A head.
    Says(Head),
    /// No file.
    Missing,
    /// Something else.
    Unreadable,
}

/// A new witness, on disk but not yet under its name.
pub(super) struct Prepared {
    temporary: PathBuf,
    path: PathBuf,
}

pub(super) fn read(path: &Path) -> Result<Witness, LedgerError> {
    let mut text = String::new();
    match File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut text)) {
        Ok(_) => Ok(parse(&text).map_or(Witness::Unreadable, Witness::Says)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Witness::Missing),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Witness::Unreadable),
        Err(error) => Err(LedgerError::File { path: path.to_owned(), source: error }),
    }
}

fn parse(text: &str) -> Option<Head> {
    let (sequence, sha256) = text.strip_suffix('\n')?.split_once(' ')?;
    Some(Head { sequence: sequence.parse().ok()?, sha256: sha256.parse().ok()? })
}

/// Writes the new witness beside the old one. Before the commit, so that a full disk shows while nothing is lost.
pub(super) fn prepare(path: &Path, head: Head) -> Result<Prepared, LedgerError> {
    let temporary = path.with_extension("head.tmp");
    let mut file = File::create(&temporary).map_err(|error| LedgerError::of_file(&temporary, error))?;
    writeln!(file, "{} {}", head.sequence, head.sha256)
        .and_then(|()| file.sync_all())
        .map_err(|error| LedgerError::of_file(&temporary, error))?;
    Ok(Prepared { temporary, path: path.to_owned() })
}

impl Prepared {
    /// Puts it under its name, after the commit.
    pub(super) fn publish(self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.path)
    }
}
