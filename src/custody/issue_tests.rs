//! Records are numbered once, signed, and known to the ledger.

use super::super::case::{Client, ContractSettings, Contractor, Settings};
use super::super::issued::{Odd, heads, left_unissued, odd};
use super::super::opening::{open_case, trust_card};
use super::super::pending;
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

fn no_records(office: &Office) -> bool {
    let entries = std::fs::read_dir(office.case.documents()).unwrap();
    !entries.flatten().any(|entry| entry.path().extension().is_some_and(|extension| extension == "json"))
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
        volumes: Vec::new(),
        key: None,
    };
    let note = DeliveryNote {
        package,
        recipients: Vec::new(),
        transport: Transport::default(),
        token_sha256: Sha256([0; 32]),
        manifest_sha256: Sha256([0; 32]),
    };
    let annexes = vec![AnnexFile { suffix: "list.txt".into(), content: b"x\n".to_vec() }];
    Paper {
        body: Body::Note(note),
        addressee: None,
        remarks: vec!["見本".into()],
        annexes,
        about: None,
        agreements: Vec::new(),
    }
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
    assert_eq!(odd(&office.case, &ledger).unwrap(), []);
    assert_eq!(heads(&office.case, &ledger).unwrap().len(), 2);
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
    assert!(no_records(&office));
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
    assert!(no_records(&office));
    let mut files = Written::default();
    files.write(&documents.join("half.json"), b"x").unwrap();
    drop(files);
    assert!(no_records(&office), "what was written goes when the event fails");
}

#[test]
fn a_clock_set_back_is_refused() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let refused =
        issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-10-01 10:00")).unwrap_err();
    assert_eq!(refused.code(), "issue-clock");
    assert!(no_records(&office));
}

#[test]
fn strays_are_named_and_their_numbers_left_alone() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let stray = office.case.documents().join("N-2026-0001.json");
    std::fs::write(&stray, b"{}").unwrap();
    let issued = issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-11-22 10:00")).unwrap();
    assert_eq!(issued.number, "N-2026-0002");
    assert_eq!(odd(&office.case, &ledger).unwrap(), [Odd::NotIssued(stray.clone())]);
    let mut edited = issued.record.json.clone();
    edited[10] ^= 1;
    std::fs::write(&issued.json, edited).unwrap();
    let found = odd(&office.case, &ledger).unwrap();
    assert_eq!(found, [Odd::NotIssued(stray.clone()), Odd::Altered(issued.json.clone())]);
    std::fs::write(&issued.json, &issued.record.json).unwrap();
    std::fs::write(&issued.annexes[0], b"y").unwrap();
    std::fs::remove_file(&issued.signature).unwrap();
    let found = odd(&office.case, &ledger).unwrap();
    let expected =
        [Odd::NotIssued(stray), Odd::Missing(issued.signature), Odd::AnnexAltered(issued.annexes[0].clone())];
    assert_eq!(found, expected);
}

/// What a run leaves that was killed just before its event: the record signed, and noted.
fn killed_just_before(office: &Office, number: &str) -> Vec<PathBuf> {
    let seen = LedgerHead { sequence: 0, sha256: Sha256([0; 32]) };
    let (case, when) = (&office.case, at("2026-11-22 10:00"));
    let mut files = Written::default();
    write_record(case, office.signer(), &paper(), when, number, seen, &mut files).unwrap();
    let written = std::mem::take(&mut files.files);
    files.pending.take().unwrap().abandon();
    written
}

#[test]
fn what_a_killed_run_was_about_to_issue_is_named_and_no_fault_of_the_case() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let written = killed_just_before(&office, "N-2026-0001");
    let record = office.case.documents().join("N-2026-0001.json");
    let signature = office.case.documents().join("N-2026-0001.json.sig");
    let unfinished = vec![Odd::Unfinished(record.clone()), Odd::Unfinished(signature.clone())];
    assert_eq!(odd(&office.case, &ledger).unwrap(), unfinished);
    assert!(unfinished.iter().all(|one| one.trust() == Trust::Good));
    assert_eq!(left_unissued(&office.case)[0].paths.len(), written.len());
    // Its number stays its own.
    let issued = issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-11-22 10:00")).unwrap();
    assert_eq!(issued.number, "N-2026-0002");
    // Behind a note that anybody could write, nothing hides that nobody trusted has signed.
    let mut forged = std::fs::read(&record).unwrap();
    let place = forged.iter().position(|byte| *byte == b'2').unwrap();
    forged[place] = b'3';
    std::fs::write(&record, forged).unwrap();
    assert_eq!(odd(&office.case, &ledger).unwrap(), [Odd::NotIssued(record), Odd::Unfinished(signature)]);
    for path in &written {
        std::fs::remove_file(path).unwrap();
    }
    assert!(left_unissued(&office.case).is_empty());
    assert_eq!(odd(&office.case, &ledger).unwrap(), []);
}

