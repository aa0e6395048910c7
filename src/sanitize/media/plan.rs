//! What is to be done with each medium, decided beforehand and written down: nothing in here touches one.

use super::identity::Identity;
use super::pattern::Pattern;
use super::verdict::Verification;
use crate::model::{Limit, MediaListRef, MediumKind, OnList, Sha256, Source, Timestamp};
use crate::sanitize::{Method, Technique};
use serde::{Deserialize, Serialize};

/// A plan for one or more media.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPlan {
    /// [`MediaPlan::SCHEMA`].
    pub schema: String,
    /// 32 hex digits, random.
    pub id: String,
    /// When it was made.
    pub made: Timestamp,
    /// 契約名 of the case for which it was made.
    pub contract: String,
    /// Who made it.
    pub planner: String,
    /// 承諾番号, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// 甲の指定した方法, where the case names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub designated: Option<Method>,
    /// Whether the case asked for a second person's signature when it was made.
    #[serde(default, skip_serializing_if = "is_false")]
    pub second_person: bool,
    /// The list with which the media were compared, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<MediaListRef>,
    /// The media.
    pub devices: Vec<PlannedMedium>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

impl MediaPlan {
    /// The form described here.
    pub const SCHEMA: &str = "azukari/wipe-plan/1";
    /// SSHSIG namespace of plans.
    pub const NAMESPACE: &str = "wipe-plan@azukari";

    /// Whether what the plan can amount to on this medium is less than what is designated.
    #[must_use]
    pub fn falls_short(&self, device: &PlannedMedium) -> bool {
        self.designated.is_some_and(|designated| device.method.is_none_or(|method| method < designated))
    }
}

/// What is to be done with one medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMedium {
    /// What it is known by.
    pub identity: Identity,
    /// What lies on it, as words such as `sdb1 ext4 “資料”`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<String>,
    /// Digest of its first and last mebibyte, where the disk itself says no name of its own: in the same dock another disk is known by the
    /// same, and an empty one is like another. Absent where nobody could read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_sha256: Option<Sha256>,
    /// 隠し領域.
    pub hidden: HiddenState,
    /// ドライブ自身の消去: which the drive offers. None of them is carried out yet; a plan says so.
    #[serde(default)]
    pub drive_erases: DriveErases,
    /// How.
    pub technique: Technique,
    /// What is written in the last pass.
    pub pattern: PlannedPattern,
    /// How many passes; those before the last write a keystream of their own.
    pub passes: u32,
    /// How it is read back.
    pub verify: PlannedVerification,
    /// What the certificate can say at most: `clear`, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// What it cannot say.
    pub limits: Vec<Limit>,
    /// The word to type before it is wiped.
    pub confirm: String,
    /// Its serial number as a person typed it from the label: declared, and never what it is known by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_serial: Option<String>,
    /// How it stands on the list of the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed: Option<OnList>,
}

impl PlannedMedium {
    /// What to call it before people: by the serial number that the drive itself says, or else by that on its label, marked as
    /// declared. It is a name only: nothing is known or compared by it.
    #[must_use]
    pub fn name(&self) -> String {
        self.identity.name_with(self.label_serial.as_deref())
    }

    /// Whether its row on the list has the serial number that the drive, or the person who typed it, says.
    #[must_use]
    pub fn is_on_list(&self) -> bool {
        let said = self.identity.medium.serial.as_ref();
        self.listed.as_ref().is_some_and(|on| {
            let serial = match on.by {
                Source::Typed => self.label_serial.as_ref(),
                by => said.filter(|said| said.source == by).map(|said| &said.value),
            };
            !on.row.serial.is_empty() && serial == Some(&on.row.serial)
        })
    }
}

/// What a plan knows of hidden areas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum HiddenState {
    /// The drive says that it shows everything.
    None,
    /// It says that there is more.
    Found {
        /// How many bytes.
        bytes: u64,
    },
    /// Nobody could ask.
    NotChecked {
        /// A word, such as `not-physical`.
        why: String,
    },
}

impl HiddenState {
    /// What is known when the drive was asked once more, just before it is wiped: more room than it shows is never forgotten, whichever
    /// answer told it, and no answer takes none back.
    #[must_use]
    pub fn and_now(&self, now: Self) -> Self {
        match (self, now) {
            (Self::Found { bytes }, Self::Found { bytes: more }) => Self::Found { bytes: more.max(*bytes) },
            (Self::Found { .. } | Self::None, Self::None | Self::NotChecked { .. }) => self.clone(),
            (_, now) => now,
        }
    }
}

