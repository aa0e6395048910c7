//! X-Wing (draft-connolly-cfrg-xwing-kem-10): ML-KEM-768 (FIPS 203) and X25519 (RFC 7748) as one. Whoever breaks only one
//! of the two learns nothing. HPKE lists it as MLKEM768-X25519, `0x647a`.

use ml_kem::kem::Decapsulate as _;
use ml_kem::{B32, Ciphertext, EncapsulateDeterministic as _, Encoded, EncodedSizeUser, KemCore, MlKem768};
use sha3::digest::{ExtendableOutput as _, Update as _, XofReader as _};
use sha3::{Digest as _, Sha3_256, Shake256};
use x25519_dalek::{PublicKey as CurvePoint, StaticSecret};
use zeroize::{Zeroize as _, Zeroizing};

type Encapsulator = <MlKem768 as KemCore>::EncapsulationKey;
type Decapsulator = <MlKem768 as KemCore>::DecapsulationKey;

/// Bytes of a secret key: a seed, from which both parts are drawn.
pub(super) const SEED: usize = 32;
/// Bytes of a public key: 1,184 of ML-KEM, 32 of X25519.
#[cfg(test)]
pub(super) const PUBLIC: usize = LATTICE_PUBLIC + POINT;
/// Bytes of what travels: 1,088 of ML-KEM, 32 of X25519.
pub(super) const ENCAPSULATED: usize = LATTICE_CIPHERTEXT + POINT;
const LATTICE_PUBLIC: usize = 1184;
const LATTICE_CIPHERTEXT: usize = 1088;
const POINT: usize = 32;
/// The label of X-Wing's combiner: its name, drawn.
const LABEL: &[u8; 6] = br"\.//^\";

/// What both sides hold afterwards.
pub(super) type SharedKey = Zeroizing<[u8; 32]>;

/// A public key that passed the checks of FIPS 203 (7.2) and is no point of low order.
#[derive(Clone)]
pub(super) struct PublicKey {
    lattice: Box<Encapsulator>,
    curve: CurvePoint,
}

impl PublicKey {
    /// `None` unless `bytes` are a public key in its one encoding.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (lattice, curve) = bytes.split_at_checked(LATTICE_PUBLIC)?;
        let curve = CurvePoint::from(<[u8; POINT]>::try_from(curve).ok()?);
        let key = Encapsulator::from_bytes(&Encoded::<Encapsulator>::try_from(lattice).ok()?);
        // Coefficients of q and more would be taken for smaller ones: only what is written back the same is well formed.
        let canonical = key.as_bytes().as_slice() == lattice;
        // With a point of low order every secret gives zero. Any secret shows it; this one is nobody's.
        let proper = StaticSecret::from([1; 32]).diffie_hellman(&curve).was_contributory();
        (canonical && proper).then(|| Self { lattice: Box::new(key), curve })
    }

    /// The encoding.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        [self.lattice.as_bytes().as_slice(), self.curve.as_bytes()].concat()
    }

    /// What is to travel, and the shared key; `seed` is fresh randomness, used once. `None` for a point of low order.
    pub(super) fn encapsulate(&self, seed: &Zeroizing<[u8; 64]>) -> Option<(Vec<u8>, SharedKey)> {
        let (mut message, mut ephemeral) = (B32::default(), [0; 32]);
        message.copy_from_slice(&seed[..32]);
        ephemeral.copy_from_slice(&seed[32..]);
        let secret = StaticSecret::from(ephemeral);
        ephemeral.zeroize();
        let lattice = self.lattice.encapsulate_deterministic(&message);
        message.as_mut_slice().zeroize();
        let (ciphertext, mut of_lattice) = lattice.ok()?;
        let point = CurvePoint::from(&secret);
        let of_curve = secret.diffie_hellman(&self.curve);
        let shared = combine(&of_lattice, of_curve.as_bytes(), &point, &self.curve);
        of_lattice.as_mut_slice().zeroize();
        let encapsulated = [ciphertext.as_slice(), point.as_bytes()].concat();
        of_curve.was_contributory().then_some((encapsulated, shared))
    }
}

/// A secret key, drawn from its seed. All of it is cleared when dropped.
pub(super) struct SecretKey {
    seed: Zeroizing<[u8; SEED]>,
    lattice: Box<Decapsulator>,
    curve: StaticSecret,
    point: CurvePoint,
}

impl SecretKey {
    /// Draws both parts from `seed`.
    pub(super) fn from_seed(seed: Zeroizing<[u8; SEED]>) -> Self {
        let mut stream = Shake256::default().chain(seed.as_slice()).finalize_xof();
        let (mut first, mut second, mut scalar) = (B32::default(), B32::default(), [0; 32]);
        stream.read(first.as_mut_slice());
        stream.read(second.as_mut_slice());
        stream.read(&mut scalar);
        let (lattice, _) = MlKem768::generate_deterministic(&first, &second);
        let curve = StaticSecret::from(scalar);
        first.as_mut_slice().zeroize();
        second.as_mut_slice().zeroize();
        scalar.zeroize();
        let point = CurvePoint::from(&curve);
        Self { seed, lattice: Box::new(lattice), curve, point }
    }

    /// The seed.
    pub(super) fn seed(&self) -> &[u8; SEED] {
        &self.seed
    }

    /// Its public key.
    pub(super) fn public(&self) -> PublicKey {
        PublicKey { lattice: Box::new(self.lattice.encapsulation_key().clone()), curve: self.point }
    }

