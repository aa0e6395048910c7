//! AES-256-CTR (FIPS 197, SP 800-38A) with the vector AES instructions of x86 processors: 32 blocks at a time.
//!
//! `vaesenc` does a round of four blocks and takes several cycles, but another may begin in the next: eight in turn leave no gap.
//! The `unsafe` is to promise that the processor has the instructions, of which [`Processor`] is the proof, and to read and write 64
//! bytes by a pointer to 64 bytes. Source of the instructions' meaning: Intel SDM volume 2, AESENC, AESENCLAST, AESKEYGENASSIST;
//! of the key's expansion FIPS 197, 5.2.
#![expect(unsafe_code, reason = "instructions that not every processor has")]

use std::arch::x86_64::{
    __m128i, __m512i, _mm_aeskeygenassist_si128, _mm_set_epi64x, _mm_setzero_si128, _mm_shuffle_epi32,
    _mm_slli_si128, _mm_xor_si128, _mm512_add_epi64, _mm512_aesenc_epi128, _mm512_aesenclast_epi128,
    _mm512_broadcast_i32x4, _mm512_loadu_si512, _mm512_or_si512, _mm512_set_epi64, _mm512_setzero_si512,
    _mm512_shuffle_epi8, _mm512_storeu_si512, _mm512_test_epi64_mask, _mm512_xor_si512,
};

/// Bytes at a time: [`LANES`] registers of four blocks.
pub(super) const STRIDE: usize = LANES * 64;
/// Registers at a time: with the round keys they are all that there are.
const LANES: usize = 8;
const ROUNDS: usize = 14;

/// The proof that this processor has the instructions: there is no other way to get one than [`Processor::detect`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Processor(());

impl Processor {
    /// `None` where an instruction is missing.
    pub(super) fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("aes")
            && is_x86_feature_detected!("vaes")
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw");
        found.then_some(Self(()))
    }

    /// Fills `out` with the stream whose first counter block is `high` and `low`, which does not overflow on the way.
    #[expect(clippy::unused_self, reason = "it is the proof")]
    pub(super) fn fill(self, key: &[u8; 32], [high, low]: [u64; 2], out: &mut [[u8; STRIDE]]) {
        // SAFETY: `self` exists, so the processor has all features that the function is compiled for.
        unsafe { fill(key, [high, low], out) }
    }

    /// Whether `found` is that stream.
    #[expect(clippy::unused_self, reason = "it is the proof")]
    pub(super) fn is_stream(self, key: &[u8; 32], [high, low]: [u64; 2], found: &[[u8; STRIDE]]) -> bool {
        // SAFETY: as above.
        unsafe { is_stream(key, [high, low], found) }
    }
}

#[target_feature(enable = "vaes,aes,avx512f,avx512bw,sse2")]
fn fill(key: &[u8; 32], first: [u64; 2], out: &mut [[u8; STRIDE]]) {
    let mut stream = Stream::new(key, first);
    for part in out {
        for (place, lane) in part.as_chunks_mut::<64>().0.iter_mut().zip(stream.next()) {
            // SAFETY: `place` is 64 bytes long and ours alone; no alignment is asked for.
            unsafe { _mm512_storeu_si512(place.as_mut_ptr().cast(), lane) }
        }
    }
}

#[target_feature(enable = "vaes,aes,avx512f,avx512bw,sse2")]
fn is_stream(key: &[u8; 32], first: [u64; 2], found: &[[u8; STRIDE]]) -> bool {
    let mut stream = Stream::new(key, first);
    // Every bit in which anything differed.
    let mut differing = _mm512_setzero_si512();
    for part in found {
        for (place, lane) in part.as_chunks::<64>().0.iter().zip(stream.next()) {
            // SAFETY: `place` is 64 bytes long; no alignment is asked for.
            let bytes = unsafe { _mm512_loadu_si512(place.as_ptr().cast()) };
            differing = _mm512_or_si512(differing, _mm512_xor_si512(bytes, lane));
        }
    }
    _mm512_test_epi64_mask(differing, differing) == 0
}

struct Stream {
    keys: [__m512i; ROUNDS + 1],
    /// Four counters, each its low half first, as additions want them.
    counters: __m512i,
    /// Turns a counter's sixteen bytes round: the cipher takes them big-endian.
    turn: __m512i,
    four: __m512i,
}

impl Stream {
    #[target_feature(enable = "aes,avx512f,sse2")]
    fn new(key: &[u8; 32], [high, low]: [u64; 2]) -> Self {
        let high = high.cast_signed();
        let low = |more: u64| low.wrapping_add(more).cast_signed();
        Self {
            keys: expand(key).map(|key| _mm512_broadcast_i32x4(key)),
            counters: _mm512_set_epi64(high, low(3), high, low(2), high, low(1), high, low(0)),
            turn: _mm512_broadcast_i32x4(_mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f)),
            four: _mm512_set_epi64(0, 4, 0, 4, 0, 4, 0, 4),
        }
    }

    /// The next [`STRIDE`] bytes.
    #[inline]
    #[target_feature(enable = "vaes,avx512f,avx512bw")]
    fn next(&mut self) -> [__m512i; LANES] {
        let mut lanes = [_mm512_setzero_si512(); LANES];
        for lane in &mut lanes {
            *lane = _mm512_xor_si512(_mm512_shuffle_epi8(self.counters, self.turn), self.keys[0]);
            self.counters = _mm512_add_epi64(self.counters, self.four);
        }
        for key in &self.keys[1..ROUNDS] {
            for lane in &mut lanes {
                *lane = _mm512_aesenc_epi128(*lane, *key);
            }
        }
        for lane in &mut lanes {
            *lane = _mm512_aesenclast_epi128(*lane, self.keys[ROUNDS]);
        }
        lanes
    }
}

/// The round keys (FIPS 197, 5.2 with Nk = 8).
#[target_feature(enable = "aes,sse2")]
fn expand(key: &[u8; 32]) -> [__m128i; ROUNDS + 1] {
    let half = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&key[at..at + 8]);
        i64::from_le_bytes(bytes)
    };
    let mut keys = [_mm_setzero_si128(); ROUNDS + 1];
    keys[0] = _mm_set_epi64x(half(8), half(0));
    keys[1] = _mm_set_epi64x(half(24), half(16));
    for at in 2..=ROUNDS {
        let last = keys[at - 1];
        // The constants are part of the instruction.
        let word = match at {
            2 => rotated::<0x01>(last),
            4 => rotated::<0x02>(last),
            6 => rotated::<0x04>(last),
            8 => rotated::<0x08>(last),
            10 => rotated::<0x10>(last),
            12 => rotated::<0x20>(last),
            14 => rotated::<0x40>(last),
            // Every other time the word is substituted only.
            _ => _mm_shuffle_epi32::<0xaa>(_mm_aeskeygenassist_si128::<0>(last)),
        };
        let mut before = keys[at - 2];
        before = _mm_xor_si128(before, _mm_slli_si128::<4>(before));
        before = _mm_xor_si128(before, _mm_slli_si128::<8>(before));
        keys[at] = _mm_xor_si128(before, word);
    }
    keys
}

/// The last word, rotated, substituted and with the round's constant, four times.
#[target_feature(enable = "aes,sse2")]
fn rotated<const CONSTANT: i32>(last: __m128i) -> __m128i {
    _mm_shuffle_epi32::<0xff>(_mm_aeskeygenassist_si128::<CONSTANT>(last))
}
