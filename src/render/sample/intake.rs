//! 見本: 受入照合表.

use super::facts::{head, record, sha256, sourced};
use super::medium::taken_in;
use crate::document::{Body, IntakeTable, Record, TakenIn};
use crate::model::{
    HereMedium, IntakeLine, IntakeState, ListedFact, ListedMedium, MediumKind, NearSerial, Source,
};

/// A list of media with a line of most kinds.
pub(crate) fn intake_table() -> IntakeTable {
    let TakenIn { list, on } = taken_in();
    let here = |device: &str, serial: &str| HereMedium {
        device: device.to_owned(),
        serial: Some(sourced(serial, Source::Drive)),
        model: Some(sourced("SAMPLE HDD 1TB", Source::Drive)),
        capacity: Some(1_000_204_886_016),
        kind: MediumKind::Hdd,
    };
    let row = |line: u64, serial: &str| ListedMedium { line, serial: serial.to_owned(), ..on.row.clone() };
    let line = |state, listed, here| IntakeLine {
        state,
        listed,
        here,
        differs: Vec::new(),
        not_compared: Vec::new(),
        near: Vec::new(),
    };
    let differing = line(IntakeState::MatchedDiffering, Some(row(5, "MIHON5")), Some(here("sdc", "MIHON5")));
    let strange = line(IntakeState::NotListed, None, Some(here("sdd", "MIHON-O7")));
    let near = vec![NearSerial { line: 7, serial: "MIHON-07".to_owned() }];
    IntakeTable {
        list,
        plan_sha256: Some(sha256(12)),
        lines: vec![
            line(IntakeState::Matched, Some(on.row.clone()), Some(here("sdb", &on.row.serial))),
            IntakeLine {
                differs: vec![ListedFact::Capacity],
                not_compared: vec![ListedFact::Model],
                ..differing
            },
            line(IntakeState::NotHere, Some(row(6, "MIHON6")), None),
            line(IntakeState::ListedTwice, Some(row(8, "MIHON8")), None),
            line(IntakeState::RowWithoutSerial, Some(row(9, "")), None),
            IntakeLine { near, ..strange },
            line(IntakeState::DriveWithoutSerial, None, Some(HereMedium { serial: None, ..here("sde", "") })),
        ],
    }
}

pub(crate) fn intake_record(body: IntakeTable) -> Record {
    record(head("T-2026-0006"), Body::Intake(Box::new(body)))
}
