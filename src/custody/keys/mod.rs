//! One person's keys, outside any case: `$AZUKARI_HOME`, else the platform's configuration folder.
//!
//! ```text
//! identity.age     the age identity (X25519, or what was given), locked in age's own format
//! identity-pq.age  the post-quantum one, if there is one; a file of its own, because older age programs refuse a file
//!                  with a line that they do not know
//! signing.key      the Ed25519 key, locked in OpenSSH's format; signing.key.pub beside it
//! card.json        the public side, self-signed: what others import
//! cards/           cards trusted outside any case
//! work/            notes of work in progress
//! ```

mod error;
mod post_quantum;
mod sudo;

pub use error::KeysError;

use super::case::{CaseError, add_cards, keep_card};
use crate::crypt::keyfile::{self, NewIdentity};
use crate::model::{Person, Timestamp};
use crate::sign::{Card, Keyring, KeyringError, SigningKey};
use crate::stream::{AtomicFile, orphans};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// How hard the locks are made. Tests lower it; people never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockWork {
    /// log2 of scrypt's work for the age identity.
    pub scrypt: u8,
    /// Rounds of bcrypt for the signing key.
    pub bcrypt: u32,
}

impl Default for LockWork {
    fn default() -> Self {
        Self { scrypt: keyfile::WRITTEN_WORK, bcrypt: crate::sign::DEFAULT_ROUNDS }
    }
}

/// The folder of one person's keys.
#[derive(Debug, Clone)]
pub struct KeyStore {
    dir: PathBuf,
}

impl KeyStore {
    /// Where this user's keys are or will be.
    ///
    /// # Errors
    /// [`KeysError::NoHome`].
    pub fn locate() -> Result<Self, KeysError> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(dir) = set("AZUKARI_HOME") {
            return Ok(Self { dir });
        }
        let base = if cfg!(windows) {
            set("APPDATA")
        } else if cfg!(target_os = "macos") {
            set("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            // The XDG base directory specification: a relative path there is to be ignored.
            let config = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
            config.or_else(|| set("HOME").map(|home| home.join(".config")))
        };
        base.map(|base| Self { dir: base.join("azukari") }).ok_or(KeysError::NoHome)
    }

    /// The keys in folder `dir`.
    #[must_use]
    pub fn at(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The locked age identity.
    #[must_use]
    pub fn identity_path(&self) -> PathBuf {
        self.dir.join("identity.age")
    }

    /// The locked signing key.
    #[must_use]
    pub fn signing_path(&self) -> PathBuf {
        self.dir.join("signing.key")
    }

    /// The own card.
    #[must_use]
    pub fn card_path(&self) -> PathBuf {
        self.dir.join("card.json")
    }

    /// Cards trusted outside any case.
    #[must_use]
    pub fn cards(&self) -> PathBuf {
        self.dir.join("cards")
    }

    /// Notes of work in progress.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.dir.join("work")
    }

    /// Files that a run which died left half written here.
    #[must_use]
    pub fn orphans(&self) -> Vec<PathBuf> {
        let parts = [self.dir.clone(), self.cards()].into_iter().flat_map(|folder| orphans(&folder));
        // What a change of the passphrase was about to put in place.
        let locked = [self.signing_path(), self.identity_path(), self.post_quantum_path()];
        parts.chain(locked.iter().map(|path| fresh(path)).filter(|path| path.is_file())).collect()
    }

    /// Files that must be there and readable by their owner only.
    #[must_use]
    pub fn secret_paths(&self) -> Vec<PathBuf> {
        let mut paths = vec![self.identity_path(), self.signing_path()];
        let quantum = self.post_quantum_path();
        if quantum.exists() || self.card().is_ok_and(|card| card.recipient_pq.is_some()) {
            paths.push(quantum);
        }
        paths
    }

    /// Whether there is a key pair. Part of one counts: it is not to be overwritten either.
    #[must_use]
    pub fn exists(&self) -> bool {
        let paths = [self.identity_path(), self.signing_path(), self.card_path(), self.post_quantum_path()];
        paths.iter().any(|path| path.symlink_metadata().is_ok())
    }

    /// Makes a key pair for `person` and its self-signed card.
    ///
    /// # Errors
    /// [`KeysError::Exists`]; [`KeysError::Card`] for an unusable name; [`KeysError::Write`].
    pub fn create(
        &self,
        person: &Person,
        passphrase: &str,
        valid_from: Timestamp,
        valid_until: Option<Timestamp>,
        work: LockWork,
    ) -> Result<Card, KeysError> {
        self.make(person, &keyfile::generate(), passphrase, (valid_from, valid_until), work)
    }

    /// As [`KeyStore::create`], with a key to open packages that exists already, such as that of a hardware key.
    ///
    /// # Errors
    /// As [`KeyStore::create`].
    pub fn create_with(
        &self,
        person: &Person,
        identity: &NewIdentity,
        passphrase: &str,
        valid_from: Timestamp,
        work: LockWork,
    ) -> Result<Card, KeysError> {
        self.make(person, identity, passphrase, (valid_from, None), work)
    }

