//! A case (案件): one contract's folder.
//!
//! ```text
//! azukari.toml   the parties, the contract, 甲's fixed methods, the language of papers
//! ledger.db …    the ledger
//! documents/     issued records: NUMBER.json, NUMBER.json.sig, NUMBER.pdf; allowed_signers, VERIFY.txt
//! cards/         the cards of everybody whose signature counts here
//! received/      receipts for what was sent from here
//! receive.lock   empty; whoever writes down what they received locks it
//! ```

use crate::ledger::{EVENT_NAMESPACE, Event, Ledger, LedgerError};
use crate::model::{
    Addressee, Contract, Facts, Fault, FaultClass, Issuer, Lang, Representative, Sha256, Timestamp, io_facts,
};
use crate::sign::{Card, CardError, Keyring, KeyringError, check};
use crate::stream::{AtomicFile, Hasher, orphans, part_name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The file that makes a folder a case.
pub const SETTINGS_FILE: &str = "azukari.toml";
const SCHEMA: &str = "azukari/case/1";
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

/// What went wrong with a case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// There is no case here or above.
    #[error("no case at or above {start}")]
    Missing {
        /// Where the search began.
        start: PathBuf,
    },
    /// The folder already is one.
    #[error("a case exists at {path}")]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// `azukari.toml` is not understood.
    #[error("parsing {path}")]
    Settings {
        /// The file.
        path: PathBuf,
        /// What is wrong and where, by the parser.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// `azukari.toml` is of a version that this program does not know.
    #[error("unknown schema `{found}` in {path}")]
    Version {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: String,
    },
    /// A file of the case could not be read.
    #[error("reading {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file of the case could not be written.
    #[error("writing {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A card in `cards/` is unusable.
    #[error("reading the card {path}")]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: CardError,
    },
    /// A card in `cards/` takes another's short name.
    #[error("trusting the card {path}")]
    Keyring {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: KeyringError,
    },
    /// The ledger.
    #[error("using the ledger")]
    Ledger(#[from] LedgerError),
}

impl CaseError {
    /// The codes that are this error's own; those of a card and of the ledger come from there.
    pub const CODES: &[&str] = &[
        "case-missing",
        "case-exists",
        "case-settings",
        "case-version",
        "case-read",
        "case-write",
        "case-card",
    ];
}

impl Fault for CaseError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "case-missing",
            Self::Exists { .. } => "case-exists",
            Self::Settings { .. } => "case-settings",
            Self::Version { .. } => "case-version",
            Self::Read { .. } => "case-read",
            Self::Write { .. } => "case-write",
            Self::Card { .. } | Self::Keyring { .. } => "case-card",
            Self::Ledger(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Missing { start: path } | Self::Exists { path } => crate::facts![path = path.display()],
            Self::Settings { path, source } => {
                crate::facts![path = path.display(), reason = source.message()]
            }
            Self::Version { path, found } => crate::facts![path = path.display(), found = found],
            Self::Read { path, source } | Self::Write { path, source } => io_facts(path, source),
            Self::Card { path, source } => crate::facts![path = path.display(), reason = source],
            Self::Keyring { path, source } => crate::facts![path = path.display(), reason = source],
            Self::Ledger(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Missing { .. } => FaultClass::Usage,
            Self::Exists { .. } => FaultClass::Refused,
            Self::Card { source, .. } => source.class(),
            Self::Ledger(source) => source.class(),
            _ => FaultClass::Failed,
        }
    }
}

/// `azukari.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `azukari/case/1`.
    pub schema: String,
    /// Language of papers: `ja` or `en`.
    #[serde(default = "japanese")]
    pub language: String,
    /// 乙: who issues.
    pub contractor: Contractor,
    /// 甲: to whom papers go.
    pub client: Client,
    /// 契約.
    pub contract: ContractSettings,
    /// 甲's fixed methods (Art. 16): what a handover is compared with unless it states its own.
    #[serde(default, skip_serializing_if = "Agreed::is_empty")]
    pub agreed: Agreed,
}

fn japanese() -> String {
    Lang::Ja.tag().to_owned()
}

/// 乙.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contractor {
    /// 名称.
    pub organization: String,
    /// 住所.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// 代表者.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Representative>,
}

/// 甲.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// 名称, such as 加賀市.
    pub name: String,
    /// 宛先, such as 加賀市長; papers go to `name` when it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<Addressee>,
}

/// 契約.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractSettings {
    /// 契約件名.
    pub title: String,
    /// 契約番号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 契約年月日.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Timestamp>,
}

/// 甲's fixed methods.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// 受渡手段.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// 受渡場所.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Agreed {
    fn is_empty(&self) -> bool {
        self.means.is_none() && self.place.is_none()
    }
}

impl Settings {
    /// Settings with the parts that every case has.
    #[must_use]
    pub fn new(contractor: Contractor, client: Client, contract: ContractSettings) -> Self {
        let agreed = Agreed::default();
        Self { schema: SCHEMA.to_owned(), language: japanese(), contractor, client, contract, agreed }
    }

