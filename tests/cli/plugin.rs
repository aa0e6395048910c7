//! Hardware keys by age plugins, with a plugin of our own that speaks the whole protocol.

use crate::env::{Ran, TestEnv};
use crate::post_quantum::{agreements, import, note, person, seal, sender};
use age_core::primitives::bech32_encode;
use azukari::custody::keys::{KeyStore, LockWork};
use bech32::Hrp;
use serde_json::Value;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

/// How the plugin behaves.
const PLAIN: u8 = 0;
const PIN: u8 = 1;
const REFUSES: u8 = 2;
const DIES: u8 = 3;
const POST_QUANTUM: u8 = 4;
const TALKS: u8 = 5;

/// A key of the plugin: recipient, and the text of its identity file as plugins write it.
fn key(mode: u8, seed: u8) -> (String, String) {
    let data = [&[mode], [seed; 16].as_slice()].concat();
    let recipient = bech32_encode(Hrp::parse("age1mihon").unwrap(), &data);
    let identity = bech32_encode(Hrp::parse("age-plugin-mihon-").unwrap(), &data).to_ascii_uppercase();
    let text = format!("#       Serial: 1\n#    Recipient: {recipient}\n{identity}\n");
    (recipient, text)
}

/// Whether `python3`, in which the plugin is written, is here.
pub(crate) fn have_python(test: &str) -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok();
    if !found {
        assert!(std::env::var_os("CI").is_none(), "{test}: `python3` must be installed in CI");
        crate::env::skipped(test, "`python3` is not installed");
    }
    found
}

/// The plugin, in a folder of its own that only `run` puts on the search path.
fn install(env: &TestEnv) {
    let program = env.write("plugins/age-plugin-mihon", include_str!("plugin/age-plugin-mihon"));
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn command(env: &TestEnv, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = env.command(args);
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", env.path("plugins").display()));
    command
}

fn run<'a>(env: &TestEnv, args: impl IntoIterator<Item = &'a str>) -> Ran {
    TestEnv::ran(&mut command(env, args))
}

const NEW: [&str; 8] = ["--json", "--passphrase-file", "pw", "key", "new", "--name", "見本 鍵", "--identity"];
const OPEN: [&str; 9] =
    ["--json", "--passphrase-file", "pw", "open", "p.age", "-d", "out", "--no-receipt", "--identity"];

/// A person whose key to open packages is on the plugin; without the trial that `key new` makes.
fn holder(mode: u8, seed: u8) -> TestEnv {
    let env = TestEnv::new();
    install(&env);
    env.write("pw", "p");
    let (recipient, text) = key(mode, seed);
    let identity =
        azukari::crypt::keyfile::NewIdentity { text: zeroize::Zeroizing::new(text.clone()), recipient };
    let person = azukari::model::Person { name: "見本 鍵".into(), ..azukari::model::Person::default() };
    let from = azukari::model::Timestamp::from_unix(1_700_000_000);
    let store = KeyStore::at(&env.path("keys"));
    store.create_with(&person, &identity, "p", from, LockWork { scrypt: 1, bcrypt: 1 }).unwrap();
    env.write("key.txt", text);
    env
}

/// A package for `to` from somebody who has the plugin too.
fn sealed_for(holder: &TestEnv) -> TestEnv {
    let env = sender(&[holder]);
    install(&env);
    let args = ["--json", "--passphrase-file", "pw", "--case", "case", "seal", "資料", "-o", "p.age"];
    let _ = run(&env, args.into_iter().chain(["--to", "見本 鍵"])).ok();
    holder.write("p.age", std::fs::read(env.path("p.age")).unwrap());
    env
}

/// A holder to whom a package was sealed.
fn from_plugin_holder() -> TestEnv {
    let holder = holder(PLAIN, 9);
    let _from = sealed_for(&holder);
    holder
}

/// The error that a run ended with.
fn error(ran: &Ran) -> Value {
    ran.objects().into_iter().find(|object| object["event"] == "error").unwrap()
}

fn code(ran: &Ran) -> String {
    error(ran)["code"].as_str().unwrap().to_owned()
}

