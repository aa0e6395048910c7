//! Work in progress, noted outside of itself: if the process dies, the next run can name what it left.
//!
//! A marker is a small JSON file in `$AZUKARI_HOME/work`, locked by the process that works. A free lock means that the
//! owner is gone, however it went.

use crate::model::{Facts, Fault, FaultClass, Timestamp};
use crate::stream;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "azukari/pending/1";

/// A marker could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PendingError {
    /// The note of work in progress could not be written; without it the work does not begin.
    #[error("noting work in progress in {path}")]
    Write {
        /// The marker or its folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl PendingError {
    /// Every code of this error.
    pub const CODES: &[&str] = &["pending-write"];
}

impl Fault for PendingError {
    fn code(&self) -> &'static str {
        "pending-write"
    }

    fn facts(&self) -> Facts {
        let Self::Write { path, source } = self;
        crate::model::io_facts(path, source)
    }

    fn class(&self) -> FaultClass {
        FaultClass::Refused
    }
}

/// What a marker says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Marker {
    schema: String,
    /// `seal`, `open`, `wipe`…
    kind: String,
    started: Timestamp,
    pid: u32,
    paths: Vec<StoredPath>,
    /// If this exists, the work was complete but for its last entry in the ledger: what stands is not to be thrown away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    complete_if: Option<StoredPath>,
}

/// A path as JSON: text where it is text, else its bytes in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum StoredPath {
    Text(String),
    Bytes { hex: String },
}

/// Work in progress. Dropped or [`finish`](Pending::finish)ed, the marker disappears.
#[derive(Debug)]
pub struct Pending {
    /// Holds the lock.
    file: File,
    path: PathBuf,
    leave: bool,
}

impl Pending {
    /// Notes that `kind` of work begins which may leave `paths` behind. `work` is the folder of markers.
    ///
    /// # Errors
    /// [`PendingError::Write`].
    pub fn begin(work: &Path, kind: &str, paths: &[PathBuf], at: Timestamp) -> Result<Self, PendingError> {
        Self::begin_with(work, kind, paths, None, at)
    }

