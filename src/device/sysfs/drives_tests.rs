use super::*;
use crate::device::ata::tests::identify_block;
use crate::model::{Fault as _, MediumKind};
use std::os::unix::fs::symlink;

/// A model of `/sys` and `/dev`.
struct Model(tempfile::TempDir);

impl Model {
    fn new() -> Self {
        let model = Self(tempfile::tempdir().unwrap());
        for folder in ["sys/block", "sys/dev/block", "dev/disk/by-id"] {
            fs::create_dir_all(model.0.path().join(folder)).unwrap();
        }
        model
    }

    fn sys(&self) -> PathBuf {
        self.0.path().join("sys")
    }

    fn dev(&self) -> PathBuf {
        fs::canonicalize(self.0.path().join("dev")).unwrap()
    }

    fn device(&self, folder: &str, number: &str, attributes: &[(&str, &[u8])]) -> PathBuf {
        let device = self.sys().join("devices").join(folder);
        fs::create_dir_all(&device).unwrap();
        for (name, value) in attributes {
            let path = device.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, value).unwrap();
        }
        fs::write(device.join("dev"), number).unwrap();
        symlink(&device, self.sys().join("dev/block").join(number)).unwrap();
        device
    }

    fn disk(&self, folder: &str, number: &str, attributes: &[(&str, &[u8])]) -> PathBuf {
        let disk = self.device(folder, number, attributes);
        let name = name_of(&disk);
        symlink(&disk, self.sys().join("block").join(&name)).unwrap();
        fs::write(self.dev().join(&name), "").unwrap();
        disk
    }

    fn list(&self) -> Vec<Drive> {
        list(&self.sys(), &self.dev()).unwrap()
    }
}

const PLAIN: &[(&str, &[u8])] = &[
    ("size", b"2048\n"),
    ("ro", b"0\n"),
    ("removable", b"0\n"),
    ("queue/logical_block_size", b"512\n"),
    ("queue/physical_block_size", b"4096\n"),
    ("queue/rotational", b"1\n"),
    ("queue/zoned", b"none\n"),
    ("queue/discard_max_bytes", b"0\n"),
    ("device/vendor", b"ATA     \n"),
    ("device/model", b"MIHON DISK 1TB C\n"),
    ("device/rev", b"A1.0\n"),
    ("device/vpd_pg80", b"\0\x80\0\x08  S1234 "),
    ("device/vpd_pg83", b"\0\x83\0\x0c\x01\x03\0\x08\x50\0\xc5\0\x11\x22\x33\x44"),
];

#[test]
fn a_disk_with_its_facts_and_their_ways() {
    let model = Model::new();
    model.disk("pci0/ata1/host0/block/sda", "8:0", PLAIN);
    model.device(
        "pci0/ata1/host0/block/sda/sda2",
        "8:2",
        &[("partition", b"2"), ("start", b"1024"), ("size", b"1024")],
    );
    model.device(
        "pci0/ata1/host0/block/sda/sda1",
        "8:1",
        &[("partition", b"1"), ("start", b"34"), ("size", b"990")],
    );
    symlink(model.dev().join("sda"), model.dev().join("disk/by-id/ata-MIHON_S1234")).unwrap();
    symlink(model.dev().join("sdz"), model.dev().join("disk/by-id/ata-other")).unwrap();
    let [drive] = &model.list()[..] else { panic!() };
    assert_eq!((drive.name.as_str(), drive.number), ("sda", DeviceNumber { major: 8, minor: 0 }));
    assert_eq!(drive.path, model.dev().join("sda"));
    assert_eq!(drive.by_id, ["ata-MIHON_S1234"]);
    assert_eq!((drive.logical_sector, drive.physical_sector), (Some(512), Some(4096)));
    assert_eq!(drive.medium.serial.as_ref().unwrap().value, "S1234");
    assert_eq!(drive.wwn.as_ref().unwrap().value, "naa.5000c50011223344");
    assert_eq!(drive.firmware.as_ref().unwrap().value, "A1.0");
    let origins = drive.origins;
    assert_eq!((origins.serial, origins.wwn), (Some(Origin::VpdPage), Some(Origin::VpdPage)));
    assert_eq!(
        (origins.model, origins.firmware, origins.maker),
        (Some(Origin::Sysfs), Some(Origin::Sysfs), None)
    );
    assert_eq!((origins.capacity, origins.sectors), (Some(Origin::Sysfs), Some(Origin::Sysfs)));
    let parts: Vec<_> =
        drive.partitions.iter().map(|part| (part.name.as_str(), part.start, part.length)).collect();
    assert_eq!(parts, [("sda1", 34 * 512, 990 * 512), ("sda2", 1024 * 512, 1024 * 512)]);
}

#[test]
fn identify_has_names_whole() {
    let model = Model::new();
    let disk = model.disk("pci0/ata1/host0/block/sda", "8:0", PLAIN);
    let mut page = vec![0; 572];
    page[56] = 0xEC;
    page[60..].copy_from_slice(&identify_block(|_| ()));
    fs::write(disk.join("device/vpd_pg89"), &page).unwrap();
    let drive = model.list().remove(0);
    assert_eq!(drive.medium.model.unwrap().value, "MIHON DISK 1TB CLASSIC");
    assert_eq!(
        (drive.origins.model, drive.origins.serial),
        (Some(Origin::AtaIdentify), Some(Origin::AtaIdentify))
    );
    assert_eq!(drive.firmware.unwrap().value, "A1.00234");
    assert_eq!((drive.turns_per_minute, drive.medium.kind), (Some(7200), MediumKind::Hdd));
    // Broken on the way: what the kernel has told stays.
    page[100] ^= 1;
    fs::write(disk.join("device/vpd_pg89"), &page).unwrap();
    let drive = model.list().remove(0);
    assert_eq!(
        (drive.medium.model.unwrap().value.as_str(), drive.origins.model),
        ("MIHON DISK 1TB C", Some(Origin::Sysfs))
    );
}

