//! 受入照合: a medium as it stands on a list, and what comparing the list with what is here has found.

use super::{MediumKind, Sha256, Source, Sourced};
use serde::{Deserialize, Serialize};

/// The file that a list of media was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaListRef {
    /// Its name, without folders.
    pub name: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// How many media it names.
    pub rows: u64,
}

/// A row of the list, as it is written there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedMedium {
    /// Line in the file, from 1.
    pub line: u64,
    /// 製造番号; empty where the row has none.
    pub serial: String,
    /// 管理番号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// メーカー.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// 型番.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// 容量, with its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<String>,
    /// 媒体種別.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// 備考.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
}

/// What of a row was compared with a drive that has its serial number, beside that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedFact {
    /// 型番.
    Model,
    /// 容量.
    Capacity,
    /// 媒体種別.
    Kind,
}

/// How a medium stands on the list: its row, found by its serial number alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnList {
    /// The row.
    pub row: ListedMedium,
    /// Who said the serial number by which it was found.
    pub by: Source,
    /// What the row says otherwise than the drive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<ListedFact>,
    /// What the row says that nobody could compare.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_compared: Vec<ListedFact>,
}

/// A row with a serial number that is nearly that of a drive: a hint where to look, never a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearSerial {
    /// Line in the list, from 1.
    pub line: u64,
    /// The serial number there.
    pub serial: String,
}

/// What became of one row, or of one drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntakeState {
    /// 照合一致: on the list, and here.
    Matched,
    /// On the list and here, but the row says something else than the drive.
    MatchedDiffering,
    /// On the list and here, but not among the media that were named.
    HereNotNamed,
    /// On the list, not here.
    NotHere,
    /// Here, not on the list.
    NotListed,
    /// On the list more than once.
    ListedTwice,
    /// More than one drive here says this serial number.
    HereTwice,
    /// A row without a serial number.
    RowWithoutSerial,
    /// A drive that says no serial number.
    DriveWithoutSerial,
}

impl IntakeState {
    /// All of them, in the order in which they are counted.
    pub const ALL: [Self; 9] = [
        Self::Matched,
        Self::MatchedDiffering,
        Self::HereNotNamed,
        Self::NotHere,
        Self::NotListed,
        Self::ListedTwice,
        Self::HereTwice,
        Self::RowWithoutSerial,
        Self::DriveWithoutSerial,
    ];

    /// Language-free name, kebab-case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::MatchedDiffering => "matched-differing",
            Self::HereNotNamed => "here-not-named",
            Self::NotHere => "not-here",
            Self::NotListed => "not-listed",
            Self::ListedTwice => "listed-twice",
            Self::HereTwice => "here-twice",
            Self::RowWithoutSerial => "row-without-serial",
            Self::DriveWithoutSerial => "drive-without-serial",
        }
    }
}

/// A drive that is here, as it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HereMedium {
    /// The kernel's name, such as `sdb`.
    pub device: String,
    /// 製造番号, by which it was compared, and who said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<Sourced>,
    /// 型番.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Sourced>,
    /// 容量, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    /// 媒体種別.
    pub kind: MediumKind,
}

/// One line of 受入照合表: a row of the list, a drive, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeLine {
    /// What was found.
    pub state: IntakeState,
    /// The row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<ListedMedium>,
    /// The drive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub here: Option<HereMedium>,
    /// What the row says otherwise than the drive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<ListedFact>,
    /// What the row says that nobody could compare.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_compared: Vec<ListedFact>,
    /// Rows with a serial number that is nearly that of the drive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<NearSerial>,
}