    fn make(
        &self,
        person: &Person,
        identity: &NewIdentity,
        passphrase: &str,
        (valid_from, valid_until): (Timestamp, Option<Timestamp>),
        work: LockWork,
    ) -> Result<Card, KeysError> {
        if self.exists() {
            return Err(KeysError::Exists { path: self.dir.clone() });
        }
        let signing = |source| KeysError::Signing { path: self.signing_path(), source };
        let carding = |source| KeysError::Card { path: self.card_path(), source };
        let key = SigningKey::generate().map_err(signing)?;
        let card = Card::new(person, &identity.recipient, &key.public(), valid_from, valid_until)
            .map_err(carding)?;
        let card_file = card.to_file(&key).map_err(carding)?;
        let locked_key = key.to_openssh(passphrase.as_bytes(), Some(work.bcrypt)).map_err(signing)?;
        let locked_identity = keyfile::lock(&identity.text, passphrase, work.scrypt)
            .map_err(|source| KeysError::Identity { path: self.identity_path(), source })?;
        let public = format!("{} {}\n", card.signing_key.to_openssh(), card.id);
        private_dir(&self.dir).map_err(|source| KeysError::Write { path: self.dir.clone(), source })?;
        // The card comes last: with it the pair is complete.
        let files: [(PathBuf, &[u8]); 4] = [
            (self.signing_path(), locked_key.as_bytes()),
            (self.dir.join("signing.key.pub"), public.as_bytes()),
            (self.identity_path(), &locked_identity),
            (self.card_path(), &card_file),
        ];
        for (turn, (path, content)) in files.iter().enumerate() {
            if let Err(error) = self.write(path, content) {
                // Half a pair is of no use and would be in the way of the next attempt; only what this call wrote goes.
                for (written, _) in files.iter().take(turn) {
                    let _ = std::fs::remove_file(written);
                }
                return Err(error);
            }
        }
        Ok(card)
    }

    /// The own card.
    ///
    /// # Errors
    /// [`KeysError::Missing`], [`KeysError::Read`], [`KeysError::Card`].
    pub fn card(&self) -> Result<Card, KeysError> {
        let file = self.card_file()?;
        Card::read(&file).map_err(|source| KeysError::Card { path: self.card_path(), source })
    }

    /// The bytes of the own card: what others import.
    ///
    /// # Errors
    /// [`KeysError::Missing`], [`KeysError::Read`].
    pub fn card_file(&self) -> Result<Vec<u8>, KeysError> {
        self.read(&self.card_path())
    }

    /// The signing key, which must be the one on the card.
    ///
    /// # Errors
    /// [`KeysError::Missing`], [`KeysError::Read`], [`KeysError::Signing`], [`KeysError::Card`], [`KeysError::Foreign`].
    pub fn signing_key(&self, passphrase: &str) -> Result<SigningKey, KeysError> {
        let path = self.signing_path();
        let bytes = Zeroizing::new(self.read(&path)?);
        let text = String::from_utf8_lossy(&bytes);
        let key = SigningKey::from_openssh(&text, passphrase.as_bytes())
            .map_err(|source| KeysError::Signing { path: path.clone(), source })?;
        if key.public() == self.card()?.signing_key { Ok(key) } else { Err(KeysError::Foreign { path }) }
    }

    /// The text of the age identity file, whose recipient must be the one on the card.
    ///
    /// # Errors
    /// [`KeysError::Missing`], [`KeysError::Read`], [`KeysError::Identity`], [`KeysError::Card`], [`KeysError::Foreign`].
    pub fn identity(&self, passphrase: &str) -> Result<Zeroizing<String>, KeysError> {
        self.identity_in(self.identity_path(), &self.card()?.recipient, passphrase)
    }

    /// The text of the locked identity file `path`, which must belong to `recipient`.
    fn identity_in(
        &self,
        path: PathBuf,
        recipient: &str,
        passphrase: &str,
    ) -> Result<Zeroizing<String>, KeysError> {
        let file = self.read(&path)?;
        let refuse = |source| KeysError::Identity { path: path.clone(), source };
        let text = keyfile::unlock(&file, passphrase).map_err(refuse)?;
        let found = keyfile::recipient_of(&text).map_err(refuse)?;
        if found == recipient { Ok(text) } else { Err(KeysError::Foreign { path }) }
    }

