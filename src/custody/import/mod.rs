//! 取り込み: certificates and the like that were issued elsewhere under the same contract, such as on the bench, become part of this
//! case: all of them, each judged, or none.
//!
//! They keep their bytes, their numbers and their signatures, and lie in `received/`, each with its annexes in a folder of its own
//! (`NUMBER-KEY-DIGEST`): two who number alike do not meet there, and none of them is taken for one that this case has issued.

mod error;
mod gather;
mod judge;

pub use error::{ImportError, Rejected, Why};

use super::case::{Case, write_new};
use super::issue::{Signer, may_issue, may_sign};
use super::issued::refresh_verification;
use super::summary::identity;
use crate::document::{Body, Kind, Record};
use crate::ledger::{Draft, Event, ImportedMedium, ImportedRecord, RecordsImported};
use crate::model::Timestamp;
use crate::stream::part_name;
use gather::{Candidate, Gathered};
use judge::Light;
use std::path::{Path, PathBuf};

/// The kinds that are imported. Receipts end a transit (`verify`), notes travel with their packages.
const KINDS: [Kind; 6] =
    [Kind::Certificate, Kind::Medium, Kind::Batch, Kind::Recheck, Kind::FreeSpace, Kind::Intake];
/// What one entry of the ledger takes with room to spare.
const MOST: usize = 500;

/// Records that may be imported, and what is to be told of them.
#[derive(Debug)]
pub struct Sound {
    new: Vec<Candidate>,
    /// Files of records that are in the case already, with their numbers.
    pub already: Vec<(String, PathBuf)>,
    /// Files that are copies of others among these.
    pub copies: Vec<PathBuf>,
    /// Certificates that none of the summaries among these names, by their numbers.
    pub not_in_summary: Vec<String>,
}

impl Sound {
    /// The records that are new to the case.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.new.iter().map(|one| &one.record)
    }
}

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

/// Looks at everything in `paths` (records, folders, summaries with what they name) and judges it. Writes nothing.
///
/// # Errors
/// [`ImportError::Refused`] with everything that speaks against it, [`ImportError::Nothing`], [`ImportError::TooMany`].
pub fn look(case: &Case, paths: &[PathBuf], now: Timestamp) -> Result<Sound, ImportError> {
    let ledger = case.ledger()?;
    let (state, keyring) = (ledger.state()?, case.keyring()?);
    let light = Light { case, keyring: &keyring, ledger: &ledger, state: &state, now };
    let mut gathered = Gathered::of(paths)?;
    gathered.against_summaries(&|sha256| light.has(sha256));
    let mut rejected = std::mem::take(&mut gathered.rejected);
    let not_in_summary = gathered.not_named().map(|one| one.number().to_owned()).collect();
    let (mut new, mut already) = (Vec::new(), Vec::new());
    for one in gathered.candidates {
        if light.has(one.record.sha256()) {
            already.push((one.number().to_owned(), one.path));
        } else {
            match light.against(&one) {
                Some(why) => rejected.push(one.rejected(why)),
                None => new.push(one),
            }
        }
    }
    if !rejected.is_empty() {
        return Err(ImportError::Refused(rejected));
    }
    if new.is_empty() && already.is_empty() {
        return Err(ImportError::Nothing);
    }
    if new.len() > MOST {
        return Err(ImportError::TooMany { count: new.len(), most: MOST });
    }
    Ok(Sound { new, already, copies: gathered.copies, not_in_summary })
}

/// Copies them into the case and records that in the ledger, all or none.
///
/// # Errors
/// [`ImportError::Issue`] where `signer` may not sign here, [`ImportError::Write`], [`ImportError::Ledger`]; nothing was imported then.
pub fn import(
    case: &Case,
    signer: Signer<'_>,
    sound: &Sound,
    at: Timestamp,
) -> Result<Vec<Imported>, ImportError> {
    if sound.new.is_empty() {
        return Ok(Vec::new());
    }
    may_sign(case, signer, at)?;
    let mut ledger = case.ledger()?;
    may_issue(case, &ledger, at)?;
    let received = case.received();
    std::fs::create_dir_all(&received).map_err(write(&received))?;
    let mut kept = Kept::default();
    let (mut imported, mut records) = (Vec::new(), Vec::new());
    for one in &sound.new {
        let folder = folder_of(&one.record);
        imported.push(keep(one, &received.join(&folder), &mut kept)?);
        records.push(entry_of(&one.record, folder));
    }
    let event = Event::from(RecordsImported { records });
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    kept.folders.clear();
    // They are kept and recorded; their lines for other readers come with the next paper if not now.
    let _ = refresh_verification(case, &ledger);
    Ok(imported)
}

