//! A package in volumes, from the command line: sealed, checked without a key, lost in part, opened, receipted.

use crate::env::TestEnv;
use crate::init::sample_case;
use std::fs;
use std::path::PathBuf;

fn person() -> TestEnv {
    let env = TestEnv::new();
    sample_case(&env);
    let noise: Vec<u8> =
        (0..2_500_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    env.write("資料/台帳.bin", &noise);
    env.write("資料/空.txt", "");
    env
}

fn seal(env: &TestEnv, more: &[&str]) -> crate::env::Ran {
    let mut args =
        vec!["--json", "--passphrase-file", "pw", "--case", "case", "seal", "資料", "--to", "見本 花子"];
    args.extend(["-o", "out/見本.age", "--volume-size", "1MiB"]);
    args.extend(more);
    env.run(args)
}

#[test]
fn sealed_checked_lost_in_part_and_opened() {
    let env = person();
    fs::create_dir(env.path("out")).unwrap();
    let result = seal(&env, &[]).ok().result();
    let volumes: Vec<String> = result["volumes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|volume| volume["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(volumes, ["見本.001.age", "見本.002.age", "見本.003.age"]);
    assert_eq!(result["key"]["name"], "見本.key.age");
    let names = || {
        let mut names: Vec<_> = fs::read_dir(env.path("out"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let all = [
        "見本.001.age",
        "見本.002.age",
        "見本.003.age",
        "見本.key.age",
        "見本.note.json",
        "見本.note.json.sig",
    ];
    assert_eq!(names(), all);

    // Without a key, whichever file is named.
    for name in ["out/見本.age", "out/見本.002.age", "out/見本.key.age"] {
        let said = env.run(["--case", "case", "verify", name]).ok().stdout;
        assert!(said.contains("all 3 volumes"), "{said}");
    }
    let second = env.path("out/見本.002.age");
    let whole = fs::read(&second).unwrap();
    let mut bad = whole.clone();
    bad[700_000] ^= 1;
    fs::write(&second, &bad).unwrap();
    let said = env.run(["--case", "case", "verify", "out/見本.001.age"]).exits(3).stdout;
    assert!(said.contains("見本.002.age"), "{said}");
    let open = |dir: &str| {
        env.run([
            "--json",
            "--passphrase-file",
            "pw",
            "--case",
            "case",
            "open",
            "out/見本.003.age",
            "-d",
            dir,
        ])
    };
    let said = open("開封").exits(3);
    assert!(format!("{said:?}").contains("見本.002.age") && !env.path("開封").exists());
    fs::remove_file(&second).unwrap();
    for said in [env.run(["--case", "case", "verify", "out/見本.key.age"]).exits(3), open("開封").exits(3)]
    {
        assert!(format!("{said:?}").contains("見本.002.age"), "{said:?}");
    }
    fs::write(&second, &whole).unwrap();

    let listed = env.run(["--passphrase-file", "pw", "--case", "case", "list", "out/見本.age"]).ok().stdout;
    assert!(listed.contains("資料/台帳.bin"), "{listed}");
    let only = ["--json", "--passphrase-file", "pw", "--case", "case", "open", "out/見本.age", "-d", "一部"];
    let part = env.run(only.iter().chain(&["--only", "*.txt"])).ok().result();
    assert_eq!((part["files"].as_u64(), part["files_in_package"].as_u64()), (Some(1), Some(2)));
    assert!(part["receipt"].is_null() && !env.path("一部/資料/台帳.bin").exists());
    assert!(env.path("一部/資料/空.txt").exists());
    let _nothing = env
        .run([
            "--passphrase-file",
            "pw",
            "--case",
            "case",
            "open",
            "out/見本.age",
            "-d",
            "無い",
            "--only",
            "x",
        ])
        .exits(5);
    let _pattern = env.run(["open", "out/見本.age", "-d", "無い", "--only", "[a"]).exits(2);
    let opened = open("開封").ok().result();
    assert_eq!(
        fs::read(env.path("開封/資料/台帳.bin")).unwrap(),
        fs::read(env.path("資料/台帳.bin")).unwrap()
    );
    let receipt = PathBuf::from(opened["record"].as_str().unwrap());
    let said = env
        .run(["--passphrase-file", "pw", "--case", "case", "verify", receipt.to_str().unwrap()])
        .ok()
        .stdout;
    assert!(said.contains("good") || said.contains("Good"), "{said}");
}

/// One disc of ten is lost on the way: the sender makes that one again, with a note that names the new one.
#[test]
fn a_lost_volume_is_made_again_alone() {
    let env = person();
    fs::create_dir(env.path("out")).unwrap();
    let first = seal(&env, &[]).ok().result();
    let refused = env.run([
        "--json",
        "--passphrase-file",
        "pw",
        "--case",
        "case",
        "seal",
        "資料",
        "--to",
        "見本 花子",
        "-o",
        "x.age",
        "--remake",
    ]);
    assert_eq!(refused.code, Some(2), "only with --volume-size: {refused:?}");
    let nothing = seal(&env, &["--remake"]).exits(5);
    assert!(nothing.stdout.contains("volume-nothing-to-remake"), "{nothing:?}");
    fs::remove_file(env.path("out/見本.002.age")).unwrap();
    let again = seal(&env, &["--remake"]).ok().result();
    assert_eq!((again["volumes_kept"].as_u64(), &again["package_id"]), (Some(2), &first["package_id"]));
    assert_ne!(again["note"], first["note"]);
    assert_ne!(again["volumes"][1]["digests"], first["volumes"][1]["digests"]);
    assert_eq!(again["volumes"][0], first["volumes"][0]);
    let _good = env.run(["--case", "case", "verify", "out/見本.age"]).ok();
    let ledger = env.run(["--json", "--case", "case", "ledger", "list"]).ok().result();
    let holding = &ledger["holdings"][0];
    assert_eq!(holding["documents"], serde_json::json!([first["note"], again["note"]]));
    let open =
        ["--json", "--passphrase-file", "pw", "--case", "case", "open", "out/見本.age", "-d", "opened"];
    let opened = env.run(open).ok().result();
    // While it is on its way it could be made again; once the receipt is here, no more.
    let journals = || {
        let names = fs::read_dir(env.path("keys/work")).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with("volumes-")).count()
    };
    assert_eq!(journals(), 1);
    let receipt = opened["record"].as_str().unwrap();
    let _closed = env.run(["--passphrase-file", "pw", "--case", "case", "verify", receipt]).ok();
    assert_eq!(journals(), 0);
    assert!(seal(&env, &["--remake"]).exits(5).stdout.contains("volume-nothing-to-remake-from"));
    let state = env.run(["--json", "--case", "case", "ledger", "list"]).ok().result();
    assert_eq!(state["unfinished"], serde_json::json!([]));
    let _holds = env.run(["--case", "case", "ledger", "verify"]).ok();
}

/// Without the key file nothing opens: whoever packs the bag reads of it here.
#[test]
fn what_must_travel_together_is_named() {
    let env = person();
    fs::create_dir(env.path("out")).unwrap();
    let args = ["--passphrase-file", "pw", "--case", "case", "seal", "資料", "--to", "見本 花子"];
    let said = env.run([&args[..], &["-o", "out/見本.age", "--volume-size", "1MiB"]].concat()).ok().stdout;
    let line = said.lines().find(|line| line.contains("見本.key.age")).unwrap();
    for name in ["3 volumes", "見本.001.age", "見本.003.age", "見本.note.json", "見本.note.json.sig"]
    {
        assert!(line.contains(name), "{name} in {line}");
    }
}

/// In the sources it would be sealed by the next run; as `x.001.age` whoever opens it would look for the other volumes.
#[test]
fn a_place_or_name_that_would_mislead_is_refused() {
    let env = person();
    fs::create_dir(env.path("out")).unwrap();
    let common =
        ["--json", "--passphrase-file", "pw", "--case", "case", "seal", "資料", "--to", "見本 花子", "-o"];
    let refusals = [
        ("資料/x.age", 5, "target-in-source"),
        ("out/x.001.age", 2, "target-named-as-volume"),
        ("out/x.key.age", 2, "target-named-as-volume"),
    ];
    for (target, exit, code) in refusals {
        for volumes in [&[][..], &["--volume-size", "1MiB"]] {
            let ran = env.run([&common[..], &[target], volumes].concat()).exits(exit);
            assert!(ran.stdout.contains(code), "{ran:?}");
            assert!(!env.path(target).exists());
        }
    }
    let _listed = env.run(["--case", "case", "ledger", "list"]).ok();
    assert_eq!(fs::read_dir(env.path("out")).unwrap().count(), 0);
}

#[test]
fn nothing_stands_in_the_way_and_nothing_is_overwritten() {
    let env = person();
    fs::create_dir(env.path("out")).unwrap();
    for taken in ["out/見本.note.json", "out/見本.002.age"] {
        fs::write(env.path(taken), "x").unwrap();
        let said = format!("{:?}", seal(&env, &[]).exits(5));
        assert!(said.contains(&taken[4..]), "{said}");
        assert_eq!(fs::read_dir(env.path("out")).unwrap().count(), 1);
        fs::remove_file(env.path(taken)).unwrap();
    }
    let _sealed = seal(&env, &["--no-readback"]).ok();
    let _refused = seal(&env, &[]).exits(5);
    assert_eq!(fs::read_dir(env.path("out")).unwrap().count(), 6);
    let _usage = env.run(["seal", "資料", "--to", "x", "-o", "x.age", "--volume-size", "4 GB"]).exits(2);
}
