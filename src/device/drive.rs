//! The drives of this machine: what each is, and by which way every fact about it came.

use super::{DeviceError, DeviceNumber};
use crate::model::{Medium, Origins, Sourced};
use std::path::{Path, PathBuf};

/// A whole disk.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "as many marks as the kernel has")]
pub struct Drive {
    /// The kernel's name, such as `sdb` or `nvme0n1`.
    pub name: String,
    /// Its node, such as `/dev/sdb`.
    pub path: PathBuf,
    /// Its number.
    pub number: DeviceNumber,
    /// Names in `/dev/disk/by-id` that lead to it, sorted.
    pub by_id: Vec<String>,
    /// Kind, maker, model, serial, capacity, transport.
    pub medium: Medium,
    /// World-wide name (NAA or EUI-64).
    pub wwn: Option<Sourced>,
    /// Version of its firmware.
    pub firmware: Option<Sourced>,
    /// By which way the facts above came.
    pub origins: Origins,
    /// Rotation rate in turns per minute, if the drive itself states one.
    pub turns_per_minute: Option<u16>,
    /// Bytes of a logical sector.
    pub logical_sector: Option<u32>,
    /// Bytes of a physical sector.
    pub physical_sector: Option<u32>,
    /// Whether it writes in zones (SMR).
    pub zoned: bool,
    /// Whether the kernel keeps it from being written.
    pub read_only: bool,
    /// Whether the medium can be taken out.
    pub removable: bool,
    /// The file behind a loop device.
    pub backing_file: Option<PathBuf>,
    /// Number of the NVMe name space, where it is one.
    pub name_space: Option<u32>,
    /// Whether the kernel says that it takes discard (TRIM, UNMAP, deallocate): no promise about data.
    pub discards: bool,
    /// Its partitions, as the kernel sees them, in their order on the disk.
    pub partitions: Vec<Partition>,
}

/// A part of a disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// The kernel's name, such as `sdb1`.
    pub name: String,
    /// Its number.
    pub number: DeviceNumber,
    /// Where it begins on the disk, in bytes.
    pub start: u64,
    /// How long it is, in bytes.
    pub length: u64,
}

/// Every drive with a medium in it. Layers (device mapper, md) are no drives: see [`uses`](super::uses) of those below.
///
/// # Errors
/// [`DeviceError::Drives`] when the system does not list them.
#[cfg(target_os = "linux")]
pub fn drives() -> Result<Vec<Drive>, DeviceError> {
    super::sysfs::drives::list(Path::new("/sys"), Path::new("/dev"))
}

/// Every drive of a model of `/sys` and `/dev`, read as the real ones are.
///
/// # Errors
/// As [`drives`].
#[cfg(all(test, target_os = "linux"))]
pub(crate) fn drives_of_model(sys: &Path, dev: &Path) -> Result<Vec<Drive>, DeviceError> {
    super::sysfs::drives::list(sys, dev)
}

/// The drive that `path` names; links such as those of `/dev/disk/by-id` are followed.
///
/// # Errors
/// [`DeviceError::Inspect`] where there is no such path; [`DeviceError::NotADrive`], [`DeviceError::Partition`] and
/// [`DeviceError::Layer`] name the whole disk that may be meant.
#[cfg(target_os = "linux")]
pub fn drive_at(path: &Path) -> Result<Drive, DeviceError> {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    let facts =
        std::fs::metadata(path).map_err(|source| DeviceError::Inspect { path: path.to_owned(), source })?;
    if !facts.file_type().is_block_device() {
        let below = super::medium_of(path).ok().and_then(|medium| medium.device);
        let disk = below.map(|name| super::sysfs::drives::node(Path::new("/dev"), &name));
        return Err(DeviceError::NotADrive { path: path.to_owned(), disk });
    }
    let number = number_of(facts.rdev());
    super::sysfs::drives::at(Path::new("/sys"), Path::new("/dev"), number, path)
}

/// The drive of that number, as of an open descriptor.
///
/// # Errors
/// As [`drive_at`].
#[cfg(target_os = "linux")]
pub fn drive_numbered(number: DeviceNumber) -> Result<Drive, DeviceError> {
    let node = PathBuf::from(format!("/dev/block/{}:{}", number.major, number.minor));
    super::sysfs::drives::at(Path::new("/sys"), Path::new("/dev"), number, &node)
}

/// A number as `stat` gives it.
#[cfg(target_os = "linux")]
pub(super) fn number_of(raw: u64) -> DeviceNumber {
    DeviceNumber { major: rustix::fs::major(raw), minor: rustix::fs::minor(raw) }
}

/// Every drive: this system is not asked yet.
///
/// # Errors
/// Always [`DeviceError::NotHere`].
#[cfg(not(target_os = "linux"))]
pub fn drives() -> Result<Vec<Drive>, DeviceError> {
    Err(DeviceError::NotHere)
}

/// The drive that `path` names: this system is not asked yet.
///
/// # Errors
/// Always [`DeviceError::NotHere`].
#[cfg(not(target_os = "linux"))]
pub fn drive_at(_path: &Path) -> Result<Drive, DeviceError> {
    Err(DeviceError::NotHere)
}
