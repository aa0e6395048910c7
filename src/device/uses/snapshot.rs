//! Everything that is in use on this machine, read once: mounts, swap areas, loop devices.

use super::Doubt;
use super::look::{Backing, Look};
use crate::device::DeviceNumber;
use crate::device::mount_table::{Mount, parse_line, unescape};
use crate::device::sysfs::drives::path_of;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A mount, and whether it is the root of the system.
#[derive(Debug)]
pub(super) struct Mounted {
    pub(super) mount: Mount,
    pub(super) root: bool,
}

/// A swap area.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) path: PathBuf,
    pub(super) is_device: bool,
}

/// A loop device that has a file.
#[derive(Debug)]
pub(super) struct LoopDevice {
    pub(super) name: String,
    pub(super) file: PathBuf,
    /// Absent where the kernel could not be asked.
    pub(super) backing: Option<Backing>,
}

/// What was seen, and what could not be.
#[derive(Debug, Default)]
pub(super) struct Snapshot {
    pub(super) mounts: Vec<Mounted>,
    pub(super) areas: Vec<Area>,
    pub(super) loops: Vec<LoopDevice>,
    /// Types of file systems that need no block device, by the kernel's own list.
    pub(super) no_device: BTreeSet<String>,
    /// They concern every drive.
    pub(super) doubts: Vec<Doubt>,
}

impl Snapshot {
    pub(super) fn take(look: &dyn Look) -> Self {
        let mut seen = Self::default();
        seen.read_types(look);
        seen.read_mounts(look);
        seen.read_swaps(look);
        seen.read_loops(look);
        seen
    }

    fn unread(&mut self, path: &Path, error: &io::Error) {
        self.doubts.push(Doubt::Unread { path: path.to_owned(), reason: error.to_string() });
    }

    /// Lines are `nodev\ttmpfs` or `\text4`.
    fn read_types(&mut self, look: &dyn Look) {
        let path = look.proc().join("filesystems");
        match fs::read_to_string(&path) {
            Ok(table) => {
                let kinds = table.lines().filter_map(|line| line.strip_prefix("nodev"));
                self.no_device = kinds.map(|kind| kind.trim().to_owned()).collect();
            }
            Err(error) => self.unread(&path, &error),
        }
    }

    fn read_mounts(&mut self, look: &dyn Look) {
        let own = look.proc().join("self/mountinfo");
        let table = fs::read(&own).unwrap_or_else(|error| {
            self.unread(&own, &error);
            Vec::new()
        });
        self.add_table(&own, &table, true);
        self.read_other_tables(look, table);
    }

    fn add_table(&mut self, path: &Path, table: &[u8], system: bool) {
        for line in table.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match parse_line(line) {
                Some(mount) => {
                    let root = system && mount.point == Path::new("/");
                    self.mounts.push(Mounted { mount, root });
                }
                None => self.unclear(path, line),
            }
        }
    }

    fn unclear(&mut self, path: &Path, line: &[u8]) {
        let text = String::from_utf8_lossy(line).into_owned();
        self.doubts.push(Doubt::Unclear { path: path.to_owned(), text });
    }

    /// A container may have a file system mounted that this process does not see; nor does one in a changed root see all
    /// of its own. So every process is asked for its table: everybody may, and most have the same.
    fn read_other_tables(&mut self, look: &dyn Look, own: Vec<u8>) {
        let folder = look.proc();
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unread(folder, &error),
        };
        let mut known = BTreeSet::from([own]);
        let mut unasked = 0;
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unread(folder, &error);
                    continue;
                }
            };
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let path = entry.path().join("mountinfo");
            match fs::read(&path) {
                Ok(table) if known.contains(&table) => {}
                Ok(table) => {
                    self.add_table(&path, &table, name == "1");
                    known.insert(table);
                }
                Err(error) if has_ended(&error) => {}
                Err(_) => unasked += 1,
            }
        }
        if unasked > 0 {
            self.doubts.push(Doubt::OtherNameSpaces { processes: unasked });
        }
    }

    fn read_swaps(&mut self, look: &dyn Look) {
        let path = look.proc().join("swaps");
        let table = match fs::read(&path) {
            Ok(table) => table,
            // A kernel without swap has no such file; a /proc that is not there was told above.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.unread(&path, &error),
        };
        let mut lines = table.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        // The first line has the names of the columns.
        if lines.next().is_some_and(|head| !head.starts_with(b"Filename")) {
            self.unclear(&path, table.split(|byte| *byte == b'\n').next().unwrap_or_default());
        }
        for line in lines {
            let mut fields = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty());
            match (fields.next(), fields.next()) {
                (Some(area), Some(kind @ (b"partition" | b"file"))) => {
                    self.areas.push(Area { path: path_of(&unescape(area)), is_device: kind == b"partition" });
                }
                _ => self.unclear(&path, line),
            }
        }
    }

    fn read_loops(&mut self, look: &dyn Look) {
        let folder = look.sys().join("block");
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => return self.unread(&folder, &error),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.unread(&folder, &error);
                    continue;
                }
            };
            let name = entry.file_name().to_string_lossy().into_owned();
            if !name.starts_with("loop") {
                continue;
            }
            let path = entry.path().join("loop/backing_file");
            match fs::read(&path) {
                Ok(file) => {
                    let file = path_of(file.strip_suffix(b"\n").unwrap_or(&file));
                    self.loops.push(LoopDevice { backing: look.backing(&name).ok(), name, file });
                }
                // A loop device without a file has no such attribute.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => self.unread(&path, &error),
            }
        }
    }
}

/// A process that is no more has no mounts either; one that nobody has buried yet answers `EINVAL`.
fn has_ended(error: &io::Error) -> bool {
    use rustix::io::Errno;
    matches!(Errno::from_io_error(error), Some(Errno::NOENT | Errno::SRCH | Errno::INVAL))
}

/// Major 0 stands for file systems without a device of their own.
pub(super) fn is_anonymous(number: DeviceNumber) -> bool {
    number.major == 0
}
