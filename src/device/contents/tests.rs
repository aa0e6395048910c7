use super::*;
use crate::device::DeviceNumber;
use crate::device::rig::{run, skipped};
use crate::model::{Medium, Origins};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::process::Command;

/// A drive that is a file.
struct Disk {
    file: tempfile::NamedTempFile,
    drive: Drive,
}

impl Disk {
    fn new(length: u64) -> Self {
        let file = tempfile::NamedTempFile::new_in("/var/tmp").unwrap();
        file.as_file().set_len(length).unwrap();
        let drive = Drive {
            name: "sdx".into(),
            path: file.path().to_owned(),
            number: DeviceNumber { major: 8, minor: 0 },
            by_id: Vec::new(),
            medium: Medium { capacity: Some(length), ..Medium::default() },
            wwn: None,
            firmware: None,
            origins: Origins::default(),
            turns_per_minute: None,
            logical_sector: Some(512),
            physical_sector: Some(512),
            zoned: false,
            read_only: false,
            removable: false,
            backing_file: None,
            name_space: None,
            discards: false,
            partitions: Vec::new(),
        };
        Self { file, drive }
    }

    fn put(&mut self, offset: u64, bytes: &[u8]) -> &mut Self {
        let file = self.file.as_file_mut();
        file.seek(SeekFrom::Start(offset)).unwrap();
        file.write_all(bytes).unwrap();
        self
    }

    fn found(&self) -> Vec<(String, &'static str, Option<String>)> {
        let told = contents(self.file.as_file(), &self.drive);
        assert_eq!(told.unread, []);
        told.found.into_iter().map(|content| (content.place, content.kind, content.label)).collect()
    }

    /// What is found on the drive itself.
    fn marks(&self) -> Vec<(&'static str, Option<String>)> {
        self.found().into_iter().map(|(_, kind, label)| (kind, label)).collect()
    }
}

const MIB: u64 = 1 << 20;

fn one(kind: &'static str, label: &str) -> Vec<(&'static str, Option<String>)> {
    vec![(kind, (!label.is_empty()).then(|| label.to_owned()))]
}

#[test]
fn nothing_known_is_nothing() {
    assert_eq!(Disk::new(8 * MIB).marks(), []);
    let mut noise = Disk::new(MIB);
    let bytes: Vec<u8> = (0..MIB).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    assert_eq!(noise.put(0, &bytes).marks(), []);
    assert_eq!(Disk::new(0).marks(), []);
    assert_eq!(Disk::new(512).marks(), []);
}

/// With the programs that make them; none of this needs root.
#[test]
fn real_file_systems_are_known_by_name() {
    let makers: [(&[&str], u64, &str, &str); 13] = [
        (&["mkfs.ext2", "-q", "-F", "-L", "mihon"], 16, "ext2", "mihon"),
        (&["mkfs.ext3", "-q", "-F", "-L", "mihon"], 16, "ext3", "mihon"),
        (&["mkfs.ext4", "-q", "-F", "-L", "mihon"], 16, "ext4", "mihon"),
        (&["mkfs.xfs", "-q", "-f", "-L", "mihon"], 320, "xfs", "mihon"),
        (&["mkfs.btrfs", "-q", "-f", "-L", "mihon"], 256, "btrfs", "mihon"),
        (&["mkfs.vfat", "-F", "12", "-n", "MIHON"], 4, "fat12", "MIHON"),
        (&["mkfs.vfat", "-F", "16", "-n", "MIHON"], 32, "fat16", "MIHON"),
        (&["mkfs.vfat", "-F", "32", "-n", "MIHON"], 64, "fat32", "MIHON"),
        (&["mkfs.vfat", "-F", "32"], 64, "fat32", ""),
        (&["mkfs.exfat", "-L", "見本"], 64, "exfat", "見本"),
        (&["mkfs.ntfs", "-q", "-Q", "-F", "-L", "見本"], 64, "ntfs", "見本"),
        (&["mkswap", "-L", "mihon"], 16, "swap", "mihon"),
        (&["mkswap", "-p", "16384", "-L", "mihon"], 16, "swap", "mihon"),
    ];
    for (make, megabytes, kind, label) in makers {
        let disk = Disk::new(megabytes * MIB);
        let made = run(Command::new(make[0]).args(&make[1..]).arg(disk.file.path()));
        // exFAT's maker takes names in the locale's letters only.
        match made {
            Ok(()) => assert_eq!(disk.marks(), one(kind, label), "{make:?}"),
            Err(why) => skipped(&format!("real_file_systems_are_known_by_name ({})", make[0]), &why),
        }
    }
}

