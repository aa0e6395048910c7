//! The same on this very machine, with real devices. Needs root.

use crate::device::rig::{Mounted, run, skipped};
use crate::device::{Drive, Use, contents, drive_at, uses};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A loop device on a file; let go when dropped.
struct Loop {
    folder: tempfile::TempDir,
    node: PathBuf,
}

impl Loop {
    fn new(test: &str, megabytes: u64) -> Option<Self> {
        Self::with(test, megabytes, &[])
    }

    /// One that begins with these bytes.
    fn with(test: &str, megabytes: u64, head: &[u8]) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            skipped(test, "needs root");
            return None;
        }
        let folder = tempfile::tempdir_in("/var/tmp").unwrap();
        let file = folder.path().join("image");
        let mut image = File::create(&file).unwrap();
        image.write_all(head).unwrap();
        image.set_len(megabytes << 20).unwrap();
        drop(image);
        match losetup(&file) {
            Ok(node) => Some(Self { folder, node }),
            Err(why) => {
                skipped(test, &why);
                None
            }
        }
    }

    fn drive(&self) -> Drive {
        drive_at(&self.node).unwrap()
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        let _left = run(Command::new("losetup").arg("-d").arg(&self.node));
    }
}

fn losetup(file: &Path) -> Result<PathBuf, String> {
    let output =
        Command::new("losetup").args(["-f", "-P", "--show"]).arg(file).output().map_err(|e| e.to_string())?;
    let told = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if told.is_empty() { Err(String::from_utf8_lossy(&output.stderr).into_owned()) } else { Ok(told.into()) }
}

fn kinds(drive: &Drive) -> Vec<(&'static str, Option<String>)> {
    let device = File::open(&drive.path).unwrap();
    let told = contents(&device, drive);
    assert_eq!(told.unread, []);
    told.found.into_iter().map(|content| (content.kind, content.label)).collect()
}

#[test]
fn a_loop_device_is_free_until_it_is_mounted() {
    let Some(own) = Loop::new("a_loop_device_is_free_until_it_is_mounted", 64) else { return };
    let drive = own.drive();
    assert_eq!(drive.medium.capacity, Some(64 << 20));
    assert_eq!(drive.backing_file.as_deref(), Some(own.folder.path().join("image").as_path()));
    assert_eq!(uses(drive.number).found, []);
    assert_eq!(kinds(&drive), []);
    run(Command::new("mkfs.ext4").args(["-q", "-F", "-L", "見本"]).arg(&own.node)).unwrap();
    assert_eq!(kinds(&drive), [("ext4", Some("見本".to_owned()))]);
    assert_eq!(uses(drive.number).found, []);
    let point = own.folder.path().join("here");
    fs::create_dir(&point).unwrap();
    run(Command::new("mount").arg(&own.node).arg(&point)).unwrap();
    let found = uses(drive.number).found;
    // A second loop device on a file in there.
    File::create(point.join("inner")).unwrap().set_len(1 << 20).unwrap();
    let inner = losetup(&point.join("inner")).unwrap();
    let with_loop = uses(drive.number).found;
    run(Command::new("losetup").arg("-d").arg(&inner)).unwrap();
    run(Command::new("umount").arg("-l").arg(&point)).unwrap();
    let mounted = |used: &Use| matches!(used, Use::Mounted { point: at, root: false, .. } if *at == point);
    assert!(found.len() == 1 && mounted(&found[0]), "{found:?}");
    let looped = |used: &Use| matches!(used, Use::Loop { loop_device, .. } if inner.ends_with(loop_device));
    assert!(with_loop.len() == 2 && with_loop.iter().any(looped), "{with_loop:?}");
}

/// After `umount -l` no table shows the mount, and yet writing to the drive would go on below an open file.
#[test]
fn a_lazily_unmounted_file_system_is_still_in_use() {
    let Some(own) = Loop::new("a_lazily_unmounted_file_system_is_still_in_use", 64) else { return };
    run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&own.node)).unwrap();
    let point = own.folder.path().join("here");
    fs::create_dir(&point).unwrap();
    run(Command::new("mount").arg(&own.node).arg(&point)).unwrap();
    let open = File::create(point.join("open")).unwrap();
    run(Command::new("umount").arg("-l").arg(&point)).unwrap();
    let drive = own.drive();
    let found = uses(drive.number).found;
    assert!(found.iter().any(|used| matches!(used, Use::Holder { .. })), "{found:?}");
    drop(open);
    // The kernel lets go a little later.
    let free = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        uses(drive.number).found.is_empty()
    });
    assert!(free, "{:?}", uses(drive.number));
}

#[test]
fn an_external_journal_is_in_use() {
    let Some(own) = Loop::new("an_external_journal_is_in_use", 64) else { return };
    let Some(journal) = Loop::new("an_external_journal_is_in_use", 64) else { return };
    run(Command::new("mkfs.ext4").args(["-q", "-F", "-b", "4096", "-O", "journal_dev"]).arg(&journal.node))
        .unwrap();
    let device = format!("device={}", journal.node.display());
    run(Command::new("mkfs.ext4").args(["-q", "-F", "-b", "4096", "-J", &device]).arg(&own.node)).unwrap();
    assert_eq!(kinds(&journal.drive()), [("ext-journal", None)]);
    assert_eq!(uses(journal.drive().number).found, []);
    let point = own.folder.path().join("here");
    fs::create_dir(&point).unwrap();
    run(Command::new("mount").arg(&own.node).arg(&point)).unwrap();
    let found = uses(journal.drive().number).found;
    run(Command::new("umount").arg("-l").arg(&point)).unwrap();
    assert!(found.iter().any(|used| matches!(used, Use::Holder { .. })), "{found:?}");
}

