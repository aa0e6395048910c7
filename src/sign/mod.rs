//! Floor 1: who said it. Ed25519 keys and cards, and signatures that the stock `ssh-keygen` makes and checks
//! (SSHSIG, OpenSSH `PROTOCOL.sshsig`).
//!
//! This floor knows bytes, keys and moments; never what it is that is signed.
//!
//! * [`SigningKey`] signs, [`check`] says whether a signature fits;
//! * [`Card`] says whose key it is; [`Keyring`] holds the cards that somebody here vouched for and judges:
//!   [`Good`](crate::model::Trust::Good), Unknown, Bad or Absent.

mod card;
mod key;
mod keyring;
mod signature;

pub use card::{CARD_NAMESPACE, Card, CardError};
pub use key::{DEFAULT_ROUNDS, KeyError, PublicKey, SigningKey};
pub use keyring::{Judgement, Keyring, KeyringError, Reason};
pub use signature::{SignatureError, check, check_sha256};

#[cfg(test)]
mod stock_tests;
