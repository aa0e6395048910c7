//! 預り (Art. 16): taking over a medium or folder as 甲 hands it over, and saying so on a 預り証.
//!
//! Everything is read and judged before anything is recorded: a refusal changes nothing.

use super::case::{Case, CaseError};
use super::comparison::{compare, without_list};
use super::issue::{AnnexFile, IssueError, Issued, Paper, Signer, append_numbered, issue, may_sign};
use super::list::{Entry, ListError};
use super::survey::Survey;
use crate::document::{Annex, Body, Comparison, Contents, Document, Handover, Receipt, Terms};
use crate::ledger::{Action, AssetReceived, Draft, Event, HoldingState, Intended, Ledger, LedgerError, Lock};
use crate::model::{DigestSet, Facts, Fault, FaultClass, Medium, Person, Sha256, Source, Sourced, Timestamp};
use crate::stream::Hasher;
use std::path::{Path, PathBuf};
use std::time::Duration;
use unicode_normalization::UnicodeNormalization;

/// How long to wait for others who are just writing what they received.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why nothing was received.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// It was not done as 甲 fixed it, and nobody said why.
    #[error("not as agreed ({what}), and no remark")]
    NotAsAgreed {
        /// `means`, `place`, `date`, joined by commas.
        what: String,
    },
    /// The same content was received before.
    #[error("received before as {asset}")]
    Again {
        /// The earlier asset.
        asset: String,
        /// Its receipt, if known.
        receipt: String,
    },
    /// The same medium was received before and is still held.
    #[error("medium {serial} received before as {asset}")]
    MediumAgain {
        /// Its serial.
        serial: String,
        /// The earlier asset.
        asset: String,
        /// Its receipt.
        receipt: String,
    },
    /// There is nothing to receive.
    #[error("nothing in {path}")]
    Nothing {
        /// What was named.
        path: PathBuf,
    },
    /// A single file, and no name for the asset: the file's own must not go into the ledger.
    #[error("no asset name for {path}")]
    Nameless {
        /// What was named.
        path: PathBuf,
    },
    /// The folder to be received is the case's own, or within it.
    #[error("{path} belongs to the case")]
    OwnFolder {
        /// What was named.
        path: PathBuf,
    },
    /// 甲's list.
    #[error("reading the list")]
    List(#[from] ListError),
    /// Issuing the receipt.
    #[error("issuing the receipt")]
    Issue(#[from] IssueError),
}

impl ReceiveError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "receive-not-as-agreed",
        "receive-again",
        "receive-medium-again",
        "receive-nothing",
        "receive-nameless",
        "receive-own-folder",
    ];
}

impl Fault for ReceiveError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAsAgreed { .. } => "receive-not-as-agreed",
            Self::Again { .. } => "receive-again",
            Self::MediumAgain { .. } => "receive-medium-again",
            Self::Nothing { .. } => "receive-nothing",
            Self::Nameless { .. } => "receive-nameless",
            Self::OwnFolder { .. } => "receive-own-folder",
            Self::List(source) => source.code(),
            Self::Issue(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NotAsAgreed { what } => {
                let differs =
                    |name: &str| if what.split(", ").any(|part| part == name) { "yes" } else { "no" };
                crate::facts![
                    what = what,
                    means = differs("means"),
                    place = differs("place"),
                    date = differs("date")
                ]
            }
            Self::Again { asset, receipt } => crate::facts![asset = asset, receipt = receipt],
            Self::MediumAgain { serial, asset, receipt } => {
                crate::facts![serial = serial, asset = asset, receipt = receipt]
            }
            Self::Nothing { path } | Self::Nameless { path } | Self::OwnFolder { path } => {
                crate::facts![path = path.display()]
            }
            Self::List(source) => source.facts(),
            Self::Issue(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::List(source) => source.class(),
            Self::Issue(source) => source.class(),
            _ => FaultClass::Refused,
        }
    }
}

impl From<CaseError> for ReceiveError {
    fn from(error: CaseError) -> Self {
        Self::Issue(error.into())
    }
}

impl From<LedgerError> for ReceiveError {
    fn from(error: LedgerError) -> Self {
        Self::Issue(error.into())
    }
}

