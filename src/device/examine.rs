//! A drive asked by all the ways there are: what it bears, hides and offers. Only questions; nothing is changed.

use super::{Contents, Drive, Erases, Health, Hidden, NotChecked};
use crate::model::{Origin, Sourced};

/// What was found out beyond what everybody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// What lies on it.
    pub contents: Result<Contents, NotChecked>,
    /// Whether it has more room than it shows.
    pub hidden: Hidden,
    /// How it says it is.
    pub health: Health,
    /// What it says it can do.
    pub erases: Erases,
    /// Who it said it is, just now.
    pub asked: Option<Asked>,
}

/// What the drive itself answered, past the system's memory of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// By which command.
    pub origin: Origin,
    /// Model.
    pub model: String,
    /// Serial number.
    pub serial: String,
    /// Version of its firmware.
    pub firmware: String,
}

impl Asked {
    /// Its serial, where that is another one than the system's: no certificate may be issued for such a drive.
    #[must_use]
    pub fn other_serial(&self, drive: &Drive) -> Option<&str> {
        let known = drive.medium.serial.as_ref()?;
        (!self.serial.is_empty() && known.value != self.serial).then_some(self.serial.as_str())
    }
}

impl Drive {
    /// Notes of every fact that the drive has just confirmed that it came from the drive itself.
    pub fn confirm(&mut self, asked: &Asked) {
        let same =
            |known: &Option<Sourced>, told: &str| known.as_ref().is_some_and(|known| known.value == told);
        for (known, told, origin) in [
            (&self.medium.model, &asked.model, &mut self.origins.model),
            (&self.medium.serial, &asked.serial, &mut self.origins.serial),
            (&self.firmware, &asked.firmware, &mut self.origins.firmware),
        ] {
            if same(known, told) {
                *origin = Some(asked.origin);
            }
        }
    }
}

impl Examination {
    fn not_checked(why: &NotChecked) -> Self {
        Self {
            contents: Err(why.clone()),
            hidden: Hidden::NotChecked(why.clone()),
            health: Health::NotChecked(why.clone()),
            erases: Erases::NotChecked(why.clone()),
            asked: None,
        }
    }

    /// Whether root would have learned more.
    #[must_use]
    pub fn needs_root(&self) -> bool {
        let root = NotChecked::NeedsRoot;
        self.contents == Err(root.clone())
            || self.hidden == Hidden::NotChecked(root.clone())
            || self.health == Health::NotChecked(root.clone())
            || self.erases == Erases::NotChecked(root)
    }
}

/// Examines a drive.
#[cfg(target_os = "linux")]
#[must_use]
pub fn examine(drive: &Drive) -> Examination {
    linux::examine(drive)
}

/// Examines a drive: no question is known here.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn examine(_drive: &Drive) -> Examination {
    Examination::not_checked(&NotChecked::NoQuestion)
}

