//! Digests with their algorithm in the type, so that one is never compared with the other.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A text that is not a digest: 64 hexadecimal digits are wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a 256-bit digest in hexadecimal: `{0}`")]
pub struct ParseDigestError(pub String);

macro_rules! digest {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; 32]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(hex(&self.0, &mut [0; 64]))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = ParseDigestError;

            fn from_str(text: &str) -> Result<Self, ParseDigestError> {
                parse_hex(text).map(Self).ok_or_else(|| ParseDigestError(text.chars().take(80).collect()))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(hex(&self.0, &mut [0; 64]))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

digest! {
    /// SHA-256 (FIPS 180-4): the hash of record, on every document. Printed as 64 lower-case hex digits.
    Sha256
}
digest! {
    /// BLAKE3 (256 bits): the fast internal check, always beside SHA-256 unless asked otherwise.
    Blake3
}

/// 64 lower-case digits. By hand: a list of a million files prints millions of digests.
fn hex<'a>(bytes: &[u8; 32], text: &'a mut [u8; 64]) -> &'a str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    // Digits only: this cannot fail.
    std::str::from_utf8(text).unwrap_or_default()
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
    fn digit(letter: u8) -> Option<u8> {
        match letter {
            b'0'..=b'9' => Some(letter - b'0'),
            b'a'..=b'f' => Some(letter - b'a' + 10),
            b'A'..=b'F' => Some(letter - b'A' + 10),
            _ => None,
        }
    }
    let digits = text.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// Which digests to compute. At least one is always on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithms {
    /// SHA-256, the hash of record.
    pub sha256: bool,
    /// BLAKE3, the fast check.
    pub blake3: bool,
}

impl Default for Algorithms {
    fn default() -> Self {
        Self { sha256: true, blake3: true }
    }
}

/// The digests of one run of bytes; at least one is present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DigestSet {
    /// SHA-256 of the bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Sha256>,
    /// BLAKE3 of the bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<Blake3>,
}

impl DigestSet {
    /// Which digests there are.
    #[must_use]
    pub fn algorithms(&self) -> Algorithms {
        Algorithms { sha256: self.sha256.is_some(), blake3: self.blake3.is_some() }
    }

    /// Whether every algorithm present on both sides agrees, and at least one is present on both.
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let sha256 = self.sha256.zip(other.sha256).map(|(a, b)| a == b);
        let blake3 = self.blake3.zip(other.blake3).map(|(a, b)| a == b);
        match (sha256, blake3) {
            (None, None) => false,
            (a, b) => a.unwrap_or(true) && b.unwrap_or(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_round_trips_and_rejects() {
        let digest = Sha256([0xab; 32]);
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("abc".parse::<Sha256>().is_err());
        assert!("zz".repeat(32).parse::<Sha256>().is_err());
    }

    #[test]
    fn nothing_in_common_is_not_agreement() {
        let a = DigestSet { sha256: Some(Sha256([1; 32])), blake3: None };
        let b = DigestSet { sha256: None, blake3: Some(Blake3([1; 32])) };
        assert!(!a.agrees_with(&b));
        assert!(a.agrees_with(&a));
        assert!(!DigestSet::default().agrees_with(&DigestSet::default()));
    }
}
