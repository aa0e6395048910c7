//! Names that a receiver's system cannot take, from the warning at sealing to the list beside the receipt.

use crate::env::Ran;
use crate::medium::Medium;
use crate::parties::{Parties, found, run, said, text};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;

/// What Windows refuses or changes, and two names that it takes for one.
const DIFFICULT: [(&str, &str); 6] = [
    ("資料/会議 12:30/議事録?.txt", "議事録"),
    ("資料/aux.txt", "aux"),
    ("資料/以上.", "点"),
    ("資料/Ledger.csv", "大"),
    ("資料/ledger.csv", "小"),
    ("資料/普通.txt", "普通"),
];

/// Where Windows can have them, with the same content in the same order.
const MENDED: [&str; 6] = [
    "資料/会議 12：30/議事録？.txt",
    "資料/aux_.txt",
    "資料/以上._",
    "資料/Ledger.csv",
    "資料/ledger (2).csv",
    "資料/普通.txt",
];

fn parties() -> Parties {
    let parties = Parties::new(true);
    for (path, content) in DIFFICULT {
        parties.sender.write(path, content);
    }
    parties
}

fn seal(parties: &Parties, more: &[&str]) -> Ran {
    let args =
        ["seal", "資料", "--to", "見本 太郎", "-o", "甲.age", "--means", "手交", "--carrier", "見本 運"];
    let ran = run(&parties.sender, &[&args, more].concat()).ok();
    parties.hand_over_whole("甲");
    ran
}

fn event(ran: &Ran, kind: &str) -> Value {
    ran.objects().into_iter().find(|object| object["event"] == kind).unwrap_or_else(|| panic!("{ran:?}"))
}

/// `path: problem` of every name in a list.
fn told(names: &Value) -> Vec<String> {
    let text = |one: &Value, field| one[field].as_str().unwrap_or_default().to_owned();
    let names = names.as_array().unwrap().iter();
    let mut told: Vec<_> =
        names.map(|one| format!("{}: {}", text(one, "path"), text(one, "problem"))).collect();
    told.sort();
    told
}

const TOLD: [&str; 5] = [
    "資料/aux.txt: reserved",
    "資料/ledger.csv: case",
    "資料/以上.: ending",
    "資料/会議 12:30/議事録?.txt: character",
    "資料/会議 12:30: character",
];

#[test]
fn sealing_warns_of_every_name_and_seals_all_the_same() {
    let parties = parties();
    let ran = seal(&parties, &[]);
    let warning = event(&ran, "warning");
    assert_eq!(
        (warning["code"].as_str(), told(&warning["names"])),
        (Some("warn-names-everywhere"), TOLD.map(str::to_owned).to_vec())
    );
    assert_eq!(ran.result()["renamed"], json!([]));
    // Where the names are possible, what is opened is what was sealed.
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "外"]).ok().result();
    assert_eq!((&opened["renamed"], &opened["exceptions"]), (&json!([]), &json!([])));
    for (path, content) in DIFFICULT {
        assert_eq!(fs::read_to_string(parties.receiver.path("外").join(path)).unwrap(), content);
    }
}

#[test]
fn a_package_sealed_with_other_names_keeps_the_old_ones_and_opens_as_it_is() {
    let parties = parties();
    // 見本.txt, as a Japanese Windows of old writes it.
    let raw = parties.sender.path("資料").join(OsStr::from_bytes(b"\x8c\xa9\x96\x7b.txt"));
    fs::write(raw, "古い名前").unwrap();
    let args = ["seal", "資料", "--to", "見本 太郎", "-o", "甲.age"];
    let refused = said(&parties.sender, &args).exits(5);
    assert!(refused.stderr.contains("--rename"), "{}", refused.stderr);
    assert!(!parties.sender.path("甲.age").exists());
    let result = seal(&parties, &["--rename"]).result();
    assert_eq!(result["renamed"].as_array().unwrap().len(), 6, "{result}");
    assert!(
        result["renamed"].as_array().unwrap().contains(&json!({ "was": "aux.txt", "now": "資料/aux_.txt" }))
    );
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "外"]).ok().result();
    assert_eq!((&opened["renamed"], &opened["exceptions"]), (&json!([]), &json!([])));
    for (path, (_, content)) in MENDED.iter().zip(DIFFICULT) {
        assert_eq!(fs::read_to_string(parties.receiver.path("外").join(path)).unwrap(), content, "{path}");
    }
    assert_eq!(fs::read_to_string(parties.receiver.path("外/資料/見本.txt")).unwrap(), "古い名前");
}

