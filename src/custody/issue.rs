//! Issuing a record: numbered, signed, written whole, and in the ledger, or not at all.
//!
//! The files get their names while the ledger is locked and just before its event; a crash between the two leaves a
//! record that the ledger does not know, which [`strays`] names. A number is never used twice.

use super::case::{Case, CaseError, write_new};
use crate::document::{Annex, Body, Document, DocumentError, Head, LedgerHead, Record, Tool, suite};
use crate::ledger::{DocumentIssued, Draft, Entry, Event, Ledger, LedgerError};
use crate::model::{Addressee, Facts, Fault, FaultClass, Sha256, Timestamp};
use crate::sign::{Card, Reason, SignatureError, SigningKey};
use crate::stream::{Hasher, part_name, sync_parent};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// A clock may be set back this far (seconds) before papers would contradict the ledger.
const CLOCK_TOLERANCE: i64 = 120;
/// How often others may get in between before we give up.
const ATTEMPTS: usize = 20;

/// Why a record was not issued. Nothing was written then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The signer's card is not among those of the case, or not valid now.
    #[error("signer {id} may not sign here: {}", .reason.code())]
    Signer {
        /// Short name of the key.
        id: String,
        /// How the key stands.
        reason: Reason,
    },
    /// The clock stands before the newest event of the ledger.
    #[error("the clock says {now}, the ledger {last}")]
    Clock {
        /// This machine's time.
        now: Timestamp,
        /// The newest event's time.
        last: Timestamp,
    },
    /// Others kept appending to the ledger in between.
    #[error("the ledger kept moving")]
    Crowded,
    /// The record could not be put into JSON.
    #[error("writing the record")]
    Document(#[from] DocumentError),
    /// The record could not be signed.
    #[error("signing the record")]
    Sign(#[from] SignatureError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("recording the document")]
    Ledger(#[from] LedgerError),
}

impl IssueError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &["issue-signer", "issue-clock", "issue-crowded", "issue-document"];
}

impl Fault for IssueError {
    fn code(&self) -> &'static str {
        match self {
            Self::Signer { .. } => "issue-signer",
            Self::Clock { .. } => "issue-clock",
            Self::Crowded => "issue-crowded",
            Self::Document(_) => "issue-document",
            Self::Sign(source) => source.code(),
            Self::Case(source) => source.code(),
            Self::Ledger(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Signer { id, reason } => crate::facts![id = id, reason = reason.code()],
            Self::Clock { now, last } => crate::facts![now = now, last = last],
            Self::Crowded => Facts::new(),
            Self::Document(source) => crate::facts![reason = source],
            Self::Sign(source) => source.facts(),
            Self::Case(source) => source.facts(),
            Self::Ledger(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Signer { .. } | Self::Clock { .. } => FaultClass::Refused,
            Self::Crowded => FaultClass::Ledger,
            Self::Document(_) => FaultClass::Bug,
            Self::Sign(source) => source.class(),
            Self::Case(source) => source.class(),
            Self::Ledger(source) => source.class(),
        }
    }
}

/// Who signs: an unlocked key and its card.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    /// The key.
    pub key: &'a SigningKey,
    /// Its card.
    pub card: &'a Card,
}

/// What is to be issued.
#[derive(Debug, Clone)]
pub struct Paper {
    /// What it says.
    pub body: Body,
    /// 宛先.
    pub addressee: Option<Addressee>,
    /// 備考.
    pub remarks: Vec<String>,
    /// Files that belong to it.
    pub annexes: Vec<AnnexFile>,
    /// 台帳番号 or package id that it is about.
    pub about: Option<String>,
}

/// A file to be kept beside the record, as `NUMBER.SUFFIX`, and bound to it by digest.
#[derive(Debug, Clone)]
pub struct AnnexFile {
    /// Such as `manifest-sha256.txt`.
    pub suffix: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// A record that is issued.
#[derive(Debug, Clone)]
pub struct Issued {
    /// 文書番号.
    pub number: String,
    /// `documents/NUMBER.json`.
    pub json: PathBuf,
    /// `documents/NUMBER.json.sig`.
    pub signature: PathBuf,
    /// The annexes.
    pub annexes: Vec<PathBuf>,
    /// The record with its exact bytes.
    pub record: Record,
}

/// Issues `paper` at `at`: number, head, signature, files, ledger event; then brings `allowed_signers` and `VERIFY.txt` up to date.
///
/// # Errors
/// Every [`IssueError`]; nothing was issued then.
pub fn issue(
    case: &Case,
    ledger: &mut Ledger,
    signer: Signer<'_>,
    paper: &Paper,
    at: Timestamp,
) -> Result<Issued, IssueError> {
    may_sign(case, signer, at)?;
    let documents = case.documents();
    let mut files = Written::default();
    let mut issued = None;
    append_numbered(ledger, signer.key, at, &mut |seen| {
        let number = seen.free_document_number(&documents, paper.body.kind().letter(), at);
        let (new, draft) = write_record(case, signer, paper, at, &number, seen.head, &mut files)?;
        issued = Some(new);
        Ok(draft)
    })?;
    files.keep();
    refresh_verification(case)?;
    issued.ok_or(IssueError::Crowded)
}

/// Refuses a signer whose card is not registered in the case, or not valid at `at`.
///
/// # Errors
/// [`IssueError::Signer`], [`IssueError::Case`].
pub fn may_sign(case: &Case, signer: Signer<'_>, at: Timestamp) -> Result<(), IssueError> {
    match case.keyring()?.standing(&signer.key.public(), at).0 {
        Reason::Fits => Ok(()),
        reason => Err(IssueError::Signer { id: signer.card.id.clone(), reason }),
    }
}

/// Files written under their final names; removed again unless kept.
#[derive(Debug, Default)]
struct Written(Vec<PathBuf>);

impl Written {
    fn write(&mut self, path: &Path, content: &[u8]) -> Result<(), IssueError> {
        write_new(path, content).map_err(|source| CaseError::Write { path: path.to_owned(), source })?;
        self.0.push(path.to_owned());
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn write_record(
    case: &Case,
    signer: Signer<'_>,
    paper: &Paper,
    at: Timestamp,
    number: &str,
    ledger: LedgerHead,
    files: &mut Written,
) -> Result<(Issued, Draft), IssueError> {
    let documents = case.documents();
    let name_of = |annex: &AnnexFile| format!("{number}.{}", annex.suffix);
    let bound = paper.annexes.iter().map(|annex| Annex {
        name: name_of(annex),
        bytes: annex.content.len() as u64,
        sha256: Hasher::sha256_of(&annex.content),
    });
    let (suite_list, suite) = suite();
    let head = Head {
        number: number.to_owned(),
        issued_at: at,
        addressee: paper.addressee.clone(),
        issuer: case.issuer(signer.card),
        contract: case.contract(),
        ledger,
        suite,
        suite_list,
        tool: Tool { name: "azukari".into(), version: env!("CARGO_PKG_VERSION").into() },
        issuance: "self".into(),
        remarks: paper.remarks.clone(),
        annexes: bound.collect(),
    };
    let kind = paper.body.kind();
    let json = Document { head, body: paper.body.clone() }.to_bytes()?;
    let signature = signer.key.sign(kind.namespace(), &json)?.into_bytes();
    let record = Record::from_parts(json, signature)?;
    let json_path = documents.join(format!("{number}.json"));
    let signature_path = documents.join(format!("{number}.json.sig"));
    let mut annexes = Vec::new();
    for annex in &paper.annexes {
        let path = documents.join(name_of(annex));
        files.write(&path, &annex.content)?;
        annexes.push(path);
    }
    files.write(&json_path, &record.json)?;
    files.write(&signature_path, &record.signature)?;
    let event = Event::from(DocumentIssued {
        number: number.to_owned(),
        kind: kind.name().to_owned(),
        sha256: record.sha256(),
        about: paper.about.clone(),
    });
    let draft = Draft::new(&signer.card.name, &event)?;
    let issued =
        Issued { number: number.to_owned(), json: json_path, signature: signature_path, annexes, record };
    Ok((issued, draft))
}

/// What the ledger says before something new is numbered.
#[derive(Debug)]
pub struct Seen {
    /// Its newest entry.
    pub head: LedgerHead,
    /// When that was made.
    last: Option<Timestamp>,
    /// Subjects of everything so far: document numbers, assets, packages.
    subjects: BTreeSet<String>,
}

impl Seen {
    fn of(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut seen = Self {
            head: LedgerHead { sequence: 0, sha256: Sha256([0; 32]) },
            last: None,
            subjects: BTreeSet::new(),
        };
        ledger.visit(&mut |entry| {
            seen.head = LedgerHead { sequence: entry.sequence, sha256: entry.sha256 };
            seen.last = Some(entry.at);
            if !entry.subject.is_empty() {
                seen.subjects.insert(entry.subject);
            }
        })?;
        Ok(seen)
    }

    /// The next `LETTER-YEAR-0001` after the highest in the ledger; gaps are not filled.
    #[must_use]
    pub fn free_number(&self, letter: char, at: Timestamp) -> String {
        self.number_from(letter, at, |_| true)
    }

    fn free_document_number(&self, documents: &Path, letter: char, at: Timestamp) -> String {
        // A stray file holds its number too: nothing is ever written over it.
        self.number_from(letter, at, |number| {
            let taken = |ending: &str| documents.join(format!("{number}{ending}")).symlink_metadata().is_ok();
            !taken(".json") && !taken(".json.sig")
        })
    }

    fn number_from(&self, letter: char, at: Timestamp, free: impl Fn(&str) -> bool) -> String {
        let prefix = format!("{letter}-{:04}-", at.civil().0);
        let used = self.subjects.range(prefix.clone()..).take_while(|subject| subject.starts_with(&prefix));
        let highest =
            used.filter_map(|subject| subject[prefix.len()..].parse::<u64>().ok()).max().unwrap_or(0);
        let mut turn = highest + 1;
        loop {
            let number = format!("{prefix}{turn:04}");
            if free(&number) {
                return number;
            }
            turn += 1;
        }
    }
}

/// Appends an event whose content depends on all events before it, such as one with a new number. `make` runs while the
/// ledger is locked; if others came in between, it is not run, and we look again.
///
/// # Errors
/// [`IssueError::Clock`], [`IssueError::Crowded`], [`IssueError::Ledger`], and what `make` returns.
pub fn append_numbered(
    ledger: &mut Ledger,
    key: &SigningKey,
    at: Timestamp,
    make: &mut dyn FnMut(&Seen) -> Result<Draft, IssueError>,
) -> Result<Entry, IssueError> {
    for _ in 0..ATTEMPTS {
        let seen = Seen::of(ledger)?;
        if let Some(last) = seen.last.filter(|last| at.to_unix() + CLOCK_TOLERANCE < last.to_unix()) {
            return Err(IssueError::Clock { now: at, last });
        }
        let (mut stale, mut failure) = (false, None);
        let appended = ledger.append_with(key, at, &mut |head| {
            stale = head.sequence != seen.head.sequence;
            if stale {
                return Err(called_off());
            }
            make(&seen).map_err(|error| {
                failure = Some(error);
                called_off()
            })
        });
        match appended {
            Ok(entry) => return Ok(entry),
            Err(_) if stale => {}
            Err(error) => return Err(failure.unwrap_or(IssueError::Ledger(error))),
        }
    }
    Err(IssueError::Crowded)
}

/// Never seen by anyone: tells the ledger that we changed our mind.
fn called_off() -> LedgerError {
    LedgerError::Busy { path: PathBuf::new(), seconds: 0 }
}

/// Records in `documents/` that the ledger does not know, or knows with another digest: never issued, or altered since.
///
/// # Errors
/// [`IssueError::Case`], [`IssueError::Ledger`].
pub fn strays(case: &Case, ledger: &Ledger) -> Result<Vec<PathBuf>, IssueError> {
    let mut known = std::collections::BTreeMap::new();
    ledger.visit(&mut |entry| {
        if let Some(Event::DocumentIssued(issued)) = entry.event() {
            known.insert(issued.number, issued.sha256);
        }
    })?;
    let mut strays = Vec::new();
    for path in records(&case.documents())? {
        let number = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let found = std::fs::read(&path).map(|bytes| Hasher::sha256_of(&bytes));
        if !matches!((known.get(&number), found), (Some(issued), Ok(found)) if *issued == found) {
            strays.push(path);
        }
    }
    Ok(strays)
}

/// The records in a folder, by name.
fn records(dir: &Path) -> Result<Vec<PathBuf>, CaseError> {
    let read = |source| CaseError::Read { path: dir.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(read)? {
        let path = entry.map_err(read)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Writes `documents/allowed_signers` and `documents/VERIFY.txt`: all that a reader without azukari needs.
///
/// # Errors
/// [`CaseError`].
pub fn refresh_verification(case: &Case) -> Result<(), CaseError> {
    let documents = case.documents();
    replace(&documents.join("allowed_signers"), case.keyring()?.allowed_signers().as_bytes())?;
    let mut text = include_str!("verify.txt").to_owned();
    for path in records(&documents)? {
        let Some(record) =
            std::fs::read(&path).ok().and_then(|json| Record::from_parts(json, Vec::new()).ok())
        else {
            continue;
        };
        let head = &record.document.head;
        let (namespace, signer) = (record.document.body.kind().namespace(), &head.issuer.key.id);
        let number = &head.number;
        let _ = writeln!(
            text,
            "\n{number}  SHA-256 {}\nssh-keygen -Y verify -f allowed_signers -I {signer} -n {namespace} \
             -s {number}.json.sig < {number}.json",
            record.sha256()
        );
        for annex in &head.annexes {
            let _ = writeln!(text, "  + {}  SHA-256 {}", annex.name, annex.sha256);
        }
    }
    replace(&documents.join("VERIFY.txt"), text.as_bytes())
}

/// Puts a new version of a file in place of the old, whole.
fn replace(path: &Path, content: &[u8]) -> Result<(), CaseError> {
    let part = part_name(path);
    let put = || -> io::Result<()> {
        write_new(&part, content)?;
        std::fs::rename(&part, path)?;
        sync_parent(path)
    };
    put().map_err(|source| {
        let _ = std::fs::remove_file(&part);
        CaseError::Write { path: path.to_owned(), source }
    })
}

#[cfg(test)]
#[path = "issue_tests.rs"]
pub(crate) mod tests;
