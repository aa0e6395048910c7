//! Filling: files are written until there is no more room, then each is read back and removed, so that the room comes back as soon
//! as may be.

use super::compare::compare;
use super::plan::FreePlan;
use super::refusal::FreeError;
use super::report::{FreeReport, Stop, Trouble, TroubleKind};
use super::workshop::{self, Workshop};
use super::write::{Filled, Writer};
use crate::device::{drop_cache, room_of, set_direct, settle};
use crate::model::{Limit, Phase, Progress};
use crate::sanitize::Keystream;
use crate::sanitize::files::ReadBack;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Length of a filling file, in bytes: what any file system takes (FAT32 up to 4 GiB), and soon given back once it is read back.
const FILE: u64 = 1 << 30;

/// Left beside what is to stay free, in bytes: the file system needs some for its records of the filling files.
const RECORDS: u64 = 1 << 20;

/// Fills the free space as planned. Raised `cancel` ends it; whatever happens, the filling files are removed, or named in
/// [`FreeReport::left`].
///
/// # Errors
/// [`FreeError`] when it could not start; nothing was changed then. Whatever happens later is in the report.
pub fn fill(plan: &FreePlan, progress: &dyn Progress, cancel: &AtomicBool) -> Result<FreeReport, FreeError> {
    fill_by(plan, FILE, progress, cancel)
}

/// As [`fill`], by files of `file_length` bytes.
pub(super) fn fill_by(
    plan: &FreePlan,
    file_length: u64,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<FreeReport, FreeError> {
    let keystream = Keystream::generate()?;
    // What was deleted just before is to be had only then.
    let _only_a_wish = settle(&plan.folder);
    let before = room(plan);
    let workshop = Workshop::create(&plan.workshop)
        .map_err(|source| FreeError::Folder { path: plan.workshop.clone(), source })?;
    let report = FreeReport {
        before,
        full: None,
        after: None,
        files: 0,
        written: 0,
        equal: 0,
        read_back: ReadBack::None,
        stop: Stop::Full,
        troubles: Vec::new(),
        trouble_kinds: std::collections::BTreeSet::new(),
        unwritable: 0,
        unreached: 0,
        left: None,
        limits: plan.place.limits.clone(),
        may_pass: plan.may_pass,
        writing: Duration::ZERO,
        reading: Duration::ZERO,
    };
    let mut run = Run { plan, keystream, workshop, cancel, progress, report, written: Vec::new() };
    progress.begin(Phase::Fill, plan.bytes());
    run.write_all(file_length);
    progress.end();
    run.read_back();
    Ok(run.finish())
}

/// Whether the filling files must be taken for being there still, after removing them failed: only a folder that was emptied, and is
/// not to be found, is gone. One that could not be looked at may lie on a medium that was pulled out.
fn is_left(workshop: &Path, error: &io::Error) -> bool {
    let gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    gone(error) || !workshop.symlink_metadata().is_err_and(|error| gone(&error))
}

fn room(plan: &FreePlan) -> Option<crate::device::Room> {
    room_of(&plan.folder).ok().flatten()
}

struct Run<'a> {
    plan: &'a FreePlan,
    keystream: Keystream,
    workshop: Workshop,
    cancel: &'a AtomicBool,
    progress: &'a dyn Progress,
    report: FreeReport,
    /// Each file with content: its number, what of it was written, and whether past the cache.
    written: Vec<(u64, Vec<Range<u64>>, bool)>,
}

