//! Disks that are broken or that lie: none of them ever passes, and the record says why, exact to the LBA.

use crate::office::{Office, Ran, keystream, lbas, words};
use crate::rig::{Access, BadSectorDisk, BadSectors, Disk, Fault, FaultyDisk};
use rustix::io::Errno;
use serde_json::Value;
use std::ops::Range;

const MIB: u64 = 1 << 20;
/// LBAs of a MiB.
const LBAS: u64 = MIB / 512;

/// What came of a disk that was wiped.
struct Wiped {
    office: Office,
    disk: FaultyDisk,
    ran: Ran,
    body: Value,
}

/// A disk of old data, with these faults from the first write on, wiped by a plan with `options`.
#[track_caller]
fn wiped(test: &str, bytes: u64, faults: &[Fault], options: &[&str]) -> Option<Wiped> {
    let disk = FaultyDisk::new(test, bytes, faults)?;
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], options);
    disk.set_faults(faults);
    let ran = office.wipe(&plan);
    let body = office.certified(&ran, &disk);
    Some(Wiped { office, disk, ran, body })
}

impl Wiped {
    /// Asserts that it failed (exit 1) for exactly these reasons.
    #[track_caller]
    fn failed(&self, reasons: &[&str]) {
        let medium = self.ran.of_disk(&self.disk);
        assert_eq!((self.ran.code, &medium["verdict"]), (Some(1), &"failed".into()), "{}", self.ran.stderr);
        assert_eq!(words(&self.body["reasons"]), reasons, "{}", self.body);
        assert_eq!(medium["reasons"], self.body["reasons"]);
        assert_eq!(self.body.get("method"), None);
    }

    fn differing(&self) -> Vec<Range<u64>> {
        lbas(&self.body["read_back"]["differing"])
    }
}

#[test]
fn writes_that_did_not_happen_are_found() {
    let test = "writes_that_did_not_happen_are_found";
    for pattern in ["random", "zeros"] {
        let lies = [Fault::Lies { range: 100..200 }, Fault::Lies { range: 4 * LBAS - 1..4 * LBAS }];
        let Some(wiped) = wiped(test, 4 * MIB, &lies, &["--pattern", pattern]) else { return };
        wiped.failed(&["differing"]);
        assert_eq!(wiped.differing(), [100..200, 4 * LBAS - 1..4 * LBAS]);
        assert_eq!(wiped.disk.old_lbas(), wiped.differing());
    }
}

#[test]
fn a_single_lba_that_lies_is_never_sampled_into_a_pass() {
    let test = "a_single_lba_that_lies_is_never_sampled_into_a_pass";
    for verify in ["sample", "none"] {
        let lies = [Fault::Lies { range: 5000..5001 }];
        let Some(wiped) = wiped(test, 4 * MIB, &lies, &["--verify", verify]) else { return };
        // If it is among the samples it fails, else nobody knows.
        let found = !wiped.differing().is_empty();
        assert_eq!(wiped.ran.code, Some(if found { 1 } else { 4 }), "{}", wiped.body);
        assert_eq!(wiped.body["verdict"], if found { "failed" } else { "unknown" });
        assert_eq!(wiped.disk.old_lbas(), [5000..5001]);
    }
}

#[test]
fn a_false_capacity_is_found() {
    let wraps = [Fault::Wraps { real_size: 4 * MIB }];
    let Some(wiped) = wiped("a_false_capacity_is_found", 8 * MIB, &wraps, &[]) else { return };
    wiped.failed(&["differing"]);
    // Of every two LBAs that lie on the same place, one holds what belongs into the other.
    assert_eq!(wiped.body["read_back"]["differing"]["count"], 4 * LBAS);
    assert_eq!(wiped.body["read_back"]["equal"], 4 * MIB);
}

#[test]
fn torn_writes_are_found() {
    let tears = [Fault::Tears { every: 5, keep: 1024 }];
    let Some(wiped) = wiped("torn_writes_are_found", 4 * MIB, &tears, &[]) else { return };
    wiped.failed(&["differing"]);
    assert_eq!(wiped.differing(), wiped.disk.old_lbas());
    assert!(!wiped.differing().is_empty());
}

