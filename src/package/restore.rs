//! Giving back what the index records beside content, time and permissions: owners, extended attributes and links, each only on
//! request, and after everything was proved. What could not be given back is listed.

use super::bag::IndexEntry;
use super::error::PackageError;
use super::naming::{Placed, link_to};
use super::opening::Opening;
use super::sink::Staging;

/// What is to be given back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restore {
    /// Owner and group: by name where this system knows it, else by number. Only an administrator can.
    pub owners: bool,
    /// Extended attributes.
    pub xattrs: bool,
    /// Symbolic links.
    pub links: bool,
}

/// In what an opened file is not what was sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// A symbolic link that was not made.
    Link,
    /// Another owner, though the old one was asked for.
    Owner,
    /// Extended attributes are missing, though they were asked for.
    Xattrs,
    /// Another name, or, of a symbolic link, another way to the same: its path, as it lies there.
    Renamed(String),
}

impl Deviation {
    /// Language-free name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Owner => "owner",
            Self::Xattrs => "xattrs",
            Self::Renamed(_) => "renamed",
        }
    }
}

/// Goes through the index of a package whose content lies in `staging`; gives the entries that are not as they were.
pub(super) fn restore(
    opening: &Opening,
    staging: &Staging,
    wanted: Restore,
    placed: &Placed,
) -> Result<Vec<(String, Deviation)>, PackageError> {
    let mut index = opening.index()?;
    let mut deviations = Vec::new();
    let system = System::new();
    while let Some(mut entry) = index.next_entry()? {
        let sealed = entry.path.clone();
        let mut deviates = |what| deviations.push((sealed.clone(), what));
        let renamed = !placed.is_empty() && place(&mut entry, placed);
        if entry.link.is_some() && !(wanted.links && system.link(staging, &entry)) {
            deviates(Deviation::Link);
            continue;
        }
        if renamed {
            deviates(Deviation::Renamed(entry.path.clone()));
        }
        if wanted.owners && entry.uid.is_some() && !system.own(staging, &entry) {
            deviates(Deviation::Owner);
        }
        if wanted.xattrs && !entry.xattrs.is_empty() && !system.extend(staging, &entry) {
            deviates(Deviation::Xattrs);
        }
    }
    Ok(deviations)
}

/// Says in an entry where it lies; whether it, by itself, is not called what it was, or leads elsewhere.
fn place(entry: &mut IndexEntry, placed: &Placed) -> bool {
    let plain = entry.path.trim_end_matches('/');
    let link = entry.link.as_ref().map(|target| link_to(plain, target, &|path| placed.name(path)));
    let deviates = placed.name(plain).is_some() || link != entry.link;
    let slash = if entry.path.ends_with('/') { "/" } else { "" };
    let path = format!("{}{slash}", placed.path(plain));
    (entry.path, entry.link) = (path, link);
    deviates
}

/// What this system can do.
struct System {
    #[cfg(unix)]
    accounts: super::extra::Accounts,
}

#[cfg(unix)]
impl System {
    fn new() -> Self {
        Self { accounts: super::extra::Accounts::here() }
    }

    fn link(&self, staging: &Staging, entry: &IndexEntry) -> bool {
        let target = entry.link.as_deref().unwrap_or_default();
        std::os::unix::fs::symlink(target, staging.root().join(&entry.path)).is_ok()
    }

    fn own(&self, staging: &Staging, entry: &IndexEntry) -> bool {
        let (Some(uid), Some(gid)) = (entry.uid, entry.gid) else { return true };
        let uid = self.accounts.users.number(entry.user.as_deref(), uid);
        let gid = self.accounts.groups.number(entry.group.as_deref(), gid);
        let path = staging.root().join(&entry.path);
        let ids = (Some(rustix::fs::Uid::from_raw(uid)), Some(rustix::fs::Gid::from_raw(gid)));
        rustix::fs::chownat(rustix::fs::CWD, &path, ids.0, ids.1, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)
            .is_ok()
    }

    #[cfg(target_os = "linux")]
    fn extend(&self, staging: &Staging, entry: &IndexEntry) -> bool {
        use std::os::unix::fs::PermissionsExt as _;
        let path = staging.root().join(&entry.path);
        let mode = match path.symlink_metadata() {
            Ok(metadata) if !metadata.is_symlink() => metadata.permissions(),
            _ => return false,
        };
        let set = || {
            entry.xattrs.iter().all(|(name, value)| {
                // Nothing of the system's own, whatever the package says.
                let allowed = name.starts_with("user.") || name.starts_with("system.posix_acl_");
                let Some(value) = super::extra::xattr_value(value).filter(|_| allowed) else { return false };
                rustix::fs::lsetxattr(&path, name.as_str(), &value, rustix::fs::XattrFlags::empty()).is_ok()
            })
        };
        // Its owner must be able to write to a file to set them.
        let read_only = mode.mode() & 0o200 == 0;
        if read_only {
            let _ = std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode.mode() | 0o200));
        }
        let done = set();
        read_only.then(|| std::fs::set_permissions(&path, mode).is_ok()).unwrap_or(true) && done
    }

    #[cfg(not(target_os = "linux"))]
    fn extend(&self, _: &Staging, _: &IndexEntry) -> bool {
        false
    }
}

#[cfg(not(unix))]
#[expect(clippy::unused_self, reason = "as elsewhere")]
impl System {
    fn new() -> Self {
        Self {}
    }

    fn link(&self, _: &Staging, _: &IndexEntry) -> bool {
        false
    }

    fn own(&self, _: &Staging, _: &IndexEntry) -> bool {
        false
    }

    fn extend(&self, _: &Staging, _: &IndexEntry) -> bool {
        false
    }
}