/// What the drive answers when it is asked who it is, and nothing else of it; `None` where there is no way to ask, or no answer.
#[cfg(target_os = "linux")]
#[must_use]
pub fn ask_name(drive: &Drive) -> Option<Asked> {
    linux::ask_name(drive)
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{Asked, Examination};
    use crate::device::ata::{self, Identify};
    use crate::device::{Drive, Erases, Health, Hidden, NotChecked, contents, erases, hidden, nvme, sysfs};
    use crate::model::{MediumKind, Origin};
    use rustix::fs::{Mode, OFlags};
    use std::fs::File;
    use std::path::Path;

    /// By which commands a drive can be asked.
    enum Way {
        Ata,
        Nvme,
        None(NotChecked),
    }

    pub(super) fn ask_name(drive: &Drive) -> Option<Asked> {
        match way(drive) {
            Way::Ata => ata::identify(&open(drive).ok()?).ok().as_ref().map(Asked::of_ata),
            Way::Nvme => nvme::controller(&open(drive).ok()?).ok().as_ref().map(Asked::of_nvme),
            Way::None(_) => None,
        }
    }

    fn open(drive: &Drive) -> rustix::io::Result<File> {
        // NONBLOCK: a drive without a medium must not hold us up.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        rustix::fs::open(&drive.path, flags, Mode::empty()).map(File::from)
    }

    impl Asked {
        fn of_ata(identify: &Identify) -> Self {
            Self {
                origin: Origin::AtaIdentify,
                model: identify.model.clone(),
                serial: identify.serial.clone(),
                firmware: identify.firmware.clone(),
            }
        }

        fn of_nvme(controller: &nvme::Controller) -> Self {
            Self {
                origin: Origin::NvmeIdentify,
                model: controller.model.clone(),
                serial: controller.serial.clone(),
                firmware: controller.firmware.clone(),
            }
        }
    }

    pub(super) fn examine(drive: &Drive) -> Examination {
        let opened = open(drive);
        let mut found = match &opened {
            Ok(device) => {
                let blank = Examination::not_checked(&NotChecked::NoQuestion);
                let mut found = Examination { contents: Ok(contents(device, drive)), ..blank };
                ask(device, drive, &mut found);
                found
            }
            Err(errno) => Examination::not_checked(&NotChecked::of_system(*errno)),
        };
        let way = way(drive);
        if let Way::None(why) = &way {
            found.hidden = Hidden::NotChecked(why.clone());
            found.health = Health::NotChecked(why.clone());
            found.erases = Erases::NotChecked(why.clone());
        }
        // What the kernel keeps of IDENTIFY may be read by everybody.
        if let (Way::Ata, Erases::NotChecked(_)) = (way, &found.erases)
            && let Some(kept) = sysfs::drives::identify_page(&folder(drive))
        {
            found.erases = erases::of_ata(&kept);
        }
        found
    }

    fn folder(drive: &Drive) -> std::path::PathBuf {
        Path::new("/sys/class/block").join(&drive.name)
    }

    fn way(drive: &Drive) -> Way {
        let transport = drive.medium.transport.as_deref().unwrap_or_default();
        let vendor = sysfs::text(&folder(drive).join("device/vendor"));
        match drive.medium.kind {
            _ if transport == "usb" => Way::None(NotChecked::Bridge),
            _ if transport.starts_with("nvme") => Way::Nvme,
            // What SAT translates has this name in its INQUIRY, on ATA and on SAS controllers alike.
            _ if vendor.as_deref() == Some("ATA") => Way::Ata,
            MediumKind::Virtual | MediumKind::Memory | MediumKind::Network => {
                Way::None(NotChecked::NotPhysical)
            }
            _ => Way::None(NotChecked::NoQuestion),
        }
    }

    fn ask(device: &File, drive: &Drive, found: &mut Examination) {
        match way(drive) {
            Way::Ata => match ata::identify(device) {
                Ok(identify) => ask_ata(device, drive, &identify, found),
                Err(why) => all(found, &why),
            },
            Way::Nvme => ask_nvme(device, drive, found),
            Way::None(_) => {}
        }
    }

    fn all(found: &mut Examination, why: &NotChecked) {
        found.hidden = Hidden::NotChecked(why.clone());
        found.health = Health::NotChecked(why.clone());
        found.erases = Erases::NotChecked(why.clone());
    }

    fn ask_ata(device: &File, drive: &Drive, identify: &Identify, found: &mut Examination) {
        let (native, overlaid) = (ata::native_sectors(device, identify), ata::dco_sectors(device, identify));
        let told = hidden::of_ata(identify.sectors, identify.sector, native, overlaid);
        let shown = identify.sectors.saturating_mul(identify.sector);
        found.hidden = hidden::as_reached(told, shown, drive.medium.capacity);
        found.health = match ata::smart_failing(device, identify) {
            Ok(failing) => Health::Ata { failing, counts: ata::smart_counts(device, identify) },
            Err(why) => Health::NotChecked(why),
        };
        found.erases = erases::of_ata(identify);
        found.asked = Some(Asked::of_ata(identify));
    }

    fn ask_nvme(device: &File, drive: &Drive, found: &mut Examination) {
        match nvme::controller(device) {
            Ok(controller) => {
                found.erases = erases::of_nvme(&controller);
                found.asked = Some(Asked::of_nvme(&controller));
                let shown = match drive.name_space {
                    Some(number) => nvme::name_space(device, number).map(|space| space.size),
                    None => Err(NotChecked::Unsupported),
                };
                found.hidden = match shown {
                    Ok(shown) => {
                        let told = hidden::of_nvme(shown, controller.total, controller.unallocated);
                        hidden::as_reached(told, shown, drive.medium.capacity)
                    }
                    Err(why) => Hidden::NotChecked(why),
                };
            }
            Err(why) => all(found, &why),
        }
        found.health = match nvme::health_log(device) {
            Ok(log) => Health::Nvme {
                warnings: log.warnings,
                temperature: log.temperature,
                spare: log.spare,
                used: log.used,
                hours: log.hours,
                media_errors: log.media_errors,
            },
            Err(why) => Health::NotChecked(why),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::DeviceNumber;
    use crate::model::{Medium, Origins, Source};

    #[test]
    fn what_the_drive_confirms_is_the_drives_and_what_it_denies_is_told() {
        let told = |value: &str| Some(Sourced { value: value.into(), source: Source::Drive });
        let mut drive = Drive {
            name: "nvme0n1".into(),
            path: "/dev/nvme0n1".into(),
            number: DeviceNumber { major: 259, minor: 0 },
            by_id: Vec::new(),
            medium: Medium { serial: told("S1"), model: told("MIHON"), ..Medium::default() },
            wwn: None,
            firmware: told("1.0"),
            origins: Origins {
                serial: Some(Origin::Sysfs),
                firmware: Some(Origin::Sysfs),
                ..Origins::default()
            },
            turns_per_minute: None,
            logical_sector: None,
            physical_sector: None,
            zoned: false,
            read_only: false,
            removable: false,
            backing_file: None,
            name_space: Some(1),
            discards: false,
            partitions: Vec::new(),
        };
        let mut asked = Asked {
            origin: Origin::NvmeIdentify,
            model: "MIHON".into(),
            serial: "S1".into(),
            firmware: "2.0".into(),
        };
        assert_eq!(asked.other_serial(&drive), None);
        drive.confirm(&asked);
        let origins = drive.origins;
        assert_eq!((origins.serial, origins.model), (Some(Origin::NvmeIdentify), Some(Origin::NvmeIdentify)));
        assert_eq!(origins.firmware, Some(Origin::Sysfs), "another version than the system knows");
        asked.serial = "S2".into();
        assert_eq!(asked.other_serial(&drive), Some("S2"));
        asked.serial = String::new();
        assert_eq!(asked.other_serial(&drive), None, "no answer is no contradiction");
    }
}
