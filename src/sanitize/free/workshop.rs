//! The folder of the filling files: made for one run, and gone with it. One that a dead run left is known by its name and by
//! nobody holding its lock.

use ring::rand::{SecureRandom, SystemRandom};
use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// What the names of such folders begin with.
const PREFIX: &str = ".azukari-free-";
/// Held locked by the run at work.
const LOCK: &str = "lock";

/// A name for a new one.
pub(super) fn new_name() -> Option<String> {
    let mut bytes = [0; 4];
    SystemRandom::new().fill(&mut bytes).ok()?;
    let mut name = PREFIX.to_owned();
    for byte in bytes {
        let _infallible = write!(name, "{byte:02x}");
    }
    Some(name)
}

/// Whether a folder is named as [`new_name`] names them, to the letter: others may like the beginning, too.
fn is_named(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let digits = name.and_then(|name| name.strip_prefix(PREFIX)).unwrap_or_default();
    digits.len() == 8 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// The folder of this run. What is still in it goes when it is dropped, also after a panic.
#[derive(Debug)]
pub(super) struct Workshop {
    path: PathBuf,
    /// Held to the end.
    #[cfg_attr(not(test), expect(dead_code, reason = "it is locked as long as it is open"))]
    lock: File,
}

impl Workshop {
    /// Makes it, for its owner alone; it must not exist.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        make_private(path)?;
        let lock = File::create_new(path.join(LOCK)).inspect(|file| {
            // Where locks do not work, nobody else will take it for a leftover either.
            let _unlocked = file.lock();
        });
        match lock {
            Ok(lock) => Ok(Self { path: path.to_owned(), lock }),
            Err(error) => {
                let _ = fs::remove_dir(path);
                Err(error)
            }
        }
    }

    /// The filling file of this number.
    pub(super) fn file(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:08}"))
    }

    /// Removes everything, and makes that durable.
    ///
    /// # Errors
    /// The system's word; something is still there then. `NotFound` where the folder is not to be found any more: it was not removed
    /// here, and may lie on a medium that was pulled out.
    pub(super) fn remove(self) -> io::Result<()> {
        let path = self.path.clone();
        let emptied = empty(&path);
        // Its own lock stays held to the end: Windows removes no file that is open, so there it goes first.
        drop(self);
        match emptied {
            Err(error) if error.kind() != io::ErrorKind::NotFound => match path.symlink_metadata() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                _ => empty(&path)?,
            },
            emptied => emptied?,
        }
        sync_folder(path.parent().unwrap_or(Path::new(".")))
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _still_there = empty(&self.path);
    }
}

/// Removes a filling file: cut first, for a file system that is full to its last block may have none left for the removal itself.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    let first = fs::remove_file(path);
    match first {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            open_to_cut(path).and_then(|file| file.set_len(0))?;
            fs::remove_file(path)
        }
        _ => Ok(()),
    }
}

/// Removes the files of such a folder, and the folder: never anything that is not named as ours are.
fn empty(folder: &Path) -> io::Result<()> {
    let ours =
        |name: &str| name == LOCK || (name.len() >= 8 && name.bytes().all(|byte| byte.is_ascii_digit()));
    let mut failed = None;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(ours) && entry.file_type()?.is_file() {
            failed = remove_file(&entry.path()).err().or(failed);
        }
    }
    // Of all that is said, the first is what keeps it from going.
    fs::remove_dir(folder).map_err(|error| failed.unwrap_or(error))
}

/// Folders in `folder` that runs which are dead have left there.
#[must_use]
pub fn left_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|path| is_left(path)).collect()
}

/// Whether it is such a folder, of this user, and nobody is at work in it.
fn is_left(folder: &Path) -> bool {
    let Ok(facts) = folder.symlink_metadata() else { return false };
    if !facts.is_dir() || !is_own(&facts) || !is_named(folder) {
        return false;
    }
    match File::open(folder.join(LOCK)) {
        Ok(lock) => match lock.try_lock() {
            Ok(()) => true,
            // Somebody is at work, or locks do not work here: no reason to take it away.
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Removes what [`left_in`] has found.
///
/// # Errors
/// The system's word; something is still there then.
pub fn remove_left(folder: &Path) -> io::Result<()> {
    if !is_left(folder) {
        return Err(io::ErrorKind::ResourceBusy.into());
    }
    empty(folder)?;
    sync_folder(folder.parent().unwrap_or(Path::new(".")))
}

/// Opens a file to be cut; never what a link leads to, which somebody may have put there meanwhile.
fn open_to_cut(path: &Path) -> io::Result<File> {
    let mut how = fs::OpenOptions::new();
    how.write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        how.custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed());
    }
    how.open(path)
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

#[cfg(unix)]
fn is_own(facts: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let user = rustix::process::geteuid();
    user.is_root() || facts.uid() == user.as_raw()
}

#[cfg(not(unix))]
fn is_own(_facts: &fs::Metadata) -> bool {
    true
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows flushes folders by itself and offers no call for it.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dead_run_left_is_found_and_removed_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(new_name().unwrap());
        let workshop = Workshop::create(&path).unwrap();
        fs::write(workshop.file(1), "x").unwrap();
        // At work: not to be touched.
        assert!(left_in(root.path()).is_empty());
        assert!(remove_left(&path).is_err() && path.exists());
        // Killed: nothing is dropped, and the system gives the lock up.
        workshop.lock.unlock().unwrap();
        assert_eq!(left_in(root.path()).as_slice(), std::slice::from_ref(&path));
        fs::write(path.join("本物.txt"), "not ours").unwrap();
        assert!(remove_left(&path).is_err());
        assert!(path.join("本物.txt").exists() && !path.join("00000001").exists());
        fs::remove_file(path.join("本物.txt")).unwrap();
        remove_left(&path).unwrap();
        assert!(left_in(root.path()).is_empty() && !path.exists());
        // A file of that name is none of ours.
        fs::write(&path, "x").unwrap();
        assert!(left_in(root.path()).is_empty());
        // Nor is a folder that only begins as ours do.
        for name in ["photos", "", "0123456", "0123456789", "0123456G", "DEADBEEF"] {
            let folder = root.path().join(format!("{PREFIX}{name}"));
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("20240101"), "not ours").unwrap();
            assert!(left_in(root.path()).is_empty(), "{name}");
            assert!(remove_left(&folder).is_err() && folder.join("20240101").exists(), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_cut_through_a_link() {
        let root = tempfile::tempdir().unwrap();
        let (file, link) = (root.path().join("file"), root.path().join("00000001"));
        fs::write(&file, "not ours").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(open_to_cut(&file).is_ok() && open_to_cut(&link).is_err());
    }

    #[test]
    fn it_goes_with_the_run() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join(new_name().unwrap());
        let workshop = Workshop::create(&path).unwrap();
        assert!(Workshop::create(&path).is_err(), "never one that is there");
        fs::write(workshop.file(123), "x").unwrap();
        workshop.remove().unwrap();
        assert!(!path.exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let workshop = Workshop::create(&path).unwrap();
            assert_eq!(workshop.path.metadata().unwrap().permissions().mode() & 0o777, 0o700);
            std::os::unix::fs::symlink("/etc/passwd", path.join("00000007")).unwrap();
            assert!(workshop.remove().is_err(), "a link is nobody's filling file");
        }
    }
}
