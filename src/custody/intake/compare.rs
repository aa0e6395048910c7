//! Rows and drives, brought together by their serial numbers.

use super::list::MediaList;
use super::near::is_near;
use super::size::Size;
use crate::device::{DeviceNumber, Drive};
use crate::model::{
    HereMedium, IntakeLine, IntakeState, ListedFact, ListedMedium, MediaListRef, MediumKind, NearSerial,
    OnList, Source, Sourced,
};
use std::collections::HashMap;
use std::path::PathBuf;
use unicode_normalization::UnicodeNormalization;

/// A drive of this machine.
#[derive(Debug, Clone)]
pub struct Here {
    /// The drive.
    pub drive: Drive,
    /// Whether it was named on the command line.
    pub named: bool,
    /// Its serial number, as somebody typed it from the label.
    pub typed: Option<String>,
}

impl Here {
    /// The serial number by which it is compared: what the drive itself says comes before what is typed, and that before what a bridge
    /// says, which may be its own.
    fn serial(&self) -> Option<Sourced> {
        let said = self.drive.medium.serial.clone();
        let typed = || self.typed.clone().map(|value| Sourced { value, source: Source::Typed });
        match said {
            Some(said) if said.source == Source::Drive => Some(said),
            said => typed().or(said),
        }
    }

    fn medium(&self) -> HereMedium {
        let medium = &self.drive.medium;
        HereMedium {
            device: self.drive.name.clone(),
            serial: self.serial(),
            model: medium.model.clone(),
            capacity: medium.capacity,
            kind: medium.kind,
        }
    }
}

/// A list, compared.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Which list.
    pub list: MediaListRef,
    /// 受入照合表: the rows in their order, then the drives that are on none.
    pub lines: Vec<IntakeLine>,
    /// The drives to plan: those that were named, or where none was, all that are on the list and here.
    pub targets: Vec<PathBuf>,
    /// The drive of each line.
    numbers: Vec<Option<DeviceNumber>>,
}

/// How a drive stands on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// In one row.
    On(Box<OnList>),
    /// In none; rows that are nearly it.
    Off(Vec<NearSerial>),
    /// In several rows, by their lines.
    Several(Vec<u64>),
    /// Another drive here says the same serial number.
    Doubled,
    /// It says no serial number.
    Nameless,
}

impl Intake {
    /// How many lines there are of each state.
    #[must_use]
    pub fn count(&self, state: IntakeState) -> usize {
        self.lines.iter().filter(|line| line.state == state).count()
    }

    /// Serial numbers of drives that are here, and that stand on the list twice or are those of two drives.
    #[must_use]
    pub fn doubled(&self) -> Vec<&str> {
        let twice =
            |line: &&IntakeLine| matches!(line.state, IntakeState::ListedTwice | IntakeState::HereTwice);
        let here = self.lines.iter().filter(twice).filter_map(|line| line.here.as_ref()?.serial.as_ref());
        let mut serials: Vec<&str> = here.map(|said| said.value.as_str()).collect();
        serials.dedup();
        serials
    }

    /// How the drive `number` stands.
    #[must_use]
    pub fn standing(&self, number: DeviceNumber) -> Standing {
        let lines: Vec<&IntakeLine> = self
            .lines
            .iter()
            .zip(&self.numbers)
            .filter(|(_, of)| **of == Some(number))
            .map(|(line, _)| line)
            .collect();
        let Some(first) = lines.first() else { return Standing::Off(Vec::new()) };
        match (first.state, &first.listed, first.here.as_ref().and_then(|here| here.serial.as_ref())) {
            (IntakeState::DriveWithoutSerial, ..) => Standing::Nameless,
            (IntakeState::HereTwice, ..) => Standing::Doubled,
            (IntakeState::ListedTwice, ..) => {
                Standing::Several(lines.iter().filter_map(|line| Some(line.listed.as_ref()?.line)).collect())
            }
            (
                IntakeState::Matched | IntakeState::MatchedDiffering | IntakeState::HereNotNamed,
                Some(row),
                Some(serial),
            ) => Standing::On(Box::new(OnList {
                row: row.clone(),
                by: serial.source,
                differs: first.differs.clone(),
                not_compared: first.not_compared.clone(),
            })),
            _ => Standing::Off(first.near.clone()),
        }
    }
}

