//! A plan as a file with its signature beside it.

use super::MediaError;
use crate::custody::case::{Case, write_new};
use crate::custody::countersign::{Countersigned, Judged, countersignatures};
use crate::custody::issue::Signer;
use crate::model::Sha256;
use crate::sanitize::media::MediaPlan;
use crate::sign::Keyring;
use crate::stream::Hasher;
use std::path::{Path, PathBuf};

/// SSHSIG namespace of plans.
pub const NAMESPACE: &str = MediaPlan::NAMESPACE;
/// A plan of two hundred disks is some hundred kilobytes.
const MAX_PLAN_BYTES: u64 = 16 << 20;

/// Writes a plan and its signature beside it; hands back the digest of its bytes.
///
/// # Errors
/// [`MediaError::PlanWrite`], [`MediaError::Sign`].
pub fn write_plan(path: &Path, plan: &MediaPlan, signer: Signer<'_>) -> Result<Sha256, MediaError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| MediaError::PlanWrite { path, source }
    };
    let mut bytes = serde_json::to_vec_pretty(plan).map_err(std::io::Error::from).map_err(failed(path))?;
    bytes.push(b'\n');
    let signature = signer.key.sign(NAMESPACE, &bytes)?;
    let beside = signature_path(path);
    write_new(&beside, signature.as_bytes()).map_err(failed(&beside))?;
    write_new(path, &bytes).map_err(|source| {
        let _ = std::fs::remove_file(&beside);
        failed(path)(source)
    })?;
    Ok(Hasher::sha256_of(&bytes))
}

/// A plan as it was signed, and the digest of its bytes.
#[derive(Debug, Clone)]
pub struct LoadedPlan {
    /// The plan.
    pub plan: MediaPlan,
    /// SHA-256 of the file.
    pub sha256: Sha256,
    /// What a second person signs of it.
    pub signed: Countersigned,
    /// The signatures of others that lie beside it, whatever they are worth.
    pub others: Vec<Judged>,
}

/// Reads a plan that somebody of this case has signed; whatever was changed in it since is refused.
///
/// # Errors
/// [`MediaError::PlanRead`], [`MediaError::PlanShape`], [`MediaError::PlanSignature`], [`MediaError::PlanContract`].
pub fn read_plan(path: &Path, case: &Case, keyring: &Keyring) -> Result<LoadedPlan, MediaError> {
    let read = |path: &Path| {
        let length = std::fs::metadata(path)?.len();
        if length > MAX_PLAN_BYTES {
            Err(std::io::ErrorKind::InvalidData.into())
        } else {
            std::fs::read(path)
        }
    };
    let bytes = read(path).map_err(|source| MediaError::PlanRead { path: path.to_owned(), source })?;
    let unsigned = |reason| MediaError::PlanSignature { path: path.to_owned(), reason };
    let signature = read(&signature_path(path)).map_err(|_| unsigned("signature-missing"))?;
    let shape = || MediaError::PlanShape { path: path.to_owned() };
    let plan: MediaPlan = serde_json::from_slice(&bytes).map_err(|_| shape())?;
    if plan.schema != MediaPlan::SCHEMA {
        return Err(shape());
    }
    let judgement = keyring.judge(NAMESPACE, &bytes, &signature, plan.made);
    let planner = judgement.card.filter(|_| judgement.trust == crate::model::Trust::Good);
    let planner = planner.ok_or_else(|| unsigned(judgement.reason.code()))?;
    if plan.contract != case.settings().contract.title {
        return Err(MediaError::PlanContract { path: path.to_owned(), contract: plan.contract });
    }
    let (sha256, signature_sha256) = (Hasher::sha256_of(&bytes), Hasher::sha256_of(&signature));
    let signed =
        Countersigned { path: path.to_owned(), sha256, signature_sha256, first: planner, at: plan.made };
    let others = countersignatures(&signed, keyring)
        .map_err(|source| MediaError::PlanRead { path: path.to_owned(), source })?;
    Ok(LoadedPlan { plan, sha256, signed, others })
}

fn signature_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}
