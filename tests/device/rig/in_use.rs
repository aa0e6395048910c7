//! Disks that somebody uses, which must not be wiped. Whatever it is ends with the disk.

use super::disk::Disk;
use super::loop_disk::LoopDisk;
use super::run;
use super::sweeper::quoted;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Makes a file system (the device is added to `make`) and mounts it by `mount` (device and place are added); says where.
pub(crate) fn mount_by(disk: &dyn Disk, make: &[&str], mount: &[&str]) -> PathBuf {
    run(Command::new(make[0]).args(&make[1..]).arg(disk.node()));
    let root = disk.folder().join("mounted");
    fs::create_dir(&root).unwrap();
    disk.plug().at_end(&format!("unmount {}", quoted(&root)));
    run(Command::new(mount[0]).args(&mount[1..]).arg(disk.node()).arg(&root));
    root
}

impl LoopDisk {
    /// Makes a file system (`mkfs.ext4 -q -F -E lazy_itable_init=0`; the device is added) and mounts it; says where. What such a
    /// system writes by itself is seen by [`Disk::assert_same`](super::Disk::assert_same): let it be done, or mount it first.
    pub(crate) fn mount(&self, make: &[&str]) -> PathBuf {
        mount_by(self, make, &["mount"])
    }

    /// Makes swap space and uses it.
    pub(crate) fn swap_on(&self) {
        run(Command::new("mkswap").arg(self.node()));
        let node = self.node().display();
        self.plug().at_end(&format!("! grep -q '^{node} ' /proc/swaps || swapoff {node} || left=1"));
        run(Command::new("swapon").arg(self.node()));
    }

    /// Has the kernel keep it from being written. It is a property of the device, which another disk gets later: so not beyond the end.
    pub(crate) fn set_read_only(&self) {
        self.plug().at_end(&format!("blockdev --setrw {}", self.node().display()));
        run(Command::new("blockdev").arg("--setro").arg(self.node()));
    }

    /// Puts another loop device on this one, and says which: the kernel does not call that a holder.
    pub(crate) fn stack(&self) -> PathBuf {
        let above = PathBuf::from(run(Command::new("losetup").args(["--find", "--show"]).arg(self.node())));
        self.plug().detach_at_end(&above);
        above
    }
}
