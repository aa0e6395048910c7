//! Programs that merely have a disk's node open: no claim is held then, so `O_EXCL` does not see them (open(2)).

use super::{DeviceNumber, Drive};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// A program that has a node open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeUser {
    /// Number of the process.
    pub pid: u32,
    /// Its short name (`/proc/PID/comm`).
    pub command: String,
    /// The disk or partition, such as `sdb1`.
    pub device: String,
}

impl std::fmt::Display for NodeUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({})", self.device, self.command, self.pid)
    }
}

/// For each drive, who has it or a partition of it open; this process itself is left out. Processes that may not be looked at are not
/// seen: root sees all of its process name space.
#[must_use]
pub fn node_users(drives: &[&Drive]) -> Vec<Vec<NodeUser>> {
    let names: Vec<_> = drives.iter().map(|drive| names(drive)).collect();
    let mut found = vec![Vec::new(); drives.len()];
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let pid = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
        let Some(pid) = pid.filter(|pid| *pid != std::process::id()) else { continue };
        let nodes = nodes(&entry.path());
        for (users, names) in found.iter_mut().zip(&names) {
            for (_, device) in names.iter().filter(|(number, _)| nodes.contains(number)) {
                let command = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
                users.push(NodeUser { pid, command: command.trim().to_owned(), device: device.clone() });
            }
        }
    }
    for users in &mut found {
        users.sort();
    }
    found
}

/// The numbers and names of a drive and its partitions.
fn names(drive: &Drive) -> Vec<(DeviceNumber, String)> {
    let partitions = drive.partitions.iter().map(|part| (part.number, part.name.clone()));
    std::iter::once((drive.number, drive.name.clone())).chain(partitions).collect()
}

/// The block devices that a process has open.
fn nodes(process: &Path) -> Vec<DeviceNumber> {
    let descriptors = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
    descriptors.filter_map(|descriptor| node(&descriptor.path())).collect()
}

fn node(descriptor: &Path) -> Option<DeviceNumber> {
    use rustix::fs::{AtFlags, CWD, FileType, StatxFlags, makedev, statx};
    // Sockets and pipes have names like `socket:[12]`; only files begin with a slash.
    let target = fs::read_link(descriptor).ok()?;
    target.as_os_str().as_bytes().starts_with(b"/").then_some(())?;
    // Without asking servers of network file systems: they may not answer.
    let facts = statx(CWD, descriptor, AtFlags::STATX_DONT_SYNC, StatxFlags::TYPE).ok()?;
    let block = FileType::from_raw_mode(u32::from(facts.stx_mode)) == FileType::BlockDevice;
    block.then(|| DeviceNumber::of_raw(makedev(facts.stx_rdev_major, facts.stx_rdev_minor)))
}