#[test]
fn a_card_for_a_hardware_key_from_making_to_opening() {
    if !have_python("a_card_for_a_hardware_key_from_making_to_opening") {
        return;
    }
    let env = TestEnv::new();
    install(&env);
    env.write("pw", "p");
    let (recipient, text) = key(PLAIN, 7);
    env.write("key.txt", &text);
    let made = run(&env, NEW.into_iter().chain(["key.txt"])).ok().result();
    assert_eq!(made["recipient"], recipient.as_str());
    let classic = person("見本 従", false);
    let from = sender(&[&env, &classic]);
    install(&from);
    let args = ["--json", "--passphrase-file", "pw", "--case", "case", "seal", "資料", "-o", "p.age"];
    let sealed = run(&from, args.into_iter().chain(["--to", "見本 鍵", "--to", "見本 従"])).ok().result();
    assert_eq!(sealed["post_quantum"], Value::Bool(false), "X25519 settles it");
    assert_eq!(agreements(&note(&from, "p.age")), ["age-plugin-mihon", "ECDH (X25519)"]);
    for receiver in [&env, &classic] {
        receiver.write("p.age", std::fs::read(from.path("p.age")).unwrap());
        let opened = run(receiver, OPEN[..8].iter().copied()).exits(4).result();
        // The manifest names this very key: nothing says that somebody passed the package on.
        assert_eq!(opened["exceptions"], serde_json::json!(["sender_unknown", "note_missing"]));
    }
}

#[test]
fn a_key_file_must_name_the_recipient_that_its_key_opens() {
    if !have_python("a_key_file_must_name_the_recipient_that_its_key_opens") {
        return;
    }
    let env = TestEnv::new();
    install(&env);
    env.write("pw", "p");
    let (_, text) = key(PLAIN, 1);
    let line = text.lines().last().unwrap().to_owned();
    let tried = |content: String, exit: i32| {
        env.write("key.txt", content);
        let ran = run(&env, NEW.into_iter().chain(["key.txt"])).exits(exit);
        assert!(!env.path("keys/card.json").exists());
        code(&ran)
    };
    assert_eq!(tried(line.clone(), 1), "identity-unnamed");
    assert_eq!(tried(format!("# recipient: {}\n{line}\n", key(PLAIN, 2).0), 1), "identity-mismatch");
    assert_eq!(tried(format!("{text}nonsense\n"), 1), "no-identity");
    assert_eq!(tried(text.replace("AGE-PLUGIN-MIHON-1", "AGE-PLUGIN-../MIHON-1"), 1), "no-identity");
    std::fs::remove_dir_all(env.path("plugins")).unwrap();
    assert_eq!(tried(text, 1), "plugin-missing");
}

#[test]
fn a_missing_plugin_is_named_and_other_keys_still_open() {
    if !have_python("a_missing_plugin_is_named_and_other_keys_still_open") {
        return;
    }
    let env = holder(PLAIN, 3);
    let from = sealed_for(&env);
    std::fs::remove_dir_all(env.path("plugins")).unwrap();
    std::fs::remove_dir_all(from.path("plugins")).unwrap();
    for args in [OPEN[..8].to_vec(), OPEN.into_iter().chain(["key.txt"]).collect()] {
        let ran = run(&env, args).exits(1);
        assert_eq!(code(&ran), "plugin-missing");
        assert_eq!(error(&ran)["facts"]["program"], "age-plugin-mihon");
        assert!(!env.path("out").exists());
    }
    let words =
        TestEnv::ran(env.command(["--lang", "ja"].iter().chain(&OPEN[1..8])).env("LANG", "C")).exits(1);
    assert!(words.stderr.contains("age-plugin-mihon というプログラムが必要です"), "{}", words.stderr);

    let refused = seal(&from, "q.age", &["見本 鍵"]).exits(1);
    assert_eq!(code(&refused), "plugin-missing");
    assert!(!from.path("q.age").exists() && !from.path("q.note.json").exists());

    // A file for somebody else opens with the key that does not need the plugin.
    let classic = person("見本 従", false);
    import(&from, &classic);
    let _ = seal(&from, "r.age", &["見本 従"]).ok();
    env.write("p.age", std::fs::read(from.path("r.age")).unwrap());
    let (text, own) = (key(PLAIN, 3).1, KeyStore::at(&classic.path("keys")).identity("p").unwrap());
    env.write("both.txt", format!("{text}{}", &*own));
    let _ = run(&env, OPEN.into_iter().chain(["both.txt"])).exits(4).result();
}

