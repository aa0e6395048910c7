//! What is written over old data: AES-256-CTR (SP 800-38A) under a key of the run.
//!
//! The stream for file number *n* is the cipher over the counter blocks
//!
//! ```text
//! bytes 0–7   n, big-endian            (1 for the first planned file; 0 is kept for a whole medium)
//! bytes 8–15  byte offset ÷ 16, big-endian
//! ```
//!
//! so any block can be computed again alone, in any order, for verification: a dropped, shifted, duplicated
//! or swapped write shows as a difference, which zeros would hide.

use azukari_bulk::keystream;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// Compared at once: stays in the processor's first cache beside the bytes read.
const STEP: usize = 16 << 10;

/// The system gave no randomness for the key.
#[derive(Debug, thiserror::Error)]
#[error("drawing a random key for the overwrite pattern")]
pub struct KeystreamError;

/// The overwrite pattern of one run. The key is wiped from memory when dropped.
pub struct Keystream {
    key: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Keystream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keystream(…)")
    }
}

impl Keystream {
    /// A stream under a fresh random key.
    ///
    /// # Errors
    /// [`KeystreamError`] when the system has no randomness to give.
    pub fn generate() -> Result<Self, KeystreamError> {
        let mut key = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(key.as_mut()).map_err(|_| KeystreamError)?;
        Ok(Self { key })
    }

    /// The stream under a known key, to check an earlier run.
    #[must_use]
    pub fn from_key(key: Zeroizing<[u8; 32]>) -> Self {
        Self { key }
    }

    /// Fills `out` with the stream of file `number` from byte `offset` on.
    pub fn fill(&self, number: u64, offset: u64, out: &mut [u8]) {
        keystream::fill(&self.key, &first_block(number), offset, out);
    }

    /// Combines `bytes` with the stream (exclusive or): what equals it becomes zeros.
    pub fn apply(&self, number: u64, offset: u64, bytes: &mut [u8]) {
        keystream::apply(&self.key, &first_block(number), offset, bytes);
    }

    /// Whether `found` is the stream of file `number` from byte `offset` on.
    #[must_use]
    pub fn equals(&self, number: u64, offset: u64, found: &[u8]) -> bool {
        keystream::is_stream(&self.key, &first_block(number), offset, found)
    }

    /// The offset of the first byte of `found` that is not the stream of file `number` at `offset`, if any.
    #[must_use]
    pub fn first_difference(&self, number: u64, offset: u64, found: &[u8]) -> Option<u64> {
        let mut expected = [0; STEP];
        let mut at = offset;
        for part in found.chunks(STEP) {
            let expected = &mut expected[..part.len()];
            self.fill(number, at, expected);
            if expected != part {
                let same = expected.iter().zip(part).take_while(|(a, b)| a == b).count();
                return Some(at + same as u64);
            }
            at += part.len() as u64;
        }
        None
    }
}

/// The counter block at the beginning of file `number`.
fn first_block(number: u64) -> [u8; 16] {
    let mut first = [0; 16];
    first[..8].copy_from_slice(&number.to_be_bytes());
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream() -> Keystream {
        Keystream::from_key(Zeroizing::new(std::array::from_fn(|i| u8::try_from(i).unwrap())))
    }

    #[test]
    fn any_piece_can_be_computed_alone() {
        let mut whole = vec![0; 100_000];
        stream().fill(7, 0, &mut whole);
        for (start, length) in [(0, 1), (1, 15), (16, 16), (17, 4096), (65_535, 3), (99_999, 1)] {
            let mut piece = vec![0; length];
            stream().fill(7, start as u64, &mut piece);
            assert_eq!(piece, whole[start..start + length], "{start}");
        }
        let mut other = vec![0; 100];
        stream().fill(8, 0, &mut other);
        assert_ne!(other, whole[..100]);
    }

    /// The documented layout: the block for any place is the first one of the stream whose counter begins there.
    #[test]
    fn the_layout_is_as_documented() {
        let key: [u8; 32] = std::array::from_fn(|i| u8::try_from(i).unwrap());
        let mut first = [0; 16];
        first[..8].copy_from_slice(&3_u64.to_be_bytes());
        first[8..].copy_from_slice(&(1_u64 << 40 >> 4).to_be_bytes());
        let (mut expected, mut found) = ([0; 16], [0; 16]);
        keystream::apply(&key, &first, 0, &mut expected);
        stream().fill(3, 1 << 40, &mut found);
        assert_eq!(found, expected);
    }

    #[test]
    fn one_changed_bit_is_found_where_it_is() {
        let mut bytes = vec![0; 3 * STEP + 5];
        stream().fill(1, 4096, &mut bytes);
        assert_eq!(stream().first_difference(1, 4096, &bytes), None);
        assert!(stream().equals(1, 4096, &bytes) && !stream().equals(2, 4096, &bytes));
        bytes[2 * STEP + 9] ^= 1;
        assert_eq!(stream().first_difference(1, 4096, &bytes), Some(4096 + 2 * STEP as u64 + 9));
        assert!(!stream().equals(1, 4096, &bytes));
        assert_eq!(stream().first_difference(1, 0, &[]), None);
    }

    #[test]
    fn the_key_is_not_printed() {
        assert_eq!(format!("{:?}", stream()), "Keystream(…)");
    }
}
