//! Whose rules the names must keep where a package is opened.

use crate::device::Filesystem;
use crate::package::NameOptions;
use std::path::Path;

/// File systems that Windows made, or reads next, by the kernel's name for them.
const OF_WINDOWS: &[&str] = &[
    "vfat",
    "msdos",
    "exfat",
    "ntfs",
    "ntfs3",
    "fuseblk",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.ntfs-3g",
    "fuse.exfat",
];

/// What is known of the names that can stand below `target`, which need not exist.
pub(super) fn names_below(target: &Path, rename: bool) -> NameOptions {
    let full = std::path::absolute(target).unwrap_or_else(|_| target.to_owned());
    let kind = full.ancestors().find_map(|folder| Filesystem::of(folder).ok()).map(|found| found.kind);
    NameOptions { windows: kind.is_some_and(|kind| OF_WINDOWS.contains(&kind.as_str())), rename }
}
