//! A package: from outside without a key, from inside with one.

use super::error::VerifyError;
use super::findings::{Findings, Scope};
use crate::crypt::Identities;
use crate::custody::open::{FoundNote, addressed, compare_note, find_note, judge_manifest, refine};
use crate::custody::seal::Watch;
use crate::model::{Algorithms, DigestSet, Facts, Phase, Trust};
use crate::package::{self, Inside, OpenOptions, PackageError, VolumeSet};
use crate::sign::Keyring;
use crate::stream;
use std::fs::File;
use std::path::Path;

/// Judges a package from outside: its digests against the signed note beside it. Needs no key. `named` is the package as it was
/// given, beside which its note lies: another file than `path` where the ciphertext was taken out of armor.
///
/// # Errors
/// [`VerifyError::Open`], [`VerifyError::Read`].
pub fn package_outside(
    path: &Path,
    named: &Path,
    keyring: &Keyring,
    watch: Watch<'_>,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings { scope: Scope::Outer, ..Findings::default() };
    let note = find_note(named, keyring)?;
    let Some(note) = note else {
        findings.add(Trust::Unknown, "note-missing", Facts::new());
        return Ok(findings);
    };
    findings.signature(&note.judgement);
    findings.remark("inside-not-checked", Facts::new());
    if !note.body.package.volumes.is_empty() || VolumeSet::base_of(path)?.is_some() {
        volumes_outside(path, &note, watch, &mut findings)?;
        return Ok(findings);
    }
    let said = note.body.package.digests;
    let algorithms = Algorithms { sha256: said.sha256.is_some(), blake3: said.blake3.is_some() };
    let (bytes, digests) = digest_file(path, algorithms, watch)?;
    let expected = note.body.package.bytes;
    if bytes != expected {
        // Its length alone does not tell a package that lost or got something from another package.
        let code = if bytes < expected { "package-shorter" } else { "package-longer" };
        let number = &note.record.document.head.number;
        findings.add(Trust::Bad, code, crate::facts![at = bytes, expected = expected, number = number]);
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

/// Each volume against what the note says of it.
fn volumes_outside(
    path: &Path,
    note: &FoundNote,
    watch: Watch<'_>,
    findings: &mut Findings,
) -> Result<(), VerifyError> {
    let package = &note.body.package;
    let number = &note.record.document.head.number;
    // Missing, exchanged and foreign ones are named here, as far as their headers tell.
    let set = VolumeSet::find(path)?;
    let Some(set) = set.filter(|set| {
        set.volumes.len() == package.volumes.len() && package.key.is_some() && set.package == package.id
    }) else {
        findings.add(Trust::Bad, "package-digest-bad", crate::facts![number = number]);
        return Ok(());
    };
    let mut good = true;
    // By position: names are what the medium made of them.
    for (said, file) in package.key.iter().chain(&package.volumes).zip(set.files()) {
        let algorithms =
            Algorithms { sha256: said.digests.sha256.is_some(), blake3: said.digests.blake3.is_some() };
        let (bytes, digests) = digest_file(file, algorithms, watch)?;
        if bytes != said.bytes || !digests.agrees_with(&said.digests) {
            good = false;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            findings.add(Trust::Bad, "volume-digest-bad", crate::facts![number = number, volume = name]);
        }
    }
    if good {
        let count = package.volumes.len();
        findings.add(Trust::Good, "volumes-good", crate::facts![number = number, count = count]);
    }
    Ok(())
}

fn digest_file(
    path: &Path,
    algorithms: Algorithms,
    watch: Watch<'_>,
) -> Result<(u64, DigestSet), VerifyError> {
    let failed = |source| VerifyError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    watch.progress.begin(Phase::Hash, file.metadata().ok().map(|metadata| metadata.len()));
    let advance = |count| watch.progress.advance(count);
    let found =
        stream::digest_file(&file, algorithms, watch.cancel, &advance).map_err(|error| {
            match error.kind() {
                std::io::ErrorKind::Interrupted => VerifyError::Open(PackageError::Interrupted.into()),
                _ => failed(error),
            }
        })?;
    watch.progress.end();
    Ok(found)
}

/// Judges a package from inside: decrypts it to the end and proves every digest. Writes nothing. `named` as in [`package_outside`].
///
/// # Errors
/// [`VerifyError::Open`].
pub fn package_inside(
    path: &Path,
    named: &Path,
    identities: &Identities,
    keyring: &Keyring,
    watch: Watch<'_>,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let note = find_note(named, keyring)?;
    let options =
        OpenOptions { package_digests: Algorithms::default(), restore: package::Restore::default() };
    let staged = package::check(path, identities, options, watch.progress, watch.cancel)
        .map_err(|error| refine(error, note.as_ref()))?;
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
