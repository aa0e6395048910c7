//! A plan for media: its signature, and those of others beside it.

use super::error::VerifyError;
use super::findings::Findings;
use crate::custody::countersign::{Countersigned, Judged, countersignatures};
use crate::document::CountersignRole;
use crate::model::Trust;
use crate::sanitize::media::MediaPlan;
use crate::sign::Keyring;
use crate::stream::Hasher;
use std::path::Path;

/// Judges the plan in `bytes`, which lie at `path`; nothing where they are none.
///
/// # Errors
/// [`VerifyError::Read`].
pub fn plan(path: &Path, bytes: &[u8], keyring: &Keyring) -> Result<Option<Findings>, VerifyError> {
    let Ok(plan) = serde_json::from_slice::<MediaPlan>(bytes) else { return Ok(None) };
    if plan.schema != MediaPlan::SCHEMA {
        return Ok(None);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".sig");
    let signature = std::fs::read(&name).unwrap_or_default();
    let mut findings = Findings::default();
    let judgement = keyring.judge(MediaPlan::NAMESPACE, bytes, &signature, plan.made);
    findings.signature(&judgement);
    findings
        .remark("plan", crate::facts![planner = plan.planner, made = plan.made, count = plan.devices.len()]);
    let first = judgement.card.filter(|_| judgement.trust == Trust::Good);
    let Some(first) = first else { return Ok(Some(findings)) };
    let it = Countersigned {
        path: path.to_owned(),
        sha256: Hasher::sha256_of(bytes),
        signature_sha256: Hasher::sha256_of(&signature),
        first,
        at: plan.made,
    };
    let others = others(&it, keyring, &mut findings)?;
    // As a run asks for it: who was there has not checked.
    let checks = |judged: &Judged| {
        let role = judged.said.as_ref().map(|said| said.role);
        judged.trust == Trust::Good && role == Some(CountersignRole::SecondChecker)
    };
    if plan.second_person && !others.iter().any(checks) {
        findings.add(Trust::Unknown, "plan-second-missing", crate::facts![]);
    }
    Ok(Some(findings))
}

/// Notes every countersignature beside `it`.
pub(super) fn others(
    it: &Countersigned,
    keyring: &Keyring,
    findings: &mut Findings,
) -> Result<Vec<Judged>, VerifyError> {
    let all = countersignatures(it, keyring)
        .map_err(|source| VerifyError::Read { path: it.path.clone(), source })?;
    for judged in &all {
        let name = judged.card.as_ref().map(|card| card.name.clone());
        let name = name.or(judged.said.as_ref().map(|said| said.person.name.clone())).unwrap_or_default();
        let file = judged.path.file_name().unwrap_or_default().to_string_lossy();
        let facts = crate::facts![name = name, file = file, reason = judged.reason];
        let (trust, code) = match judged.trust {
            Trust::Good => (Trust::Good, "countersign-good"),
            Trust::Bad => (Trust::Bad, "countersign-bad"),
            Trust::Unknown | Trust::Absent => (Trust::Unknown, "countersign-unknown"),
        };
        findings.add(trust, code, facts);
    }
    Ok(all)
}
