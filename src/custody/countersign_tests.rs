//! What counts as a second person's signature, and everything that looks like one.

use super::*;
use crate::model::Person;
use crate::sign::SigningKey;

struct People {
    folder: tempfile::TempDir,
    keyring: Keyring,
    it: Countersigned,
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(1_795_000_000 + seconds)
}

fn card(name: &str, key: &SigningKey, until: Option<i64>) -> Card {
    let person = Person { name: name.into(), organization: "見本".into(), ..Person::default() };
    Card::new(&person, "age1qqqsample", &key.public(), at(-1000), until.map(at)).unwrap()
}

fn people(first: &SigningKey) -> People {
    let folder = tempfile::tempdir().unwrap();
    let mut keyring = Keyring::new();
    let planner = card("見本 花子", first, None);
    keyring.add(planner.clone()).unwrap();
    let path = folder.path().join("計画.json");
    let it = Countersigned {
        path,
        sha256: Sha256([1; 32]),
        signature_sha256: Sha256([2; 32]),
        first: planner,
        at: at(0),
    };
    People { folder, keyring, it }
}

/// What the only countersignature that is there is worth at `now`.
fn found(people: &People, now: i64) -> Result<String, &'static str> {
    let all = countersignatures(&people.it, &people.keyring).unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    counts_now(&all[0], &people.keyring, at(now)).map(|card| card.name.clone())
}

#[test]
fn another_person_who_is_known_counts() {
    let (first, second) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let mut people = people(&first);
    let checker = card("見本 次郎", &second, Some(500));
    people.keyring.add(checker.clone()).unwrap();
    let signer = Signer { key: &second, card: &checker };
    let path = countersign(&people.it, CountersignRole::SecondChecker, signer, at(10)).unwrap();
    assert_eq!(found(&people, 20).unwrap(), "見本 次郎");
    // Twice is once.
    let again = countersign(&people.it, CountersignRole::SecondChecker, signer, at(11));
    assert!(matches!(again, Err(CountersignError::Exists { .. })));
    // Not from the day on which the card has ended, or the key is revoked, though it was good when signed.
    assert_eq!(found(&people, 500), Err("expired"));
    people.keyring.revoke(&second.public(), at(100));
    assert_eq!(found(&people, 100), Err("revoked"));
    assert_eq!(found(&people, 99).unwrap(), "見本 次郎");
    // Nor before it was made.
    assert_eq!(found(&people, 10 - CLOCK_TOLERANCE - 1), Err("countersign-late"));
    // Other bytes, or the same bytes signed anew, are another thing.
    let it = people.it.clone();
    people.it.sha256 = Sha256([9; 32]);
    assert_eq!(found(&people, 20), Err("countersign-other"));
    people.it = Countersigned { signature_sha256: Sha256([9; 32]), ..it.clone() };
    assert_eq!(found(&people, 20), Err("countersign-other"));
    people.it = Countersigned { at: at(10 + CLOCK_TOLERANCE + 1), ..it.clone() };
    assert_eq!(found(&people, 20), Err("countersign-early"));
    people.it = it;
    // Changed afterwards.
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("second_checker", "witness")).unwrap();
    assert_eq!(found(&people, 20), Err("mismatch"));
    std::fs::write(&path, "{}").unwrap();
    assert_eq!(found(&people, 20), Err("countersign-shape"));
    std::fs::write(&path, &text).unwrap();
    std::fs::remove_file(with_end(&path, ".sig")).unwrap();
    assert_eq!(found(&people, 20), Err("no-signature"));
    assert!(people.folder.path().exists());
}

#[test]
fn a_witness_is_no_checker() {
    let (first, second) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let mut people = people(&first);
    let witness = card("見本 次郎", &second, None);
    people.keyring.add(witness.clone()).unwrap();
    let signer = Signer { key: &second, card: &witness };
    countersign(&people.it, CountersignRole::Witness, signer, at(10)).unwrap();
    assert_eq!(found(&people, 20), Err("countersign-role"));
}

#[test]
fn nobody_checks_themselves_or_is_unknown() {
    let (first, second) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let own_name = card("見本　次郎", &first, None);
    let other_key = card("見本花子", &second, None);
    // The planner's own key, under a second name; and a second key of theirs.
    for (key, card, reason) in
        [(&first, &own_name, "countersign-own-key"), (&second, &other_key, "countersign-own-person")]
    {
        let mut people = people(&first);
        people.keyring.add(card.clone()).unwrap();
        let signer = Signer { key, card };
        let refused = countersign(&people.it, CountersignRole::SecondChecker, signer, at(10));
        assert!(matches!(refused, Err(CountersignError::Own { .. })));
        // Made by other means, it does not count either.
        forge(&people, key, card);
        assert_eq!(found(&people, 20), Err(reason));
    }
    let people = people(&first);
    let stranger = card("見本 次郎", &second, None);
    forge(&people, &second, &stranger);
    assert_eq!(found(&people, 20), Err("unknown-key"));
}

#[test]
fn a_name_in_other_letters_is_the_same_person() {
    let (first, second) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    for (one, other, same) in [
        ("MIHON Hanako", "Ｍｉｈｏｎ　ｈａｎａｋｏ", true),
        ("見本 ハナコ", "見本ﾊﾅｺ", true),
        ("見本 花子", "見本 花", false),
    ] {
        let (one, other) = (card(one, &first, None), card(other, &second, None));
        assert_eq!(same_person(&one, &other), same, "{} {}", one.name, other.name);
    }
}

#[test]
fn another_name_than_that_of_the_card_is_no_name() {
    let (first, second) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let mut people = people(&first);
    people.keyring.add(card("見本 次郎", &second, None)).unwrap();
    forge(&people, &second, &card("見本 三郎", &second, None));
    assert_eq!(found(&people, 20), Err("countersign-signer"));
}

/// Writes a countersignature past all refusals.
fn forge(people: &People, key: &SigningKey, card: &Card) {
    let said = Countersignature {
        schema: Countersignature::SCHEMA.into(),
        role: CountersignRole::SecondChecker,
        at: at(10),
        person: card.person(),
        key: KeyRef { id: card.id.clone(), fingerprint: card.fingerprint() },
        record_sha256: people.it.sha256,
        signature_sha256: people.it.signature_sha256,
    };
    let bytes = serde_json::to_vec(&said).unwrap();
    let path = beside(&people.it.path, "forged");
    std::fs::write(with_end(&path, ".sig"), key.sign(Countersignature::NAMESPACE, &bytes).unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}