#[test]
fn a_loop_device_on_a_loop_device() {
    let Some(own) = Loop::new("a_loop_device_on_a_loop_device", 8) else { return };
    let upper = losetup(&own.node).unwrap();
    let found = uses(own.drive().number).found;
    run(Command::new("losetup").arg("-d").arg(&upper)).unwrap();
    assert!(
        matches!(&found[..], [Use::Loop { loop_device, .. }] if upper.ends_with(loop_device)),
        "{found:?}"
    );
}

#[test]
fn a_mounted_partition_makes_the_whole_drive_used() {
    use crate::model::Fault as _;
    const TEST: &str = "a_mounted_partition_makes_the_whole_drive_used";
    // A boot record with one part, from 1 MiB on.
    let mut record = [0_u8; 512];
    record[446 + 4] = 0x83;
    record[446 + 8..][..4].copy_from_slice(&2048_u32.to_le_bytes());
    record[446 + 12..][..4].copy_from_slice(&65536_u32.to_le_bytes());
    record[510..].copy_from_slice(&[0x55, 0xAA]);
    let Some(own) = Loop::with(TEST, 64, &record) else { return };
    if own.drive().partitions.is_empty() {
        // A kernel without the code for tables takes their parts one by one.
        if let Err(why) = run(Command::new("addpart").arg(&own.node).args(["1", "2048", "65536"])) {
            return skipped(TEST, &why);
        }
    }
    let drive = own.drive();
    let [part] = &drive.partitions[..] else { return skipped(TEST, "this kernel reads no partition tables") };
    assert_eq!((part.start, part.length), (1 << 20, 32 << 20));
    let node = Path::new("/dev").join(&part.name);
    if !node.exists() {
        return skipped(TEST, "nobody makes nodes of partitions here");
    }
    let error = drive_at(&node).unwrap_err();
    assert_eq!(error.code(), "device-partition");
    assert!(error.facts().contains(&("disk", own.node.display().to_string())), "{error:?}");
    run(Command::new("mkfs.ext4").args(["-q", "-F", "-L", "part"]).arg(&node)).unwrap();
    assert_eq!(kinds(&drive), [("mbr", None), ("ext4", Some("part".to_owned()))]);
    assert_eq!(uses(drive.number).found, []);
    let point = own.folder.path().join("here");
    fs::create_dir(&point).unwrap();
    run(Command::new("mount").arg(&node).arg(&point)).unwrap();
    let found = uses(drive.number).found;
    run(Command::new("umount").arg("-l").arg(&point)).unwrap();
    assert!(matches!(&found[..], [Use::Mounted { device, .. }] if *device == part.name), "{found:?}");
}

#[test]
fn swap_is_seen() {
    let Some(own) = Loop::new("swap_is_seen", 16) else { return };
    if let Err(why) = run(Command::new("mkswap").args(["-L", "mihon"]).arg(&own.node)) {
        return skipped("swap_is_seen", &why);
    }
    let drive = own.drive();
    assert_eq!(kinds(&drive), [("swap", Some("mihon".to_owned()))]);
    if let Err(why) = run(Command::new("swapon").arg(&own.node)) {
        return skipped("swap_is_seen (swapon)", &why);
    }
    let found = uses(drive.number).found;
    run(Command::new("swapoff").arg(&own.node)).unwrap();
    assert_eq!(found, [Use::Swap { device: drive.name.clone(), area: own.node.clone() }]);
    assert_eq!(uses(drive.number).found, []);
}

#[test]
fn btrfs_is_seen_behind_its_anonymous_number() {
    match Mounted::new(&["mkfs.btrfs", "-q", "-f"], "", 256) {
        Ok(mounted) => {
            let below = crate::device::medium_of(&mounted.root).unwrap().device.unwrap();
            let drive = drive_at(&Path::new("/dev").join(below)).unwrap();
            let found = uses(drive.number).found;
            assert!(
                found.iter().any(|used| matches!(used, Use::Mounted { kind, .. } if kind == "btrfs")),
                "{found:?}"
            );
            assert!(found.iter().any(|used| matches!(used, Use::Holder { .. })), "{found:?}");
        }
        Err(why) => skipped("btrfs_is_seen_behind_its_anonymous_number", &why),
    }
}

#[test]
fn the_drive_below_the_root_is_known_as_such() {
    let Ok(root) = crate::device::Filesystem::of(Path::new("/")) else {
        return skipped("the_drive_below_the_root…", "no mount table");
    };
    match root.device {
        Some(number) => assert!(uses(number).carries_root()),
        None => skipped("the_drive_below_the_root…", "the root lies on no device"),
    }
}

#[test]
fn files_and_partitions_are_no_drives() {
    use crate::model::Fault as _;
    let file = tempfile::NamedTempFile::new_in("/var/tmp").unwrap();
    assert_eq!(drive_at(file.path()).unwrap_err().code(), "device-not-a-drive");
    assert_eq!(drive_at(Path::new("/no/such/drive")).unwrap_err().code(), "device-inspect");
}
