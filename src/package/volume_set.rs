//! The files of a package in volumes: `NAME.001.age`, `NAME.002.age` …, and `NAME.key.age`, which holds their key.
//!
//! By hand: `age -d -i identity.txt NAME.key.age > key.txt; for v in NAME.[0-9]*.age; do age -d -i key.txt "$v"; done | tar x`.
//! Each file says in its header which volume of which package it is (`azukari-volume`), so that a set is judged as a whole
//! before any key is asked for: missing, exchanged, doubled and foreign volumes are named.

use super::bag::is_package_id;
use super::error::PackageError;
use super::problem::VolumeProblem;
use super::spread::MOST_VOLUMES;
use crate::crypt::{CryptError, VolumeMark, read_mark};
use std::fs::File;
use std::path::{Path, PathBuf};

/// All files of one package, complete and in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeSet {
    /// The package's id.
    pub package: String,
    /// `NAME.key.age`.
    pub key: PathBuf,
    /// The volumes, in order.
    pub volumes: Vec<PathBuf>,
    base: PathBuf,
}

/// Which file of a set is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    /// Number from 1, of so many.
    Volume(u32, u32),
}

/// `NAME.key.age` or `NAME.NNN.age` for the package `NAME.age`.
pub(super) fn part_path(base: &Path, part: Part) -> PathBuf {
    match part {
        Part::Key => base.with_extension("key.age"),
        // All names of a package have the same length, so that every program lists them in order.
        Part::Volume(number, count) if count > 999 => base.with_extension(format!("{number:04}.age")),
        Part::Volume(number, _) => base.with_extension(format!("{number:03}.age")),
    }
}

/// Refuses a new package where it would be taken for something else: inside a folder of `sources`, or named as one file of a
/// set, so that whoever opens it looks for the others.
///
/// # Errors
/// [`PackageError::TargetInSource`], [`PackageError::TargetNamedAsVolume`]; [`PackageError::Write`] without a folder for it.
pub fn target_is_apart(sources: &[PathBuf], target: &Path) -> Result<(), PackageError> {
    if by_name(target).is_some() {
        return Err(PackageError::TargetNamedAsVolume { path: target.to_owned() });
    }
    let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(PackageError::write(target))?;
    for source in sources {
        if source.canonicalize().is_ok_and(|source| folder.starts_with(source)) {
            return Err(PackageError::TargetInSource {
                path: target.to_owned(),
                source_folder: source.clone(),
            });
        }
    }
    Ok(())
}

/// Whether a file is named as a file of a set; `NAME.age` beside it.
fn by_name(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(".age")?;
    let (stem, part) = name.rsplit_once('.')?;
    let digits = part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits || part == "key").then(|| path.with_file_name(format!("{stem}.age")))
}

/// The mark in the header of `path`; `None` for a file that has none.
fn mark(path: &Path) -> Result<Option<VolumeMark>, PackageError> {
    let file = File::open(path).map_err(PackageError::read(path))?;
    match read_mark(file) {
        Ok(mark) => Ok(mark.filter(|mark| {
            let count = 1..=MOST_VOLUMES;
            is_package_id(&mark.package)
                && count.contains(&u64::from(mark.count))
                && mark.number <= mark.count
        })),
        Err(CryptError::Read(source)) => Err(PackageError::read(path)(source)),
        Err(error) => Err(error.into()),
    }
}

impl VolumeSet {
    /// The set that `path` belongs to: any of its files may be named, or `NAME.age`, which then does not exist itself.
    /// `None` when `path` is a package by itself, or foreign.
    ///
    /// # Errors
    /// [`PackageError::Volume`] naming everything that is wrong with the first volume that is; [`PackageError::Read`].
    pub fn find(path: &Path) -> Result<Option<Self>, PackageError> {
        let Some((base, first)) = Self::entrance(path)? else { return Ok(None) };
        let volumes = (1..=first.count).map(|number| part_path(&base, Part::Volume(number, first.count)));
        let set = Self {
            package: first.package.clone(),
            key: part_path(&base, Part::Key),
            volumes: volumes.collect(),
            base,
        };
        set.check(&first)?;
        Ok(Some(set))
    }

    /// `NAME.key.age` for the package `NAME.age`.
    #[must_use]
    pub fn key_of(base: &Path) -> PathBuf {
        part_path(base, Part::Key)
    }

