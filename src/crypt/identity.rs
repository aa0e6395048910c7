//! With what a file is opened.

use super::{CryptError, HybridIdentity};
use age::secrecy::SecretString;
use age::{DecryptError, Identity};
use age_core::format::{FileKey, Stanza};
use std::cell::Cell;
use zeroize::Zeroizing;

/// The most passphrase work that a file may ask for: 2^22 (4 GiB, about 16 s); age itself writes 2^18.
pub(super) const WORK_LIMIT: u8 = 22;

/// Identities to try, in order.
#[derive(Default)]
pub struct Identities {
    pub(super) list: Vec<Box<dyn Identity>>,
    recipients: Vec<String>,
}

impl Identities {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The public sides (`age1…`) of the keys among them: to see whether a sender meant us.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        &self.recipients
    }

    /// Adds every `AGE-SECRET-KEY-1…` and `AGE-SECRET-KEY-PQ-1…` line of an identity file's text; `#` comments and empty
    /// lines are skipped.
    ///
    /// # Errors
    /// [`CryptError::NoIdentity`] when a line is something else or no line is left.
    pub fn add_text(&mut self, text: &str) -> Result<(), CryptError> {
        let mut found = false;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (identity, recipient) = parse_identity(line)?;
            self.recipients.push(recipient);
            self.list.push(identity);
            found = true;
        }
        if found { Ok(()) } else { Err(CryptError::NoIdentity) }
    }

    /// Adds a passphrase, for files made by `age -p`.
    pub fn add_passphrase(&mut self, passphrase: &Zeroizing<String>) {
        self.add_passphrases(std::slice::from_ref(passphrase));
    }

    /// Adds one passphrase in several spellings, tried in order: other programs take letters as they were typed.
    pub fn add_passphrases(&mut self, spellings: &[Zeroizing<String>]) {
        self.list.push(Box::new(PassphraseIdentity::of(spellings)));
    }
}

/// A secret key, and its public side as text.
///
/// # Errors
/// [`CryptError::NoIdentity`].
pub(super) fn parse_identity(line: &str) -> Result<(Box<dyn Identity>, String), CryptError> {
    if line.starts_with("AGE-SECRET-KEY-PQ-1") {
        let identity: HybridIdentity = line.parse()?;
        let recipient = identity.to_public().to_string();
        return Ok((Box::new(identity), recipient));
    }
    let identity: age::x25519::Identity = line.parse().map_err(|_| CryptError::NoIdentity)?;
    let recipient = identity.to_public().to_string();
    Ok((Box::new(identity), recipient))
}

/// A passphrase as an identity. Remembers when it was tried and did not fit, which age reports like damage.
pub struct PassphraseIdentity {
    spellings: Vec<age::scrypt::Identity>,
    failed: Cell<bool>,
}

impl PassphraseIdentity {
    /// Refuses more work than [`WORK_LIMIT`].
    #[must_use]
    pub fn new(passphrase: &Zeroizing<String>) -> Self {
        Self::of(std::slice::from_ref(passphrase))
    }

    fn of(spellings: &[Zeroizing<String>]) -> Self {
        let identity = |passphrase: &Zeroizing<String>| {
            let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.as_str()));
            identity.set_max_work_factor(WORK_LIMIT);
            identity
        };
        Self { spellings: spellings.iter().map(identity).collect(), failed: Cell::new(false) }
    }
}

impl Identity for PassphraseIdentity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        let mut result = None;
        for spelling in &self.spellings {
            result = spelling.unwrap_stanza(stanza);
            if matches!(result, Some(Ok(_))) {
                break;
            }
        }
        if stanza.tag == "scrypt" && !matches!(result, Some(Ok(_))) {
            self.failed.set(true);
        }
        result
    }
}
