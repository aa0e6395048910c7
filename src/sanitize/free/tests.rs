//! Filling, where no disk of its own is needed: the judgement, the refusals, and a run in a folder by a small reserve.

use super::run::fill_by;
use super::*;
use crate::device::{Below, Filesystem, Room};
use crate::model::{Limit, Medium, MediumKind, NoProgress, Phase, Progress, Verdict};
use crate::sanitize::files::{Place, RawReading, ReadBack};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

const MIB: u64 = 1 << 20;

fn rotating(kind: &str) -> Place {
    let filesystem = Filesystem {
        kind: kind.to_owned(),
        mount_point: "/mnt".into(),
        options: Vec::new(),
        device: None,
        source: String::new(),
    };
    let medium = Medium {
        kind: MediumKind::Hdd,
        rotational: Some(true),
        transport: Some("ata".into()),
        ..Medium::default()
    };
    Place::new(
        filesystem,
        Below { medium, turns_per_minute: Some(7200), ..Below::default() },
        RawReading::NotPermitted,
    )
}

/// The best that can be seen.
fn best() -> FreeReport {
    let room = |free| Some(Room { block: 4096, total: 100 * MIB, free, available: free });
    FreeReport {
        before: room(50 * MIB),
        full: room(0),
        after: room(50 * MIB),
        files: 1,
        written: 50 * MIB,
        equal: 50 * MIB,
        read_back: ReadBack::Direct,
        stop: Stop::Full,
        troubles: Vec::new(),
        trouble_kinds: BTreeSet::new(),
        unwritable: 0,
        unreached: 0,
        left: None,
        limits: super::plan::ALWAYS.into(),
        may_pass: rotating("ext2").may_pass(),
        writing: Duration::from_secs(1),
        reading: Duration::from_secs(1),
    }
}

/// One fact of a report changed.
type Change<'a> = &'a dyn Fn(&mut FreeReport);

