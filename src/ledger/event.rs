//! The kinds of event and their facts. The ledger stores digests, numbers and outcomes; never file names of contents.
//!
//! An act with consequences is recorded twice: before, as [`Intended`]; after, as its outcome (or [`Interrupted`]), whose
//! `intent` is the number of the first. An intent without outcome tells the next run what to look after.

use crate::model::{DigestSet, FileOutcome, KeyRef, Person, Sha256, Timestamp, Trust, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Taking over a medium or folder.
    Receive,
    /// Sealing a package.
    Seal,
    /// Opening a package.
    Open,
    /// Wiping files.
    WipeFiles,
    /// Wiping a whole medium.
    WipeMedium,
    /// Filling the free space of a file system.
    WipeFreeSpace,
}

/// An act begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intended {
    /// Which act.
    pub action: Action,
    /// Asset or package id, if it has one already.
    #[serde(default)]
    pub subject: String,
    /// Where its output will appear or what it works on: a path, for whoever has to look after an interruption.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// How many files, as far as planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// How many content bytes, as far as planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Digest of the plan or list that was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_sha256: Option<Sha256>,
    /// Digest of everything that a medium is known by, where one is worked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk_sha256: Option<Sha256>,
}

/// An act ended without its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupted {
    /// Number of the intent.
    pub intent: u64,
    /// Asset or package id, if any.
    #[serde(default)]
    pub subject: String,
    /// Language-free code of why, such as an error's code.
    pub reason: String,
    /// Paths that it left behind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<String>,
}

/// 案件を開いた.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseOpened {
    /// Random, 32 hex digits: no other case has it.
    pub case: String,
    /// 契約件名.
    #[serde(default)]
    pub title: String,
    /// 甲.
    #[serde(default)]
    pub client: String,
    /// 乙.
    #[serde(default)]
    pub organization: String,
}

/// カードを取り込んだ: from now on this key is trusted here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardImported {
    /// Short name of the key.
    pub id: String,
    /// `SHA256:…` of the key, as it was compared.
    pub fingerprint: String,
    /// Whose card.
    pub person: Person,
    /// Digest of the card file.
    pub sha256: Sha256,
}

/// 時刻認証局を信頼した: from now on its time-stamps count here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityTrusted {
    /// Name on its certificate (RFC 4514).
    pub name: String,
    /// Digest of the certificate: its fingerprint, as it was compared.
    pub sha256: Sha256,
}

/// タイムスタンプを取り込んだ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimestampImported {
    /// Name of the signature file that is stamped.
    pub name: String,
    /// Digest of the signature.
    pub signature_sha256: Sha256,
    /// Digest of the response.
    pub sha256: Sha256,
    /// The moment that it states.
    pub stamped_at: Timestamp,
    /// Who says so, by the name on the certificate.
    pub tsa: String,
    /// What the time-stamp was worth.
    pub trust: Trust,
}

/// 情報資産を受け取った (Art. 16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetReceived {
    /// 台帳番号.
    pub asset: String,
    /// 情報資産名.
    pub name: String,
    /// ファイル数.
    pub files: u64,
    /// Content bytes.
    pub bytes: u64,
    /// Digest of the list of files.
    pub manifest_sha256: Sha256,
    /// 保管場所.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Number of the 預り証.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// Number of the intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
}

/// 封緘した.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageSealed {
    /// Package id.
    pub package: String,
    /// File name of the package.
    pub name: String,
    /// Number of the delivery note.
    pub note: String,
    /// Short names of the recipients' keys, or their recipient strings where there is no card.
    pub recipients: Vec<String>,
    /// Digests of the package file.
    pub digests: DigestSet,
    /// ファイル数 inside.
    pub files: u64,
    /// Content bytes inside.
    pub bytes: u64,
    /// 台帳番号 of the asset it was made from, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Number of the intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
}

/// 移送を始めた. Itself an intent: its outcome is [`ReceiptVerified`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransitStarted {
    /// Package id.
    pub package: String,
    /// Number of the delivery note.
    pub note: String,
    /// 移送手段.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// 運搬者.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carriers: Vec<String>,
    /// To whom it goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<Person>,
}

