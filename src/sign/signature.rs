//! SSHSIG: a detached signature as `ssh-keygen -Y sign` makes it (OpenSSH, `PROTOCOL.sshsig`).
//!
//! What Ed25519 signs is `"SSHSIG"`, then four strings: namespace, reserved (empty), hash name, hash of the message.
//! azukari writes SHA-256 there, the hash of record; it reads SHA-512 too, which is what `ssh-keygen` writes.

use super::{KeyError, PublicKey, SigningKey};
use crate::model::{Facts, Fault, FaultClass, Sha256, printable};
use ssh_key::{Algorithm, HashAlg, LineEnding, Signature, SshSig};

/// An Ed25519 signature takes about 300 bytes in armor; larger input is not looked at.
const MAX_SIGNATURE_BYTES: usize = 16 << 10;
/// How much of a foreign namespace is worth showing, in characters.
const MAX_SHOWN: usize = 80;

/// Why a signature says nothing good about the bytes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// Not an SSHSIG, or a damaged one.
    #[error("parsing a signature")]
    Malformed,
    /// Longer than any signature.
    #[error("a signature of {bytes} bytes, more than {max}")]
    TooLarge {
        /// Length of the input in bytes.
        bytes: usize,
        /// The most that is accepted.
        max: usize,
    },
    /// Made for something else.
    #[error("a signature in namespace `{found}` where `{expected}` is wanted")]
    WrongNamespace {
        /// What the signature says it was made for.
        found: String,
        /// What was wanted.
        expected: String,
    },
    /// It does not fit the bytes.
    #[error("a signature that does not fit the bytes")]
    Mismatch,
    /// Made with an algorithm that azukari does not check.
    #[error("a signature by algorithm `{found}`")]
    UnsupportedAlgorithm {
        /// Its name in OpenSSH.
        found: String,
    },
    /// The signature could not be put into its format.
    #[error("writing a signature")]
    Write(#[source] ssh_key::Error),
}

impl SignatureError {
    /// Every code of this error.
    pub const CODES: &[&str] = &[
        "signature-malformed",
        "signature-too-large",
        "signature-wrong-namespace",
        "signature-mismatch",
        "signature-unsupported",
        "signature-write",
    ];
}

impl Fault for SignatureError {
    fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "signature-malformed",
            Self::TooLarge { .. } => "signature-too-large",
            Self::WrongNamespace { .. } => "signature-wrong-namespace",
            Self::Mismatch => "signature-mismatch",
            Self::UnsupportedAlgorithm { .. } => "signature-unsupported",
            Self::Write(_) => "signature-write",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::TooLarge { bytes, max } => vec![("bytes", bytes.to_string()), ("max", max.to_string())],
            Self::WrongNamespace { found, expected } => {
                vec![("found", found.clone()), ("expected", expected.clone())]
            }
            Self::UnsupportedAlgorithm { found } => vec![("found", found.clone())],
            Self::Write(source) => vec![("reason", source.to_string())],
            Self::Malformed | Self::Mismatch => Vec::new(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::UnsupportedAlgorithm { .. } => FaultClass::Unknown,
            Self::Write(_) => FaultClass::Failed,
            _ => FaultClass::Bad,
        }
    }
}

impl SigningKey {
    /// An armored SSHSIG over `message`, for use in `namespace` only (such as `receipt@azukari`).
    ///
    /// # Errors
    /// [`SignatureError::Write`], for an empty namespace.
    pub fn sign(&self, namespace: &str, message: &[u8]) -> Result<String, SignatureError> {
        self.sign_hash(namespace, hash(HashAlg::Sha256, message).as_ref())
    }

    /// As [`SigningKey::sign`] over a message whose SHA-256 is known: for what is too long to hold.
    ///
    /// # Errors
    /// As [`SigningKey::sign`].
    pub fn sign_sha256(&self, namespace: &str, digest: &Sha256) -> Result<String, SignatureError> {
        self.sign_hash(namespace, &digest.0)
    }

