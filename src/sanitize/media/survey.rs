//! Looking at a drive before anything is planned or done with it. Every doubt is a refusal.

use super::identity::Identity;
use super::refusal::MediaRefusal;
use crate::device::{Doubt, Drive, Use, Uses};
use crate::model::MediumKind;

/// Sectors that the kernel's block layer writes whole.
const SECTORS: [u32; 2] = [512, 4096];

/// Everything against writing over `drive`, given what `uses` it.
pub fn refusals(drive: &Drive, uses: &Uses) -> Vec<MediaRefusal> {
    let device = || drive.name.clone();
    let mut refusals = Vec::new();
    if uses.carries_root() {
        refusals.push(MediaRefusal::Root { device: device() });
    }
    if !uses.found.is_empty() {
        let uses = uses.found.iter().map(use_text).collect::<Vec<_>>().join(", ");
        refusals.push(MediaRefusal::InUse { device: device(), uses });
    }
    // What other processes have mounted elsewhere, the kernel knows: it will not open the disk for us alone then (O_EXCL, open(2)).
    let open = |doubt: &&Doubt| !matches!(doubt, Doubt::OtherNameSpaces { .. });
    let doubts: Vec<String> = uses.doubts.iter().filter(open).map(doubt_text).collect();
    if !doubts.is_empty() {
        let doubts = doubts.join(", ");
        refusals.push(MediaRefusal::Doubt { device: device(), doubts });
    }
    if drive.read_only {
        refusals.push(MediaRefusal::ReadOnly { device: device() });
    }
    if drive.zoned {
        refusals.push(MediaRefusal::Zoned { device: device() });
    }
    let sector = drive.logical_sector.unwrap_or(0);
    if !SECTORS.contains(&sector)
        || Identity::of(drive).is_none_or(|identity| identity.capacity < u64::from(sector))
    {
        refusals.push(MediaRefusal::Sector { device: device(), sector });
    }
    let kind = match drive.medium.kind {
        MediumKind::Optical => Some("optical"),
        MediumKind::Network => Some("network"),
        MediumKind::Memory => Some("memory"),
        _ => None,
    };
    if let Some(kind) = kind {
        refusals.push(MediaRefusal::Kind { device: device(), kind: kind.to_owned() });
    }
    refusals
}

/// One use, as the kernel would put it.
#[must_use]
pub fn use_text(found: &Use) -> String {
    match found {
        Use::Mounted { device, point, kind, .. } => format!("{device} {kind} {}", point.display()),
        Use::Swap { device, area } => format!("{device} swap {}", area.display()),
        Use::Holder { device, holder } => format!("{device} {holder}"),
        Use::Loop { device, loop_device, file } => format!("{device} {loop_device} {}", file.display()),
    }
}

fn doubt_text(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Unread { path, reason } => format!("{} {reason}", path.display()),
        Doubt::Unclear { path, text } => format!("{} {text}", path.display()),
        Doubt::Untraced { path, kind } => format!("{kind} {}", path.display()),
        Doubt::OtherNameSpaces { processes } => format!("mount namespaces of {processes} processes"),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::device::drives_of_model;
    use crate::model::{Fault as _, FaultClass};
    use std::fs;
    use std::os::unix::fs::symlink;

    /// What is said against a disk of 2048 × 512 bytes with logical sectors of `sector` bytes, as the kernel shows it: no loop device can
    /// have other sectors than the block layer writes, so the disk is a model of `/sys`, read and judged as a real one.
    fn against(sector: u32) -> Vec<MediaRefusal> {
        refusals(&disk(sector), &Uses::default())
    }

    fn disk(sector: u32) -> Drive {
        let root = tempfile::tempdir().unwrap();
        let (sys, dev) = (root.path().join("sys"), root.path().join("dev"));
        let disk = sys.join("devices/pci0/host0/block/sda");
        for folder in
            [&sys.join("block"), &sys.join("dev/block"), &dev, &disk.join("queue"), &disk.join("device")]
        {
            fs::create_dir_all(folder).unwrap();
        }
        let sectors = sector.to_string();
        for (name, value) in [
            ("dev", "8:0"),
            ("size", "2048"),
            ("ro", "0"),
            ("removable", "0"),
            ("queue/logical_block_size", sectors.as_str()),
            ("queue/rotational", "1"),
            ("queue/zoned", "none"),
            ("device/vendor", "MIHON"),
            ("device/model", "FORMATTED FOR RAID"),
        ] {
            fs::write(disk.join(name), value).unwrap();
        }
        symlink(&disk, sys.join("block/sda")).unwrap();
        symlink(&disk, sys.join("dev/block/8:0")).unwrap();
        fs::write(dev.join("sda"), "").unwrap();
        let drive = drives_of_model(&sys, &dev).unwrap().remove(0);
        assert_eq!(drive.logical_sector, (sector > 0).then_some(sector));
        drive
    }

    /// Planning and running ask here alone, so neither goes on.
    #[test]
    fn the_disk_of_the_running_system_is_refused_and_named_as_that() {
        let mounted = |point: &str, root| Use::Mounted {
            device: "sda1".into(),
            point: point.into(),
            kind: "ext4".into(),
            root,
        };
        let codes = |found: Vec<Use>| -> Vec<_> {
            let uses = Uses { found, ..Uses::default() };
            refusals(&disk(512), &uses).iter().map(|refusal| refusal.code()).collect()
        };
        assert_eq!(codes(vec![mounted("/", true)]), ["wipe-medium-root", "wipe-medium-in-use"]);
        assert_eq!(
            codes(vec![mounted("/srv", false), mounted("/", true)]),
            ["wipe-medium-root", "wipe-medium-in-use"]
        );
        assert_eq!(codes(vec![mounted("/srv", false)]), ["wipe-medium-in-use"]);
    }

    #[test]
    fn sectors_of_520_bytes_are_refused_with_what_to_do() {
        for sector in [520, 528, 4104, 4160, 1024, 8192] {
            let found = against(sector);
            let [refusal @ MediaRefusal::Sector { sector: told, .. }] = &found[..] else {
                panic!("{found:?}")
            };
            assert_eq!(*told, sector);
            assert_eq!((refusal.code(), refusal.class()), ("wipe-medium-sector", FaultClass::Refused));
        }
        for sector in SECTORS {
            assert!(against(sector).is_empty(), "{sector}");
        }
    }
}
