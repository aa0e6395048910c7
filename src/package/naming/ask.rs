//! Asking a folder what names it takes.

use super::rules::{Longest, NameRules};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// What is known beforehand about the system that gets the names, and what to do with those that it does not take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NameOptions {
    /// Windows' rules hold there, whatever this system allows (FAT, exFAT, NTFS, a Windows share).
    pub windows: bool,
    /// Files get other names where theirs are not taken; otherwise the whole package is refused.
    pub rename: bool,
}

/// The rules of `folder`, which is ours and empty: by trying.
pub(in crate::package) fn rules_of(folder: &Path, options: NameOptions) -> NameRules {
    let windows = options.windows || cfg!(windows) || refuses(folder, "azukari-?");
    NameRules {
        windows,
        // Some drivers tell A from a where Windows, to which it goes next, will not.
        folds_case: windows || folds(folder, "azukari-Name", "azukari-nAME"),
        folds_form: folds(folder, "azukari-が", "azukari-か\u{3099}"),
        longest: longest(folder, windows),
    }
}

/// Whether a file of this name cannot be made because of its name.
fn refuses(folder: &Path, name: &str) -> bool {
    let path = folder.join(name);
    match fs::File::create_new(&path) {
        Ok(_) => {
            let _ = fs::remove_file(&path);
            false
        }
        // Drivers in user space say that there is no such file: the folder is there, so it is the name.
        Err(error) => {
            matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidFilename | ErrorKind::NotFound)
        }
    }
}

/// Whether a file made under one name is found under the other.
fn folds(folder: &Path, name: &str, other: &str) -> bool {
    let path = folder.join(name);
    if fs::File::create_new(&path).is_err() {
        return false;
    }
    let found = folder.join(other).symlink_metadata().is_ok();
    let _ = fs::remove_file(&path);
    found
}

#[cfg(unix)]
fn longest(folder: &Path, windows: bool) -> Longest {
    // What the system says, where it says less than usual (encrypting file systems: 143).
    let said = rustix::fs::statvfs(folder).ok().and_then(|found| usize::try_from(found.f_namemax).ok());
    match said.filter(|said| (64..255).contains(said)) {
        Some(bytes) => Longest::Bytes(bytes),
        None if windows => Longest::Units(255),
        None => Longest::Bytes(255),
    }
}

#[cfg(not(unix))]
fn longest(_: &Path, _: bool) -> Longest {
    Longest::Units(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let rules = rules_of(folder.path(), NameOptions::default());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        if cfg!(target_os = "linux") {
            let plain = NameRules {
                windows: false,
                folds_case: false,
                folds_form: false,
                longest: Longest::Bytes(255),
            };
            assert_eq!(rules, plain);
        }
        let windows = rules_of(folder.path(), NameOptions { windows: true, rename: false });
        assert!(windows.windows && windows.folds_case && windows.longest == Longest::Units(255));
    }
}
