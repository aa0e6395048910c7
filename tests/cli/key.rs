//! Keys and cards.

use crate::env::TestEnv;

#[test]
fn keys_are_made_once_and_stock_programs_read_them() {
    let env = TestEnv::new();
    env.write("pw", "見本の合言葉\n");
    let made = env.run(["--json", "--passphrase-file", "pw", "key", "new", "--name", "見本 花子"]).ok();
    let result = made.result();
    assert!(result["recipient"].as_str().unwrap().starts_with("age1"));
    let again = env.run(["--json", "--passphrase-file", "pw", "key", "new", "--name", "x"]).exits(5);
    assert_eq!(again.objects()[0]["code"], "keys-exist");
    let list = env.run(["--json", "key", "list"]).ok().result();
    assert_eq!(list["cards"][0]["name"], "見本 花子");
    assert_eq!(list["cards"][0]["own"], true);

    let public = std::process::Command::new("ssh-keygen")
        .arg("-l")
        .arg("-f")
        .arg(env.path("keys/signing.key.pub"))
        .output();
    if let Ok(public) = public {
        let shown = String::from_utf8_lossy(&public.stdout).into_owned();
        assert!(shown.contains(result["fingerprint"].as_str().unwrap()), "{shown}");
    }
}

#[test]
fn a_passphrase_is_never_taken_from_nowhere() {
    let env = TestEnv::new();
    let ran = env.run(["--json", "key", "new", "--name", "見本"]).exits(5);
    assert_eq!(ran.objects()[0]["code"], "passphrase-no-terminal");
    env.write("empty", "\n");
    let ran = env.run(["--json", "--passphrase-file", "empty", "key", "new", "--name", "見本"]).exits(1);
    assert_eq!(ran.objects()[0]["code"], "passphrase-empty");
    assert!(!env.path("keys").exists(), "nothing is left");
}

#[cfg(unix)]
#[test]
fn a_passphrase_through_a_descriptor_and_its_change() {
    let env = TestEnv::new();
    env.write("old", "old");
    env.write("new", "new");
    let shell = |script: &str| {
        let mut command = env.command([] as [&str; 0]);
        let program = command.get_program().to_owned();
        let mut sh = std::process::Command::new("sh");
        sh.args(["-c", script, "sh"]).arg(program).current_dir(env.path("."));
        sh.env_clear().env("PATH", "/usr/bin:/bin").env("AZUKARI_HOME", env.path("keys")).env("LANG", "C");
        let _ = &mut command;
        TestEnv::ran(&mut sh)
    };
    let _ = shell("\"$1\" -q --passphrase-fd 3 key new --name x 3<old").ok();
    let wrong =
        shell("\"$1\" --json --passphrase-fd 3 key passphrase --new-passphrase-file new 3<new").exits(1);
    assert_eq!(wrong.objects()[0]["code"], "keys-wrong-passphrase");
    let _ = shell("cat old | \"$1\" -q --passphrase-fd 0 key passphrase --new-passphrase-file new").ok();
    let wrong =
        shell("\"$1\" --json --passphrase-file old key passphrase --new-passphrase-file new").exits(1);
    assert_eq!(wrong.objects()[0]["code"], "keys-wrong-passphrase");
}

#[test]
fn a_card_travels_and_is_trusted_only_when_told() {
    let env = TestEnv::new();
    env.write("pw", "p");
    let _ = env.run(["-q", "--passphrase-file", "pw", "key", "new", "--name", "見本 花子"]).ok();
    let _ = env.run(["-q", "key", "card", "-o", "hanako.card.json"]).ok();
    let other = TestEnv::new();
    other.write("hanako.card.json", std::fs::read(env.path("hanako.card.json")).unwrap());
    let asked = other.run(["--json", "key", "import", "hanako.card.json"]).exits(5);
    assert_eq!(asked.objects()[0]["code"], "no-terminal");
    let imported = other.run(["--lang", "ja", "--yes", "key", "import", "hanako.card.json"]).ok().stdout;
    assert!(
        imported.contains("案件にではなく、自分の鍵のフォルダーに") && imported.contains("keys"),
        "{imported}"
    );
    let list = other.run(["--json", "key", "list"]).ok().result();
    assert_eq!(list["cards"][0]["standing"], "fits");
    let mut card = std::fs::read_to_string(env.path("hanako.card.json")).unwrap();
    card = card.replace("花子", "次郎");
    other.write("forged.card.json", card);
    let forged = other.run(["--json", "--yes", "key", "import", "forged.card.json"]).exits(3);
    assert_eq!(forged.objects().last().unwrap()["event"], "error");
    let shown = other.run(["show", "hanako.card.json"]).ok();
    assert!(shown.stdout.contains("見本 花子"), "{}", shown.stdout);
}

#[test]
fn a_short_passphrase_from_a_file_is_warned_of() {
    let env = TestEnv::new();
    env.write("short", "短い合言葉");
    env.write("long", "見本の、とても長い合言葉です。");
    let ran = env.run(["--json", "--passphrase-file", "short", "key", "new", "--name", "見本"]).ok();
    assert_eq!(ran.objects()[0]["code"], "warn-passphrase-short");
    let change = ["--json", "--passphrase-file", "short", "key", "passphrase", "--new-passphrase-file"];
    let ran = env.run(change.iter().chain(&["long"])).ok();
    assert!(!ran.stdout.contains("warn-passphrase-short"), "{}", ran.stdout);
}
