//! Several transfers at a time by `io_uring` where the kernel has it, and one by one where it has not: the same comes of both.

use crate::office::{Office, Ran, lbas, words};
use crate::rig::{Access, Disk, Fault, FaultyDisk, LoopDisk, ready, skipped, tell};
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const MIB: u64 = 1 << 20;
/// What says that there is no such call, and that it is forbidden.
const NO_RINGS: [Errno; 2] = [Errno::NOSYS, Errno::PERM];

/// `command`, on a system whose `io_uring_setup` fails.
fn without_rings(errno: Errno, command: &Command) -> Command {
    let mut wrapped = Command::new("python3");
    wrapped.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/device/without_rings.py"));
    wrapped.arg(errno.raw_os_error().to_string()).arg(command.get_program()).args(command.get_args());
    wrapped.current_dir(command.get_current_dir().unwrap()).stdin(Stdio::null()).env_clear();
    wrapped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    wrapped
}

/// In `/proc/PID/fdinfo`, octal there: what a disk that is written is opened with, and what says that nothing waits.
const TO_WRITE: u32 = OFlags::RDWR.union(OFlags::DIRECT).bits();
const NONBLOCK: u32 = OFlags::NONBLOCK.bits();

/// Whether the program had a ring while it wiped a disk that is so slow that one can look; the disk itself it had open so that transfers
/// wait for their turn.
fn has_ring(mut command: Command, disk: &Path) -> (bool, Ran) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let descriptors = format!("/proc/{}/fd", child.id());
    let (mut seen, mut waits) = (false, Vec::new());
    while child.try_wait().unwrap().is_none() {
        for entry in fs::read_dir(&descriptors).into_iter().flatten().flatten() {
            let target = fs::read_link(entry.path()).unwrap_or_default();
            seen |= target.to_string_lossy().contains("[io_uring]");
            if target == disk {
                let facts = entry.path().to_string_lossy().replace("/fd/", "/fdinfo/");
                waits.extend(fs::read_to_string(facts).ok().and_then(|facts| {
                    let flags = facts.lines().find_map(|line| line.strip_prefix("flags:"))?;
                    let flags = u32::from_str_radix(flags.trim(), 8).unwrap();
                    // Whoever only asks the disk something need not wait.
                    (flags & TO_WRITE == TO_WRITE).then_some(flags & NONBLOCK == 0)
                }));
            }
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // It is opened without waiting, and one may look just then.
    assert!(waits.iter().filter(|waits| !**waits).count() <= 1 && waits.len() > 1, "{waits:?}");
    let output = child.wait_with_output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (seen, Ran { code: output.status.code(), stdout, stderr })
}

#[test]
fn a_ring_is_used_where_there_is_one_and_a_disk_is_wiped_where_there_is_none() {
    let test = "a_ring_is_used_where_there_is_one_and_a_disk_is_wiped_where_there_is_none";
    if !ready(test, &["python3"]) {
        return;
    }
    let slow = [Fault::Slow { bytes_per_second: 32 * MIB }];
    let Some(disk) = FaultyDisk::new(test, 16 * MIB, &slow) else { return };
    let wiped = |errno: Option<Errno>| {
        disk.fill_with_old_data();
        let office = Office::new();
        let plan = office.plan(&[&disk], &[]);
        let command = office.wiping(&plan);
        let (seen, ran) = has_ring(
            errno.map_or_else(|| office.wiping(&plan), |no| without_rings(no, &command)),
            disk.node(),
        );
        let body = office.certified(&ran.exits(0), &disk);
        assert_eq!((&body["read_back"]["equal"], disk.old_lbas()), (&disk.bytes().into(), vec![]));
        seen
    };
    for errno in NO_RINGS {
        assert!(!wiped(Some(errno)), "{errno}");
    }
    let forbidden = fs::read_to_string("/proc/sys/kernel/io_uring_disabled").unwrap_or_default();
    match (wiped(None), forbidden.trim()) {
        (true, _) => tell(format!("{test}: by io_uring, and without")),
        (false, "0") => panic!("no ring was used"),
        (false, _) => skipped(test, "io_uring is disabled here"),
    }
}

#[test]
fn without_rings_bad_sectors_are_named_as_exactly() {
    let test = "without_rings_bad_sectors_are_named_as_exactly";
    if !ready(test, &["python3"]) {
        return;
    }
    let bad = [
        Fault::Fails { range: 1000..1001, on: Access::Write, errno: Errno::IO },
        Fault::Fails { range: 3000..3002, on: Access::Read, errno: Errno::IO },
        Fault::Lies { range: 5000..5001 },
    ];
    let Some(disk) = FaultyDisk::new(test, 4 * MIB, &bad) else { return };
    for errno in [None, Some(Errno::NOSYS)] {
        disk.set_faults(&[]);
        disk.fill_with_old_data();
        let office = Office::new();
        let plan = office.plan(&[&disk], &[]);
        disk.set_faults(&bad);
        let mut command = office.wiping(&plan);
        let ran = match errno {
            None => Ran::of(&mut command),
            Some(errno) => Ran::of(&mut without_rings(errno, &command)),
        };
        let body = office.certified(&ran, &disk);
        assert_eq!((ran.code, &body["verdict"]), (Some(1), &"failed".into()), "{errno:?}");
        assert!(words(&body["reasons"]).contains(&"differing"), "{body}");
        assert_eq!(lbas(&body["passes"][0]["unwritable"]), [1000..1001], "{body}");
        assert_eq!(lbas(&body["read_back"]["unreadable"]), [3000..3002]);
        assert_eq!(lbas(&body["read_back"]["differing"]), [1000..1001, 5000..5001]);
    }
}

#[test]
fn a_fast_disk_without_rings() {
    let test = "a_fast_disk_without_rings";
    if !ready(test, &["python3"]) {
        return;
    }
    let Some(disk) = LoopDisk::new(test, 65 * MIB + 512) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    let _passed = Ran::of(&mut without_rings(Errno::NOSYS, &office.wiping(&plan))).exits(0);
    assert_eq!(disk.old_lbas(), []);
}
