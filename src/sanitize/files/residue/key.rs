//! The key of one run, and the two fingerprints made with it: a quick one to look with, a strong one to be sure.

use crate::sanitize::KeystreamError;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// Every search looks at multiples of this: no block of a file system is shorter.
pub(super) const SECTOR: usize = 512;

/// Bytes of the anchor by which names and short pieces are looked for.
pub(super) const ANCHOR: usize = 8;

/// Random, for one run; wiped from memory when dropped.
pub(super) struct Key {
    strong: Zeroizing<[u8; 32]>,
    /// Odd numbers to multiply with.
    odd: [u64; 8],
    /// Hides anchors.
    mask: u64,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    pub(super) fn generate() -> Result<Self, KeystreamError> {
        let draw = |bytes: &mut [u8]| SystemRandom::new().fill(bytes).map_err(|_| KeystreamError);
        let mut strong = Zeroizing::new([0; 32]);
        draw(strong.as_mut())?;
        let mut words = [0_u64; 9];
        for word in &mut words {
            let mut bytes = [0; 8];
            draw(&mut bytes)?;
            *word = u64::from_le_bytes(bytes) | 1;
        }
        let [mask, odd @ ..] = words;
        Ok(Self { strong, odd, mask })
    }

    /// BLAKE3 under the key, cut to 64 bits. Among n fingerprints a foreign block is taken for one with chance n ÷ 2⁶⁴.
    pub(super) fn strong(&self, bytes: &[u8]) -> u64 {
        let hash = blake3::keyed_hash(&self.strong, bytes);
        hash.as_bytes().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }

    /// The quick fingerprint of one sector: from eight of its words.
    pub(super) fn sector(&self, sector: &[u8]) -> u64 {
        let mut sum = 0_u64;
        for (line, odd) in sector.chunks_exact(SECTOR / 8).zip(&self.odd) {
            sum = sum.wrapping_add(word(line).wrapping_mul(*odd));
        }
        sum ^ (sum >> 29)
    }

    /// The quick fingerprint of a block, from those of its sectors in order.
    pub(super) fn block(&self, sectors: &[u64]) -> u32 {
        let mut sum = 0_u64;
        for (sector, odd) in sectors.iter().zip(&self.odd) {
            sum = sum.wrapping_add(sector.wrapping_mul(*odd));
        }
        u32::try_from(sum >> 32).unwrap_or(0)
    }

    /// The fingerprint of an anchor.
    pub(super) fn anchor(&self, word: u64) -> u64 {
        let mixed = (word ^ self.mask).wrapping_mul(self.odd[0]);
        mixed ^ (mixed >> 32)
    }
}

/// The first eight bytes, as a number.
pub(super) fn word(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

/// Whether `bytes` repeat one value, or a pattern of two, four or eight bytes: such a block says nothing, and is everywhere.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    bytes.len() < 16 || bytes[8..] == bytes[..bytes.len() - 8]
}
