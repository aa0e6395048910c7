//! Why a medium was neither planned nor wiped.

use crate::custody::case::CaseError;
use crate::custody::issue::IssueError;
use crate::ledger::LedgerError;
use crate::model::{Facts, Fault, FaultClass, io_facts};
use crate::sanitize::media::MediaRefusal;
use crate::sign::SignatureError;
use std::path::PathBuf;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// Media that are not touched, each with its reason; each is a [`Fault`] of its own, to be printed one by one.
    #[error("refusing {} medium or media", .0.len())]
    Refused(Vec<MediaRefusal>),
    /// No medium is named.
    #[error("no medium")]
    Nothing,
    /// The plan could not be read.
    #[error("reading {path}")]
    PlanRead {
        /// The file.
        path: PathBuf,
        /// The system's word.
        #[source]
        source: std::io::Error,
    },
    /// The file is no plan.
    #[error("{path} is no plan")]
    PlanShape {
        /// The file.
        path: PathBuf,
    },
    /// Its signature is missing, does not fit its bytes, or is nobody's of this case.
    #[error("the signature of {path}")]
    PlanSignature {
        /// The plan.
        path: PathBuf,
        /// Code of how it stands.
        reason: &'static str,
    },
    /// It was made for another contract.
    #[error("{path} is for {contract}")]
    PlanContract {
        /// The plan.
        path: PathBuf,
        /// The contract that it names.
        contract: String,
    },
    /// Every medium of the plan has its certificate already.
    #[error("the plan is carried out: {certificates}")]
    PlanDone {
        /// Their numbers.
        certificates: String,
    },
    /// The case asks for the number of 甲's consent, and none is stated.
    #[error("no consent")]
    NoConsent,
    /// The case or the plan asks for the signature of a second person, and there is none that counts.
    #[error("no second person has signed {path}")]
    NoSecondPerson {
        /// The plan.
        path: PathBuf,
        /// Code of why the signatures that are there do not count.
        reason: &'static str,
        /// Whose they are, as far as known.
        who: String,
    },
    /// The plan could not be written.
    #[error("writing {path}")]
    PlanWrite {
        /// The file.
        path: PathBuf,
        /// The system's word.
        #[source]
        source: std::io::Error,
    },
    /// The word of a medium was not given, or a word is none of the plan's.
    #[error("the words to type")]
    Word {
        /// The media whose word is missing.
        missing: String,
        /// Words that belong to none.
        unknown: String,
    },
    /// The notes of an earlier run could not be read, or a new one not be made.
    #[error("the journal {path}")]
    Journal {
        /// The file.
        path: PathBuf,
        /// The system's word.
        #[source]
        source: std::io::Error,
    },
    /// Another run works on this medium.
    #[error("{device} is being wiped")]
    UnderWay {
        /// The disk.
        device: String,
    },
    /// No randomness for a key or an id.
    #[error("drawing a random number")]
    Random,
    /// The record is no certificate for a medium, or says nothing of what was written.
    #[error("{path} is no certificate for a medium")]
    NotACertificate {
        /// The record.
        path: PathBuf,
    },
    /// Called off.
    #[error("called off")]
    Interrupted,
    /// What was done is done, but could not be certified; the journal has what is known.
    #[error("certifying {device}")]
    NotCertified {
        /// The disk.
        device: String,
        /// Where it is written down.
        journal: PathBuf,
        /// Why.
        #[source]
        source: IssueError,
    },
    /// No certificate could be issued, so nothing was wiped.
    #[error("preparing to certify")]
    Issue(#[from] IssueError),
    /// The plan could not be signed.
    #[error("signing the plan")]
    Sign(#[from] SignatureError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("recording in the ledger")]
    Ledger(#[from] LedgerError),
}

impl MediaError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "wipe-media-refused",
        "wipe-media-nothing",
        "wipe-plan-read",
        "wipe-plan-shape",
        "wipe-plan-signature",
        "wipe-plan-contract",
        "wipe-plan-done",
        "wipe-no-consent",
        "wipe-no-second-person",
        "wipe-plan-write",
        "wipe-word",
        "wipe-media-journal",
        "wipe-media-under-way",
        "wipe-media-random",
        "medium-not-a-certificate",
        "medium-interrupted",
        "wipe-media-not-certified",
    ];

    /// Whether a medium is refused for how it stands on the list.
    #[must_use]
    pub fn is_for_the_list(&self) -> bool {
        matches!(self, Self::Refused(refusals) if refusals.iter().any(MediaRefusal::is_for_the_list))
    }

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Issue(source) => Some(source),
            Self::Sign(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for MediaError {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "wipe-media-refused",
            Self::PlanRead { .. } => "wipe-plan-read",
            Self::PlanShape { .. } => "wipe-plan-shape",
            Self::PlanSignature { .. } => "wipe-plan-signature",
            Self::PlanContract { .. } => "wipe-plan-contract",
            Self::PlanDone { .. } => "wipe-plan-done",
            Self::NoConsent => "wipe-no-consent",
            Self::NoSecondPerson { .. } => "wipe-no-second-person",
            Self::PlanWrite { .. } => "wipe-plan-write",
            Self::Word { .. } => "wipe-word",
            Self::Journal { .. } => "wipe-media-journal",
            Self::UnderWay { .. } => "wipe-media-under-way",
            Self::Random => "wipe-media-random",
            Self::NotACertificate { .. } => "medium-not-a-certificate",
            Self::Interrupted => "medium-interrupted",
            Self::NotCertified { .. } => "wipe-media-not-certified",
            _ => self.inner().map_or("wipe-media-nothing", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Refused(refusals) => crate::facts![count = refusals.len()],
            Self::PlanRead { path, source }
            | Self::PlanWrite { path, source }
            | Self::Journal { path, source } => io_facts(path, source),
            Self::PlanShape { path } | Self::NotACertificate { path } => crate::facts![path = path.display()],
            Self::PlanSignature { path, reason } => crate::facts![path = path.display(), reason = reason],
            Self::PlanContract { path, contract } => {
                crate::facts![path = path.display(), contract = contract]
            }
            Self::Word { missing, unknown } => crate::facts![missing = missing, unknown = unknown],
            Self::NoSecondPerson { path, reason, who } => {
                let who = if who.is_empty() { "none" } else { who };
                crate::facts![path = path.display(), reason = reason, who = who]
            }
            Self::PlanDone { certificates } => crate::facts![certificates = certificates],
            Self::UnderWay { device } => crate::facts![device = device],
            Self::NotCertified { device, journal, source } => {
                crate::facts![device = device, path = journal.display(), cause = source.code()]
            }
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NotCertified { .. } => FaultClass::Partial,
            Self::Interrupted => FaultClass::Interrupted,
            Self::NotACertificate { .. } => FaultClass::Failed,
            Self::PlanWrite { .. } | Self::PlanRead { .. } | Self::Journal { .. } | Self::Random => {
                FaultClass::Failed
            }
            _ => self.inner().map_or(FaultClass::Refused, Fault::class),
        }
    }
}
