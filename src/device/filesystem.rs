//! Which file system holds a path.

use super::DeviceError;
use std::path::{Path, PathBuf};

/// A block device's number, as in `/sys/dev/block/MAJOR:MINOR`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceNumber {
    /// Major number: the driver.
    pub major: u32,
    /// Minor number: the device.
    pub minor: u32,
}

impl DeviceNumber {
    /// From `st_rdev` or `st_dev` (makedev(3)).
    #[cfg(target_os = "linux")]
    #[must_use]
    pub fn of_raw(raw: u64) -> Self {
        Self { major: rustix::fs::major(raw), minor: rustix::fs::minor(raw) }
    }
}

/// A mounted file system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filesystem {
    /// The kernel's name for its type (`ext4`, `xfs`, `btrfs`, `tmpfs`, `nfs4`, `cifs`, `overlay`, `fuse.sshfs`,
    /// `vfat` …); empty when it could not be told.
    pub kind: String,
    /// Where it is mounted; the path asked for when that could not be told.
    pub mount_point: PathBuf,
    /// Options of the mount and of the file system itself, each once.
    pub options: Vec<String>,
    /// The block device below; absent for memory, network and stacked file systems.
    pub device: Option<DeviceNumber>,
    /// What is mounted: a device node, a share, or a word.
    pub source: String,
}

impl Filesystem {
    /// The file system that holds `path` (a symbolic link counts as itself).
    ///
    /// # Errors
    /// [`DeviceError`] when the path or the mount table cannot be read.
    #[cfg(target_os = "linux")]
    pub fn of(path: &Path) -> Result<Self, DeviceError> {
        super::mount_table::filesystem_of(path)
    }

    /// The file system that holds `path`: nothing here can say which.
    ///
    /// # Errors
    /// [`DeviceError::Inspect`] when the path cannot be looked at.
    #[cfg(not(target_os = "linux"))]
    pub fn of(path: &Path) -> Result<Self, DeviceError> {
        std::fs::symlink_metadata(path)
            .map_err(|source| DeviceError::Inspect { path: path.to_owned(), source })?;
        Ok(Self {
            kind: String::new(),
            mount_point: path.to_owned(),
            options: Vec::new(),
            device: None,
            source: String::new(),
        })
    }

    /// Every mount point at or below `path`, which must be canonical.
    ///
    /// # Errors
    /// [`DeviceError::MountTable`] when the mount table cannot be read.
    #[cfg(target_os = "linux")]
    pub fn mount_points_under(path: &Path) -> Result<Vec<PathBuf>, DeviceError> {
        super::mount_table::mount_points_under(path)
    }

    /// Every mount point at or below `path`: this system does not tell.
    ///
    /// # Errors
    /// None.
    #[cfg(not(target_os = "linux"))]
    pub fn mount_points_under(_path: &Path) -> Result<Vec<PathBuf>, DeviceError> {
        Ok(Vec::new())
    }

    /// Bytes of a block of this file system; 4096 where nobody tells.
    #[must_use]
    pub fn block_size(&self) -> u64 {
        #[cfg(target_os = "linux")]
        if let Ok(facts) = rustix::fs::statfs(&self.mount_point) {
            return u64::try_from(facts.f_bsize).ok().filter(|bytes| *bytes > 0).unwrap_or(4096);
        }
        4096
    }

    /// Whether `option` is set, such as `data=journal`.
    #[must_use]
    pub fn has_option(&self, option: &str) -> bool {
        self.options.iter().any(|set| set == option)
    }
}
