//! What is to be sealed: walked once, checked as a whole, reported as a whole.

use super::error::PackageError;
use super::extra::Recorder;
use super::link::leads_inside;
use super::look::{BATCH, Looked, look};
use super::names;
use super::naming::{Spelled, spell};
use super::portable;
use super::problem::{Problem, ProblemKind};
use super::tree::{Entry, EntryKind, Tree};
use crate::model::{Phase, Progress};
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use walkdir::WalkDir;

/// What becomes of symbolic links among the sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Links {
    /// They are named as what cannot be sealed.
    #[default]
    Refuse,
    /// Those that lead to something that is sealed too are sealed as links; others are refused.
    Keep,
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

/// Walks `paths`: a folder becomes `BASENAME/…`, a file `BASENAME`. Links are never followed, and refused.
///
/// # Errors
/// As [`walk_with`].
pub fn walk(paths: &[PathBuf], progress: &dyn Progress) -> Result<Tree, PackageError> {
    walk_with(paths, Links::Refuse, progress)
}

/// As [`walk`], with another way with links.
///
/// # Errors
/// [`PackageError::Sources`] with everything that cannot be sealed; [`PackageError::Empty`] without any path.
pub fn walk_with(paths: &[PathBuf], links: Links, progress: &dyn Progress) -> Result<Tree, PackageError> {
    walk_as(paths, Walk { links, ..Walk::default() }, progress)
}

/// As [`walk_with`]; what not every system takes gets another name, and no name is refused.
///
/// # Errors
/// As [`walk_with`].
pub fn walk_renaming(paths: &[PathBuf], links: Links, progress: &dyn Progress) -> Result<Tree, PackageError> {
    walk_as(paths, Walk { links, rename: true, ..Walk::default() }, progress)
}

fn walk_as(paths: &[PathBuf], mut walk: Walk, progress: &dyn Progress) -> Result<Tree, PackageError> {
    progress.begin(Phase::Walk, None);
    let mut names = HashSet::new();
    for path in paths {
        match walk.base_name(path) {
            Ok(name) if names.insert(name.name.clone()) => {
                walk.tree.roots.push(path.clone());
                walk.root(path, &name);
            }
            Ok(_) => walk.problems.push(problem(path, ProblemKind::Duplicate, None)),
            Err(found) => walk.problems.push(found),
        }
    }
    if walk.rename {
        portable::rename(&mut walk.tree);
    }
    walk.check_links();
    progress.end();
    let Walk { mut tree, problems, recorder, .. } = walk;
    tree.owners = recorder.owners;
    if !problems.is_empty() {
        return Err(PackageError::Sources(problems));
    }
    if tree.entries.is_empty() {
        return Err(PackageError::Empty);
    }
    Ok(tree)
}

/// A walk on its way.
#[derive(Default)]
struct Walk {
    links: Links,
    rename: bool,
    tree: Tree,
    problems: Vec<Problem>,
    recorder: Recorder,
}

fn problem(path: &Path, kind: ProblemKind, detail: Option<&io::Error>) -> Problem {
    Problem { path: path.to_owned(), kind, detail: detail.map(ToString::to_string) }
}

impl Walk {
    /// The last component; `.` and `..` are resolved to a real name first.
    fn base_name(&self, path: &Path) -> Result<Spelled, Problem> {
        let named = match path.file_name() {
            Some(name) => name.to_owned(),
            None => {
                let real =
                    path.canonicalize().map_err(|error| problem(path, ProblemKind::Missing, Some(&error)))?;
                real.file_name().map_or_else(|| "root".into(), ToOwned::to_owned)
            }
        };
        self.named(path, &named)
    }

    /// One component of `path`; spelled so that it can stand in a package, or refused if it cannot.
    fn named(&self, path: &Path, component: &OsStr) -> Result<Spelled, Problem> {
        if self.rename {
            return Ok(spell(component));
        }
        let name = component.to_str().ok_or_else(|| problem(path, ProblemKind::NotUtf8, None))?;
        if names::fits_manifest(name) {
            Ok(Spelled { name: name.to_owned(), was: None })
        } else {
            Err(problem(path, ProblemKind::ControlCharacter, None))
        }
    }

