//! 消去 of files (Art. 17): planned, confirmed elsewhere, carried out, and certified for exactly what was seen.

mod asset;
mod certificate;
mod error;
mod journal;
mod kept;
mod residue;

pub use asset::find_asset;
pub use error::WipeFilesError;
pub use kept::Kept;

use super::case::Case;
use super::issue::{AnnexFile, IssueError, Issued, Paper, Signer, issue, may_issue, may_sign};
use super::pending::Pending;
use super::seal::{Watch, call_off};
use crate::document::{Body, Certificate};
use crate::ledger::{Action, Draft, Event, FilesWiped, Holding, Intended, Ledger, State};
use crate::model::{Person, Sha256, Timestamp};
use crate::sanitize::files::{ExecuteOptions, FilesPlan, FilesReport, PlanOptions, execute, plan};
use crate::stream::Hasher;
use certificate::certificate;
use journal::{Journal, annex};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What the operator states beside the paths.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    /// The asset (or content of a package) whose copies these are, as [`find_asset`] found it.
    pub asset: Option<Holding>,
    /// Declared: nothing of the asset remains here afterwards.
    pub last_copies: bool,
    /// 対象: the paths as they were typed, to stand on the certificate.
    pub targets: Vec<String>,
    /// 承諾番号.
    pub consent: Option<String>,
    /// 場所.
    pub place: Option<String>,
    /// 立会者.
    pub witness: Option<Person>,
    /// 実施PC.
    pub machine: Option<String>,
    /// 備考.
    pub remarks: Vec<String>,
}

impl Statement {
    fn asset_id(&self) -> Option<String> {
        self.asset.as_ref().map(|asset| asset.id.clone())
    }
}

/// What was done.
#[derive(Debug)]
pub struct Done {
    /// The certificate.
    pub issued: Issued,
    /// Its body.
    pub certificate: Certificate,
    /// The raw outcome.
    pub report: FilesReport,
}

/// Plans, read-only. What azukari itself needs (cases, keys, what is on its way by the ledger) is never wiped.
///
/// # Errors
/// [`WipeFilesError::Plan`], [`WipeFilesError::Kept`], [`WipeFilesError::Nothing`].
pub fn plan_files(
    paths: &[PathBuf],
    options: &PlanOptions,
    state: &State,
) -> Result<FilesPlan, WipeFilesError> {
    let plan = plan(paths, options)?;
    let kept = kept::kept(&plan, state);
    if !kept.is_empty() {
        return Err(WipeFilesError::Kept(kept));
    }
    if plan.files.is_empty() { Err(WipeFilesError::Nothing) } else { Ok(plan) }
}

/// The number of 甲's consent is stated where the case asks for it.
///
/// # Errors
/// [`WipeFilesError::NoConsent`].
pub fn check_consent(case: &Case, consent: Option<&str>) -> Result<(), WipeFilesError> {
    if case.settings().disposal.has_consent(consent) { Ok(()) } else { Err(WipeFilesError::NoConsent) }
}

