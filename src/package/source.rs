//! What is to be sealed: walked once, checked as a whole, reported as a whole.

use super::coding::{Coding, find_holes};
use super::error::{PackageError, Problem, ProblemKind};
use super::names;
use crate::model::{Phase, Progress};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use walkdir::WalkDir;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
}

/// One file or folder. Kept small: there may be a million.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path inside the package, below `data/`, `/` between components.
    pub path: Box<str>,
    /// Content length in bytes; 0 for a folder.
    pub size: u64,
    /// Modification time: seconds since 1970 and nanoseconds.
    pub mtime: (i64, u32),
    /// Permission bits (`0o644`).
    pub mode: u32,
    /// File or folder.
    pub kind: EntryKind,
    /// Which root it came from.
    pub(super) root: u32,
    /// How its content is stored, if otherwise than plain.
    pub(super) coding: Option<Box<Coding>>,
}

impl Entry {
    /// Bytes that its content takes in the tar.
    pub(super) fn stored_bytes(&self) -> u64 {
        self.coding.as_ref().map_or(self.size, |coding| coding.stored_bytes())
    }

    /// Its path in the tar, below `data/`.
    pub(super) fn stored_path(&self) -> Cow<'_, str> {
        match self.coding.as_ref().map_or("", |coding| coding.kind().suffix()) {
            "" => Cow::Borrowed(&self.path),
            suffix => Cow::Owned(format!("{}{suffix}", self.path)),
        }
    }
}

/// Everything that is to be sealed, in the order of sealing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// Files and folders; a folder before what is in it.
    pub entries: Vec<Entry>,
    /// Number of files.
    pub files: u64,
    /// Number of folders.
    pub folders: u64,
    /// Content bytes of all files.
    pub bytes: u64,
    roots: Vec<PathBuf>,
}

impl Tree {
    /// Whether a file is stored in a coding: then the reader needs the index from the beginning.
    pub(super) fn is_coded(&self) -> bool {
        self.entries.iter().any(|entry| entry.coding.is_some())
    }

    /// Where an entry lies on this machine.
    #[must_use]
    pub fn source_path(&self, entry: &Entry) -> PathBuf {
        let root = &self.roots[entry.root as usize];
        match entry.path.split_once('/') {
            Some((_, rest)) => root.join(rest),
            None => root.clone(),
        }
    }
}

/// Opens the source of `entry` and makes sure that it is still what the walk saw.
pub(super) fn open_source(tree: &Tree, entry: &Entry) -> Result<(PathBuf, File), PackageError> {
    let path = tree.source_path(entry);
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    // A file swapped for a link or a pipe since the walk must neither be followed nor block.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed(),
    );
    let file = options.open(&path).map_err(PackageError::read(&path))?;
    unchanged(&path, entry, &file)?;
    Ok((path, file))
}

/// Whether the opened source is still what the walk saw.
pub(super) fn unchanged(path: &Path, entry: &Entry, file: &File) -> Result<(), PackageError> {
    let metadata = file.metadata().map_err(PackageError::read(path))?;
    let (size, mtime, _) = facts(&metadata);
    if metadata.is_file() && entry.kind == EntryKind::File && size == entry.size && mtime == entry.mtime {
        Ok(())
    } else {
        Err(PackageError::SourceChanged { path: path.to_owned() })
    }
}

/// Size, modification time and permissions of what `stat` said.
pub(super) fn facts(metadata: &Metadata) -> (u64, (i64, u32), u32) {
    let mtime = match metadata.modified().map(|time| time.duration_since(UNIX_EPOCH)) {
        Ok(Ok(after)) => (i64::try_from(after.as_secs()).unwrap_or(0), after.subsec_nanos()),
        Ok(Err(before)) => {
            // Before 1970: whole seconds downward, nanoseconds upward, as `timespec` has it.
            let before = before.duration();
            let seconds = -i64::try_from(before.as_secs()).unwrap_or(0);
            if before.subsec_nanos() == 0 {
                (seconds, 0)
            } else {
                (seconds - 1, 1_000_000_000 - before.subsec_nanos())
            }
        }
        Err(_) => (0, 0),
    };
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777;
    #[cfg(not(unix))]
    let mode = if metadata.permissions().readonly() { 0o444 } else { 0o644 };
    (metadata.len(), mtime, mode)
}

/// Walks `paths`: a folder becomes `BASENAME/…`, a file `BASENAME`. Links are never followed.
///
/// # Errors
/// [`PackageError::Sources`] with everything that cannot be sealed; [`PackageError::Empty`] without any path.
pub fn walk(paths: &[PathBuf], progress: &dyn Progress) -> Result<Tree, PackageError> {
    progress.begin(Phase::Walk, None);
    let mut tree = Tree { entries: Vec::new(), files: 0, folders: 0, bytes: 0, roots: Vec::new() };
    let mut problems = Vec::new();
    let mut names = HashSet::new();
    for path in paths {
        match base_name(path) {
            Ok(name) if names.insert(name.clone()) => {
                tree.roots.push(path.clone());
                walk_root(path, &name, &mut tree, &mut problems);
            }
            Ok(_) => problems.push(problem(path, ProblemKind::Duplicate, None)),
            Err(found) => problems.push(found),
        }
    }
    progress.end();
    if !problems.is_empty() {
        return Err(PackageError::Sources(problems));
    }
    if tree.entries.is_empty() {
        return Err(PackageError::Empty);
    }
    Ok(tree)
}

