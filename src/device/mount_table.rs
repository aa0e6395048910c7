//! `/proc/self/mountinfo` (man 5 proc): which mount holds a path.

use super::{DeviceError, DeviceNumber, Filesystem};
use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

const TABLE: &str = "/proc/self/mountinfo";

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mount {
    id: u64,
    pub(super) device: DeviceNumber,
    pub(super) point: PathBuf,
    options: Vec<String>,
    pub(super) kind: String,
    pub(super) source: String,
}

pub(super) fn filesystem_of(path: &Path) -> Result<Filesystem, DeviceError> {
    let wanted = StatxFlags::BASIC_STATS | StatxFlags::MNT_ID;
    let facts = statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, wanted)
        .map_err(|errno| DeviceError::Inspect { path: path.to_owned(), source: errno.into() })?;
    let mounts = read_table()?;
    let st_dev = DeviceNumber { major: facts.stx_dev_major, minor: facts.stx_dev_minor };
    // The kernel tells the mount's id since 5.8; before, the device and the longest path decide.
    let told = StatxFlags::from_bits_retain(facts.stx_mask).contains(StatxFlags::MNT_ID);
    let by_id = mounts.iter().find(|mount| told && mount.id == facts.stx_mnt_id);
    let found = match by_id {
        Some(mount) => Some(mount),
        None => longest(&mounts, path, st_dev)?,
    };
    let Some(mount) = found else {
        return Ok(Filesystem {
            kind: kind_by_magic(path),
            mount_point: path.to_owned(),
            options: Vec::new(),
            device: block_device(st_dev),
            source: String::new(),
        });
    };
    let mut options = mount.options.clone();
    options.extend(hidden_ext4_options(mount));
    options.sort_unstable();
    options.dedup();
    Ok(Filesystem {
        kind: mount.kind.clone(),
        mount_point: mount.point.clone(),
        options,
        // btrfs shows anonymous numbers; the mounted node is the better witness there.
        device: block_device(st_dev).or_else(|| block_device(mount.device)).or_else(|| node_of(mount)),
        source: mount.source.clone(),
    })
}

/// Every mount point at or below `path`.
pub(super) fn mount_points_under(path: &Path) -> Result<Vec<PathBuf>, DeviceError> {
    let points = read_table()?.into_iter().map(|mount| mount.point);
    Ok(points.filter(|point| point.starts_with(path)).collect())
}

fn read_table() -> Result<Vec<Mount>, DeviceError> {
    let table = fs::read(TABLE).map_err(|source| DeviceError::MountTable { path: TABLE.into(), source })?;
    Ok(table.split(|byte| *byte == b'\n').filter_map(parse_line).collect())
}

fn longest<'a>(
    mounts: &'a [Mount],
    path: &Path,
    device: DeviceNumber,
) -> Result<Option<&'a Mount>, DeviceError> {
    let real =
        fs::canonicalize(path).map_err(|source| DeviceError::Inspect { path: path.to_owned(), source })?;
    let above = || mounts.iter().filter(|mount| real.starts_with(&mount.point));
    let length = |mount: &&Mount| mount.point.as_os_str().len();
    Ok(above()
        .filter(|mount| mount.device == device)
        .max_by_key(length)
        .or_else(|| above().max_by_key(length)))
}

/// Major 0 is the kernel's number for "no device".
fn block_device(number: DeviceNumber) -> Option<DeviceNumber> {
    (number.major != 0).then_some(number)
}

fn node_of(mount: &Mount) -> Option<DeviceNumber> {
    if !mount.source.starts_with("/dev/") {
        return None;
    }
    let node = fs::metadata(&mount.source).ok()?.rdev();
    block_device(DeviceNumber { major: rustix::fs::major(node), minor: rustix::fs::minor(node) })
}

