//! Files that stand under their final name only when they are complete and on the medium.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// `.NAME.azukari-part-RANDOM` beside `path`: same volume, so that a rename can publish it; recognisable, so that a
/// leftover can be named.
#[must_use]
pub fn part_name(path: &Path) -> PathBuf {
    let mut random = [0; 6];
    // Uniqueness only; `create_new` catches the rest.
    let _ = ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut random);
    let mut name = OsString::from(".");
    let base = path.file_name().unwrap_or_default();
    // Room for prefix and suffix in file systems that allow 255 bytes.
    if base.len() <= 200 {
        name.push(base);
    }
    name.push(PART);
    name.push(random.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    path.with_file_name(name)
}

/// What stands in every [`part_name`] before its random digits.
const PART: &str = ".azukari-part-";

/// Files in `folder` that were in the making when the process that made them died: they have a [`part_name`], and nobody
/// holds their lock. For naming only: one just born may not be locked yet.
#[must_use]
pub fn orphans(folder: &Path) -> Vec<PathBuf> {
    let is_part = |name: &str| {
        let digits = name.strip_prefix('.').and_then(|rest| rest.rsplit_once(PART)).map(|(_, digits)| digits);
        digits.is_some_and(|digits| digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut found: Vec<PathBuf> = files
        .filter(|entry| is_part(&entry.file_name().to_string_lossy()))
        .map(|entry| entry.path())
        .filter(|path| File::open(path).is_ok_and(|file| file.try_lock().is_ok()))
        .collect();
    found.sort();
    found
}

/// Creates a new file that only its owner can read; fails if anything has that name.
///
/// # Errors
/// As `open(2)` with `O_CREAT|O_EXCL`.
pub fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file in the making. Dropped without [`AtomicFile::commit`], it disappears.
#[derive(Debug)]
pub struct AtomicFile {
    file: File,
    part: PathBuf,
    target: PathBuf,
    committed: bool,
}

impl AtomicFile {
    /// Begins `target`, which must not exist.
    ///
    /// # Errors
    /// `AlreadyExists` when `target` exists; else as creating a file in its folder.
    pub fn create(target: &Path) -> io::Result<Self> {
        Self::create_as(&part_name(target), target)
    }

    /// Begins `target` under the name `part` (from [`part_name`]), for callers that note it down beforehand.
    ///
    /// # Errors
    /// As [`AtomicFile::create`].
    pub fn create_as(part: &Path, target: &Path) -> io::Result<Self> {
        if target.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Self::begin(part, target)
    }

    /// Begins a new version of `target`, for [`AtomicFile::replace`].
    ///
    /// # Errors
    /// As creating a file in its folder.
    pub fn create_over(target: &Path) -> io::Result<Self> {
        Self::begin(&part_name(target), target)
    }

    fn begin(part: &Path, target: &Path) -> io::Result<Self> {
        let file = create_private(part)?;
        // Tells a part at work from an orphan. Where locks do not work, nobody can tell, and none is named.
        let _ = file.lock();
        Ok(Self { file, part: part.to_owned(), target: target.to_owned(), committed: false })
    }

    /// The open file.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Where it lies until it is committed.
    #[must_use]
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Puts the content on the medium, without publishing it yet.
    ///
    /// # Errors
    /// As `fsync(2)`.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Puts the content on the medium and gives it its name, atomically, never over another file.
    ///
    /// # Errors
    /// As `fsync(2)` or `rename(2)`; `AlreadyExists` when somebody took the name meanwhile. Nothing is left then.
    pub fn commit(self) -> io::Result<()> {
        self.publish(rename_new)
    }

    /// As [`AtomicFile::commit`], in place of whatever has that name.
    ///
    /// # Errors
    /// As `fsync(2)` or `rename(2)`. Nothing is changed then.
    pub fn replace(self) -> io::Result<()> {
        self.publish(|part, target| std::fs::rename(part, target))
    }

    fn publish(mut self, rename: fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
        self.file.sync_all()?;
        let parent = OpenFolder::parent_of(&self.target)?;
        rename(&self.part, &self.target)?;
        self.committed = true;
        parent.settle();
        Ok(())
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.committed {
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// Renames, but never over something that exists.
///
/// # Errors
/// `AlreadyExists`, or as `rename(2)`.
pub fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Some file systems (older FUSE, NFS) do not know the flag.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            other => return other.map_err(io::Error::from),
        }
    }
    if to.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(from, to)
}

/// A folder opened before a rename in it, so that nothing but its sync is left to do afterwards.
#[derive(Debug)]
pub struct OpenFolder(#[cfg(unix)] File);

impl OpenFolder {
    /// The folder `path`.
    ///
    /// # Errors
    /// As `open(2)`; none where folders cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        {
            File::open(path).map(Self)
        }
        #[cfg(not(unix))]
        {
            let _ = path;
            Ok(Self())
        }
    }

    /// The folder that `path` is in.
    ///
    /// # Errors
    /// As [`OpenFolder::open`].
    pub fn parent_of(path: &Path) -> io::Result<Self> {
        Self::open(path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    }

    /// Puts the new name on the medium, as far as possible. That is no error: the output stands, whole and itself on the medium,
    /// and whoever heard of a failure would take it for absent. After a power cut at worst its name is missing.
    pub fn settle(self) {
        #[cfg(unix)]
        let _ = self.0.sync_all();
    }
}

/// Puts a folder's entries on the medium, where the system can.
///
/// # Errors
/// As `fsync(2)` on the folder; systems that cannot sync folders report success.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match File::open(parent)?.sync_all() {
            // vfat and some network shares cannot; the file itself is synced.
            Err(error) if matches!(error.raw_os_error(), Some(22 | 95)) => Ok(()),
            other => other,
        }
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("住民台帳.age");
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        drop(AtomicFile::create(&target).unwrap());
        assert_eq!(names(), 0);
        let part = AtomicFile::create(&target).unwrap();
        part.file().write_all(b"x").unwrap();
        assert!(!target.exists());
        part.commit().unwrap();
        assert_eq!((std::fs::read(&target).unwrap(), names()), (b"x".to_vec(), 1));
        assert_eq!(AtomicFile::create(&target).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let other = folder.path().join("b");
        std::fs::write(&other, b"y").unwrap();
        assert_eq!(rename_new(&other, &target).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn a_part_is_an_orphan_only_when_its_maker_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".x.azukari-part-0123456789ab.json"), b"x").unwrap();
        std::fs::write(folder.path().join("x.azukari-part-0123456789ab"), b"x").unwrap();
        let part = AtomicFile::create(&folder.path().join("住民台帳.age")).unwrap();
        assert_eq!(orphans(folder.path()), [] as [PathBuf; 0]);
        // What a kill does: the lock is released, nothing is removed.
        part.file().unlock().unwrap();
        assert_eq!(orphans(folder.path()), [part.part()]);
    }
}
