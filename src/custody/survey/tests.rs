//! What a survey counts, and what it refuses to count.

use super::hash::{LARGE, hash};
use super::*;
use crate::model::Algorithms;
use crate::model::NoProgress;
use crate::stream::Hasher;
use std::fs::File;

fn run(root: &Path) -> Result<Survey, SurveyError> {
    survey(root, &NoProgress, &AtomicBool::new(false))
}

fn put(path: &Path, content: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

#[test]
fn counts_files_and_folders_and_hashes_each() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("住民/一覧.csv"), b"abc");
    put(&folder.path().join("empty"), b"");
    std::fs::create_dir(folder.path().join("空")).unwrap();
    let found = run(folder.path()).unwrap();
    let paths: Vec<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["empty", "住民/一覧.csv"]);
    assert_eq!((found.folders, found.bytes()), (2, 3));
    let text = String::from_utf8(found.manifest()).unwrap();
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert!(text.contains(&format!("{abc}  住民/一覧.csv\n")), "{text}");
}

#[test]
fn a_single_file_is_a_folder_of_one() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("one"), b"abc");
    let found = run(&folder.path().join("one")).unwrap();
    assert_eq!((found.files.len(), found.files[0].path.as_str()), (1, "one"));
}

#[test]
fn one_large_file_by_all_threads_has_the_same_digests() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large");
    let content: Vec<u8> = (0..LARGE + 12_345).map(|at| (at % 251) as u8).collect();
    put(&path, &content);
    let mut hasher = Hasher::new(Algorithms::default());
    hasher.update(&content);
    assert_eq!(run(folder.path()).unwrap().files[0].digests, hasher.finish());
}

#[test]
fn files_read_two_at_a_time_have_the_digests_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let lengths = [0, 1, 63, 64, 65, 700_000, 524_288, 524_289, 1_500_000, 3, 40_000];
    let content = |length: usize| -> Vec<u8> { (0..length).map(|at| (at * 7 % 253) as u8).collect() };
    for length in lengths {
        put(&folder.path().join(length.to_string()), &content(length));
    }
    let (_, found) = walk(folder.path(), &AtomicBool::new(false)).unwrap();
    // One goes away after the walk: whatever is read beside it is not touched by that.
    for gone in lengths {
        std::fs::remove_file(folder.path().join(gone.to_string())).unwrap();
        let read = hash(&found, &NoProgress, &AtomicBool::new(false)).unwrap();
        for (found, read) in found.iter().zip(read) {
            let length: usize = found.path.parse().unwrap();
            let mut hasher = Hasher::new(Algorithms::default());
            hasher.update(&content(length));
            let expected = (length != gone).then(|| (length as u64, hasher.finish()));
            assert_eq!(read.ok(), expected, "{length} without {gone}");
        }
        put(&folder.path().join(gone.to_string()), &content(gone));
        let modified = found.iter().find(|found| found.path == gone.to_string()).unwrap().modified.unwrap();
        File::options()
            .write(true)
            .open(folder.path().join(gone.to_string()))
            .unwrap()
            .set_modified(modified)
            .unwrap();
    }
}

#[test]
fn calling_off_is_not_a_result() {
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join("a"), b"abc");
    let called_off = survey(folder.path(), &NoProgress, &AtomicBool::new(true));
    assert!(matches!(called_off, Err(SurveyError::Interrupted)));
}

#[test]
fn a_file_that_grew_since_the_walk_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    put(&path, b"abc");
    let (_, found) = walk(folder.path(), &AtomicBool::new(false)).unwrap();
    put(&path, b"abcd");
    let hashed = hash(&found, &NoProgress, &AtomicBool::new(false));
    assert!(matches!(hashed, Err(SurveyError::Changed { path: changed }) if changed == path));
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_named_and_never_followed() {
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    put(&outside.path().join("secret"), b"x");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
    let found = run(folder.path()).unwrap();
    assert_eq!(found.not_files, ["dangling", "link"]);
    assert!(found.files.is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_named_and_not_counted() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir().unwrap();
    put(&folder.path().join(std::ffi::OsStr::from_bytes(b"\x8f\x5a.txt")), b"x");
    let found = run(folder.path()).unwrap();
    assert_eq!(found.unreadable[0].path, "\\x8fZ.txt");
    assert!(found.files.is_empty());
}

#[test]
fn names_are_escaped_as_sha256sum_does() {
    let digests = DigestSet { sha256: Some(crate::model::Sha256([0; 32])), blake3: None };
    let file = Surveyed { path: "a\\b\nc".into(), bytes: 0, digests };
    let survey = Survey { files: vec![file], ..Survey::default() };
    let text = String::from_utf8(survey.manifest()).unwrap();
    assert_eq!(text, format!("\\{}  a\\\\b\\nc\n", "00".repeat(32)));
    let read = super::super::list::parse(text.as_bytes()).unwrap();
    assert_eq!(read[0].path, "a\\b\nc");
}
