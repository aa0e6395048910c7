//! A disk of our own, with faults.

use super::disk::{Disk, blank};
use super::fault::Fault;
use super::medium::{Counts, Medium};
use super::plug::Plug;
use super::served::{NAME, serve};
use super::sweeper::{Sweeper, quoted};
use super::{ready, skipped};
use fuser::BackgroundSession;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A loop device on a file that this process serves through FUSE.
pub(crate) struct FaultyDisk {
    plug: Plug,
    served: PathBuf,
    medium: Arc<Medium>,
    session: Option<BackgroundSession>,
}

impl FaultyDisk {
    /// One that says it has `bytes`, with sectors of 512 bytes and these faults; `None`, loudly, where there can be none.
    pub(crate) fn new(test: &str, bytes: u64, faults: &[Fault]) -> Option<Self> {
        Self::with_sectors(test, bytes, 512, faults)
    }

    /// One with sectors of `sector_size` bytes (512 or 4096).
    pub(crate) fn with_sectors(test: &str, bytes: u64, sector_size: u32, faults: &[Fault]) -> Option<Self> {
        if !ready(test, &["losetup", "blockdev", "dd"]) {
            return None;
        }
        if !Path::new("/dev/fuse").exists() {
            skipped(test, "there is no /dev/fuse");
            return None;
        }
        let sweeper = Sweeper::new();
        let mount_point = sweeper.folder().join("served");
        fs::create_dir(&mount_point).unwrap();
        let real_size = faults.iter().find_map(|fault| match fault {
            Fault::Wraps { real_size } => Some(*real_size),
            _ => None,
        });
        let file = blank(&sweeper.folder().join("medium"), real_size.unwrap_or(bytes));
        let medium = Arc::new(Medium::new(file, bytes, &[]));
        sweeper.at_end(&format!("unmount {}", quoted(&mount_point)));
        let session = serve(Arc::clone(&medium), &mount_point);
        let served = mount_point.join(NAME);
        let disk =
            Self { plug: Plug::new(&served, sector_size, sweeper), served, medium, session: Some(session) };
        assert!(disk.is_direct(), "the loop device answers from the page cache");
        // Not before: what whoever looks at new devices reads does not count.
        disk.set_faults(faults);
        Some(disk)
    }

    /// Replaces all faults. What they count begins anew, and a disk that was gone is there again.
    pub(crate) fn set_faults(&self, faults: &[Fault]) {
        self.medium.set_faults(faults);
    }

    /// Brings a disk back without faults, with what is really on it.
    pub(crate) fn power_on(&self) {
        self.set_faults(&[]);
        self.plug.flush_buffers();
    }

    /// Pulls the disk out and plugs it in again, with the faults that it has.
    pub(crate) fn replug(&mut self) {
        self.plug.replug(&self.served);
    }

    /// What has come through since it was made.
    pub(crate) fn counts(&self) -> Counts {
        self.medium.counts()
    }
}

impl Disk for FaultyDisk {
    fn plug(&self) -> &Plug {
        &self.plug
    }

    fn medium(&self) -> &File {
        self.medium.file()
    }
}

impl Drop for FaultyDisk {
    fn drop(&mut self) {
        // Detached and unmounted first, while requests are answered.
        self.plug.sweep();
        let ended = self.session.take().map(BackgroundSession::join);
        assert!(
            std::thread::panicking() || ended.is_some_and(|ended| ended.is_ok()),
            "the file system failed"
        );
    }
}
