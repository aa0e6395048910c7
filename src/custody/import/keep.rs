//! The copies of what is imported: each record in a folder of its own, whole before it gets its name; and what a run that died left.

use super::error::ImportError;
use super::gather::Candidate;
use crate::custody::case::{Case, write_new};
use crate::custody::pending::{self, Leftover, Pending};
use crate::document::Record;
use crate::model::Timestamp;
use crate::sign::timestamp::MAX_RESPONSE_BYTES;
use crate::stream::{Hasher, part_name, read_whole, sync_parent};
use std::path::{Path, PathBuf};

/// What a note of an import in progress is called.
const MARKER: &str = "import";

/// One record that was imported.
#[derive(Debug)]
pub struct Imported {
    /// The record.
    pub record: Record,
    /// Its file, in the case.
    pub json: PathBuf,
    /// Its signature.
    pub signature: PathBuf,
    /// Its annexes.
    pub annexes: Vec<PathBuf>,
}

/// Where a record is copied to.
#[derive(Debug)]
struct Place {
    /// Until all of it is there.
    part: PathBuf,
    folder: PathBuf,
}

/// Folders that this run makes; removed again unless all goes well, and named by the next run if this one dies.
#[derive(Debug)]
pub(super) struct Kept {
    places: Vec<Place>,
    made: Vec<PathBuf>,
    pending: Option<Pending>,
}

impl Kept {
    /// Notes that `new` are about to be copied into `received`.
    pub(super) fn begin(received: &Path, new: &[&Candidate], at: Timestamp) -> Result<Self, ImportError> {
        let place = |one: &&Candidate| {
            let folder = received.join(folder_of(&one.record));
            Place { part: part_name(&folder), folder }
        };
        let places: Vec<Place> = new.iter().map(place).collect();
        let noted = places.iter().flat_map(|place| [place.part.clone(), place.folder.clone()]);
        let pending = Some(Pending::begin(received, MARKER, &noted.collect::<Vec<_>>(), at)?);
        Ok(Self { places, made: Vec::new(), pending })
    }

    /// Copies the record at this place among them with its signature and annexes, whole. Pages are not copied: they are drawn anew
    /// from the record.
    pub(super) fn keep(&mut self, at: usize, one: &Candidate) -> Result<Imported, ImportError> {
        let Place { part, folder } = &self.places[at];
        let number = one.number();
        let names = [format!("{number}.json"), format!("{number}.json.sig")];
        let files = files(one, &names)?;
        let annexes = one.record.document.head.annexes.iter().map(|annex| folder.join(&annex.name)).collect();
        let imported = Imported {
            record: one.record.clone(),
            json: folder.join(&names[0]),
            signature: folder.join(&names[1]),
            annexes,
        };
        // Of a run that died before its entry in the ledger: it is whole, as it got its name at the end.
        let same = |(name, bytes): &(String, Vec<u8>)| {
            read_whole(&folder.join(name), bytes.len() as u64).is_ok_and(|found| found == *bytes)
        };
        if folder.symlink_metadata().is_ok_and(|found| found.is_dir()) && files.iter().all(same) {
            return Ok(imported);
        }
        std::fs::create_dir(part).map_err(write(part))?;
        self.made.push(part.clone());
        for (name, bytes) in &files {
            let path = part.join(name);
            write_new(&path, bytes).map_err(write(&path))?;
        }
        std::fs::rename(part, folder).map_err(write(folder))?;
        self.made.pop();
        self.made.push(folder.clone());
        // The ledger's entry must not outlive a power cut without what it names.
        sync_parent(folder).map_err(write(folder))?;
        Ok(imported)
    }

    /// They are in the ledger: they stay.
    pub(super) fn recorded(mut self) {
        self.made.clear();
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.made.retain(|folder| std::fs::remove_dir_all(folder).is_err());
        if let Some(pending) = self.pending.take() {
            let left: Vec<&Path> = self.made.iter().map(PathBuf::as_path).collect();
            pending.finish_unless_left(&left);
        }
    }
}

/// What is copied, with the name that each gets. The record comes last: it never stands there unsigned.
fn files(one: &Candidate, names: &[String; 2]) -> Result<Vec<(String, Vec<u8>)>, ImportError> {
    let mut files = vec![(names[1].clone(), one.record.signature.clone())];
    for annex in &one.record.document.head.annexes {
        let path = one.path.with_file_name(&annex.name);
        let bytes = read_whole(&path, annex.bytes)
            .map_err(|source| ImportError::Read { path: path.clone(), source })?;
        // It was judged before anybody was asked for a passphrase.
        if Hasher::sha256_of(&bytes) != annex.sha256 {
            return Err(ImportError::Changed { path });
        }
        files.push((annex.name.clone(), bytes));
    }
    // A time-stamp of the signature is worth more the older it is.
    for ending in ["tsr", "tsq"] {
        let name = format!("{}.{ending}", names[1]);
        let path = one.path.with_file_name(format!("{}.{ending}", beside(&one.path)));
        if let Ok(bytes) = read_whole(&path, MAX_RESPONSE_BYTES as u64) {
            files.push((name, bytes));
        }
    }
    files.push((names[0].clone(), one.record.json.clone()));
    Ok(files)
}

/// `NUMBER-KEY-DIGEST`: whoever numbers alike is told apart.
pub(super) fn folder_of(record: &Record) -> String {
    let head = &record.document.head;
    let plain = |c: char| c.is_ascii_alphanumeric();
    let key: String = head.issuer.key.id.chars().filter(|c| plain(*c)).take(32).collect();
    format!("{}-{key}-{}", head.number, &record.sha256().to_string()[..8])
}

/// The name of the signature that is beside a record.
fn beside(path: &Path) -> String {
    format!("{}.sig", path.file_name().unwrap_or_default().to_string_lossy())
}

pub(super) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> ImportError + use<> {
    let path = path.to_owned();
    move |source| ImportError::Write { path, source }
}

/// What imports that died have copied and never recorded. What the ledger knows is imported, whoever recorded it; where the ledger
/// cannot tell, nobody is advised to delete anything.
#[must_use]
pub fn left_unimported(case: &Case) -> Vec<Leftover> {
    let received = case.received();
    let mut left = pending::leftovers(&received);
    left.retain(|left| left.kind == MARKER);
    if left.is_empty() {
        return left;
    }
    let Ok(state) = case.ledger().and_then(|ledger| ledger.state()) else { return Vec::new() };
    left.retain_mut(|left| {
        let known = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            state.imported.iter().any(|seen| seen.record.folder == name)
        };
        left.paths.retain(|path| !known(path));
        if left.paths.is_empty() {
            let _ = std::fs::remove_file(&left.marker);
        }
        !left.paths.is_empty()
    });
    left
}
