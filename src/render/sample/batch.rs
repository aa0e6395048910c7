//! 見本 of the papers about several media, and of media that were read again. For tests only.

use super::facts::{at, head, record, sha256, sourced};
use super::files::certificate;
use super::medium::wiped_medium;
use crate::document::{
    Agreement, Batch, BatchCertified, BatchCounts, BatchMedium, BatchOutcome, Blocks, Body, Designated,
    ReadBackPass, Recheck, Record, RecordRef, Replaced,
};
use crate::model::{Basis, KeyRef, Medium, MediumKind, Source, Trust, Verdict};

fn reference(number: &str, seed: u8) -> RecordRef {
    RecordRef {
        number: number.to_owned(),
        sha256: sha256(seed),
        issued_at: at("2026-11-22T13:00:00+09:00"),
        key: KeyRef { id: "mihon01".to_owned(), fingerprint: "SHA256:mihonmihonmihon".to_owned() },
    }
}

fn disk(turn: u8, outcome: BatchOutcome) -> BatchMedium {
    let medium = Medium {
        label: Some(format!("H-{turn:03}")),
        serial: Some(sourced(&format!("MIHON{turn:06}"), Source::Drive)),
        ..wiped_medium().medium
    };
    BatchMedium { medium, label_serial: None, outcome, earlier: Vec::new() }
}

/// A disk that passed.
pub(crate) fn certified(turn: u8) -> BatchCertified {
    BatchCertified {
        certificate: reference(&format!("M-2026-{turn:04}"), 100 + turn),
        from: at("2026-11-22T09:30:00+09:00"),
        until: at("2026-11-22T12:58:02+09:00"),
        technique: "overwrite".to_owned(),
        passes: 1,
        range: Some("full".to_owned()),
        method: Some("clear".to_owned()),
        designated: Designated { method: Some("clear".to_owned()), conforms: Some(true) },
        verdict: Verdict::Pass,
        reasons: Vec::new(),
    }
}

/// One disk of every outcome, in a plan.
pub(crate) fn batch() -> Batch {
    let failed = BatchCertified {
        verdict: Verdict::Failed,
        method: None,
        range: None,
        designated: Designated { method: Some("clear".to_owned()), conforms: Some(false) },
        reasons: vec!["gone".to_owned(), "incomplete".to_owned()],
        ..certified(2)
    };
    let unknown = BatchCertified {
        verdict: Verdict::Unknown,
        method: None,
        range: Some("sample".to_owned()),
        designated: Designated::default(),
        reasons: vec!["sampled".to_owned()],
        ..certified(3)
    };
    let mut media = vec![
        disk(1, BatchOutcome::Certified(Box::new(certified(1)))),
        disk(2, BatchOutcome::Certified(Box::new(failed))),
        disk(3, BatchOutcome::Certified(Box::new(unknown))),
        disk(4, BatchOutcome::Interrupted { at: at("2026-11-22T10:00:00+09:00") }),
        disk(5, BatchOutcome::NotDone),
    ];
    media[0].earlier = vec![reference("M-2026-0009", 109)];
    media[4].medium = Medium {
        kind: MediumKind::Virtual,
        device: Some("loop0".to_owned()),
        capacity: Some(1 << 30),
        ..Medium::default()
    };
    Batch {
        plan: Some(wiped_medium().plan),
        replaces: vec![Replaced { number: "B-2026-0001".to_owned(), sha256: sha256(120) }],
        counts: BatchCounts::of(&media),
        media,
    }
}

pub(crate) fn batch_record(body: Batch) -> Record {
    record(head("B-2026-0006"), Body::Batch(Box::new(body)))
}

/// A disk that was read from end to end and is as it was certified.
pub(crate) fn recheck() -> Recheck {
    let wiped = wiped_medium();
    let capacity = wiped.medium.capacity.unwrap();
    Recheck {
        certificate: reference("M-2026-0005", 105),
        signature: Trust::Good,
        certified: Verdict::Pass,
        medium: wiped.medium,
        wwn: wiped.wwn,
        sector: 512,
        differences: Vec::new(),
        performed: certificate().performed,
        pattern: wiped.passes[0].pattern.clone(),
        read: ReadBackPass {
            range: "full".to_owned(),
            from: at("2026-12-01T09:00:00+09:00"),
            until: at("2026-12-01T10:40:00+09:00"),
            wanted: capacity,
            equal: capacity,
            speed: Some(166_000_000),
            basis: Basis::ReadBack,
            differing: Blocks::default(),
            unreadable: Blocks::default(),
            cut: None,
        },
        agreement: Agreement::Same,
        reasons: Vec::new(),
    }
}

/// With what the facts amount to, whatever stood there before.
pub(crate) fn judged(mut body: Recheck) -> Recheck {
    let (agreement, reasons) = body.judge();
    body.agreement = agreement;
    body.reasons = reasons.into_iter().map(str::to_owned).collect();
    body
}

pub(crate) fn recheck_record(body: Recheck) -> Record {
    record(head("V-2026-0007"), Body::Recheck(Box::new(body)))
}
