//! A second person's signature beside a record.

use crate::env::{Ran, TestEnv};
use crate::parties::Parties;
use std::fs;

/// `countersign` of `file` in the case of the sender, by whoever has their keys on the computer `of`.
fn countersign(parties: &Parties, of: &TestEnv, file: &str, options: &[&str]) -> Ran {
    let passphrase = of.path("pw");
    let mut command = parties.sender.command(["--json", "--yes", "--case", "case", "--passphrase-file"]);
    command.arg(passphrase).args(["countersign", file]).args(options).env("AZUKARI_HOME", of.path("keys"));
    TestEnv::ran(&mut command)
}

fn verify(parties: &Parties, file: &str) -> Ran {
    parties.sender.run(["--json", "--case", "case", "verify", file])
}

#[test]
fn a_record_is_countersigned_and_judged_with_it() {
    let parties = Parties::new(true);
    parties.seal("a", 10);
    let record = "a.note.json";
    let own = countersign(&parties, &parties.sender, record, &[]).exits(5);
    assert!(own.stdout.contains("\"countersign-own\""), "{}", own.stdout);
    let signed = countersign(&parties, &parties.receiver, record, &[]).ok().result();
    assert_eq!(signed["role"], "witness");
    let found = verify(&parties, record).ok();
    assert!(found.stdout.contains("countersign-good"), "{}", found.stdout);
    // By its own file it is judged with what it is about.
    let path = signed["path"].as_str().unwrap();
    assert!(verify(&parties, path).ok().stdout.contains("countersign-good"));
    // Stock ssh-keygen would say the same of its bytes; one more makes it bad.
    let whole = fs::read(parties.sender.path(path)).unwrap();
    fs::write(parties.sender.path(path), [&whole[..], b"\n"].concat()).unwrap();
    assert!(verify(&parties, record).exits(3).stdout.contains("countersign-bad"));
    fs::write(parties.sender.path(path), &whole).unwrap();
    // What is not genuine is not countersigned.
    fs::remove_file(parties.sender.path(path)).unwrap();
    fs::remove_file(parties.sender.path(format!("{path}.sig"))).unwrap();
    fs::remove_file(parties.sender.path("a.note.json.sig")).unwrap();
    let unsigned = countersign(&parties, &parties.receiver, record, &["--as", "checker"]).exits(5);
    assert!(unsigned.stdout.contains("\"not-trusted\""), "{}", unsigned.stdout);
}
