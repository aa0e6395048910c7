//! What every record carries, whatever its kind.

use crate::model::{Addressee, Contract, Issuer, Sha256, Timestamp};
use serde::{Deserialize, Serialize};

/// The common part of every record; flattened into the JSON beside `body`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// 文書番号, unique within the case, such as `R-2026-0001`.
    pub number: String,
    /// 発行日時.
    pub issued_at: Timestamp,
    /// 宛先; absent on records that go to nobody in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<Addressee>,
    /// 発行者.
    pub issuer: Issuer,
    /// 契約.
    pub contract: Contract,
    /// The head of the issuer's ledger just before this record was issued.
    pub ledger: LedgerHead,
    /// 使用暗号, with the place of each on the CRYPTREC list.
    pub suite: Vec<SuiteEntry>,
    /// The list edition that `suite` was judged by, such as `LS-0001-2022R1`.
    pub suite_list: String,
    /// 使用ツール.
    pub tool: Tool,
    /// 発行区分: always `self` (自己発行): azukari is not a third-party certifier.
    pub issuance: String,
    /// 備考, typed by the issuer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    /// 添付: files that belong to the record, bound by digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annexes: Vec<Annex>,
}

/// A point of the ledger: everything up to it is fixed by `sha256`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerHead {
    /// Sequence number of the last event, from 1; 0 for an empty ledger.
    pub sequence: u64,
    /// Its digest.
    pub sha256: Sha256,
}

/// The program that made the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// `azukari`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A file beside the record that is part of it, such as the per-file list (which may name residents
/// and is therefore kept out of the record itself).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annex {
    /// File name, in the folder of the record.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Digest of the file.
    pub sha256: Sha256,
}

/// One primitive in use, and whether the e-Government list names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteEntry {
    /// `key_agreement`, `key_derivation`, `payload`, `keystream`, `digest`, `check` or `signature`.
    pub purpose: String,
    /// Such as `ChaCha20-Poly1305`.
    pub algorithm: String,
    /// Whether the list in `suite_list` names it (掲載).
    pub listed: bool,
}
