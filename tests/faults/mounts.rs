//! File systems in memory, mounted for a test. Needs root.

use super::rig::skipped_without_root;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted tmpfs; unmounted and removed when dropped.
pub(crate) struct Memory {
    folder: tempfile::TempDir,
}

impl Memory {
    /// One of `bytes`; `None`, loudly, where nothing can be mounted.
    pub(crate) fn new(test: &str, bytes: u64) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            skipped_without_root(test);
            return None;
        }
        let memory = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(memory.root()).unwrap();
        memory.mount(&format!("size={bytes},mode=0755"));
        Some(memory)
    }

    /// Where it is mounted.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("媒体")
    }

    /// Makes it read-only, or writable again.
    pub(crate) fn read_only(&self, yes: bool) {
        self.mount(if yes { "remount,ro" } else { "remount,rw" });
    }

    fn mount(&self, options: &str) {
        let mut command = Command::new("mount");
        let mounted =
            command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(self.root()).status().unwrap();
        assert!(mounted.success(), "mount -o {options}");
    }

    /// Fills it until only `pages` pages (4 KiB each) are free; the result frees them again.
    pub(crate) fn filled_but_for(&self, pages: u64) -> Filler {
        let path = self.root().join("filler");
        let file = fs::File::create_new(&path).unwrap();
        let mut filled = 0;
        loop {
            let more = free(&self.root()).saturating_sub(pages * 4096);
            if more == 0 {
                return Filler { path };
            }
            // Whoever writes meanwhile may take some of it: then there is less to fill.
            let flags = rustix::fs::FallocateFlags::empty();
            if rustix::fs::fallocate(&file, flags, filled, more).is_ok() {
                filled += more;
            }
        }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.root()).status();
    }
}

/// A file that takes up room until dropped.
pub(crate) struct Filler {
    path: PathBuf,
}

impl Drop for Filler {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Bytes that can still be written at `path`.
pub(crate) fn free(path: &Path) -> u64 {
    let found = rustix::fs::statvfs(path).unwrap();
    found.f_bavail * found.f_frsize
}
