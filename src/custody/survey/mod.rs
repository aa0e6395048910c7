//! Reading what was handed over: every file walked, counted and hashed on all cores; nothing written, no link followed.

use crate::model::{Algorithms, DigestSet, Facts, Fault, FaultClass, Phase, Progress, io_facts};
use crate::stream::{DigestChain, Hasher, read_at};
use std::fmt::Write as _;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Bytes read and hashed at a time: stays in the cache of a core.
const PIECE: usize = 1 << 20;
/// From this size on (bytes), one file may be read by several threads.
const LARGE: u64 = 64 << 20;

/// Why a folder could not be surveyed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyError {
    /// The folder or file itself could not be looked at.
    #[error("looking at {path}")]
    Root {
        /// What was named.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It is neither a folder nor a file.
    #[error("neither folder nor file: {path}")]
    NotAFolder {
        /// What was named.
        path: PathBuf,
    },
    /// A file changed while it was being read: no digest of it would be true.
    #[error("{path} changed while it was read")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Called off.
    #[error("called off")]
    Interrupted,
}

impl SurveyError {
    /// Every code of this error.
    pub const CODES: &[&str] =
        &["survey-root", "survey-not-a-folder", "survey-changed", "survey-interrupted"];
}

impl Fault for SurveyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Root { .. } => "survey-root",
            Self::NotAFolder { .. } => "survey-not-a-folder",
            Self::Changed { .. } => "survey-changed",
            Self::Interrupted => "survey-interrupted",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Root { path, source } => io_facts(path, source),
            Self::NotAFolder { path } | Self::Changed { path } => crate::facts![path = path.display()],
            Self::Interrupted => Facts::new(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Interrupted => FaultClass::Interrupted,
            _ => FaultClass::Failed,
        }
    }
}

/// A file that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surveyed {
    /// Path below the root, with `/`.
    pub path: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Digests of its content.
    pub digests: DigestSet,
}

/// Something that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Path below the root; bytes that are no text as `\xNN`.
    pub path: String,
    /// What the system said.
    pub reason: String,
}

/// What lies in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Every file, sorted by path.
    pub files: Vec<Surveyed>,
    /// Folders, the root not counted.
    pub folders: u64,
    /// Links, devices and other things that are no files.
    pub not_files: Vec<String>,
    /// What could not be read; not counted anywhere else.
    pub unreadable: Vec<Unreadable>,
}

impl Survey {
    /// Content bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The list of files in the form of `sha256sum`, sorted by path.
    #[must_use]
    pub fn manifest(&self) -> Vec<u8> {
        // Writing to a String cannot fail.
        let mut text = String::new();
        for file in &self.files {
            let Some(digest) = file.digests.sha256 else { continue };
            // GNU coreutils marks a line with an escaped name by a leading backslash.
            if file.path.contains(['\\', '\n', '\r']) {
                let name = file.path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
                let _ = writeln!(text, "\\{digest}  {name}");
            } else {
                let _ = writeln!(text, "{digest}  {}", file.path);
            }
        }
        text.into_bytes()
    }
}

/// A file found by the walk, to be read.
struct Found {
    path: String,
    place: PathBuf,
    bytes: u64,
    modified: Option<SystemTime>,
}

/// Walks and hashes `root`, a folder or a single file, with SHA-256 and BLAKE3.
///
/// # Errors
/// Every [`SurveyError`]. What cannot be read is no error here: it is named in the result.
pub fn survey(root: &Path, progress: &dyn Progress, cancel: &AtomicBool) -> Result<Survey, SurveyError> {
    progress.begin(Phase::Walk, None);
    let walked = walk(root, cancel);
    progress.end();
    let (mut survey, found) = walked?;
    progress.begin(Phase::Hash, Some(found.iter().map(|file| file.bytes).sum()));
    let hashed = hash(&found, progress, cancel);
    progress.end();
    for (file, outcome) in found.into_iter().zip(hashed?) {
        match outcome {
            Ok((bytes, digests)) => survey.files.push(Surveyed { path: file.path, bytes, digests }),
            Err(reason) => survey.unreadable.push(Unreadable { path: file.path, reason }),
        }
    }
    survey.files.sort_by(|a, b| a.path.cmp(&b.path));
    survey.not_files.sort();
    survey.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(survey)
}

