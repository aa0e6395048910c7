//! Links, special files, users of files: what only a real system shows.

use super::*;
use crate::device::rig::{run, skipped};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[test]
fn links_are_removed_and_never_followed() {
    let (_keep, root) = ground();
    let (tree, outside) = (root.join("tree"), root.join("outside"));
    fs::create_dir_all(&tree).unwrap();
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("kept"), "outside content").unwrap();
    fs::write(tree.join("f"), "inside").unwrap();
    symlink(outside.join("kept"), tree.join("to-file")).unwrap();
    symlink(&outside, tree.join("to-folder")).unwrap();
    symlink("nowhere", tree.join("dangling")).unwrap();
    let plan = planned(&[&tree]).unwrap();
    assert_eq!((plan.files.len(), plan.links.len()), (1, 3));
    let report = executed(&plan);
    assert_eq!(report.links_removed, 3);
    assert!(!tree.exists() && report.all_removed());
    assert_eq!(fs::read(outside.join("kept")).unwrap(), b"outside content");

    symlink(&outside, root.join("link")).unwrap();
    assert_eq!(codes(planned(&[&root.join("link")])), ["wipe-link-argument"]);
}

#[test]
fn a_file_swapped_for_a_link_is_not_followed() {
    let (_keep, root) = ground();
    let tree = root.join("tree");
    fs::create_dir_all(tree.join("sub")).unwrap();
    fs::write(tree.join("a"), "same size").unwrap();
    fs::write(tree.join("sub/b"), "same size").unwrap();
    let victim = root.join("victim");
    fs::create_dir(&victim).unwrap();
    fs::write(victim.join("a"), "same size").unwrap();
    fs::write(victim.join("b"), "same size").unwrap();
    let plan = planned(&[&tree]).unwrap();
    // The file becomes a link; the folder of the other becomes one.
    fs::remove_file(tree.join("a")).unwrap();
    symlink(victim.join("a"), tree.join("a")).unwrap();
    fs::rename(tree.join("sub"), root.join("moved")).unwrap();
    symlink(&victim, tree.join("sub")).unwrap();
    let report = executed(&plan);
    assert_eq!(report.results[0].detail().unwrap(), "wipe-file-changed: kind");
    assert!(report.results[1].detail().unwrap().starts_with("wipe-file-open"), "{report:#?}");
    assert_eq!(fs::read(victim.join("a")).unwrap(), b"same size");
    assert_eq!(fs::read(victim.join("b")).unwrap(), b"same size");
    assert_eq!(fs::read(root.join("moved/b")).unwrap(), b"same size");
    assert_ne!(report.verdict(), Verdict::Pass);
}

#[test]
fn hard_links_need_a_word() {
    let (_keep, root) = ground();
    let folder = root.join("f");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("one"), "shared content").unwrap();
    fs::hard_link(folder.join("one"), folder.join("two")).unwrap();
    fs::hard_link(folder.join("one"), root.join("three")).unwrap();
    let refused = codes(planned(&[&folder]));
    assert_eq!(refused, ["wipe-hard-links", "wipe-hard-links"]);

    let options = PlanOptions { hard_links: true, ..PlanOptions::default() };
    let plan = plan(&[folder], &options).unwrap();
    assert_eq!((plan.files.len(), plan.files[0].other_names.len()), (1, 1));
    let report = executed(&plan);
    assert_eq!(report.results[0].links_left, 1);
    assert!(report.all_removed(), "{report:#?}");
    assert_eq!(fs::read(root.join("three")).unwrap(), b"");
}

#[test]
fn an_open_file_names_its_program() {
    let (_keep, root) = ground();
    let path = root.join("open");
    fs::write(&path, "content").unwrap();
    let unopened = planned(&[&path]).unwrap();
    let reader = Command::new("sleep").arg("60").stdin(Stdio::from(File::open(&path).unwrap())).spawn();
    let mut reader = reader.unwrap();
    let refused = planned(&[&path]);
    // Opened after the plan was made: noticed as well.
    let report = executed(&unopened);
    reader.kill().unwrap();
    reader.wait().unwrap();
    match refused.unwrap_err().refusals() {
        [Refusal::Open { pid, .. }] => assert_eq!(*pid, reader.id()),
        other => panic!("{other:?}"),
    }
    assert!(report.results[0].detail().unwrap().starts_with("wipe-file-in-use: "));
    assert_eq!(fs::read(&path).unwrap(), b"content");
}

