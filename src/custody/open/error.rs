//! Why a package was not opened.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::pending::PendingError;
use crate::document::DocumentError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass, because};
use crate::package::PackageError;
use std::path::PathBuf;

/// Why a package was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The package is not the one that the note beside it describes.
    #[error("package and delivery note disagree: {what}")]
    NoteMismatch {
        /// `digest`, `token`, `manifest` or `id`.
        what: &'static str,
    },
    /// The note beside the package has a signature that does not fit.
    #[error("bad signature on the delivery note")]
    NoteSignatureBad {
        /// The note.
        path: PathBuf,
    },
    /// The manifest names another sender than the card of the key that signed it.
    #[error("sender differs from the signer's card")]
    SenderDiffers {
        /// As the manifest says.
        said: String,
        /// As the card says.
        card: String,
    },
    /// The note cannot be read as one.
    #[error("unreadable delivery note")]
    NoteUnreadable {
        /// The note.
        path: PathBuf,
        /// Why.
        #[source]
        source: DocumentError,
    },
    /// The content stands under the target; receipt or ledger entry do not.
    #[error("recording what was opened into {path}")]
    NoReceipt {
        /// The target.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<OpenError>,
    },
    /// The folder in which the content was to appear is not there.
    #[error("no folder {path}")]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// Reading the package.
    #[error("opening the package")]
    Package(#[from] PackageError),
    /// Issuing the receipt.
    #[error("issuing the receipt")]
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

impl OpenError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "note-mismatch",
        "note-signature-bad",
        "note-unreadable",
        "sender-differs",
        "opened-without-receipt",
        "target-folder-missing",
    ];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Package(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Pending(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for OpenError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoteMismatch { .. } => "note-mismatch",
            Self::NoteSignatureBad { .. } => "note-signature-bad",
            Self::NoteUnreadable { .. } => "note-unreadable",
            Self::SenderDiffers { .. } => "sender-differs",
            Self::NoReceipt { .. } => "opened-without-receipt",
            Self::NoFolder { .. } => "target-folder-missing",
            _ => self.inner().map_or("bug", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NoteMismatch { what } => crate::facts![what = what],
            Self::NoteSignatureBad { path } | Self::NoFolder { path } => crate::facts![path = path.display()],
            Self::SenderDiffers { said, card } => crate::facts![said = said, card = card],
            Self::NoteUnreadable { path, source } => {
                crate::facts![path = path.display(), reason = source.code(), detail = source.detail()]
            }
            Self::NoReceipt { path, source } => {
                because(crate::facts![path = path.display(), cause = source.code()], &**source)
            }
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NoReceipt { .. } => FaultClass::Partial,
            Self::NoFolder { .. } => FaultClass::Refused,
            _ => self.inner().map_or(FaultClass::Bad, Fault::class),
        }
    }
}