#[test]
fn a_pass_needs_everything() {
    let linux = cfg!(target_os = "linux");
    let passed = if linux { Verdict::Pass } else { Verdict::Unknown };
    assert_eq!(judge(&best()).0, passed);
    let room = |free| Some(Room { block: 4096, total: 100 * MIB, free, available: 0 });
    let doubts: [(Change<'_>, FreeReason); 13] = [
        (&|report| report.unreached = 4096, FreeReason::NotAllReached),
        (&|report| report.full = room(4096), FreeReason::NotAllReached),
        (&|report| report.full = None, FreeReason::RoomUnknown),
        (&|report| report.stop = Stop::Quota, FreeReason::NotAllReached),
        (&|report| report.stop = Stop::Reserve, FreeReason::NotAllReached),
        (&|report| report.stop = Stop::Cancelled, FreeReason::NotAllReached),
        (&|report| report.equal -= 1, FreeReason::NotReadBack),
        (&|report| report.read_back = ReadBack::Cached, FreeReason::NotReadBack),
        (&|report| report.read_back = ReadBack::None, FreeReason::NotReadBack),
        (&|report| (report.written, report.equal) = (0, 0), FreeReason::NothingWritten),
        (&|report| report.may_pass = false, FreeReason::Place),
        (&|report| report.limits.extend([Limit::FileSystemReserve]), FreeReason::Place),
        (&|report| report.limits.extend([Limit::FlashRemapping]), FreeReason::Place),
    ];
    for (change, reason) in doubts {
        let mut report = best();
        change(&mut report);
        let (verdict, reasons) = judge(&report);
        assert_eq!(verdict, Verdict::Unknown, "{report:?}");
        assert!(reasons.contains(&reason), "{reason:?}: {reasons:?}");
    }
    let failures = [
        (TroubleKind::Write, FreeReason::Unwritable),
        (TroubleKind::Sync, FreeReason::FlushFailed),
        (TroubleKind::Read, FreeReason::Unreadable),
        (TroubleKind::Differs, FreeReason::Differing),
        (TroubleKind::Remove, FreeReason::Left),
    ];
    for (kind, reason) in failures {
        let mut report = best();
        let trouble = Trouble { kind, file: 1, offset: 0, bytes: 4096, word: String::new() };
        report.note(trouble);
        let (verdict, reasons) = judge(&report);
        assert!(verdict == Verdict::Failed && reasons.contains(&reason), "{reasons:?}");
    }
    let mut report = best();
    report.stop = Stop::Failed;
    assert_eq!(judge(&report).0, Verdict::Failed);
    report = best();
    report.left = Some("/mnt/x".into());
    assert_eq!(judge(&report).0, Verdict::Failed);
}

#[test]
fn what_was_taken_and_not_written_was_not_reached() {
    let mut report = best();
    assert_eq!(report.not_reached(), Some(0));
    report.unreached = 8192;
    assert_eq!(report.not_reached(), Some(8192));
    report.full = Some(Room { free: 4096, ..report.full.unwrap() });
    assert_eq!(report.not_reached(), Some(12_288));
    report.full = None;
    assert_eq!(report.not_reached(), Some(8192));
    report.unreached = 0;
    assert_eq!(report.not_reached(), None);
}

#[test]
fn only_so_many_troubles_are_kept_but_every_kind_counts() {
    let mut report = best();
    for offset in 0..1000 {
        let trouble = Trouble { kind: TroubleKind::Write, file: 1, offset, bytes: 512, word: String::new() };
        report.note(trouble);
    }
    report.note(Trouble { kind: TroubleKind::Differs, file: 2, offset: 0, bytes: 1, word: String::new() });
    assert_eq!((report.troubles.len(), report.unwritable), (FreeReport::TROUBLES, 512_000));
    assert!(report.trouble_kinds.contains(&TroubleKind::Differs));
    assert_eq!(FreeReport::speed(1000, Duration::from_millis(500)), Some(2000));
    assert_eq!(FreeReport::speed(1000, Duration::ZERO), None);
}

/// The room that is left when only some MiB may be used; `None` where a folder for files has no room to ask for.
fn planned(folder: &Path, most: u64) -> Option<FreePlan> {
    let room = crate::device::room_of(folder).ok().flatten()?;
    let options = FreeOptions {
        reserve: Some(room.available.checked_sub(most)?),
        fill_system: true,
        needed: Vec::new(),
    };
    match plan(folder, &options) {
        Ok(plan) => Some(plan),
        // Temporary files that are memory are not to be filled.
        Err(FreeError::Refused(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

/// Calls it off once so much is written: others may give room back here meanwhile, and that is not to be filled by a test.
struct Enough<'a> {
    left: AtomicU64,
    cancel: &'a AtomicBool,
}

impl Progress for Enough<'_> {
    fn begin(&self, _: Phase, _: Option<u64>) {}

    fn advance(&self, bytes: u64) {
        let left = self.left.load(Ordering::Relaxed).saturating_sub(bytes);
        self.left.store(left, Ordering::Relaxed);
        if left == 0 {
            self.cancel.store(true, Ordering::Relaxed);
        }
    }

    fn end(&self) {}
}

#[test]
fn called_off_on_the_way_it_leaves_nothing_and_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    std::fs::write(path.join("keep"), "keep").unwrap();
    let Some(plan) = planned(&path, 64 * MIB) else { return };
    assert!(plan.place.limits.contains(&Limit::ReserveLeft));
    let cancel = AtomicBool::new(false);
    let enough = Enough { left: AtomicU64::new(5 * MIB), cancel: &cancel };
    let report = fill_by(&plan, 3 * MIB, &enough, &cancel).unwrap();
    assert!(report.troubles.is_empty() && report.left.is_none(), "{report:?}");
    // Where others have taken the room, there was nothing to write.
    assert!(matches!(report.stop, Stop::Cancelled | Stop::Reserve), "{report:?}");
    let names: Vec<_> = std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["keep"]);
}

#[test]
fn called_off_it_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().canonicalize().unwrap();
    let Some(plan) = planned(&path, 12 * MIB) else { return };
    let cancel = AtomicBool::new(false);
    cancel.store(true, Ordering::Relaxed);
    let report = fill_by(&plan, MIB, &NoProgress, &cancel).unwrap();
    assert_eq!((report.stop, report.written, report.left), (Stop::Cancelled, 0, None));
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 0);
}

/// Takes the medium away when reading back begins: the folder is not to be found any more, and what was written is elsewhere.
struct PulledOut<'a> {
    folder: &'a Path,
    to: &'a Path,
}

impl Progress for PulledOut<'_> {
    fn begin(&self, phase: Phase, _: Option<u64>) {
        if phase == Phase::VerifyWipe {
            std::fs::rename(self.folder, self.to).unwrap();
        }
    }

    fn advance(&self, _: u64) {}

    fn end(&self) {}
}

#[test]
fn what_was_pulled_out_is_not_taken_for_clean() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().canonicalize().unwrap();
    let (folder, to) = (path.join("medium"), path.join("elsewhere"));
    std::fs::create_dir(&folder).unwrap();
    let Some(plan) = planned(&folder, 12 * MIB) else { return };
    let report =
        fill_by(&plan, MIB, &PulledOut { folder: &folder, to: &to }, &AtomicBool::new(false)).unwrap();
    assert_eq!(report.left.as_deref(), Some(plan.workshop.as_path()), "{report:?}");
    assert_eq!(judge(&report).0, Verdict::Failed);
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 1, "they are there");
}

#[test]
fn what_is_no_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let code = |path: &Path| match plan(path, &FreeOptions { fill_system: true, ..FreeOptions::default() }) {
        Err(FreeError::Refused(refusals)) => crate::model::Fault::code(&refusals[0]),
        other => panic!("{other:?}"),
    };
    assert_eq!(code(&file), "free-not-a-folder");
    assert_eq!(code(&folder.path().join("missing")), "wipe-not-found");
}