/// Carries out `plan` and issues the certificate, whatever the outcome: a failed wipe is certified as failed. Whatever would keep
/// the certificate from being issued is looked for before anything is overwritten.
///
/// # Errors
/// Every [`WipeFilesError`]; nothing was wiped then, but after [`WipeFilesError::NotCertified`].
pub fn wipe_files(
    case: &Case,
    signer: Signer<'_>,
    plan: &FilesPlan,
    statement: &Statement,
    clock: &dyn Fn() -> Timestamp,
    watch: Watch<'_>,
) -> Result<Done, WipeFilesError> {
    let from = clock();
    check_consent(case, statement.consent.as_deref())?;
    may_sign(case, signer, from)?;
    let mut ledger = case.ledger()?;
    may_issue(case, &ledger, from)?;
    let paths = tops(plan);
    // Noted down before the ledger hears of it: an intent without work would look interrupted.
    let pending = Pending::begin(watch.work, "wipe", &paths, from)?;
    let mut journal = Journal::begin(watch.work, plan, from)?;
    let event = Event::from(Intended {
        action: Action::WipeFiles,
        subject: statement.asset_id().unwrap_or_default(),
        target: None,
        files: Some(plan.files.len() as u64),
        bytes: Some(plan.bytes()),
        plan_sha256: Some(plan_digest(plan)),
        disk_sha256: None,
    });
    let intent = ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, from)?.head().sequence;
    let executed =
        execute(plan, &ExecuteOptions::default(), watch.progress, watch.cancel, &mut |one| journal.note(one));
    pending.finish();
    let report = match executed {
        Ok(report) => report,
        Err(error) => {
            call_off(&mut ledger, signer, intent, &error, clock());
            return Err(error.into());
        }
    };
    let until = clock();
    let certificate = certificate(plan, &report, statement, signer, from, until);
    match certify(case, &mut ledger, signer, plan, &report, &certificate, statement, intent, clock) {
        Ok(issued) => Ok(Done { issued, certificate, report }),
        Err(source) => {
            Err(WipeFilesError::NotCertified { journal: journal.keep(plan, &report), intent, source })
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the whole state of one wipe, used once")]
fn certify(
    case: &Case,
    ledger: &mut Ledger,
    signer: Signer<'_>,
    plan: &FilesPlan,
    report: &FilesReport,
    certificate: &Certificate,
    statement: &Statement,
    intent: u64,
    clock: &dyn Fn() -> Timestamp,
) -> Result<Issued, IssueError> {
    let paper = Paper {
        body: Body::Certificate(Box::new(certificate.clone())),
        addressee: Some(case.addressee()),
        remarks: statement.remarks.clone(),
        annexes: annexes(plan, report),
        about: statement.asset_id(),
        agreements: Vec::new(),
    };
    let issued = issue(case, ledger, signer, &paper, clock())?;
    let removed = removed(plan, report);
    let event = Event::from(FilesWiped {
        certificate: issued.number.clone(),
        asset: statement.asset_id(),
        last_copies: statement.last_copies && report.all_removed(),
        files: certificate.counts.files,
        bytes: certificate.counts.bytes,
        removed_files: Some(removed.0),
        removed_bytes: Some(removed.1),
        outcomes: certificate.counts.outcomes.clone(),
        verdict: certificate.verdict,
        intent: Some(intent),
    });
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, clock())?;
    Ok(issued)
}

/// The list of all files, and where something was found, of every place.
fn annexes(plan: &FilesPlan, report: &FilesReport) -> Vec<AnnexFile> {
    let files = AnnexFile { suffix: "files.jsonl".to_owned(), content: annex(plan, report) };
    let found = |content| AnnexFile { suffix: "residue.jsonl".to_owned(), content };
    std::iter::once(files).chain(residue::annex(report).map(found)).collect()
}

/// Files that are gone, and their content bytes.
fn removed(plan: &FilesPlan, report: &FilesReport) -> (u64, u64) {
    let pairs = plan.files.iter().zip(&report.results).filter(|(_, result)| result.left_at.is_none());
    pairs.fold((0, 0), |(files, bytes), (file, _)| (files + 1, bytes + file.bytes()))
}

/// What the next run looks for if this one dies: the outermost folders that were to go, and every file that was given by itself.
/// Never a folder that only holds such files: whoever is told to go on would wipe what nobody chose.
fn tops(plan: &FilesPlan) -> Vec<PathBuf> {
    let folders: BTreeSet<&Path> = plan.folders.iter().map(|folder| folder.path.as_path()).collect();
    let is_top = |path: &Path| !path.parent().is_some_and(|parent| folders.contains(parent));
    let files = plan.files.iter().map(|file| file.path.as_path());
    folders.iter().copied().chain(files).filter(|path| is_top(path)).map(Path::to_owned).collect()
}

/// Binds the ledger's intent to what was planned, without naming files in the ledger.
fn plan_digest(plan: &FilesPlan) -> Sha256 {
    let lines =
        plan.files.iter().map(|file| json!([file.number, text(&file.path), file.bytes()]).to_string());
    Hasher::sha256_of(lines.collect::<Vec<_>>().join("\n").as_bytes())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests;
