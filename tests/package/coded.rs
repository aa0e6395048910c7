//! Files with holes and compressed files: the same content comes back, stock programs agree, and volumes go on.

use super::rig::{Keys, bytes, content, have, listing};
use azukari::model::{Algorithms, NoProgress};
use azukari::package::{CodingKind, NameOptions, Staging, list, open_part, walk};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

const MIB: usize = 1 << 20;

/// Text, noise, something short, and an empty file.
fn papers(room: &Path) -> PathBuf {
    let source = room.join("資料");
    fs::create_dir_all(source.join("深い")).unwrap();
    let text = "番号,氏名,住所\n1,見本 花子,石川県加賀市見本町\n".repeat(90_000);
    fs::write(source.join("台帳.csv"), text).unwrap();
    fs::write(source.join("深い/雑音.bin"), noise(3 * MIB)).unwrap();
    fs::write(source.join("短い.txt"), "x".repeat(5000)).unwrap();
    fs::write(source.join("空"), "").unwrap();
    source
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    (0..length).map(next).collect()
}

#[cfg(target_os = "linux")]
fn blocks(path: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(&fs::metadata(path).unwrap())
}

#[test]
fn compressed_comes_back_in_one_file_and_in_volumes() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (papers(room.path()), Keys::new());
    let plain = room.path().join("plain.age");
    keys.sealed(&[source.clone()], &plain);
    for (name, size) in [("一つ.age", None), ("分冊.age", Some(MIB as u64))] {
        let package = room.path().join(name);
        let sealed = keys.seal_zstd(&[source.clone()], &package, size, None).unwrap();
        assert!(sealed.bytes + 5 * (MIB as u64) < fs::metadata(&plain).unwrap().len(), "{}", sealed.bytes);
        sealed.commit(&package).unwrap();
        let target = room.path().join("out");
        let opened = keys.open(&package, &target).unwrap();
        assert_eq!(content(&target.join("資料")), content(&source));
        assert_eq!(opened.totals.files, 4);
        fs::remove_dir_all(&target).unwrap();
        let listing = list(&package, &keys.identities()).unwrap();
        let coded = |path: &str| listing.entries.iter().find(|entry| entry.path == path).unwrap().coding;
        assert_eq!(coded("資料/台帳.csv"), Some(CodingKind::Zstd));
        assert_eq!(coded("資料/短い.txt"), Some(CodingKind::Zstd));
        assert_eq!((coded("資料/深い/雑音.bin"), coded("資料/空")), (None, None));
        let staging = Staging::choose(&target).unwrap();
        let wanted = |path: &str| path.ends_with(".csv");
        let cancel = AtomicBool::new(false);
        let mut part = open_part(
            &package,
            &keys.identities(),
            staging,
            &wanted,
            NameOptions::default(),
            &NoProgress,
            &cancel,
        )
        .unwrap();
        part.publish().unwrap();
        assert!(
            fs::read(target.join("資料/台帳.csv")).unwrap() == fs::read(source.join("台帳.csv")).unwrap()
        );
        fs::remove_dir_all(&target).unwrap();
    }
}

/// What takes the name that a compressed file would have in the tar keeps it.
#[test]
fn a_name_that_is_taken_is_left_alone() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    fs::write(source.join("a"), "x".repeat(100_000)).unwrap();
    fs::write(source.join("a.zst"), "another").unwrap();
    let package = room.path().join("p.age");
    keys.seal_zstd(&[source.clone()], &package, None, None).unwrap().commit(&package).unwrap();
    keys.open(&package, &room.path().join("out")).unwrap();
    assert_eq!(content(&room.path().join("out/s")), content(&source));
}

