//! What a disk is known by: pinned when it is planned, and asked again on the opened descriptor before anything is written.

use crate::device::Drive;
use crate::model::{Medium, Sha256, Source, Sourced};
use serde::{Deserialize, Serialize};

/// Letters of a word to type: long enough that nobody types it by chance, short enough to read off a label.
const WORD: usize = 6;

/// Stands in a name before the serial number on a label.
const DECLARED: &str = "（申告 declared: ";

/// A disk, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The kernel's name, such as `sdb`: only where it is, never what it is.
    pub device: String,
    /// Names in `/dev/disk/by-id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_id: Vec<String>,
    /// Kind, maker, model, serial, capacity, transport, each with its source.
    pub medium: Medium,
    /// World-wide name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wwn: Option<Sourced>,
    /// Version of its firmware.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<Sourced>,
    /// The file behind a loop device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backing_file: Option<String>,
    /// Length in bytes.
    pub capacity: u64,
    /// Bytes of a logical sector.
    pub sector: u32,
}

impl Identity {
    /// Of a drive; nothing where it does not say how long it is, or how its sectors are.
    #[must_use]
    pub fn of(drive: &Drive) -> Option<Self> {
        Some(Self {
            device: drive.name.clone(),
            by_id: drive.by_id.clone(),
            medium: drive.medium.clone(),
            wwn: drive.wwn.clone(),
            firmware: drive.firmware.clone(),
            backing_file: drive.backing_file.as_ref().map(|path| path.to_string_lossy().into_owned()),
            capacity: drive.medium.capacity?,
            sector: drive.logical_sector?,
        })
    }

    /// What must be the same again, by name. Where a disk has neither serial nor world-wide name, where it is counts too.
    fn pinned(&self) -> Vec<(&'static str, String)> {
        let of =
            |sourced: &Option<Sourced>| sourced.as_ref().map(|said| said.value.clone()).unwrap_or_default();
        let mut pinned = vec![
            ("serial", of(&self.medium.serial)),
            ("wwn", of(&self.wwn)),
            ("model", of(&self.medium.model)),
            ("capacity", self.capacity.to_string()),
            ("sector", self.sector.to_string()),
        ];
        if !self.has_name_of_its_own() {
            pinned.push(("device", self.device.clone()));
            pinned.push(("backing-file", self.backing_file.clone().unwrap_or_default()));
        }
        pinned
    }

    /// Whether the disk says something that no other disk says.
    #[must_use]
    pub fn has_name_of_its_own(&self) -> bool {
        self.medium.serial.is_some() || self.wwn.is_some()
    }

    /// What is not the same of another: words such as `serial`, `capacity`.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<&'static str> {
        let (then, now) = (self.pinned(), now.pinned());
        let mut names: Vec<&'static str> = then.iter().chain(&now).map(|(name, _)| *name).collect();
        names.dedup();
        names.sort_unstable();
        names.dedup();
        let value = |list: &[(&'static str, String)], name: &str| {
            list.iter().find(|(found, _)| *found == name).map(|(_, value)| value.clone())
        };
        names.retain(|name| value(&then, name) != value(&now, name));
        names
    }

