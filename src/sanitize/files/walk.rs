//! Looking through the given paths without following any link.

use super::planned::{Identity, PlannedEntry};
use super::refusal::Refusal;
use crate::device::{DeviceError, Filesystem};
use std::fs::{FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A regular file as the walk met it.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) path: PathBuf,
    pub(super) identity: Identity,
}

/// Everything under the given paths.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) files: Vec<Met>,
    pub(super) links: Vec<PlannedEntry>,
    /// Bottom-up: a folder comes after all that is in it.
    pub(super) folders: Vec<PlannedEntry>,
    pub(super) refusals: Vec<Refusal>,
}

impl Found {
    /// Walks one canonical path.
    pub(super) fn walk(&mut self, root: &Path) -> Result<(), DeviceError> {
        let mounts = Filesystem::mount_points_under(root)?;
        let on_mount_point = mounts.iter().any(|point| point == root);
        let is_file = root.is_file();
        let crossing: Vec<_> = mounts.into_iter().filter(|point| is_file || point != root).collect();
        if !crossing.is_empty() {
            // Not walked at all: what is mounted there may be huge, remote, or hanging.
            self.refusals.extend(crossing.into_iter().map(|path| Refusal::MountCrossing { path }));
            return Ok(());
        }
        let walk = WalkDir::new(root).follow_links(false).contents_first(true).sort_by_file_name();
        let mut root_device = None;
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    self.refusals.push(Refusal::Unreadable { path, reason: reason_of(error) });
                    continue;
                }
            };
            let path = entry.path().to_owned();
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                Err(error) => {
                    self.refusals.push(Refusal::Unreadable { path, reason: reason_of(error) });
                    continue;
                }
            };
            let identity = Identity::of(&metadata);
            let device = identity.key.map(|key| key.device);
            // A btrfs subvolume is no mount point, and yet another device number.
            if *root_device.get_or_insert(device) != device && metadata.is_dir() {
                self.refusals.push(Refusal::MountCrossing { path });
                continue;
            }
            let keep_root = on_mount_point && path == root;
            self.sort(path, &metadata, identity, keep_root);
        }
        Ok(())
    }

    fn sort(&mut self, path: PathBuf, metadata: &Metadata, identity: Identity, keep_root: bool) {
        let kind = metadata.file_type();
        if kind.is_file() {
            self.files.push(Met { path, identity });
        } else if kind.is_symlink() {
            self.links.push(PlannedEntry { path, key: identity.key });
        } else if kind.is_dir() {
            // A mount point cannot be removed: only what is in it.
            if !keep_root {
                self.folders.push(PlannedEntry { path, key: identity.key });
            }
        } else {
            self.refusals.push(Refusal::SpecialFile { path, kind: kind_of_special(kind) });
        }
    }
}

fn reason_of(error: walkdir::Error) -> String {
    let shown = error.to_string();
    error.into_io_error().map_or(shown, |error: io::Error| error.to_string())
}

#[cfg(unix)]
fn kind_of_special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match kind {
        _ if kind.is_block_device() => "block-device",
        _ if kind.is_char_device() => "char-device",
        _ if kind.is_fifo() => "fifo",
        _ if kind.is_socket() => "socket",
        _ => "other",
    }
}

#[cfg(not(unix))]
fn kind_of_special(_kind: FileType) -> &'static str {
    "other"
}
