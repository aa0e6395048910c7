//! Floor 2: the ledger (台帳), an append-only chain of signed events.
//!
//! # Format `azukari/event/1`
//!
//! `ledger.db` is an SQLite database with one table, `event`, one row per entry. Column `event` holds the exact JSON text of
//! the entry, `sha256` the SHA-256 of that text in hex, `signature` an SSHSIG over it (namespace `event@azukari`) by the key of
//! whoever acted. The text names the SHA-256 of the text before it (`previous`; zeros for the first), so each entry fixes all
//! before it. The other columns repeat parts of the text for people with an SQLite browser; the text alone counts.
//!
//! `ledger.head` holds number and digest of the newest entry, so that deleting the newest rows shows. `ledger.lock` is empty;
//! whoever appends locks it.
//!
//! # What this proves, and what not
//!
//! An outsider with an SQLite client can edit, delete, insert and reorder rows, but cannot sign: [`Ledger::verify`] names the first
//! event that does not hold. Cutting off the newest entries *and* setting `ledger.head` back (or restoring an old copy of both) leaves
//! a consistent, shorter ledger: that shows only against heads kept elsewhere, which is why every issued document carries one. A key
//! holder can re-sign their own newest entries; documents issued since stand against that too.

mod entry;
mod error;
mod event;
mod holding;
mod lock;
mod memory;
mod sqlite;
mod state;
mod store;
mod verify;
mod witness;

pub use entry::{Actor, Draft, EVENT_NAMESPACE, Entry, Head};
pub use error::LedgerError;
pub use event::{
    Action, AssetReceived, AuthorityTrusted, CardImported, CaseOpened, DocumentIssued, Event, FilesWiped,
    FreeSpaceWiped, ImportedMedium, ImportedRecord, Intended, Interrupted, MediumWiped, PackageOpened,
    PackageSealed, ReceiptVerified, RecordsImported, TimestampImported, TransitStarted,
};
pub use holding::{FromOther, Holding, HoldingKind, HoldingState, LastEvent};
pub use lock::Lock;
pub use state::{CardSeen, ImportedSeen, Issued, MediumBegun, MediumSeen, State, Unfinished, unfinished};
pub use verify::{Flaw, HeadFile, Report, UnknownSigner, What};

use crate::model::Timestamp;
use crate::sign::{Keyring, SigningKey};
use std::path::Path;
use std::time::Duration;
use store::Store;

/// A ledger, open. Several, in several processes, may have the same one open.
pub struct Ledger {
    store: Box<dyn Store>,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").finish_non_exhaustive()
    }
}

impl Ledger {
    /// A new, empty ledger in folder `dir`.
    ///
    /// # Errors
    /// [`LedgerError::Exists`] where there is one; the errors of writing.
    pub fn create(dir: &Path) -> Result<Self, LedgerError> {
        Ok(Self { store: Box::new(sqlite::Sqlite::create(dir)?) })
    }

    /// The ledger in folder `dir`; may be on a medium that cannot be written.
    ///
    /// # Errors
    /// [`LedgerError::Missing`], [`LedgerError::NotALedger`], [`LedgerError::Corrupt`], [`LedgerError::Version`],
    /// [`LedgerError::Busy`], [`LedgerError::Open`].
    pub fn open(dir: &Path) -> Result<Self, LedgerError> {
        Ok(Self { store: Box::new(sqlite::Sqlite::open(dir)?) })
    }

