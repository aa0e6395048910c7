//! Encrypted containers that say what they are. (Others look like random bytes, and like a drive that was overwritten.)

use super::window::Window;
use super::{Mark, text};

pub(super) fn find(window: &mut Window<'_>) -> Option<Mark> {
    luks(window)
}

/// Where the second header of version 2 may be: behind a first one of any size.
const SECOND: [u64; 9] =
    [0x4000, 0x8000, 0x10000, 0x20000, 0x40000, 0x80000, 0x10_0000, 0x20_0000, 0x40_0000];

/// LUKS On-Disk Format 1.2.3 and LUKS2 1.1.2: a magic number and a version; version 2 has a label at 24, and a second
/// header at one of several places, which outlives the first.
fn luks(window: &mut Window<'_>) -> Option<Mark> {
    let head = window.read(0, 512)?;
    if head.starts_with(b"LUKS\xBA\xBE") {
        return match u16::from_be_bytes([head[6], head[7]]) {
            1 => Some(Mark::new("luks1")),
            2 => Some(Mark::labelled("luks2", text(&head[24..72]))),
            _ => Some(Mark::new("luks")),
        };
    }
    SECOND.iter().any(|at| window.has(*at, b"SKUL\xBA\xBE")).then(|| Mark::new("luks2-backup"))
}
