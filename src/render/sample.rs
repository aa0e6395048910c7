//! 見本: records of every kind, for tests only.

use crate::document::{
    Acceptance, Annex, Blocks, Body, Certificate, Comparison, ComparisonResult, Contents, Counts,
    DeliveryNote, Designated, Document, Exception, Handover, Head, HiddenArea, IntakeTable, ItemResult,
    LedgerHead, MediumCertificate, NoteRef, Opened, PackageRef, Performed, Place, PlanRef, ReadBackPass,
    Receipt, RecipientRef, Record, Remains, Residue, SecondChecker, TakenIn, Terms, Tool, Transport,
    WrittenPass, WrittenPattern, suite,
};
use crate::model::{
    Addressee, Basis, Blake3, Contract, DigestSet, FileOutcome, HereMedium, IntakeLine, IntakeState, Issuer,
    KeyRef, Limit, ListedFact, ListedMedium, MediaListRef, Medium, MediumKind, NearSerial, OnList, Person,
    Representative, Sha256, Source, Sourced, Timestamp, Trust, Verdict,
};
use std::collections::BTreeMap;

/// Every outcome there is.
pub(crate) const OUTCOMES: [FileOutcome; 13] = [
    FileOutcome::OverwrittenInPlaceVerifiedRaw,
    FileOutcome::OverwrittenReadBack,
    FileOutcome::OverwrittenNotVerifiable,
    FileOutcome::CowNotOverwritten,
    FileOutcome::CopyOnWrite,
    FileOutcome::InlineMetadata,
    FileOutcome::SharedExtentRemaining,
    FileOutcome::SharedExtent,
    FileOutcome::LowerLayerRemaining,
    FileOutcome::Empty,
    FileOutcome::ReadBackDiffers,
    FileOutcome::Failed,
    FileOutcome::NotTouched,
];

/// Every limit there is.
pub(crate) const LIMITS: [Limit; 26] = [
    Limit::FlashRemapping,
    Limit::CopyOnWrite,
    Limit::DataJournal,
    Limit::NetworkShare,
    Limit::MemoryBacked,
    Limit::SharedExtents,
    Limit::NamesRemain,
    Limit::EarlierVersions,
    Limit::BackupsNotCovered,
    Limit::UnknownStorage,
    Limit::NoExtentMap,
    Limit::VirtualDisk,
    Limit::CachedReadBack,
    Limit::RawDeviceNotRead,
    Limit::SlackNotReached,
    Limit::ReallocatedSectors,
    Limit::HiddenAreaNotChecked,
    Limit::BridgeIdentity,
    Limit::FileTails,
    Limit::MetadataNotReached,
    Limit::OthersWriting,
    Limit::OutsideFileSystem,
    Limit::FileSystemReserve,
    Limit::QuotaReached,
    Limit::ReserveLeft,
    Limit::UpperLayerOnly,
];

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn digests(seed: u8) -> DigestSet {
    DigestSet { sha256: Some(sha256(seed)), blake3: Some(Blake3([seed ^ 0x5a; 32])) }
}

pub(super) fn sha256(seed: u8) -> Sha256 {
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = seed.wrapping_mul(31).wrapping_add(u8::try_from(place).unwrap().wrapping_mul(89));
    }
    Sha256(bytes)
}

fn person(organization: &str, role: &str, name: &str) -> Person {
    Person { name: name.to_owned(), organization: organization.to_owned(), role: role.to_owned() }
}

pub(super) fn sourced(value: &str, source: Source) -> Sourced {
    Sourced { value: value.to_owned(), source }
}