#[test]
fn special_files_and_kernel_views_are_refused() {
    let (_keep, root) = ground();
    run(Command::new("mkfifo").arg(root.join("fifo"))).unwrap();
    let _listening = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
    assert_eq!(codes(planned(&[&root])), ["wipe-special-file", "wipe-special-file"]);
    assert_eq!(codes(planned(&[Path::new("/proc/self/status")])), ["wipe-kernel-view"]);
    for protected in ["/", "/usr", "/etc", "/etc/hostname", "/usr/bin"] {
        assert_eq!(codes(planned(&[Path::new(protected)])), ["wipe-protected"]);
    }
    let home = std::env::home_dir().unwrap();
    assert_eq!(codes(planned(&[&home])), ["wipe-protected"]);
}

#[test]
fn a_mount_inside_is_refused() {
    let (_keep, root) = ground();
    let inner = root.join("tree/inner");
    fs::create_dir_all(&inner).unwrap();
    if !is_root() {
        return skipped("a_mount_inside_is_refused", "needs root");
    }
    if let Err(why) = run(Command::new("mount").args(["-t", "tmpfs", "none"]).arg(&inner)) {
        return skipped("a_mount_inside_is_refused", &why);
    }
    fs::write(inner.join("f"), "x").unwrap();
    let refused = codes(planned(&[&root.join("tree")]));
    // The mount point itself, named as such, is fine: its content goes, it stays.
    let report = planned(&[&inner]).map(|plan| executed(&plan));
    let stays = inner.is_dir();
    // A read-only one cannot be wiped.
    run(Command::new("mount").args(["-o", "remount,ro"]).arg(&inner)).unwrap();
    let read_only = planned(&[&inner]);
    run(Command::new("umount").arg(&inner)).unwrap();
    assert_eq!(refused, ["wipe-mount-crossing"]);
    let report = report.unwrap();
    assert!(stays && report.all_removed());
    assert_eq!(report.results[0].outcome, FileOutcome::OverwrittenNotVerifiable);
    assert!(report.places[0].limits.contains(&Limit::MemoryBacked));
    assert_eq!(codes(read_only), ["wipe-read-only"]);
}

#[test]
fn a_sparse_file_does_not_fill_the_disk() {
    let (_keep, root) = ground();
    let path = root.join("sparse");
    let file = File::create(&path).unwrap();
    file.set_len(1 << 40).unwrap();
    crate::device::write_all_at(&file, &[7; 10_000], 1 << 39).unwrap();
    drop(file);
    let report = executed(&planned(&[&path]).unwrap());
    assert!(report.all_removed(), "{report:#?}");
    assert!((10_000..1 << 20).contains(&report.bytes_written()), "{report:#?}");

    let path = root.join("hole");
    File::create(&path).unwrap().set_len(1 << 30).unwrap();
    let report = executed(&planned(&[&path]).unwrap());
    assert_eq!((report.results[0].outcome, report.bytes_written()), (FileOutcome::Empty, 0));
}

#[test]
fn read_only_files_fail_with_their_name() {
    let (_keep, root) = ground();
    let path = root.join("f/read-only");
    fs::create_dir(root.join("f")).unwrap();
    fs::write(&path, "content").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    fs::set_permissions(root.join("f"), fs::Permissions::from_mode(0o500)).unwrap();
    let report = executed(&planned(&[&root.join("f")]).unwrap());
    if is_root() {
        // Permission bits do not hold root back.
        assert!(report.all_removed());
    } else {
        assert!(report.results[0].detail().unwrap().starts_with("wipe-file-open"));
        assert_eq!(fs::read(&path).unwrap(), b"content");
        fs::set_permissions(root.join("f"), fs::Permissions::from_mode(0o700)).unwrap();
    }
}

/// An immutable file stops even root: kept, named, and the run goes on.
#[test]
fn one_stubborn_file_does_not_stop_the_others() {
    let (_keep, root) = ground();
    let stubborn = root.join("a-stubborn");
    fs::write(&stubborn, "content").unwrap();
    fs::write(root.join("b"), "content").unwrap();
    if !is_root() {
        return skipped("one_stubborn_file…", "needs root");
    }
    let plan = planned(&[&root]).unwrap();
    if let Err(why) = run(Command::new("chattr").arg("+i").arg(&stubborn)) {
        return skipped("one_stubborn_file…", &why);
    }
    let report = executed(&plan);
    run(Command::new("chattr").arg("-i").arg(&stubborn)).unwrap();
    assert_eq!(fs::read(&stubborn).unwrap(), b"content");
    assert_eq!(report.results[0].outcome, FileOutcome::Failed);
    assert_eq!(report.results[0].left_at.as_deref(), Some(stubborn.as_path()));
    assert!(report.results[1].left_at.is_none());
    assert_eq!((report.verdict(), report.left.len()), (Verdict::Failed, 1));
}
