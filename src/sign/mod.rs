//! Floor 1: who said it. Ed25519 keys and cards, and signatures that the stock `ssh-keygen` makes and checks
//! (SSHSIG, OpenSSH `PROTOCOL.sshsig`).
//!
//! This floor knows bytes, keys and moments; never what it is that is signed.
//!
//! * [`SigningKey`] signs, [`check`] says whether a signature fits;
//! * [`Card`] says whose key it is; [`Keyring`] holds the cards that somebody here vouched for and judges:
//!   [`Good`](crate::model::Trust::Good), Unknown, Bad or Absent;
//! * [`timestamp`] says since when a signature has existed.

mod card;
mod key;
mod keyring;
mod signature;
pub mod timestamp;

pub use card::{CARD_NAMESPACE, Card, CardError};
pub use key::{DEFAULT_ROUNDS, KeyError, PublicKey, SigningKey};
pub use keyring::{Judgement, Keyring, KeyringError, Reason};
pub use signature::{SignatureError, check, check_sha256};

#[cfg(test)]
mod stock_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fault;

    #[test]
    fn codes_are_listed() {
        fn listed(error: &dyn Fault, codes: &[&str]) {
            assert!(codes.contains(&error.code()), "{error:?}");
        }
        listed(&KeyError::WrongPassphrase, KeyError::CODES);
        listed(&KeyError::NotEd25519 { found: "ssh-rsa".into() }, KeyError::CODES);
        listed(&SignatureError::Mismatch, SignatureError::CODES);
        listed(&SignatureError::Malformed, SignatureError::CODES);
        listed(&CardError::Field("name"), CardError::CODES);
        listed(&CardError::Signature(SignatureError::Mismatch), CardError::CODES);
        let taken = KeyringError::IdTaken { id: String::new(), known: String::new(), claimed: String::new() };
        listed(&taken, KeyringError::CODES);
        for error in [
            timestamp::StampError::NoRandom,
            timestamp::StampError::Request(timestamp::Reason::Malformed),
            timestamp::StampError::Certificate("malformed"),
        ] {
            listed(&error, timestamp::StampError::CODES);
        }
    }
}
