//! A package that is complete, before it has its name.

use super::error::PackageError;
use super::room::target_error;
use super::volume_file::VolumeFile;
use super::workshop::StagedVolumes;
use crate::model::{DigestSet, Sha256, Timestamp};
use crate::stream::AtomicFile;
use std::fs::File;
use std::path::{Path, PathBuf};

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