#[test]
fn reads_of_what_was_are_found() {
    let stale = [Fault::StaleReads { range: 300..310 }];
    let Some(wiped) = wiped("reads_of_what_was_are_found", 4 * MIB, &stale, &[]) else { return };
    wiped.failed(&["differing"]);
    assert_eq!((wiped.differing(), wiped.disk.old_lbas()), (vec![300..310], vec![]));
}

#[test]
fn a_flipped_bit_is_found() {
    let flips = [Fault::FlipsBit { at: 700 * 512 + 33 }];
    let Some(wiped) = wiped("a_flipped_bit_is_found", 4 * MIB, &flips, &[]) else { return };
    wiped.failed(&["differing"]);
    assert_eq!((wiped.differing(), wiped.disk.old_lbas()), (vec![700..701], vec![]));
}

/// What such a disk loses, nobody sees before its power goes: the certificate says so, and who reads it again afterwards sees it.
#[test]
fn a_disk_that_keeps_nothing_without_power_is_found_when_it_is_read_again() {
    let test = "a_disk_that_keeps_nothing_without_power_is_found_when_it_is_read_again";
    let bytes = 4 * MIB;
    let Some(disk) = FaultyDisk::new(test, bytes, &[]) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    disk.set_faults(&[Fault::IgnoresFlushes, Fault::PowerCut { after_bytes: bytes + MIB }]);
    let ran = office.wipe(&plan).exits(0);
    let body = office.certified(&ran, &disk);
    assert!(words(&body["limits"]).contains(&"power_not_cycled"), "{body}");
    let certificate = ran.of_disk(&disk)["record"].as_str().unwrap().to_owned();
    let node = disk.node().to_str().unwrap().to_owned();
    let again = || office.run(["verify-medium", &certificate, &node]);
    let _same = again().exits(0);
    while disk.write(0, &vec![0; 1 << 20]).is_ok() {}
    disk.power_on();
    assert_ne!(disk.old_lbas(), []);
    let found = again().exits(3).last();
    assert_eq!(words(&found["reasons"]), ["differing"]);
}

#[test]
fn a_disk_that_vanishes_while_it_is_written_has_failed() {
    let test = "a_disk_that_vanishes_while_it_is_written_has_failed";
    let after_bytes = 5 * MIB / 2;
    let cuts = [
        vec![Fault::Vanishes { after_bytes }],
        vec![Fault::PowerCut { after_bytes }],
        vec![Fault::PowerCut { after_bytes }, Fault::IgnoresFlushes],
    ];
    for faults in cuts {
        let Some(wiped) = wiped(test, 8 * MIB, &faults, &[]) else { return };
        let reasons = words(&wiped.body["reasons"]);
        assert!(reasons.starts_with(&["gone"]) && reasons.contains(&"incomplete"), "{reasons:?}");
        wiped.failed(&reasons);
        assert_eq!(wiped.body["passes"][0]["cut"], "gone");
        assert!(wiped.body["passes"][0]["bytes"].as_u64().unwrap() <= after_bytes, "{}", wiped.body);
        assert_eq!(wiped.body.get("read_back"), None);
        let old = wiped.disk.old_lbas();
        assert_eq!(old.last().map(|range| range.end), Some(8 * LBAS), "{old:?}");
    }
}

#[test]
fn a_disk_that_vanishes_while_it_is_read_has_failed() {
    let test = "a_disk_that_vanishes_while_it_is_read_has_failed";
    let faults = [Fault::VanishesReading { after_bytes: 5 * MIB / 2 }];
    let Some(wiped) = wiped(test, 8 * MIB, &faults, &[]) else { return };
    let reasons = words(&wiped.body["reasons"]);
    assert!(reasons.starts_with(&["gone"]), "{reasons:?}");
    wiped.failed(&reasons);
    assert_eq!(
        (&wiped.body["passes"][0]["cut"], &wiped.body["read_back"]["cut"]),
        (&Value::Null, &"gone".into())
    );
    assert!(wiped.body["read_back"]["equal"].as_u64().unwrap() <= 5 * MIB / 2, "{}", wiped.body);
}

