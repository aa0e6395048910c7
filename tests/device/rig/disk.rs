//! What all disks of the rig can do.

use super::plug::Plug;
use super::{LBA, direct, old_data};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

/// A disk of the rig.
pub(crate) trait Disk {
    /// Its device.
    fn plug(&self) -> &Plug;

    /// The file that has what is really on it.
    fn medium(&self) -> &File;

    /// The device node.
    fn node(&self) -> &Path {
        self.plug().node()
    }

    /// The folder that all its files are in.
    fn folder(&self) -> &Path {
        self.plug().folder()
    }

    /// The capacity that the kernel sees.
    fn bytes(&self) -> u64 {
        self.plug().bytes()
    }

    /// The logical sector size that the kernel sees.
    fn sector_size(&self) -> u32 {
        self.plug().sector_size()
    }

    /// Whether the device itself passes everything on, past the page cache. A [`FaultyDisk`](super::FaultyDisk) and a
    /// [`BadSectorDisk`](super::BadSectorDisk) always do.
    fn is_direct(&self) -> bool {
        self.plug().is_direct()
    }

    /// Reads `count` LBAs from the device, past the page cache, in one request.
    fn read(&self, lba: u64, count: u64) -> io::Result<Vec<u8>> {
        direct::read(self.node(), lba, count)
    }

    /// Writes whole LBAs to the device, past the page cache, in one request.
    fn write(&self, lba: u64, content: &[u8]) -> io::Result<()> {
        direct::write(self.node(), lba, content)
    }

    /// Has the disk write down what it holds back (`fsync` of the device).
    fn flush(&self) -> io::Result<()> {
        direct::flush(self.node())
    }

    /// What is really there in some LBAs.
    fn read_raw(&self, lba: u64, count: u64) -> Vec<u8> {
        let mut content = vec![0; usize::try_from(count * LBA).unwrap()];
        self.medium().read_exact_at(&mut content, lba * LBA).unwrap();
        content
    }

    /// Changes what is really there, behind the disk's back.
    fn write_raw(&self, lba: u64, content: &[u8]) {
        self.plug().flush_buffers();
        self.medium().write_all_at(content, lba * LBA).unwrap();
        self.plug().flush_buffers();
    }

    /// Writes old data everywhere, behind the disk's back: [`old_sector`](super::old_sector) in every LBA.
    fn fill_with_old_data(&self) {
        self.plug().flush_buffers();
        old_data::fill(self.medium(), self.medium().metadata().unwrap().len());
        self.plug().flush_buffers();
    }

    /// The LBAs that really hold old data still, even if of another LBA or in part; ranges as long as can be.
    fn old_lbas(&self) -> Vec<Range<u64>> {
        self.plug().flush_buffers();
        old_data::found(self.medium(), self.medium().metadata().unwrap().len())
    }

    /// What is really there, together with what the kernel still holds back for it. As large as the disk.
    fn snapshot(&self) -> Snapshot {
        self.plug().flush_buffers();
        let length = self.medium().metadata().unwrap().len();
        Snapshot(self.read_raw(0, length / LBA))
    }

    /// Asserts that really nothing changed, byte by byte.
    #[track_caller]
    fn assert_same(&self, before: &Snapshot) {
        let now = self.snapshot();
        assert_eq!(now.0.len(), before.0.len(), "another size");
        let lba = usize::try_from(LBA).unwrap();
        let pairs = now.0.chunks(lba).zip(before.0.chunks(lba)).enumerate();
        let changed: Vec<usize> = pairs.filter(|(_, (now, then))| now != then).map(|(lba, _)| lba).collect();
        assert!(changed.is_empty(), "{} LBAs changed, the first {:?}", changed.len(), changed.first());
    }
}

/// The whole content of a disk.
#[derive(PartialEq, Eq)]
pub(crate) struct Snapshot(Vec<u8>);

/// A new file of zeros (and holes) for a disk to lie on.
pub(super) fn blank(path: &Path, bytes: u64) -> File {
    assert_eq!(bytes % LBA, 0, "whole LBAs");
    let file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(path).unwrap();
    file.set_len(bytes).unwrap();
    file
}
