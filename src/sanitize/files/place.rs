//! What a file system and its medium can guarantee about overwriting, known before anything is written.

use crate::device::{Below, Filesystem, RawDevice};
use crate::model::{Limit, Medium, MediumKind};
use std::collections::BTreeSet;
use std::io;

/// Where a file system puts bytes that are written over old ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteStyle {
    /// Onto the same blocks (ext2/3/4 with ordered or writeback data, xfs); each file's map must still agree.
    InPlace,
    /// First into the journal, and perhaps never onto the old blocks when the file is removed soon after.
    DataJournal,
    /// Elsewhere, as a rule; a file's map tells whether it was so (btrfs, f2fs …).
    CopyOnWrite,
    /// Into another layer, the old bytes staying below (overlay).
    Layered,
    /// Into memory.
    Memory,
    /// Wherever another machine decides.
    Network,
    /// Not known.
    Unknown,
}

/// Whether the device below can be read past the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawReading {
    /// It can: only what is read there is believed.
    Possible,
    /// Not by this user: reading devices needs root.
    NotPermitted,
    /// There is no such device, or nobody can say where on it a file lies.
    Impossible,
}

impl RawReading {
    /// Tries it.
    pub(super) fn of(filesystem: &Filesystem) -> Self {
        match RawDevice::below(filesystem) {
            Ok(_) if RawDevice::is_mapped(&filesystem.kind) => Self::Possible,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Self::NotPermitted,
            _ => Self::Impossible,
        }
    }
}

/// A file system that holds planned files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file system.
    pub filesystem: Filesystem,
    /// The medium and what lies between.
    pub below: Below,
    /// How it writes.
    pub style: WriteStyle,
    /// Whether the device below can be read past the file system.
    pub raw: RawReading,
    /// How many of the files lie here.
    pub files: u64,
    /// What this place cannot guarantee; grows while executing (a cached read-back, shared blocks …).
    pub limits: BTreeSet<Limit>,
}

/// True of every file wipe, wherever it happens.
const ALWAYS: [Limit; 3] = [Limit::NamesRemain, Limit::EarlierVersions, Limit::BackupsNotCovered];

impl Place {
    pub(in crate::sanitize) fn new(filesystem: Filesystem, below: Below, raw: RawReading) -> Self {
        let style = style(&filesystem);
        let mut limits = BTreeSet::from(ALWAYS);
        if raw != RawReading::Possible {
            limits.insert(Limit::RawDeviceNotRead);
        }
        limits.extend(limit_of_style(style));
        limits.extend(limits_of_medium(&below, style));
        if filesystem.kind.is_empty() || filesystem.options.iter().any(|option| option.starts_with("rtdev="))
        {
            // An xfs real-time section lies on another device than the one looked at.
            limits.insert(Limit::UnknownStorage);
        }
        if cfg!(not(target_os = "linux")) {
            limits.insert(Limit::NoExtentMap);
        }
        Self { filesystem, below, style, raw, files: 0, limits }
    }

    /// The medium.
    #[must_use]
    pub fn medium(&self) -> &Medium {
        &self.below.medium
    }

    /// The mount options that bear on overwriting (`data=ordered`, `discard` …), joined by commas.
    #[must_use]
    pub fn options(&self) -> String {
        let telling =
            ["data=", "journal", "discard", "compress", "nodatacow", "datacow", "subvol=", "rtdev="];
        let tells = |option: &&String| telling.iter().any(|start| option.starts_with(start));
        self.filesystem.options.iter().filter(tells).cloned().collect::<Vec<_>>().join(",")
    }

    /// Whether a read-back here may count as 合格: blocks are overwritten in place, directly on one ATA or SAS
    /// disk that itself states its rotation rate, not under a hypervisor, and nothing else is in doubt. Whoever may read
    /// the device itself must have read it; without that right, the file system's own direct read-back is what there is.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        self.style == WriteStyle::InPlace
            && self.below.medium.kind == MediumKind::Hdd
            && self.below.medium.rotational == Some(true)
            && self.below.turns_per_minute.is_some()
            && self.raw != RawReading::Impossible
            && self.limits.iter().all(|limit| self.is_no_doubt(*limit))
    }

    /// Whether a limit is one of every file wipe here.
    fn is_no_doubt(&self, limit: Limit) -> bool {
        let unread = limit == Limit::RawDeviceNotRead && self.raw == RawReading::NotPermitted;
        ALWAYS.contains(&limit) || unread
    }
}

fn style(filesystem: &Filesystem) -> WriteStyle {
    match filesystem.kind.as_str() {
        "ext3" | "ext4" if filesystem.has_option("data=journal") => WriteStyle::DataJournal,
        "ext2" | "ext3" | "ext4" | "xfs" => WriteStyle::InPlace,
        "btrfs" | "zfs" | "fuse.zfs" | "bcachefs" | "f2fs" | "nilfs2" | "apfs" | "refs" | "ubifs"
        | "jffs2" => WriteStyle::CopyOnWrite,
        "overlay" | "aufs" | "unionfs" | "fuse.unionfs" | "fuse-overlayfs" | "fuse.mergerfs" => {
            WriteStyle::Layered
        }
        "tmpfs" | "ramfs" => WriteStyle::Memory,
        "nfs" | "nfs4" | "cifs" | "smb3" | "smbfs" | "9p" | "virtiofs" | "ceph" | "afs" | "lustre"
        | "fuse.sshfs" => WriteStyle::Network,
        _ => WriteStyle::Unknown,
    }
}

