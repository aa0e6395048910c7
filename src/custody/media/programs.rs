//! Programs that have a disk open.

use crate::device::{Drive, NodeUser, NodeUsers, drive_at, node_users};
use crate::sanitize::media::{MediaPlan, MediaRefusal};
use std::path::Path;
use std::time::Duration;

/// How often, and how long, a disk is looked at until it is free: udev reads every new one for a moment.
const LOOKS: u32 = 15;
const BETWEEN: Duration = Duration::from_millis(200);

/// How many of the processes that could not be looked at are named.
const NAMED: usize = 8;

/// The process that a name space of processes begins with. Root can look at it, but in some containers and sandboxes: there it is the
/// keeper, closed to all within, and belongs to what is outside, of which nothing is seen anyway.
const FIRST: u32 = 1;

/// Against each of `drives` that programs have open or mapped, and keep so; and against all where that could not be found out.
pub(super) fn programs(drives: &[&Drive]) -> Vec<MediaRefusal> {
    if drives.is_empty() {
        return Vec::new();
    }
    for _ in 1..LOOKS {
        if looked(drives).is_empty() {
            return Vec::new();
        }
        std::thread::sleep(BETWEEN);
    }
    looked(drives)
}

fn looked(drives: &[&Drive]) -> Vec<MediaRefusal> {
    match node_users(drives) {
        Ok(found) => against(drives, found),
        Err(error) => vec![error.into()],
    }
}

fn against(drives: &[&Drive], found: NodeUsers) -> Vec<MediaRefusal> {
    let unseen: Vec<u32> = found.unseen.into_iter().filter(|pid| *pid != FIRST).collect();
    let doubts = (!unseen.is_empty()).then(|| {
        let named = unseen.iter().take(NAMED).map(u32::to_string).collect::<Vec<_>>().join(", ");
        let more = if unseen.len() > NAMED { ", …" } else { "" };
        format!("open files of {} processes ({named}{more})", unseen.len())
    });
    let of_drive = |(drive, users): (&&Drive, Vec<NodeUser>)| {
        let device = || drive.name.clone();
        let programs: Vec<String> = users.iter().map(ToString::to_string).collect();
        let open = (!programs.is_empty())
            .then(|| MediaRefusal::OpenBy { device: device(), programs: programs.join(", ") });
        let doubt = doubts.clone().map(|doubts| MediaRefusal::Doubt { device: device(), doubts });
        open.into_iter().chain(doubt)
    };
    drives.iter().zip(found.of_drives).flat_map(of_drive).collect()
}

/// The same for the disks of a plan that has just been made: what would keep it from being carried out now.
#[must_use]
pub fn open_elsewhere(plan: &MediaPlan) -> Vec<MediaRefusal> {
    let node = |device: &str| drive_at(&Path::new("/dev").join(device)).ok();
    let drives: Vec<Drive> =
        plan.devices.iter().filter_map(|planned| node(&planned.identity.device)).collect();
    programs(&drives.iter().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::intake::tests::drive;
    use crate::model::Fault as _;

    #[test]
    fn who_could_not_be_looked_at_may_have_any_disk() {
        let drives = [1, 2].map(|number| drive(number, None).drive);
        let drives = drives.iter().collect::<Vec<_>>();
        let codes = |users: [&[NodeUser]; 2], unseen: &[u32]| -> Vec<_> {
            let of_drives = users.map(<[_]>::to_vec).into();
            let refusals = against(&drives, NodeUsers { of_drives, unseen: unseen.to_vec() });
            refusals.iter().map(|refusal| (refusal.code(), refusal.facts()[0].1.clone())).collect()
        };
        let user = NodeUser { pid: 7, command: "sleep".into(), device: "sd2".into() };
        let user = std::slice::from_ref(&user);
        let told = |list: &[(&'static str, &str)]| -> Vec<_> {
            list.iter().map(|(code, device)| (*code, (*device).to_owned())).collect()
        };
        assert_eq!(codes([&[], &[]], &[]), []);
        assert_eq!(codes([&[], &[]], &[FIRST]), []);
        assert_eq!(codes([&[], user], &[]), told(&[("wipe-medium-open-by", "sd2")]));
        let doubts = [("wipe-medium-doubt", "sd1"), ("wipe-medium-doubt", "sd2")];
        assert_eq!(codes([&[], &[]], &[FIRST, 9]), told(&doubts));
        let all = [doubts[0], ("wipe-medium-open-by", "sd2"), doubts[1]];
        assert_eq!(codes([&[], user], &[9]), told(&all));
        let found = NodeUsers { of_drives: vec![vec![]; 2], unseen: (2..12).collect() };
        let MediaRefusal::Doubt { doubts, .. } = &against(&drives, found)[0] else { panic!() };
        assert_eq!(doubts, "open files of 10 processes (2, 3, 4, 5, 6, 7, 8, 9, …)");
    }
}
