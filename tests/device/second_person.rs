//! Where the case asks for a second person, nobody wipes alone.

use crate::office::{Office, Plan, Ran};
use crate::rig::{Disk, LoopDisk};
use std::fs;
use std::path::PathBuf;

const BYTES: u64 = 16 << 20;

/// A disk of old data, and its plan, in a case that asks for two.
fn planned(test: &str) -> Option<(Office, LoopDisk, Plan)> {
    let disk = LoopDisk::new(test, BYTES)?;
    disk.fill_with_old_data();
    let office = Office::new();
    office.require("require_second_person = true");
    let plan = office.plan(&[&disk], &[]);
    Some((office, disk, plan))
}

/// The files of the countersignature beside a plan.
fn beside(office: &Office) -> Vec<PathBuf> {
    let entries = fs::read_dir(office.path("")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.to_string_lossy().contains(".countersign-")).collect();
    found.sort();
    found
}

/// Asserts that the run is refused for want of a second person, with these words, and that the disk is as it was.
#[track_caller]
fn not_wiped(office: &Office, disk: &LoopDisk, plan: &Plan, reason: &str) {
    let before = disk.snapshot();
    let ran = office.wipe(plan);
    assert!(ran.stdout.contains(&format!("\"reason\":\"{reason}\"")), "{}\n{}", ran.stdout, ran.stderr);
    ran.refused("wipe-no-second-person");
    disk.assert_same(&before);
    assert_eq!(office.journals(), Vec::<PathBuf>::new());
}

#[test]
fn nobody_wipes_alone() {
    let Some((office, disk, plan)) = planned("nobody_wipes_alone") else { return };
    not_wiped(&office, &disk, &plan, "countersign-none");
    // Nor is anybody asked for a word before that.
    let path = plan.path.to_str().unwrap();
    office.run(["wipe", "run", path]).refused("wipe-no-second-person");
    // The planner is no second person, nor is a stranger, whose card the case does not have.
    office.countersign("keys", &plan, &[]).refused("countersign-own");
    let card = office.colleague("second", "見本 次郎");
    office.countersign("second", &plan, &[]).refused("issue-signer");
    assert_eq!(beside(&office), Vec::<PathBuf>::new());
    assert_eq!(office.run(["verify", "plan-0.json"]).exits(4).last()["trust"], "unknown");
    office.import(&card);
    // A witness has not checked.
    let _witness = office.countersign("second", &plan, &["--as", "witness"]).exits(0);
    not_wiped(&office, &disk, &plan, "countersign-role");
    assert_eq!(office.run(["verify", "plan-0.json"]).exits(4).last()["trust"], "unknown");
    for path in beside(&office) {
        fs::remove_file(path).unwrap();
    }
    // Whoever signs sees the plan before, and nobody is asked in vain.
    let mut silent = office.command(["countersign", "plan-0.json"]);
    Ran::of(silent.env("AZUKARI_HOME", office.path("second"))).refused("no-terminal");
    let _signed = office.countersign("second", &plan, &[]).exits(0);
    office.countersign("second", &plan, &[]).refused("countersign-exists");
    assert_eq!(office.run(["verify", "plan-0.json"]).exits(0).last()["trust"], "good");
    let shown = office.run(["show", "plan-0.json"]).exits(0).last();
    assert_eq!(
        (&shown["signature"], &shown["countersignatures"][0]["trust"]),
        (&"good".into(), &"good".into())
    );
    let wiped = office.wipe(&plan).exits(0);
    assert_eq!(disk.old_lbas(), []);
    let body = office.certified(&wiped, &disk);
    assert_eq!(body["second_checker"]["person"]["name"], "見本 次郎");
    assert_eq!(body["performed"]["operator"]["name"], "見本 花子");
}

