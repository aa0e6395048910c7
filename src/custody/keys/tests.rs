use super::*;
use crate::model::{Fault as _, FaultClass};

const LIGHT: LockWork = LockWork { scrypt: 1, bcrypt: 1 };

fn store() -> (tempfile::TempDir, KeyStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::at(&folder.path().join("鍵"));
    (folder, store)
}

fn person() -> Person {
    Person {
        name: "見本 花子".into(), organization: "株式会社見本データ".into(), role: "担当".into()
    }
}

fn now() -> Timestamp {
    Timestamp::from_unix(1_795_000_000)
}

#[test]
fn made_once_and_never_overwritten() {
    let (_folder, store) = store();
    assert!(matches!(store.card(), Err(KeysError::Missing { .. })));
    let card = store.create(&person(), "合言葉", now(), None, LIGHT).unwrap();
    assert_eq!(store.card().unwrap(), card);
    assert_eq!(store.signing_key("合言葉").unwrap().public(), card.signing_key);
    assert!(store.identity("合言葉").unwrap().contains("AGE-SECRET-KEY-1"));
    let error = store.signing_key("違う").unwrap_err();
    assert_eq!((error.code(), error.class()), ("keys-wrong-passphrase", FaultClass::Failed));
    assert_eq!(store.identity("違う").unwrap_err().code(), "keys-wrong-passphrase");
    assert!(matches!(store.create(&person(), "x", now(), None, LIGHT), Err(KeysError::Exists { .. })));
    assert_eq!(store.card().unwrap(), card);
    assert_eq!(store.keyring().unwrap().cards().count(), 1);
}

#[test]
fn half_a_pair_does_not_stay_and_is_named() {
    let (_folder, store) = store();
    // A folder in the way of the second file stands for a full disk.
    std::fs::create_dir_all(store.dir().join("signing.key.pub")).unwrap();
    assert!(store.create(&person(), "p", now(), None, LIGHT).is_err());
    assert!(!store.exists());
    std::fs::write(store.signing_path(), b"x").unwrap();
    let error = store.create(&person(), "p", now(), None, LIGHT).unwrap_err();
    assert!(error.facts().contains(&("lacking", "identity.age, card.json".to_owned())));
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, store) = store();
    store.create(&person(), "p", now(), None, LIGHT).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(store.dir()), 0o700);
    store.add_post_quantum("p", LIGHT).unwrap();
    for path in store.secret_paths() {
        assert_eq!(mode(&path), 0o600);
    }
}

#[test]
fn the_passphrase_changes_and_the_keys_stay() {
    let (_folder, store) = store();
    let card = store.create(&person(), "old", now(), None, LIGHT).unwrap();
    assert!(store.change_passphrase("wrong", "new", LIGHT).is_err());
    store.signing_key("old").unwrap();
    store.change_passphrase("old", "new", LIGHT).unwrap();
    assert!(store.signing_key("old").is_err() && store.identity("old").is_err());
    assert!(store.orphans().is_empty());
    // As a run leaves it that dies before it puts the new file in place.
    let left = store.identity_path().with_extension("new");
    std::fs::write(&left, "x").unwrap();
    assert_eq!(store.orphans(), [left]);
    assert_eq!(store.signing_key("new").unwrap().public(), card.signing_key);
    store.identity("new").unwrap();
}

#[test]
fn a_key_that_is_not_on_the_card_is_noticed() {
    let (_folder, store) = store();
    store.create(&person(), "p", now(), None, LIGHT).unwrap();
    let (_other_folder, other) = self::store();
    other.create(&person(), "p", now(), None, LIGHT).unwrap();
    std::fs::copy(other.signing_path(), store.signing_path()).unwrap();
    std::fs::copy(other.identity_path(), store.identity_path()).unwrap();
    assert!(matches!(store.signing_key("p"), Err(KeysError::Foreign { .. })));
    assert!(matches!(store.identity("p"), Err(KeysError::Foreign { .. })));
}

#[test]
fn a_post_quantum_key_is_added_once_beside_the_others() {
    let (_folder, store) = store();
    let card = store.create(&person(), "p", now(), None, LIGHT).unwrap();
    assert!(store.post_quantum("p").unwrap().is_none());
    assert!(store.add_post_quantum("wrong", LIGHT).is_err());
    assert!(!store.post_quantum_path().exists());
    let classic = store.identity("p").unwrap();
    let renewed = store.add_post_quantum("p", LIGHT).unwrap();
    assert_eq!(Card { recipient_pq: None, ..renewed.clone() }, card, "nothing else changes");
    assert_eq!(store.card().unwrap(), renewed);
    assert_eq!(*store.identity("p").unwrap(), *classic);
    let text = store.post_quantum("p").unwrap().unwrap();
    assert_eq!(Some(keyfile::recipient_of(&text).unwrap()), renewed.recipient_pq);
    assert!(matches!(store.add_post_quantum("p", LIGHT), Err(KeysError::Exists { .. })));
    store.change_passphrase("p", "new", LIGHT).unwrap();
    assert!(store.post_quantum("p").is_err());
    assert_eq!(*store.post_quantum("new").unwrap().unwrap(), *text);
}

#[test]
fn adding_it_is_completed_after_a_crash() {
    let (_folder, store) = store();
    store.create(&person(), "p", now(), None, LIGHT).unwrap();
    let old = store.card_file().unwrap();
    let first = store.add_post_quantum("p", LIGHT).unwrap();
    // Killed after the key was written and before the card was.
    std::fs::write(store.card_path(), old).unwrap();
    assert!(store.post_quantum("p").unwrap().is_none());
    assert_eq!(store.add_post_quantum("p", LIGHT).unwrap(), first, "the same key, not another one");
}
