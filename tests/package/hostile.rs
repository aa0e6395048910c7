//! Authentic bytes that lie: whoever has our public key can seal nonsense to us. All of it is refused, by name.

use super::rig::{Keys, bytes, listing};
use azukari::model::{Fault as _, FaultClass};
use azukari::package::{Inside, PackageError};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

struct Bench {
    folder: tempfile::TempDir,
    keys: Keys,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("room")).unwrap();
        Self { folder, keys: Keys::new() }
    }

    /// The plaintext of a good package of ours.
    fn plain(&self) -> Vec<u8> {
        let top = self.folder.path().join("top");
        fs::create_dir(&top).unwrap();
        fs::write(top.join("a.txt"), bytes(1000, 1)).unwrap();
        fs::write(top.join("b.txt"), bytes(2000, 2)).unwrap();
        let package = self.folder.path().join("good.age");
        self.keys.sealed(&[top], &package);
        let sealed = fs::read(package).unwrap();
        let mut plain = Vec::new();
        let decryptor = age::Decryptor::new_buffered(sealed.as_slice()).unwrap();
        let identity = &self.keys.identity as &dyn age::Identity;
        decryptor.decrypt(std::iter::once(identity)).unwrap().read_to_end(&mut plain).unwrap();
        plain
    }

    /// Seals `plain` to us with the age crate and opens it.
    fn open(&self, plain: &[u8]) -> Result<Inside, PackageError> {
        let recipient = self.keys.identity.to_public();
        let encryptor =
            age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed).unwrap();
        writer.write_all(plain).unwrap();
        writer.finish().unwrap();
        let package = self.folder.path().join("crafted.age");
        fs::write(&package, sealed).unwrap();
        let result = self.keys.open(&package, &self.folder.path().join("room/out"));
        if let Err(error) = &result {
            assert_eq!(listing(&self.folder.path().join("room")), Vec::<PathBuf>::new(), "{error:?}");
            assert_eq!(error.class(), FaultClass::Bad, "{error:?}");
        }
        result.map(|staged| staged.inside)
    }
}

/// Replaces the one place where `from` stands.
fn replace(plain: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = plain.windows(from.len()).position(|window| window == from).expect("is there");
    let mut changed = plain.to_vec();
    changed[at..at + to.len()].copy_from_slice(to);
    changed
}

fn what(error: PackageError) -> &'static str {
    match error {
        PackageError::Malformed { what, .. } => what,
        PackageError::HashMismatch { .. } => "hash-mismatch",
        PackageError::SignatureBad => "signature-bad",
        other => panic!("{other:?}"),
    }
}

/// One ustar member, its checksum right.
fn member(path: &str, kind: u8, size: u64, content: &[u8]) -> Vec<u8> {
    let mut header = vec![0; 512];
    header[..path.len()].copy_from_slice(path.as_bytes());
    for (at, text) in [(100, "0000644"), (108, "0000000"), (116, "0000000"), (136, "00000000000")] {
        header[at..at + text.len()].copy_from_slice(text.as_bytes());
    }
    header[124..135].copy_from_slice(format!("{size:011o}").as_bytes());
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header.extend_from_slice(content);
    header.resize(header.len().next_multiple_of(512), 0);
    header
}

fn end(mut tar: Vec<u8>) -> Vec<u8> {
    tar.resize(tar.len() + 1024, 0);
    tar
}

#[test]
fn a_good_plaintext_sealed_again_still_opens() {
    let bench = Bench::new();
    let plain = bench.plain();
    // The age crate's header has another length than ours, and no check stanza: both are allowed.
    assert!(matches!(bench.open(&plain).unwrap(), Inside::Own { .. }));
}

#[test]
fn content_that_is_not_what_was_signed() {
    let bench = Bench::new();
    let plain = bench.plain();
    let original = bytes(1000, 1);
    let changed = replace(&plain, &original, &bytes(1000, 9));
    let error = bench.open(&changed).unwrap_err();
    let PackageError::HashMismatch { inside } = error else { panic!("{error:?}") };
    assert_eq!(inside, "top/a.txt");
}

#[test]
fn a_manifest_that_was_changed_after_signing() {
    let bench = Bench::new();
    let plain = bench.plain();
    let changed = replace(&plain, "見本 花子".as_bytes(), "見本 太郎".as_bytes());
    assert_eq!(what(bench.open(&changed).unwrap_err()), "signature-bad");
}

