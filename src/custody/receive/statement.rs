//! What the person at the counter states, and whether it is what 甲 fixed.

use crate::document::Terms;
use crate::model::{Person, Timestamp};
use unicode_normalization::UnicodeNormalization;

/// What the person at the counter states.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    /// As 甲 fixed it.
    pub agreed: Terms,
    /// As it was done.
    pub actual: Terms,
    /// 引渡者.
    pub giver: Person,
    /// 情報資産名.
    pub asset_name: String,
    /// 利用目的.
    pub purpose: Option<String>,
    /// 保管場所.
    pub storage: Option<String>,
    /// 返還・消去の期限.
    pub return_by: Option<Timestamp>,
    /// 機密性の分類.
    pub class: Option<String>,
    /// 備考.
    pub remarks: Vec<String>,
    /// Receive it although it was received before.
    pub again: bool,
}

/// What of means, place and date is not as 甲 fixed it; empty if all is, or nothing was fixed.
#[must_use]
pub fn differing(statement: &Statement) -> Vec<&'static str> {
    let (agreed, actual) = (&statement.agreed, &statement.actual);
    let text = |agreed: &Option<String>, actual: &Option<String>| {
        agreed.as_ref().is_some_and(|agreed| {
            let plain = |text: &str| text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>();
            actual.as_ref().is_none_or(|actual| plain(agreed) != plain(actual))
        })
    };
    // 甲 fixes a day; the minute is a fact of the handover.
    let day = |at: Timestamp| {
        let (year, month, day, ..) = at.civil();
        (year, month, day)
    };
    let date = agreed.at.is_some_and(|agreed| actual.at.is_none_or(|actual| day(agreed) != day(actual)));
    [
        ("means", text(&agreed.means, &actual.means)),
        ("place", text(&agreed.place, &actual.place)),
        ("date", date),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

/// Kept in full only where all three were stated: of what was not stated nobody knows whether it was kept.
pub(super) fn as_agreed(statement: &Statement) -> Option<bool> {
    let Terms { means, at, place } = &statement.agreed;
    if !differing(statement).is_empty() {
        return Some(false);
    }
    (means.is_some() && at.is_some() && place.is_some()).then_some(true)
}
