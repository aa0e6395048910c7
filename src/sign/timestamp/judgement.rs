//! What a time-stamp is worth: Good, Unknown or Bad, and why.

use super::chain::Authorities;
use super::reason::Reason;
use super::response::Response;
use super::signer::Signer;
use super::statement::Statement;
use crate::model::{Timestamp, Trust};
use serde::Serialize;

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
