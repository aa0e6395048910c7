//! The receipt for a package of ours, held against the note that was issued with it; a proven one ends the transit.

use super::error::VerifyError;
use super::findings::Findings;
use super::record::load_record;
use crate::custody::case::{Case, CaseError, write_new};
use crate::custody::issue::{Signer, may_sign};
use crate::custody::issued::refresh_verification;
use crate::document::{Body, Opened, Receipt, Record};
use crate::ledger::{Draft, Event, PackageSealed, ReceiptVerified};
use crate::model::{DigestSet, Facts, Sha256, Timestamp, Trust};
use crate::stream::Hasher;
use std::path::PathBuf;

/// A receipt for a package that this case sealed.
#[derive(Debug, Clone)]
pub struct Closing {
    event: ReceiptVerified,
    /// The proven receipt by which the ledger has the package as received already.
    pub before: Option<Before>,
    /// Package id.
    pub package: String,
}

/// A proven receipt that the ledger knows.
#[derive(Debug, Clone)]
pub struct Before {
    /// Its number.
    pub number: String,
    /// Who signed it.
    pub name: String,
    /// When it was verified here.
    pub at: Timestamp,
    /// Whether it is the very receipt that is being looked at.
    pub same: bool,
}

/// Compares a receipt with the delivery note that this case issued for the package, if it issued one.
///
/// # Errors
/// [`VerifyError::Case`], [`VerifyError::Ledger`], [`VerifyError::Read`], [`VerifyError::Record`].
pub fn receipt_against_note(
    case: &Case,
    record: &Record,
    trust: Trust,
    findings: &mut Findings,
) -> Result<Option<Closing>, VerifyError> {
    let Body::Receipt(Receipt::Package(opened)) = &record.document.body else { return Ok(None) };
    let ledger = case.ledger()?;
    let mut sealed = None;
    let mut transit = None;
    let mut before: Option<Before> = None;
    let mut own = false;
    let mut issued = None;
    let sha256 = record.sha256();
    let number = &record.document.head.number;
    ledger.visit(&mut |entry| {
        let sequence = entry.head().sequence;
        match entry.event() {
            Some(Event::PackageSealed(event)) if event.package == opened.package_id => sealed = Some(event),
            Some(Event::TransitStarted(event)) if event.package == opened.package_id => {
                transit = Some(sequence)
            }
            Some(Event::ReceiptVerified(event)) if event.package == opened.package_id && event.is_proof() => {
                let same = event.receipt_sha256 == sha256;
                // The first one ended the transit; whether this very one is known counts more.
                if same || before.is_none() {
                    before =
                        Some(Before { number: event.receipt, name: event.receiver.name, at: entry.at, same });
                }
            }
            Some(Event::DocumentIssued(event)) => {
                own |= event.sha256 == sha256 && event.number == *number;
                if sealed.as_ref().is_some_and(|sealed: &PackageSealed| sealed.note == event.number)
                    || event.about.as_deref() == Some(opened.package_id.as_str()) && event.kind == "note"
                {
                    issued = Some(event.sha256);
                }
            }
            _ => {}
        }
    })?;
    let Some(sealed) = sealed else {
        if !own {
            findings.add(Trust::Unknown, "receipt-not-ours", crate::facts![package = opened.package_id]);
        }
        return Ok(None);
    };
    let note = load_record(&case.documents().join(format!("{}.json", sealed.note)))?;
    // The note on disk must be the one that was issued: it holds what the receipt is judged by.
    let Body::Note(body) = &note.document.body else { return note_altered(findings, &sealed.note) };
    if issued != Some(note.sha256()) || !body.package.digests.agrees_with(&sealed.digests) {
        return note_altered(findings, &sealed.note);
    }
    let token_fits = Hasher::sha256_of(opened.token.as_bytes()) == body.token_sha256;
    let digests_fit = receipt_digests_fit(opened, &note, body.package.digests, body.manifest_sha256);
    // What is written there is somebody's word only where the signature says whose.
    let proven = trust == Trust::Good;
    let say = |fits, good, bad| match (fits, proven) {
        (true, true) => (Trust::Good, good),
        (true, false) => (Trust::Unknown, "receipt-values-fit"),
        (false, _) => (Trust::Bad, bad),
    };
    let mut said = vec![
        say(token_fits, "token-good", "token-bad"),
        say(digests_fit, "receipt-digests-good", "receipt-digests-bad"),
    ];
    said.dedup();
    for (trust, code) in said {
        findings.add(trust, code, crate::facts![note = sealed.note]);
    }
    let signer = findings.signer.clone();
    let addressed = signer.as_ref().is_some_and(|card| body.recipients.iter().any(|to| to.id == card.id));
    let name = &record.document.head.issuer.person.name;
    match &signer {
        Some(_) if addressed => {}
        Some(card) => {
            findings.add(Trust::Unknown, "receipt-not-addressee", crate::facts![name = card.name]);
        }
        // Without a signature that fits nobody has signed, so nobody can be told not to be a recipient.
        None if record.signature.is_empty() || trust == Trust::Bad => {}
        None => findings.add(Trust::Unknown, "receipt-signer-unknown", crate::facts![name = name]),
    }
    if !(token_fits && digests_fit && addressed && trust == Trust::Good) {
        if let Some(before) = before.filter(|before| !before.same) {
            findings.remark("transit-closed-by-other", before.facts());
        }
        return Ok(None);
    }
    let event = ReceiptVerified {
        package: opened.package_id.clone(),
        receipt: record.document.head.number.clone(),
        receipt_sha256: sha256,
        receiver: signer.map_or_else(|| record.document.head.issuer.person.clone(), |card| card.person()),
        trust,
        token_fits,
        digests_fit,
        exceptions: opened.exceptions.iter().map(|exception| exception.code().to_owned()).collect(),
        intent: transit,
    };
    Ok(Some(Closing { event, before, package: opened.package_id.clone() }))
}