    /// As [`Pending::begin`]; once `complete_if` exists, what was left is complete and only the ledger lacks its end.
    ///
    /// # Errors
    /// [`PendingError::Write`].
    pub fn begin_with(
        work: &Path,
        kind: &str,
        paths: &[PathBuf],
        complete_if: Option<&Path>,
        at: Timestamp,
    ) -> Result<Self, PendingError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| PendingError::Write { path, source }
        };
        std::fs::create_dir_all(work).map_err(failed(work))?;
        let unborn = stream::part_name(&work.join(kind));
        let path = with_json(&unborn);
        let paths = paths.iter().map(|path| store(path)).collect();
        let complete_if = complete_if.map(store);
        let (schema, kind, pid) = (SCHEMA.into(), kind.into(), std::process::id());
        let marker = Marker { schema, kind, started: at, pid, paths, complete_if };
        let write = || -> io::Result<File> {
            let mut file = stream::create_private(&unborn)?;
            file.lock()?;
            serde_json::to_writer(&file, &marker)?;
            file.flush()?;
            file.sync_all()?;
            // Its final name only now: whoever looked before saw nothing, whoever looks now sees it locked.
            stream::rename_new(&unborn, &path)?;
            Ok(file)
        };
        let file = write().map_err(failed(&path))?;
        Ok(Self { file, path, leave: false })
    }

    /// The work is over, well or badly, and has cleaned up after itself.
    pub fn finish(self) {}

    /// The work ended but could not clean up after itself: the marker stays, and the next run names what is left.
    pub fn abandon(mut self) {
        self.leave = true;
    }

    /// [`Pending::finish`], or [`Pending::abandon`] if one of `paths` is still there.
    pub fn finish_unless_left(self, paths: &[&Path]) {
        if paths.iter().any(|path| path.symlink_metadata().is_ok()) {
            self.abandon();
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.leave {
            let _ = self.file.unlock();
            return;
        }
        // Removed while still locked, so that nobody takes it for a leftover. Where an open file cannot be removed,
        // the next run finds it without paths and removes it.
        if std::fs::remove_file(&self.path).is_err() {
            let _ = self.file.unlock();
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// What a dead process left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// `seal`, `open`, `wipe`…
    pub kind: String,
    /// When the work began.
    pub started: Timestamp,
    /// What is still there.
    pub paths: Vec<PathBuf>,
    /// The output that stands complete although the work did not reach its end: not to be deleted with the rest.
    pub complete: Option<PathBuf>,
}

/// What processes that died have left and is still there. Markers that no longer point at anything are removed.
#[must_use]
pub fn leftovers(work: &Path) -> Vec<Leftover> {
    let Ok(entries) = std::fs::read_dir(work) else { return Vec::new() };
    let mut found: Vec<Leftover> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .filter_map(|path| leftover(&path))
        .collect();
    found.sort_by(|a, b| a.started.cmp(&b.started).then_with(|| a.paths.cmp(&b.paths)));
    found
}

/// `path` with `.json` at the end.
fn with_json(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".json");
    path.with_file_name(name)
}

fn leftover(path: &Path) -> Option<Leftover> {
    let mut file = File::open(path).ok()?;
    match file.try_lock() {
        Ok(()) => {}
        // Somebody is at work, or locks do not work here: no reason to accuse a living process.
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => return None,
    }
    let mut text = Vec::new();
    file.read_to_end(&mut text).ok()?;
    let marker: Marker =
        serde_json::from_slice(&text).ok().filter(|marker: &Marker| marker.schema == SCHEMA)?;
    let paths: Vec<PathBuf> =
        marker.paths.iter().map(restore).filter(|path| path.symlink_metadata().is_ok()).collect();
    if paths.is_empty() {
        // Nothing was left: the marker has done its work.
        let _ = std::fs::remove_file(path);
        return None;
    }
    let complete = marker.complete_if.as_ref().map(restore).filter(|path| path.symlink_metadata().is_ok());
    Some(Leftover { kind: marker.kind, started: marker.started, paths, complete })
}

fn store(path: &Path) -> StoredPath {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match path.to_str() {
        Some(text) => StoredPath::Text(text.to_owned()),
        None => StoredPath::Bytes { hex: hex(&raw(&path)) },
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn restore(stored: &StoredPath) -> PathBuf {
    match stored {
        StoredPath::Text(text) => PathBuf::from(text),
        StoredPath::Bytes { hex } => {
            let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
            let bytes = digits.chunks_exact(2).filter_map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok());
            of_raw(bytes.collect())
        }
    }
}

#[cfg(unix)]
fn raw(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

#[cfg(unix)]
fn of_raw(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes))
}

// A name that is no Unicode cannot be told exactly elsewhere; the nearest text at least names the place.
#[cfg(not(unix))]
fn raw(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(not(unix))]
fn of_raw(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        Timestamp::from_unix(1_795_000_000)
    }

    #[test]
    fn living_work_is_no_leftover_and_finished_work_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (work, part) = (folder.path().join("work"), folder.path().join("half"));
        std::fs::write(&part, b"x").unwrap();
        let pending = Pending::begin(&work, "open", std::slice::from_ref(&part), at()).unwrap();
        assert_eq!(leftovers(&work), []);
        pending.finish();
        assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0);
    }

    #[test]
    fn a_dead_owner_is_found_until_its_paths_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let (work, part) = (folder.path().join("work"), folder.path().join("半分"));
        std::fs::write(&part, b"x").unwrap();
        let pending =
            Pending::begin(&work, "open", &[part.clone(), folder.path().join("gone")], at()).unwrap();
        // What a kill does: the lock is released, nothing is removed.
        pending.file.unlock().unwrap();
        let found = leftovers(&work);
        let paths = vec![part.clone()];
        assert_eq!(found, [Leftover { kind: "open".into(), started: at(), paths, complete: None }]);
        std::fs::remove_file(part).unwrap();
        assert_eq!(leftovers(&work), []);
        assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0);
    }

    #[test]
    fn what_stands_complete_is_told_apart_and_abandoned_work_stays_noted() {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path().join("work");
        let (package, note) = (folder.path().join("x.age"), folder.path().join("x.note.json"));
        std::fs::write(&note, b"x").unwrap();
        let paths = std::slice::from_ref(&note);
        Pending::begin_with(&work, "seal", paths, Some(&package), at()).unwrap().abandon();
        assert_eq!(leftovers(&work)[0].complete, None);
        std::fs::write(&package, b"x").unwrap();
        assert_eq!(leftovers(&work)[0].complete.as_deref(), Some(package.as_path()));
        Pending::begin(&work, "open", paths, at())
            .unwrap()
            .finish_unless_left(&[&folder.path().join("gone")]);
        assert_eq!(leftovers(&work).len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_come_back() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/x/\xff\x8a"));
        assert_eq!(restore(&store(path)), path);
    }
}
