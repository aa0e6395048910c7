//! A ledger in memory: the same rules without a file.

use super::store::{Make, Row, Store, Visit};
use super::witness::Witness;
use super::{Entry, Head, LedgerError};
use std::time::Duration;

/// Rows in a vector.
#[derive(Default)]
pub(super) struct Memory {
    rows: Vec<Row>,
    head: Option<Head>,
}

impl Store for Memory {
    fn append(&mut self, make: &mut Make<'_>) -> Result<Entry, LedgerError> {
        let entry = make(self.head()?)?;
        self.head = Some(entry.head());
        self.rows.push(Row::of(&entry));
        Ok(entry)
    }

    fn append_without_witness(&mut self, make: &mut Make<'_>) -> Result<Entry, LedgerError> {
        self.append(make)
    }

    fn head(&self) -> Result<Head, LedgerError> {
        Ok(self.head.unwrap_or(Head::EMPTY))
    }

    fn scan(&self, visit: &mut Visit<'_>) -> Result<(), LedgerError> {
        self.rows.iter().cloned().try_for_each(visit)
    }

    fn witness(&self) -> Result<Witness, LedgerError> {
        self.head().map(Witness::Says)
    }

    fn fenced(&self) -> Result<bool, LedgerError> {
        Ok(true)
    }

    fn sound(&self) -> Result<(), LedgerError> {
        Ok(())
    }

    fn set_patience(&mut self, _: Duration) {}
}
