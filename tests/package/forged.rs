//! A second writer, made from `man/azukari-package.5` alone: what it makes by the book opens; what it signs against the
//! book is refused, and by a reader that only checks just as by one that writes.

use super::rig::{Keys, listing};
use azukari::model::{NoProgress, Sha256};
use azukari::package::{Inside, NAMESPACE, OpenOptions, PackageError, check};
use azukari::stream::Hasher;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// A member below the bag: its path as it stands in the tar, and its content; `None` for a folder.
type Made<'a> = (&'a str, Option<&'a [u8]>);

/// What the index says of a member that is stored in a coding: its path in the tar, the coding, the length and the content of
/// the file.
type Coded<'a> = (&'a str, &'a str, u64, &'a [u8]);

const PACKAGE: &str = "00112233445566778899aabbccddeeff";

/// A tar in the making.
#[derive(Default)]
struct Tar {
    bytes: Vec<u8>,
    tags: BTreeMap<&'static str, Sha256>,
}

impl Tar {
    /// Appends a member; returns where its content begins.
    fn add(&mut self, name: &str, content: Option<&[u8]>) -> usize {
        let mut header = [0_u8; 512];
        let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
        put(0, &format!("hand/{name}"));
        put(100, if content.is_some() { "0000644" } else { "0000755" });
        put(108, "0000000");
        put(116, "0000000");
        put(124, &format!("{:011o}", content.unwrap_or_default().len()));
        put(136, &format!("{:011o}", 1_795_309_200));
        put(148, "        ");
        put(156, if content.is_some() { "0" } else { "5" });
        put(257, "ustar\0");
        put(263, "00");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        self.bytes.extend_from_slice(&header);
        let offset = self.bytes.len();
        self.bytes.extend_from_slice(content.unwrap_or_default());
        self.bytes.resize(self.bytes.len().next_multiple_of(512), 0);
        offset
    }

    /// Appends a tag file that the manifest names.
    fn tag(&mut self, name: &'static str, content: &[u8]) -> usize {
        self.tags.insert(name, Hasher::sha256_of(content));
        self.add(name, Some(content))
    }
}

fn lines(tags: &BTreeMap<&'static str, Sha256>) -> String {
    tags.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect()
}

/// The whole tar of a package with `made` behind `data/`, if it has `total` bytes.
fn tar(keys: &Keys, made: &[Made<'_>], coded: &[Coded<'_>], total: usize) -> Vec<u8> {
    let mut tar = Tar::default();
    let files: Vec<&[u8]> = made.iter().filter_map(|(_, content)| *content).collect();
    let (count, folders) = (files.len(), made.len() - files.len());
    let coded_as = |path: &str| coded.iter().find(|(coded, ..)| *coded == path);
    let length = |(path, content): &Made<'_>| match coded_as(path) {
        Some((_, _, size, _)) => *size,
        None => content.unwrap_or_default().len() as u64,
    };
    let content: u64 = made.iter().map(length).sum();
    tar.tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    let start = format!(
        "{{\"schema\":\"azukari/start/1\",\"package\":\"{PACKAGE}\",\"plaintext_bytes\":{total:>20},\"files\":{count:>20},\
         \"folders\":{folders:>20},\"content_bytes\":{content:>20},\"sha256\": true,\"blake3\":false,\"coded\":{}}}\n",
        !coded.is_empty()
    );
    tar.tag("azukari/start.json", start.as_bytes());
    tar.add("data/", None);
    let (mut list, mut index) = (String::new(), String::new());
    for (path, content) in made {
        let offset = tar.add(path, *content);
        let below = path.strip_prefix("data/").unwrap_or("");
        let mut line = serde_json::json!({
            "path": below, "size": content.unwrap_or_default().len(), "offset": offset,
            "mtime": "1795309200.000000000", "mode": if content.is_some() { 0o644 } else { 0o755 },
        });
        if let Some(content) = content {
            let (mut below, mut plain) = (below, *content);
            if let Some((_, coding, size, bytes)) = coded_as(path) {
                (below, plain) = (below.trim_end_matches(".zst"), bytes);
                line["path"] = below.into();
                line["coding"] = (*coding).into();
                line["stored"] = content.len().into();
                line["size"] = (*size).into();
            }
            let digest = Hasher::sha256_of(plain);
            list += &format!("{digest}  data/{below}\n");
            line["sha256"] = digest.to_string().into();
        }
        index += &format!("{line}\n");
    }
    tar.tag("manifest-sha256.txt", list.as_bytes());
    tar.tag("bag-info.txt", b"Bag-Software-Agent: by hand\n");
    let index_offset = tar.tag("azukari/index.jsonl", index.as_bytes());
    let public = keys.signer.public();
    let manifest = serde_json::json!({
        "schema": "azukari/manifest/1", "package": PACKAGE, "sealed_at": "2026-11-22T10:00:00+09:00",
        "sender": { "person": { "name": "見本 花子" }, "id": public.id(), "fingerprint": public.fingerprint() },
        "recipients": [{ "name": "見本 市子", "id": "aaaaaaaaaa", "recipient": keys.recipient() }],
        "contents": { "files": count, "folders": folders, "bytes": content }, "tags": tar.tags, "tool": "by hand",
    })
    .to_string();
    let signature = keys.signer.sign(NAMESPACE, manifest.as_bytes()).unwrap();
    let mut all = tar.tags.clone();
    all.insert("azukari/manifest.json", Hasher::sha256_of(manifest.as_bytes()));
    all.insert("azukari/manifest.json.sig", Hasher::sha256_of(signature.as_bytes()));
    let manifest_offset = tar.add("azukari/manifest.json", Some(manifest.as_bytes()));
    let signature_offset = tar.add("azukari/manifest.json.sig", Some(signature.as_bytes()));
    tar.add("tagmanifest-sha256.txt", Some(lines(&all).as_bytes()));
    let trailer = serde_json::json!({
        "schema": "azukari/trailer/1", "token": "5a".repeat(32),
        "index_offset": index_offset, "index_bytes": index.len(), "index_sha256": Hasher::sha256_of(index.as_bytes()),
        "manifest_offset": manifest_offset, "manifest_bytes": manifest.len(),
        "signature_offset": signature_offset, "signature_bytes": signature.len(),
    });
    tar.add("azukari/trailer.json", Some(format!("{:<1023}\n", trailer.to_string()).as_bytes()));
    tar.bytes.resize(tar.bytes.len() + 1024, 0);
    tar.bytes
}

