//! The cards that somebody here vouched for, and what a signature is worth in their light.

use super::{Card, PublicKey, SignatureError, check, check_sha256};
use crate::model::{Facts, Fault, FaultClass, Sha256, Timestamp, Trust};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Why a card could not be taken into a keyring.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// Another key already goes by that short name: one of the two was searched for.
    #[error("id `{id}` belongs to {known} and is claimed by {claimed}")]
    IdTaken {
        /// The short name.
        id: String,
        /// Fingerprint of the key that has it.
        known: String,
        /// Fingerprint of the key that claims it.
        claimed: String,
    },
}

impl KeyringError {
    /// Every code of this error.
    pub const CODES: &[&str] = &["keyring-id-taken"];
}

impl Fault for KeyringError {
    fn code(&self) -> &'static str {
        "keyring-id-taken"
    }

    fn facts(&self) -> Facts {
        let Self::IdTaken { id, known, claimed } = self;
        vec![("id", id.clone()), ("known", known.clone()), ("claimed", claimed.clone())]
    }

    fn class(&self) -> FaultClass {
        FaultClass::Refused
    }
}

/// Why a judgement is what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It fits, and the key is on a card that was valid then. The only reason for Good.
    Fits,
    /// There is no signature.
    NoSignature,
    /// It fits, but no card has the key.
    UnknownKey,
    /// It fits, but the card was not valid yet.
    NotYetValid {
        /// Beginning of validity.
        from: Timestamp,
    },
    /// It fits, but the card was no longer valid.
    Expired {
        /// End of validity.
        until: Timestamp,
    },
    /// It fits, but the key had been revoked.
    Revoked {
        /// When it was revoked.
        at: Timestamp,
    },
    /// It does not fit the bytes.
    Mismatch,
    /// It was made for something else.
    WrongNamespace {
        /// What it was made for.
        found: String,
        /// What was wanted.
        expected: String,
    },
    /// It is no signature, or a damaged one.
    Malformed,
    /// It was made with an algorithm that azukari cannot check.
    UnsupportedAlgorithm {
        /// Its name.
        found: String,
    },
}

impl Reason {
    /// Every code that [`Self::code`] can give.
    pub const NAMES: &[&str] = &[
        "fits",
        "no-signature",
        "unknown-key",
        "not-yet-valid",
        "expired",
        "revoked",
        "mismatch",
        "wrong-namespace",
        "malformed",
        "unsupported-algorithm",
    ];

    /// Language-free name, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::NoSignature => "no-signature",
            Self::UnknownKey => "unknown-key",
            Self::NotYetValid { .. } => "not-yet-valid",
            Self::Expired { .. } => "expired",
            Self::Revoked { .. } => "revoked",
            Self::Mismatch => "mismatch",
            Self::WrongNamespace { .. } => "wrong-namespace",
            Self::Malformed => "malformed",
            Self::UnsupportedAlgorithm { .. } => "unsupported-algorithm",
        }
    }

    /// What the signature is worth for this reason.
    #[must_use]
    pub fn trust(&self) -> Trust {
        match self {
            Self::Fits => Trust::Good,
            Self::NoSignature => Trust::Absent,
            Self::Mismatch | Self::WrongNamespace { .. } | Self::Malformed => Trust::Bad,
            Self::UnknownKey
            | Self::NotYetValid { .. }
            | Self::Expired { .. }
            | Self::Revoked { .. }
            | Self::UnsupportedAlgorithm { .. } => Trust::Unknown,
        }
    }
}

impl From<SignatureError> for Reason {
    fn from(error: SignatureError) -> Self {
        match error {
            SignatureError::Mismatch => Self::Mismatch,
            SignatureError::WrongNamespace { found, expected } => Self::WrongNamespace { found, expected },
            SignatureError::UnsupportedAlgorithm { found } => Self::UnsupportedAlgorithm { found },
            _ => Self::Malformed,
        }
    }
}

