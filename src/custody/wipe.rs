//! 消去 of files (Art. 17): planned, confirmed elsewhere, carried out, and certified for exactly what was seen.

use super::case::{Case, CaseError};
use super::issue::{AnnexFile, IssueError, Issued, Paper, Signer, issue, may_issue, may_sign};
use super::pending::{Pending, PendingError};
use super::seal::{Watch, call_off};
use crate::document::{Body, Certificate, Counts, ItemResult, Performed, Place};
use crate::ledger::{Action, Draft, Event, FilesWiped, Holding, HoldingKind, Intended, Ledger, LedgerError};
use crate::model::{Facts, Fault, FaultClass, FileOutcome, Person, Sha256, Timestamp, Verdict};
use crate::sanitize::files::{
    ExecuteOptions, FileResult, FilesPlan, FilesReport, PlanError, PlanOptions, WipeError, execute, plan,
};
use crate::stream::{Hasher, create_private, part_name, sync_parent};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Why nothing was certified.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WipeFilesError {
    /// There is no file at the given paths: a certificate would certify nothing.
    #[error("no files to wipe")]
    Nothing,
    /// The ledger knows no such asset or opened package.
    #[error("no holding {asset}")]
    UnknownAsset {
        /// The number that was given.
        asset: String,
    },
    /// The plan was refused.
    #[error("planning")]
    Plan(#[from] PlanError),
    /// It could not start.
    #[error("starting to wipe")]
    Wipe(#[from] WipeError),
    /// What was wiped is wiped, but its certificate could not be issued or not be recorded: the ledger's intent stays open.
    #[error("certifying what was wiped; evidence in {journal}")]
    NotCertified {
        /// Where the outcome of every file is written down.
        journal: PathBuf,
        /// Why.
        #[source]
        source: IssueError,
    },
    /// A certificate could not be issued, so nothing was wiped.
    #[error("preparing to certify")]
    Issue(#[from] IssueError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("recording in the ledger")]
    Ledger(#[from] LedgerError),
    /// Noting the work down beforehand.
    #[error("noting the work")]
    Pending(#[from] PendingError),
}

impl WipeFilesError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &["wipe-nothing", "wipe-unknown-asset", "wipe-not-certified"];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Nothing | Self::UnknownAsset { .. } | Self::NotCertified { .. } => None,
            Self::Plan(source) => Some(source),
            Self::Wipe(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Pending(source) => Some(source),
        }
    }
}

impl Fault for WipeFilesError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownAsset { .. } => "wipe-unknown-asset",
            Self::NotCertified { .. } => "wipe-not-certified",
            _ => self.inner().map_or("wipe-nothing", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::UnknownAsset { asset } => crate::facts![asset = asset],
            Self::NotCertified { journal, source } => {
                let cause = std::error::Error::source(source).map_or(source.to_string(), ToString::to_string);
                crate::facts![path = journal.display(), reason = cause, cause = source.code()]
            }
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NotCertified { .. } => FaultClass::Partial,
            _ => self.inner().map_or(FaultClass::Refused, Fault::class),
        }
    }
}

/// What the operator states beside the paths.
#[derive(Debug, Clone, Default)]
pub struct Statement {
    /// 台帳番号 of the asset (or id of the package) whose copies these are.
    pub asset: Option<String>,
    /// Declared: nothing of the asset remains here afterwards.
    pub last_copies: bool,
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

/// Plans, read-only. What azukari itself needs (the case, the keys) is never wiped.
///
/// # Errors
/// [`WipeFilesError::Plan`], [`WipeFilesError::Nothing`].
pub fn plan_files(
    paths: &[PathBuf],
    hard_links: bool,
    protected: Vec<PathBuf>,
) -> Result<FilesPlan, WipeFilesError> {
    let plan = plan(paths, &PlanOptions { hard_links, protected })?;
    if plan.files.is_empty() { Err(WipeFilesError::Nothing) } else { Ok(plan) }
}

/// Whether `asset` is something that lies here in the open: a received asset, or the content of an opened package. A
/// certificate that names anything else would certify the wrong thing.
///
/// # Errors
/// [`WipeFilesError::UnknownAsset`], [`WipeFilesError::Ledger`].
pub fn check_asset(case: &Case, asset: &str) -> Result<(), WipeFilesError> {
    let state = case.ledger()?.state()?;
    let known = |holding: &Holding| holding.id == asset && holding.kind != HoldingKind::Package;
    if state.holdings.iter().any(known) {
        Ok(())
    } else {
        Err(WipeFilesError::UnknownAsset { asset: asset.to_owned() })
    }
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
    may_sign(case, signer, from)?;
    let mut ledger = case.ledger()?;
    may_issue(case, &ledger, from)?;
    let paths = tops(plan);
    // Noted down before the ledger hears of it: an intent without work would look interrupted.
    let pending = Pending::begin(watch.work, "wipe", &paths, from)?;
    let mut journal = Journal::begin(watch.work, plan, from)?;
    let event = Event::from(Intended {
        action: Action::WipeFiles,
        subject: statement.asset.clone().unwrap_or_default(),
        target: None,
        files: Some(plan.files.len() as u64),
        bytes: Some(plan.bytes()),
        plan_sha256: Some(plan_digest(plan)),
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
        Err(source) => Err(WipeFilesError::NotCertified { journal: journal.keep(plan, &report), source }),
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
        annexes: vec![AnnexFile { suffix: "files.jsonl".to_owned(), content: annex(plan, report) }],
        about: statement.asset.clone(),
        agreements: Vec::new(),
    };
    let issued = issue(case, ledger, signer, &paper, clock())?;
    let event = Event::from(FilesWiped {
        certificate: issued.number.clone(),
        asset: statement.asset.clone(),
        last_copies: statement.last_copies && report.all_removed(),
        files: certificate.counts.files,
        bytes: certificate.counts.bytes,
        outcomes: certificate.counts.outcomes.clone(),
        verdict: certificate.verdict,
        intent: Some(intent),
    });
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, clock())?;
    Ok(issued)
}

/// What the next run looks for if this one dies: the outermost folders that were to go, and every file that was given by itself.
/// Never a folder that only holds such files: whoever is told to go on would wipe what nobody chose.
fn tops(plan: &FilesPlan) -> Vec<PathBuf> {
    let folders: BTreeSet<&Path> = plan.folders.iter().map(|folder| folder.path.as_path()).collect();
    let is_top = |path: &Path| !path.parent().is_some_and(|parent| folders.contains(parent));
    let files = plan.files.iter().map(|file| file.path.as_path());
    folders.iter().copied().chain(files).filter(|path| is_top(path)).map(Path::to_owned).collect()
}

/// How long what was noted may be only in the system's memory, and so be lost by a power cut.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// What was to be wiped, and what became of each file, written down while it happens: if no certificate comes of it, this is the
/// only evidence. Dropped without [`Journal::keep`], it disappears.
struct Journal {
    file: File,
    path: PathBuf,
    synced: Instant,
    /// Names the journal to the next run if this one dies.
    pending: Option<Pending>,
}

impl Journal {
    fn begin(work: &Path, plan: &FilesPlan, at: Timestamp) -> Result<Self, WipeFilesError> {
        let mut path = part_name(&work.join("wipe")).into_os_string();
        path.push(".jsonl");
        let path = PathBuf::from(path);
        let failed = |source| PendingError::Write { path: path.clone(), source };
        let pending = Some(Pending::begin(work, "wipe-evidence", std::slice::from_ref(&path), at)?);
        let file = create_private(&path).map_err(failed)?;
        let mut journal = Self { file, path: path.clone(), synced: Instant::now(), pending };
        let files = plan.files.len();
        let head = json!({ "schema": "azukari/wipe-journal/1", "started": at, "files": files });
        let mut lines = format!("{head}\n");
        for file in &plan.files {
            let planned = json!({ "planned": file.number, "path": text(&file.path), "bytes": file.bytes() });
            lines.push_str(&planned.to_string());
            lines.push('\n');
        }
        // On the medium before the first file is touched.
        let written = journal.file.write_all(lines.as_bytes()).and_then(|()| journal.file.sync_all());
        written.and_then(|()| sync_parent(&path)).map_err(failed)?;
        Ok(journal)
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(format!("{line}\n").as_bytes())
    }

    /// A full disk must not stop a wipe half way: the certificate is made from the report, not from here.
    fn note(&mut self, result: &FileResult) {
        let _ = self.line(&line(result.number, &result.path, None, result));
        if self.synced.elapsed() >= SYNC_EVERY {
            let _ = self.file.sync_data();
            self.synced = Instant::now();
        }
    }

    /// Completes it from the report and leaves it, and the marker that names it, where it is.
    fn keep(mut self, plan: &FilesPlan, report: &FilesReport) -> PathBuf {
        let whole = annex(plan, report);
        let _ = self.line(r#"{"report":"whole"}"#).and_then(|()| self.file.write_all(&whole));
        let _ = self.file.sync_all();
        if let Some(pending) = self.pending.take() {
            pending.abandon();
        }
        self.path.clone()
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if let Some(pending) = self.pending.take() {
            let _ = std::fs::remove_file(&self.path);
            pending.finish_unless_left(&[&self.path]);
        }
    }
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

/// The per-file list: names may be personal data, so it lies beside the certificate and not in it.
fn annex(plan: &FilesPlan, report: &FilesReport) -> Vec<u8> {
    let mut lines = String::new();
    for (file, result) in plan.files.iter().zip(&report.results) {
        lines.push_str(&line(file.number, &file.path, Some(file.bytes()), result));
        lines.push('\n');
    }
    lines.into_bytes()
}

fn line(number: u64, path: &Path, bytes: Option<u64>, result: &FileResult) -> String {
    let mut line = json!({
        "item": number,
        "path": text(path),
        "outcome": result.outcome,
        "verdict": result.verdict,
        "bytes_written": result.bytes_written,
        "bytes_read_back": result.bytes_read_back,
        "read_back": result.read_back.as_str(),
    });
    if let Some(bytes) = bytes {
        line["bytes"] = json!(bytes);
    }
    if let Some(detail) = result.detail() {
        line["detail"] = json!(detail);
    }
    if let Some(left) = &result.left_at {
        line["left_at"] = json!(text(left));
    }
    if result.links_left > 0 {
        line["links_left"] = json!(result.links_left);
    }
    line.to_string()
}

fn certificate(
    plan: &FilesPlan,
    report: &FilesReport,
    statement: &Statement,
    signer: Signer<'_>,
    from: Timestamp,
    until: Timestamp,
) -> Certificate {
    let plain = |result: &&FileResult| {
        !matches!(result.outcome, FileOutcome::OverwrittenReadBack | FileOutcome::Empty)
            || result.left_at.is_some()
            || result.error.is_some()
    };
    Certificate {
        scope: "files".to_owned(),
        disposition: "erase".to_owned(),
        asset: statement.asset.clone(),
        consent: statement.consent.clone(),
        performed: Performed {
            from,
            until,
            place: statement.place.clone(),
            operator: signer.card.person(),
            witness: statement.witness.clone(),
            machine: statement.machine.clone(),
        },
        technique: "overwrite".to_owned(),
        pattern: "aes-256-ctr".to_owned(),
        passes: 1,
        read_back: report.read_back().as_str().to_owned(),
        method: None,
        places: report.places.iter().filter(|place| place.files > 0).map(place).collect(),
        counts: Counts {
            files: report.results.len() as u64,
            bytes: plan.bytes(),
            bytes_written: report.bytes_written(),
            bytes_read_back: report.bytes_read_back(),
            folders_removed: report.folders_removed,
            links_removed: report.links_removed,
            left: still_there(report),
            links_left: report.results.iter().map(|result| result.links_left).sum(),
            interrupted: report.interrupted,
            outcomes: report.outcomes(),
        },
        exceptions: report.results.iter().filter(plain).map(item).collect(),
        verdict: overall(report),
    }
}

/// Files, folders and links that were to go and did not.
fn still_there(report: &FilesReport) -> u64 {
    let files = report.results.iter().filter(|result| result.left_at.is_some()).count();
    files as u64 + report.left.len() as u64
}

/// Something that was to go and is still there is a failure of the whole, whatever the blocks say.
fn overall(report: &FilesReport) -> Verdict {
    if report.all_removed() { report.verdict() } else { Verdict::over([report.verdict(), Verdict::Failed]) }
}

fn place(place: &crate::sanitize::files::Place) -> Place {
    Place {
        filesystem: place.filesystem.kind.clone(),
        options: place.options(),
        medium: place.medium().clone(),
        files: place.files,
        limits: place.limits.iter().copied().collect(),
    }
}

fn item(result: &FileResult) -> ItemResult {
    ItemResult {
        item: result.number,
        outcome: result.outcome,
        verdict: result.verdict,
        detail: result.detail(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever comes after a run that died is told to go on with what is named here: nothing that was not chosen may be.
    #[test]
    fn a_folder_that_only_holds_what_was_chosen_is_never_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let file = |name: String| {
            let path = root.join(name);
            std::fs::write(&path, b"x").unwrap();
            path
        };
        let chosen: Vec<PathBuf> = (0..25).map(|number| file(format!("chosen-{number}"))).collect();
        file("kept".to_owned());
        std::fs::create_dir(root.join("whole")).unwrap();
        file("whole/a".to_owned());
        let mut paths = chosen.clone();
        paths.push(root.join("whole"));
        let mut named = tops(&plan_files(&paths, false, Vec::new()).unwrap());
        named.sort();
        paths.sort();
        assert_eq!(named, paths);
    }
}
