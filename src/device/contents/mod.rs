//! What lies on a drive, by the marks that file systems, tables, encryption and arrays leave at known places. Only reading;
//! an empty answer means "no known mark", never "empty".

mod arrays;
mod encryption;
mod filesystems;
mod microsoft;
mod tables;
#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests;
mod window;

use super::{Drive, read_exact_at};
use std::fs::File;
use window::Window;

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The drive or partition on which it begins; for a part that only a table on the drive knows, the drive and its number there.
    pub place: String,
    /// Where that place begins on the drive, in bytes.
    pub offset: u64,
    /// A word such as `ext4`, `gpt` or `luks2`; the same in every language.
    pub kind: &'static str,
    /// Name that somebody gave it.
    pub label: Option<String>,
}

/// What was found, and where nothing could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// In the order of the places.
    pub found: Vec<Content>,
    /// Places that could not be read, in bytes, and the system's word: there may be more there.
    pub unread: Vec<(u64, String)>,
}

/// A mark, before it is known on which place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    kind: &'static str,
    label: Option<String>,
}

impl Mark {
    fn new(kind: &'static str) -> Self {
        Self { kind, label: None }
    }

    fn labelled(kind: &'static str, label: Option<String>) -> Self {
        Self { kind, label: label.filter(|label| !label.is_empty()) }
    }
}

/// Looks through a drive that is open for reading.
#[must_use]
pub fn contents(device: &File, drive: &Drive) -> Contents {
    let length = drive.medium.capacity.unwrap_or(0);
    let sector = u64::from(drive.logical_sector.unwrap_or(512));
    let mut all = Contents::default();
    let mut whole = Window::new(device, 0, length);
    let tables = tables::find(&mut whole, sector);
    all.add(&drive.name, 0, tables.marks);
    all.add(&drive.name, 0, marks(&mut whole, sector));
    all.unread.append(&mut whole.unread);
    let mut places: Vec<(String, u64, u64)> =
        drive.partitions.iter().map(|part| (part.name.clone(), part.start, part.length)).collect();
    // The kernel may not have looked (loop devices), or not have been told of a change.
    for (number, start, length) in tables.parts {
        if places.iter().all(|(_, known, _)| *known != start) {
            places.push((format!("{}#{number}", drive.name), start, length));
        }
    }
    for (name, start, length) in places {
        let mut part = Window::new(device, start, length);
        all.add(&name, start, marks(&mut part, sector));
        all.unread.append(&mut part.unread);
    }
    all.unread.sort_unstable();
    all.unread.dedup();
    all
}

impl Contents {
    fn add(&mut self, place: &str, offset: u64, marks: Vec<Mark>) {
        self.found.extend(marks.into_iter().map(|mark| Content {
            place: place.to_owned(),
            offset,
            kind: mark.kind,
            label: mark.label,
        }));
    }
}

/// Everything but tables.
fn marks(window: &mut Window<'_>, sector: u64) -> Vec<Mark> {
    let mut found = Vec::new();
    found.extend(filesystems::find(window));
    found.extend(microsoft::find(window));
    found.extend(encryption::find(window));
    found.extend(arrays::find(window, sector));
    found
}

/// Whether an open device bears the mark of a pool (`zfs`, `bcachefs`).
///
/// # Errors
/// When a place where the mark would be cannot be read: then nobody knows.
#[cfg(target_os = "linux")]
pub(super) fn pool_on(device: &File, kind: &str) -> std::io::Result<bool> {
    use std::io::{Seek as _, SeekFrom};
    let length = { device }.seek(SeekFrom::End(0))?;
    let mut window = Window::new(device, 0, length);
    let found = marks(&mut window, 512).iter().any(|mark| mark.kind == kind);
    match window.unread.pop() {
        Some((_, reason)) if !found => Err(std::io::Error::other(reason)),
        _ => Ok(found),
    }
}

/// Text in a field of fixed length, up to the first zero. Old systems wrote it in the code page of the machine: CP932 in Japan.
fn text(field: &[u8]) -> Option<String> {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    let bytes = field[..end].trim_ascii();
    let told = match std::str::from_utf8(bytes) {
        Ok(told) => told.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned(),
    };
    (!told.is_empty()).then_some(told)
}

/// UTF-16, little-endian, up to the first zero.
fn text16(field: &[u8]) -> Option<String> {
    let units = field.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let told = char::decode_utf16(units.take_while(|unit| *unit != 0))
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect::<String>();
    (!told.is_empty()).then_some(told)
}
