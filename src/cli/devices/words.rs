//! What was found out, in words: the same for the screen and for the spreadsheet.

use super::Seen;
use super::json::hider_code;
use crate::cli::catalogue::Catalogue;
use crate::cli::layout::printable_path;
use crate::device::{Doubt, Erases, Health, Hidden, NotChecked, Use};
use crate::model::{MediumKind, Origin, Sourced, bytes_with_unit, printable};

/// 媒体種別.
pub(in crate::cli) fn kind(words: &Catalogue, kind: MediumKind) -> String {
    words.word(match kind {
        MediumKind::Hdd => "medium-hdd",
        MediumKind::Ssd => "medium-ssd",
        MediumKind::UsbMemory => "medium-usb-memory",
        MediumKind::Card => "medium-card",
        MediumKind::Optical => "medium-optical",
        MediumKind::Virtual => "medium-virtual",
        MediumKind::Network => "medium-network",
        MediumKind::Memory => "medium-memory",
        MediumKind::Unknown => "medium-unknown",
    })
}

/// 取得元.
pub(super) fn origin(words: &Catalogue, origin: Origin) -> String {
    words.word(match origin {
        Origin::Sysfs => "origin-sysfs",
        Origin::VpdPage => "origin-vpd-page",
        Origin::AtaIdentify => "origin-ata-identify",
        Origin::NvmeIdentify => "origin-nvme-identify",
        Origin::UsbBridge => "origin-usb-bridge",
        Origin::Label => "origin-label",
    })
}

/// 取得元 of what has no place of its own for it.
pub(super) fn origins(words: &Catalogue, one: &Seen) -> Vec<String> {
    let of = &one.drive.origins;
    let facts = [
        ("devices-maker", of.maker),
        ("devices-model", of.model),
        ("devices-capacity", of.capacity),
        ("devices-sectors", of.sectors),
        ("devices-transport", of.transport),
        ("devices-turns", of.turns),
    ];
    let told = facts.into_iter().filter_map(|(label, way)| Some((words.word(label), origin(words, way?))));
    told.map(|(label, way)| format!("{label}: {way}")).collect()
}

/// Maker and model, as one.
pub(super) fn name_of_model(one: &Seen) -> String {
    let medium = &one.drive.medium;
    let parts = [&medium.maker, &medium.model].into_iter().flatten().map(|told| told.value.as_str());
    let mut name = parts.collect::<Vec<_>>().join(" ");
    if let (true, Some(file)) = (name.is_empty(), &one.drive.backing_file) {
        name = printable_path(file);
    }
    printable(&name).into_owned()
}

/// A fact with its source.
pub(super) fn sourced(words: &Catalogue, told: &Sourced, way: Option<Origin>) -> String {
    let way = way.map(|way| origin(words, way)).unwrap_or_default();
    words.text("devices-fact", &crate::facts![value = told.value, origin = way])
}

/// Contents, a line each.
pub(super) fn contents(words: &Catalogue, one: &Seen) -> Vec<String> {
    let contents = match &one.found.contents {
        Ok(contents) => contents,
        Err(why) => return vec![not_checked(words, why)],
    };
    let mut lines: Vec<String> = contents
        .found
        .iter()
        .map(|content| {
            let facts = crate::facts![
                place = content.place,
                kind = content.kind,
                label = content.label.as_deref().unwrap_or_default()
            ];
            let id = if content.label.is_some() { "devices-content-labelled" } else { "devices-content" };
            words.text(id, &facts)
        })
        .collect();
    if lines.is_empty() {
        lines.push(words.word("devices-content-none"));
    }
    if let Some((offset, reason)) = contents.unread.first() {
        let count = contents.unread.len();
        lines.push(
            words.text(
                "devices-content-unread",
                &crate::facts![count = count, offset = offset, reason = reason],
            ),
        );
    }
    lines
}

/// Uses, a line each; none is said too.
pub(super) fn uses(words: &Catalogue, one: &Seen) -> Vec<String> {
    let mut lines: Vec<String> = one.uses.found.iter().map(|found| used(words, found)).collect();
    if lines.is_empty() {
        lines.push(words.word("devices-use-none"));
    }
    lines
}

