use super::*;
use crate::model::{FileOutcome, Limit, NoProgress, Verdict};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// A folder for one test, by its canonical path.
fn ground() -> (tempfile::TempDir, PathBuf) {
    // Not /tmp, which is memory on many machines.
    let folder = tempfile::tempdir_in(if cfg!(unix) { "/var/tmp" } else { "." }).unwrap();
    let path = folder.path().canonicalize().unwrap();
    (folder, path)
}

fn planned(paths: &[&Path]) -> Result<FilesPlan, PlanError> {
    plan(&paths.iter().map(|path| path.to_path_buf()).collect::<Vec<_>>(), &PlanOptions::default())
}

fn executed(plan: &FilesPlan) -> FilesReport {
    execute(plan, &ExecuteOptions::default(), &NoProgress, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

fn codes(result: Result<FilesPlan, PlanError>) -> Vec<&'static str> {
    use crate::model::Fault;
    result.unwrap_err().refusals().iter().map(Fault::code).collect()
}

#[test]
fn a_tree_of_every_size_goes() {
    let (_keep, root) = ground();
    let tree = root.join("消去対象");
    fs::create_dir_all(tree.join("深い/階層/の/下/a/b/c/d/e/f")).unwrap();
    let sizes = [0, 1, 4095, 4096, 4097, 10 << 20, 65_536];
    for size in sizes {
        fs::write(tree.join(format!("深い/階層/の/下/a/b/住民台帳 {size}.csv")), vec![b'x'; size]).unwrap();
    }
    fs::write(tree.join("か\u{3099}.txt"), "NFD の名前").unwrap();
    fs::write(tree.join("n".repeat(255)), "long name").unwrap();

    let plan = planned(&[&tree]).unwrap();
    assert_eq!((plan.files.len(), plan.folders.len(), plan.places.len()), (sizes.len() + 2, 11, 1));
    let mut told = Vec::new();
    let options = ExecuteOptions::default();
    let report = execute(&plan, &options, &NoProgress, &AtomicBool::new(false), &mut |result| {
        told.push(result.number);
    })
    .unwrap();
    assert_eq!(told, (1..=told.len() as u64).collect::<Vec<_>>());
    assert!(report.results.iter().all(|result| result.error.is_none()), "{report:#?}");
    assert!(!tree.exists() && report.all_removed());
    assert_eq!((report.folders_removed, report.outcomes()[&FileOutcome::Empty]), (11, 1));
    assert_eq!(report.bytes_written(), report.bytes_read_back());
    assert!(report.bytes_written() >= plan.bytes());
    assert_ne!(report.verdict(), Verdict::Failed);
    assert!(report.places[0].limits.contains(&Limit::NamesRemain));
}

#[test]
fn planning_changes_nothing_and_names_every_refusal() {
    let (_keep, root) = ground();
    fs::write(root.join("a"), "a").unwrap();
    fs::create_dir(root.join("f")).unwrap();
    fs::write(root.join("f/b"), "b").unwrap();
    let missing = root.join("missing");
    let found =
        codes(planned(&[&missing, &root.join("f"), &root.join("f/b"), &root.join("a"), Path::new("/")]));
    let mut found = found;
    found.sort_unstable();
    assert_eq!(found, ["wipe-given-twice", "wipe-not-found", "wipe-protected"]);
    assert_eq!(fs::read(root.join("f/b")).unwrap(), b"b");

    let options = PlanOptions { protected: vec![root.join("f")], ..PlanOptions::default() };
    for path in [root.clone(), root.join("f"), root.join("f/b")] {
        assert_eq!(codes(plan(&[path], &options)), ["wipe-protected"]);
    }
    assert!(plan(&[root.join("a")], &options).is_ok());
}

#[test]
fn a_cancelled_run_leaves_the_rest_untouched() {
    let (_keep, root) = ground();
    for name in ["1", "2", "3"] {
        fs::create_dir(root.join(name)).unwrap();
        fs::write(root.join(name).join("f"), "content").unwrap();
    }
    let folders = ["1", "2", "3"].map(|name| root.join(name));
    let plan = plan(&folders, &PlanOptions::default()).unwrap();
    let cancel = AtomicBool::new(false);
    let report = execute(&plan, &ExecuteOptions::default(), &NoProgress, &cancel, &mut |_| {
        cancel.store(true, std::sync::atomic::Ordering::Relaxed);
    })
    .unwrap();
    assert!(report.interrupted && !report.all_removed());
    let outcomes: Vec<_> = report.results.iter().map(|result| result.outcome).collect();
    // The folder's flush tells the first file when the second is taken up.
    assert_eq!(outcomes[2], FileOutcome::NotTouched);
    assert_eq!(fs::read(folders[2].join("f")).unwrap(), b"content");
    assert_eq!(report.verdict(), Verdict::Unknown);
    assert_eq!(report.folders_removed, 0);
}

#[test]
fn a_changed_file_is_left_alone() {
    let (_keep, root) = ground();
    for name in ["grown", "rewritten", "gone", "same"] {
        fs::write(root.join(name), "old content").unwrap();
    }
    let names = ["grown", "rewritten", "gone", "same"].map(|name| root.join(name));
    let plan = plan(&names, &PlanOptions::default()).unwrap();
    fs::write(&names[0], "old content and more").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::write(&names[1], "new content").unwrap();
    fs::remove_file(&names[2]).unwrap();
    let report = executed(&plan);
    let details: Vec<_> = report.results.iter().map(|result| result.detail().unwrap_or_default()).collect();
    assert_eq!(details[0], "wipe-file-changed: size");
    assert_eq!(details[1], "wipe-file-changed: modified");
    assert!(details[2].starts_with("wipe-file-open: "), "{details:?}");
    assert_eq!(details[3], "");
    assert_eq!(fs::read(&names[1]).unwrap(), b"new content");
    assert_eq!(report.results[1].outcome, FileOutcome::NotTouched);
    assert_eq!(report.results[1].verdict, Verdict::Unknown);
    assert_eq!(report.verdict(), Verdict::Failed);
    assert!(!names[3].exists());
}

#[test]
fn a_folder_that_got_something_new_stays() {
    let (_keep, root) = ground();
    let folder = root.join("f");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a"), "a").unwrap();
    let plan = planned(&[&folder]).unwrap();
    fs::write(folder.join("new"), "somebody else's").unwrap();
    let report = executed(&plan);
    assert_eq!((report.folders_removed, report.left.len()), (0, 1));
    assert!(!report.all_removed());
    assert_eq!(fs::read(folder.join("new")).unwrap(), b"somebody else's");

    let options = ExecuteOptions { keep_folders: true };
    let plan = planned(&[&folder]).unwrap();
    execute(&plan, &options, &NoProgress, &AtomicBool::new(false), &mut |_| {}).unwrap();
    assert!(folder.is_dir() && fs::read_dir(&folder).unwrap().next().is_none());
}

#[test]
fn nothing_proves_nothing() {
    let (_keep, root) = ground();
    File::create(root.join("empty")).unwrap();
    let report = executed(&planned(&[&root.join("empty")]).unwrap());
    assert_eq!(
        (report.results[0].outcome, report.results[0].verdict),
        (FileOutcome::Empty, Verdict::Unknown)
    );
    assert_eq!((report.verdict(), report.read_back()), (Verdict::Unknown, ReadBack::None));
    assert!(report.all_removed());
}

#[cfg(target_os = "linux")]
mod faults;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod matrix;
#[cfg(target_os = "linux")]
mod residue;
