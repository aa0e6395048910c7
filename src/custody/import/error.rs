//! Why records were not imported. Nothing was then: all of them or none.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::custody::pending::PendingError;
use crate::custody::verify::VerifyError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass, Timestamp, io_facts};
use std::path::PathBuf;

/// What speaks against one record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// It, its signature or an annex is not as it was issued.
    #[error("altered: {0}")]
    Bad(&'static str),
    /// It cannot be read.
    #[error("unreadable")]
    Unreadable(#[source] VerifyError),
    /// There is no signature beside it.
    #[error("no signature")]
    Unsigned,
    /// Nobody here vouches for the key that signed it, at that time.
    #[error("unknown signer {fingerprint}")]
    Signer {
        /// Whose it says it is.
        name: String,
        /// The key.
        fingerprint: String,
        /// How the key stands.
        reason: String,
    },
    /// An annex that it binds is not beside it.
    #[error("annex {0} is missing")]
    Annex(String),
    /// A kind that is not imported.
    #[error("kind {0}")]
    Kind(&'static str),
    /// It was issued under another contract.
    #[error("another contract: {0}")]
    Contract(String),
    /// It is from the future.
    #[error("issued at {at}, now it is {now}")]
    Future {
        /// 発行日時.
        at: Timestamp,
        /// This machine's time.
        now: Timestamp,
    },
    /// Its own times contradict each other.
    #[error("its times contradict each other")]
    Times,
    /// Another record of this number and signer is here already.
    #[error("its number is taken")]
    Taken,
    /// Another record of this number and signer is among those to be imported.
    #[error("twice with other bytes: {0}")]
    Doubled(PathBuf),
    /// A summary names it, and it is not here.
    #[error("named by {0} and not here")]
    Missing(String),
    /// A summary names one of this number and signer with other bytes.
    #[error("not the one of {0}")]
    NotTheOne(String),
    /// It was named beside summaries, and none of them names it.
    #[error("in no summary")]
    Foreign,
}

/// One record that cannot be imported.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {why}")]
pub struct Rejected {
    /// Its file, or where it should be.
    pub path: PathBuf,
    /// Its number, as far as known.
    pub number: String,
    /// Why.
    pub why: Why,
}

impl Rejected {
    /// Every code.
    pub const CODES: &[&str] = &[
        "import-bad",
        "import-unsigned",
        "import-signer",
        "import-annex",
        "import-kind",
        "import-contract",
        "import-future",
        "import-times",
        "import-taken",
        "import-doubled",
        "import-missing",
        "import-not-the-one",
        "import-foreign",
    ];
}

impl Fault for Rejected {
    fn code(&self) -> &'static str {
        match &self.why {
            Why::Bad(_) => "import-bad",
            Why::Unreadable(source) => source.code(),
            Why::Unsigned => "import-unsigned",
            Why::Signer { .. } => "import-signer",
            Why::Annex(_) => "import-annex",
            Why::Kind(_) => "import-kind",
            Why::Contract(_) => "import-contract",
            Why::Future { .. } => "import-future",
            Why::Times => "import-times",
            Why::Taken => "import-taken",
            Why::Doubled(_) => "import-doubled",
            Why::Missing(_) => "import-missing",
            Why::NotTheOne(_) => "import-not-the-one",
            Why::Foreign => "import-foreign",
        }
    }

    fn facts(&self) -> Facts {
        let mut facts = crate::facts![path = self.path.display(), number = self.number];
        facts.extend(match &self.why {
            Why::Bad(finding) => crate::facts![finding = finding],
            Why::Unreadable(source) => return source.facts(),
            Why::Signer { name, fingerprint, reason } => {
                crate::facts![name = name, fingerprint = fingerprint, reason = reason]
            }
            Why::Annex(name) => crate::facts![name = name],
            Why::Kind(kind) => crate::facts![kind = kind],
            Why::Contract(differences) => crate::facts![differences = differences],
            Why::Future { at, now } => crate::facts![at = at, now = now],
            Why::Doubled(other) => crate::facts![other = other.display()],
            Why::Missing(summary) | Why::NotTheOne(summary) => crate::facts![summary = summary],
            Why::Unsigned | Why::Times | Why::Taken | Why::Foreign => Facts::new(),
        });
        facts
    }

    fn class(&self) -> FaultClass {
        match &self.why {
            Why::Bad(_) | Why::NotTheOne(_) => FaultClass::Bad,
            Why::Unreadable(source) => source.class(),
            _ => FaultClass::Refused,
        }
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Records that cannot be imported; each is a [`Fault`] of its own, to be printed one by one.
    #[error("refusing {} record(s)", .0.len())]
    Refused(Vec<Rejected>),
    /// Nothing that could be imported is in what was named.
    #[error("nothing to import")]
    Nothing,
    /// More than one entry of the ledger can take.
    #[error("{count} records at once")]
    TooMany {
        /// How many.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// A folder or file could not be read.
    #[error("reading {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// The system's word.
        #[source]
        source: std::io::Error,
    },
    /// The copies could not be written.
    #[error("writing {path}")]
    Write {
        /// Where.
        path: PathBuf,
        /// The system's word.
        #[source]
        source: std::io::Error,
    },
    /// An annex is not what it was when the record was judged.
    #[error("{path} changed meanwhile")]
    Changed {
        /// Which.
        path: PathBuf,
    },
    /// Work in progress cannot be noted.
    #[error("noting the import")]
    Pending(#[from] PendingError),
    /// Whoever imports may not sign here.
    #[error("recording the import")]
    Issue(#[from] IssueError),
    /// Judging.
    #[error("judging")]
    Verify(#[from] VerifyError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("using the ledger")]
    Ledger(#[from] LedgerError),
}

impl ImportError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "import-refused",
        "import-nothing",
        "import-too-many",
        "import-read",
        "import-write",
        "import-changed",
    ];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Pending(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Verify(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for ImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "import-refused",
            Self::TooMany { .. } => "import-too-many",
            Self::Read { .. } => "import-read",
            Self::Write { .. } => "import-write",
            Self::Changed { .. } => "import-changed",
            _ => self.inner().map_or("import-nothing", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Refused(rejected) => crate::facts![count = rejected.len()],
            Self::Changed { path } => crate::facts![path = path.display()],
            Self::TooMany { count, most } => crate::facts![count = count, most = most],
            Self::Read { path, source } | Self::Write { path, source } => io_facts(path, source),
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Refused(rejected) if rejected.iter().any(|one| one.class() == FaultClass::Bad) => {
                FaultClass::Bad
            }
            Self::Changed { .. } => FaultClass::Bad,
            Self::Refused(_) | Self::Nothing | Self::TooMany { .. } => FaultClass::Refused,
            Self::Read { .. } | Self::Write { .. } => FaultClass::Failed,
            _ => self.inner().map_or(FaultClass::Failed, Fault::class),
        }
    }
}
