//! `ledger import`: what the bench issued becomes part of the office's case, as it is, all of it or nothing.

use crate::env::{Ran, TestEnv};
use crate::parties::{Parties, run, said};
use azukari::custody::case::Case;
use azukari::custody::import::{import, look};
use azukari::custody::issue::{AnnexFile, Issued, Paper, Signer, issue};
use azukari::custody::keys::KeyStore;
use azukari::custody::summary::identity;
use azukari::document::Body;
use azukari::ledger::{Draft, Event, Intended};
use azukari::model::Timestamp;
use serde_json::{Value, json};
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970, now.
fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn at(seconds: i64) -> String {
    Timestamp::from_unix(seconds).to_string()
}

/// What a certificate for a medium says, done an hour before `end`.
fn body(serial: &str, verdict: &str, end: i64) -> Value {
    let zeros = "0".repeat(64);
    let (from, until) = (at(end - 3600), at(end));
    let reasons = if verdict == "pass" { json!([]) } else { json!(["unwritable"]) };
    let bad = json!({ "count": 1, "first": [[8, 8]], "stretches": 1 });
    let none = json!({ "count": 0, "first": [], "stretches": 0 });
    json!({
        "disposition": "erase",
        "medium": {
            "kind": "hdd", "capacity": 1024,
            "model": { "value": "SAMPLE HDD", "source": "drive" },
            "serial": { "value": serial, "source": "drive" },
        },
        "sector": 512,
        "performed": { "from": from, "until": until, "operator": { "name": "見本 花子" } },
        "plan": { "id": "mihon", "sha256": zeros, "made": at(end - 7200) },
        "designated": {},
        "technique": "overwrite",
        "passes": [{
            "pattern": { "kind": "aes-256-ctr", "key": zeros }, "from": from, "until": until,
            "bytes": if verdict == "pass" { 1024 } else { 512 }, "basis": "wrote",
            "unwritable": if verdict == "pass" { none } else { bad },
        }],
        "read_back": {
            "range": "full", "from": until, "until": until, "wanted": 1024, "equal": 1024, "basis": "read_back",
        },
        "hidden": { "state": "none" },
        "verdict": verdict,
        "reasons": reasons,
    })
}

/// Issues it in a case of somebody, with an annex if it has bad blocks.
fn issued(env: &TestEnv, case: &str, body: &Value, at: i64) -> Issued {
    let annexes = if body["verdict"] == "pass" { vec![] } else { vec![b"{}\n".to_vec()] };
    issued_as(env, case, Body::Medium(serde_json::from_value(body.clone()).unwrap()), annexes, at)
}

fn issued_as(env: &TestEnv, case: &str, body: Body, annexes: Vec<Vec<u8>>, at: i64) -> Issued {
    let store = KeyStore::at(&env.path("keys"));
    let (key, card) = (store.signing_key("見本の長い合言葉です。").unwrap(), store.card().unwrap());
    let case = Case::open(&env.path(case)).unwrap();
    let paper = Paper {
        body,
        addressee: None,
        remarks: Vec::new(),
        annexes: annexes
            .into_iter()
            .map(|content| AnnexFile { suffix: "blocks.jsonl".to_owned(), content })
            .collect(),
        about: None,
        agreements: Vec::new(),
    };
    let signer = Signer { key: &key, card: &card };
    issue(&case, &mut case.ledger().unwrap(), signer, &paper, Timestamp::from_unix(at)).unwrap()
}

/// Bench and office, with certificates of the bench: one that passed, one that failed.
struct Bench {
    parties: Parties,
    issued: Vec<Issued>,
}

impl Bench {
    fn new(acquainted: bool) -> Self {
        let parties = Parties::new(acquainted);
        let certified =
            |serial, verdict| issued(&parties.sender, "case", &body(serial, verdict, now()), now());
        let issued = vec![certified("MIHON001", "pass"), certified("MIHON002", "failed")];
        Self { parties, issued }
    }

    /// Carries the files of a record to the office, into a folder.
    fn carry(&self, number: &str, folder: &str) -> String {
        let office = &self.parties.receiver;
        fs::create_dir_all(office.path(folder)).unwrap();
        for entry in fs::read_dir(self.parties.sender.path("case/documents")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with(&format!("{number}.")) {
                fs::copy(&path, office.path(folder).join(&name)).unwrap();
            }
        }
        format!("{folder}/{number}.json")
    }

