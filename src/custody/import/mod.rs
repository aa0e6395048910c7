//! 取り込み: certificates and the like that were issued elsewhere under the same contract, such as on the bench, become part of this
//! case: all of them, each judged, or none.
//!
//! They keep their bytes, their numbers and their signatures, and lie in `received/`, each with its annexes in a folder of its own
//! (`NUMBER-KEY-DIGEST`): two who number alike do not meet there, and none of them is taken for one that this case has issued.

mod error;
mod gather;
mod judge;
mod keep;

pub use error::{ImportError, Rejected, Why};
pub use keep::{Imported, left_unimported};

use super::case::Case;
use super::issue::{Signer, may_issue, may_sign};
use super::issued::refresh_verification;
use super::summary::identity;
use crate::document::{Body, Kind, Record};
use crate::ledger::{Draft, Event, ImportedMedium, ImportedRecord, Lock, RecordsImported};
use crate::model::Timestamp;
use gather::{Candidate, Gathered};
use judge::Light;
use keep::{Kept, folder_of, write};
use std::path::PathBuf;
use std::time::Duration;

/// The kinds that are imported. Receipts end a transit (`verify`), notes travel with their packages.
const KINDS: [Kind; 6] =
    [Kind::Certificate, Kind::Medium, Kind::Batch, Kind::Recheck, Kind::FreeSpace, Kind::Intake];
/// What one entry of the ledger takes with room to spare.
const MOST: usize = 500;
/// How long others may be importing into the same case.
const PATIENCE: Duration = Duration::from_mins(1);

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
    // Somebody else may have imported some of them since they were judged: each is recorded once.
    let _turn = Lock::take(&case.root().join("import.lock"), PATIENCE)?;
    let known = ledger.state()?.imported;
    let is_new = |one: &&Candidate| !known.iter().any(|seen| seen.record.sha256 == one.record.sha256());
    let new: Vec<&Candidate> = sound.new.iter().filter(is_new).collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let received = case.received();
    std::fs::create_dir_all(&received).map_err(write(&received))?;
    let mut kept = Kept::begin(&received, &new, at)?;
    let mut imported = Vec::new();
    for (place, one) in new.iter().enumerate() {
        imported.push(kept.keep(place, one)?);
    }
    let records = new.iter().map(|one| entry_of(&one.record, folder_of(&one.record))).collect();
    let event = Event::from(RecordsImported { records });
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    kept.recorded();
    // They are kept and recorded; their lines for other readers come with the next paper if not now.
    let _ = refresh_verification(case, &ledger);
    Ok(imported)
}

fn entry_of(record: &Record, folder: String) -> ImportedRecord {
    let head = &record.document.head;
    let medium = match &record.document.body {
        Body::Medium(said) => {
            let identity = identity(said, None);
            Some(ImportedMedium {
                medium: identity.name_with(said.label_serial.as_deref()),
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
