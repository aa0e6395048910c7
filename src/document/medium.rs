//! データ消去証明書 for one whole medium (Art. 17-5): what was written over it, what reading back found, and what neither reaches.

use super::certificate::Performed;
use super::countersignature::SecondChecker;
use crate::model::{Basis, Limit, MediaListRef, Medium, OnList, Sha256, Sourced, Timestamp, Verdict};
use serde::{Deserialize, Serialize};

/// Body of a certificate for a medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumCertificate {
    /// 処理区分: `erase`.
    pub disposition: String,
    /// 台帳番号 of the asset that lay on it, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// 承諾番号, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// 媒体, each fact with its source.
    pub medium: Medium,
    /// 製造番号 as a person typed it from the label, where the drive does not say it itself: declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_serial: Option<String>,
    /// 受入照合: the list on which it stands, and its row there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake: Option<TakenIn>,
    /// World-wide name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wwn: Option<Sourced>,
    /// Version of its firmware.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<Sourced>,
    /// Bytes of a logical sector.
    pub sector: u32,
    /// 消去前の内容: what lay on it before, as words of the plan (`gpt`, `ext4 …`); empty where nothing was recognised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// 媒体の出所 (NIST SP 800-88: media source), declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// 処分先 (destination), declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// When, where, by whom.
    pub performed: Performed,
    /// 確認者: who signed the plan beside whoever made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_checker: Option<SecondChecker>,
    /// The plan that was carried out.
    pub plan: PlanRef,
    /// 抹消区分 that the technique can amount to on this kind of medium (`clear`), where it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// 甲の指定した方法, and whether this is it.
    pub designated: Designated,
    /// 技法: `overwrite`.
    pub technique: String,
    /// Passes before these that an earlier run had come to the end of, by its own notes; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier_passes: Option<u32>,
    /// What was written, and how it went, pass by pass.
    pub passes: Vec<WrittenPass>,
    /// What reading back found; absent where nothing was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_back: Option<ReadBackPass>,
    /// 隠し領域 (HPA, DCO).
    pub hidden: HiddenArea,
    /// How often the work was gone on with after an interruption.
    #[serde(default)]
    pub resumed: u32,
    /// What this medium cannot guarantee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<Limit>,
    /// 総合判定.
    pub verdict: Verdict,
    /// Why it is not 合格: words such as `differing`, `unwritable`, `sampled`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

impl MediumCertificate {
    /// How often it was written over, in all runs together.
    #[must_use]
    pub fn all_passes(&self) -> u64 {
        u64::from(self.earlier_passes.unwrap_or(0)).saturating_add(self.passes.len() as u64)
    }
}

/// How the medium was found on the operator's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenIn {
    /// The list.
    pub list: MediaListRef,
    /// Its row, by which serial number, and what the row says otherwise.
    #[serde(flatten)]
    pub on: OnList,
}

/// The plan by which a medium was wiped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRef {
    /// Its id.
    pub id: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// When it was made.
    pub made: Timestamp,
}

/// 甲の指定した方法との適合.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Designated {
    /// The method that the case names (`clear`, `purge`, `destroy`); absent where it names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// `Some(true)` only where the verdict is a pass and the method is at least that; absent where nothing is designated or known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conforms: Option<bool>,
}

/// What the last run of a pass did, where earlier ones had done the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRun {
    /// 開始.
    pub from: Timestamp,
    /// Bytes that it wrote.
    pub bytes: u64,
}

/// One overwriting pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenPass {
    /// What was written.
    pub pattern: WrittenPattern,
    /// 開始, by whichever run.
    pub from: Timestamp,
    /// 終了.
    pub until: Timestamp,
    /// Bytes that the drive took, of all runs of this pass together.
    pub bytes: u64,
    /// Bytes per second of the last run; absent where it was too short to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<u64>,
    /// The part that the last run wrote, where the pass was gone on with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_run: Option<LastRun>,
    /// On what this rests: [`Basis::Wrote`].
    pub basis: Basis,
    /// Blocks that could not be written.
    #[serde(default, skip_serializing_if = "Blocks::is_empty")]
    pub unwritable: Blocks,
    /// Blocks of these that can still be read: the old content.
    #[serde(default, skip_serializing_if = "Blocks::is_empty")]
    pub readable: Blocks,
    /// What the system said where the drive did not confirm that it kept what it took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flush_failed: Option<String>,
    /// Why it ended before the end: `gone`, `dead`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<String>,
}

/// A pattern, so that anybody can compute it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum WrittenPattern {
    /// AES-256-CTR under `key`: the block at byte offset *o* is the cipher of the counter block of 8 zero bytes and *o* ÷ 16, big-endian.
    #[serde(rename = "aes-256-ctr")]
    Keystream {
        /// 32 bytes in hexadecimal.
        key: Sha256,
    },
    /// The same byte everywhere.
    Constant {
        /// 0 for zeros, 255 for ones.
        byte: u8,
    },
}

/// The reading back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBackPass {
    /// `full` (全面) or `sample` (抜取).
    pub range: String,
    /// 開始.
    pub from: Timestamp,
    /// 終了.
    pub until: Timestamp,
    /// Bytes that were to be read.
    pub wanted: u64,
    /// Bytes that were read and are what was written.
    pub equal: u64,
    /// Bytes per second; absent where it was too short to tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<u64>,
    /// On what this rests: [`Basis::ReadBack`].
    pub basis: Basis,
    /// Blocks that hold something else.
    #[serde(default, skip_serializing_if = "Blocks::is_empty")]
    pub differing: Blocks,
    /// Blocks that could not be read.
    #[serde(default, skip_serializing_if = "Blocks::is_empty")]
    pub unreadable: Blocks,
    /// Why it ended before the end: `gone`, `dead`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<String>,
}

/// Logical blocks, counted and named. Of many only the first are named here; the annex has all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocks {
    /// How many.
    pub count: u64,
    /// The first stretches: first block and last block of each (LBA, both included).
    pub first: Vec<(u64, u64)>,
    /// Stretches in all.
    pub stretches: u64,
}

impl Blocks {
    /// How many stretches stand in the record itself.
    pub const NAMED: usize = 100;

    /// Whether there is none: a count of zero does not hide the stretches beside it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0 && self.stretches == 0 && self.first.is_empty()
    }
}

/// 隠し領域: what the disk holds beyond what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum HiddenArea {
    /// The drive says that there is none.
    None,
    /// There is one, of so many bytes where that is known; it was not reached.
    Found {
        /// Bytes that are not shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes: Option<u64>,
    },
    /// Nobody could ask; a word says why.
    NotChecked {
        /// Such as `not-physical`, `bridge`.
        why: String,
    },
}
