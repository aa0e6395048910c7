//! Where an opened package goes until it is proved whole: a fresh folder beside its destination, renamed at the end.

use super::error::PackageError;
use super::tree::EntryKind;
use crate::stream::{OpenFolder, create_private, part_name, rename_new};
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
    /// Times and permissions that folders get at the very end: into one without write permission nothing could be moved, and
    /// nothing in it removed.
    folders: Vec<FolderState>,
}

/// A folder as it was: path below the root, last change, permissions.
#[derive(Debug)]
#[cfg_attr(not(unix), expect(dead_code, reason = "folders cannot be opened there"))]
struct FolderState {
    path: String,
    mtime: (i64, u32),
    mode: u32,
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
        Ok(Self { root, target, inside, created: false, folders: Vec::new() })
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
        #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode to set"))]
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

    /// Creates a file, with `attributes` where they are Windows'; whatever has that name already makes it a duplicate.
    pub(super) fn file(&self, path: &str, own: bool, attributes: u32) -> Result<File, PackageError> {
        let full = self.root.join(path);
        match create(&full, attributes) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !own => {
                if let Some(parent) = full.parent() {
                    fs::create_dir_all(parent).map_err(PackageError::write(parent))?;
                }
                create(&full, attributes).map_err(|error| member_error(path, &full, error))
            }
            other => other.map_err(|error| member_error(path, &full, error)),
        }
    }

    /// Gives a file the times and permissions it had. Set-id bits are never restored.
    pub(super) fn restore(file: &File, mtime: (i64, u32), mode: u32) -> io::Result<()> {
        file.set_times(FileTimes::new().set_modified(system_time(mtime)))?;
        set_mode(file, mode)
    }

    /// As [`Staging::restore`], for a folder: carried out when the content is published, in the order of these calls.
    pub(super) fn restore_folder(&mut self, path: &str, mtime: (i64, u32), mode: u32) {
        self.folders.push(FolderState { path: path.to_owned(), mtime, mode });
    }

    /// Times and permissions of all folders; those at the top stay writable to their owner if they are still to be moved.
    fn restore_folders(&self) -> Result<(), PackageError> {
        // Elsewhere a folder cannot be opened this way; its time is left to the system.
        #[cfg(unix)]
        for folder in &self.folders {
            let full = self.root.join(&folder.path);
            let opened = File::open(&full).map_err(PackageError::write(&full))?;
            let extra = if self.inside && !folder.path.contains('/') { 0o700 } else { 0 };
            Self::restore(&opened, folder.mtime, folder.mode | extra).map_err(PackageError::write(&full))?;
        }
        Ok(())
    }

    /// Takes back what [`Self::restore_folders`] left too wide, where the folders lie now.
    fn narrow_top(&self) {
        #[cfg(unix)]
        for folder in self.folders.iter().filter(|folder| !folder.path.contains('/')) {
            // The permission was set a moment ago, so this does not fail; and what would stay is the owner's right only.
            let _ = File::open(self.target.join(&folder.path)).and_then(|open| set_mode(&open, folder.mode));
        }
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
        self.restore_folders()?;
        self.sync()?;
        let failed = PackageError::write(&self.target);
        if self.inside {
            self.publish_inside().map_err(failed)?;
            self.narrow_top();
        } else {
            self.publish_beside().map_err(failed)?;
        }
        self.created = false;
        Ok(std::mem::take(&mut self.target))
    }

    fn publish_beside(&self) -> io::Result<()> {
        let parent = OpenFolder::parent_of(&self.target)?;
        let replaced = self.target.exists();
        if replaced {
            // Succeeds only on an empty folder: nothing that came meanwhile can be lost.
            fs::remove_dir(&self.target)?;
        }
        if let Err(error) = rename_new(&self.root, &self.target) {
            if replaced {
                let _ = fs::create_dir(&self.target);
            }
            return Err(error);
        }
        parent.settle();
        Ok(())
    }

    fn publish_inside(&self) -> io::Result<()> {
        let folder = OpenFolder::open(&self.target)?;
        let names = fs::read_dir(&self.root)?.map(|entry| entry.map(|entry| entry.file_name()));
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        for name in names.collect::<io::Result<Vec<_>>>()? {
            let (from, to) = (self.root.join(&name), self.target.join(&name));
            if let Err(error) = rename_new(&from, &to) {
                for (from, to) in moved.iter().rev() {
                    if rename_new(to, from).is_err() {
                        // It was ours a moment ago: half of the content must not stay.
                        remove_all(to);
                    }
                }
                return Err(error);
            }
            moved.push((from, to));
        }
        // Empty now; if it stays all the same, the content stands nevertheless.
        let _ = fs::remove_dir(&self.root);
        folder.settle();
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.created {
            remove_all(&self.root);
        }
    }
}

