//! Lists as offices write them, and drives that are on them, nearly, or not at all.

use super::*;
use crate::device::{DeviceNumber, Drive};
use crate::model::{Fault as _, IntakeState, ListedFact, Medium, MediumKind, Source, Sourced};
use std::path::{Path, PathBuf};

fn read(bytes: &[u8]) -> Result<MediaList, IntakeError> {
    MediaList::of(Path::new("見本/媒体一覧.csv"), bytes)
}

fn list(text: &str) -> MediaList {
    read(text.as_bytes()).unwrap()
}

/// The drive `sdN` with a serial number that it says itself.
pub(in crate::custody) fn drive(number: u32, serial: Option<&str>) -> Here {
    let said = |value: &str| Some(Sourced { value: value.into(), source: Source::Drive });
    let name = format!("sd{number}");
    let medium = Medium {
        kind: MediumKind::Hdd,
        serial: serial.and_then(said),
        model: said("MIHON DISK ST500-1BD"),
        capacity: Some(500_107_862_016),
        ..Medium::default()
    };
    let drive = Drive {
        path: PathBuf::from(format!("/dev/{name}")),
        name,
        number: DeviceNumber { major: 8, minor: number },
        by_id: vec![],
        medium,
        wwn: None,
        firmware: None,
        origins: crate::model::Origins::default(),
        turns_per_minute: None,
        logical_sector: Some(512),
        physical_sector: None,
        zoned: false,
        read_only: false,
        removable: false,
        backing_file: None,
        name_space: None,
        discards: false,
        partitions: vec![],
    };
    Here { drive, named: false, typed: None }
}

fn states(intake: &Intake) -> Vec<IntakeState> {
    intake.lines.iter().map(|line| line.state).collect()
}

#[test]
fn a_list_from_excel_in_its_encodings_with_its_columns_in_any_order() {
    let text = "№,管理番号,型番,製造番号,容量（GB）,備考,媒体種別\r\n1,H-003,ST500,WD-0123,500,\"棚 1, 上段\",HDD\r\n\r\n";
    let (cp932, _, broken) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!broken);
    let marked = format!("\u{feff}{text}");
    for bytes in [text.as_bytes(), marked.as_bytes(), &cp932] {
        let list = read(bytes).unwrap();
        let row = &list.rows[0];
        assert_eq!((row.line, row.serial.as_str(), list.rows.len()), (2, "WD-0123", 1));
        let of = |cell: &Option<String>| cell.clone().unwrap_or_default();
        assert_eq!(
            [of(&row.number), of(&row.model), of(&row.capacity), of(&row.remarks), of(&row.kind)],
            ["H-003", "ST500", "500", "棚 1, 上段", "HDD"]
        );
        assert_eq!((list.file.name.as_str(), list.file.rows), ("媒体一覧.csv", 1));
        let intake = take_in(&list, &[drive(1, Some("WD-0123"))]);
        assert_eq!(states(&intake), [IntakeState::Matched], "{:?}", intake.lines);
    }
    assert_ne!(read(text.as_bytes()).unwrap().file.sha256, read(&cp932).unwrap().file.sha256);
}

#[test]
fn english_headings_and_a_title_above() {
    for heading in ["serial", "Serial No.", "S/N", "Serial Number", "SN", "シリアル番号", "シリアルNo."]
    {
        let list = list(&format!("廃棄媒体一覧\n\nAsset Tag\t{heading}\nA-1\tX1\n"));
        assert_eq!((list.rows[0].serial.as_str(), list.rows[0].number.as_deref()), ("X1", Some("A-1")));
        assert_eq!(list.rows[0].line, 4);
    }
}

#[test]
fn a_list_in_doubt_is_no_list() {
    let code = |bytes: &[u8]| read(bytes).unwrap_err().code();
    assert_eq!(code(b""), "media-list-no-serials");
    assert_eq!(code("管理番号,型番\nA,B\n".as_bytes()), "media-list-no-serials");
    assert_eq!(code("製造番号,シリアル番号\nA,B\n".as_bytes()), "media-list-column-twice");
    assert_eq!(code("製造番号\n".as_bytes()), "media-list-empty");
    assert_eq!(code(&[0x81, 0x00, 0xff, 0xff]), "media-list-encoding");
}

