//! A signed record and its annexes.

use super::batch::certificates;
use super::error::VerifyError;
use super::findings::{Findings, Scope};
use super::plan::others;
use super::receipt::exceptions;
use crate::custody::countersign::Countersigned;
use crate::custody::open::{OpenError, read_signature};
use crate::document::{BatchCounts, Body, Comparison, ComparisonResult, Document, Receipt, Record};
use crate::model::{Facts, Trust, Verdict};
use crate::sign::Keyring;
use crate::stream::{Hasher, read_whole};
use std::path::{Path, PathBuf};

/// A record and its signature: `FILE` and `FILE.sig`.
///
/// # Errors
/// [`VerifyError::Read`], [`VerifyError::Record`].
pub fn load_record(path: &Path) -> Result<Record, VerifyError> {
    let json = std::fs::read(path).map_err(|source| VerifyError::Read { path: path.to_owned(), source })?;
    if json.starts_with(b"%PDF") {
        return Err(VerifyError::Page { path: path.to_owned() });
    }
    let mut signature = path.as_os_str().to_owned();
    signature.push(".sig");
    let signature = read_signature(Path::new(&signature)).map_err(OpenError::from)?;
    Record::from_parts(json, signature)
        .map_err(|source| VerifyError::Record { path: path.to_owned(), source })
}

/// Judges a record whose signature is or would be at `beside`, where its annexes should be, too.
///
/// # Errors
/// [`VerifyError::Read`] for an annex that is there but cannot be read.
pub fn record(record: &Record, beside: &Path, keyring: &Keyring) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let document = &record.document;
    let namespace = document.body.kind().namespace();
    let judgement = keyring.judge(namespace, &record.json, &record.signature, document.head.issued_at);
    if judgement.trust == Trust::Absent {
        let file = beside.file_name().unwrap_or_default().to_string_lossy();
        let facts = crate::facts![file = file, name = document.head.issuer.person.name];
        findings.add(Trust::Absent, "signature-missing", facts);
    } else {
        findings.signature(&judgement);
    }
    // The key that signed must be the one that the record names.
    if let Some(fingerprint) = &judgement.fingerprint
        && *fingerprint != document.head.issuer.key.fingerprint
    {
        findings.add(Trust::Bad, "signer-differs", crate::facts![fingerprint = fingerprint]);
    }
    // Names are what the signer wrote; only a card says whose key it is.
    if let Some(card) = &judgement.card {
        let issuer = &document.head.issuer;
        if card.id != issuer.key.id || card.name != issuer.person.name {
            findings.add(
                Trust::Bad,
                "issuer-differs",
                crate::facts![said = issuer.person.name, card = card.name],
            );
        }
    }
    if let Some(verdict) = document.body.verdict() {
        findings.verdict = Some(verdict);
        let code = match (&document.body, verdict) {
            (Body::Batch(_), _) => "batch-counts",
            (Body::Recheck(_), Verdict::Pass) => "recheck-same",
            (Body::Recheck(_), Verdict::Failed) => "recheck-other",
            (Body::Recheck(_), Verdict::Unknown) => "recheck-unknown",
            (_, Verdict::Pass) => "certificate-pass",
            (_, Verdict::Failed) => "certificate-failed",
            (_, Verdict::Unknown) => "certificate-unknown",
        };
        findings.remark(code, verdict_facts(document));
    }
    if let Body::Batch(batch) = &document.body {
        if BatchCounts::of(&batch.media) != batch.counts {
            findings.add(Trust::Bad, "batch-miscounted", crate::facts![]);
        }
        certificates(batch, beside, &mut findings);
    }
    belied(&document.body, &mut findings);
    if let Body::Receipt(receipt) = &document.body {
        findings.exceptions = exceptions(receipt);
        if !findings.exceptions.is_empty() {
            let (count, reasons) = (findings.exceptions.len(), findings.exceptions.join(", "));
            findings.remark("receipt-exceptions", crate::facts![count = count, reasons = reasons]);
        }
        if let Receipt::Handover(handover) = receipt {
            comparison(&handover.comparison, &mut findings);
        }
    }
    if let Some(first) = judgement.card.clone().filter(|_| judgement.trust == Trust::Good) {
        let it = Countersigned {
            path: signed_file(beside),
            sha256: record.sha256(),
            signature_sha256: Hasher::sha256_of(&record.signature),
            first,
            at: document.head.issued_at,
        };
        // Out of a PDF there may be no such folder; then there are none.
        if it.path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir()) {
            others(&it, keyring, &mut findings)?;
        }
    }
    for annex in &document.head.annexes {
        let path = beside.with_file_name(&annex.name);
        // The name comes from the record: it must not lead elsewhere.
        if path.file_name().is_none_or(|name| name.to_string_lossy() != annex.name) {
            findings.add(Trust::Bad, "annex-name", crate::facts![name = annex.name]);
            continue;
        }
        match read_whole(&path, annex.bytes) {
            Ok(bytes) if Hasher::sha256_of(&bytes) == annex.sha256 => {
                findings.add(Trust::Good, "annex-good", crate::facts![name = annex.name]);
            }
            Ok(_) => findings.add(Trust::Bad, "annex-altered", crate::facts![name = annex.name]),
            Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
                findings.add(Trust::Bad, "annex-altered", crate::facts![name = annex.name]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                // A receipt's list of files may well be kept back: it names files, and the receipt stands without.
                // A certificate's list is its evidence, file by file or block by block.
                if document.body.verdict().is_some() {
                    findings.add(Trust::Unknown, "annex-not-here", crate::facts![name = annex.name]);
                } else {
                    findings.scope = Scope::WithoutAnnexes;
                    findings.remark("annex-not-here", crate::facts![name = annex.name]);
                }
            }
            Err(source) => return Err(VerifyError::Read { path, source }),
        }
    }
    Ok(findings)
}

