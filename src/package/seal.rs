//! Making a package: planned as a whole, filled in one pass, and nothing of it under its name before it is complete.

use super::blueprint::{Blueprint, Secrets, bag_name};
use super::error::PackageError;
use super::fill::{Known, fill};
use super::open::VolumeFile;
use super::options::SealOptions;
use super::output::{Full, Output};
use super::seal_volumes::seal_volumes;
use super::source::Tree;
use super::workshop::StagedVolumes;
use crate::crypt::seal_header;
use crate::model::{DigestSet, Phase, Progress, Sha256, Timestamp};
use crate::stream::{AtomicFile, Hasher};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// A complete package that has not got its name yet: [`Sealed::commit`] gives it, dropping removes it (volumes stay where they
/// were made, to go on from).
#[derive(Debug)]
pub struct Sealed {
    pub(super) form: Form,
    /// Its id.
    pub package: String,
    /// 封緘日時: when it was begun.
    pub sealed_at: Timestamp,
    /// Its length in bytes, all volumes together.
    pub bytes: u64,
    /// Digests of the whole file, or of the list of volumes ([`super::volume_list_digests`]).
    pub digests: DigestSet,
    /// The volumes, in order; none for a package in one file.
    pub volumes: Vec<VolumeFile>,
    /// The file with the key of the volumes.
    pub key: Option<VolumeFile>,
    /// How many of the volumes stood from an earlier run.
    pub kept: usize,
    /// SHA-256 of the token's 64 hex digits.
    pub token_sha256: Sha256,
    /// Digest of the signed manifest inside.
    pub manifest_sha256: Sha256,
    /// Digests of the list of files inside.
    pub list: DigestSet,
}

/// What it consists of.
#[derive(Debug)]
pub(super) enum Form {
    File(AtomicFile),
    Volumes(StagedVolumes),
}

impl Sealed {
    /// Every file of it, where it lies until committed, with its length and digests; open already where another opening of it
    /// might be refused (its part is locked).
    #[must_use]
    pub fn written(&self) -> Vec<(PathBuf, Option<File>, u64, DigestSet)> {
        match &self.form {
            Form::File(file) => {
                vec![(file.part().to_owned(), file.file().try_clone().ok(), self.bytes, self.digests)]
            }
            Form::Volumes(staged) => {
                let files = self.volumes.iter().chain(&self.key);
                let place = |name: &str| staged.workshop.folder.join(name);
                files.map(|file| (place(&file.name), None, file.bytes, file.digests)).collect()
            }
        }
    }

    /// Puts it on the medium, under its provisional name still.
    ///
    /// # Errors
    /// [`PackageError::Write`].
    pub fn sync(&self) -> Result<(), PackageError> {
        match &self.form {
            Form::File(file) => file.sync().map_err(PackageError::write(file.part())),
            // Each was synced when it was full.
            Form::Volumes(_) => Ok(()),
        }
    }

    /// The files that [`Sealed::commit`] will make, the last one first to be removed if the rest fails.
    #[must_use]
    pub fn targets(&self, target: &Path) -> Vec<PathBuf> {
        let files = self.volumes.iter().chain(&self.key);
        let targets: Vec<_> = files.map(|file| target.with_file_name(&file.name)).collect();
        if targets.is_empty() { vec![target.to_owned()] } else { targets }
    }

    /// Puts it on the medium and gives it its name.
    ///
    /// # Errors
    /// [`PackageError::Write`] or [`PackageError::TargetExists`].
    pub fn commit(self, target: &Path) -> Result<(), PackageError> {
        match self.form {
            Form::File(file) => file.commit().map_err(|error| target_error(target, error)),
            Form::Volumes(volumes) => volumes.commit(),
        }
    }
}

pub(super) fn target_error(target: &Path, error: io::Error) -> PackageError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return PackageError::TargetExists { path: target.to_owned() };
    }
    PackageError::write(target)(error)
}

/// Seals `tree` into the new file `part` beside `target` (see [`crate::stream::part_name`]); neither may exist. In volumes,
/// `part` is the folder where they are made, [`super::volume_workshop`] of `target`: what an earlier run left there is taken up.
///
/// # Errors
/// [`PackageError`]: nothing is left behind in any case, but volumes that are complete, with their key and journal.
pub fn seal(
    tree: &Tree,
    target: &Path,
    part: &Path,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sealed, PackageError> {
    match &options.volumes {
        Some(volumes) => seal_volumes(tree, target, part, volumes, options, progress, cancel),
        None => seal_file(tree, target, part, options, progress, cancel),
    }
}

fn seal_file(
    tree: &Tree,
    target: &Path,
    part: &Path,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sealed, PackageError> {
    let blueprint = Blueprint::new(tree, bag_name(target), Secrets::random()?, 0, options)?;
    let header = seal_header(options.recipients)?;
    let bytes = blueprint.spread.file_bytes(0, header.bytes.len() as u64);
    let bytes = bytes.ok_or(PackageError::Bug("package length"))?;
    room_for(target, bytes)?;
    let file = AtomicFile::create_as(part, target).map_err(|error| target_error(target, error))?;
    progress.begin(Phase::Seal, Some(blueprint.plain_bytes()));

    let header = Mutex::new(Some(header));
    let open = |_| {
        let header = header.lock().unwrap_or_else(PoisonError::into_inner).take();
        let file = file.file().try_clone().map_err(PackageError::write(target))?;
        Ok((file, target.to_owned(), header.ok_or(PackageError::Bug("one file, one header"))?))
    };
    let full = Mutex::new(None);
    let close = |whole: Full<'_>| {
        *full.lock().unwrap_or_else(PoisonError::into_inner) = Some((whole.bytes, whole.digests));
        Ok(())
    };
    let output = Output::new(blueprint.spread, vec![true], options.algorithms, &open, &close);
    let known = Known {
        needed: vec![true; tree.entries.len()],
        digests: vec![DigestSet::default(); tree.entries.len()],
        note: &|_, _| Ok(()),
        beginning: &|_, _, _| Ok(true),
    };
    let failed = |error| target_error(target, error);
    let written = fill(&blueprint, &output, &known, options.algorithms, progress, cancel, failed)?;
    progress.end();
    drop(output);
    let digests = match full.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((length, digests)) if length == bytes => digests,
        _ => return Err(PackageError::Bug("package length")),
    };
    Ok(Sealed {
        form: Form::File(file),
        token_sha256: Hasher::sha256_of(blueprint.secrets.token.as_bytes()),
        package: blueprint.secrets.package,
        sealed_at: options.sealed_at,
        bytes,
        digests,
        volumes: Vec::new(),
        key: None,
        kept: 0,
        manifest_sha256: written.manifest_sha256,
        list: written.list,
    })
}

/// Refuses early when the package cannot fit; a system that cannot tell lets it pass.
pub(super) fn room_for(target: &Path, needed: u64) -> Result<(), PackageError> {
    #[cfg(unix)]
    {
        let folder =
            target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Ok(room) = rustix::fs::statvfs(folder) {
            let free = room.f_bavail.saturating_mul(room.f_frsize);
            if free < needed {
                // In full: of the working folder, a dot would say nothing.
                let path = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
                return Err(PackageError::NoRoom { path, needed, free });
            }
        }
    }
    #[cfg(not(unix))]
    let _ = (target, needed);
    Ok(())
}
