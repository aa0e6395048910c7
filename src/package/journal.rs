//! What is known of a package in volumes while it is being made: enough to go on after a power cut, and nothing that would
//! open it; it lies with the sender and never travels. One JSON object a line, appended; a line that was cut off is as if it had never been written.
//!
//! The first line says what the package is made of; then come the digests of each source that was read to its end, and of
//! each volume that is complete and on the medium.

use super::error::PackageError;
use super::volume_file::VolumeFile;
use crate::model::{DigestSet, Sha256, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

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
    /// Digest over everything else that the package states: sender, recipients, name, version of azukari.
    pub(super) terms: Sha256,
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
    /// The first so many bytes of a source that goes on in another volume.
    Part {
        entry: usize,
        bytes: u64,
        #[serde(flatten)]
        digests: DigestSet,
    },
    Volume(VolumeEntry),
}

/// What a journal says.
pub(super) struct Told {
    pub(super) beginning: Beginning,
    /// Entry, digests, and how many volumes were complete before that was known.
    pub(super) files: Vec<(usize, DigestSet, usize)>,
    /// In the order in which they were completed.
    pub(super) volumes: Vec<VolumeEntry>,
    /// By entry and length.
    pub(super) parts: BTreeMap<(usize, u64), DigestSet>,
}

/// How often, and after how long, a locked journal is looked at again.
const LOOKS: u32 = 50;
const LOOK: Duration = Duration::from_millis(10);

/// The journal, open and locked: two runs never make the same package.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Opens the journal at `path`, or makes an empty one, and locks it; what it tells, if it has a beginning.
    ///
    /// # Errors
    /// [`PackageError::VolumesInProgress`] when another run has it.
    pub(super) fn open(path: &Path) -> Result<(Self, Option<Told>), PackageError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(PackageError::write(path))?;
        let mut looks = 0;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // A run that is just ending, or a program just being started that still holds what we held.
                Err(TryLockError::WouldBlock) if looks < LOOKS => {
                    looks += 1;
                    std::thread::sleep(LOOK);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(PackageError::VolumesInProgress { path: path.to_owned() });
                }
                Err(TryLockError::Error(source)) => return Err(PackageError::write(path)(source)),
            }
        }
        let (told, whole) = read(&file).map_err(PackageError::read(path))?;
        // What was cut off must not run into the next line.
        let cut = file.set_len(whole).and_then(|()| file.seek(SeekFrom::End(0)));
        cut.map_err(PackageError::write(path))?;
        Ok((Self { path: path.to_owned(), file: Mutex::new(file) }, told))
    }

    /// Forgets everything and begins anew.
    pub(super) fn begin(&self, beginning: &Beginning) -> Result<(), PackageError> {
        self.forget()?;
        self.append(&Line::Begin(Box::new(beginning.clone())))?;
        self.sync()
    }

    /// Forgets everything: no run goes on with it.
    pub(super) fn forget(&self) -> Result<(), PackageError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let empty =
            file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| file.sync_data());
        empty.map_err(PackageError::write(&self.path))
    }

    /// Nothing of the package is left: the journal goes.
    pub(super) fn remove(self) {
        // Empty first: where an open file cannot be removed, nothing is told by what stays.
        let _ = self.forget();
        let _ = std::fs::remove_file(&self.path);
    }

    /// A source was read to its end.
    pub(super) fn file(&self, entry: usize, digests: DigestSet) -> Result<(), PackageError> {
        self.append(&Line::File { entry, digests })
    }

    /// So much of a source lies in the volumes so far.
    pub(super) fn part(&self, entry: usize, bytes: u64, digests: DigestSet) -> Result<(), PackageError> {
        self.append(&Line::Part { entry, bytes, digests })
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

/// Id of the package that the journal at `path` is of.
#[must_use]
pub fn package_in_making(path: &Path) -> Option<String> {
    let (told, _) = read(&File::open(path).ok()?).ok()?;
    told.map(|told| told.beginning.package)
}

/// Removes the journals in `folder` of a package that has arrived: nothing of it will be made again. Those in use stay.
pub fn forget_volumes(folder: &Path, package: &str) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("volumes-") || !name.ends_with(".jsonl") {
            continue;
        }
        let told = File::open(&path).ok().and_then(|file| read(&file).ok()).and_then(|(told, _)| told);
        if told.is_some_and(|told| told.beginning.package == package)
            && let Ok((journal, _)) = Journal::open(&path)
        {
            journal.remove();
        }
    }
}

