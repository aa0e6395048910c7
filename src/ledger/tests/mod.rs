//! The ledger as a whole: kept, shared, attacked, killed.

mod attack;
mod crash;
mod life;
mod state;

use super::*;
use crate::model::{Person, Sha256};
use crate::sign::Card;
use std::path::Path;
use tempfile::TempDir;

/// A ledger in a folder, with the key and the card of its only actor.
pub(super) struct Bench {
    pub(super) dir: TempDir,
    pub(super) key: SigningKey,
    pub(super) ring: Keyring,
}

impl Bench {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Ledger::create(dir.path()).unwrap();
        let key = SigningKey::generate().unwrap();
        let mut ring = Keyring::new();
        ring.add(card(&key)).unwrap();
        Self { dir, key, ring }
    }

    /// With `count` events.
    pub(super) fn with(count: u64) -> Self {
        let bench = Self::new();
        let mut ledger = bench.open();
        for number in 1..=count {
            ledger.append(&draft(number), &bench.key, at(number)).unwrap();
        }
        bench
    }

    pub(super) fn open(&self) -> Ledger {
        Ledger::open(self.dir.path()).unwrap()
    }

    pub(super) fn report(&self) -> Report {
        self.open().verify(&self.ring, &[]).unwrap()
    }

    /// An outside SQLite client, which first takes the fence down as an attacker would.
    pub(super) fn outside(&self, sql: &str) {
        let client = rusqlite::Connection::open(self.dir.path().join("ledger.db")).unwrap();
        let triggers: Vec<String> = client
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for trigger in triggers {
            client.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
        }
        client.execute_batch(sql).unwrap();
    }
}

pub(super) fn card(key: &SigningKey) -> Card {
    let person = Person { name: "見本 太郎".into(), ..Person::default() };
    Card::new(&person, "age1qqqsample", &key.public(), Timestamp::from_unix(0), None).unwrap()
}

pub(super) fn at(number: u64) -> Timestamp {
    Timestamp::from_unix(1_700_000_000 + i64::try_from(number).unwrap())
}

pub(super) fn draft(number: u64) -> Draft {
    let event = DocumentIssued {
        number: format!("R-2026-{number:04}"),
        kind: "receipt".into(),
        sha256: Sha256([7; 32]),
        about: None,
    };
    Draft::new("見本 太郎", &event.into()).unwrap()
}

pub(super) fn copy(from: &Path, to: &Path) {
    for name in ["ledger.db", "ledger.head"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}