fn walk(root: &Path, cancel: &AtomicBool) -> Result<(Survey, Vec<Found>), SurveyError> {
    let refuse = |source| SurveyError::Root { path: root.to_owned(), source };
    // The root itself may be a link: it is what the user named.
    let kind = root.metadata().map_err(refuse)?;
    let mut survey = Survey::default();
    let mut found = Vec::new();
    if kind.is_file() {
        let name = root.file_name().unwrap_or_default();
        match name.to_str() {
            Some(name) => {
                let place = root.canonicalize().map_err(refuse)?;
                found.push(file_of(name.to_owned(), place, &kind));
            }
            None => survey.unreadable.push(nameless(Path::new(name))),
        }
        return Ok((survey, found));
    }
    if !kind.is_dir() {
        return Err(SurveyError::NotAFolder { path: root.to_owned() });
    }
    for entry in walkdir::WalkDir::new(root).min_depth(1).follow_links(false).follow_root_links(true) {
        if cancel.load(Ordering::Relaxed) {
            return Err(SurveyError::Interrupted);
        }
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                if error.depth() == 0 {
                    return Err(refuse(error.into()));
                }
                let path = below(root, error.path().unwrap_or(root));
                survey.unreadable.push(Unreadable { path: shown(&path), reason: error.to_string() });
                continue;
            }
        };
        let path = below(root, entry.path());
        let Some(name) = slashed(&path) else {
            survey.unreadable.push(nameless(&path));
            continue;
        };
        match entry.metadata() {
            Err(error) => survey.unreadable.push(Unreadable { path: name, reason: error.to_string() }),
            Ok(kind) if kind.is_dir() => survey.folders += 1,
            Ok(kind) if kind.is_file() => found.push(file_of(name, entry.into_path(), &kind)),
            Ok(_) => survey.not_files.push(name),
        }
    }
    Ok((survey, found))
}

fn file_of(path: String, place: PathBuf, kind: &Metadata) -> Found {
    Found { path, place, bytes: kind.len(), modified: kind.modified().ok() }
}

/// A list of files is text: a name that is none cannot stand in it, so the file is named as well as it can be and not counted.
fn nameless(path: &Path) -> Unreadable {
    Unreadable { path: shown(path), reason: "name-not-text".into() }
}

fn below(root: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_owned()
}

/// The path with `/` between its parts; `None` if a part is no text.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

fn shown(path: &Path) -> String {
    slashed(path).unwrap_or_else(|| path.as_os_str().as_encoded_bytes().escape_ascii().to_string())
}

type Outcome = Result<(u64, DigestSet), String>;

/// Hashes all files; the result has one outcome per file, in order. Files go to whichever thread is free, largest first;
/// one that outweighs the rest is read by all threads together.
fn hash(found: &[Found], progress: &dyn Progress, cancel: &AtomicBool) -> Result<Vec<Outcome>, SurveyError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let total: u64 = found.iter().map(|file| file.bytes).sum();
    let share = total / u64::try_from(threads).unwrap_or(1).max(1);
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(found[index].bytes));
    let heavy =
        order.iter().take_while(|&&index| found[index].bytes >= LARGE && found[index].bytes > share).count();
    let outcomes: Vec<Mutex<Option<Outcome>>> = found.iter().map(|_| Mutex::new(None)).collect();
    let settle = |index: usize, outcome: Outcome| {
        *outcomes[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    };
    let changed: Mutex<Option<PathBuf>> = Mutex::new(None);
    let done = |index: usize, result: Result<Option<(u64, DigestSet)>, io::Error>| match result {
        Ok(Some(read)) => settle(index, Ok(read)),
        Ok(None) => {
            *changed.lock().unwrap_or_else(PoisonError::into_inner) = Some(found[index].place.clone());
        }
        Err(error) => settle(index, Err(error.to_string())),
    };
    for &index in &order[..heavy] {
        done(index, together(&found[index], threads, progress, cancel));
    }
    let next = AtomicUsize::new(heavy);
    let work = || {
        let mut buffer = vec![0; PIECE];
        while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            if cancel.load(Ordering::Relaxed) {
                return;
            }
            done(index, alone(&found[index], &mut buffer, progress, cancel));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(found.len() - heavy.min(found.len())) {
            scope.spawn(work);
        }
        work();
    });
    if cancel.load(Ordering::Relaxed) {
        return Err(SurveyError::Interrupted);
    }
    if let Some(path) = changed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(SurveyError::Changed { path });
    }
    let taken = outcomes.into_iter().map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(taken.map(|outcome| outcome.unwrap_or_else(|| Err("not read".into()))).collect())
}

