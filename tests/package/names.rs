//! Names that the target cannot take: all told at once and nothing written, or other names, each of them listed.

#![cfg(target_os = "linux")]

use super::rig::{Keys, content, listing};
use azukari::model::{Algorithms, Fault as _, FaultClass, NoProgress};
use azukari::package::{
    Deviation, Links, NameOptions, OpenOptions, PackageError, ProblemKind, Restore, Staged, Staging, list,
    names_everywhere, open, renamed, walk, walk_renaming,
};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// As on a stick with FAT.
const WINDOWS: NameOptions = NameOptions { windows: true, rename: false };
const RENAME: NameOptions = NameOptions { windows: true, rename: true };

fn open_as(keys: &Keys, package: &Path, target: &Path, names: NameOptions) -> Result<Staged, PackageError> {
    let options = OpenOptions { names, ..OpenOptions::default() };
    let (staging, cancel) = (Staging::choose(target)?, AtomicBool::new(false));
    let mut staged = open(package, &keys.identities(), staging, options, &NoProgress, &cancel)?;
    staged.publish()?;
    Ok(staged)
}

/// Everything that Windows does not take, and two files that it takes for one.
fn difficult(room: &Path) -> PathBuf {
    let source = room.join("資料");
    fs::create_dir_all(source.join("会議 12:30")).unwrap();
    fs::write(source.join("会議 12:30/議事録?.txt"), "議事録").unwrap();
    fs::write(source.join("aux.txt"), "aux").unwrap();
    fs::write(source.join("以上."), "dot").unwrap();
    fs::write(source.join("Ledger.csv"), "大").unwrap();
    fs::write(source.join("ledger.csv"), "小").unwrap();
    fs::write(source.join("普通.txt"), "普通").unwrap();
    source
}

#[test]
fn all_names_that_do_not_fit_are_told_at_once_and_nothing_is_written() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (difficult(room.path()), Keys::new());
    let package = room.path().join("p.age");
    keys.sealed(&[source.clone()], &package);
    let target = room.path().join("out");
    let refused = open_as(&keys, &package, &target, WINDOWS).unwrap_err();
    assert_eq!((refused.code(), refused.class()), ("names-do-not-fit", FaultClass::Refused));
    let PackageError::Names { problems, .. } = refused else { panic!() };
    let mut said: Vec<_> =
        problems.iter().map(|problem| (problem.path.as_str(), problem.kind.name())).collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            ("資料/aux.txt", "reserved"),
            ("資料/ledger.csv", "case"),
            ("資料/以上.", "ending"),
            ("資料/会議 12:30", "character"),
            ("資料/会議 12:30/議事録?.txt", "character"),
        ]
    );
    assert_eq!(
        listing(room.path()).iter().filter(|path| path.to_string_lossy().contains("azukari")).count(),
        0
    );
    assert!(!target.exists());
    // Here every one of them is a name like any other.
    open_as(&keys, &package, &target, NameOptions::default()).unwrap();
    assert_eq!(content(&target.join("資料")), content(&source));
}

#[test]
fn renamed_files_hold_what_was_sealed_and_each_is_listed() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (difficult(room.path()), Keys::new());
    let package = room.path().join("p.age");
    keys.sealed(&[source], &package);
    let target = room.path().join("out");
    let staged = open_as(&keys, &package, &target, RENAME).unwrap();
    let read = |path: &str| fs::read_to_string(target.join("資料").join(path)).unwrap();
    assert_eq!(read("会議 12：30/議事録？.txt"), "議事録");
    assert_eq!(read("aux_.txt"), "aux");
    assert_eq!(read("以上._"), "dot");
    assert_eq!((read("Ledger.csv"), read("ledger (2).csv")), ("大".to_owned(), "小".to_owned()));
    assert_eq!(read("普通.txt"), "普通");
    let mut said: Vec<_> = staged
        .deviations
        .iter()
        .map(|(path, what)| match what {
            Deviation::Renamed(now) => (path.as_str(), now.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            ("資料/aux.txt", "資料/aux_.txt"),
            ("資料/ledger.csv", "資料/ledger (2).csv"),
            ("資料/以上.", "資料/以上._"),
            ("資料/会議 12:30/", "資料/会議 12：30/"),
            ("資料/会議 12:30/議事録?.txt", "資料/会議 12：30/議事録？.txt"),
        ]
    );
    // The list says what was sealed.
    assert!(staged.list_text.contains("資料/会議 12:30/議事録?.txt"));
}

/// Names that Windows wrote into an archive that Linux unpacked: bytes of CP932. Refused, or spelled, with the bytes kept.
#[test]
fn names_that_are_not_utf_8_are_spelled_where_told() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    // 見本.txt
    let cp932 = b"\x8c\xa9\x96\x7b.txt";
    fs::write(source.join(OsStr::from_bytes(cp932)), "中身").unwrap();
    fs::write(source.join("改\n行"), "行").unwrap();
    let Err(PackageError::Sources(problems)) = walk(&[source.clone()], &NoProgress) else { panic!() };
    let mut kinds: Vec<_> = problems.iter().map(|problem| problem.kind).collect();
    kinds.sort_unstable_by_key(|kind| kind.name());
    assert_eq!(kinds, [ProblemKind::ControlCharacter, ProblemKind::NotUtf8]);
    let tree = walk_renaming(&[source.clone()], Links::Refuse, &NoProgress).unwrap();
    assert_eq!(renamed(&tree).len(), 2);
    let package = room.path().join("p.age");
    keys.seal_walked(&tree, &package, None).unwrap().commit(&package).unwrap();
    let entries = list(&package, &keys.identities()).unwrap().entries;
    let told = entries.iter().find(|entry| entry.path == "s/見本.txt").unwrap();
    assert_eq!(told.renamed_from_bytes.as_deref(), Some("8ca9967b2e747874"));
    let target = room.path().join("out");
    open_as(&keys, &package, &target, NameOptions::default()).unwrap();
    assert_eq!(fs::read_to_string(target.join("s/見本.txt")).unwrap(), "中身");
    assert_eq!(listing(&target.join("s")).len(), 2);
}