/// What the person at the counter states.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    /// As 甲 fixed it.
    pub agreed: Terms,
    /// As it was done.
    pub actual: Terms,
    /// 引渡者.
    pub giver: Person,
    /// 情報資産名.
    pub asset_name: String,
    /// 利用目的.
    pub purpose: Option<String>,
    /// 保管場所.
    pub storage: Option<String>,
    /// 返還・消去の期限.
    pub return_by: Option<Timestamp>,
    /// 機密性の分類.
    pub class: Option<String>,
    /// 備考.
    pub remarks: Vec<String>,
    /// Receive it although it was received before.
    pub again: bool,
}

/// 甲's list, as read.
#[derive(Debug, Clone)]
pub struct ClientList {
    /// Its file name.
    pub name: String,
    /// Its bytes, to be kept and bound by digest.
    pub content: Vec<u8>,
    /// What it says.
    pub entries: Vec<Entry>,
    /// Its path within the received folder, if it came along there.
    pub own: Option<String>,
}

/// A receipt that is issued.
#[derive(Debug, Clone)]
pub struct Received {
    /// 台帳番号.
    pub asset: String,
    /// The 預り証.
    pub issued: Issued,
    /// What it says.
    pub handover: Handover,
}

/// What it is about: the folder's name (to find a list's own root) and what was found in it.
#[derive(Debug, Clone, Copy)]
pub struct Take<'a> {
    /// What was named.
    pub path: &'a Path,
    /// What was found.
    pub survey: &'a Survey,
    /// On what it lies.
    pub medium: &'a Medium,
    /// 甲's list.
    pub list: Option<&'a ClientList>,
}

/// Refuses what would be refused anyway, before hours of reading.
///
/// # Errors
/// [`ReceiveError::OwnFolder`], [`ReceiveError::NotAsAgreed`], [`ReceiveError::Issue`].
pub fn precheck(
    case: &Case,
    signer: Signer<'_>,
    path: &Path,
    statement: &Statement,
    at: Timestamp,
) -> Result<(), ReceiveError> {
    may_sign(case, signer, at)?;
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (asked, root) = (real(path), real(case.root()));
    // Receiving the case into itself, or a folder around it, would change what is being read.
    let own = asked.starts_with(&root)
        && [case.documents(), case.cards()].iter().any(|dir| asked.starts_with(real(dir)));
    if asked == root || root.starts_with(&asked) || own {
        return Err(ReceiveError::OwnFolder { path: path.to_owned() });
    }
    if !asked.is_dir() && statement.asset_name.trim().is_empty() {
        return Err(ReceiveError::Nameless { path: path.to_owned() });
    }
    let differing = differing(statement);
    if !differing.is_empty() && statement.remarks.iter().all(|remark| remark.trim().is_empty()) {
        return Err(ReceiveError::NotAsAgreed { what: differing.join(", ") });
    }
    Ok(())
}

/// Issues the 預り証 for what was taken over, and enters the asset into the ledger.
///
/// # Errors
/// Every [`ReceiveError`]. After an error nothing is received; a number may be used up.
pub fn receive(
    case: &Case,
    signer: Signer<'_>,
    take: Take<'_>,
    statement: &Statement,
    at: Timestamp,
) -> Result<Received, ReceiveError> {
    precheck(case, signer, take.path, statement, at)?;
    let survey = take.survey;
    if survey.files.is_empty() && survey.folders == 0 && survey.unreadable.is_empty() {
        return Err(ReceiveError::Nothing { path: take.path.to_owned() });
    }
    // One after the other: of two who receive the same, the second is to see that it is.
    let _turn = Lock::take(&case.root().join("receive.lock"), PATIENCE)?;
    let mut ledger = case.ledger()?;
    let manifest = survey.manifest();
    let contents = contents(survey, &manifest);
    if !statement.again {
        refuse_again(case, &ledger, &contents, take.medium)?;
    }
    let comparison = comparison(take);
    let (asset, intent) = open_asset(&mut ledger, signer, take, &contents, at)?;
    let handover = handover(signer, take, statement, contents, comparison, &asset);
    let mut annexes = vec![AnnexFile { suffix: "manifest-sha256.txt".into(), content: manifest }];
    if let Some(list) = take.list {
        annexes.push(AnnexFile {
            suffix: format!("list.{}", extension(&list.name)),
            content: list.content.clone(),
        });
    }
    let paper = Paper {
        body: Body::Receipt(Receipt::Handover(Box::new(handover.clone()))),
        addressee: Some(case.addressee()),
        remarks: statement.remarks.clone(),
        annexes,
        about: Some(asset.clone()),
    };
    let issued = match issue(case, &mut ledger, signer, &paper, at) {
        Ok(issued) => issued,
        Err(error) => {
            close_intent(&mut ledger, signer, intent, &asset, &error, at);
            return Err(error.into());
        }
    };
    let event = Event::from(AssetReceived {
        asset: asset.clone(),
        name: handover.asset_name.clone(),
        files: handover.contents.files,
        bytes: handover.contents.bytes,
        manifest_sha256: sha256_of(&handover.contents.manifest),
        place: handover.storage.clone(),
        receipt: Some(issued.number.clone()),
        intent: Some(intent),
    });
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    Ok(Received { asset, issued, handover })
}

