//! What is known of a package in volumes while it is being made: enough to go on after a power cut, and nothing that would
//! open it. One JSON object a line, appended; a line that was cut off is as if it had never been written.
//!
//! The first line says what the package is made of; then come the digests of each source that was read to its end, and of
//! each volume that is complete and on the medium.

use super::error::PackageError;
use super::open::VolumeFile;
use crate::model::{DigestSet, Sha256, Timestamp};
use crate::stream::create_private;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What a package is made of: only a run with the very same may go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Beginning {
    pub(super) schema: String,
    pub(super) package: String,
    pub(super) token: String,
    pub(super) sealed_at: Timestamp,
    /// Plaintext bytes of a volume.
    pub(super) volume_bytes: u64,
    /// Digest over paths, sizes, times and permissions of all sources.
    pub(super) sources: Sha256,
    pub(super) sha256: bool,
    pub(super) blake3: bool,
    /// Fingerprint of the sender's key.
    pub(super) sender: String,
    /// Recipients of the key file.
    pub(super) recipients: Vec<String>,
    /// Public side of the key of the volumes.
    pub(super) volume_recipient: String,
    /// The key file, complete.
    pub(super) key: VolumeEntry,
}

impl Beginning {
    pub(super) const SCHEMA: &str = "azukari/volumes/1";

    /// Whether a run that would begin as `other` may go on here: everything but what is random or the time must agree.
    pub(super) fn continues(&self, other: &Self) -> bool {
        let same = Self {
            package: self.package.clone(),
            token: self.token.clone(),
            sealed_at: self.sealed_at,
            volume_recipient: self.volume_recipient.clone(),
            key: self.key.clone(),
            ..other.clone()
        };
        same == *self
    }
}

/// A complete file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VolumeEntry {
    /// From 0.
    pub(super) volume: usize,
    pub(super) name: String,
    pub(super) bytes: u64,
    #[serde(flatten)]
    pub(super) digests: DigestSet,
}

impl VolumeEntry {
    pub(super) fn of(volume: usize, file: &VolumeFile) -> Self {
        Self { volume, name: file.name.clone(), bytes: file.bytes, digests: file.digests }
    }

    pub(super) fn file(&self) -> VolumeFile {
        VolumeFile { name: self.name.clone(), bytes: self.bytes, digests: self.digests }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Begin(Box<Beginning>),
    File {
        entry: usize,
        #[serde(flatten)]
        digests: DigestSet,
    },
    Volume(VolumeEntry),
}

/// What a journal says.
pub(super) struct Told {
    pub(super) beginning: Beginning,
    pub(super) files: Vec<(usize, DigestSet)>,
    pub(super) volumes: Vec<VolumeEntry>,
}

/// The journal, open and locked: two runs never make the same package.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Begins a journal. `path` must not exist.
    pub(super) fn begin(path: &Path, beginning: &Beginning) -> Result<Self, PackageError> {
        let file = create_private(path).map_err(PackageError::write(path))?;
        lock(&file, path)?;
        let journal = Self { path: path.to_owned(), file: Mutex::new(file) };
        journal.append(&Line::Begin(Box::new(beginning.clone())))?;
        journal.sync()?;
        Ok(journal)
    }

    /// Reads a journal and goes on with it; `None` when there is none or it has no beginning.
    pub(super) fn resume(path: &Path) -> Result<Option<(Self, Told)>, PackageError> {
        let file = match OpenOptions::new().read(true).append(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(PackageError::read(path)(error)),
        };
        lock(&file, path)?;
        let mut told: Option<Told> = None;
        let mut whole = 0;
        let mut lines = BufReader::new(&file);
        let mut text = Vec::new();
        loop {
            text.clear();
            let count = lines.read_until(b'\n', &mut text).map_err(PackageError::read(path))?;
            let Some(line) = text.strip_suffix(b"\n") else { break };
            match (serde_json::from_slice(line), &mut told) {
                (Ok(Line::Begin(beginning)), None) if beginning.schema == Beginning::SCHEMA => {
                    told = Some(Told { beginning: *beginning, files: Vec::new(), volumes: Vec::new() });
                }
                (Ok(Line::File { entry, digests }), Some(told)) => told.files.push((entry, digests)),
                (Ok(Line::Volume(volume)), Some(told)) => told.volumes.push(volume),
                _ => break,
            }
            whole += count as u64;
        }
        let Some(told) = told else { return Ok(None) };
        // What was cut off must not run into the next line.
        file.set_len(whole).map_err(PackageError::write(path))?;
        Ok(Some((Self { path: path.to_owned(), file: Mutex::new(file) }, told)))
    }

