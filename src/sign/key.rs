//! Ed25519 keys in the formats of OpenSSH (`PROTOCOL.key`): the secret half locked with a passphrase, the public half a line.

use crate::model::{Facts, Fault, FaultClass, KeyRef};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::public::{Ed25519PublicKey, KeyData};
use ssh_key::{Cipher, HashAlg, Kdf, LineEnding, PrivateKey};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use zeroize::Zeroizing;

/// bcrypt rounds of a new lock: about half a second on an office PC, four times what `ssh-keygen` takes by default.
pub const DEFAULT_ROUNDS: u32 = 64;
/// Above this a key file is taken for an attempt to keep the machine busy (minutes of work).
const MAX_ROUNDS: u32 = 1024;
/// No Ed25519 key file comes near; larger input is not looked at.
const MAX_KEY_BYTES: usize = 64 << 10;
/// A public key line has 68 characters of base64 and a comment.
const MAX_LINE_BYTES: usize = 8 << 10;

/// Why a key could not be made, locked or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The operating system gave no random bytes.
    #[error("drawing random bytes for a key")]
    Random,
    /// A lock without a passphrase is none.
    #[error("locking a key with an empty passphrase")]
    EmptyPassphrase,
    /// The key could not be written in its format.
    #[error("locking a key")]
    Lock(#[source] ssh_key::Error),
    /// The passphrase does not open this key.
    #[error("opening a key with the wrong passphrase")]
    WrongPassphrase,
    /// The file holds the key in the open.
    #[error("a key that no passphrase locks")]
    NotLocked,
    /// The file asks for an unreasonable amount of work before it would open.
    #[error("a key locked with {rounds} rounds, more than {max}")]
    TooCostly {
        /// bcrypt rounds that the file asks for.
        rounds: u32,
        /// The most that is accepted.
        max: u32,
    },
    /// Longer than any key.
    #[error("a key of {bytes} bytes, more than {max}")]
    TooLarge {
        /// Length of the input in bytes.
        bytes: usize,
        /// The most that is accepted.
        max: usize,
    },
    /// Not a key in OpenSSH format, or a damaged one.
    #[error("parsing a key in OpenSSH format")]
    Malformed(#[source] ssh_key::Error),
    /// A key of another algorithm.
    #[error("a key of algorithm `{found}` where Ed25519 is wanted")]
    NotEd25519 {
        /// The algorithm's name in OpenSSH.
        found: String,
    },
    /// A point of small order: one signature by it would fit any message.
    #[error("a weak Ed25519 public key")]
    Weak,
}

impl KeyError {
    /// Every code of this error.
    pub const CODES: &[&str] = &[
        "key-random",
        "key-empty-passphrase",
        "key-lock",
        "key-wrong-passphrase",
        "key-not-locked",
        "key-too-costly",
        "key-too-large",
        "key-malformed",
        "key-not-ed25519",
        "key-weak",
    ];
}

impl Fault for KeyError {
    fn code(&self) -> &'static str {
        match self {
            Self::Random => "key-random",
            Self::EmptyPassphrase => "key-empty-passphrase",
            Self::Lock(_) => "key-lock",
            Self::WrongPassphrase => "key-wrong-passphrase",
            Self::NotLocked => "key-not-locked",
            Self::TooCostly { .. } => "key-too-costly",
            Self::TooLarge { .. } => "key-too-large",
            Self::Malformed(_) => "key-malformed",
            Self::NotEd25519 { .. } => "key-not-ed25519",
            Self::Weak => "key-weak",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::TooCostly { rounds, max } => vec![("rounds", rounds.to_string()), ("max", max.to_string())],
            Self::TooLarge { bytes, max } => vec![("bytes", bytes.to_string()), ("max", max.to_string())],
            Self::NotEd25519 { found } => vec![("found", found.clone())],
            Self::Lock(source) | Self::Malformed(source) => vec![("reason", source.to_string())],
            _ => Vec::new(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::EmptyPassphrase => FaultClass::Usage,
            _ => FaultClass::Failed,
        }
    }
}

/// The secret half. Its seed is wiped from memory when dropped; `Debug` shows the fingerprint only.
#[derive(Clone)]
pub struct SigningKey {
    /// Zeroizes itself on drop (feature `zeroize` of ed25519-dalek).
    inner: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`KeyError::Random`].
    pub fn generate() -> Result<Self, KeyError> {
        let seed = random::<32>()?;
        Ok(Self { inner: ed25519_dalek::SigningKey::from_bytes(&seed) })
    }

    /// The key as OpenSSH writes it (`-----BEGIN OPENSSH PRIVATE KEY-----`), locked with `passphrase` by
    /// `rounds` of bcrypt (default [`DEFAULT_ROUNDS`]) and AES-256-CTR; `ssh-keygen` reads it.
    ///
    /// # Errors
    /// [`KeyError::EmptyPassphrase`], [`KeyError::TooCostly`], [`KeyError::Random`], [`KeyError::Lock`].
    pub fn to_openssh(&self, passphrase: &[u8], rounds: Option<u32>) -> Result<Zeroizing<String>, KeyError> {
        if passphrase.is_empty() {
            return Err(KeyError::EmptyPassphrase);
        }
        let rounds = rounds.unwrap_or(DEFAULT_ROUNDS).max(1);
        if rounds > MAX_ROUNDS {
            return Err(KeyError::TooCostly { rounds, max: MAX_ROUNDS });
        }
        let pair = KeypairData::Ed25519(Ed25519Keypair::from(&self.inner));
        let open = PrivateKey::new(pair, self.public().id()).map_err(KeyError::Lock)?;
        let kdf = Kdf::Bcrypt { salt: random::<16>()?.to_vec(), rounds };
        let checkint = u32::from_le_bytes(*random::<4>()?);
        open.encrypt_with(Cipher::Aes256Ctr, kdf, checkint, passphrase)
            .and_then(|locked| locked.to_openssh(LineEnding::LF))
            .map_err(KeyError::Lock)
    }

    /// Reads a locked key in OpenSSH format, by azukari or by `ssh-keygen -t ed25519`.
    ///
    /// # Errors
    /// [`KeyError::WrongPassphrase`]; [`KeyError::NotLocked`]; [`KeyError::NotEd25519`]; for input that is no key
    /// or a hostile one, [`KeyError::Malformed`], [`KeyError::TooLarge`], [`KeyError::TooCostly`].
    pub fn from_openssh(text: &str, passphrase: &[u8]) -> Result<Self, KeyError> {
        within(text.len(), MAX_KEY_BYTES)?;
        let locked = PrivateKey::from_openssh(text).map_err(unreadable)?;
        ed25519_of(locked.public_key().key_data())?;
        match locked.kdf() {
            Kdf::Bcrypt { rounds, .. } if *rounds > MAX_ROUNDS => {
                return Err(KeyError::TooCostly { rounds: *rounds, max: MAX_ROUNDS });
            }
            _ if !locked.is_encrypted() => return Err(KeyError::NotLocked),
            _ => {}
        }
        if passphrase.is_empty() {
            return Err(KeyError::WrongPassphrase);
        }
        let open = locked.decrypt(passphrase).map_err(|error| match error {
            ssh_key::Error::Crypto => KeyError::WrongPassphrase,
            other => KeyError::Malformed(other),
        })?;
        let pair = open.key_data().ed25519().ok_or(KeyError::Malformed(ssh_key::Error::PublicKey))?;
        let inner = ed25519_dalek::SigningKey::try_from(pair).map_err(KeyError::Malformed)?;
        Ok(Self { inner })
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey { inner: self.inner.verifying_key() }
    }

    /// Ed25519 (RFC 8032) over bytes that `signature` laid out.
    pub(super) fn raw_sign(&self, laid_out: &[u8]) -> [u8; 64] {
        use ed25519_dalek::Signer as _;
        self.inner.sign(laid_out).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.public().fingerprint()).finish()
    }
}

