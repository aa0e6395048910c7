//! What a medium is overwritten with.

use crate::sanitize::Keystream;
use zeroize::Zeroizing;

/// Compared at once: stays in the processor's first cache beside the bytes read.
const STEP: usize = 16 << 10;

/// The number of the stream in [`Keystream`]: 0 is kept for whole media.
const WHOLE_MEDIUM: u64 = 0;

/// What is written, as a function of the byte's place.
#[derive(Debug)]
pub enum Pattern {
    /// AES-256-CTR by place: catches dropped, doubled, shifted and wrapped writes, which a constant hides.
    Keystream(Keystream),
    /// The same byte everywhere: 0 for zeros, 255 for ones.
    Constant(u8),
}

impl Pattern {
    /// A keystream under a known key.
    #[must_use]
    pub fn keystream(key: &[u8; 32]) -> Self {
        Self::Keystream(Keystream::from_key(Zeroizing::new(*key)))
    }

    /// Fills `out` with what belongs at `offset`.
    pub fn fill(&self, offset: u64, out: &mut [u8]) {
        match self {
            Self::Keystream(keystream) => keystream.fill(WHOLE_MEDIUM, offset, out),
            Self::Constant(byte) => out.fill(*byte),
        }
    }

    /// Takes what belongs at `offset` away from `found`: where it is the same, zeros stay.
    pub fn take_away(&self, offset: u64, found: &mut [u8]) {
        match self {
            Self::Keystream(keystream) => keystream.apply(WHOLE_MEDIUM, offset, found),
            Self::Constant(0) => {}
            Self::Constant(constant) => found.iter_mut().for_each(|byte| *byte ^= constant),
        }
    }

    /// Whether `found` is what belongs at `offset`.
    #[must_use]
    pub fn equals(&self, offset: u64, found: &[u8]) -> bool {
        match self {
            Self::Keystream(keystream) => keystream.equals(WHOLE_MEDIUM, offset, found),
            Self::Constant(byte) => {
                let expected = [*byte; STEP];
                found.chunks(STEP).all(|part| part == &expected[..part.len()])
            }
        }
    }
}