    /// A source was read to its end.
    pub(super) fn file(&self, entry: usize, digests: DigestSet) -> Result<(), PackageError> {
        self.append(&Line::File { entry, digests })
    }

    /// A volume is complete and on the medium.
    pub(super) fn volume(&self, entry: VolumeEntry) -> Result<(), PackageError> {
        self.append(&Line::Volume(entry))?;
        self.sync()
    }

    fn append(&self, line: &Line) -> Result<(), PackageError> {
        let mut text = serde_json::to_vec(line).map_err(|_| PackageError::Bug("journal"))?;
        text.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&text).map_err(PackageError::write(&self.path))
    }

    fn sync(&self) -> Result<(), PackageError> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.sync_data().map_err(PackageError::write(&self.path))
    }
}

fn lock(file: &File, path: &Path) -> Result<(), PackageError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(PackageError::TargetExists { path: path.to_owned() }),
        // Some network shares have no locks: whoever works there alone must not be kept from it.
        Err(TryLockError::Error(_)) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning() -> Beginning {
        let file = VolumeFile { name: "x.key.age".into(), bytes: 300, digests: DigestSet::default() };
        Beginning {
            schema: Beginning::SCHEMA.into(),
            package: "ab".repeat(16),
            token: "cd".repeat(32),
            sealed_at: Timestamp::from_unix(1_795_000_000),
            volume_bytes: 65536,
            sources: Sha256([3; 32]),
            sha256: true,
            blake3: true,
            sender: "SHA256:x".into(),
            recipients: vec!["age1x".into()],
            volume_recipient: "age1y".into(),
            key: VolumeEntry::of(0, &file),
        }
    }

    #[test]
    fn a_cut_off_line_never_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        assert!(Journal::resume(&path).unwrap().is_none());
        let digests = DigestSet { sha256: Some(Sha256([7; 32])), blake3: None };
        let journal = Journal::begin(&path, &beginning()).unwrap();
        assert!(matches!(Journal::resume(&path), Err(PackageError::TargetExists { .. })));
        journal.file(4, digests).unwrap();
        let volume = VolumeEntry { volume: 0, name: "x.001.age".into(), bytes: 9, digests };
        journal.volume(volume.clone()).unwrap();
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let lines = whole[..length].iter().filter(|byte| **byte == b'\n').count();
            match Journal::resume(&path).unwrap() {
                None => assert_eq!(lines, 0),
                Some((_, told)) => {
                    assert_eq!((told.files.len(), told.volumes.len()), (usize::from(lines > 1), 0));
                    assert!(std::fs::read(&path).unwrap().ends_with(b"\n"));
                }
            }
        }
        std::fs::write(&path, &whole).unwrap();
        let (journal, told) = Journal::resume(&path).unwrap().unwrap();
        assert_eq!((told.files, told.volumes), (vec![(4, digests)], vec![volume]));
        journal.file(5, digests).unwrap();
        drop(journal);
        assert_eq!(Journal::resume(&path).unwrap().unwrap().1.files.len(), 2);
    }

    #[test]
    fn only_the_same_sources_and_people_may_go_on() {
        let first = beginning();
        let later = Beginning {
            token: "ef".repeat(32),
            sealed_at: Timestamp::from_unix(1_795_000_900),
            ..beginning()
        };
        assert!(first.continues(&later));
        for other in [
            Beginning { sources: Sha256([4; 32]), ..beginning() },
            Beginning { recipients: vec!["age1z".into()], ..beginning() },
            Beginning { volume_bytes: 131_072, ..beginning() },
            Beginning { blake3: false, ..beginning() },
            Beginning { sender: "SHA256:y".into(), ..beginning() },
        ] {
            assert!(!first.continues(&other));
        }
    }
}