    fn sign_hash(&self, namespace: &str, digest: &[u8]) -> Result<String, SignatureError> {
        let raw = self.raw_sign(&lay_out(namespace, HashAlg::Sha256, digest));
        Signature::new(Algorithm::Ed25519, raw.to_vec())
            .and_then(|raw| SshSig::new(self.public().key_data(), namespace, HashAlg::Sha256, raw))
            .and_then(|signature| signature.to_pem(LineEnding::LF))
            .map_err(SignatureError::Write)
    }
}

/// Whether an armored signature fits `message` in `namespace`; the key it fits is returned. That says nothing about whose
/// key it is: [`super::Keyring`] does.
///
/// # Errors
/// Every [`SignatureError`] but `Write`.
pub fn check(namespace: &str, message: &[u8], armored: &[u8]) -> Result<PublicKey, SignatureError> {
    let parsed = parse(namespace, armored)?;
    parsed.fits(namespace, hash(parsed.hash, message).as_ref())
}

/// As [`check`] for a message of which only the SHA-256 is known.
///
/// # Errors
/// As [`check`]; a signature over SHA-512 is [`SignatureError::UnsupportedAlgorithm`] here.
pub fn check_sha256(namespace: &str, digest: &Sha256, armored: &[u8]) -> Result<PublicKey, SignatureError> {
    let parsed = parse(namespace, armored)?;
    if parsed.hash != HashAlg::Sha256 {
        return Err(SignatureError::UnsupportedAlgorithm { found: parsed.hash.to_string() });
    }
    parsed.fits(namespace, &digest.0)
}

/// What is left of a signature once its form is checked.
struct Parsed {
    key: PublicKey,
    hash: HashAlg,
    raw: [u8; 64],
}

impl Parsed {
    fn fits(&self, namespace: &str, digest: &[u8]) -> Result<PublicKey, SignatureError> {
        if self.key.raw_check(&lay_out(namespace, self.hash, digest), &self.raw) {
            Ok(self.key)
        } else {
            Err(SignatureError::Mismatch)
        }
    }
}

fn parse(namespace: &str, armored: &[u8]) -> Result<Parsed, SignatureError> {
    if armored.len() > MAX_SIGNATURE_BYTES {
        return Err(SignatureError::TooLarge { bytes: armored.len(), max: MAX_SIGNATURE_BYTES });
    }
    let parsed = SshSig::from_pem(armored).map_err(|error| match error {
        ssh_key::Error::AlgorithmUnknown => {
            SignatureError::UnsupportedAlgorithm { found: "unknown".to_owned() }
        }
        ssh_key::Error::AlgorithmUnsupported { algorithm } => {
            SignatureError::UnsupportedAlgorithm { found: shown(algorithm.as_str()) }
        }
        _ => SignatureError::Malformed,
    })?;
    let key = PublicKey::of_key_data(parsed.public_key()).map_err(|error| match error {
        KeyError::NotEd25519 { found } => SignatureError::UnsupportedAlgorithm { found: shown(&found) },
        _ => SignatureError::Malformed,
    })?;
    // OpenSSH does not sign what stands in `reserved`: whatever is there could be anybody's.
    let plain = parsed.version() == SshSig::VERSION && parsed.reserved().is_empty();
    if !plain || parsed.algorithm() != Algorithm::Ed25519 || !is_canonical(&parsed, armored) {
        return Err(SignatureError::Malformed);
    }
    if parsed.namespace() != namespace {
        let found = shown(parsed.namespace());
        return Err(SignatureError::WrongNamespace { found, expected: namespace.to_owned() });
    }
    let raw = parsed.signature_bytes().try_into().map_err(|_| SignatureError::Malformed)?;
    Ok(Parsed { key, hash: parsed.hash_alg(), raw })
}

/// The parser overlooks wrong inner lengths; `ssh-keygen` does not. Only line breaks may differ from what would be written.
fn is_canonical(parsed: &SshSig, armored: &[u8]) -> bool {
    let visible = |byte: &&u8| !byte.is_ascii_whitespace();
    parsed
        .to_pem(LineEnding::LF)
        .is_ok_and(|written| written.as_bytes().iter().filter(visible).eq(armored.iter().filter(visible)))
}

