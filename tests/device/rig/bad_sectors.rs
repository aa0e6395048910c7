//! A disk with bad sectors, by the block layer of QEMU: `blkdebug` fails them, an export through FUSE makes a file of it.

use super::disk::{Disk, blank};
use super::plug::Plug;
use super::sweeper::{Sweeper, quoted};
use super::{ready, skipped};
use rustix::io::Errno;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

/// Which LBAs fail. A request that touches one fails as a whole.
pub(crate) struct BadSectors {
    /// With EIO, when written.
    pub(crate) on_write: Vec<u64>,
    /// With `read_errno`, when read.
    pub(crate) on_read: Vec<u64>,
    /// `NODATA`, as of real disks that report a medium error, or `IO`.
    pub(crate) read_errno: Errno,
}

/// A loop device on a file served by `qemu-storage-daemon`.
pub(crate) struct BadSectorDisk {
    plug: Plug,
    medium: File,
}

impl BadSectorDisk {
    /// One of `bytes` with sectors of 512 bytes; `None`, loudly, where there can be none.
    pub(crate) fn new(test: &str, bytes: u64, bad: &BadSectors) -> Option<Self> {
        if !ready(test, &["losetup", "blockdev", "dd", "qemu-storage-daemon"]) {
            return None;
        }
        if !Path::new("/dev/fuse").exists() {
            skipped(test, "there is no /dev/fuse");
            return None;
        }
        let sweeper = Sweeper::new();
        let folder = sweeper.folder().to_owned();
        let (medium, served) = (folder.join("medium"), folder.join("served"));
        let file = blank(&medium, bytes);
        File::create_new(&served).unwrap();
        sweeper.at_end(&format!("unmount {}", quoted(&served)));
        sweeper.at_end("kill $daemon 2>/dev/null; wait $daemon");
        let [file_node, fault_node, export] =
            options(&medium, &served, bad).map(|option| quoted(Path::new(&option.to_string())));
        let said = folder.join("said");
        sweeper.at_once(&format!(
            "qemu-storage-daemon --blockdev {file_node} --blockdev {fault_node} --export {export} >{} 2>&1 & daemon=$!",
            quoted(&said)
        ));
        let mounted = || fs::read_to_string("/proc/self/mounts").unwrap().contains(served.to_str().unwrap());
        for _ in 0..500 {
            if mounted() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(mounted(), "qemu-storage-daemon: {}", fs::read_to_string(&said).unwrap_or_default());
        Some(Self { plug: Plug::new(&served, 512, sweeper), medium: file })
    }
}

impl Disk for BadSectorDisk {
    fn plug(&self) -> &Plug {
        &self.plug
    }

    fn medium(&self) -> &File {
        &self.medium
    }
}

/// The file, the faults over it, and what makes that a file again.
fn options(medium: &Path, served: &Path, bad: &BadSectors) -> [Value; 3] {
    let rule = |lba: &u64, access: &str, errno: Errno| json!({"event": "none", "iotype": access, "sector": lba, "errno": errno.raw_os_error(), "once": false});
    let writes = bad.on_write.iter().map(|lba| rule(lba, "write", Errno::IO));
    let reads = bad.on_read.iter().map(|lba| rule(lba, "read", bad.read_errno));
    let rules: Vec<Value> = writes.chain(reads).collect();
    [
        json!({"driver": "file", "node-name": "medium", "filename": medium}),
        json!({"driver": "blkdebug", "node-name": "faults", "image": "medium", "inject-error": rules}),
        json!({"type": "fuse", "id": "served", "node-name": "faults", "mountpoint": served, "writable": true,
            "allow-other": "off"}),
    ]
}
