//! What can go wrong with one's own keys.

use crate::crypt::CryptError;
use crate::custody::case::CaseError;
use crate::model::{Facts, Fault, FaultClass, io_facts};
use crate::sign::{CardError, KeyError};
use std::io;
use std::path::{Path, PathBuf};

/// What went wrong with one's own keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// Nothing says where the keys are.
    #[error("no home folder")]
    NoHome,
    /// There are none yet.
    #[error("no keys in {path}")]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// There are none here, but whoever ran this through `sudo` has some.
    #[error("no keys in {path} under sudo")]
    MissingUnderSudo {
        /// The folder.
        path: PathBuf,
        /// Who ran `sudo`.
        user: String,
        /// Where their keys are or would be.
        home: PathBuf,
    },
    /// There are some, and they are never overwritten.
    #[error("keys exist in {path}")]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A key file could not be read.
    #[error("reading {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A key file could not be written.
    #[error("writing {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The age identity.
    #[error("using the age identity {path}")]
    Identity {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: CryptError,
    },
    /// The signing key.
    #[error("using the signing key {path}")]
    Signing {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: KeyError,
    },
    /// The own card.
    #[error("using the card {path}")]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: CardError,
    },
    /// The keys and the card do not belong together.
    #[error("{path} does not belong to the card")]
    Foreign {
        /// The odd file.
        path: PathBuf,
    },
    /// A trusted card.
    #[error("using the trusted cards")]
    Trusted(#[from] CaseError),
}

impl KeysError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "keys-no-home",
        "keys-missing",
        "keys-missing-sudo",
        "keys-exist",
        "keys-read",
        "keys-write",
        "keys-foreign",
        "keys-wrong-passphrase",
    ];
}

impl Fault for KeysError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoHome => "keys-no-home",
            Self::Missing { .. } => "keys-missing",
            Self::MissingUnderSudo { .. } => "keys-missing-sudo",
            Self::Exists { .. } => "keys-exist",
            Self::Read { .. } => "keys-read",
            Self::Write { .. } => "keys-write",
            Self::Identity { source: CryptError::WrongPassphrase, .. }
            | Self::Signing { source: KeyError::WrongPassphrase, .. } => "keys-wrong-passphrase",
            Self::Identity { source, .. } => source.code(),
            Self::Signing { source, .. } => source.code(),
            Self::Card { source, .. } => source.code(),
            Self::Foreign { .. } => "keys-foreign",
            Self::Trusted(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        let with = |path: &Path, mut facts: Facts| {
            facts.push(("path", path.display().to_string()));
            facts
        };
        match self {
            Self::NoHome => Facts::new(),
            Self::Missing { path } | Self::Exists { path } => {
                with(path, crate::facts![lacking = lacking(path)])
            }
            Self::MissingUnderSudo { path, user, home } => {
                with(path, crate::facts![user = user, home = home.display()])
            }
            Self::Foreign { path } => with(path, Facts::new()),
            Self::Read { path, source } | Self::Write { path, source } => io_facts(path, source),
            Self::Identity { path, source } => with(path, source.facts()),
            Self::Signing { path, source } => with(path, source.facts()),
            Self::Card { path, source } => with(path, source.facts()),
            Self::Trusted(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Exists { .. } => FaultClass::Refused,
            Self::Identity { source: CryptError::WrongPassphrase, .. } => FaultClass::Failed,
            Self::Identity { source, .. } => source.class(),
            Self::Signing { source, .. } => source.class(),
            Self::Card { source, .. } => source.class(),
            Self::Trusted(source) => source.class(),
            _ => FaultClass::Failed,
        }
    }
}

/// Which files of a pair are not in `dir`, where others are; `none` for a whole pair or no pair at all.
fn lacking(dir: &Path) -> String {
    let pair = ["signing.key", "identity.age", "card.json"];
    let absent: Vec<_> = pair.into_iter().filter(|name| !dir.join(name).exists()).collect();
    if absent.is_empty() || absent.len() == pair.len() { "none".to_owned() } else { absent.join(", ") }
}
