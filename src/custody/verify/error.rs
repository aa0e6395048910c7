//! Why something could not be judged at all.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::open::OpenError;
use crate::custody::survey::SurveyError;
use crate::document::DocumentError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass};
use crate::package::PackageError;
use std::path::PathBuf;

/// Why something could not be judged at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// No file, or none that azukari knows.
    #[error("nothing that can be verified: {path}")]
    NotKnown {
        /// Which.
        path: PathBuf,
    },
    /// The record cannot be read.
    #[error("unreadable record {path}")]
    Record {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: DocumentError,
    },
    /// The page of a record, where the record itself is needed.
    #[error("a page, not the record: {path}")]
    Page {
        /// Which.
        path: PathBuf,
    },
    /// A bag folder that is not complete enough to check.
    #[error("not a bag: {path}")]
    NotABag {
        /// Which.
        path: PathBuf,
    },
    /// Reading.
    #[error("reading {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A package or its note.
    #[error("checking the package")]
    Open(#[from] OpenError),
    /// A folder.
    #[error("reading the folder")]
    Survey(#[from] SurveyError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("using the ledger")]
    Ledger(#[from] LedgerError),
    /// Who closes the transit.
    #[error("recording the receipt")]
    Issue(#[from] IssueError),
}

impl From<PackageError> for VerifyError {
    fn from(error: PackageError) -> Self {
        Self::Open(error.into())
    }
}

impl VerifyError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] =
        &["verify-not-known", "verify-record", "verify-page", "verify-not-a-bag", "verify-read"];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Open(source) => Some(source),
            Self::Survey(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Issue(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for VerifyError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotKnown { .. } => "verify-not-known",
            Self::Record { .. } => "verify-record",
            Self::Page { .. } => "verify-page",
            Self::NotABag { .. } => "verify-not-a-bag",
            Self::Read { .. } => "verify-read",
            _ => self.inner().map_or("bug", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NotKnown { path } | Self::NotABag { path } | Self::Page { path } => {
                crate::facts![path = path.display()]
            }
            Self::Record { path, source } => {
                crate::facts![path = path.display(), reason = source.code(), detail = source.detail()]
            }
            Self::Read { path, source } => crate::facts![path = path.display(), reason = source],
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NotKnown { .. } | Self::NotABag { .. } => FaultClass::Unknown,
            Self::Page { .. } => FaultClass::Usage,
            Self::Record { .. } => FaultClass::Bad,
            Self::Read { .. } => FaultClass::Failed,
            _ => self.inner().map_or(FaultClass::Bug, Fault::class),
        }
    }
}
