//! What uses a drive. Whether it may be wiped is decided by this, so that nothing is ever passed over: what cannot be
//! read, understood or traced is a doubt, and a doubt counts as a use.
//!
//! Seen are mounts (of every mount name space that may be looked at), swap, what the kernel has built on the drive or a
//! partition of it (holders), what file systems themselves list, and loop devices, each followed as far up as it goes. Not seen is a program that merely has
//! the node open ([`node_users`](super::node_users)): opening it with `O_EXCL` fails where a claim is held, and whoever writes must do
//! that too.

use super::DeviceNumber;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How often is looked within the patience of [`settled_uses`].
const LOOKS: u32 = 20;

#[cfg(target_os = "linux")]
mod drivers;
#[cfg(target_os = "linux")]
mod look;
#[cfg(target_os = "linux")]
mod pools;
#[cfg(target_os = "linux")]
mod snapshot;
#[cfg(target_os = "linux")]
mod spread;
#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests;

/// One use of a drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// A file system on it (or on something above it) is mounted.
    Mounted {
        /// The device that is mounted: the drive, a partition, or a layer above.
        device: String,
        /// Where.
        point: PathBuf,
        /// The kernel's name for the type.
        kind: String,
        /// Whether it carries the root of the running system.
        root: bool,
    },
    /// Memory is swapped out to it.
    Swap {
        /// The device that is swapped to, or on which the swap file lies.
        device: String,
        /// The area, as `/proc/swaps` names it.
        area: PathBuf,
    },
    /// The kernel has built something on it: device mapper (LVM, encryption), md, bcache, a pool of several devices.
    Holder {
        /// The device that is held.
        device: String,
        /// What holds it.
        holder: String,
    },
    /// A loop device shows it, or a file on it, as a disk.
    Loop {
        /// The device below.
        device: String,
        /// The loop device.
        loop_device: String,
        /// The file or node behind it.
        file: PathBuf,
    },
}

/// Why it is not certain that everything was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// Something could not be read.
    Unread {
        /// What.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
    /// Something was read and could not be understood.
    Unclear {
        /// Where.
        path: PathBuf,
        /// The line or value.
        text: String,
    },
    /// Something is in use, and on which device could not be told.
    Untraced {
        /// The mount, the swap area or the file behind a loop device.
        path: PathBuf,
        /// What it is: a type of file system, `swap`, or the loop device's name.
        kind: String,
    },
    /// Processes of other users may have mounts that are not seen from here.
    OtherNameSpaces {
        /// How many processes could not be asked.
        processes: usize,
    },
}

/// What uses a drive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// What was found.
    pub found: Vec<Use>,
    /// What may have been missed.
    pub doubts: Vec<Doubt>,
}

impl Uses {
    /// Whether nothing uses the drive, and nothing is left in doubt.
    #[must_use]
    pub fn none(&self) -> bool {
        self.found.is_empty() && self.doubts.is_empty()
    }

    /// Whether the drive carries the root file system.
    #[must_use]
    pub fn carries_root(&self) -> bool {
        self.found.iter().any(|found| matches!(found, Use::Mounted { root: true, .. }))
    }
}

/// What uses the drive of that number (a partition's number answers for that partition alone).
#[cfg(target_os = "linux")]
#[must_use]
pub fn uses(number: DeviceNumber) -> Uses {
    uses_of(&[number]).pop().unwrap_or_default()
}

/// What uses each of several drives, seen at one moment.
#[cfg(target_os = "linux")]
#[must_use]
pub fn uses_of(numbers: &[DeviceNumber]) -> Vec<Uses> {
    let system = look::System::default();
    let seen = snapshot::Snapshot::take(&system);
    numbers.iter().map(|number| spread::uses(&system, &seen, *number)).collect()
}

/// As [`uses_of`], on a machine where disks come and go: one that is half gone while one looks leaves in doubt what lies on it. Such doubts
/// are looked at again until they are gone or `patience` is over; a use is told at once. What is returned was all seen at one moment.
#[must_use]
pub fn settled_uses(numbers: &[DeviceNumber], patience: Duration) -> Vec<Uses> {
    settled(patience, || uses_of(numbers))
}

fn settled(patience: Duration, mut look: impl FnMut() -> Vec<Uses>) -> Vec<Uses> {
    // Of what may not be looked at at all, no time tells.
    let passing = |doubt: &Doubt| !matches!(doubt, Doubt::OtherNameSpaces { .. });
    let until = Instant::now() + patience;
    loop {
        let seen = look();
        let found = seen.iter().any(|uses| !uses.found.is_empty());
        let unsettled = seen.iter().any(|uses| uses.doubts.iter().any(passing));
        if found || !unsettled || Instant::now() >= until {
            return seen;
        }
        std::thread::sleep(patience / LOOKS);
    }
}

/// What uses the drive: nobody here can say, which is a doubt.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn uses(_number: DeviceNumber) -> Uses {
    let kind = std::env::consts::OS.to_owned();
    Uses { found: Vec::new(), doubts: vec![Doubt::Untraced { path: PathBuf::new(), kind }] }
}

/// What uses each of several drives: nobody here can say, which is a doubt.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn uses_of(numbers: &[DeviceNumber]) -> Vec<Uses> {
    numbers.iter().map(|number| uses(*number)).collect()
}
