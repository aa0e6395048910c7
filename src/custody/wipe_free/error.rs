//! Why nothing was certified.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::pending::PendingError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass};
use crate::sanitize::free::FreeError;

/// Why nothing was certified.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WipeFreeError {
    /// It was refused, or could not start.
    #[error("filling free space")]
    Free(#[from] FreeError),
    /// The case asks for the number of 甲's consent, and none was stated.
    #[error("no consent")]
    NoConsent,
    /// What was filled is filled and given back, but its certificate could not be issued or not be recorded.
    #[error("certifying what was filled")]
    NotCertified {
        /// Number of the ledger's intent, which stays without an outcome.
        intent: u64,
        /// Why.
        #[source]
        source: IssueError,
    },
    /// A certificate could not be issued, so nothing was filled.
    #[error("preparing to certify")]
    Issue(#[from] IssueError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("recording in the ledger")]
    Ledger(#[from] LedgerError),
    /// Noting the work down beforehand.
    #[error("noting the work")]
    Pending(#[from] PendingError),
}

impl WipeFreeError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &["free-not-certified"];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::NoConsent | Self::NotCertified { .. } => None,
            Self::Free(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Pending(source) => Some(source),
        }
    }
}

impl Fault for WipeFreeError {
    fn code(&self) -> &'static str {
        match self {
            // As for media.
            Self::NoConsent => "wipe-no-consent",
            _ => self.inner().map_or("free-not-certified", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NotCertified { intent, source } => {
                let cause = std::error::Error::source(source).map_or(source.to_string(), ToString::to_string);
                crate::facts![intent = intent, reason = cause, cause = source.code()]
            }
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NoConsent => FaultClass::Refused,
            _ => self.inner().map_or(FaultClass::Partial, Fault::class),
        }
    }
}
