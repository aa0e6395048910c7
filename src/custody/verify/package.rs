//! A package: from outside without a key, from inside with one.

use super::error::VerifyError;
use super::findings::{Findings, Scope};
use crate::crypt::Identities;
use crate::custody::open::{FoundNote, addressed, compare_note, find_note, judge_manifest, refine};
use crate::custody::seal::Watch;
use crate::document::VolumeRef;
use crate::model::{Algorithms, DigestSet, Facts, Phase, Trust};
use crate::package::{self, Inside, OpenOptions, PackageError, VolumeSet};
use crate::sign::Keyring;
use crate::stream;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A package that is to be judged from outside.
#[derive(Debug, Clone, Copy)]
pub struct Outside<'a> {
    /// Its file, or one of its files.
    pub path: &'a Path,
    /// The package as it was given, beside which its note lies: another file than `path` where the ciphertext was taken out of armor.
    pub named: &'a Path,
}

/// Judges packages from outside: their digests against the signed notes beside them. Needs no key. All files are read side by side.
/// Gives a verdict for each, in order.
pub fn packages_outside(
    packages: &[Outside<'_>],
    keyring: &Keyring,
    watch: Watch<'_>,
) -> Vec<Result<Findings, VerifyError>> {
    let cases: Vec<_> = packages.iter().map(|package| Case::prepare(*package, keyring)).collect();
    let parts: Vec<&Part> = cases.iter().flatten().flat_map(|case| &case.parts).collect();
    let length = |part: &&Part| part.path.metadata().map_or(0, |found| found.len());
    watch.progress.begin(Phase::Hash, Some(parts.iter().map(length).sum()));
    let mut found =
        parts.chunks(MOST_OPEN).flat_map(|parts| digests(parts, watch)).collect::<Vec<_>>().into_iter();
    watch.progress.end();
    cases.into_iter().map(|case| case.and_then(|case| case.judge(&mut found))).collect()
}

/// Files that are open at a time: a set may have thousands.
const MOST_OPEN: usize = 128;

/// What a file gave when it was read.
type Read = io::Result<(u64, DigestSet)>;

fn digests(parts: &[&Part], watch: Watch<'_>) -> Vec<Read> {
    let opened: Vec<io::Result<File>> = parts.iter().map(|part| File::open(&part.path)).collect();
    let jobs: Vec<_> = parts
        .iter()
        .zip(&opened)
        .filter_map(|(part, file)| Some((file.as_ref().ok()?, part.algorithms())))
        .collect();
    let advance = |count| watch.progress.advance(count);
    let mut read = stream::digest_files(&jobs, watch.cancel, &advance).into_iter();
    let missing = || Err(io::ErrorKind::InvalidInput.into());
    opened.into_iter().map(|file| file.and_then(|_| read.next().unwrap_or_else(missing))).collect()
}

/// What the note says of one file.
struct Part {
    path: PathBuf,
    bytes: u64,
    digests: DigestSet,
}

impl Part {
    fn algorithms(&self) -> Algorithms {
        Algorithms { sha256: self.digests.sha256.is_some(), blake3: self.digests.blake3.is_some() }
    }

    fn read_error(&self, source: io::Error) -> VerifyError {
        match source.kind() {
            io::ErrorKind::Interrupted => VerifyError::Open(PackageError::Interrupted.into()),
            _ => VerifyError::Read { path: self.path.clone(), source },
        }
    }
}

/// A package before its files are read: what is known already, and what is to be read.
struct Case {
    findings: Findings,
    number: String,
    in_volumes: bool,
    parts: Vec<Part>,
}

impl Case {
    fn prepare(package: Outside<'_>, keyring: &Keyring) -> Result<Self, VerifyError> {
        let mut findings = Findings { scope: Scope::Outer, ..Findings::default() };
        let Some(note) = find_note(package.named, keyring)? else {
            findings.add(Trust::Unknown, "note-missing", Facts::new());
            return Ok(Self { findings, number: String::new(), in_volumes: false, parts: Vec::new() });
        };
        findings.signature(&note.judgement);
        findings.remark("inside-not-checked", Facts::new());
        let said = &note.body.package;
        let number = note.record.document.head.number.clone();
        if said.volumes.is_empty() && VolumeSet::base_of(package.path)?.is_none() {
            let parts =
                vec![Part { path: package.path.to_owned(), bytes: said.bytes, digests: said.digests }];
            return Ok(Self { findings, number, in_volumes: false, parts });
        }
        // Missing, exchanged and foreign ones are named here, as far as their headers tell.
        let set = VolumeSet::find(package.path)?;
        let fits = |set: &VolumeSet| {
            set.volumes.len() == said.volumes.len() && said.key.is_some() && set.package == said.id
        };
        let Some(set) = set.filter(fits) else {
            findings.add(Trust::Bad, "package-digest-bad", crate::facts![number = number]);
            return Ok(Self { findings, number, in_volumes: true, parts: Vec::new() });
        };
        // By position: names are what the medium made of them.
        let files = said.key.iter().chain(&said.volumes).zip(set.files());
        let part = |(said, file): (&VolumeRef, &Path)| Part {
            path: file.to_owned(),
            bytes: said.bytes,
            digests: said.digests,
        };
        Ok(Self { findings, number, in_volumes: true, parts: files.map(part).collect() })
    }

    /// The verdict, from what reading the files gave, which comes in their order.
    fn judge(mut self, found: &mut impl Iterator<Item = Read>) -> Result<Findings, VerifyError> {
        let number = &self.number;
        let findings = &mut self.findings;
        let results: Vec<_> = found.take(self.parts.len()).collect();
        let mut good = true;
        for (part, result) in self.parts.iter().zip(results) {
            let (bytes, digests) = result.map_err(|error| part.read_error(error))?;
            let agrees = digests.agrees_with(&part.digests);
            if bytes == part.bytes && agrees {
                continue;
            }
            good = false;
            if self.in_volumes {
                let name = part.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                findings.add(Trust::Bad, "volume-digest-bad", crate::facts![number = number, volume = name]);
            } else if bytes != part.bytes {
                // Its length alone does not tell a package that lost or got something from another package.
                let code = if bytes < part.bytes { "package-shorter" } else { "package-longer" };
                let facts = crate::facts![at = bytes, expected = part.bytes, number = number];
                findings.add(Trust::Bad, code, facts);
            } else {
                findings.add(Trust::Bad, "package-digest-bad", crate::facts![number = number]);
            }
        }
        match self.parts.len() {
            0 => {}
            _ if !good => {}
            _ if self.in_volumes => {
                let count = self.parts.len() - 1;
                findings.add(Trust::Good, "volumes-good", crate::facts![number = number, count = count]);
            }
            _ => findings.add(Trust::Good, "package-digest-good", crate::facts![number = number]),
        }
        Ok(self.findings)
    }
}

/// Judges a package from inside: decrypts it to the end and proves every digest. Writes nothing. `named` as in [`Outside`].
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
    let options = OpenOptions { package_digests: Algorithms::default(), ..OpenOptions::default() };
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
