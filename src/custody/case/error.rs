//! What can go wrong with a case.

use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass, because, io_facts};
use crate::sign::{CardError, KeyringError};
use std::io;
use std::path::PathBuf;

/// What went wrong with a case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// There is no case here or above.
    #[error("no case at or above {start}")]
    Missing {
        /// Where the search began.
        start: PathBuf,
    },
    /// The folder already is one.
    #[error("a case exists at {path}")]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The folder lies inside one.
    #[error("{path} lies inside the case at {outer}")]
    Inside {
        /// The folder.
        path: PathBuf,
        /// The case around it.
        outer: PathBuf,
    },
    /// `azukari.toml` is not understood.
    #[error("parsing {path}")]
    Settings {
        /// The file.
        path: PathBuf,
        /// The line where that begins, if it has a place.
        line: Option<usize>,
        /// What is wrong, by the parser.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// `azukari.toml` is of a version that this program does not know.
    #[error("unknown schema `{found}` in {path}")]
    Version {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: String,
    },
    /// A file of the case could not be read.
    #[error("reading {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file of the case could not be written.
    #[error("writing {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A card in `cards/` is unusable.
    #[error("reading the card {path}")]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: CardError,
    },
    /// A card in `cards/` takes another's short name.
    #[error("trusting the card {path}")]
    Keyring {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: KeyringError,
    },
    /// The ledger.
    #[error("using the ledger")]
    Ledger(#[from] LedgerError),
}

impl CaseError {
    /// The codes that are this error's own; those of a card and of the ledger come from there.
    pub const CODES: &[&str] = &[
        "case-missing",
        "case-exists",
        "case-inside",
        "case-settings",
        "case-version",
        "case-read",
        "case-write",
        "case-card",
    ];
}

impl Fault for CaseError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "case-missing",
            Self::Exists { .. } => "case-exists",
            Self::Inside { .. } => "case-inside",
            Self::Settings { .. } => "case-settings",
            Self::Version { .. } => "case-version",
            Self::Read { .. } => "case-read",
            Self::Write { .. } => "case-write",
            Self::Card { .. } | Self::Keyring { .. } => "case-card",
            Self::Ledger(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Missing { start: path } | Self::Exists { path } => crate::facts![path = path.display()],
            Self::Inside { path, outer } => crate::facts![path = path.display(), outer = outer.display()],
            Self::Settings { path, line, source } => {
                let (reason, line) = (source.message(), line.map(|line| line.to_string()));
                let lacks = reason.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
                crate::facts![
                    path = path.display(),
                    line = line.as_deref().unwrap_or("unknown"),
                    lacks = lacks.unwrap_or("none"),
                    reason = reason
                ]
            }
            Self::Version { path, found } => crate::facts![path = path.display(), found = found],
            Self::Read { path, source } | Self::Write { path, source } => io_facts(path, source),
            Self::Card { path, source } => because(crate::facts![path = path.display()], source),
            Self::Keyring { path, source } => because(crate::facts![path = path.display()], source),
            Self::Ledger(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Missing { .. } => FaultClass::Usage,
            Self::Exists { .. } | Self::Inside { .. } => FaultClass::Refused,
            Self::Card { source, .. } => source.class(),
            Self::Ledger(source) => source.class(),
            _ => FaultClass::Failed,
        }
    }
}
