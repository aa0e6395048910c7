//! `wipe files` on file systems of every kind, as root: what the certificate says, beside a simple search of the raw image.

use crate::office::{Office, Ran};
use crate::rig::{Disk as _, LoopDisk, ready, run, skipped, tell};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MIB: u64 = 1 << 20;

/// Names that nothing else bears.
const LARGE: &str = "azukari-mihon-住民台帳-令和8年.csv";
const SMALL: &str = "azukari-mihon-世帯一覧-抜粋.csv";

/// One line: 32 bytes, each another.
fn line(number: usize) -> String {
    format!("MIHON-{number:010}-mihonsuzuki-{:02}\n", number % 97)
}

fn lines(numbers: std::ops::Range<usize>) -> String {
    numbers.map(line).collect()
}

/// A file system on a disk of the rig; unmounted when dropped.
struct Mount {
    root: PathBuf,
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _left = Command::new("umount").arg("-l").arg(&self.root).output();
    }
}

/// One kind of file system, and what is done on it before.
struct Row {
    name: &'static str,
    make: &'static [&'static str],
    options: &'static str,
    /// After the two files are there.
    prepare: fn(&Path),
    /// Whether content stays, where that is certain.
    remains: Option<bool>,
    /// Outcome of the large file.
    outcome: &'static [&'static str],
}

const EXT4: &[&str] = &["mkfs.ext4", "-q", "-F", "-b", "4096"];
const XFS: &[&str] = &["mkfs.xfs", "-q", "-f"];
const BTRFS: &[&str] = &["mkfs.btrfs", "-q", "-f"];
const RAW: &[&str] = &["overwritten_in_place_verified_raw"];

fn nothing(_: &Path) {}

fn clone(root: &Path) {
    let paths = [root.join(LARGE), root.join("clone")];
    run(Command::new("cp").arg("--reflink=always").args(paths));
}

fn clone_and_delete(root: &Path) {
    clone(root);
    fs::remove_file(root.join("clone")).unwrap();
}

/// As editors save: a new file beside it, renamed over it.
fn save_again(root: &Path) {
    let new = root.join("new");
    fs::copy(root.join(LARGE), &new).unwrap();
    fs::File::open(&new).unwrap().sync_all().unwrap();
    fs::rename(new, root.join(LARGE)).unwrap();
    run(Command::new("sync").arg("-f").arg(root));
}

fn link(root: &Path) {
    fs::hard_link(root.join(LARGE), root.join("other")).unwrap();
}

fn without_cow(root: &Path) {
    for name in [LARGE, SMALL] {
        let content = fs::read(root.join(name)).unwrap();
        // Never written in the other way: what lay inside metadata before would stay.
        assert_eq!(content.len(), 0);
        run(Command::new("chattr").arg("+C").arg(root.join(name)));
    }
}

const ROWS: &[Row] = &[
    Row { name: "ext4", make: EXT4, options: "", prepare: nothing, remains: Some(false), outcome: RAW },
    Row {
        name: "ext4 data=journal",
        make: EXT4,
        options: "data=journal",
        prepare: nothing,
        remains: Some(true),
        outcome: RAW,
    },
    Row {
        name: "ext4 inline_data",
        make: &["mkfs.ext4", "-q", "-F", "-O", "inline_data", "-I", "256"],
        options: "",
        prepare: nothing,
        remains: None,
        outcome: RAW,
    },
    Row {
        name: "ext4, saved again",
        make: EXT4,
        options: "",
        prepare: save_again,
        remains: Some(true),
        outcome: RAW,
    },
    Row {
        name: "ext4, hard link",
        make: EXT4,
        options: "",
        prepare: link,
        remains: Some(false),
        outcome: RAW,
    },
    Row {
        name: "ext4, 1 KiB",
        make: &["mkfs.ext4", "-q", "-F", "-b", "1024"],
        options: "",
        prepare: save_again,
        remains: Some(true),
        outcome: RAW,
    },
    Row { name: "xfs", make: XFS, options: "", prepare: nothing, remains: Some(false), outcome: RAW },
    Row {
        name: "xfs, clone",
        make: XFS,
        options: "",
        prepare: clone,
        remains: Some(true),
        outcome: &["shared_extent_remaining"],
    },
    Row {
        name: "xfs, clone just deleted",
        make: XFS,
        options: "",
        prepare: clone_and_delete,
        remains: None,
        outcome: &["overwritten_in_place_verified_raw", "shared_extent_remaining", "cow_not_overwritten"],
    },
    Row {
        name: "btrfs",
        make: BTRFS,
        options: "",
        prepare: nothing,
        remains: Some(true),
        outcome: &["cow_not_overwritten"],
    },
    Row {
        name: "btrfs compress",
        make: BTRFS,
        options: "compress-force=zstd",
        prepare: nothing,
        remains: None,
        outcome: &["cow_not_overwritten"],
    },
    Row {
        name: "btrfs nodatacow",
        make: BTRFS,
        options: "",
        prepare: without_cow,
        remains: Some(false),
        outcome: RAW,
    },
];