    fn number(&self, at: usize) -> &str {
        &self.issued[at].number
    }

    fn import(&self, paths: &[&str]) -> Ran {
        let args: Vec<&str> = ["ledger", "import"].iter().chain(paths).copied().collect();
        run(&self.parties.receiver, &args)
    }

    fn list(&self) -> Value {
        run(&self.parties.receiver, &["ledger", "list"]).ok().result()
    }

    /// Refused for this reason, with nothing changed and something to do next.
    #[track_caller]
    fn refused(&self, exit: i32, code: &str, paths: &[&str]) {
        let before = self.list();
        let ran = self.import(paths).exits(exit);
        let told = ran.objects().iter().any(|object| {
            object["code"].as_str().is_some_and(|told| told.trim_start_matches("err-") == code)
        });
        assert!(told, "no {code}: {}\n{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains("next: "), "{}", ran.stderr);
        assert_eq!(self.list(), before);
        let received = self.parties.receiver.path("case/received");
        let left = fs::read_dir(received).map_or(0, Iterator::count);
        assert_eq!(left, before["imported"].as_array().unwrap().len(), "{code}");
    }
}

#[test]
fn certificates_of_the_bench_become_part_of_the_office() {
    let bench = Bench::new(true);
    let office = &bench.parties.receiver;
    // Both number alike; each stays what it is.
    let own = issued(office, "case", &body("MIHON900", "pass", now()), now());
    assert_eq!(own.number, bench.number(0));
    let first = bench.carry(bench.number(0), "usb");
    let second = bench.carry(bench.number(1), "usb");
    let result = bench.import(&["usb"]).exits(0).result();
    let imported: Vec<_> = result["imported"].as_array().unwrap().iter().map(|one| &one["verdict"]).collect();
    assert_eq!(imported, ["pass", "failed"]);
    let record = result["imported"][1]["record"].as_str().unwrap();
    assert!(record.starts_with("case/received/M-"), "{record}");
    assert!(office.path(record.replace(".json", ".blocks.jsonl")).is_file());
    assert!(office.path(result["imported"][0]["paper"].as_str().unwrap()).is_file());

    let list = bench.list();
    let media = list["media"].as_array().unwrap();
    assert_eq!(media.len(), 2);
    assert_eq!((&media[1]["medium"], &media[1]["issuer"]), (&"MIHON002".into(), &"見本 花子".into()));
    let spoken = said(office, &["ledger", "list"]).ok().stdout;
    assert!(spoken.contains("消去・不合格") && spoken.contains("見本 花子 の発行"), "{spoken}");
    assert_eq!(run(office, &["verify", record]).exits(0).result()["trust"], "good");
    assert_eq!(run(office, &["ledger", "verify"]).exits(0).result()["trust"], "good");
    assert!(said(office, &["show", record]).ok().stdout.contains("MIHON002"));
    let lines = fs::read_to_string(office.path("case/documents/VERIFY.txt")).unwrap();
    assert!(lines.contains(&format!("< ../{}", record.trim_start_matches("case/"))), "{lines}");

    // Once more is told, and changes nothing; and of copies one is taken.
    let again = bench.import(&[&first, &second]).exits(0).result();
    assert_eq!((&again["imported"], again["already"].as_array().unwrap().len()), (&json!([]), 2));
    assert_eq!(bench.list(), list);

    // What was imported is watched as the case's own.
    let path = office.path(record);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("MIHON002", "MIHON003", 1)).unwrap();
    for args in [&["ledger", "verify"][..], &["verify", "case"]] {
        let ran = run(office, args).exits(3);
        assert!(ran.stdout.contains(record.trim_start_matches("case/")), "{}", ran.stdout);
    }
    fs::remove_file(&path).unwrap();
    let _gone = run(office, &["verify", "case"]).exits(4);
    fs::write(&path, text).unwrap();
    let _whole = run(office, &["verify", "case"]).exits(0);

    // A paper of the case's own that was changed is not good because the chain holds.
    let text = fs::read_to_string(&own.json).unwrap();
    fs::write(&own.json, text.replacen("MIHON900", "MIHON901", 1)).unwrap();
    for case in ["case", "case/ledger.db"] {
        let ran = run(office, &["verify", case]).exits(3);
        assert!(ran.stdout.contains("document-altered"), "{}", ran.stdout);
    }
}

