//! A case's ledger, and its documents held against it.

use super::error::VerifyError;
use super::findings::{Finding, Findings};
use crate::custody::case::Case;
use crate::custody::issued::{Odd, heads, odd};
use crate::ledger::Report;
use crate::model::{Fault, Trust};
use crate::sign::Keyring;
use std::path::PathBuf;

/// What was found of a ledger, and of what lies in the folders of its case.
#[derive(Debug)]
pub struct OfLedger {
    /// The chain itself.
    pub report: Report,
    /// Documents that do not agree with it; not looked at where the chain itself does not hold.
    pub odd: Vec<Odd>,
    /// Cards that nobody imported: they count for nothing.
    pub unlisted_cards: Vec<PathBuf>,
}

/// Judges a case's ledger with the heads that its issued documents carry, and its documents. `add` may add whom one trusts elsewhere.
///
/// # Errors
/// [`VerifyError::Case`], [`VerifyError::Ledger`], and what `add` returns.
pub fn ledger<E: From<VerifyError>>(
    case: &Case,
    add: &mut dyn FnMut(&mut Keyring) -> Result<(), E>,
) -> Result<OfLedger, E> {
    // Flaws are to be named, so the cards imported before the first one have to do.
    let mut keyring = case.keyring_before_flaw().map_err(VerifyError::from)?;
    add(&mut keyring)?;
    let ledger = case.ledger().map_err(VerifyError::from)?;
    let heads = heads(case, &ledger).map_err(VerifyError::from)?;
    let report = ledger.verify(&keyring, &heads).map_err(VerifyError::from)?;
    if report.trust == Trust::Bad {
        // What is odd cannot be told then.
        return Ok(OfLedger { report, odd: Vec::new(), unlisted_cards: Vec::new() });
    }
    let odd = odd(case, &ledger).map_err(VerifyError::from)?;
    let unlisted_cards = case.unlisted_cards().map_err(VerifyError::from)?;
    Ok(OfLedger { report, odd, unlisted_cards })
}

impl OfLedger {
    /// As findings among others.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let report = &self.report;
        let mut findings = Findings::default();
        let mut facts = crate::facts![entries = report.entries];
        let code = match report.trust {
            Trust::Good => "ledger-good",
            Trust::Bad => "ledger-bad",
            Trust::Unknown | Trust::Absent => "ledger-unknown",
        };
        if let Some(flaw) = &report.first_bad {
            let fault = crate::ledger::LedgerError::Tampered(flaw.clone());
            facts.extend(crate::facts![reason = fault.code()]);
            facts.extend(fault.facts());
        }
        findings.add(report.trust, code, facts);
        for odd in &self.odd {
            // What was never finished is no part of the case.
            let trust = Some(odd.trust()).filter(|trust| *trust != Trust::Good);
            findings.list.push(Finding { trust, code: odd.finding(), facts: odd.facts() });
        }
        findings
    }
}
