//! Looking at a drive before anything is planned or done with it. Every doubt is a refusal.

use super::identity::Identity;
use super::refusal::MediaRefusal;
use crate::device::{Doubt, Drive, Use, Uses};
use crate::model::MediumKind;

/// Sectors that the kernel's block layer writes whole.
const SECTORS: [u32; 2] = [512, 4096];

/// Everything against writing over `drive`, given what `uses` it.
pub fn refusals(drive: &Drive, uses: &Uses) -> Vec<MediaRefusal> {
    let device = || drive.name.clone();
    let mut refusals = Vec::new();
    if uses.carries_root() {
        refusals.push(MediaRefusal::Root { device: device() });
    }
    if !uses.found.is_empty() {
        let uses = uses.found.iter().map(use_text).collect::<Vec<_>>().join(", ");
        refusals.push(MediaRefusal::InUse { device: device(), uses });
    }
    // What other processes have mounted elsewhere, the kernel knows: it will not open the disk for us alone then (O_EXCL, open(2)).
    let open = |doubt: &&Doubt| !matches!(doubt, Doubt::OtherNameSpaces { .. });
    let doubts: Vec<String> = uses.doubts.iter().filter(open).map(doubt_text).collect();
    if !doubts.is_empty() {
        let doubts = doubts.join(", ");
        refusals.push(MediaRefusal::Doubt { device: device(), doubts });
    }
    if drive.read_only {
        refusals.push(MediaRefusal::ReadOnly { device: device() });
    }
    if drive.zoned {
        refusals.push(MediaRefusal::Zoned { device: device() });
    }
    let sector = drive.logical_sector.unwrap_or(0);
    if !SECTORS.contains(&sector)
        || Identity::of(drive).is_none_or(|identity| identity.capacity < u64::from(sector))
    {
        refusals.push(MediaRefusal::Sector { device: device(), sector });
    }
    let kind = match drive.medium.kind {
        MediumKind::Optical => Some("optical"),
        MediumKind::Network => Some("network"),
        MediumKind::Memory => Some("memory"),
        _ => None,
    };
    if let Some(kind) = kind {
        refusals.push(MediaRefusal::Kind { device: device(), kind: kind.to_owned() });
    }
    refusals
}

/// One use, as the kernel would put it.
#[must_use]
pub fn use_text(found: &Use) -> String {
    match found {
        Use::Mounted { device, point, kind, .. } => format!("{device} {kind} {}", point.display()),
        Use::Swap { device, area } => format!("{device} swap {}", area.display()),
        Use::Holder { device, holder } => format!("{device} {holder}"),
        Use::Loop { device, loop_device, file } => format!("{device} {loop_device} {}", file.display()),
    }
}

fn doubt_text(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Unread { path, reason } => format!("{} {reason}", path.display()),
        Doubt::Unclear { path, text } => format!("{} {text}", path.display()),
        Doubt::Untraced { path, kind } => format!("{kind} {}", path.display()),
        Doubt::OtherNameSpaces { processes } => format!("mount namespaces of {processes} processes"),
    }
}