#[test]
fn what_a_plugin_says_of_its_failure_is_shown() {
    if !have_python("what_a_plugin_says_of_its_failure_is_shown") {
        return;
    }
    for (mode, words) in [(REFUSES, "鍵がありません"), (DIES, "age-plugin-mihon")] {
        let env = holder(mode, 4);
        let from = sender(&[&env]);
        install(&from);
        let args = ["--json", "--passphrase-file", "pw", "--case", "case", "seal", "資料", "-o", "p.age"];
        let ran = run(&from, args.into_iter().chain(["--to", "見本 鍵"])).exits(1);
        assert_eq!(code(&ran), "plugin-failed");
        let reason = error(&ran)["facts"]["reason"].as_str().unwrap().to_owned();
        assert!(reason.contains(words), "{reason}");
        assert!(!from.path("p.age").exists() && !from.path("p.note.json").exists());
        let _ = from.run(["--case", "case", "ledger", "verify"]).ok();
    }
    // The age crate would print all that passes between, keys among it.
    let overheard =
        command(&from_plugin_holder(), OPEN[..8].iter().copied()).env("AGEDEBUG", "plugin").output().unwrap();
    assert_eq!(overheard.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&overheard.stdout).contains("plugin-overheard"), "{overheard:?}");
    // Nobody sits at a terminal: a PIN cannot be had, and is not taken from --passphrase-file.
    let env = holder(PIN, 5);
    let _from = sealed_for(&env);
    let ran = run(&env, OPEN[..8].iter().copied()).exits(1);
    assert_eq!(code(&ran), "plugin-failed");
    assert!(error(&ran)["facts"]["reason"].as_str().unwrap().contains("PIN が違います"));
    assert!(!env.path("out").exists());
}

#[test]
fn prompts_of_a_plugin_are_asked_at_the_terminal() {
    if !have_python("prompts_of_a_plugin_are_asked_at_the_terminal") {
        return;
    }
    let at_terminal = |env: &TestEnv, answers: &[&str]| {
        let _ = std::fs::remove_dir_all(env.path("out"));
        let inner = command(env, ["--lang", "ja"].iter().chain(&OPEN[1..8]));
        let mut outer = Command::new("python3");
        outer.arg("-c").arg(include_str!("plugin/at_terminal.py")).args(answers).arg("--");
        outer.arg(inner.get_program()).args(inner.get_args()).current_dir(env.path("."));
        outer.env_clear().envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        TestEnv::ran(&mut outer)
    };
    let env = holder(PIN, 6);
    let _from = sealed_for(&env);
    let ran = at_terminal(&env, &["PIN を入力:==123456"]).exits(4);
    assert!(
        ran.stdout.contains("age-plugin-mihon からの質問") && !ran.stdout.contains("123456"),
        "{}",
        ran.stdout
    );
    assert_eq!(std::fs::read(env.path("out/資料/一.txt")).unwrap(), b"one");
    let ran = at_terminal(&env, &["PIN を入力:==000000"]).exits(1);
    assert!(ran.stdout.contains("PIN が違います") && !env.path("out").exists(), "{}", ran.stdout);

    let env = holder(TALKS, 6);
    let _from = sealed_for(&env);
    let ran = at_terminal(&env, &["触れましたか=y", "部屋の番号:=101"]).exits(4);
    assert!(ran.stdout.contains("age-plugin-mihon: 鍵に触れてください"), "{}", ran.stdout);
    let ran = at_terminal(&env, &["触れましたか=n"]).exits(4);
    assert!(ran.stdout.contains("宛先に入っていません") && !env.path("out").exists(), "{}", ran.stdout);
    let ran = at_terminal(&env, &["触れましたか=y", "部屋の番号:=102"]).exits(1);
    assert!(ran.stdout.contains("部屋が違います"), "{}", ran.stdout);
}

#[test]
fn a_plugin_that_claims_post_quantum_is_not_mixed_with_x25519() {
    if !have_python("a_plugin_that_claims_post_quantum_is_not_mixed_with_x25519") {
        return;
    }
    let (env, classic) = (holder(POST_QUANTUM, 8), person("見本 従", false));
    let from = sealed_for(&env);
    let _ = run(&env, OPEN[..8].iter().copied()).exits(4).result();
    import(&from, &classic);
    let args = ["--json", "--passphrase-file", "pw", "--case", "case", "seal", "資料", "-o", "q.age"];
    let ran = run(&from, args.into_iter().chain(["--to", "見本 鍵", "--to", "見本 従"])).exits(5);
    assert_eq!(code(&ran), "mixed-recipients");
    assert!(!from.path("q.age").exists());
}
