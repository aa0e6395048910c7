//! Several disks at once.

use crate::office::Office;
use crate::rig::{Disk, LoopDisk};
use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

const MIB: u64 = 1 << 20;
const DISKS: u64 = 8;
const KIB_PER_DISK: u64 = 32 << 10;
/// Of the program itself, without any disk.
const KIB_ASIDE: u64 = 64 << 10;

#[test]
fn eight_disks_at_once_have_a_certificate_each_and_little_memory() {
    let test = "eight_disks_at_once_have_a_certificate_each_and_little_memory";
    let new = (0..DISKS).map(|number| LoopDisk::new(test, 16 * MIB + number * 512));
    let disks: Vec<LoopDisk> = new.flatten().collect();
    if disks.is_empty() {
        return;
    }
    disks.iter().for_each(Disk::fill_with_old_data);
    let office = Office::new();
    let references: Vec<&dyn Disk> = disks.iter().map(|disk| disk as &dyn Disk).collect();
    let plan = office.plan(&references, &[]);
    assert_eq!(plan.words.iter().collect::<BTreeSet<_>>().len(), disks.len());

    let mut command = office.wiping(&plan);
    let log = office.path("said");
    let child = command.stdout(fs::File::create(&log).unwrap()).stderr(Stdio::null()).spawn();
    let mut child = child.unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        // Gone from the list once it has let go of its memory.
        let told = fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(peak);
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    let ran = crate::office::Ran {
        code: ended.code(),
        stdout: fs::read_to_string(&log).unwrap(),
        stderr: String::new(),
    }
    .exits(0);
    let mut numbers = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for disk in &disks {
        let medium = ran.of_disk(disk);
        assert_eq!(medium["verdict"], "pass");
        numbers.insert(medium["certificate"].as_str().unwrap().to_owned());
        let body = office.certified(&ran, disk);
        assert_eq!(body["read_back"]["equal"], disk.bytes());
        keys.insert(body["passes"][0]["pattern"]["key"].as_str().unwrap().to_owned());
        assert_eq!(disk.old_lbas(), []);
    }
    assert_eq!((numbers.len(), keys.len()), (disks.len(), disks.len()));
    crate::rig::tell(format!("{test}: {} MiB at most", peak / 1024));
    assert!(peak > 0 && peak <= DISKS * KIB_PER_DISK + KIB_ASIDE, "{peak} KiB");
}
