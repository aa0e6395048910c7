//! An outsider with an SQLite client, and a ledger that says where it was touched.

use super::*;
use crate::model::{Fault as _, FaultClass, Trust};

fn first_bad(bench: &Bench) -> Flaw {
    let report = bench.report();
    assert_eq!(report.trust, Trust::Bad, "{report:?}");
    report.first_bad.unwrap()
}

fn flaw(sequence: u64, what: What) -> Flaw {
    Flaw { sequence, what }
}

/// Nothing is built on a ledger that does not hold, and nothing shown from it.
fn refused(bench: &Bench) {
    let error = bench.open().entries().unwrap_err();
    assert!(matches!(error, LedgerError::Tampered(_)), "{error:?}");
    assert_eq!(error.class(), FaultClass::Bad);
}

#[test]
fn the_fence_stops_mistakes() {
    let bench = Bench::with(3);
    let client = rusqlite::Connection::open(bench.dir.path().join("ledger.db")).unwrap();
    for sql in [
        "UPDATE event SET kind = 'x' WHERE sequence = 2",
        "DELETE FROM event WHERE sequence = 3",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE sequence = 2",
        "INSERT INTO event SELECT 9, at, actor, kind, subject, 'x', event, signature FROM event LIMIT 1",
    ] {
        let error = client.execute_batch(sql).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    assert_eq!(bench.report().trust, Trust::Good);
    bench.outside("");
    let report = bench.report();
    assert_eq!((report.trust, report.fenced), (Trust::Good, false));
}

#[test]
fn an_edited_text_is_found() {
    let bench = Bench::with(5);
    bench.outside("UPDATE event SET event = replace(event, 'R-2026-0003', 'R-2026-9003') WHERE sequence = 3");
    assert_eq!(first_bad(&bench), flaw(3, What::Digest));
    refused(&bench);
}

/// SQLite has no SHA-256 of its own; an attacker brings it.
fn forge(bench: &Bench, sequence: u64, change: impl Fn(&str) -> String) {
    let entry = bench.open().entries().unwrap().remove(usize::try_from(sequence - 1).unwrap());
    let text = change(std::str::from_utf8(&entry.bytes).unwrap());
    let digest = super::super::entry::sha256(text.as_bytes());
    bench.outside(&format!(
        "UPDATE event SET event = '{text}', sha256 = '{digest}', subject = json_extract('{text}', '$.subject')
         WHERE sequence = {sequence}"
    ));
}

#[test]
fn an_edited_text_with_its_digest_is_found_by_signature() {
    let bench = Bench::with(5);
    forge(&bench, 3, |text| text.replace("R-2026-0003", "R-2026-9003"));
    assert_eq!(first_bad(&bench), flaw(3, What::Signature));
    refused(&bench);
    let bench = Bench::with(5);
    forge(&bench, 5, |text| text.replace("R-2026-0005", "R-2026-9005"));
    assert_eq!(first_bad(&bench), flaw(5, What::Signature), "the newest, with nothing after it");
    refused(&bench);
    let append = bench.open().append(&draft(6), &bench.key, at(6)).unwrap_err();
    assert!(matches!(append, LedgerError::Tampered(_)), "{append:?}");
}

#[test]
fn a_column_that_disagrees_is_found() {
    let changes = [
        ("kind = 'files_wiped'", "kind"),
        ("at = '2020-01-01T00:00:00+09:00'", "at"),
        ("actor = 'SHA256:x'", "actor"),
        ("subject = 'A-9'", "subject"),
    ];
    for (change, name) in changes {
        let bench = Bench::with(3);
        bench.outside(&format!("UPDATE event SET {change} WHERE sequence = 2"));
        assert_eq!(first_bad(&bench), flaw(2, What::Column { name }));
    }
}

#[test]
fn a_deletion_is_found_in_the_middle_and_at_both_ends() {
    for (sql, missing) in [("sequence = 3", 3), ("sequence = 1", 1), ("sequence IN (2, 3, 4)", 2)] {
        let bench = Bench::with(6);
        bench.outside(&format!("DELETE FROM event WHERE {sql}"));
        assert_eq!(first_bad(&bench), flaw(missing, What::Missing), "{sql}");
        refused(&bench);
    }
    let bench = Bench::with(6);
    bench.outside("DELETE FROM event WHERE sequence >= 5");
    assert_eq!(first_bad(&bench), flaw(5, What::Missing), "the tail, by ledger.head");
    refused(&bench);
    let append = bench.open().append(&draft(7), &bench.key, at(7)).unwrap_err();
    assert!(matches!(append, LedgerError::Tampered(Flaw { sequence: 5, what: What::Missing })));
    bench.outside("DELETE FROM event");
    assert_eq!(first_bad(&bench), flaw(1, What::Missing));
}

#[test]
fn deleted_and_renumbered_is_found() {
    let bench = Bench::with(6);
    bench.outside(
        "DELETE FROM event WHERE sequence = 3; UPDATE event SET sequence = sequence - 1 WHERE sequence > 3",
    );
    assert_eq!(first_bad(&bench), flaw(3, What::Column { name: "sequence" }));
    refused(&bench);
}

#[test]
fn a_cut_with_the_head_set_back_shows_against_a_document() {
    let bench = Bench::with(6);
    let entries = bench.open().entries().unwrap();
    bench.outside("DELETE FROM event WHERE sequence > 4");
    std::fs::write(bench.dir.path().join("ledger.head"), format!("4 {}\n", entries[3].sha256)).unwrap();
    assert_eq!(
        bench.report().trust,
        Trust::Good,
        "consistent in itself: that is why documents carry the head"
    );
    let heads = [("R-2026-0006".to_owned(), entries[5].head())];
    let report = bench.open().verify(&bench.ring, &heads).unwrap();
    assert_eq!(report.trust, Trust::Bad);
    assert_eq!(report.first_bad.unwrap(), flaw(6, What::KnownHead { label: "R-2026-0006".into() }));
    let other = [("N-2026-0001".to_owned(), Head { sequence: 2, sha256: Sha256([9; 32]) })];
    let report = bench.open().verify(&bench.ring, &other).unwrap();
    assert_eq!(report.first_bad.unwrap(), flaw(2, What::KnownHead { label: "N-2026-0001".into() }));
}

#[test]
fn an_insertion_is_found() {
    let bench = Bench::with(4);
    let stranger = SigningKey::generate().unwrap();
    let head = bench.open().entries().unwrap()[1].head();
    let forged = Entry::make(&draft(77), &stranger, at(77), head).unwrap();
    let row = store::Row::of(&forged);
    bench.outside(&format!(
        "UPDATE event SET sequence = sequence + 10 WHERE sequence >= 3;
         UPDATE event SET sequence = sequence - 9 WHERE sequence >= 13;
         INSERT INTO event (sequence, at, actor, kind, subject, sha256, event, signature)
         VALUES (3, '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        row.at,
        row.actor,
        row.kind,
        row.subject,
        row.sha256,
        String::from_utf8(row.bytes).unwrap(),
        row.signature
    ));
    let report = bench.report();
    assert_eq!(report.trust, Trust::Bad);
    assert!(report.first_bad.unwrap().sequence <= 4);
    refused(&bench);
}

#[test]
fn an_appendix_by_a_stranger_is_never_good() {
    let bench = Bench::with(3);
    let stranger = SigningKey::generate().unwrap();
    let forged = Entry::make(&draft(4), &stranger, at(4), bench.open().head().unwrap()).unwrap();
    let row = store::Row::of(&forged);
    bench.outside(&format!(
        "INSERT INTO event (sequence, at, actor, kind, subject, sha256, event, signature)
         VALUES (4, '{}', '{}', '{}', '{}', '{}', '{}', '{}')",
        row.at,
        row.actor,
        row.kind,
        row.subject,
        row.sha256,
        String::from_utf8(row.bytes).unwrap(),
        row.signature
    ));
    let report = bench.report();
    assert_eq!((report.trust, report.unknown[0].first), (Trust::Unknown, 4));
    assert_eq!(report.head_file, HeadFile::Behind { entries: 1 });
}

#[test]
fn a_stranger_who_claims_another_key_is_found() {
    let bench = Bench::with(1);
    let stranger = SigningKey::generate().unwrap();
    let honest = Entry::make(&draft(2), &bench.key, at(2), bench.open().head().unwrap()).unwrap();
    let signature = stranger.sign(EVENT_NAMESPACE, &honest.bytes).unwrap();
    bench.open().append(&draft(2), &bench.key, at(2)).unwrap();
    bench.outside(&format!("UPDATE event SET signature = '{signature}' WHERE sequence = 2"));
    assert_eq!(first_bad(&bench), flaw(2, What::Actor));
}

#[test]
fn reordering_is_found() {
    let bench = Bench::with(5);
    bench.outside(
        "UPDATE event SET sequence = 99 WHERE sequence = 2;
         UPDATE event SET sequence = 2 WHERE sequence = 3;
         UPDATE event SET sequence = 3 WHERE sequence = 99",
    );
    assert_eq!(first_bad(&bench), flaw(2, What::Column { name: "sequence" }));
    refused(&bench);
}

#[test]
fn a_repeated_number_is_found() {
    let bench = Bench::with(3);
    // Without the primary key, as an attacker who rebuilds the table could have it.
    bench.outside(
        "CREATE TABLE other AS SELECT * FROM event; DROP TABLE event; ALTER TABLE other RENAME TO event;
         INSERT INTO event SELECT * FROM event WHERE sequence = 2",
    );
    assert_eq!(first_bad(&bench), flaw(2, What::Number));
    refused(&bench);
}

#[test]
fn a_broken_or_missing_signature_is_found() {
    for signature in ["''", "'-----BEGIN SSH SIGNATURE-----'", "substr(signature, 1, 200)"] {
        let bench = Bench::with(3);
        bench.outside(&format!("UPDATE event SET signature = {signature} WHERE sequence = 2"));
        assert_eq!(first_bad(&bench), flaw(2, What::Signature));
    }
    let bench = Bench::with(3);
    bench.outside(
        "UPDATE event SET signature = (SELECT signature FROM event WHERE sequence = 1) WHERE sequence = 2",
    );
    assert_eq!(first_bad(&bench), flaw(2, What::Signature));
}

#[test]
fn a_head_file_that_lies_is_found_and_a_lost_one_is_not_good() {
    let bench = Bench::with(3);
    let head = bench.dir.path().join("ledger.head");
    let honest = std::fs::read_to_string(&head).unwrap();
    std::fs::write(&head, honest.replace("3 ", "9 ")).unwrap();
    assert_eq!(first_bad(&bench), flaw(4, What::Missing));
    std::fs::write(&head, format!("2 {}\n", Sha256([5; 32]))).unwrap();
    assert_eq!(first_bad(&bench), flaw(2, What::HeadDiffers));
    std::fs::write(&head, [0xff_u8; 4000]).unwrap();
    assert_eq!(first_bad(&bench), flaw(3, What::HeadUnreadable));
    std::fs::remove_file(&head).unwrap();
    let report = bench.report();
    assert_eq!((report.trust, report.head_file), (Trust::Unknown, HeadFile::Missing));
    let lost = bench.open().append(&draft(4), &bench.key, at(4)).unwrap_err();
    assert!(matches!(lost, LedgerError::HeadLost { .. }));
    let restored = bench.open().restore_head("見本 太郎", &bench.key, at(4)).unwrap();
    assert_eq!((restored.kind.as_str(), restored.sequence), ("head_restored", 4));
    assert_eq!(bench.report().trust, Trust::Good);
    std::fs::write(&head, honest.replace("3 ", "9 ")).unwrap();
    let refused = bench.open().restore_head("見本 太郎", &bench.key, at(5)).unwrap_err();
    assert!(matches!(refused, LedgerError::Tampered(_)), "a readable lie is not papered over");
}

#[test]
fn rows_of_nonsense_are_bad_not_a_crash() {
    let nonsense = [
        "UPDATE event SET event = 'not json', sha256 = 'x' WHERE sequence = 2",
        "UPDATE event SET event = cast(x'ff00fe' AS TEXT) WHERE sequence = 2",
        "UPDATE event SET sequence = 9223372036854775807 WHERE sequence = 3",
        "UPDATE event SET at = '', actor = '', kind = '', subject = '' WHERE sequence = 1",
        "PRAGMA ignore_check_constraints = 1; UPDATE event SET sequence = -5 WHERE sequence = 1",
    ];
    for sql in nonsense {
        let bench = Bench::with(3);
        bench.outside(sql);
        assert_eq!(bench.report().trust, Trust::Bad, "{sql}");
        refused(&bench);
    }
    let bench = Bench::with(3);
    bench.outside("UPDATE event SET event = cast(zeroblob(60000000) AS TEXT) WHERE sequence = 2");
    let error = bench.open().verify(&bench.ring, &[]).unwrap_err();
    assert!(matches!(error, LedgerError::Corrupt { .. }), "{error:?}");
    let bench = Bench::with(3);
    bench.outside("ALTER TABLE event RENAME TO e; CREATE VIEW event AS SELECT * FROM e");
    assert!(matches!(Ledger::open(bench.dir.path()), Err(LedgerError::NotALedger { .. })));
    let bench = Bench::with(3);
    bench.outside("PRAGMA user_version = 2");
    assert!(matches!(Ledger::open(bench.dir.path()), Err(LedgerError::Version { found: 2, .. })));
    bench.outside("PRAGMA application_id = 1");
    assert!(matches!(Ledger::open(bench.dir.path()), Err(LedgerError::NotALedger { .. })));
}

#[test]
fn a_damaged_file_is_an_error_or_bad_never_good_and_never_a_panic() {
    let bench = Bench::with(40);
    let damaged = tempfile::tempdir().unwrap();
    let whole = std::fs::read(bench.dir.path().join("ledger.db")).unwrap();
    let entries = bench.open().entries().unwrap();
    for start in (0..whole.len()).step_by(997) {
        copy(bench.dir.path(), damaged.path());
        let mut bytes = whole.clone();
        bytes[start..(start + 8).min(whole.len())].iter_mut().for_each(|byte| *byte ^= 0x55);
        std::fs::write(damaged.path().join("ledger.db"), &bytes).unwrap();
        let report = Ledger::open(damaged.path()).and_then(|ledger| ledger.verify(&bench.ring, &[]));
        // Free space and index pages hold nothing that counts; then all entries must be there unharmed.
        if report.is_ok_and(|report| report.trust == Trust::Good) {
            let read = Ledger::open(damaged.path()).unwrap().entries().unwrap();
            assert_eq!(read, entries, "8 bytes from {start}");
        }
        std::fs::write(damaged.path().join("ledger.db"), &whole[..start]).unwrap();
        let cut = Ledger::open(damaged.path()).and_then(|ledger| ledger.verify(&bench.ring, &[]));
        match cut {
            Ok(report) => assert_eq!(report.trust, Trust::Bad, "cut at {start}"),
            Err(error) => assert_eq!(error.class(), FaultClass::Ledger, "cut at {start}: {error:?}"),
        }
    }
}

#[test]
fn an_outside_write_ahead_log_is_turned_back() {
    let bench = Bench::with(2);
    bench.outside("PRAGMA journal_mode = WAL");
    bench.open().append(&draft(3), &bench.key, at(3)).unwrap();
    let client = rusqlite::Connection::open(bench.dir.path().join("ledger.db")).unwrap();
    let mode: String = client.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "delete");
    assert_eq!(bench.report().entries, 3);
}
