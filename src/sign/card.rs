//! A card: the public side of a person's keys, signed with the very key it shows.
//!
//! # Format `azukari/card/1`
//!
//! One file to hand over, `NAME.card.json`: a JSON object with exactly two strings.
//!
//! ```json
//! {
//!   "card": "{\n  \"schema\": \"azukari/card/1\",\n  \"name\": \"見本 太郎\", … }\n",
//!   "signature": "-----BEGIN SSH SIGNATURE-----\n…\n-----END SSH SIGNATURE-----\n"
//! }
//! ```
//!
//! `card` is itself JSON (the fields of [`Card`] and `schema`); `signature` is an SSHSIG in namespace `card@azukari` over
//! the UTF-8 bytes of that string. Because the signed bytes stand inside a string, re-indenting the file or changing its line
//! ends on the way does no harm. Checked without azukari:
//!
//! ```sh
//! jq -j .card NAME.card.json > card.txt; jq -j .signature NAME.card.json > card.txt.sig
//! ssh-keygen -Y check-novalidate -n card@azukari -s card.txt.sig < card.txt
//! ```
//!
//! A card that fits its own signature proves that its holder has the key, not that the name is true: whoever imports it
//! compares the fingerprint over another channel.

use super::{KeyError, PublicKey, SignatureError, SigningKey, check};
use crate::model::{Facts, Fault, FaultClass, KeyAgreement, KeyRef, Person, Timestamp};
use serde::{Deserialize, Serialize};

/// Namespace of a card's own signature.
pub const CARD_NAMESPACE: &str = "card@azukari";
const SCHEMA: &str = "azukari/card/1";
/// A card has about one kilobyte, or three with a hybrid recipient; larger input is not looked at.
const MAX_CARD_BYTES: usize = 64 << 10;
/// Longest name, organization or role, in characters.
const MAX_NAME_CHARS: usize = 200;
/// Longest age recipient, in bytes: `age1pq…` has about 2,000.
const MAX_RECIPIENT_BYTES: usize = 8 << 10;

/// Who somebody is and which keys are theirs. The fields are as on the signed card; [`Card::read`] has checked them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// 氏名.
    pub name: String,
    /// 所属; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organization: String,
    /// 職; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// Short name of the signing key ([`PublicKey::id`]).
    pub id: String,
    /// Where to send packages: an age recipient, `age1…`. Not interpreted here.
    pub recipient: String,
    /// The same against quantum computers, `age1pq1…`; absent where the holder has no such key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_pq: Option<String>,
    /// Whose signatures count, `ssh-ed25519 AAAA…`.
    pub signing_key: PublicKey,
    /// Signatures before this moment do not count.
    pub valid_from: Timestamp,
    /// Signatures from this moment on do not count; absent: no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

#[derive(Serialize)]
struct TextOut<'a> {
    schema: &'static str,
    #[serde(flatten)]
    card: &'a Card,
}

#[derive(Deserialize)]
struct TextIn {
    schema: String,
    #[serde(flatten)]
    card: Card,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    card: String,
    signature: String,
}

/// Why a card could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    /// Longer than any card.
    #[error("a card of {bytes} bytes, more than {max}")]
    TooLarge {
        /// Length of the input in bytes.
        bytes: usize,
        /// The most that is accepted.
        max: usize,
    },
    /// Not JSON, or not the shape of a card.
    #[error("parsing a card")]
    Parse(#[source] serde_json::Error),
    /// A schema that this version does not know.
    #[error("a card of unknown schema `{0}`")]
    Schema(String),
    /// A field that no honest card has.
    #[error("a card with an unusable `{0}`")]
    Field(&'static str),
    /// Its own signature does not fit.
    #[error("checking a card's own signature")]
    Signature(#[source] SignatureError),
    /// Signed, but with another key than the one it shows.
    #[error("a card for key {shown} signed by key {signer}")]
    ForeignKey {
        /// Fingerprint of the key on the card.
        shown: String,
        /// Fingerprint of the key that signed.
        signer: String,
    },
}

impl CardError {
    /// Every code of this error.
    pub const CODES: &[&str] =
        &["card-too-large", "card-parse", "card-schema", "card-field", "card-signature", "card-foreign-key"];
}

impl Fault for CardError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "card-too-large",
            Self::Parse(_) => "card-parse",
            Self::Schema(_) => "card-schema",
            Self::Field(_) => "card-field",
            Self::Signature(_) => "card-signature",
            Self::ForeignKey { .. } => "card-foreign-key",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::TooLarge { bytes, max } => vec![("bytes", bytes.to_string()), ("max", max.to_string())],
            Self::Parse(source) => vec![("reason", source.to_string())],
            Self::Schema(found) => vec![("found", found.clone())],
            Self::Field(name) => vec![("field", (*name).to_owned())],
            Self::Signature(source) => vec![("why", source.code().to_owned())],
            Self::ForeignKey { shown, signer } => vec![("shown", shown.clone()), ("signer", signer.clone())],
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Signature(source) => source.class(),
            Self::ForeignKey { .. } => FaultClass::Bad,
            _ => FaultClass::Failed,
        }
    }
}

