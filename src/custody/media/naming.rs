//! Which medium a drive is, beyond what it says itself: by what was typed from its label, and by the operator's list.

use super::request::PlanRequest;
use crate::custody::intake::{Standing, TypedSerial};
use crate::device::{Drive, Examination};
use crate::model::{NearSerial, OnList, Source};
use crate::sanitize::media::{Identity, MediaPlan, MediaRefusal, PlannedMedium};

/// The serial number that was typed for a drive, and its row on the list, if there is one of each.
pub(super) fn named_right(
    drive: &Drive,
    seen: &Examination,
    request: &PlanRequest,
) -> Result<(Option<String>, Option<OnList>), MediaRefusal> {
    let typed = TypedSerial::for_drive(&request.typed, drive);
    if let Some(typed) = typed {
        typed_right(drive, seen, typed)?;
    }
    let device = || drive.name.clone();
    let listed = match request.intake.as_ref().map(|intake| intake.standing(drive.number)) {
        None => None,
        Some(Standing::On(on)) => Some(*on),
        Some(Standing::Off(near)) => {
            let serial = typed.map(str::to_owned).or_else(|| serial(drive)).unwrap_or_default();
            return Err(MediaRefusal::NotListed { device: device(), serial, near: near_text(&near) });
        }
        Some(Standing::Several(lines)) => {
            let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
            return Err(MediaRefusal::ListedTwice { device: device(), lines: lines.join(", ") });
        }
        Some(Standing::Doubled) => return Err(MediaRefusal::SerialDoubled { device: device() }),
        Some(Standing::Nameless) => return Err(MediaRefusal::NoSerial { device: device() }),
    };
    Ok((typed.map(str::to_owned), listed))
}

fn serial(drive: &Drive) -> Option<String> {
    drive.medium.serial.as_ref().map(|said| said.value.clone())
}

/// What was typed is what the drive says itself, where it says anything. What a bridge says may be the bridge's own.
fn typed_right(drive: &Drive, seen: &Examination, typed: &str) -> Result<(), MediaRefusal> {
    let said = drive.medium.serial.as_ref().filter(|said| said.source == Source::Drive);
    let asked = seen.asked.as_ref().map(|asked| asked.serial.as_str()).filter(|serial| !serial.is_empty());
    match said.map(|said| said.value.as_str()).into_iter().chain(asked).find(|stated| *stated != typed) {
        None => Ok(()),
        Some(stated) => Err(MediaRefusal::SerialTyped {
            device: drive.name.clone(),
            typed: typed.to_owned(),
            stated: stated.to_owned(),
        }),
    }
}

/// Once more before it is wiped: the plan still says where on its list each medium is, and the drive still does not say another serial
/// number than the one that was typed.
pub(super) fn still_named_right(
    plan: &MediaPlan,
    planned: &PlannedMedium,
    drive: &Drive,
    seen: &Examination,
) -> Result<(), MediaRefusal> {
    if plan.list.is_some() && !planned.is_on_list() {
        let serial = planned.label_serial.clone().or_else(|| serial(drive)).unwrap_or_default();
        return Err(MediaRefusal::NotListed { device: planned.name(), serial, near: String::new() });
    }
    match &planned.label_serial {
        Some(typed) => typed_right(drive, seen, typed),
        None => Ok(()),
    }
}

/// No two drives here say all that a medium is known by: docks and cheap sticks do, and the wrong one would be wiped.
pub(super) fn alone(identity: &Identity, drives: &[Drive]) -> Result<(), MediaRefusal> {
    let is = |drive: &&Drive| Identity::of(drive).is_some_and(|now| identity.differences(&now).is_empty());
    let alike: Vec<&str> = drives.iter().filter(is).map(|drive| drive.name.as_str()).collect();
    if alike.len() < 2 {
        return Ok(());
    }
    Err(MediaRefusal::Alike { device: identity.name(), drives: alike.join(", ") })
}

