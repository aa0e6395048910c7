//! 見本: Certificates of wiped media.

use super::facts::{at, head, person, record, sha256, sourced};
use super::files::certificate;
use super::handover::medium;
use crate::document::{
    Annex, Blocks, Body, Designated, HiddenArea, LastRun, MediumCertificate, Performed, PlanRef,
    ReadBackPass, Record, SecondChecker, TakenIn, WrittenPass, WrittenPattern,
};
use crate::model::{
    Basis, KeyRef, Limit, ListedMedium, MediaListRef, Medium, MediumKind, OnList, Source, Verdict,
};

/// Its row on the list of the sample.
pub(super) fn taken_in() -> TakenIn {
    let row = ListedMedium {
        line: 4,
        serial: "S5XANS0R123456".to_owned(),
        number: Some("H-003".to_owned()),
        model: Some("SAMPLE HDD 1TB".to_owned()),
        capacity: Some("1TB".to_owned()),
        ..ListedMedium::default()
    };
    TakenIn {
        list: MediaListRef { name: "見本媒体一覧.csv".to_owned(), sha256: sha256(15), rows: 12 },
        on: OnList { row, by: Source::Drive, differs: Vec::new(), not_compared: Vec::new() },
    }
}

/// A disk that was overwritten and read back from end to end.
pub(crate) fn wiped_medium() -> MediumCertificate {
    let capacity = 1_000_204_886_016;
    MediumCertificate {
        disposition: "erase".to_owned(),
        asset: Some("A-2026-0007".to_owned()),
        consent: Some("承諾第12号".to_owned()),
        medium: Medium {
            kind: MediumKind::Hdd,
            label: Some("H-003".to_owned()),
            maker: Some(sourced("見本電機", Source::Drive)),
            model: Some(sourced("SAMPLE HDD 1TB", Source::Drive)),
            serial: Some(sourced("S5XANS0R123456", Source::Drive)),
            capacity: Some(capacity),
            transport: Some("ata".to_owned()),
            rotational: Some(true),
            device: Some("sdb".to_owned()),
            ..Medium::default()
        },
        label_serial: None,
        intake: Some(taken_in()),
        wwn: Some(sourced("0x5000c500a1b2c3d4", Source::Drive)),
        firmware: Some(sourced("MH01", Source::Drive)),
        sector: 512,
        before: vec!["gpt".to_owned(), "ext4（sdb1）".to_owned()],
        origin: Some("住民情報システムのサーバ（見本）".to_owned()),
        destination: Some("甲へ返還".to_owned()),
        performed: Performed {
            from: at("2026-11-22T09:30:00+09:00"),
            until: at("2026-11-22T12:58:02+09:00"),
            ..certificate().performed
        },
        second_checker: Some(SecondChecker {
            person: person("情報管理係", "主任", "見本 次郎"),
            key: KeyRef { id: "mihon-jiro".to_owned(), fingerprint: "SHA256:MihonJiro".to_owned() },
            at: at("2026-11-22T09:10:00+09:00"),
        }),
        plan: PlanRef {
            id: "P-mihon-0001".to_owned(),
            sha256: sha256(12),
            made: at("2026-11-22T09:00:00+09:00"),
        },
        method: Some("clear".to_owned()),
        designated: Designated { method: Some("clear".to_owned()), conforms: Some(true) },
        technique: "overwrite".to_owned(),
        earlier_passes: None,
        passes: vec![WrittenPass {
            pattern: WrittenPattern::Keystream { key: sha256(13) },
            from: at("2026-11-22T09:30:00+09:00"),
            until: at("2026-11-22T11:15:30+09:00"),
            bytes: capacity,
            speed: Some(158_000_000),
            last_run: None,
            basis: Basis::Wrote,
            unwritable: Blocks::default(),
            readable: Blocks::default(),
            flush_failed: None,
            cut: None,
        }],
        read_back: Some(ReadBackPass {
            range: "full".to_owned(),
            from: at("2026-11-22T11:15:31+09:00"),
            until: at("2026-11-22T12:58:02+09:00"),
            wanted: capacity,
            equal: capacity,
            speed: Some(162_000_000),
            basis: Basis::ReadBack,
            differing: Blocks::default(),
            unreadable: Blocks::default(),
            cut: None,
        }),
        hidden: HiddenArea::None,
        resumed: 0,
        limits: vec![Limit::ReallocatedSectors],
        verdict: Verdict::Pass,
        reasons: Vec::new(),
    }
}

/// A USB stick of which some places were read back, under a designation that overwriting does not meet.
pub(crate) fn sampled_medium() -> MediumCertificate {
    let mut body = wiped_medium();
    body.medium = medium();
    body.medium.serial_conflict = Some(sourced("9999", Source::UsbBridge));
    (body.wwn, body.firmware, body.before, body.origin, body.destination) =
        (None, None, Vec::new(), None, None);
    // As issued: only a pass reaches a method, and of what nobody knows the result, nobody knows whether it conforms.
    body.method = None;
    body.designated = Designated { method: Some("purge".to_owned()), conforms: None };
    body.passes[0].pattern = WrittenPattern::Constant { byte: 0 };
    body.passes[0].bytes = 64_000_000_000;
    if let Some(read) = &mut body.read_back {
        read.range = "sample".to_owned();
        (read.wanted, read.equal) = (6_412_800_000, 6_412_800_000);
    }
    body.hidden = HiddenArea::NotChecked { why: "bridge".to_owned() };
    body.resumed = 2;
    body.passes[0].last_run = Some(LastRun { from: at("2026-11-22T10:45:00+09:00"), bytes: 12_000_000_000 });
    body.limits = vec![Limit::FlashRemapping];
    (body.verdict, body.reasons) = (Verdict::Unknown, vec!["sampled".to_owned()]);
    body
}

/// Everything that can go wrong with a medium, in one certificate.
pub(crate) fn failing_medium() -> MediumCertificate {
    let mut body = wiped_medium();
    let some =
        |count: u64, first: &[(u64, u64)], stretches| Blocks { count, first: first.to_vec(), stretches };
    let mut last = body.passes[0].clone();
    last.pattern = WrittenPattern::Constant { byte: 255 };
    last.bytes -= 108 * 512;
    last.unwritable = some(108, &[(4096, 4103), (1_953_525_000, 1_953_525_099)], 2);
    last.readable = some(8, &[(4096, 4103)], 1);
    last.flush_failed = Some("Input/output error (os error 5)".to_owned());
    last.cut = Some("dead".to_owned());
    body.passes.push(last);
    if let Some(read) = &mut body.read_back {
        read.equal -= 640 * 512;
        let first: Vec<(u64, u64)> = (0..100).map(|at| (10_000 + at * 10, 10_003 + at * 10)).collect();
        read.differing = some(520, &first, 130);
        read.unreadable = some(12, &[(77, 77), (90, 100)], 2);
        read.cut = Some("gone".to_owned());
    }
    body.hidden = HiddenArea::Found { bytes: Some(1_048_576) };
    body.method = None;
    body.designated.conforms = Some(false);
    body.verdict = Verdict::Failed;
    let reasons = "gone dead unwritable readable_unwritable flush_failed differing unreadable hidden_left other_disk incomplete";
    body.reasons = reasons.split(' ').map(str::to_owned).collect();
    body
}

pub(crate) fn medium_record(body: MediumCertificate) -> Record {
    let mut head = head("M-2026-0005");
    head.annexes =
        vec![Annex { name: "M-2026-0005.blocks.jsonl".to_owned(), bytes: 3456, sha256: sha256(14) }];
    record(head, Body::Medium(Box::new(body)))
}