/// Removes a file or a folder with everything in it, also below folders that are read-only. What cannot be removed stays: callers
/// that noted the path down beforehand look whether it is still there.
fn remove_all(path: &Path) {
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        let _ = fs::remove_file(path);
        return;
    }
    if fs::remove_dir_all(path).is_ok() {
        return;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            let _ = fs::set_permissions(&folder, fs::Permissions::from_mode(0o700));
            let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            // A link is no folder here: nothing outside is reached.
            let below = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
            folders.extend(below.map(|entry| entry.path()));
        }
    }
    let _ = fs::remove_dir_all(path);
}

#[cfg(not(windows))]
fn create(path: &Path, _: u32) -> io::Result<File> {
    create_private(path)
}

/// Hidden and system files are created as such. Read-only would keep the folder from being cleaned up: it stays recorded.
#[cfg(windows)]
fn create(path: &Path, attributes: u32) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt as _;
    match attributes & super::extra::HIDDEN_OR_SYSTEM {
        0 => create_private(path),
        bits => fs::OpenOptions::new().read(true).write(true).create_new(true).attributes(bits).open(path),
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn staged(target: &Path, inside: bool) -> Staging {
        let mut staging = Staging::choose(target).unwrap();
        staging.inside = inside;
        if inside {
            staging.root = part_name(&target.join("open"));
        }
        staging.create().unwrap();
        staging.folder("上", true).unwrap();
        staging.folder("上/下", true).unwrap();
        staging.file("上/下/見本.txt", true, 0).unwrap();
        for path in ["上/下", "上"] {
            staging.restore_folder(path, (1_700_000_000, 0), 0o555);
        }
        staging
    }

    #[test]
    fn read_only_folders_are_published_as_they_were() {
        for inside in [false, true] {
            let room = tempfile::tempdir().unwrap();
            let target = room.path().join("out");
            if inside {
                fs::create_dir(&target).unwrap();
            }
            staged(&target, inside).publish().unwrap();
            for path in ["上", "上/下"] {
                let metadata = fs::metadata(target.join(path)).unwrap();
                assert_eq!(metadata.permissions().mode() & 0o777, 0o555, "{path}");
                assert_eq!(metadata.modified().unwrap(), system_time((1_700_000_000, 0)), "{path}");
            }
            assert_eq!(fs::read_dir(&target).unwrap().count(), 1);
            remove_all(&target);
            assert!(!target.exists());
        }
    }

    #[test]
    fn what_cannot_be_published_leaves_nothing() {
        let room = tempfile::tempdir().unwrap();
        let target = room.path().join("out");
        let staging = staged(&target, false);
        fs::create_dir_all(target.join("came meanwhile")).unwrap();
        assert!(staging.publish().is_err());
        assert_eq!(fs::read_dir(room.path()).unwrap().count(), 1);
        let staging = {
            fs::remove_dir(target.join("came meanwhile")).unwrap();
            let staging = staged(&target, true);
            staging.folder("後", true).unwrap();
            staging
        };
        fs::create_dir(target.join("後")).unwrap();
        assert!(staging.publish().is_err());
        let names: Vec<_> = fs::read_dir(&target).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["後"]);
    }
}
