//! A disk without faults.

use super::disk::{Disk, blank};
use super::plug::Plug;
use super::ready;
use super::sweeper::Sweeper;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A loop device on a sparse file.
pub(crate) struct LoopDisk {
    plug: Plug,
    medium: File,
    path: PathBuf,
}

impl LoopDisk {
    /// One of `bytes` with sectors of 512 bytes; `None`, loudly, where there can be none.
    pub(crate) fn new(test: &str, bytes: u64) -> Option<Self> {
        Self::with_sectors(test, bytes, 512)
    }

    /// One with sectors of `sector_size` bytes (512 or 4096).
    pub(crate) fn with_sectors(test: &str, bytes: u64, sector_size: u32) -> Option<Self> {
        if !ready(test, &["losetup", "blockdev", "dd"]) {
            return None;
        }
        let sweeper = Sweeper::new();
        let path = sweeper.folder().join("medium");
        let medium = blank(&path, bytes);
        Some(Self { plug: Plug::new(&path, sector_size, sweeper), medium, path })
    }

    /// The file below, for tools that read images.
    pub(crate) fn image(&self) -> &Path {
        &self.path
    }

    /// Gives the disk another capacity while it is plugged in. With 0 the kernel treats it as one that was pulled out: reads end at
    /// once, writes fail with ENOSPC.
    pub(crate) fn resize(&self, bytes: u64) {
        self.medium.set_len(bytes).unwrap();
        self.plug.resized();
    }

    /// Pulls the disk out and plugs it in again.
    pub(crate) fn replug(&mut self) {
        self.plug.replug(&self.path);
    }

    /// Pulls the disk out and plugs in another, empty one of `bytes`, which gets the same device. Gives the medium of the first.
    pub(crate) fn exchange(&mut self, bytes: u64) -> File {
        let path = self.path.with_added_extension("next");
        let next = blank(&path, bytes);
        self.plug.replug(&path);
        self.path = path;
        std::mem::replace(&mut self.medium, next)
    }
}

impl Disk for LoopDisk {
    fn plug(&self) -> &Plug {
        &self.plug
    }

    fn medium(&self) -> &File {
        &self.medium
    }
}
