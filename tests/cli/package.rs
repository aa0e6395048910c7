//! What `verify` and `open` say of a package: how much was looked at, another one in its place, armor, other programs.

use crate::parties::{Parties, found, run, said};
use std::fs;

#[test]
fn from_outside_only_the_outside_is_good() {
    let parties = Parties::new(true);
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let ran = run(&parties.receiver, &["verify", "甲.age"]).ok();
    let verified = ran.objects().into_iter().find(|object| object["event"] == "verified").unwrap();
    assert_eq!((verified["trust"].as_str(), verified["scope"].as_str()), (Some("good"), Some("outer")));
    assert!(found(&ran).contains(&"inside-not-checked".into()), "{}", ran.stdout);
    let words = said(&parties.receiver, &["verify", "甲.age"]).ok().stdout;
    assert!(words.starts_with("外側のみ合格（中身は未確認）: ") && words.contains("--inside"), "{words}");
    let ran = run(&parties.receiver, &["verify", "--inside", "甲.age"]).ok();
    let verified = ran.objects().into_iter().find(|object| object["event"] == "verified").unwrap();
    assert_eq!((verified["trust"].as_str(), verified["scope"].as_str()), (Some("good"), Some("whole")));
    let words = said(&parties.receiver, &["verify", "--inside", "甲.age"]).ok().stdout;
    assert!(words.starts_with("合格: "), "{words}");
}

#[test]
fn another_package_of_another_length_is_not_called_cut_short() {
    let parties = Parties::new(true);
    for (name, length) in [("甲", 300_000), ("乙", 200_000)] {
        let _ = parties.seal(name, length);
        parties.hand_over_whole(name);
    }
    let whole = fs::read(parties.receiver.path("甲.age")).unwrap();
    let other = fs::read(parties.receiver.path("乙.age")).unwrap();
    // The other package, whole and cut: with the key it says itself that it is not the one of the note.
    for bytes in [&other[..], &other[..other.len() - 70_000]] {
        fs::write(parties.receiver.path("甲.age"), bytes).unwrap();
        let words = said(&parties.receiver, &["verify", "甲.age"]).exits(3).stdout;
        assert!(words.contains("のパッケージではないか、途中で切れている"), "{words}");
        for args in [&["open", "甲.age", "-d", "外"][..], &["verify", "--inside", "甲.age"]] {
            let ran = run(&parties.receiver, args).exits(3);
            let error = ran.objects().into_iter().find(|object| object["event"] == "error").unwrap();
            assert_eq!(error["code"], "note-mismatch", "{}", ran.stdout);
        }
    }
    fs::write(parties.receiver.path("甲.age"), &whole[..whole.len() - 70_000]).unwrap();
    let ran = run(&parties.receiver, &["open", "甲.age", "-d", "外"]).exits(3);
    assert_eq!(ran.objects().last().unwrap()["code"], "package-cut-short");
    assert!(!parties.receiver.path("外").exists());
}

/// The file in the armor of RFC 7468, as `age -a` writes it.
fn armored(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN AGE ENCRYPTED FILE-----\n{}\n-----END AGE ENCRYPTED FILE-----\n", lines.join("\n"))
}

#[test]
fn in_armor_the_note_is_still_the_one_beside_the_package() {
    let parties = Parties::new(true);
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let path = parties.receiver.path("甲.age");
    fs::write(&path, armored(&fs::read(&path).unwrap())).unwrap();
    let codes = found(&run(&parties.receiver, &["verify", "--inside", "甲.age"]).ok());
    assert!(
        codes.contains(&"package-digest-good".into()) && !codes.contains(&"note-not-here".into()),
        "{codes:?}"
    );
    let codes = found(&run(&parties.receiver, &["verify", "甲.age"]).ok());
    assert!(codes.contains(&"package-digest-good".into()), "{codes:?}");
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "外"]).ok().result();
    assert_eq!(opened["exceptions"], serde_json::json!([]));
}