#[test]
fn a_second_signature_for_something_else() {
    let Some((office, disk, plan)) = planned("a_second_signature_for_something_else") else { return };
    office.import(&office.colleague("second", "見本 次郎"));
    let other = office.plan(&[&disk], &[]);
    let _signed = office.countersign("second", &other, &[]).exits(0);
    // Put beside the plan that was not looked at.
    for path in beside(&office) {
        let name = path.file_name().unwrap().to_str().unwrap().replace("plan-1", "plan-0");
        fs::copy(&path, office.path(name)).unwrap();
    }
    not_wiped(&office, &disk, &plan, "countersign-other");
    let _bad = office.run(["verify", "plan-0.json"]).exits(3);
    // Changed since it was signed; without its signature; damaged.
    let said = beside(&office).into_iter().find(|path| path.to_string_lossy().ends_with(".json")).unwrap();
    assert!(said.to_string_lossy().contains("plan-0"));
    let whole = fs::read(office.path(said.to_str().unwrap().replace("plan-0", "plan-1"))).unwrap();
    fs::write(&said, [&whole[..], b" "].concat()).unwrap();
    not_wiped(&office, &disk, &plan, "mismatch");
    fs::write(&said, &whole[..whole.len() / 2]).unwrap();
    not_wiped(&office, &disk, &plan, "countersign-shape");
}

#[test]
fn two_keys_of_one_person_are_one_person() {
    let Some((office, disk, plan)) = planned("two_keys_of_one_person_are_one_person") else { return };
    office.import(&office.colleague("second", "見本　花子"));
    let before = disk.snapshot();
    office.countersign("second", &plan, &[]).refused("countersign-own");
    disk.assert_same(&before);
    not_wiped(&office, &disk, &plan, "countersign-none");
}

#[test]
fn a_case_that_asks_for_two_after_the_plan_was_made() {
    let test = "a_case_that_asks_for_two_after_the_plan_was_made";
    let Some(disk) = LoopDisk::new(test, BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    office.require("require_second_person = true");
    not_wiped(&office, &disk, &plan, "countersign-none");
    // And what was asked for when it was made stays asked for.
    let plan = office.plan(&[&disk], &[]);
    let settings = fs::read_to_string(office.path("case/azukari.toml")).unwrap();
    fs::write(office.path("case/azukari.toml"), settings.replace("require_second_person = true", ""))
        .unwrap();
    not_wiped(&office, &disk, &plan, "countersign-none");
}

#[test]
fn a_second_person_whom_this_case_does_not_know_or_no_longer() {
    let test = "a_second_person_whom_this_case_does_not_know_or_no_longer";
    let Some((office, disk, plan)) = planned(test) else { return };
    let card = office.colleague_until("second", "見本 次郎", Some(8));
    // Known in another case of the same contract, where they may look at the plan and sign it.
    office.open_case("other", crate::office::CONTRACT);
    let in_other = ["--case", "other"];
    let _imported = Ran::of(office.command(["--yes", "key", "import"]).args(in_other).arg(&card)).exits(0);
    let _signed = office.countersign("second", &plan, &in_other).exits(0);
    not_wiped(&office, &disk, &plan, "unknown-key");
    office.import(&card);
    std::thread::sleep(std::time::Duration::from_secs(8));
    // Signed in time, but nobody vouches for them now.
    not_wiped(&office, &disk, &plan, "expired");
}

#[test]
fn whoever_carries_it_out_is_no_second_person() {
    let Some((office, disk, plan)) = planned("whoever_carries_it_out_is_no_second_person") else { return };
    office.import(&office.colleague("second", "見本 次郎"));
    let _signed = office.countersign("second", &plan, &[]).exits(0);
    let before = disk.snapshot();
    let ran = Ran::of(office.wiping(&plan).env("AZUKARI_HOME", office.path("second")));
    assert!(ran.stdout.contains("\"reason\":\"countersign-runner\""), "{}\n{}", ran.stdout, ran.stderr);
    ran.refused("wipe-no-second-person");
    disk.assert_same(&before);
    // A third person's signature does.
    office.import(&office.colleague("third", "見本 三郎"));
    let _signed = office.countersign("third", &plan, &[]).exits(0);
    let ran = Ran::of(office.wiping(&plan).env("AZUKARI_HOME", office.path("second"))).exits(0);
    let body = office.certified(&ran, &disk);
    assert_eq!(body["second_checker"]["person"]["name"], "見本 三郎");
    assert_eq!(body["performed"]["operator"]["name"], "見本 次郎");
}