#[test]
fn what_does_not_fit_is_not_imported() {
    let bench = Bench::new(true);
    let (sender, office) = (&bench.parties.sender, &bench.parties.receiver);
    let good = bench.carry(bench.number(0), "usb");
    let failed = bench.carry(bench.number(1), "usb");
    let text = fs::read_to_string(office.path(&failed)).unwrap();

    // The page is not the record: it is not called damaged, but what to name is told.
    fs::write(office.path("usb/page.pdf"), "%PDF-1.7\n").unwrap();
    bench.refused(5, "verify-page", &["usb/page.pdf"]);
    fs::remove_file(office.path("usb/page.pdf")).unwrap();

    // An edited result file; and together with it nothing else either.
    fs::write(office.path(&failed), text.replacen("\"failed\"", "\"pass\"", 1)).unwrap();
    bench.refused(3, "import-bad", &[&good, &failed]);
    fs::write(office.path(&failed), &text).unwrap();
    let annex = office.path(failed.replace(".json", ".blocks.jsonl"));
    fs::write(&annex, "{ }\n").unwrap();
    bench.refused(3, "import-bad", &["usb"]);
    fs::remove_file(&annex).unwrap();
    bench.refused(5, "import-annex", &["usb"]);
    fs::remove_file(office.path(format!("{good}.sig"))).unwrap();
    bench.refused(5, "import-unsigned", &[&good]);
    bench.carry(bench.number(0), "usb");
    office.write("usb/broken.json", "{ \"schema\": \"azukari/medium-certificate/1\" }");
    bench.refused(3, "verify-record", &["usb"]);
    fs::remove_file(office.path("usb/broken.json")).unwrap();

    // From the future, and with times that cannot be.
    let _case = run_init(sender, "ahead", "見本業務委託").ok();
    let future = issued(sender, "ahead", &body("MIHON003", "pass", now() + 90_000), now() + 90_000);
    fs::create_dir(office.path("future")).unwrap();
    copy(&future, office, "future");
    bench.refused(5, "import-future", &["future"]);
    let _case = run_init(sender, "late", "見本業務委託").ok();
    let late = issued(sender, "late", &body("MIHON003", "pass", now() + 90_000), now());
    fs::create_dir(office.path("late")).unwrap();
    copy(&late, office, "late");
    bench.refused(5, "import-times", &["late"]);

    // Of another contract; of another case of the same signer under the same number; and one that belies itself.
    let _case = run_init(sender, "other", "別の業務").ok();
    let other = issued(sender, "other", &body("MIHON003", "pass", now()), now());
    fs::create_dir(office.path("other")).unwrap();
    copy(&other, office, "other");
    bench.refused(5, "import-contract", &["other"]);
    let _case = run_init(sender, "again", "見本業務委託").ok();
    let alike = issued(sender, "again", &body("MIHON004", "pass", now()), now());
    assert_eq!(alike.number, bench.number(0));
    fs::create_dir(office.path("again")).unwrap();
    copy(&alike, office, "again");
    bench.refused(5, "import-doubled", &[&good, "again"]);
    let _imported = bench.import(&[&good]).exits(0);
    bench.refused(5, "import-taken", &["again"]);
    let mut lie = body("MIHON005", "pass", now());
    lie["reasons"] = json!(["differing"]);
    let lie = issued(sender, "again", &lie, now());
    fs::create_dir(office.path("lie")).unwrap();
    copy(&lie, office, "lie");
    // It is judged before it is drawn.
    bench.refused(3, "import-bad", &["lie"]);

    bench.refused(5, "import-nothing", &["keys"]);
    bench.parties.seal("見本", 10);
    bench.parties.hand_over_whole("見本");
    bench.refused(5, "import-kind", &["見本.note.json"]);
}

fn run_init(env: &TestEnv, folder: &str, contract: &str) -> Ran {
    let args = ["-q", "--passphrase-file", "pw", "init", folder];
    let more = ["--organization", "見本社", "--client", "見本市", "--contract", contract];
    env.run(args.iter().chain(&more))
}

