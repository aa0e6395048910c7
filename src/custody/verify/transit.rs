//! The receipt for a package of ours, held against the note that was issued with it; a proven one ends the transit.

use super::error::VerifyError;
use super::findings::Findings;
use super::record::load_record;
use crate::custody::case::{Case, CaseError, write_new};
use crate::custody::issue::{Signer, may_sign};
use crate::document::{Body, Opened, Receipt, Record};
use crate::ledger::{Draft, Event, PackageSealed, ReceiptVerified};
use crate::model::{DigestSet, Sha256, Timestamp, Trust};
use crate::stream::Hasher;
use std::path::PathBuf;

/// A receipt for a package that this case sealed.
#[derive(Debug, Clone)]
pub struct Closing {
    event: ReceiptVerified,
    /// Whether the ledger has it already.
    pub known: bool,
    /// Package id.
    pub package: String,
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
    let (mut known, mut own) = (false, false);
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
            Some(Event::ReceiptVerified(event)) if event.receipt_sha256 == sha256 => known = true,
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
    let say = |fits, good, bad| if fits { (Trust::Good, good) } else { (Trust::Bad, bad) };
    for (trust, code) in [
        say(token_fits, "token-good", "token-bad"),
        say(digests_fit, "receipt-digests-good", "receipt-digests-bad"),
    ] {
        findings.add(trust, code, crate::facts![note = sealed.note]);
    }
    let signer = findings.signer.clone();
    let addressed = signer.as_ref().is_some_and(|card| body.recipients.iter().any(|to| to.id == card.id));
    if !addressed {
        findings.add(
            Trust::Unknown,
            "receipt-not-addressee",
            crate::facts![name = record.document.head.issuer.person.name],
        );
    }
    if !(token_fits && digests_fit && addressed && trust == Trust::Good) {
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
        intent: transit,
    };
    Ok(Some(Closing { event, known, package: opened.package_id.clone() }))
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
    Ok(())
}
