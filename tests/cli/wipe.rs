//! `wipe files`: which asset is meant, what is declared, and what is kept whoever asks.

use crate::env::{Ran, TestEnv};
use crate::init::sample_case;
use serde_json::Value;

fn run(env: &TestEnv, args: &[&str]) -> Ran {
    let common = ["--json", "--yes", "--passphrase-file", "pw", "--case", "case"];
    env.run(common.iter().chain(args))
}

/// Whether a place can prove an overwrite is not known here: 0 where it can, else 4.
#[track_caller]
fn wiped(ran: Ran) -> Ran {
    assert!(matches!(ran.code, Some(0 | 4)), "{ran:?}");
    ran
}

fn warnings(ran: &Ran) -> Vec<String> {
    let objects = ran.objects().into_iter().filter(|object| object["event"] == "warning");
    objects.map(|object| object["code"].as_str().unwrap().to_owned()).collect()
}

/// Refused, with these reasons, and everything as it was.
#[track_caller]
fn refused(env: &TestEnv, args: &[&str], reasons: &[&str]) -> Ran {
    let before = ledger(env)["documents"].clone();
    let ran = run(env, args).exits(5);
    assert_eq!(
        warnings(&ran).iter().map(|code| code.trim_start_matches("err-")).collect::<Vec<_>>(),
        reasons
    );
    assert_eq!(ledger(env)["documents"], before);
    ran
}

fn ledger(env: &TestEnv) -> Value {
    env.run(["--json", "--case", "case", "ledger", "list"]).ok().result()
}

fn record(env: &TestEnv, result: &Value) -> Value {
    serde_json::from_slice(&std::fs::read(env.path(result["record"].as_str().unwrap())).unwrap()).unwrap()
}

/// A case with one received asset of two files, in `作業用`.
fn with_asset() -> TestEnv {
    let env = TestEnv::new();
    sample_case(&env);
    env.write("作業用/住民/台帳.csv", "abc");
    env.write("作業用/世帯.csv", "defg");
    let _ =
        run(&env, &["receive", "作業用", "--from", "見本 一郎", "--means", "手交", "--place", "本庁"]).ok();
    env
}

#[test]
fn less_than_the_asset_is_said_and_ends_as_unproven() {
    let env = with_asset();
    let wipe = ["wipe", "files", "作業用/住民/台帳.csv", "--asset", "R-2026-0001", "--last-copies"];
    // The year of a number is that of the run.
    let receipt = ledger(&env)["documents"][0]["number"].as_str().unwrap().to_owned();
    let wipe: Vec<&str> =
        wipe.iter().map(|word| if *word == "R-2026-0001" { receipt.as_str() } else { word }).collect();
    let ran = run(&env, &wipe).exits(4);
    assert!(warnings(&ran).contains(&"warn-wipe-last-less".to_owned()), "{ran:?}");
    assert!(ran.stderr.contains("2 files (7 bytes)") && ran.stderr.contains("1 files (3 bytes)"), "{ran:?}");
    let result = ran.result();
    assert_eq!(result["covers_asset"], "less");
    let asset = ledger(&env)["holdings"][0]["id"].clone();
    let body = record(&env, &result)["body"].clone();
    assert_eq!((&body["asset"], &body["targets"][0]), (&asset, &"作業用/住民/台帳.csv".into()));
    let known =
        (body["declared_last"]["asset_files"].as_u64(), body["declared_last"]["asset_bytes"].as_u64());
    assert_eq!(known, (Some(2), Some(7)));
    let shown = ["--lang", "ja", "--case", "case", "show", result["record"].as_str().unwrap()];
    let shown = env.run(shown).ok().stdout.replace(['\n', ' '], "");
    for said in
        ["作業用/住民/台帳.csv", "この資産の写しはここに残っていない（実施者の申告）", "台帳の資産より少ない"]
    {
        assert!(shown.contains(said), "{said} is not in {shown}");
    }
    // The rest makes it whole.
    let rest = run(&env, &["wipe", "files", "作業用", "--asset", asset.as_str().unwrap(), "--last-copies"]);
    let rest = wiped(rest);
    assert!(!rest.stderr.contains("whole asset"), "{rest:?}");
    assert_eq!(rest.result()["covers_asset"], "equal");
    assert_eq!(ledger(&env)["holdings"][0]["wiped_files"], 2);
}

