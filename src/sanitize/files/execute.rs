//! Executing a plan: exactly its files, one after the other, each judged and reported.

use super::failure::{FileError, WipeError};
use super::place::{Place, RawReading};
use super::plan::FilesPlan;
use super::planned::{PlannedEntry, PlannedFile};
use super::report::{FileResult, FilesReport, Left, ReadBack};
use super::residue::{Found, Sought, journal, search};
use super::wipe::{Finding, Search, Tools, wipe};
use super::workplace::Workplace;
use crate::device::{Holders, RawDevice, holders, settle};
use crate::model::{FileOutcome, Phase, Progress, Verdict};
use crate::sanitize::Keystream;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// How to execute.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExecuteOptions {
    /// Whether emptied folders stay.
    pub keep_folders: bool,
}

/// How many removals one flush of their folder makes durable: a flush each would take most of the time.
const BATCH: usize = 64;

/// Executes `plan`: overwrites each file's current blocks with a keystream, reads them back, removes the file,
/// then links and folders; at the end, where the plan asks for it, searches the devices for what remains. `on_item` hears of every file once its removal is durable. Raised `cancel` stops it
/// between two files. Progress counts each content byte twice: written and read back.
///
/// A file that cannot be overwritten, or that reads back differently, is kept and named in its result.
///
/// # Errors
/// [`WipeError`] when it could not start; nothing was changed then. Whatever happens to a single file is in
/// the report instead.
pub fn execute(
    plan: &FilesPlan,
    options: &ExecuteOptions,
    progress: &dyn Progress,
    cancel: &AtomicBool,
    on_item: &mut dyn FnMut(&FileResult),
) -> Result<FilesReport, WipeError> {
    let keystream = Keystream::generate()?;
    let keys: BTreeSet<_> = plan.files.iter().filter_map(|file| file.identity.key).collect();
    let users = holders(&|key| keys.contains(&key))?;
    let devices: Vec<_> = plan.places.iter().map(|place| device_of(plan, place)).collect();
    let searches = devices.iter().zip(&plan.places).map(|(device, place)| {
        let wanted = plan.residue_scan && device.is_some();
        wanted.then(|| Search::new(place.filesystem.block_size())).transpose()
    });
    let searches = searches.collect::<Result<Vec<_>, _>>()?;
    let mut run = Run {
        keystream,
        devices,
        searches,
        users,
        patience: Cell::new(60),
        progress,
        report: FilesReport {
            results: Vec::with_capacity(plan.files.len()),
            places: plan.places.clone(),
            residues: Vec::new(),
            links_removed: 0,
            folders_removed: 0,
            left: Vec::new(),
            interrupted: false,
        },
        settled: 0,
        folder: None,
    };
    progress.begin(Phase::Overwrite, plan.bytes().checked_mul(2));
    for planned in &plan.files {
        run.report.interrupted |= cancel.load(Ordering::Relaxed);
        if run.report.interrupted {
            run.report.results.push(not_touched(planned, None));
        } else {
            run.file(planned, on_item);
        }
    }
    run.settle(on_item);
    progress.end();
    if !run.report.interrupted {
        run.links(&plan.links);
        if !options.keep_folders {
            run.folders(&plan.folders);
        }
    }
    run.search(plan, cancel);
    Ok(run.report)
}

struct Run<'a> {
    keystream: Keystream,
    /// The device below each place, where it may be read.
    devices: Vec<Option<RawDevice>>,
    /// What is to be looked for on each.
    searches: Vec<Option<Search>>,
    users: Holders,
    /// Waiting that is left for shared blocks.
    patience: Cell<u32>,
    progress: &'a dyn Progress,
    report: FilesReport,
    /// How many results are durable and told.
    settled: usize,
    /// The folder at work.
    folder: Option<(PathBuf, Workplace)>,
}

