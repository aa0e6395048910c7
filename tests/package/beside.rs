//! What a file system knows beside content, time and permissions: links, hard links, extended attributes, owners.

#![cfg(target_os = "linux")]

use super::rig::{Keys, have};
use azukari::model::NoProgress;
use azukari::package::{
    Deviation, Links, OpenOptions, PackageError, ProblemKind, Restore, Staged, Staging, list, open, walk_with,
};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;

const ALL: Restore = Restore { owners: true, xattrs: true, links: true };

fn open_with(keys: &Keys, package: &Path, target: &Path, restore: Restore) -> Staged {
    let options = OpenOptions { restore, ..OpenOptions::default() };
    let staging = Staging::choose(target).unwrap();
    let cancel = AtomicBool::new(false);
    let mut staged = open(package, &keys.identities(), staging, options, &NoProgress, &cancel).unwrap();
    staged.publish().unwrap();
    staged
}

#[test]
fn links_are_kept_where_they_stay_inside_and_made_on_request() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("資料"), Keys::new());
    fs::create_dir_all(source.join("深い")).unwrap();
    fs::write(source.join("深い/本体.txt"), "見本").unwrap();
    symlink("深い/本体.txt", source.join("近道")).unwrap();
    symlink("../近道", source.join("深い/戻り")).unwrap();
    // Not asked for: refused, each by name.
    let Err(PackageError::Sources(problems)) = walk_with(&[source.clone()], Links::Refuse, &NoProgress)
    else {
        panic!()
    };
    assert_eq!(problems.iter().filter(|problem| problem.kind == ProblemKind::Link).count(), 2);
    let package = room.path().join("p.age");
    keys.seal_links(&[source.clone()], &package).unwrap().commit(&package).unwrap();

    let plain = room.path().join("plain");
    let staged = open_with(&keys, &package, &plain, Restore::default());
    assert_eq!((staged.totals.files, staged.totals.links), (1, 2));
    let said: Vec<_> = staged.deviations.iter().map(|(path, what)| (path.as_str(), what.clone())).collect();
    assert_eq!(said, [("資料/深い/戻り", Deviation::Link), ("資料/近道", Deviation::Link)]);
    assert!(!plain.join("資料/近道").exists() && plain.join("資料/深い/本体.txt").exists());

    let whole = room.path().join("whole");
    let staged = open_with(&keys, &package, &whole, Restore { links: true, ..Restore::default() });
    assert_eq!(staged.deviations, []);
    assert_eq!(fs::read_link(whole.join("資料/近道")).unwrap(), Path::new("深い/本体.txt"));
    assert_eq!(fs::read_to_string(whole.join("資料/深い/戻り")).unwrap(), "見本");

    // What leads outside is refused at sealing, whatever it is called.
    for target in ["/etc/passwd", "../../ほか", "無い", "近道/../../x"] {
        symlink(target, source.join("悪い")).unwrap();
        let refused = walk_with(&[source.clone()], Links::Keep, &NoProgress);
        assert!(matches!(refused, Err(PackageError::Sources(_))), "{target}");
        fs::remove_file(source.join("悪い")).unwrap();
    }
    let test = "links_are_kept_where_they_stay_inside_and_made_on_request";
    if have("age", test) && have("tar", test) {
        fs::write(room.path().join("id"), keys.secret()).unwrap();
        let script = "set -euo pipefail; age -d -i id p.age | tar x; cat p/data/資料/深い/戻り";
        let done = Command::new("bash").args(["-c", script]).current_dir(room.path()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&done.stdout), "見本", "{done:?}");
    }
}

#[test]
fn hard_links_are_recorded_and_each_name_has_its_content() {
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    fs::write(source.join("a"), "one").unwrap();
    fs::hard_link(source.join("a"), source.join("b")).unwrap();
    fs::write(source.join("c"), "one").unwrap();
    let package = room.path().join("p.age");
    keys.sealed(&[source], &package);
    let entries = list(&package, &keys.identities()).unwrap().entries;
    let same: Vec<_> = entries.iter().map(|entry| (&*entry.path, entry.same_as.as_deref())).collect();
    assert_eq!(same, [("s/", None), ("s/a", None), ("s/b", Some("s/a")), ("s/c", None)]);
    let staged = open_with(&keys, &package, &room.path().join("out"), ALL);
    assert_eq!(staged.totals.files, 3);
    for name in ["a", "b", "c"] {
        assert_eq!(fs::read_to_string(room.path().join("out/s").join(name)).unwrap(), "one");
    }
}

#[test]
fn extended_attributes_and_owners_come_back_on_request() {
    let test = "extended_attributes_and_owners_come_back_on_request";
    let room = tempfile::tempdir().unwrap();
    let (source, keys) = (room.path().join("s"), Keys::new());
    fs::create_dir(&source).unwrap();
    fs::write(source.join("a"), "x").unwrap();
    let set = |path: &Path, name: &str, value: &[u8]| {
        rustix::fs::lsetxattr(path, name, value, rustix::fs::XattrFlags::empty())
    };
    if set(&source.join("a"), "user.azukari.mihon", &[0, 255, 10]).is_err() {
        eprintln!("SKIPPED {test}: this file system has no extended attributes");
        return;
    }
    set(&source, "user.folder", b"yes").unwrap();
    let root = rustix::process::geteuid().is_root();
    if root {
        std::os::unix::fs::chown(source.join("a"), Some(54_321), Some(54_322)).unwrap();
    } else {
        eprintln!("SKIPPED the owners of {test}: only root can give files away");
    }
    fs::set_permissions(source.join("a"), fs::Permissions::from_mode(0o440)).unwrap();
    let package = room.path().join("p.age");
    keys.sealed(&[source.clone()], &package);
    let value = |path: &Path, name: &str| {
        let mut value = [0; 100];
        let length = rustix::fs::lgetxattr(path, name, &mut value[..]).ok()?;
        Some(value[..length].to_vec())
    };
    let plain = room.path().join("plain");
    assert_eq!(open_with(&keys, &package, &plain, Restore::default()).deviations, []);
    assert_eq!(value(&plain.join("s/a"), "user.azukari.mihon"), None);
    assert_ne!(fs::metadata(plain.join("s/a")).unwrap().uid(), 54_321);

    let whole = room.path().join("whole");
    let restore = Restore { owners: root, ..ALL };
    assert_eq!(open_with(&keys, &package, &whole, restore).deviations, []);
    assert_eq!(value(&whole.join("s/a"), "user.azukari.mihon"), Some(vec![0, 255, 10]));
    assert_eq!(value(&whole.join("s"), "user.folder"), Some(b"yes".to_vec()));
    let metadata = fs::metadata(whole.join("s/a")).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o440);
    assert_eq!(metadata.modified().unwrap(), fs::metadata(source.join("a")).unwrap().modified().unwrap());
    if root {
        assert_eq!((metadata.uid(), metadata.gid()), (54_321, 54_322));
    }
}
