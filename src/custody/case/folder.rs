//! The folder of a case: made, found, and what its papers say of the parties.

use super::error::CaseError;
use super::settings::{SCHEMA, Settings};
use super::write::write_new;
use crate::ledger::{Ledger, LedgerError};
use crate::model::{Addressee, Contract, Issuer};
use crate::sign::Card;
use crate::stream::orphans;
use std::io;
use std::path::{Path, PathBuf};

/// The file that makes a folder a case.
pub const SETTINGS_FILE: &str = "azukari.toml";

/// The ledger's files, in the making and at rest.
const LEDGER_FILES: [&str; 9] = [
    "ledger.db",
    "ledger.db.new",
    "ledger.db.new-journal",
    "ledger.db-wal",
    "ledger.db-shm",
    "ledger.db-journal",
    "ledger.head",
    "ledger.head.tmp",
    "ledger.lock",
];
/// A settings file is a page of text; anything much larger is something else.
const MAX_SETTINGS_BYTES: u64 = 1 << 20;

/// An open case.
#[derive(Debug, Clone)]
pub struct Case {
    root: PathBuf,
    settings: Settings,
}

impl Case {
    /// Prepares `root` to be a case with an empty ledger. It is none until [`Case::publish`]ed.
    ///
    /// # Errors
    /// [`CaseError::Exists`], [`CaseError::Write`], [`CaseError::Ledger`].
    pub fn create(root: &Path, settings: Settings) -> Result<Self, CaseError> {
        let path = root.join(SETTINGS_FILE);
        if path.symlink_metadata().is_ok() {
            return Err(CaseError::Exists { path: root.to_owned() });
        }
        let case = Self { root: root.to_owned(), settings };
        for dir in [root.to_owned(), case.documents(), case.cards()] {
            std::fs::create_dir_all(&dir).map_err(|source| CaseError::Write { path: dir, source })?;
        }
        Ledger::create(root)?;
        Ok(case)
    }

    /// Makes it a case: a folder without the settings file is none. To be called last, so that there is no half a case.
    ///
    /// # Errors
    /// [`CaseError::Write`].
    pub fn publish(&self) -> Result<(), CaseError> {
        let path = self.root.join(SETTINGS_FILE);
        let text = toml::to_string_pretty(&self.settings)
            .map_err(|error| CaseError::Write { path: path.clone(), source: io::Error::other(error) })?;
        write_new(&path, text.as_bytes()).map_err(|source| CaseError::Write { path, source })
    }

    /// What [`Case::create`] will make that is not there yet: the folder itself, or what it will put into it.
    #[must_use]
    pub fn to_be_made(root: &Path) -> Vec<PathBuf> {
        let missing = |path: &PathBuf| path.symlink_metadata().is_err();
        if missing(&root.to_owned()) {
            return vec![root.to_owned()];
        }
        let parts = LEDGER_FILES.iter().chain(&["documents", "cards"]);
        parts.map(|name| root.join(name)).filter(missing).collect()
    }

    /// Undoes [`Case::create`] where the work after it failed: removes what it made, and nothing else.
    pub fn abandon(self) {
        let mut made = vec![self.root.join(SETTINGS_FILE)];
        made.extend(["allowed_signers", "VERIFY.txt"].map(|name| self.documents().join(name)));
        if let Ok(cards) = std::fs::read_dir(self.cards()) {
            made.extend(cards.flatten().map(|entry| entry.path()));
        }
        made.extend(LEDGER_FILES.map(|name| self.root.join(name)));
        for path in made {
            let _ = std::fs::remove_file(path);
        }
        for dir in [self.documents(), self.cards(), self.root] {
            // Only if empty: what others put there stays.
            let _ = std::fs::remove_dir(dir);
        }
    }

    /// The case in folder `root`.
    ///
    /// # Errors
    /// [`CaseError::Missing`], [`CaseError::Read`], [`CaseError::Settings`], [`CaseError::Version`].
    pub fn open(root: &Path) -> Result<Self, CaseError> {
        let path = root.join(SETTINGS_FILE);
        if !path.is_file() {
            return Err(CaseError::Missing { start: root.to_owned() });
        }
        let text = read_text(&path).map_err(|source| match source.kind() {
            io::ErrorKind::InvalidData => unreadable(&path, "", serde::de::Error::custom(source)),
            _ => CaseError::Read { path: path.clone(), source },
        })?;
        // Notepad puts a byte order mark in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let settings: Settings = toml::from_str(text).map_err(|source| unreadable(&path, text, source))?;
        if settings.schema != SCHEMA {
            return Err(CaseError::Version { path, found: settings.schema });
        }
        Ok(Self { root: root.to_owned(), settings })
    }

