//! Shut out: media that cannot be written, files that cannot be read.

use super::aftermath::Before;
use super::mounts::Memory;
use super::rig::{Ran, Rig, content};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

#[test]
fn a_medium_that_cannot_be_written() {
    let Some(medium) = Memory::new("a_medium_that_cannot_be_written", 16 << 20) else { return };
    let rig = Rig::new();
    rig.plant("資料", 2, 1000);
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    let (package, target) = (medium.root().join("別.age"), medium.root().join("開封"));
    rig.plant("消去", 2, 1000);
    fs::create_dir(medium.root().join("消去")).unwrap();
    fs::copy(rig.path("消去/甲/見本-000.bin"), medium.root().join("消去/見本.bin")).unwrap();
    let (package, target) = (package.to_str().unwrap(), target.to_str().unwrap());
    let wiped = medium.root().join("消去");
    medium.read_only(true);
    let before = Before::look(&rig);
    Ran::of(&mut rig.seal("資料", package)).fails(1, "write-failed", Path::new(package));
    Ran::of(&mut rig.open("見本.age", target)).fails(1, "write-failed", Path::new(target));
    let refused = Ran::of(&mut rig.wipe(wiped.to_str().unwrap())).exits(5);
    assert!(refused.stderr.contains(&wiped.display().to_string()), "{refused:?}");
    let told = before.all_named(&[]);
    before.tidy(told, &[]);
    rig.ledger_holds();
    assert_eq!(content(&wiped).len(), 1);
    medium.read_only(false);
    let _ = Ran::of(&mut rig.seal("資料", package)).ok();
    let _ = Ran::of(&mut rig.open(package, target)).ok();
    assert_eq!(content(&Path::new(target).join("資料")), content(&rig.path("資料")));
    let wiped_at_last = Ran::of(&mut rig.wipe(wiped.to_str().unwrap())).code;
    assert!(matches!(wiped_at_last, Some(0 | 4)) && !wiped.exists());
}

#[test]
fn a_case_that_cannot_be_written() {
    let Some(medium) = Memory::new("a_case_that_cannot_be_written", 16 << 20) else { return };
    let rig = Rig::at(&medium.root());
    rig.plant("資料", 2, 1000);
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    let listing = rig.listing();
    medium.read_only(true);
    for command in [
        &mut rig.seal("資料", "別.age"),
        &mut rig.open("見本.age", "開封"),
        &mut rig.receive("資料"),
        &mut rig.wipe("資料"),
    ] {
        let ran = Ran::of(command);
        assert!(matches!(ran.code, Some(1 | 5 | 6)), "{ran:?}");
        assert!(
            ran.stderr.contains(&rig.root().display().to_string()) || ran.stderr.contains("case/"),
            "{ran:?}"
        );
    }
    // Looking needs no writing.
    rig.ledger_holds();
    let _ = rig.run(["ledger", "list"]).ok();
    let _ = rig.run(["verify", "見本.age"]).ok();
    let _ = rig.run_unlocked(["verify", "--inside", "見本.age"]).ok();
    assert_eq!(rig.listing(), listing);
    medium.read_only(false);
    let _ = Ran::of(&mut rig.open("見本.age", "開封")).ok();
    let _ = Ran::of(&mut rig.receive("資料")).ok();
}

fn forbid(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
}

fn allow(path: &Path) {
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_file_that_may_not_be_read() {
    let Some(rig) = Rig::of_nobody("a_file_that_may_not_be_read") else { return };
    rig.plant("資料", 4, 1000);
    rig.give_to_nobody();
    let secret = rig.path("資料/乙/見本-003.bin");
    forbid(&secret);
    let before = Before::look(&rig);
    Ran::of(&mut rig.seal("資料", "見本.age")).fails(1, "read-failed", Path::new("資料/乙/見本-003.bin"));
    let told = before.all_named(&[]);
    before.tidy(told, &[]);
    assert!(!rig.path("見本.age").exists());
    // What cannot be read is received all the same, and named: it was handed over.
    let received = Ran::of(&mut rig.receive("資料")).exits(7);
    assert!(received.stderr.contains("乙/見本-003.bin"), "{received:?}");
    assert_eq!(received.last()["unreadable"].as_array().unwrap().len(), 1);
    // A wipe leaves it and says so.
    rig.ledger_holds();
    allow(&secret);
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    forbid(&rig.path("見本.age"));
    Ran::of(&mut rig.open("見本.age", "開封")).fails(1, "read-failed", Path::new("見本.age"));
    assert!(!rig.path("開封").exists());
    allow(&rig.path("見本.age"));
    let _ = Ran::of(&mut rig.open("見本.age", "開封")).ok();
    forbid(&rig.path("passphrase"));
    let before = rig.listing();
    Ran::of(&mut rig.open("見本.age", "開封2")).fails(1, "passphrase-read", Path::new("passphrase"));
    assert_eq!(rig.listing(), before);
}

#[test]
fn a_folder_that_may_not_be_entered_or_written() {
    let Some(rig) = Rig::of_nobody("a_folder_that_may_not_be_entered_or_written") else { return };
    rig.plant("資料", 4, 1000);
    fs::create_dir(rig.path("出力")).unwrap();
    rig.give_to_nobody();
    let closed = rig.path("資料/乙");
    forbid(&closed);
    let before = Before::look(&rig);
    let refused = Ran::of(&mut rig.seal("資料", "見本.age"));
    assert!(matches!(refused.code, Some(1 | 5)) && refused.stderr.contains("資料/乙"), "{refused:?}");
    allow(&closed);
    let _ = before.all_named(&[]);
    assert!(!rig.path("見本.age").exists());
    fs::set_permissions(rig.path("出力"), fs::Permissions::from_mode(0o555)).unwrap();
    let before = Before::look(&rig);
    Ran::of(&mut rig.seal("資料", "出力/見本.age")).fails(1, "write-failed", Path::new("出力/見本.age"));
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    Ran::of(&mut rig.open("見本.age", "出力/開封")).fails(1, "write-failed", Path::new("出力/開封"));
    let outputs = ["見本.age", "見本.note.json", "見本.note.json.sig"].map(|name| rig.path(name));
    let told = before.all_named(&outputs.each_ref().map(PathBuf::as_path));
    assert!(told.is_silent(), "{told:?}");
    allow(&rig.path("出力"));
    let _ = Ran::of(&mut rig.open("見本.age", "出力/開封")).ok();
    // The notes of work cannot be written: nothing begins.
    fs::set_permissions(rig.path("keys/work"), fs::Permissions::from_mode(0o555)).unwrap();
    let before = rig.listing();
    Ran::of(&mut rig.wipe("資料")).fails(5, "pending-write", Path::new("keys/work"));
    Ran::of(&mut rig.seal("資料", "別.age")).fails(5, "pending-write", Path::new("keys/work"));
    assert_eq!(rig.listing(), before);
    allow(&rig.path("keys/work"));
    let _ = Ran::of(&mut rig.seal("資料", "別.age")).ok();
    rig.ledger_holds();
}
