//! A summary, held against those of its certificates that lie beside it or were imported with it.

use super::findings::{Findings, Scope};
use crate::document::{Batch, BatchMedium, BatchOutcome, Body, Document, RecordRef};
use crate::model::Trust;
use crate::stream::Hasher;
use std::path::{Path, PathBuf};

/// A summary names hundreds of certificates; the message names so many of them.
const NAMED: usize = 20;

/// Whether each certificate is there, and is the one that the summary names. `beside` is where the summary is.
pub(super) fn certificates(batch: &Batch, beside: &Path, findings: &mut Findings) {
    let elsewhere = received_beside(beside);
    let (mut good, mut absent) = (0_u64, Vec::new());
    for medium in &batch.media {
        for reference in medium.certificates() {
            match find(reference, beside, &elsewhere) {
                Found::Same(bytes) if agrees(medium, reference, &bytes) => good += 1,
                Found::Same(_) => {
                    let facts = crate::facts![number = reference.number];
                    findings.add(Trust::Bad, "batch-row-differs", facts);
                }
                Found::Other => {
                    let facts = crate::facts![number = reference.number];
                    findings.add(Trust::Bad, "batch-certificate-differs", facts);
                }
                Found::Nothing => absent.push(reference.number.clone()),
            }
        }
    }
    if good > 0 {
        findings.add(Trust::Good, "batch-certificates-good", crate::facts![count = good]);
    }
    if !absent.is_empty() {
        findings.scope = Scope::WithoutAnnexes;
        let (count, numbers) = (absent.len(), absent.iter().take(NAMED).cloned().collect::<Vec<_>>());
        let mut numbers = numbers.join(", ");
        if count > NAMED {
            numbers.push_str(" …");
        }
        findings.remark("batch-certificates-not-here", crate::facts![count = count, numbers = numbers]);
    }
}

enum Found {
    /// Byte for byte.
    Same(Vec<u8>),
    /// One of this number by the same signer, with other bytes.
    Other,
    Nothing,
}

fn find(reference: &RecordRef, beside: &Path, elsewhere: &[PathBuf]) -> Found {
    let name = format!("{}.json", reference.number);
    let mut other = false;
    // The number comes from a record: it must not lead elsewhere.
    if !reference.number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Found::Nothing;
    }
    let here = beside.with_file_name(&name);
    for path in std::iter::once(here.clone()).chain(elsewhere.iter().map(|folder| folder.join(&name))) {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        if Hasher::sha256_of(&bytes) == reference.sha256 {
            return Found::Same(bytes);
        }
        // Two who number alike are no contradiction; what is no record at all is one.
        let issuer = Document::from_bytes(&bytes).ok().map(|document| document.head.issuer.key.fingerprint);
        let contradicts = issuer.is_none_or(|issuer| issuer == reference.key.fingerprint);
        // Whoever holds the summary holds what lies beside it: a good one elsewhere does not make up for that.
        if contradicts && path == here {
            return Found::Other;
        }
        other |= contradicts;
    }
    if other { Found::Other } else { Found::Nothing }
}

/// Whether the certificate says what the row says.
fn agrees(medium: &BatchMedium, reference: &RecordRef, bytes: &[u8]) -> bool {
    let Ok(Document { head, body: Body::Medium(said) }) = Document::from_bytes(bytes) else { return false };
    let named = head.number == reference.number && head.issuer.key == reference.key;
    let row = match &medium.outcome {
        BatchOutcome::Certified(row) if row.certificate == *reference => {
            let range = said.read_back.as_ref().map(|read| &read.range);
            medium.medium == said.medium
                && row.passes == said.all_passes()
                && row.verdict == said.verdict
                && row.reasons == said.reasons
                && row.designated == said.designated
                && row.method == said.method
                && row.range.as_ref() == range
        }
        _ => true,
    };
    named && row
}

/// The folders of imported records, where the summary lies in `documents/` of a case or in one of them.
fn received_beside(beside: &Path) -> Vec<PathBuf> {
    let folder = beside.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut found = Vec::new();
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let is =
        |path: Option<&Path>, name: &str| path.and_then(Path::file_name).is_some_and(|found| found == name);
    // Any other folder may stand next to one of that name by chance.
    let received = match () {
        () if is(Some(&whole), "documents") => folder.join("../received"),
        () if is(whole.parent(), "received") => folder.join(".."),
        () => return found,
    };
    let entries = std::fs::read_dir(received).into_iter().flatten().flatten();
    found.extend(entries.map(|entry| entry.path()).filter(|path| path.is_dir()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::BatchCertified;
    use crate::render::sample;

    #[test]
    fn a_row_counts_the_passes_of_all_runs() {
        let mut body = sample::wiped_medium();
        (body.resumed, body.earlier_passes) = (1, Some(2));
        let record = sample::medium_record(body.clone());
        let agrees_with = |passes| {
            let reference = record.reference();
            let row = BatchCertified { certificate: reference.clone(), passes, ..sample::certified(5) };
            let outcome = BatchOutcome::Certified(Box::new(row));
            let medium =
                BatchMedium { medium: body.medium.clone(), label_serial: None, outcome, earlier: Vec::new() };
            agrees(&medium, &reference, &record.json)
        };
        assert!(agrees_with(3));
        assert!(!agrees_with(1) && !agrees_with(2));
    }
}
