//! Which files are compressed: decided before sealing begins, for every length must be known then.

use super::super::error::PackageError;
use super::super::source::open_source;
use super::super::tree::{EntryKind, Tree};
use super::{Coding, Frames};
use crate::model::{Phase, Progress};
use crate::stream::{Failures, run};
use std::collections::HashSet;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Files shorter than this are not compressed: their header alone takes two blocks.
const LEAST_ZSTD: u64 = 4 << 10;

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
