//! Files of the stock programs: armored, and locked with a passphrase typed at a terminal.

use super::aftermath::Before;
use super::moments::{Fate, killed_when};
use super::rig::{Ran, Rig, have, noise_file, skipped, tell};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) fn recipient(rig: &Rig) -> String {
    rig.run(["key", "list"]).ok().last()["cards"][0]["recipient"].as_str().unwrap().to_owned()
}

/// A stock program in the rig's folder; it must succeed.
pub(crate) fn stock(rig: &Rig, program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    rig.settle(&mut command);
    let _ = Ran::of(command.args(args)).ok();
}

/// Opens as foreign and unsigned, with the same bytes.
fn opens_as_foreign(rig: &Rig, command: &mut Command, plain: &Path, opened: &str) {
    let ran = Ran::of(command).ok();
    let result = ran.last();
    assert_eq!(
        (result["foreign"].as_bool(), result["sender"].as_str()),
        (Some(true), Some("absent")),
        "{result}"
    );
    assert!(ran.stderr.contains("Not signed"), "{}", ran.stderr);
    assert!(fs::read(rig.path(opened)).unwrap() == fs::read(plain).unwrap());
    rig.ledger_holds();
}

fn armored(program: &str, test: &str) {
    if !have(program, test) {
        return;
    }
    let rig = Rig::new();
    let original = rig.path("住民台帳.csv");
    noise_file(&original, 300_000, test);
    let recipient = recipient(&rig);
    stock(&rig, program, &["-a", "-r", &recipient, "-o", "住民台帳.csv.age", "住民台帳.csv"]);
    assert!(
        fs::read(rig.path("住民台帳.csv.age")).unwrap().starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----")
    );
    let before = Before::look(&rig);
    opens_as_foreign(&rig, &mut rig.open("住民台帳.csv.age", "開封"), &original, "開封/住民台帳.csv");
    let told = before.all_named(&[&rig.path("開封")]);
    assert!(told.is_silent(), "{told:?}");
    let _ = rig.run_unlocked(["verify", "--inside", "住民台帳.csv.age"]).exits(4);
    let ja = Ran::of(rig.open("住民台帳.csv.age", "開封2").args(["--lang", "ja"])).ok();
    assert!(ja.stderr.contains("署名なし"), "{}", ja.stderr);
    // Cut short, or with a letter changed, nothing is taken out.
    let letters = fs::read_to_string(rig.path("住民台帳.csv.age")).unwrap();
    let listing = rig.listing();
    for (name, bad) in
        [("切.age", letters[..letters.len() / 2].to_owned()), ("変.age", letters.replacen('A', "B", 40))]
    {
        fs::write(rig.path(name), bad).unwrap();
        let _ = Ran::of(&mut rig.open(name, "開封3")).exits(3);
        fs::remove_file(rig.path(name)).unwrap();
    }
    assert_eq!(rig.listing(), listing);
}

#[test]
fn armored_by_age() {
    armored("age", "armored_by_age");
}

#[test]
fn armored_by_rage() {
    if Command::new("rage").arg("--version").output().is_ok() {
        armored("rage", "armored_by_rage");
    } else {
        // Debian has no package of it: `age` stands for both there.
        tell("SKIPPED armored_by_rage: `rage` is not installed");
    }
}

#[test]
fn locked_with_a_passphrase_by_age() {
    let test = "locked_with_a_passphrase_by_age";
    if !have("age", test) || Command::new("expect").arg("-v").output().is_err() {
        return skipped(test, "`age` or `expect` is not installed");
    }
    let rig = Rig::new();
    let plain = rig.path("台帳.csv");
    noise_file(&plain, 70_000, test);
    fs::write(rig.path("file-passphrase"), "ひみつ-4711\n").unwrap();
    // `age` takes passphrases from a terminal only.
    let script = r#"
        set timeout 60
        set file [open file-passphrase]
        set secret [gets $file]
        spawn -noecho age -p -o 台帳.csv.age 台帳.csv
        expect -re "passphrase" { send -- "$secret\r" }
        expect -re "onfirm" { send -- "$secret\r" }
        expect eof
        exit [lindex [wait] 3]
    "#;
    let mut command = Command::new("expect");
    rig.settle(&mut command);
    command.arg("-c").arg(script).stdin(Stdio::null());
    let _ = Ran::of(&mut command).ok();
    let open = |folder: &str, file: &str| {
        let mut command = rig.open("台帳.csv.age", folder);
        command.args(["--package-passphrase", file]);
        command
    };
    let before = rig.listing();
    let wrong = Ran::of(&mut open("開封", "passphrase"));
    assert_eq!((wrong.code, wrong.last()["code"].as_str()), (Some(1), Some("wrong-passphrase")), "{wrong:?}");
    assert_eq!(rig.listing(), before);
    opens_as_foreign(&rig, &mut open("開封", "file-passphrase"), &plain, "開封/台帳.csv");
}

#[test]
fn a_killed_unarmoring_is_named() {
    let test = "a_killed_unarmoring_is_named";
    if !have("age", test) {
        return;
    }
    let rig = Rig::new();
    noise_file(&rig.path("大.bin"), 24 << 20, test);
    let recipient = recipient(&rig);
    stock(&rig, "age", &["-a", "-r", &recipient, "-o", "大.age", "大.bin"]);
    let begun = || {
        fs::read_dir(rig.root())
            .unwrap()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with(".開封"))
    };
    let before = Before::look(&rig);
    let fate = killed_when(&mut rig.open("大.age", "開封"), &rig.log(test), |_| begun());
    assert_eq!(fate, Fate::Killed);
    let told = before.all_named(&[]);
    assert!(told.has("warn-leftover"), "{told:?}");
    before.tidy(told, &[]);
}
