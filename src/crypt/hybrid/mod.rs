//! The post-quantum recipient of age, `age1pq1…` (C2SP `age.md`, "mlkem768x25519"), which the age crate does not have yet:
//! HPKE over X-Wing. What is sealed to it today stays sealed when quantum computers break X25519.

mod hpke;
mod xwing;

use super::CryptError;
use age::{DecryptError, EncryptError};
use age_core::format::{FileKey, Stanza};
use age_core::primitives::{bech32_decode, bech32_encode};
use age_core::secrecy::ExposeSecret as _;
use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::collections::HashSet;
use std::str::FromStr;
use zeroize::{Zeroize as _, Zeroizing};

/// The tag of its stanza.
pub(super) const STANZA: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
const RECIPIENT: bech32::Hrp = bech32::Hrp::parse_unchecked("age1pq");
const IDENTITY: bech32::Hrp = bech32::Hrp::parse_unchecked("AGE-SECRET-KEY-PQ-");
/// Recipients with this label refuse the company of others: a file that X25519 opens too is not post-quantum.
const LABEL: &str = "postquantum";
/// Bytes of a file key with its tag.
const WRAPPED: usize = 16 + 16;

/// The public side.
#[derive(Clone)]
pub struct HybridRecipient(xwing::PublicKey);

/// The secret side; cleared when dropped.
pub struct HybridIdentity(xwing::SecretKey);

/// The data of a bech32 text with exactly this prefix. Mixed case is refused, and so is the other case: the specification
/// writes recipients small and secret keys large.
fn decode(text: &str, prefix: bech32::Hrp) -> Option<Zeroizing<Vec<u8>>> {
    let same = |found: bech32::Hrp| if found.as_str() == prefix.as_str() { Ok(()) } else { Err(()) };
    // One allocation of the final size, so that no outgrown copy of a key stays behind.
    let mut data = Zeroizing::new(Vec::with_capacity(text.len()));
    bech32_decode(
        text,
        |_| (),
        same,
        |_, bytes| {
            data.extend(bytes);
            Ok(())
        },
    )
    .ok()?;
    Some(data)
}

impl FromStr for HybridRecipient {
    type Err = CryptError;

    fn from_str(text: &str) -> Result<Self, CryptError> {
        let key = decode(text, RECIPIENT).and_then(|data| xwing::PublicKey::parse(&data));
        key.map(Self).ok_or_else(|| CryptError::BadRecipient(text.chars().take(80).collect()))
    }
}

impl std::fmt::Display for HybridRecipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&bech32_encode(RECIPIENT, &self.0.to_bytes()))
    }
}

impl age::Recipient for HybridRecipient {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let refused = || EncryptError::Io(std::io::Error::other("no randomness, or no usable key"));
        let mut seed = Zeroizing::new([0; 64]);
        SystemRandom::new().fill(seed.as_mut_slice()).map_err(|_| refused())?;
        let (sent, shared) = self.0.encapsulate(&seed).ok_or_else(refused)?;
        let body = hpke::seal(&shared, INFO, file_key.expose_secret()).map_err(|_| refused())?;
        let stanza = Stanza { tag: STANZA.to_owned(), args: vec![BASE64_STANDARD_NO_PAD.encode(sent)], body };
        Ok((vec![stanza], HashSet::from([LABEL.to_owned()])))
    }
}

impl FromStr for HybridIdentity {
    type Err = CryptError;

    fn from_str(text: &str) -> Result<Self, CryptError> {
        let data = decode(text, IDENTITY).ok_or(CryptError::NoIdentity)?;
        let seed = data.as_slice().try_into().map_err(|_| CryptError::NoIdentity)?;
        Ok(Self(xwing::SecretKey::from_seed(Zeroizing::new(seed))))
    }
}

impl HybridIdentity {
    /// A new one from the system's randomness.
    ///
    /// # Errors
    /// [`CryptError::Primitive`] when the system has none.
    pub fn generate() -> Result<Self, CryptError> {
        let mut seed = Zeroizing::new([0; xwing::SEED]);
        SystemRandom::new().fill(seed.as_mut_slice()).map_err(|_| CryptError::Primitive)?;
        Ok(Self(xwing::SecretKey::from_seed(seed)))
    }

    /// `AGE-SECRET-KEY-PQ-1…`.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut text = bech32_encode(IDENTITY, self.0.seed());
        let upper = Zeroizing::new(text.to_ascii_uppercase());
        text.zeroize();
        upper
    }

    /// Its public side.
    #[must_use]
    pub fn to_public(&self) -> HybridRecipient {
        HybridRecipient(self.0.public())
    }
}

impl age::Identity for HybridIdentity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag != STANZA {
            return None;
        }
        let [sent] = stanza.args.as_slice() else { return Some(Err(DecryptError::InvalidHeader)) };
        // The length of the body is checked before anything is decrypted: against partitioning oracles.
        let sent = BASE64_STANDARD_NO_PAD.decode(sent).ok().filter(|sent| sent.len() == xwing::ENCAPSULATED);
        let Some(sent) = sent.filter(|_| stanza.body.len() == WRAPPED) else {
            return Some(Err(DecryptError::InvalidHeader));
        };
        let Some(shared) = self.0.decapsulate(&sent) else {
            return Some(Err(DecryptError::InvalidHeader));
        };
        match hpke::open(&shared, INFO, &stanza.body) {
            Ok(Some(text)) if text.len() == 16 => {
                Some(Ok(FileKey::init_with_mut(|key| key.copy_from_slice(&text))))
            }
            // Made for another key: which of several stanzas is ours only trying tells.
            Ok(_) => None,
            Err(_) => Some(Err(DecryptError::DecryptionFailed)),
        }
    }
}

#[cfg(test)]
mod tests;