#[test]
fn sectors_that_cannot_be_written_and_still_be_read_are_named() {
    let test = "sectors_that_cannot_be_written_and_still_be_read_are_named";
    let of_blocks = [Errno::IO, Errno::NODATA, Errno::REMOTEIO, Errno::BADE, Errno::TIMEDOUT, Errno::ILSEQ];
    for errno in of_blocks {
        let fails = |range| Fault::Fails { range, on: Access::Write, errno };
        let faults = [fails(2000..2002), fails(0..1), fails(4 * LBAS - 1..4 * LBAS)];
        let bad = [0..1, 2000..2002, 4 * LBAS - 1..4 * LBAS];
        let Some(wiped) = wiped(test, 4 * MIB, &faults, &["--pattern", "ones"]) else { return };
        wiped.failed(&["unwritable", "readable_unwritable", "differing"]);
        let pass = &wiped.body["passes"][0];
        assert_eq!(
            (lbas(&pass["unwritable"]), lbas(&pass["readable"])),
            (bad.to_vec(), bad.to_vec()),
            "{errno}"
        );
        assert_eq!((wiped.differing(), wiped.disk.old_lbas()), (bad.to_vec(), bad.to_vec()));
        assert_eq!(pass["bytes"], 4 * MIB - 4 * 512);
        // All of them, by their numbers, for whoever has to cut the disk up.
        let record = wiped.ran.of_disk(&wiped.disk)["record"].as_str().unwrap().to_owned();
        let annex = wiped.office.path(record.replace(".json", ".blocks.jsonl"));
        let annex =
            std::fs::read_to_string(&annex).unwrap_or_else(|error| panic!("{}: {error}", annex.display()));
        let line = r#"{"what":"readable","pass":1,"first_lba":2000,"last_lba":2001}"#;
        assert!(annex.lines().any(|found| found == line), "{annex}");
    }
}

#[test]
fn sectors_that_cannot_be_read_back_are_named() {
    let test = "sectors_that_cannot_be_read_back_are_named";
    let of_blocks = [Errno::IO, Errno::NODATA, Errno::REMOTEIO, Errno::BADE, Errno::TIMEDOUT, Errno::ILSEQ];
    for errno in of_blocks {
        let faults = [Fault::Fails { range: 2000..2003, on: Access::Read, errno }];
        let Some(wiped) = wiped(test, 4 * MIB, &faults, &["--pattern", "ones"]) else { return };
        wiped.failed(&["unreadable"]);
        assert_eq!(lbas(&wiped.body["read_back"]["unreadable"]), [2000..2003], "{errno}");
        assert_eq!(wiped.body["read_back"]["equal"], 4 * MIB - 3 * 512);
        assert_eq!(wiped.disk.old_lbas(), []);
    }
}

#[test]
fn sectors_that_are_dead_both_ways_are_not_called_readable() {
    let test = "sectors_that_are_dead_both_ways_are_not_called_readable";
    let fails = |on| Fault::Fails { range: 2000..2002, on, errno: Errno::IO };
    let faults = [fails(Access::Write), fails(Access::Read)];
    let Some(wiped) = wiped(test, 4 * MIB, &faults, &[]) else { return };
    wiped.failed(&["unwritable", "unreadable"]);
    let pass = &wiped.body["passes"][0];
    assert_eq!((lbas(&pass["unwritable"]), pass.get("readable")), (vec![2000..2002], None));
    assert_eq!(lbas(&wiped.body["read_back"]["unreadable"]), [2000..2002]);
}

