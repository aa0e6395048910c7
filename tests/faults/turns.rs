//! `kill -9` at the very turns of the work: as soon as something appears or disappears. Random moments seldom fall there.

use super::moments::Fate;
use super::moments::killed_when;
use super::mounts::Memory;
use super::rig::{Ran, Rig, content};
use super::rounds::{Founding, Importing, Opening, Receiving, Sealing, Wiping, Work, landed};
use std::fs;
use std::path::Path;

/// How often at each turn.
const TIMES: usize = 3;

/// Something that is not so when the work begins, and then is.
type Turn<'a> = (&'a str, &'a dyn Fn() -> bool);

fn at_turns(work: &dyn Work, turns: &[Turn<'_>]) {
    work.whole();
    let mut fates = Vec::new();
    for (name, turned) in turns {
        let killed = |fates: &[Fate]| fates.iter().filter(|fate| **fate == Fate::Killed).count();
        let mut here = Vec::new();
        // The last turns come just before the end: on a busy machine some kills come too late.
        while killed(&here) < TIMES && here.len() < 5 * TIMES {
            here.push(work.round(&mut |command, log| killed_when(command, log, |_| turned())));
        }
        assert!(killed(&here) > 0, "{}: never killed at: {name}", work.name());
        fates.extend(here);
    }
    landed(work.name(), &fates);
    work.rig().ledger_holds();
}

/// Whether `folder` has a name that `fits`.
fn has(folder: &Path, fits: impl Fn(&str) -> bool) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| fits(&entry.file_name().to_string_lossy()))
}

#[test]
fn sealing() {
    let work = Sealing::new();
    let [package, note, signature] = work.outputs();
    let (work_notes, documents) = (work.rig().path("keys/work"), work.rig().path("case/documents"));
    at_turns(
        &work,
        &[
            ("marker", &|| has(&work_notes, |name| name.contains(".json"))),
            ("part", &|| has(work.rig().root(), |name| name.starts_with(".見本.age"))),
            ("document noted", &|| has(&documents, |name| name.starts_with(".issue"))),
            ("note", &|| note.exists()),
            ("note's signature", &|| signature.exists()),
            ("package", &|| package.exists()),
        ],
    );
}

#[test]
fn opening() {
    let work = Opening::new();
    let target = work.target();
    let documents = work.rig().path("case/documents");
    at_turns(
        &work,
        &[
            ("staging", &|| has(work.rig().root(), |name| name.starts_with(".開封"))),
            ("target", &|| target.exists()),
            ("receipt noted", &|| has(&documents, |name| name.starts_with(".issue"))),
        ],
    );
}

#[test]
fn wiping() {
    let work = Wiping::new();
    let folder = work.rig().path("消去");
    let (work_notes, documents) = (work.rig().path("keys/work"), work.rig().path("case/documents"));
    at_turns(
        &work,
        &[
            ("marker", &|| has(&work_notes, |name| name.starts_with(".wipe."))),
            ("journal", &|| has(&work_notes, |name| name.contains(".jsonl"))),
            ("first file gone", &|| !folder.join("乙/見本-001.bin").exists()),
            ("last file gone", &|| !folder.join("甲/見本-010.bin").exists()),
            ("folder gone", &|| !folder.exists()),
            ("certificate noted", &|| has(&documents, |name| name.starts_with(".issue"))),
        ],
    );
}

#[test]
fn receiving() {
    let work = Receiving::new();
    let (documents, journal) = (work.rig().path("case/documents"), work.rig().path("case/ledger.db-journal"));
    let tmp = work.rig().path("case/ledger.head.tmp");
    let number = |ending: &'static str| {
        let (documents, known) = (documents.clone(), std::cell::Cell::new(usize::MAX));
        move || {
            let entries = fs::read_dir(&documents).into_iter().flatten().flatten();
            let count = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(ending)).count();
            // Looked at for the first time, nothing is new.
            count > known.replace(count)
        }
    };
    at_turns(
        &work,
        &[
            ("journal of the ledger", &|| journal.exists()),
            ("head of the ledger", &|| tmp.exists()),
            ("noted", &|| has(&documents, |name| name.starts_with(".issue"))),
            ("list", &number(".manifest-sha256.txt")),
            ("signature", &number(".json.sig")),
            ("paper", &number(".html")),
        ],
    );
}

