//! The operator's list of media before anything is planned: what is not on it is not wiped.

use crate::office::{Office, Ran};
use crate::rig::{Disk, LoopDisk};
use serde_json::Value;
use std::fs;
use std::path::Path;

const BYTES: u64 = 16 << 20;

/// Disks of the rig have no serial number: what stands on their labels is typed, twice.
fn typed(disk: &LoopDisk, serial: &str) -> [String; 4] {
    let told = format!("{}={serial}", disk.node().display());
    ["--serial".to_owned(), told.clone(), "--serial".to_owned(), told]
}

fn list(office: &Office, text: &str) -> String {
    let path = office.path("媒体一覧.csv");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[track_caller]
fn plan(office: &Office, nodes: &[&Path], options: &[&[String]]) -> (Ran, std::path::PathBuf) {
    let options: Vec<&str> = options.iter().flat_map(|some| some.iter().map(String::as_str)).collect();
    office.try_plan(nodes, &options)
}

/// Asserts that planning is refused for `code`, that there is no plan, and that the disk is as it was.
#[track_caller]
fn refused(office: &Office, disk: &LoopDisk, options: &[&[String]], code: &str) {
    let before = disk.snapshot();
    let (ran, path) = plan(office, &[disk.node()], options);
    ran.refused(code);
    assert!(!path.exists());
    disk.assert_same(&before);
}

#[test]
fn a_disk_that_is_not_on_the_list() {
    let Some(disk) = LoopDisk::new("a_disk_that_is_not_on_the_list", BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let list = list(&office, "管理番号,製造番号\nH-001,MIHON-0O1\nH-002,MIHON-002\nH-003,MIHON-002\n");
    let by_list = ["--list".to_owned(), list];
    refused(&office, &disk, &[&by_list], "wipe-medium-no-serial");
    refused(&office, &disk, &[&by_list, &typed(&disk, "MIHON-003")], "wipe-medium-not-listed");
    // Nearly is not.
    refused(&office, &disk, &[&by_list, &typed(&disk, "MIHON-001")], "wipe-medium-not-listed");
    let (ran, _) = plan(&office, &[disk.node()], &[&by_list, &typed(&disk, "mihon-001")]);
    assert!(ran.exits(5).stderr.contains("2: MIHON-0O1"));
    refused(&office, &disk, &[&by_list, &typed(&disk, "MIHON-002")], "wipe-medium-listed-twice");
    // A list that cannot be understood is none.
    fs::write(office.path("媒体一覧.csv"), "管理番号,型番\nH-001,X\n").unwrap();
    refused(&office, &disk, &[&by_list], "media-list-no-serials");
}

#[test]
fn a_disk_that_is_named_in_two_ways_has_one_serial_number() {
    let test = "a_disk_that_is_named_in_two_ways_has_one_serial_number";
    let Some(disk) = LoopDisk::new(test, BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let other_name = office.path("by-label");
    std::os::unix::fs::symlink(disk.node(), &other_name).unwrap();
    let told = format!("{}=MIHON-002", other_name.display());
    let other = ["--serial".to_owned(), told.clone(), "--serial".to_owned(), told];
    refused(&office, &disk, &[&typed(&disk, "MIHON-001"), &other], "serial-typed-twice");
    let (ran, _) = plan(&office, &[disk.node()], &[&typed(&disk, "MIHON-002"), &other]);
    let _planned = ran.exits(0);
}

#[test]
fn two_disks_of_one_serial_number() {
    let Some(disk) = LoopDisk::new("two_disks_of_one_serial_number", BYTES) else { return };
    let other = LoopDisk::new("two_disks_of_one_serial_number", BYTES).unwrap();
    let office = Office::new();
    let by_list = ["--list".to_owned(), list(&office, "serial\nMIHON-1\n")];
    let both = [&by_list[..], &typed(&disk, "MIHON-1"), &typed(&other, "MIHON-1")];
    refused(&office, &disk, &both, "wipe-medium-serial-doubled");
    // By the list alone too it is said what is wrong, and which number it is.
    let (ran, _) = plan(&office, &[], &both);
    assert!(ran.stderr.contains("MIHON-1"));
    ran.refused("media-list-doubled");
    let twice = ["--list".to_owned(), list(&office, "serial\nMIHON-1\nMIHON-1\n")];
    plan(&office, &[], &[&twice, &typed(&disk, "MIHON-1")]).0.refused("media-list-doubled");
    plan(&office, &[], &[&twice, &typed(&disk, "MIHON-2")]).0.refused("media-list-nothing-here");
    // Without a list one label still names one disk.
    let (ran, path) = plan(&office, &[disk.node(), other.node()], &both[1..]);
    ran.refused("wipe-medium-serial-doubled");
    assert!(!path.exists());
}

#[test]
fn a_serial_number_typed_differently() {
    let Some(disk) = LoopDisk::new("a_serial_number_typed_differently", BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let once = |serial: &str| ["--serial".to_owned(), format!("{}={serial}", disk.node().display())];
    refused(&office, &disk, &[&once("MIHON-1"), &once("MIHON-2")], "serial-typed-twice");
    refused(&office, &disk, &[&once("MIHON-1"), &once("MIHON-1"), &once("mihon-1")], "serial-typed-twice");
    // By its name alone it is the same drive, whichever way each time.
    let name = disk.node().file_name().unwrap().to_str().unwrap();
    let short = |serial: &str| ["--serial".to_owned(), format!("{name}={serial}")];
    refused(&office, &disk, &[&short("MIHON-1"), &once("MIHON-2")], "serial-typed-twice");
    let (ran, path) = plan(&office, &[disk.node()], &[&short("MIHON-1"), &once("MIHON-1")]);
    let _planned = ran.exits(0);
    fs::remove_file(path).unwrap();
    // Typed once, and nobody is there to type it again.
    refused(&office, &disk, &[&once("MIHON-1")], "no-terminal-option");
    refused(
        &office,
        &disk,
        &[&["--serial".to_owned(), disk.node().display().to_string()]],
        "no-terminal-option",
    );
}

#[test]
fn what_is_on_the_list_is_planned_wiped_and_certified_with_its_row() {
    let test = "what_is_on_the_list_is_planned_wiped_and_certified_with_its_row";
    let Some(disk) = LoopDisk::new(test, BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let rows = "管理番号,製造番号,容量,備考\nH-001,MIHON-1,16777216,=1+1\nH-002,MIHON-2,,\n";
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(rows);
    fs::write(office.path("一覧.csv"), &cp932).unwrap();
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    // By the list alone: whatever of it is here.
    let options =
        [own(&["--list", "一覧.csv", "--intake=照合.csv", "--issue"]), typed(&disk, "MIHON-1").to_vec()];
    let options: Vec<&[String]> = options.iter().map(Vec::as_slice).collect();
    let (ran, path) = plan(&office, &[], &options);
    let ran = ran.exits(0);
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let states: Vec<&str> = lines
        .iter()
        .filter(|line| line["event"] == "intake")
        .filter_map(|line| line["line"]["state"].as_str())
        .collect();
    assert_eq!(states[..2], ["matched", "not_here"]);
    let table = fs::read(office.path("照合.csv")).unwrap();
    let table = String::from_utf8(table).unwrap();
    assert!(
        table.starts_with('\u{feff}') && table.contains("\"'=1+1\"") && table.contains("\r\n"),
        "{table}"
    );
    // And as a record.
    let record = ran.last()["intake"].as_str().unwrap().to_owned();
    assert!(record.contains("/T-"), "{record}");
    assert_eq!(office.run(["verify", &record]).exits(0).last()["trust"], "good");
    let table: Value = serde_json::from_slice(&fs::read(office.path(&record)).unwrap()).unwrap();
    let plan_sha256 = office.run(["show", path.to_str().unwrap()]).exits(0).last()["sha256"].clone();
    assert_eq!(table["body"]["plan_sha256"], plan_sha256);
    assert_eq!(table["body"]["lines"][0]["state"], "matched");
    let shown =
        Ran::of(office.command(["show", &record, "--format", "md", "-o", "t.md"]).arg("--lang=ja")).exits(0);
    assert!(fs::read_to_string(office.path("t.md")).unwrap().contains("照合一致"), "{}", shown.stderr);
    let written: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let device = &written["devices"][0];
    assert_eq!((&device["label_serial"], &device["listed"]["row"]["line"]), (&"MIHON-1".into(), &2.into()));
    assert!(device["identity"]["medium"]["serial"].is_null(), "what is typed is not what it is known by");
    let words = vec![device["confirm"].as_str().unwrap().to_owned()];
    let wiped = office.wipe(&crate::office::Plan { path, words }).exits(0);
    assert_eq!(disk.old_lbas(), []);
    let body = office.certified(&wiped, &disk);
    // Wherever it is named, it is named by its label, and marked.
    let at = disk.node().file_name().unwrap().to_str().unwrap();
    let name = format!("{at}（申告 declared: MIHON-1）");
    assert_eq!(wiped.last()["media"][0]["name"], name);
    assert!(office.run(["ledger", "list"]).exits(0).stdout.contains(&name));
    assert_eq!(body["medium"]["label"], "H-001");
    assert_eq!((&body["label_serial"], &body["intake"]["by"]), (&"MIHON-1".into(), &"typed".into()));
    assert_eq!(body["intake"]["list"]["name"], "一覧.csv");
    // The certificate alone still says which medium it is.
    let certificate = wiped.of_disk(&disk)["record"].as_str().unwrap().to_owned();
    let node = disk.node().to_str().unwrap();
    assert_eq!(office.run(["verify-medium", &certificate, node]).exits(0).last()["trust"], "good");
}

#[test]
fn a_medium_without_consent_where_the_case_asks_for_it() {
    let Some(disk) = LoopDisk::new("a_medium_without_consent_where_the_case_asks_for_it", BYTES) else {
        return;
    };
    disk.fill_with_old_data();
    let office = Office::new();
    // Planned before it was asked for.
    let early = office.plan(&[&disk], &[]);
    office.require("require_consent = true");
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    refused(&office, &disk, &[], "wipe-no-consent");
    refused(&office, &disk, &[&own(&["--consent", " "])], "wipe-no-consent");
    let before = disk.snapshot();
    office.wipe(&early).refused("wipe-no-consent");
    disk.assert_same(&before);
    let plan = office.plan(&[&disk], &["--consent", "承諾第12号"]);
    let wiped = office.wipe(&plan).exits(0);
    assert_eq!(office.certified(&wiped, &disk)["consent"], "承諾第12号");
}

#[test]
fn the_table_is_left_only_by_a_plan_or_a_refusal_for_the_list() {
    let test = "the_table_is_left_only_by_a_plan_or_a_refusal_for_the_list";
    let Some(disk) = LoopDisk::new(test, BYTES) else { return };
    let office = Office::new();
    office.require("require_consent = true");
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let by_list = own(&["--list", &list(&office, "serial\nMIHON-1\n"), "--intake=uke.csv"]);
    let consent = own(&["--consent", "M-1"]);
    let (serial, other) = (typed(&disk, "MIHON-1"), typed(&disk, "MIHON-9"));
    let table = office.path("uke.csv");
    refused(&office, &disk, &[&by_list, &serial], "wipe-no-consent");
    assert!(!table.exists());
    refused(&office, &disk, &[&by_list, &other, &consent], "wipe-medium-not-listed");
    assert!(table.exists());
    // What is there is named as such before anything is done, and stays as it is.
    fs::write(&table, "before").unwrap();
    let (ran, path) = plan(&office, &[disk.node()], &[&by_list, &serial, &consent]);
    assert_eq!(ran.exits(1).last()["code"], "exists");
    assert!(!path.exists());
    assert_eq!(fs::read_to_string(&table).unwrap(), "before");
    fs::remove_file(&table).unwrap();
    let (ran, path) = plan(&office, &[disk.node()], &[&by_list, &serial, &consent]);
    let _planned = ran.exits(0);
    assert!(table.exists());
    let again =
        ["wipe", "plan", disk.node().to_str().unwrap(), "-o", path.to_str().unwrap(), "--consent", "M-1"];
    assert_eq!(office.run(again).exits(1).last()["code"], "exists");
    assert_eq!(office.run(["devices", "--csv=uke.csv"]).exits(1).last()["code"], "exists");
}
