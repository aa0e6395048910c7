//! The search of the whole device, beside a simple search of the raw image: what the one finds, the other must say.

use super::matrix::{BTRFS, EXT4, MARKER, Row, XFS, copies, write};
use super::*;
use crate::device::Filesystem;
use crate::device::rig::{Mounted, run, skipped};
use std::process::Command;

/// A name that nothing else bears.
const NAME: &str = "azukari-mihon-住民台帳-R8.csv";

/// What is left in the raw image: of the content, and of the name.
struct Left {
    content: usize,
    names: usize,
}

fn names(raw: &[u8]) -> usize {
    let name = NAME.as_bytes();
    let starts = raw.iter().enumerate().filter(|(_, byte)| **byte == name[0]);
    starts.filter(|(at, _)| raw[*at..].starts_with(name)).count()
}

/// Wipes `paths` of a fresh file system, with the search, and looks at the image afterwards.
fn searched(row: &Row, prepare: &dyn Fn(&Mounted), paths: &[&str]) -> Option<(FilesReport, Found, Left)> {
    let mounted = match Mounted::new(row.make, row.options, row.megabytes) {
        Ok(mounted) => mounted,
        Err(why) => {
            skipped(&format!("residue row {}", row.name), &why);
            return None;
        }
    };
    prepare(&mounted);
    let paths: Vec<PathBuf> = paths.iter().map(|path| mounted.root.join(path)).collect();
    let options = PlanOptions { residue_scan: true, hard_links: true, ..PlanOptions::default() };
    let report = executed(&plan(&paths, &options).unwrap());
    let found = report.residues[0].clone().unwrap();
    let raw = mounted.into_raw().unwrap();
    assert_eq!(found.device_bytes, raw.len() as u64, "{}", row.name);
    assert!(found.is_complete(), "{}: {found:?}", row.name);
    let left = Left { content: copies(&raw), names: names(&raw) };
    // Whatever is left is said; nothing passes beside it.
    if left.content > 0 {
        assert_eq!(report.verdict(), Verdict::Failed, "{}: {} left", row.name, left.content);
    }
    if left.names > 0 {
        assert!(found.name_places > 0, "{}: {} names left, none found", row.name, left.names);
    }
    Some((report, found, left))
}

fn agrees(row: &Row, prepare: &dyn Fn(&Mounted), remains: bool) -> Option<(FilesReport, Found)> {
    let (report, found, left) = searched(row, prepare, &[NAME])?;
    assert_eq!(left.content > 0, remains, "{}: {} left", row.name, left.content);
    assert_eq!(found.content() > 0, remains, "{}: {found:?}", row.name);
    assert_eq!(report.results[0].residue > 0, remains, "{}", row.name);
    // It fails the very file that it is of, not only the whole.
    assert!(!remains || report.results[0].verdict == Verdict::Failed, "{}", row.name);
    Some((report, found))
}

fn write_file(mounted: &Mounted) {
    write(mounted, NAME, 1_000_000);
}

#[test]
fn in_place_nothing_of_the_content_is_found_and_the_name_is() {
    let small = Row { name: "ext4, 1 KiB", make: &["mkfs.ext4", "-q", "-F", "-b", "1024"], ..EXT4 };
    for row in [EXT4, small, XFS] {
        let Some((report, found)) = agrees(&row, &write_file, false) else { continue };
        assert_ne!(report.verdict(), Verdict::Pass);
        assert!(found.name_places > 0 && found.names == 1, "{}: {found:?}", row.name);
        assert!(found.sought.blocks >= 244 && found.not_sought == NotSought::default(), "{found:?}");
    }
}

#[test]
fn copies_in_the_journal_are_found_and_named_so() {
    let row = Row { name: "ext4 data=journal", options: "data=journal", ..EXT4 };
    let Some((_, found)) = agrees(&row, &write_file, true) else { return };
    let in_journal = found.by_where.get(&Where::Journal).copied().unwrap_or(0);
    assert!(in_journal > 0 && in_journal == found.content(), "{found:?}");
    assert!(!found.by_where.contains_key(&Where::OwnBlocks));
}

#[test]
fn an_earlier_version_in_free_space_is_found() {
    for row in [EXT4, XFS] {
        // As editors save: a new file beside it, renamed over it.
        let prepare = |mounted: &Mounted| {
            write_file(mounted);
            write(mounted, "new", 1_000_000);
            fs::rename(mounted.root.join("new"), mounted.root.join(NAME)).unwrap();
            File::open(&mounted.root).unwrap().sync_all().unwrap();
        };
        let Some((_, found)) = agrees(&row, &prepare, true) else { continue };
        assert!(found.by_where[&Where::Elsewhere] > 200, "{}: {found:?}", row.name);
    }
}

