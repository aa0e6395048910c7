//! Which files are stored in a coding, and in which: decided before sealing begins, for every length must be known then.

use super::super::error::PackageError;
use super::super::source::{EntryKind, Tree, open_source};
use super::{Coding, Frames, SparseMap};
use crate::model::{Phase, Progress};
use crate::stream::{Failures, run};
use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Files shorter than this are looked at for holes by nobody: a block or two would be won.
#[cfg(target_os = "linux")]
const LEAST_SPARSE: u64 = 128 << 10;
/// Files shorter than this are not compressed: their header alone takes two blocks.
const LEAST_ZSTD: u64 = 4 << 10;

/// The holes of a file that occupies less than it is long (`lseek(2)`, `SEEK_DATA`). Where they cannot be told, there are none.
#[cfg(target_os = "linux")]
pub(in super::super) fn find_holes(path: &Path, metadata: &std::fs::Metadata) -> Option<Coding> {
    use std::os::unix::fs::MetadataExt as _;
    let size = metadata.len();
    if size < LEAST_SPARSE || metadata.blocks().saturating_mul(512) >= size {
        return None;
    }
    let file = std::fs::File::open(path).ok()?;
    let mut at = 0;
    let mut flaw = false;
    let data = std::iter::from_fn(|| {
        let seek = |from| rustix::fs::seek(&file, from);
        let offset = match seek(rustix::fs::SeekFrom::Data(at)) {
            Ok(offset) => offset,
            Err(rustix::io::Errno::NXIO) => return None,
            Err(_) => {
                flaw = true;
                return None;
            }
        };
        let end = match seek(rustix::fs::SeekFrom::Hole(offset)) {
            Ok(end) => end.min(size),
            Err(_) => size,
        };
        at = end;
        (offset < end).then_some((offset, end - offset))
    });
    let map = SparseMap::new(size, data);
    if flaw { None } else { map.map(Coding::Sparse) }
}

/// Elsewhere files are stored whole.
#[cfg(not(target_os = "linux"))]
pub(in super::super) fn find_holes(_: &Path, _: &std::fs::Metadata) -> Option<Coding> {
    None
}

/// Compresses every file of `tree` once to learn what it comes to. Files that do not shrink stay as they are.
///
/// # Errors
/// [`PackageError::Read`], [`PackageError::SourceChanged`], [`PackageError::Interrupted`].
pub fn plan_zstd(tree: &mut Tree, progress: &dyn Progress, cancel: &AtomicBool) -> Result<(), PackageError> {
    let paths: HashSet<&str> = tree.entries.iter().map(|entry| &*entry.path).collect();
    let suits: Vec<usize> = (0..tree.entries.len())
        .filter(|index| {
            let entry = &tree.entries[*index];
            // The name that it would have in the tar must be free.
            entry.kind == EntryKind::File
                && entry.coding.is_none()
                && entry.size >= LEAST_ZSTD
                && !paths.contains(&*format!("{}.zst", entry.path))
        })
        .collect();
    progress.begin(Phase::Compress, Some(suits.iter().map(|index| tree.entries[*index].size).sum()));
    let (next, failures, found) = (AtomicUsize::new(0), Failures::default(), Mutex::new(Vec::new()));
    run(failures.stop(), || {
        while !failures.stopped() {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(index) = suits.get(number) else { break };
            match measure(tree, *index, cancel) {
                Ok(Some(frames)) => {
                    found.lock().unwrap_or_else(PoisonError::into_inner).push((*index, frames));
                }
                Ok(None) => {}
                Err(error) => failures.fail(number as u64, error),
            }
            progress.advance(tree.entries[*index].size);
        }
    });
    failures.into_result()?;
    for (index, frames) in found.into_inner().unwrap_or_else(PoisonError::into_inner) {
        tree.entries[index].coding = Some(Box::new(Coding::Zstd(frames)));
    }
    progress.end();
    Ok(())
}

fn measure(tree: &Tree, index: usize, cancel: &AtomicBool) -> Result<Option<Frames>, PackageError> {
    let entry = &tree.entries[index];
    let (path, file) = open_source(tree, entry)?;
    let go_on = || !cancel.load(Ordering::Relaxed);
    Frames::measure(&file, entry.size, &go_on).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => PackageError::SourceChanged { path },
        io::ErrorKind::Interrupted => PackageError::Interrupted,
        _ => PackageError::Read { path, source: error },
    })
}