pub(crate) fn head(number: &str) -> Head {
    Head {
        number: number.to_owned(),
        issued_at: at("2026-11-22T15:04:05+09:00"),
        addressee: Some(Addressee { name: "加賀市長".to_owned(), honorific: "様".to_owned() }),
        issuer: Issuer {
            organization: "株式会社見本情報サービス".to_owned(),
            address: "石川県加賀市見本町一丁目2番3号 見本ビル4階".to_owned(),
            representative: Some(Representative {
                title: "代表取締役".to_owned(),
                name: "見本　太郎".to_owned(),
            }),
            person: person("データ管理課", "作業責任者", "見本　花子"),
            key: KeyRef {
                id: "mihon-hanako-2026".to_owned(),
                fingerprint: "SHA256:uNiVztksCsDhcc0u9e8BrMXZ01XTgDwLVHp5M1ibA1w".to_owned(),
            },
        },
        contract: Contract {
            title: "令和8年度　加賀市住民情報システムデータ移行業務委託（見本）".to_owned(),
            number: "第123号".to_owned(),
            date: Some(at("2026-04-01T00:00:00+09:00")),
            client: "加賀市".to_owned(),
        },
        ledger: LedgerHead { sequence: 1042, sha256: sha256(7) },
        suite: Vec::new(),
        suite_list: String::new(),
        tool: Tool { name: "azukari".to_owned(), version: "0.1.0".to_owned() },
        issuance: "self".to_owned(),
        remarks: vec!["この文書は見本である。".to_owned()],
        annexes: Vec::new(),
    }
}

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

/// Its row on the list of the sample.
fn taken_in() -> TakenIn {
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
        passes: vec![WrittenPass {
            pattern: WrittenPattern::Keystream { key: sha256(13) },
            from: at("2026-11-22T09:30:00+09:00"),
            until: at("2026-11-22T11:15:30+09:00"),
            bytes: capacity,
            speed: Some(158_000_000),
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
    body.designated = Designated { method: Some("purge".to_owned()), conforms: Some(false) };
    body.passes[0].pattern = WrittenPattern::Constant { byte: 0 };
    body.passes[0].bytes = 64_000_000_000;
    if let Some(read) = &mut body.read_back {
        read.range = "sample".to_owned();
        (read.wanted, read.equal) = (6_412_800_000, 6_412_800_000);
    }
    body.hidden = HiddenArea::NotChecked { why: "bridge".to_owned() };
    body.resumed = 2;
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
    body.designated.conforms = Some(false);
    body.verdict = Verdict::Failed;
    let reasons = "gone dead unwritable readable_unwritable flush_failed differing unreadable hidden_left other_disk incomplete";
    body.reasons = reasons.split(' ').map(str::to_owned).collect();
    body
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

/// A record with a signature that is none: rendering carries it along and does not look inside.
pub(crate) fn record(mut head: Head, body: Body) -> Record {
    (head.suite_list, head.suite) = suite(&body, &[]);
    let json = Document { head, body }.to_bytes().unwrap();
    let signature = b"-----BEGIN SSH SIGNATURE-----\n6KaL5pysCg==\n-----END SSH SIGNATURE-----\n";
    Record::from_parts(json, signature.to_vec()).unwrap()
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

pub(crate) fn certificate_record(body: Certificate) -> Record {
    let mut head = head("C-2026-0004");
    head.annexes =
        vec![Annex { name: "C-2026-0004.files.jsonl".to_owned(), bytes: 12_345, sha256: sha256(11) }];
    record(head, Body::Certificate(Box::new(body)))
}

pub(crate) fn medium_record(body: MediumCertificate) -> Record {
    let mut head = head("M-2026-0005");
    head.annexes =
        vec![Annex { name: "M-2026-0005.blocks.jsonl".to_owned(), bytes: 3456, sha256: sha256(14) }];
    record(head, Body::Medium(Box::new(body)))
}

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

/// One record of every form.
pub(crate) fn every_form() -> [Record; 9] {
    [
        handover_record(handover()),
        opened_record(opened()),
        note_record(),
        certificate_record(certificate()),
        medium_record(wiped_medium()),
        super::sample_media::batch_record(super::sample_media::batch()),
        super::sample_media::recheck_record(super::sample_media::recheck()),
        intake_record(intake_table()),
        super::sample_free::free_record(super::sample_free::filled()),
    ]
}
