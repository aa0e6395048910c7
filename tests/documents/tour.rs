//! The tour: complete, and telling the truth.

use super::rig::{TOUR, azukari};

#[test]
fn it_leaves_every_document_of_both_parties() {
    let numbers: Vec<_> = TOUR.records().into_iter().map(|(_, number)| number[..1].to_owned()).collect();
    assert_eq!(numbers, ["R", "C", "N", "R"], "{:?}", TOUR.records());
    for (folder, number) in TOUR.records() {
        for end in ["json", "json.sig"] {
            assert!(folder.join(format!("{number}.{end}")).is_file(), "{number}.{end}");
        }
        let paper = if cfg!(feature = "pdf") { "pdf" } else { "html" };
        assert!(folder.join(format!("{number}.{paper}")).is_file(), "{number}.{paper}");
    }
}

#[test]
fn it_did_what_it_says() {
    let root = TOUR.root();
    // What was received, sealed and opened is what was made; the contractor's copy is gone.
    assert!(!root.join("medium").exists());
    let opened = root.join("city/opened/medium");
    assert_eq!(std::fs::metadata(opened.join("画像一式.bin")).unwrap().len(), 64 << 20);
    assert_eq!(std::fs::metadata(opened.join("空のファイル.txt")).unwrap().len(), 0);
    assert!(
        opened.join("か\u{3099}いじ対応表.txt").exists()
            || opened.join("住民記録/か\u{3099}いじ対応表.txt").exists()
    );
    for word in ["照合一致: 6 件", "受領済", "移送中 → 受領済", "預り証 R-", "データ消去証明書 C-"]
    {
        assert!(TOUR.stdout.contains(word), "{word} is missing in\n{}", TOUR.stdout);
    }
    // A certificate of files never claims what belongs to media.
    assert!(!TOUR.stdout.contains("復元不可能"));
}

#[test]
fn the_client_list_is_one_that_sha256sum_takes() {
    let root = TOUR.root();
    let list = root.join("city/list-sha256.txt");
    let opened = root.join("city/opened/medium");
    super::rig::stock(&opened, "sha256sum", &["--strict", "--quiet", "-c", list.to_str().unwrap()]);
}

#[test]
fn a_second_tour_into_the_same_folder_is_refused() {
    let root = TOUR.root();
    let output = azukari(root.parent().unwrap(), &["--lang", "en", "tour", "見本"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not empty"));
}

#[test]
fn no_secret_is_left_in_the_open() {
    // The passphrase is a sample, but neither it nor an unlocked key may be in anything that was made.
    for entry in walkdir::WalkDir::new(TOUR.root()) {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type().is_file() || name == "passphrase.txt" || name == "画像一式.bin" {
            continue;
        }
        let content = std::fs::read(entry.path()).unwrap();
        for secret in ["mihon-mihon-mihon", "AGE-SECRET-KEY-1"] {
            let found = content.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} in {}", entry.path().display());
        }
    }
}
