//! From a drive upward: its partitions, what is built on them, and what uses any of these.

use super::drivers;
use super::look::Look;
use super::pools;
use super::snapshot::{Snapshot, is_anonymous};
use super::{Doubt, Use, Uses};
use crate::device::DeviceNumber;
use crate::device::sysfs::drives::{device_number, partition_folders};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The devices that belong to the drive, by number: itself, partitions, and what is built on them.
pub(super) struct Spread<'a> {
    pub(super) look: &'a dyn Look,
    pub(super) seen: &'a Snapshot,
    pub(super) devices: BTreeMap<DeviceNumber, String>,
    pub(super) uses: Uses,
}

pub(super) fn uses(look: &dyn Look, seen: &Snapshot, number: DeviceNumber) -> Uses {
    let uses = Uses { found: Vec::new(), doubts: seen.doubts.clone() };
    let mut spread = Spread { look, seen, devices: BTreeMap::new(), uses };
    let link = look.sys().join(format!("dev/block/{}:{}", number.major, number.minor));
    match fs::canonicalize(&link) {
        Ok(folder) => spread.add(&folder),
        Err(error) => spread.unread(&link, &error),
    }
    // A loop device on the drive may carry what another one lies on: until nothing is added.
    loop {
        let before = spread.devices.len();
        spread.add_slaves();
        spread.add_loops();
        if spread.devices.len() == before {
            break;
        }
    }
    spread.find_mounts();
    spread.find_swaps();
    pools::find(&mut spread);
    drivers::find(&mut spread);
    spread.uses
}