impl Closing {
    /// Whose receipt it is.
    #[must_use]
    pub fn receiver(&self) -> &str {
        &self.event.receiver.name
    }
}

impl Before {
    /// Values for messages.
    #[must_use]
    pub fn facts(&self) -> Facts {
        crate::facts![number = self.number, name = self.name, at = self.at]
    }
}

fn note_altered(findings: &mut Findings, number: &str) -> Result<Option<Closing>, VerifyError> {
    findings.add(Trust::Bad, "own-note-altered", crate::facts![number = number]);
    Ok(None)
}

fn receipt_digests_fit(opened: &Opened, note: &Record, package: DigestSet, manifest: Sha256) -> bool {
    let same_note = opened.note.as_ref().is_none_or(|named| named.sha256 == note.sha256());
    same_note && opened.package.agrees_with(&package) && opened.manifest == manifest
}

/// Enters a proven receipt into the ledger (移送中 → 受領済) and keeps a copy of it in `received/`.
///
/// # Errors
/// [`VerifyError::Issue`], [`VerifyError::Ledger`], [`VerifyError::Case`].
pub fn close_transit(
    case: &Case,
    signer: Signer<'_>,
    closing: &Closing,
    record: &Record,
    at: Timestamp,
) -> Result<(), VerifyError> {
    may_sign(case, signer, at)?;
    let folder = case.received();
    let head = &record.document.head;
    // Two cases of the same receiver number alike: the digest keeps their receipts apart.
    let name = format!("{}-{}-{}", head.number, head.issuer.key.id, &record.sha256().to_string()[..8]);
    let keep = |path: PathBuf, bytes: &[u8]| match write_new(&path, bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map_err(|source| CaseError::Write { path, source }),
    };
    std::fs::create_dir_all(&folder).map_err(|source| CaseError::Write { path: folder.clone(), source })?;
    keep(folder.join(format!("{name}.json")), &record.json)?;
    keep(folder.join(format!("{name}.json.sig")), &record.signature)?;
    let mut ledger = case.ledger()?;
    let event = Event::from(closing.event.clone());
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    // The receipt is kept and recorded; its line for other readers comes with the next paper if not now.
    let _ = refresh_verification(case, &ledger);
    Ok(())
}