#[test]
fn what_people_mistake_is_told_and_never_a_match() {
    let list = list("製造番号\nSN-07\nSN12\n");
    let here = [drive(1, Some("SN-O7")), drive(2, Some("sn12"))];
    let intake = take_in(&list, &here);
    let wanted = [IntakeState::NotHere, IntakeState::NotHere, IntakeState::NotListed, IntakeState::NotListed];
    assert_eq!(states(&intake), wanted);
    assert!(intake.targets.is_empty() && intake.lines[2..].iter().all(|line| line.near.len() == 1));
}

#[test]
fn every_difference_has_its_line() {
    use IntakeState::{
        DriveWithoutSerial, HereTwice, ListedTwice, Matched, MatchedDiffering, NotHere, NotListed,
        RowWithoutSerial,
    };
    let list = list(
        "製造番号,型番,容量\nA1,ST500,500GB\nB2,ST999,500GB\nC3,,\nD4,,\nD4,,\n,ST500,\nE5,ST500,1TB\nF6,,\n",
    );
    let here = [
        drive(1, Some("A1")),
        drive(2, Some("B2")),
        drive(4, Some("D4")),
        drive(5, Some("E5")),
        drive(6, Some("F6")),
        drive(7, Some("F6")),
        drive(8, Some("a-1")),
        drive(9, Some("Z9")),
        drive(10, None),
    ];
    let intake = take_in(&list, &here);
    assert_eq!(
        states(&intake),
        [
            Matched,
            MatchedDiffering,
            NotHere,
            ListedTwice,
            ListedTwice,
            RowWithoutSerial,
            MatchedDiffering,
            HereTwice,
            HereTwice,
            NotListed,
            NotListed,
            DriveWithoutSerial
        ]
    );
    assert_eq!(intake.lines[1].differs, [ListedFact::Model]);
    assert_eq!(intake.lines[6].differs, [ListedFact::Capacity]);
    // Near is told, and is no match.
    assert_eq!((intake.lines[9].near.len(), intake.lines[9].near[0].serial.as_str()), (1, "A1"));
    assert!(intake.lines[10].near.is_empty());
    // Without names only what is on the list, once, is planned.
    assert_eq!(intake.targets, ["/dev/sd1", "/dev/sd2", "/dev/sd5"].map(PathBuf::from));
    let standing = |minor| intake.standing(DeviceNumber { major: 8, minor });
    assert!(matches!(standing(1), Standing::On(on) if on.row.serial == "A1" && on.by == Source::Drive));
    assert_eq!(standing(4), Standing::Several(vec![5, 6]));
    assert_eq!((standing(6), standing(10)), (Standing::Doubled, Standing::Nameless));
    assert!(matches!(standing(8), Standing::Off(near) if near.len() == 1));
    assert_eq!((standing(9), standing(99)), (Standing::Off(vec![]), Standing::Off(vec![])));
}

#[test]
fn named_drives_are_meant_and_the_others_only_seen() {
    let list = list("製造番号\nA1\nB2\n");
    let named = |mut here: Here| {
        here.named = true;
        here
    };
    let here = [
        named(drive(1, Some("A1"))),
        drive(2, Some("B2")),
        named(drive(3, Some("C3"))),
        drive(4, Some("D4")),
    ];
    let intake = take_in(&list, &here);
    assert_eq!(states(&intake), [IntakeState::Matched, IntakeState::HereNotNamed, IntakeState::NotListed]);
    assert_eq!(intake.targets, ["/dev/sd1", "/dev/sd3"].map(PathBuf::from));
}

#[test]
fn what_the_drive_says_comes_before_what_is_typed_and_that_before_a_bridge() {
    let list = list("製造番号\nLABEL1\n");
    let mut here = drive(1, None);
    here.typed = Some("LABEL1".into());
    let by = |here: &Here| match take_in(&list, std::slice::from_ref(here)).standing(here.drive.number) {
        Standing::On(on) => Some(on.by),
        _ => None,
    };
    assert_eq!(by(&here), Some(Source::Typed));
    here.drive.medium.serial = Some(Sourced { value: "BRIDGE".into(), source: Source::UsbBridge });
    assert_eq!(by(&here), Some(Source::Typed));
    here.drive.medium.serial = Some(Sourced { value: "OWN".into(), source: Source::Drive });
    assert_eq!(by(&here), None);
    here.typed = None;
    here.drive.medium.serial = Some(Sourced { value: "LABEL1".into(), source: Source::UsbBridge });
    assert_eq!(by(&here), Some(Source::UsbBridge));
}
