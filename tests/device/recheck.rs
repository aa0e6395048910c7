//! 検証記録: what reading a wiped disk once more gives, exact to the LBA, by whoever has the certificate.

use crate::office::{Office, Ran, lbas, words};
use crate::rig::{Disk, LoopDisk};
use serde_json::Value;
use std::fs;

const MIB: u64 = 1 << 20;

/// A disk that was wiped, and its certificate.
fn wiped(test: &str, bytes: u64) -> Option<(Office, LoopDisk, String)> {
    let disk = LoopDisk::new(test, bytes)?;
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    let ran = office.wipe(&plan).exits(0);
    let certificate = ran.of_disk(&disk)["record"].as_str().unwrap().to_owned();
    Some((office, disk, certificate))
}

fn recheck(office: &Office, certificate: &str, disk: &dyn Disk, options: &[&str]) -> Ran {
    let mut command = office.command(["verify-medium", certificate]);
    command.arg(disk.node()).args(options);
    Ran::of(&mut command)
}

/// The record that was issued, after `azukari verify` of it, which calls it good only together with what it says.
#[track_caller]
fn recorded(office: &Office, ran: &Ran, verdict: &str) -> Value {
    let last = ran.last();
    let path = last["recorded"]["record"].as_str().unwrap_or_else(|| panic!("no record: {last}"));
    let found = office.run(["verify", path]).exits(0);
    let verified: Value = serde_json::from_str(found.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&verified["trust"], &verified["document_verdict"]), (&"good".into(), &verdict.into()));
    assert_eq!(office.run(["ledger", "verify"]).exits(0).last()["trust"], "good");
    for (lang, format) in [("ja", "txt"), ("en", "csv"), ("ja", "html"), ("en", "md")] {
        let out = format!("{path}.{lang}.{format}");
        let _shown = office.run(["--lang", lang, "show", path, "--format", format, "-o", &out]).exits(0);
    }
    serde_json::from_slice(&fs::read(office.path(path)).unwrap()).unwrap()
}

#[test]
fn a_changed_byte_is_found_and_put_on_record_with_its_lba() {
    let test = "a_changed_byte_is_found_and_put_on_record_with_its_lba";
    let bytes = 8 * MIB + 512;
    let Some((office, disk, certificate)) = wiped(test, bytes) else { return };
    let before = disk.snapshot();
    let ran = recheck(&office, &certificate, &disk, &["--record", "--place", "見本室"]).exits(0);
    let record = recorded(&office, &ran, "pass");
    let body = &record["body"];
    assert_eq!((&body["agreement"], words(&body["reasons"])), (&"same".into(), vec![]));
    assert_eq!((&body["read"]["wanted"], &body["read"]["equal"]), (&bytes.into(), &bytes.into()));
    assert_eq!(body["performed"]["place"], "見本室");
    assert_eq!(body["performed"]["operator"]["name"], "見本 花子");
    let name = disk.node().file_name().unwrap().to_str().unwrap();
    assert_eq!((&body["medium"]["device"], &body["medium"]["capacity"]), (&name.into(), &bytes.into()));
    let digest = azukari::stream::Hasher::sha256_of(&fs::read(office.path(&certificate)).unwrap());
    assert_eq!(body["certificate"]["sha256"], digest.to_string());

    let mut sector = disk.read_raw(1234, 1);
    sector[77] ^= 1;
    disk.write_raw(1234, &sector);
    let ran = recheck(&office, &certificate, &disk, &["--record"]).exits(3);
    let body = recorded(&office, &ran, "failed")["body"].clone();
    assert_eq!((&body["agreement"], words(&body["reasons"])), (&"other".into(), vec!["differing"]));
    assert_eq!(lbas(&body["read"]["differing"]), [1234..1235]);
    assert_eq!(body["read"]["equal"], bytes - 512);

    // Put back, it is as it was: nothing was written by any of this.
    sector[77] ^= 1;
    disk.write_raw(1234, &sector);
    disk.assert_same(&before);
}

#[test]
fn samples_are_never_called_the_same() {
    let test = "samples_are_never_called_the_same";
    let Some((office, disk, certificate)) = wiped(test, 8 * MIB) else { return };
    let ran = recheck(&office, &certificate, &disk, &["--sample", "--record"]).exits(4);
    let body = recorded(&office, &ran, "unknown")["body"].clone();
    assert_eq!((&body["agreement"], words(&body["reasons"])), (&"unknown".into(), vec!["sampled"]));
    assert_eq!((&body["read"]["range"], &body["read"]["wanted"]), (&"sample".into(), &body["read"]["equal"]));
    assert!(body["read"]["wanted"].as_u64().unwrap() < 8 * MIB);
}

#[test]
fn zeros_everywhere_are_never_called_the_same() {
    let Some(disk) = LoopDisk::new("zeros_everywhere_are_never_called_the_same", 8 * MIB) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let ran = office.wipe(&office.plan(&[&disk], &["--pattern", "zeros"])).exits(4);
    let certificate = ran.of_disk(&disk)["record"].as_str().unwrap().to_owned();
    // Nothing that a second reading of the same could show.
    let ran = recheck(&office, &certificate, &disk, &["--record"]).exits(4);
    let body = recorded(&office, &ran, "unknown")["body"].clone();
    assert_eq!((&body["agreement"], words(&body["reasons"])), (&"unknown".into(), vec!["constant"]));
    assert_eq!(body["read"]["equal"], 8 * MIB);
}

#[test]
fn another_disk_and_a_strangers_reading() {
    let test = "another_disk_and_a_strangers_reading";
    let Some((office, disk, certificate)) = wiped(test, 4 * MIB) else { return };
    let Some(other) = LoopDisk::new(test, 4 * MIB) else { return };
    let ran = recheck(&office, &certificate, &other, &["--record"]).exits(3);
    let body = recorded(&office, &ran, "failed")["body"].clone();
    assert_eq!(lbas(&body["read"]["differing"]), [0..8192]);

    // Who has nothing but the certificate reads as well; whose signature it is nobody here can say, and nothing is issued.
    let count = || fs::read_dir(office.path("case/documents")).unwrap().count();
    let documents = count();
    let stranger = |options: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_azukari"));
        let elsewhere = office.path("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        command.current_dir(&elsewhere).env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        command.env("HOME", &elsewhere).env("LANG", "C.UTF-8").args(["--json", "verify-medium"]);
        command.arg(office.path(&certificate)).arg(disk.node()).args(options);
        Ran::of(&mut command)
    };
    let last = stranger(&[]).exits(4).last();
    assert_eq!((&last["trust"], &last["recorded"]), (&"unknown".into(), &Value::Null));
    assert_eq!(last["reasons"], serde_json::json!(["signature_unknown"]));
    let refused = stranger(&["--record"]);
    assert_eq!((refused.code == Some(0), refused.last()["code"].as_str()), (false, Some("case-missing")));
    // In the case, without being asked to, no paper is made either.
    assert_eq!(recheck(&office, &certificate, &disk, &[]).exits(0).last()["recorded"], Value::Null);
    assert_eq!(count(), documents);

    // A certificate that was altered is worth nothing, whatever the disk holds.
    let path = office.path(&certificate);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("erase", "Erase", 1)).unwrap();
    let last = recheck(&office, &certificate, &disk, &[]).exits(3).last();
    assert_eq!(last["reasons"], serde_json::json!(["signature_bad"]));
}