    /// Language of papers; Japanese unless it says `en`.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.language.parse().unwrap_or_default()
    }
}

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
        let text = read_text(&path).map_err(|source| CaseError::Read { path: path.clone(), source })?;
        // Notepad puts a byte order mark in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let settings: Settings = toml::from_str(text)
            .map_err(|source| CaseError::Settings { path: path.clone(), source: Box::new(source) })?;
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

    /// Where receipts for what was sent from here are kept.
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
    pub(super) fn imported(&self, ledger: &Ledger) -> Result<Imported, CaseError> {
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

/// The cards that the ledger of a case says were imported, by somebody whose own card was.
#[derive(Debug, Default)]
pub(super) struct Imported {
    /// Digests of the card files.
    pub(super) files: BTreeSet<Sha256>,
    /// Fingerprints of their keys.
    pub(super) keys: BTreeSet<String>,
}

impl Imported {
    /// As far as the ledger can be followed, and why not further. The first card is that of whoever opened the case; every other
    /// event counts only if a key that was trusted before signed it. Only these few signatures are checked here.
    fn so_far(ledger: &Ledger) -> (Self, Option<LedgerError>) {
        let mut imported = Self::default();
        let visited = ledger.visit(&mut |entry| {
            let Some(Event::CardImported(card)) = entry.event() else { return };
            let Ok(signer) = check(EVENT_NAMESPACE, &entry.bytes, entry.signature.as_bytes()) else { return };
            let signer = signer.fingerprint();
            let first = imported.keys.is_empty() && signer == card.fingerprint;
            if first || imported.keys.contains(&signer) {
                imported.files.insert(card.sha256);
                imported.keys.insert(card.fingerprint);
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

/// Writes a new file whole, or not at all, never over another. Whoever may read the folder may read the file.
///
/// # Errors
/// `AlreadyExists`; as creating and writing a file.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    write_new_as(&part_name(path), path, content)
}

/// As [`write_new`], lying under the name `part` until it is whole, for callers that note it down beforehand.
///
/// # Errors
/// As [`write_new`].
pub fn write_new_as(part: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    filled(AtomicFile::create_as(part, path)?, path, content)?.commit()
}

/// Puts a new version of a file in place of the old, whole.
///
/// # Errors
/// As creating and writing a file; the old one stands then.
pub fn write_over(path: &Path, content: &[u8]) -> io::Result<()> {
    filled(AtomicFile::create_over(path)?, path, content)?.replace()
}

fn filled(part: AtomicFile, path: &Path, content: &[u8]) -> io::Result<AtomicFile> {
    part.file().write_all(content)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mode = std::fs::metadata(parent)?.permissions().mode() & 0o666 | 0o600;
        part.file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(part)
}

fn read_text(path: &Path) -> io::Result<String> {
    use io::Read as _;
    let mut text = String::new();
    std::fs::File::open(path)?.take(MAX_SETTINGS_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        let contractor = Contractor {
            organization: "株式会社見本データ".into(),
            address: "石川県見本市1-2-3".into(),
            representative: Some(Representative {
                title: "代表取締役".into(), name: "見本 太郎".into()
            }),
        };
        let addressee = Some(Addressee { name: "見本市長".into(), honorific: "様".into() });
        let client = Client { name: "見本市".into(), addressee };
        let contract = ContractSettings { title: "見本業務委託".into(), ..ContractSettings::default() };
        Settings::new(contractor, client, contract)
    }

    #[test]
    fn made_once_and_found_from_below() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("案件");
        assert_eq!(Case::to_be_made(&root), std::slice::from_ref(&root));
        let made = Case::create(&root, settings()).unwrap();
        assert!(matches!(Case::open(&root), Err(CaseError::Missing { .. })), "not yet");
        made.publish().unwrap();
        assert_eq!(made.settings(), Case::open(&root).unwrap().settings());
        assert!(matches!(Case::create(&root, settings()), Err(CaseError::Exists { .. })));
        let below = root.join("documents");
        assert_eq!(Case::find(None, &below).unwrap().root(), root);
        assert_eq!(Case::find(Some(&root), Path::new("/")).unwrap().root(), root);
        assert!(matches!(Case::find(None, folder.path()), Err(CaseError::Missing { .. })));
        assert_eq!(made.addressee().name, "見本市長");
    }

    #[test]
    fn a_misspelt_setting_is_an_error_not_a_default() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Case::to_be_made(folder.path()).contains(&folder.path().join("ledger.db")));
        Case::create(folder.path(), settings()).unwrap().publish().unwrap();
        let path = folder.path().join(SETTINGS_FILE);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
        Case::open(folder.path()).unwrap();
        std::fs::write(&path, text.replace("language", "langauge")).unwrap();
        let error = Case::open(folder.path()).unwrap_err();
        assert!(matches!(&error, CaseError::Settings { .. }));
        assert!(CaseError::CODES.contains(&error.code()));
        std::fs::write(&path, text.replace("case/1", "case/9")).unwrap();
        assert!(matches!(Case::open(folder.path()), Err(CaseError::Version { .. })));
    }
}
