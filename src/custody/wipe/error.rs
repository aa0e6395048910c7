//! Why nothing was certified.

use super::kept::Kept;
use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::pending::PendingError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass};
use crate::sanitize::files::{PlanError, WipeError};
use std::path::PathBuf;

/// Why nothing was certified.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WipeFilesError {
    /// There is no file at the given paths: a certificate would certify nothing.
    #[error("no files to wipe")]
    Nothing,
    /// The ledger knows no such asset or opened package.
    #[error("no holding {asset}")]
    UnknownAsset {
        /// The number that was given.
        asset: String,
    },
    /// The ledger knows several that may be meant.
    #[error("several holdings {asset}")]
    AmbiguousAsset {
        /// The number that was given.
        asset: String,
        /// Their full numbers.
        candidates: Vec<String>,
    },
    /// The plan was refused.
    #[error("planning")]
    Plan(#[from] PlanError),
    /// The case asks for the number of 甲's consent, and none was stated.
    #[error("no consent")]
    NoConsent,
    /// Something in it is never wiped; each is a [`Fault`] of its own, to be printed one by one.
    #[error("keeping {} thing(s)", .0.len())]
    Kept(Vec<Kept>),
    /// It could not start.
    #[error("starting to wipe")]
    Wipe(#[from] WipeError),
    /// What was wiped is wiped, but its certificate could not be issued or not be recorded: the ledger's intent stays open.
    #[error("certifying what was wiped; evidence in {journal}")]
    NotCertified {
        /// Where the outcome of every file is written down.
        journal: PathBuf,
        /// Number of the ledger's intent, which stays without an outcome.
        intent: u64,
        /// Why.
        #[source]
        source: IssueError,
    },
    /// A certificate could not be issued, so nothing was wiped.
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

impl WipeFilesError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] =
        &["wipe-nothing", "wipe-unknown-asset", "wipe-ambiguous-asset", "wipe-not-certified"];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Nothing
            | Self::UnknownAsset { .. }
            | Self::AmbiguousAsset { .. }
            | Self::NoConsent
            | Self::Kept(_)
            | Self::NotCertified { .. } => None,
            Self::Plan(source) => Some(source),
            Self::Wipe(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Pending(source) => Some(source),
        }
    }
}

impl Fault for WipeFilesError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownAsset { .. } => "wipe-unknown-asset",
            Self::AmbiguousAsset { .. } => "wipe-ambiguous-asset",
            // As for media.
            Self::NoConsent => "wipe-no-consent",
            // One refusal, whichever floor had the reasons.
            Self::Kept(_) => PlanError::CODES[0],
            Self::NotCertified { .. } => "wipe-not-certified",
            _ => self.inner().map_or("wipe-nothing", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::UnknownAsset { asset } => crate::facts![asset = asset],
            Self::AmbiguousAsset { asset, candidates } => {
                crate::facts![asset = asset, candidates = candidates.join(", ")]
            }
            Self::Kept(kept) => crate::facts![count = kept.len()],
            Self::NotCertified { journal, intent, source } => {
                let cause = std::error::Error::source(source).map_or(source.to_string(), ToString::to_string);
                crate::facts![
                    path = journal.display(),
                    intent = intent,
                    reason = cause,
                    cause = source.code()
                ]
            }
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NotCertified { .. } => FaultClass::Partial,
            _ => self.inner().map_or(FaultClass::Refused, Fault::class),
        }
    }
}