#[test]
fn nothing_is_said_of_an_asset_of_which_nothing_was_declared() {
    let env = with_asset();
    let asset = ledger(&env)["holdings"][0]["id"].as_str().unwrap().to_owned();
    let ran = wiped(run(&env, &["wipe", "files", "作業用/世帯.csv", "--asset", &asset, "--omit-paths"]));
    assert!(!warnings(&ran).iter().any(|code| code.starts_with("warn-wipe-last")), "{ran:?}");
    let body = record(&env, &ran.result())["body"].clone();
    assert!(body["declared_last"].is_null() && body["targets"].is_null(), "{body}");
    let unknown = run(&env, &["wipe", "files", "作業用", "--asset", "A-1"]).exits(5);
    assert_eq!(unknown.objects().last().unwrap()["code"], "wipe-unknown-asset");
}

#[test]
fn a_certificate_names_the_keystream_and_no_cipher_of_packages() {
    let env = with_asset();
    let names = |record: &Value| -> Vec<String> {
        let suite = record["suite"].as_array().unwrap().iter();
        suite.map(|entry| entry["algorithm"].as_str().unwrap().to_owned()).collect()
    };
    let ran = wiped(run(&env, &["wipe", "files", "作業用/世帯.csv"]));
    assert_eq!(names(&record(&env, &ran.result())), ["AES-256-CTR", "SHA-256", "EdDSA (Ed25519)"]);
    let receipt = ledger(&env)["documents"][0]["number"].as_str().unwrap().to_owned();
    let json = std::fs::read(env.path(format!("case/documents/{receipt}.json"))).unwrap();
    assert_eq!(names(&serde_json::from_slice(&json).unwrap()), ["SHA-256", "BLAKE3", "EdDSA (Ed25519)"]);
}

#[test]
fn other_cases_and_keys_are_kept() {
    let env = with_asset();
    let init = [
        "-q",
        "--passphrase-file",
        "pw",
        "init",
        "古い/別の案件",
        "--client",
        "見本町",
        "--contract",
        "見本",
    ];
    let _ = env.run(init).ok();
    let kept = refused(&env, &["wipe", "files", "古い"], &["wipe-case-folder"]);
    assert!(kept.stderr.contains("古い/別の案件") && kept.stderr.contains("move that out"), "{kept:?}");
    let _ = refused(&env, &["wipe", "files", "古い/別の案件/documents"], &["wipe-case-folder"]);
    // What is left of a case is one, too.
    std::fs::remove_file(env.path("古い/別の案件/azukari.toml")).unwrap();
    let _ = refused(&env, &["wipe", "files", "古い/別の案件/ledger.db"], &["wipe-case-folder"]);

    std::fs::create_dir(env.path("控え")).unwrap();
    for name in ["signing.key", "identity.age", "card.json"] {
        std::fs::copy(env.path("keys").join(name), env.path("控え").join(name)).unwrap();
    }
    let _ = refused(&env, &["wipe", "files", "控え"], &["wipe-key-file", "wipe-key-file"]);
    assert!(env.path("控え/identity.age").exists());
    // The name alone makes no key.
    env.write("資料/signing.key", "見本");
    env.write("資料/identity.age", "見本");
    let _ = wiped(run(&env, &["wipe", "files", "資料"]));
}

