//! Reading what was handed over: every file walked, counted and hashed on all cores; nothing written, no link followed.

mod hash;

use crate::model::{DigestSet, Facts, Fault, FaultClass, Phase, Progress, io_facts};
use std::fmt::Write as _;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

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
    let hashed = hash::hash(&found, progress, cancel);
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

#[cfg(test)]
mod tests;
