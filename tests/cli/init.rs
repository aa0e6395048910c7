//! Making a case.

use crate::env::TestEnv;

/// `init` with sample values, in `case/`.
pub(crate) fn sample_case(env: &TestEnv) {
    env.write("pw", "p");
    let args = [
        "-q",
        "--passphrase-file",
        "pw",
        "init",
        "case",
        "--name",
        "見本 花子",
        "--organization",
        "株式会社見本データ",
    ];
    let more = [
        "--client",
        "見本市",
        "--contract",
        "見本業務委託",
        "--agreed-means",
        "手交",
        "--agreed-place",
        "本庁",
    ];
    let _ = env.run(args.iter().chain(&more)).ok();
}

#[test]
fn a_case_is_made_once_and_its_ledger_holds() {
    let env = TestEnv::new();
    sample_case(&env);
    for name in ["azukari.toml", "ledger.db", "documents/VERIFY.txt", "documents/allowed_signers"] {
        assert!(env.path("case").join(name).exists(), "{name}");
    }
    let args = ["--json", "--passphrase-file", "pw", "init", "case", "--client", "x", "--contract", "y"];
    let again = env.run(args).exits(5);
    assert_eq!(again.objects()[0]["code"], "case-exists");
    let verified = env.run(["--json", "--case", "case", "ledger", "verify"]).ok().result();
    assert_eq!(verified["trust"], "good");
    assert_eq!(verified["entries"], 2);
    let words =
        TestEnv::ran(env.command(["--lang", "ja", "--case", "case", "ledger", "verify"]).env("LANG", "C"))
            .ok();
    assert!(words.stdout.contains("合格"), "{}", words.stdout);
}

#[test]
fn keys_need_a_name_and_nothing_is_left_without() {
    let env = TestEnv::new();
    env.write("pw", "p");
    let args = ["--json", "--passphrase-file", "pw", "init", "case", "--client", "x", "--contract", "y"];
    let ran = env.run(args).exits(2);
    assert_eq!(ran.objects()[0]["code"], "name-needed");
    assert!(!env.path("case").exists() && !env.path("keys").exists());
}

#[test]
fn the_case_is_found_from_below_and_missed_outside() {
    let env = TestEnv::new();
    sample_case(&env);
    let _ = TestEnv::ran(env.command(["ledger", "list"]).current_dir(env.path("case/documents"))).ok();
    let missed = env.run(["--json", "ledger", "list"]).exits(2);
    assert_eq!(missed.objects()[0]["code"], "case-missing");
    let _ = TestEnv::ran(env.command(["ledger", "list"]).env("AZUKARI_CASE", env.path("case"))).ok();
}

#[test]
fn a_card_that_was_only_put_there_counts_for_nothing() {
    let env = TestEnv::new();
    sample_case(&env);
    let stranger = TestEnv::new();
    stranger.write("pw", "p");
    let _ = stranger.run(["-q", "--passphrase-file", "pw", "key", "new", "--name", "見知らぬ人"]).ok();
    std::fs::copy(stranger.path("keys/card.json"), env.path("case/cards/x.card.json")).unwrap();
    let ran = env.run(["--json", "--case", "case", "key", "list"]).ok();
    assert_eq!(ran.objects()[0]["code"], "warn-card-unlisted");
    let verified = env.run(["--json", "--case", "case", "ledger", "verify"]).ok();
    assert_eq!(verified.objects()[0]["code"], "warn-card-unlisted");
    let result = verified.result();
    assert_eq!(result["trust"], "good");
    assert_eq!(result["unlisted_cards"].as_array().unwrap().len(), 1);
}

#[test]
fn an_edited_ledger_is_bad() {
    let env = TestEnv::new();
    sample_case(&env);
    let path = env.path("case/ledger.head");
    let head = std::fs::read_to_string(&path).unwrap();
    let mut digits = head.trim_end().to_owned();
    let last = digits.pop().unwrap();
    digits.push(if last == '0' { '1' } else { '0' });
    std::fs::write(&path, format!("{digits}\n")).unwrap();
    let ran = env.run(["--json", "--case", "case", "ledger", "verify"]).exits(3);
    assert_eq!(ran.result()["trust"], "bad");
}

#[test]
fn a_case_is_not_made_inside_a_case() {
    let env = TestEnv::new();
    sample_case(&env);
    let args = [
        "--json",
        "--passphrase-file",
        "pw",
        "init",
        "case/documents/内",
        "--client",
        "x",
        "--contract",
        "y",
    ];
    let refused = env.run(args).exits(5);
    let error = &refused.objects()[0];
    assert_eq!(error["code"], "case-inside");
    assert!(error["facts"]["outer"].as_str().unwrap().ends_with("case"), "{error}");
    assert!(!env.path("case/documents/内").exists());
}
