//! Why nothing was sealed.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::pending::PendingError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass, because};
use crate::package::PackageError;
use crate::sign::Reason;
use std::path::PathBuf;

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// No card here answers to that name.
    #[error("no card for `{name}`")]
    NoSuchPerson {
        /// As it was typed.
        name: String,
        /// Whose cards come close to it.
        candidates: Vec<String>,
    },
    /// Several cards do.
    #[error("several cards for `{0}`")]
    SeveralPersons(String),
    /// The card is not valid now.
    #[error("card of {name} not valid: {}", .reason.code())]
    CardNotValid {
        /// Whose.
        name: String,
        /// Why.
        reason: Reason,
    },
    /// No kind of key serves all of them.
    #[error("post-quantum keys only: {only_post_quantum:?}; none: {without:?}")]
    RecipientsApart {
        /// Who has a post-quantum key and no other.
        only_post_quantum: Vec<String>,
        /// Who has none.
        without: Vec<String>,
    },
    /// The folder that the package was to lie in is not there.
    #[error("no folder {path}")]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// Package and note stand and the ledger knows the package, but not that it is on its way.
    #[error("recording the transit of {path}")]
    NoTransit {
        /// The package.
        path: PathBuf,
        /// Why.
        #[source]
        source: LedgerError,
    },
    /// Writing volumes: those that are complete stay.
    #[error("writing volumes")]
    Volumes(#[source] PackageError),
    /// Making the package.
    #[error("making the package")]
    Package(#[from] PackageError),
    /// Issuing the delivery note.
    #[error("issuing the delivery note")]
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

impl SealError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "no-such-person",
        "several-persons",
        "card-not-valid",
        "recipients-apart",
        "output-folder-missing",
        "sealed-without-transit",
    ];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Package(source) | Self::Volumes(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Pending(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for SealError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPerson { .. } => "no-such-person",
            Self::SeveralPersons(_) => "several-persons",
            Self::CardNotValid { .. } => "card-not-valid",
            Self::RecipientsApart { .. } => "recipients-apart",
            Self::NoFolder { .. } => "output-folder-missing",
            Self::NoTransit { .. } => "sealed-without-transit",
            _ => self.inner().map_or("bug", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NoSuchPerson { name, candidates } => {
                let none = || "none".to_owned();
                let candidates = if candidates.is_empty() { none() } else { candidates.join(", ") };
                crate::facts![name = name, candidates = candidates]
            }
            Self::SeveralPersons(name) => crate::facts![name = name],
            Self::NoFolder { path } => crate::facts![path = path.display()],
            Self::CardNotValid { name, reason } => crate::facts![name = name, reason = reason.code()],
            Self::RecipientsApart { only_post_quantum, without } => {
                crate::facts![quantum = only_post_quantum.join(", "), without = without.join(", ")]
            }
            Self::NoTransit { path, source } => because(crate::facts![path = path.display()], source),
            Self::Volumes(source) => {
                let mut facts = source.facts();
                facts.push(("volumes", "yes".to_owned()));
                facts
            }
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        if matches!(self, Self::NoTransit { .. }) {
            return FaultClass::Partial;
        }
        self.inner().map_or(FaultClass::Refused, Fault::class)
    }
}
