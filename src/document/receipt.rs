//! 預り証 (Art. 16) and 受領確認書: somebody took something over, and this is what it was.

use super::Annex;
use crate::model::{DigestSet, Medium, Person, Sha256, Timestamp, Trust};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The body of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum Receipt {
    /// 預り証: a medium or folder was handed over as it is.
    Handover(Box<Handover>),
    /// 受領確認書: a sealed package was opened to its end.
    Package(Box<Opened>),
}

/// Means, time and place of a handover.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// 受渡手段: by hand 手交, sent 送付, online 電子送信.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// 受渡日時.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// 受渡場所.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Body of a 預り証.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// 台帳番号 of the asset that this receipt opens.
    pub asset: String,
    /// 情報資産名.
    pub asset_name: String,
    /// As 甲 fixed it (甲指定).
    pub agreed: Terms,
    /// As it was done (実績).
    pub actual: Terms,
    /// 甲指定との一致: `Some(true)` when means, date and place were all stated and kept, `Some(false)` when a
    /// stated one was not, `None` when some were not stated and none differs.
    pub as_agreed: Option<bool>,
    /// 引渡者.
    pub giver: Person,
    /// 受領者.
    pub receiver: Person,
    /// 利用目的.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// 保管場所.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<String>,
    /// 返還・消去の期限.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_by: Option<Timestamp>,
    /// 機密性の分類.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// 媒体.
    pub medium: Medium,
    /// What was counted and hashed.
    pub contents: Contents,
    /// 甲の一覧との照合.
    pub comparison: Comparison,
}

/// Counts and the digest that stands for all files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// ファイル数.
    pub files: u64,
    /// Folders, the root not counted.
    pub folders: u64,
    /// 総容量, in bytes of content.
    pub bytes: u64,
    /// Digests of the list of files (`manifest-sha256.txt`, in `sha256sum` form, sorted by path).
    pub manifest: DigestSet,
    /// Symbolic links of a package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<u64>,
    /// In what that was written is not what was sealed, and how often: `link`, `owner`, `xattrs`. An annex names each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub deviations: BTreeMap<String, u64>,
    /// Symbolic links, devices and other things that are no files: named, never followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_files: Vec<String>,
    /// Files that could not be read; never counted as received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

/// What comparing with 甲's list gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonResult {
    /// 一致: every line has its file, every file its line, every line's digest agrees.
    Match,
    /// 過不足なし（内容は未照合）: nothing missing, nothing extra, but some lines gave no digest to compare.
    PresentUnverified,
    /// 相違あり.
    Differs,
    /// 一覧なし: 甲 gave no list.
    NoList,
}

/// 相違事項. Lists are complete; the page shows the first few and the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The finding.
    pub result: ComparisonResult,
    /// The list itself, bound by digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Annex>,
    /// Lines whose file and digest agree (or whose file is empty, as the line says).
    #[serde(default)]
    pub matched: u64,
    /// On the list, not on the medium.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// On the medium, not on the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<String>,
    /// On both, but the content differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub altered: Vec<String>,
    /// On both, but under a differently composed name (NFC/NFD); counted as matched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed: Vec<String>,
    /// Lines that name a file without any digest or size: presence only.
    #[serde(default)]
    pub presence_only: u64,
    /// Lines whose file has the listed size, but that gave no digest: the content was not compared.
    #[serde(default)]
    pub size_only: u64,
}

/// 受領・例外付き受領・受領拒否.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acceptance {
    /// Everything agreed.
    Accepted,
    /// Taken over, but something could not be confirmed (see `exceptions`).
    AcceptedWithExceptions,
}

impl Acceptance {
    /// Without reserve only where nothing is left to confirm.
    #[must_use]
    pub fn of(exceptions: &[Exception]) -> Self {
        if exceptions.is_empty() { Self::Accepted } else { Self::AcceptedWithExceptions }
    }
}

/// What could not be confirmed when a package was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exception {
    /// Nobody here has vouched for the key of whoever sealed it.
    SenderUnknown,
    /// The signed manifest does not name the receiver: somebody may have passed it on.
    NotAddressed,
    /// No delivery note came along.
    NoteMissing,
    /// Nobody here has vouched for the key that signed the delivery note, or it has no signature.
    NoteUnconfirmed,
    /// Not everything that was written is as it was sealed; see `deviations` of the contents.
    NotAsSealed,
    /// A code of another version: kept and shown as it is.
    #[serde(untagged)]
    Other(String),
}

impl Exception {
    /// The language-free code, as in the record.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::SenderUnknown => "sender_unknown",
            Self::NotAddressed => "not_addressed",
            Self::NoteMissing => "note_missing",
            Self::NoteUnconfirmed => "note_unconfirmed",
            Self::NotAsSealed => "not_as_sealed",
            Self::Other(code) => code,
        }
    }
}

/// Body of a 受領確認書: its signer decrypted to the very end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The package's own id, from its signed manifest.
    pub package_id: String,
    /// File name of the package as opened.
    pub package_name: String,
    /// Length of the package, in bytes.
    pub package_bytes: u64,
    /// Digests of the package, recomputed while opening.
    pub package: DigestSet,
    /// The delivery note, if one came along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteRef>,
    /// The token from the last member of the package (64 hex digits): only who decrypted to the end knows it.
    pub token: String,
    /// Who sealed it, as the manifest says; believe it as far as `manifest_trust` goes.
    pub sender: Person,
    /// Signature over the manifest inside.
    pub manifest_trust: Trust,
    /// Fingerprint of the key that signed the manifest.
    pub manifest_key: String,
    /// Digest of the signed manifest.
    pub manifest: Sha256,
    /// 開封日時.
    pub opened_at: Timestamp,
    /// What was written and its digests.
    pub contents: Contents,
    /// The finding.
    pub acceptance: Acceptance,
    /// What could not be confirmed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

/// The delivery note that a receipt answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteRef {
    /// Its number.
    pub number: String,
    /// Digest of its JSON.
    pub sha256: Sha256,
    /// Its signature.
    pub trust: Trust,
    /// Whether SHA-256 of the token equals the note's.
    pub token_matches: bool,
    /// Whether the package's digests equal the note's.
    pub package_matches: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_written_as_their_codes_and_strange_ones_are_kept() {
        use Exception::{NotAddressed, NotAsSealed, NoteMissing, NoteUnconfirmed, Other, SenderUnknown};
        for exception in [
            SenderUnknown,
            NotAddressed,
            NoteMissing,
            NoteUnconfirmed,
            NotAsSealed,
            Other("of_the_future".into()),
        ] {
            let json = serde_json::to_string(&exception).unwrap();
            assert_eq!(json, format!("\"{}\"", exception.code()));
            assert_eq!(serde_json::from_str::<Exception>(&json).unwrap(), exception);
        }
    }
}
