//! Does the chain hold? Names the first event that does not.

use super::entry::EVENT_NAMESPACE;
use super::store::{Row, Store};
use super::witness::Witness;
use super::{Entry, Head, LedgerError};
use crate::model::{Sha256, Timestamp, Trust};
use crate::sign::{Keyring, PublicKey, Reason, SignatureError, check};
use serde::Serialize;
use std::collections::BTreeMap;

/// How many flaws are listed; one is enough to say Bad.
const MAX_FLAWS: usize = 100;
/// Rows per thread between two joins: long enough to be worth a thread, short enough for memory.
const BATCH_PER_THREAD: usize = 256;

/// What is wrong with an entry, or with what should be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "code")]
#[non_exhaustive]
pub enum What {
    /// Its text is not an event.
    Shape,
    /// Its text is of a schema that this version does not know.
    Schema,
    /// Its text does not have the digest that stands beside it: it was edited.
    Digest,
    /// A column says something else than its text.
    Column {
        /// Which column.
        name: &'static str,
    },
    /// There should be an entry of this number: one or more were removed, here or at the end.
    Missing,
    /// Its number was there already, or stands out of order.
    Number,
    /// It does not follow the entry before it: something was replaced, inserted or reordered.
    Link,
    /// Its signature does not fit its text, or is none.
    Signature,
    /// It names another key than the one that signed it.
    Actor,
    /// `ledger.head` says something else.
    HeadDiffers,
    /// `ledger.head` is no head.
    HeadUnreadable,
    /// A document carries another digest of this entry.
    KnownHead {
        /// Which document.
        label: String,
    },
}

impl What {
    /// Language-free name, kebab-case; also the end of a message key.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Schema => "schema",
            Self::Digest => "digest",
            Self::Column { .. } => "column",
            Self::Missing => "missing",
            Self::Number => "number",
            Self::Link => "link",
            Self::Signature => "signature",
            Self::Actor => "actor",
            Self::HeadDiffers => "head-differs",
            Self::HeadUnreadable => "head-unreadable",
            Self::KnownHead { .. } => "known-head",
        }
    }
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flaw {
    /// Number of the entry.
    pub sequence: u64,
    /// What is wrong with it.
    pub what: What,
}

/// Entries by a key that nobody vouched for at the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownSigner {
    /// Fingerprint of the key.
    pub fingerprint: String,
    /// Name that the first of the entries states.
    pub name: String,
    /// Why it does not count as known.
    pub reason: Reason,
    /// Number of the first such entry.
    pub first: u64,
    /// How many.
    pub entries: u64,
}

/// What `ledger.head` said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum HeadFile {
    /// It names the newest entry.
    Agrees,
    /// It names an earlier entry: a crash between two writes, or entries appended behind its back.
    Behind {
        /// By how many entries.
        entries: u64,
    },
    /// It is gone: nobody can tell whether the newest entries are.
    Missing,
    /// It contradicts the entries, or is no head; the flaws say how.
    Contradicts,
}

/// The whole result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows found.
    pub entries: u64,
    /// Place and digest of the last one that could be read.
    pub head: Head,
    /// Bad: something does not hold. Unknown: it holds, but not everything could be judged, or there is nothing to judge.
    /// Good: everything holds, and every signer was known and valid then.
    pub trust: Trust,
    /// The first flaw by entry number.
    pub first_bad: Option<Flaw>,
    /// Flaws by entry number, at most 100.
    pub flaws: Vec<Flaw>,
    /// Signers who are not known.
    pub unknown: Vec<UnknownSigner>,
    /// What `ledger.head` said.
    pub head_file: HeadFile,
    /// How many heads from documents were on the chain.
    pub known_heads: u64,
    /// Whether the triggers against UPDATE and DELETE stand. Not part of the verdict: the signatures are.
    pub fenced: bool,
    /// How many entries state an earlier time than the one before: a clock was set back. Not part of the verdict.
    pub clock_set_back: u64,
}

/// Reads a row for what it says, and checks that it says it everywhere alike.
pub(super) fn read(row: Row) -> Result<Entry, Flaw> {
    let sequence = u64::try_from(row.sequence).unwrap_or(0);
    let flaw = |what| Flaw { sequence, what };
    if row.sha256 != super::entry::sha256(&row.bytes).to_string() {
        return Err(flaw(What::Digest));
    }
    let Row { at, actor, kind, subject, bytes, signature, .. } = row;
    let entry = Entry::parse(bytes, signature).map_err(flaw)?;
    let columns = [
        ("sequence", entry.sequence == sequence),
        ("at", entry.at.to_string() == at),
        ("actor", entry.actor.fingerprint == actor),
        ("kind", entry.kind == kind),
        ("subject", entry.subject == subject),
    ];
    match columns.into_iter().find(|(_, agrees)| !agrees) {
        Some((name, _)) => Err(flaw(What::Column { name })),
        None => Ok(entry),
    }
}