impl Card {
    /// A card for `person`, whose signing key is `key` and whose packages go to `recipient`.
    ///
    /// # Errors
    /// [`CardError::Field`] for an empty name, control characters, or an end that is not after the beginning.
    pub fn new(
        person: &Person,
        recipient: &str,
        key: &PublicKey,
        valid_from: Timestamp,
        valid_until: Option<Timestamp>,
    ) -> Result<Self, CardError> {
        let card = Self {
            name: person.name.clone(),
            organization: person.organization.clone(),
            role: person.role.clone(),
            id: key.id(),
            recipient: recipient.to_owned(),
            recipient_pq: None,
            signing_key: *key,
            valid_from,
            valid_until,
        };
        card.examine()?;
        Ok(card)
    }

    /// The file to hand over, signed by the key on the card.
    ///
    /// # Errors
    /// [`CardError::ForeignKey`] if `key` is another one; [`CardError::Field`]; [`CardError::Signature`].
    pub fn to_file(&self, key: &SigningKey) -> Result<Vec<u8>, CardError> {
        self.examine()?;
        self.must_be_signed_by(&key.public())?;
        let out = TextOut { schema: SCHEMA, card: self };
        let card = serde_json::to_string_pretty(&out).map_err(CardError::Parse)? + "\n";
        let signature = key.sign(CARD_NAMESPACE, card.as_bytes()).map_err(CardError::Signature)?;
        let mut file = serde_json::to_vec_pretty(&File { card, signature }).map_err(CardError::Parse)?;
        file.push(b'\n');
        Ok(file)
    }

    /// Reads a card file and checks its form and its own signature. Nothing is said about trust.
    ///
    /// # Errors
    /// Every [`CardError`].
    pub fn read(file: &[u8]) -> Result<Self, CardError> {
        if file.len() > MAX_CARD_BYTES {
            return Err(CardError::TooLarge { bytes: file.len(), max: MAX_CARD_BYTES });
        }
        // Windows editors put a byte order mark in front; it is not part of what was signed.
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        let file: File = serde_json::from_slice(file).map_err(CardError::Parse)?;
        let signer = check(CARD_NAMESPACE, file.card.as_bytes(), file.signature.as_bytes())
            .map_err(CardError::Signature)?;
        let text: TextIn = serde_json::from_str(&file.card).map_err(CardError::Parse)?;
        if text.schema != SCHEMA {
            return Err(CardError::Schema(text.schema.chars().take(80).collect()));
        }
        text.card.examine()?;
        text.card.must_be_signed_by(&signer)?;
        Ok(text.card)
    }

    /// The holder, as documents name them.
    #[must_use]
    pub fn person(&self) -> Person {
        Person { name: self.name.clone(), organization: self.organization.clone(), role: self.role.clone() }
    }

    /// `SHA256:…` of the signing key.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.signing_key.fingerprint()
    }

    /// Id and fingerprint of the signing key, as documents name it.
    #[must_use]
    pub fn key_ref(&self) -> KeyRef {
        self.signing_key.key_ref()
    }

    fn must_be_signed_by(&self, signer: &PublicKey) -> Result<(), CardError> {
        if *signer == self.signing_key {
            return Ok(());
        }
        Err(CardError::ForeignKey { shown: self.fingerprint(), signer: signer.fingerprint() })
    }

    fn examine(&self) -> Result<(), CardError> {
        let texts = [("name", &self.name), ("organization", &self.organization), ("role", &self.role)];
        for (field, text) in texts {
            // A name that moves the cursor or reverses what follows could show another person than it signs for.
            if text.chars().count() > MAX_NAME_CHARS || crate::model::printable(text) != text.as_str() {
                return Err(CardError::Field(field));
            }
        }
        if self.name.trim().is_empty() {
            return Err(CardError::Field("name"));
        }
        if !is_recipient(&self.recipient) {
            return Err(CardError::Field("recipient"));
        }
        let kind = |text: &String| KeyAgreement::of_recipient(text)?.is_post_quantum();
        if self.recipient_pq.as_ref().is_some_and(|text| !is_recipient(text) || kind(text) != Some(true)) {
            return Err(CardError::Field("recipient_pq"));
        }
        if self.id != self.signing_key.id() {
            return Err(CardError::Field("id"));
        }
        if self.valid_until.is_some_and(|until| until <= self.valid_from) {
            return Err(CardError::Field("valid_until"));
        }
        Ok(())
    }
}

/// Whether `text` has the form of an age recipient, as far as its letters and its prefix go.
fn is_recipient(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte));
    plain && text.len() <= MAX_RECIPIENT_BYTES && KeyAgreement::of_recipient(text).is_some()
}