#[test]
fn a_bridge_is_a_bridge_in_every_fact() {
    let model = Model::new();
    let disk = model.disk("pci0/usb1/1-1/host4/block/sdb", "8:16", PLAIN);
    fs::write(model.sys().join("devices/pci0/usb1/1-1/idVendor"), "1234").unwrap();
    let mut page = vec![0; 572];
    page[56] = 0xEC;
    page[60..].copy_from_slice(&identify_block(|_| ()));
    fs::write(disk.join("device/vpd_pg89"), &page).unwrap();
    let drive = model.list().remove(0);
    assert_eq!(drive.medium.serial.as_ref().unwrap().source, Source::UsbBridge);
    assert_eq!(drive.wwn.unwrap().source, Source::UsbBridge);
    let bridge = Some(Origin::UsbBridge);
    let told = drive.origins;
    assert_eq!([told.model, told.serial, told.wwn, told.firmware], [bridge; 4]);
}

#[test]
fn what_is_no_drive_is_left_out() {
    let model = Model::new();
    let sdb = model.disk("pci0/ata2/host1/block/sdb", "8:16", PLAIN);
    model.disk("virtual/block/ram0", "1:0", PLAIN);
    model.disk("virtual/block/loop0", "7:0", &[("size", b"0\n")]);
    model.disk("virtual/block/loop1", "7:1", &[("size", b"8\n"), ("loop/backing_file", b"/x y.img\n")]);
    model.disk("pci0/nvme/nvme0/nvme0c0n1", "259:1", &[("size", b"8\n"), ("hidden", b"1\n")]);
    let dm = model.disk("virtual/block/dm-0", "253:0", &[("size", b"8\n")]);
    fs::create_dir(dm.join("slaves")).unwrap();
    symlink(&sdb, dm.join("slaves/sdb")).unwrap();
    let listed = model.list();
    let names: Vec<_> = listed.iter().map(|drive| drive.name.as_str()).collect();
    assert_eq!(names, ["loop1", "sdb"]);
    assert_eq!(listed[0].backing_file.as_deref(), Some(Path::new("/x y.img")));
    assert_eq!(listed[0].medium.kind, MediumKind::Virtual);

    let asked = |major, minor| at(&model.sys(), &model.dev(), DeviceNumber { major, minor }, Path::new("/x"));
    assert_eq!(asked(8, 16).unwrap().name, "sdb");
    let error = asked(253, 0).unwrap_err();
    assert_eq!(error.code(), "device-layer");
    assert!(
        error.facts().iter().any(|(name, value)| *name == "disks" && value.ends_with("/sdb")),
        "{error:?}"
    );
    model.device(
        "pci0/ata2/host1/block/sdb/sdb1",
        "8:17",
        &[("partition", b"1"), ("start", b"1"), ("size", b"1")],
    );
    let error = asked(8, 17).unwrap_err();
    assert_eq!(error.code(), "device-partition");
    assert!(
        error.facts().iter().any(|(name, value)| *name == "disk" && value.ends_with("/sdb")),
        "{error:?}"
    );
    assert_eq!(asked(9, 9).unwrap_err().code(), "device-inspect");
}

#[test]
fn a_list_that_cannot_be_read_is_an_error() {
    let model = Model::new();
    fs::remove_dir(model.sys().join("block")).unwrap();
    assert_eq!(list(&model.sys(), &model.dev()).unwrap_err().code(), "device-drives");
}

#[test]
fn names_that_the_kernel_made_up_are_not_world_wide() {
    let model = Model::new();
    model.disk(
        "pci0/nvme/nvme0/nvme0n1",
        "259:0",
        &[
            ("size", b"8\n"),
            ("wwid", b"nvme.1b36-4d49-51\n"),
            ("nsid", b"1\n"),
            ("device/firmware_rev", b"1.0 \n"),
        ],
    );
    let drive = model.list().remove(0);
    assert_eq!((drive.wwn, drive.name_space), (None, Some(1)));
    assert_eq!(drive.firmware.unwrap().value, "1.0");
    fs::write(model.sys().join("devices/pci0/nvme/nvme0/nvme0n1/wwid"), "eui.0025385b01409f2a\n").unwrap();
    assert_eq!(model.list().remove(0).wwn.unwrap().value, "eui.0025385b01409f2a");
}

#[test]
fn a_designator_page_cut_anywhere_is_no_panic() {
    let page = b"\0\x83\0\x0c\x01\x03\0\x08\x50\0\xc5\0\x11\x22\x33\x44";
    for end in 0..page.len() {
        assert_eq!(designator(&page[..end]), None);
    }
    // The port's name (association 1) is not the drive's.
    assert_eq!(designator(b"\0\x83\0\x0c\x01\x13\0\x08\x50\0\xc5\0\x11\x22\x33\x44"), None);
}

#[test]
fn ten_comes_after_nine() {
    let mut names = ["sd10", "sdb", "sda", "loop10", "loop9", "nvme0n1"];
    names.sort_by_key(|name| natural(name));
    assert_eq!(names, ["loop9", "loop10", "nvme0n1", "sd10", "sda", "sdb"]);
}
