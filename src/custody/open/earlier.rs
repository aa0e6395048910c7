//! Packages that were opened here before: opened again, each gets another receipt, which its sender should not take for another
//! delivery.

use crate::custody::case::{Case, CaseError};
use crate::ledger::Event;
use crate::model::Timestamp;
use std::collections::BTreeMap;

/// The newest receipt that was issued here for a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its number.
    pub receipt: String,
    /// When the package was opened.
    pub at: Timestamp,
}

/// The receipts issued here, by package id.
///
/// # Errors
/// [`CaseError::Ledger`].
pub fn earlier_receipts(case: &Case) -> Result<BTreeMap<String, Earlier>, CaseError> {
    let mut earlier = BTreeMap::new();
    case.ledger()?.visit(&mut |entry| {
        if let Some(Event::PackageOpened(opened)) = entry.event()
            && let Some(receipt) = opened.receipt
        {
            earlier.insert(opened.package, Earlier { receipt, at: entry.at });
        }
    })?;
    Ok(earlier)
}
