//! The body of a certificate for free space: exactly what was seen.

use super::FreeStatement;
use crate::custody::issue::Signer;
use crate::device::Room;
use crate::document::{
    FillReadBack, FillTrouble, FillWritten, FreeSpaceCertificate, Performed, RoomSeen, RoomTold,
};
use crate::model::{Basis, Medium, Timestamp};
use crate::sanitize::free::{FreePlan, FreeReport, Trouble, judge};

pub(super) fn certificate(
    plan: &FreePlan,
    report: &FreeReport,
    statement: &FreeStatement,
    signer: Signer<'_>,
    from: Timestamp,
    until: Timestamp,
) -> FreeSpaceCertificate {
    let (verdict, reasons) = judge(report);
    FreeSpaceCertificate {
        disposition: "erase".to_owned(),
        asset: statement.asset_id(),
        target: statement.target.clone(),
        consent: statement.consent.clone(),
        performed: Performed {
            from,
            until,
            place: statement.place.clone(),
            operator: signer.card.person(),
            witness: statement.witness.clone(),
            machine: statement.machine.clone(),
        },
        filesystem: plan.place.filesystem.kind.clone(),
        options: plan.place.options(),
        medium: plan.place.medium().clone(),
        technique: "fill".to_owned(),
        pattern: "aes-256-ctr".to_owned(),
        method: None,
        room: RoomSeen {
            before: report.before.map(told),
            full: report.full.map(told),
            after: report.after.map(told),
            basis: Basis::Reported,
        },
        reserve: plan.reserve,
        written: FillWritten {
            files: report.files,
            bytes: report.written,
            unwritable: report.unwritable,
            unreached: Some(report.unreached).filter(|bytes| *bytes > 0),
            speed: FreeReport::speed(report.written, report.writing),
            basis: Basis::Wrote,
        },
        read_back: FillReadBack {
            how: report.read_back.as_str().to_owned(),
            equal: report.equal,
            speed: FreeReport::speed(report.equal, report.reading),
            basis: Basis::ReadBack,
        },
        stop: report.stop.as_str().to_owned(),
        troubles: report.troubles.iter().map(trouble).collect(),
        left: report.left.is_some(),
        limits: report.limits.iter().copied().collect(),
        verdict,
        reasons: reasons.iter().map(|reason| reason.as_str().to_owned()).collect(),
    }
}

fn told(room: Room) -> RoomTold {
    RoomTold { total: room.total, free: room.free, available: room.available }
}

fn trouble(trouble: &Trouble) -> FillTrouble {
    FillTrouble {
        what: trouble.kind.as_str().to_owned(),
        file: trouble.file,
        offset: trouble.offset,
        bytes: trouble.bytes,
        detail: trouble.word.clone(),
    }
}

/// What people know a medium by; empty where nothing is known.
pub(super) fn medium_name(medium: &Medium) -> String {
    let serial = medium.serial.as_ref().map(|serial| serial.value.clone());
    serial.or_else(|| medium.device.clone()).unwrap_or_default()
}
