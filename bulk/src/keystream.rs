//! AES-256-CTR (FIPS 197, SP 800-38A).

use aes::Aes256;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _, StreamCipherSeek as _};

/// Combines `bytes` with the stream under `key` whose counter block at byte 0 is `first`, from byte `offset` of it on (exclusive or).
pub fn apply(key: &[u8; 32], first: &[u8; 16], offset: u64, bytes: &mut [u8]) {
    let mut cipher = Ctr128BE::<Aes256>::new(key.into(), first.into());
    cipher.seek(offset);
    cipher.apply_keystream(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SP 800-38A, F.5.5: CTR-AES256.Encrypt.
    #[test]
    fn known_answer() {
        let bytes = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
        };
        let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        let first = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        let mut text = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        let (key, first) = (key.as_slice().try_into().unwrap(), first.as_slice().try_into().unwrap());
        apply(key, first, 0, &mut text);
        let expected = bytes("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5");
        assert_eq!(text, expected);
        // Any stretch alone gives the same.
        let mut part = vec![0; 5];
        apply(key, first, 14, &mut part);
        let mut whole = vec![0; 32];
        apply(key, first, 0, &mut whole);
        assert_eq!(part, whole[14..19]);
    }
}