#[test]
fn importing() {
    let work = Importing::new();
    let (cards, journal) = (work.rig().path("case/cards"), work.rig().path("case/ledger.db-journal"));
    let count = std::cell::Cell::new(usize::MAX);
    let more = || {
        let now = fs::read_dir(&cards).unwrap().count();
        now > count.replace(now)
    };
    at_turns(&work, &[("card", &more), ("journal of the ledger", &|| journal.exists())]);
}

#[test]
fn founding() {
    for beside_others in [false, true] {
        let work = Founding::new(beside_others);
        let file = |name: &'static str| move |folder: &Path| folder.join(name).exists();
        let (lock, unborn, database, settings) =
            (file("ledger.lock"), file("ledger.db.new"), file("ledger.db"), file("azukari.toml"));
        let folder = work.folder();
        at_turns(
            &work,
            &[
                ("documents", &|| folder.join("documents").exists()),
                ("lock", &|| lock(folder)),
                ("unborn ledger", &|| unborn(folder)),
                ("ledger", &|| database(folder)),
                ("card", &|| has(&folder.join("cards"), |name| name.ends_with(".card.json"))),
                ("settings", &|| settings(folder)),
            ],
        );
    }
}

#[test]
fn opening_into_a_mounted_folder() {
    let Some(medium) = Memory::new("opening_into_a_mounted_folder", 64 << 20) else { return };
    let rig = Rig::new();
    // Many things at the top: a mount point cannot be replaced, so they are moved in one by one.
    for number in 0..200 {
        rig.plant(&format!("資料{number}"), 1, 1000);
    }
    let mut seal = rig.seal("資料0", "見本.age");
    seal.args((1..200).map(|number| format!("資料{number}")));
    let _ = Ran::of(&mut seal).ok();
    let target = medium.root();
    let open = || rig.open("見本.age", target.to_str().unwrap());
    let mut halves = 0;
    for turn in 0..20 {
        let log = rig.log("open");
        let fate = killed_when(&mut open(), &log, |_| {
            target.join("資料0").exists() || target.join("資料199").exists()
        });
        let there = fs::read_dir(&target).unwrap().count();
        let ran = rig.run(["key", "list"]).ok();
        let told = ran.objects().into_iter().find(|object| object["code"] == "warn-leftover-filling");
        if has(&target, |name| name.starts_with('.')) {
            assert_eq!(fate, Fate::Killed);
            let told = told.unwrap_or_else(|| panic!("{turn}: not named: {ran:?}"));
            assert_eq!(told["facts"]["paths"].as_str(), target.to_str());
            halves += usize::from(there > 1);
        } else {
            assert!(told.is_none() && (there == 0 || there == 200), "{there}: {ran:?}");
        }
        // As told.
        for entry in fs::read_dir(&target).unwrap() {
            fs::remove_dir_all(entry.unwrap().path()).unwrap();
        }
        for marker in fs::read_dir(rig.path("keys/work")).unwrap().flatten() {
            // It was complete: only the word of it is to be ended.
            if there == 200 {
                fs::remove_file(marker.path()).unwrap();
            }
        }
        if halves >= 3 {
            break;
        }
    }
    assert!(halves > 0, "never killed half way");
    // Where it came as far as the receipt, that may stand there unissued, or a note of it may have been about to become one.
    for object in rig.run(["key", "list"]).ok().objects().iter().filter(|object| object["event"] == "warning")
    {
        let unissued = object["code"] == "warn-leftover" && object["facts"]["kind"] == "issue";
        assert!(unissued || object["code"] == "warn-leftover-parts", "{object}");
        for path in object["facts"]["paths"].as_str().unwrap().split(", ") {
            fs::remove_file(path).unwrap();
        }
    }
    let ran = rig.run(["key", "list"]).ok();
    assert!(ran.stderr.is_empty(), "{ran:?}");
    let _ = Ran::of(&mut open()).ok();
    assert_eq!(content(&target.join("資料7")), content(&rig.path("資料7")));
    rig.ledger_holds();
}