#[test]
fn a_package_on_its_way_is_kept_until_it_has_arrived() {
    let env = with_asset();
    std::fs::create_dir(env.path("送付")).unwrap();
    let _ =
        run(&env, &["seal", "作業用", "--to", "見本 花子", "-o", "送付/見本.age", "--means", "手交"]).ok();
    let kept = refused(&env, &["wipe", "files", "送付"], &["wipe-in-transit"]);
    let package =
        ledger(&env)["holdings"].as_array().unwrap().iter().find(|one| one["kind"] == "package").cloned();
    let id = package.unwrap()["id"].as_str().unwrap().to_owned();
    assert!(kept.stderr.contains("送付/見本.age") && kept.stderr.contains(&id[..12]), "{kept:?}");
    assert!(kept.stderr.contains("azukari verify RECEIPT"), "{kept:?}");
    // Renamed together with its note, it is the same package.
    std::fs::rename(env.path("送付/見本.age"), env.path("送付/別名.age")).unwrap();
    for end in ["", ".sig"] {
        let (from, to) = (format!("送付/見本.note.json{end}"), format!("送付/別名.note.json{end}"));
        std::fs::rename(env.path(from), env.path(to)).unwrap();
    }
    let _ = refused(&env, &["wipe", "files", "送付/別名.age"], &["wipe-in-transit"]);
    // Somebody else's lies beside it.
    env.write("送付/他.age", "見本");
    let _ = wiped(run(&env, &["wipe", "files", "送付/他.age"]));
    let opened = run(&env, &["open", "送付/別名.age", "-d", "開封"]).ok().result();
    let _ =
        run(&env, &["verify", opened["receipt"]["record"].as_str().or(opened["record"].as_str()).unwrap()]);
    let arrived = ledger(&env)["holdings"].as_array().unwrap().iter().any(|one| one["state"] == "received");
    assert!(arrived, "{opened}");
    let _ = wiped(run(&env, &["wipe", "files", "送付"]));
    // The content that was opened, by the short number that the list shows.
    let shown = env.run(["--case", "case", "ledger", "list"]).ok().stdout;
    assert!(shown.contains(&id[..12]) && !shown.contains(&id), "{shown}");
    let ran = wiped(run(&env, &["wipe", "files", "開封", "--asset", &id[..12], "--last-copies"]));
    let result = ran.result();
    assert_eq!((&result["asset"], &result["covers_asset"]), (&Value::from(id), &Value::from("equal")));
}

#[cfg(unix)]
#[test]
fn other_names_are_refused_with_the_option_that_allows_them() {
    let env = with_asset();
    for number in 0..3 {
        env.write(format!("別名/{number}.csv"), "x");
        std::fs::hard_link(env.path(format!("別名/{number}.csv")), env.path(format!("外{number}.csv")))
            .unwrap();
    }
    let ran = refused(&env, &["wipe", "files", "別名"], &["wipe-hard-links"; 3]);
    assert_eq!(ran.stderr.matches("--hard-links").count(), 1, "{ran:?}");
    assert!(ran.stderr.contains("remain as empty files"), "{ran:?}");
    let _ = wiped(run(&env, &["wipe", "files", "別名", "--hard-links"]));
    assert_eq!(std::fs::read(env.path("外0.csv")).unwrap(), b"");
}

#[test]
fn without_the_consent_that_the_case_asks_for_nothing_is_wiped() {
    let env = with_asset();
    let settings = std::fs::read_to_string(env.path("case/azukari.toml")).unwrap();
    env.write("case/azukari.toml", &format!("{settings}\n[disposal]\nrequire_consent = true\n"));
    let path = "作業用/世帯.csv";
    for target in [["files", path], ["free", "作業用"]] {
        for consent in [&[][..], &["--consent", " "]] {
            let before = ledger(&env);
            let wipe = [&["wipe"][..], &target, consent].concat();
            let ran = run(&env, &wipe).exits(5);
            assert!(ran.objects().iter().any(|object| object["code"] == "wipe-no-consent"), "{ran:?}");
            assert_eq!(std::fs::read(env.path(path)).unwrap(), b"defg");
            assert_eq!(ledger(&env), before);
        }
    }
    let agreed = wiped(run(&env, &["wipe", "files", path, "--consent", "承諾第12号"]));
    assert_eq!(record(&env, &agreed.result())["body"]["consent"], "承諾第12号");
}