    /// Locks all keys with another passphrase. The old files go only when all new ones are complete.
    ///
    /// # Errors
    /// As [`KeyStore::signing_key`] and [`KeyStore::identity`]; [`KeysError::Write`].
    pub fn change_passphrase(&self, old: &str, new: &str, work: LockWork) -> Result<(), KeysError> {
        // A run killed between its renames left one key with the new passphrase: the same command completes it.
        let key = self.signing_key(old).or_else(|error| self.signing_key(new).map_err(|_| error))?;
        let identity = self.identity(old).or_else(|error| self.identity(new).map_err(|_| error))?;
        let quantum = self.post_quantum(old).or_else(|error| self.post_quantum(new).map_err(|_| error))?;
        let locked_key = key
            .to_openssh(new.as_bytes(), Some(work.bcrypt))
            .map_err(|source| KeysError::Signing { path: self.signing_path(), source })?;
        let lock = |path: PathBuf, text: &str| match keyfile::lock(text, new, work.scrypt) {
            Ok(locked) => Ok((path, locked)),
            Err(source) => Err(KeysError::Identity { path, source }),
        };
        let mut locked = vec![
            (self.signing_path(), locked_key.as_bytes().to_vec()),
            lock(self.identity_path(), &identity)?,
        ];
        if let Some(text) = quantum {
            locked.push(lock(self.post_quantum_path(), &text)?);
        }
        for (path, content) in &locked {
            self.write_fresh(path, content)?;
        }
        locked.iter().try_for_each(|(path, _)| self.replace_with_fresh(path))
    }

    /// Writes what is to take the place of `path`, beside it.
    fn write_fresh(&self, path: &Path, content: &[u8]) -> Result<(), KeysError> {
        // Left by a run that was killed before anything was replaced.
        let _ = std::fs::remove_file(fresh(path));
        self.write(&fresh(path), content)
    }

    /// Puts it in its place.
    #[expect(clippy::unused_self, reason = "writes into the store")]
    fn replace_with_fresh(&self, path: &Path) -> Result<(), KeysError> {
        std::fs::rename(fresh(path), path)
            .and_then(|()| crate::stream::sync_parent(path))
            .map_err(|source| KeysError::Write { path: path.to_owned(), source })
    }

    /// Everybody trusted outside any case, and oneself.
    ///
    /// # Errors
    /// [`KeysError::Trusted`], [`KeysError::Card`], [`KeysError::Read`].
    pub fn keyring(&self) -> Result<Keyring, KeysError> {
        let mut keyring = Keyring::new();
        self.add_to(&mut keyring)?;
        Ok(keyring)
    }

    /// Adds these cards to `keyring`.
    ///
    /// # Errors
    /// As [`KeyStore::keyring`].
    pub fn add_to(&self, keyring: &mut Keyring) -> Result<(), KeysError> {
        if self.card_path().is_file() {
            let taken = |source: KeyringError| CaseError::Keyring { path: self.card_path(), source };
            keyring.add(self.card()?).map_err(taken)?;
        }
        add_cards(keyring, &self.cards())?;
        Ok(())
    }

    /// Trusts a card outside any case; its bytes have been read by [`Card::read`].
    ///
    /// # Errors
    /// [`KeysError::Trusted`].
    pub fn trust(&self, card: &Card, file: &[u8]) -> Result<PathBuf, KeysError> {
        let taken = |source: KeyringError| CaseError::Keyring { path: self.cards(), source };
        self.keyring()?.add(card.clone()).map_err(taken)?;
        Ok(keep_card(&self.cards(), card, file)?)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, KeysError> {
        std::fs::read(path).map_err(|source| {
            if source.kind() == io::ErrorKind::NotFound {
                sudo::missing(&self.dir)
            } else {
                KeysError::Read { path: path.to_owned(), source }
            }
        })
    }

    #[expect(clippy::unused_self, reason = "writes into the store")]
    fn write(&self, path: &Path, content: &[u8]) -> Result<(), KeysError> {
        // Private from the first byte on, whatever the folder allows.
        let write = || -> io::Result<()> {
            let part = AtomicFile::create(path)?;
            part.file().write_all(content)?;
            part.commit()
        };
        write().map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => KeysError::Exists { path: path.to_owned() },
            _ => KeysError::Write { path: path.to_owned(), source },
        })
    }
}

/// How a locked signing key begins.
const OPENSSH: &[u8] = b"-----BEGIN OPENSSH PRIVATE KEY-----";
/// How a locked age identity begins.
const LOCKED_AGE: &[u8] = b"age-encryption.org/v1\n-> scrypt ";

/// Whether `path` is a key as a [`KeyStore`] keeps it, whosever it is: by its name and by how it begins. A name alone may be
/// anything's, and so may an age file with a passphrase.
#[must_use]
pub fn is_key_file(path: &Path) -> bool {
    use io::Read as _;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let begins = match &*name {
        "signing.key" | "signing.new" => OPENSSH,
        "identity.age" | "identity.new" | "identity-pq.age" | "identity-pq.new" => LOCKED_AGE,
        _ => return false,
    };
    let mut found = vec![0; begins.len()];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut found));
    read.is_ok() && found == begins
}

fn fresh(path: &Path) -> PathBuf {
    path.with_extension("new")
}

/// A folder that only its owner can enter.
fn private_dir(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
