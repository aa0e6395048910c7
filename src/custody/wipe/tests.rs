//! What is wiped, what is kept, and what is left as evidence.

use super::*;
use crate::custody::issue::tests::{Office, at, office};
use crate::custody::pending::leftovers;
use crate::ledger::{HoldingKind, HoldingState, LastEvent};
use crate::model::{Fault as _, NoProgress, Verdict};
use std::cell::Cell;
use std::sync::atomic::AtomicBool;

fn holding(id: &str, kind: HoldingKind) -> Holding {
    Holding {
        id: id.to_owned(),
        kind,
        name: "見本".to_owned(),
        state: HoldingState::InCustody,
        holder: Person::default(),
        place: None,
        files: 1,
        bytes: 1,
        wiped_files: 0,
        wiped_bytes: 0,
        documents: Vec::new(),
        from_others: Vec::new(),
        exceptions: Vec::new(),
        openings: 0,
        awaited: Vec::new(),
        is_foreign: false,
        since: at("2026-11-01 10:00"),
        last: LastEvent { sequence: 1, at: at("2026-11-01 10:00"), kind: "asset_received".to_owned() },
    }
}

/// Whoever comes after a run that died is told to go on with what is named here: nothing that was not chosen may be.
#[test]
fn a_folder_that_only_holds_what_was_chosen_is_never_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let file = |name: String| {
        let path = root.join(name);
        std::fs::write(&path, b"x").unwrap();
        path
    };
    let chosen: Vec<PathBuf> = (0..25).map(|number| file(format!("chosen-{number}"))).collect();
    file("kept".to_owned());
    std::fs::create_dir(root.join("whole")).unwrap();
    file("whole/a".to_owned());
    let mut paths = chosen.clone();
    paths.push(root.join("whole"));
    let mut named = tops(&plan(&paths, &PlanOptions::default()).unwrap());
    named.sort();
    paths.sort();
    assert_eq!(named, paths);
}

#[test]
fn an_asset_is_found_by_what_the_list_shows_and_never_by_less() {
    let mut state = State::default();
    let (one, other) = ("3f9c1a77d0e24b6f8a5512c09be47d10", "3f9c1a77d0e2ffffffffffffffffffff");
    state.holdings =
        vec![holding("A-2026-0001", HoldingKind::Asset), holding("A-2026-0011", HoldingKind::Asset)];
    state.holdings.push(holding(one, HoldingKind::Package));
    assert!(find_asset(&state, &one[..12]).is_err(), "a package is not here in the open");
    state.holdings.push(holding(one, HoldingKind::Opened));
    let found = |state: &State, text: &str| find_asset(state, text).map(|found| found.id);
    for text in [one, &one[..12], &one[..20]] {
        assert_eq!(found(&state, text).unwrap(), one);
    }
    assert_eq!(found(&state, "A-2026-0001").unwrap(), "A-2026-0001");
    for text in ["", "A-2026-000", "A-2026-00", &one[..11], "A-2026-0002", "R-2026-0001"] {
        assert_eq!(found(&state, text).unwrap_err().code(), "wipe-unknown-asset", "{text}");
    }
    state.holdings.push(holding(other, HoldingKind::Opened));
    let error = found(&state, &one[..12]).unwrap_err();
    assert_eq!(error.code(), "wipe-ambiguous-asset");
    assert!(error.facts().iter().any(|(_, value)| value.contains(one) && value.contains(other)));
    assert_eq!(found(&state, &one[..13]).unwrap(), one);
    assert_eq!(found(&state, other).unwrap(), other);
}

/// A clock that falls back while files go: the certificate cannot be issued, and the journal is all that is left.
#[test]
fn what_could_not_be_certified_leaves_its_evidence() {
    let office: Office = office();
    let (data, work) = (office.folder.path().join("資料.csv"), office.folder.path().join("work"));
    std::fs::write(&data, b"abc").unwrap();
    let state = office.case.ledger().unwrap().state().unwrap();
    let plan = plan_files(std::slice::from_ref(&data), &PlanOptions::default(), &state).unwrap();
    let turn = Cell::new(0);
    let clock = || {
        turn.set(turn.get() + 1);
        at(if turn.get() < 3 { "2026-11-22 10:00" } else { "2026-11-21 10:00" })
    };
    let cancel = AtomicBool::new(false);
    let watch = Watch { progress: &NoProgress, cancel: &cancel, work: &work };
    let done = wipe_files(&office.case, office.signer(), &plan, &Statement::default(), &clock, watch);
    let error = done.unwrap_err();
    assert!(!data.exists());
    let facts = error.facts();
    let fact = |name: &str| facts.iter().find(|(key, _)| *key == name).unwrap().1.clone();
    assert_eq!((error.code(), fact("cause").as_str()), ("wipe-not-certified", "issue-clock"));
    let journal = std::fs::read_to_string(fact("path")).unwrap();
    assert!(journal.contains("\"planned\":1") && journal.contains("\"report\":\"whole\""), "{journal}");
    let unfinished = office.case.ledger().unwrap().state().unwrap().unfinished;
    assert_eq!(unfinished.iter().map(|open| open.sequence.to_string()).collect::<Vec<_>>(), [fact("intent")]);
    // Every later run speaks of it.
    let told = leftovers(&work);
    assert_eq!(told.iter().map(|left| left.kind.as_str()).collect::<Vec<_>>(), ["wipe-evidence"]);
    assert_eq!(told[0].paths, [PathBuf::from(fact("path"))]);
}

/// Somebody puts a file into the folder while it goes: whatever became of the blocks, what was to be gone is not.
#[test]
fn what_is_still_there_fails_the_whole() {
    let office: Office = office();
    let (folder, work) = (office.folder.path().join("資料"), office.folder.path().join("work"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a.csv"), b"abc").unwrap();
    let state = office.case.ledger().unwrap().state().unwrap();
    let plan = plan_files(std::slice::from_ref(&folder), &PlanOptions::default(), &state).unwrap();
    std::fs::write(folder.join("new"), b"somebody else's").unwrap();
    let clock = || at("2026-11-22 10:00");
    let cancel = AtomicBool::new(false);
    let watch = Watch { progress: &NoProgress, cancel: &cancel, work: &work };
    let asset = Some(holding("A-2026-0001", HoldingKind::Asset));
    let statement = Statement { asset, last_copies: true, ..Statement::default() };
    assert!(statement.declared_last().is_some());
    let done = wipe_files(&office.case, office.signer(), &plan, &statement, &clock, watch).unwrap();
    assert!(!folder.join("a.csv").exists() && folder.join("new").exists());
    assert_ne!(done.report.verdict(), Verdict::Failed, "the blocks themselves did not fail");
    assert_eq!(done.certificate.verdict, Verdict::Failed);
    assert_eq!(done.certificate.counts.left, 1);
    assert_eq!(done.certificate.declared_last, None);
}
