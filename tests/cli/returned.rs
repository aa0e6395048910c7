//! A receipt that came back: what its receiver could not confirm, its signature file, a second one.

use crate::parties::{Parties, found, run, said, text};

#[test]
fn a_receipt_with_exceptions_is_told_everywhere() {
    let parties = Parties::new(false);
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let words = said(&parties.receiver, &["open", "甲.age", "-d", "一"]).exits(4).stdout;
    assert!(
        words.contains("例外付き受領（2 件）: 差出人の鍵が分からない、送付書の署名者が分からない"),
        "{words}"
    );
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "二"]).exits(4).result();
    assert_eq!(opened["acceptance"], "accepted_with_exceptions");
    let back = parties.send_back(&opened, true);

    let words = said(&parties.sender, &["verify", text(&back)]).ok().stdout;
    assert!(words.starts_with("署名は正しい（ただし、例外付き受領 2 件）: "), "{words}");
    assert!(words.contains("例外付き受領（2 件）: 差出人の鍵が分からない"), "{words}");
    let ran = run(&parties.sender, &["verify", text(&back)]).ok();
    let verified = ran.objects().into_iter().find(|object| object["event"] == "verified").unwrap();
    assert_eq!(verified["exceptions"], serde_json::json!(["sender-unknown", "note-unconfirmed"]));

    let words = said(&parties.sender, &["ledger", "list"]).ok().stdout;
    assert!(words.contains("受領済（例外付き 2 件）") && words.contains("例外付き受領（2 件）: "), "{words}");
    let list = run(&parties.sender, &["ledger", "list"]).ok().result();
    assert_eq!(list["holdings"][0]["state"], "received");
    assert_eq!(list["holdings"][0]["exceptions"], serde_json::json!(["sender_unknown", "note_unconfirmed"]));
    let list = run(&parties.receiver, &["ledger", "list"]).ok().result();
    assert_eq!(list["holdings"][0]["exceptions"], serde_json::json!(["sender_unknown", "note_unconfirmed"]));
}

#[test]
fn a_receipt_without_exceptions_has_none_to_tell() {
    let parties = Parties::new(true);
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "一"]).ok().result();
    assert_eq!(opened["acceptance"], "accepted");
    let back = parties.send_back(&opened, true);
    let words = said(&parties.sender, &["verify", text(&back)]).ok().stdout;
    // The list of files stays with the receiver.
    assert!(words.starts_with("書類本体のみ合格（手元にない添付は未確認）: "), "{words}");
    assert!(!words.contains("例外付き"), "{words}");
    let words = said(&parties.sender, &["ledger", "list"]).ok().stdout;
    assert!(words.contains("受領済") && !words.contains("例外付き"), "{words}");
}

#[test]
fn a_missing_signature_file_accuses_nobody() {
    let parties = Parties::new(true);
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "一"]).ok().result();
    let back = parties.send_back(&opened, false);
    let ran = run(&parties.sender, &["verify", text(&back)]).exits(4);
    let codes = found(&ran);
    assert!(codes.contains(&"signature-missing".into()), "{codes:?}");
    assert!(!codes.iter().any(|code| code.starts_with("receipt-not-addressee")), "{codes:?}");
    // What is written there is nobody's word.
    assert!(
        codes.contains(&"receipt-values-fit".into()) && !codes.contains(&"token-good".into()),
        "{codes:?}"
    );
    let words = said(&parties.sender, &["verify", text(&back)]).exits(4).stdout;
    assert!(words.starts_with("未検証: ") && words.contains("署名ファイル back.json.sig"), "{words}");
    let list = run(&parties.sender, &["ledger", "list"]).ok().result();
    assert_eq!(list["holdings"][0]["state"], "in_transit");
}

#[test]
fn a_signature_that_does_not_fit_makes_the_values_nobodys_word() {
    let parties = Parties::new(true);
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "一"]).ok().result();
    let back = parties.send_back(&opened, true);
    let record = std::fs::read_to_string(&back).unwrap();
    assert!(record.contains("見本社"));
    std::fs::write(&back, record.replace("見本社", "見本杜")).unwrap();
    let ran = run(&parties.sender, &["verify", text(&back)]).exits(3);
    let codes = found(&ran);
    for said in ["signature-bad", "receipt-values-fit"] {
        assert!(codes.contains(&said.into()), "{codes:?}");
    }
    for never in ["token-good", "receipt-digests-good", "receipt-signer-unknown", "transit-closed"] {
        assert!(!codes.contains(&never.into()), "{never}: {codes:?}");
    }
}

#[test]
fn a_second_receipt_names_the_first_and_moves_nothing_again() {
    let parties = Parties::new(true);
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let first = run(&parties.receiver, &["open", "甲.age", "-d", "一"]).ok();
    assert!(!first.stdout.contains("warn-opened-before"), "{}", first.stdout);
    let first = first.result();
    let again = run(&parties.receiver, &["open", "甲.age", "-d", "二"]).ok();
    let warning = &again.objects()[0];
    assert_eq!(warning["code"], "warn-opened-before", "{}", again.stdout);
    assert_eq!(warning["facts"]["number"], first["receipt"]);
    // Without its note, a package says which one it is only when it is opened.
    std::fs::remove_file(parties.receiver.path("甲.note.json")).unwrap();
    let third = run(&parties.receiver, &["open", "甲.age", "-d", "三"]).ok();
    assert!(third.stdout.contains("warn-opened-before"), "{}", third.stdout);

    let back = parties.send_back(&first, true);
    assert!(found(&run(&parties.sender, &["verify", text(&back)]).ok()).contains(&"transit-closed".into()));
    let codes = found(&run(&parties.sender, &["verify", text(&back)]).ok());
    assert!(codes.contains(&"transit-closed-before".into()), "{codes:?}");
    let back = parties.send_back(&again.result(), true);
    let words = said(&parties.sender, &["verify", text(&back)]).ok().stdout;
    let number = first["receipt"].as_str().unwrap();
    assert!(words.contains(&format!("受領確認書 {number}（見本 太郎")), "{words}");
    assert!(words.contains("により既に受領済") && !words.contains("移送中 → 受領済"), "{words}");
}

#[test]
fn numbers_of_two_issuers_are_told_apart() {
    let parties = Parties::new(true);
    // The sender's own 預り証 has the number that the receiver's first receipt has, too.
    parties.sender.write("媒体/a.txt", "a");
    let args = ["receive", "媒体", "--from", "見本 一郎", "--means", "手交", "--place", "本庁"];
    let own = run(&parties.sender, &args).ok().result();
    let _ = parties.seal("甲", 1000);
    parties.hand_over_whole("甲");
    let opened = run(&parties.receiver, &["open", "甲.age", "-d", "一"]).ok().result();
    assert_eq!(own["receipt"], opened["receipt"]);
    let back = parties.send_back(&opened, true);
    let _ = run(&parties.sender, &["verify", text(&back)]).ok();
    let number = opened["receipt"].as_str().unwrap();
    let words = said(&parties.sender, &["ledger", "list"]).ok().stdout;
    assert!(words.contains(&format!("{number}（見本 太郎 発行）")), "{words}");
    let words = said(&parties.receiver, &["ledger", "list"]).ok().stdout;
    assert!(words.contains("（見本 花子 発行）") && words.contains(&format!("{number} ")), "{words}");
}