/// Follows the chain from row to row.
struct Chain {
    /// Digest and number of the row before, while that row is sound.
    before: Option<Sha256>,
    sequence: u64,
}

impl Chain {
    fn new() -> Self {
        Self { before: Some(Head::EMPTY.sha256), sequence: 0 }
    }

    /// The next row: what is wrong with its place, if anything. After a flaw the chain is taken up again at the row after it, so
    /// that one flaw is not told twice.
    fn follow(&mut self, sequence: u64, entry: Option<&Entry>) -> Option<Flaw> {
        let expected = self.sequence + 1;
        let linked = self.before.zip(entry).is_none_or(|(before, entry)| entry.previous == before);
        self.before = entry.map(|entry| entry.sha256);
        if sequence < expected {
            return Some(Flaw { sequence, what: What::Number });
        }
        self.sequence = sequence;
        if sequence > expected {
            return Some(Flaw { sequence: expected, what: What::Missing });
        }
        (!linked).then_some(Flaw { sequence, what: What::Link })
    }
}

/// Compares a noted head with the chain while it passes.
struct Noted {
    head: Head,
    /// `None` until the chain has passed it.
    fits: Option<bool>,
}

impl Noted {
    fn new(head: Head) -> Self {
        Self { head, fits: (head.sequence == 0).then_some(head == Head::EMPTY) }
    }

    fn pass(&mut self, sequence: u64, sha256: Option<Sha256>) {
        if self.head.sequence == sequence && self.fits != Some(false) {
            self.fits = Some(sha256 == Some(self.head.sha256));
        }
    }
}

/// Every entry in order; the first that does not hold ends it. Signatures are not checked.
pub(super) fn walk(store: &dyn Store, visit: &mut dyn FnMut(Entry)) -> Result<(), LedgerError> {
    let mut noted = match store.witness()? {
        Witness::Says(head) => Some(Noted::new(head)),
        Witness::Missing | Witness::Unreadable => None,
    };
    let mut chain = Chain::new();
    store.scan(&mut |row| {
        let entry = read(row).map_err(LedgerError::Tampered)?;
        if let Some(flaw) = chain.follow(entry.sequence, Some(&entry)) {
            return Err(LedgerError::Tampered(flaw));
        }
        if let Some(noted) = &mut noted {
            noted.pass(entry.sequence, Some(entry.sha256));
        }
        visit(entry);
        Ok(())
    })?;
    match noted {
        Some(Noted { fits: Some(false), head }) => {
            Err(LedgerError::tampered(head.sequence, What::HeadDiffers))
        }
        Some(Noted { fits: None, .. }) => Err(LedgerError::tampered(chain.sequence + 1, What::Missing)),
        _ => Ok(()),
    }
}

