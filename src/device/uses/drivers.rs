//! What file systems and caches list themselves, by the names of devices. They know of what no table of mounts shows: an
//! external journal, and a file system that was unmounted lazily while something in it is still open.

use super::Use;
use super::spread::Spread;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

/// Folders in `/sys/fs` that are file systems of their own, some closed to all but root, and name no device.
const MOUNTS: [&str; 7] = ["bpf", "cgroup", "fuse", "pstore", "resctrl", "selinux", "smackfs"];

pub(super) fn find(spread: &mut Spread<'_>) {
    in_own_folders(spread);
    in_journals(spread);
    in_caches(spread);
}

/// `/sys/fs/ext4/sda1`, and so with xfs, f2fs, erofs and others.
fn in_own_folders(spread: &mut Spread<'_>) {
    let folder = spread.look.sys().join("fs");
    let kinds = names(spread, &folder).into_iter().filter(|kind| !MOUNTS.iter().any(|mount| kind == mount));
    for kind in kinds.collect::<Vec<_>>() {
        for device in spread.devices.values().cloned().collect::<Vec<_>>() {
            let path = folder.join(&kind).join(&device);
            held_where(spread, &path, device, &kind.to_string_lossy());
        }
    }
}

/// `/proc/fs/jbd2/sda1-8` for a journal inside (of ext4, by its inode), `/proc/fs/jbd2/sdb1` for one on a device of its own.
fn in_journals(spread: &mut Spread<'_>) {
    let folder = spread.look.proc().join("fs/jbd2");
    for entry in names(spread, &folder) {
        let name = entry.to_string_lossy();
        let inside =
            name.rsplit_once('-').filter(|(_, inode)| inode.bytes().all(|byte| byte.is_ascii_digit()));
        let known = |name: &str| spread.devices.values().any(|device| device == name);
        // A device's own name may end in a number behind a hyphen: `dm-0`.
        let device =
            [Some(&*name), inside.map(|(device, _)| device)].into_iter().flatten().find(|name| known(name));
        if let Some(device) = device.map(str::to_owned) {
            held(spread, device, "jbd2");
        }
    }
}

/// bcache makes no link to its holder; a registered device has a folder `bcache`.
fn in_caches(spread: &mut Spread<'_>) {
    for (number, device) in spread.devices.clone() {
        let path = spread.look.sys().join(format!("dev/block/{}:{}/bcache", number.major, number.minor));
        held_where(spread, &path, device, "bcache");
    }
}

fn held_where(spread: &mut Spread<'_>, path: &Path, device: String, holder: &str) {
    match fs::symlink_metadata(path) {
        Ok(_) => held(spread, device, holder),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
        Err(error) => spread.unread(path, &error),
    }
}

/// A mount that was found already says the same better.
fn held(spread: &mut Spread<'_>, device: String, holder: &str) {
    let told = |found: &Use| matches!(found, Use::Mounted { device: mounted, .. } if *mounted == device);
    if !spread.uses.found.iter().any(told) {
        spread.used(Use::Holder { device, holder: holder.to_owned() });
    }
}

/// What is in a folder that need not be there.
fn names(spread: &mut Spread<'_>, folder: &Path) -> Vec<OsString> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            spread.unread(folder, &error);
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => found.push(entry.file_name()),
            Err(error) => spread.unread(folder, &error),
        }
    }
    found
}
