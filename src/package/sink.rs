//! Where an opened package goes until it is proved whole: a fresh folder beside its destination, renamed at the end.

use super::error::PackageError;
use super::source::EntryKind;
use crate::stream::{create_private, part_name, rename_new, sync_parent};
use std::fs::{self, File, FileTimes};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A folder in the making. Dropped before [`Staging::publish`], it disappears with everything in it.
#[derive(Debug)]
pub struct Staging {
    root: PathBuf,
    target: PathBuf,
    /// The target is an empty folder that cannot be replaced (a mount point): its content is moved in instead.
    inside: bool,
    created: bool,
}

impl Staging {
    /// Chooses a place for `target`, which must be new or an empty folder. Creates nothing yet.
    ///
    /// # Errors
    /// [`PackageError::TargetNotEmpty`], [`PackageError::TargetExists`] for a file, or [`PackageError::Write`].
    pub fn choose(target: &Path) -> Result<Self, PackageError> {
        // `DIR/` and `DIR/.` name the same folder as `DIR`.
        let target: PathBuf = target.components().collect();
        let exists = match target.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => {
                let mut entries = fs::read_dir(&target).map_err(PackageError::read(&target))?;
                if entries.next().is_some() {
                    return Err(PackageError::TargetNotEmpty { path: target });
                }
                true
            }
            Ok(_) => return Err(PackageError::TargetExists { path: target }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(PackageError::write(&target)(error)),
        };
        let inside = exists && (target.file_name().is_none() || is_mount_point(&target));
        let root = if inside { part_name(&target.join("open")) } else { part_name(&target) };
        Ok(Self { root, target, inside, created: false })
    }

    /// The folder that holds the content until it is published.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that is to appear.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Creates the folder, readable by its owner only.
    pub(super) fn create(&mut self) -> Result<(), PackageError> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.root).map_err(PackageError::write(&self.target))?;
        self.created = true;
        Ok(())
    }

    /// Creates a folder; an existing one is a duplicate member.
    pub(super) fn folder(&self, path: &str, own: bool) -> Result<(), PackageError> {
        let full = self.root.join(path);
        match fs::create_dir(&full) {
            Ok(()) => Ok(()),
            // `tar` archives may name a folder again after implying it.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !own && full.is_dir() => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !own => {
                fs::create_dir_all(&full).map_err(PackageError::write(&full))
            }
            Err(error) => Err(member_error(path, &full, error)),
        }
    }

    /// Creates a file; whatever has that name already makes it a duplicate.
    pub(super) fn file(&self, path: &str, own: bool) -> Result<File, PackageError> {
        let full = self.root.join(path);
        match create_private(&full) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !own => {
                if let Some(parent) = full.parent() {
                    fs::create_dir_all(parent).map_err(PackageError::write(parent))?;
                }
                create_private(&full).map_err(|error| member_error(path, &full, error))
            }
            other => other.map_err(|error| member_error(path, &full, error)),
        }
    }

    /// Gives a file the times and permissions it had. Set-id bits are never restored.
    pub(super) fn restore(file: &File, mtime: (i64, u32), mode: u32) -> io::Result<()> {
        file.set_times(FileTimes::new().set_modified(system_time(mtime)))?;
        set_mode(file, mode)
    }

    /// As [`Staging::restore`], for a folder, once everything in it is written.
    pub(super) fn restore_folder(
        &self,
        path: &str,
        mtime: (i64, u32),
        mode: u32,
    ) -> Result<(), PackageError> {
        #[cfg(unix)]
        {
            let full = self.root.join(path);
            let folder = File::open(&full).map_err(PackageError::write(&full))?;
            Self::restore(&folder, mtime, mode).map_err(PackageError::write(&full))?;
        }
        // Elsewhere a folder cannot be opened this way; its time is left to the system.
        #[cfg(not(unix))]
        let _ = (path, mtime, mode);
        Ok(())
    }

    /// Puts everything on the medium.
    pub(super) fn sync(&self) -> Result<(), PackageError> {
        #[cfg(target_os = "linux")]
        {
            let folder = File::open(&self.root).map_err(PackageError::write(&self.root))?;
            rustix::fs::syncfs(&folder).map_err(|error| PackageError::write(&self.root)(error.into()))?;
        }
        Ok(())
    }

    /// Gives the content its place: one rename, all or nothing.
    ///
    /// # Errors
    /// [`PackageError::Write`]; the content is removed then.
    pub fn publish(mut self) -> Result<PathBuf, PackageError> {
        let failed = PackageError::write(&self.target);
        if self.inside {
            self.publish_inside().map_err(failed)?;
        } else {
            self.publish_beside().map_err(failed)?;
        }
        self.created = false;
        Ok(std::mem::take(&mut self.target))
    }

    fn publish_beside(&self) -> io::Result<()> {
        if self.target.exists() {
            // Succeeds only on an empty folder: nothing that came meanwhile can be lost.
            fs::remove_dir(&self.target)?;
        }
        rename_new(&self.root, &self.target)?;
        sync_parent(&self.target)
    }

    fn publish_inside(&self) -> io::Result<()> {
        let names = fs::read_dir(&self.root)?.map(|entry| entry.map(|entry| entry.file_name()));
        for name in names.collect::<io::Result<Vec<_>>>()? {
            rename_new(&self.root.join(&name), &self.target.join(&name))?;
        }
        fs::remove_dir(&self.root)?;
        sync_parent(&self.target.join("."))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.created {
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

fn member_error(path: &str, full: &Path, error: io::Error) -> PackageError {
    match error.kind() {
        io::ErrorKind::AlreadyExists => PackageError::malformed("duplicate", path),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PackageError::malformed("order", path),
        _ => PackageError::write(full)(error),
    }
}

fn system_time((seconds, nanos): (i64, u32)) -> SystemTime {
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let base = if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
    base.and_then(|time| time.checked_add(Duration::from_nanos(nanos.into()))).unwrap_or(UNIX_EPOCH)
}

#[cfg(unix)]
fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    match file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode & 0o777)) {
        // FAT and some shares have no permissions; the content is what counts.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn set_mode(_: &File, _: u32) -> io::Result<()> {
    // A read-only attribute would keep the folder from being cleaned up; it stays recorded in the index.
    Ok(())
}

#[cfg(unix)]
fn is_mount_point(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| path.metadata().map(|metadata| metadata.dev()).ok();
    device(path) != device(&path.join(".."))
}

#[cfg(not(unix))]
fn is_mount_point(path: &Path) -> bool {
    path.parent().is_none()
}

/// Creates what one header announces, if it is a folder.
pub(super) fn make_folder(
    staging: &Staging,
    path: &str,
    kind: EntryKind,
    own: bool,
) -> Result<(), PackageError> {
    if kind == EntryKind::Folder && !path.is_empty() { staging.folder(path, own) } else { Ok(()) }
}
