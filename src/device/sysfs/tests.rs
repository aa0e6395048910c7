use super::*;
use std::os::unix::fs::symlink;

/// A small model of `/sys`: one disk folder with the attributes given, reachable as 8:0.
struct Model(tempfile::TempDir);

impl Model {
    fn new() -> Self {
        let model = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(model.0.path().join("dev/block")).unwrap();
        model
    }

    fn disk(&self, folder: &str, number: &str, attributes: &[(&str, &[u8])]) -> PathBuf {
        let disk = self.0.path().join("devices").join(folder);
        for (name, value) in attributes {
            let path = disk.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, value).unwrap();
        }
        fs::create_dir_all(&disk).unwrap();
        symlink(&disk, self.0.path().join("dev/block").join(number)).unwrap();
        disk
    }

    fn walk(&self, major: u32, minor: u32) -> Below {
        walk(self.0.path(), DeviceNumber { major, minor })
    }
}

const ROTATING: &[(&str, &[u8])] = &[
    ("size", b"2048\n"),
    ("queue/rotational", b"1\n"),
    ("removable", b"0\n"),
    ("device/vendor", b"ATA     \n"),
    ("device/model", b"MIHON DISK 1TB  \n"),
    ("device/vpd_pg80", b"\0\x80\0\x08  S1234 "),
];

#[test]
fn a_partition_leads_to_its_disk() {
    let model = Model::new();
    let rate: &[(&str, &[u8])] = &[("device/vpd_pgb1", b"\0\xb1\0\x3c\x1c\x20")];
    model.disk("pci0/ata1/host0/block/sda", "8:0", &[ROTATING, rate].concat());
    model.disk("pci0/ata1/host0/block/sda/sda1", "8:1", &[("partition", b"1\n")]);
    let below = model.walk(8, 1);
    assert_eq!(below.turns_per_minute, Some(7200));
    assert_eq!(below.layers, Vec::<String>::new());
    let medium = below.medium;
    assert_eq!(medium.kind, MediumKind::Hdd);
    assert_eq!(medium.device.as_deref(), Some("sda"));
    assert_eq!(medium.capacity, Some(1 << 20));
    assert_eq!(medium.maker, None);
    assert_eq!(medium.serial, Some(Sourced { value: "S1234".into(), source: Source::Drive }));
}

#[test]
fn rotational_without_a_rate_is_not_evidence() {
    let model = Model::new();
    model.disk("pci0/ata1/host0/block/sda", "8:0", ROTATING);
    let below = model.walk(8, 0);
    assert_eq!((below.medium.kind, below.medium.rotational), (MediumKind::Unknown, Some(true)));
}

#[test]
fn a_serial_through_usb_is_marked_as_the_bridges() {
    let model = Model::new();
    model.disk("pci0/usb1/1-1/host4/block/sdb", "8:16", ROTATING);
    fs::write(model.0.path().join("devices/pci0/usb1/1-1/idVendor"), "1234").unwrap();
    let medium = model.walk(8, 16).medium;
    assert_eq!(medium.transport.as_deref(), Some("usb"));
    assert_eq!(medium.serial.unwrap().source, Source::UsbBridge);
    assert_eq!(medium.kind, MediumKind::Unknown);

    model.disk(
        "pci0/usb1/1-2/host5/block/sdc",
        "8:32",
        &[("removable", b"1\n"), ("queue/rotational", b"1\n")],
    );
    for (name, value) in [("idVendor", "1234"), ("serial", "0123"), ("product", "見本メモリ")] {
        fs::write(model.0.path().join("devices/pci0/usb1/1-2").join(name), value).unwrap();
    }
    let stick = model.walk(8, 32).medium;
    assert_eq!(stick.kind, MediumKind::UsbMemory);
    assert_eq!(stick.model, Some(Sourced { value: "見本メモリ".into(), source: Source::UsbBridge }));
}

#[test]
fn layers_are_followed_and_named() {
    let model = Model::new();
    let sda = model.disk("pci0/ata1/host0/block/sda", "8:0", ROTATING);
    let dm = model.disk("virtual/block/dm-0", "253:0", &[]);
    fs::create_dir(dm.join("slaves")).unwrap();
    symlink(&sda, dm.join("slaves/sda")).unwrap();
    let below = model.walk(253, 0);
    assert_eq!(below.layers, ["dm-0"]);
    assert_eq!(below.medium.device.as_deref(), Some("sda"));

    let sdb = model.disk("pci0/ata2/host1/block/sdb", "8:16", ROTATING);
    symlink(&sdb, dm.join("slaves/sdb")).unwrap();
    let several = model.walk(253, 0);
    assert_eq!((several.layers, several.medium), (vec!["dm-0".to_owned()], Medium::default()));
}

#[test]
fn hypervisors_disks_are_virtual() {
    let model = Model::new();
    model.disk(
        "pci0/ata1/host0/block/sda",
        "8:0",
        &[
            ("device/vendor", b"ATA     \n"),
            ("device/model", b"QEMU HARDDISK   \n"),
            ("device/vpd_pgb1", b"\0\xb1\0\x3c\x1c\x20"),
        ],
    );
    assert_eq!(model.walk(8, 0).medium.kind, MediumKind::Virtual);
    model.disk("pci0/virtio1/block/vda", "254:0", &[("queue/rotational", b"1\n"), ("serial", b"abc\n")]);
    let virtio = model.walk(254, 0).medium;
    assert_eq!((virtio.kind, virtio.transport.as_deref()), (MediumKind::Virtual, Some("virtio")));
    model.disk("virtual/block/loop3", "7:3", &[("loop/backing_file", b"/x.img\n")]);
    let below = model.walk(7, 3);
    assert_eq!((below.medium.kind, below.layers), (MediumKind::Virtual, vec!["loop3".to_owned()]));
}

#[test]
fn flash_and_cards() {
    let model = Model::new();
    model.disk(
        "pci0/nvme/nvme0/nvme0n1",
        "259:0",
        &[
            ("device/model", b"MIHON NVME\n"),
            ("device/serial", b"N1\n"),
            ("device/transport", b"pcie\n"),
            ("queue/rotational", b"0\n"),
        ],
    );
    let nvme = model.walk(259, 0).medium;
    assert_eq!((nvme.kind, nvme.transport.as_deref()), (MediumKind::Ssd, Some("nvme")));
    assert_eq!(nvme.serial.unwrap().value, "N1");
    model.disk("platform/mmc0/mmc0:1/block/mmcblk0", "179:0", &[("device/name", b"SD32G\n")]);
    let card = model.walk(179, 0).medium;
    assert_eq!((card.kind, card.model.unwrap().value.as_str()), (MediumKind::Card, "SD32G"));
    assert_eq!(model.walk(1, 1), Below::default());
}