#[test]
fn marks_made_by_hand() {
    let luks = |version: u8, label: &[u8]| {
        let mut head = vec![0; 512];
        head[..6].copy_from_slice(b"LUKS\xBA\xBE");
        head[7] = version;
        head[24..24 + label.len()].copy_from_slice(label);
        head
    };
    assert_eq!(Disk::new(MIB).put(0, &luks(1, b"aes")).marks(), one("luks1", ""));
    assert_eq!(Disk::new(MIB).put(0, &luks(2, b"mihon")).marks(), one("luks2", "mihon"));
    assert_eq!(Disk::new(MIB).put(0x4000, b"SKUL\xBA\xBE\0\x02").marks(), one("luks2-backup", ""));
    assert_eq!(Disk::new(MIB).put(3, b"-FVE-FS-").marks(), one("bitlocker", ""));
    let to_go =
        [0x3b, 0xd6, 0x67, 0x49, 0x29, 0x2e, 0xd8, 0x4a, 0x83, 0x99, 0xf6, 0xa3, 0x39, 0xe3, 0xd0, 0x01];
    assert_eq!(Disk::new(MIB).put(424, &to_go).marks(), one("bitlocker", ""));
    let mut label = [0; 32];
    label[..8].copy_from_slice(b"LABELONE");
    label[24..].copy_from_slice(b"LVM2 001");
    assert_eq!(Disk::new(MIB).put(512, &label).marks(), one("lvm2", ""));
    let mut descriptor = [0; 2048];
    descriptor[0] = 1;
    descriptor[1..6].copy_from_slice(b"CD001");
    descriptor[40..45].copy_from_slice(b"MIHON");
    descriptor[45..72].fill(b' ');
    assert_eq!(Disk::new(MIB).put(32768, &descriptor).marks(), one("iso9660", "MIHON"));
    assert_eq!(Disk::new(MIB).put(17 * 2048, b"\0NSR03").marks(), one("udf", ""));
    assert_eq!(Disk::new(MIB).put(32, b"NXSB").marks(), one("apfs", ""));
    assert_eq!(Disk::new(MIB).put(1024, b"H+").marks(), one("hfs+", ""));
    assert_eq!(Disk::new(MIB).put(0, b"hsqs").marks(), one("squashfs", ""));
    assert_eq!(Disk::new(MIB).put(4086, b"S1SUSPEND\0").marks(), one("hibernation", ""));
    assert_eq!(Disk::new(MIB).put(65536 - 10, b"SWAPSPACE2").marks(), one("swap", ""));
}

#[test]
fn members_of_arrays() {
    let mut head = [0_u8; 256];
    head[..4].copy_from_slice(&0xA92B_4EFC_u32.to_le_bytes());
    head[4] = 1;
    head[32..42].copy_from_slice(b"mihon:0\0\0\0");
    assert_eq!(Disk::new(MIB).put(0, &head).marks(), one("md-1.1", "mihon:0"));
    assert_eq!(Disk::new(MIB).put(4096, &head).marks(), one("md-1.2", "mihon:0"));
    // 2050 sectors: 16 before the end, down to a multiple of eight.
    assert_eq!(Disk::new(MIB + 1024).put(2032 * 512, &head).marks(), one("md-1.0", "mihon:0"));
    let old = [0xFC, 0x4E, 0x2B, 0xA9, 0, 0, 0, 0];
    let big = [0xA9, 0x2B, 0x4E, 0xFC, 0, 0, 0, 0];
    for magic in [old, big] {
        assert_eq!(Disk::new(MIB + 1024).put(MIB - 65536, &magic).marks(), one("md-0.90", ""));
    }
}

