//! No room left: at the beginning, in the middle, and at every step of the book-keeping.

use super::moments::{Fate, said};
use super::mounts::Memory;
use super::rig::{Ran, Rig, content, tell};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Source of the large runs.
const FILES: usize = 2;
const BYTES: usize = 16 << 20;
const ALL: u64 = (FILES * BYTES) as u64;

#[test]
fn too_small_a_medium_is_refused_at_once() {
    let Some(medium) = Memory::new("too_small_a_medium_is_refused_at_once", ALL / 2) else { return };
    let rig = Rig::new();
    rig.plant("資料", FILES, BYTES);
    let package = medium.root().join("見本.age");
    let before = rig.listing();
    let refused = Ran::of(&mut rig.seal("資料", package.to_str().unwrap()));
    refused.fails(5, "no-room", &medium.root());
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    let target = medium.root().join("開封");
    Ran::of(&mut rig.open("見本.age", target.to_str().unwrap())).fails(5, "no-room", &medium.root());
    assert_eq!(fs::read_dir(medium.root()).unwrap().count(), 0);
    remove_package(&rig);
    assert_eq!(
        rig.listing().difference(&before).filter(|path| !path.starts_with(rig.path("case"))).count(),
        0
    );
    rig.ledger_holds();
}

fn remove_package(rig: &Rig) {
    for name in ["見本.age", "見本.note.json", "見本.note.json.sig"] {
        fs::remove_file(rig.path(name)).unwrap();
    }
}

/// Runs a command and fills `medium` as soon as something appears there that begins with `.`.
fn filled_meanwhile(command: &mut Command, medium: &Memory, log: &Path) -> Fate {
    let file = fs::File::create(log).unwrap();
    let mut child =
        command.stdout(file.try_clone().unwrap()).stderr(file).stdin(Stdio::null()).spawn().unwrap();
    let mut filler = None;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        let begun = || {
            fs::read_dir(medium.root())
                .unwrap()
                .flatten()
                .any(|entry| entry.file_name().to_string_lossy().starts_with('.'))
        };
        if filler.is_none() && begun() {
            filler = Some(medium.filled_but_for(0));
        }
    };
    Fate::Finished(status.code().unwrap())
}

/// Several tries: on a quick machine everything may be written before the medium is full.
fn until_full(mut attempt: impl FnMut() -> Fate) {
    assert!((0..10).any(|_| attempt() == Fate::Finished(1)), "never full while it was at work");
}

#[test]
fn a_medium_that_becomes_full_keeps_nothing() {
    // More than is needed, so that the beginning sees enough.
    let Some(medium) = Memory::new("a_medium_that_becomes_full_keeps_nothing", 2 * ALL) else { return };
    let rig = Rig::new();
    rig.plant("資料", FILES, BYTES);
    let (package, target) = (medium.root().join("見本.age"), medium.root().join("開封"));
    let log = rig.log("full");
    let empty = || {
        assert_eq!(fs::read_dir(medium.root()).unwrap().count(), 0, "{}", said(&log));
        let text = said(&log);
        assert!(text.contains("disk-full") && text.contains(&medium.root().display().to_string()), "{text}");
    };
    until_full(|| {
        let fate = filled_meanwhile(&mut rig.seal("資料", package.to_str().unwrap()), &medium, &log);
        if fate == Fate::Finished(1) {
            empty();
        } else {
            for entry in fs::read_dir(medium.root()).unwrap() {
                fs::remove_file(entry.unwrap().path()).unwrap();
            }
        }
        fate
    });
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    until_full(|| {
        let fate = filled_meanwhile(&mut rig.open("見本.age", target.to_str().unwrap()), &medium, &log);
        if fate == Fate::Finished(1) {
            empty();
        } else {
            fs::remove_dir_all(&target).unwrap();
        }
        fate
    });
    // With the cause gone it works.
    let _ = Ran::of(&mut rig.open("見本.age", target.to_str().unwrap())).ok();
    assert_eq!(content(&target.join("資料")), content(&rig.path("資料")));
    rig.ledger_holds();
}

