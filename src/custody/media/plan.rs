//! Planning: looks at the drives, decides, and writes it down. Nothing is changed.

use super::agreed::check_consent;
use super::naming::{alone, named_right};
use super::opened::Opened;
use super::request::PlanRequest;
use super::told::{hidden_state, other_serial, words_of};
use super::{MediaError, PATIENCE};
use crate::custody::case::Case;
use crate::device::{self, Access, Erases, OpenDisk};
use crate::model::{Sha256, Timestamp};
use crate::sanitize::Technique;
use crate::sanitize::media::{
    DriveErases, Identity, MediaPlan, MediaRefusal, PlannedMedium, distinguish, ends_sha256, limits,
    method_of_overwriting, refusals,
};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::path::PathBuf;

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
