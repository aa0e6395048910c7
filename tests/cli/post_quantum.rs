//! Post-quantum keys, from making one to the papers that name it.

use crate::env::{Ran, TestEnv};
use azukari::custody::keys::{KeyStore, LockWork};
use azukari::model::{Person, Timestamp};
use serde_json::Value;

/// A person with keys in light locks: unlocking is not what is tested here.
pub(crate) fn person(name: &str, post_quantum: bool) -> TestEnv {
    let env = TestEnv::new();
    env.write("pw", "p");
    let light = LockWork { scrypt: 1, bcrypt: 1 };
    let store = KeyStore::at(&env.path("keys"));
    let person =
        Person { name: name.into(), organization: "株式会社見本データ".into(), ..Person::default() };
    store.create(&person, "p", Timestamp::from_unix(1_700_000_000), None, light).unwrap();
    if post_quantum {
        store.add_post_quantum("p", light).unwrap();
    }
    env
}

/// The sender, with a case, something to seal, and the cards of `others`.
pub(crate) fn sender(others: &[&TestEnv]) -> TestEnv {
    let env = person("見本 花子", false);
    let args =
        ["-q", "--passphrase-file", "pw", "init", "case", "--client", "見本市", "--contract", "見本業務"];
    let _ = env.run(args).ok();
    env.write("資料/一.txt", "one");
    for other in others {
        import(&env, other);
    }
    env
}

pub(crate) fn import(env: &TestEnv, other: &TestEnv) {
    env.write("in.card.json", std::fs::read(other.path("keys/card.json")).unwrap());
    let args = ["--yes", "--passphrase-file", "pw", "--case", "case", "key", "import", "in.card.json"];
    let _ = env.run(args).ok();
}

pub(crate) fn seal(env: &TestEnv, package: &str, to: &[&str]) -> Ran {
    let args = ["--json", "--passphrase-file", "pw", "--case", "case", "seal", "資料", "-o", package];
    env.run(args.iter().copied().chain(to.iter().flat_map(|name| ["--to", name])))
}

fn open(env: &TestEnv, from: &TestEnv, package: &str, more: &[&str]) -> Ran {
    env.write(package, std::fs::read(from.path(package)).unwrap());
    let args = ["--json", "--passphrase-file", "pw", "open", package, "-d", "out", "--no-receipt"];
    env.run(args.iter().chain(more))
}

