//! Files that change while they are read.

use super::aftermath::Before;
use super::rig::{Ran, Rig};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// Runs `work` while `change` is done to a file again and again, until the work is over.
fn meanwhile<T>(change: impl Fn() + Sync, work: impl FnOnce() -> T) -> T {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let changing = scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                change();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let result = work();
        over.store(true, Ordering::Relaxed);
        changing.join().unwrap();
        result
    })
}

fn rig() -> Rig {
    let rig = Rig::new();
    rig.plant("資料", 4, 8 << 20);
    rig
}

/// `seal` and `receive` while `path` is changed: told by name, nothing made; afterwards both work.
fn never_sealed(rig: &Rig, path: &Path, change: impl Fn() + Sync) {
    let before = Before::look(rig);
    meanwhile(&change, || Ran::of(&mut rig.seal("資料", "見本.age"))).fails(1, "source-changed", path);
    meanwhile(&change, || Ran::of(&mut rig.receive("資料"))).fails(1, "survey-changed", path);
    let told = before.all_named(&[]);
    assert!(told.is_silent(), "{told:?}");
    assert!(!rig.path("見本.age").exists() && !rig.path("見本.note.json").exists());
    assert_eq!((before.documents_since(), before.unfinished_since()), (0, 0));
    rig.ledger_holds();
    let _ = Ran::of(&mut rig.receive("資料")).ok();
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    let _ = rig.run_unlocked(["verify", "--inside", "見本.age"]).ok();
}

#[test]
fn growing() {
    let rig = rig();
    let path = Path::new("資料/甲/見本-002.bin");
    let mut file = OpenOptions::new().append(true).open(rig.path(path)).unwrap();
    let file = std::sync::Mutex::new(&mut file);
    never_sealed(&rig, path, || file.lock().unwrap().write_all(b"x").unwrap());
}

#[test]
fn touched() {
    let rig = rig();
    let path = Path::new("資料/甲/見本-002.bin");
    let file = File::options().write(true).open(rig.path(path)).unwrap();
    never_sealed(&rig, path, || file.set_modified(SystemTime::now()).unwrap());
}

#[test]
fn shrinking() {
    let rig = rig();
    let path = Path::new("資料/甲/見本-002.bin");
    let file = File::options().write(true).open(rig.path(path)).unwrap();
    let left = || file.metadata().unwrap().len().saturating_sub(4096);
    never_sealed(&rig, path, || file.set_len(left()).unwrap());
}

#[test]
fn a_package_that_is_written_over_while_it_is_opened() {
    let rig = rig();
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    let whole = fs::read(rig.path("見本.age")).unwrap();
    let before = Before::look(&rig);
    let file = File::options().write(true).open(rig.path("見本.age")).unwrap();
    // The end is read last: it is cut off once the beginning is being read.
    let begun = || {
        fs::read_dir(rig.root())
            .unwrap()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with(".開封"))
    };
    let cut = || {
        if begun() {
            file.set_len(whole.len() as u64 - 100_000).unwrap();
        }
    };
    let noticed = (0..10).any(|_| {
        let ran = meanwhile(cut, || Ran::of(&mut rig.open("見本.age", "開封")));
        assert!(matches!(ran.code, Some(0 | 1 | 3)), "{ran:?}");
        if ran.code == Some(0) {
            // All was read before the cut.
            fs::remove_dir_all(rig.path("開封")).unwrap();
            fs::write(rig.path("見本.age"), &whole).unwrap();
        }
        ran.code != Some(0)
    });
    assert!(noticed, "never cut while it was read");
    let told = before.all_named(&[]);
    assert!(told.is_silent() && !rig.path("開封").exists(), "{told:?}");
    fs::write(rig.path("見本.age"), whole).unwrap();
    let _ = Ran::of(&mut rig.open("見本.age", "開封")).ok();
}

#[test]
fn a_pipe_among_the_files_is_refused_and_not_waited_for() {
    let rig = rig();
    let pipe = rig.path("資料/甲/管");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let before = Before::look(&rig);
    Ran::of(&mut rig.seal("資料", "見本.age")).fails(5, "sources-refused", Path::new("資料/甲/管"));
    // Received is what there is; a pipe is named as no file.
    assert_eq!(Ran::of(&mut rig.receive("資料")).ok().last()["not_files"].as_array().unwrap().len(), 1);
    let refused = Ran::of(&mut rig.wipe("資料")).exits(5);
    assert!(refused.stderr.contains(&pipe.display().to_string()), "{refused:?}");
    assert!(before.all_named(&[]).is_silent());
    fs::remove_file(pipe).unwrap();
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
}
