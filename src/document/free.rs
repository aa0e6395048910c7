//! データ消去証明書 for the free space of a file system (Art. 17-5): what was filled and read back, and what stayed free.

use super::Performed;
use crate::model::{Basis, Limit, Medium, Verdict};
use serde::{Deserialize, Serialize};

/// Body of a certificate for free space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeSpaceCertificate {
    /// 処理区分: `erase` (消去), the medium lives on.
    pub disposition: String,
    /// 台帳番号 of the asset whose earlier copies lay there, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// 対象: the folder as the operator typed it, unless it was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// 承諾番号, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// When, where, by whom.
    pub performed: Performed,
    /// Such as `ext4`.
    pub filesystem: String,
    /// Mount options that matter (`data=ordered` …).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub options: String,
    /// The medium below, as far as it can be told.
    pub medium: Medium,
    /// 技法: `fill`.
    pub technique: String,
    /// Pattern written: `aes-256-ctr`.
    pub pattern: String,
    /// 抹消区分: always absent: Clear and Purge are claims about media.
    pub method: Option<String>,
    /// What the file system said of its room.
    pub room: RoomSeen,
    /// What was to stay free, in bytes.
    #[serde(default)]
    pub reserve: u64,
    /// What was written.
    pub written: FillWritten,
    /// What was read back.
    pub read_back: FillReadBack,
    /// Why no more was written: `full`, `quota`, `reserve` or `failed`.
    pub stop: String,
    /// The first things that went wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub troubles: Vec<FillTrouble>,
    /// Whether filling files are still there.
    #[serde(default)]
    pub left: bool,
    /// What cannot be guaranteed.
    pub limits: Vec<Limit>,
    /// 総合判定.
    pub verdict: Verdict,
    /// Why it is not 合格.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// The room of a file system, by its own word; each absent where it did not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomSeen {
    /// Before anything was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<RoomTold>,
    /// When it was as full as it got: what was free then was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full: Option<RoomTold>,
    /// After the filling files were removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<RoomTold>,
    /// Always `reported`.
    pub basis: Basis,
}

/// One look at the room, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomTold {
    /// All of it.
    pub total: u64,
    /// What no file has.
    pub free: u64,
    /// What of that an ordinary user may take.
    pub available: u64,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillWritten {
    /// Filling files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
    /// Bytes of blocks that were taken for it and could not be written.
    #[serde(default)]
    pub unwritable: u64,
    /// Bytes of room that was taken for it and not written: not free at the fullest, and not reached either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreached: Option<u64>,
    /// Bytes a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<u64>,
    /// Always `wrote`.
    pub basis: Basis,
}

/// What was read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillReadBack {
    /// `direct` (past the page cache), `cached`, or `none`.
    pub how: String,
    /// Bytes that are what was written.
    pub equal: u64,
    /// Bytes a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<u64>,
    /// Always `read_back`.
    pub basis: Basis,
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillTrouble {
    /// At what: `write`, `sync`, `read`, `differs` or `remove`.
    pub what: String,
    /// Number of the filling file.
    pub file: u64,
    /// Offset in it, in bytes.
    pub offset: u64,
    /// How many bytes it concerns, as far as known.
    pub bytes: u64,
    /// The operating system's word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}