    fn root(&mut self, root: &Path, name: &Spelled) {
        let walker = WalkDir::new(root).follow_links(false).follow_root_links(false).sort_by_file_name();
        let mut steps = walker.into_iter();
        loop {
            let batch: Vec<_> = steps.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return;
            }
            // What is refused for what it is need not be asked about.
            let is_wanted = |found: &&walkdir::DirEntry| self.kind(found).is_ok();
            let wanted: Vec<_> = batch.iter().flatten().filter(is_wanted).collect();
            let mut looked = look(&wanted).into_iter();
            for step in &batch {
                match step {
                    Ok(found) => self.found(found, &mut looked, root, name),
                    Err(error) => {
                        let path = error.path().unwrap_or(root).to_owned();
                        let io = error.io_error();
                        let missing = io.is_some_and(|error| error.kind() == io::ErrorKind::NotFound);
                        let kind = if missing { ProblemKind::Missing } else { ProblemKind::Unreadable };
                        self.problems.push(problem(&path, kind, io));
                    }
                }
            }
        }
    }

    fn found(
        &mut self,
        found: &walkdir::DirEntry,
        looked: &mut dyn Iterator<Item = io::Result<Looked>>,
        root: &Path,
        name: &Spelled,
    ) {
        let entry = self.kind(found).and_then(|kind| match looked.next() {
            Some(Ok(looked)) => self.entry(found, kind, looked, root, name),
            Some(Err(error)) => Err(problem(found.path(), ProblemKind::Unreadable, Some(&error))),
            None => Err(problem(found.path(), ProblemKind::Unreadable, None)),
        });
        match entry {
            Ok(entry) => {
                match entry.kind {
                    EntryKind::File => self.tree.files += 1,
                    EntryKind::Folder => self.tree.folders += 1,
                    EntryKind::Link => self.tree.links += 1,
                }
                self.tree.bytes += entry.size;
                self.tree.entries.push(entry);
            }
            Err(found) => self.problems.push(found),
        }
    }

    /// What is found is sealed as this, or not at all.
    fn kind(&self, found: &walkdir::DirEntry) -> Result<EntryKind, Problem> {
        let file_type = found.file_type();
        if file_type.is_symlink() && self.links == Links::Keep {
            Ok(EntryKind::Link)
        } else if file_type.is_symlink() {
            Err(problem(found.path(), ProblemKind::Link, None))
        } else if file_type.is_dir() {
            Ok(EntryKind::Folder)
        } else if file_type.is_file() {
            Ok(EntryKind::File)
        } else {
            Err(problem(found.path(), ProblemKind::Special, None))
        }
    }

    fn entry(
        &mut self,
        found: &walkdir::DirEntry,
        kind: EntryKind,
        looked: Looked,
        root: &Path,
        name: &Spelled,
    ) -> Result<Entry, Problem> {
        let path = found.path();
        let Looked { metadata, coding, xattrs, target } = looked;
        let below = path.strip_prefix(root).unwrap_or(Path::new(""));
        let mut inside = name.name.clone();
        let mut respelled = name.was.is_some();
        let mut own = None;
        for component in below.components() {
            let component = self.named(path, component.as_os_str())?;
            inside.push('/');
            inside.push_str(&component.name);
            respelled |= component.was.is_some();
            own = Some(component.was);
        }
        let (size, mtime, mode) = facts(&metadata);
        let size = if kind == EntryKind::File { size } else { 0 };
        let mut extra = self.recorder.extra(&inside, &metadata, xattrs);
        if let Some(target) = target {
            let target = target.to_str().filter(|target| names::fits_manifest(target));
            extra.link = Some(target.ok_or_else(|| problem(path, ProblemKind::Link, None))?.into());
        }
        if respelled {
            extra.origin = Some(below.into());
            if let Some(was) = own.as_ref().unwrap_or(&name.was) {
                extra.renamed_from = Some(was.text.as_str().into());
                extra.renamed_from_bytes = was.bytes.as_deref().map(Box::from);
            }
        }
        let owner = self.recorder.owner(&metadata);
        let root = u32::try_from(self.tree.roots.len() - 1).unwrap_or(u32::MAX);
        Ok(Entry { path: inside.into(), size, mtime, mode, kind, root, coding, owner, extra: extra.boxed() })
    }

    /// A link must lead to something that is sealed too.
    fn check_links(&mut self) {
        if self.tree.links == 0 {
            return;
        }
        let kinds: HashMap<&str, EntryKind> =
            self.tree.entries.iter().map(|entry| (&*entry.path, entry.kind)).collect();
        let kind_of = |path: &str| kinds.get(path).copied();
        for entry in &self.tree.entries {
            let link = entry.extra.as_ref().and_then(|extra| extra.link.as_deref());
            if link.is_some_and(|target| !leads_inside(&entry.path, target, &kind_of)) {
                self.problems.push(problem(&self.tree.source_path(entry), ProblemKind::Link, None));
            }
        }
    }
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