impl From<KeyError> for CardError {
    fn from(_: KeyError) -> Self {
        Self::Field("signing_key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(key: &SigningKey) -> Card {
        let person =
            Person {
                name: "見本 太郎".into(), organization: "見本市役所".into(), role: "係長".into()
            };
        let from = "2026-11-22T09:00:00+09:00".parse().unwrap();
        let until = "2027-11-22T09:00:00+09:00".parse().unwrap();
        Card::new(&person, "age1qqqsample", &key.public(), from, Some(until)).unwrap()
    }

    #[test]
    fn handed_over_and_read() {
        let key = SigningKey::generate().unwrap();
        let card = sample(&key);
        let file = card.to_file(&key).unwrap();
        assert_eq!(Card::read(&file).unwrap(), card);
        assert_eq!(card.to_file(&key).unwrap(), file, "same card, same bytes");
        let windows = String::from_utf8(file).unwrap().replace('\n', "\r\n");
        assert_eq!(Card::read(format!("\u{feff}{windows}").as_bytes()).unwrap(), card);
    }

    #[test]
    fn both_recipients_are_signed_and_older_cards_have_one() {
        let key = SigningKey::generate().unwrap();
        let one = sample(&key);
        let both = Card { recipient_pq: Some("age1pq1qqqsample".into()), ..one.clone() };
        let file = String::from_utf8(both.to_file(&key).unwrap()).unwrap();
        assert_eq!(Card::read(file.as_bytes()).unwrap(), both);
        let swapped = file.replace("age1pq1qqq", "age1pq1ppp");
        assert!(matches!(
            Card::read(swapped.as_bytes()),
            Err(CardError::Signature(SignatureError::Mismatch))
        ));
        assert!(!String::from_utf8(one.to_file(&key).unwrap()).unwrap().contains("recipient_pq"));
    }

    #[test]
    fn an_edited_card_is_bad() {
        let key = SigningKey::generate().unwrap();
        let file = String::from_utf8(sample(&key).to_file(&key).unwrap()).unwrap();
        let edited = file.replace("見本 太郎", "偽本 太郎");
        let error = Card::read(edited.as_bytes()).unwrap_err();
        assert!(matches!(error, CardError::Signature(SignatureError::Mismatch)));
        assert_eq!(error.class(), FaultClass::Bad);
    }

    #[test]
    fn every_cut_and_flip_is_an_error_or_the_same_card() {
        let key = SigningKey::generate().unwrap();
        let card = sample(&key);
        let file = card.to_file(&key).unwrap();
        for cut in 0..file.len() - 1 {
            assert!(Card::read(&file[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..file.len() {
            let mut flipped = file.clone();
            flipped[at] ^= 1;
            if let Ok(read) = Card::read(&flipped) {
                assert_eq!(read, card, "byte {at}");
            }
        }
        assert!(matches!(Card::read(&vec![b' '; MAX_CARD_BYTES + 1]), Err(CardError::TooLarge { .. })));
        assert!(matches!(Card::read("[".repeat(60_000).as_bytes()), Err(CardError::Parse(_))));
    }

    #[test]
    fn nobody_signs_for_another() {
        let (mine, theirs) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let card = sample(&theirs);
        assert!(matches!(card.to_file(&mine), Err(CardError::ForeignKey { .. })));
        let text = serde_json::to_string(&TextOut { schema: SCHEMA, card: &card }).unwrap();
        let signature = mine.sign(CARD_NAMESPACE, text.as_bytes()).unwrap();
        let forged = serde_json::to_vec(&File { card: text, signature }).unwrap();
        assert!(matches!(Card::read(&forged), Err(CardError::ForeignKey { .. })));
    }

    #[test]
    fn fields_that_deceive_are_refused() {
        let key = SigningKey::generate().unwrap();
        let good = sample(&key);
        let broken = [
            ("name", Card { name: "  ".into(), ..good.clone() }),
            ("name", Card { name: "太郎\u{202e}".into(), ..good.clone() }),
            ("role", Card { role: "x".repeat(201), ..good.clone() }),
            ("organization", Card { organization: "a\nb".into(), ..good.clone() }),
            ("recipient", Card { recipient: "ssh-ed25519 AAAA".into(), ..good.clone() }),
            ("recipient", Card { recipient: "age1../evil1qqq".into(), ..good.clone() }),
            ("recipient_pq", Card { recipient_pq: Some("age1qqqsample".into()), ..good.clone() }),
            ("recipient_pq", Card { recipient_pq: Some("age1pq1 qqq".into()), ..good.clone() }),
            ("id", Card { id: "aaaaaaaaaa".into(), ..good.clone() }),
            ("valid_until", Card { valid_until: Some(good.valid_from), ..good.clone() }),
        ];
        for (field, card) in broken {
            assert!(matches!(card.to_file(&key), Err(CardError::Field(found)) if found == field), "{field}");
        }
    }

    #[test]
    fn unsigned_additions_are_refused() {
        let key = SigningKey::generate().unwrap();
        let file = String::from_utf8(sample(&key).to_file(&key).unwrap()).unwrap();
        let added = file.replacen('{', "{ \"name\": \"別人\",", 1);
        assert!(matches!(Card::read(added.as_bytes()), Err(CardError::Parse(_))));
    }
}