/// Everything on one small medium with ever more room, page by page: each write of the book-keeping fails once.
fn page_by_page(
    test: &str,
    source: &str,
    plant: impl Fn(&Rig),
    command: impl Fn(&Rig) -> Command,
    made: impl Fn(&Rig) -> bool,
    fine: &[i32],
) {
    let Some(medium) = Memory::new(test, 24 << 20) else { return };
    let rig = Rig::at(&medium.root());
    plant(&rig);
    let sources = || content(&rig.path(source));
    let planted = sources();
    let mut codes = std::collections::BTreeMap::new();
    for pages in 0..400 {
        let before = super::aftermath::Before::look(&rig);
        let filler = medium.filled_but_for(pages);
        let ran = Ran::of(&mut command(&rig));
        drop(filler);
        let code = ran.code.unwrap();
        if fine.contains(&code) {
            tell(format!("{test}: {codes:?}, enough: {pages} pages"));
            assert!(codes.values().sum::<u32>() > 3, "hardly ever too little room");
            assert!(made(&rig));
            rig.ledger_holds();
            return;
        }
        // Failed, ledger, refused: nothing is there. Partly: what stands is told.
        assert!([1, 5, 6, 7].contains(&code), "{pages} pages: {ran:?}");
        let last = ran.last();
        *codes.entry(last["code"].as_str().unwrap_or("warned").to_owned()).or_insert(0_u32) += 1;
        assert!(
            ran.stderr.contains(&rig.root().display().to_string()) || ran.stderr.contains("case"),
            "no path: {ran:?}"
        );
        assert!(ran.stderr.contains("next: ") || code == 7, "no advice: {ran:?}");
        let verified = rig.ledger_holds();
        assert_eq!(verified["odd_documents"].as_array().unwrap().len(), 0, "{pages} pages: {verified}");
        if code == 7 {
            assert!(made(&rig), "{pages} pages: {ran:?}");
            return;
        }
        assert!(!made(&rig) && sources() == planted, "{pages} pages: {ran:?}");
        let told = before.all_named(&[]);
        before.tidy(told, &[]);
    }
    panic!("never enough room: {codes:?}");
}

#[test]
fn receiving_with_ever_more_room() {
    let held = |rig: &Rig| !rig.ledger()["holdings"].as_array().unwrap().is_empty();
    let plant = |rig: &Rig| rig.plant("媒体", 3, 100);
    page_by_page("receiving_with_ever_more_room", "媒体", plant, |rig| rig.receive("媒体"), held, &[0]);
}

#[test]
fn sealing_with_ever_more_room() {
    let made = |rig: &Rig| rig.path("見本.age").exists();
    let plant = |rig: &Rig| rig.plant("資料", 3, 1000);
    page_by_page(
        "sealing_with_ever_more_room",
        "資料",
        plant,
        |rig| rig.seal("資料", "見本.age"),
        made,
        &[0],
    );
}

#[test]
fn opening_with_ever_more_room() {
    let made = |rig: &Rig| rig.path("開封").exists();
    let plant = |rig: &Rig| {
        rig.plant("資料", 3, 1000);
        let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    };
    page_by_page(
        "opening_with_ever_more_room",
        "資料",
        plant,
        |rig| rig.open("見本.age", "開封"),
        made,
        &[0],
    );
}

#[test]
fn wiping_with_ever_more_room() {
    // Wiping makes room itself: what fails must fail before the first file.
    let made = |rig: &Rig| !rig.path("消去").exists();
    let plant = |rig: &Rig| rig.plant("消去", 3, 1000);
    page_by_page("wiping_with_ever_more_room", "消去", plant, |rig| rig.wipe("消去"), made, &[0, 4]);
}