/// What a plan knows of the erases that the drive's firmware has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum DriveErases {
    /// What the drive says that it can.
    Told {
        /// Words such as `nvme-sanitize-block`; none where it has none.
        offered: Vec<String>,
    },
    /// Nobody could ask.
    NotChecked {
        /// A word, such as `not-physical`.
        why: String,
    },
}

impl Default for DriveErases {
    fn default() -> Self {
        Self::NotChecked { why: "no-question".to_owned() }
    }
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlannedPattern {
    /// A keystream under a fresh key.
    Random,
    /// The same byte everywhere.
    Constant(u8),
}

impl PlannedPattern {
    /// With the key of the run.
    #[must_use]
    pub fn pattern(self, key: &[u8; 32]) -> Pattern {
        match self {
            Self::Random => Pattern::keystream(key),
            Self::Constant(byte) => Pattern::Constant(byte),
        }
    }
}

/// How it is read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlannedVerification {
    /// 全面.
    Full,
    /// 抜取.
    Sample,
    /// Not at all.
    None,
}

impl From<PlannedVerification> for Verification {
    fn from(planned: PlannedVerification) -> Self {
        match planned {
            PlannedVerification::Full => Self::Full,
            PlannedVerification::Sample => Self::Sample,
            PlannedVerification::None => Self::None,
        }
    }
}

/// What overwriting amounts to on a medium: Clear where there is a medium at all; never Purge, which on flash only the drive itself
/// can do, and on a disk reaches more than is shown (NIST SP 800-88).
#[must_use]
pub fn method_of_overwriting(kind: MediumKind) -> Option<Method> {
    match kind {
        MediumKind::Hdd
        | MediumKind::Ssd
        | MediumKind::UsbMemory
        | MediumKind::Card
        | MediumKind::Unknown => Some(Method::Clear),
        // Where its bytes go the host decides.
        MediumKind::Virtual | MediumKind::Optical | MediumKind::Network | MediumKind::Memory => None,
    }
}

/// What overwriting all that a medium shows cannot reach, or not prove.
#[must_use]
pub fn limits(identity: &Identity, hidden: &HiddenState) -> Vec<Limit> {
    let mut limits = vec![Limit::BackupsNotCovered, Limit::PowerNotCycled];
    match identity.medium.kind {
        MediumKind::Hdd => limits.push(Limit::ReallocatedSectors),
        MediumKind::Ssd | MediumKind::UsbMemory | MediumKind::Card => limits.push(Limit::FlashRemapping),
        MediumKind::Virtual => limits.push(Limit::VirtualDisk),
        MediumKind::Network => limits.push(Limit::NetworkShare),
        MediumKind::Memory => limits.push(Limit::MemoryBacked),
        MediumKind::Optical | MediumKind::Unknown => {
            limits.extend([Limit::UnknownStorage, Limit::ReallocatedSectors, Limit::FlashRemapping]);
        }
    }
    if matches!(hidden, HiddenState::NotChecked { .. }) && identity.medium.kind != MediumKind::Virtual {
        limits.push(Limit::HiddenAreaNotChecked);
    }
    let facts = [&identity.medium.serial, &identity.medium.model, &identity.wwn];
    if facts.into_iter().flatten().any(|said| said.source == Source::UsbBridge) {
        limits.push(Limit::BridgeIdentity);
    }
    limits.sort_unstable();
    limits
}

/// Gives every medium of a plan a word of its own: of two serials with the same end, the words are made of everything.
pub fn distinguish(devices: &mut [PlannedMedium]) {
    let word = |device: &PlannedMedium| device.identity.word_with(device.label_serial.as_deref());
    let words: Vec<String> = devices.iter().map(word).collect();
    for (device, word) in devices.iter_mut().zip(&words) {
        let same = words.iter().filter(|other| other.eq_ignore_ascii_case(word)).count();
        device.confirm =
            if same == 1 { word.clone() } else { device.identity.digest().to_string()[..12].to_owned() };
    }
}

#[cfg(test)]
mod tests {
    use super::super::identity::tests::disk;
    use super::*;
    use crate::model::{ListedMedium, Sourced};

    #[test]
    fn more_than_a_drive_shows_is_not_forgotten() {
        let (none, found) = (HiddenState::None, |bytes| HiddenState::Found { bytes });
        let unknown = |why: &str| HiddenState::NotChecked { why: why.to_owned() };
        assert_eq!(none.and_now(found(5)), found(5));
        assert_eq!(unknown("no-root").and_now(found(5)), found(5));
        assert_eq!(found(5).and_now(none.clone()), found(5));
        assert_eq!(found(5).and_now(found(3)), found(5));
        assert_eq!(found(5).and_now(unknown("no-answer")), found(5));
        assert_eq!(none.and_now(unknown("no-answer")), none);
        // Asked as root at last.
        assert_eq!(unknown("no-root").and_now(none.clone()), none);
        assert_eq!(unknown("no-root").and_now(unknown("no-answer")), unknown("no-answer"));
    }