/// What a signature is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judgement {
    /// Good, Unknown, Bad or Absent; always [`Reason::trust`] of `reason`.
    pub trust: Trust,
    /// Why.
    pub reason: Reason,
    /// The card of the key that signed, if one is known, valid or not.
    pub card: Option<Card>,
    /// Fingerprint of the key that signed; absent unless the signature fits.
    pub fingerprint: Option<String>,
}

impl Judgement {
    fn new(reason: Reason, card: Option<Card>, fingerprint: Option<String>) -> Self {
        Self { trust: reason.trust(), reason, card, fingerprint }
    }
}

/// A set of trusted cards.
///
/// Validity is judged at the moment that the caller states, which is mostly the moment that the signer wrote into the
/// record. Whoever holds a key can write an earlier moment: only ledgers and countersignatures stand against that.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    /// By key; several where a card was renewed.
    cards: HashMap<PublicKey, Vec<Card>>,
    /// Short names in order, so that output does not depend on hashing.
    ids: BTreeMap<String, PublicKey>,
    revoked: HashMap<PublicKey, Timestamp>,
}

impl Keyring {
    /// Trusts nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts a card that [`Card::read`] has checked. The same card twice is the same as once.
    ///
    /// # Errors
    /// [`KeyringError::IdTaken`].
    pub fn add(&mut self, card: Card) -> Result<(), KeyringError> {
        let id = card.signing_key.id();
        match self.ids.get(&id) {
            Some(known) if *known != card.signing_key => {
                return Err(KeyringError::IdTaken {
                    id,
                    known: known.fingerprint(),
                    claimed: card.fingerprint(),
                });
            }
            _ => self.ids.insert(id, card.signing_key),
        };
        let same_key = self.cards.entry(card.signing_key).or_default();
        if !same_key.contains(&card) {
            same_key.push(card);
        }
        Ok(())
    }

    /// From `at` on, signatures by this key no longer count. The earliest revocation stays.
    pub fn revoke(&mut self, key: &PublicKey, at: Timestamp) {
        self.revoked.entry(*key).and_modify(|known| *known = at.min(*known)).or_insert(at);
    }

    /// Every card, ordered by id, renewals in the order they were added.
    pub fn cards(&self) -> impl Iterator<Item = &Card> {
        self.ids.values().filter_map(|key| self.cards.get(key)).flatten()
    }

