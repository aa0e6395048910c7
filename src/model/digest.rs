//! Digests with their algorithm in the type, so that one is never compared with the other.

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
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
                deserializer.deserialize_str(Text(PhantomData))
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

/// Reads a digest where it stands, without a copy of its text.
struct Text<T>(PhantomData<T>);

impl<T: FromStr<Err = ParseDigestError>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("64 hexadecimal digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
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

/// By a table, with one question at the end: asking each digit what it is takes ten times as long.
fn parse_hex(text: &str) -> Option<[u8; 32]> {
    const NONE: u8 = 0xff;
    const VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let mut value = 0;
        while value < 16 {
            values[b"0123456789abcdef"[value as usize] as usize] = value;
            values[b"0123456789ABCDEF"[value as usize] as usize] = value;
            value += 1;
        }
        values
    };
    let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
    let mut bytes = [0; 32];
    let mut all = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
        all |= high | low;
        *byte = high << 4 | (low & 15);
    }
    (all != NONE).then_some(bytes)
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
        let digits = "0123456789abcdefABCDEF0123456789".repeat(2);
        assert_eq!(digits.parse::<Sha256>().unwrap().to_string(), digits.to_lowercase());
        for at in 0..64 {
            for wrong in ["g", "G", "/", ":", "`", "@", " ", "\0"] {
                let text = format!("{}{wrong}{}", &digits[..at], &digits[at + 1..]);
                assert!(text.parse::<Blake3>().is_err(), "{text}");
            }
        }
        assert_eq!(serde_json::from_str::<Sha256>(&format!("\"{digest}\"")).unwrap(), digest);
        assert!(serde_json::from_str::<Sha256>("7").is_err());
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