#[test]
fn an_errno_of_a_whole_disk_ends_it() {
    let test = "an_errno_of_a_whole_disk_ends_it";
    for errno in [Errno::NODEV, Errno::NOSPC] {
        for (on, stage) in [(Access::Write, "passes"), (Access::Read, "read_back")] {
            let faults = [Fault::Fails { range: 5000..5001, on, errno }];
            let Some(wiped) = wiped(test, 4 * MIB, &faults, &["--pattern", "ones"]) else { return };
            let reasons = match on {
                Access::Write => ["gone", "incomplete", "not_read_back"].as_slice(),
                Access::Read => &["gone", "incomplete"],
            };
            wiped.failed(reasons);
            let stage = &wiped.body[stage];
            assert_eq!(stage.get(0).unwrap_or(stage)["cut"], "gone", "{errno} {on:?} {}", wiped.body);
        }
    }
}

#[test]
fn a_disk_that_takes_no_write_keeps_its_old_data_and_says_so() {
    let test = "a_disk_that_takes_no_write_keeps_its_old_data_and_says_so";
    let faults = [Fault::Fails { range: 0..LBAS, on: Access::Write, errno: Errno::IO }];
    let Some(wiped) = wiped(test, MIB, &faults, &[]) else { return };
    wiped.failed(&["unwritable", "readable_unwritable", "differing"]);
    let pass = &wiped.body["passes"][0];
    assert_eq!((lbas(&pass["readable"]), &pass["bytes"]), (vec![0..LBAS], &0.into()));
    assert_eq!(wiped.disk.old_lbas(), [0..LBAS]);
}

#[test]
fn bad_sectors_of_the_block_layer_are_exact() {
    let test = "bad_sectors_of_the_block_layer_are_exact";
    for read_errno in [Errno::NODATA, Errno::IO] {
        let bad = BadSectors { on_write: vec![1000, 1001, 5000], on_read: vec![3000, 5000], read_errno };
        let Some(disk) = BadSectorDisk::new(test, 4 * MIB, &bad) else { return };
        disk.fill_with_old_data();
        let office = Office::new();
        let plan = office.plan(&[&disk], &[]);
        let ran = office.wipe(&plan).exits(1);
        let body = office.certified(&ran, &disk);
        assert_eq!(
            words(&body["reasons"]),
            ["unwritable", "readable_unwritable", "differing", "unreadable"],
            "{body}"
        );
        let (pass, read_back) = (&body["passes"][0], &body["read_back"]);
        assert_eq!(lbas(&pass["unwritable"]), [1000..1002, 5000..5001]);
        assert_eq!(lbas(&pass["readable"]), [1000..1002]);
        assert_eq!(lbas(&read_back["unreadable"]), [3000..3001, 5000..5001]);
        assert_eq!(disk.old_lbas(), [1000..1002, 5000..5001]);
        // Some versions of that program mix up writes that are on the way together: then what is stored elsewhere is wrong too, and is
        // found as well.
        let (found, expected) = (disk.read_raw(0, 4 * LBAS), keystream(&pass["pattern"], 4 * MIB));
        let wrong = (0..4 * LBAS).filter(|lba| {
            let at = usize::try_from(lba * 512).unwrap();
            ![3000, 5000].contains(lba) && found[at..at + 512] != expected[at..at + 512]
        });
        let differing: Vec<u64> = lbas(&read_back["differing"]).into_iter().flatten().collect();
        assert_eq!(differing, wrong.collect::<Vec<_>>());
        assert!(differing.contains(&1000) && differing.contains(&1001));
    }
}

#[test]
fn a_dying_disk_takes_no_other_with_it() {
    let test = "a_dying_disk_takes_no_other_with_it";
    let Some(dying) = FaultyDisk::new(test, 4 * MIB, &[]) else { return };
    let Some(good) = FaultyDisk::new(test, 4 * MIB, &[]) else { return };
    dying.fill_with_old_data();
    good.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&dying, &good], &[]);
    dying.set_faults(&[Fault::Vanishes { after_bytes: MIB }]);
    let ran = office.wipe(&plan).exits(7);
    assert_eq!(words(&office.certified(&ran, &dying)["reasons"])[0], "gone");
    assert_eq!(office.certified(&ran, &good)["verdict"], "pass");
    assert_eq!(good.old_lbas(), []);
    assert_ne!(dying.old_lbas(), []);
}
