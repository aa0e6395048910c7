//! What a time-stamp is worth: Good, Unknown or Bad, and why.

use super::chain::Authorities;
use super::response::Response;
use super::signer::Signer;
use super::statement::Statement;
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

/// What a time-stamp says of itself. Who says so is only as sure as the judgement beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// Since when the bytes exist at the latest.
    pub at: Timestamp,
    /// How far that may be off, in microseconds, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_micros: Option<u64>,
    /// Serial number of the time-stamp, in hexadecimal.
    pub serial: String,
    /// Policy under which it was made: an object identifier.
    pub policy: String,
    /// Name on the certificate that signed (RFC 4514); empty where that did not come with it.
    pub tsa: String,
}

impl Stamp {
    /// What `response` says.
    #[must_use]
    pub fn of(response: &Response<'_>) -> Self {
        let Statement { at, accuracy, serial, policy, .. } = &response.token.statement;
        Self {
            at: *at,
            accuracy_micros: *accuracy,
            serial: serial.clone(),
            policy: policy.to_string(),
            tsa: Signer::of(&response.token).map(|signer| signer.name()).unwrap_or_default(),
        }
    }
}

/// What a time-stamp is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// Good, Unknown or Bad; always [`Reason::trust`] of `reason`.
    pub trust: Trust,
    /// Why.
    pub reason: Reason,
    /// What it says; absent where it cannot be read.
    pub stamp: Option<Stamp>,
    /// Name of the authority that it was traced to; absent unless Good.
    pub authority: Option<String>,
}

/// What `response` (a `TimeStampResp` in DER) is worth as a time-stamp over `message`.
#[must_use]
pub fn judge(message: &[u8], response: &[u8], authorities: &Authorities) -> Judgement {
    let (stamp, outcome) = match Response::read(response) {
        Ok(response) => (Some(Stamp::of(&response)), proven(message, &response, authorities)),
        Err(reason) => (None, Err(reason)),
    };
    let (reason, authority) = match outcome {
        Ok(authority) => (Reason::Fits, Some(authority)),
        Err(reason) => (reason, None),
    };
    Judgement { trust: reason.trust(), reason, stamp, authority }
}

/// The authority that vouches. What is bad comes before what is unknown.
fn proven(message: &[u8], response: &Response<'_>, authorities: &Authorities) -> Result<String, Reason> {
    let token = &response.token;
    if !response.imprint().is_of(message) {
        return Err(Reason::OtherContent);
    }
    let signer = Signer::of(token)?;
    signer.may_stamp()?;
    signer.valid_at(token.statement.at)?;
    signer.signed(token)?;
    authorities.vouch(token, &signer)
}
