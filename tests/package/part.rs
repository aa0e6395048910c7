//! Some files out of a package: exactly those, proved, without reading the rest.

use crate::rig::{Keys, bytes, content, listing};
use azukari::model::{Algorithms, Fault as _, NoProgress};
use azukari::package::{NameOptions, PackageError, Part, Staging, open_part};
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn take(
    keys: &Keys,
    package: &Path,
    target: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Part, PackageError> {
    let staging = Staging::choose(target)?;
    let cancel = AtomicBool::new(false);
    let mut part = open_part(
        package,
        &keys.identities(),
        staging,
        wanted,
        NameOptions::default(),
        &NoProgress,
        &cancel,
    )?;
    part.publish()?;
    Ok(part)
}

#[test]
fn exactly_what_is_wanted_in_one_file_and_in_volumes() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("資料"), Keys::new());
    fs::create_dir_all(source.join("深い/所")).unwrap();
    fs::create_dir_all(source.join("ほか")).unwrap();
    fs::write(source.join("深い/所/宛名.csv"), bytes(200_000, 1)).unwrap();
    fs::write(source.join("深い/空.csv"), b"").unwrap();
    fs::write(source.join("ほか/画像.bin"), bytes(3 << 20, 2)).unwrap();
    for (name, size) in [("一つ.age", None), ("分冊.age", Some(1 << 20))] {
        let package = room.path().join(name);
        keys.seal_in(&[source.clone()], &package, Algorithms::default(), size)
            .unwrap()
            .commit(&package)
            .unwrap();
        let target = room.path().join("out");
        let part = take(&keys, &package, &target, &|path| path.ends_with(".csv")).unwrap();
        assert_eq!((part.totals.files, part.totals.folders, part.totals.bytes), (2, 0, 200_000));
        let names = listing(&target.join("資料"));
        assert_eq!(names, ["深い", "深い/所", "深い/所/宛名.csv", "深い/空.csv"].map(Path::new));
        let wanted: Vec<_> = content(&source).into_iter().filter(|(path, ..)| names.contains(path)).collect();
        assert_eq!(content(&target.join("資料")), wanted);
        fs::remove_dir_all(&target).unwrap();
        assert_eq!(take(&keys, &package, &target, &|_| false).unwrap_err().code(), "nothing-wanted");
        assert!(!target.exists());
    }
}

/// Damage elsewhere does not matter; damage in what is wanted does, and nothing is left then.
#[test]
fn only_what_is_wanted_is_read() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("資料"), Keys::new());
    fs::create_dir(&source).unwrap();
    fs::write(source.join("a.bin"), bytes(2 << 20, 1)).unwrap();
    fs::write(source.join("b.txt"), bytes(4096, 2)).unwrap();
    fs::write(source.join("c.bin"), bytes(2 << 20, 3)).unwrap();
    let package = room.path().join("p.age");
    keys.sealed(&[source.clone()], &package);
    let mut flipped = fs::read(&package).unwrap();
    flipped[1 << 20] ^= 1;
    fs::write(&package, &flipped).unwrap();
    let target = room.path().join("out");
    take(&keys, &package, &target, &|path| path == "資料/b.txt").unwrap();
    assert_eq!(fs::read(target.join("資料/b.txt")).unwrap(), bytes(4096, 2));
    fs::remove_dir_all(&target).unwrap();
    let error = take(&keys, &package, &target, &|path| path != "資料/c.bin").unwrap_err();
    assert_eq!(error.code(), "package-altered");
    assert_eq!(listing(room.path()).into_iter().filter(|path| path.starts_with("out")).count(), 0);
}

/// How many bytes a run reads at most: one 4 KiB file out of a large package.
#[cfg(target_os = "linux")]
#[test]
fn a_small_file_costs_less_than_a_mebibyte() {
    fn read_so_far() -> u64 {
        let text = fs::read_to_string("/proc/thread-self/io").unwrap();
        text.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
    }
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("資料"), Keys::new());
    fs::create_dir(&source).unwrap();
    fs::File::create(source.join("大.bin")).unwrap().set_len(64 << 20).unwrap();
    fs::write(source.join("小.txt"), bytes(4096, 2)).unwrap();
    let package = room.path().join("p.age");
    keys.sealed(&[source], &package);
    let before = read_so_far();
    take(&keys, &package, &room.path().join("out"), &|path| path == "資料/小.txt").unwrap();
    let read = read_so_far() - before;
    assert!(read < 1 << 20, "{read} bytes read");
}
