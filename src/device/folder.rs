//! A folder held open: what is done inside it cannot be led elsewhere by a link put in its path meanwhile.

use super::FileKey;
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RenameFlags, ResolveFlags};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path};

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// Regular file.
    File,
    /// Folder.
    Folder,
    /// Symbolic link.
    Link,
    /// Device, socket or FIFO.
    Special,
}

/// An open folder.
#[derive(Debug)]
pub struct Folder(OwnedFd);

impl Folder {
    /// Opens `path`, in which no component may be a symbolic link.
    ///
    /// # Errors
    /// `ELOOP` or `ENOTDIR` when one is; otherwise the system's word.
    pub fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let strict = ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match rustix::fs::openat2(CWD, path, flags, Mode::empty(), strict) {
            Ok(fd) => Ok(Self(fd)),
            // Older kernels and some containers have no openat2; a path may also be too long for one call.
            Err(Errno::NOSYS | Errno::PERM | Errno::NAMETOOLONG) => Self::open_stepwise(path, flags),
            Err(errno) => Err(errno.into()),
        }
    }

    /// The same, one component at a time.
    fn open_stepwise(path: &Path, flags: OFlags) -> io::Result<Self> {
        let start = if path.is_absolute() { Path::new("/") } else { Path::new(".") };
        let mut folder = rustix::fs::openat(CWD, start, flags, Mode::empty())?;
        for component in path.components() {
            if let Component::Normal(name) = component {
                folder = rustix::fs::openat(&folder, name, flags, Mode::empty())?;
            } else if component == Component::ParentDir {
                return Err(Errno::LOOP.into());
            }
        }
        Ok(Self(folder))
    }

    /// Opens the file `name` in this folder for reading and writing; never a link, never waiting.
    ///
    /// # Errors
    /// `ELOOP` when it is a link; otherwise the system's word.
    pub fn open_file(&self, name: &OsStr) -> io::Result<File> {
        // NONBLOCK: a FIFO put there meanwhile must not hang us; it means nothing for files.
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let strict = ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS | ResolveFlags::BENEATH;
        match rustix::fs::openat2(&self.0, name, flags, Mode::empty(), strict) {
            Ok(fd) => Ok(fd.into()),
            Err(Errno::NOSYS | Errno::PERM) => {
                Ok(rustix::fs::openat(&self.0, name, flags, Mode::empty())?.into())
            }
            Err(errno) => Err(errno.into()),
        }
    }

    /// What `name` is, without following it.
    ///
    /// # Errors
    /// The system's word.
    pub fn entry(&self, name: &OsStr) -> io::Result<(EntryKind, FileKey)> {
        let facts = rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?;
        let kind = match FileType::from_raw_mode(facts.st_mode) {
            FileType::RegularFile => EntryKind::File,
            FileType::Directory => EntryKind::Folder,
            FileType::Symlink => EntryKind::Link,
            _ => EntryKind::Special,
        };
        Ok((kind, FileKey { device: facts.st_dev, inode: facts.st_ino }))
    }

    /// Renames `from` to `to`, both in this folder, never over something that exists.
    ///
    /// # Errors
    /// `EEXIST` when `to` exists; `EINVAL` where the file system cannot promise not to replace.
    pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE)?)
    }

    /// Removes the entry `name` that is not a folder.
    ///
    /// # Errors
    /// The system's word.
    pub fn unlink(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes the empty folder `name`.
    ///
    /// # Errors
    /// `ENOTEMPTY` when something is in it; otherwise the system's word.
    pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Makes what was done in this folder durable.
    ///
    /// # Errors
    /// The system's word.
    pub fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(self.0.as_fd())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn no_link_anywhere_in_the_path() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/b/f"), "x").unwrap();
        symlink(root.join("a"), root.join("l")).unwrap();
        symlink(root.join("a/b/f"), root.join("a/b/g")).unwrap();
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW;
        for stepwise in [false, true] {
            let open =
                |path: &Path| if stepwise { Folder::open_stepwise(path, flags) } else { Folder::open(path) };
            let folder = open(&root.join("a/b")).unwrap();
            assert!(folder.open_file(OsStr::new("f")).is_ok());
            assert!(folder.open_file(OsStr::new("g")).is_err());
            assert!(folder.open_file(OsStr::new("../b/f")).is_err());
            assert!(open(&root.join("l/b")).is_err());
            assert!(open(&root.join("l")).is_err());
        }
    }

    #[test]
    fn rename_replaces_nothing() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("a"), "a").unwrap();
        fs::write(root.path().join("b"), "b").unwrap();
        let folder = Folder::open(&root.path().canonicalize().unwrap()).unwrap();
        assert!(folder.rename(OsStr::new("a"), OsStr::new("b")).is_err());
        folder.rename(OsStr::new("a"), OsStr::new("c")).unwrap();
        assert_eq!(fs::read(root.path().join("b")).unwrap(), b"b");
    }
}
