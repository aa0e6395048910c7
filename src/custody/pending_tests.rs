use super::*;

fn at() -> Timestamp {
    Timestamp::from_unix(1_795_000_000)
}

#[test]
fn living_work_is_no_leftover_and_finished_work_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (work, part) = (folder.path().join("work"), folder.path().join("half"));
    std::fs::write(&part, b"x").unwrap();
    let pending = Pending::begin(&work, "open", std::slice::from_ref(&part), at()).unwrap();
    assert_eq!(leftovers(&work), []);
    pending.finish();
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0);
}

#[test]
fn a_dead_owner_is_found_until_its_paths_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (work, part) = (folder.path().join("work"), folder.path().join("半分"));
    std::fs::write(&part, b"x").unwrap();
    let pending = Pending::begin(&work, "open", &[part.clone(), folder.path().join("gone")], at()).unwrap();
    // What a kill does: the lock is released, nothing is removed.
    pending.file.unlock().unwrap();
    let found = leftovers(&work);
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((found.kind.as_str(), found.started, &found.complete), ("open", at(), &None));
    assert_eq!(found.paths, std::slice::from_ref(&part));
    std::fs::remove_file(part).unwrap();
    assert_eq!(leftovers(&work), []);
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0);
}

#[test]
fn what_stands_complete_is_told_apart_and_abandoned_work_stays_noted() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    let (package, note) = (folder.path().join("x.age"), folder.path().join("x.note.json"));
    let part = folder.path().join(".x.age.part");
    for path in [&part, &note] {
        std::fs::write(path, b"x").unwrap();
    }
    let paths = [part.clone(), note.clone()];
    Pending::begin_with(&work, "seal", &paths, End::Complete(&package), at()).unwrap().abandon();
    assert_eq!(leftovers(&work)[0].complete, None);
    // Somebody else's, while ours is still half done.
    std::fs::write(&package, b"x").unwrap();
    assert_eq!(leftovers(&work)[0].complete, None);
    std::fs::remove_file(&part).unwrap();
    let left = leftovers(&work).remove(0);
    assert_eq!((left.paths, left.complete.as_deref()), (vec![note.clone()], Some(package.as_path())));
    Pending::begin(&work, "open", &paths, at()).unwrap().finish_unless_left(&[&folder.path().join("gone")]);
    assert_eq!(leftovers(&work).len(), 1);
    std::fs::remove_file(left.marker).unwrap();
    assert_eq!(leftovers(&work), []);
}

/// Killed between the last name and the removal of the folder in which all was made.
#[test]
fn an_empty_workshop_of_what_stands_complete_goes_and_one_with_something_stays() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    let (key, workshop) = (folder.path().join("x.key.age"), folder.path().join(".x.age.azukari-volumes"));
    std::fs::create_dir(&workshop).unwrap();
    let begin = || {
        let paths = std::slice::from_ref(&workshop);
        Pending::begin_with(&work, "seal", paths, End::Complete(&key), at()).unwrap().abandon();
    };
    begin();
    // Nothing stands yet: the folder is what is left.
    assert_eq!(leftovers(&work)[0].paths, std::slice::from_ref(&workshop));
    std::fs::write(&key, b"x").unwrap();
    std::fs::write(workshop.join("1"), b"x").unwrap();
    assert_eq!((leftovers(&work)[0].complete.clone(), workshop.exists()), (None, true));
    std::fs::remove_file(workshop.join("1")).unwrap();
    let left = leftovers(&work).remove(0);
    assert_eq!((left.paths, left.complete), (vec![], Some(key)));
    assert!(!workshop.exists());
}

