//! Disks for tests, as block devices of this machine. All are made for one test, called by its name, and are gone when dropped, also
//! after a panic; `new` gives `None`, loudly, where there is no root or a program is missing. An LBA is 512 bytes here, whatever the
//! disk's sectors. What all of them can do is [`Disk`].
//!
//! A plain disk, for refusals:
//! ```ignore
//! let Some(disk) = LoopDisk::new("refuses_a_mounted_disk", 16 << 20) else { return };
//! disk.fill_with_old_data();
//! let before = disk.snapshot();
//! rig.run(["wipe", "run", plan, disk.node()]).exits(5);
//! disk.assert_same(&before);                         // byte by byte, past all caches
//! ```
//! `disk.mount(…)`, `disk.swap_on()` and `disk.stack()` put it in use; `disk.resize(…)`, `disk.replug()` and `disk.exchange(…)` are
//! what can happen between a plan and its run. Sectors of 4096 bytes: `LoopDisk::with_sectors`.
//!
//! Bad sectors as the kernel reports them, exact to the LBA:
//! ```ignore
//! let bad = BadSectors { on_write: vec![1000], on_read: vec![3000], read_errno: Errno::NODATA };
//! let Some(disk) = BadSectorDisk::new("maps_bad_sectors", 16 << 20, &bad) else { return };
//! ```
//!
//! A disk of our own, with faults in any combination, which can be changed while it is in use:
//! ```ignore
//! let lies = [Fault::Lies { range: 100..200 }, Fault::Slow { bytes_per_second: 32 << 20 }];
//! let Some(disk) = FaultyDisk::new("a_lie_is_found", 16 << 20, &lies) else { return };
//! disk.fill_with_old_data();
//! // … wipe, which says that it is done, and then:
//! assert_eq!(disk.old_lbas(), vec![100..200]);
//!
//! disk.set_faults(&[Fault::PowerCut { after_bytes: 5 << 20 }]);
//! // … wipe until it dies, then go on:
//! disk.power_on();
//! ```
//! Every kind of [`Fault`]: `Lies { range }`, `Wraps { real_size }`, `Tears { every, keep }`, `Slow { bytes_per_second }`,
//! `Vanishes { after_bytes }`, `VanishesReading { after_bytes }`, `PowerCut { after_bytes }`, `StaleReads { range }`, `FlipsBit { at }`,
//! `IgnoresFlushes`, `Fails { range, on, errno }`.
//!
//! The process that tests also serves the [`FaultyDisk`]. **It must never read or write the device node itself**: killed in the middle
//! of that it would wait for an answer that only it could give, until somebody calls `umount -f`. Programs started by the test may;
//! [`Disk::read`] and the like start `dd`. Looking at the raw content is no matter: that is a plain file.

mod bad_sectors;
mod direct;
mod disk;
mod fault;
mod faulty;
mod in_use;
mod loop_disk;
mod medium;
mod old_data;
mod plug;
mod served;
mod sweeper;

pub(crate) use bad_sectors::{BadSectorDisk, BadSectors};
pub(crate) use disk::Disk;
pub(crate) use fault::{Access, Fault};
pub(crate) use faulty::FaultyDisk;
pub(crate) use in_use::mount_by;
pub(crate) use loop_disk::LoopDisk;
pub(crate) use old_data::old_sector;

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

/// The unit of all addresses here, in bytes.
pub(crate) const LBA: u64 = 512;

/// Says loudly that a test did not run; in CI it must.
pub(crate) fn skipped(test: &str, why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{test} must run in CI: {why}");
    tell(format!("SKIPPED {test}: {why}"));
}

/// Whether disks can be made here with these programs; if not, says why.
pub(crate) fn ready(test: &str, programs: &[&str]) -> bool {
    if !rustix::process::geteuid().is_root() {
        // Not even in CI: who runs the tests as a user without powers means it.
        tell(format!("SKIPPED {test}: needs root"));
        return false;
    }
    let control = "/dev/loop-control";
    let lacking = std::iter::once(control).filter(|path| !Path::new(path).exists());
    let missing =
        programs.iter().copied().filter(|program| Command::new(program).arg("--version").output().is_err());
    let Some(lack) = lacking.chain(missing).next() else { return true };
    skipped(test, &format!("there is no {lack}"));
    false
}

/// Runs a program to its end; panics with what it said if it fails.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.env("LC_ALL", "C").output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Says something past the test harness, which would swallow it.
pub(crate) fn tell(text: impl std::fmt::Display) {
    // In one piece, between what other tests say.
    let _unheard = std::io::stderr().write_all(format!("{text}\n").as_bytes());
}
