//! `receive`, as the person at the counter runs it.

use crate::env::{Ran, TestEnv};
use crate::init::sample_case;

fn medium(env: &TestEnv) {
    env.write("媒体/住民/台帳.csv", "abc");
    env.write("媒体/空.txt", "");
}

fn receive(env: &TestEnv, more: &[&str]) -> Ran {
    let args = [
        "--json",
        "--passphrase-file",
        "pw",
        "--case",
        "case",
        "receive",
        "媒体",
        "--from",
        "見本 一郎",
        "--means",
        "手交",
    ];
    env.run(args.iter().chain(more))
}

#[test]
fn a_receipt_with_its_list_and_stock_checks() {
    let env = TestEnv::new();
    sample_case(&env);
    medium(&env);
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    env.write("list.txt", format!("{abc}  住民/台帳.csv\n{empty}  空.txt\n"));
    let result =
        receive(&env, &["--place", "本庁", "--against", "list.txt", "--medium-serial", "SN-1"]).ok().result();
    assert_eq!(result["comparison"]["result"], "match");
    // The case fixes means and place, but no day: not everything that could be fixed was.
    assert!(result["as_agreed"].is_null());
    let record = std::fs::read_to_string(env.path(result["record"].as_str().unwrap())).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["schema"], "azukari/receipt/1");
    // The disk under the test may state a serial of its own: then the typed one stands beside it, never in its place.
    let medium = &record["body"]["medium"];
    let typed =
        [&medium["serial"], &medium["serial_conflict"]].into_iter().find(|it| it["source"] == "typed");
    assert_eq!(typed.map(|serial| serial["value"].as_str()), Some(Some("SN-1")), "{medium}");
    let verified = env.run(["--json", "--case", "case", "ledger", "verify"]).ok().result();
    assert_eq!((verified["trust"].as_str(), verified["known_heads"].as_u64()), (Some("good"), Some(1)));
    let list = env.run(["--json", "--case", "case", "ledger", "list"]).ok().result();
    assert_eq!(list["holdings"][0]["state"], "in_custody");
    stock_programs_agree(&env);
}

/// `ssh-keygen` and `sha256sum`, where they are, with the very files that VERIFY.txt names.
#[cfg(target_os = "linux")]
fn stock_programs_agree(env: &TestEnv) {
    let documents = env.path("case/documents");
    let text = std::fs::read_to_string(documents.join("VERIFY.txt")).unwrap();
    let line = text.lines().find(|line| line.starts_with("ssh-keygen -Y verify")).unwrap();
    let run = |line: &str, dir: &std::path::Path| {
        std::process::Command::new("sh").args(["-c", line]).current_dir(dir).output().unwrap()
    };
    let verified = run(line, &documents);
    assert!(verified.status.success(), "{verified:?}");
    let summed = run("sha256sum -c ../case/documents/R-2026-0001.manifest-sha256.txt", &env.path("媒体"));
    let by_year = documents.join("R-2026-0001.manifest-sha256.txt").exists();
    assert!(summed.status.success() || !by_year, "{summed:?}");
}

#[cfg(not(target_os = "linux"))]
fn stock_programs_agree(_: &TestEnv) {}

#[test]
fn another_place_needs_a_remark_and_changes_nothing_without() {
    let env = TestEnv::new();
    sample_case(&env);
    medium(&env);
    let refused = receive(&env, &["--place", "支所"]).exits(5);
    assert_eq!(refused.objects()[0]["code"], "receive-not-as-agreed");
    let list = env.run(["--json", "--case", "case", "ledger", "list"]).ok().result();
    assert_eq!(list["documents"].as_array().unwrap().len(), 0);
    let _ = receive(&env, &["--place", "支所", "--remark", "本庁が休みのため"]).ok();
    let twice = receive(&env, &["--place", "本庁"]).exits(5);
    assert_eq!(twice.objects().last().unwrap()["code"], "receive-again");
    let _ = receive(&env, &["--place", "本庁", "--again"]).ok();
}

