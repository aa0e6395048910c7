//! What a file system knows of a file beside its content, time and permissions: recorded when it is sealed, given back when
//! whoever opens it asks for that.

use super::bag::IndexEntry;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::collections::HashMap;
use std::fs::Metadata;
use std::path::Path;

/// Hidden and system, of Windows' file attributes (`FILE_ATTRIBUTE_HIDDEN`, `FILE_ATTRIBUTE_SYSTEM`): a file gets them when it
/// is created or never.
pub(super) const HIDDEN_OR_SYSTEM: u32 = 0x2 | 0x4;
/// These, read-only and archive: what is recorded.
#[cfg(windows)]
const RECORDED: u32 = HIDDEN_OR_SYSTEM | 0x1 | 0x20;
/// The most bytes of extended attributes that a file may have; more are not recorded.
#[cfg(target_os = "linux")]
const MOST_XATTRS: usize = 64 << 10;

/// Whose a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) user: Option<String>,
    pub(super) group: Option<String>,
}

/// The rest; most files have none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Extra {
    /// Windows' file attributes.
    pub(super) attributes: u32,
    /// Extended attributes, sorted by name.
    pub(super) xattrs: Vec<(String, Vec<u8>)>,
    /// Path of an entry before it that is the same file (a hard link).
    pub(super) same_as: Option<Box<str>>,
    /// Where a symbolic link leads.
    pub(super) link: Option<Box<str>>,
    /// What its name was where it lies.
    pub(super) renamed_from: Option<Box<str>>,
    /// The bytes of that, in hexadecimal.
    pub(super) renamed_from_bytes: Option<Box<str>>,
    /// Where it lies below its root, where its path does not say so.
    pub(super) origin: Option<Box<Path>>,
}

impl Extra {
    pub(super) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// Says it in an entry of the index.
    pub(super) fn tell(&self, line: &mut IndexEntry) {
        line.attributes = Some(self.attributes).filter(|bits| *bits != 0);
        line.xattrs = self.xattrs.iter().map(|(name, value)| (name.clone(), BASE64.encode(value))).collect();
        line.same_as = self.same_as.as_deref().map(str::to_owned);
        line.link = self.link.as_deref().map(str::to_owned);
        line.renamed_from = self.renamed_from.as_deref().map(str::to_owned);
        line.renamed_from_bytes = self.renamed_from_bytes.as_deref().map(str::to_owned);
    }
}

/// The value of an extended attribute as the index has it.
pub(super) fn xattr_value(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

/// Gathers it during a walk.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    /// Each once: a million files belong to a handful of people.
    pub(super) owners: Vec<Owner>,
    #[cfg(unix)]
    known: HashMap<(u32, u32), u32>,
    #[cfg(unix)]
    accounts: Option<Accounts>,
    /// Files with several names, by device and inode.
    #[cfg(unix)]
    linked: HashMap<(u64, u64), Box<str>>,
}

impl Recorder {
    /// Number of the owner, from 1; 0 where there is none.
    #[cfg(unix)]
    pub(super) fn owner(&mut self, metadata: &Metadata) -> u32 {
        use std::os::unix::fs::MetadataExt as _;
        let ids = (metadata.uid(), metadata.gid());
        if let Some(number) = self.known.get(&ids) {
            return *number;
        }
        let accounts = self.accounts.get_or_insert_with(Accounts::here);
        let (user, group) = (accounts.users.name(ids.0), accounts.groups.name(ids.1));
        self.owners.push(Owner { uid: ids.0, gid: ids.1, user, group });
        let number = u32::try_from(self.owners.len()).unwrap_or(0);
        self.known.insert(ids, number);
        number
    }

    #[cfg(not(unix))]
    pub(super) fn owner(&mut self, _: &Metadata) -> u32 {
        0
    }

    /// What else is known of the file that is `inside` the package.
    pub(super) fn extra(
        &mut self,
        inside: &str,
        metadata: &Metadata,
        xattrs: Vec<(String, Vec<u8>)>,
    ) -> Extra {
        Extra {
            attributes: attributes(metadata),
            xattrs,
            same_as: self.same_as(inside, metadata),
            ..Extra::default()
        }
    }

