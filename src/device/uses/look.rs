//! How the system is looked at; tests put a model in its place.

use crate::device::DeviceNumber;
use crate::device::drive::number_of;
use std::fs::File;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

/// The file behind a loop device, as the kernel itself knows it: no path can lead astray.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Backing {
    /// The file system on which it lies.
    pub(super) on: DeviceNumber,
    /// The device that it is itself, if it is a node.
    pub(super) node: Option<DeviceNumber>,
}

/// A system.
pub(super) trait Look {
    /// `/sys`.
    fn sys(&self) -> &Path;
    /// `/proc`.
    fn proc(&self) -> &Path;
    /// The device that a node stands for; `None` for a path that is no block device.
    fn node(&self, path: &Path) -> io::Result<Option<DeviceNumber>>;
    /// The device number that the file system of a file gives.
    fn below(&self, path: &Path) -> io::Result<DeviceNumber>;
    /// What is behind the loop device of that name.
    fn backing(&self, name: &str) -> io::Result<Backing>;
    /// The device of that name, to read.
    fn open(&self, name: &str) -> io::Result<File>;
}

/// This one.
#[derive(Debug)]
pub(super) struct System {
    sys: PathBuf,
    proc: PathBuf,
}

impl Default for System {
    fn default() -> Self {
        Self { sys: "/sys".into(), proc: "/proc".into() }
    }
}

impl Look for System {
    fn sys(&self) -> &Path {
        &self.sys
    }

    fn proc(&self) -> &Path {
        &self.proc
    }

    fn node(&self, path: &Path) -> io::Result<Option<DeviceNumber>> {
        let facts = std::fs::metadata(path)?;
        Ok(facts.file_type().is_block_device().then(|| number_of(facts.rdev())))
    }

    fn below(&self, path: &Path) -> io::Result<DeviceNumber> {
        Ok(number_of(std::fs::metadata(path)?.dev()))
    }

    fn backing(&self, name: &str) -> io::Result<Backing> {
        let device = self.open(name)?;
        let status = crate::device::ioctl::loop_status(&device)?;
        let node = (status.backing_node != 0).then(|| number_of(status.backing_node));
        Ok(Backing { on: number_of(status.backing_device), node })
    }

    fn open(&self, name: &str) -> io::Result<File> {
        File::open(crate::device::sysfs::drives::node(Path::new("/dev"), name))
    }
}