#[test]
fn a_pool_by_any_of_its_four_labels() {
    const LABEL: u64 = 256 << 10;
    let length = 4 * MIB + 4096;
    for label in [0, LABEL, 4 * MIB - 2 * LABEL, 4 * MIB - LABEL] {
        for magic in [0x00BA_B10C_u64.to_le_bytes(), 0x00BA_B10C_u64.to_be_bytes()] {
            let mut disk = Disk::new(length);
            disk.put(label + LABEL / 2 + 5 * 1024, &magic);
            assert_eq!(disk.marks(), one("zfs", ""), "{label}");
            let names = b"\0\0\0\x04name\0\0\0\x09\0\0\0\x01\0\0\0\x05mihon\0\0\0";
            disk.put(label + (16 << 10) + 100, names);
            assert_eq!(disk.marks(), one("zfs", "mihon"), "{label}");
        }
    }
}

/// A GPT with one part from sector 64 on, in `sectors` sectors of `sector` bytes: header, entry.
fn gpt(sector: usize, own: u64, entries: u64) -> (Vec<u8>, Vec<u8>) {
    let mut table = vec![0; 128];
    table[..16].fill(7);
    table[32..40].copy_from_slice(&64_u64.to_le_bytes());
    table[40..48].copy_from_slice(&127_u64.to_le_bytes());
    let mut header = vec![0; sector];
    header[..8].copy_from_slice(b"EFI PART");
    header[12..16].copy_from_slice(&92_u32.to_le_bytes());
    header[24..32].copy_from_slice(&own.to_le_bytes());
    header[72..80].copy_from_slice(&entries.to_le_bytes());
    header[80..84].copy_from_slice(&1_u32.to_le_bytes());
    header[84..88].copy_from_slice(&128_u32.to_le_bytes());
    let sum = tables::crc32(&header[..92]);
    header[16..20].copy_from_slice(&sum.to_le_bytes());
    (header, table)
}

#[test]
fn the_checksum_is_the_known_one() {
    assert_eq!(tables::crc32(b"123456789"), 0xCBF4_3926);
}

#[test]
fn both_tables_of_gpt_and_what_lies_in_their_parts() {
    for sector in [512_u32, 4096] {
        let size = u64::from(sector);
        let mut disk = Disk::new(300 * size);
        disk.drive.logical_sector = Some(sector);
        let bytes = usize::try_from(sector).unwrap();
        let (header, table) = gpt(bytes, 1, 2);
        disk.put(size, &header).put(2 * size, &table).put(64 * size, b"XFSB");
        let place = |kind: &'static str| ("sdx".to_owned(), kind, None);
        let part = ("sdx#1".to_owned(), "xfs", None);
        assert_eq!(disk.found(), [place("gpt"), part.clone()]);
        let (header, table) = gpt(bytes, 299, 290);
        disk.put(299 * size, &header).put(290 * size, &table);
        assert_eq!(disk.found(), [place("gpt"), place("gpt-backup"), part.clone()]);
        // The first one overwritten: the copy at the end still tells.
        disk.put(0, &vec![0; 3 * bytes]);
        assert_eq!(disk.found(), [place("gpt-backup"), part]);
        // A header whose checksum does not hold is none.
        disk.put(299 * size + 40, b"x");
        assert_eq!(disk.found(), []);
    }
}