impl Spread<'_> {
    pub(super) fn unread(&mut self, path: &Path, error: &io::Error) {
        self.doubt(Doubt::Unread { path: path.to_owned(), reason: error.to_string() });
    }

    pub(super) fn doubt(&mut self, doubt: Doubt) {
        if !self.uses.doubts.contains(&doubt) {
            self.uses.doubts.push(doubt);
        }
    }

    pub(super) fn used(&mut self, found: Use) {
        if !self.uses.found.contains(&found) {
            self.uses.found.push(found);
        }
    }

    /// Adds the device of `folder`, its partitions and its holders, and theirs.
    fn add(&mut self, folder: &Path) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match device_number(folder) {
            Ok(number) => {
                if self.devices.insert(number, name.clone()).is_some() {
                    return;
                }
            }
            Err(error) => {
                let reason = std::error::Error::source(&error).map_or_else(String::new, ToString::to_string);
                self.doubt(Doubt::Unread { path: folder.join("dev"), reason });
            }
        }
        match partition_folders(folder) {
            Ok(parts) => parts.iter().for_each(|part| self.add(part)),
            Err(error) => self.unread(folder, &error),
        }
        // Every disk and every partition has this folder: its absence is as much a doubt as a failure.
        for holder in self.links(&folder.join("holders")) {
            let held_by = holder.file_name().map(|name| name.to_string_lossy().into_owned());
            self.used(Use::Holder { device: name.clone(), holder: held_by.unwrap_or_default() });
            self.add(&holder);
        }
    }

    /// Where the links in a folder of the kernel's lead.
    fn links(&mut self, folder: &Path) -> Vec<PathBuf> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.unread(folder, &error);
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for entry in entries {
            match entry.and_then(|entry| fs::canonicalize(entry.path())) {
                Ok(folder) => found.push(folder),
                Err(error) => self.unread(folder, &error),
            }
        }
        found
    }

    /// The same relation from above, in case the one from below is not told: whatever names one of ours as its slave.
    fn add_slaves(&mut self) {
        let block = self.look.sys().join("block");
        // That it cannot be read is a doubt already: loop devices are looked for there.
        let Ok(entries) = fs::read_dir(&block) else { return };
        for entry in entries.flatten() {
            let slaves = entry.path().join("slaves");
            match fs::symlink_metadata(&slaves) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => self.unread(&slaves, &error),
            }
            for slave in self.links(&slaves) {
                let held = device_number(&slave).ok().and_then(|number| self.devices.get(&number)).cloned();
                let Some(device) = held else { continue };
                match fs::canonicalize(entry.path()) {
                    Ok(folder) => {
                        let holder = entry.file_name().to_string_lossy().into_owned();
                        self.used(Use::Holder { device, holder });
                        self.add(&folder);
                    }
                    Err(error) => self.unread(&entry.path(), &error),
                }
            }
        }
    }

    fn add_loops(&mut self) {
        let seen = self.seen;
        for loop_device in &seen.loops {
            let folder = self.look.sys().join("block").join(&loop_device.name);
            let own = device_number(&folder).ok();
            if own.is_some_and(|number| self.devices.contains_key(&number)) {
                continue;
            }
            let on = match loop_device.backing {
                Some(backing) => match backing.node {
                    Some(node) => Ok(vec![node]),
                    None => self.resolve(backing.on, &loop_device.file),
                },
                None => self.devices_of_file(&loop_device.file),
            };
            let kind = || loop_device.name.clone();
            match on {
                Ok(numbers) => {
                    let device = numbers.iter().find_map(|number| self.devices.get(number)).cloned();
                    if let Some(device) = device {
                        let file = loop_device.file.clone();
                        self.used(Use::Loop { device, loop_device: kind(), file });
                        match fs::canonicalize(&folder) {
                            Ok(folder) => self.add(&folder),
                            Err(error) => self.unread(&folder, &error),
                        }
                    }
                }
                Err(Untraceable) => {
                    self.doubt(Doubt::Untraced { path: loop_device.file.clone(), kind: kind() });
                }
            }
        }
    }

    /// The devices on which a file lies, or the one that it is. By its path, for want of something better.
    fn devices_of_file(&self, file: &Path) -> Result<Vec<DeviceNumber>, Untraceable> {
        self.devices_of_file_within(file, 0)
    }

    fn devices_of_file_within(&self, file: &Path, depth: u32) -> Result<Vec<DeviceNumber>, Untraceable> {
        match self.look.node(file) {
            Ok(Some(node)) => Ok(vec![node]),
            Ok(None) => {
                let on = self.look.below(file).map_err(|_| Untraceable)?;
                self.resolve_within(on, file, depth)
            }
            Err(_) => Err(Untraceable),
        }
    }

    /// The devices behind the number of a file system. An anonymous number is that of btrfs, which has devices all the same,
    /// or of something that has none.
    fn resolve(&self, on: DeviceNumber, file: &Path) -> Result<Vec<DeviceNumber>, Untraceable> {
        self.resolve_within(on, file, 0)
    }

    fn resolve_within(
        &self,
        on: DeviceNumber,
        file: &Path,
        depth: u32,
    ) -> Result<Vec<DeviceNumber>, Untraceable> {
        if !is_anonymous(on) {
            return Ok(vec![on]);
        }
        let mounts = self.seen.mounts.iter().map(|mounted| &mounted.mount);
        let own: Vec<_> = mounts.clone().filter(|mount| mount.device == on).collect();
        let mount = match own.first() {
            Some(mount) => *mount,
            // A subvolume of btrfs has a number that stands in no table.
            None => mounts
                .filter(|mount| file.starts_with(&mount.point))
                .max_by_key(|mount| mount.point.as_os_str().len())
                .filter(|mount| mount.kind == "btrfs")
                .ok_or(Untraceable)?,
        };
        if self.is_without_device(&mount.kind) {
            return Ok(Vec::new());
        }
        if mount.kind == "btrfs" {
            return pools::btrfs_devices(self.look, Path::new(&mount.source));
        }
        // A server in user space, with a node or an image file as its mount says. Not where that lies in the mount itself.
        let source = Path::new(&mount.source);
        if source.is_absolute() && !source.starts_with(&mount.point) && depth < DEEPEST {
            return self.devices_of_file_within(source, depth + 1);
        }
        Err(Untraceable)
    }

    fn find_mounts(&mut self) {
        let seen = self.seen;
        for mounted in &seen.mounts {
            let mount = &mounted.mount;
            let source = Path::new(&mount.source);
            let numbers = if !is_anonymous(mount.device) {
                Ok(vec![mount.device])
            } else if self.is_without_device(&mount.kind) || pools::is_pool(&mount.kind) {
                // Pools are asked for by what lies on the device.
                Ok(Vec::new())
            } else if mount.kind == "btrfs" {
                pools::btrfs_devices(self.look, source)
            } else if source.is_absolute() {
                // A server in user space with a node or an image file.
                self.devices_of_file(source)
            } else {
                Err(Untraceable)
            };
            match numbers {
                Ok(numbers) => {
                    let device = numbers.iter().find_map(|number| self.devices.get(number)).cloned();
                    if let Some(device) = device {
                        let (point, kind) = (mount.point.clone(), mount.kind.clone());
                        self.used(Use::Mounted { device, point, kind, root: mounted.root });
                    }
                }
                Err(Untraceable) => {
                    self.doubt(Doubt::Untraced { path: mount.point.clone(), kind: mount.kind.clone() });
                }
            }
        }
    }

    fn find_swaps(&mut self) {
        let seen = self.seen;
        for area in &seen.areas {
            let numbers = if area.is_device {
                match self.look.node(&area.path) {
                    Ok(Some(node)) => Ok(vec![node]),
                    _ => Err(Untraceable),
                }
            } else {
                self.look
                    .below(&area.path)
                    .map_err(|_| Untraceable)
                    .and_then(|on| self.resolve(on, &area.path))
            };
            match numbers {
                Ok(numbers) => {
                    let device = numbers.iter().find_map(|number| self.devices.get(number)).cloned();
                    if let Some(device) = device {
                        self.used(Use::Swap { device, area: area.path.clone() });
                    }
                }
                Err(Untraceable) => {
                    self.doubt(Doubt::Untraced { path: area.path.clone(), kind: "swap".into() });
                }
            }
        }
    }
}

/// Servers in user space upon one another that are followed: two whose sources lie in each other would have no end.
const DEEPEST: u32 = 8;

/// It could not be told on which device something lies.
pub(super) struct Untraceable;

/// Servers in user space that keep their bytes elsewhere than on a block device of this machine.
const ELSEWHERE: [&str; 7] = [
    "fuse.fuse-overlayfs",
    "fuse.gvfsd-fuse",
    "fuse.lxcfs",
    "fuse.portal",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
];

impl Spread<'_> {
    /// File systems that have no block device below them, whatever their source says; an overlay lies on others that are
    /// in the table themselves. ZFS calls itself one of these, and a FUSE server may be anything.
    fn is_without_device(&self, kind: &str) -> bool {
        let unknown = pools::is_pool(kind) || kind == "fuse" || kind.starts_with("fuse.") || kind == "btrfs";
        ELSEWHERE.contains(&kind) || kind == "rootfs" || !unknown && self.seen.no_device.contains(kind)
    }
}
