//! The plan: exactly what would be wiped, pinned by identity. Making it changes nothing.

use super::place::{Place, RawReading};
use super::planned::{PlannedEntry, PlannedFile};
use super::refusal::{PlanError, Refusal};
use super::walk::{Found, Met};
use crate::device::{DeviceError, FileKey, Filesystem, RawDevice, below_filesystem, holders};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What may be planned.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// Whether files with several names (hard links) may be wiped. Their content is gone under every name.
    pub hard_links: bool,
    /// Folders that must not be touched besides the built-in ones: the case, the keys. Nothing that lies in
    /// them, and nothing that contains them, is planned.
    pub protected: Vec<PathBuf>,
    /// Whether the whole device is to be searched afterwards for what remains.
    pub residue_scan: bool,
}

/// What would be wiped.
#[derive(Debug, Clone)]
pub struct FilesPlan {
    /// Files in order; number *n* is at index *n* − 1.
    pub files: Vec<PlannedFile>,
    /// Symbolic links to be removed; their targets are not touched.
    pub links: Vec<PlannedEntry>,
    /// Folders to be removed if empty then, innermost first.
    pub folders: Vec<PlannedEntry>,
    /// The file systems that hold the files, and what they cannot guarantee.
    pub places: Vec<Place>,
    /// Whether every process could be asked for open files; without root only one's own can.
    pub users_known: bool,
    /// Whether the whole device is to be searched afterwards.
    pub residue_scan: bool,
}

impl FilesPlan {
    /// Content of all files, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(PlannedFile::bytes).sum()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.links.is_empty() && self.folders.is_empty()
    }
}

/// Plans to wipe `paths`: files, and folders with all that is in them. Read-only.
///
/// # Errors
/// [`PlanError::Refused`] with every reason found; [`PlanError::Device`] when the system cannot be asked.
pub fn plan(paths: &[PathBuf], options: &PlanOptions) -> Result<FilesPlan, PlanError> {
    let mut found = Found::default();
    let roots = resolve(paths, options, &mut found.refusals);
    for root in &roots {
        if let Some(refusal) = refuse_filesystem(root)? {
            found.refusals.push(refusal);
        } else {
            found.walk(root)?;
        }
    }
    let Found { files: met, links, folders, mut refusals } = found;
    let (mut files, places) = gather(met, options, &mut refusals)?;
    if options.residue_scan {
        refusals.extend(places.iter().filter(|place| place.files > 0).filter_map(refuse_search));
    }
    let keys: BTreeMap<FileKey, PathBuf> =
        files.iter().filter_map(|file| Some((file.identity.key?, file.path.clone()))).collect();
    let users = holders(&|key| keys.contains_key(&key))?;
    for (key, holders) in &users.by_file {
        let Some(path) = keys.get(key) else { continue };
        refusals.extend(holders.iter().map(|holder| Refusal::in_use(path.clone(), holder)));
    }
    if !refusals.is_empty() {
        refusals.sort_by(|a, b| a.path().cmp(b.path()));
        return Err(PlanError::Refused(refusals));
    }
    for (number, file) in (1..).zip(&mut files) {
        file.number = number;
    }
    Ok(FilesPlan {
        files,
        links,
        folders,
        places,
        users_known: users.complete,
        residue_scan: options.residue_scan,
    })
}

/// Why the device below `place` cannot be searched, if so.
fn refuse_search(place: &Place) -> Option<Refusal> {
    let error = RawDevice::below(&place.filesystem).err()?;
    let why = match error.kind() {
        io::ErrorKind::PermissionDenied => "not-permitted",
        io::ErrorKind::Unsupported => "no-device",
        _ => "unreadable",
    };
    Some(Refusal::NoSearch { path: place.filesystem.mount_point.clone(), why })
}

/// The canonical forms of `paths`, without those that must not be walked.
fn resolve(paths: &[PathBuf], options: &PlanOptions, refusals: &mut Vec<Refusal>) -> Vec<PathBuf> {
    let protected: Vec<PathBuf> =
        options.protected.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut roots: Vec<PathBuf> = Vec::new();
    for given in paths {
        let unreadable = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Refusal::NotFound { path: given.clone() },
            _ => Refusal::Unreadable { path: given.clone(), reason: error.to_string() },
        };
        let path = given.clone();
        let checked = match fs::symlink_metadata(given) {
            Err(error) => Err(unreadable(error)),
            Ok(metadata) if metadata.is_symlink() => Err(Refusal::LinkArgument { path }),
            Ok(_) => match fs::canonicalize(given) {
                Err(error) => Err(unreadable(error)),
                Ok(real) if is_protected(&real, &protected) => Err(Refusal::Protected { path }),
                Ok(real) if roots.iter().any(|root| root.starts_with(&real) || real.starts_with(root)) => {
                    Err(Refusal::GivenTwice { path })
                }
                Ok(real) => Ok(real),
            },
        };
        match checked {
            Ok(real) => roots.push(real),
            Err(refusal) => refusals.push(refusal),
        }
    }
    roots
}