fn copy(issued: &Issued, to: &TestEnv, folder: &str) {
    for path in [&issued.json, &issued.signature] {
        fs::copy(path, to.path(folder).join(path.file_name().unwrap())).unwrap();
    }
}

/// Two who import at once record each record once; what changes on the way is not kept.
#[test]
fn what_changes_between_judging_and_copying_is_not_imported() {
    let bench = Bench::new(true);
    let office = &bench.parties.receiver;
    let _first = bench.carry(bench.number(0), "usb");
    let failed = bench.carry(bench.number(1), "usb");
    let store = KeyStore::at(&office.path("keys"));
    let (key, card) = (store.signing_key("見本の長い合言葉です。").unwrap(), store.card().unwrap());
    let signer = Signer { key: &key, card: &card };
    let case = Case::open(&office.path("case")).unwrap();
    let at = Timestamp::from_unix(now());
    let judged = || look(&case, &[office.path("usb")], at).unwrap();
    let (sound, again) = (judged(), judged());
    let annex = office.path(failed.replace(".json", ".blocks.jsonl"));
    let text = fs::read(&annex).unwrap();
    for other in [&b"{ }"[..], b"[]\n", b"{}\n{}\n"] {
        fs::write(&annex, other).unwrap();
        let _refused = import(&case, signer, &sound, at).unwrap_err();
        assert_eq!(fs::read_dir(case.received()).unwrap().count(), 0);
    }
    assert_eq!(case.ledger().unwrap().state().unwrap().imported.len(), 0);
    fs::write(&annex, text).unwrap();
    assert_eq!(import(&case, signer, &sound, at).unwrap().len(), 2);
    assert_eq!(import(&case, signer, &again, at).unwrap().len(), 0);
    assert_eq!(case.ledger().unwrap().state().unwrap().imported.len(), 2);
}

