//! A model of `/sys` and `/proc`: every way to use a drive, and every way not to be told of one.

use super::look::{Backing, Look};
use super::snapshot::Snapshot;
use super::{Doubt, Use, Uses, spread};
use crate::device::DeviceNumber;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

mod real;

struct Model {
    root: tempfile::TempDir,
    sys: PathBuf,
    proc: PathBuf,
    nodes: BTreeMap<PathBuf, DeviceNumber>,
    below: BTreeMap<PathBuf, DeviceNumber>,
    backing: BTreeMap<String, Backing>,
}

impl Look for Model {
    fn sys(&self) -> &Path {
        &self.sys
    }

    fn proc(&self) -> &Path {
        &self.proc
    }

    fn node(&self, path: &Path) -> io::Result<Option<DeviceNumber>> {
        match (self.nodes.get(path), self.below.get(path)) {
            (Some(number), _) => Ok(Some(*number)),
            (None, Some(_)) => Ok(None),
            (None, None) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn below(&self, path: &Path) -> io::Result<DeviceNumber> {
        self.below.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn backing(&self, name: &str) -> io::Result<Backing> {
        self.backing.get(name).copied().ok_or_else(|| io::ErrorKind::PermissionDenied.into())
    }

    fn open(&self, name: &str) -> io::Result<File> {
        File::open(self.root.path().join("dev").join(name))
    }
}

fn at(major: u32, minor: u32) -> DeviceNumber {
    DeviceNumber { major, minor }
}

const SDA: DeviceNumber = DeviceNumber { major: 8, minor: 0 };

impl Model {
    /// sda with sda1 (8:1) and sda2 (8:2), sdb (8:16); nothing used.
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let (sys, proc) = (root.path().join("sys"), root.path().join("proc"));
        for folder in ["sys/block", "sys/dev/block", "proc/self", "dev"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let model = Self {
            root,
            sys,
            proc,
            nodes: BTreeMap::new(),
            below: BTreeMap::new(),
            backing: BTreeMap::new(),
        };
        model.file(
            "proc/filesystems",
            "nodev\ttmpfs\nnodev\toverlay\nnodev\tproc\nnodev\tzfs\nnodev\tnfs4\n\text4\n\tbtrfs\n",
        );
        model.mounts("22 27 0:21 / /proc rw - proc proc rw\n");
        model.swaps("");
        model
            .with_disk("sda", "8:0")
            .with_part("sda", "sda1", "8:1")
            .with_part("sda", "sda2", "8:2")
            .with_disk("sdb", "8:16")
    }

    fn file(&self, below: &str, text: &str) {
        let path = self.root.path().join(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn mounts(&self, lines: &str) {
        self.file("proc/self/mountinfo", lines);
    }

    fn swaps(&self, lines: &str) {
        let head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
        self.file("proc/swaps", &format!("{head}{lines}"));
    }

    fn disk_folder(&self, name: &str) -> PathBuf {
        self.sys.join("devices/block").join(name)
    }

    fn with_disk(mut self, name: &str, number: &str) -> Self {
        let folder = self.disk_folder(name);
        fs::create_dir_all(folder.join("slaves")).unwrap();
        symlink(&folder, self.sys.join("block").join(name)).unwrap();
        self.device(&folder, name, number);
        self
    }

    fn with_part(mut self, disk: &str, name: &str, number: &str) -> Self {
        let folder = self.disk_folder(disk).join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("partition"), "1\n").unwrap();
        self.device(&folder, name, number);
        self
    }

    fn device(&mut self, folder: &Path, name: &str, number: &str) {
        fs::create_dir_all(folder.join("holders")).unwrap();
        fs::write(folder.join("dev"), format!("{number}\n")).unwrap();
        symlink(folder, self.sys.join("dev/block").join(number)).unwrap();
        let (major, minor) = number.split_once(':').unwrap();
        self.nodes.insert(Path::new("/dev").join(name), at(major.parse().unwrap(), minor.parse().unwrap()));
    }

    /// `upper` is built on `lower` (a path below `devices/block`).
    fn holds(&self, upper: &str, lower: &str) {
        let (upper, lower) = (self.disk_folder(upper), self.disk_folder(lower));
        symlink(&upper, lower.join("holders").join(upper.file_name().unwrap())).unwrap();
        symlink(&lower, upper.join("slaves").join(lower.file_name().unwrap())).unwrap();
    }

    fn with_loop(mut self, name: &str, number: &str, file: &str, backing: Option<Backing>) -> Self {
        self = self.with_disk(name, number);
        fs::create_dir(self.disk_folder(name).join("loop")).unwrap();
        fs::write(self.disk_folder(name).join("loop/backing_file"), format!("{file}\n")).unwrap();
        backing.map(|backing| self.backing.insert(name.to_owned(), backing));
        self
    }

    fn uses(&self, number: DeviceNumber) -> Uses {
        spread::uses(self, &Snapshot::take(self), number)
    }

    #[track_caller]
    fn found(&self, number: DeviceNumber) -> Vec<Use> {
        let uses = self.uses(number);
        assert_eq!(uses.doubts, [], "{:?}", uses.found);
        uses.found
    }

    #[track_caller]
    fn doubted(&self) -> Vec<Doubt> {
        let uses = self.uses(SDA);
        assert!(!uses.none() && !uses.doubts.is_empty(), "{uses:?}");
        uses.doubts
    }
}

fn mounted(device: &str, point: &str, kind: &str, root: bool) -> Use {
    Use::Mounted { device: device.into(), point: point.into(), kind: kind.into(), root }
}

fn holder(device: &str, holder: &str) -> Use {
    Use::Holder { device: device.into(), holder: holder.into() }
}

#[test]
fn an_unused_drive_is_unused() {
    let model = Model::new();
    assert!(model.uses(SDA).none());
    // What others use is not this drive's.
    model.mounts("27 1 8:16 / / rw - ext4 /dev/sdb rw\n");
    assert!(model.uses(SDA).none());
    assert_eq!(model.found(at(8, 16)), [mounted("sdb", "/", "ext4", true)]);
}

#[test]
fn a_mounted_partition_and_the_root() {
    let model = Model::new();
    model.mounts("27 1 8:2 / / rw - ext4 /dev/sda2 rw\n28 27 8:1 / /boot\\040efi rw - vfat /dev/sda1 rw\n");
    let uses = model.uses(SDA);
    assert_eq!(uses.found, [mounted("sda2", "/", "ext4", true), mounted("sda1", "/boot efi", "vfat", false)]);
    assert!(uses.carries_root());
    // Asked for one partition, it answers for that alone.
    assert_eq!(model.found(at(8, 1)), [mounted("sda1", "/boot efi", "vfat", false)]);
}

#[test]
fn what_is_built_on_a_partition_is_followed_to_the_end() {
    let model = Model::new()
        .with_disk("dm-0", "253:0")
        .with_disk("dm-1", "253:1")
        .with_disk("md127", "9:127")
        .with_part("md127", "md127p1", "259:5");
    model.holds("dm-0", "sda/sda2");
    model.holds("dm-1", "dm-0");
    model.holds("md127", "dm-1");
    model.mounts("40 27 259:5 / /srv rw - xfs /dev/md127p1 rw\n");
    let found = model.found(SDA);
    assert!(found.contains(&holder("sda2", "dm-0")) && found.contains(&holder("dm-1", "md127")), "{found:?}");
    assert!(found.contains(&mounted("md127p1", "/srv", "xfs", false)), "{found:?}");
}

#[test]
fn a_holder_that_only_names_its_slave_is_seen() {
    let model = Model::new().with_disk("dm-0", "253:0");
    symlink(model.disk_folder("sda/sda1"), model.disk_folder("dm-0").join("slaves/sda1")).unwrap();
    assert_eq!(model.found(SDA), [holder("sda1", "dm-0")]);
}

#[test]
fn swap_on_a_partition_and_in_a_file() {
    let mut model = Model::new();
    model.swaps("/dev/sda1                               partition\t1048572\t\t0\t\t-2\n");
    assert_eq!(model.found(SDA), [Use::Swap { device: "sda1".into(), area: "/dev/sda1".into() }]);
    model.swaps("/swap\\040file                           file\t1048572\t\t0\t\t-2\n");
    model.below.insert("/swap file".into(), at(8, 2));
    assert_eq!(model.found(SDA), [Use::Swap { device: "sda2".into(), area: "/swap file".into() }]);
    assert!(model.uses(at(8, 16)).none());
}

#[test]
fn swap_that_cannot_be_traced_is_a_doubt() {
    let model = Model::new();
    for line in ["/gone\\040(deleted) file 1 0 -2\n", "/dev/mapper/gone partition 1 0 -2\n"] {
        model.swaps(line);
        assert!(matches!(model.doubted()[0], Doubt::Untraced { .. }), "{line}");
    }
    for line in ["/x something 1 0 -2\n", "/x\n"] {
        model.swaps(line);
        assert!(matches!(model.doubted()[0], Doubt::Unclear { .. }), "{line}");
    }
    model.file("proc/swaps", "unheard of\n");
    assert!(matches!(model.doubted()[0], Doubt::Unclear { .. }));
    fs::remove_file(model.proc.join("swaps")).unwrap();
    assert!(model.uses(SDA).none(), "a kernel without swap has no such file");
    fs::create_dir(model.proc.join("swaps")).unwrap();
    assert!(matches!(model.doubted()[0], Doubt::Unread { .. }));
}

#[test]
fn a_loop_device_on_the_drive_or_on_a_file_on_it() {
    let on_node = Backing { on: at(0, 6), node: Some(at(8, 0)) };
    let model = Model::new().with_loop("loop0", "7:0", "/dev/sda", Some(on_node));
    let used = |file: &str, device: &str| Use::Loop {
        device: device.into(),
        loop_device: "loop0".into(),
        file: file.into(),
    };
    assert_eq!(model.found(SDA), [used("/dev/sda", "sda")]);

    // Of a file the path may be gone, or another one's: the kernel's number counts.
    let on_file = Backing { on: at(8, 2), node: None };
    let model = Model::new().with_loop("loop0", "7:0", "/image (deleted)", Some(on_file));
    assert_eq!(model.found(SDA), [used("/image (deleted)", "sda2")]);
    assert!(model.uses(at(8, 16)).none());

    // Not allowed to ask: the path has to do.
    let mut model = Model::new().with_loop("loop0", "7:0", "/image", None);
    model.below.insert("/image".into(), at(8, 1));
    assert_eq!(model.found(SDA), [used("/image", "sda1")]);
    model.below.clear();
    assert_eq!(
        model.doubted(),
        [Doubt::Untraced { path: "/image".into(), kind: "loop0".into() }],
        "a file that is not there for us may lie anywhere"
    );
}

#[test]
fn loops_upon_loops_are_followed_in_whatever_order_they_come() {
    // loop0 lies on a file system in loop1, which lies on sda2.
    let model = Model::new()
        .with_loop("loop0", "7:0", "/inner/b", Some(Backing { on: at(7, 1), node: None }))
        .with_loop("loop1", "7:1", "/a", Some(Backing { on: at(8, 2), node: None }));
    model.mounts("50 27 7:0 / /mnt rw - ext4 /dev/loop0 rw\n");
    let found = model.found(SDA);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.contains(&mounted("loop0", "/mnt", "ext4", false)));
}

#[test]
fn a_loop_on_memory_or_a_share_is_nobodys() {
    let model = Model::new().with_loop("loop0", "7:0", "/tmp/x", Some(Backing { on: at(0, 30), node: None }));
    model.mounts("50 27 0:30 / /tmp rw - tmpfs tmpfs rw\n");
    assert!(model.uses(SDA).none());
}

#[test]
fn a_loop_on_a_file_of_a_server_lies_where_the_servers_image_does() {
    let backing = Backing { on: at(0, 60), node: None };
    let mut model = Model::new().with_loop("loop0", "7:0", "/img/inner", Some(backing));
    model.mounts("50 27 0:60 / /img rw - fuse.squashfuse /home/x.img rw\n");
    model.below.insert("/home/x.img".into(), at(8, 2));
    let found = model.found(SDA);
    assert!(
        found.iter().any(|found| matches!(found, Use::Loop { device, .. } if device == "sda2")),
        "{found:?}"
    );
    assert!(model.uses(at(8, 16)).none());
    // One that lies in itself lies nobody knows where.
    model.mounts("50 27 0:60 / /img rw - fuse.squashfuse /img/x rw\n");
    model.below.insert("/img/x".into(), at(0, 60));
    assert!(
        model.doubted().iter().any(|doubt| matches!(doubt, Doubt::Untraced { kind, .. } if kind == "loop0"))
    );
}

#[test]
fn btrfs_with_several_devices() {
    let mut model =
        Model::new().with_loop("loop0", "7:0", "/data/x", Some(Backing { on: at(0, 41), node: None }));
    let devices = model.sys.join("fs/btrfs/1234-abcd/devices");
    fs::create_dir_all(&devices).unwrap();
    fs::create_dir_all(model.sys.join("fs/btrfs/features")).unwrap();
    symlink(model.disk_folder("sda/sda1"), devices.join("sda1")).unwrap();
    symlink(model.disk_folder("sdb"), devices.join("sdb")).unwrap();
    // The table names the one device, and an anonymous number; the file's own number is that of a subvolume.
    model.mounts("50 27 0:40 / /data rw - btrfs /dev/sdb rw\n");
    model.below.insert("/data/x".into(), at(0, 41));
    let found = model.found(SDA);
    assert!(found.contains(&mounted("sda1", "/data", "btrfs", false)), "{found:?}");
    assert!(found.contains(&holder("sda1", "btrfs 1234-abcd")), "{found:?}");
    assert!(found.iter().any(|found| matches!(found, Use::Loop { .. })), "{found:?}");
    model.mounts("50 27 0:40 / /data rw - btrfs /dev/gone rw\n");
    assert!(model.doubted().iter().any(|doubt| matches!(doubt, Doubt::Untraced { .. })));
}

#[test]
fn a_pool_is_known_by_what_lies_on_the_device() {
    let model = Model::new();
    for name in ["sda", "sda1", "sda2"] {
        fs::write(model.root.path().join("dev").join(name), vec![0; 2 << 20]).unwrap();
    }
    model.mounts("50 27 0:50 / /tank rw - zfs tank/home rw\n");
    assert!(model.uses(SDA).none(), "a pool on other drives");
    let mut image = vec![0; 2 << 20];
    image[(128 << 10) + 4096..][..8].copy_from_slice(&0x00BA_B10C_u64.to_le_bytes());
    fs::write(model.root.path().join("dev/sda2"), image).unwrap();
    assert_eq!(model.found(SDA), [holder("sda2", "zfs")]);
    // The driver is enough: a pool needs no mount to be in use.
    model.mounts("");
    assert!(model.uses(SDA).none());
    fs::create_dir_all(model.sys.join("module/zfs")).unwrap();
    assert_eq!(model.found(SDA), [holder("sda2", "zfs")]);
    fs::remove_file(model.root.path().join("dev/sda1")).unwrap();
    assert!(model.doubted().iter().any(|doubt| matches!(doubt, Doubt::Unread { .. })));
}

#[test]
fn what_drivers_list_themselves() {
    // Unmounted lazily, or mounted where nobody looks: ext4 knows.
    let model = Model::new().with_disk("dm-0", "253:0");
    fs::create_dir_all(model.sys.join("fs/ext4/sda2")).unwrap();
    fs::create_dir_all(model.sys.join("fs/ext4/features")).unwrap();
    assert_eq!(model.found(SDA), [holder("sda2", "ext4")]);
    model.mounts("27 1 8:2 / /mnt rw - ext4 /dev/sda2 rw\n");
    assert_eq!(model.found(SDA), [mounted("sda2", "/mnt", "ext4", false)]);

    // The journal of a file system on another disk.
    let model = Model::new().with_disk("dm-0", "253:0");
    for (name, free) in [("sdb-8", true), ("sda1", false), ("sda2-8", false), ("sda10-8", true)] {
        fs::create_dir_all(model.proc.join("fs/jbd2").join(name)).unwrap();
        let device = name.split('-').next().unwrap();
        let wanted = if free { vec![] } else { vec![holder(device, "jbd2")] };
        assert_eq!(model.found(SDA), wanted, "{name}");
        fs::remove_dir(model.proc.join("fs/jbd2").join(name)).unwrap();
    }
    fs::create_dir_all(model.proc.join("fs/jbd2/dm-0")).unwrap();
    assert_eq!(model.found(at(253, 0)), [holder("dm-0", "jbd2")]);

    // A file where the list of a file system should be.
    model.file("sys/fs/xfs", "");
    assert_eq!(model.found(SDA), []);

    let model = Model::new();
    fs::create_dir(model.disk_folder("sda/sda1/bcache")).unwrap();
    assert_eq!(model.found(SDA), [holder("sda1", "bcache")]);
}

#[test]
fn servers_in_user_space() {
    let mut model = Model::new();
    model.mounts("50 27 0:60 / /usb rw - fuse.exfat /dev/sda1 rw\n");
    assert_eq!(model.found(SDA), [mounted("sda1", "/usb", "fuse.exfat", false)]);
    model.mounts("50 27 0:60 / /img rw - fuse.squashfuse /home/x.img rw\n");
    model.below.insert("/home/x.img".into(), at(8, 2));
    assert_eq!(model.found(SDA), [mounted("sda2", "/img", "fuse.squashfuse", false)]);
    model.mounts("50 27 0:60 / /far rw - fuse.sshfs host:/x rw\n");
    assert!(model.uses(SDA).none());
    model.mounts("50 27 0:60 / /odd rw - fuse.unheard-of something rw\n");
    assert_eq!(model.doubted(), [Doubt::Untraced { path: "/odd".into(), kind: "fuse.unheard-of".into() }]);
}

#[test]
fn mounts_that_only_other_processes_see() {
    let model = Model::new();
    model.file("proc/1/mountinfo", "27 1 8:16 / / rw - ext4 /dev/sdb rw\n");
    model.file("proc/77/mountinfo", "60 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    model.file("proc/78/mountinfo", "60 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    // The root of a container is not that of the system; that of the first process is.
    assert_eq!(model.found(SDA), [mounted("sda1", "/", "ext4", false)]);
    assert_eq!(model.found(at(8, 16)), [mounted("sdb", "/", "ext4", true)]);
    // A process that ended meanwhile is nothing; one that may not be asked is a doubt.
    fs::create_dir_all(model.proc.join("88")).unwrap();
    assert_eq!(model.found(SDA).len(), 1);
    fs::create_dir_all(model.proc.join("99/mountinfo")).unwrap();
    assert_eq!(model.doubted(), [Doubt::OtherNameSpaces { processes: 1 }]);
}

#[test]
fn lines_that_are_not_understood_are_doubts() {
    let model = Model::new();
    for line in ["nonsense\n", "27 1 8 / / rw - ext4 /dev/sda rw\n", "27 1 8:0 / / rw ext4 /dev/sda rw\n"] {
        model.mounts(line);
        assert!(matches!(model.doubted()[0], Doubt::Unclear { .. }), "{line}");
    }
}

#[test]
fn whatever_cannot_be_read_is_a_doubt() {
    let take_away: [fn(&Model) -> PathBuf; 7] = [
        |model| model.proc.join("self/mountinfo"),
        |model| model.proc.join("filesystems"),
        |model| model.sys.join("block"),
        |model| model.sys.join("dev/block/8:0"),
        |model| model.disk_folder("sda/holders"),
        |model| model.disk_folder("sda/sda1/holders"),
        |model| model.disk_folder("sda/sda1/dev"),
    ];
    for take in take_away {
        let model = Model::new();
        let path = take(&model);
        fs::rename(&path, model.root.path().join("away")).unwrap();
        let doubts = model.doubted();
        assert!(doubts.iter().any(|doubt| matches!(doubt, Doubt::Unread { .. })), "{path:?}: {doubts:?}");
    }
    let model = Model::new();
    symlink("/nowhere/dm-9", model.disk_folder("sda/sda2/holders/dm-9")).unwrap();
    assert!(matches!(model.doubted()[0], Doubt::Unread { .. }), "a holder that leads nowhere");
    let model = Model::new();
    model.file("sys/devices/block/sda/sda2/dev", "what\n");
    assert!(matches!(model.doubted()[0], Doubt::Unread { .. }), "a number that is none");
}

#[test]
fn a_doubt_that_passes_is_awaited_and_no_other() {
    let patience = std::time::Duration::from_millis(200);
    let doubt = || Doubt::Untraced { path: "/dev/loop3".into(), kind: "loop3".into() };
    let in_doubt = |doubt: Doubt| vec![Uses::default(), Uses { found: Vec::new(), doubts: vec![doubt] }];
    // So often is looked, and this is what is told then.
    let settled = |looks: &mut dyn FnMut(usize) -> Vec<Uses>| {
        let mut count = 0;
        let seen = super::settled(patience, || {
            count += 1;
            looks(count)
        });
        (count, seen)
    };
    let gone = || vec![Uses::default(), Uses::default()];
    assert_eq!(settled(&mut |_| gone()), (1, gone()));
    assert_eq!(settled(&mut |look| if look < 3 { in_doubt(doubt()) } else { gone() }), (3, gone()));
    // A use that shows itself is no doubt any more; one that stays is told, and never called none.
    let used = Uses { found: vec![mounted("sdb1", "/mnt", "ext4", false)], doubts: vec![doubt()] };
    let (looks, seen) = settled(&mut |look| if look < 2 { in_doubt(doubt()) } else { vec![used.clone()] });
    assert_eq!((looks, seen), (2, vec![used]));
    let (looks, seen) = settled(&mut |_| in_doubt(doubt()));
    assert!(looks > 2, "{looks}");
    assert_eq!(seen, in_doubt(doubt()));
    // What may not be looked at does not become known by waiting.
    let forbidden = || in_doubt(Doubt::OtherNameSpaces { processes: 2 });
    assert_eq!(settled(&mut |_| forbidden()), (1, forbidden()));
}
