//! What is asked at a terminal, and what is said where it is called off.

use crate::env::{Ran, TestEnv};
use crate::plugin::have_python;
use std::process::Command;

/// Runs azukari at a terminal of its own; `answers` are `PROMPT=ANSWER` (`==` where nothing of it may be seen).
fn at_terminal(env: &TestEnv, args: &[&str], answers: &[&str]) -> Ran {
    let inner = env.command(args);
    let mut outer = Command::new("python3");
    outer.arg("-c").arg(include_str!("plugin/at_terminal.py")).args(answers).arg("--");
    outer.arg(inner.get_program()).args(inner.get_args()).current_dir(env.path("."));
    outer.env_clear().envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    TestEnv::ran(&mut outer)
}

const NEW: [&str; 6] = ["--lang", "ja", "key", "new", "--name", "見本 花子"];

#[test]
fn ctrl_c_at_a_prompt_says_that_nothing_was_changed() {
    if !have_python("ctrl_c_at_a_prompt_says_that_nothing_was_changed") {
        return;
    }
    let env = TestEnv::new();
    let ran = at_terminal(&env, &NEW, &["新しいパスフレーズ:==\u{3}"]).exits(130);
    assert!(ran.stdout.contains("中断しました。何も変更していません。"), "{}", ran.stdout);
    let json: Vec<&str> = ["--json"].into_iter().chain(NEW).collect();
    let ran = at_terminal(&env, &json, &["新しいパスフレーズ:==\u{3}"]).exits(130);
    assert!(
        ran.stdout.contains(r#""code":"interrupted""#) && ran.stdout.contains(r#""exit":130"#),
        "{}",
        ran.stdout
    );
    assert!(!env.path("keys/signing.key").exists());
}

#[test]
fn a_short_passphrase_is_not_taken_at_a_terminal() {
    if !have_python("a_short_passphrase_is_not_taken_at_a_terminal") {
        return;
    }
    let env = TestEnv::new();
    let ran = at_terminal(&env, &NEW, &["新しいパスフレーズ:==seven77"]).exits(5);
    assert!(ran.stdout.contains("新しいパスフレーズが短すぎます（8 文字以上が必要です）"), "{}", ran.stdout);
    assert!(!env.path("keys/signing.key").exists());
    let answers = ["新しいパスフレーズ:==eight888", "もう一度同じパスフレーズ:==eight888"];
    let ran = at_terminal(&env, &NEW, &answers).exits(0);
    assert!(
        ran.stdout.contains("パスフレーズが短く") && env.path("keys/signing.key").exists(),
        "{}",
        ran.stdout
    );
}