    /// A ledger that is gone with the process: for tests and rehearsals.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Box::<memory::Memory>::default() }
    }

    /// How long to wait for others who are writing before giving up with [`LedgerError::Busy`]; 30 seconds unless set.
    pub fn set_patience(&mut self, patience: Duration) {
        self.store.set_patience(patience);
    }

    /// Signs and appends one event, durably: when this returns, the entry survives a power cut. `at` comes from the caller's
    /// clock. When it fails, nothing was appended.
    ///
    /// # Errors
    /// [`LedgerError::Tampered`] when the newest entry or `ledger.head` does not hold (nothing is built on that);
    /// [`LedgerError::Busy`], [`LedgerError::ReadOnly`], [`LedgerError::Full`], [`LedgerError::TooLarge`] and the errors of writing.
    pub fn append(&mut self, draft: &Draft, key: &SigningKey, at: Timestamp) -> Result<Entry, LedgerError> {
        self.store.append(&mut |head| Entry::make(draft, key, at, head))
    }

    /// As [`Ledger::append`], with a draft that depends on the head it will follow, such as a document that carries it.
    ///
    /// # Errors
    /// As [`Ledger::append`], and those of `draft`.
    pub fn append_with(
        &mut self,
        key: &SigningKey,
        at: Timestamp,
        draft: &mut dyn FnMut(Head) -> Result<Draft, LedgerError>,
    ) -> Result<Entry, LedgerError> {
        self.store.append(&mut |head| Entry::make(&draft(head)?, key, at, head))
    }

    /// The newest entry's number and digest; 0 and zeros for an empty ledger.
    ///
    /// # Errors
    /// [`LedgerError::Tampered`] when the newest row does not hold; the errors of reading.
    pub fn head(&self) -> Result<Head, LedgerError> {
        self.store.head()
    }

    /// Hands every entry to `visit`, in order, without holding them all. Numbers, digests, links and `ledger.head` are checked on
    /// the way; signatures are not: that is [`Ledger::verify`].
    ///
    /// # Errors
    /// [`LedgerError::Tampered`] at the first entry that does not hold; the errors of reading.
    pub fn visit(&self, visit: &mut dyn FnMut(Entry)) -> Result<(), LedgerError> {
        verify::walk(self.store.as_ref(), visit)
    }

    /// Every entry, in order, checked as by [`Ledger::visit`].
    ///
    /// # Errors
    /// As [`Ledger::visit`].
    pub fn entries(&self) -> Result<Vec<Entry>, LedgerError> {
        self.find(None, None)
    }

    /// The entries of one kind, of one subject, or both, in order. The whole chain is walked: nothing is taken from an
    /// index that an outsider could edit.
    ///
    /// # Errors
    /// As [`Ledger::visit`].
    pub fn find(&self, kind: Option<&str>, subject: Option<&str>) -> Result<Vec<Entry>, LedgerError> {
        let mut found = Vec::new();
        self.visit(&mut |entry| {
            let fits = kind.is_none_or(|kind| entry.kind == kind);
            if fits && subject.is_none_or(|subject| entry.subject == subject) {
                found.push(entry);
            }
        })?;
        Ok(found)
    }

    /// Who holds what where, derived from all entries.
    ///
    /// # Errors
    /// As [`Ledger::visit`].
    pub fn state(&self) -> Result<State, LedgerError> {
        let mut state = State::default();
        self.visit(&mut |entry| state.apply(&entry))?;
        Ok(state)
    }

    /// Checks everything: form, digests, links, numbers, columns, every signature in the light of `keyring`, `ledger.head`, and
    /// `known_heads` (label and head, from issued documents).
    ///
    /// # Errors
    /// Only what keeps the rows from being read at all; what is wrong with them stands in the [`Report`].
    pub fn verify(&self, keyring: &Keyring, known_heads: &[(String, Head)]) -> Result<Report, LedgerError> {
        verify::verify(self.store.as_ref(), keyring, known_heads)
    }

    /// After `ledger.head` was lost or became unreadable: records that in an event and writes it anew. Where the file is
    /// readable nothing is changed, so that it cannot be used to hide a cut.
    ///
    /// # Errors
    /// As [`Ledger::append`].
    pub fn restore_head(
        &mut self,
        name: &str,
        key: &SigningKey,
        at: Timestamp,
    ) -> Result<Entry, LedgerError> {
        self.store.append_without_witness(&mut |head| {
            let draft = Draft {
                actor: name.to_owned(),
                kind: "head_restored".to_owned(),
                subject: String::new(),
                data: serde_json::json!({ "sequence": head.sequence, "sha256": head.sha256 }),
            };
            Entry::make(&draft, key, at, head)
        })
    }
}

#[cfg(test)]
mod tests;