/// The public half: an Ed25519 key that is not weak.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    inner: ed25519_dalek::VerifyingKey,
}

impl PublicKey {
    /// `ssh-ed25519 AAAA…`, without a comment.
    #[must_use]
    pub fn to_openssh(&self) -> String {
        use base64::Engine as _;
        format!("ssh-ed25519 {}", base64::engine::general_purpose::STANDARD.encode(self.blob()))
    }

    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        KeyData::Ed25519(Ed25519PublicKey(self.inner.to_bytes())).fingerprint(HashAlg::Sha256).to_string()
    }

    /// Ten characters that name the key: the first 50 bits of the SHA-256 that the fingerprint shows, in lower-case
    /// base32 (RFC 4648). The principal of `allowed_signers`. Too short to stand alone as proof: compare fingerprints.
    #[must_use]
    pub fn id(&self) -> String {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.blob());
        let bits = digest.as_ref().iter().take(7).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        (0..10)
            .filter_map(|place| {
                let index = usize::try_from(bits >> (51 - 5 * place) & 31).ok()?;
                ALPHABET.get(index).copied().map(char::from)
            })
            .collect()
    }

    /// Id and fingerprint, for documents.
    #[must_use]
    pub fn key_ref(&self) -> KeyRef {
        KeyRef { id: self.id(), fingerprint: self.fingerprint() }
    }

    /// The key on the wire (RFC 8709): `string "ssh-ed25519"`, `string key`.
    fn blob(&self) -> Vec<u8> {
        let mut blob = Vec::with_capacity(51);
        for part in [b"ssh-ed25519".as_slice(), &self.inner.to_bytes()] {
            super::signature::put_string(&mut blob, part);
        }
        blob
    }

    pub(super) fn of_key_data(data: &KeyData) -> Result<Self, KeyError> {
        let bytes = ed25519_of(data)?;
        let inner = ed25519_dalek::VerifyingKey::from_bytes(&bytes)
            .map_err(|_| KeyError::Malformed(ssh_key::Error::PublicKey))?;
        if inner.is_weak() { Err(KeyError::Weak) } else { Ok(Self { inner }) }
    }

    pub(super) fn key_data(&self) -> KeyData {
        KeyData::Ed25519(Ed25519PublicKey(self.inner.to_bytes()))
    }

    /// Strict verification (RFC 8032 §5.1.7 with small-order points refused): a signature that fits here fits one message only.
    pub(super) fn raw_check(&self, laid_out: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.inner.verify_strict(laid_out, &signature).is_ok()
    }
}