/// On a medium as it is carried: refused whole, or renamed, and the signed receipt says which and how.
#[test]
fn on_a_medium_of_windows_names_are_refused_at_once_or_renamed_on_the_receipt() {
    let Some(medium) =
        Medium::new("on_a_medium_of_windows_names_are_refused_at_once_or_renamed_on_the_receipt")
    else {
        return;
    };
    let parties = parties();
    let _ = seal(&parties, &[]);
    let out = medium.root().join("外");
    let ran = run(&parties.receiver, &["open", "甲.age", "-d", text(&out)]).exits(5);
    assert_eq!(told(&event(&ran, "names")["names"]), TOLD);
    assert_eq!(event(&ran, "error")["code"], "names-do-not-fit");
    assert_eq!(medium.names(), [""; 0], "nothing is left");
    let words = said(&parties.receiver, &["open", "甲.age", "-d", text(&out)]).exits(5).stderr;
    for part in [
        "Windows の予約名: 資料/aux.txt",
        "大文字と小文字だけが違う: 資料/ledger.csv と 資料/Ledger.csv",
        "--rename",
    ] {
        assert!(words.contains(part), "{words}");
    }

    let opened = run(&parties.receiver, &["open", "甲.age", "-d", text(&out), "--rename"]).ok().result();
    for (path, (_, content)) in MENDED.iter().zip(DIFFICULT) {
        assert_eq!(fs::read_to_string(out.join(path)).unwrap(), content, "{path}");
    }
    assert_eq!(opened["exceptions"], json!(["not_as_sealed"]));
    let record = parties.receiver.path(opened["record"].as_str().unwrap());
    let receipt: Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    assert_eq!(find(&receipt, "deviations"), Some(&json!({ "renamed": 5 })), "{receipt:#}");
    let annex = record.with_extension("deviations.jsonl");
    let lines: Vec<Value> =
        fs::read_to_string(&annex).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    let folder = json!({ "path": "資料/会議 12:30/", "deviation": "renamed", "now": "資料/会議 12：30/" });
    let file = json!({ "path": "資料/ledger.csv", "deviation": "renamed", "now": "資料/ledger (2).csv" });
    assert!(lines.contains(&folder) && lines.contains(&file), "{lines:?}");
    // The list is part of what was signed.
    assert!(found(&run(&parties.receiver, &["verify", text(&record)]).ok()).contains(&"annex-good".into()));
    fs::write(&annex, "").unwrap();
    let ran = run(&parties.receiver, &["verify", text(&record)]).exits(3);
    assert!(found(&ran).contains(&"annex-altered".into()), "{}", ran.stdout);

    // Some of it only: the same names, and the same refusal without leave.
    let some = medium.root().join("一部");
    let only = ["open", "甲.age", "-d", text(&some), "--only", "*.csv"];
    let ran = run(&parties.receiver, &only).exits(5);
    assert_eq!(told(&event(&ran, "names")["names"]), ["資料/ledger.csv: case"]);
    let opened = run(&parties.receiver, &[&only[..], &["--rename"]].concat()).ok().result();
    assert_eq!(opened["renamed"], json!([{ "path": "資料/ledger.csv", "now": "資料/ledger (2).csv" }]));
    assert_eq!(fs::read_to_string(some.join("資料/ledger (2).csv")).unwrap(), "小");
}

/// What another program packed has no index: its names are looked at as they come.
#[test]
fn names_in_an_archive_of_another_program_are_named_or_renamed_too() {
    let test = "names_in_an_archive_of_another_program_are_named_or_renamed_too";
    let Some(medium) = Medium::new(test) else { return };
    let parties = parties();
    let packed =
        std::process::Command::new("tar").args(["c", "資料"]).current_dir(parties.sender.path("")).output();
    let Ok(packed) = packed else {
        crate::env::skipped(test, "`tar` is not installed");
        return;
    };
    let recipient = run(&parties.receiver, &["key", "card"]).ok().result()["recipient"].clone();
    let recipient: age::x25519::Recipient = recipient.as_str().unwrap().parse().unwrap();
    parties.receiver.write("他.age", age::encrypt(&recipient, &packed.stdout).unwrap());
    let out = medium.root().join("外");
    let ran = run(&parties.receiver, &["open", "他.age", "-d", text(&out)]).exits(5);
    assert_eq!(event(&ran, "error")["code"], "names-do-not-fit");
    assert_eq!(medium.names(), [""; 0], "nothing is left");
    let opened = run(&parties.receiver, &["open", "他.age", "-d", text(&out), "--rename"]).ok().result();
    assert_eq!(opened["renamed"].as_array().unwrap().len(), 5, "{opened}");
    let mut contents: Vec<_> =
        medium.names().iter().filter_map(|name| fs::read_to_string(medium.root().join(name)).ok()).collect();
    contents.sort();
    let mut wanted: Vec<_> = DIFFICULT.iter().map(|(_, content)| (*content).to_owned()).collect();
    wanted.sort();
    assert_eq!(contents, wanted);
}

/// The first member of that name, however deep.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => {
            fields.get(name).or_else(|| fields.values().find_map(|below| find(below, name)))
        }
        Value::Array(items) => items.iter().find_map(|below| find(below, name)),
        _ => None,
    }
}
