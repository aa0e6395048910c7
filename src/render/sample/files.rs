//! 見本: Certificates of wiped files.

use super::facts::{LIMITS, OUTCOMES, at, head, person, record, sha256, sourced};
use crate::document::{
    Annex, Body, Certificate, Counts, ItemResult, Performed, Place, Record, Remains, Residue,
};
use crate::model::{FileOutcome, Limit, Medium, MediumKind, Source, Verdict};
use std::collections::BTreeMap;

pub(crate) fn certificate() -> Certificate {
    Certificate {
        scope: "files".to_owned(),
        disposition: "erase".to_owned(),
        asset: Some("A-2026-0007".to_owned()),
        targets: vec!["作業用/住民移行データ".to_owned(), "作業用/照合結果.csv".to_owned()],
        declared_last: None,
        consent: Some("承諾第12号".to_owned()),
        performed: Performed {
            from: at("2026-11-22T13:30:00+09:00"),
            until: at("2026-11-22T13:48:12+09:00"),
            place: Some("本社4階 データ管理室".to_owned()),
            operator: person("データ管理課", "作業責任者", "見本　花子"),
            witness: Some(person("品質管理課", "課長", "見本　一郎")),
            machine: Some("mihon-pc-07".to_owned()),
        },
        technique: "overwrite".to_owned(),
        pattern: "aes-256-ctr".to_owned(),
        passes: 1,
        read_back: "direct".to_owned(),
        method: None,
        places: vec![Place {
            filesystem: "ext4".to_owned(),
            options: "rw,data=ordered".to_owned(),
            medium: Medium {
                kind: MediumKind::Hdd,
                model: Some(sourced("SAMPLE HDD 1TB", Source::Drive)),
                serial: Some(sourced("S5XANS0R123456", Source::Drive)),
                capacity: Some(1_000_204_886_016),
                transport: Some("ata".to_owned()),
                rotational: Some(true),
                device: Some("sda".to_owned()),
                ..Medium::default()
            },
            files: 48,
            limits: vec![
                Limit::NamesRemain,
                Limit::EarlierVersions,
                Limit::BackupsNotCovered,
                Limit::RawDeviceNotRead,
            ],
            residue: None,
        }],
        counts: Counts {
            files: 48,
            bytes: 7_301_444_403,
            bytes_written: 7_301_529_600,
            bytes_read_back: 7_301_529_600,
            bytes_read_raw: 0,
            name_not_scrubbed: 0,
            folders_removed: 5,
            links_removed: 1,
            left: 0,
            links_left: 0,
            interrupted: false,
            outcomes: BTreeMap::from([(FileOutcome::OverwrittenReadBack, 46), (FileOutcome::Empty, 2)]),
        },
        exceptions: Vec::new(),
        verdict: Verdict::Pass,
    }
}

/// Not checked: two places, and `items` files that could not be.
pub(crate) fn doubtful(items: u64) -> Certificate {
    let mut body = certificate();
    body.verdict = Verdict::Unknown;
    body.read_back = "cached".to_owned();
    body.counts.files += items;
    body.counts.outcomes.insert(FileOutcome::OverwrittenNotVerifiable, items);
    body.exceptions = (1..=items)
        .map(|item| ItemResult {
            item,
            outcome: FileOutcome::OverwrittenNotVerifiable,
            verdict: Verdict::Unknown,
            detail: None,
        })
        .collect();
    body.places.push(Place {
        filesystem: "cifs".to_owned(),
        options: String::new(),
        medium: Medium { kind: MediumKind::Network, ..Medium::default() },
        files: items,
        limits: vec![Limit::NetworkShare, Limit::NoExtentMap],
        residue: None,
    });
    body
}

/// A search that found something.
pub(crate) fn remains() -> Residue {
    Residue {
        device_bytes: 1_000_204_886_016,
        searched: 1_000_204_886_016,
        unit: 4096,
        blocks: 1_782_541,
        pieces: 44,
        names: 51,
        plain: 12,
        short_names: 3,
        found: Remains {
            files: 2,
            block_places: 97_019,
            piece_places: 6,
            journal: 97_000,
            elsewhere: 25,
            names_found: 39,
            name_places: 120,
            first: vec![4096, 1_048_576],
            ..Remains::default()
        },
        ..Residue::default()
    }
}

/// Everything that can go wrong, in one certificate.
pub(crate) fn failing() -> Certificate {
    let mut body = certificate();
    body.verdict = Verdict::Failed;
    body.read_back = "none".to_owned();
    body.consent = None;
    body.performed.place = None;
    body.places[0].limits = LIMITS.to_vec();
    body.places[0].residue = Some(remains());
    body.counts.name_not_scrubbed = 54;
    (body.counts.left, body.counts.links_left, body.counts.interrupted) = (6, 2, true);
    body.counts.outcomes = OUTCOMES.into_iter().map(|outcome| (outcome, 3)).collect();
    body.exceptions = vec![ItemResult {
        item: 1,
        outcome: FileOutcome::Failed,
        verdict: Verdict::Failed,
        detail: Some("Permission denied (os error 13)".to_owned()),
    }];
    body
}

pub(crate) fn certificate_record(body: Certificate) -> Record {
    let mut head = head("C-2026-0004");
    head.annexes =
        vec![Annex { name: "C-2026-0004.files.jsonl".to_owned(), bytes: 12_345, sha256: sha256(11) }];
    record(head, Body::Certificate(Box::new(body)))
}
