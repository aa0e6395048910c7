//! Whether a file system is one that the running computer lives on: filled to the brim, its programs fail.

#[cfg(target_os = "linux")]
use crate::device::room_of;
use crate::device::{Filesystem, Room};
use crate::sanitize::files::Place;
use std::path::{Path, PathBuf};

/// Where programs of a running computer keep what they must be able to write.
const ROOTS: &[&str] =
    &["/", "/usr", "/var", "/boot", "/etc", "/home", "/root", "/opt", "/srv", "/tmp", "/var/tmp"];

/// Whatever is mounted in one of these is the running computer's as well: its log, its databases, its containers.
const INSIDE: &[&str] =
    &["/boot", "/efi", "/etc", "/usr", "/var/cache", "/var/lib", "/var/log", "/var/mail", "/var/spool"];

/// The image file below, where it has holes and its own file system has no room to fill them: it, and whatever else lies there, would
/// find the disk full.
#[cfg(target_os = "linux")]
pub(super) fn starved_image(place: &Place, room: Option<Room>) -> Option<PathBuf> {
    use std::os::unix::fs::MetadataExt as _;
    let name = place.medium().device.as_deref().filter(|name| name.starts_with("loop"))?;
    let image = crate::device::drive_at(&Path::new("/dev").join(name)).ok()?.backing_file?;
    let facts = std::fs::metadata(&image).ok()?;
    let holes = facts.len().saturating_sub(facts.blocks().saturating_mul(512));
    let wanted = room.map_or(holes, |room| holes.min(room.free));
    let there = room_of(image.parent()?).ok().flatten()?;
    (wanted > there.available).then_some(image)
}

/// The image file below: not to be told here.
#[cfg(not(target_os = "linux"))]
pub(super) fn starved_image(_place: &Place, _room: Option<Room>) -> Option<PathBuf> {
    None
}

/// The first of the places that a running computer needs (and of `needed`) that `filesystem`, which holds `path`, holds too.
pub(super) fn needed_place(path: &Path, filesystem: &Filesystem, needed: &[PathBuf]) -> Option<PathBuf> {
    let homes = ["HOME", "USERPROFILE", "SystemDrive"].iter().filter_map(std::env::var_os).map(PathBuf::from);
    let own = std::env::temp_dir();
    let all = ROOTS.iter().map(PathBuf::from).chain(homes).chain([own]).chain(needed.iter().cloned());
    let mounted = &filesystem.mount_point;
    let inside = INSIDE.iter().any(|folder| mounted.starts_with(folder)).then(|| mounted.clone());
    all.into_iter().find(|place| is_on(place, path, filesystem)).or(inside)
}

#[cfg(unix)]
fn is_on(place: &Path, path: &Path, filesystem: &Filesystem) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let number = |path: &Path| std::fs::metadata(path).map(|facts| facts.dev());
    let Ok(of_place) = number(place) else { return false };
    if number(path).is_ok_and(|of_path| of_path == of_place) {
        return true;
    }
    // Subvolumes of one file system go by numbers of their own, but what is below them is one.
    std::fs::canonicalize(place)
        .ok()
        .and_then(|real| Filesystem::of(&real).ok())
        .is_some_and(|other| shares_room(filesystem, &other))
}

/// Whether two mounts take their room from the same store.
#[cfg(unix)]
fn shares_room(one: &Filesystem, other: &Filesystem) -> bool {
    match (one.device, other.device) {
        (Some(one), Some(other)) => one == other,
        (None, None) => {
            let pool = |filesystem: &Filesystem| filesystem.source.split('/').next().map(str::to_owned);
            one.kind == "zfs" && other.kind == "zfs" && pool(one) == pool(other)
        }
        _ => false,
    }
}

/// Here only the drive letter (or share) can be compared.
#[cfg(not(unix))]
fn is_on(place: &Path, path: &Path, _filesystem: &Filesystem) -> bool {
    let drive = |path: &Path| path.components().next().map(|first| first.as_os_str().to_ascii_uppercase());
    match (std::fs::canonicalize(place), std::fs::canonicalize(path)) {
        (Ok(place), Ok(path)) => drive(&place) == drive(&path),
        _ => false,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::device::DeviceNumber;

    fn filesystem(kind: &str, source: &str, device: Option<u32>) -> Filesystem {
        Filesystem {
            kind: kind.to_owned(),
            mount_point: "/m".into(),
            options: Vec::new(),
            device: device.map(|minor| DeviceNumber { major: 8, minor }),
            source: source.to_owned(),
        }
    }

    #[test]
    fn the_running_system_is_told() {
        let root = Filesystem::of(Path::new("/")).unwrap();
        assert_eq!(needed_place(Path::new("/"), &root, &[]), Some("/".into()));
        let elsewhere = Filesystem::of(Path::new("/proc")).unwrap();
        assert_eq!(needed_place(Path::new("/proc"), &elsewhere, &[]), None);
        // What is mounted where programs keep their data is needed, whatever it is.
        let mut mounted = elsewhere.clone();
        for (at, needed) in
            [("/var/log", true), ("/var/lib/見本", true), ("/var/logs", false), ("/mnt", false)]
        {
            mounted.mount_point = at.into();
            let found = needed_place(Path::new("/proc"), &mounted, &[]);
            assert_eq!(found, needed.then(|| at.into()), "{at}");
        }
        // A place that is named as needed is.
        assert_eq!(
            needed_place(Path::new("/proc"), &elsewhere, &["/proc/self".into()]),
            Some("/proc/self".into())
        );
    }

    #[test]
    fn subvolumes_share_their_room() {
        let on = |kind, source, device| filesystem(kind, source, device);
        assert!(shares_room(&on("btrfs", "/dev/sda2", Some(2)), &on("btrfs", "/dev/sda2", Some(2))));
        assert!(!shares_room(&on("ext4", "/dev/sda2", Some(2)), &on("ext4", "/dev/sda3", Some(3))));
        assert!(shares_room(&on("zfs", "rpool/home", None), &on("zfs", "rpool/root", None)));
        assert!(!shares_room(&on("zfs", "rpool/home", None), &on("zfs", "tank/x", None)));
        assert!(!shares_room(&on("tmpfs", "tmpfs", None), &on("tmpfs", "tmpfs", None)));
    }
}