/// What of means, place and date is not as 甲 fixed it; empty if all is, or nothing was fixed.
#[must_use]
pub fn differing(statement: &Statement) -> Vec<&'static str> {
    let (agreed, actual) = (&statement.agreed, &statement.actual);
    let text = |agreed: &Option<String>, actual: &Option<String>| {
        agreed.as_ref().is_some_and(|agreed| {
            let plain = |text: &str| text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>();
            actual.as_ref().is_none_or(|actual| plain(agreed) != plain(actual))
        })
    };
    // 甲 fixes a day; the minute is a fact of the handover.
    let day = |at: Timestamp| {
        let (year, month, day, ..) = at.civil();
        (year, month, day)
    };
    let date = agreed.at.is_some_and(|agreed| actual.at.is_none_or(|actual| day(agreed) != day(actual)));
    [
        ("means", text(&agreed.means, &actual.means)),
        ("place", text(&agreed.place, &actual.place)),
        ("date", date),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

/// Kept in full only where all three were stated: of what was not stated nobody knows whether it was kept.
fn as_agreed(statement: &Statement) -> Option<bool> {
    let Terms { means, at, place } = &statement.agreed;
    if !differing(statement).is_empty() {
        return Some(false);
    }
    (means.is_some() && at.is_some() && place.is_some()).then_some(true)
}

fn comparison(take: Take<'_>) -> Comparison {
    let Some(list) = take.list else { return without_list() };
    let root = take.path.canonicalize().unwrap_or_else(|_| take.path.to_owned());
    let root = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let annex = Annex {
        name: list.name.clone(),
        bytes: list.content.len() as u64,
        sha256: Hasher::sha256_of(&list.content),
    };
    compare(annex, &list.entries, take.survey, &root, list.own.as_deref())
}

fn contents(survey: &Survey, manifest: &[u8]) -> Contents {
    let mut hasher = Hasher::new(crate::model::Algorithms::default());
    hasher.update(manifest);
    Contents {
        files: survey.files.len() as u64,
        folders: survey.folders,
        bytes: survey.bytes(),
        manifest: hasher.finish(),
        not_files: survey.not_files.clone(),
        unreadable: survey.unreadable.iter().map(|item| item.path.clone()).collect(),
    }
}

fn handover(
    signer: Signer<'_>,
    take: Take<'_>,
    statement: &Statement,
    contents: Contents,
    comparison: Comparison,
    asset: &str,
) -> Handover {
    Handover {
        asset: asset.to_owned(),
        asset_name: statement.asset_name.clone(),
        agreed: statement.agreed.clone(),
        actual: statement.actual.clone(),
        as_agreed: as_agreed(statement),
        giver: statement.giver.clone(),
        receiver: signer.card.person(),
        purpose: statement.purpose.clone(),
        storage: statement.storage.clone(),
        return_by: statement.return_by,
        class: statement.class.clone(),
        medium: take.medium.clone(),
        contents,
        comparison,
    }
}

/// The folder to name in the ledger: a file's own name may be personal data, and the ledger cannot forget.
fn named_in_ledger(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !path.is_dir() && !folder.as_os_str().is_empty() => folder,
        Some(_) if !path.is_dir() => Path::new("."),
        _ => path,
    }
}