fn near_text(near: &[NearSerial]) -> String {
    near.iter().map(|near| format!("{}: {}", near.line, near.serial)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::intake::tests::drive;
    use crate::device::{Asked, DeviceNumber};
    use crate::model::{Fault as _, FaultClass, Origin, Sourced};
    use crate::sanitize::media::{PlannedPattern, PlannedVerification};

    fn request(typed: &str) -> PlanRequest {
        let typed = TypedSerial { number: DeviceNumber { major: 8, minor: 1 }, serial: typed.into() };
        PlanRequest {
            pattern: PlannedPattern::Random,
            passes: 1,
            verify: PlannedVerification::Full,
            consent: None,
            typed: vec![typed],
            intake: None,
        }
    }

    /// How a plan takes it that `typed` was typed for a drive whose system and whose IDENTIFY say these serial numbers.
    fn typed(
        known: Option<(&str, Source)>,
        asked: Option<&str>,
        typed: &str,
    ) -> Result<Option<String>, MediaRefusal> {
        let mut drive = drive(1, None).drive;
        drive.medium.serial = known.map(|(value, source)| Sourced { value: value.into(), source });
        let mut seen = crate::device::examine(&drive);
        seen.asked = asked.map(|serial| Asked {
            origin: Origin::AtaIdentify,
            model: "MIHON DISK".into(),
            serial: serial.into(),
            firmware: String::new(),
        });
        named_right(&drive, &seen, &request(typed)).map(|(label, _)| label)
    }

    #[test]
    fn of_two_drives_that_say_the_same_neither_is_meant() {
        // As two bays of a dock that gives its own number.
        let here = [drive(1, Some("DOCK0001")).drive, drive(2, Some("DOCK0001")).drive];
        let identity = Identity::of(&here[1]).unwrap();
        let refusal = alone(&identity, &here).unwrap_err();
        assert_eq!((refusal.code(), refusal.class()), ("wipe-medium-alike", FaultClass::Refused));
        assert!(matches!(refusal, MediaRefusal::Alike { drives, .. } if drives == "sd1, sd2"));
        assert!(alone(&identity, &here[1..]).is_ok() && alone(&identity, &[]).is_ok());
        // Without a name of their own they are told apart by their places.
        let nameless = [drive(1, None).drive, drive(2, None).drive];
        assert!(alone(&Identity::of(&nameless[1]).unwrap(), &nameless).is_ok());
    }

    #[test]
    fn a_serial_number_typed_wrong_is_refused_wherever_the_drive_says_its_own() {
        let label = Some("LABEL1".to_owned());
        // Nothing says anything, or only a bridge, which may be saying its own: what is typed is declared.
        assert_eq!(typed(None, None, "LABEL1").unwrap(), label);
        assert_eq!(typed(None, Some(""), "LABEL1").unwrap(), label);
        assert_eq!(typed(Some(("DOCK0001", Source::UsbBridge)), None, "LABEL1").unwrap(), label);
        assert_eq!(typed(Some(("LABEL1", Source::Drive)), Some("LABEL1"), "LABEL1").unwrap(), label);
        for (known, asked, stated) in [
            (Some(("OWN1", Source::Drive)), None, "OWN1"),
            (None, Some("OWN1"), "OWN1"),
            (Some(("DOCK0001", Source::UsbBridge)), Some("OWN1"), "OWN1"),
            // Nearly is not.
            (Some(("label1", Source::Drive)), None, "label1"),
            (Some(("LABEL-1", Source::Drive)), None, "LABEL-1"),
        ] {
            let refusal = typed(known, asked, "LABEL1").unwrap_err();
            assert_eq!((refusal.code(), refusal.class()), ("wipe-medium-serial-typed", FaultClass::Refused));
            assert!(matches!(refusal, MediaRefusal::SerialTyped { stated: told, .. } if told == stated));
        }
    }
}