#[test]
fn boot_records_with_logical_parts() {
    let entry = |kind: u8, start: u32, sectors: u32| {
        let mut entry = [0; 16];
        entry[4] = kind;
        entry[8..12].copy_from_slice(&start.to_le_bytes());
        entry[12..].copy_from_slice(&sectors.to_le_bytes());
        entry
    };
    let record = |entries: &[[u8; 16]]| {
        let mut block = vec![0; 512];
        for (at, entry) in entries.iter().enumerate() {
            block[446 + at * 16..][..16].copy_from_slice(entry);
        }
        block[510..].copy_from_slice(&[0x55, 0xAA]);
        block
    };
    let mut disk = Disk::new(MIB);
    disk.put(0, &record(&[entry(0x83, 64, 64), entry(0x05, 256, 1000)]));
    disk.put(256 * 512, &record(&[entry(0x83, 8, 64), entry(0x05, 200, 100)]));
    disk.put(456 * 512, &record(&[entry(0x83, 8, 64)]));
    disk.put(64 * 512, b"XFSB").put(264 * 512, b"hsqs").put(464 * 512, b"XFSB");
    let found: Vec<_> = disk.found().into_iter().map(|(place, kind, _)| (place, kind)).collect();
    let at = |place: &str, kind| (place.to_owned(), kind);
    assert_eq!(found, [at("sdx", "mbr"), at("sdx#1", "xfs"), at("sdx#5", "squashfs"), at("sdx#6", "xfs")]);
    // A chain that leads back ends.
    disk.put(456 * 512, &record(&[entry(0x83, 8, 64), entry(0x05, 200, 100)]));
    assert_eq!(disk.found().len(), 4);
    // The protective record of a GPT that is gone.
    let mut disk = Disk::new(MIB);
    assert_eq!(disk.put(0, &record(&[entry(0xEE, 1, 2047)])).marks(), one("gpt-protective", ""));
}

#[test]
fn partitions_of_the_kernel_bear_their_names() {
    let mut disk = Disk::new(MIB);
    let number = DeviceNumber { major: 8, minor: 1 };
    disk.drive.partitions =
        vec![crate::device::Partition { name: "sdx1".into(), number, start: 65536, length: 65536 }];
    disk.put(65536, b"XFSB");
    assert_eq!(disk.found(), [("sdx1".to_owned(), "xfs", None)]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let mut disk = Disk::new(MIB);
    disk.drive.medium.capacity = Some(4 * MIB);
    let told = contents(disk.file.as_file(), &disk.drive);
    assert!(told.unread.iter().all(|(at, _)| *at >= MIB - 512) && !told.unread.is_empty(), "{told:?}");
}

#[test]
fn labels_of_old_japanese_systems() {
    assert_eq!(text(b"\x8c\xa9\x96{  \0x"), Some("見本".to_owned()));
    assert_eq!(text(b"   \0"), None);
    assert_eq!(text16(b"a\0\0\0b\0"), Some("a".to_owned()));
}

/// Every reader on noise behind every mark: none may panic, whatever the fields say.
#[test]
fn hostile_fields_do_no_harm() {
    let marks: [(u64, &[u8]); 9] = [
        (3, b"NTFS    "),
        (3, b"EXFAT   "),
        (0, b"LUKS\xBA\xBE"),
        (512, b"EFI PART"),
        (1080, b"\x53\xEF"),
        (0x10040, b"_BHRfS_M"),
        (1024, b"\x10\x20\xF5\xF2"),
        (0, b"\xEB\x3C\x90"),
        (16384, b"\0\0\0\x04name\0\0\0\x09\0\0\0\x01\xff\xff\xff\xff"),
    ];
    for (seed, (at, mark)) in (1_u64..).zip(marks).cycle().take(200) {
        let mut disk = Disk::new(256 << 10);
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ at;
        let noise: Vec<u8> = (0..256 << 10)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()[0]
            })
            .collect();
        disk.put(0, &noise).put(510, b"\x55\xAA").put(at, mark);
        let _ = contents(disk.file.as_file(), &disk.drive);
    }
}
