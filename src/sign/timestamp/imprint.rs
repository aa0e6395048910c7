//! The digest of what is stamped (`MessageImprint`), and the hashes it may be made with.

use super::asn1::{Fields, algorithm};
use super::reason::Reason;
use der::Tag;
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use ring::digest;

/// A hash that is good enough to bind. azukari writes SHA-256, the hash of record; others may have written its elder kin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

pub(super) const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

impl Hash {
    pub(super) fn of_name(name: ObjectIdentifier) -> Result<Self, Reason> {
        match name {
            SHA256 => Ok(Self::Sha256),
            SHA384 => Ok(Self::Sha384),
            SHA512 => Ok(Self::Sha512),
            found => Err(Reason::UnsupportedAlgorithm { found: found.to_string() }),
        }
    }

    /// The hash that an `AlgorithmIdentifier` names.
    pub(super) fn read(element: AnyRef<'_>) -> Result<Self, Reason> {
        Self::of_name(algorithm(element)?)
    }

    pub(super) fn digest(self, message: &[u8]) -> digest::Digest {
        let algorithm = match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, message)
    }
}

/// Which bytes are meant: a hash, and what it gave for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imprint {
    hash: Hash,
    digest: Vec<u8>,
}

impl Imprint {
    /// The imprint of `message` by SHA-256.
    pub(super) fn of(message: &[u8]) -> Self {
        Self { hash: Hash::Sha256, digest: Hash::Sha256.digest(message).as_ref().to_vec() }
    }

    pub(super) fn read(element: AnyRef<'_>) -> Result<Self, Reason> {
        let mut fields = Fields::of(element, Tag::Sequence)?;
        let hash = Hash::read(fields.next()?)?;
        let digest = fields.next::<OctetStringRef<'_>>()?.as_bytes().to_vec();
        fields.end()?;
        Ok(Self { hash, digest })
    }

    /// Whether `message` is what is meant.
    #[must_use]
    pub fn is_of(&self, message: &[u8]) -> bool {
        self.hash.digest(message).as_ref() == self.digest
    }

    pub(super) fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// The digest in hexadecimal.
    #[must_use]
    pub fn hex(&self) -> String {
        super::asn1::hex(&self.digest)
    }
}