/// 相手の受領確認を確かめた.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptVerified {
    /// Package id.
    pub package: String,
    /// Number of the receipt.
    pub receipt: String,
    /// Digest of the receipt.
    pub receipt_sha256: Sha256,
    /// Who signed it.
    pub receiver: Person,
    /// What the signature was worth.
    pub trust: Trust,
    /// Whether the token on the receipt is the package's: the signer decrypted it to the end.
    pub token_fits: bool,
    /// Whether the digests on the receipt are those of the package.
    pub digests_fit: bool,
    /// What the receiver could not confirm, by its codes on the receipt: 例外付き受領 unless empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// Number of the [`TransitStarted`] that this ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
}

impl ReceiptVerified {
    /// Whether it proves that the other side has the package: it ends the transit.
    #[must_use]
    pub fn is_proof(&self) -> bool {
        self.trust == Trust::Good && self.token_fits && self.digests_fit
    }
}

/// 開封した, on the receiver's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageOpened {
    /// Package id; empty for a foreign age file.
    pub package: String,
    /// File name of the package.
    pub name: String,
    /// Number of the delivery note, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Fingerprint of the key that signed the manifest, if it fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// What the sender's signature was worth.
    pub trust: Trust,
    /// What could not be confirmed, by its codes: 例外付き受領 unless empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// Digests of the package file as read.
    pub digests: DigestSet,
    /// ファイル数.
    pub files: u64,
    /// Content bytes.
    pub bytes: u64,
    /// 保管場所.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Some files only were taken out: the rest was not read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub part: bool,
    /// Number of the receipt issued for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// Number of the intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
}

/// ファイルを消去した.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesWiped {
    /// Number of the certificate.
    pub certificate: String,
    /// 台帳番号 of the asset (or id of the package) whose copies these were, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Whether, as the operator declared, nothing of the asset remains here. Without that, an asset is never 消去済.
    #[serde(default)]
    pub last_copies: bool,
    /// Files planned.
    pub files: u64,
    /// Their content bytes.
    pub bytes: u64,
    /// Files of these that are gone; absent in events of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_files: Option<u64>,
    /// Their content bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_bytes: Option<u64>,
    /// Files by outcome.
    #[serde(default)]
    pub outcomes: BTreeMap<FileOutcome, u64>,
    /// 総合判定.
    pub verdict: Verdict,
    /// Number of the intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
}

impl FilesWiped {
    /// Files and content bytes that are gone, as far as it says: an event of an earlier version says so only by a pass.
    #[must_use]
    pub fn gone(&self) -> (u64, u64) {
        match (self.removed_files, self.removed_bytes, self.verdict) {
            (Some(files), Some(bytes), _) => (files, bytes),
            (_, _, Verdict::Pass) => (self.files, self.bytes),
            _ => (0, 0),
        }
    }
}

/// 媒体を消去した. An asset that lay on it does not end by that: that stays with what is declared of its copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumWiped {
    /// Number of the certificate.
    pub certificate: String,
    /// 台帳番号 of the asset (or id of the package) that lay on it, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Its serial number, or its name in the system where it has none: for people.
    pub medium: String,
    /// Digest of everything that it is known by: for programs.
    pub disk_sha256: Sha256,
    /// Digest of the plan that was carried out.
    pub plan_sha256: Sha256,
    /// Its length, in bytes.
    pub capacity: u64,
    /// 総合判定.
    pub verdict: Verdict,
    /// Why it is not 合格, by the words of the certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Number of the intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
}

/// 空き領域を消去した. It ends no asset: what lay there earlier nobody counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeSpaceWiped {
    /// Number of the certificate.
    pub certificate: String,
    /// 台帳番号 of the asset (or id of the package) whose earlier copies lay there, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Kind of the file system.
    pub filesystem: String,
    /// Serial number of the medium below, or its name in the system; empty where neither is known.
    #[serde(default)]
    pub medium: String,
    /// Bytes written.
    pub bytes_written: u64,
    /// Bytes read back and found equal.
    pub bytes_read_back: u64,
    /// Bytes that were free when it was as full as it got, if the file system said, and those that were taken and not written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_reached: Option<u64>,
    /// 総合判定.
    pub verdict: Verdict,
    /// Why it is not 合格, by the words of the certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Number of the intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<u64>,
}