    fn planned(serial: &str) -> PlannedMedium {
        PlannedMedium {
            identity: disk(Some(serial)),
            before: vec![],
            ends_sha256: None,
            hidden: HiddenState::NotChecked { why: "bridge".into() },
            drive_erases: DriveErases::Told { offered: vec!["ata-sanitize-block".to_owned()] },
            technique: Technique::Overwrite,
            pattern: PlannedPattern::Random,
            passes: 1,
            verify: PlannedVerification::Full,
            method: Some(Method::Clear),
            limits: vec![],
            confirm: String::new(),
            label_serial: None,
            listed: None,
        }
    }

    #[test]
    fn on_the_list_is_what_its_own_row_names() {
        let row = ListedMedium { line: 2, serial: "123456".into(), ..ListedMedium::default() };
        let on = |by| OnList { row: row.clone(), by, differs: vec![], not_compared: vec![] };
        let said = |serial, by| PlannedMedium { listed: Some(on(by)), ..planned(serial) };
        assert!(said("123456", Source::Drive).is_on_list());
        assert!(!planned("123456").is_on_list());
        assert!(!said("123457", Source::Drive).is_on_list());
        // What a bridge says is not what the drive says, and what is typed is nothing that either of them says.
        assert!(!said("123456", Source::UsbBridge).is_on_list());
        assert!(!said("123456", Source::Typed).is_on_list());
        let typed =
            |label: &str| PlannedMedium { label_serial: Some(label.into()), ..said("9", Source::Typed) };
        assert!(typed("123456").is_on_list() && !typed("12345").is_on_list());
    }

    #[test]
    fn no_two_media_of_a_plan_have_the_same_word() {
        let mut devices = [planned("AAA123456"), planned("BBB123456"), planned("CCC654321")];
        distinguish(&mut devices);
        let words: Vec<&str> = devices.iter().map(|device| device.confirm.as_str()).collect();
        assert_eq!((words[0].len(), words[1].len(), words[2]), (12, 12, "654321"));
        assert_ne!(words[0], words[1]);
    }

    #[test]
    fn overwriting_is_never_more_than_clear_and_flash_says_why() {
        for kind in
            [MediumKind::Hdd, MediumKind::Ssd, MediumKind::UsbMemory, MediumKind::Card, MediumKind::Unknown]
        {
            assert_eq!(method_of_overwriting(kind), Some(Method::Clear));
        }
        assert_eq!(method_of_overwriting(MediumKind::Virtual), None);
        let mut identity = disk(Some("123"));
        identity.medium.kind = MediumKind::UsbMemory;
        identity.medium.serial = Some(Sourced { value: "1".into(), source: Source::UsbBridge });
        let limits = limits(&identity, &HiddenState::NotChecked { why: "bridge".into() });
        for limit in [Limit::FlashRemapping, Limit::HiddenAreaNotChecked, Limit::BridgeIdentity] {
            assert!(limits.contains(&limit), "{limit:?}");
        }
        assert!(!super::limits(&disk(None), &HiddenState::None).contains(&Limit::HiddenAreaNotChecked));
    }

    #[test]
    fn a_plan_reads_back_as_it_was_written() {
        let plan = MediaPlan {
            schema: MediaPlan::SCHEMA.into(),
            id: "00".repeat(16),
            made: Timestamp::from_unix(1_795_000_000),
            contract: "見本業務".into(),
            planner: "見本 花子".into(),
            consent: None,
            designated: Some(Method::Purge),
            second_person: true,
            list: Some(MediaListRef { name: "見本.csv".into(), sha256: Sha256([1; 32]), rows: 2 }),
            devices: vec![
                planned("123456"),
                PlannedMedium { pattern: PlannedPattern::Constant(0), ..planned("9") },
            ],
        };
        let text = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<MediaPlan>(&text).unwrap(), plan);
        // Clear is less than Purge, and nothing is less than Clear.
        assert!(plan.falls_short(&plan.devices[0]));
        let clear = MediaPlan { designated: Some(Method::Clear), ..plan.clone() };
        assert!(!clear.falls_short(&plan.devices[0]));
        assert!(clear.falls_short(&PlannedMedium { method: None, ..planned("1") }));
        assert!(!MediaPlan { designated: None, ..plan.clone() }.falls_short(&plan.devices[0]));
    }
}