    /// The case that a command means: `named` if given, else upward from `start`, as git does.
    ///
    /// # Errors
    /// As [`Case::open`].
    pub fn find(named: Option<&Path>, start: &Path) -> Result<Self, CaseError> {
        if let Some(root) = named {
            return Self::open(root);
        }
        let found = start.ancestors().find(|dir| dir.join(SETTINGS_FILE).is_file());
        Self::open(found.ok_or_else(|| CaseError::Missing { start: start.to_owned() })?)
    }

    /// Whether `folder` is a case, or what is left of one: by its settings, or by its ledger with the head beside it.
    #[must_use]
    pub fn is_at(folder: &Path) -> bool {
        let has = |name: &str| folder.join(name).is_file();
        has(SETTINGS_FILE) || has("ledger.db") && has("ledger.head")
    }

    /// Fails where `root` cannot become a case: it is one, or lies inside one.
    ///
    /// # Errors
    /// [`CaseError::Exists`], [`CaseError::Inside`].
    pub fn may_begin(root: &Path) -> Result<(), CaseError> {
        if root.join(SETTINGS_FILE).symlink_metadata().is_ok() {
            return Err(CaseError::Exists { path: root.to_owned() });
        }
        let whole = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        match whole.ancestors().skip(1).find(|dir| dir.join(SETTINGS_FILE).is_file()) {
            Some(outer) => Err(CaseError::Inside { path: root.to_owned(), outer: outer.to_owned() }),
            None => Ok(()),
        }
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `azukari.toml` says.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where issued records are.
    #[must_use]
    pub fn documents(&self) -> PathBuf {
        self.root.join("documents")
    }

    /// Where the cards of everybody trusted here are.
    #[must_use]
    pub fn cards(&self) -> PathBuf {
        self.root.join("cards")
    }

    /// Where the records of others are kept: receipts for what was sent from here, and, each in a folder of its own, what was imported.
    #[must_use]
    pub fn received(&self) -> PathBuf {
        self.root.join("received")
    }

    /// Files that a run which died left half written in the case's own folders.
    #[must_use]
    pub fn orphans(&self) -> Vec<PathBuf> {
        let folders = [self.root.clone(), self.documents(), self.cards(), self.received()];
        folders.iter().flat_map(|folder| orphans(folder)).collect()
    }

    /// The ledger.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn ledger(&self) -> Result<Ledger, LedgerError> {
        Ledger::open(&self.root)
    }

    /// Who issues papers here: the contractor, in the person of the card's holder.
    #[must_use]
    pub fn issuer(&self, card: &Card) -> Issuer {
        let contractor = &self.settings.contractor;
        Issuer {
            organization: contractor.organization.clone(),
            address: contractor.address.clone(),
            representative: contractor.representative.clone(),
            person: card.person(),
            key: card.key_ref(),
        }
    }

    /// To whom papers go.
    #[must_use]
    pub fn addressee(&self) -> Addressee {
        let client = &self.settings.client;
        let plain = || Addressee { name: client.name.clone(), honorific: String::new() };
        client.addressee.clone().unwrap_or_else(plain)
    }

    /// The contract, as papers name it.
    #[must_use]
    pub fn contract(&self) -> Contract {
        let contract = &self.settings.contract;
        Contract {
            title: contract.title.clone(),
            number: contract.number.clone(),
            date: contract.date,
            client: self.settings.client.name.clone(),
        }
    }
}

/// What is wrong with `text`, and in which line.
fn unreadable(path: &Path, text: &str, source: toml::de::Error) -> CaseError {
    let start = source.span().map(|span| span.start);
    // What is missing in the file as a whole is missing nowhere in particular.
    let start = start.filter(|start| *start > 0 || !source.message().starts_with("missing"));
    let line = start.and_then(|start| text.get(..start)).map(|before| before.matches('\n').count() + 1);
    CaseError::Settings { path: path.to_owned(), line, source: Box::new(source) }
}

fn read_text(path: &Path) -> io::Result<String> {
    use io::Read as _;
    let mut text = String::new();
    std::fs::File::open(path)?.take(MAX_SETTINGS_BYTES).read_to_string(&mut text)?;
    Ok(text)
}