fn limit_of_style(style: WriteStyle) -> Option<Limit> {
    match style {
        WriteStyle::InPlace => None,
        WriteStyle::DataJournal => Some(Limit::DataJournal),
        WriteStyle::CopyOnWrite | WriteStyle::Layered => Some(Limit::CopyOnWrite),
        WriteStyle::Memory => Some(Limit::MemoryBacked),
        WriteStyle::Network => Some(Limit::NetworkShare),
        WriteStyle::Unknown => Some(Limit::UnknownStorage),
    }
}

fn limits_of_medium(below: &Below, style: WriteStyle) -> BTreeSet<Limit> {
    let mut limits = BTreeSet::new();
    // A USB bridge, a SCSI target or a hypervisor may answer with a rotation rate of its own making.
    let own_word = matches!(below.medium.transport.as_deref(), Some("ata" | "sas"));
    let limit = match below.medium.kind {
        MediumKind::Hdd if own_word => None,
        MediumKind::Hdd => Some(Limit::UnknownStorage),
        MediumKind::Ssd | MediumKind::UsbMemory | MediumKind::Card => Some(Limit::FlashRemapping),
        MediumKind::Virtual => Some(Limit::VirtualDisk),
        MediumKind::Network => Some(Limit::NetworkShare),
        MediumKind::Memory => Some(Limit::MemoryBacked),
        MediumKind::Optical | MediumKind::Unknown => Some(Limit::UnknownStorage),
    };
    // Of memory and shares the style already says all there is.
    limits.extend(limit.filter(|_| !matches!(style, WriteStyle::Memory | WriteStyle::Network)));
    if below.hypervisor {
        limits.insert(Limit::VirtualDisk);
    }
    if below.zoned || (!below.layers.is_empty() && below.medium.kind != MediumKind::Virtual) {
        limits.insert(Limit::UnknownStorage);
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filesystem(kind: &str, options: &[&str]) -> Filesystem {
        Filesystem {
            kind: kind.to_owned(),
            mount_point: "/mnt".into(),
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            device: None,
            source: String::new(),
        }
    }

    fn rotating() -> Below {
        Below {
            medium: Medium {
                kind: MediumKind::Hdd,
                rotational: Some(true),
                transport: Some("ata".into()),
                ..Medium::default()
            },
            turns_per_minute: Some(7200),
            ..Below::default()
        }
    }

    fn through(transport: Option<&str>) -> Below {
        let medium = Medium { transport: transport.map(str::to_owned), ..rotating().medium };
        Below { medium, ..rotating() }
    }

    fn new(filesystem: Filesystem, below: Below) -> Place {
        Place::new(filesystem, below, RawReading::Possible)
    }

    #[test]
    fn the_device_is_read_or_the_reason_is_told() {
        let place = |raw| Place::new(filesystem("ext4", &[]), rotating(), raw);
        let unread = |raw| place(raw).limits.contains(&Limit::RawDeviceNotRead);
        let all = [RawReading::Possible, RawReading::NotPermitted, RawReading::Impossible];
        assert_eq!(all.map(unread), [false, true, true]);
        let linux = cfg!(target_os = "linux");
        assert_eq!(all.map(|raw| place(raw).may_pass()), [linux, linux, false]);
        // One file of which it was not read is enough.
        let mut read_in_part = place(RawReading::Possible);
        read_in_part.limits.insert(Limit::RawDeviceNotRead);
        assert!(!read_in_part.may_pass());
    }

    #[test]
    fn only_a_plain_rotating_disk_may_pass() {
        let ext4 = || filesystem("ext4", &["rw", "data=ordered"]);
        // Elsewhere nobody can say where a file lies.
        let linux = cfg!(target_os = "linux");
        assert_eq!(new(ext4(), rotating()).may_pass(), linux);
        assert_eq!(new(filesystem("xfs", &[]), rotating()).may_pass(), linux);
        let medium = |kind, rotational| Below {
            medium: Medium { kind, rotational, ..rotating().medium },
            ..rotating()
        };
        let doubts = [
            medium(MediumKind::Ssd, Some(true)),
            medium(MediumKind::Unknown, Some(true)),
            medium(MediumKind::Hdd, Some(false)),
            medium(MediumKind::Hdd, None),
            Below { hypervisor: true, ..rotating() },
            Below { zoned: true, ..rotating() },
            Below { layers: vec!["dm-0".into()], ..rotating() },
            Below { turns_per_minute: None, ..rotating() },
            Below::default(),
            through(Some("usb")),
            through(Some("scsi")),
            through(Some("virtio")),
            through(None),
        ];
        assert!(new(ext4(), through(Some("sas"))).may_pass());
        assert!(new(ext4(), through(Some("usb"))).limits.contains(&Limit::UnknownStorage));
        for below in doubts {
            assert!(!new(ext4(), below.clone()).may_pass(), "{below:?}");
        }
        for kind in ["btrfs", "zfs", "overlay", "tmpfs", "nfs4", "vfat", "ntfs3", "fuseblk", ""] {
            assert!(!new(filesystem(kind, &[]), rotating()).may_pass(), "{kind}");
        }
        assert!(!new(filesystem("ext4", &["data=journal"]), rotating()).may_pass());
        assert!(!new(filesystem("xfs", &["rtdev=/dev/sdz"]), rotating()).may_pass());
    }

    #[test]
    fn limits_are_named_beforehand() {
        let flash =
            Below { medium: Medium { kind: MediumKind::Ssd, ..Medium::default() }, ..Below::default() };
        let place = new(filesystem("ext4", &["rw", "data=journal", "relatime"]), flash);
        assert!(place.limits.contains(&Limit::FlashRemapping) && place.limits.contains(&Limit::DataJournal));
        assert_eq!(place.options(), "data=journal");
        assert!(new(filesystem("tmpfs", &[]), Below::default()).limits.contains(&Limit::MemoryBacked));
    }
}