#[cfg(unix)]
#[test]
fn an_import_that_dies_is_named_until_it_is_gone_and_can_be_done_again() {
    let bench = Bench::new(true);
    let (sender, office) = (&bench.parties.sender, &bench.parties.receiver);
    // An annex that does not fit below the limit: the system kills whoever writes more.
    let table = issued_as(sender, "case", intake("MIHON001", "MIHON001"), vec![vec![b' '; 4 << 20]], now());
    let first = bench.carry(bench.number(0), "usb");
    let second = bench.carry(&table.number, "usb");
    let words = ["--json", "--passphrase-file", "pw", "--case", "case", "ledger", "import", &first, &second];
    let command = office.command(words);
    let mut limited = std::process::Command::new("/bin/sh");
    limited.args(["-c", r#"ulimit -c 0; ulimit -f 4000; exec "$0" "$@""#]).arg(command.get_program());
    limited.args(command.get_args()).current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let died = TestEnv::ran(&mut limited);
    assert_eq!(died.code, None, "{}\n{}", died.stdout, died.stderr);
    assert_eq!(bench.list()["imported"], json!([]));
    let left = || {
        let ran = run(office, &["ledger", "list"]).ok();
        let named = |object: &Value| object["code"] == "warn-leftover-import";
        ran.objects().into_iter().find(named).map(|object| object.to_string())
    };
    let told = left().expect("what is left is named");
    assert!(told.contains("/received/M-") && told.contains("/received/.T-"), "{told}");
    assert_eq!(run(office, &["verify", "case"]).exits(0).result()["trust"], "good");
    // Once more: what was whole is taken up, and only what was half done is still named.
    assert_eq!(bench.import(&["usb"]).exits(0).result()["imported"].as_array().unwrap().len(), 2);
    let told = left().expect("what is left is named");
    assert!(!told.contains("/received/M-") && told.contains("/received/.T-"), "{told}");
    for entry in fs::read_dir(office.path("case/received")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().unwrap().to_string_lossy().starts_with('.') {
            fs::remove_dir_all(path).unwrap();
        }
    }
    assert_eq!(left(), None);
    assert_eq!(fs::read_dir(office.path("case/received")).unwrap().count(), 2);
}

/// What an intake table says of one medium: on the list with this serial, and here with that.
fn intake(listed: &str, here: &str) -> Body {
    let body = json!({
        "list": { "name": "見本一覧.csv", "sha256": "0".repeat(64), "rows": 1 },
        "lines": [{
            "state": "matched",
            "listed": { "line": 2, "serial": listed, "number": "H-001" },
            "here": { "device": "sdx", "serial": { "value": here, "source": "drive" }, "kind": "hdd" },
        }],
    });
    Body::Intake(Box::new(serde_json::from_value(body).unwrap()))
}

#[test]
fn the_intake_table_of_the_bench_becomes_part_of_the_office() {
    let bench = Bench::new(true);
    let (sender, office) = (&bench.parties.sender, &bench.parties.receiver);
    let table = issued_as(sender, "case", intake("MIHON001", "MIHON001"), vec![], now());
    let denied = issued_as(sender, "case", intake("MIHON001", "MIHON002"), vec![], now());
    let with_annex = issued_as(sender, "case", intake("MIHON001", "MIHON001"), vec![b"{}\n".to_vec()], now());
    let path = bench.carry(&table.number, "usb");
    // One that belies itself is bad whoever signed it.
    let belied = bench.carry(&denied.number, "denied");
    bench.refused(3, "import-bad", &[&belied]);
    let verified = run(office, &["verify", &belied]).exits(3);
    assert!(verified.stdout.contains("intake-belied"), "{}", verified.stdout);
    assert_eq!(
        run(sender, &["verify", &format!("case/documents/{}.json", denied.number)]).exits(3).result()["trust"],
        "bad"
    );
    // Whatever the kind: what is imported is whole.
    let parts = bench.carry(&with_annex.number, "parts");
    fs::remove_file(office.path(parts.replace(".json", ".blocks.jsonl"))).unwrap();
    bench.refused(5, "import-annex", &[&parts]);
    let text = fs::read_to_string(office.path(&path)).unwrap();
    fs::write(office.path(&path), text.replacen("H-001", "H-002", 1)).unwrap();
    bench.refused(3, "import-bad", &["usb"]);
    fs::write(office.path(&path), text).unwrap();
    // Of a folder as of a file.
    let result = bench.import(&["usb"]).exits(0).result();
    assert_eq!(result["imported"][0]["kind"], "intake");
    let record = record_of(&result, "intake");
    assert!(record.starts_with("case/received/T-"), "{record}");
    assert_eq!(run(office, &["verify", record]).exits(0).result()["trust"], "good");
    let spoken = said(office, &["ledger", "list"]).ok().stdout;
    assert!(spoken.contains("受入照合表"), "{spoken}");
    let lines = fs::read_to_string(office.path("case/documents/VERIFY.txt")).unwrap();
    assert!(lines.contains("intake@azukari"), "{lines}");
}

/// Whoever signed it: what its own facts deny is neither good nor summed up.
#[test]
fn a_certificate_that_belies_itself_is_bad_everywhere() {
    let bench = Bench::new(true);
    let sender = &bench.parties.sender;
    let some = json!({ "count": 1, "first": [[8, 8]], "stretches": 1 });
    let lies: [(&str, Value); 4] = [
        ("/read_back/differing", some),
        ("/hidden", json!({ "state": "found", "bytes": 512 })),
        ("/read_back/range", "sample".into()),
        ("/verdict", "unknown".into()),
    ];
    for (place, value) in lies {
        let mut lie = body("MIHON007", "pass", now());
        let (above, name) = place.rsplit_once('/').unwrap();
        lie.pointer_mut(above).unwrap()[name] = value;
        let path = format!("case/documents/{}.json", issued(sender, "case", &lie, now()).number);
        let found = run(sender, &["verify", &path]).exits(3);
        assert_eq!(found.result()["trust"], "bad");
        assert!(found.stdout.contains("certificate-belied"), "{place}: {}", found.stdout);
        let told = said(sender, &["verify", &path]).exits(3).stdout;
        assert!(told.contains("食い違っている"), "{told}");
        let refused = run(sender, &["wipe", "summary", &path]).exits(5);
        assert!(refused.stdout.contains("summary-certificate"), "{place}: {}", refused.stdout);
    }
}

#[test]
fn a_signer_without_a_card_here_is_named_and_what_to_do() {
    let bench = Bench::new(false);
    let path = bench.carry(bench.number(0), "usb");
    bench.refused(5, "import-signer", &[&path]);
    let office = &bench.parties.receiver;
    fs::copy(bench.parties.sender.path("own.card.json"), office.path("other.card.json")).unwrap();
    let _card = run(office, &["--yes", "key", "import", "other.card.json"]).ok();
    let _imported = bench.import(&[&path]).exits(0);
}

#[test]
fn a_summary_brings_what_it_names_and_misses_what_is_not_there() {
    let bench = Bench::new(true);
    let (sender, office) = (&bench.parties.sender, &bench.parties.receiver);
    let extra = issued(sender, "case", &body("MIHON003", "pass", now()), now());
    let paths = [0, 1].map(|at| format!("case/documents/{}.json", bench.number(at)));
    let made = run(sender, &["wipe", "summary", &paths[0], &paths[1]]).exits(7).result();
    let summary = bench.carry(made["summary"].as_str().unwrap(), "usb");
    let first = bench.carry(bench.number(0), "usb");
    bench.refused(5, "import-missing", &[&summary]);
    let second = bench.carry(bench.number(1), "usb");
    let stray = bench.carry(&extra.number, "usb");
    bench.refused(5, "import-foreign", &[&summary, &stray]);
    let text = fs::read_to_string(office.path(&second)).unwrap();
    fs::write(office.path(&second), text.replacen("MIHON002", "MIHON009", 1)).unwrap();
    bench.refused(3, "import-not-the-one", &[&summary]);
    fs::write(office.path(&second), text).unwrap();
    let result = bench.import(&[&summary]).exits(0).result();
    assert_eq!(result["imported"].as_array().unwrap().len(), 3);
    let verified = run(office, &["verify", record_of(&result, "batch")]).exits(0);
    assert!(verified.stdout.contains("batch-certificates-good"), "{}", verified.stdout);
    // Of the folder, what no summary names is told.
    let whole = bench.import(&["usb"]).exits(0).result();
    assert_eq!(whole["not_in_summary"], json!([extra.number]));
    assert_eq!(whole["imported"].as_array().unwrap().len(), 1);
    // The office sums up what it has got.
    let of_office = run(office, &["wipe", "summary", &first, &second, &stray]).exits(7).result();
    assert_eq!((&of_office["counts"]["pass"], &of_office["counts"]["failed"]), (&2.into(), &1.into()));
}

/// Named certificates are no way around what the ledger says: begun once more, and not ended.
#[test]
fn a_summary_of_certificates_tells_what_was_begun_again() {
    let bench = Bench::new(true);
    let sender = &bench.parties.sender;
    let again = issued(sender, "case", &body("MIHON003", "pass", now()), now());
    let paths = [&bench.issued[0], &again].map(|one| format!("case/documents/{}.json", one.number));
    let made = run(sender, &["wipe", "summary", &paths[0], &paths[1]]).exits(0).result();
    assert_eq!(made["counts"]["pass"], 2);
    let store = KeyStore::at(&sender.path("keys"));
    let (key, card) = (store.signing_key("見本の長い合言葉です。").unwrap(), store.card().unwrap());
    let Body::Medium(said) = &again.record.document.body else { panic!() };
    let event = json!({
        "action": "wipe_medium", "target": identity(said, None).name(), "plan_sha256": "1".repeat(64),
    });
    let event = Event::from(serde_json::from_value::<Intended>(event).unwrap());
    let draft = Draft::new(&card.name, &event).unwrap();
    let mut ledger = Case::open(&sender.path("case")).unwrap().ledger().unwrap();
    let _entry = ledger.append(&draft, &key, Timestamp::from_unix(now())).unwrap();
    let made = run(sender, &["wipe", "summary", &paths[0], &paths[1]]).exits(4).result();
    assert_eq!((&made["counts"]["pass"], &made["counts"]["interrupted"]), (&1.into(), &1.into()));
}

/// Nor are they a way around what the ledger knows of a medium since: an older pass hides no later failure.
#[test]
fn a_summary_of_certificates_asks_for_the_last_of_each_medium() {
    let bench = Bench::new(true);
    let office = &bench.parties.receiver;
    let first = bench.carry(bench.number(0), "usb");
    let summary = |paths: &[&str]| run(office, &[&["wipe", "summary"], paths].concat());
    assert_eq!(summary(&[&first]).exits(0).result()["counts"]["pass"], 1);
    let _imported = bench.import(&[&first]).exits(0);
    assert_eq!(summary(&[&first]).exits(0).result()["counts"]["pass"], 1);
    let again =
        issued(&bench.parties.sender, "case", &body("MIHON001", "failed", now() + 2), now() + 2).number;
    let again = bench.carry(&again, "usb");
    let _imported = bench.import(&[&again]).exits(0);
    let refused = summary(&[&first]).exits(5);
    assert!(refused.stdout.contains("summary-later"), "{}", refused.stdout);
    let counts = summary(&[&first, &again]).exits(7).result()["counts"].clone();
    assert_eq!((&counts["media"], &counts["failed"]), (&1.into(), &1.into()));
    // The last one alone is true.
    assert_eq!(summary(&[&again]).exits(7).result()["counts"], counts);
}

/// Nor if both came at once: of one import all have the same entry.
#[test]
fn what_was_imported_together_is_told_apart() {
    let bench = Bench::new(true);
    let office = &bench.parties.receiver;
    let first = bench.carry(bench.number(0), "usb");
    let again = issued(&bench.parties.sender, "case", &body("MIHON001", "failed", now() + 2), now() + 2);
    let _again = bench.carry(&again.number, "usb");
    let _imported = bench.import(&["usb"]).exits(0);
    let refused = run(office, &["wipe", "summary", &first]).exits(5);
    assert!(
        refused.stdout.contains("summary-later") && refused.stdout.contains(&again.number),
        "{refused:?}"
    );
}

/// A dock says its own number for every disk in it: two of them are never one line, of which the earlier is nothing any more.
#[test]
fn two_disks_of_one_dock_are_two() {
    let bench = Bench::new(true);
    let sender = &bench.parties.sender;
    let in_dock = |verdict: &str, label: Option<&str>, plan: &str, at: i64| {
        let mut body = body("DOCK0001", verdict, at);
        body["medium"]["serial"]["source"] = "usb_bridge".into();
        body["medium"]["model"]["source"] = "usb_bridge".into();
        body["plan"]["sha256"] = plan.repeat(64).into();
        if let Some(label) = label {
            body["label_serial"] = label.into();
        }
        format!("case/documents/{}.json", issued(sender, "case", &body, at).number)
    };
    let at = now();
    let counts = |paths: [&String; 2], code| {
        let made = run(sender, &["wipe", "summary", paths[0], paths[1]]).exits(code).result();
        let counts = &made["counts"];
        [&counts["media"], &counts["pass"], &counts["failed"]].map(|count| count.as_u64().unwrap())
    };
    // By their labels, and by their plans where nobody typed any.
    let failed = in_dock("failed", Some("MIHON-1"), "1", at);
    let passed = in_dock("pass", Some("MIHON-2"), "2", at + 1);
    assert_eq!(counts([&failed, &passed], 7), [2, 1, 1]);
    let nameless = [in_dock("failed", None, "3", at + 2), in_dock("pass", None, "4", at + 3)];
    assert_eq!(counts([&nameless[0], &nameless[1]], 7), [2, 1, 1]);
    // The same label is the same disk: the later one counts.
    let same = in_dock("pass", Some("MIHON-1"), "5", at + 4);
    assert_eq!(counts([&failed, &same], 0), [1, 1, 0]);
}

fn record_of<'a>(result: &'a Value, kind: &str) -> &'a str {
    let all = result["imported"].as_array().unwrap();
    all.iter().find(|one| one["kind"] == kind).unwrap()["record"].as_str().unwrap()
}

#[test]
fn under_sudo_the_keys_of_the_user_are_named() {
    let env = TestEnv::new();
    let ran = TestEnv::ran(env.command(["key", "card"]).env_remove("AZUKARI_HOME").env("SUDO_USER", "root"));
    let ran = ran.exits(1);
    // Wherever this system says that root lives.
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let root = users.lines().find(|line| line.starts_with("root:")).unwrap();
    let keys = format!("AZUKARI_HOME={}/.config/azukari", root.split(':').nth(5).unwrap());
    assert!(ran.stderr.contains(&keys), "{keys}: {}", ran.stderr);
    // Who says where the keys are, is told to make some.
    let ran = TestEnv::ran(env.command(["key", "card"]).env("SUDO_USER", "root")).exits(1);
    assert!(ran.stderr.contains("key new"), "{}", ran.stderr);
}
