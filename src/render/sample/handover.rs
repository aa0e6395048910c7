//! 見本: 預り証, 受領確認 and the note of a package.

use super::facts::{at, digests, head, person, record, sha256, sourced};
use crate::document::{
    Acceptance, Annex, Body, Comparison, ComparisonResult, Contents, DeliveryNote, Exception, Handover,
    NoteRef, Opened, PackageRef, Receipt, RecipientRef, Record, Terms, Transport,
};
use crate::model::{Medium, MediumKind, Source, Trust};
use std::collections::BTreeMap;

pub(crate) fn medium() -> Medium {
    Medium {
        kind: MediumKind::UsbMemory,
        label: Some("U-014".to_owned()),
        maker: Some(sourced("見本電子", Source::UsbBridge)),
        model: Some(sourced("SAMPLE-USB-64", Source::UsbBridge)),
        serial: Some(sourced("0001-ABCD-EF", Source::Typed)),
        serial_conflict: None,
        capacity: Some(64_000_000_000),
        transport: Some("usb".to_owned()),
        rotational: Some(false),
        device: Some("sdb".to_owned()),
    }
}

fn contents() -> Contents {
    Contents {
        files: 312,
        folders: 14,
        bytes: 48_318_382_080,
        manifest: digests(3),
        links: None,
        deviations: BTreeMap::new(),
        not_files: Vec::new(),
        unreadable: Vec::new(),
    }
}

pub(crate) fn handover() -> Handover {
    Handover {
        asset: "A-2026-0007".to_owned(),
        asset_name: "住民記録移行データ一式".to_owned(),
        agreed: Terms {
            means: Some("手交".to_owned()),
            at: Some(at("2026-11-22T10:00:00+09:00")),
            place: Some("加賀市役所3階 情報政策担当課".to_owned()),
        },
        actual: Terms {
            means: Some("手交".to_owned()),
            at: Some(at("2026-11-22T10:05:00+09:00")),
            place: Some("加賀市役所3階 情報政策担当課".to_owned()),
        },
        as_agreed: Some(true),
        giver: person("加賀市 情報政策担当課", "係長", "見本　次郎"),
        receiver: person("株式会社見本情報サービス データ管理課", "作業責任者", "見本　花子"),
        purpose: Some("住民情報システムのデータ移行及び移行結果の確認".to_owned()),
        storage: Some("本社4階 データ管理室 施錠保管庫".to_owned()),
        return_by: Some(at("2027-03-31T00:00:00+09:00")),
        class: Some("自治体機密性3B".to_owned()),
        medium: medium(),
        contents: contents(),
        comparison: Comparison {
            result: ComparisonResult::Match,
            list: Some(Annex { name: "送付一覧.csv".to_owned(), bytes: 40_960, sha256: sha256(9) }),
            matched: 312,
            missing: Vec::new(),
            extra: Vec::new(),
            altered: Vec::new(),
            renamed: Vec::new(),
            presence_only: 0,
            size_only: 0,
        },
    }
}

pub(crate) fn differing() -> Handover {
    let mut body = handover();
    body.as_agreed = Some(false);
    body.contents.unreadable = vec!["税務/固定資産.dat".to_owned()];
    body.comparison.result = ComparisonResult::Differs;
    body.comparison.matched = 309;
    body.comparison.missing = vec!["住民/異動_11月.csv".to_owned()];
    body.comparison.altered = vec!["住民/住民一覧.csv".to_owned(), "税務/宛名.csv".to_owned()];
    body
}

pub(crate) fn opened() -> Opened {
    Opened {
        package_id: "3f9c1a77d0e24b6f8a5512c09be47d10".to_owned(),
        package_name: "住民記録移行データ.age".to_owned(),
        package_bytes: 48_330_112_345,
        package: digests(4),
        note: Some(NoteRef {
            number: "N-2026-0003".to_owned(),
            sha256: sha256(5),
            trust: Trust::Good,
            token_matches: true,
            package_matches: true,
        }),
        token: "9b".repeat(32),
        sender: person("加賀市 情報政策担当課", "係長", "見本　次郎"),
        manifest_trust: Trust::Good,
        manifest_key: "SHA256:Ab0Cd1Ef2Gh3Ij4Kl5Mn6Op7Qr8St9Uv0Wx1Yz2AbCd".to_owned(),
        manifest: sha256(6),
        opened_at: at("2026-11-22T14:31:00+09:00"),
        contents: contents(),
        acceptance: Acceptance::Accepted,
        exceptions: Vec::new(),
    }
}

pub(crate) fn note() -> DeliveryNote {
    DeliveryNote {
        package: PackageRef {
            id: "3f9c1a77d0e24b6f8a5512c09be47d10".to_owned(),
            name: "住民記録移行データ.age".to_owned(),
            bytes: 48_330_112_345,
            digests: digests(4),
            sealed_at: at("2026-11-21T17:20:00+09:00"),
            files: 312,
            content_bytes: 48_318_382_080,
            volumes: Vec::new(),
            key: None,
        },
        recipients: vec![
            RecipientRef {
                person: person("株式会社見本情報サービス", "作業責任者", "見本　花子"),
                id: "mihon-hanako-2026".to_owned(),
                recipient: "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p".to_owned(),
            },
            RecipientRef {
                person: person("加賀市 情報政策担当課", "係長", "見本　次郎"),
                id: "mihon-jiro-2026".to_owned(),
                recipient: "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg".to_owned(),
            },
        ],
        transport: Transport {
            means: Some("社有車（施錠ケース使用）".to_owned()),
            carriers: vec!["見本　花子".to_owned(), "見本　三郎".to_owned()],
            approval: Some("情政第45号".to_owned()),
        },
        token_sha256: sha256(8),
        manifest_sha256: sha256(6),
    }
}

/// Nothing confirmed, in one receipt.
#[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "only the test of PDFs draws it"))]
pub(crate) fn doubted(trust: Trust) -> Opened {
    let mut body = opened();
    body.acceptance = Acceptance::AcceptedWithExceptions;
    body.manifest_trust = trust;
    if let Some(note) = &mut body.note {
        note.trust = trust;
        note.token_matches = false;
        note.package_matches = false;
    }
    body.exceptions = vec![
        Exception::SenderUnknown,
        Exception::NotAddressed,
        Exception::NoteMissing,
        Exception::NoteUnconfirmed,
        Exception::Other("mihon_other".to_owned()),
    ];
    body
}

pub(crate) fn handover_record(body: Handover) -> Record {
    record(head("R-2026-0001"), Body::Receipt(Receipt::Handover(Box::new(body))))
}

pub(crate) fn opened_record(body: Opened) -> Record {
    record(head("R-2026-0002"), Body::Receipt(Receipt::Package(Box::new(body))))
}

pub(crate) fn note_record() -> Record {
    record(head("N-2026-0003"), Body::Note(note()))
}