#[test]
fn lists_and_index_that_disagree() {
    let bench = Bench::new();
    let plain = bench.plain();
    // One digit of a digest in manifest-sha256.txt; the index still has the true one.
    let line = b"  data/top/a.txt\n";
    let at = plain.windows(line.len()).rposition(|window| window == line).unwrap();
    let mut changed = plain.clone();
    changed[at - 1] = if changed[at - 1] == b'0' { b'1' } else { b'0' };
    assert_eq!(what(bench.open(&changed).unwrap_err()), "hash-mismatch");
    let changed = replace(&plain, b"Payload-Oxum: 3000.2", b"Payload-Oxum: 3000.3");
    assert_eq!(what(bench.open(&changed).unwrap_err()), "hash-mismatch");
    let changed = replace(&plain, b"{\"path\":\"top/a.txt\"", b"{\"path\":\"top/c.txt\"");
    // The trailer states the index's digest: it is the first to disagree.
    assert_eq!(what(bench.open(&changed).unwrap_err()), "trailer");
}

#[test]
fn paths_that_leave_the_folder() {
    for path in ["../outside", "/etc/azukari", "a/../../b", "a//b", "a/./b"] {
        let bench = Bench::new();
        let tar = end(member(path, b'0', 3, b"abc"));
        assert_eq!(what(bench.open(&tar).unwrap_err()), "path-escapes", "{path}");
    }
    let bench = Bench::new();
    let plain = bench.plain();
    // The same inside a package of our own making, checksum and all.
    let at = plain.windows(20).position(|window| window == b"good/data/top/a.txt\0").unwrap();
    let mut changed = plain.clone();
    changed[at..at + 20].copy_from_slice(b"good/data/../../a.x\0");
    let header = at;
    changed[header + 148..header + 156].fill(b' ');
    let sum: u32 = changed[header..header + 512].iter().map(|byte| u32::from(*byte)).sum();
    changed[header + 148..header + 156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(what(bench.open(&changed).unwrap_err()), "path-escapes");
}

#[test]
fn links_devices_duplicates_and_lying_sizes() {
    let cases: [(&str, Vec<u8>); 8] = [
        ("link", end(member("x", b'2', 0, b""))),
        ("link", end(member("x", b'1', 0, b""))),
        ("device", end(member("x", b'3', 0, b""))),
        ("device", end(member("x", b'6', 0, b""))),
        ("type", end(member("x", b'S', 0, b""))),
        ("duplicate", end([member("x", b'0', 1, b"1"), member("x", b'0', 1, b"2")].concat())),
        ("size-lie", end(member("x", b'0', 1 << 30, b"short"))),
        ("size-lie", end([member("p", b'x', 12, b"12 size=999\n"), member("x", b'0', 5, b"12345")].concat())),
    ];
    for (expected, tar) in cases {
        assert_eq!(what(Bench::new().open(&tar).unwrap_err()), expected);
    }
    // A file where a folder must be.
    let tar = end([member("x", b'0', 1, b"1"), member("x/y", b'0', 1, b"2")].concat());
    let error = Bench::new().open(&tar).unwrap_err();
    assert_eq!(error.class(), FaultClass::Bad, "{error:?}");
}

#[test]
fn a_second_archive_behind_the_end() {
    let bench = Bench::new();
    let mut tar = end(member("x", b'0', 1, b"1"));
    tar.extend(end(member("y", b'0', 1, b"2")));
    assert_eq!(what(bench.open(&tar).unwrap_err()), "after-end");
    // Without its end mark a tar may have been cut before it was sealed.
    assert_eq!(what(Bench::new().open(&member("x", b'0', 1, b"1")).unwrap_err()), "no-end");
}

#[test]
fn a_bomb_of_headers_is_bounded() {
    let bench = Bench::new();
    // An extended header of 1 GiB is refused before it is read.
    let tar = end(member("p", b'x', 1 << 30, b""));
    assert_eq!(what(bench.open(&tar).unwrap_err()), "header");
}

/// Found by changing bytes: a token has one spelling, for its digest stands in the delivery note.
#[test]
fn a_token_in_capitals_is_none() {
    let bench = Bench::new();
    let plain = bench.plain();
    let at = plain.windows(9).rposition(|window| window == b"\"token\":\"").unwrap() + 9;
    let mut changed = plain.clone();
    changed[at..at + 64].make_ascii_uppercase();
    assert!(changed != plain);
    assert_eq!(what(bench.open(&changed).unwrap_err()), "trailer");
}

/// Found by changing bytes: fields that we do not read, but others do. With a prefix `tar` writes elsewhere.
#[test]
fn fields_that_only_others_read_are_refused() {
    let bench = Bench::new();
    let plain = bench.plain();
    let is_it = |block: &[u8]| block.starts_with(b"good/data/top/a.txt\0");
    let at = plain.chunks_exact(512).position(is_it).unwrap() * 512;
    let fields: [(usize, &[u8]); 6] =
        [(108, b"0000001"), (116, b"0000001"), (157, b"x"), (265, b"root"), (345, b"elsewhere"), (500, b"x")];
    for (field, bytes) in fields {
        let mut changed = plain.clone();
        let block = &mut changed[at..at + 512];
        block[field..field + bytes.len()].copy_from_slice(bytes);
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let refused = what(bench.open(&changed).unwrap_err());
        assert!(["header", "link"].contains(&refused), "{field}: {refused}");
    }
}