#[test]
fn small_files_inside_metadata_are_found() {
    let row = Row {
        name: "ext4 inline_data",
        make: &["mkfs.ext4", "-q", "-F", "-O", "inline_data", "-I", "256"],
        ..EXT4
    };
    for bytes in [48, 64, 120] {
        let prepare = |mounted: &Mounted| write(mounted, NAME, bytes);
        let Some((report, found, left)) = searched(&row, &prepare, &[NAME]) else { return };
        assert_eq!(report.verdict(), Verdict::Failed);
        assert!(left.content == 0 || found.pieces > 0, "{bytes}: {} left, {found:?}", left.content);
    }
    let prepare = |mounted: &Mounted| write(mounted, NAME, 120);
    let Some((report, found, left)) = searched(&BTRFS, &prepare, &[NAME]) else { return };
    assert!(left.content > 0 && found.pieces > 0, "{} left, {found:?}", left.content);
    assert_eq!(report.verdict(), Verdict::Failed);
}

#[test]
fn blocks_of_clones_are_found_where_the_file_lay() {
    let row = Row { name: "xfs reflink", ..XFS };
    let clone = |mounted: &Mounted| {
        write_file(mounted);
        let paths = [mounted.root.join(NAME), mounted.root.join("clone")];
        run(Command::new("cp").arg("--reflink=always").args(paths)).unwrap();
    };
    let Some((report, found)) = agrees(&row, &clone, true) else { return };
    assert_eq!(report.results[0].outcome, FileOutcome::SharedExtentRemaining);
    assert!(found.by_where[&Where::OwnBlocks] >= 244, "{found:?}");
}

/// The background work on a clone that was just deleted: whatever it does meanwhile, nothing false is said.
#[test]
fn a_clone_that_was_just_deleted_does_not_make_it_clean() {
    let row = Row { name: "xfs, clone just deleted", ..XFS };
    for _ in 0..3 {
        let race = |mounted: &Mounted| {
            write_file(mounted);
            let paths = [mounted.root.join(NAME), mounted.root.join("clone")];
            run(Command::new("cp").arg("--reflink=always").args(&paths)).unwrap();
            fs::remove_file(&paths[1]).unwrap();
        };
        let Some((report, found, left)) = searched(&row, &race, &[NAME]) else { return };
        assert_eq!(left.content > 0, found.content() > 0, "{} left, {found:?}", left.content);
        let verified = report.results[0].outcome == FileOutcome::OverwrittenInPlaceVerifiedRaw;
        assert!(!(verified && left.content > 0), "{report:#?}");
    }
}

#[test]
fn copy_on_write_leaves_what_is_found() {
    let Some((report, found)) = agrees(&BTRFS, &write_file, true) else { return };
    assert_eq!(report.results[0].outcome, FileOutcome::CowNotOverwritten);
    assert!(found.by_where[&Where::OwnBlocks] > 0, "{found:?}");
    let in_place = |mounted: &Mounted| {
        File::create(mounted.root.join(NAME)).unwrap();
        run(Command::new("chattr").arg("+C").arg(mounted.root.join(NAME))).unwrap();
        write_file(mounted);
    };
    let row = Row { name: "btrfs nodatacow", ..BTRFS };
    let Some((report, _)) = agrees(&row, &in_place, false) else { return };
    assert_eq!(report.results[0].outcome, FileOutcome::OverwrittenInPlaceVerifiedRaw);
    // Compressed copies are not found, and yet nothing is called clean.
    let row = Row { name: "btrfs compress", options: "compress=zstd", ..BTRFS };
    let Some((report, _, _)) = searched(&row, &write_file, &[NAME]) else { return };
    assert_eq!(report.verdict(), Verdict::Failed);
}

#[test]
fn hard_links_and_holes_are_searched_like_others() {
    let prepare = |mounted: &Mounted| {
        write_file(mounted);
        fs::hard_link(mounted.root.join(NAME), mounted.root.join("other")).unwrap();
        let sparse = File::create(mounted.root.join("sparse")).unwrap();
        sparse.set_len(1 << 30).unwrap();
        crate::device::write_all_at(&sparse, &MARKER.repeat(1000), 512 << 20).unwrap();
        sparse.sync_all().unwrap();
    };
    for row in [EXT4, XFS] {
        let Some((report, found, left)) = searched(&row, &prepare, &[NAME, "sparse"]) else { continue };
        assert_eq!((left.content, found.content()), (0, 0), "{}: {found:?}", row.name);
        assert_eq!(report.results[0].links_left, 1, "{}", row.name);
        assert!(report.bytes_written() < 2_000_000, "{}", row.name);
    }
}

#[test]
fn where_there_is_no_device_to_search_it_is_refused_and_nothing_is_touched() {
    let root = tempfile::tempdir_in("/dev/shm").unwrap();
    let path = root.path().canonicalize().unwrap().join("f");
    fs::write(&path, "content").unwrap();
    if Filesystem::of(&path).unwrap().kind != "tmpfs" {
        return skipped("where_there_is_no_device_to_search…", "/dev/shm is not tmpfs");
    }
    let options = PlanOptions { residue_scan: true, ..PlanOptions::default() };
    assert_eq!(codes(plan(std::slice::from_ref(&path), &options)), ["wipe-no-search"]);
    assert_eq!(fs::read(&path).unwrap(), b"content");
}
