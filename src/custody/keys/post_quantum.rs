//! The post-quantum identity beside the classic one: added to keys that are in use, without touching them.

use super::{KeyStore, KeysError, LockWork};
use crate::crypt::{CryptError, keyfile};
use crate::sign::Card;
use std::path::PathBuf;
use zeroize::Zeroizing;

impl KeyStore {
    /// The locked post-quantum identity; not in every store.
    #[must_use]
    pub fn post_quantum_path(&self) -> PathBuf {
        self.dir().join("identity-pq.age")
    }

    /// The text of the post-quantum identity file; `None` where the card shows no such key.
    ///
    /// # Errors
    /// As [`KeyStore::identity`].
    pub fn post_quantum(&self, passphrase: &str) -> Result<Option<Zeroizing<String>>, KeysError> {
        let Some(recipient) = self.card()?.recipient_pq else { return Ok(None) };
        self.identity_in(self.post_quantum_path(), &recipient, passphrase).map(Some)
    }

    /// Adds a post-quantum identity and renews the card, which keeps its dates: what was signed before stands. The new card is
    /// for everybody who has the old one.
    ///
    /// # Errors
    /// [`KeysError::Exists`] where there is one; as [`KeyStore::signing_key`]; [`KeysError::Identity`], [`KeysError::Write`].
    pub fn add_post_quantum(&self, passphrase: &str, work: LockWork) -> Result<Card, KeysError> {
        let path = self.post_quantum_path();
        let old = self.card()?;
        if old.recipient_pq.is_some() {
            return Err(KeysError::Exists { path: self.dir().to_owned() });
        }
        let key = self.signing_key(passphrase)?;
        let failed = |source: CryptError| KeysError::Identity { path: path.clone(), source };
        let recipient = if path.symlink_metadata().is_ok() {
            // A run that was killed before it renewed the card: the same command completes it.
            let text = keyfile::unlock(&self.read(&path)?, passphrase).map_err(failed)?;
            keyfile::recipient_of(&text).map_err(failed)?
        } else {
            let identity = keyfile::generate_hybrid().map_err(failed)?;
            let locked = keyfile::lock(&identity.text, passphrase, work.scrypt).map_err(failed)?;
            self.write(&path, &locked)?;
            identity.recipient
        };
        let card = Card { recipient_pq: Some(recipient), ..old };
        let file = card.to_file(&key).map_err(|source| KeysError::Card { path: self.card_path(), source })?;
        self.write_fresh(&self.card_path(), &file)?;
        self.replace_with_fresh(&self.card_path())?;
        Ok(card)
    }
}
