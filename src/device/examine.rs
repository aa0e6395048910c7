//! A drive asked by all the ways there are: what it bears, hides and offers. Only questions; nothing is changed.

use super::{Contents, Drive, Erases, Health, Hidden, NotChecked};

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
    /// Its serial as it told us just now, where that is another one than the system's: no certificate may be issued for it.
    pub other_serial: Option<String>,
}

impl Examination {
    fn not_checked(why: &NotChecked) -> Self {
        Self {
            contents: Err(why.clone()),
            hidden: Hidden::NotChecked(why.clone()),
            health: Health::NotChecked(why.clone()),
            erases: Erases::NotChecked(why.clone()),
            other_serial: None,
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

#[cfg(target_os = "linux")]
mod linux {
    use super::Examination;
    use crate::device::ata::{self, Identify};
    use crate::device::{Drive, Erases, Health, Hidden, NotChecked, contents, erases, hidden, nvme, sysfs};
    use crate::model::MediumKind;
    use rustix::fs::{Mode, OFlags};
    use std::fs::File;
    use std::path::Path;

    /// By which commands a drive can be asked.
    enum Way {
        Ata,
        Nvme,
        None(NotChecked),
    }

    pub(super) fn examine(drive: &Drive) -> Examination {
        // NONBLOCK: a drive without a medium must not hold us up.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
        let opened = rustix::fs::open(&drive.path, flags, Mode::empty()).map(File::from);
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
        let sector = u64::from(drive.logical_sector.unwrap_or(512));
        let (native, overlaid) = (ata::native_sectors(device, identify), ata::dco_sectors(device, identify));
        found.hidden = hidden::of_ata(identify.sectors, sector, native, overlaid);
        found.health = match ata::smart_failing(device, identify) {
            Ok(failing) => Health::Ata { failing },
            Err(why) => Health::NotChecked(why),
        };
        found.erases = erases::of_ata(identify);
        found.other_serial = other(drive, &identify.serial);
    }

    fn ask_nvme(device: &File, drive: &Drive, found: &mut Examination) {
        match nvme::controller(device) {
            Ok(controller) => {
                found.erases = erases::of_nvme(&controller);
                found.other_serial = other(drive, &controller.serial);
                let shown = match drive.name_space {
                    Some(number) => nvme::name_space(device, number).map(|space| space.size),
                    None => Err(NotChecked::Unsupported),
                };
                found.hidden = match shown {
                    Ok(shown) => hidden::of_nvme(shown, controller.total, controller.unallocated),
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

    /// What the drive says now, where the system has another number for it.
    fn other(drive: &Drive, told: &str) -> Option<String> {
        let known = drive.medium.serial.as_ref()?;
        (!told.is_empty() && known.value != told).then(|| told.to_owned())
    }
}
