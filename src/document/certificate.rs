//! データ消去証明書 for files (Art. 17-5): what was overwritten, what reading back found, and what neither can promise.

use super::Residue;
use crate::model::{FileOutcome, Limit, Medium, Person, Timestamp, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Body of a wipe certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// What kind of target: `files` today.
    pub scope: String,
    /// 処理区分: `erase` (消去), the medium lives on.
    pub disposition: String,
    /// 台帳番号 of the asset whose copies these were, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// 対象: the paths as the operator typed them, unless these were left out; the annex has every file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// 申告: no copy of the asset remains here. Absent where nothing was declared, or where something is still there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_last: Option<DeclaredLast>,
    /// 承諾番号, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// When, where, by whom.
    pub performed: Performed,
    /// 技法: `overwrite`.
    pub technique: String,
    /// Pattern written: `aes-256-ctr`.
    pub pattern: String,
    /// Number of passes.
    pub passes: u32,
    /// How it was read back: `direct` (past the page cache), `cached`, or `none`.
    pub read_back: String,
    /// 抹消区分: always absent for files: Clear and Purge are claims about media.
    pub method: Option<String>,
    /// The places that held the files.
    pub places: Vec<Place>,
    /// Totals.
    pub counts: Counts,
    /// Files that did not end as `overwritten_in_place_verified_raw`, `overwritten_read_back` or `empty`, or of which something was
    /// found afterwards, by their number in the annex, with outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ItemResult>,
    /// 総合判定.
    pub verdict: Verdict,
}

/// What the ledger knows of an asset of which no copy is to remain. That none remains is the operator's word; nobody searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredLast {
    /// ファイル数 of the asset, as it was received or opened.
    pub asset_files: u64,
    /// Its content bytes.
    pub asset_bytes: u64,
    /// Files that earlier wipes of it removed.
    pub wiped_files: u64,
    /// Their content bytes.
    pub wiped_bytes: u64,
}

/// How what was wiped compares with the asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// As much as the asset, to the byte. That it is the same files nobody compared.
    Equal,
    /// Less, in files or in bytes.
    Less,
    /// More, as where there were several copies.
    More,
}

impl DeclaredLast {
    /// What was wiped earlier, and these `files` of `bytes`, beside the asset.
    #[must_use]
    pub fn coverage(&self, files: u64, bytes: u64) -> Coverage {
        let files = self.wiped_files.saturating_add(files);
        let bytes = self.wiped_bytes.saturating_add(bytes);
        if files < self.asset_files || bytes < self.asset_bytes {
            Coverage::Less
        } else if (files, bytes) == (self.asset_files, self.asset_bytes) {
            Coverage::Equal
        } else {
            Coverage::More
        }
    }
}

/// 実施.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performed {
    /// 開始.
    pub from: Timestamp,
    /// 終了.
    pub until: Timestamp,
    /// 場所, declared by the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 実施者.
    pub operator: Person,
    /// 立会者, declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<Person>,
    /// 実施PC: host name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<String>,
}

/// One file system that held files, and what it could not guarantee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Such as `ext4`.
    pub filesystem: String,
    /// Mount options that matter (`data=ordered` …).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub options: String,
    /// The medium below, as far as it can be told.
    pub medium: Medium,
    /// How many of the files lay here.
    pub files: u64,
    /// What this place cannot guarantee.
    pub limits: Vec<Limit>,
    /// 残存調査 of the device below, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residue: Option<Residue>,
}

/// Totals of a wipe.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Files that were planned.
    pub files: u64,
    /// Their content bytes.
    pub bytes: u64,
    /// Bytes overwritten, to the end of the last block.
    pub bytes_written: u64,
    /// Bytes read back and found equal.
    pub bytes_read_back: u64,
    /// Bytes that the device itself, read where the files had lain, gave as they were written; absent in records of earlier versions,
    /// and where it was not read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bytes_read_raw: u64,
    /// Names that were removed and not overwritten: nothing that a program can do to a file reaches them all. Absent in records of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub name_not_scrubbed: u64,
    /// Folders removed afterwards.
    pub folders_removed: u64,
    /// Symbolic links removed; never followed.
    #[serde(default)]
    pub links_removed: u64,
    /// Files, folders and links that were to go and are still there.
    #[serde(default)]
    pub left: u64,
    /// Other names (hard links) of the files that stay elsewhere, without content.
    #[serde(default)]
    pub links_left: u64,
    /// Whether the work was broken off before its end.
    #[serde(default)]
    pub interrupted: bool,
    /// Files by outcome.
    pub outcomes: BTreeMap<FileOutcome, u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// One file, by its number in the annex: names may be personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemResult {
    /// Line number in the annex, from 1.
    pub item: u64,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Its verdict.
    pub verdict: Verdict,
    /// The operating system's word, where something failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
