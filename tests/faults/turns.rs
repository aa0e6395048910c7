//! `kill -9` at the very turns of the work: as soon as something appears or disappears. Random moments seldom fall there.

use super::moments::killed_when;
use super::rounds::{Importing, Opening, Receiving, Sealing, Wiping, Work, landed};
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
        for _ in 0..TIMES {
            let fate = work.round(&mut |command, log| killed_when(command, log, |_| turned()));
            println!("{} at {name}: {fate:?}", work.name());
            fates.push(fate);
        }
    }
    landed(&fates);
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
            ("marker", &|| has(&work_notes, |name| name.ends_with(".json"))),
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
            ("journal", &|| has(&work_notes, |name| name.ends_with(".jsonl"))),
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