impl Run<'_> {
    fn file(&mut self, planned: &PlannedFile, on_item: &mut dyn FnMut(&FileResult)) {
        let parent = planned.path.parent().unwrap_or(Path::new(""));
        let same_folder = self.folder.as_ref().is_some_and(|(path, _)| path == parent);
        if !same_folder || self.report.results.len() - self.settled >= BATCH {
            self.settle(on_item);
        }
        let meter = Meter { progress: self.progress, left: Cell::new(planned.bytes().saturating_mul(2)) };
        let result = self.wipe_and_remove(planned, parent, same_folder, &meter);
        meter.finish();
        self.report.results.push(result);
    }

    fn wipe_and_remove(
        &mut self,
        planned: &PlannedFile,
        parent: &Path,
        same_folder: bool,
        meter: &Meter<'_>,
    ) -> FileResult {
        let path = &planned.path;
        let user = planned.identity.key.and_then(|key| self.users.by_file.get(&key)?.first());
        if let Some(user) = user {
            return not_touched(planned, Some(FileError::in_use(path, user)));
        }
        if !same_folder {
            self.folder = match Workplace::enter(parent) {
                Ok(workplace) => Some((parent.to_owned(), workplace)),
                Err(source) => {
                    self.folder = None;
                    return not_touched(planned, Some(FileError::Open { path: path.clone(), source }));
                }
            };
        }
        let Some((_, workplace)) = &self.folder else {
            let source = io::ErrorKind::NotFound.into();
            return not_touched(planned, Some(FileError::Open { path: path.clone(), source }));
        };
        let (file, block) = match workplace.open(planned) {
            Ok(opened) => opened,
            Err(error) => return not_touched(planned, Some(error)),
        };
        let place = &mut self.report.places[planned.place];
        let advance = |bytes| meter.advance(bytes);
        let raw =
            self.devices[planned.place].as_ref().filter(|_| RawDevice::is_mapped(&place.filesystem.kind));
        let tools = Tools { keystream: &self.keystream, raw, advance: &advance, patience: &self.patience };
        let search = self.searches[planned.place].as_mut();
        let finding = wipe(planned, &file, block, place, tools, search);
        let wiped = finding.error.is_none();
        let mut result = result_of(planned, finding);
        if wiped {
            // Overwritten (or nothing to overwrite): what is removed now is no longer the content.
            let shortened =
                file.set_len(0).map_err(|source| FileError::Remove { path: path.clone(), source });
            drop(file);
            let removed = shortened.and_then(|()| remove_names(planned, workplace));
            if let Err(error) = removed {
                fail(&mut result, error);
            } else {
                result.left_at = None;
            }
        }
        result
    }

    /// Makes the removals in the folder at work durable, then tells them.
    fn settle(&mut self, on_item: &mut dyn FnMut(&FileResult)) {
        if let Some((path, workplace)) = &self.folder
            && let Err(source) = workplace.sync()
        {
            let reason = source.to_string();
            for result in &mut self.report.results[self.settled..] {
                if result.left_at.is_none() {
                    let source = io::Error::new(source.kind(), reason.clone());
                    fail(result, FileError::Sync { path: path.clone(), source });
                    result.left_at = None;
                }
            }
        }
        for result in &self.report.results[self.settled..] {
            on_item(result);
        }
        self.settled = self.report.results.len();
    }

    /// Searches every device for what remains of the files; what is found fails the file that it is of.
    fn search(&mut self, plan: &FilesPlan, cancel: &AtomicBool) {
        let searches = std::mem::take(&mut self.searches);
        for (at, prepared) in searches.into_iter().enumerate() {
            let (Some(Search { mut sought, mut whereabouts }), Some(device)) = (prepared, &self.devices[at])
            else {
                // Asked for, and not done: that is told, too.
                let missing = plan.residue_scan && plan.places[at].files > 0;
                self.report.residues.push(missing.then(Found::default));
                continue;
            };
            let filesystem = &plan.places[at].filesystem;
            add_names(plan, at, &mut sought);
            sought.ready();
            whereabouts.ready(journal(device, &filesystem.kind));
            // What the file system still keeps in memory would come down after the search.
            let settled = settle(&filesystem.mount_point);
            self.progress.begin(Phase::Search, Some(device.capacity()));
            let mut found = search(device, &sought, &whereabouts, self.progress, cancel);
            self.progress.end();
            if settled.is_err() {
                found.unread = found.unread.max(1);
            }
            for result in self.report.results.iter_mut().filter(|result| result.place == at) {
                result.residue = found.by_file.get(&result.number).copied().unwrap_or(0);
                if result.residue > 0 {
                    result.verdict = Verdict::Failed;
                } else if !found.is_complete() && result.verdict == Verdict::Pass {
                    result.verdict = Verdict::Unknown;
                }
            }
            self.report.residues.push(Some(found));
        }
    }

    fn links(&mut self, links: &[PlannedEntry]) {
        let removed = self.entries(links, Workplace::remove_link);
        self.report.links_removed = removed;
    }

    fn folders(&mut self, folders: &[PlannedEntry]) {
        let removed = self.entries(folders, Workplace::remove_folder);
        self.report.folders_removed = removed;
    }

    /// Removes entries; the folders that lost one and are still there are flushed at the end.
    fn entries(
        &mut self,
        entries: &[PlannedEntry],
        remove: fn(&Workplace, &PlannedEntry) -> Result<(), FileError>,
    ) -> u64 {
        let mut removed = 0;
        let mut parents = BTreeSet::new();
        for entry in entries {
            let parent = entry.path.parent().unwrap_or(Path::new(""));
            let entered = Workplace::enter(parent)
                .map_err(|source| FileError::Remove { path: entry.path.clone(), source });
            match entered.and_then(|workplace| remove(&workplace, entry)) {
                Ok(()) => {
                    removed += 1;
                    parents.insert(parent.to_owned());
                    parents.remove(&entry.path);
                }
                Err(error) => self.report.left.push(Left { path: entry.path.clone(), error }),
            }
        }
        for path in parents {
            if let Err(source) = Workplace::enter(&path).and_then(|workplace| workplace.sync()) {
                let error = FileError::Sync { path: path.clone(), source };
                self.report.left.push(Left { path, error });
            }
        }
        removed
    }
}