    /// The shared key of what travelled; a wrong one where it was made for another key, which only the cipher behind it
    /// notices. `None` for another length or a point of low order.
    pub(super) fn decapsulate(&self, encapsulated: &[u8]) -> Option<SharedKey> {
        let (ciphertext, point) = encapsulated.split_at_checked(LATTICE_CIPHERTEXT)?;
        let point = CurvePoint::from(<[u8; POINT]>::try_from(point).ok()?);
        let of_curve = self.curve.diffie_hellman(&point);
        if !of_curve.was_contributory() {
            return None;
        }
        let ciphertext = Ciphertext::<MlKem768>::try_from(ciphertext).ok()?;
        let mut of_lattice = self.lattice.decapsulate(&ciphertext).ok()?;
        let shared = combine(&of_lattice, of_curve.as_bytes(), &point, &self.point);
        of_lattice.as_mut_slice().zeroize();
        Some(shared)
    }
}

/// `SHA3-256(ML-KEM's key || X25519's key || point that travels || receiver's point || label)`.
fn combine(of_lattice: &B32, of_curve: &[u8; 32], sent: &CurvePoint, receiver: &CurvePoint) -> SharedKey {
    let hash = Sha3_256::new()
        .chain_update(of_lattice)
        .chain_update(of_curve)
        .chain_update(sent.as_bytes())
        .chain_update(receiver.as_bytes())
        .chain_update(LABEL);
    let mut shared = Zeroizing::new([0; 32]);
    sha3::digest::FixedOutput::finalize_into(hash, shared.as_mut_slice().into());
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::digest::{SHA256, digest};

    fn bytes<const N: usize>(hex: &str) -> Zeroizing<[u8; N]> {
        let mut bytes = Zeroizing::new([0; N]);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
        }
        assert_eq!(hex.len(), 2 * N);
        bytes
    }

    /// The vectors of draft-connolly-cfrg-xwing-kem (spec/test-vectors.json): seed, randomness of the encapsulation, shared
    /// key; of the two long values, public key and what travels, their SHA-256.
    const PUBLISHED: [[&str; 5]; 3] = [
        [
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
            "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
            "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
            "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb",
            "17cd532d657e44c897ca6583e548a5424fc70bf54f99515a4d2bcf99e3469f33",
        ],
        [
            "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
            "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdefaee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
            "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150",
            "c42ba5f8430d7d2c83739338203819f090e8303ce9c8b02107c272bfa5376916",
            "1661ea86d608a1924ba30840cb0a65f13ae051e3aec9cf0f064efc0bc92f2154",
        ],
        [
            "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
            "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b",
            "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f",
            "6b080d6b84f095342092fa7a22423e58bd681397ad0ef00eac92bd254db4fa95",
            "d3ca5578500344b5896cffc4fd740c9311946b82951df155e6fd86a7966b43c6",
        ],
    ];

    #[test]
    fn the_published_vectors() {
        for [seed, randomness, shared, public_sha256, sent_sha256] in PUBLISHED {
            let secret = SecretKey::from_seed(bytes(seed));
            let public = secret.public();
            assert_eq!(public.to_bytes().len(), PUBLIC);
            assert_eq!(digest(&SHA256, &public.to_bytes()).as_ref(), bytes::<32>(public_sha256).as_slice());
            let parsed = PublicKey::parse(&public.to_bytes()).unwrap();
            let (sent, of_sender) = parsed.encapsulate(&bytes(randomness)).unwrap();
            assert_eq!(sent.len(), ENCAPSULATED);
            assert_eq!(digest(&SHA256, &sent).as_ref(), bytes::<32>(sent_sha256).as_slice());
            assert_eq!(of_sender, bytes(shared));
            assert_eq!(secret.decapsulate(&sent).unwrap(), bytes(shared));
        }
    }

    #[test]
    fn points_of_low_order_are_refused() {
        // 0 and 1, of orders 4 and 1 (RFC 7748, 6.1: the check for the all-zero value).
        for low in [0, 1] {
            let secret = SecretKey::from_seed(Zeroizing::new([7; SEED]));
            let (mut sent, _) = secret.public().encapsulate(&Zeroizing::new([9; 64])).unwrap();
            sent[LATTICE_CIPHERTEXT..].fill(0);
            sent[LATTICE_CIPHERTEXT] = low;
            assert!(secret.decapsulate(&sent).is_none());
            let mut public = secret.public().to_bytes();
            public[LATTICE_PUBLIC..].fill(0);
            public[LATTICE_PUBLIC] = low;
            assert!(PublicKey::parse(&public).is_none());
        }
    }

    #[test]
    fn only_the_one_encoding_of_a_public_key_is_read() {
        let mut public = SecretKey::from_seed(Zeroizing::new([7; SEED])).public().to_bytes();
        assert!(PublicKey::parse(&public).is_some());
        for length in [0, LATTICE_PUBLIC, PUBLIC - 1] {
            assert!(PublicKey::parse(&public[..length]).is_none(), "{length}");
        }
        assert!(PublicKey::parse(&[public.as_slice(), &[0]].concat()).is_none());
        // A first coefficient of 4095, where q is 3329.
        public[0] = 0xff;
        public[1] |= 0x0f;
        assert!(PublicKey::parse(&public).is_none());
    }

    #[test]
    fn whatever_was_altered_gives_another_key() {
        let secret = SecretKey::from_seed(Zeroizing::new([3; SEED]));
        let (sent, shared) = secret.public().encapsulate(&Zeroizing::new([5; 64])).unwrap();
        for at in [0, 500, LATTICE_CIPHERTEXT - 1, LATTICE_CIPHERTEXT, ENCAPSULATED - 2] {
            let mut altered = sent.clone();
            altered[at] ^= 1;
            assert_ne!(secret.decapsulate(&altered), Some(shared.clone()), "{at}");
        }
        assert!(secret.decapsulate(&sent[1..]).is_none());
    }
}
