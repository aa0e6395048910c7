//! What a drive told when it was asked, in the words of a plan: said when it is planned, and compared when it is wiped.

use crate::device::{self, Hidden};
use crate::sanitize::media::{HiddenState, MediaRefusal};

/// A drive says another serial than the system knows.
pub(super) fn other_serial(device: String, serial: &str) -> MediaRefusal {
    MediaRefusal::Changed { device, differences: format!("serial ({serial})") }
}

/// What the drive said of room that it does not show.
pub(super) fn hidden_state(seen: &Hidden) -> HiddenState {
    match seen {
        Hidden::None { .. } => HiddenState::None,
        Hidden::Found { bytes, .. } => HiddenState::Found { bytes: *bytes },
        Hidden::NotChecked(why) => HiddenState::NotChecked { why: why.code().to_owned() },
    }
}

/// What lies on a disk, a word for each thing; nothing where it could not be read.
pub(super) fn words_of(contents: &Result<device::Contents, device::NotChecked>) -> Vec<String> {
    let Ok(contents) = contents else { return Vec::new() };
    let word = |content: &device::Content| {
        // By kind and place on the disk: its name in this system may be another one tomorrow.
        let kind = content.kind;
        match (&content.label, content.offset) {
            (Some(label), 0) => format!("{kind} “{label}”"),
            (None, 0) => kind.to_owned(),
            (Some(label), offset) => format!("{kind} “{label}” @{offset}"),
            (None, offset) => format!("{kind} @{offset}"),
        }
    };
    contents.found.iter().map(word).collect()
}