#[test]
fn differences_are_named_and_end_as_bad() {
    let env = TestEnv::new();
    sample_case(&env);
    medium(&env);
    env.write("list.csv", "ファイル名,サイズ\n住民/台帳.csv,4\nない.txt,1\n");
    let ran = receive(&env, &["--place", "本庁", "--against", "list.csv"]).exits(3);
    let comparison = &ran.result()["comparison"];
    assert_eq!(comparison["result"], "differs");
    assert_eq!(comparison["altered"][0], "住民/台帳.csv");
    assert_eq!(comparison["missing"][0], "ない.txt");
    assert_eq!(comparison["extra"][0], "空.txt");
    let args = ["--lang", "ja", "--passphrase-file", "pw", "--case", "case", "receive", "媒体", "--again"];
    let more = ["--from", "見本 一郎", "--means", "手交", "--place", "本庁", "--against", "list.csv"];
    let said = env.run(args.iter().chain(&more)).exits(3).stdout;
    assert!(
        said.contains("次の操作: 相違事項は預り証 ") && said.contains("（見本 一郎）と甲に知らせて"),
        "{said}"
    );
}

#[test]
fn content_that_was_not_compared_is_in_the_first_line_of_verify() {
    let env = TestEnv::new();
    sample_case(&env);
    medium(&env);
    env.write("list.csv", "ファイル名,サイズ\n住民/台帳.csv,3\n空.txt,0\n");
    for (more, code, result, lines, head, remark) in [
        (
            &["--against", "list.csv"][..],
            4,
            "present_unverified",
            1,
            "署名は正しい（",
            "甲の一覧のうち 1 件は、名前",
        ),
        (&["--again"][..], 0, "no_list", 0, "合格: ", "甲の一覧なし"),
    ] {
        let received = receive(&env, &[&["--place", "本庁"], more].concat()).exits(code).result();
        let record = received["record"].as_str().unwrap();
        let said = env.run(["--lang", "ja", "--case", "case", "verify", record]).ok().stdout;
        assert!(said.starts_with(head) && said.contains(remark), "{said}");
        assert_eq!(said.contains("一覧のうち 1 件は内容を照合していない"), lines == 1, "{said}");
        let ran = env.run(["--json", "--case", "case", "verify", record]).ok();
        let verified = ran.objects().into_iter().find(|object| object["event"] == "verified").unwrap();
        assert_eq!(
            (verified["comparison"].as_str(), verified["not_compared"].as_u64()),
            (Some(result), Some(lines))
        );
    }
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_else_is_said_of_it() {
    let env = TestEnv::new();
    sample_case(&env);
    let args = ["--lang", "ja", "--passphrase-file", "pw", "--case", "case", "receive", "無い媒体"];
    let ran =
        env.run(args.iter().chain(&["--from", "見本 一郎", "--means", "手交", "--place", "本庁"])).exits(1);
    let said = ran.stderr;
    assert!(said.contains("無い媒体") && said.contains("見つかりません"), "{said}");
    assert!(!said.contains("注意") && !said.contains("asset-name"), "{said}");
}

#[test]
fn a_list_that_is_not_understood_is_refused_with_its_line() {
    let env = TestEnv::new();
    sample_case(&env);
    medium(&env);
    env.write("list.csv", "ファイル名,SHA-256\n住民/台帳.csv,xyz\n");
    let ran = receive(&env, &["--place", "本庁", "--against", "list.csv"]).exits(5);
    let error = ran.objects().remove(0);
    assert_eq!((error["code"].as_str(), error["facts"]["line"].as_str()), (Some("list-hash"), Some("2")));
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named_and_never_counted() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    let env = TestEnv::new();
    sample_case(&env);
    medium(&env);
    let secret = env.write("媒体/読めない.bin", "x");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&secret).is_ok() {
        // The superuser can read everything; the name that is no text plays the part.
        std::fs::remove_file(&secret).unwrap();
        std::fs::write(env.path("媒体").join(std::ffi::OsStr::from_bytes(b"\x93\xfa.bin")), "x").unwrap();
    }
    let ran = receive(&env, &["--place", "本庁"]).exits(7);
    let result = ran.result();
    assert_eq!((result["files"].as_u64(), result["unreadable"].as_array().unwrap().len()), (Some(2), 1));
}
