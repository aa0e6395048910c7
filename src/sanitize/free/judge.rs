//! From what was seen to what may be said. Pure, and strict: in doubt, 未検証.

use super::plan::ALWAYS;
use super::report::{FreeReason, FreeReport, Stop, TroubleKind};
use crate::model::Verdict;
use crate::sanitize::files::ReadBack;
use std::collections::BTreeSet;

/// The verdict, and everything that speaks against a pass.
///
/// 合格 says one thing only: all that the file system called free was filled and read back past the cache, on a disk that keeps
/// things where they are written. What a file system calls free but gives to nobody was not filled, so with any of that there is
/// no pass.
#[must_use]
pub fn judge(report: &FreeReport) -> (Verdict, BTreeSet<FreeReason>) {
    let had = |kind| report.trouble_kinds.contains(&kind);
    let failed = [
        (had(TroubleKind::Write) || report.stop == Stop::Failed, FreeReason::Unwritable),
        (had(TroubleKind::Sync), FreeReason::FlushFailed),
        (had(TroubleKind::Read), FreeReason::Unreadable),
        (had(TroubleKind::Differs), FreeReason::Differing),
        (had(TroubleKind::Remove) || report.left.is_some(), FreeReason::Left),
    ];
    let all_read = report.read_back == ReadBack::Direct && report.equal == report.written;
    let open = [
        (report.written == 0, FreeReason::NothingWritten),
        (
            report.stop != Stop::Full || report.not_reached().is_some_and(|bytes| bytes > 0),
            FreeReason::NotAllReached,
        ),
        (report.full.is_none(), FreeReason::RoomUnknown),
        (!all_read, FreeReason::NotReadBack),
        (!report.may_pass || report.limits.iter().any(|limit| !ALWAYS.contains(limit)), FreeReason::Place),
    ];
    let is_failed = failed.iter().any(|(applies, _)| *applies);
    let reasons: BTreeSet<_> =
        failed.into_iter().chain(open).filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect();
    let verdict = match (is_failed, reasons.is_empty()) {
        (true, _) => Verdict::Failed,
        (false, true) => Verdict::Pass,
        (false, false) => Verdict::Unknown,
    };
    (verdict, reasons)
}
