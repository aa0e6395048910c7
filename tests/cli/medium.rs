//! A medium as people carry it, with a file system of Windows: made in an image file. Needs root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to make it with, and what to mount it with: by the kernel, else by a program in user space.
const WAYS: [[&[&str]; 2]; 3] = [
    [&["mkfs.vfat", "-F", "32"], &["mount", "-i", "-t", "vfat", "-o", "utf8,iocharset=utf8"]],
    [&["mkfs.exfat"], &["mount", "-i", "-t", "exfat"]],
    [&["mkfs.exfat"], &["mount.exfat-fuse"]],
];

/// A mounted medium; unmounted and removed when dropped.
pub(crate) struct Medium {
    folder: tempfile::TempDir,
    device: String,
}

impl Medium {
    /// `None`, loudly, where there is no way to have one.
    pub(crate) fn new(test: &str) -> Option<Self> {
        let made = if rustix::process::geteuid().is_root() {
            WAYS.iter().find_map(|[make, mount]| Self::with(make, mount))
        } else {
            None
        };
        if made.is_none() {
            crate::env::skipped(test, "needs root, and FAT or exFAT");
        }
        made
    }

    fn with(make: &[&str], mount: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let image = folder.path().join("image");
        fs::File::create(&image).unwrap().set_len(64 << 20).unwrap();
        ran(Command::new(make[0]).args(&make[1..]).arg(&image))?;
        let device = ran(Command::new("losetup").args(["-f", "--show"]).arg(&image))?;
        let medium = Self { folder, device: device.trim().to_owned() };
        fs::create_dir(medium.root()).unwrap();
        ran(Command::new(mount[0]).args(&mount[1..]).arg(&medium.device).arg(medium.root()))?;
        Some(medium)
    }

    /// Where it is mounted.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("媒体")
    }

    /// Every name on it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        collect(&self.root(), &self.root(), &mut names);
        names.sort();
        names
    }
}

impl Drop for Medium {
    fn drop(&mut self) {
        // Where it was never mounted, there is nothing to unmount.
        let _ = Command::new("umount").args(["-q", "-l"]).arg(self.root()).output();
        let _ = Command::new("losetup").arg("-d").arg(&self.device).output();
    }
}

fn collect(folder: &Path, root: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        names.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        if path.is_dir() {
            collect(&path, root, names);
        }
    }
}

/// What a program printed; `None` where it is missing or fails.
fn ran(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}