/// 書類を発行した.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentIssued {
    /// 文書番号.
    pub number: String,
    /// Kind, language-free.
    pub kind: String,
    /// Digest of the record.
    pub sha256: Sha256,
    /// Asset or package it is about, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// 証明書等を取り込んだ: records that others, or oneself in another case, issued under the same contract. All of them or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsImported {
    /// Each of them.
    pub records: Vec<ImportedRecord>,
}

/// A record that was issued elsewhere. Everybody numbers their own: number and key together name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedRecord {
    /// 文書番号, as its issuer numbered it.
    pub number: String,
    /// Kind, language-free.
    pub kind: String,
    /// Digest of the record.
    pub sha256: Sha256,
    /// Its folder in `received/`.
    pub folder: String,
    /// 発行者: whose card the key is on.
    pub issuer: Person,
    /// The key that signed it.
    pub key: KeyRef,
    /// 発行日時, as it says.
    pub issued_at: Timestamp,
    /// Of a certificate for a medium, what it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<ImportedMedium>,
}

/// What an imported certificate says of its medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedMedium {
    /// Its serial number, or its name in the system where it has none.
    pub medium: String,
    /// Digest of everything that it is known by.
    pub disk_sha256: Sha256,
    /// Digest of the plan that was carried out.
    pub plan_sha256: Sha256,
    /// Its length, in bytes.
    pub capacity: u64,
    /// 総合判定.
    pub verdict: Verdict,
    /// Why it is not 合格.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

macro_rules! events {
    ($($variant:ident($facts:ident) = $kind:literal, $subject:expr;)+) => {
        /// An event of a known kind, with its facts.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Event {
            $(#[doc = concat!("Kind `", $kind, "`.")] $variant($facts),)+
        }

        impl Event {
            /// Every kind.
            pub const KINDS: &[&str] = &[$($kind),+];

            /// Language-free name of the kind.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)+ }
            }

            /// What it is about: asset id, package id, document number, key id.
            #[must_use]
            pub fn subject(&self) -> &str {
                match self {
                    $(Self::$variant(facts) => {
                        let subject: fn(&$facts) -> &str = $subject;
                        subject(facts)
                    })+
                }
            }

            pub(super) fn data(&self) -> Result<Value, serde_json::Error> {
                match self { $(Self::$variant(facts) => serde_json::to_value(facts),)+ }
            }

            pub(super) fn read(kind: &str, data: &Value) -> Option<Self> {
                match kind {
                    $($kind => $facts::deserialize(data).ok().map(Self::$variant),)+
                    _ => None,
                }
            }
        }

        $(impl From<$facts> for Event {
            fn from(facts: $facts) -> Self {
                Self::$variant(facts)
            }
        })+
    };
}

events! {
    CaseOpened(CaseOpened) = "case_opened", |facts| &facts.case;
    CardImported(CardImported) = "card_imported", |facts| &facts.id;
    AuthorityTrusted(AuthorityTrusted) = "authority_trusted", |facts| &facts.name;
    TimestampImported(TimestampImported) = "timestamp_imported", |facts| &facts.name;
    AssetReceived(AssetReceived) = "asset_received", |facts| &facts.asset;
    PackageSealed(PackageSealed) = "package_sealed", |facts| &facts.package;
    TransitStarted(TransitStarted) = "transit_started", |facts| &facts.package;
    ReceiptVerified(ReceiptVerified) = "receipt_verified", |facts| &facts.package;
    PackageOpened(PackageOpened) = "package_opened", |facts| &facts.package;
    FilesWiped(FilesWiped) = "files_wiped", |facts| facts.asset.as_deref().unwrap_or_default();
    MediumWiped(MediumWiped) = "medium_wiped", |facts| facts.asset.as_deref().unwrap_or_default();
    FreeSpaceWiped(FreeSpaceWiped) = "free_space_wiped", |facts| facts.asset.as_deref().unwrap_or_default();
    DocumentIssued(DocumentIssued) = "document_issued", |facts| &facts.number;
    RecordsImported(RecordsImported) = "records_imported", |_| "";
    Intended(Intended) = "intended", |facts| &facts.subject;
    Interrupted(Interrupted) = "interrupted", |facts| &facts.subject;
}
