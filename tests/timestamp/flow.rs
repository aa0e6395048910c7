//! The way of a time-stamp, as a clerk walks it: request out, response in, verified by azukari and by `openssl`.

use super::env::{Ran, TestEnv};
use super::rig::{Key, Lab};
use std::process::Command;

/// A case with one receipt in it, and a TSA outside.
struct Office {
    env: TestEnv,
    lab: Lab,
    /// The receipt; its number goes by the year of the machine's clock.
    record: String,
}

impl Office {
    fn open(test: &str, key: Key) -> Option<Self> {
        let lab = Lab::with_tsa(test, key)?;
        let env = TestEnv::japanese();
        env.write("pw", "mihon-mihon-mihon\n");
        env.write("媒体/台帳.csv", "abc");
        let mut office = Self { env, lab, record: String::new() };
        let case = [
            "init",
            "case",
            "--name",
            "見本 太郎",
            "--organization",
            "株式会社見本",
            "--client",
            "見本市",
            "--contract",
            "見本業務",
        ];
        let _ = office.locked(&case).ok();
        let receive = ["receive", "媒体", "--from", "見本 一郎", "--means", "手交", "--place", "本庁"];
        let receipt = office.locked(&[&["--case", "case"][..], &receive].concat()).ok().result();
        receipt["record"].as_str().unwrap().clone_into(&mut office.record);
        Some(office)
    }

    /// Runs with the passphrase at hand.
    fn locked(&self, words: &[&str]) -> Ran {
        self.env.run([&["--json", "--passphrase-file", "pw"][..], words].concat())
    }

    fn run(&self, words: &[&str]) -> Ran {
        self.env.run([&["--json", "--case", "case"][..], words].concat())
    }

    /// The receipt's path with another ending.
    fn beside(&self, ending: &str) -> String {
        format!("{}{ending}", self.record)
    }

    /// The request for the receipt, and the answer to it as a file that came back.
    fn stamped(&self, back: &str) {
        let _ = self.run(&["timestamp", "request", &self.record]).ok();
        let query = std::fs::read(self.env.path(self.beside(".sig.tsq"))).unwrap();
        self.env.write(back, self.lab.answer(&query, "answer", &[]));
    }

    fn trust(&self) {
        self.env.write("root.pem", self.lab.read("root.pem"));
        let _ = self.locked(&["--case", "case", "--yes", "timestamp", "trust", "root.pem"]).ok();
    }

    fn import(&self, response: &str) -> Ran {
        self.locked(&["--case", "case", "timestamp", "import", response])
    }

    /// Runs a line in the folder of documents, as VERIFY.txt has it.
    fn by_hand(&self, line: &str) -> std::process::Output {
        Command::new("sh").args(["-c", line]).current_dir(self.env.path("case/documents")).output().unwrap()
    }
}

/// Codes of what `verify` found, with their trust.
fn found(ran: &Ran) -> Vec<(String, String)> {
    let objects = ran.objects();
    let verified = objects.iter().find(|object| object["event"] == "verified").unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("none").to_owned();
    let list = verified["findings"].as_array().unwrap();
    list.iter().map(|one| (text(&one["code"]), text(&one["trust"]))).collect()
}

