//! What can go wrong with requests and authorities. What is wrong with a response is its judgement's [`super::Reason`].

use super::reason::Reason;
use crate::model::{Facts, Fault, FaultClass};

/// What went wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StampError {
    /// Not a request, or one of a kind that is not understood.
    #[error("parsing a time-stamp request: {}", .0.code())]
    Request(Reason),
    /// The system gave no randomness.
    #[error("no randomness for a nonce")]
    NoRandom,
    /// Not the certificate of an authority.
    #[error("no certificate of an authority: {0}")]
    Certificate(&'static str),
}

impl StampError {
    /// Every code of this error.
    pub const CODES: &[&str] = &["stamp-request", "stamp-no-random", "stamp-certificate"];
}

impl Fault for StampError {
    fn code(&self) -> &'static str {
        match self {
            Self::Request(_) => "stamp-request",
            Self::NoRandom => "stamp-no-random",
            Self::Certificate(_) => "stamp-certificate",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Request(reason) => crate::facts![reason = reason.code()],
            Self::NoRandom => Facts::new(),
            Self::Certificate(what) => crate::facts![what = what],
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Request(_) => FaultClass::Bad,
            Self::NoRandom | Self::Certificate(_) => FaultClass::Failed,
        }
    }
}
