//! HPKE (RFC 9180) in base mode for one message: HKDF-SHA256 and ChaCha20-Poly1305 over a key that a KEM agreed on.

use super::super::CryptError;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::hmac::{Context, HMAC_SHA256, Key};
use zeroize::Zeroizing;

/// `"HPKE" || KEM || KDF || AEAD`: MLKEM768-X25519, HKDF-SHA256, ChaCha20-Poly1305.
const SUITE: &[u8] = b"HPKE\x64\x7a\x00\x01\x00\x03";
/// Mode without a second key and without a sender's key.
const MODE_BASE: u8 = 0;

type Bytes32 = Zeroizing<[u8; 32]>;

/// Seals `text` under the key that `shared` and `info` give.
pub(super) fn seal(shared: &[u8; 32], info: &[u8], text: &[u8]) -> Result<Vec<u8>, CryptError> {
    let (key, nonce) = schedule(SUITE, shared, info)?;
    let mut sealed = text.to_vec();
    key.seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed).map_err(|_| CryptError::Primitive)?;
    Ok(sealed)
}

/// Opens what [`seal`] made; `None` if it is not authentic.
pub(super) fn open(
    shared: &[u8; 32],
    info: &[u8],
    sealed: &[u8],
) -> Result<Option<Zeroizing<Vec<u8>>>, CryptError> {
    let (key, nonce) = schedule(SUITE, shared, info)?;
    let mut text = Zeroizing::new(sealed.to_vec());
    let Ok(opened) = key.open_in_place(nonce, Aad::empty(), &mut text) else { return Ok(None) };
    let length = opened.len();
    text.truncate(length);
    Ok(Some(text))
}

/// RFC 9180, 5.1: the key, and the nonce of the first (here the only) message.
fn schedule(suite: &[u8], shared: &[u8; 32], info: &[u8]) -> Result<(LessSafeKey, Nonce), CryptError> {
    let (key, nonce) = key_and_nonce(suite, shared, info);
    let key = UnboundKey::new(&CHACHA20_POLY1305, key.as_slice()).map_err(|_| CryptError::Primitive)?;
    let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).map_err(|_| CryptError::Primitive)?;
    Ok((LessSafeKey::new(key), nonce))
}

/// The key, and a block that begins with the nonce.
fn key_and_nonce(suite: &[u8], shared: &[u8; 32], info: &[u8]) -> (Bytes32, Bytes32) {
    let psk_id_hash = extract(suite, &[], b"psk_id_hash", &[]);
    let info_hash = extract(suite, &[], b"info_hash", info);
    let context = [&[MODE_BASE], psk_id_hash.as_slice(), info_hash.as_slice()].concat();
    let secret = extract(suite, shared, b"secret", &[]);
    let key = expand(suite, &secret, b"key", &context, 32);
    let nonce = expand(suite, &secret, b"base_nonce", &context, 12);
    (key, nonce)
}

/// `LabeledExtract` (RFC 9180, 4): HKDF-Extract, which is HMAC under the salt.
fn extract(suite: &[u8], salt: &[u8], label: &[u8], input: &[u8]) -> Bytes32 {
    hmac(salt, &[b"HPKE-v1", suite, label, input])
}

/// The first block of `LabeledExpand` (RFC 9180, 4), of which `length` bytes count: never more than one block here.
fn expand(suite: &[u8], secret: &Bytes32, label: &[u8], info: &[u8], length: u8) -> Bytes32 {
    hmac(secret.as_slice(), &[&[0, length], b"HPKE-v1", suite, label, info, &[1]])
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Bytes32 {
    let mut context = Context::with_key(&Key::new(HMAC_SHA256, key));
    for part in parts {
        context.update(part);
    }
    let mut bytes = Zeroizing::new([0; 32]);
    bytes.copy_from_slice(context.sign().as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
    }

    #[test]
    fn the_key_schedule_of_rfc_9180() {
        // RFC 9180, A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode. The key schedule does not
        // ask which KEM the shared key is from.
        let shared = [
            0x0b, 0xbe, 0x78, 0x49, 0x04, 0x12, 0xb4, 0xbb, 0xea, 0x48, 0x12, 0x66, 0x6f, 0x79, 0x16, 0x93,
            0x2b, 0x82, 0x8b, 0xba, 0x79, 0x94, 0x24, 0x24, 0xab, 0xb6, 0x52, 0x44, 0x93, 0x0d, 0x69, 0xa7,
        ];
        let info = b"Ode on a Grecian Urn";
        let (key, nonce) = key_and_nonce(b"HPKE\x00\x20\x00\x01\x00\x03", &shared, info);
        assert_eq!(hex(key.as_slice()), "ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91");
        assert_eq!(hex(&nonce[..12]), "5c4d98150661b848853b547f");
    }

    #[test]
    fn what_was_sealed_opens_under_the_same_words_only() {
        let sealed = seal(&[1; 32], b"info", b"text").unwrap();
        assert_eq!(sealed.len(), 4 + 16);
        assert_eq!(open(&[1; 32], b"info", &sealed).unwrap().unwrap().as_slice(), b"text");
        assert!(open(&[2; 32], b"info", &sealed).unwrap().is_none());
        assert!(open(&[1; 32], b"other", &sealed).unwrap().is_none());
        assert!(open(&[1; 32], b"info", &sealed[1..]).unwrap().is_none());
        assert!(open(&[1; 32], b"info", b"short").unwrap().is_none());
    }
}