    /// The newest card of a key, by its short name.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<&Card> {
        self.ids.get(id).and_then(|key| self.cards.get(key)).and_then(|cards| cards.last())
    }

    /// What `signature` (armored; empty for none) is worth over `message` in `namespace`, made at `at`.
    #[must_use]
    pub fn judge(&self, namespace: &str, message: &[u8], signature: &[u8], at: Timestamp) -> Judgement {
        self.judge_with(signature, at, || check(namespace, message, signature))
    }

    /// As [`Keyring::judge`] for a message of which only the SHA-256 is known.
    #[must_use]
    pub fn judge_sha256(
        &self,
        namespace: &str,
        digest: &Sha256,
        signature: &[u8],
        at: Timestamp,
    ) -> Judgement {
        self.judge_with(signature, at, || check_sha256(namespace, digest, signature))
    }

    fn judge_with(
        &self,
        signature: &[u8],
        at: Timestamp,
        fits: impl FnOnce() -> Result<PublicKey, SignatureError>,
    ) -> Judgement {
        if signature.iter().all(u8::is_ascii_whitespace) {
            return Judgement::new(Reason::NoSignature, None, None);
        }
        match fits() {
            Ok(key) => {
                let (reason, card) = self.standing(&key, at);
                Judgement::new(reason, card.cloned(), Some(key.fingerprint()))
            }
            Err(error) => Judgement::new(error.into(), None, None),
        }
    }

    /// How a key stands at a moment: [`Reason::Fits`] where a card vouches for it then, with that card.
    #[must_use]
    pub fn standing(&self, key: &PublicKey, at: Timestamp) -> (Reason, Option<&Card>) {
        let cards = self.cards.get(key).map(Vec::as_slice).unwrap_or_default();
        let Some(newest) = cards.last() else {
            return (Reason::UnknownKey, None);
        };
        if let Some(&revoked) = self.revoked.get(key).filter(|&&revoked| revoked <= at) {
            return (Reason::Revoked { at: revoked }, Some(newest));
        }
        let valid = |card: &&Card| card.valid_from <= at && card.valid_until.is_none_or(|until| at < until);
        if let Some(card) = cards.iter().rev().find(valid) {
            return (Reason::Fits, Some(card));
        }
        match newest.valid_until {
            Some(until) if until <= at => (Reason::Expired { until }, Some(newest)),
            _ => (Reason::NotYetValid { from: newest.valid_from }, Some(newest)),
        }
    }

    /// The file that stock `ssh-keygen -Y verify` wants: `ID namespaces="*@azukari" valid-after=… valid-before=… KEY`.
    ///
    /// ```sh
    /// ssh-keygen -Y verify -f allowed_signers -I ID -n receipt@azukari -s X.json.sig < X.json
    /// ```
    ///
    /// The dates are whole days, read by `ssh-keygen` in the time zone of the machine (a finer form is not understood before
    /// OpenSSH 9.1), and therefore rounded outward by up to two days; only a revocation is rounded inward.
    /// [`Keyring::judge`] is exact to the second. `ssh-keygen` judges at today unless told `-O verify-time=YYYYMMDD`.
    #[must_use]
    pub fn allowed_signers(&self) -> String {
        self.cards().fold(String::new(), |mut lines, card| {
            use std::fmt::Write as _;
            let after = day(Timestamp::from_unix(card.valid_from.to_unix().saturating_sub(DAY)));
            let until = card.valid_until.map(|until| until.to_unix().saturating_add(DAY));
            let revoked = self.revoked.get(&card.signing_key).map(|revoked| revoked.to_unix());
            let before = match (until, revoked) {
                (Some(until), Some(revoked)) => Some(until.min(revoked)),
                (until, revoked) => until.or(revoked),
            }
            .map(|moment| day(Timestamp::from_unix(moment)));
            // An interval that is empty is an error to `ssh-keygen`, which would then refuse the whole file.
            if before.as_ref().is_some_and(|before| *before <= after) {
                return lines;
            }
            // Writing to a String cannot fail.
            let _ = write!(lines, "{} namespaces=\"*@azukari\",valid-after=\"{after}\"", card.id);
            if let Some(before) = before {
                let _ = write!(lines, ",valid-before=\"{before}\"");
            }
            let _ = writeln!(lines, " {}", card.signing_key.to_openssh());
            lines
        })
    }
}

/// `YYYYMMDD` in Japan.
fn day(at: Timestamp) -> String {
    let (year, month, day, ..) = at.civil();
    // OpenSSH understands years from 1970 on, in four digits.
    format!("{:04}{month:02}{day:02}", year.clamp(1970, 9999))
}

#[cfg(test)]
mod tests {
    use super::super::SigningKey;
    use super::*;
    use crate::model::Person;

    const NAMESPACE: &str = "receipt@azukari";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn card(key: &SigningKey, from: &str, until: Option<&str>) -> Card {
        let person = Person { name: "見本 花子".into(), ..Person::default() };
        Card::new(&person, "age1qqqsample", &key.public(), at(from), until.map(at)).unwrap()
    }

