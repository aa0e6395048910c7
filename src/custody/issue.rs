//! Issuing a record: numbered, signed, written whole, and in the ledger, or not at all.
//!
//! The files get their names while the ledger is locked and just before its event, and are noted beforehand; a crash between
//! the two leaves a record that the ledger does not know, which the next run names. A number is never used twice.

use super::case::{Case, CaseError, write_new};
use super::issued::refresh_verification;
use super::pending::{Pending, PendingError};
use crate::document::{Annex, Body, Document, DocumentError, Head, LedgerHead, Record, Tool, suite};
use crate::ledger::{Action, DocumentIssued, Draft, Entry, Event, Ledger, LedgerError};
use crate::model::{Addressee, Facts, Fault, FaultClass, KeyAgreement, Sha256, Timestamp};
use crate::sign::{Card, Reason, SignatureError, SigningKey};
use crate::stream::{Hasher, create_private, part_name};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A clock may be set back this far (seconds) before papers would contradict the ledger.
const CLOCK_TOLERANCE: i64 = 120;
/// No case numbers as many papers or assets of a kind in a year.
const MOST_A_YEAR: u64 = 1_000_000_000;
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
    /// Noting the files down beforehand.
    #[error("noting the files")]
    Pending(#[from] PendingError),
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
            Self::Pending(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Signer { id, reason } => crate::facts![id = id, reason = reason.code()],
            Self::Clock { now, last } => crate::facts![now = now, last = last],
            Self::Crowded => Facts::new(),
            Self::Document(source) => crate::facts![reason = source.code(), detail = source.detail()],
            Self::Sign(source) => source.facts(),
            Self::Case(source) => source.facts(),
            Self::Ledger(source) => source.facts(),
            Self::Pending(source) => source.facts(),
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
            Self::Pending(source) => source.class(),
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
    /// How the package that it is about was sealed; empty if it is about none.
    pub agreements: Vec<KeyAgreement>,
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
    /// `allowed_signers` and `VERIFY.txt` could not be brought up to date; the document itself is issued.
    pub verification_stale: bool,
}

/// Issues `paper` at `at`: number, head, signature, files, ledger event; then brings `allowed_signers` and `VERIFY.txt` up to date,
/// if it can ([`Issued::verification_stale`]).
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
    let mut issued = issued.ok_or(IssueError::Crowded)?;
    // What is in the ledger is issued: that two helps for its readers are stale must not make a failure of it.
    issued.verification_stale = refresh_verification(case, ledger).is_err();
    Ok(issued)
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
struct Written {
    files: Vec<PathBuf>,
    /// Names them to the next run if this one dies.
    pending: Option<Pending>,
}

impl Written {
    fn write(&mut self, path: &Path, content: &[u8]) -> Result<(), IssueError> {
        write_new(path, content).map_err(|source| CaseError::Write { path: path.to_owned(), source })?;
        self.files.push(path.to_owned());
        Ok(())
    }

    fn keep(mut self) {
        self.files.clear();
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        self.files.retain(|path| std::fs::remove_file(path).is_err());
        if let Some(pending) = self.pending.take() {
            let left: Vec<&Path> = self.files.iter().map(PathBuf::as_path).collect();
            pending.finish_unless_left(&left);
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
    let (suite_list, suite) = suite(&paper.body, &paper.agreements);
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
    let annexes: Vec<PathBuf> = paper.annexes.iter().map(|annex| documents.join(name_of(annex))).collect();
    let mut paths = annexes.clone();
    paths.extend([signature_path.clone(), json_path.clone()]);
    files.pending = Some(Pending::begin(&documents, "issue", &paths, at)?);
    for (path, annex) in annexes.iter().zip(&paper.annexes) {
        files.write(path, &annex.content)?;
    }
    // The record comes last: it never stands there unsigned.
    files.write(&signature_path, &record.signature)?;
    files.write(&json_path, &record.json)?;
    let event = Event::from(DocumentIssued {
        number: number.to_owned(),
        kind: kind.name().to_owned(),
        sha256: record.sha256(),
        about: paper.about.clone(),
    });
    let draft = Draft::new(&signer.card.name, &event)?;
    let issued = Issued {
        number: number.to_owned(),
        json: json_path,
        signature: signature_path,
        annexes,
        record,
        verification_stale: false,
    };
    Ok((issued, draft))
}

/// What the ledger says before something new is numbered.
#[derive(Debug)]
pub struct Seen {
    /// Its newest entry.
    pub head: LedgerHead,
    /// When that was made.
    last: Option<Timestamp>,
    /// Numbers given here so far, of documents and assets. Other subjects come from users and from others' packages.
    numbers: BTreeSet<String>,
}

impl Seen {
    fn of(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut seen = Self {
            head: LedgerHead { sequence: 0, sha256: Sha256([0; 32]) },
            last: None,
            numbers: BTreeSet::new(),
        };
        ledger.visit(&mut |entry| {
            seen.head = LedgerHead { sequence: entry.sequence, sha256: entry.sha256 };
            seen.last = Some(entry.at);
            seen.numbers.extend(match entry.event() {
                Some(Event::DocumentIssued(issued)) => Some(issued.number),
                Some(Event::AssetReceived(received)) => Some(received.asset),
                Some(Event::Intended(intended)) if intended.action == Action::Receive => {
                    Some(intended.subject)
                }
                _ => None,
            });
        })?;
        Ok(seen)
    }

    fn check_clock(&self, now: Timestamp) -> Result<(), IssueError> {
        match self.last.filter(|last| now.to_unix() + CLOCK_TOLERANCE < last.to_unix()) {
            Some(last) => Err(IssueError::Clock { now, last }),
            None => Ok(()),
        }
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
        let used = self.numbers.range(prefix.clone()..).map_while(|number| number.strip_prefix(&prefix));
        // A forged giant must not use up the numbers, nor overflow.
        let turns = used.filter_map(|turn| turn.parse::<u64>().ok()).filter(|turn| *turn < MOST_A_YEAR);
        let highest = turns.max().unwrap_or(0);
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

/// Refuses what [`issue`] would refuse, before work that cannot be undone: a clock before the ledger's newest event, and a folder
/// of documents that cannot be written.
///
/// # Errors
/// [`IssueError::Clock`], [`IssueError::Case`], [`IssueError::Ledger`].
pub fn may_issue(case: &Case, ledger: &Ledger, now: Timestamp) -> Result<(), IssueError> {
    Seen::of(ledger)?.check_clock(now)?;
    let probe = part_name(&case.documents().join("probe"));
    let write = |source| CaseError::Write { path: case.documents(), source };
    create_private(&probe).map_err(write)?;
    std::fs::remove_file(&probe).map_err(write)?;
    Ok(())
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
        seen.check_clock(at)?;
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

#[cfg(test)]
#[path = "issue_tests.rs"]
pub(crate) mod tests;