/// ext4 leaves out of the table what its superblock has as a default (`tune2fs -o journal_data`),
/// so its own list is asked too: a hidden `data=journal` would turn a wipe into a false pass.
fn hidden_ext4_options(mount: &Mount) -> Vec<String> {
    if !matches!(mount.kind.as_str(), "ext2" | "ext3" | "ext4") {
        return Vec::new();
    }
    let link = format!("/sys/dev/block/{}:{}", mount.device.major, mount.device.minor);
    let name = fs::canonicalize(link).ok().and_then(|path| path.file_name().map(OsString::from));
    let Some(name) = name else { return Vec::new() };
    let listed = fs::read_to_string(Path::new("/proc/fs/ext4").join(name).join("options"));
    listed.map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`
pub(super) fn parse_line(line: &[u8]) -> Option<Mount> {
    let fields: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
    let dash = fields.iter().position(|field| *field == b"-")?;
    let text = |field: &[u8]| String::from_utf8_lossy(&unescape(field)).into_owned();
    let numbers = text(fields.get(2)?);
    let (major, minor) = numbers.split_once(':')?;
    let mut options: Vec<String> = Vec::new();
    for field in [fields.get(5), fields.get(dash + 3)].into_iter().flatten() {
        options.extend(text(field).split(',').filter(|option| !option.is_empty()).map(str::to_owned));
    }
    Some(Mount {
        id: text(fields.first()?).parse().ok()?,
        device: DeviceNumber { major: major.parse().ok()?, minor: minor.parse().ok()? },
        point: PathBuf::from(OsString::from_vec(unescape(fields.get(4)?))),
        options,
        kind: text(fields.get(dash + 1)?),
        source: text(fields.get(dash + 2)?),
    })
}

/// Space, tab, newline and backslash come as `\040`, `\011`, `\012`, `\134`.
pub(super) fn unescape(field: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(field.len());
    let mut rest = field;
    while let [first, tail @ ..] = rest {
        let digits = match rest {
            [b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] => Some([*a, *b, *c]),
            _ => None,
        };
        if let Some([a, b, c]) = digits {
            plain.push((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0'));
            rest = &rest[4..];
        } else {
            plain.push(*first);
            rest = tail;
        }
    }
    plain
}

/// Without a table (a locked-down container) the magic number of statfs must do.
fn kind_by_magic(path: &Path) -> String {
    // include/uapi/linux/magic.h
    let known = [
        (0xEF53, "ext4"),
        (0x5846_5342, "xfs"),
        (0x9123_683E, "btrfs"),
        (0x0102_1994, "tmpfs"),
        (0x8584_58F6, "ramfs"),
        (0x6969, "nfs"),
        (0xFF53_4D42, "cifs"),
        (0xFE53_4D42, "smb3"),
        (0x794C_7630, "overlay"),
        (0x6573_5546, "fuse"),
        (0x4D44, "vfat"),
        (0x2011_BAB0, "exfat"),
        (0x7366_746E, "ntfs3"),
        (0xF2F5_2010, "f2fs"),
        (0x0102_1997, "9p"),
    ];
    let Ok(facts) = rustix::fs::statfs(path) else { return String::new() };
    // The field is signed on some machines: only its low 32 bits are the number.
    let magic = facts.f_type & 0xFFFF_FFFF;
    known.iter().find(|(number, _)| *number == magic).map(|(_, kind)| (*kind).to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_blank_in_its_path() {
        let line =
            b"36 35 98:0 / /media/USB\\040\xE4\xBD\x8F rw,noatime shared:1 - ext4 /dev/sdb1 rw,data=journal";
        let mount = parse_line(line).unwrap();
        assert_eq!(mount.point, Path::new("/media/USB 住"));
        assert_eq!(mount.device, DeviceNumber { major: 98, minor: 0 });
        assert_eq!((mount.kind.as_str(), mount.source.as_str()), ("ext4", "/dev/sdb1"));
        assert!(mount.options.contains(&"data=journal".to_owned()));
        assert_eq!(parse_line(b"nonsense"), None);
    }

    #[test]
    fn memory_is_named() {
        let Ok(found) = Filesystem::of(Path::new("/dev/shm")) else {
            return crate::device::rig::skipped("memory_is_named", "no /dev/shm");
        };
        assert_eq!((found.kind.as_str(), found.device), ("tmpfs", None));
        assert_eq!(found.mount_point, Path::new("/dev/shm"));
        assert_eq!(kind_by_magic(Path::new("/dev/shm")), "tmpfs");
        assert!(Filesystem::of(Path::new("/no/such/place")).is_err());
    }
}
