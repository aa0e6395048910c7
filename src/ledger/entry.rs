//! One entry of the chain: exact JSON bytes, their digest, and a signature over them.

use super::{Event, LedgerError, What};
use crate::model::{Sha256, Timestamp};
use crate::sign::SigningKey;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Namespace of an entry's signature.
pub const EVENT_NAMESPACE: &str = "event@azukari";
const SCHEMA: &str = "azukari/event/1";
/// An event is facts about files, not the files: larger text is refused on writing and not read.
pub(super) const MAX_ENTRY_BYTES: usize = 1 << 20;

/// A point of the ledger: everything up to it is fixed by `sha256`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the newest entry, from 1; 0 for an empty ledger.
    pub sequence: u64,
    /// SHA-256 of its text; zeros for an empty ledger.
    pub sha256: Sha256,
}

impl Head {
    /// The head of an empty ledger.
    pub const EMPTY: Self = Self { sequence: 0, sha256: Sha256([0; 32]) };
}

/// Who acted, by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// Short name of the key.
    pub id: String,
    /// `SHA256:…` of the key.
    pub fingerprint: String,
    /// 氏名, as the actor stated it.
    pub name: String,
}

/// What is to be recorded; number, time, key and link are added on appending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// 氏名 of who acts.
    pub actor: String,
    /// Kind of event.
    pub kind: String,
    /// What it is about: asset id, package id, document number; may be empty.
    pub subject: String,
    /// Facts, as the kind defines them.
    pub data: Value,
}

impl Draft {
    /// A draft of a known kind.
    ///
    /// # Errors
    /// [`LedgerError::Encode`]; none in practice.
    pub fn new(actor: &str, event: &Event) -> Result<Self, LedgerError> {
        let data = event.data().map_err(LedgerError::Encode)?;
        let (kind, subject) = (event.kind().to_owned(), event.subject().to_owned());
        Ok(Self { actor: actor.to_owned(), kind, subject, data })
    }
}

/// The JSON text, in this order of fields.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    schema: String,
    sequence: u64,
    at: Timestamp,
    actor: Actor,
    kind: String,
    subject: String,
    data: Value,
    previous: Sha256,
}

/// An entry as it lies in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Number, from 1, without gaps.
    pub sequence: u64,
    /// When, by the actor's clock.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// Kind of event.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// Facts.
    pub data: Value,
    /// Digest of the entry before; zeros for the first.
    pub previous: Sha256,
    /// The exact JSON text that is signed and chained.
    pub bytes: Vec<u8>,
    /// Its SHA-256, computed from `bytes`.
    pub sha256: Sha256,
    /// Armored SSHSIG over `bytes`.
    pub signature: String,
}

impl Entry {
    /// The entry that follows `head`.
    pub(super) fn make(
        draft: &Draft,
        key: &SigningKey,
        at: Timestamp,
        head: Head,
    ) -> Result<Self, LedgerError> {
        let public = key.public();
        let text = Text {
            schema: SCHEMA.to_owned(),
            sequence: head.sequence + 1,
            at,
            actor: Actor { id: public.id(), fingerprint: public.fingerprint(), name: draft.actor.clone() },
            kind: draft.kind.clone(),
            subject: draft.subject.clone(),
            data: draft.data.clone(),
            previous: head.sha256,
        };
        let bytes = serde_json::to_vec(&text).map_err(LedgerError::Encode)?;
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(LedgerError::TooLarge { bytes: bytes.len(), max: MAX_ENTRY_BYTES });
        }
        let signature = key.sign(EVENT_NAMESPACE, &bytes).map_err(LedgerError::Sign)?;
        Ok(Self::assemble(text, bytes, signature))
    }

    /// From text of unknown origin. Says nothing about link and signature.
    pub(super) fn parse(bytes: Vec<u8>, signature: String) -> Result<Self, What> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(What::Shape);
        }
        let text: Text = serde_json::from_slice(&bytes).map_err(|_| What::Shape)?;
        if text.schema != SCHEMA {
            return Err(What::Schema);
        }
        Ok(Self::assemble(text, bytes, signature))
    }

    fn assemble(text: Text, bytes: Vec<u8>, signature: String) -> Self {
        let sha256 = sha256(&bytes);
        let Text { sequence, at, actor, kind, subject, data, previous, schema: _ } = text;
        Self { sequence, at, actor, kind, subject, data, previous, bytes, sha256, signature }
    }

    /// Its place and digest, as the next entry will cite it.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { sequence: self.sequence, sha256: self.sha256 }
    }

    /// The facts by kind; `None` for a kind that this version does not know or whose facts have another shape.
    #[must_use]
    pub fn event(&self) -> Option<Event> {
        Event::read(&self.kind, &self.data)
    }

    /// Number of the intent that this entry ends, if it ends one.
    #[must_use]
    pub fn intent(&self) -> Option<u64> {
        self.data.get("intent").and_then(Value::as_u64)
    }
}

pub(super) fn sha256(bytes: &[u8]) -> Sha256 {
    let mut digest = Sha256([0; 32]);
    digest.0.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref());
    digest
}
