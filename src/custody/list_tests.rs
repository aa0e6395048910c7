//! Lists as they come from real programs and offices.

use super::*;

const HEX: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn sha256() -> Sha256 {
    HEX.parse().unwrap()
}

fn paths(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.path.as_str()).collect()
}

#[test]
fn gnu_lines() {
    let text = format!("{HEX}  ./住民/a.csv\n{HEX} *b.bin\r\n\n\\{HEX}  back\\\\slash\\nline\n");
    let entries = parse(text.as_bytes()).unwrap();
    assert_eq!(paths(&entries), ["住民/a.csv", "b.bin", "back\\slash\nline"]);
    assert_eq!(entries[2].line, 4);
    assert!(entries.iter().all(|entry| entry.digests.sha256 == Some(sha256()) && entry.bytes.is_none()));
}

#[test]
fn bsd_lines() {
    let text = format!("SHA256 (a (1).csv) = {HEX}\nBLAKE3 (b) = {HEX}\n");
    let entries = parse(text.as_bytes()).unwrap();
    assert_eq!(paths(&entries), ["a (1).csv", "b"]);
    assert_eq!(entries[0].digests, DigestSet { sha256: Some(sha256()), blake3: None });
    assert!(entries[1].digests.sha256.is_none() && entries[1].digests.blake3.is_some());
}

#[test]
fn a_table_from_excel_in_three_encodings() {
    let text = format!(
        "№,ファイル名,サイズ（バイト）,SHA-256\r\n1,住民台帳.csv,\"1,234\",{}\r\n",
        HEX.to_uppercase()
    );
    let (cp932, _, broken) = encoding_rs::SHIFT_JIS.encode(&text);
    assert!(!broken);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let marked = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), marked.as_bytes(), &cp932, &utf16] {
        let entries = parse(bytes).unwrap();
        let wanted = DigestSet { sha256: Some(sha256()), blake3: None };
        let entry = Entry { line: 2, path: "住民台帳.csv".into(), bytes: Some(1234), digests: wanted };
        assert_eq!(entries, [entry]);
    }
}

#[test]
fn folder_and_name_or_whole_path() {
    let entries = parse("フォルダ,ファイル名\nA\\B,x.txt\n,y.txt\n".as_bytes()).unwrap();
    assert_eq!(paths(&entries), ["A/B/x.txt", "y.txt"]);
    let entries = parse(b"path\tname\tsize\nA/x.txt\tx.txt\t0\nB\tz\t12\n").unwrap();
    assert_eq!(paths(&entries), ["A/x.txt", "B/z"]);
    assert_eq!(entries[1].bytes, Some(12));
}

#[test]
fn powershell_get_filehash() {
    let text = format!("\"Algorithm\",\"Hash\",\"Path\"\n\"SHA256\",\"{HEX}\",\"a.txt\"\n");
    assert_eq!(parse(text.as_bytes()).unwrap()[0].digests.sha256, Some(sha256()));
    let text = text.replace("SHA256", "MD5");
    assert!(matches!(parse(text.as_bytes()), Err(ListError::Hash { line: 2, .. })));
}

#[test]
fn every_doubt_names_its_line() {
    let gnu = format!("{HEX}  a\nnot a line\n");
    assert!(matches!(parse(gnu.as_bytes()), Err(ListError::Line { line: 2 })));
    assert!(matches!(parse(b"name,sha256\na,abc\n"), Err(ListError::Hash { line: 2, .. })));
    assert!(matches!(parse("name,size\na,3 KB\n".as_bytes()), Err(ListError::Size { line: 2, .. })));
    assert!(matches!(parse(b"name,size\na,1\n,2\n"), Err(ListError::Line { line: 3 })));
    assert!(matches!(
        parse("name\nが\nか\u{3099}\n".as_bytes()),
        Err(ListError::Twice { line: 3, first: 2, .. })
    ));
    assert!(matches!(parse(b"x,y\n1,2\n"), Err(ListError::NoNames { .. })));
    assert!(matches!(parse(b"name,size\n"), Err(ListError::Empty)));
    assert!(matches!(parse(b"\n\n"), Err(ListError::Empty)));
    assert!(matches!(parse(&[0x81, 0x00, 0xff, 0xff]), Err(ListError::Encoding)));
}
