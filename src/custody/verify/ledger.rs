//! A case's ledger.

use super::error::VerifyError;
use crate::custody::case::Case;
use crate::custody::issued::heads;
use crate::ledger::Report;

/// Judges a case's ledger, with the heads that its issued documents carry.
///
/// # Errors
/// [`VerifyError::Case`], [`VerifyError::Ledger`].
pub fn ledger(case: &Case) -> Result<Report, VerifyError> {
    let ledger = case.ledger()?;
    let heads = heads(case, &ledger)?;
    Ok(ledger.verify(&case.keyring_before_flaw()?, &heads)?)
}