/// What is fine where it is sealed may not be fine where it goes: said before the medium leaves.
#[test]
fn a_tree_is_looked_at_before_it_is_sealed() {
    let room = tempfile::tempdir().unwrap();
    let source = difficult(room.path());
    let tree = walk(&[source.clone()], &NoProgress).unwrap();
    let kinds: Vec<_> = names_everywhere(&tree).iter().map(|problem| problem.kind.name()).collect();
    for kind in ["reserved", "case", "ending", "character"] {
        assert!(kinds.contains(&kind), "{kind} in {kinds:?}");
    }
    let tree = walk_renaming(&[source], Links::Refuse, &NoProgress).unwrap();
    assert!(names_everywhere(&tree).is_empty(), "{:?}", names_everywhere(&tree));
    let fits = room.path().join("平らな名前");
    fs::create_dir(&fits).unwrap();
    fs::write(fits.join("普通.txt"), "x").unwrap();
    assert!(names_everywhere(&walk(&[fits], &NoProgress).unwrap()).is_empty());
}

#[test]
fn two_forms_of_one_name_are_two_files_here() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    fs::write(source.join("が.txt"), "合成").unwrap();
    fs::write(source.join("か\u{3099}.txt"), "分解").unwrap();
    let package = room.path().join("p.age");
    keys.seal(&[source.clone()], &package, Algorithms::default()).unwrap().commit(&package).unwrap();
    open_as(&keys, &package, &room.path().join("out"), NameOptions::default()).unwrap();
    assert_eq!(content(&room.path().join("out/s")), content(&source));
}

/// Links, other names of one file, and what lies in a renamed folder: all of it still leads to what it led to.
#[test]
fn what_points_to_a_renamed_file_still_points_to_it() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("上:"), Keys::new());
    fs::create_dir_all(source.join("下?")).unwrap();
    fs::write(source.join("下?/本体."), "本体").unwrap();
    fs::hard_link(source.join("下?/本体."), source.join("下?/別名")).unwrap();
    std::os::unix::fs::symlink("下?/本体.", source.join("近道")).unwrap();
    let restore = Restore { links: true, ..Restore::default() };
    let cancel = AtomicBool::new(false);
    let open_links = |package: &Path, target: &Path, names| {
        let options = OpenOptions { names, restore, ..OpenOptions::default() };
        let staging = Staging::choose(target).unwrap();
        let mut staged = open(package, &keys.identities(), staging, options, &NoProgress, &cancel).unwrap();
        staged.publish().unwrap();
        staged
    };

    let tree = walk_renaming(&[source.clone()], Links::Keep, &NoProgress).unwrap();
    let package = room.path().join("sealed.age");
    keys.seal_walked(&tree, &package, None).unwrap().commit(&package).unwrap();
    let entries = list(&package, &keys.identities()).unwrap().entries;
    let mut same = entries.iter().filter_map(|entry| Some((entry.path.as_str(), entry.same_as.as_deref()?)));
    assert_eq!(same.next(), Some(("上：/下？/本体._", "上：/下？/別名")));
    let target = room.path().join("sealed");
    assert_eq!(open_links(&package, &target, WINDOWS).deviations, []);
    assert_eq!(fs::read_to_string(target.join("上：/近道")).unwrap(), "本体");

    let package = room.path().join("opened.age");
    keys.seal_links(&[source], &package).unwrap().commit(&package).unwrap();
    let target = room.path().join("opened");
    let staged = open_links(&package, &target, RENAME);
    assert_eq!(fs::read_to_string(target.join("上：/近道")).unwrap(), "本体");
    // That a link says another way than was sealed is told like another name.
    let link = ("上:/近道".to_owned(), Deviation::Renamed("上：/近道".to_owned()));
    assert!(staged.deviations.contains(&link), "{:?}", staged.deviations);
}

/// One name, once in CP932 and once in UTF-8: two files that are spelled alike.
#[test]
fn two_files_that_are_spelled_alike_stay_two() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    let old = source.join(OsStr::from_bytes(b"\x8c\xa9\x96\x7b"));
    for (folder, content) in [(&old, "古"), (&source.join("見本"), "新")] {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("a.txt"), content).unwrap();
    }
    let tree = walk_renaming(&[source], Links::Refuse, &NoProgress).unwrap();
    let package = room.path().join("p.age");
    keys.seal_walked(&tree, &package, None).unwrap().commit(&package).unwrap();
    let target = room.path().join("out");
    open_as(&keys, &package, &target, WINDOWS).unwrap();
    let mut contents: Vec<_> = ["見本", "見本 (2)"]
        .map(|folder| fs::read_to_string(target.join("s").join(folder).join("a.txt")).unwrap())
        .to_vec();
    contents.sort();
    assert_eq!(contents, ["古", "新"]);
}