/// What a journal tells, and how many bytes of it are whole lines.
fn read(file: &File) -> std::io::Result<(Option<Told>, u64)> {
    let mut told: Option<Told> = None;
    let mut whole = 0;
    let mut lines = BufReader::new(file);
    let mut text = Vec::new();
    loop {
        text.clear();
        let count = lines.read_until(b'\n', &mut text)?;
        let Some(line) = text.strip_suffix(b"\n") else { break };
        match (serde_json::from_slice(line), &mut told) {
            (Ok(Line::Begin(beginning)), None) if beginning.schema == Beginning::SCHEMA => {
                told = Some(Told {
                    beginning: *beginning,
                    files: Vec::new(),
                    volumes: Vec::new(),
                    parts: BTreeMap::new(),
                });
            }
            (Ok(Line::File { entry, digests }), Some(told)) => {
                told.files.push((entry, digests, told.volumes.len()));
            }
            (Ok(Line::Part { entry, bytes, digests }), Some(told)) => {
                told.parts.insert((entry, bytes), digests);
            }
            (Ok(Line::Volume(volume)), Some(told)) => told.volumes.push(volume),
            _ => break,
        }
        whole += count as u64;
    }
    Ok((told, whole))
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
            terms: Sha256([5; 32]),
            volume_recipient: "age1y".into(),
            key: VolumeEntry::of(0, &file),
        }
    }

    #[test]
    fn a_cut_off_line_never_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let digests = DigestSet { sha256: Some(Sha256([7; 32])), blake3: None };
        let (journal, told) = Journal::open(&path).unwrap();
        assert!(told.is_none());
        journal.begin(&beginning()).unwrap();
        assert!(matches!(Journal::open(&path), Err(PackageError::VolumesInProgress { .. })));
        journal.file(4, digests).unwrap();
        let volume = VolumeEntry { volume: 0, name: "x.001.age".into(), bytes: 9, digests };
        journal.volume(volume.clone()).unwrap();
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let lines = whole[..length].iter().filter(|byte| **byte == b'\n').count();
            match Journal::open(&path).unwrap().1 {
                None => assert_eq!(lines, 0),
                Some(told) => {
                    assert_eq!((told.files.len(), told.volumes.len()), (usize::from(lines > 1), 0));
                    assert!(std::fs::read(&path).unwrap().ends_with(b"\n"));
                }
            }
        }
        std::fs::write(&path, &whole).unwrap();
        let (journal, told) = Journal::open(&path).unwrap();
        let told = told.unwrap();
        assert_eq!((told.files, told.volumes), (vec![(4, digests, 0)], vec![volume]));
        journal.file(5, digests).unwrap();
        drop(journal);
        let (journal, told) = Journal::open(&path).unwrap();
        assert_eq!(told.unwrap().files[1], (5, digests, 1));
        journal.begin(&beginning()).unwrap();
        drop(journal);
        let (journal, told) = Journal::open(&path).unwrap();
        assert_eq!(told.unwrap().files.len(), 0);
        journal.remove();
        assert!(!path.exists());
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
            Beginning { volume_bytes: 131_072, ..beginning() },
            Beginning { blake3: false, ..beginning() },
            Beginning { terms: Sha256([6; 32]), ..beginning() },
        ] {
            assert!(!first.continues(&other));
        }
    }
}