/// Makes the package in `folder`.
fn forge(keys: &Keys, folder: &Path, made: &[Made<'_>], coded: &[Coded<'_>]) -> PathBuf {
    let total = tar(keys, made, coded, 0).len();
    let plain = tar(keys, made, coded, total);
    let recipient = keys.identity.to_public();
    let encryptor =
        age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).unwrap();
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).unwrap();
    writer.write_all(&plain).unwrap();
    writer.finish().unwrap();
    let package = folder.join("forged.age");
    fs::write(&package, sealed).unwrap();
    package
}

/// What a reader that writes and a reader that only checks say; both must agree.
fn judged(made: &[Made<'_>]) -> Result<Vec<PathBuf>, &'static str> {
    judged_coded(made, &[])
}

fn judged_coded(made: &[Made<'_>], coded: &[Coded<'_>]) -> Result<Vec<PathBuf>, &'static str> {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    let package = forge(&keys, folder.path(), made, coded);
    let target = folder.path().join("out");
    let what = |error| match error {
        PackageError::Malformed { what, .. } => what,
        PackageError::HashMismatch { .. } => "hash-mismatch",
        other => panic!("{other:?}"),
    };
    let options = OpenOptions::default();
    let checked = check(&package, &keys.identities(), options, &NoProgress, &AtomicBool::new(false));
    let opened = keys.open(&package, &target).map_err(what);
    assert_eq!(checked.map(drop).map_err(what), opened.as_ref().map(drop).map_err(|what| *what));
    assert!(
        opened.as_ref().is_ok_and(|staged| matches!(staged.inside, Inside::Own { .. })) || !target.exists()
    );
    opened.map(|_| listing(&target))
}

#[test]
fn the_manual_page_is_enough_to_write_a_package() {
    let found = judged(&[
        ("data/box/", None),
        ("data/box/a.txt", Some(b"abc")),
        ("data/box/empty", Some(b"")),
        ("data/z.txt", Some(b"z")),
    ]);
    let paths = ["box", "box/a.txt", "box/empty", "z.txt"].map(PathBuf::from);
    assert_eq!(found.unwrap(), paths);
}

#[test]
fn a_path_that_stands_twice() {
    assert_eq!(judged(&[("data/a", Some(b"1")), ("data/a", Some(b"2"))]), Err("duplicate"));
    assert_eq!(judged(&[("data/a/", None), ("data/a/", None)]), Err("duplicate"));
    assert_eq!(judged(&[("data/a/", None), ("data/a", Some(b"1"))]), Err("duplicate"));
}

#[test]
fn a_file_before_its_folder_or_in_a_file() {
    assert_eq!(judged(&[("data/a/b", Some(b"1")), ("data/a/", None)]), Err("order"));
    assert_eq!(judged(&[("data/a", Some(b"1")), ("data/a/b", Some(b"2"))]), Err("order"));
}

#[test]
fn a_file_beside_data_is_not_passed_over() {
    assert_eq!(judged(&[("data/a", Some(b"1")), ("data2", Some(b"hidden"))]), Err("order"));
    assert_eq!(judged(&[("data/a", Some(b"1")), ("other", Some(b"hidden"))]), Err("order"));
}

#[test]
fn a_compressed_file_by_the_book_and_against_it() {
    let plain = "見本".repeat(10_000).into_bytes();
    let size = plain.len() as u64;
    let packed = zstd::bulk::compress(&plain, 3).unwrap();
    let made: [Made<'_>; 2] = [("data/a.txt.zst", Some(&packed)), ("data/b.txt", Some(b"b"))];
    let found = judged_coded(&made, &[("data/a.txt.zst", "zstd", size, &plain)]).unwrap();
    assert_eq!(found, ["a.txt", "b.txt"].map(PathBuf::from));
    // Another length, another coding, another content, no coding at all under that name, and a name that is taken.
    for (coding, said, content, wrong) in [
        ("zstd", size - 1, &plain, "size-lie"),
        ("zstd", size + 1, &plain, "size-lie"),
        ("sparse", size, &plain, "index"),
        ("zstd", size, &b"x".to_vec(), "hash-mismatch"),
    ] {
        let judged = judged_coded(&made, &[("data/a.txt.zst", coding, said, content)]);
        assert_eq!(judged, Err(wrong), "{coding} {said}");
    }
    let twice: [Made<'_>; 2] = [("data/a.zst", Some(&packed)), ("data/a", Some(b"b"))];
    assert_eq!(judged_coded(&twice, &[("data/a.zst", "zstd", size, &plain)]), Err("duplicate"));
    let noise: [Made<'_>; 1] = [("data/a.zst", Some(b"no frame at all"))];
    assert_eq!(judged_coded(&noise, &[("data/a.zst", "zstd", size, &plain)]), Err("zstd"));
}
