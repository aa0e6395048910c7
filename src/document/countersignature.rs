//! 確認・立会の署名: what a second person signs about something that somebody else has signed.

use crate::model::{KeyRef, Person, Sha256, Timestamp};
use serde::{Deserialize, Serialize};

/// A countersignature: these bytes, and an SSHSIG over them in [`Countersignature::NAMESPACE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countersignature {
    /// [`Countersignature::SCHEMA`].
    pub schema: String,
    /// As what they sign.
    pub role: CountersignRole,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: Person,
    /// The key that signs.
    pub key: KeyRef,
    /// Digest of the bytes that were signed first.
    pub record_sha256: Sha256,
    /// Digest of the file of that first signature.
    pub signature_sha256: Sha256,
}

impl Countersignature {
    /// The form described here.
    pub const SCHEMA: &str = "azukari/countersignature/1";
    /// SSHSIG namespace.
    pub const NAMESPACE: &str = "countersign@azukari";
}

/// As what somebody countersigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountersignRole {
    /// 確認者: looked at it beforehand and agrees.
    SecondChecker,
    /// 立会者: was there.
    Witness,
}

/// The second person, as a certificate names them: their signature over the plan was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondChecker {
    /// Who, by the card of the key.
    pub person: Person,
    /// The key.
    pub key: KeyRef,
    /// When they signed, by their own clock.
    pub at: Timestamp,
}