/// Folders that this run made; removed again unless all went well.
#[derive(Debug, Default)]
struct Kept {
    folders: Vec<PathBuf>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        for folder in &self.folders {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// `NUMBER-KEY-DIGEST`: whoever numbers alike is told apart.
fn folder_of(record: &Record) -> String {
    let head = &record.document.head;
    let plain = |c: char| c.is_ascii_alphanumeric();
    let key: String = head.issuer.key.id.chars().filter(|c| plain(*c)).take(32).collect();
    format!("{}-{key}-{}", head.number, &record.sha256().to_string()[..8])
}

/// Copies a record with its signature and annexes into `folder`, whole. Pages are not copied: they are drawn anew from the record.
fn keep(one: &Candidate, folder: &Path, kept: &mut Kept) -> Result<Imported, ImportError> {
    let number = one.number();
    let names = [format!("{number}.json"), format!("{number}.json.sig")];
    let mut files = vec![(names[1].clone(), one.record.signature.clone())];
    for annex in &one.record.document.head.annexes {
        let path = one.path.with_file_name(&annex.name);
        let bytes = std::fs::read(&path).map_err(|source| ImportError::Read { path, source })?;
        files.push((annex.name.clone(), bytes));
    }
    // A time-stamp of the signature is worth more the older it is.
    for ending in ["tsr", "tsq"] {
        let name = format!("{}.{ending}", names[1]);
        if let Ok(bytes) = std::fs::read(one.path.with_file_name(format!("{}.{ending}", beside(&one.path)))) {
            files.push((name, bytes));
        }
    }
    files.push((names[0].clone(), one.record.json.clone()));
    let annexes = one.record.document.head.annexes.iter().map(|annex| folder.join(&annex.name)).collect();
    let imported = Imported {
        record: one.record.clone(),
        json: folder.join(&names[0]),
        signature: folder.join(&names[1]),
        annexes,
    };
    // Of a run that died before its entry in the ledger: it is whole, as it got its name at the end.
    let same = |(name, bytes): &(String, Vec<u8>)| {
        std::fs::read(folder.join(name)).is_ok_and(|found| found == *bytes)
    };
    if folder.is_dir() && files.iter().all(same) {
        return Ok(imported);
    }
    let part = part_name(folder);
    std::fs::create_dir(&part).map_err(write(&part))?;
    kept.folders.push(part.clone());
    for (name, bytes) in &files {
        let path = part.join(name);
        write_new(&path, bytes).map_err(write(&path))?;
    }
    std::fs::rename(&part, folder).map_err(write(folder))?;
    kept.folders.pop();
    kept.folders.push(folder.to_owned());
    Ok(imported)
}

/// The name of the signature that is beside a record.
fn beside(path: &Path) -> String {
    format!("{}.sig", path.file_name().unwrap_or_default().to_string_lossy())
}

fn write(path: &Path) -> impl FnOnce(std::io::Error) -> ImportError + use<> {
    let path = path.to_owned();
    move |source| ImportError::Write { path, source }
}

fn entry_of(record: &Record, folder: String) -> ImportedRecord {
    let head = &record.document.head;
    let medium = match &record.document.body {
        Body::Medium(said) => {
            let identity = identity(said, None);
            Some(ImportedMedium {
                medium: identity.name(),
                disk_sha256: identity.digest(),
                plan_sha256: said.plan.sha256,
                capacity: identity.capacity,
                verdict: said.verdict,
                reasons: said.reasons.clone(),
            })
        }
        _ => None,
    };
    ImportedRecord {
        number: head.number.clone(),
        kind: record.document.body.kind().name().to_owned(),
        sha256: record.sha256(),
        folder,
        issuer: head.issuer.person.clone(),
        key: head.issuer.key.clone(),
        issued_at: head.issued_at,
        medium,
    }
}
