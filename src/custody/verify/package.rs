//! A package: from outside without a key, from inside with one.

use super::error::VerifyError;
use super::findings::Findings;
use crate::crypt::Identities;
use crate::custody::open::{FoundNote, OpenError, addressed, compare_note, find_note, judge_manifest};
use crate::custody::seal::Watch;
use crate::model::{Algorithms, DigestSet, Facts, Phase, Trust};
use crate::package::{self, Inside, OpenOptions, PackageError};
use crate::sign::Keyring;
use crate::stream::{DigestChain, read_at};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Judges a package from outside: its digests against the signed note beside it. Needs no key.
///
/// # Errors
/// [`VerifyError::Open`], [`VerifyError::Read`].
pub fn package_outside(path: &Path, keyring: &Keyring, watch: Watch<'_>) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let note = find_note(path, keyring)?;
    let Some(note) = note else {
        findings.add(Trust::Unknown, "note-missing", Facts::new());
        return Ok(findings);
    };
    findings.signature(&note.judgement);
    let said = note.body.package.digests;
    let algorithms = Algorithms { sha256: said.sha256.is_some(), blake3: said.blake3.is_some() };
    let (bytes, digests) = digest_file(path, algorithms, watch)?;
    let expected = note.body.package.bytes;
    if bytes < expected {
        findings.add(Trust::Bad, "package-shorter", crate::facts![at = bytes, expected = expected]);
    } else if bytes > expected {
        findings.add(Trust::Bad, "package-longer", crate::facts![at = bytes, expected = expected]);
    } else if digests.agrees_with(&said) {
        findings.add(
            Trust::Good,
            "package-digest-good",
            crate::facts![number = note.record.document.head.number],
        );
    } else {
        findings.add(
            Trust::Bad,
            "package-digest-bad",
            crate::facts![number = note.record.document.head.number],
        );
    }
    Ok(findings)
}

/// Digests of a file, both chains on their own thread.
fn digest_file(
    path: &Path,
    algorithms: Algorithms,
    watch: Watch<'_>,
) -> Result<(u64, DigestSet), VerifyError> {
    let failed = |source| VerifyError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    let chain = DigestChain::new(algorithms);
    let failures = crate::stream::Failures::default();
    let next = std::sync::atomic::AtomicU64::new(0);
    watch.progress.begin(Phase::Hash, Some(bytes));
    crate::stream::run(|| {
        let mut buffer = vec![0; 1 << 20];
        while !failures.stopped() {
            let at = next.fetch_add(buffer.len() as u64, Ordering::Relaxed);
            let length = usize::try_from(bytes.saturating_sub(at)).unwrap_or(usize::MAX).min(buffer.len());
            if length == 0 {
                break;
            }
            if watch.cancel.load(Ordering::Relaxed) {
                failures.fail(at, VerifyError::Open(PackageError::Interrupted.into()));
                break;
            }
            let piece = &mut buffer[..length];
            let mut done = 0;
            while done < length {
                match read_at(&file, &mut piece[done..], at + done as u64) {
                    Ok(0) => break,
                    Ok(count) => done += count,
                    Err(source) => {
                        failures.fail(at, VerifyError::Read { path: path.to_owned(), source });
                        return;
                    }
                }
            }
            if chain.update(at, length as u64, failures.stop(), std::iter::once(&*piece)).is_err() {
                break;
            }
            watch.progress.advance(length as u64);
        }
    });
    failures.into_result()?;
    watch.progress.end();
    Ok((bytes, chain.into_hasher().finish()))
}

/// Judges a package from inside: decrypts it to the end and proves every digest. Writes nothing.
///
/// # Errors
/// [`VerifyError::Open`].
pub fn package_inside(
    path: &Path,
    identities: &Identities,
    keyring: &Keyring,
    watch: Watch<'_>,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let note = find_note(path, keyring)?;
    let options = OpenOptions { package_digests: Algorithms::default() };
    let staged =
        package::check(path, identities, options, watch.progress, watch.cancel).map_err(OpenError::from)?;
    match &staged.inside {
        Inside::Own { manifest, manifest_bytes, signature, .. } => {
            findings.add(
                Trust::Good,
                "content-good",
                crate::facts![files = staged.totals.files, bytes = staged.totals.bytes],
            );
            findings.signature(&judge_manifest(keyring, manifest, manifest_bytes, signature)?);
            if !addressed(manifest, identities) {
                findings.add(Trust::Unknown, "not-addressed", Facts::new());
            }
        }
        Inside::Foreign(_) => {
            findings.add(Trust::Absent, "foreign", crate::facts![files = staged.totals.files]);
        }
    }
    note_findings(note.as_ref(), &staged, &mut findings)?;
    Ok(findings)
}

fn note_findings(
    note: Option<&FoundNote>,
    staged: &package::Staged,
    findings: &mut Findings,
) -> Result<(), VerifyError> {
    match note {
        Some(note) => {
            compare_note(note, staged)?;
            findings.add(
                Trust::Good,
                "package-digest-good",
                crate::facts![number = note.record.document.head.number],
            );
            findings.signature(&note.judgement);
        }
        None => findings.remark("note-not-here", Facts::new()),
    }
    Ok(())
}
