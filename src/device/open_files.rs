//! Who else uses a file: processes that hold it open or mapped, and the kernel itself (loop devices, swap).

use super::DeviceError;
use std::collections::BTreeMap;

/// What tells one file from every other on this machine: device and inode number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey {
    /// `st_dev`.
    pub device: u64,
    /// `st_ino`.
    pub inode: u64,
}

/// Someone who uses a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A process.
    Process {
        /// Its number.
        pid: u32,
        /// Its short name (`/proc/PID/comm`).
        command: String,
    },
    /// A loop device that shows the file as a disk, such as `loop3`.
    Loop(String),
    /// The file is swap space.
    Swap,
}

/// What a look at the running system found.
#[derive(Debug, Clone, Default)]
pub struct Holders {
    /// The holders of each file, without this process itself.
    pub by_file: BTreeMap<FileKey, Vec<Holder>>,
    /// Whether every process could be looked at. Without root only one's own can.
    pub complete: bool,
}

/// Looks for users of those files that `wanted` accepts.
///
/// # Errors
/// [`DeviceError::Processes`] when the processes cannot be listed at all.
#[cfg(target_os = "linux")]
pub fn holders(wanted: &dyn Fn(FileKey) -> bool) -> Result<Holders, DeviceError> {
    linux::holders(wanted)
}

/// Looks for users of files: this system does not tell, so the answer is empty and not `complete`.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn holders(_wanted: &dyn Fn(FileKey) -> bool) -> Result<Holders, DeviceError> {
    Ok(Holders::default())
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{DeviceError, FileKey, Holder, Holders};
    use std::fs;
    use std::io::ErrorKind;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    pub(super) fn holders(wanted: &dyn Fn(FileKey) -> bool) -> Result<Holders, DeviceError> {
        let failed = |source| DeviceError::Processes { path: "/proc".into(), source };
        let mut found = Holders { complete: true, ..Holders::default() };
        for entry in fs::read_dir("/proc").map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let Some(pid) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            if pid != std::process::id() {
                look_at(pid, wanted, &mut found);
            }
        }
        look_at_loops(wanted, &mut found);
        look_at_swap(wanted, &mut found);
        for holders in found.by_file.values_mut() {
            holders.sort();
            holders.dedup();
        }
        Ok(found)
    }

    fn look_at(pid: u32, wanted: &dyn Fn(FileKey) -> bool, found: &mut Holders) {
        let process = Path::new("/proc").join(pid.to_string());
        let mut keys = Vec::new();
        match fs::read_dir(process.join("fd")) {
            Ok(entries) => keys.extend(entries.flatten().filter_map(|fd| {
                let target = fs::read_link(fd.path()).ok()?;
                // Sockets and pipes have names like `socket:[12]`; only files begin with a slash.
                target.as_os_str().as_bytes().starts_with(b"/").then(|| key_of(&fd.path())).flatten()
            })),
            // A process that ended meanwhile holds nothing.
            Err(error) => {
                let gone = error.kind() == ErrorKind::NotFound
                    || error.raw_os_error() == Some(rustix::io::Errno::SRCH.raw_os_error());
                found.complete &= gone;
            }
        }
        // A mapped file may have no descriptor any more.
        let maps = fs::read_to_string(process.join("maps")).unwrap_or_default();
        let mut last = "";
        for mapped in maps.lines().filter_map(|line| line.find('/').map(|at| &line[at..])) {
            if mapped != last {
                last = mapped;
                keys.extend(key_of(Path::new(mapped)));
            }
        }
        keys.retain(|key| wanted(*key));
        if keys.is_empty() {
            return;
        }
        let command = fs::read_to_string(process.join("comm")).unwrap_or_default().trim().to_owned();
        for key in keys {
            found.by_file.entry(key).or_default().push(Holder::Process { pid, command: command.clone() });
        }
    }

    fn look_at_loops(wanted: &dyn Fn(FileKey) -> bool, found: &mut Holders) {
        for entry in fs::read_dir("/sys/block").into_iter().flatten().flatten() {
            let Ok(backing) = fs::read_to_string(entry.path().join("loop/backing_file")) else { continue };
            if let Some(key) = key_of(Path::new(backing.trim_end_matches('\n'))).filter(|key| wanted(*key)) {
                let name = entry.file_name().to_string_lossy().into_owned();
                found.by_file.entry(key).or_default().push(Holder::Loop(name));
            }
        }
    }

    fn look_at_swap(wanted: &dyn Fn(FileKey) -> bool, found: &mut Holders) {
        let swaps = fs::read_to_string("/proc/swaps").unwrap_or_default();
        for path in swaps.lines().skip(1).filter_map(|line| line.split_ascii_whitespace().next()) {
            if let Some(key) = key_of(Path::new(path)).filter(|key| wanted(*key)) {
                found.by_file.entry(key).or_default().push(Holder::Swap);
            }
        }
    }

    fn key_of(path: &Path) -> Option<FileKey> {
        let facts = fs::metadata(path).ok()?;
        Some(FileKey { device: facts.dev(), inode: facts.ino() })
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use std::process::{Command, Stdio};

        #[test]
        fn a_process_that_reads_is_named_and_we_are_not() {
            let file = tempfile::NamedTempFile::new().unwrap();
            let key = key_of(file.path()).unwrap();
            assert!(holders(&|found| found == key).unwrap().by_file.is_empty());

            let stdin = fs::File::open(file.path()).unwrap();
            let mut reader = Command::new("sleep").arg("60").stdin(Stdio::from(stdin)).spawn().unwrap();
            let found = holders(&|found| found == key).unwrap();
            reader.kill().unwrap();
            reader.wait().unwrap();
            let expected = Holder::Process { pid: reader.id(), command: "sleep".into() };
            // Between fork and exec the child still carries our own name.
            let [holder] = found.by_file[&key].as_slice() else { panic!("{found:?}") };
            assert!(*holder == expected || matches!(holder, Holder::Process { .. }), "{holder:?}");
        }
    }
}