fn shown(untrusted: &str) -> String {
    printable(&untrusted.chars().take(MAX_SHOWN).collect::<String>()).into_owned()
}

fn hash(algorithm: HashAlg, message: &[u8]) -> ring::digest::Digest {
    let algorithm = match algorithm {
        HashAlg::Sha512 => &ring::digest::SHA512,
        _ => &ring::digest::SHA256,
    };
    ring::digest::digest(algorithm, message)
}

fn lay_out(namespace: &str, algorithm: HashAlg, digest: &[u8]) -> Vec<u8> {
    let mut bytes = b"SSHSIG".to_vec();
    for part in [namespace.as_bytes(), &[], algorithm.as_str().as_bytes(), digest] {
        put_string(&mut bytes, part);
    }
    bytes
}

/// `string` of RFC 4251 §5: length in four bytes, then the bytes.
pub(super) fn put_string(bytes: &mut Vec<u8>, part: &[u8]) {
    // Every part here is a name, a key or a hash: far below 4 GiB. Saturating can only make a check fail.
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMESPACE: &str = "receipt@azukari";

    #[test]
    fn fits_its_bytes_its_namespace_and_nothing_else() {
        let key = SigningKey::generate().unwrap();
        let signature = key.sign(NAMESPACE, "預り証".as_bytes()).unwrap();
        let signature = signature.as_bytes();
        assert_eq!(check(NAMESPACE, "預り証".as_bytes(), signature).unwrap(), key.public());
        assert!(matches!(check(NAMESPACE, b"other", signature), Err(SignatureError::Mismatch)));
        let elsewhere = check("note@azukari", "預り証".as_bytes(), signature);
        assert!(matches!(elsewhere, Err(SignatureError::WrongNamespace { .. })));
        assert!(matches!(check(NAMESPACE, b"", b""), Err(SignatureError::Malformed)));
        let huge = vec![b'A'; MAX_SIGNATURE_BYTES + 1];
        assert!(matches!(check(NAMESPACE, b"", &huge), Err(SignatureError::TooLarge { .. })));
    }

    #[test]
    fn over_a_digest_is_the_same_signature() {
        let key = SigningKey::generate().unwrap();
        let mut digest = Sha256([0; 32]);
        digest.0.copy_from_slice(hash(HashAlg::Sha256, b"message").as_ref());
        let signature = key.sign_sha256(NAMESPACE, &digest).unwrap();
        assert_eq!(signature, key.sign(NAMESPACE, b"message").unwrap());
        assert_eq!(check_sha256(NAMESPACE, &digest, signature.as_bytes()).unwrap(), key.public());
        let other = check_sha256(NAMESPACE, &Sha256([1; 32]), signature.as_bytes());
        assert!(matches!(other, Err(SignatureError::Mismatch)));
    }

    #[test]
    fn every_cut_and_every_flip_is_refused() {
        let key = SigningKey::generate().unwrap();
        let signature = key.sign(NAMESPACE, b"message").unwrap();
        let body = signature.find('\n').unwrap()..signature.rfind("\n-----END").unwrap();
        for cut in 0..signature.trim_end().len() {
            assert!(check(NAMESPACE, b"message", &signature.as_bytes()[..cut]).is_err(), "cut at {cut}");
        }
        for at in body {
            for bit in 0..8 {
                let mut bytes = signature.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                // Line breaks may look different and mean the same; a flip may never mean another key.
                if let Ok(found) = check(NAMESPACE, b"message", &bytes) {
                    assert_eq!(found, key.public());
                    assert_eq!(signature.as_bytes()[at], b'\n', "byte {at} bit {bit}");
                }
            }
        }
    }

    #[test]
    fn line_ends_may_change_on_the_way() {
        let key = SigningKey::generate().unwrap();
        let signature = key.sign(NAMESPACE, b"message").unwrap().replace('\n', "\r\n");
        assert_eq!(check(NAMESPACE, b"message", signature.as_bytes()).unwrap(), key.public());
    }

    #[test]
    fn an_empty_namespace_is_no_namespace() {
        let key = SigningKey::generate().unwrap();
        assert!(matches!(key.sign("", b"message"), Err(SignatureError::Write(_))));
    }
}