/// Whether its own facts deny what it says, whoever signed it.
fn belied(body: &Body, findings: &mut Findings) {
    let denied = match body {
        Body::Medium(certificate) => certificate.denied(),
        Body::FreeSpace(certificate) => certificate.denied(),
        _ => None,
    };
    if let Some((claim, against)) = denied {
        findings.add(Trust::Bad, "certificate-belied", crate::facts![claim = claim, against = against]);
    }
    if let Body::Recheck(recheck) = body
        && recheck.judge().0 != recheck.agreement
    {
        findings.add(Trust::Bad, "recheck-misjudged", crate::facts![]);
    }
    if let Body::Intake(table) = body
        && let Some(row) = table.denied()
    {
        findings.add(Trust::Bad, "intake-belied", crate::facts![row = row + 1]);
    }
}

/// Values for the message that tells what a record itself says.
fn verdict_facts(document: &Document) -> Facts {
    let number = &document.head.number;
    match &document.body {
        Body::Batch(batch) => {
            let BatchCounts { media, pass, failed, unknown, interrupted, not_done } = batch.counts;
            crate::facts![
                number = number,
                media = media,
                pass = pass,
                failed = failed,
                unknown = unknown,
                interrupted = interrupted,
                not_done = not_done
            ]
        }
        Body::Recheck(recheck) => {
            crate::facts![number = number, certificate = recheck.certificate.number]
        }
        _ => crate::facts![number = number],
    }
}

/// The file of which `beside` is the signature, or that itself.
fn signed_file(beside: &Path) -> PathBuf {
    if beside.extension().is_some_and(|end| end == "sig") {
        beside.with_extension("")
    } else {
        beside.to_owned()
    }
}

