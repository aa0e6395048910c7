//! An asset or package, and where it stands: what the events add up to for one thing.

use crate::model::{Person, Timestamp, printable};
use serde::Serialize;

/// Where something stands. Words for people are the shell's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldingState {
    /// 保管中.
    InCustody,
    /// 封緘済: a package that has not left yet.
    Sealed,
    /// 移送中: on its way; no proven receipt yet.
    InTransit,
    /// 受領済: the other side proved that it opened the package to the end.
    Received,
    /// 消去済: the operator declared that these were the last copies here, and all were overwritten and read back.
    Wiped,
    /// 一部消去: some copies were wiped, and nobody declared that none remain.
    PartlyWiped,
    /// 消去・未検証: wiped, but not everything could be read back.
    WipeUnverified,
    /// 消去・不合格: a wipe failed.
    WipeFailed,
}

/// What kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldingKind {
    /// An asset as it was handed over.
    Asset,
    /// A package sealed here.
    Package,
    /// The content of a package opened here.
    Opened,
}

/// A document that somebody else issued. Everybody numbers their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FromOther {
    /// 文書番号, the issuer's.
    pub number: String,
    /// Who issued it: a name from a card, or the fingerprint of a key without one.
    pub issuer: String,
}

/// The newest event about something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastEvent {
    /// Its number.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// Its kind.
    pub kind: String,
}

/// An asset or package, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// 台帳番号 or package id; of a foreign package, which has none, the beginning of its digest.
    pub id: String,
    /// What kind of thing.
    pub kind: HoldingKind,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: HoldingState,
    /// Who has it, as far as the events say.
    pub holder: Person,
    /// 保管場所, as declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// ファイル数; of an opened package in all openings together: each left a copy.
    pub files: u64,
    /// Content bytes.
    pub bytes: u64,
    /// How often a package was opened, wholly or in part; 0 for anything else.
    #[serde(skip_serializing_if = "is_zero")]
    pub openings: u64,
    /// Recipients whose receipts have not come back, of a package that others have received.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub awaited: Vec<String>,
    /// Files that wipes of it have removed since it arrived, copies included.
    pub wiped_files: u64,
    /// Their content bytes.
    pub wiped_bytes: u64,
    /// Numbers of the documents about it that were issued here, in order.
    pub documents: Vec<String>,
    /// Those about it that others issued, whose numbers may be the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub from_others: Vec<FromOther>,
    /// What could not be confirmed when it was received, by its codes: 例外付き受領 unless empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// When it came in or was made.
    pub since: Timestamp,
    /// The newest event about it.
    pub last: LastEvent,
    /// Opened, and made by another program: it has no id of its own, and is known by its name.
    #[serde(skip)]
    pub is_foreign: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde wants")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A package's id is 32 digits; so many tell it apart on a screen.
const SHORT: usize = 12;

impl Holding {
    /// The id as a screen shows it.
    #[must_use]
    pub fn short_id(&self) -> String {
        printable(&self.id).chars().take(SHORT).collect()
    }

    /// Whether `text` is the id as a screen shows it, or more of it. Never less: whoever leaves out the end of a number may mean
    /// another one.
    #[must_use]
    pub fn is_meant_by(&self, text: &str) -> bool {
        self.id == text
            || self.is_foreign && self.name == text
            || text.chars().count() >= SHORT && printable(&self.id).starts_with(text)
    }
}
