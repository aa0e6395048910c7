//! 送付書 (delivery note): travels beside a package and says, without naming a file, what the package is (Art. 12-5).

use crate::model::{DigestSet, Person, Sha256, Timestamp};
use serde::{Deserialize, Serialize};

/// Body of a delivery note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryNote {
    /// The package.
    pub package: PackageRef,
    /// Who can open it.
    pub recipients: Vec<RecipientRef>,
    /// 移送の方法.
    pub transport: Transport,
    /// SHA-256 of the token's 64 hex digits; the receipt states the token itself.
    pub token_sha256: Sha256,
    /// Digest of the signed manifest inside, for whoever opens it.
    pub manifest_sha256: Sha256,
}

/// A package by its looks from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageRef {
    /// 32 hex digits, random.
    pub id: String,
    /// File name.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Digests of the whole file.
    pub digests: DigestSet,
    /// 封緘日時.
    pub sealed_at: Timestamp,
    /// ファイル数 inside.
    pub files: u64,
    /// Content bytes inside.
    pub content_bytes: u64,
    /// The volumes, in order, of a package in volumes: `bytes` is their sum then, and `digests` are those of the list of them in
    /// the form of `sha256sum` (`b3sum`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<VolumeRef>,
    /// The file with the key of all volumes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<VolumeRef>,
}

/// One file of a package in volumes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeRef {
    /// File name.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Digests of the whole file.
    pub digests: DigestSet,
}

/// A recipient, by card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientRef {
    /// As on the card.
    pub person: Person,
    /// Card id.
    pub id: String,
    /// The age recipient, `age1…`.
    pub recipient: String,
}

/// 移送手段.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transport {
    /// Own car, registered mail, service name…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// 運搬者.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carriers: Vec<String>,
    /// 承認番号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<String>,
}
