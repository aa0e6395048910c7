//! Why a time-stamp is worth what it is worth.

use crate::model::{Timestamp, Trust};
use serde::Serialize;

/// Why a judgement is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Everything fits, and the signer can be traced to an authority that is trusted here. The only reason for Good.
    Fits,
    /// Everything fits, but nobody here vouched for the authority.
    UnknownAuthority,
    /// Everything fits, but the authority, or one in between, was not valid at the stated moment.
    AuthorityExpired,
    /// A certificate has something that is not understood here.
    UnusableCertificate,
    /// No certificate came with it.
    NoCertificate,
    /// Made with an algorithm that azukari does not check.
    UnsupportedAlgorithm {
        /// Its object identifier.
        found: String,
    },
    /// Not a response, or a damaged one.
    Malformed,
    /// The authority refused.
    Refused {
        /// `PKIStatus`.
        status: u8,
        /// Its words.
        text: String,
    },
    /// It is about other bytes.
    OtherContent,
    /// The signature does not fit the statement.
    SignatureMismatch,
    /// The certificate that came with it is not the one that it was signed with.
    OtherCertificate,
    /// The certificate is not one for time-stamping and nothing else.
    WrongUsage,
    /// The certificate was not valid at the moment that it states itself.
    NotValidThen {
        /// Beginning of validity.
        from: Timestamp,
        /// End of validity.
        until: Timestamp,
    },
}

impl From<der::Error> for Reason {
    fn from(_: der::Error) -> Self {
        Self::Malformed
    }
}

impl Reason {
    /// Every code that [`Self::code`] can give.
    pub const NAMES: &[&str] = &[
        "fits",
        "unknown-authority",
        "authority-expired",
        "unusable-certificate",
        "no-certificate",
        "unsupported-algorithm",
        "malformed",
        "refused",
        "other-content",
        "signature-mismatch",
        "other-certificate",
        "wrong-usage",
        "not-valid-then",
    ];

    /// Language-free name, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::UnknownAuthority => "unknown-authority",
            Self::AuthorityExpired => "authority-expired",
            Self::UnusableCertificate => "unusable-certificate",
            Self::NoCertificate => "no-certificate",
            Self::UnsupportedAlgorithm { .. } => "unsupported-algorithm",
            Self::Malformed => "malformed",
            Self::Refused { .. } => "refused",
            Self::OtherContent => "other-content",
            Self::SignatureMismatch => "signature-mismatch",
            Self::OtherCertificate => "other-certificate",
            Self::WrongUsage => "wrong-usage",
            Self::NotValidThen { .. } => "not-valid-then",
        }
    }

    /// What more there is to say, language-free; mostly nothing.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::UnsupportedAlgorithm { found } => found.clone(),
            Self::Refused { status, text } if text.is_empty() => format!("status {status}"),
            Self::Refused { text, .. } => text.clone(),
            Self::NotValidThen { from, until } => format!("{from} - {until}"),
            _ => String::new(),
        }
    }

    /// What the time-stamp is worth for this reason.
    #[must_use]
    pub fn trust(&self) -> Trust {
        match self {
            Self::Fits => Trust::Good,
            Self::UnknownAuthority
            | Self::AuthorityExpired
            | Self::UnusableCertificate
            | Self::NoCertificate
            | Self::UnsupportedAlgorithm { .. } => Trust::Unknown,
            Self::Malformed
            | Self::Refused { .. }
            | Self::OtherContent
            | Self::SignatureMismatch
            | Self::OtherCertificate
            | Self::WrongUsage
            | Self::NotValidThen { .. } => Trust::Bad,
        }
    }
}