#[test]
fn what_another_program_sealed_agrees_with_no_digest() {
    let parties = Parties::new(true);
    let recipient = run(&parties.receiver, &["key", "card"]).ok().result()["recipient"].clone();
    let recipient: age::x25519::Recipient = recipient.as_str().unwrap().parse().unwrap();
    let sealed = age::encrypt(&recipient, "見本".as_bytes()).unwrap();
    parties.receiver.write("他.age", sealed);
    let words = said(&parties.receiver, &["open", "他.age", "-d", "外"]).ok().stdout;
    assert!(!words.contains("すべてのハッシュが一致"), "{words}");
    for part in ["復号と認証は最後まで成功", "照合できるハッシュはありません", "受領確認書は作りません"]
    {
        assert!(words.contains(part), "{words}");
    }
}

#[test]
fn a_missing_folder_is_named_and_a_name_is_found_without_its_space() {
    let parties = Parties::new(true);
    parties.sender.write("資料/a.txt", "a");
    let ran = run(&parties.sender, &["seal", "資料", "--to", "見本太郎", "-o", "ない/甲.age"]).exits(5);
    let error = ran.objects().pop().unwrap();
    assert_eq!(
        (error["code"].as_str(), error["facts"]["path"].as_str()),
        (Some("output-folder-missing"), Some("ない"))
    );
    let words = said(&parties.sender, &["seal", "資料", "--to", "見本次郎", "-o", "甲.age"]).exits(5).stderr;
    assert!(words.contains("近いカード: 見本 ") && words.contains("見本 太郎 (見本社, "), "{words}");
    let _ = run(&parties.sender, &["seal", "資料", "--to", "見本　太郎", "-o", "甲.age"]).ok();
}

#[test]
fn what_cannot_be_sealed_is_told_in_words_with_advice_once_a_kind() {
    let parties = Parties::new(true);
    let seal = ["seal", "無い", "これも", "--to", "見本太郎", "-o", "甲.age"];
    let words = said(&parties.sender, &seal).exits(5).stderr;
    assert!(words.contains("見つからない: 無い\n") && words.contains("見つからない: これも\n"), "{words}");
    assert_eq!(words.matches("名前と場所を確かめてください").count(), 1, "{words}");
    assert!(!words.contains("missing") && !words.contains("os error"), "{words}");
}

#[cfg(unix)]
#[test]
fn a_link_is_refused_for_another_reason_where_links_are_kept() {
    let parties = Parties::new(true);
    parties.sender.write("資料/a.txt", "a");
    std::os::unix::fs::symlink("/etc/hosts", parties.sender.path("資料/外")).unwrap();
    let seal = ["seal", "資料", "--to", "見本太郎", "-o", "甲.age"];
    let words = said(&parties.sender, &seal).exits(5).stderr;
    assert!(words.contains("　リンク: 資料/外\n") && words.contains("--links を付けると"), "{words}");
    let words = said(&parties.sender, &[&seal[..], &["--links"]].concat()).exits(5).stderr;
    assert!(
        words.contains("指していないリンク: 資料/外\n") && !words.contains("--links を付けると"),
        "{words}"
    );
}

#[test]
fn the_folder_above_the_target_is_named_where_it_is_missing() {
    let parties = Parties::new(true);
    let _ = parties.seal("甲", 10);
    parties.hand_over_whole("甲");
    for more in [&[][..], &["--only", "*.csv"], &["--no-receipt"]] {
        let args = [&["open", "甲.age", "-d", "ない/中"], more].concat();
        let error = run(&parties.receiver, &args).exits(5).objects().pop().unwrap();
        assert_eq!(
            (error["code"].as_str(), error["facts"]["path"].as_str()),
            (Some("target-folder-missing"), Some("ない"))
        );
    }
    let list = run(&parties.receiver, &["ledger", "list"]).ok().result();
    assert_eq!(list["documents"].as_array().unwrap().len(), 0);
}
