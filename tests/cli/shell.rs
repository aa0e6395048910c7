//! The shell itself: help, usage errors, languages, streams.

use crate::env::TestEnv;

#[test]
fn usage_errors_are_said_in_the_readers_language() {
    let ja = TestEnv::japanese().run(["--nonsense"]).exits(2);
    assert!(
        ja.stderr.starts_with("エラー: --nonsense という引数はありません。\n次の操作: "),
        "{}",
        ja.stderr
    );
    let en = TestEnv::new().run(["--nonsense"]).exits(2);
    assert!(en.stderr.starts_with("error: there is no argument --nonsense\nnext: "), "{}", en.stderr);
    let asked = TestEnv::new().run(["--lang", "ja", "no-such-verb"]).exits(2);
    assert!(asked.stderr.contains("no-such-verb というコマンドはありません"), "{}", asked.stderr);
}

#[test]
fn a_near_miss_is_pointed_out() {
    let ran = TestEnv::new().run(["docto"]).exits(2);
    assert!(ran.stderr.contains("did you mean doctor?"), "{}", ran.stderr);
}

#[test]
fn usage_errors_are_objects_for_programs() {
    let ran = TestEnv::new().run(["--json", "--nonsense"]).exits(2);
    let object = &ran.objects()[0];
    assert_eq!(object["event"], "error");
    assert_eq!(object["code"], "usage-unknown-argument");
    assert_eq!(object["facts"]["argument"], "--nonsense");
    assert_eq!(object["exit"], 2);
}

#[test]
fn help_goes_to_standard_output_and_is_no_error() {
    for args in [&["--help"][..], &["-h"], &["help"], &["doctor", "--help"]] {
        let ran = TestEnv::new().run(args);
        if args == ["help"] {
            // There is no such verb: one way is enough.
            let _ = ran.exits(2);
            continue;
        }
        let ran = ran.ok();
        assert!(ran.stdout.contains("Usage: azukari") && ran.stderr.is_empty(), "{ran:?}");
    }
    let ja = TestEnv::japanese().run(["doctor", "--help"]).ok();
    assert!(ja.stdout.contains("使い方: azukari doctor"), "{}", ja.stdout);
    assert!(ja.stdout.contains("共通オプション"), "{}", ja.stdout);
}

#[test]
fn no_command_shows_the_commands_and_is_wrong_usage() {
    let ran = TestEnv::new().run([] as [&str; 0]).exits(2);
    assert!(format!("{}{}", ran.stdout, ran.stderr).contains("azukari"), "{ran:?}");
}

#[test]
fn version() {
    let ran = TestEnv::new().run(["--version"]).ok();
    assert_eq!(ran.stdout, format!("azukari {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn doctor_is_three_valued() {
    let ran = TestEnv::new().run(["--json", "doctor"]);
    let result = ran.result();
    let checks = result["checks"].as_array().unwrap();
    assert!(checks.len() >= 4);
    for check in checks {
        assert!(["good", "bad", "unknown"].contains(&check["state"].as_str().unwrap()), "{check}");
    }
    // Whoever asks by a script hears of what needs attention; what cannot be asked on this system is no failure.
    let bad = checks.iter().any(|check| check["state"] == "bad");
    assert_eq!(ran.code, Some(i32::from(bad)), "{}", ran.stdout);
    let words = TestEnv::japanese().run(["doctor"]);
    assert!(words.stdout.contains("時計は"), "{}", words.stdout);
}

#[test]
fn doctor_fails_where_keys_are_incomplete() {
    let env = TestEnv::new();
    env.write("keys/card.json", "{}");
    env.write("keys/signing.key", "x");
    let ran = env.run(["--json", "doctor"]).exits(1);
    let checks = ran.result()["checks"].clone();
    assert!(
        checks.as_array().unwrap().iter().any(|check| check["check"] == "keys" && check["state"] == "bad")
    );
}

#[test]
fn completions_for_the_four_shells() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = TestEnv::japanese().run(["completions", shell]).ok();
        assert!(ran.stdout.contains("doctor"), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn a_reader_who_goes_away_is_no_error() {
    use std::process::Stdio;
    let env = TestEnv::new();
    let mut child =
        env.command(["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_no_success() {
    let env = TestEnv::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = env.command(["completions", "bash"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_run_left_is_named_by_the_next() {
    let env = TestEnv::new();
    let half = env.write("half.part", "x");
    let marker = serde_json::json!({
        "schema": "azukari/pending/1", "kind": "open", "started": "2026-11-22T10:00:00+09:00", "pid": 1, "paths": [half],
    });
    let path = env.write("keys/work/.open.json", marker.to_string());
    let ran = TestEnv::ran(env.command(["key", "list"]).env("LANG", "ja_JP.UTF-8")).ok();
    assert!(ran.stderr.contains("half.part") && ran.stderr.starts_with("注意: "), "{}", ran.stderr);
    let ran = env.run(["--json", "key", "list"]).ok();
    assert_eq!(ran.objects()[0]["code"], "warn-leftover");
    std::fs::remove_file(half).unwrap();
    let ran = env.run(["key", "list"]).ok();
    assert!(ran.stderr.is_empty() && !path.exists(), "{}", ran.stderr);
}
