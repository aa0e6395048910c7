//! What can go wrong with time-stamps.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass, io_facts};
use crate::sign::timestamp::{Reason, StampError};
use std::io;
use std::path::{Path, PathBuf};

/// What went wrong with a time-stamp.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// There is no signature to stamp.
    #[error("no signature at {path}")]
    NoSignature {
        /// Where it should be.
        path: PathBuf,
    },
    /// A response is there already.
    #[error("a time-stamp exists at {path}")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The request that was kept is about something else.
    #[error("{path} is about other bytes")]
    OtherRequest {
        /// The file.
        path: PathBuf,
    },
    /// The response is worth nothing.
    #[error("{path} is bad: {}", .reason.code())]
    Bad {
        /// The response.
        path: PathBuf,
        /// Why.
        reason: Reason,
    },
    /// The response answers another request than the one that was kept.
    #[error("{path} does not answer {request}")]
    OtherAnswer {
        /// The response.
        path: PathBuf,
        /// The request.
        request: PathBuf,
    },
    /// No signature here is what the response is about.
    #[error("no signature here belongs to {path}")]
    NoMatch {
        /// The response.
        path: PathBuf,
        /// Digest of what it is about.
        imprint: String,
    },
    /// Reading.
    #[error("reading {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Writing.
    #[error("writing {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A request, or a certificate.
    #[error("using {path}")]
    Stamp {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: StampError,
    },
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("recording the time-stamp")]
    Ledger(#[from] LedgerError),
    /// Who records it.
    #[error("recording the time-stamp")]
    Issue(#[from] IssueError),
}

impl TimestampError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "timestamp-no-signature",
        "timestamp-exists",
        "timestamp-other-request",
        "timestamp-bad",
        "timestamp-other-answer",
        "timestamp-no-match",
        "timestamp-read",
        "timestamp-write",
    ];

    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Stamp { source, .. } => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Issue(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for TimestampError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSignature { .. } => "timestamp-no-signature",
            Self::Exists { .. } => "timestamp-exists",
            Self::OtherRequest { .. } => "timestamp-other-request",
            Self::Bad { .. } => "timestamp-bad",
            Self::OtherAnswer { .. } => "timestamp-other-answer",
            Self::NoMatch { .. } => "timestamp-no-match",
            Self::Read { .. } => "timestamp-read",
            Self::Write { .. } => "timestamp-write",
            _ => self.inner().map_or("bug", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NoSignature { path } | Self::Exists { path } | Self::OtherRequest { path } => {
                crate::facts![path = path.display()]
            }
            Self::Bad { path, reason } => {
                crate::facts![path = path.display(), reason = reason.code(), detail = reason.detail()]
            }
            Self::OtherAnswer { path, request } => {
                crate::facts![path = path.display(), request = request.display()]
            }
            Self::NoMatch { path, imprint } => crate::facts![path = path.display(), imprint = imprint],
            Self::Read { path, source } | Self::Write { path, source } => io_facts(path, source),
            Self::Stamp { path, source } => {
                let mut facts = source.facts();
                facts.push(("path", path.display().to_string()));
                facts
            }
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NoSignature { .. } => FaultClass::Usage,
            Self::Exists { .. } | Self::OtherRequest { .. } | Self::NoMatch { .. } => FaultClass::Refused,
            Self::Bad { .. } | Self::OtherAnswer { .. } => FaultClass::Bad,
            Self::Read { .. } | Self::Write { .. } => FaultClass::Failed,
            _ => self.inner().map_or(FaultClass::Bug, Fault::class),
        }
    }
}