/// Reserves the asset's number by recording what is about to be done; gives the number of that event too.
fn open_asset(
    ledger: &mut Ledger,
    signer: Signer<'_>,
    take: Take<'_>,
    contents: &Contents,
    at: Timestamp,
) -> Result<(String, u64), ReceiveError> {
    let mut asset = String::new();
    let entry = append_numbered(ledger, signer.key, at, &mut |seen| {
        asset = seen.free_number('A', at);
        let intended = Intended {
            action: Action::Receive,
            subject: asset.clone(),
            target: Some(named_in_ledger(take.path).display().to_string()),
            files: Some(contents.files),
            bytes: Some(contents.bytes),
            plan_sha256: contents.manifest.sha256,
        };
        Ok(Draft::new(&signer.card.name, &Event::from(intended))?)
    })?;
    Ok((asset, entry.sequence))
}

/// The intent came to nothing: said in the ledger if it still can be.
fn close_intent(
    ledger: &mut Ledger,
    signer: Signer<'_>,
    intent: u64,
    asset: &str,
    error: &IssueError,
    at: Timestamp,
) {
    let event = Event::from(crate::ledger::Interrupted {
        intent,
        subject: asset.to_owned(),
        reason: error.code().to_owned(),
        left: Vec::new(),
    });
    if let Ok(draft) = Draft::new(&signer.card.name, &event) {
        // The error itself is what the user must hear; an open intent in the ledger is true as well.
        let _ = ledger.append(&draft, signer.key, at);
    }
}

/// 二重受領: the same content, or the same medium while it is still held.
fn refuse_again(
    case: &Case,
    ledger: &Ledger,
    contents: &Contents,
    medium: &Medium,
) -> Result<(), ReceiveError> {
    let state = ledger.state()?;
    let manifest = sha256_of(&contents.manifest);
    let mut earlier = Vec::new();
    ledger.visit(&mut |entry| {
        if let Some(Event::AssetReceived(received)) = entry.event() {
            earlier.push(received);
        }
    })?;
    for received in earlier {
        let receipt = received.receipt.clone().unwrap_or_default();
        let held = state.holding(&received.asset).is_none_or(|holding| holding.state != HoldingState::Wiped);
        if held && received.manifest_sha256 == manifest {
            return Err(ReceiveError::Again { asset: received.asset, receipt });
        }
        let same = held.then(|| serial_of_receipt(case, &receipt)).flatten();
        if let (Some(before), Some(now)) = (same, own_serial(medium))
            && before == now
        {
            return Err(ReceiveError::MediumAgain { serial: now, asset: received.asset, receipt });
        }
    }
    Ok(())
}

/// A serial that belongs to the medium itself; a volume number of the operating system does not.
fn own_serial(medium: &Medium) -> Option<String> {
    let own = |serial: &&Sourced| serial.source != Source::OperatingSystem && !serial.value.trim().is_empty();
    medium.serial.as_ref().filter(own).map(|serial| serial.value.trim().to_owned())
}

fn serial_of_receipt(case: &Case, number: &str) -> Option<String> {
    let json = std::fs::read(case.documents().join(format!("{number}.json"))).ok()?;
    match Document::from_bytes(&json).ok()?.body {
        Body::Receipt(Receipt::Handover(handover)) => own_serial(&handover.medium),
        _ => None,
    }
}

fn sha256_of(digests: &DigestSet) -> Sha256 {
    digests.sha256.unwrap_or(Sha256([0; 32]))
}

/// `csv` of `一覧.CSV`; `txt` where there is none that is plain.
fn extension(name: &str) -> String {
    let found = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let plain = !found.is_empty() && found.len() <= 8 && found.chars().all(|c| c.is_ascii_alphanumeric());
    if plain { found.to_ascii_lowercase() } else { "txt".into() }
}

#[cfg(test)]
#[path = "receive_tests.rs"]
mod tests;