/// Makes the file system and mounts it.
fn mounted(disk: &LoopDisk, office: &Office, row: &Row) -> Mount {
    run(Command::new(row.make[0]).args(&row.make[1..]).arg(disk.node()));
    let root = office.path("mounted");
    fs::create_dir(&root).unwrap();
    let mut mount = Command::new("mount");
    if !row.options.is_empty() {
        mount.args(["-o", row.options]);
    }
    run(mount.arg(disk.node()).arg(&root));
    Mount { root }
}

fn write(root: &Path) {
    // Long enough for several extents, and its end is no end of a block.
    fs::write(root.join(LARGE), lines(0..20_000)).unwrap();
    fs::write(root.join(SMALL), lines(90_000..90_003)).unwrap();
    run(Command::new("sync").arg("-f").arg(root));
}

/// What the raw image holds: different lines of the content, and names.
fn left(raw: &[u8]) -> (usize, usize) {
    let known: BTreeSet<String> = (0..20_000).chain(90_000..90_003).map(line).collect();
    let mut found = BTreeSet::new();
    let mut names = 0;
    // Nearly all is zeros.
    let pages = raw.chunks(4096).enumerate().filter(|(_, page)| **page != [0; 4096][..page.len()]);
    let starts = pages.flat_map(|(number, page)| (number * 4096..).zip(page));
    for at in starts.filter(|(_, byte)| matches!(byte, b'M' | b'a')).map(|(at, _)| at) {
        let here = &raw[at..raw.len().min(at + 32)];
        if here.starts_with(b"MIHON-")
            && let Ok(text) = std::str::from_utf8(here)
            && known.contains(text)
        {
            found.insert(text.to_owned());
        }
        let rest = &raw[at..raw.len().min(at + 64)];
        names += usize::from(rest.starts_with(LARGE.as_bytes()) || rest.starts_with(SMALL.as_bytes()));
    }
    (found.len(), names)
}

