//! What is noted of a medium of a plan: in the journal of a run under way, and in the ledger when it is done.

use super::plan_file::LoadedPlan;
use crate::ledger::MediumSeen;
use crate::sanitize::media::{PlannedMedium, Reason};
use std::path::{Path, PathBuf};

/// The certificate by which this plan is done with a medium: wiped again, that would be true of nothing. One that vanished and has its
/// journal still may be gone on with; of any other a journal that lies there was merely not taken away.
pub(super) fn done_by(
    plan: &LoadedPlan,
    planned: &PlannedMedium,
    seen: &[MediumSeen],
    work: &Path,
) -> Option<String> {
    let digest = planned.identity.digest();
    let certified =
        seen.iter().rfind(|seen| seen.plan_sha256 == plan.sha256 && seen.disk_sha256 == digest)?;
    let vanished = certified.reasons.iter().any(|reason| reason == Reason::Gone.as_str());
    (!(vanished && journal_path(work, planned).exists())).then(|| certified.certificate.clone())
}

/// Where the journal of a medium lies.
pub(super) fn journal_path(work: &Path, planned: &PlannedMedium) -> PathBuf {
    work.join(format!("wipe-medium-{}.jsonl", &planned.identity.digest().to_string()[..16]))
}
