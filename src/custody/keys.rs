//! One person's keys, outside any case: `$AZUKARI_HOME`, else the platform's configuration folder.
//!
//! ```text
//! identity.age   the age identity (X25519), locked in age's own format
//! signing.key    the Ed25519 key, locked in OpenSSH's format; signing.key.pub beside it
//! card.json      the public side, self-signed: what others import
//! cards/         cards trusted outside any case
//! work/          notes of work in progress
//! ```

use super::case::{CaseError, add_cards, keep_card};
use crate::crypt::{CryptError, keyfile};
use crate::model::{Facts, Fault, FaultClass, Person, Timestamp, io_facts};
use crate::sign::{Card, CardError, KeyError, Keyring, KeyringError, SigningKey};
use crate::stream::{AtomicFile, orphans};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What went wrong with one's own keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// Nothing says where the keys are.
    #[error("no home folder")]
    NoHome,
    /// There are none yet.
    #[error("no keys in {path}")]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// There are some, and they are never overwritten.
    #[error("keys exist in {path}")]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A key file could not be read.
    #[error("reading {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A key file could not be written.
    #[error("writing {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The age identity.
    #[error("using the age identity {path}")]
    Identity {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: CryptError,
    },
    /// The signing key.
    #[error("using the signing key {path}")]
    Signing {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: KeyError,
    },
    /// The own card.
    #[error("using the card {path}")]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: CardError,
    },
    /// The keys and the card do not belong together.
    #[error("{path} does not belong to the card")]
    Foreign {
        /// The odd file.
        path: PathBuf,
    },
    /// A trusted card.
    #[error("using the trusted cards")]
    Trusted(#[from] CaseError),
}

impl KeysError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "keys-no-home",
        "keys-missing",
        "keys-exist",
        "keys-read",
        "keys-write",
        "keys-foreign",
        "keys-wrong-passphrase",
    ];
}

