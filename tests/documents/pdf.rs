//! The PDFs before poppler, qpdf and a barcode reader.

use super::rig::{TOUR, have, stock};
use std::path::Path;

fn title(number: &str, folder: &Path) -> &'static str {
    match number.as_bytes()[0] {
        b'R' if folder.to_string_lossy().contains("/city/") => "受領確認書",
        b'R' => "預り証",
        b'N' => "送付書",
        _ => "データ消去証明書",
    }
}

/// Text without white space: titles are spaced out on paper.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn pdfdetach_yields_the_same_json_and_signature() {
    if !have("pdfdetach", "pdfdetach_yields_the_same_json_and_signature") {
        return;
    }
    for (folder, number) in TOUR.records() {
        let out = tempfile::tempdir().unwrap();
        let pdf = folder.join(format!("{number}.pdf"));
        stock(out.path(), "pdfdetach", &["-saveall", pdf.to_str().unwrap()]);
        for end in ["json", "json.sig"] {
            let name = format!("{number}.{end}");
            let attached = std::fs::read(out.path().join(&name)).unwrap();
            assert_eq!(attached, std::fs::read(folder.join(&name)).unwrap(), "{name}");
        }
    }
}

#[test]
fn pdftotext_shows_title_and_numbers() {
    if !have("pdftotext", "pdftotext_shows_title_and_numbers") {
        return;
    }
    for (folder, number) in TOUR.records() {
        let pdf = folder.join(format!("{number}.pdf"));
        let text = squeezed(&stock(&folder, "pdftotext", &["-layout", pdf.to_str().unwrap(), "-"]));
        let record = std::fs::read(folder.join(format!("{number}.json"))).unwrap();
        let digest = azukari::stream::Hasher::sha256_of(&record).to_string();
        for word in [title(&number, &folder), &number, "自己発行", &digest[..16]] {
            assert!(text.contains(word), "{number}: {word} is missing in {text}");
        }
        assert!(!text.contains("復元不可能"), "{number}");
        if number.starts_with('C') {
            // The verdict on the page is the record's, and nothing else.
            let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
            let verdict = match record["body"]["verdict"].as_str().unwrap() {
                "pass" => "合格",
                "failed" => "不合格",
                _ => "未検証",
            };
            assert!(text.contains(verdict));
        }
    }
}

#[test]
fn qpdf_finds_no_fault_and_every_font_is_embedded() {
    if !(have("qpdf", "qpdf_finds_no_fault_and_every_font_is_embedded") && have("pdffonts", "pdffonts")) {
        return;
    }
    for (folder, number) in TOUR.records() {
        let pdf = folder.join(format!("{number}.pdf"));
        stock(&folder, "qpdf", &["--check", pdf.to_str().unwrap()]);
        let fonts = stock(&folder, "pdffonts", &[pdf.to_str().unwrap()]);
        let rows: Vec<_> = fonts.lines().skip(2).collect();
        assert!(!rows.is_empty());
        for row in rows {
            // … emb sub uni: embedded, a subset, with a map back to Unicode.
            assert!(row.contains("yes yes yes"), "{number}: {row}");
        }
    }
}

#[test]
fn the_code_on_the_page_carries_the_records_digest() {
    if !(have("zbarimg", "the_code_on_the_page_carries_the_records_digest") && have("pdftoppm", "pdftoppm")) {
        return;
    }
    for (folder, number) in TOUR.records() {
        let out = tempfile::tempdir().unwrap();
        let pdf = folder.join(format!("{number}.pdf"));
        stock(out.path(), "pdftoppm", &["-r", "150", "-png", pdf.to_str().unwrap(), "page"]);
        let pages: Vec<_> =
            std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        // zbarimg fails when one of its pictures has no code, and only one page has: its words count, not its exit.
        let read =
            std::process::Command::new("zbarimg").args(["--quiet", "--raw"]).args(&pages).output().unwrap();
        let read = String::from_utf8_lossy(&read.stdout).into_owned();
        let record = std::fs::read(folder.join(format!("{number}.json"))).unwrap();
        let digest = azukari::stream::Hasher::sha256_of(&record);
        assert!(read.contains(&format!("azukari:1:{number}:sha256:{digest}")), "{number}: {read}");
    }
}