/// The full check.
pub(super) fn verify(
    store: &dyn Store,
    keyring: &Keyring,
    known_heads: &[(String, Head)],
) -> Result<Report, LedgerError> {
    let witness = store.witness()?;
    let mut check = Check {
        keyring,
        chain: Chain::new(),
        witness: match witness {
            Witness::Says(head) => Some(Noted::new(head)),
            _ => None,
        },
        known: known_heads.iter().map(|(label, head)| (label.as_str(), Noted::new(*head))).collect(),
        head: Head::EMPTY,
        newest: None,
        rows: 0,
        flaws: Vec::new(),
        unknown: BTreeMap::new(),
        clock_set_back: 0,
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(16);
    let full = threads * BATCH_PER_THREAD;
    let mut batch = Vec::with_capacity(full);
    store.scan(&mut |row| {
        batch.push(row);
        if batch.len() == full {
            check.take(std::mem::take(&mut batch), threads);
        }
        Ok(())
    })?;
    check.take(batch, threads);
    // Where rows are bad, they are named; else damage that no row shows must still not pass for Good.
    if check.flaws.is_empty() {
        store.sound()?;
    }
    Ok(check.finish(witness, store.fenced()?))
}

/// A row on its own: what it says and who signed it.
struct Examined {
    sequence: u64,
    /// Digest of the text, whatever is wrong otherwise: heads are compared with it.
    sha256: Sha256,
    entry: Result<Entry, Flaw>,
    signer: Option<Result<PublicKey, What>>,
}

fn examine(row: Row) -> Examined {
    let sequence = u64::try_from(row.sequence).unwrap_or(0);
    let sha256 = super::entry::sha256(&row.bytes);
    let entry = read(row);
    let signer = entry.as_ref().ok().map(|entry| {
        let key = check(EVENT_NAMESPACE, &entry.bytes, entry.signature.as_bytes())
            .map_err(|_: SignatureError| What::Signature)?;
        let named = entry.actor.fingerprint == key.fingerprint() && entry.actor.id == key.id();
        if named { Ok(key) } else { Err(What::Actor) }
    });
    Examined { sequence, sha256, entry, signer }
}

struct Check<'a> {
    keyring: &'a Keyring,
    chain: Chain,
    witness: Option<Noted>,
    known: Vec<(&'a str, Noted)>,
    head: Head,
    newest: Option<Timestamp>,
    rows: u64,
    flaws: Vec<Flaw>,
    unknown: BTreeMap<(String, &'static str), UnknownSigner>,
    clock_set_back: u64,
}

impl Check<'_> {
    /// Signatures on all threads, then the chain in order.
    fn take(&mut self, rows: Vec<Row>, threads: usize) {
        let share = rows.len().div_ceil(threads).max(1);
        let mut rows = rows.into_iter();
        let mut examined = Vec::new();
        std::thread::scope(|scope| {
            let mut workers = Vec::new();
            loop {
                let part: Vec<Row> = rows.by_ref().take(share).collect();
                if part.is_empty() {
                    break;
                }
                workers.push(scope.spawn(|| part.into_iter().map(examine).collect::<Vec<_>>()));
            }
            for worker in workers {
                match worker.join() {
                    Ok(part) => examined.extend(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        for row in examined {
            self.next(row);
        }
    }

    fn next(&mut self, row: Examined) {
        self.rows += 1;
        self.witness.iter_mut().for_each(|noted| noted.pass(row.sequence, Some(row.sha256)));
        self.known.iter_mut().for_each(|(_, noted)| noted.pass(row.sequence, Some(row.sha256)));
        if let Some(flaw) = self.chain.follow(row.sequence, row.entry.as_ref().ok()) {
            self.flaws.push(flaw);
        }
        let entry = match row.entry {
            Ok(entry) => entry,
            Err(flaw) => return self.flaws.push(flaw),
        };
        self.head = entry.head();
        if self.newest.is_some_and(|newest| entry.at < newest) {
            self.clock_set_back += 1;
        }
        self.newest = Some(entry.at);
        match row.signer {
            Some(Ok(key)) => self.signed(&entry, &key),
            Some(Err(what)) => self.flaws.push(Flaw { sequence: entry.sequence, what }),
            None => {}
        }
    }

    fn signed(&mut self, entry: &Entry, key: &PublicKey) {
        let (reason, _) = self.keyring.standing(key, entry.at);
        if reason == Reason::Fits {
            return;
        }
        let known = self.unknown.entry((key.fingerprint(), reason.code())).or_insert_with(|| UnknownSigner {
            fingerprint: key.fingerprint(),
            name: entry.actor.name.clone(),
            reason,
            first: entry.sequence,
            entries: 0,
        });
        known.entries += 1;
    }

    fn finish(mut self, witness: Witness, fenced: bool) -> Report {
        let last = self.chain.sequence;
        let head_file = self.head_file(witness, last);
        let mut known_heads = 0;
        for (label, noted) in &self.known {
            if noted.fits == Some(true) {
                known_heads += 1;
            } else {
                let what = What::KnownHead { label: (*label).to_owned() };
                self.flaws.push(Flaw { sequence: noted.head.sequence, what });
            }
        }
        self.flaws.sort_by_key(|flaw| flaw.sequence);
        self.flaws.truncate(MAX_FLAWS);
        let all_known = self.unknown.is_empty() && head_file != HeadFile::Missing;
        let trust = match (self.flaws.is_empty(), all_known && self.rows > 0) {
            (false, _) => Trust::Bad,
            (true, true) => Trust::Good,
            (true, false) => Trust::Unknown,
        };
        let mut unknown: Vec<_> = self.unknown.into_values().collect();
        unknown.sort_by_key(|signer| signer.first);
        Report {
            entries: self.rows,
            head: self.head,
            trust,
            first_bad: self.flaws.first().cloned(),
            flaws: self.flaws,
            unknown,
            head_file,
            known_heads,
            fenced,
            clock_set_back: self.clock_set_back,
        }
    }

    fn head_file(&mut self, witness: Witness, last: u64) -> HeadFile {
        let flaw = match (witness, &self.witness) {
            (Witness::Missing, _) => return HeadFile::Missing,
            (_, Some(Noted { fits: Some(true), head })) => {
                return match last.saturating_sub(head.sequence) {
                    0 => HeadFile::Agrees,
                    entries => HeadFile::Behind { entries },
                };
            }
            (_, Some(Noted { fits: Some(false), head })) => {
                Flaw { sequence: head.sequence, what: What::HeadDiffers }
            }
            // The entry that it names never came: one or more were cut off behind the last.
            (_, Some(Noted { fits: None, .. })) => Flaw { sequence: last + 1, what: What::Missing },
            (_, None) => Flaw { sequence: last, what: What::HeadUnreadable },
        };
        self.flaws.push(flaw);
        HeadFile::Contradicts
    }
}