impl Fault for KeysError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoHome => "keys-no-home",
            Self::Missing { .. } => "keys-missing",
            Self::Exists { .. } => "keys-exist",
            Self::Read { .. } => "keys-read",
            Self::Write { .. } => "keys-write",
            Self::Identity { source: CryptError::WrongPassphrase, .. }
            | Self::Signing { source: KeyError::WrongPassphrase, .. } => "keys-wrong-passphrase",
            Self::Identity { source, .. } => source.code(),
            Self::Signing { source, .. } => source.code(),
            Self::Card { source, .. } => source.code(),
            Self::Foreign { .. } => "keys-foreign",
            Self::Trusted(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        let with = |path: &Path, mut facts: Facts| {
            facts.push(("path", path.display().to_string()));
            facts
        };
        match self {
            Self::NoHome => Facts::new(),
            Self::Missing { path } | Self::Exists { path } => {
                with(path, crate::facts![lacking = lacking(path)])
            }
            Self::Foreign { path } => with(path, Facts::new()),
            Self::Read { path, source } | Self::Write { path, source } => io_facts(path, source),
            Self::Identity { path, source } => with(path, source.facts()),
            Self::Signing { path, source } => with(path, source.facts()),
            Self::Card { path, source } => with(path, source.facts()),
            Self::Trusted(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Exists { .. } => FaultClass::Refused,
            Self::Identity { source: CryptError::WrongPassphrase, .. } => FaultClass::Failed,
            Self::Identity { source, .. } => source.class(),
            Self::Signing { source, .. } => source.class(),
            Self::Card { source, .. } => source.class(),
            Self::Trusted(source) => source.class(),
            _ => FaultClass::Failed,
        }
    }
}

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
        [self.dir.clone(), self.cards()].iter().flat_map(|folder| orphans(folder)).collect()
    }

    /// Files that must be readable by their owner only.
    #[must_use]
    pub fn secret_paths(&self) -> [PathBuf; 2] {
        [self.identity_path(), self.signing_path()]
    }

    /// Whether there is a key pair. Part of one counts: it is not to be overwritten either.
    #[must_use]
    pub fn exists(&self) -> bool {
        let paths = [self.identity_path(), self.signing_path(), self.card_path()];
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
        if self.exists() {
            return Err(KeysError::Exists { path: self.dir.clone() });
        }
        let signing = |source| KeysError::Signing { path: self.signing_path(), source };
        let carding = |source| KeysError::Card { path: self.card_path(), source };
        let key = SigningKey::generate().map_err(signing)?;
        let identity = keyfile::generate();
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
        let path = self.identity_path();
        let file = self.read(&path)?;
        let refuse = |source| KeysError::Identity { path: path.clone(), source };
        let text = keyfile::unlock(&file, passphrase).map_err(refuse)?;
        let recipient = keyfile::recipient_of(&text).map_err(refuse)?;
        if recipient == self.card()?.recipient { Ok(text) } else { Err(KeysError::Foreign { path }) }
    }

    /// Locks both keys with another passphrase. The old files go only when both new ones are complete.
    ///
    /// # Errors
    /// As [`KeyStore::signing_key`] and [`KeyStore::identity`]; [`KeysError::Write`].
    pub fn change_passphrase(&self, old: &str, new: &str, work: LockWork) -> Result<(), KeysError> {
        // A run killed between its two renames left one key with the new passphrase: the same command completes it.
        let key = self.signing_key(old).or_else(|error| self.signing_key(new).map_err(|_| error))?;
        let identity = self.identity(old).or_else(|error| self.identity(new).map_err(|_| error))?;
        let locked_key = key
            .to_openssh(new.as_bytes(), Some(work.bcrypt))
            .map_err(|source| KeysError::Signing { path: self.signing_path(), source })?;
        let locked_identity = keyfile::lock(&identity, new, work.scrypt)
            .map_err(|source| KeysError::Identity { path: self.identity_path(), source })?;
        let fresh = |path: &Path| path.with_extension("new");
        let pairs = [
            (self.signing_path(), locked_key.as_bytes()),
            (self.identity_path(), locked_identity.as_slice()),
        ];
        for (path, content) in &pairs {
            // Left by a run that was killed before anything was replaced.
            let _ = std::fs::remove_file(fresh(path));
            self.write(&fresh(path), content)?;
        }
        for (path, _) in &pairs {
            std::fs::rename(fresh(path), path)
                .and_then(|()| crate::stream::sync_parent(path))
                .map_err(|source| KeysError::Write { path: path.clone(), source })?;
        }
        Ok(())
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
                KeysError::Missing { path: self.dir.clone() }
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

/// Which files of a pair are not in `dir`, where others are; `none` for a whole pair or no pair at all.
fn lacking(dir: &Path) -> String {
    let pair = ["signing.key", "identity.age", "card.json"];
    let absent: Vec<_> = pair.into_iter().filter(|name| !dir.join(name).exists()).collect();
    if absent.is_empty() || absent.len() == pair.len() { "none".to_owned() } else { absent.join(", ") }
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
mod tests {
    use super::*;

    const LIGHT: LockWork = LockWork { scrypt: 1, bcrypt: 1 };

    fn store() -> (tempfile::TempDir, KeyStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyStore::at(&folder.path().join("鍵"));
        (folder, store)
    }

    fn person() -> Person {
        Person {
            name: "見本 花子".into(), organization: "株式会社見本データ".into(), role: "担当".into()
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_unix(1_795_000_000)
    }

    #[test]
    fn made_once_and_never_overwritten() {
        let (_folder, store) = store();
        assert!(matches!(store.card(), Err(KeysError::Missing { .. })));
        let card = store.create(&person(), "合言葉", now(), None, LIGHT).unwrap();
        assert_eq!(store.card().unwrap(), card);
        assert_eq!(store.signing_key("合言葉").unwrap().public(), card.signing_key);
        assert!(store.identity("合言葉").unwrap().contains("AGE-SECRET-KEY-1"));
        let error = store.signing_key("違う").unwrap_err();
        assert_eq!((error.code(), error.class()), ("keys-wrong-passphrase", FaultClass::Failed));
        assert_eq!(store.identity("違う").unwrap_err().code(), "keys-wrong-passphrase");
        assert!(matches!(store.create(&person(), "x", now(), None, LIGHT), Err(KeysError::Exists { .. })));
        assert_eq!(store.card().unwrap(), card);
        assert_eq!(store.keyring().unwrap().cards().count(), 1);
    }

    #[test]
    fn half_a_pair_does_not_stay_and_is_named() {
        let (_folder, store) = store();
        // A folder in the way of the second file stands for a full disk.
        std::fs::create_dir_all(store.dir().join("signing.key.pub")).unwrap();
        assert!(store.create(&person(), "p", now(), None, LIGHT).is_err());
        assert!(!store.exists());
        std::fs::write(store.signing_path(), b"x").unwrap();
        let error = store.create(&person(), "p", now(), None, LIGHT).unwrap_err();
        assert!(error.facts().contains(&("lacking", "identity.age, card.json".to_owned())));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, store) = store();
        store.create(&person(), "p", now(), None, LIGHT).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(store.dir()), 0o700);
        for path in store.secret_paths() {
            assert_eq!(mode(&path), 0o600);
        }
    }

    #[test]
    fn the_passphrase_changes_and_the_keys_stay() {
        let (_folder, store) = store();
        let card = store.create(&person(), "old", now(), None, LIGHT).unwrap();
        assert!(store.change_passphrase("wrong", "new", LIGHT).is_err());
        store.signing_key("old").unwrap();
        store.change_passphrase("old", "new", LIGHT).unwrap();
        assert!(store.signing_key("old").is_err() && store.identity("old").is_err());
        assert_eq!(store.signing_key("new").unwrap().public(), card.signing_key);
        store.identity("new").unwrap();
    }

    #[test]
    fn a_key_that_is_not_on_the_card_is_noticed() {
        let (_folder, store) = store();
        store.create(&person(), "p", now(), None, LIGHT).unwrap();
        let (_other_folder, other) = self::store();
        other.create(&person(), "p", now(), None, LIGHT).unwrap();
        std::fs::copy(other.signing_path(), store.signing_path()).unwrap();
        std::fs::copy(other.identity_path(), store.identity_path()).unwrap();
        assert!(matches!(store.signing_key("p"), Err(KeysError::Foreign { .. })));
        assert!(matches!(store.identity("p"), Err(KeysError::Foreign { .. })));
    }
}
