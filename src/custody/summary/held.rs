//! Certificates for media that a case holds: its own in `documents/`, those of others in `received/`; each judged before it counts.

use super::error::SummaryError;
use crate::custody::case::Case;
use crate::custody::verify;
use crate::document::{Body, MediumCertificate, Record};
use crate::ledger::{MediumBegun, MediumSeen, State};
use crate::model::{Sha256, Trust};
use crate::sign::Keyring;
use std::path::{Path, PathBuf};

/// A certificate whose signer is known and whose annexes are there.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) path: PathBuf,
    pub(super) record: Record,
    pub(super) certificate: MediumCertificate,
    /// The ledger's entry of its issue, where it was issued here.
    issued: Option<u64>,
}

impl Held {
    pub(super) fn number(&self) -> &str {
        &self.record.document.head.number
    }

    /// Whether the medium was begun after this was issued.
    pub(super) fn is_before(&self, begun: &MediumBegun) -> bool {
        match self.issued {
            Some(sequence) => sequence < begun.sequence,
            None => self.record.document.head.issued_at < begun.at,
        }
    }

    /// Whether the medium was certified once more after this.
    pub(super) fn is_older_than(&self, seen: &MediumSeen) -> bool {
        match (self.issued, &seen.issuer) {
            (Some(sequence), None) => sequence < seen.sequence,
            _ => self.record.document.head.issued_at < seen.at,
        }
    }
}

/// Every certificate for a medium that the ledger knows.
pub(super) fn of_case(case: &Case, state: &State) -> Result<Vec<Held>, SummaryError> {
    let keyring = case.keyring()?;
    let kind = |kind: &str| kind == "medium-certificate";
    let own = state.documents.iter().filter(|issued| kind(&issued.kind)).map(|issued| {
        let path = case.documents().join(format!("{}.json", issued.number));
        (path, issued.sha256, issued.number.clone(), Some(issued.sequence))
    });
    let others = state.imported.iter().map(|seen| &seen.record).filter(|record| kind(&record.kind));
    let others = others.map(|record| {
        let path = case.received().join(&record.folder).join(format!("{}.json", record.number));
        (path, record.sha256, record.number.clone(), None)
    });
    let each = own.chain(others).map(|(path, sha256, number, issued)| {
        let altered = || SummaryError::Certificate { path: path.clone(), number: number.clone() };
        let held = load(&path, &keyring, issued, &number)?.ok_or_else(altered)?;
        if held.record.sha256() == sha256 { Ok(held) } else { Err(altered()) }
    });
    each.collect()
}

/// The certificates in files.
pub(super) fn of_files(case: &Case, paths: &[PathBuf]) -> Result<Vec<Held>, SummaryError> {
    let keyring = case.keyring()?;
    let issued: Vec<(Sha256, u64)> =
        case.ledger()?.state()?.documents.iter().map(|one| (one.sha256, one.sequence)).collect();
    let each = paths.iter().map(|path| {
        let not_one = || SummaryError::NotACertificate { path: path.clone() };
        let mut held = load(path, &keyring, None, "")?.ok_or_else(not_one)?;
        let own = issued.iter().find(|(sha256, _)| *sha256 == held.record.sha256());
        held.issued = own.map(|(_, sequence)| *sequence);
        Ok(held)
    });
    each.collect()
}

/// Nothing where it is another kind of record; an error where it cannot be relied on.
fn load(
    path: &Path,
    keyring: &Keyring,
    issued: Option<u64>,
    number: &str,
) -> Result<Option<Held>, SummaryError> {
    let unusable =
        |number: &str| SummaryError::Certificate { path: path.to_owned(), number: number.to_owned() };
    if !path.is_file() {
        return Err(unusable(number));
    }
    let record = verify::load_record(path)?;
    let Body::Medium(certificate) = &record.document.body else { return Ok(None) };
    let certificate = (**certificate).clone();
    let found = verify::record(&record, path, keyring)?;
    if found.trust() != Trust::Good {
        return Err(unusable(&record.document.head.number));
    }
    Ok(Some(Held { path: path.to_owned(), record, certificate, issued }))
}