fn body(office: &Office, ran: &Ran) -> Value {
    let result = ran.last();
    let record = result["record"].as_str().unwrap_or_else(|| panic!("no record: {result}"));
    assert_eq!(office.run(["verify", record]).exits(0).last()["trust"], "good");
    let record: Value = serde_json::from_slice(&fs::read(office.path(record)).unwrap()).unwrap();
    record["body"].clone()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

#[test]
fn the_words_of_the_certificate_agree_with_the_raw_image() {
    let test = "the_words_of_the_certificate_agree_with_the_raw_image";
    for row in ROWS {
        if !ready(test, &[row.make[0], "losetup", "mount", "cp", "chattr"]) {
            continue;
        }
        // As small as each can be made.
        let Some(disk) = LoopDisk::new(test, if row.make == XFS { 304 } else { 128 } * MIB) else { return };
        let office = Office::new();
        let mount = mounted(&disk, &office, row);
        if row.name == "btrfs nodatacow" {
            for name in [LARGE, SMALL] {
                fs::write(mount.root.join(name), "").unwrap();
            }
            (row.prepare)(&mount.root);
            write(&mount.root);
        } else {
            write(&mount.root);
            (row.prepare)(&mount.root);
        }
        let paths = [LARGE, SMALL].map(|name| mount.root.join(name));
        let ran = office.run(
            ["--yes", "wipe", "files", "--residue-scan", "--hard-links"]
                .map(std::ffi::OsString::from)
                .into_iter()
                .chain(paths.iter().map(|path| path.clone().into_os_string())),
        );
        run(Command::new("umount").arg(&mount.root));
        let raw = fs::read(disk.image()).unwrap();
        let (content, names) = left(&raw);
        let body = body(&office, &ran);
        let place = &body["places"][0];
        let found = &place["residue"]["found"];
        let places = number(&found["block_places"]) + number(&found["piece_places"]);
        tell(format!(
            "{:24} raw: {content:6} lines, {names:3} names; certificate: {places:5} places ({} own, {} journal, {} elsewhere), {:3} of names, {}",
            row.name,
            found["own_blocks"],
            found["journal"],
            found["elsewhere"],
            number(&found["name_places"]),
            body["verdict"],
        ));

        // Content that is left is never passed over.
        assert_ne!(body["verdict"], "pass", "{}", row.name);
        if content > 0 {
            assert_eq!(body["verdict"], "failed", "{}: {content} lines left", row.name);
            assert!(
                places > 0 || row.name == "btrfs compress",
                "{}: {content} lines left, none found",
                row.name
            );
        } else {
            assert_eq!(places, 0, "{}: {found}", row.name);
        }
        if let Some(remains) = row.remains {
            assert_eq!(content > 0, remains, "{}: {content} lines left", row.name);
        }
        if names > 0 {
            assert!(number(&body["counts"]["name_not_scrubbed"]) == 2, "{}", body["counts"]);
            assert!(number(&found["name_places"]) > 0, "{}: {names} names left, none found", row.name);
        }
        let outcomes: Vec<&String> = body["counts"]["outcomes"].as_object().unwrap().keys().collect();
        assert!(
            outcomes.iter().any(|outcome| row.outcome.contains(&outcome.as_str())),
            "{}: {outcomes:?}",
            row.name
        );
        // All of the device was read, and nothing of it was left out.
        let residue = &place["residue"];
        assert_eq!(
            (number(&residue["device_bytes"]), number(&residue["searched"])),
            (disk.bytes(), disk.bytes())
        );
        let limits: Vec<&str> =
            place["limits"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(limits.contains(&"virtual_disk"), "{limits:?}");
        if outcomes.iter().all(|outcome| outcome.as_str() == RAW[0]) {
            assert!(!limits.contains(&"raw_device_not_read"), "{}: {limits:?}", row.name);
            assert_eq!(body["counts"]["bytes_read_raw"], body["counts"]["bytes_written"], "{}", row.name);
        }
        let code = if body["verdict"] == "failed" { 7 } else { 4 };
        let ran = ran.exits(code);

        // The annex has every place, and what it says of content is there.
        let record = ran.last()["record"].as_str().unwrap().replace(".json", ".residue.jsonl");
        let annex = fs::read_to_string(office.path(record)).unwrap_or_default();
        let hits: Vec<Value> = annex.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(hits.len() as u64, places + number(&found["name_places"]), "{}", row.name);
        let blocks = hits.iter().filter(|hit| hit["found"] == "block");
        for hit in blocks {
            let at = usize::try_from(number(&hit["at"])).unwrap();
            assert!(left(&raw[at..at + 1024]).0 > 0, "{}: {hit}", row.name);
        }
    }
}

#[test]
fn without_the_search_nothing_is_said_of_it() {
    let test = "without_the_search_nothing_is_said_of_it";
    if !ready(test, &["mkfs.ext4", "losetup", "mount"]) {
        return;
    }
    let Some(disk) = LoopDisk::new(test, 64 * MIB) else { return };
    let office = Office::new();
    let mount = mounted(&disk, &office, &ROWS[0]);
    write(&mount.root);
    let path = mount.root.join(LARGE).into_os_string();
    let ran = office.run(["--yes".into(), "wipe".into(), "files".into(), path]).exits(4);
    let body = body(&office, &ran);
    assert!(body["places"][0].get("residue").is_none(), "{body}");
    assert_eq!(body["counts"]["outcomes"], serde_json::json!({ RAW[0]: 1 }));
    let limits = &body["places"][0]["limits"];
    assert!(limits.as_array().unwrap().contains(&"earlier_versions".into()), "{limits}");
}

#[test]
fn what_has_no_device_is_not_searched_and_what_lies_below_a_layer_is_named() {
    let test = "what_has_no_device_is_not_searched_and_what_lies_below_a_layer_is_named";
    if !ready(test, &["mount", "umount"]) {
        return;
    }
    let office = Office::new();
    let memory = Mount { root: office.path("memory") };
    fs::create_dir(&memory.root).unwrap();
    run(Command::new("mount").args(["-t", "tmpfs", "none"]).arg(&memory.root));
    write(&memory.root);
    let wipe = |options: &[&str], path: PathBuf| {
        let words = ["--yes", "wipe", "files"].iter().chain(options).map(std::ffi::OsString::from);
        office.run(words.chain(std::iter::once(path.into_os_string())))
    };
    wipe(&["--residue-scan"], memory.root.join(LARGE)).refused("wipe-no-search");
    assert_eq!(fs::read_to_string(memory.root.join(LARGE)).unwrap(), lines(0..20_000));
    let body_of = |ran: Ran| body(&office, &ran);
    let of_memory = body_of(wipe(&[], memory.root.join(LARGE)).exits(4));
    assert_eq!(of_memory["counts"]["outcomes"], serde_json::json!({ "overwritten_not_verifiable": 1 }));
    assert!(of_memory["places"][0]["limits"].as_array().unwrap().contains(&"memory_backed".into()));

    for folder in ["lower", "upper", "work", "merged"] {
        fs::create_dir(memory.root.join(folder)).unwrap();
    }
    write(&memory.root.join("lower"));
    let merged = Mount { root: memory.root.join("merged") };
    let at = |name: &str| memory.root.join(name).display().to_string();
    let options = format!("lowerdir={},upperdir={},workdir={}", at("lower"), at("upper"), at("work"));
    let mut overlay = Command::new("mount");
    let overlay = overlay.args(["-t", "overlay", "-o", &options, "none"]).arg(&merged.root).output().unwrap();
    if !overlay.status.success() {
        return skipped(test, "no overlay here");
    }
    fs::write(merged.root.join("above-only-mihon.csv"), "見本").unwrap();
    wipe(&["--residue-scan"], merged.root.join(LARGE)).refused("wipe-no-search");
    let below = body_of(wipe(&[], merged.root.join(LARGE)).exits(7));
    assert_eq!(below["counts"]["outcomes"], serde_json::json!({ "lower_layer_remaining": 1 }));
    assert_eq!(below["verdict"], "failed");
    assert_eq!(fs::read_to_string(memory.root.join("lower").join(LARGE)).unwrap(), lines(0..20_000));
    let above = body_of(wipe(&[], merged.root.join("above-only-mihon.csv")).exits(4));
    assert_eq!(above["counts"]["outcomes"], serde_json::json!({ "overwritten_not_verifiable": 1 }));
}
