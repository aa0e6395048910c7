//! 見本: What samples of every kind have in common.

use crate::document::{Body, Document, Head, LedgerHead, Record, Tool, suite};
use crate::model::{
    Addressee, Blake3, Contract, DigestSet, FileOutcome, Issuer, KeyRef, Limit, Person, Representative,
    Sha256, Source, Sourced, Timestamp,
};

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
pub(crate) const LIMITS: [Limit; 27] = [
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
    Limit::PowerNotCycled,
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

pub(crate) fn digests(seed: u8) -> DigestSet {
    DigestSet { sha256: Some(sha256(seed)), blake3: Some(Blake3([seed ^ 0x5a; 32])) }
}

pub(crate) fn sha256(seed: u8) -> Sha256 {
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = seed.wrapping_mul(31).wrapping_add(u8::try_from(place).unwrap().wrapping_mul(89));
    }
    Sha256(bytes)
}

pub(crate) fn person(organization: &str, role: &str, name: &str) -> Person {
    Person { name: name.to_owned(), organization: organization.to_owned(), role: role.to_owned() }
}

pub(crate) fn sourced(value: &str, source: Source) -> Sourced {
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

/// A record with a signature that is none: rendering carries it along and does not look inside.
pub(crate) fn record(mut head: Head, body: Body) -> Record {
    (head.suite_list, head.suite) = suite(&body, &[]);
    let json = Document { head, body }.to_bytes().unwrap();
    let signature = b"-----BEGIN SSH SIGNATURE-----\n6KaL5pysCg==\n-----END SSH SIGNATURE-----\n";
    Record::from_parts(json, signature.to_vec()).unwrap()
}
