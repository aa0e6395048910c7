//! Planning: looks at the drives, decides, and writes it down. Nothing is changed.

use super::agreed::check_consent;
use super::naming::{alone, named_right};
use super::opened::Opened;
use super::{MediaError, PATIENCE};
use crate::custody::case::{Case, write_new};
use crate::custody::countersign::{Countersigned, Judged, countersignatures};
use crate::custody::intake::{Intake, TypedSerial};
use crate::custody::issue::Signer;
use crate::device::{self, Access, Erases, Hidden, OpenDisk};
use crate::model::{Sha256, Timestamp};
use crate::sanitize::Technique;
use crate::sanitize::media::{
    DriveErases, HiddenState, Identity, MediaPlan, MediaRefusal, PlannedMedium, PlannedPattern,
    PlannedVerification, distinguish, ends_sha256, limits, method_of_overwriting, refusals,
};
use crate::sign::Keyring;
use crate::stream::Hasher;
use ring::rand::{SecureRandom as _, SystemRandom};
use std::path::{Path, PathBuf};

/// SSHSIG namespace of plans.
pub const NAMESPACE: &str = MediaPlan::NAMESPACE;
/// A plan of two hundred disks is some hundred kilobytes.
const MAX_PLAN_BYTES: u64 = 16 << 20;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct PlanRequest {
    /// What is written in the last pass.
    pub pattern: PlannedPattern,
    /// How many passes, at least one.
    pub passes: u32,
    /// How it is read back.
    pub verify: PlannedVerification,
    /// 承諾番号.
    pub consent: Option<String>,
    /// Serial numbers typed from labels.
    pub typed: Vec<TypedSerial>,
    /// The list with which the media were compared; what is not on it is not planned.
    pub intake: Option<Intake>,
}

/// Plans the disks at `paths`.
///
/// # Errors
/// [`MediaError::Refused`] with everything against it, [`MediaError::Nothing`], [`MediaError::NoConsent`].
pub fn plan_media(
    paths: &[PathBuf],
    request: &PlanRequest,
    case: &Case,
    planner: &str,
    at: Timestamp,
) -> Result<MediaPlan, MediaError> {
    check_consent(case, request.consent.as_deref())?;
    let mut against = Vec::new();
    let mut drives: Vec<device::Drive> = Vec::new();
    for path in paths {
        match device::drive_at(path) {
            Ok(drive) if drives.iter().any(|known| known.number == drive.number) => {
                against.push(MediaRefusal::Twice { device: drive.name });
            }
            Ok(drive) => drives.push(drive),
            Err(error) => against.push(error.into()),
        }
    }
    let all = device::drives().map_err(|error| MediaError::Refused(vec![error.into()]))?;
    let numbers: Vec<_> = drives.iter().map(|drive| drive.number).collect();
    let mut devices = Vec::new();
    let uses = drives.iter().zip(device::settled_uses(&numbers, PATIENCE));
    let judged: Vec<_> = uses.map(|(drive, uses)| (drive, refusals(drive, &uses))).collect();
    let examined =
        device::side_by_side(&judged, |(drive, refused)| refused.is_empty().then(|| device::examine(drive)));
    for ((drive, refused), seen) in judged.into_iter().zip(examined) {
        if let Some(seen) = seen
            && let Some(identity) = Identity::of(drive)
        {
            // A drive that says another serial than the system knows is none that a certificate could name.
            match seen.asked.as_ref().and_then(|asked| asked.other_serial(drive)) {
                Some(serial) => against.push(other_serial(drive.name.clone(), serial)),
                None => match alone(&identity, &all).and_then(|()| named_right(drive, &seen, request)) {
                    Ok((label_serial, listed)) => {
                        devices.push(PlannedMedium {
                            label_serial,
                            listed,
                            ends_sha256: ends_of(drive, &identity),
                            ..planned(seen, identity, request)
                        });
                    }
                    Err(refusal) => against.push(refusal),
                },
            }
        }
        against.extend(refused);
    }
    if request.intake.is_none() {
        against.extend(labelled_alike(&devices));
    }
    if !against.is_empty() {
        return Err(MediaError::Refused(against));
    }
    if devices.is_empty() {
        return Err(MediaError::Nothing);
    }
    distinguish(&mut devices);
    let mut id = [0; 16];
    SystemRandom::new().fill(&mut id).map_err(|_| MediaError::Random)?;
    Ok(MediaPlan {
        schema: MediaPlan::SCHEMA.to_owned(),
        id: id.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")),
        made: at,
        contract: case.settings().contract.title.clone(),
        planner: planner.to_owned(),
        consent: request.consent.clone(),
        designated: case.settings().disposal.designated(),
        second_person: case.settings().disposal.require_second_person,
        list: request.intake.as_ref().map(|intake| intake.list.clone()),
        devices,
    })
}