#[test]
fn an_opened_folder_is_complete_when_something_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (work, target) = (folder.path().join("work"), folder.path().join("開封"));
    let staging = folder.path().join(".staging");
    let begin = |staging: &PathBuf| {
        let paths = std::slice::from_ref(staging);
        Pending::begin_with(&work, "open", paths, End::Complete(&target), at()).unwrap().abandon();
    };
    std::fs::create_dir(&target).unwrap();
    begin(&staging);
    assert_eq!(leftovers(&work), []);
    begin(&staging);
    std::fs::write(target.join("x"), b"x").unwrap();
    let left = leftovers(&work).remove(0);
    assert_eq!((left.paths, left.complete, left.filling), (Vec::new(), Some(target.clone()), None));
    std::fs::remove_file(left.marker).unwrap();
    // Moved in piece by piece, where the folder itself cannot be replaced.
    let inside = target.join(".staging");
    std::fs::write(&inside, b"x").unwrap();
    begin(&inside);
    let left = leftovers(&work).remove(0);
    assert_eq!((left.paths, left.complete, left.filling), (vec![inside], None, Some(target)));
}

#[test]
fn what_was_done_is_left_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (work, case) = (folder.path().join("work"), folder.path().join("案件"));
    std::fs::create_dir(&case).unwrap();
    let settings = case.join("settings");
    let paths = std::slice::from_ref(&case);
    Pending::begin_with(&work, "init", paths, End::Done(&settings), at()).unwrap().abandon();
    assert_eq!(leftovers(&work)[0].paths, paths);
    std::fs::write(settings, b"x").unwrap();
    assert_eq!(leftovers(&work), []);
    assert_eq!(std::fs::read_dir(&work).unwrap().count(), 0);
}

#[test]
fn what_lies_beside_the_marker_is_found_after_a_move() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    std::fs::create_dir(&here).unwrap();
    std::fs::write(here.join("x.json"), b"x").unwrap();
    let pending = Pending::begin(&here, "issue", &[here.join("x.json")], at()).unwrap();
    assert!(noted(&here).contains(&here.join("x.json")), "of the living");
    pending.abandon();
    std::fs::rename(&here, &there).unwrap();
    assert_eq!(leftovers(&there)[0].paths, [there.join("x.json")]);
    assert!(noted(&there).contains(&there.join("x.json")));
}

#[test]
fn a_note_that_never_became_a_marker_goes_when_it_is_old() {
    let work = tempfile::tempdir().unwrap();
    let note = stream::part_name(&work.path().join("seal"));
    std::fs::write(&note, b"{").unwrap();
    sweep(work.path());
    assert!(note.exists(), "it may be about to become one");
    let old = std::time::SystemTime::now() - 2 * STALE;
    File::options().write(true).open(&note).unwrap().set_modified(old).unwrap();
    sweep(work.path());
    assert!(!note.exists());
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_come_back() {
    use std::os::unix::ffi::OsStrExt as _;
    let path = Path::new(std::ffi::OsStr::from_bytes(b"/x/\xff\x8a"));
    assert_eq!(restore(&store(path, Path::new("/y")), Path::new("/y")), path);
    assert_eq!(
        restore(&store(path, Path::new("/x")), Path::new("/z")),
        Path::new("/z").join(path.file_name().unwrap())
    );
}

#[test]
fn what_lies_on_a_medium_that_is_away_stays_noted() {
    let folder = tempfile::tempdir().unwrap();
    let (work, medium) = (folder.path().join("work"), folder.path().join("medium"));
    let filling = medium.join("filling");
    std::fs::create_dir_all(&filling).unwrap();
    let noted = std::slice::from_ref(&filling);
    let pending = Pending::begin_with(&work, "wipe-free", noted, End::On(&medium), at()).unwrap();
    pending.file.unlock().unwrap();
    assert!(leftovers(&work).iter().all(|left| !left.away));
    let elsewhere = folder.path().join("elsewhere");
    std::fs::rename(&medium, &elsewhere).unwrap();
    let found = leftovers(&work);
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert!(found.away && found.paths == noted, "{found:?}");
    // It is back, and somebody has removed what was there.
    std::fs::rename(&elsewhere, &medium).unwrap();
    std::fs::remove_dir(&filling).unwrap();
    assert_eq!(leftovers(&work), []);
}
