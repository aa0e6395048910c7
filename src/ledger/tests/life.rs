//! An honest ledger: appended, read, shared, derived.

use super::*;
use crate::model::{Fault as _, FaultClass, Trust};

#[test]
fn what_was_appended_is_there_and_good() {
    let bench = Bench::with(300);
    let ledger = bench.open();
    let entries = ledger.entries().unwrap();
    assert_eq!(entries.len(), 300);
    assert_eq!(entries.last().unwrap().head(), ledger.head().unwrap());
    assert_eq!(ledger.find(None, Some("R-2026-0007")).unwrap()[0].sequence, 7);
    assert_eq!(ledger.find(Some("document_issued"), None).unwrap().len(), 300);
    assert!(ledger.find(Some("files_wiped"), None).unwrap().is_empty());
    let heads = [("R-2026-0003".to_owned(), entries[2].head()), ("first".to_owned(), Head::EMPTY)];
    let report = ledger.verify(&bench.ring, &heads).unwrap();
    assert_eq!(report.trust, Trust::Good, "{report:?}");
    assert_eq!((report.entries, report.known_heads, report.fenced), (300, 2, true));
    assert_eq!((report.head_file, report.clock_set_back), (HeadFile::Agrees, 0));
}

#[test]
fn an_empty_ledger_proves_nothing() {
    let bench = Bench::new();
    assert_eq!(bench.report().trust, Trust::Unknown);
    assert_eq!(bench.open().head().unwrap(), Head::EMPTY);
    assert!(bench.open().entries().unwrap().is_empty());
}

#[test]
fn created_once_found_or_named() {
    let bench = Bench::new();
    assert!(matches!(Ledger::create(bench.dir.path()), Err(LedgerError::Exists { .. })));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(Ledger::open(empty.path()), Err(LedgerError::Missing { .. })));
    assert!(matches!(Ledger::open(&empty.path().join("no folder")), Err(LedgerError::Missing { .. })));
    for (name, bytes) in
        [("text", b"not a database, but long enough to be taken for one".repeat(30)), ("empty", vec![])]
    {
        std::fs::write(empty.path().join("ledger.db"), bytes).unwrap();
        let error = Ledger::open(empty.path()).unwrap_err();
        assert!(matches!(error, LedgerError::NotALedger { .. }), "{name}: {error:?}");
        assert_eq!(error.class(), FaultClass::Ledger);
    }
}

#[test]
fn an_unknown_key_is_unknown_and_named() {
    let bench = Bench::with(2);
    let stranger = SigningKey::generate().unwrap();
    bench.open().append(&draft(3), &stranger, at(3)).unwrap();
    let report = bench.report();
    assert_eq!(report.trust, Trust::Unknown);
    assert_eq!((report.unknown[0].first, report.unknown[0].entries), (3, 1));
    assert_eq!(report.unknown[0].fingerprint, stranger.public().fingerprint());
}

#[test]
fn writers_at_once_lose_nothing() {
    const WRITERS: u64 = 8;
    const EACH: u64 = 25;
    let bench = Bench::new();
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let bench = &bench;
            scope.spawn(move || {
                let mut ledger = bench.open();
                for number in 0..EACH {
                    ledger.append(&draft(writer * 1000 + number), &bench.key, at(number)).unwrap();
                    if number % 10 == 0 {
                        ledger.entries().unwrap();
                    }
                }
            });
        }
    });
    let report = bench.report();
    assert!(report.flaws.is_empty(), "{report:?}");
    assert_eq!((report.trust, report.entries), (Trust::Good, WRITERS * EACH));
    let mut numbers: Vec<_> =
        bench.open().entries().unwrap().into_iter().map(|entry| entry.subject).collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), usize::try_from(WRITERS * EACH).unwrap());
}

#[test]
fn a_locked_ledger_says_busy_and_appends_nothing() {
    let bench = Bench::with(1);
    let mut ledger = bench.open();
    ledger.set_patience(Duration::from_millis(50));
    {
        let file = std::fs::File::open(bench.dir.path().join("ledger.lock")).unwrap();
        file.lock().unwrap();
        let busy = ledger.append(&draft(2), &bench.key, at(2)).unwrap_err();
        assert!(matches!(busy, LedgerError::Busy { .. }), "{busy:?}");
    }
    let client = rusqlite::Connection::open(bench.dir.path().join("ledger.db")).unwrap();
    client.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let busy = ledger.append(&draft(2), &bench.key, at(2)).unwrap_err();
    assert!(matches!(busy, LedgerError::Busy { .. }), "{busy:?}");
    assert_eq!(busy.class(), FaultClass::Ledger);
    client.execute_batch("ROLLBACK").unwrap();
    drop(client);
    assert_eq!(ledger.append(&draft(2), &bench.key, at(2)).unwrap().sequence, 2);
    assert_eq!(bench.report().trust, Trust::Good);
}

#[test]
fn a_read_only_ledger_is_read_and_not_written() {
    let bench = Bench::with(3);
    let path = bench.dir.path().join("ledger.db");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        use std::io::Write as _;
        let mut out = std::io::stderr();
        writeln!(
            out,
            "SKIPPED a_read_only_ledger_is_read_and_not_written: permissions do not bind this user"
        )
        .unwrap();
        return;
    }
    assert_eq!(bench.report().trust, Trust::Good);
    let refused = bench.open().append(&draft(4), &bench.key, at(4)).unwrap_err();
    assert!(matches!(refused, LedgerError::ReadOnly { .. }), "{refused:?}");
}

#[test]
fn an_event_is_facts_not_files() {
    let mut ledger = Ledger::in_memory();
    let key = SigningKey::generate().unwrap();
    let large = Draft { data: serde_json::json!("x".repeat(2 << 20)), ..draft(1) };
    assert!(matches!(ledger.append(&large, &key, at(1)), Err(LedgerError::TooLarge { .. })));
    assert_eq!(ledger.head().unwrap(), Head::EMPTY);
    let made = ledger
        .append_with(&key, at(1), &mut |head| {
            Ok(Draft { subject: format!("after {}", head.sequence), ..draft(1) })
        })
        .unwrap();
    assert_eq!(made.subject, "after 0");
}

#[test]
fn ssh_keygen_checks_an_entry_taken_out() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};
    let bench = Bench::with(2);
    let entry = bench.open().entries().unwrap().remove(1);
    std::fs::write(bench.dir.path().join("event.sig"), &entry.signature).unwrap();
    std::fs::write(bench.dir.path().join("allowed_signers"), bench.ring.allowed_signers()).unwrap();
    let id = bench.key.public().id();
    let started = Command::new("ssh-keygen")
        .args(["-Y", "verify", "-f", "allowed_signers", "-I", &id, "-n", "event@azukari", "-s", "event.sig"])
        .current_dir(bench.dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn();
    let Ok(mut child) = started else {
        let mut out = std::io::stderr();
        writeln!(out, "SKIPPED ssh_keygen_checks_an_entry_taken_out: no ssh-keygen on this machine").unwrap();
        return;
    };
    child.stdin.take().unwrap().write_all(&entry.bytes).unwrap();
    assert!(child.wait().unwrap().success());
}