/// Compares `list` with the drives that are `here`.
#[must_use]
pub fn take_in(list: &MediaList, here: &[Here]) -> Intake {
    let all_meant = !here.iter().any(|here| here.named);
    let mut by_serial: HashMap<String, Vec<&Here>> = HashMap::new();
    for one in here {
        if let Some(serial) = one.serial() {
            by_serial.entry(serial.value).or_default().push(one);
        }
    }
    let mut rows_of: HashMap<&str, usize> = HashMap::new();
    for row in list.rows.iter().filter(|row| !row.serial.is_empty()) {
        *rows_of.entry(row.serial.as_str()).or_default() += 1;
    }
    let mut intake =
        Intake { list: list.file.clone(), lines: Vec::new(), targets: Vec::new(), numbers: Vec::new() };
    for row in &list.rows {
        let found = by_serial.get(&row.serial).map(Vec::as_slice).unwrap_or_default();
        let twice = rows_of.get(row.serial.as_str()).is_some_and(|rows| *rows > 1);
        match found {
            _ if row.serial.is_empty() => intake.put(IntakeState::RowWithoutSerial, Some(row), None),
            [] if twice => intake.put(IntakeState::ListedTwice, Some(row), None),
            [] => intake.put(IntakeState::NotHere, Some(row), None),
            found => {
                for one in found {
                    intake.put_found(list, row, one, twice, found.len() > 1, all_meant || one.named);
                }
            }
        }
    }
    for one in here {
        let serial = one.serial();
        let listed = serial.as_ref().is_some_and(|serial| rows_of.contains_key(serial.value.as_str()));
        // What was not handed over is no matter of the list: disks of other machines' making, unless somebody named one.
        let meant = one.named || all_meant && one.drive.medium.kind != MediumKind::Virtual;
        if listed || !meant {
            continue;
        }
        let state = if serial.is_some() { IntakeState::NotListed } else { IntakeState::DriveWithoutSerial };
        intake.put(state, None, Some(one));
        if let (Some(serial), Some(line)) = (serial, intake.lines.last_mut()) {
            line.near = near(list, &serial.value);
        }
    }
    // Those that were named are planned or refused, whatever was found of them.
    let paths = |one: &Here| one.drive.path.clone();
    if all_meant {
        intake.targets =
            here.iter().filter(|one| intake.may_be_planned(one.drive.number)).map(paths).collect();
    } else {
        intake.targets = here.iter().filter(|one| one.named).map(paths).collect();
    }
    intake
}

impl Intake {
    fn may_be_planned(&self, number: DeviceNumber) -> bool {
        matches!(self.standing(number), Standing::On(_))
    }

    fn put(&mut self, state: IntakeState, row: Option<&ListedMedium>, here: Option<&Here>) {
        self.numbers.push(here.map(|here| here.drive.number));
        self.lines.push(IntakeLine {
            state,
            listed: row.cloned(),
            here: here.map(Here::medium),
            differs: Vec::new(),
            not_compared: Vec::new(),
            near: Vec::new(),
        });
    }

    fn put_found(
        &mut self,
        list: &MediaList,
        row: &ListedMedium,
        here: &Here,
        listed_twice: bool,
        here_twice: bool,
        meant: bool,
    ) {
        let (differs, not_compared) = differences(row, &here.medium(), list.unit);
        let state = match (listed_twice, here_twice, meant) {
            (true, ..) => IntakeState::ListedTwice,
            (_, true, _) => IntakeState::HereTwice,
            (.., false) => IntakeState::HereNotNamed,
            _ if differs.is_empty() => IntakeState::Matched,
            _ => IntakeState::MatchedDiffering,
        };
        self.put(state, Some(row), Some(here));
        if let Some(line) = self.lines.last_mut() {
            (line.differs, line.not_compared) = (differs, not_compared);
        }
    }
}

fn near(list: &MediaList, serial: &str) -> Vec<NearSerial> {
    let rows = list.rows.iter().filter(|row| is_near(&row.serial, serial));
    rows.map(|row| NearSerial { line: row.line, serial: row.serial.clone() }).collect()
}

/// What a row says otherwise than the drive, and what nobody could compare.
fn differences(row: &ListedMedium, here: &HereMedium, unit: &str) -> (Vec<ListedFact>, Vec<ListedFact>) {
    let mut sorted = (Vec::new(), Vec::new());
    let mut sort = |fact, same: Option<bool>| match same {
        Some(true) => {}
        Some(false) => sorted.0.push(fact),
        None => sorted.1.push(fact),
    };
    if let Some(listed) = &row.model {
        // A bridge says its own model as often as the drive's.
        let said = here.model.as_ref().filter(|said| said.source == Source::Drive);
        sort(ListedFact::Model, said.map(|said| same_model(listed, &said.value)));
    }
    if let Some(listed) = &row.capacity {
        let size = Size::of(listed, unit);
        sort(ListedFact::Capacity, size.zip(here.capacity).map(|(size, bytes)| size.fits(bytes)));
    }
    if let Some(listed) = &row.kind {
        let known = here.kind != MediumKind::Unknown;
        sort(ListedFact::Kind, kind_of(listed).filter(|_| known).map(|kind| kind == here.kind));
    }
    sorted
}

/// Lists have the short form of a model, or the maker before it.
fn same_model(listed: &str, said: &str) -> bool {
    const SHORTEST: usize = 4;
    let plain = |text: &str| -> String {
        text.nfkc().flat_map(char::to_uppercase).filter(|c| c.is_alphanumeric()).collect()
    };
    let (listed, said) = (plain(listed), plain(said));
    let within = |short: &str, long: &str| short.chars().count() >= SHORTEST && long.contains(short);
    listed == said || within(&listed, &said) || within(&said, &listed)
}

fn kind_of(listed: &str) -> Option<MediumKind> {
    let plain: String =
        listed.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric() || *c == 'ー').collect();
    Some(match plain.as_str() {
        "hdd" | "ハードディスク" | "ハードディスクドライブ" | "磁気ディスク" | "harddisk" => {
            MediumKind::Hdd
        }
        "ssd" | "nvme" | "nvmessd" | "satassd" | "m2ssd" => MediumKind::Ssd,
        "usb" | "usbメモリ" | "usbメモリー" | "usbmemory" | "usbstick" => MediumKind::UsbMemory,
        "sd" | "sdカード" | "メモリカード" | "メモリーカード" | "microsd" | "sdcard" | "memorycard" => {
            MediumKind::Card
        }
        _ => return None,
    })
}
