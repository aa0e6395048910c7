//! A drive for programs.

use super::Seen;
use crate::device::{DeviceNumber, Doubt, Erase, Erases, Health, Hidden, Hider, NotChecked, Use};
use serde_json::{Value, json};
use std::path::Path;

/// One drive, one line.
pub(super) fn device(one: &Seen) -> Value {
    let drive = &one.drive;
    let parts: Vec<Value> = drive
        .partitions
        .iter()
        .map(|part| {
            json!({ "name": part.name, "number": number(part.number), "start": part.start, "length": part.length })
        })
        .collect();
    json!({
        "event": "device",
        "name": drive.name,
        "path": shown(&drive.path),
        "number": number(drive.number),
        "by_id": drive.by_id,
        "medium": drive.medium,
        "wwn": drive.wwn,
        "firmware": drive.firmware,
        "origins": drive.origins,
        "turns_per_minute": drive.turns_per_minute,
        "logical_sector": drive.logical_sector,
        "physical_sector": drive.physical_sector,
        "zoned": drive.zoned,
        "read_only": drive.read_only,
        "removable": drive.removable,
        "discards": drive.discards,
        "backing_file": drive.backing_file.as_deref().map(shown),
        "partitions": parts,
        "contents": contents(one),
        "uses": {
            "none": one.uses.none(),
            "root": one.uses.carries_root(),
            "found": one.uses.found.iter().map(used).collect::<Vec<_>>(),
            "doubts": one.uses.doubts.iter().map(doubt).collect::<Vec<_>>(),
        },
        "hidden": hidden(&one.found.hidden),
        "health": health(&one.found.health),
        "erases": erases(&one.found.erases),
        "other_serial": one.other_serial(),
    })
}

fn number(number: DeviceNumber) -> String {
    format!("{}:{}", number.major, number.minor)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn not_checked(why: &NotChecked) -> Value {
    json!({ "state": "not-checked", "why": why.code(), "detail": why.detail() })
}

fn contents(one: &Seen) -> Value {
    let contents = match &one.found.contents {
        Ok(contents) => contents,
        Err(why) => return not_checked(why),
    };
    let found: Vec<Value> = contents
        .found
        .iter()
        .map(|content| {
            json!({ "place": content.place, "offset": content.offset, "kind": content.kind, "label": content.label })
        })
        .collect();
    let unread: Vec<Value> = contents
        .unread
        .iter()
        .map(|(offset, reason)| json!({ "offset": offset, "reason": reason }))
        .collect();
    json!({ "state": "read", "found": found, "unread": unread })
}

fn used(found: &Use) -> Value {
    match found {
        Use::Mounted { device, point, kind, root } => {
            json!({ "use": "mounted", "device": device, "point": shown(point), "kind": kind, "root": root })
        }
        Use::Swap { device, area } => json!({ "use": "swap", "device": device, "area": shown(area) }),
        Use::Holder { device, holder } => json!({ "use": "holder", "device": device, "holder": holder }),
        Use::Loop { device, loop_device, file } => {
            json!({ "use": "loop", "device": device, "loop_device": loop_device, "file": shown(file) })
        }
    }
}

fn doubt(doubt: &Doubt) -> Value {
    match doubt {
        Doubt::Unread { path, reason } => json!({ "doubt": "unread", "path": shown(path), "reason": reason }),
        Doubt::Unclear { path, text } => json!({ "doubt": "unclear", "path": shown(path), "text": text }),
        Doubt::Untraced { path, kind } => json!({ "doubt": "untraced", "path": shown(path), "kind": kind }),
        Doubt::OtherNameSpaces { processes } => {
            json!({ "doubt": "other-name-spaces", "processes": processes })
        }
    }
}

fn hidden(hidden: &Hidden) -> Value {
    match hidden {
        Hidden::NotChecked(why) => not_checked(why),
        Hidden::None { bytes } => json!({ "state": "none", "whole": bytes }),
        Hidden::Found { by, bytes } => {
            let by: Vec<&str> = by.iter().map(|hider| hider_code(*hider)).collect();
            json!({ "state": "found", "by": by, "hidden": bytes })
        }
    }
}

/// Language-free code.
pub(super) fn hider_code(hider: Hider) -> &'static str {
    match hider {
        Hider::Hpa => "hpa",
        Hider::Dco => "dco",
        Hider::OtherNameSpaces => "other-name-spaces",
        Hider::Host => "host",
    }
}

fn health(health: &Health) -> Value {
    match health {
        Health::NotChecked(why) => not_checked(why),
        Health::Ata { failing, counts } => json!({
            "state": "told",
            "by": "ata-smart",
            "failing": failing,
            "reallocated": counts.reallocated,
            "pending": counts.pending,
            "hours": counts.hours,
            "temperature": counts.temperature,
        }),
        Health::Nvme { warnings, temperature, spare, used, hours, media_errors } => json!({
            "state": "told",
            "by": "nvme-health-log",
            "warnings": warnings,
            "temperature": temperature,
            "spare": spare,
            "used": used,
            "hours": hours,
            "media_errors": media_errors,
        }),
    }
}

fn erases(erases: &Erases) -> Value {
    let (offered, obstacles) = match erases {
        Erases::NotChecked(why) => return not_checked(why),
        Erases::Told { offered, obstacles } => (offered, obstacles),
    };
    let offered: Vec<Value> = offered
        .iter()
        .map(|erase| match erase {
            Erase::AtaSecurityErase { minutes } | Erase::AtaSecurityEraseEnhanced { minutes } => {
                json!({ "erase": erase.code(), "minutes": minutes })
            }
            Erase::NvmeFormat { all } | Erase::NvmeFormatCrypto { all } => {
                json!({ "erase": erase.code(), "every_name_space": all })
            }
            _ => json!({ "erase": erase.code() }),
        })
        .collect();
    let obstacles: Vec<&str> = obstacles.iter().map(crate::device::Obstacle::code).collect();
    json!({ "state": "told", "offered": offered, "obstacles": obstacles })
}
