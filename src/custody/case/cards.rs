//! Whose signature counts in a case: the cards in `cards/` whose import the ledger records.

use super::error::CaseError;
use super::folder::Case;
use super::write::write_new;
use crate::ledger::{EVENT_NAMESPACE, Event, Ledger, LedgerError};
use crate::model::Sha256;
use crate::sign::{Card, Keyring, check};
use crate::stream::Hasher;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

impl Case {
    /// Everybody trusted in this case: the cards in `cards/` whose import the ledger records. A file that was only put there
    /// counts for nothing ([`Case::unlisted_cards`]).
    ///
    /// # Errors
    /// [`CaseError::Ledger`]; [`CaseError::Read`], [`CaseError::Card`], [`CaseError::Keyring`]: one unusable card makes all
    /// judgement doubtful.
    pub fn keyring(&self) -> Result<Keyring, CaseError> {
        let (imported, flaw) = Imported::so_far(&self.ledger()?);
        flaw.map_or_else(|| self.keyring_of(&imported), |flaw| Err(flaw.into()))
    }

    /// As [`Case::keyring`], but where the ledger does not hold, with the cards imported before its first flaw: only to name
    /// the flaws of such a ledger, never to judge anything else.
    ///
    /// # Errors
    /// As [`Case::keyring`], [`LedgerError::Tampered`] excepted.
    pub fn keyring_before_flaw(&self) -> Result<Keyring, CaseError> {
        let (imported, flaw) = Imported::so_far(&self.ledger()?);
        match flaw {
            None | Some(LedgerError::Tampered(_)) => self.keyring_of(&imported),
            Some(error) => Err(error.into()),
        }
    }

    fn keyring_of(&self, imported: &Imported) -> Result<Keyring, CaseError> {
        let mut keyring = Keyring::new();
        for (path, file) in card_files(&self.cards())? {
            if imported.files.contains(&Hasher::sha256_of(&file)) {
                add_card(&mut keyring, &path, &file)?;
            }
        }
        Ok(keyring)
    }

    /// Card files in `cards/` whose import no event records: nobody confirmed their fingerprints here.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::Read`].
    pub fn unlisted_cards(&self) -> Result<Vec<PathBuf>, CaseError> {
        let imported = self.imported(&self.ledger()?)?;
        let unlisted = |(path, file): (PathBuf, Vec<u8>)| {
            (!imported.files.contains(&Hasher::sha256_of(&file))).then_some(path)
        };
        Ok(card_files(&self.cards())?.into_iter().filter_map(unlisted).collect())
    }

    /// What the ledger says of cards.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    #[expect(clippy::unused_self, reason = "the ledger is this case's")]
    pub(in crate::custody) fn imported(&self, ledger: &Ledger) -> Result<Imported, CaseError> {
        let (imported, flaw) = Imported::so_far(ledger);
        flaw.map_or(Ok(imported), |flaw| Err(flaw.into()))
    }

    /// Puts a card among the trusted ones; its bytes have been read by [`Card::read`]. The same card twice is no error.
    ///
    /// # Errors
    /// [`CaseError::Keyring`] when another key has the same short name; [`CaseError::Write`].
    pub fn trust(&self, card: &Card, file: &[u8]) -> Result<PathBuf, CaseError> {
        let mut keyring = self.keyring()?;
        keyring.add(card.clone()).map_err(|source| CaseError::Keyring { path: self.cards(), source })?;
        keep_card(&self.cards(), card, file)
    }
}

/// The cards and authorities that the ledger of a case says are trusted, by somebody whose own card was imported.
#[derive(Debug, Default)]
pub(in crate::custody) struct Imported {
    /// Digests of the card files.
    pub(in crate::custody) files: BTreeSet<Sha256>,
    /// Fingerprints of their keys.
    pub(in crate::custody) keys: BTreeSet<String>,
    /// Digests of the certificates of time-stamping authorities.
    pub(in crate::custody) authorities: BTreeSet<Sha256>,
}

impl Imported {
    /// As far as the ledger can be followed, and why not further. The first card is that of whoever opened the case; every other
    /// event counts only if a key that was trusted before signed it. Only these few signatures are checked here.
    fn so_far(ledger: &Ledger) -> (Self, Option<LedgerError>) {
        let mut imported = Self::default();
        let visited = ledger.visit(&mut |entry| {
            let event = entry.event();
            if !matches!(event, Some(Event::CardImported(_) | Event::AuthorityTrusted(_))) {
                return;
            }
            let Ok(signer) = check(EVENT_NAMESPACE, &entry.bytes, entry.signature.as_bytes()) else { return };
            let signer = signer.fingerprint();
            let trusted = imported.keys.contains(&signer);
            match event {
                Some(Event::CardImported(card))
                    if trusted || imported.keys.is_empty() && signer == card.fingerprint =>
                {
                    imported.files.insert(card.sha256);
                    imported.keys.insert(card.fingerprint);
                }
                Some(Event::AuthorityTrusted(authority)) if trusted => {
                    imported.authorities.insert(authority.sha256);
                }
                _ => {}
            }
        });
        (imported, visited.err())
    }
}

/// Adds every `*.card.json` in `dir` to `keyring`, in the order of their names. A folder that is not there holds none.
///
/// # Errors
/// [`CaseError::Read`], [`CaseError::Card`], [`CaseError::Keyring`].
pub fn add_cards(keyring: &mut Keyring, dir: &Path) -> Result<(), CaseError> {
    card_files(dir)?.iter().try_for_each(|(path, file)| add_card(keyring, path, file))
}

fn add_card(keyring: &mut Keyring, path: &Path, file: &[u8]) -> Result<(), CaseError> {
    let card = Card::read(file).map_err(|source| CaseError::Card { path: path.to_owned(), source })?;
    keyring.add(card).map_err(|source| CaseError::Keyring { path: path.to_owned(), source })
}

/// Every `*.card.json` in `dir` with its content, in the order of their names.
fn card_files(dir: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, CaseError> {
    let read = |path: &Path| {
        let path = path.to_owned();
        move |source| CaseError::Read { path, source }
    };
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(read(dir)(source)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(read(dir))?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".card.json")) {
            let file = std::fs::read(&path).map_err(read(&path))?;
            files.push((path, file));
        }
    }
    files.sort();
    Ok(files)
}

/// Keeps a card file in `dir` as `ID-YYYYMMDD.card.json`: a renewal of the same key is another file.
///
/// # Errors
/// [`CaseError::Write`].
pub fn keep_card(dir: &Path, card: &Card, file: &[u8]) -> Result<PathBuf, CaseError> {
    let (year, month, day, ..) = card.valid_from.civil();
    let mut path = dir.join(format!("{}-{year:04}{month:02}{day:02}.card.json", card.id));
    let mut turn = 2;
    loop {
        if std::fs::read(&path).is_ok_and(|kept| kept == file) {
            return Ok(path);
        }
        let written = std::fs::create_dir_all(dir).and_then(|()| write_new(&path, file));
        match written {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && turn < 1000 => {
                path = dir.join(format!("{}-{year:04}{month:02}{day:02}-{turn}.card.json", card.id));
                turn += 1;
            }
            Err(source) => return Err(CaseError::Write { path, source }),
        }
    }
}
