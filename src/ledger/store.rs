//! What a ledger needs of a place to lie in. SQLite is the embedded one; others may follow.

use super::witness::Witness;
use super::{Entry, Head, LedgerError};
use std::time::Duration;

/// One row as found, before anything in it is believed. Text that is not text is shown with replacement characters:
/// it can then only disagree.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Column `sequence`.
    pub(super) sequence: i64,
    /// Column `sha256`, hex.
    pub(super) sha256: String,
    /// Column `at`.
    pub(super) at: String,
    /// Column `actor`: fingerprint.
    pub(super) actor: String,
    /// Column `kind`.
    pub(super) kind: String,
    /// Column `subject`.
    pub(super) subject: String,
    /// Column `event`: the exact text.
    pub(super) bytes: Vec<u8>,
    /// Column `signature`.
    pub(super) signature: String,
}

impl Row {
    /// The row that an honest writer makes of an entry.
    pub(super) fn of(entry: &Entry) -> Self {
        Self {
            // A ledger of 2^63 entries would take longer than there is.
            sequence: i64::try_from(entry.sequence).unwrap_or(i64::MAX),
            sha256: entry.sha256.to_string(),
            at: entry.at.to_string(),
            actor: entry.actor.fingerprint.clone(),
            kind: entry.kind.clone(),
            subject: entry.subject.clone(),
            bytes: entry.bytes.clone(),
            signature: entry.signature.clone(),
        }
    }
}

/// Makes the entry that follows a head.
pub(super) type Make<'a> = dyn FnMut(Head) -> Result<Entry, LedgerError> + 'a;
/// Looks at a row.
pub(super) type Visit<'a> = dyn FnMut(Row) -> Result<(), LedgerError> + 'a;

/// A place for rows.
pub(super) trait Store: Send {
    /// Appends what `make` makes of the head, alone and durably, or fails without a trace. Refuses when the newest row or
    /// the witness does not hold.
    fn append(&mut self, make: &mut Make<'_>) -> Result<Entry, LedgerError>;

    /// As [`Store::append`] where the witness is lost; with a readable witness, as [`Store::append`].
    fn append_without_witness(&mut self, make: &mut Make<'_>) -> Result<Entry, LedgerError>;

    /// The newest row's place and digest, once its text has been seen to have that digest.
    fn head(&self) -> Result<Head, LedgerError>;

    /// Every row of one moment, in order of `sequence`.
    fn scan(&self, visit: &mut Visit<'_>) -> Result<(), LedgerError>;

    /// What was noted about the newest entry outside the rows. Read it *before* [`Store::scan`]: it may then lag, never lead.
    fn witness(&self) -> Result<Witness, LedgerError>;

    /// Whether the first fence (triggers against UPDATE and DELETE) stands.
    fn fenced(&self) -> Result<bool, LedgerError>;

    /// Whether the file is sound as a file; what SQLite would find out only when it needs a page.
    fn sound(&self) -> Result<(), LedgerError>;

    /// How long to wait for other writers.
    fn set_patience(&mut self, patience: Duration);
}
