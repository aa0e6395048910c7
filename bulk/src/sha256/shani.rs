//! The compression of SHA-256 (FIPS 180-4, 6.2.2) with the SHA extensions of x86 processors, on one stream or several in turn.
//!
//! `sha256rnds2` does two rounds and takes four cycles, but another may begin after two: with two streams in one loop none waits.
//! The only `unsafe` is to promise that the processor has the instructions; [`Processor`] is the proof, and everything else is
//! checked by the compiler. Source of the instructions' meaning: Intel SDM volume 2, SHA256RNDS2, SHA256MSG1, SHA256MSG2.
#![expect(unsafe_code, reason = "instructions that not every processor has")]

use super::BLOCK;
use std::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_extract_epi32, _mm_set_epi32, _mm_set_epi64x,
    _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi8, _mm_shuffle_epi32,
};

/// The proof that this processor has the instructions: there is no other way to get one than [`Processor::detect`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Processor(());

impl Processor {
    /// `None` where an instruction is missing.
    pub(super) fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("sha")
            && is_x86_feature_detected!("ssse3")
            && is_x86_feature_detected!("sse4.1");
        found.then_some(Self(()))
    }

    /// Takes `blocks` into a state.
    #[expect(clippy::unused_self, reason = "it is the proof")]
    pub(super) fn compress(self, state: &mut [u32; 8], blocks: &[[u8; BLOCK]]) {
        // SAFETY: `self` exists, so the processor has all features that the function is compiled for.
        unsafe { compress([state], [blocks]) }
    }

    /// Takes as many blocks into each of two states as the shorter has.
    #[expect(clippy::unused_self, reason = "it is the proof")]
    pub(super) fn compress_two(self, states: [&mut [u32; 8]; 2], blocks: [&[[u8; BLOCK]]; 2]) {
        // SAFETY: as above.
        unsafe { compress(states, blocks) }
    }
}

/// FIPS 180-4, 4.2.2.
#[rustfmt::skip]
const K: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// Four words of [`K`], or of a state, as the instructions want them: the first lowest.
#[target_feature(enable = "sse2")]
fn words(first: u32, second: u32, third: u32, fourth: u32) -> __m128i {
    _mm_set_epi32(fourth.cast_signed(), third.cast_signed(), second.cast_signed(), first.cast_signed())
}

/// Four big-endian words of a block.
#[target_feature(enable = "sse2,ssse3")]
fn message(block: &[u8; BLOCK], quarter: usize) -> __m128i {
    let half = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&block[quarter * 16 + at..quarter * 16 + at + 8]);
        i64::from_le_bytes(bytes)
    };
    let swap = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
    _mm_shuffle_epi8(_mm_set_epi64x(half(8), half(0)), swap)
}

#[target_feature(enable = "sha,sse2,ssse3,sse4.1")]
fn compress<const N: usize>(mut states: [&mut [u32; 8]; N], blocks: [&[[u8; BLOCK]]; N]) {
    let count = blocks.iter().map(|blocks| blocks.len()).min().unwrap_or(0);
    if count == 0 {
        return;
    }
    // The instructions hold a state as (F, E, B, A) and (H, G, D, C), lowest first.
    let zero = words(0, 0, 0, 0);
    let mut halves = [[zero; 2]; N];
    for (half, [a, b, c, d, e, f, g, h]) in halves.iter_mut().zip(states.iter().map(|state| **state)) {
        *half = [words(f, e, b, a), words(h, g, d, c)];
    }
    for index in 0..count {
        let before = halves;
        let mut w = [[zero; 4]; N];
        for (w, blocks) in w.iter_mut().zip(blocks) {
            for (quarter, w) in w.iter_mut().enumerate() {
                *w = message(&blocks[index], quarter);
            }
        }
        // Four rounds of every stream. The words of rounds 16 to 63 are made as those before them are used up.
        macro_rules! rounds {
            ($($group:literal)*) => { $(
                let k = words(K[$group * 4], K[$group * 4 + 1], K[$group * 4 + 2], K[$group * 4 + 3]);
                for (w, [abef, cdgh]) in w.iter_mut().zip(&mut halves) {
                    let sum = _mm_add_epi32(w[$group % 4], k);
                    *cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, sum);
                    if $group < 12 {
                        let last = w[($group + 3) % 4];
                        let part = _mm_sha256msg1_epu32(w[$group % 4], w[($group + 1) % 4]);
                        let part = _mm_add_epi32(part, _mm_alignr_epi8::<4>(last, w[($group + 2) % 4]));
                        w[$group % 4] = _mm_sha256msg2_epu32(part, last);
                    }
                    *abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32::<0x0e>(sum));
                }
            )* };
        }
        rounds!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        for (half, before) in halves.iter_mut().zip(before) {
            *half = [_mm_add_epi32(half[0], before[0]), _mm_add_epi32(half[1], before[1])];
        }
    }
    for (state, [feba, hgdc]) in states.iter_mut().zip(halves) {
        **state = [
            _mm_extract_epi32::<3>(feba),
            _mm_extract_epi32::<2>(feba),
            _mm_extract_epi32::<3>(hgdc),
            _mm_extract_epi32::<2>(hgdc),
            _mm_extract_epi32::<1>(feba),
            _mm_extract_epi32::<0>(feba),
            _mm_extract_epi32::<1>(hgdc),
            _mm_extract_epi32::<0>(hgdc),
        ]
        .map(i32::cast_unsigned);
    }
}
