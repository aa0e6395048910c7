//! Programs that have a disk open.

use crate::device::{Drive, NodeUser, drive_at, node_users};
use crate::sanitize::media::{MediaPlan, MediaRefusal};
use std::path::Path;
use std::time::Duration;

/// How often, and how long, a disk is looked at until it is free: udev reads every new one for a moment.
const LOOKS: u32 = 15;
const BETWEEN: Duration = Duration::from_millis(200);

/// Against each of `drives` that programs have open, and keep open.
pub(super) fn programs(drives: &[&Drive]) -> Vec<MediaRefusal> {
    let mut users = node_users(drives);
    for _ in 1..LOOKS {
        if users.iter().all(Vec::is_empty) {
            break;
        }
        std::thread::sleep(BETWEEN);
        users = node_users(drives);
    }
    let refusal = |(drive, users): (&&Drive, Vec<NodeUser>)| {
        let programs: Vec<String> = users.iter().map(ToString::to_string).collect();
        (!programs.is_empty())
            .then(|| MediaRefusal::OpenBy { device: drive.name.clone(), programs: programs.join(", ") })
    };
    drives.iter().zip(users).filter_map(refusal).collect()
}

/// The same for the disks of a plan that has just been made: what would keep it from being carried out now.
#[must_use]
pub fn open_elsewhere(plan: &MediaPlan) -> Vec<MediaRefusal> {
    let node = |device: &str| drive_at(&Path::new("/dev").join(device)).ok();
    let drives: Vec<Drive> =
        plan.devices.iter().filter_map(|planned| node(&planned.identity.device)).collect();
    programs(&drives.iter().collect::<Vec<_>>())
}
