//! A whole disk, opened so that nobody else can use it meanwhile, and read and written past the page cache.

use super::{AlignedBuffer, DeviceNumber, DiskQueue, read_exact_at, write_all_at};
use rustix::fs::{Mode, OFlags};
use std::fs::File;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::Path;

/// An open disk. It is closed when dropped.
#[derive(Debug)]
pub struct OpenDisk {
    file: File,
    number: DeviceNumber,
    capacity: u64,
    block: u32,
}

/// How it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To read; others may go on using it.
    Read,
    /// To write, and for us alone: the kernel refuses while the disk or a partition of it is mounted, or a swap area or a member
    /// of a volume (`O_EXCL` on block devices, open(2)); and nobody mounts it as long as it is open.
    Exclusive,
}

impl OpenDisk {
    /// Opens the block device at `path`.
    ///
    /// # Errors
    /// `InvalidInput` when it is no block device; `ResourceBusy` when it is in use; otherwise the system's word.
    pub fn open(path: &Path, access: Access) -> io::Result<Self> {
        let flags = match access {
            Access::Read => OFlags::RDONLY,
            Access::Exclusive => OFlags::RDWR | OFlags::EXCL,
        };
        // Not blocking on a tape or a pipe that took its place; O_DIRECT is taken by every block device.
        let flags = flags | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
        // What it is must be known before it is opened to write: opening a file with O_DIRECT|O_EXCL harms nothing, but says nothing.
        if !path.metadata()?.file_type().is_block_device() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let file = File::from(rustix::fs::open(path, flags | OFlags::DIRECT, Mode::empty())?);
        // From here on it may block. Else a ring gives EAGAIN whenever the drive's own queue is full (io_uring_enter(2)), and such a
        // transfer would be made once more, alone.
        rustix::fs::fcntl_setfl(&file, rustix::fs::fcntl_getfl(&file)?.difference(OFlags::NONBLOCK))?;
        let metadata = file.metadata()?;
        if !metadata.file_type().is_block_device() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let number = DeviceNumber::of_raw(metadata.rdev());
        let capacity = rustix::fs::seek(&file, rustix::fs::SeekFrom::End(0))?;
        let block = rustix::fs::ioctl_blksszget(&file)?;
        if access == Access::Exclusive {
            // What programs wrote to the device itself must not come down on our pattern later.
            super::ioctl::flush_buffers(&file)?;
        }
        Ok(Self { file, number, capacity, block })
    }

    /// Which device it is: by this, not by its name, everything else of it is looked up.
    #[must_use]
    pub fn number(&self) -> DeviceNumber {
        self.number
    }

    /// Length in bytes.
    #[must_use]
    pub fn capacity(&self) -> u64 {
        self.capacity
    }

    /// Logical block, in bytes.
    #[must_use]
    pub fn block(&self) -> u32 {
        self.block
    }

    /// Writes all of `bytes`. Offset, length and place in memory must be aligned ([`AlignedBuffer`]) to the logical block.
    ///
    /// # Errors
    /// The system's word.
    pub fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        write_all_at(&self.file, bytes, offset)
    }

    /// Fills `bytes`, aligned likewise.
    ///
    /// # Errors
    /// The system's word; `UnexpectedEof` beyond the end.
    pub fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        read_exact_at(&self.file, bytes, offset)
    }

    /// Has the drive put what is in its cache on the medium.
    ///
    /// # Errors
    /// The system's word.
    pub fn flush(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Several transfers at a time, each of up to `length` bytes; `None` where the kernel has no such thing or forbids it.
    #[must_use]
    pub fn queue(&self, slots: u16, length: usize) -> Option<DiskQueue<'_>> {
        DiskQueue::new(&self.file, slots, length)
    }

    /// Reads any stretch, however aligned, by way of a buffer.
    ///
    /// # Errors
    /// As [`OpenDisk::read`].
    pub fn read_unaligned(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let block = u64::from(self.block);
        let from = offset / block * block;
        let to = (offset + bytes.len() as u64).next_multiple_of(block).min(self.capacity);
        let mut buffer = AlignedBuffer::new(usize::try_from(to.saturating_sub(from)).unwrap_or(0));
        self.read(buffer.as_mut_slice(), from)?;
        let start = usize::try_from(offset - from).unwrap_or(0);
        let part = buffer.as_slice().get(start..start + bytes.len());
        bytes.copy_from_slice(part.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}