fn problem(path: &Path, kind: ProblemKind, detail: Option<&io::Error>) -> Problem {
    Problem { path: path.to_owned(), kind, detail: detail.map(ToString::to_string) }
}

/// The last component; `.` and `..` are resolved to a real name first.
fn base_name(path: &Path) -> Result<String, Problem> {
    let named = match path.file_name() {
        Some(name) => name.to_owned(),
        None => {
            let real =
                path.canonicalize().map_err(|error| problem(path, ProblemKind::Missing, Some(&error)))?;
            real.file_name().map_or_else(|| "root".into(), ToOwned::to_owned)
        }
    };
    let name = named.into_string().map_err(|_| problem(path, ProblemKind::NotUtf8, None))?;
    if names::fits_manifest(&name) {
        Ok(name)
    } else {
        Err(problem(path, ProblemKind::ControlCharacter, None))
    }
}

fn walk_root(root: &Path, name: &str, tree: &mut Tree, problems: &mut Vec<Problem>) {
    let root_index = u32::try_from(tree.roots.len() - 1).unwrap_or(u32::MAX);
    let walker = WalkDir::new(root).follow_links(false).follow_root_links(false).sort_by_file_name();
    for step in walker {
        match step {
            Ok(found) => match entry_of(&found, root, name, root_index) {
                Ok(entry) => {
                    match entry.kind {
                        EntryKind::File => tree.files += 1,
                        EntryKind::Folder => tree.folders += 1,
                    }
                    tree.bytes += entry.size;
                    tree.entries.push(entry);
                }
                Err(found) => problems.push(found),
            },
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                let io = error.io_error();
                let missing = io.is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
                let kind = if missing { ProblemKind::Missing } else { ProblemKind::Unreadable };
                problems.push(problem(&path, kind, io));
            }
        }
    }
}

fn entry_of(found: &walkdir::DirEntry, root: &Path, name: &str, root_index: u32) -> Result<Entry, Problem> {
    let path = found.path();
    let file_type = found.file_type();
    if file_type.is_symlink() {
        return Err(problem(path, ProblemKind::Link, None));
    }
    if !file_type.is_file() && !file_type.is_dir() {
        return Err(problem(path, ProblemKind::Special, None));
    }
    let metadata =
        found.metadata().map_err(|error| problem(path, ProblemKind::Unreadable, error.io_error()))?;
    let mut inside = name.to_owned();
    for component in path.strip_prefix(root).unwrap_or(Path::new("")).components() {
        let component =
            component.as_os_str().to_str().ok_or_else(|| problem(path, ProblemKind::NotUtf8, None))?;
        if !names::fits_manifest(component) {
            return Err(problem(path, ProblemKind::ControlCharacter, None));
        }
        inside.push('/');
        inside.push_str(component);
    }
    let (size, mtime, mode) = facts(&metadata);
    let kind = if file_type.is_dir() { EntryKind::Folder } else { EntryKind::File };
    let size = if kind == EntryKind::Folder { 0 } else { size };
    let coding = if kind == EntryKind::File { find_holes(path, &metadata).map(Box::new) } else { None };
    Ok(Entry { path: inside.into(), size, mtime, mode, kind, root: root_index, coding })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NoProgress;

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("資料");
        std::fs::create_dir_all(root.join("空")).unwrap();
        std::fs::write(root.join("a.txt"), b"abc").unwrap();
        let tree = walk(&[root.clone()], &NoProgress).unwrap();
        let paths: Vec<_> = tree.entries.iter().map(|entry| &*entry.path).collect();
        assert_eq!(paths, ["資料", "資料/a.txt", "資料/空"]);
        assert_eq!((tree.files, tree.folders, tree.bytes), (1, 2, 3));
        assert_eq!(tree.source_path(&tree.entries[1]), root.join("a.txt"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/etc/passwd", root.join("link")).unwrap();
            std::fs::write(root.join("a\nb"), b"").unwrap();
            let missing = folder.path().join("無い");
            let Err(PackageError::Sources(problems)) = walk(&[root.clone(), missing, root], &NoProgress)
            else {
                panic!()
            };
            let mut kinds: Vec<_> = problems.iter().map(|problem| problem.kind.name()).collect();
            kinds.sort_unstable();
            assert_eq!(kinds, ["control-character", "duplicate", "link", "missing"]);
        }
    }
}
