//! Property: what goes in comes out: content, names, folders, times to the nanosecond, modes.

use super::rig::{Keys, bytes, content};
use azukari::model::Algorithms;
use proptest::prelude::*;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// Sizes around every boundary that the format knows.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(511),
        Just(512),
        Just(513),
        Just(65_535),
        Just(65_536),
        Just(65_537),
        Just(8 * 65_536 - 3),
        Just(8 * 65_536),
        Just(17 * 65_536 + 5),
        Just(5_000_000),
        0..300_000_usize,
    ]
}

/// Names as people have them: Japanese, NFC and NFD, spaces, percent signs, 255 bytes.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9]{1,12}",
        Just("住民基本台帳.csv".to_owned()),
        Just("が".to_owned()),
        Just("か\u{3099}".to_owned()),
        Just("100%0A.txt".to_owned()),
        Just(" 前後に空白 ".to_owned()),
        Just("\\back\\slash".to_owned()),
        Just("𠮷野家.txt".to_owned()),
        Just("-rf".to_owned()),
        Just("あ".repeat(85)),
        Just("a".repeat(255)),
        "[ぁ-ん]{1,30}",
    ]
}

fn entry() -> impl Strategy<Value = (Vec<String>, Option<usize>, i64, u32)> {
    let path = prop::collection::vec(name(), 1..5);
    let time = (-2_000_000_000_i64..8_000_000_000, 0..1_000_000_000_u32);
    (path, prop::option::weighted(0.8, size()), time).prop_map(|(path, size, (s, n))| (path, size, s, n))
}

/// Writes the tree; entries that clash with earlier ones are left out.
fn plant(root: &Path, entries: &[(Vec<String>, Option<usize>, i64, u32)]) {
    fs::create_dir(root).unwrap();
    let mut placed = Vec::new();
    for (seed, (path, size, seconds, nanos)) in entries.iter().enumerate() {
        let full: PathBuf = path.iter().fold(root.to_owned(), |full, name| full.join(name));
        if full.as_os_str().len() > 3500 || full.symlink_metadata().is_ok() {
            continue;
        }
        let made = match size {
            Some(size) => {
                fs::create_dir_all(full.parent().unwrap()).and_then(|()| fs::write(&full, bytes(*size, seed)))
            }
            None => fs::create_dir_all(&full),
        };
        if made.is_ok() {
            placed.push((full, *seconds, *nanos));
        }
    }
    // Times last: writing into a folder changes them.
    for (full, seconds, nanos) in placed.iter().rev() {
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let base = if *seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
        let time = base + Duration::from_nanos(u64::from(*nanos));
        File::open(full).unwrap().set_times(FileTimes::new().set_modified(time)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_goes_in_comes_out(entries in prop::collection::vec(entry(), 0..14), fast in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::new();
        let top = folder.path().join("資料 一式");
        plant(&top, &entries);
        let package = folder.path().join("移送.age");
        let algorithms = Algorithms { sha256: !fast, blake3: true };
        keys.seal(std::slice::from_ref(&top), &package, algorithms).unwrap().commit(&package).unwrap();
        let target = folder.path().join("out");
        keys.open(&package, &target).unwrap();
        prop_assert_eq!(content(&top), content(&target.join("資料 一式")));
    }
}

#[test]
fn several_paths_long_paths_and_modes() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::new();
    let deep = (0..60)
        .fold(folder.path().join("深"), |path, at| path.join(format!("{at:02}-長い名前のフォルダー")));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("底.txt"), b"bottom").unwrap();
    let single = folder.path().join("単独.bin");
    fs::write(&single, bytes(70_000, 1)).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&single, fs::Permissions::from_mode(0o640)).unwrap();
    }
    let package = folder.path().join("p.age");
    keys.sealed(&[folder.path().join("深"), single.clone()], &package);
    let target = folder.path().join("out");
    fs::create_dir(&target).unwrap(); // an empty folder is as good as none
    keys.open(&package, &target).unwrap();
    assert_eq!(content(&folder.path().join("深")), content(&target.join("深")));
    assert_eq!(fs::read(&single).unwrap(), fs::read(target.join("単独.bin")).unwrap());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(target.join("単独.bin")).unwrap().permissions().mode() & 0o7777, 0o640);
    }
}