/// Folders whose loss ends the machine, or somebody's whole home.
const SYSTEM: [&str; 12] = [
    "/dev", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/var", "/var/tmp",
    "/var/lib",
];
/// Folders of which not even a part may go: programs, their settings, what starts the machine.
const SYSTEM_WHOLE: [&str; 9] =
    ["/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/sbin", "/usr"];

fn is_protected(real: &Path, protected: &[PathBuf]) -> bool {
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    real.parent().is_none()
        || home.is_some_and(|home| home.starts_with(real))
        || real.parent() == Some(Path::new("/home"))
        || SYSTEM.iter().any(|system| real == Path::new(system))
        || SYSTEM_WHOLE.iter().any(|system| real.starts_with(system))
        || protected.iter().any(|kept| kept.starts_with(real) || real.starts_with(kept))
}

/// Files of these are switches of the kernel or of the firmware: writing there does things.
pub(in crate::sanitize) const KERNEL_VIEWS: [&str; 21] = [
    "proc",
    "sysfs",
    "devtmpfs",
    "devpts",
    "cgroup",
    "cgroup2",
    "debugfs",
    "tracefs",
    "securityfs",
    "configfs",
    "efivarfs",
    "bpf",
    "pstore",
    "mqueue",
    "hugetlbfs",
    "binfmt_misc",
    "fusectl",
    "selinuxfs",
    "nsfs",
    "rpc_pipefs",
    "autofs",
];

fn refuse_filesystem(root: &Path) -> Result<Option<Refusal>, DeviceError> {
    let filesystem = Filesystem::of(root)?;
    let path = root.to_owned();
    Ok(if KERNEL_VIEWS.contains(&filesystem.kind.as_str()) {
        Some(Refusal::KernelView { path, filesystem: filesystem.kind })
    } else if filesystem.has_option("ro") {
        Some(Refusal::ReadOnly { path })
    } else {
        None
    })
}

/// Files by identity (several names of one file become one entry), each with its place.
fn gather(
    met: Vec<Met>,
    options: &PlanOptions,
    refusals: &mut Vec<Refusal>,
) -> Result<(Vec<PlannedFile>, Vec<Place>), DeviceError> {
    let mut files: Vec<PlannedFile> = Vec::with_capacity(met.len());
    let mut places: Vec<Place> = Vec::new();
    let mut place_of: BTreeMap<Option<u64>, usize> = BTreeMap::new();
    let mut file_of: BTreeMap<FileKey, usize> = BTreeMap::new();
    let mut named: BTreeSet<PathBuf> = BTreeSet::new();
    for Met { path, identity } in met {
        if identity.links > 1 && !options.hard_links {
            refusals.push(Refusal::HardLinks { path: path.clone(), links: identity.links });
        }
        if let Some(first) = identity.key.and_then(|key| file_of.get(&key).copied()) {
            // The same file under a second name; with one name only, a second mount shows it twice.
            if identity.links < 2 || !named.insert(path.clone()) {
                refusals.push(Refusal::GivenTwice { path });
            } else {
                files[first].other_names.push(path);
            }
            continue;
        }
        let device = identity.key.map(|key| key.device);
        let place = if let Some(place) = place_of.get(&device) {
            *place
        } else {
            let filesystem = Filesystem::of(&path)?;
            let (below, raw) = (below_filesystem(&filesystem), RawReading::of(&filesystem));
            places.push(Place::new(filesystem, below, raw));
            place_of.insert(device, places.len() - 1);
            places.len() - 1
        };
        places[place].files += 1;
        if let Some(key) = identity.key {
            file_of.insert(key, files.len());
        }
        named.insert(path.clone());
        files.push(PlannedFile { number: 0, path, identity, place, other_names: Vec::new() });
    }
    Ok((files, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machine_and_homes_are_protected() {
        for path in ["/", "/usr", "/usr/local/share/x", "/etc/passwd", "/boot/vmlinuz", "/lib64/ld.so"] {
            assert!(is_protected(Path::new(path), &[]), "{path}");
        }
        for path in ["/home", "/home/mihon", "/root", "/var", "/tmp", "/var/lib"] {
            assert!(is_protected(Path::new(path), &[]), "{path}");
        }
        for path in ["/home/mihon/預り", "/var/tmp/x", "/mnt/usb", "/tmp/x", "/libraries"] {
            assert!(!is_protected(Path::new(path), &[]), "{path}");
        }
    }
}