impl Run<'_> {
    /// Writes files until there is no more room, and notes what stayed free then.
    fn write_all(&mut self, file_length: u64) {
        let started = Instant::now();
        let block = self.report.before.map_or(4096, |room| room.block.clamp(512, 1 << 20));
        let mut number = 0;
        let mut dry = 0;
        self.report.stop = loop {
            if self.cancelled() {
                break Stop::Cancelled;
            }
            let length = self.allowed().min(file_length) / block * block;
            if length == 0 {
                break Stop::Reserve;
            }
            number += 1;
            let filled = self.one(number, block, length);
            let (bytes, stop) = (filled.bytes(), filled.stop);
            self.keep(number, filled);
            match stop {
                Some(Stop::Failed) => break Stop::Failed,
                // Twice, for what was freed meanwhile may be to be had only now.
                Some(stop) if bytes == 0 && dry > 0 => break stop,
                Some(_) if bytes == 0 => {
                    dry += 1;
                    let _only_a_wish = settle(&self.plan.folder);
                }
                _ => dry = 0,
            }
        };
        self.report.full = room(self.plan);
        self.report.writing = started.elapsed();
    }

    fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// How much more may be written, by what is to stay free.
    fn allowed(&self) -> u64 {
        match room(self.plan).filter(|_| self.plan.reserve > 0) {
            Some(room) => room.available.saturating_sub(self.plan.reserve.saturating_add(RECORDS)),
            None => u64::MAX,
        }
    }

    fn one(&self, number: u64, block: u64, length: u64) -> Filled {
        let progress = self.progress;
        let advance = |bytes| progress.advance(bytes);
        let writer = Writer { keystream: &self.keystream, block, cancel: self.cancel, advance: &advance };
        writer.file(&self.workshop.file(number), number, length)
    }

    fn keep(&mut self, number: u64, filled: Filled) {
        let bytes = filled.bytes();
        for trouble in filled.troubles {
            self.report.note(trouble);
        }
        self.report.written += bytes;
        if bytes > 0 {
            self.report.files += 1;
            self.report.unreached += filled.unreached;
            self.written.push((number, filled.ranges, filled.direct));
        } else {
            // With it all of its room is free again, and counted there.
            self.remove(number);
        }
    }

    fn remove(&mut self, number: u64) {
        if let Err(error) = workshop::remove_file(&self.workshop.file(number)) {
            self.report.note(Trouble::new(TroubleKind::Remove, number, &error));
        }
    }

    /// Reads every file back, and removes it.
    fn read_back(&mut self) {
        let started = Instant::now();
        self.progress.begin(Phase::VerifyWipe, Some(self.report.written));
        let mut weakest = None;
        for (number, ranges, direct) in std::mem::take(&mut self.written) {
            if self.cancelled() {
                self.report.stop = Stop::Cancelled;
                break;
            }
            match self.compare(number, &ranges, direct) {
                Ok(how) => weakest = Some(weakest.map_or(how, |other: ReadBack| other.min(how))),
                Err(error) => {
                    self.report.note(Trouble::new(TroubleKind::Read, number, &error));
                    weakest = Some(ReadBack::None);
                }
            }
            self.remove(number);
        }
        self.progress.end();
        self.report.read_back = weakest.unwrap_or_default();
        self.report.reading = started.elapsed();
    }

    fn compare(&mut self, number: u64, ranges: &[Range<u64>], direct: bool) -> io::Result<ReadBack> {
        let file = File::open(self.workshop.file(number))?;
        let direct = direct && set_direct(&file, true);
        if !direct {
            drop_cache(&file);
        }
        let progress = self.progress;
        let compared =
            compare(&file, number, ranges, &self.keystream, self.cancel, &|bytes| progress.advance(bytes));
        self.report.equal += compared.equal;
        for trouble in compared.troubles {
            self.report.note(trouble);
        }
        Ok(if direct { ReadBack::Direct } else { ReadBack::Cached })
    }

    /// Removes what is left, and adds the limits that showed.
    fn finish(self) -> FreeReport {
        let Self { plan, workshop, mut report, .. } = self;
        let removed = workshop.remove();
        if let Err(error) = &removed {
            report.note(Trouble::new(TroubleKind::Remove, 0, error));
        }
        report.left =
            removed.err().filter(|error| is_left(&plan.workshop, error)).map(|_| plan.workshop.clone());
        let _only_a_wish = settle(&plan.folder);
        report.after = room(plan);
        let noted = [
            (report.read_back == ReadBack::Cached, Limit::CachedReadBack),
            (report.stop == Stop::Quota, Limit::QuotaReached),
            (
                report.full.is_some_and(|room| room.free > 0) && report.stop == Stop::Full,
                Limit::FileSystemReserve,
            ),
        ];
        report.limits.extend(noted.into_iter().filter(|(applies, _)| *applies).map(|(_, limit)| limit));
        report
    }
}