/// The device below a place, where it may be read.
fn device_of(plan: &FilesPlan, place: &Place) -> Option<RawDevice> {
    let wanted = place.files > 0 && (plan.residue_scan || place.raw == RawReading::Possible);
    wanted.then(|| RawDevice::below(&place.filesystem).ok()).flatten()
}

/// The names that were to go: files by their place; links and folders, of which no place is kept, everywhere.
fn add_names(plan: &FilesPlan, place: usize, sought: &mut Sought) {
    let of_place = plan.files.iter().filter(|file| file.place == place);
    for file in of_place {
        for path in std::iter::once(&file.path).chain(&file.other_names) {
            path.file_name().into_iter().for_each(|name| sought.add_name(file.number, name));
        }
    }
    for entry in plan.links.iter().chain(&plan.folders) {
        entry.path.file_name().into_iter().for_each(|name| sought.add_name(0, name));
    }
}

/// Removes every planned name of a wiped file.
fn remove_names(planned: &PlannedFile, workplace: &Workplace) -> Result<(), FileError> {
    workplace.remove_file(&planned.path, planned.identity.key)?;
    for name in &planned.other_names {
        let failed = |source| FileError::Remove { path: name.clone(), source };
        let elsewhere = Workplace::enter(name.parent().unwrap_or(Path::new(""))).map_err(failed)?;
        elsewhere.remove_file(name, planned.identity.key)?;
        elsewhere.sync().map_err(failed)?;
    }
    Ok(())
}

fn result_of(planned: &PlannedFile, finding: Finding) -> FileResult {
    FileResult {
        number: planned.number,
        path: planned.path.clone(),
        place: planned.place,
        outcome: finding.outcome,
        verdict: finding.verdict,
        bytes_written: finding.bytes_written,
        bytes_read_back: finding.bytes_read_back,
        read_back: finding.read_back,
        bytes_raw: finding.bytes_raw,
        residue: 0,
        links_left: planned.links_elsewhere(),
        left_at: Some(planned.path.clone()),
        error: finding.error,
    }
}

/// A file that was left exactly as it was; failing to open it is a failure, the rest is prudence.
fn not_touched(planned: &PlannedFile, error: Option<FileError>) -> FileResult {
    let failed = matches!(error, Some(FileError::Open { .. }));
    let finding = Finding {
        outcome: if failed { FileOutcome::Failed } else { FileOutcome::NotTouched },
        verdict: if failed { Verdict::Failed } else { Verdict::Unknown },
        bytes_written: 0,
        bytes_read_back: 0,
        read_back: ReadBack::None,
        bytes_raw: 0,
        error,
    };
    result_of(planned, finding)
}

/// The removal went wrong after the overwriting went well.
fn fail(result: &mut FileResult, error: FileError) {
    result.outcome = FileOutcome::Failed;
    result.verdict = Verdict::Failed;
    if let FileError::Remove { path, .. } = &error {
        result.left_at = Some(path.clone());
    }
    result.error = Some(error);
}

/// Gives each file exactly twice its content on the bar, though blocks are rounded up and holes left out.
struct Meter<'a> {
    progress: &'a dyn Progress,
    left: Cell<u64>,
}

impl Meter<'_> {
    fn advance(&self, bytes: u64) {
        let told = bytes.min(self.left.get());
        self.left.set(self.left.get() - told);
        self.progress.advance(told);
    }

    fn finish(&self) {
        self.advance(u64::MAX);
    }
}
