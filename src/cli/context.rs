//! What most verbs begin with: the case that is meant, one's own keys unlocked, and everybody who is trusted.

use super::Shell;
use super::failure::Failure;
use super::layout::printable_path;
use super::timestamp::read_authorities;
use crate::custody::case::Case;
use crate::custody::import::left_unimported;
use crate::custody::issue::Signer;
use crate::custody::issued::left_unissued;
use crate::custody::keys::{KeyStore, KeysError};
use crate::custody::pending;
use crate::custody::wipe_free::MARKER;
use crate::model::{Facts, Lang};
use crate::sign::timestamp::Authorities;
use crate::sign::{Card, Keyring, SigningKey};
use std::path::{Path, PathBuf};

/// One's own signing key, unlocked.
#[derive(Debug)]
pub struct Unlocked {
    /// Where the keys are.
    pub store: KeyStore,
    /// The own card.
    pub card: Card,
    /// The key.
    pub key: SigningKey,
}

impl Unlocked {
    /// As the use cases want it.
    #[must_use]
    pub fn signer(&self) -> Signer<'_> {
        Signer { key: &self.key, card: &self.card }
    }
}

impl Shell {
    /// The case that is meant: `--case`, `$AZUKARI_CASE`, or the one around the working folder.
    pub fn case(&self) -> Result<Case, Failure> {
        let named = self.case_option().map(PathBuf::from).or_else(|| {
            std::env::var_os("AZUKARI_CASE").filter(|value| !value.is_empty()).map(PathBuf::from)
        });
        let start = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        Ok(Case::find(named.as_deref(), &start)?)
    }

    /// As [`Self::case`], where working without one is possible: `None` only if none was named and none is around.
    pub fn case_if_any(&self) -> Result<Option<Case>, Failure> {
        use crate::custody::case::CaseError;
        let named =
            self.case_option().is_some() || std::env::var_os("AZUKARI_CASE").is_some_and(|v| !v.is_empty());
        match self.case() {
            Ok(case) => Ok(Some(case)),
            Err(failure) if !named && failure.fault().code() == CaseError::CODES[0] => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Where one's own keys are.
    pub fn keys(&self) -> Result<KeyStore, KeysError> {
        KeyStore::locate()
    }

    /// Asks for the passphrase and unlocks the own signing key.
    pub fn unlock(&self) -> Result<Unlocked, Failure> {
        let store = self.keys()?;
        // First whether there is a key at all: nobody wants to type a passphrase for nothing.
        let card = store.card()?;
        let passphrase = self.key_passphrase(&card)?;
        let key = store.signing_key(&passphrase)?;
        Ok(Unlocked { store, card, key })
    }

    /// The passphrase of the own keys, asked for once per run.
    pub fn key_passphrase(&self, card: &Card) -> Result<super::passphrase::Passphrase, Failure> {
        Ok(self.passphrase("prompt-key-passphrase", &crate::facts![name = card.name, id = card.id])?)
    }

    /// Everybody who is trusted: oneself, the cards in the home folder, and those of the case.
    pub fn keyring(&self, case: Option<&Case>) -> Result<Keyring, Failure> {
        let mut keyring = match case {
            Some(case) => case.keyring()?,
            None => Keyring::new(),
        };
        self.keys()?.add_to(&mut keyring)?;
        Ok(keyring)
    }

    /// The time-stamping authorities that are trusted: those of the case, and those that the command line vouches for.
    pub fn authorities(&self, case: Option<&Case>, files: &[PathBuf]) -> Result<Authorities, Failure> {
        let mut all = case.map_or(Ok(Authorities::new()), Case::authorities)?;
        for path in files {
            read_authorities(path)?.into_iter().for_each(|one| all.add(one));
        }
        Ok(all)
    }

    /// The language of papers: `--lang`, else the case's.
    #[must_use]
    pub fn paper_lang(&self, case: Option<&Case>) -> Lang {
        let of_case = || case.map_or(self.out().catalogue().lang(), |case| case.settings().lang());
        self.lang_option().unwrap_or_else(of_case)
    }

    /// Names what runs that died have left behind.
    pub(super) fn warn_leftovers(&self) {
        let found = self.leftovers();
        for left in &found.noted {
            let mut facts = left_facts(left);
            let id = match &left.complete {
                Some(package) => {
                    facts.push(("package", printable_path(package)));
                    if left.kind == "open" { "warn-leftover-opened" } else { "warn-leftover-complete" }
                }
                None if left.filling.is_some() => "warn-leftover-filling",
                None if left.paths.first().is_some_and(|path| is_workshop(path)) => "warn-leftover-volumes",
                None if left.kind == "wipe-evidence" => "warn-leftover-evidence",
                None if left.kind == "import" => "warn-leftover-import",
                None if left.kind == "wipe" => "warn-leftover-wipe",
                None if left.away => "warn-leftover-free-away",
                None if left.kind == MARKER => "warn-leftover-free",
                None => "warn-leftover",
            };
            self.out().warn(id, &facts);
        }
        if !found.orphans.is_empty() {
            self.out().warn("warn-leftover-parts", &crate::facts![paths = joined(&found.orphans)]);
        }
    }

    /// What runs that died have left behind: for this user, and in the case that is meant, if any.
    pub(super) fn leftovers(&self) -> LeftBehind {
        let mut found = LeftBehind::default();
        if let Ok(store) = self.keys() {
            pending::sweep(&store.work());
            found.noted.extend(pending::leftovers(&store.work()));
            found.orphans.extend(store.orphans());
        }
        // Without a case, or with a broken one, there is nothing to say here: the command itself will.
        if let Ok(case) = self.case() {
            // In full: who reads it may stand elsewhere when they look.
            let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
            found.noted.extend(left_unissued(&case).into_iter().chain(left_unimported(&case)).map(
                |mut left| {
                    left.paths = left.paths.into_iter().map(absolute).collect();
                    left.marker = absolute(left.marker);
                    left
                },
            ));
            found.orphans.extend(case.orphans().into_iter().map(absolute));
        }
        found
    }
}

/// What runs that died have left behind.
#[derive(Debug, Default)]
pub(super) struct LeftBehind {
    /// As they noted it down themselves.
    pub(super) noted: Vec<pending::Leftover>,
    /// Files half written, in azukari's own folders.
    pub(super) orphans: Vec<PathBuf>,
}

/// Values for messages about something left behind.
pub(super) fn left_facts(left: &pending::Leftover) -> Facts {
    crate::facts![
        kind = left.kind,
        started = left.started,
        paths = joined(&left.filling.clone().map_or_else(|| left.paths.clone(), |folder| vec![folder])),
        marker = printable_path(&left.marker)
    ]
}

/// Paths in one line.
/// Whether a folder is one in which volumes are made.
fn is_workshop(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".azukari-volumes"))
}

pub(super) fn joined(paths: &[PathBuf]) -> String {
    const NAMED: usize = 20;
    let mut text = paths.iter().take(NAMED).map(|path| printable_path(path)).collect::<Vec<_>>().join(", ");
    if paths.len() > NAMED {
        // All of them stand in the note beside the keys.
        text.push_str(&format!(" … (+{})", paths.len() - NAMED));
    }
    text
}