#[test]
fn an_interrupted_run_goes_on_and_a_changed_source_is_named() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    let text: Vec<u8> =
        noise(8 * MIB).iter().map(|byte| b"0123456789abcdef"[usize::from(byte & 15)]).collect();
    fs::write(source.join("台帳.txt"), &text).unwrap();
    let size = Some(MIB as u64);
    let package = room.path().join("p.age");
    let interrupted = keys.seal_zstd(&[source.clone()], &package, size, Some(3 * MIB as u64));
    assert!(interrupted.is_err());
    let sealed = keys.seal_zstd(&[source.clone()], &package, size, None).unwrap();
    assert!(sealed.kept > 0, "{}", sealed.kept);
    sealed.commit(&package).unwrap();
    keys.open(&package, &room.path().join("out")).unwrap();
    assert_eq!(content(&room.path().join("out/s")), content(&source));

    // The same length and time, another beginning, which compresses to the same length: only digests can tell.
    let package = room.path().join("q.age");
    assert!(keys.seal_zstd(&[source.clone()], &package, size, Some(3 * MIB as u64)).is_err());
    let file = File::options().write(true).open(source.join("台帳.txt")).unwrap();
    let time = file.metadata().unwrap().modified().unwrap();
    let mut changed = text;
    changed.swap(1000, 1001);
    assert!(changed[1000] != changed[1001]);
    fs::write(source.join("台帳.txt"), &changed).unwrap();
    file.set_modified(time).unwrap();
    match keys.seal_zstd(&[source], &package, size, None) {
        // Kept volumes hold the old beginning, or the frames have other lengths and nothing was kept.
        Err(
            azukari::package::PackageError::SourceChanged { .. }
            | azukari::package::PackageError::UnfinishedOther { .. },
        ) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn stock_zstd_gives_what_the_manifest_lists() {
    let test = "stock_zstd_gives_what_the_manifest_lists";
    if !["age", "tar", "zstd", "sha256sum"].into_iter().all(|program| have(program, test)) {
        return;
    }
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (papers(room.path()), Keys::new());
    let package = room.path().join("p.age");
    keys.seal_zstd(&[source.clone()], &package, None, None).unwrap().commit(&package).unwrap();
    fs::write(room.path().join("id"), keys.secret()).unwrap();
    let script = "set -euo pipefail; age -d -i id p.age | tar x; cd p
        find data -name '*.zst' -exec zstd -d -q --rm {} +
        sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt";
    let done = Command::new("bash").args(["-c", script]).current_dir(room.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(listing(&room.path().join("p/data/資料")), listing(&source));
}

/// The failure of one worker stops another in the midst of a hole: what was hashed till then is nothing to go on with.
#[cfg(target_os = "linux")]
#[test]
fn a_hole_that_a_failure_cut_short_is_hashed_anew() {
    let test = "a_hole_that_a_failure_cut_short_is_hashed_anew";
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    File::create(source.join("m.img")).unwrap().set_len(2 << 30).unwrap();
    if blocks(&source.join("m.img")) > 100 {
        eprintln!("SKIPPED {test}: this file system has no holes");
        return;
    }
    // Two volumes before the hole, which stay; and about a piece after it, so that another worker comes to what is missing.
    for number in 0..1500 {
        File::create(source.join(format!("a{number}"))).unwrap();
    }
    for number in 0..300 {
        File::create(source.join(format!("n{number}"))).unwrap();
    }
    let (last, elsewhere) = (source.join("z.bin"), room.path().join("z.bin"));
    fs::write(&last, bytes(100, 2)).unwrap();
    let tree = walk(&[source], &NoProgress).unwrap();
    let package = room.path().join("p.age");
    fs::rename(&last, &elsewhere).unwrap();
    let error = keys.seal_walked(&tree, &package, Some(MIB as u64)).unwrap_err();
    assert!(format!("{error:?}").contains("z.bin"), "{error:?}");
    fs::rename(&elsewhere, &last).unwrap();
    let sealed = keys.seal_walked(&tree, &package, Some(MIB as u64)).unwrap();
    assert!(sealed.kept > 0);
    sealed.commit(&package).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn holes_are_not_stored_and_stay_holes() {
    let test = "holes_are_not_stored_and_stay_holes";
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    let make = |name: &str, data: &[(u64, usize)], length: u64| {
        let file = File::create(source.join(name)).unwrap();
        for (at, count) in data {
            azukari::stream::write_all_at(&file, &bytes(*count, 3), *at).unwrap();
        }
        file.set_len(length).unwrap();
    };
    let mib = MIB as u64;
    make("両端.img", &[(8 * mib, 3 * MIB), (40 * mib, 5)], 64 * mib);
    make("空.img", &[], 16 * mib);
    make("始め.img", &[(0, 4096)], 32 * mib);
    make("終り.img", &[(32 * mib - 9, 9)], 32 * mib);
    fs::write(source.join("普通"), bytes(MIB, 1)).unwrap();
    if blocks(&source.join("空.img")) > 100 {
        eprintln!("SKIPPED {test}: this file system has no holes");
        return;
    }
    let one = keys.seal(&[source.clone()], &room.path().join("p.age"), Algorithms::default()).unwrap();
    assert!(one.bytes < 5 * mib, "{}", one.bytes);
    one.commit(&room.path().join("p.age")).unwrap();
    let many = room.path().join("q.age");
    keys.seal_in(&[source.clone()], &many, Algorithms::default(), Some(mib)).unwrap().commit(&many).unwrap();
    for package in ["p.age", "q.age"] {
        let target = room.path().join("out");
        keys.open(&room.path().join(package), &target).unwrap();
        assert!(content(&target.join("s")) == content(&source), "{package}");
        for name in ["両端.img", "空.img", "始め.img", "終り.img"] {
            let (was, is) = (blocks(&source.join(name)), blocks(&target.join("s").join(name)));
            assert!(is <= was + 16, "{name}: {is} blocks, was {was}");
        }
        fs::remove_dir_all(&target).unwrap();
    }
    if !["age", "tar", "sha256sum"].into_iter().all(|program| have(program, test)) {
        return;
    }
    fs::write(room.path().join("id"), keys.secret()).unwrap();
    let script = "set -euo pipefail; age -d -i id p.age | tar x; cd p
        sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt";
    let done = Command::new("bash").args(["-c", script]).current_dir(room.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(
        content(&room.path().join("p/data/s")).iter().zip(content(&source)).all(|(is, was)| is.1 == was.1)
    );
    assert!(blocks(&room.path().join("p/data/s/空.img")) < 100);
}
