//! Why there is no summary.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::verify::VerifyError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass};
use std::path::PathBuf;

/// Why nothing was summed up. Nothing was issued then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SummaryError {
    /// No certificate was named.
    #[error("no certificate")]
    Nothing,
    /// A file is no certificate for a medium.
    #[error("{path} is no certificate for a medium")]
    NotACertificate {
        /// The file.
        path: PathBuf,
    },
    /// A certificate that is gone, or not as it was issued, or of an unknown signer.
    #[error("certificate {number} in {path} cannot be relied on")]
    Certificate {
        /// Where it is or should be.
        path: PathBuf,
        /// Its number.
        number: String,
    },
    /// The same certificate was given twice.
    #[error("certificate {number} twice")]
    Twice {
        /// The second file.
        path: PathBuf,
        /// Its number.
        number: String,
    },
    /// Of a medium there is a later certificate than any that was named.
    #[error("certificate {newer} of the same medium came after {number}")]
    Later {
        /// The last one that was named.
        number: String,
        /// The one that was not.
        newer: String,
        /// What the medium is called.
        medium: String,
    },
    /// A certificate of the plan is for a medium that the plan does not have.
    #[error("certificate {number} is for a medium that is not in the plan")]
    Foreign {
        /// Its number.
        number: String,
    },
    /// A record could not be read.
    #[error("reading a certificate")]
    Verify(#[from] VerifyError),
    /// Issuing.
    #[error("issuing the summary")]
    Issue(#[from] IssueError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("using the ledger")]
    Ledger(#[from] LedgerError),
}

impl SummaryError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "summary-nothing",
        "summary-not-a-certificate",
        "summary-certificate",
        "summary-twice",
        "summary-later",
        "summary-foreign",
    ];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Verify(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for SummaryError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotACertificate { .. } => "summary-not-a-certificate",
            Self::Certificate { .. } => "summary-certificate",
            Self::Twice { .. } => "summary-twice",
            Self::Later { .. } => "summary-later",
            Self::Foreign { .. } => "summary-foreign",
            _ => self.inner().map_or("summary-nothing", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NotACertificate { path } => crate::facts![path = path.display()],
            Self::Certificate { path, number } | Self::Twice { path, number } => {
                crate::facts![path = path.display(), number = number]
            }
            Self::Later { number, newer, medium } => {
                crate::facts![number = number, newer = newer, medium = medium]
            }
            Self::Foreign { number } => crate::facts![number = number],
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        self.inner().map_or(FaultClass::Refused, Fault::class)
    }
}