    /// One number for all that is pinned.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        let lines = self.pinned().into_iter().map(|(name, value)| format!("{name}={value}\n"));
        crate::stream::Hasher::sha256_of(lines.collect::<String>().as_bytes())
    }

    /// The word to type for it: the end of the serial number that the drive itself says, or else of that on its label; of what a bridge
    /// says where nobody typed one; and where nothing is long enough, of everything that it is known by.
    #[must_use]
    pub fn word_with(&self, label: Option<&str>) -> String {
        let said = self.medium.serial.as_ref().map(|said| said.value.as_str());
        let plain: Vec<char> = label
            .filter(|_| !self.says_its_serial())
            .or(said)
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        if plain.len() >= WORD {
            return plain[plain.len() - WORD..].iter().collect();
        }
        self.digest().to_string()[..WORD].to_owned()
    }

    /// What to call it before people.
    #[must_use]
    pub fn name(&self) -> String {
        let serial = self.medium.serial.as_ref().map(|said| said.value.clone());
        serial.or_else(|| self.by_id.first().cloned()).unwrap_or_else(|| self.device.clone())
    }

    /// What to call it where somebody typed a serial number from its label. What the drive itself says comes first; what a bridge says
    /// may be its own. Names go into records that are read in either language, so the mark is in both.
    #[must_use]
    pub fn name_with(&self, label: Option<&str>) -> String {
        match label {
            Some(label) if !self.says_its_serial() => format!("{}{DECLARED}{label}）", self.name()),
            _ => self.name(),
        }
    }

    /// Whether `name` is what it was called, whichever label was typed for it, if any.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        name.strip_prefix(&self.name()).is_some_and(|rest| rest.is_empty() || rest.starts_with(DECLARED))
    }

    /// Whether `name` bears the same label as was typed for this one, if any. Where the disk says its own serial number, labels tell nothing.
    #[must_use]
    pub fn is_labelled(&self, name: &str, label: Option<&str>) -> bool {
        match label {
            _ if self.says_its_serial() => true,
            Some(label) => name.ends_with(&format!("{DECLARED}{label}）")),
            None => !name.contains(DECLARED),
        }
    }

    /// Whether the disk itself says something that no other says. What a bridge says may be the bridge's own: in the same dock another disk
    /// is known by the same.
    #[must_use]
    pub fn says_its_name(&self) -> bool {
        let own = |said: &Option<Sourced>| said.as_ref().is_some_and(|said| said.source == Source::Drive);
        own(&self.medium.serial) || own(&self.wwn)
    }

    fn says_its_serial(&self) -> bool {
        self.medium.serial.as_ref().is_some_and(|said| said.source == Source::Drive)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::MediumKind;

    #[test]
    fn a_label_names_what_does_not_say_its_own_and_is_marked() {
        assert_eq!(disk(Some("OWN00001")).name_with(Some("MIHON-1")), "OWN00001");
        assert_eq!(disk(None).name_with(None), disk(None).name());
        let mut bridged = disk(Some("DOCK0001"));
        bridged.medium.serial.as_mut().unwrap().source = Source::UsbBridge;
        for one in [disk(None), bridged] {
            let name = one.name_with(Some("MIHON-1"));
            assert_eq!(name, format!("{}（申告 declared: MIHON-1）", one.name()));
            // What was begun under either name was begun with it.
            assert!(one.is_called(&name) && one.is_called(&one.name()));
            assert!(!one.is_called(&format!("{}9", one.name())) && !one.is_called("MIHON-1"));
            assert!(one.is_labelled(&name, Some("MIHON-1")) && one.is_labelled(&one.name(), None));
            assert!(!one.is_labelled(&name, Some("IHON-1")) && !one.is_labelled(&name, None));
            assert!(!one.is_labelled(&one.name(), Some("MIHON-1")) && !one.says_its_name());
        }
    }

    #[test]
    fn in_a_dock_the_word_is_the_end_of_the_label() {
        let mut bridged = disk(Some("DOCK000001"));
        assert_eq!(bridged.word_with(Some("MIHON-12345")), "000001", "what the drive says comes first");
        bridged.medium.serial.as_mut().unwrap().source = Source::UsbBridge;
        assert_eq!(bridged.word_with(Some("MIHON-12345")), "N12345");
        assert_eq!((bridged.word_with(Some("12")).len(), bridged.word_with(None)), (6, "000001".to_owned()));
    }

    /// A disk of the tests.
    pub(in super::super) fn disk(serial: Option<&str>) -> Identity {
        let sourced = |value: &str| Sourced { value: value.into(), source: Source::Drive };
        Identity {
            device: "sdb".into(),
            by_id: vec!["ata-MIHON_DISK".into()],
            medium: Medium {
                kind: MediumKind::Hdd,
                serial: serial.map(sourced),
                model: Some(sourced("MIHON DISK")),
                capacity: Some(1 << 30),
                ..Medium::default()
            },
            wwn: None,
            firmware: None,
            backing_file: None,
            capacity: 1 << 30,
            sector: 512,
        }
    }

    #[test]
    fn another_place_is_the_same_disk_and_another_serial_is_not() {
        let then = disk(Some("WD-1234ABCD"));
        let moved = Identity { device: "sdc".into(), by_id: vec![], ..then.clone() };
        assert!(then.differences(&moved).is_empty());
        assert_eq!(then.digest(), moved.digest());
        assert_eq!(then.differences(&disk(Some("WD-1234ABCE"))), ["serial"]);
        assert_eq!(then.differences(&Identity { capacity: 1, ..then.clone() }), ["capacity"]);
        // What has lost its name is judged by where it is too, and that the other never said.
        assert_eq!(then.differences(&disk(None)), ["backing-file", "device", "serial"]);
        let (here, there) = (disk(None), Identity { device: "sdc".into(), ..disk(None) });
        assert_eq!(here.differences(&there), ["device"]);
    }

    #[test]
    fn the_word_is_the_end_of_the_serial() {
        assert_eq!(disk(Some("WD-1234 ABCD")).word_with(None), "34ABCD");
        let short = disk(Some("12-3")).word_with(None);
        assert_eq!((short.len(), short), (6, disk(Some("12-3")).digest().to_string()[..6].to_owned()));
    }
}