    #[cfg(unix)]
    fn same_as(&mut self, inside: &str, metadata: &Metadata) -> Option<Box<str>> {
        use std::os::unix::fs::MetadataExt as _;
        if !metadata.is_file() || metadata.nlink() < 2 {
            return None;
        }
        match self.linked.entry((metadata.dev(), metadata.ino())) {
            std::collections::hash_map::Entry::Occupied(first) => Some(first.get().clone()),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(inside.into());
                None
            }
        }
    }

    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "as elsewhere")]
    fn same_as(&mut self, _: &str, _: &Metadata) -> Option<Box<str>> {
        None
    }
}

#[cfg(windows)]
fn attributes(metadata: &Metadata) -> u32 {
    std::os::windows::fs::MetadataExt::file_attributes(metadata) & RECORDED
}

#[cfg(not(windows))]
fn attributes(_: &Metadata) -> u32 {
    0
}

/// Extended attributes of users' programs, and access control lists (`xattr(7)`). Those of the system are about this system.
#[cfg(target_os = "linux")]
pub(super) fn xattrs(path: &Path) -> Vec<(String, Vec<u8>)> {
    // One call is enough for nearly every file: it has none.
    let mut few = [0; 1024];
    let mut many = Vec::new();
    let names = match rustix::fs::llistxattr(path, &mut few[..]) {
        Ok(length) => &few[..length],
        Err(rustix::io::Errno::RANGE) => {
            many.resize(MOST_XATTRS, 0);
            let Ok(length) = rustix::fs::llistxattr(path, &mut many[..]) else { return Vec::new() };
            &many[..length]
        }
        Err(_) => return Vec::new(),
    };
    let mut found = Vec::new();
    let mut total = 0;
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let Ok(name) = std::str::from_utf8(name) else { continue };
        if !name.starts_with("user.") && !name.starts_with("system.posix_acl_") {
            continue;
        }
        let mut value = vec![0; MOST_XATTRS];
        let Ok(length) = rustix::fs::lgetxattr(path, name, &mut value[..]) else { continue };
        value.truncate(length);
        total += name.len() + length;
        found.push((name.to_owned(), value));
    }
    if total > MOST_XATTRS {
        return Vec::new();
    }
    found.sort();
    found
}

#[cfg(not(target_os = "linux"))]
pub(super) fn xattrs(_: &Path) -> Vec<(String, Vec<u8>)> {
    Vec::new()
}

/// Names and numbers of this system's users and groups, as its files have them (`passwd(5)`, `group(5)`).
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Accounts {
    pub(super) users: Names,
    pub(super) groups: Names,
}

#[cfg(unix)]
impl Accounts {
    pub(super) fn here() -> Self {
        let read = |path| Names::parse(&std::fs::read_to_string(path).unwrap_or_default());
        Self { users: read("/etc/passwd"), groups: read("/etc/group") }
    }
}

/// Names by number and the other way round.
#[cfg(unix)]
#[derive(Debug, Default)]
pub(super) struct Names {
    by_number: HashMap<u32, String>,
    by_name: HashMap<String, u32>,
}

#[cfg(unix)]
impl Names {
    fn parse(text: &str) -> Self {
        let mut names = Self::default();
        for line in text.lines() {
            let mut fields = line.split(':');
            let (Some(name), Some(number)) = (fields.next(), fields.nth(1)) else { continue };
            let Ok(number) = number.parse() else { continue };
            names.by_number.entry(number).or_insert_with(|| name.to_owned());
            names.by_name.entry(name.to_owned()).or_insert(number);
        }
        names
    }

    fn name(&self, number: u32) -> Option<String> {
        self.by_number.get(&number).cloned()
    }

    /// The number of `name` here; where there is nobody of that name, `number`, as `tar` does.
    pub(super) fn number(&self, name: Option<&str>, number: u32) -> u32 {
        name.and_then(|name| self.by_name.get(name)).copied().unwrap_or(number)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn names_count_before_numbers() {
        let names =
            Names::parse("root:x:0:0:root:/root:/bin/sh\nmihon:x:1000:1000::/home/mihon:/bin/sh\nbad\n");
        assert_eq!(names.name(1000).as_deref(), Some("mihon"));
        assert_eq!(names.number(Some("mihon"), 5), 1000);
        assert_eq!(names.number(Some("nobody-here"), 5), 5);
        assert_eq!(names.number(None, 5), 5);
    }
}
