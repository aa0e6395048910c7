//! Good disks: wiped to the last sector, and certified for exactly what is there then.

use crate::office::{Office, Plan, Ran, keystream, words};
use crate::rig::{Disk, LoopDisk};
use serde_json::Value;

const MIB: u64 = 1 << 20;

/// A disk of old data, wiped by a plan with `options`.
fn wiped(test: &str, bytes: u64, options: &[&str]) -> Option<(Office, LoopDisk, Ran)> {
    let disk = LoopDisk::new(test, bytes)?;
    disk.fill_with_old_data();
    let office = Office::new();
    let plan: Plan = office.plan(&[&disk], options);
    let ran = office.wipe(&plan);
    Some((office, disk, ran))
}

#[track_caller]
fn assert_holds(disk: &dyn Disk, expected: &[u8]) {
    let found = disk.read_raw(0, disk.bytes() / 512);
    let pairs = found.chunks(512).zip(expected.chunks(512));
    let wrong: Vec<usize> = pairs.enumerate().filter(|(_, (a, b))| a != b).map(|(lba, _)| lba).collect();
    assert_eq!((found.len(), wrong), (expected.len(), vec![]));
}

#[test]
fn a_good_disk_passes_and_holds_exactly_the_keystream() {
    let test = "a_good_disk_passes_and_holds_exactly_the_keystream";
    for sector_size in [512, 4096] {
        let bytes = 5 * MIB + 3 * u64::from(sector_size);
        let Some(disk) = LoopDisk::with_sectors(test, bytes, sector_size) else { return };
        disk.fill_with_old_data();
        let office = Office::new();
        let before = disk.snapshot();
        let plan = office.plan(&[&disk], &[]);
        disk.assert_same(&before);
        let ran = office.wipe(&plan).exits(0);
        let medium = ran.of_disk(&disk);
        assert_eq!((&medium["verdict"], &medium["resumed"]), (&"pass".into(), &false.into()));

        assert_eq!(disk.old_lbas(), []);
        let body = office.certified(&ran, &disk);
        assert_eq!(words(&body["reasons"]), Vec::<&str>::new());
        assert_eq!(body["sector"], sector_size);
        assert_eq!(body["passes"].as_array().unwrap().len(), 1);
        assert_eq!(body["passes"][0]["bytes"], bytes);
        let read_back = &body["read_back"];
        assert_eq!(
            [&read_back["range"], &read_back["wanted"], &read_back["equal"]],
            [&Value::from("full"), &bytes.into(), &bytes.into()]
        );
        assert_holds(&disk, &keystream(&body["passes"][0]["pattern"], bytes));
        assert_eq!(office.journals(), Vec::<std::path::PathBuf>::new());

        // Once more is another key.
        let plan = office.plan(&[&disk], &[]);
        let again = office.wipe(&plan).exits(0);
        let again = office.certified(&again, &disk);
        assert_ne!(again["passes"][0]["pattern"], body["passes"][0]["pattern"]);
        assert_holds(&disk, &keystream(&again["passes"][0]["pattern"], bytes));
    }
}

#[test]
fn constants_are_written_to_the_last_sector() {
    let test = "constants_are_written_to_the_last_sector";
    let bytes = 3 * MIB + 512;
    for (pattern, byte) in [("zeros", 0), ("ones", 0xff), ("0x5a", 0x5a_u8)] {
        let Some((office, disk, ran)) = wiped(test, bytes, &["--pattern", pattern]) else { return };
        // A medium that lies about its size would read the same: it is never a pass.
        let ran = ran.exits(4);
        let body = office.certified(&ran, &disk);
        assert_eq!((&body["verdict"], words(&body["reasons"])), (&"unknown".into(), vec!["constant"]));
        assert_eq!(body["passes"][0]["pattern"], serde_json::json!({"kind": "constant", "byte": byte}));
        assert_holds(&disk, &vec![byte; usize::try_from(bytes).unwrap()]);
    }
}

#[test]
fn of_several_passes_the_last_is_what_stays() {
    let test = "of_several_passes_the_last_is_what_stays";
    let bytes = 3 * MIB + 512;
    for pattern in ["random", "zeros"] {
        let Some((office, disk, ran)) = wiped(test, bytes, &["--passes", "3", "--pattern", pattern]) else {
            return;
        };
        let ran = ran.exits(if pattern == "zeros" { 4 } else { 0 });
        let body = office.certified(&ran, &disk);
        let passes = body["passes"].as_array().unwrap();
        assert!(passes.len() == 3 && passes.iter().all(|pass| pass["bytes"] == bytes), "{body}");
        // Those before the last are keystreams of their own.
        let [first, second, last] = [0, 1, 2].map(|pass| &passes[pass]["pattern"]);
        assert_eq!([&first["kind"], &second["kind"]], ["aes-256-ctr"; 2]);
        assert!(first != second && second != last && first != last);
        let expected = match pattern {
            "zeros" => vec![0; usize::try_from(bytes).unwrap()],
            _ => keystream(last, bytes),
        };
        assert_holds(&disk, &expected);
    }
}

#[test]
fn what_is_not_read_back_as_a_whole_never_passes() {
    let test = "what_is_not_read_back_as_a_whole_never_passes";
    let bytes = 8 * MIB + 512;
    for (verify, reason) in [("sample", "sampled"), ("none", "not_read_back")] {
        let Some((office, disk, ran)) = wiped(test, bytes, &["--verify", verify]) else { return };
        let ran = ran.exits(4);
        let body = office.certified(&ran, &disk);
        assert_eq!((&body["verdict"], words(&body["reasons"])), (&"unknown".into(), vec![reason]));
        assert_eq!(body.get("method"), None);
        assert_eq!(disk.old_lbas(), []);
        let read_back = body.get("read_back");
        assert_eq!(read_back.is_some(), verify == "sample");
        if let Some(read_back) = read_back {
            let wanted = read_back["wanted"].as_u64().unwrap();
            assert_eq!((&read_back["range"], &read_back["equal"]), (&"sample".into(), &wanted.into()));
            assert!(wanted * 10 >= bytes && wanted < bytes, "{wanted}");
        }
    }
}
