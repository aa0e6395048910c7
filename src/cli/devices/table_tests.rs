use super::*;
use crate::device::{
    Content, Contents, DeviceNumber, Doubt, Drive, Erase, Erases, Examination, Health, Hidden, Hider,
    NotChecked, Obstacle, Use, Uses,
};
use crate::model::{Lang, Medium, MediumKind, Origin, Origins, Source, Sourced};

fn sourced(value: &str) -> Sourced {
    Sourced { value: value.into(), source: Source::Drive }
}

/// A drive with as much as can be said of one, and long names.
fn full() -> Seen {
    let drive = Drive {
        name: "nvme10n12".into(),
        path: "/dev/nvme10n12".into(),
        number: DeviceNumber { major: 259, minor: 7 },
        by_id: vec!["nvme-MIHON_0001".into()],
        medium: Medium {
            kind: MediumKind::UsbMemory,
            maker: Some(sourced("見本電子工業株式会社")),
            model: Some(sourced("MIHON VERY LONG MODEL NAME 1234567890-ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
            serial: Some(sourced("=0001-ABCD-EF")),
            capacity: Some(1_000_204_886_016),
            transport: Some("nvme-loop-fabric".into()),
            ..Medium::default()
        },
        wwn: Some(sourced("eui.0025385b01409f2a")),
        firmware: Some(sourced("1.0")),
        origins: Origins {
            serial: Some(Origin::UsbBridge),
            wwn: Some(Origin::VpdPage),
            firmware: Some(Origin::AtaIdentify),
            model: Some(Origin::AtaIdentify),
            capacity: Some(Origin::Sysfs),
            turns: Some(Origin::VpdPage),
            ..Origins::default()
        },
        turns_per_minute: None,
        logical_sector: Some(512),
        physical_sector: Some(4096),
        zoned: true,
        read_only: true,
        removable: true,
        backing_file: None,
        name_space: None,
        discards: true,
        partitions: Vec::new(),
    };
    let content = |kind, label: Option<&str>| Content {
        place: "nvme10n12p1".into(),
        offset: 1 << 20,
        kind,
        label: label.map(str::to_owned),
    };
    let long =
        "/media/見本/とても長いフォルダーの名前/その中のもっと長いフォルダーの名前/image-of-a-disk.img";
    Seen {
        drive,
        uses: Uses {
            found: vec![
                Use::Mounted {
                    device: "nvme10n12p1".into(),
                    point: long.into(),
                    kind: "ext4".into(),
                    root: true,
                },
                Use::Loop { device: "nvme10n12p2".into(), loop_device: "loop7".into(), file: long.into() },
                Use::Swap { device: "nvme10n12p3".into(), area: "/dev/nvme10n12p3".into() },
                Use::Holder { device: "nvme10n12p4".into(), holder: "dm-0".into() },
            ],
            doubts: vec![
                Doubt::Unread { path: long.into(), reason: "Permission denied (os error 13)".into() },
                Doubt::Unclear { path: "/proc/swaps".into(), text: "x\u{1b}[2J".into() },
                Doubt::Untraced { path: long.into(), kind: "fuse".into() },
                Doubt::OtherNameSpaces { processes: 12 },
            ],
        },
        found: Examination {
            contents: Ok(Contents {
                found: vec![content("gpt", None), content("ext4", Some("見本\u{202e}データ"))],
                unread: vec![(512, "Input/output error (os error 5)".into())],
            }),
            hidden: Hidden::Found { by: vec![Hider::Hpa, Hider::Dco], bytes: 1 << 30 },
            health: Health::Nvme {
                warnings: 4,
                temperature: 37,
                spare: 90,
                used: 110,
                hours: 12_345,
                media_errors: 3,
            },
            erases: Erases::Told {
                offered: vec![
                    Erase::AtaSanitizeCrypto,
                    Erase::AtaSanitizeBlock,
                    Erase::AtaSanitizeOverwrite,
                    Erase::AtaSecurityErase { minutes: None },
                    Erase::AtaSecurityEraseEnhanced { minutes: Some(2) },
                    Erase::NvmeSanitizeCrypto,
                    Erase::NvmeSanitizeBlock,
                    Erase::NvmeSanitizeOverwrite,
                    Erase::NvmeFormat { all: true },
                    Erase::NvmeFormatCrypto { all: false },
                ],
                obstacles: vec![Obstacle::Frozen, Obstacle::Locked, Obstacle::PasswordSet],
            },
            asked: None,
        },
    }
}

/// A drive of which nothing is known, for each reason.
fn unknown(why: NotChecked) -> Seen {
    let mut seen = full();
    seen.drive = Drive {
        medium: Medium::default(),
        wwn: None,
        firmware: None,
        logical_sector: None,
        zoned: false,
        read_only: false,
        removable: false,
        ..seen.drive
    };
    seen.uses = Uses::default();
    seen.found = Examination {
        contents: Err(why.clone()),
        hidden: Hidden::NotChecked(why.clone()),
        health: Health::NotChecked(why.clone()),
        erases: Erases::NotChecked(why),
        asked: None,
    };
    seen
}

fn all() -> Vec<Seen> {
    let reasons = [
        NotChecked::NeedsRoot,
        NotChecked::Denied,
        NotChecked::Bridge,
        NotChecked::NotPhysical,
        NotChecked::NoQuestion,
        NotChecked::Unsupported,
        NotChecked::NoAnswer("x".into()),
    ];
    std::iter::once(full()).chain(reasons.map(unknown)).collect()
}

/// Ids of messages: what is shown when one is missing.
const IDS: [&str; 8] =
    ["devices-", "medium-", "origin-", "not-checked-", "hider-", "erase-", "obstacle-", "warn-"];

#[test]
fn every_line_fits_and_has_words() {
    for lang in [Lang::Ja, Lang::En] {
        let words = Catalogue::new(lang);
        let lines = lines(&words, &all());
        for line in &lines {
            assert!(width(line) <= COLUMNS, "{lang:?}: {line}");
            assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line:?}");
            assert!(!IDS.iter().any(|id| line.contains(id)), "{lang:?}: {line}");
        }
        let text: String = lines.concat().split_whitespace().collect();
        for part in ["=0001-ABCD-EF", "eui.0025385b01409f2a", "UVWXYZ", "image-of-a-disk.img", "loop7", "HPA"]
        {
            assert!(text.contains(part), "{lang:?} {part}: {text}");
        }
    }
}

#[test]
fn the_spreadsheet_has_the_same() {
    for lang in [Lang::Ja, Lang::En] {
        let words = Catalogue::new(lang);
        let file = super::super::csv::lines(&words, &all()).unwrap();
        let text = String::from_utf8(file).unwrap();
        assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let heads = reader.headers().unwrap().clone();
        assert_eq!(heads.len(), 24);
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), all().len());
        assert_eq!(&records[0][5], "'=0001-ABCD-EF");
        assert_eq!(&records[0][11], "1000204886016");
        // Every fact with its way.
        let told = &records[0][16];
        assert!(told.contains("ATA IDENTIFY") && told.contains(&words.word("origin-sysfs")), "{told}");
        for cell in heads.iter().chain(records.iter().flatten()) {
            assert!(!IDS.iter().any(|id| cell.contains(id)), "{lang:?}: {cell}");
        }
    }
}

#[test]
fn a_cell_that_is_too_long_pushes_the_rest_on() {
    let lines = row(["nvme10n12-and-more", "仮想", "1 B", "x"], "model");
    assert!(lines[0].starts_with("nvme10n12-and-more 仮想"), "{lines:?}");
}