    #[test]
    fn good_unknown_bad_absent() {
        let (known, stranger) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let mut ring = Keyring::new();
        ring.add(card(&known, "2026-01-01 00:00", Some("2027-01-01 00:00"))).unwrap();
        let now = at("2026-11-22 10:00");
        let good = known.sign(NAMESPACE, b"m").unwrap();
        let judged = ring.judge(NAMESPACE, b"m", good.as_bytes(), now);
        assert_eq!((judged.trust, judged.reason), (Trust::Good, Reason::Fits));
        assert_eq!(judged.card.unwrap().name, "見本 花子");
        assert_eq!(judged.fingerprint.unwrap(), known.public().fingerprint());

        let foreign = stranger.sign(NAMESPACE, b"m").unwrap();
        let judged = ring.judge(NAMESPACE, b"m", foreign.as_bytes(), now);
        assert_eq!((judged.trust, judged.reason), (Trust::Unknown, Reason::UnknownKey));
        assert_eq!(judged.fingerprint.unwrap(), stranger.public().fingerprint());

        let judged = ring.judge(NAMESPACE, b"other", good.as_bytes(), now);
        assert_eq!((judged.trust, judged.reason), (Trust::Bad, Reason::Mismatch));
        let judged = ring.judge("note@azukari", b"m", good.as_bytes(), now);
        assert_eq!((judged.trust, judged.reason.code()), (Trust::Bad, "wrong-namespace"));
        let judged = ring.judge(NAMESPACE, b"m", b"garbage", now);
        assert_eq!((judged.trust, judged.reason), (Trust::Bad, Reason::Malformed));
        let judged = ring.judge(NAMESPACE, b"m", b"\n", now);
        assert_eq!((judged.trust, judged.reason), (Trust::Absent, Reason::NoSignature));
    }

    #[test]
    fn validity_has_a_beginning_and_an_end() {
        let key = SigningKey::generate().unwrap();
        let mut ring = Keyring::new();
        ring.add(card(&key, "2026-01-01 00:00", Some("2027-01-01 00:00"))).unwrap();
        let reason = |ring: &Keyring, when| ring.standing(&key.public(), at(when)).0.code();
        assert_eq!(reason(&ring, "2025-12-31 23:59:59"), "not-yet-valid");
        assert_eq!(reason(&ring, "2026-01-01 00:00:00"), "fits");
        assert_eq!(reason(&ring, "2026-12-31 23:59:59"), "fits");
        assert_eq!(reason(&ring, "2027-01-01 00:00:00"), "expired");
        ring.add(card(&key, "2027-01-01 00:00", None)).unwrap();
        assert_eq!(reason(&ring, "2026-06-01 00:00"), "fits", "the earlier card still speaks for its time");
        assert_eq!(reason(&ring, "2027-06-01 00:00"), "fits");
        ring.revoke(&key.public(), at("2027-03-01 00:00"));
        ring.revoke(&key.public(), at("2027-05-01 00:00"));
        assert_eq!(reason(&ring, "2027-02-28 23:59:59"), "fits");
        assert_eq!(reason(&ring, "2027-03-01 00:00"), "revoked");
    }

    #[test]
    fn a_short_name_belongs_to_one_key() {
        let (one, two) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let mut ring = Keyring::new();
        ring.add(card(&one, "2026-01-01 00:00", None)).unwrap();
        ring.add(card(&one, "2026-01-01 00:00", None)).unwrap();
        assert_eq!(ring.cards().count(), 1);
        // A collision of 50 bits cannot be made here; take the name away instead.
        ring.ids.insert(two.public().id(), one.public());
        let refused = ring.add(card(&two, "2026-01-01 00:00", None));
        assert!(matches!(refused, Err(KeyringError::IdTaken { .. })));
    }

    #[test]
    fn a_card_that_was_never_valid_writes_no_line() {
        let key = SigningKey::generate().unwrap();
        let mut ring = Keyring::new();
        ring.add(card(&key, "2026-01-10 00:00", None)).unwrap();
        ring.revoke(&key.public(), at("2025-01-01 00:00"));
        assert_eq!(ring.allowed_signers(), "");
    }
}