#[test]
fn what_was_issued_by_a_run_killed_just_after_is_left_to_nobody() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let when = at("2026-11-22 10:00");
    let issued = issue(&office.case, &mut ledger, office.signer(), &paper(), when).unwrap();
    let documents = office.case.documents();
    Pending::begin(&documents, "issue", &[issued.json], when).unwrap().abandon();
    assert_eq!(pending::leftovers(&documents).len(), 1);
    assert!(left_unissued(&office.case).is_empty(), "nobody is told to delete it");
    assert!(pending::leftovers(&documents).is_empty());
}

#[test]
fn what_others_put_there_is_neither_head_nor_line_to_run() {
    let (office, other) = (office(), office());
    let mut ledger = office.case.ledger().unwrap();
    let when = at("2026-11-22 10:00");
    let mut foreign = other.case.ledger().unwrap();
    issue(&other.case, &mut foreign, other.signer(), &paper(), when).unwrap();
    let theirs = issue(&other.case, &mut foreign, other.signer(), &paper(), when).unwrap();
    std::fs::write(office.case.documents().join("N-2026-0002.json"), &theirs.record.json).unwrap();
    let issued = issue(&office.case, &mut ledger, office.signer(), &paper(), when).unwrap();
    assert_eq!(issued.number, "N-2026-0001");
    let heads = heads(&office.case, &ledger).unwrap();
    assert_eq!(heads.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(), ["N-2026-0001"]);
    let text = std::fs::read_to_string(office.case.documents().join("VERIFY.txt")).unwrap();
    assert!(text.contains("N-2026-0001.json.sig") && !text.contains("N-2026-0002"), "{text}");
}

#[test]
fn hostile_subjects_use_up_no_numbers() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let when = at("2026-11-22 10:00");
    for (action, subject) in [(Action::Seal, "N-2026-0800"), (Action::Receive, "A-2026-18446744073709551615")]
    {
        let event = Event::from(crate::ledger::Intended {
            action,
            subject: subject.into(),
            target: None,
            files: None,
            bytes: None,
            plan_sha256: None,
            disk_sha256: None,
        });
        ledger.append(&Draft::new("見本", &event).unwrap(), &office.key, when).unwrap();
    }
    let seen = Seen::of(&ledger).unwrap();
    assert_eq!(seen.free_number('A', when), "A-2026-0001");
    assert_eq!(seen.free_number('N', when), "N-2026-0001");
}

#[test]
fn stale_helps_do_not_undo_an_issued_document() {
    let office = office();
    let mut ledger = office.case.ledger().unwrap();
    let helps = office.case.documents().join("VERIFY.txt");
    std::fs::remove_file(&helps).unwrap();
    std::fs::create_dir_all(helps.join("in the way")).unwrap();
    let issued = issue(&office.case, &mut ledger, office.signer(), &paper(), at("2026-11-22 10:00")).unwrap();
    assert!(issued.verification_stale && issued.json.is_file());
}

#[test]
fn a_card_counts_only_after_its_import() {
    let office = office();
    let other = self::office();
    let file = other.card.to_file(&other.key).unwrap();
    let dropped = office.case.cards().join("dropped.card.json");
    std::fs::write(&dropped, &file).unwrap();
    assert_eq!(office.case.keyring().unwrap().cards().count(), 1);
    assert_eq!(office.case.unlisted_cards().unwrap(), std::slice::from_ref(&dropped));
    let when = at("2026-11-22 10:00");
    // Nobody lets themselves in, neither through azukari nor by an event of their own.
    assert!(trust_card(&office.case, other.signer(), &other.card, &file, when).is_err());
    let event = Event::from(crate::ledger::CardImported {
        id: other.card.id.clone(),
        fingerprint: other.card.fingerprint(),
        person: other.card.person(),
        sha256: Hasher::sha256_of(&file),
    });
    let draft = Draft::new("見本", &event).unwrap();
    office.case.ledger().unwrap().append(&draft, &other.key, when).unwrap();
    assert_eq!(office.case.keyring().unwrap().cards().count(), 1);
    trust_card(&office.case, office.signer(), &other.card, &file, when).unwrap();
    assert_eq!(office.case.keyring().unwrap().cards().count(), 2);
    assert_eq!(office.case.unlisted_cards().unwrap().len(), 0);
}
