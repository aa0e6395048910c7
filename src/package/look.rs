//! What the system says of each thing that a walk finds: asked by all cores, since it is most of the time of a walk.

use super::coding::{Coding, find_holes};
use super::extra::xattrs;
use crate::stream::count;
use std::fs::Metadata;
use std::io;
use std::path::PathBuf;
use walkdir::DirEntry;

/// How many are asked about at a time: enough that the threads pay, few enough that nobody notices the memory.
pub(super) const BATCH: usize = 4096;
/// Below this, threads take longer to begin than one takes to ask.
const ALONE: usize = 64;

/// What it said.
pub(super) struct Looked {
    pub(super) metadata: Metadata,
    /// How the content is stored, where that is otherwise than plain.
    pub(super) coding: Option<Box<Coding>>,
    pub(super) xattrs: Vec<(String, Vec<u8>)>,
    /// Where a symbolic link leads.
    pub(super) target: Option<PathBuf>,
}

impl Looked {
    fn at(found: &DirEntry) -> io::Result<Self> {
        let (path, kind) = (found.path(), found.file_type());
        let metadata = found.metadata()?;
        let coding = if kind.is_file() { find_holes(path, &metadata).map(Box::new) } else { None };
        let target = if kind.is_symlink() { Some(std::fs::read_link(path)?) } else { None };
        Ok(Self { metadata, coding, xattrs: xattrs(path), target })
    }
}

/// About each of `found` in its order. Links are not followed.
pub(super) fn look(found: &[&DirEntry]) -> Vec<io::Result<Looked>> {
    let alone = |part: &[&DirEntry]| part.iter().map(|found| Looked::at(found)).collect::<Vec<_>>();
    if found.len() < ALONE {
        return alone(found);
    }
    let mut parts = found.chunks(found.len().div_ceil(count()));
    let own = parts.next().unwrap_or_default();
    std::thread::scope(|scope| {
        let others: Vec<_> = parts.map(|part| scope.spawn(move || alone(part))).collect();
        let mut all = alone(own);
        for other in others {
            match other.join() {
                Ok(part) => all.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    })
}
