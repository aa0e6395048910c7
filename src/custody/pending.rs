//! Work in progress, noted outside of itself: if the process dies, the next run can name what it left.
//!
//! A marker is a small JSON file in `$AZUKARI_HOME/work` (for documents being issued: beside them, for everybody who uses the
//! case), locked by the process that works. A free lock means that the owner is gone, however it went.

use crate::model::{Facts, Fault, FaultClass, Timestamp};
use crate::stream;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A note that never became a marker is removed when it is this old: younger, it may be about to become one.
const STALE: Duration = Duration::from_mins(1);
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
    /// If this exists, the work was done, and nothing is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settled_if: Option<StoredPath>,
    /// The file system on which the paths lie, where that may be taken away: while another is there, they are not gone but away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<u64>,
}

/// What tells, once the process is dead, how far the work had come.
#[derive(Debug, Clone, Copy)]
pub enum End<'a> {
    /// Nothing: what is there of the paths is half done.
    Untold,
    /// Once this is there (a folder: with something in it) and the first of the paths is not, what was made is complete, and only
    /// the ledger lacks its end. If the first of the paths lies in it, it is filled piece by piece.
    Complete(&'a Path),
    /// Once this is there, all was done.
    Done(&'a Path),
    /// As [`End::Untold`], but the paths lie on the file system of this folder, which may be away when the next run looks.
    On(&'a Path),
}

impl Marker {
    fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok().filter(|marker: &Self| marker.schema == SCHEMA)
    }
}

/// A path as JSON: text where it is text, else its bytes in hexadecimal. A name alone is that of a file beside the marker: their
/// folder may be moved, or be mounted elsewhere on another computer.
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
        Self::begin_with(work, kind, paths, End::Untold, at)
    }

    /// As [`Pending::begin`], where something tells how far the work had come.
    ///
    /// # Errors
    /// [`PendingError::Write`].
    pub fn begin_with(
        work: &Path,
        kind: &str,
        paths: &[PathBuf],
        end: End<'_>,
        at: Timestamp,
    ) -> Result<Self, PendingError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| PendingError::Write { path, source }
        };
        std::fs::create_dir_all(work).map_err(failed(work))?;
        let unborn = stream::part_name(&work.join(kind));
        let path = with_json(&unborn);
        let paths = paths.iter().map(|path| store(path, work)).collect();
        let on = if let End::On(folder) = end { Some(file_system(folder).unwrap_or_default()) } else { None };
        let (complete_if, settled_if) = match end {
            End::Untold | End::On(_) => (None, None),
            End::Complete(path) => (Some(store(path, work)), None),
            End::Done(path) => (None, Some(store(path, work))),
        };
        let (schema, kind, pid) = (SCHEMA.into(), kind.into(), std::process::id());
        let marker = Marker { schema, kind, started: at, pid, paths, complete_if, settled_if, on };
        let mut file = stream::create_private(&unborn).map_err(failed(&unborn))?;
        let mut write = || -> io::Result<()> {
            // Where locks do not work, nobody will be accused.
            let _ = file.lock();
            serde_json::to_writer(&file, &marker)?;
            file.flush()?;
            as_open_as(&file, work)?;
            file.sync_all()?;
            // Its final name only now: whoever looked before saw nothing, whoever looks now sees it locked.
            stream::rename_new(&unborn, &path)
        };
        match write() {
            Ok(()) => Ok(Self { file, path, leave: false }),
            Err(error) => {
                let _ = std::fs::remove_file(&unborn);
                Err(failed(&path)(error))
            }
        }
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
    /// What is still there of what was half done.
    pub paths: Vec<PathBuf>,
    /// The output that stands complete although the work did not reach its end: not to be deleted with the rest.
    pub complete: Option<PathBuf>,
    /// The output that was filled piece by piece: everything in it is part of what is half done.
    pub filling: Option<PathBuf>,
    /// Whether the medium of the paths is not there now: what is on it nobody can tell.
    pub away: bool,
    /// The marker: without it, nobody speaks of this any more.
    pub marker: PathBuf,
}

/// What processes that died have left and is still there. Markers that no longer point at anything are removed.
#[must_use]
pub fn leftovers(work: &Path) -> Vec<Leftover> {
    let mut found: Vec<Leftover> = markers(work).filter_map(|path| leftover(&path)).collect();
    found.sort_by(|a, b| a.started.cmp(&b.started).then_with(|| a.paths.cmp(&b.paths)));
    found
}

