//! A plan is carried out once, on the disks as they were when it was made.

use crate::office::{Office, Plan, Ran};
use crate::rig::{Disk, Fault, FaultyDisk, LoopDisk, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const MIB: u64 = 1 << 20;
const BYTES: u64 = 16 * MIB;

/// Asserts that the run of `plan` is refused for `code`, and that the disk stays byte by byte as it is.
#[track_caller]
fn not_wiped(office: &Office, disk: &LoopDisk, command: &mut Command, code: &str) {
    let before = disk.snapshot();
    Ran::of(command).refused(code);
    disk.assert_same(&before);
    assert_eq!(office.journals(), Vec::<PathBuf>::new());
}

#[test]
fn a_disk_refilled_since_its_plan() {
    let test = "a_disk_refilled_since_its_plan";
    let Some(disk) = LoopDisk::new(test, BYTES) else { return };
    if !crate::rig::ready(test, &["mkfs.ext4"]) {
        return;
    }
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    // Somebody has put something on it: whoever confirmed the plan did not confirm that.
    run(Command::new("mkfs.ext4").args(["-q", "-F", "-L", "MIHON"]).arg(disk.node()));
    not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-medium-changed");
    let last = office.wipe(&plan);
    assert!(last.stdout.contains("\"differences\":\"contents\""), "{}", last.stdout);
    // Planned anew, with what lies on it now, it is wiped.
    let plan = office.plan(&[&disk], &[]);
    let wiped = office.wipe(&plan).exits(0);
    let before = office.certified(&wiped, &disk)["before"].to_string();
    assert!(before.contains("ext4") && before.contains("MIHON"), "{before}");
}

#[test]
fn a_plan_that_was_carried_out() {
    let Some(disk) = LoopDisk::new("a_plan_that_was_carried_out", BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    let _passed = office.wipe(&plan).exits(0);
    // What was put on it since was not meant.
    disk.fill_with_old_data();
    not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-plan-done");
    // And before anybody is asked for a word.
    let path = plan.path.to_str().unwrap();
    not_wiped(&office, &disk, &mut office.command(["wipe", "run", path]), "wipe-plan-done");
}

#[test]
fn a_journal_that_was_not_taken_away_begins_nothing_anew() {
    let test = "a_journal_that_was_not_taken_away_begins_nothing_anew";
    let Some(disk) = LoopDisk::new(test, BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    let mut child = office.wiping(&plan).stdout(Stdio::null()).spawn().unwrap();
    let journal = loop {
        assert_eq!(child.try_wait().unwrap(), None, "it ended too soon");
        if let Some(path) = office.journals().pop() {
            break path;
        }
    };
    let kept = office.path("kept");
    fs::hard_link(&journal, &kept).unwrap();
    assert!(child.wait().unwrap().success());
    // As after a crash between the certificate and the end.
    fs::rename(&kept, &journal).unwrap();
    disk.fill_with_old_data();
    let before = disk.snapshot();
    office.wipe(&plan).refused("wipe-plan-done");
    disk.assert_same(&before);
}

#[test]
fn an_asset_that_is_not_in_the_ledger() {
    let Some(disk) = LoopDisk::new("an_asset_that_is_not_in_the_ledger", BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    let mut command = office.wiping(&plan);
    not_wiped(&office, &disk, command.args(["--asset", "A-2026-0009"]), "wipe-unknown-asset");
}

/// Whether a certificate is issued.
fn is_certified(office: &Office) -> bool {
    fs::read_dir(office.path("case/documents")).unwrap().any(|entry| {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        name.starts_with("M-") && Path::new(&name).extension().is_some_and(|end| end == "json")
    })
}

/// Whether every medium that is not done has noted how far it is: by that it is known again.
fn is_noted(office: &Office) -> bool {
    let lines = |path: &std::path::PathBuf| fs::read_to_string(path).map_or(0, |text| text.lines().count());
    office.journals().iter().all(|path| lines(path) > 1)
}

/// Kills a run of `plan` as soon as its first medium is certified.
#[track_caller]
fn killed_after_the_first(office: &Office, plan: &Plan) {
    let mut command = office.wiping(plan);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !is_certified(office) {
        assert_eq!(child.try_wait().unwrap(), None, "it ended too soon");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    // Its event and its paper follow its record.
    std::thread::sleep(std::time::Duration::from_secs(1));
    while !is_noted(office) {
        assert_eq!(child.try_wait().unwrap(), None, "it ended too soon");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_disk_that_is_certified_is_left_alone_when_the_rest_goes_on() {
    let test = "a_disk_that_is_certified_is_left_alone_when_the_rest_goes_on";
    let Some(done) = LoopDisk::new(test, BYTES) else { return };
    let Some(slow) = FaultyDisk::new(test, 64 * MIB, &[Fault::Slow { bytes_per_second: 4 * MIB }]) else {
        return;
    };
    done.fill_with_old_data();
    slow.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&done, &slow], &[]);
    killed_after_the_first(&office, &plan);
    // In use again since then.
    done.fill_with_old_data();
    let before = done.snapshot();
    slow.set_faults(&[]);
    let ran = office.wipe(&plan).exits(0);
    done.assert_same(&before);
    assert_eq!(slow.old_lbas(), []);
    assert_eq!(ran.last()["media"].as_array().unwrap().len(), 1);
    assert_eq!(office.certified(&ran, &slow)["verdict"], "pass");
    office.wipe(&plan).refused("wipe-plan-done");
    done.assert_same(&before);
}
