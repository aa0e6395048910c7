//! What is meant by the files and folders that are named: the records themselves, and those that a summary names.

use super::error::{ImportError, Rejected, Why};
use crate::custody::verify::{VerifyError, load_record};
use crate::document::{Body, Kind, Record, RecordRef};
use crate::model::Sha256;
use std::path::{Path, PathBuf};

/// No record that is imported is longer, in bytes.
const LARGEST: u64 = 64 << 20;

/// A record that is to be imported.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    pub(super) record: Record,
    /// Named itself on the command line; else found in a folder, or by a summary.
    named: bool,
}

impl Candidate {
    pub(super) fn number(&self) -> &str {
        &self.record.document.head.number
    }

    fn is(&self, reference: &RecordRef) -> bool {
        self.record.sha256() == reference.sha256
    }

    /// Who number alike are told apart by their keys.
    pub(super) fn bears(&self, number: &str, fingerprint: &str) -> bool {
        self.number() == number && self.record.document.head.issuer.key.fingerprint == fingerprint
    }

    pub(super) fn rejected(&self, why: Why) -> Rejected {
        Rejected { path: self.path.clone(), number: self.number().to_owned(), why }
    }
}

/// Everything that was found, each record once.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) candidates: Vec<Candidate>,
    /// Copies, byte for byte, of one of them.
    pub(super) copies: Vec<PathBuf>,
    /// What speaks against them as a set.
    pub(super) rejected: Vec<Rejected>,
}

impl Gathered {
    /// Reads what is at `paths`.
    pub(super) fn of(paths: &[PathBuf]) -> Result<Self, ImportError> {
        let mut gathered = Self::default();
        for path in paths {
            if path.is_dir() {
                for path in records_in(path)? {
                    gathered.take(&path, false);
                }
            } else {
                gathered.take(path, true);
            }
        }
        let mut summaries = 0;
        while let Some(at) = gathered.candidates.iter().skip(summaries).position(Candidate::is_summary) {
            // A summary that names itself or another one is not followed further: only certificates are.
            let at = summaries + at;
            gathered.follow(at);
            summaries = at + 1;
        }
        Ok(gathered)
    }

    fn take(&mut self, path: &Path, named: bool) {
        let record = match load(path) {
            Ok(record) => record,
            Err(source) => {
                let rejected =
                    Rejected { path: path.to_owned(), number: String::new(), why: Why::Unreadable(source) };
                self.rejected.push(rejected);
                return;
            }
        };
        let new = Candidate { path: path.to_owned(), record, named };
        let sha256 = new.record.sha256();
        if let Some(known) = self.candidates.iter_mut().find(|known| known.record.sha256() == sha256) {
            known.named |= named;
            if known.path != new.path {
                self.copies.push(new.path);
            }
            return;
        }
        let key = &new.record.document.head.issuer.key.fingerprint;
        if let Some(known) = self.candidates.iter().find(|known| known.bears(new.number(), key)) {
            self.rejected.push(new.rejected(Why::Doubled(known.path.clone())));
            return;
        }
        self.candidates.push(new);
    }

    /// Takes what the summary at this place names and has beside itself.
    fn follow(&mut self, at: usize) {
        let summary = &self.candidates[at];
        let beside: Vec<PathBuf> = named_by(&summary.record)
            .filter(|reference| !self.candidates.iter().any(|one| one.is(reference)))
            .map(|reference| summary.path.with_file_name(format!("{}.json", reference.number)))
            .collect();
        for path in beside.into_iter().filter(|path| path.is_file()) {
            self.take(&path, false);
        }
    }

    /// What the summaries say of the set: what they name and is neither here nor in the case, and what they do not name.
    pub(super) fn against_summaries(&mut self, in_case: &dyn Fn(Sha256) -> bool) {
        let mut rejected = Vec::new();
        for summary in self.candidates.iter().filter(|one| one.is_summary()) {
            for reference in named_by(&summary.record) {
                if in_case(reference.sha256) || self.candidates.iter().any(|one| one.is(reference)) {
                    continue;
                }
                let number = summary.number().to_owned();
                let other = self
                    .candidates
                    .iter()
                    .find(|one| one.bears(&reference.number, &reference.key.fingerprint));
                rejected.push(match other {
                    Some(other) => other.rejected(Why::NotTheOne(number)),
                    None => Rejected {
                        path: summary.path.with_file_name(format!("{}.json", reference.number)),
                        number: reference.number.clone(),
                        why: Why::Missing(number),
                    },
                });
            }
        }
        let stray = self.not_named();
        let stray = stray.filter(|one| one.named);
        rejected.extend(stray.map(|one| one.rejected(Why::Foreign)));
        self.rejected.extend(rejected);
    }

    /// Certificates that none of the summaries names, where there are summaries among what was named or found.
    pub(super) fn not_named(&self) -> impl Iterator<Item = &Candidate> {
        let summaries: Vec<&Candidate> = self.candidates.iter().filter(|one| one.is_summary()).collect();
        let named =
            move |one: &Candidate| summaries.iter().any(|of| named_by(&of.record).any(|name| one.is(name)));
        let any = self.candidates.iter().any(Candidate::is_summary);
        self.candidates
            .iter()
            .filter(move |one| any && one.record.document.body.kind() == Kind::Medium && !named(one))
    }
}

impl Candidate {
    fn is_summary(&self) -> bool {
        self.record.document.body.kind() == Kind::Batch
    }
}

/// What a summary names.
fn named_by(record: &Record) -> impl Iterator<Item = &RecordRef> {
    let media = match &record.document.body {
        Body::Batch(batch) => batch.media.as_slice(),
        _ => &[],
    };
    media.iter().flat_map(crate::document::BatchMedium::certificates)
}

fn load(path: &Path) -> Result<Record, VerifyError> {
    let read = |source| VerifyError::Read { path: path.to_owned(), source };
    let found = path.metadata().map_err(read)?;
    if !found.is_file() || found.len() > LARGEST {
        return Err(VerifyError::NotKnown { path: path.to_owned() });
    }
    load_record(path)
}

/// The records of a folder that can be imported, in the order of their names. Other papers, plans and cards lie there too.
fn records_in(folder: &Path) -> Result<Vec<PathBuf>, ImportError> {
    let failed = |source| ImportError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let json = path.extension().is_some_and(|extension| extension == "json");
        if json && path.metadata().is_ok_and(|found| found.is_file() && found.len() <= LARGEST) {
            let bytes =
                std::fs::read(&path).map_err(|source| ImportError::Read { path: path.clone(), source })?;
            if is_importable(&bytes) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_importable(bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Told {
        schema: String,
    }
    let told: Option<Told> = serde_json::from_slice(bytes).ok();
    told.is_some_and(|told| super::KINDS.iter().any(|kind| kind.schema() == told.schema))
}