/// A genuine 預り証 says nothing of content that was never compared.
fn comparison(compared: &Comparison, findings: &mut Findings) {
    findings.comparison = Some(compared.result);
    // The numbers are those of whoever wrote the record.
    findings.not_compared = compared.presence_only.saturating_add(compared.size_only);
    if compared.result == ComparisonResult::NoList {
        findings.remark("receipt-no-list", crate::facts![]);
    }
    if findings.not_compared > 0 {
        findings.remark("receipt-not-compared", crate::facts![count = findings.not_compared]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::findings::Finding;
    use super::*;

    /// A certificate for a medium, as it lies on disk, with its own `verdict`.
    fn medium(verdict: &str) -> Record {
        let zeros = "0".repeat(64);
        let block = r#"{ "count": 1, "first": [[8, 8]], "stretches": 1 }"#;
        let times = r#""from": "2026-11-22T10:00:00+09:00", "until": "2026-11-22T10:01:00+09:00""#;
        let json = format!(
            r#"{{
  "schema": "azukari/medium-certificate/1", "number": "M-2026-0001", "issued_at": "2026-11-22T11:00:00+09:00",
  "issuer": {{ "organization": "見本", "address": "", "person": {{ "name": "見本" }}, "key": {{ "id": "mihon", "fingerprint": "SHA256:x" }} }},
  "contract": {{ "title": "見本", "client": "見本" }}, "ledger": {{ "sequence": 0, "sha256": "{zeros}" }},
  "suite": [], "suite_list": "", "tool": {{ "name": "azukari", "version": "0" }}, "issuance": "self",
  "annexes": [{{ "name": "M-2026-0001.blocks.jsonl", "bytes": 1, "sha256": "{zeros}" }}],
  "body": {{
    "disposition": "erase", "medium": {{ "kind": "hdd", "capacity": 1024 }}, "sector": 512,
    "performed": {{ {times}, "operator": {{ "name": "見本" }} }},
    "plan": {{ "id": "mihon", "sha256": "{zeros}", "made": "2026-11-22T09:00:00+09:00" }},
    "designated": {{}}, "technique": "overwrite",
    "passes": [{{ "pattern": {{ "kind": "aes-256-ctr", "key": "{zeros}" }}, {times}, "bytes": 512, "basis": "wrote", "unwritable": {block} }}],
    "hidden": {{ "state": "not_checked", "why": "bridge" }},
    "verdict": "{verdict}", "reasons": ["unwritable"]
  }}
}}"#
        );
        Record::from_parts(json.into_bytes(), Vec::new()).unwrap()
    }

    #[test]
    fn a_certificate_for_a_medium_is_told_with_its_own_verdict_and_needs_its_annex() {
        for (word, verdict, code) in [
            ("pass", Verdict::Pass, "certificate-pass"),
            ("failed", Verdict::Failed, "certificate-failed"),
            ("unknown", Verdict::Unknown, "certificate-unknown"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let certificate = medium(word);
            assert_eq!(certificate.document.body.kind().namespace(), "medium-certificate@azukari");
            let again = Document::from_bytes(&certificate.document.to_bytes().unwrap()).unwrap();
            assert_eq!(again, certificate.document);
            let beside = folder.path().join("M-2026-0001.json");
            let found = record(&certificate, &beside, &Keyring::new()).unwrap();
            assert_eq!((found.verdict, found.scope), (Some(verdict), Scope::Whole));
            let codes: Vec<_> = found.list.iter().map(|finding| (finding.trust, finding.code)).collect();
            assert!(codes.contains(&(None, code)), "{codes:?}");
            assert!(codes.contains(&(Some(Trust::Unknown), "annex-not-here")), "{codes:?}");
            // A block that could not be written is a failure and nothing less.
            let belied = codes.contains(&(Some(Trust::Bad), "certificate-belied"));
            assert_eq!(belied, verdict != Verdict::Failed, "{codes:?}");
        }
    }

    #[test]
    fn a_certificate_for_free_space_that_belies_itself_is_bad_and_told_by_what() {
        use crate::render::sample::{filled, free_record};
        let folder = tempfile::tempdir().unwrap();
        let told = |left: bool| {
            let mut body = filled();
            body.left = left;
            let beside = folder.path().join("F-2026-0001.json");
            let found = record(&free_record(body), &beside, &Keyring::new()).unwrap();
            found.list.into_iter().find(|finding| finding.code == "certificate-belied")
        };
        assert_eq!(told(false), None);
        let facts = crate::facts![claim = "verdict=pass", against = "left=true"];
        assert_eq!(told(true), Some(Finding { trust: Some(Trust::Bad), code: "certificate-belied", facts }));
    }
}
