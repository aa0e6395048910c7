//! The block device below a file system, read past every cache and past the file system itself. Never written.

use super::chunks::Chunks;
use super::{Access, DeviceNumber, Filesystem, OpenDisk};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::Path;

/// The device that a file system lies on (a disk, a partition, or what a layer below shows), open to read.
#[derive(Debug)]
pub struct RawDevice {
    disk: OpenDisk,
    /// Where the file system is mounted, held open: one with addresses of its own is asked for them there.
    root: Option<File>,
}

impl RawDevice {
    /// The device below `filesystem`.
    ///
    /// # Errors
    /// `PermissionDenied` without the right to read devices; `Unsupported` where no single device of this machine holds the file
    /// system's content; otherwise the system's word.
    pub fn below(filesystem: &Filesystem) -> io::Result<Self> {
        let number = filesystem.device.ok_or(io::ErrorKind::Unsupported)?;
        // An xfs real-time section lies on another device.
        if filesystem.options.iter().any(|option| option.starts_with("rtdev=")) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let disk = open(number)?;
        let mut root = None;
        if filesystem.kind == "btrfs" {
            let folder = File::open(&filesystem.mount_point)?;
            if super::ioctl::btrfs_devices(&folder)? != 1 || !Chunks::of(&folder)?.are_on_one_device() {
                return Err(io::ErrorKind::Unsupported.into());
            }
            root = Some(folder);
        }
        Ok(Self { disk, root })
    }

    /// Length in bytes.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        self.disk.capacity()
    }

    /// Logical block, in bytes: what every transfer is a multiple of.
    #[must_use]
    pub fn block(&self) -> u32 {
        self.disk.block()
    }

    /// Fills `bytes` from `offset`; both, and their place in memory, must be aligned ([`super::AlignedBuffer`]) to the logical block.
    ///
    /// # Errors
    /// The system's word; `UnexpectedEof` beyond the end.
    pub fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.disk.read(bytes, offset)
    }

    /// Fills `bytes` from any `offset`.
    ///
    /// # Errors
    /// As [`RawDevice::read`].
    pub fn read_unaligned(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.disk.read_unaligned(bytes, offset)
    }

    /// Whether the map of a file gives places on this very device, perhaps by way of [`RawDevice::places`]. Of other file systems
    /// nobody has shown that.
    #[must_use]
    pub fn is_mapped(kind: &str) -> bool {
        matches!(kind, "ext2" | "ext3" | "ext4" | "xfs" | "btrfs")
    }

    /// Every place on the device that holds the `length` bytes at address `physical` of a file's map, each as pieces in order (several
    /// places where the file system keeps copies); `None` where that cannot be told.
    ///
    /// # Errors
    /// What the kernel says when it is asked.
    pub fn places(&self, physical: u64, length: u64) -> io::Result<Option<Vec<Vec<Range<u64>>>>> {
        let Some(root) = &self.root else {
            let end = physical.checked_add(length).filter(|end| *end <= self.capacity());
            return Ok(end.map(|end| vec![std::iter::once(physical..end).collect()]));
        };
        let places = Chunks::of(root)?.places(physical, length);
        let inside = |pieces: &Vec<Range<u64>>| pieces.iter().all(|piece| piece.end <= self.capacity());
        Ok(places.filter(|places| places.iter().all(inside)))
    }
}

/// Opens a device by its number: names may be anything.
fn open(number: DeviceNumber) -> io::Result<OpenDisk> {
    let link = format!("/sys/dev/block/{}:{}", number.major, number.minor);
    let name = fs::canonicalize(link)?.file_name().map(|name| name.to_string_lossy().into_owned());
    let node = super::sysfs::drives::node(Path::new("/dev"), &name.unwrap_or_default());
    let disk = OpenDisk::open(&node, Access::Read)?;
    if disk.number() == number { Ok(disk) } else { Err(io::ErrorKind::NotFound.into()) }
}

/// Has everything that the file system at `mount_point` still keeps in memory, or only in its journal, written to its place.
///
/// # Errors
/// The system's word from writing out. That the journal cannot be emptied (old kernels, other file systems) is none.
pub fn settle(mount_point: &Path) -> io::Result<()> {
    let root = File::open(mount_point)?;
    rustix::fs::syncfs(&root)?;
    let _elsewhere_there_is_no_such_call = super::ioctl::checkpoint(&root);
    Ok(())
}

/// Has the file system of `file` write out what it keeps in memory.
///
/// # Errors
/// The system's word.
pub fn flush_filesystem(file: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(file)?)
}

/// Writes what waits in the journal of `file`'s file system to its place; whether that was done (ext4, as root).
#[must_use]
pub fn checkpoint(file: &File) -> bool {
    super::ioctl::checkpoint(file).is_ok()
}
