//! Records are numbered once, signed, and known to the ledger.

use super::super::case::{Client, ContractSettings, Contractor, Settings};
use super::super::opening::open_case;
use super::*;
use crate::document::{DeliveryNote, PackageRef, Transport};
use crate::model::{DigestSet, Person, Trust};

/// A case with one registered signer, in a scratch folder.
pub(crate) struct Office {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) case: Case,
    pub(crate) key: SigningKey,
    pub(crate) card: Card,
}

impl Office {
    pub(crate) fn signer(&self) -> Signer<'_> {
        Signer { key: &self.key, card: &self.card }
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::generate().unwrap();
    let recipient = crate::crypt::keyfile::generate().recipient;
    let person = Person { name: "見本 花子".into(), ..Person::default() };
    let card = Card::new(&person, &recipient, &key.public(), at("2026-01-01 00:00"), None).unwrap();
    let client = Client { name: "見本市".into(), addressee: None };
    let contract = ContractSettings { title: "見本業務委託".into(), ..ContractSettings::default() };
    let settings = Settings::new(Contractor::default(), client, contract);
    let file = card.to_file(&key).unwrap();
    let signer = Signer { key: &key, card: &card };
    let case =
        open_case(&folder.path().join("case"), settings, signer, &file, at("2026-11-01 09:00")).unwrap();
    Office { folder, case, key, card }
}

fn paper() -> Paper {
    let package = PackageRef {
        id: "0".repeat(32),
        name: "見本.age".into(),
        bytes: 1,
        digests: DigestSet::default(),
        sealed_at: at("2026-11-22 10:00"),
        files: 1,
        content_bytes: 1,
    };
    let note = DeliveryNote {
        package,
        recipients: Vec::new(),
        transport: Transport::default(),
        token_sha256: Sha256([0; 32]),
        manifest_sha256: Sha256([0; 32]),
    };
    let annexes = vec![AnnexFile { suffix: "list.txt".into(), content: b"x\n".to_vec() }];
    Paper { body: Body::Note(note), addressee: None, remarks: vec!["見本".into()], annexes, about: None }
}

#[test]
fn numbered_signed_and_in_the_ledger() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let when = at("2026-11-22 10:00");
    for number in ["N-2026-0001", "N-2026-0002"] {
        let issued = issue(&office.case, &mut ledger, office.signer(), &paper(), when).unwrap();
        assert_eq!(issued.number, number);
        assert_eq!(std::fs::read(&issued.json).unwrap(), issued.record.json);
        let signature = std::fs::read(&issued.signature).unwrap();
        let judged =
            office.case.keyring().unwrap().judge("note@azukari", &issued.record.json, &signature, when);
        assert_eq!(judged.trust, Trust::Good);
        assert!(issued.annexes[0].ends_with(format!("{number}.list.txt")));
    }
    assert_eq!(ledger.state().unwrap().documents.len(), 2);
    assert_eq!(strays(&office.case, &ledger).unwrap(), Vec::<PathBuf>::new());
    let next_year =
        issue(&office.case, &mut ledger, office.signer(), &paper(), at("2027-01-05 10:00")).unwrap();
    assert_eq!(next_year.number, "N-2027-0001");
    let verify = std::fs::read_to_string(office.case.documents().join("VERIFY.txt")).unwrap();
    assert!(verify.contains("-n note@azukari -s N-2026-0002.json.sig < N-2026-0002.json"), "{verify}");
}

#[test]
fn many_at_once_never_share_a_number() {
    let office = office();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut ledger = office.case.ledger().unwrap();
                for _ in 0..3 {
                    issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-11-22 10:00"))
                        .unwrap();
                }
            });
        }
    });
    let ledger = office.case.ledger().unwrap();
    let documents = ledger.state().unwrap().documents;
    let mut numbers: Vec<_> = documents.iter().map(|issued| issued.number.clone()).collect();
    numbers.sort();
    let wanted: Vec<_> = (1..=12).map(|turn| format!("N-2026-{turn:04}")).collect();
    assert_eq!(numbers, wanted);
    let report = ledger.verify(&office.case.keyring().unwrap(), &[]).unwrap();
    assert_eq!(report.trust, Trust::Good);
}

#[test]
fn an_unregistered_signer_is_refused_and_nothing_is_written() {
    let office = office();
    let stranger = SigningKey::generate().unwrap();
    let mut ledger = office.case.ledger().unwrap();
    let signer = Signer { key: &stranger, card: &office.card };
    let refused = issue(&office.case, &mut ledger, signer, &paper(), at("2026-11-22 10:00")).unwrap_err();
    assert_eq!((refused.code(), refused.class()), ("issue-signer", FaultClass::Refused));
    assert!(ledger.state().unwrap().documents.is_empty());
    assert!(records(&office.case.documents()).unwrap().is_empty());
}

#[test]
fn when_a_file_cannot_be_written_nothing_is_issued() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let before = ledger.head().unwrap();
    // A folder has the annex's name.
    let documents = office.case.documents();
    std::fs::create_dir(documents.join("N-2026-0001.list.txt")).unwrap();
    let failed =
        issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-11-22 10:00")).unwrap_err();
    assert_eq!(failed.code(), "case-write");
    assert_eq!(ledger.head().unwrap(), before);
    assert!(records(&documents).unwrap().is_empty());
    let mut files = Written::default();
    files.write(&documents.join("half.json"), b"x").unwrap();
    drop(files);
    assert!(records(&documents).unwrap().is_empty(), "what was written goes when the event fails");
}

#[test]
fn a_clock_set_back_is_refused() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let refused =
        issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-10-01 10:00")).unwrap_err();
    assert_eq!(refused.code(), "issue-clock");
    assert!(records(&office.case.documents()).unwrap().is_empty());
}

#[test]
fn strays_are_named_and_their_numbers_left_alone() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let stray = office.case.documents().join("N-2026-0001.json");
    std::fs::write(&stray, b"{}").unwrap();
    let issued = issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-11-22 10:00")).unwrap();
    assert_eq!(issued.number, "N-2026-0002");
    assert_eq!(strays(&office.case, &ledger).unwrap(), std::slice::from_ref(&stray));
    let mut edited = issued.record.json.clone();
    edited[10] ^= 1;
    std::fs::write(&issued.json, edited).unwrap();
    assert_eq!(strays(&office.case, &ledger).unwrap(), [stray, issued.json]);
}
