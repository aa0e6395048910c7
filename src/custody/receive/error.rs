//! Why nothing was received.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::list::ListError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass};
use std::path::PathBuf;

/// Why nothing was received.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// It was not done as 甲 fixed it, and nobody said why.
    #[error("not as agreed ({what}), and no remark")]
    NotAsAgreed {
        /// `means`, `place`, `date`, joined by commas.
        what: String,
    },
    /// The same content was received before.
    #[error("received before as {asset}")]
    Again {
        /// The earlier asset.
        asset: String,
        /// Its receipt, if known.
        receipt: String,
    },
    /// The same medium was received before and is still held.
    #[error("medium {serial} received before as {asset}")]
    MediumAgain {
        /// Its serial.
        serial: String,
        /// The earlier asset.
        asset: String,
        /// Its receipt.
        receipt: String,
    },
    /// There is nothing to receive.
    #[error("nothing in {path}")]
    Nothing {
        /// What was named.
        path: PathBuf,
    },
    /// A single file, and no name for the asset: the file's own must not go into the ledger.
    #[error("no asset name for {path}")]
    Nameless {
        /// What was named.
        path: PathBuf,
    },
    /// The folder to be received is the case's own, or within it.
    #[error("{path} belongs to the case")]
    OwnFolder {
        /// What was named.
        path: PathBuf,
    },
    /// 甲's list.
    #[error("reading the list")]
    List(#[from] ListError),
    /// Issuing the receipt.
    #[error("issuing the receipt")]
    Issue(#[from] IssueError),
}

impl ReceiveError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "receive-not-as-agreed",
        "receive-again",
        "receive-medium-again",
        "receive-nothing",
        "receive-nameless",
        "receive-own-folder",
    ];
}

impl Fault for ReceiveError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAsAgreed { .. } => "receive-not-as-agreed",
            Self::Again { .. } => "receive-again",
            Self::MediumAgain { .. } => "receive-medium-again",
            Self::Nothing { .. } => "receive-nothing",
            Self::Nameless { .. } => "receive-nameless",
            Self::OwnFolder { .. } => "receive-own-folder",
            Self::List(source) => source.code(),
            Self::Issue(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NotAsAgreed { what } => {
                let differs =
                    |name: &str| if what.split(", ").any(|part| part == name) { "yes" } else { "no" };
                crate::facts![
                    what = what,
                    means = differs("means"),
                    place = differs("place"),
                    date = differs("date")
                ]
            }
            Self::Again { asset, receipt } => crate::facts![asset = asset, receipt = receipt],
            Self::MediumAgain { serial, asset, receipt } => {
                crate::facts![serial = serial, asset = asset, receipt = receipt]
            }
            Self::Nothing { path } | Self::Nameless { path } | Self::OwnFolder { path } => {
                crate::facts![path = path.display()]
            }
            Self::List(source) => source.facts(),
            Self::Issue(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::List(source) => source.class(),
            Self::Issue(source) => source.class(),
            _ => FaultClass::Refused,
        }
    }
}

impl From<CaseError> for ReceiveError {
    fn from(error: CaseError) -> Self {
        Self::Issue(error.into())
    }
}

impl From<LedgerError> for ReceiveError {
    fn from(error: LedgerError) -> Self {
        Self::Issue(error.into())
    }
}