    /// The file that the reader's own key opens: `NAME.key.age` of the set that `path` belongs to, else `path` itself. Where the
    /// key file is missing, another file of the set, so that whoever opens it says so.
    ///
    /// # Errors
    /// [`PackageError::Read`].
    pub fn entrance_of(path: &Path) -> Result<PathBuf, PackageError> {
        let Some(base) = Self::base_of(path)? else { return Ok(path.to_owned()) };
        let first = [Part::Volume(1, 1), Part::Volume(1, 1000)].map(|part| part_path(&base, part));
        let there = [part_path(&base, Part::Key), path.to_owned()].into_iter().chain(first);
        Ok(there.into_iter().find(|file| file.is_file()).unwrap_or_else(|| path.to_owned()))
    }

    /// `NAME.age` of the set that `path` belongs to, complete or not.
    ///
    /// # Errors
    /// [`PackageError::Read`].
    pub fn base_of(path: &Path) -> Result<Option<PathBuf>, PackageError> {
        Ok(Self::entrance(path)?.map(|(base, _)| base))
    }

    /// `NAME.age`: what the package is called, though no file has that name.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The key file and every volume, in order.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.key.as_path()).chain(self.volumes.iter().map(PathBuf::as_path))
    }

    /// The name of the set and a mark of one of its files. One bad file does not hide the set.
    fn entrance(path: &Path) -> Result<Option<(PathBuf, VolumeMark)>, PackageError> {
        let there = path.symlink_metadata().is_ok();
        let base = match by_name(path) {
            Some(base) if there => base,
            // Whoever names the whole means `NAME.age`, which does not exist itself.
            _ if !there && path.extension().is_some_and(|extension| extension == "age") => path.to_owned(),
            _ => return Ok(None),
        };
        let firsts = [Part::Key, Part::Volume(1, 1), Part::Volume(2, 2), Part::Volume(1, 1000)];
        let files = firsts.into_iter().map(|part| part_path(&base, part));
        for file in std::iter::once(path.to_owned()).filter(|_| there).chain(files) {
            if !file.is_file() {
                continue;
            }
            match mark(&file) {
                Ok(Some(mark)) => return Ok(Some((base, mark))),
                Ok(None) | Err(PackageError::Crypt(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn check(&self, first: &VolumeMark) -> Result<(), PackageError> {
        let missing: Vec<String> =
            self.files().filter(|path| path.symlink_metadata().is_err()).map(name_of).collect();
        if !missing.is_empty() {
            return Err(self.problem(VolumeProblem::Missing, missing.join(", "), String::new()));
        }
        for (number, path) in (0..).zip(self.files()) {
            let found = mark(path).map_err(|error| error.in_volume(&name_of(path)))?;
            let Some(found) =
                found.filter(|found| found.package == first.package && found.count == first.count)
            else {
                return Err(self.problem(VolumeProblem::Foreign, name_of(path), String::new()));
            };
            if found.number != number {
                let is = if found.number == 0 { "key".to_owned() } else { found.number.to_string() };
                return Err(self.problem(VolumeProblem::Exchanged, name_of(path), is));
            }
        }
        let beyond = part_path(&self.base, Part::Volume(first.count + 1, first.count));
        if beyond.symlink_metadata().is_ok() {
            return Err(self.problem(VolumeProblem::Foreign, name_of(&beyond), String::new()));
        }
        Ok(())
    }

    /// What is wrong with `files`.
    pub(super) fn problem(&self, problem: VolumeProblem, files: String, is: String) -> PackageError {
        PackageError::Volume { problem, package: self.package.clone(), files, is }
    }
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let base = PathBuf::from("/x/住民.台帳.age");
        assert_eq!(part_path(&base, Part::Volume(7, 999)), Path::new("/x/住民.台帳.007.age"));
        assert_eq!(part_path(&base, Part::Volume(7, 1000)), Path::new("/x/住民.台帳.0007.age"));
        assert_eq!(part_path(&base, Part::Key), Path::new("/x/住民.台帳.key.age"));
        for part in [Part::Key, Part::Volume(1, 1), Part::Volume(1234, 5000)] {
            assert_eq!(by_name(&part_path(&base, part)), Some(base.clone()));
        }
        for other in ["a.age", "a.12.age", "a.001.tar", "a.0x1.age", "001.age"] {
            assert_eq!(by_name(Path::new(other)), None, "{other}");
        }
    }

    /// A header that lies about how many there are must not fill the memory.
    #[test]
    fn a_count_without_bounds_is_no_mark() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.001.age");
        for count in ["0", "10000", "4294967295", "99999999999"] {
            let id = "ab".repeat(16);
            let text = format!(
                "age-encryption.org/v1\n-> azukari-volume {id} 1 {count}\n\n--- {:043}\n{:016}",
                0, 0
            );
            std::fs::write(&path, text).unwrap();
            assert_eq!(VolumeSet::find(&path).unwrap(), None, "{count}");
        }
    }
}