/// The delivery note beside a package.
pub(crate) fn note(env: &TestEnv, package: &str) -> Value {
    let path = env.path(package).with_extension("note.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

pub(crate) fn agreements(record: &Value) -> Vec<&str> {
    let suite = record["suite"].as_array().unwrap();
    let of_keys = suite.iter().filter(|entry| entry["purpose"] == "key_agreement");
    of_keys.map(|entry| entry["algorithm"].as_str().unwrap()).collect()
}

fn stanzas(env: &TestEnv, package: &str) -> Vec<String> {
    azukari::crypt::stanza_tags(&env.path(package))
}

#[test]
fn used_where_every_card_has_one_and_else_for_nobody() {
    let strong = person("見本 強", true);
    let classic = person("見本 従", false);
    let env = sender(&[&strong, &classic]);

    let sealed = seal(&env, "a.age", &["見本 強"]).ok().result();
    assert_eq!(sealed["post_quantum"], true);
    assert_eq!(agreements(&note(&env, "a.age")), ["ECDH (X25519)", "ML-KEM-768 (X-Wing)"]);
    let to = note(&env, "a.age")["body"]["recipients"][0]["recipient"].as_str().unwrap().to_owned();
    assert!(to.starts_with("age1pq1"));
    let tags = stanzas(&env, "a.age");
    assert!(tags.contains(&"mlkem768x25519".to_owned()) && !tags.contains(&"X25519".to_owned()), "{tags:?}");
    // Nobody here vouched for the sender; that is all that is doubtful: it is addressed to this very key.
    let opened = open(&strong, &env, "a.age", &[]).exits(4).result();
    assert_eq!(opened["exceptions"], serde_json::json!(["sender_unknown", "note_missing"]));
    assert_eq!(std::fs::read(strong.path("out/資料/一.txt")).unwrap(), b"one");
    let refused = open(&classic, &env, "a.age", &[]).exits(4);
    assert_eq!(refused.objects()[0]["code"], "no-matching-key");

    let sealed = seal(&env, "b.age", &["見本 強", "見本 従"]).ok().result();
    assert_eq!(sealed["post_quantum"], false);
    assert_eq!(agreements(&note(&env, "b.age")), ["ECDH (X25519)"]);
    for env_of_one in [&strong, &classic] {
        let _ = std::fs::remove_dir_all(env_of_one.path("out"));
        let opened = open(env_of_one, &env, "b.age", &[]).exits(4).result();
        assert_eq!(opened["exceptions"], serde_json::json!(["sender_unknown", "note_missing"]));
    }
}

#[test]
fn added_to_keys_in_use_and_the_case_learns_of_it() {
    let env = sender(&[]);
    let before = std::fs::read(env.path("keys/identity.age")).unwrap();
    let _ = seal(&env, "before.age", &["見本 花子"]).ok();
    let args = ["--json", "--passphrase-file", "pw", "--case", "case", "key", "new", "--post-quantum"];
    let added = env.run(args).ok().result();
    assert!(added["recipient_pq"].as_str().unwrap().starts_with("age1pq1"));
    assert_eq!(std::fs::read(env.path("keys/identity.age")).unwrap(), before);
    let again = env.run(args).exits(5);
    assert_eq!(again.objects()[0]["code"], "keys-exist");
    let other = env.run(args.iter().chain(&["--name", "別人"])).exits(5);
    assert_eq!(other.objects()[0]["code"], "keys-exist");

    let sealed = seal(&env, "after.age", &["見本 花子"]).ok().result();
    assert_eq!(sealed["post_quantum"], true);
    for package in ["before.age", "after.age"] {
        let folder = format!("out-{package}");
        let args = ["--json", "--passphrase-file", "pw", "--case", "case", "open", package, "-d", &folder];
        let opened = env.run(args).ok().result();
        let record = std::fs::read(env.path(opened["record"].as_str().unwrap())).unwrap();
        let record: Value = serde_json::from_slice(&record).unwrap();
        assert_eq!(agreements(&record), agreements(&note(&env, package)), "{package}");
    }
    let _ = env.run(["--case", "case", "ledger", "verify"]).ok();
    let shown = TestEnv::ran(env.command(["--lang", "ja", "show", "keys/card.json"]).env("LANG", "C")).ok();
    assert!(shown.stdout.contains("量子計算機に耐える"), "{}", shown.stdout);
}

#[test]
fn made_together_with_the_others() {
    let env = TestEnv::new();
    env.write("pw", "p");
    let args = ["--json", "--passphrase-file", "pw", "key", "new", "--name", "見本 花子", "--post-quantum"];
    let made = env.run(args).ok().result();
    assert!(made["recipient"].as_str().unwrap().starts_with("age1"));
    assert!(made["recipient_pq"].as_str().unwrap().starts_with("age1pq1"));
    assert!(env.path("keys/identity-pq.age").is_file());
    let checks = env.run(["--json", "doctor"]).result()["checks"].clone();
    let keys = checks.as_array().unwrap().iter().find(|check| check["check"] == "keys").unwrap().clone();
    assert_eq!(keys["state"], if cfg!(unix) { "good" } else { "unknown" });
    std::fs::remove_file(env.path("keys/identity-pq.age")).unwrap();
    let checks = env.run(["--json", "doctor"]).result()["checks"].clone();
    let keys = checks.as_array().unwrap().iter().find(|check| check["check"] == "keys").unwrap().clone();
    assert_eq!(keys["state"], "bad");
}

#[test]
fn identity_files_from_outside_may_hold_both_kinds() {
    let strong = person("見本 強", true);
    let env = sender(&[&strong]);
    let _ = seal(&env, "a.age", &["見本 強"]).ok();
    let keys = KeyStore::at(&strong.path("keys"));
    let both =
        format!("# 見本\n{}\n{}", &*keys.identity("p").unwrap(), &*keys.post_quantum("p").unwrap().unwrap());
    let outside = TestEnv::new();
    outside.write("pw", "unused");
    outside.write("both.txt", both);
    let opened = open(&outside, &env, "a.age", &["--identity", "both.txt"]).exits(4).result();
    assert_eq!(opened["files"], 1);
}

#[test]
fn kinds_that_nobody_shares_are_named_with_the_way_out() {
    let classic = person("見本 従", false);
    let env = sender(&[&classic]);
    // A card whose only key is post-quantum: made here by hand, others' programs may make such.
    let key = azukari::sign::SigningKey::generate().unwrap();
    let person = Person { name: "見本 強".into(), ..Person::default() };
    let recipient = azukari::crypt::keyfile::generate_hybrid().unwrap().recipient;
    let from = Timestamp::from_unix(1_700_000_000);
    let card = azukari::sign::Card::new(&person, &recipient, &key.public(), from, None).unwrap();
    let only = TestEnv::new();
    only.write("keys/card.json", card.to_file(&key).unwrap());
    import(&env, &only);
    let ran = seal(&env, "x.age", &["見本 強", "見本 従"]).exits(5);
    let error = &ran.objects()[0];
    assert_eq!(error["code"], "recipients-apart");
    assert_eq!(
        (&error["facts"]["quantum"], &error["facts"]["without"]),
        (&"見本 強".into(), &"見本 従".into())
    );
    assert!(!env.path("x.age").exists() && !env.path("x.note.json").exists());
    assert_eq!(seal(&env, "y.age", &["見本 強"]).ok().result()["post_quantum"], true);
}
