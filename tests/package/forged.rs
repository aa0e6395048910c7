//! A second writer, made from `man/azukari-package.5` alone: what it makes by the book opens; what it signs against the
//! book is refused, and by a reader that only checks just as by one that writes.

use super::rig::{Keys, listing};
use azukari::model::{Algorithms, NoProgress, Sha256};
use azukari::package::{Inside, NAMESPACE, OpenOptions, PackageError, check};
use azukari::stream::Hasher;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// A member below the bag: its path as it stands in the tar, and its content; `None` for a folder.
type Made<'a> = (&'a str, Option<&'a [u8]>);

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
        put(136, &format!("{:011o}", 1_795_000_000));
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
fn tar(keys: &Keys, made: &[Made<'_>], total: usize) -> Vec<u8> {
    let mut tar = Tar::default();
    let files: Vec<&[u8]> = made.iter().filter_map(|(_, content)| *content).collect();
    let (count, folders) = (files.len(), made.len() - files.len());
    let content: usize = files.iter().map(|file| file.len()).sum();
    tar.tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    let start = format!(
        "{{\"schema\":\"azukari/start/1\",\"package\":\"{PACKAGE}\",\"plaintext_bytes\":{total:>20},\"files\":{count:>20},\
         \"folders\":{folders:>20},\"content_bytes\":{content:>20},\"sha256\": true,\"blake3\":false}}\n"
    );
    tar.tag("azukari/start.json", start.as_bytes());
    tar.add("data/", None);
    let (mut list, mut index) = (String::new(), String::new());
    for (path, content) in made {
        let offset = tar.add(path, *content);
        let below = path.strip_prefix("data/").unwrap_or("");
        let mut line = serde_json::json!({
            "path": below, "size": content.unwrap_or_default().len(), "offset": offset,
            "mtime": "1795000000.000000000", "mode": if content.is_some() { 0o644 } else { 0o755 },
        });
        if let Some(content) = content {
            let digest = Hasher::sha256_of(content);
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
fn forge(keys: &Keys, folder: &Path, made: &[Made<'_>]) -> PathBuf {
    let total = tar(keys, made, 0).len();
    let plain = tar(keys, made, total);
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
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    let package = forge(&keys, folder.path(), made);
    let target = folder.path().join("out");
    let what = |error| match error {
        PackageError::Malformed { what, .. } => what,
        other => panic!("{other:?}"),
    };
    let options = OpenOptions { package_digests: Algorithms::default() };
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
