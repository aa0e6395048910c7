//! AES-256-CTR (FIPS 197, SP 800-38A): the stream itself, and whether bytes are the stream.
//!
//! Where a processor has vector AES instructions, 32 blocks go at a time, and comparing reads the bytes once and writes none
//! (`benches/README.md`); else, and for odd ends, the `aes` crate does the work.

#[cfg(target_arch = "x86_64")]
mod vaes;

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _, StreamCipherSeek as _};

/// Compared at once where it is not done in registers: stays in the processor's first cache beside the bytes read.
const STEP: usize = 16 << 10;

/// Combines `bytes` with the stream under `key` whose counter block at byte 0 is `first`, from byte `offset` of it on (exclusive or).
pub fn apply(key: &[u8; 32], first: &[u8; 16], offset: u64, bytes: &mut [u8]) {
    let mut cipher = Ctr128BE::<Aes256>::new(key.into(), first.into());
    cipher.seek(offset);
    cipher.apply_keystream(bytes);
}

/// Fills `out` with that stream.
pub fn fill(key: &[u8; 32], first: &[u8; 16], offset: u64, out: &mut [u8]) {
    let done = fill_at_once(key, first, offset, out);
    let rest = &mut out[done..];
    rest.fill(0);
    apply(key, first, offset + done as u64, rest);
}

/// Whether `found` is that stream.
#[must_use]
pub fn is_stream(key: &[u8; 32], first: &[u8; 16], offset: u64, found: &[u8]) -> bool {
    let Some(done) = same_at_once(key, first, offset, found) else { return false };
    let mut expected = [0; STEP];
    let mut at = offset + done as u64;
    for part in found[done..].chunks(STEP) {
        let expected = &mut expected[..part.len()];
        expected.fill(0);
        apply(key, first, at, expected);
        if expected != part {
            return false;
        }
        at += part.len() as u64;
    }
    true
}

/// Fills as much of the beginning as can be done many blocks at a time; how much that is.
#[cfg(target_arch = "x86_64")]
fn fill_at_once(key: &[u8; 32], first: &[u8; 16], offset: u64, out: &mut [u8]) -> usize {
    let Some((processor, counter)) = at_once(first, offset, out.len()) else { return 0 };
    let whole = out.as_chunks_mut::<{ vaes::STRIDE }>().0;
    processor.fill(key, counter, whole);
    whole.len() * vaes::STRIDE
}

/// Compares likewise; nothing where it differs.
#[cfg(target_arch = "x86_64")]
fn same_at_once(key: &[u8; 32], first: &[u8; 16], offset: u64, found: &[u8]) -> Option<usize> {
    let Some((processor, counter)) = at_once(first, offset, found.len()) else { return Some(0) };
    let whole = found.as_chunks::<{ vaes::STRIDE }>().0;
    processor.is_stream(key, counter, whole).then_some(whole.len() * vaes::STRIDE)
}

/// The processor that can, and the counter in two halves; `None` where the stretch begins within a block, or the low half overflows.
#[cfg(target_arch = "x86_64")]
fn at_once(first: &[u8; 16], offset: u64, length: usize) -> Option<(vaes::Processor, [u64; 2])> {
    let processor = vaes::Processor::detect()?;
    let counter = u128::from_be_bytes(*first).wrapping_add(u128::from(offset / 16));
    let [high, low] = [counter >> 64, counter].map(|half| (half & u128::from(u64::MAX)).try_into().ok());
    let (high, low): (u64, u64) = (high?, low?);
    (offset.is_multiple_of(16) && low.checked_add(length as u64 / 16 + 4).is_some())
        .then_some((processor, [high, low]))
}

#[cfg(not(target_arch = "x86_64"))]
fn fill_at_once(_: &[u8; 32], _: &[u8; 16], _: u64, _: &mut [u8]) -> usize {
    0
}

#[cfg(not(target_arch = "x86_64"))]
fn same_at_once(_: &[u8; 32], _: &[u8; 16], _: u64, _: &[u8]) -> Option<usize> {
    Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }

    /// SP 800-38A, F.5.5: CTR-AES256.Encrypt.
    #[test]
    fn known_answer() {
        let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let first = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        let clear = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        let (key, first) = (key.as_slice().try_into().unwrap(), first.as_slice().try_into().unwrap());
        let mut text = clear.clone();
        apply(key, first, 0, &mut text);
        let expected = bytes("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5");
        assert_eq!(text, expected);
        // The stream many blocks at a time is what stands between the two.
        let mut long = vec![0; 4096];
        fill(key, first, 0, &mut long);
        assert!(clear.iter().zip(&long).map(|(clear, stream)| clear ^ stream).eq(expected));
        // Any stretch alone gives the same.
        let mut part = vec![0; 5];
        apply(key, first, 14, &mut part);
        let mut whole = vec![0; 32];
        apply(key, first, 0, &mut whole);
        assert_eq!(part, whole[14..19]);
    }

    /// Against the `aes` crate, at every kind of beginning and end, and where the counter's halves overflow.
    #[test]
    fn many_blocks_at_a_time_are_the_same_stream() {
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at * 7 % 256).unwrap());
        let near_the_end_of_a_half = 0x0123_4567_89ab_cdef_ffff_ffff_ffff_ff00_u128;
        for first in [0, 1 << 64, near_the_end_of_a_half, u128::MAX - 9].map(u128::to_be_bytes) {
            for offset in [0, 1, 16, 511, 512, 4096, (1 << 40) + 512, (1 << 63) - 8192] {
                for length in [0, 1, 16, 511, 512, 513, 1024, 5000, 9000] {
                    let mut expected = vec![0; length];
                    apply(&key, &first, offset, &mut expected);
                    let mut found = vec![0xaa; length];
                    fill(&key, &first, offset, &mut found);
                    assert!(found == expected, "{first:?} {offset} {length}");
                    assert!(is_stream(&key, &first, offset, &found));
                }
            }
        }
    }

    #[test]
    fn one_bit_that_differs_is_seen_wherever_it_is() {
        let (key, first) = ([9; 32], [3; 16]);
        let mut found = vec![0; 2 * 512 + 100];
        fill(&key, &first, 512, &mut found);
        for at in 0..found.len() {
            found[at] ^= 1 << (at % 8);
            assert!(!is_stream(&key, &first, 512, &found), "{at}");
            found[at] ^= 1 << (at % 8);
        }
        assert!(is_stream(&key, &first, 512, &found));
        assert!(!is_stream(&key, &first, 0, &found));
        assert!(!is_stream(&[8; 32], &first, 512, &found));
    }
}