fn used(words: &Catalogue, found: &Use) -> String {
    match found {
        Use::Mounted { device, point, kind, root } => {
            let id = if *root { "devices-use-root" } else { "devices-use-mounted" };
            words.text(id, &crate::facts![device = device, point = point.display(), kind = kind])
        }
        Use::Swap { device, area } => {
            words.text("devices-use-swap", &crate::facts![device = device, area = area.display()])
        }
        Use::Holder { device, holder } => {
            words.text("devices-use-holder", &crate::facts![device = device, holder = holder])
        }
        Use::Loop { device, loop_device, file } => words.text(
            "devices-use-loop",
            &crate::facts![device = device, loop_device = loop_device, file = file.display()],
        ),
    }
}

/// Doubts, a line each.
pub(super) fn doubts(words: &Catalogue, one: &Seen) -> Vec<String> {
    let told = one.uses.doubts.iter().map(|doubt| match doubt {
        Doubt::Unread { path, reason } => {
            words.text("devices-doubt-unread", &crate::facts![path = path.display(), reason = reason])
        }
        Doubt::Unclear { path, text } => {
            words.text("devices-doubt-unclear", &crate::facts![path = path.display(), text = text])
        }
        Doubt::Untraced { path, kind } => {
            words.text("devices-doubt-untraced", &crate::facts![path = path.display(), kind = kind])
        }
        Doubt::OtherNameSpaces { processes } => {
            words.text("devices-doubt-name-spaces", &crate::facts![count = processes])
        }
    });
    told.collect()
}

pub(super) fn not_checked(words: &Catalogue, why: &NotChecked) -> String {
    let why = words.word(&format!("not-checked-{}", why.code()));
    words.text("devices-not-checked", &crate::facts![why = why])
}

/// Hidden areas.
pub(super) fn hidden(words: &Catalogue, one: &Seen) -> String {
    match &one.found.hidden {
        Hidden::NotChecked(why) => not_checked(words, why),
        Hidden::None { .. } => words.word("devices-hidden-none"),
        Hidden::Found { by, bytes } => {
            let by: Vec<String> =
                by.iter().map(|hider| words.word(&format!("hider-{}", hider_code(*hider)))).collect();
            let facts = crate::facts![by = by.join(", "), size = bytes_with_unit(*bytes)];
            words.text("devices-hidden-found", &facts)
        }
    }
}

/// Health.
pub(super) fn health(words: &Catalogue, one: &Seen) -> String {
    match &one.found.health {
        Health::NotChecked(why) => not_checked(words, why),
        Health::Ata { failing, counts } => {
            let said = words.word(if *failing { "devices-health-failing" } else { "devices-health-good" });
            let temperature = counts.temperature.map(i64::from);
            let number = |count: Option<u64>| count.and_then(|count| i64::try_from(count).ok());
            let told = [
                ("devices-health-reallocated", number(counts.reallocated)),
                ("devices-health-pending", number(counts.pending)),
                ("devices-health-hours", number(counts.hours)),
                ("devices-health-temperature", temperature),
            ];
            let told = told
                .into_iter()
                .filter_map(|(id, count)| Some(words.text(id, &crate::facts![count = count?])));
            std::iter::once(said).chain(told).collect::<Vec<_>>().join(&words.word("list-separator"))
        }
        Health::Nvme { warnings, temperature, spare, used, hours, media_errors } => {
            let id = if *warnings == 0 { "devices-health-nvme" } else { "devices-health-nvme-warns" };
            let facts = crate::facts![
                temperature = temperature,
                spare = spare,
                used = used,
                hours = hours,
                errors = media_errors,
                warnings = format!("{warnings:02X}h")
            ];
            words.text(id, &facts)
        }
    }
}

/// Erases, and what stands against them.
pub(super) fn erases(words: &Catalogue, one: &Seen) -> Vec<String> {
    match &one.found.erases {
        Erases::NotChecked(why) => vec![not_checked(words, why)],
        Erases::Told { offered, obstacles } => {
            let mut lines: Vec<String> =
                offered.iter().map(|erase| words.word(&format!("erase-{}", erase.code()))).collect();
            if lines.is_empty() {
                lines.push(words.word("devices-erases-none"));
            }
            lines.extend(obstacles.iter().map(|against| words.word(&format!("obstacle-{}", against.code()))));
            lines
        }
    }
}
