//! What a run found: the raw outcome, from which a certificate may be made one floor up.

use super::residue::Found;
use super::{FileError, Place};
use crate::model::{FileOutcome, Verdict};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How a file was read back. Ordered from weakest to strongest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadBack {
    /// Not at all.
    #[default]
    None,
    /// Through the file system's cache, after asking it to forget.
    Cached,
    /// Past the page cache, where the kernel promises direct I/O on that very file.
    Direct,
}

impl ReadBack {
    /// The word for records: `none`, `cached` or `direct`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Cached => "cached",
            Self::Direct => "direct",
        }
    }
}

/// What became of one planned file.
#[derive(Debug)]
pub struct FileResult {
    /// Its number in the plan, from 1.
    pub number: u64,
    /// Its planned path.
    pub path: PathBuf,
    /// Index of its place in [`FilesReport::places`].
    pub place: usize,
    /// What became of it.
    pub outcome: FileOutcome,
    /// 合格 only with a direct read-back of blocks seen to be overwritten in place.
    pub verdict: Verdict,
    /// Bytes overwritten, to the end of the last block.
    pub bytes_written: u64,
    /// Bytes read back and found equal.
    pub bytes_read_back: u64,
    /// How they were read back.
    pub read_back: ReadBack,
    /// Bytes that the device itself, read where the file lay before, gave as they were written.
    pub bytes_raw: u64,
    /// At how many places of the device its content was found afterwards.
    pub residue: u64,
    /// Names (hard links) of the same file elsewhere that were left; its content is gone under them too.
    pub links_left: u64,
    /// Where it lies now, if it is still there.
    pub left_at: Option<PathBuf>,
    /// What went wrong.
    pub error: Option<FileError>,
}

impl FileResult {
    /// One language-free line for a record, where something went wrong.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        let found = || (self.residue > 0).then(|| format!("residue: {}", self.residue));
        self.error.as_ref().map(FileError::detail).or_else(found)
    }
}

/// A link or folder that was planned to go and is still there.
#[derive(Debug)]
pub struct Left {
    /// Its path.
    pub path: PathBuf,
    /// Why.
    pub error: FileError,
}

/// What a whole run found.
#[derive(Debug)]
pub struct FilesReport {
    /// One per planned file, in the plan's order.
    pub results: Vec<FileResult>,
    /// The plan's places, with the limits that showed while executing.
    pub places: Vec<Place>,
    /// What the search of each place's device found; absent where it was not asked for.
    pub residues: Vec<Option<Found>>,
    /// Symbolic links removed (never followed).
    pub links_removed: u64,
    /// Folders removed.
    pub folders_removed: u64,
    /// Links and folders that are still there.
    pub left: Vec<Left>,
    /// Whether the user stopped it; the files not reached are `NotTouched`.
    pub interrupted: bool,
}

impl FilesReport {
    /// 総合判定 over all files with content: one failure fails all, one doubt leaves all in doubt. Empty files
    /// held nothing to overwrite and weigh nothing; where nothing weighs, nothing was proved.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let weighty = self.results.iter().filter(|result| result.outcome != FileOutcome::Empty);
        let searches = self.residues.iter().flatten().filter_map(|found| match found.content() {
            0 if found.is_complete() => None,
            0 => Some(Verdict::Unknown),
            _ => Some(Verdict::Failed),
        });
        Verdict::over(weighty.map(|result| result.verdict).chain(searches))
    }

    /// Whether every planned file, link and folder is gone.
    #[must_use]
    pub fn all_removed(&self) -> bool {
        self.left.is_empty() && self.results.iter().all(|result| result.left_at.is_none())
    }

    /// The weakest read-back among the files that were read back at all; `None` when none was, or when a
    /// file that was overwritten was not.
    #[must_use]
    pub fn read_back(&self) -> ReadBack {
        let written = self.results.iter().filter(|result| result.bytes_written > 0);
        written.map(|result| result.read_back).min().unwrap_or_default()
    }

    /// Files by outcome.
    #[must_use]
    pub fn outcomes(&self) -> BTreeMap<FileOutcome, u64> {
        let mut counts = BTreeMap::new();
        for result in &self.results {
            *counts.entry(result.outcome).or_default() += 1;
        }
        counts
    }

    /// Bytes overwritten, to the end of the last blocks.
    #[must_use]
    pub fn bytes_written(&self) -> u64 {
        self.results.iter().map(|result| result.bytes_written).sum()
    }

    /// Bytes that the device itself gave as they were written.
    #[must_use]
    pub fn bytes_raw(&self) -> u64 {
        self.results.iter().map(|result| result.bytes_raw).sum()
    }

    /// Bytes read back and found equal.
    #[must_use]
    pub fn bytes_read_back(&self) -> u64 {
        self.results.iter().map(|result| result.bytes_read_back).sum()
    }
}