/// A drive says another serial than the system knows.
pub(super) fn other_serial(device: String, serial: &str) -> MediaRefusal {
    MediaRefusal::Changed { device, differences: format!("serial ({serial})") }
}

/// What lies at its ends, where it says no name of its own.
fn ends_of(drive: &device::Drive, identity: &Identity) -> Option<Sha256> {
    let read = || ends_sha256(&Opened(OpenDisk::open(&drive.path, Access::Read).ok()?)).ok();
    (!identity.says_its_name()).then(read).flatten()
}

/// Media for which the same label was typed: it names neither of them.
fn labelled_alike(devices: &[PlannedMedium]) -> Vec<MediaRefusal> {
    let same =
        |one: &PlannedMedium| devices.iter().filter(|other| other.label_serial == one.label_serial).count();
    let doubled = devices.iter().filter(|one| one.label_serial.is_some() && same(one) > 1);
    doubled.map(|one| MediaRefusal::SerialDoubled { device: one.identity.device.clone() }).collect()
}

fn planned(seen: device::Examination, identity: Identity, request: &PlanRequest) -> PlannedMedium {
    let hidden = hidden_state(&seen.hidden);
    let drive_erases = match &seen.erases {
        Erases::Told { offered, .. } => {
            DriveErases::Told { offered: offered.iter().map(|erase| erase.code().to_owned()).collect() }
        }
        Erases::NotChecked(why) => DriveErases::NotChecked { why: why.code().to_owned() },
    };
    let before = words_of(&seen.contents);
    PlannedMedium {
        before,
        ends_sha256: None,
        drive_erases,
        technique: Technique::Overwrite,
        pattern: request.pattern,
        passes: request.passes.max(1),
        verify: request.verify,
        method: method_of_overwriting(identity.medium.kind),
        limits: limits(&identity, &hidden),
        confirm: String::new(),
        label_serial: None,
        listed: None,
        hidden,
        identity,
    }
}

/// What the drive said of room that it does not show.
pub(super) fn hidden_state(seen: &Hidden) -> HiddenState {
    match seen {
        Hidden::None { .. } => HiddenState::None,
        Hidden::Found { bytes, .. } => HiddenState::Found { bytes: *bytes },
        Hidden::NotChecked(why) => HiddenState::NotChecked { why: why.code().to_owned() },
    }
}

/// What lies on a disk, a word for each thing; nothing where it could not be read.
pub(super) fn words_of(contents: &Result<device::Contents, device::NotChecked>) -> Vec<String> {
    let Ok(contents) = contents else { return Vec::new() };
    let word = |content: &device::Content| {
        // By kind and place on the disk: its name in this system may be another one tomorrow.
        let kind = content.kind;
        match (&content.label, content.offset) {
            (Some(label), 0) => format!("{kind} “{label}”"),
            (None, 0) => kind.to_owned(),
            (Some(label), offset) => format!("{kind} “{label}” @{offset}"),
            (None, offset) => format!("{kind} @{offset}"),
        }
    };
    contents.found.iter().map(word).collect()
}

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
