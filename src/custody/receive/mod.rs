//! 預り (Art. 16): taking over a medium or folder as 甲 hands it over, and saying so on a 預り証.
//!
//! Everything is read and judged before anything is recorded: a refusal changes nothing.

mod again;
mod error;
mod statement;

pub use error::ReceiveError;
pub use statement::{Statement, differing};

use super::case::Case;
use super::comparison::{compare, without_list};
use super::issue::{AnnexFile, IssueError, Issued, Paper, Signer, append_numbered, issue, may_sign};
use super::list::Entry;
use super::survey::Survey;
use crate::document::{Annex, Body, Comparison, Contents, Handover, Receipt};
use crate::ledger::{Action, AssetReceived, Draft, Event, Intended, Ledger, Lock};
use crate::model::{Fault as _, Medium, Timestamp};
use crate::stream::Hasher;
use again::{refuse_again, sha256_of};
use statement::as_agreed;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// How long to wait for others who are just writing what they received.
const PATIENCE: Duration = Duration::from_secs(30);

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
        refuse_again(case, &ledger, &contents, take.medium, take.path)?;
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
        agreements: Vec::new(),
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
        links: None,
        deviations: BTreeMap::new(),
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
            disk_sha256: None,
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

/// `csv` of `一覧.CSV`; `txt` where there is none that is plain.
fn extension(name: &str) -> String {
    let found = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let plain = !found.is_empty() && found.len() <= 8 && found.chars().all(|c| c.is_ascii_alphanumeric());
    if plain { found.to_ascii_lowercase() } else { "txt".into() }
}

#[cfg(test)]
mod tests;