/// One file by one thread. `None` if it is not the file that the walk saw, or changed meanwhile.
fn alone(
    found: &Found,
    buffer: &mut [u8],
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> io::Result<Option<(u64, DigestSet)>> {
    let mut file = open(&found.place)?;
    let mut hasher = Hasher::new(Algorithms::default());
    let mut bytes = 0_u64;
    loop {
        let length = match file.read(buffer) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..length]);
        bytes += length as u64;
        progress.advance(length as u64);
        if cancel.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
    }
    Ok(unchanged(&file, found, bytes)?.then(|| (bytes, hasher.finish())))
}

/// One large file by all threads: pieces are read in any order and digested in theirs, SHA-256 and BLAKE3 each in its own lane.
fn together(
    found: &Found,
    threads: usize,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> io::Result<Option<(u64, DigestSet)>> {
    let file = open(&found.place)?;
    let chain = DigestChain::new(Algorithms::default());
    let stop = AtomicBool::new(false);
    let next = AtomicU64::new(0);
    let short = AtomicBool::new(false);
    let failure: Mutex<Option<io::Error>> = Mutex::new(None);
    let halt = || stop.store(true, Ordering::Relaxed);
    let work = || {
        let mut buffer = vec![0; PIECE];
        loop {
            let position = next.fetch_add(PIECE as u64, Ordering::Relaxed);
            if position >= found.bytes || stop.load(Ordering::Relaxed) {
                return;
            }
            let length = usize::try_from(found.bytes - position).unwrap_or(PIECE).min(PIECE);
            match fill(&file, &mut buffer[..length], position) {
                Ok(true) => {}
                Ok(false) => {
                    short.store(true, Ordering::Relaxed);
                    return halt();
                }
                Err(error) => {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return halt();
                }
            }
            let piece = &buffer[..length];
            if chain.update(position, length as u64, &stop, std::iter::once(piece)).is_err() {
                return;
            }
            progress.advance(length as u64);
            if cancel.load(Ordering::Relaxed) {
                return halt();
            }
        }
    };
    std::thread::scope(|scope| {
        // One more than cores: a core is never idle while a thread waits for its turn.
        for _ in 0..threads {
            scope.spawn(work);
        }
        work();
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    if cancel.load(Ordering::Relaxed) {
        return Err(io::ErrorKind::Interrupted.into());
    }
    let whole = !short.load(Ordering::Relaxed) && unchanged(&file, found, found.bytes)?;
    Ok(whole.then(|| (found.bytes, chain.snapshot())))
}

/// Fills the buffer from `position`; false if the file ends before.
fn fill(file: &File, buffer: &mut [u8], position: u64) -> io::Result<bool> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_at(file, &mut buffer[filled..], position + filled as u64) {
            Ok(0) => return Ok(false),
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// Opens without following a link that took the file's place since the walk.
fn open(path: &Path) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    options.open(path)
}

fn unchanged(file: &File, found: &Found, bytes: u64) -> io::Result<bool> {
    let now = file.metadata()?;
    Ok(now.is_file()
        && now.len() == found.bytes
        && bytes == found.bytes
        && now.modified().ok() == found.modified)
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