impl FromStr for PublicKey {
    type Err = KeyError;

    /// One line: `ssh-ed25519 AAAA… comment`.
    fn from_str(line: &str) -> Result<Self, KeyError> {
        within(line.len(), MAX_LINE_BYTES)?;
        let line = line.trim();
        if line.contains(['\n', '\r']) {
            return Err(KeyError::Malformed(ssh_key::Error::FormatEncoding));
        }
        let parsed = ssh_key::PublicKey::from_openssh(line).map_err(unreadable)?;
        Self::of_key_data(parsed.key_data())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.fingerprint()).finish()
    }
}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.to_bytes().hash(state);
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_openssh())
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn ed25519_of(data: &KeyData) -> Result<[u8; 32], KeyError> {
    match data {
        KeyData::Ed25519(key) => Ok(key.0),
        other => Err(KeyError::NotEd25519 { found: other.algorithm().to_string() }),
    }
}

/// Algorithms that are not compiled in do not parse at all; that is no damage.
fn unreadable(error: ssh_key::Error) -> KeyError {
    match error {
        ssh_key::Error::AlgorithmUnknown => KeyError::NotEd25519 { found: "unknown".to_owned() },
        ssh_key::Error::AlgorithmUnsupported { algorithm } => {
            KeyError::NotEd25519 { found: algorithm.to_string() }
        }
        other => KeyError::Malformed(other),
    }
}

fn within(bytes: usize, max: usize) -> Result<(), KeyError> {
    if bytes > max { Err(KeyError::TooLarge { bytes, max }) } else { Ok(()) }
}

fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, KeyError> {
    let mut bytes = Zeroizing::new([0; N]);
    SystemRandom::new().fill(bytes.as_mut_slice()).map_err(|_| KeyError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locked_and_opened_again() {
        let key = SigningKey::generate().unwrap();
        let text = key.to_openssh("正しい合言葉".as_bytes(), Some(1)).unwrap();
        let again = SigningKey::from_openssh(&text, "正しい合言葉".as_bytes()).unwrap();
        assert_eq!(again.public(), key.public());
        assert!(matches!(SigningKey::from_openssh(&text, b"wrong"), Err(KeyError::WrongPassphrase)));
        assert!(matches!(SigningKey::from_openssh(&text, b""), Err(KeyError::WrongPassphrase)));
        assert!(matches!(key.to_openssh(b"", None), Err(KeyError::EmptyPassphrase)));
    }

    #[test]
    fn damaged_keys_are_named_never_a_panic() {
        let key = SigningKey::generate().unwrap();
        let text = key.to_openssh(b"pass", Some(1)).unwrap();
        for cut in 0..text.len() {
            assert!(
                SigningKey::from_openssh(&text[..cut], b"pass").is_err() || cut + 1 >= text.len(),
                "cut at {cut}"
            );
        }
        assert!(matches!(SigningKey::from_openssh("", b"p"), Err(KeyError::Malformed(_))));
        let huge = "A".repeat(MAX_KEY_BYTES + 1);
        assert!(matches!(SigningKey::from_openssh(&huge, b"p"), Err(KeyError::TooLarge { .. })));
    }

    #[test]
    fn flipped_keys_never_become_another_key() {
        let key = SigningKey::generate().unwrap();
        let text = key.to_openssh(b"pass", Some(1)).unwrap();
        for at in (0..text.len()).step_by(3) {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let flipped = String::from_utf8(bytes).unwrap();
            if let Ok(opened) = SigningKey::from_openssh(&flipped, b"pass") {
                assert_eq!(opened.public(), key.public(), "byte {at}");
            }
        }
    }

    #[test]
    fn a_key_that_would_take_hours_is_refused() {
        let key = SigningKey::generate().unwrap();
        assert!(matches!(key.to_openssh(b"p", Some(u32::MAX)), Err(KeyError::TooCostly { .. })));
        let pair = KeypairData::Ed25519(Ed25519Keypair::from(&key.inner));
        let open = PrivateKey::new(pair, "").unwrap();
        let mut bytes = {
            let kdf = Kdf::Bcrypt { salt: vec![7; 16], rounds: 1 };
            let locked = open.encrypt_with(Cipher::Aes256Ctr, kdf, 1, "p").unwrap();
            locked.to_bytes().unwrap().to_vec()
        };
        let salt = bytes.windows(16).position(|window| window == [7; 16]).unwrap();
        bytes[salt + 16..salt + 20].copy_from_slice(&[0xff; 4]);
        let text = PrivateKey::from_bytes(&bytes).unwrap().to_openssh(LineEnding::LF).unwrap();
        let refused = SigningKey::from_openssh(&text, b"p");
        assert!(matches!(refused, Err(KeyError::TooCostly { rounds: u32::MAX, .. })));
    }

    #[test]
    fn public_lines() {
        let public = SigningKey::generate().unwrap().public();
        let line = format!("{} 見本 太郎\n", public.to_openssh());
        assert_eq!(line.parse::<PublicKey>().unwrap(), public);
        assert_eq!(public.id().len(), 10);
        assert!(public.id().chars().all(|c| c.is_ascii_lowercase() || ('2'..='7').contains(&c)));
        assert!(public.fingerprint().starts_with("SHA256:"));
        assert!("ssh-ed25519".parse::<PublicKey>().is_err());
        assert!(format!("{line}{line}").parse::<PublicKey>().is_err());
        let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQC7";
        assert!(rsa.parse::<PublicKey>().is_err());
    }

    #[test]
    fn weak_points_are_refused() {
        // The neutral element: y = 1.
        let mut point = [0; 32];
        point[0] = 1;
        let weak = PublicKey::of_key_data(&KeyData::Ed25519(Ed25519PublicKey(point)));
        assert!(matches!(weak, Err(KeyError::Weak)));
    }

    #[test]
    fn the_id_is_the_start_of_the_fingerprint() {
        use base64::Engine as _;
        let public = SigningKey::generate().unwrap().public();
        let shown = public.fingerprint();
        let digest = base64::engine::general_purpose::STANDARD_NO_PAD
            .decode(shown.strip_prefix("SHA256:").unwrap())
            .unwrap();
        let bits: Vec<String> = digest.iter().map(|byte| format!("{byte:08b}")).collect();
        let bits = bits.concat();
        let expected: String = (0..10)
            .map(|place| usize::from_str_radix(&bits[place * 5..place * 5 + 5], 2).unwrap())
            .map(|index| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[index]))
            .collect();
        assert_eq!(public.id(), expected);
    }
}