/// Removes markers of the dead that name `path` first: what they left is done.
pub fn forget(work: &Path, path: &Path) {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for marker in markers(work) {
        let Ok(file) = File::open(&marker) else { continue };
        let names = std::fs::read(&marker)
            .ok()
            .and_then(|text| Marker::parse(&text))
            .is_some_and(|told| told.paths.first().is_some_and(|stored| restore(stored, work) == path));
        // A living one is locked.
        if names && file.try_lock().is_ok() {
            let _ = std::fs::remove_file(&marker);
        }
    }
}

/// Removes notes in `work` that never became markers: their makers died before they began to work.
pub fn sweep(work: &Path) {
    for path in stream::orphans(work) {
        let age = path.metadata().and_then(|found| found.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age >= STALE) {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Everything that markers in `work` name, of the living and of the dead.
#[must_use]
pub fn noted(work: &Path) -> BTreeSet<PathBuf> {
    let read = |path: PathBuf| {
        let marker = Marker::parse(&std::fs::read(&path).ok()?)?;
        Some(marker.paths.iter().map(|stored| restore(stored, work)).collect::<Vec<_>>())
    };
    markers(work).filter_map(read).flatten().collect()
}

/// Files in `work` that are named as markers are.
fn markers(work: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(work).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with('.') && name.ends_with(".json")
    })
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
    let marker = Marker::parse(&text)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let named: Vec<PathBuf> = marker.paths.iter().map(|stored| restore(stored, folder)).collect();
    let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
    let output = marker.complete_if.as_ref().map(|stored| restore(stored, folder));
    if let (Some(first), Some(output)) = (named.first(), &output)
        && first.parent() != Some(output)
        && holds_something(output)
    {
        // All was given its name, and the run died before it took away where it had been made: nothing is in there any more.
        let _ = std::fs::remove_dir(first);
    }
    let begun = named.first().is_none_or(is_there);
    let around = named.first().and_then(|first| first.parent()).map(Path::to_owned);
    let filling = output.clone().filter(|output| begun && around.as_ref() == Some(output));
    let complete = output.filter(|path| !begun && holds_something(path));
    let settled = marker.settled_if.as_ref().is_some_and(|stored| is_there(&restore(stored, folder)));
    let away = !begun
        && marker.on.is_some_and(|on| {
            named.first().and_then(|first| first.parent()).and_then(file_system) != Some(on)
        });
    let paths: Vec<PathBuf> = named.into_iter().filter(|path| away || is_there(path)).collect();
    if settled || paths.is_empty() && complete.is_none() {
        // Nothing was left: the marker has done its work.
        let _ = std::fs::remove_file(path);
        return None;
    }
    let Marker { kind, started, .. } = marker;
    Some(Leftover { kind, started, paths, complete, filling, away, marker: path.to_owned() })
}

/// What tells one file system from another: the number that the system gives it (statvfs(3)). One that is counted anew when the
/// medium is connected again at worst keeps a marker longer than needed.
#[cfg(unix)]
fn file_system(folder: &Path) -> Option<u64> {
    rustix::fs::statvfs(folder).ok().map(|told| told.f_fsid)
}

/// Nothing is told here: a folder that is there is taken for the same one.
#[cfg(not(unix))]
fn file_system(folder: &Path) -> Option<u64> {
    folder.is_dir().then_some(0)
}

/// Whoever may read the folder may read what is noted there.
fn as_open_as(file: &File, folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder)?.permissions().mode() & 0o666 | 0o600;
        file.set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = (file, folder);
    Ok(())
}

/// Whether a file is there, or a folder that is not empty.
fn holds_something(path: &Path) -> bool {
    match path.symlink_metadata() {
        Ok(found) if found.is_dir() => {
            std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some())
        }
        Ok(_) => true,
        Err(_) => false,
    }
}

fn store(path: &Path, work: &Path) -> StoredPath {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut path = absolute(path);
    if let Some(name) = path.file_name().filter(|_| path.parent() == Some(&absolute(work))) {
        path = PathBuf::from(name);
    }
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

/// An absolute path stands for itself; a name for a file in `folder`.
fn restore(stored: &StoredPath, folder: &Path) -> PathBuf {
    folder.join(restore_name(stored))
}

fn restore_name(stored: &StoredPath) -> PathBuf {
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
#[path = "pending_tests.rs"]
mod tests;