#[test]
fn request_out_response_in_good_to_everybody() {
    let test = "request_out_response_in_good_to_everybody";
    for key in [Key::Rsa, Key::P256] {
        let Some(office) = Office::open(test, key) else { return };
        office.trust();
        office.stamped("stick/back.tsr");
        let imported = office.import("stick/back.tsr").ok().result();
        assert_eq!(imported["judgement"]["trust"], "good");
        assert_eq!(
            (imported["answers_request"].as_bool(), imported["recorded"].as_bool()),
            (Some(true), Some(true))
        );
        // The same again is no error and no second event.
        let _ = office.import("stick/back.tsr").ok();
        let ran = office.run(&["verify", &office.record]).ok();
        assert!(found(&ran).contains(&("stamp-good".into(), "good".into())), "{}", ran.stdout);
        let _ = office.run(&["verify", &office.beside(".sig.tsr")]).ok();
        let _ = office.run(&["ledger", "verify"]).ok();
        let events = std::fs::read(office.env.path("case/ledger.db")).unwrap();
        let count = |word: &[u8]| events.windows(word.len()).filter(|window| *window == word).count();
        assert_eq!(count(br#""kind":"timestamp_imported""#), 1);
        assert_eq!(count(br#""kind":"authority_trusted""#), 1);

        let said = office.env.run(["--case", "case", "verify", &office.record]).ok().stdout;
        assert!(said.contains(".json.sig.tsr 合格") && said.contains("CN=見本 tsa,O=見本,C=JP"), "{said}");
        let said = office.env.run(["--lang", "en", "--case", "case", "verify", &office.record]).ok().stdout;
        assert!(said.contains("policy 1.2.392.1.2.3") && said.contains("serial number 0a02"), "{said}");

        // `show` says it too, beside the page; request and response have words of their own.
        let shown = office.env.run(["--case", "case", "show", &office.record]).ok().stdout;
        assert!(shown.contains("タイムスタンプ: 20") && shown.contains("CN=見本 tsa"), "{shown}");
        let shown = office.run(&["show", &office.record]).ok().result();
        assert_eq!(shown["timestamp"]["policy"], "1.2.392.1.2.3");
        let shown = office.run(&["show", "stick/back.tsr"]).ok().result();
        assert_eq!(shown["kind"], "timestamp");
        let shown = office.run(&["show", &office.beside(".sig.tsq")]).ok().result();
        assert_eq!(shown["nonce"].as_str().unwrap().len(), 16);

        // The line in VERIFY.txt, word by word; and the request that was kept.
        let help = std::fs::read_to_string(office.env.path("case/documents/VERIFY.txt")).unwrap();
        let line = help.lines().find(|line| line.starts_with("openssl ts -verify")).unwrap();
        let output = office.by_hand(line);
        assert!(output.status.success(), "{line}\n{output:?}");
        assert!(
            !office
                .by_hand(&line.replace("-data R-2026-0001.json.sig ", "-data VERIFY.txt "))
                .status
                .success()
        );
        let number = line.split_once("-data ").unwrap().1.split_once(".json").unwrap().0;
        let line = format!(
            "openssl ts -verify -in {number}.json.sig.tsr -queryfile {number}.json.sig.tsq -CAfile tsa.pem"
        );
        assert!(office.by_hand(&line).status.success());
    }
}

#[test]
fn without_trust_both_lines_are_said_and_the_answer_is_unknown() {
    let test = "without_trust_both_lines_are_said_and_the_answer_is_unknown";
    let Some(office) = Office::open(test, Key::P256) else { return };
    office.stamped("back.tsr");
    let imported = office.import("back.tsr").exits(4);
    assert!(imported.stderr.contains("時刻認証局を、ここではまだ信頼していません"), "{}", imported.stderr);
    let ran = office.run(&["verify", &office.record]).exits(4);
    let all = found(&ran);
    assert!(all.contains(&("signature-good".into(), "good".into())), "{all:?}");
    assert!(all.contains(&("stamp-unknown".into(), "unknown".into())), "{all:?}");
    // The command line may vouch, for this once.
    office.env.write("root.pem", office.lab.read("root.pem"));
    let ran = office.run(&["verify", "--tsa-ca", "root.pem", &office.record]).ok();
    assert!(found(&ran).contains(&("stamp-good".into(), "good".into())));
    // A certificate that was only put into the folder counts for nothing.
    office.env.write("case/tsa/x.pem", office.lab.read("root.pem"));
    let _ = office.run(&["verify", &office.record]).exits(4);
    std::fs::remove_file(office.env.path("case/tsa/x.pem")).unwrap();
    office.trust();
    let _ = office.run(&["verify", &office.record]).ok();
    // Another record is not bad for it: nothing lies beside that.
    assert!(!found(&ran).iter().any(|(_, trust)| trust == "bad"));
}

#[test]
fn nothing_bad_is_taken_in() {
    let Some(office) = Office::open("nothing_bad_is_taken_in", Key::P256) else { return };
    office.trust();
    office.stamped("back.tsr");
    let response = std::fs::read(office.env.path("back.tsr")).unwrap();
    let code = |ran: &Ran| {
        let objects = ran.objects();
        objects.iter().find(|object| object["event"] == "error").unwrap()["code"].as_str().unwrap().to_owned()
    };
    let reason = |ran: &Ran| {
        let objects = ran.objects();
        let error = objects.iter().find(|object| object["event"] == "error").unwrap();
        error["facts"]["reason"].as_str().unwrap_or_default().to_owned()
    };
    // Another random number: an answer to another request over the same signature.
    let signature = std::fs::read(office.env.path(office.beside(".sig"))).unwrap();
    office.lab.write("s.sig", &signature);
    office.lab.openssl(&["ts", "-query", "-data", "s.sig", "-sha256", "-cert", "-out", "q.tsq"]);
    let other = office.lab.answer(&office.lab.read("q.tsq"), "answer", &[]);
    office.env.write("other.tsr", &other);
    assert_eq!(code(&office.import("other.tsr").exits(3)), "timestamp-other-answer");
    // About something else.
    office.env.write("elsewhere.tsr", office.lab.response());
    assert_eq!(code(&office.import("elsewhere.tsr").exits(5)), "timestamp-no-match");
    let ran = office
        .locked(&["--case", "case", "timestamp", "import", "elsewhere.tsr", "--for", &office.record])
        .exits(3);
    assert_eq!((code(&ran).as_str(), reason(&ran).as_str()), ("timestamp-bad", "other-content"));
    // Refused by the TSA.
    let query = std::fs::read(office.env.path(office.beside(".sig.tsq"))).unwrap();
    office.env.write("refused.tsr", office.lab.answer(&query, "answer-refusing", &[]));
    assert_eq!(reason(&office.import("refused.tsr").exits(3)), "refused");
    // A flipped bit in its signature.
    let mut flipped = response.clone();
    *flipped.last_mut().unwrap() ^= 1;
    office.env.write("flipped.tsr", &flipped);
    assert_eq!(code(&office.import("flipped.tsr").exits(3)), "timestamp-bad");
    let kept = office.env.path(office.beside(".sig.tsr"));
    assert!(!kept.exists());
    // Once one is there, no other takes its place.
    let _ = office.import("back.tsr").ok();
    std::fs::remove_file(office.env.path(office.beside(".sig.tsq"))).unwrap();
    assert_eq!(code(&office.import("other.tsr").exits(5)), "timestamp-exists");
    assert_eq!(code(&office.run(&["timestamp", "request", &office.record]).exits(5)), "timestamp-exists");
    assert_eq!(std::fs::read(&kept).unwrap(), response);
    // What is put there by other means makes the record bad.
    std::fs::write(&kept, &flipped).unwrap();
    let ran = office.run(&["verify", &office.record]).exits(3);
    assert!(found(&ran).contains(&("stamp-bad".into(), "bad".into())));
    for garbage in [&b"garbage"[..], b"", &vec![0x30; 3 << 20]] {
        std::fs::write(&kept, garbage).unwrap();
        let ran = office.run(&["verify", &office.record]).exits(3);
        assert!(found(&ran).contains(&("stamp-unreadable".into(), "bad".into())));
    }
}

#[test]
fn any_signature_may_be_stamped_with_or_without_a_case() {
    let test = "any_signature_may_be_stamped_with_or_without_a_case";
    let Some(office) = Office::open(test, Key::Rsa) else { return };
    let (env, lab) = (&office.env, &office.lab);
    let signature = std::fs::read(env.path(office.beside(".sig"))).unwrap();
    env.write("bag/azukari/manifest.json.sig", &signature);
    env.write("root.pem", lab.read("root.pem"));
    let asked = env
        .run(["--json", "timestamp", "request", "bag/azukari/manifest.json", "-o", "stick.tsq"])
        .ok()
        .result();
    assert_eq!(asked["requests"][0]["again"], false);
    // The copy is the request that was kept, also the second time.
    let kept = std::fs::read(env.path("bag/azukari/manifest.json.sig.tsq")).unwrap();
    assert_eq!(std::fs::read(env.path("stick.tsq")).unwrap(), kept);
    let asked = env
        .run(["--json", "timestamp", "request", "bag/azukari/manifest.json.sig", "-o", "second.tsq"])
        .ok()
        .result();
    assert_eq!(asked["requests"][0]["again"], true);
    assert_eq!(std::fs::read(env.path("second.tsq")).unwrap(), kept);
    env.write("back.tsr", lab.answer(&kept, "answer", &[]));
    let import = [
        "--json",
        "timestamp",
        "import",
        "back.tsr",
        "--tsa-ca",
        "root.pem",
        "--for",
        "bag/azukari/manifest.json",
    ];
    let imported = env.run(import).ok().result();
    assert_eq!(
        (imported["judgement"]["trust"].as_str(), imported["recorded"].as_bool()),
        (Some("good"), Some(false))
    );
    // A query by `openssl` over the signature, kept by nobody: good, and said that nothing was compared.
    std::fs::create_dir(env.path("other")).unwrap();
    env.write("other/x.sig", &signature);
    lab.write("s.sig", &signature);
    lab.openssl(&["ts", "-query", "-data", "s.sig", "-sha512", "-cert", "-out", "q.tsq"]);
    env.write("other/y.tsr", lab.answer(&lab.read("q.tsq"), "answer-v1", &[]));
    let imported =
        env.run(["--lang", "en", "timestamp", "import", "other/y.tsr", "--tsa-ca", "root.pem"]).ok();
    assert!(imported.stderr.contains("random number was not compared"), "{}", imported.stderr);
    let _ = env.run(["verify", "--tsa-ca", "root.pem", "other/x.sig.tsr"]).ok();
    // Not a signature; no certificate; one file for two.
    env.write("plain.json.sig", "hello");
    let _ = env.run(["timestamp", "request", "plain.json"]).exits(2);
    let _ = env.run(["timestamp", "request", "missing.json"]).exits(2);
    let _ = env
        .run(["timestamp", "request", &office.record, "bag/azukari/manifest.json", "-o", "z.tsq"])
        .exits(2);
    let _ = env.run(["verify", "--tsa-ca", "plain.json.sig", &office.record]).exits(1);
}

#[test]
fn a_clock_that_was_wrong_is_named() {
    let Some(office) = Office::open("a_clock_that_was_wrong_is_named", Key::P256) else { return };
    office.trust();
    office.stamped("back.tsr");
    let response = std::fs::read(office.env.path("back.tsr")).unwrap();
    let early = office.lab.statement_of_2005(&response);
    office.env.write("early.tsr", office.lab.signed(&early, "tsa", &["-cades"]));
    let _ = office.import("early.tsr").ok();
    let ran = office.run(&["verify", &office.record]).ok();
    assert!(found(&ran).contains(&("stamp-before-issue".into(), "none".into())), "{}", ran.stdout);
}

#[test]
fn notes_and_receipts_of_packages_are_stamped_too() {
    let test = "notes_and_receipts_of_packages_are_stamped_too";
    let Some(mut office) = Office::open(test, Key::P256) else { return };
    let case = ["--case", "case"];
    let seal = ["seal", "媒体", "--to", "見本 太郎", "-o", "out/p.age", "--means", "手交"];
    std::fs::create_dir(office.env.path("out")).unwrap();
    let _ = office.locked(&[&case[..], &seal].concat()).ok();
    // The note that travels and the note that was issued are one: both get the time-stamp.
    let _ = office.run(&["timestamp", "request", "out/p.note.json"]).ok();
    let query = std::fs::read(office.env.path("out/p.note.json.sig.tsq")).unwrap();
    office.env.write("out/back.tsr", office.lab.answer(&query, "answer", &[]));
    let imported = office.import("out/back.tsr").exits(4).result();
    assert_eq!(imported["kept"].as_array().unwrap().len(), 2, "{imported}");
    let ran = office.run(&["verify", "out/p.age"]).exits(4);
    let all = found(&ran);
    for expected in
        [("signature-good", "good"), ("package-digest-good", "good"), ("stamp-unknown", "unknown")]
    {
        assert!(all.contains(&(expected.0.into(), expected.1.into())), "{all:?}");
    }
    office.env.write("root.pem", office.lab.read("root.pem"));
    let _ = office.run(&["verify", "out/p.age", "--tsa-ca", "root.pem"]).ok();

    // A receipt proves what it proves, whether anybody here knows the authority or not; with a bad time-stamp it closes nothing.
    let open = ["open", "out/p.age", "-d", "opened"];
    let opened = office.locked(&[&case[..], &open].concat()).ok().result();
    office.record = format!("case/documents/{}.json", opened["receipt"].as_str().unwrap());
    office.stamped("receipt.tsr");
    let _ = office.import("receipt.tsr").exits(4);
    let kept = office.env.path(office.beside(".sig.tsr"));
    let good = std::fs::read(&kept).unwrap();
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    std::fs::write(&kept, &flipped).unwrap();
    let ran = office.locked(&[&case[..], &["verify", &office.record]].concat()).exits(3);
    assert!(!ran.stdout.contains("transit-closed"), "{}", ran.stdout);
    std::fs::write(&kept, &good).unwrap();
    let ran = office.locked(&[&case[..], &["verify", &office.record]].concat()).exits(4);
    assert!(found(&ran).contains(&("transit-closed".into(), "good".into())), "{}", ran.stdout);
}

#[cfg(feature = "pdf")]
#[test]
fn a_pdf_is_judged_with_the_time_stamp_beside_it() {
    let Some(office) = Office::open("a_pdf_is_judged_with_the_time_stamp_beside_it", Key::P256) else {
        return;
    };
    office.trust();
    office.stamped("back.tsr");
    let _ = office.import("back.tsr").ok();
    let pdf = office.record.replace(".json", ".pdf");
    let ran = office.run(&["verify", &pdf]).ok();
    assert!(found(&ran).contains(&("stamp-good".into(), "good".into())), "{}", ran.stdout);
    assert_eq!(office.run(&["show", &pdf]).ok().result()["timestamp"]["serial"], "0a02");
}
