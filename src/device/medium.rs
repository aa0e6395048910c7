//! Which medium lies below a path, as far as it can be told.

use super::{DeviceError, Filesystem};
use crate::model::{Medium, MediumKind};
use std::path::Path;

/// The medium below a path, and what lies between.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Below {
    /// The medium itself.
    pub medium: Medium,
    /// Kernel names of the layers between the file system and the medium (`dm-0`, `md1`, `loop3`), outermost
    /// first. With any of them, nobody but the layer knows where bytes end.
    pub layers: Vec<String>,
    /// Rotation rate in turns per minute, if the drive itself states one (SCSI VPD page B1h, from ATA IDENTIFY
    /// word 217). The kernel's own "rotational" is only its default for drives that say nothing.
    pub turns_per_minute: Option<u16>,
    /// Whether the disk writes in zones (SMR), where overwriting in place is not what happens.
    pub zoned: bool,
    /// Whether this machine runs under a hypervisor: then any disk may be a file of its host.
    pub hypervisor: bool,
}

/// The medium below the file system that holds `path`.
///
/// # Errors
/// [`DeviceError`] when the path or the mount table cannot be read. What the system does not tell is left
/// out, not an error.
pub fn below(path: &Path) -> Result<Below, DeviceError> {
    Ok(below_filesystem(&Filesystem::of(path)?))
}

/// Only the medium below `path`: [`below`] without what lies between.
///
/// # Errors
/// As [`below`].
pub fn medium_of(path: &Path) -> Result<Medium, DeviceError> {
    below(path).map(|below| below.medium)
}

/// The medium below a file system.
#[must_use]
pub fn below_filesystem(filesystem: &Filesystem) -> Below {
    match kind_without_device(&filesystem.kind) {
        Some(kind) => Below { medium: Medium { kind, ..Medium::default() }, ..Below::default() },
        None => of_device(filesystem),
    }
}

#[cfg(target_os = "linux")]
fn of_device(filesystem: &Filesystem) -> Below {
    let hypervisor = super::sysfs::under_hypervisor();
    match filesystem.device {
        Some(number) => Below { hypervisor, ..super::sysfs::walk(Path::new("/sys"), number) },
        None => Below { hypervisor, ..Below::default() },
    }
}

#[cfg(not(target_os = "linux"))]
fn of_device(_filesystem: &Filesystem) -> Below {
    Below::default()
}

/// File systems that have no disk of this machine below them.
fn kind_without_device(kind: &str) -> Option<MediumKind> {
    let remote = ["fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.ceph", "fuse.davfs"];
    match kind {
        "tmpfs" | "ramfs" | "devtmpfs" | "hugetlbfs" => Some(MediumKind::Memory),
        "nfs" | "nfs4" | "cifs" | "smb3" | "smbfs" | "ceph" | "afs" | "lustre" | "gfs2" | "ocfs2" => {
            Some(MediumKind::Network)
        }
        "9p" | "virtiofs" | "vboxsf" | "fuse.vmhgfs-fuse" | "hgfs" => Some(MediumKind::Virtual),
        other if remote.contains(&other) => Some(MediumKind::Network),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_memory_are_told_by_their_file_system() {
        assert_eq!(kind_without_device("nfs4"), Some(MediumKind::Network));
        assert_eq!(kind_without_device("tmpfs"), Some(MediumKind::Memory));
        assert_eq!(kind_without_device("virtiofs"), Some(MediumKind::Virtual));
        assert_eq!(kind_without_device("ext4"), None);
        // A FUSE server may keep its bytes anywhere.
        assert_eq!(kind_without_device("fuse.encfs"), None);
    }
}
