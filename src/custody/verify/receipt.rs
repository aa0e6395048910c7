//! What a receipt itself says could not be confirmed: 例外付き受領.

use crate::document::{Acceptance, ComparisonResult, Contents, Exception, Handover, Opened, Receipt};

/// The codes of [`exceptions`], beside those of other versions, which are told as they are.
pub const RECEIPT_EXCEPTIONS: &[&str] = &[
    "sender-unknown",
    "not-addressed",
    "note-missing",
    "note-unconfirmed",
    "not-as-sealed",
    "not-stated",
    "files-not-compared",
    "files-missing",
    "files-extra",
    "files-altered",
    "files-unreadable",
    "not-as-agreed",
];

/// The codes of what could not be confirmed, in the order of the record.
pub(super) fn exceptions(receipt: &Receipt) -> Vec<String> {
    match receipt {
        Receipt::Package(opened) => of_package(opened),
        Receipt::Handover(handover) => of_handover(handover).into_iter().map(str::to_owned).collect(),
    }
}

fn of_package(opened: &Opened) -> Vec<String> {
    let mut codes: Vec<String> =
        opened.exceptions.iter().map(|exception: &Exception| exception.code().replace('_', "-")).collect();
    // Whoever accepts with exceptions and lists none has still not accepted without.
    if codes.is_empty() && opened.acceptance == Acceptance::AcceptedWithExceptions {
        codes.push("not-stated".to_owned());
    }
    codes
}

fn of_handover(handover: &Handover) -> Vec<&'static str> {
    let comparison = &handover.comparison;
    let Contents { unreadable, .. } = &handover.contents;
    // 過不足なし（内容は未照合）: names or sizes only.
    let not_compared = comparison.result == ComparisonResult::PresentUnverified
        || comparison.presence_only > 0
        || comparison.size_only > 0;
    [
        (not_compared, "files-not-compared"),
        (!comparison.missing.is_empty(), "files-missing"),
        (!comparison.extra.is_empty(), "files-extra"),
        (!comparison.altered.is_empty(), "files-altered"),
        (!unreadable.is_empty(), "files-unreadable"),
        (handover.as_agreed == Some(false), "not-as-agreed"),
    ]
    .into_iter()
    .filter_map(|(is_so, code)| is_so.then_some(code))
    .collect()
}
