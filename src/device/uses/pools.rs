//! File systems over several devices: the table of mounts names one of them, or none.

use super::look::Look;
use super::spread::{Spread, Untraceable};
use super::{Doubt, Use};
use crate::device::DeviceNumber;
use crate::device::contents::pool_on;
use crate::device::sysfs::drives::device_number;
use std::fs;
use std::io;
use std::path::Path;

/// Whether it has devices that the kernel names nowhere: they are known by what lies on them.
pub(super) fn is_pool(kind: &str) -> bool {
    matches!(kind, "zfs" | "bcachefs")
}

/// The devices of the btrfs that `source` is one of: `/sys/fs/btrfs/UUID/devices` has a link to each.
pub(super) fn btrfs_devices(look: &dyn Look, source: &Path) -> Result<Vec<DeviceNumber>, Untraceable> {
    let one = look.node(source).ok().flatten().ok_or(Untraceable)?;
    let Ok(systems) = fs::read_dir(look.sys().join("fs/btrfs")) else { return Ok(vec![one]) };
    for system in systems.flatten() {
        // `features` stands beside the systems.
        let Ok(links) = fs::read_dir(system.path().join("devices")) else { continue };
        let members = links
            .map(|link| device_number(&link.map_err(|_| Untraceable)?.path()).map_err(|_| Untraceable))
            .collect::<Result<Vec<_>, _>>()?;
        if members.contains(&one) {
            return Ok(members);
        }
    }
    Ok(vec![one])
}

/// A member of a btrfs that is in use, by the kernel's own list; and of pools that keep no list, by the device's content.
pub(super) fn find(spread: &mut Spread<'_>) {
    let folder = spread.look.sys().join("fs/btrfs");
    match fs::read_dir(&folder) {
        Ok(systems) => {
            for system in systems.flatten() {
                find_members(spread, &system.path());
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => spread.unread(&folder, &error),
    }
    find_unlisted(spread);
}

fn find_members(spread: &mut Spread<'_>, system: &Path) {
    let folder = system.join("devices");
    let links = match fs::read_dir(&folder) {
        Ok(links) => links,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return;
        }
        Err(error) => return spread.unread(&folder, &error),
    };
    let uuid = system.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for link in links {
        let path = match link {
            Ok(link) => link.path(),
            Err(error) => {
                spread.unread(&folder, &error);
                continue;
            }
        };
        match device_number(&path) {
            Ok(number) => {
                if let Some(device) = spread.devices.get(&number).cloned() {
                    spread.used(Use::Holder { device, holder: format!("btrfs {uuid}") });
                }
            }
            Err(error) => {
                let reason = std::error::Error::source(&error).map_or_else(String::new, ToString::to_string);
                spread.doubt(Doubt::Unread { path: path.join("dev"), reason });
            }
        }
    }
}

/// Where a pool may be in use on this machine, every device that bears the mark of one may be its member. It can be in use
/// without being mounted, so that its driver being there is enough.
fn find_unlisted(spread: &mut Spread<'_>) {
    for kind in ["zfs", "bcachefs"] {
        let module = spread.look.sys().join("module").join(kind);
        let mounted = spread.seen.mounts.iter().any(|mounted| mounted.mount.kind == kind);
        match fs::symlink_metadata(&module) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound && !mounted => continue,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => spread.unread(&module, &error),
        }
        for name in spread.devices.values().cloned().collect::<Vec<_>>() {
            let marked = spread.look.open(&name).and_then(|device| pool_on(&device, kind));
            match marked {
                Ok(false) => {}
                Ok(true) => spread.used(Use::Holder { device: name, holder: kind.to_owned() }),
                Err(error) => {
                    let path = Path::new("/dev").join(name.replace('!', "/"));
                    spread.unread(&path, &error);
                }
            }
        }
    }
}
