//! Programs that merely have a disk's node open or mapped: no claim is held then, so `O_EXCL` does not see them (open(2)).

use super::{DeviceError, DeviceNumber, Drive};
use rustix::fs::{AtFlags, CWD, FileType, StatxFlags, makedev, statx};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

/// A program that has a node open or mapped.
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

/// What a look at the processes found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NodeUsers {
    /// For each drive, who has it or a partition of it.
    pub of_drives: Vec<Vec<NodeUser>>,
    /// Numbers of the processes that could not be looked at: each may have any of them. Root with all its powers sees all of its process
    /// name space.
    pub unseen: Vec<u32>,
}

/// Who has which of `drives` open or mapped; this process itself is left out.
///
/// # Errors
/// [`DeviceError::Processes`] when the processes cannot be listed at all.
pub fn node_users(drives: &[&Drive]) -> Result<NodeUsers, DeviceError> {
    let failed = |source| DeviceError::Processes { path: "/proc".into(), source };
    let names: Vec<_> = drives.iter().map(|drive| names(drive)).collect();
    let mut found = NodeUsers { of_drives: vec![Vec::new(); drives.len()], unseen: Vec::new() };
    for entry in fs::read_dir("/proc").map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let pid = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
        let Some(pid) = pid.filter(|pid| *pid != std::process::id()) else { continue };
        let nodes = nodes(&entry.path()).unwrap_or_else(|_| {
            found.unseen.push(pid);
            Vec::new()
        });
        for (users, names) in found.of_drives.iter_mut().zip(&names) {
            for (_, device) in names.iter().filter(|(number, _)| nodes.contains(number)) {
                let command = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
                users.push(NodeUser { pid, command: command.trim().to_owned(), device: device.clone() });
            }
        }
    }
    for users in &mut found.of_drives {
        users.sort();
    }
    found.unseen.sort_unstable();
    Ok(found)
}

/// The numbers and names of a drive and its partitions.
fn names(drive: &Drive) -> Vec<(DeviceNumber, String)> {
    let partitions = drive.partitions.iter().map(|part| (part.number, part.name.clone()));
    std::iter::once((drive.number, drive.name.clone())).chain(partitions).collect()
}

/// The block devices that a process has open or mapped; none where it has ended meanwhile.
fn nodes(process: &Path) -> io::Result<Vec<DeviceNumber>> {
    let mut nodes = unless_gone(opened(process))?;
    // What is mapped may have no descriptor any more.
    nodes.extend(unless_gone(mapped(process))?);
    Ok(nodes)
}

fn unless_gone(found: io::Result<Vec<DeviceNumber>>) -> io::Result<Vec<DeviceNumber>> {
    let ended = |error: &io::Error| {
        error.kind() == io::ErrorKind::NotFound
            || error.raw_os_error() == Some(rustix::io::Errno::SRCH.raw_os_error())
    };
    found.or_else(|error| if ended(&error) { Ok(Vec::new()) } else { Err(error) })
}

fn opened(process: &Path) -> io::Result<Vec<DeviceNumber>> {
    let mut nodes = Vec::new();
    for descriptor in fs::read_dir(process.join("fd"))? {
        let descriptor = descriptor?.path();
        // The list may be open to whom the descriptors are not (proc(5)).
        let target = match fs::read_link(&descriptor) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            target => target?,
        };
        // Sockets and pipes have names like `socket:[12]`; only files begin with a slash.
        if target.as_os_str().as_bytes().starts_with(b"/") {
            nodes.extend(node(&descriptor).ok().flatten());
        }
    }
    Ok(nodes)
}

fn mapped(process: &Path) -> io::Result<Vec<DeviceNumber>> {
    let maps = fs::read(process.join("maps"))?;
    let mut nodes = Vec::new();
    let mut last: &[u8] = &[];
    for line in maps.split(|byte| *byte == b'\n') {
        let Some(path) = line.iter().position(|byte| *byte == b'/').map(|at| &line[at..]) else { continue };
        if path == last {
            continue;
        }
        last = path;
        let range = line.split(|byte| *byte == b' ').next().and_then(|range| str::from_utf8(range).ok());
        let there = range.map(|range| process.join("map_files").join(unpadded(range)));
        // What is really mapped, whatever lies at that path by now and for us; only by the path where that link may not be followed.
        let found = match there.as_deref().map(node) {
            Some(Err(rustix::io::Errno::PERM)) | None => node(&below_root(process, path)),
            Some(found) => found,
        };
        nodes.extend(found.ok().flatten());
    }
    Ok(nodes)
}

/// An address range as the links of `map_files` have it: without the zeros that `maps` fills up with.
fn unpadded(range: &str) -> String {
    let bare = |address: &str| match address.trim_start_matches('0') {
        "" => "0".to_owned(),
        bare => bare.to_owned(),
    };
    range.split('-').map(bare).collect::<Vec<_>>().join("-")
}

/// A path as that process sees it.
fn below_root(process: &Path, path: &[u8]) -> PathBuf {
    let below = path.strip_prefix(b"/").unwrap_or(path);
    process.join("root").join(OsStr::from_bytes(below))
}

/// The number of a block device; `None` for anything else.
fn node(path: &Path) -> rustix::io::Result<Option<DeviceNumber>> {
    // Without asking servers of network file systems: they may not answer.
    let facts = statx(CWD, path, AtFlags::STATX_DONT_SYNC, StatxFlags::TYPE)?;
    let block = FileType::from_raw_mode(u32::from(facts.stx_mode)) == FileType::BlockDevice;
    Ok(block.then(|| DeviceNumber::of_raw(makedev(facts.stx_rdev_major, facts.stx_rdev_minor))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_named_as_their_links_are() {
        assert_eq!(unpadded("00400000-0040b000"), "400000-40b000");
        assert_eq!(unpadded("7f5a0b000000-7f5a0b200000"), "7f5a0b000000-7f5a0b200000");
        assert_eq!(unpadded("00000000-00010000"), "0-10000");
    }

    #[test]
    fn who_has_ended_has_nothing_and_who_is_hidden_is_told() {
        let process = tempfile::tempdir().unwrap();
        assert_eq!(nodes(process.path()).unwrap(), []);
        fs::create_dir(process.path().join("fd")).unwrap();
        fs::write(process.path().join("maps"), "").unwrap();
        assert_eq!(nodes(process.path()).unwrap(), []);
        // Nothing can be shut to root here, so they are something else instead.
        fs::remove_file(process.path().join("maps")).unwrap();
        fs::create_dir(process.path().join("maps")).unwrap();
        assert!(nodes(process.path()).is_err());
        fs::remove_dir(process.path().join("maps")).unwrap();
        fs::remove_dir(process.path().join("fd")).unwrap();
        fs::write(process.path().join("fd"), "").unwrap();
        assert!(nodes(process.path()).is_err());
    }
}
