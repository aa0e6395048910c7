//! The payload of an age file: STREAM over ChaCha20-Poly1305 in chunks of 64 KiB (C2SP `age.md`, "Payload").
//!
//! Chunk `i` is sealed under nonce `000000 || u64_be(i) || last`, with no associated data, its 16-byte tag behind it.
//! Chunks do not depend on one another: any thread may do any chunk.

use super::CryptError;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};

/// Plaintext bytes of a full chunk.
pub const CHUNK: usize = 64 * 1024;
/// Bytes of the tag behind each chunk.
pub const TAG: usize = 16;
/// Ciphertext bytes of a full chunk.
pub const SLOT: usize = CHUNK + TAG;

/// The key of one payload. The 16-byte file key and HKDF-SHA-256 made it; it never leaves this type.
/// (ring keeps the expanded key inside an opaque value that it does not clear; the process does not dump core.)
pub struct PayloadKey {
    key: LessSafeKey,
}

impl std::fmt::Debug for PayloadKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PayloadKey(..)")
    }
}

impl PayloadKey {
    /// From the 32 bytes that HKDF gave.
    pub(super) fn new(bytes: &[u8; 32]) -> Result<Self, CryptError> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, bytes).map_err(|_| CryptError::Primitive)?;
        Ok(Self { key: LessSafeKey::new(key) })
    }

    /// Seals one chunk in place: `slot` is the plaintext followed by [`TAG`] bytes of room.
    ///
    /// # Errors
    /// [`CryptError::Primitive`] when the slot is shorter than its tag or longer than [`SLOT`].
    pub fn seal_chunk(&self, index: u64, last: bool, slot: &mut [u8]) -> Result<(), CryptError> {
        let length =
            slot.len().checked_sub(TAG).filter(|length| *length <= CHUNK).ok_or(CryptError::Primitive)?;
        let (text, room) = slot.split_at_mut(length);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce(index, last), Aad::empty(), text)
            .map_err(|_| CryptError::Primitive)?;
        room.copy_from_slice(tag.as_ref());
        Ok(())
    }

    /// Opens one chunk in place; the plaintext is then `slot[..len - TAG]`. Returns whether it was authentic.
    /// On `false` the slot's content is lost: read it again to try the other flag.
    #[must_use]
    pub fn open_chunk(&self, index: u64, last: bool, slot: &mut [u8]) -> bool {
        slot.len() >= TAG && self.key.open_in_place(nonce(index, last), Aad::empty(), slot).is_ok()
    }
}

fn nonce(index: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[3..11].copy_from_slice(&index.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

/// Where the chunks of a payload lie in its file. All numbers are bytes, from the beginning of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkLayout {
    /// First byte of chunk 0: header and payload nonce lie before it.
    pub start: u64,
    /// Number of chunks, at least one.
    pub chunks: u64,
    /// Ciphertext bytes of the last chunk, tag included: `TAG..=SLOT`.
    pub last_slot: u64,
}

impl ChunkLayout {
    /// The layout that a file of `file_bytes` must have; `None` when there is not even room for one tag,
    /// when a last chunk would be shorter than its tag, or when it would be empty behind others.
    #[must_use]
    pub fn of_file(start: u64, file_bytes: u64) -> Option<Self> {
        let payload = file_bytes.checked_sub(start)?;
        let slot = SLOT as u64;
        let chunks = payload.div_ceil(slot);
        let last_slot = payload.checked_sub(chunks.checked_sub(1)? * slot)?;
        let least = if chunks == 1 { TAG } else { TAG + 1 };
        (last_slot >= least as u64).then_some(Self { start, chunks, last_slot })
    }

    /// Length of a file whose plaintext has `plain_bytes`; `None` for more than any file can have.
    #[must_use]
    pub fn file_bytes(start: u64, plain_bytes: u64) -> Option<u64> {
        let chunks = plain_bytes.div_ceil(CHUNK as u64).max(1);
        start.checked_add(plain_bytes)?.checked_add(chunks.checked_mul(TAG as u64)?)
    }

    /// Bytes of plaintext.
    #[must_use]
    pub fn plain_bytes(&self) -> u64 {
        (self.chunks - 1) * CHUNK as u64 + self.last_slot - TAG as u64
    }

    /// First byte of chunk `index`.
    #[must_use]
    pub fn offset(&self, index: u64) -> u64 {
        self.start + index * SLOT as u64
    }

    /// Ciphertext bytes of chunk `index`.
    #[must_use]
    pub fn slot_bytes(&self, index: u64) -> u64 {
        if index + 1 == self.chunks { self.last_slot } else { SLOT as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_opens_only_as_what_it_was() {
        let key = PayloadKey::new(&[7; 32]).unwrap();
        let mut slot = vec![1; 100 + TAG];
        key.seal_chunk(3, false, &mut slot).unwrap();
        for (index, last, good) in [(3, false, true), (3, true, false), (4, false, false)] {
            assert_eq!(key.open_chunk(index, last, &mut slot.clone()), good);
        }
        slot[5] ^= 1;
        assert!(!key.open_chunk(3, false, &mut slot));
        assert!(!key.open_chunk(0, true, &mut [0; TAG - 1]));
    }

    #[test]
    fn layouts() {
        let slot = SLOT as u64;
        assert_eq!(ChunkLayout::of_file(10, 10), None);
        assert_eq!(ChunkLayout::of_file(10, 25), None);
        assert_eq!(ChunkLayout::of_file(10, 26).unwrap().plain_bytes(), 0);
        assert_eq!(
            ChunkLayout::of_file(10, 10 + slot),
            Some(ChunkLayout { start: 10, chunks: 1, last_slot: slot })
        );
        assert_eq!(ChunkLayout::of_file(10, 10 + slot + 3), None);
        assert_eq!(ChunkLayout::of_file(10, 10 + slot + 16), None, "an empty chunk behind a full one");
        assert_eq!(ChunkLayout::of_file(10, 10 + slot + 17).unwrap().plain_bytes(), 65_537);
        for plain in [0, 1, 65535, 65536, 65537, 131_072, 10_000_000] {
            let file = ChunkLayout::file_bytes(200, plain).unwrap();
            assert_eq!(ChunkLayout::of_file(200, file).unwrap().plain_bytes(), plain);
        }
    }
}
