//! 消去 of free space (Art. 17): planned, confirmed elsewhere, filled, read back, given back, and certified for exactly what was seen.

mod certificate;
mod error;
mod leftovers;

pub use error::WipeFreeError;
pub use leftovers::{MARKER, Removed, remove_leftovers};

use super::case::Case;
use super::issue::{IssueError, Issued, Paper, Signer, issue, may_issue, may_sign};
use super::pending::{End, Pending};
use super::seal::{Watch, call_off};
use crate::document::{Body, FreeSpaceCertificate};
use crate::ledger::{Action, Draft, Event, FreeSpaceWiped, Holding, Intended, Interrupted, Ledger};
use crate::model::{Person, Timestamp};
use crate::sanitize::free::{FreePlan, FreeReport, Stop, fill};
use certificate::{certificate, medium_name};
use std::path::PathBuf;

/// What the operator states beside the folder.
#[derive(Debug, Clone, Default)]
pub struct FreeStatement {
    /// The asset whose earlier copies lay there.
    pub asset: Option<Holding>,
    /// 対象: the folder as it was typed, to stand on the certificate.
    pub target: Option<String>,
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

impl FreeStatement {
    fn asset_id(&self) -> Option<String> {
        self.asset.as_ref().map(|asset| asset.id.clone())
    }
}

/// What was done.
#[derive(Debug)]
pub struct FreeDone {
    /// The raw outcome.
    pub report: FreeReport,
    /// The certificate and its record; absent where it was called off, which proves nothing.
    pub certified: Option<(FreeSpaceCertificate, Issued)>,
}

/// The number of 甲's consent is stated where the case asks for it.
///
/// # Errors
/// [`WipeFreeError::NoConsent`].
pub fn check_consent(case: &Case, consent: Option<&str>) -> Result<(), WipeFreeError> {
    if case.settings().disposal.has_consent(consent) { Ok(()) } else { Err(WipeFreeError::NoConsent) }
}

/// Fills as planned and issues the certificate, whatever the outcome: what failed is certified as failed. Whatever would keep the
/// certificate from being issued is looked for before anything is written. `cleared` are folders that dead runs had left and that
/// are removed now: what the ledger still expects of those runs ends with that.
///
/// # Errors
/// Every [`WipeFreeError`]; nothing was written then, but after [`WipeFreeError::NotCertified`].
pub fn wipe_free(
    case: &Case,
    signer: Signer<'_>,
    plan: &FreePlan,
    statement: &FreeStatement,
    cleared: &[PathBuf],
    clock: &dyn Fn() -> Timestamp,
    watch: Watch<'_>,
) -> Result<FreeDone, WipeFreeError> {
    let from = clock();
    check_consent(case, statement.consent.as_deref())?;
    may_sign(case, signer, from)?;
    let mut ledger = case.ledger()?;
    may_issue(case, &ledger, from)?;
    leftovers::end_intents(&mut ledger, signer, (cleared, &plan.folder), watch.work, from)?;
    // On its medium before the folder is: whoever finds the disk full is told by whom.
    let noted = std::slice::from_ref(&plan.workshop);
    let pending = Pending::begin_with(watch.work, MARKER, noted, End::On(&plan.folder), from)?;
    let event = Event::from(Intended {
        action: Action::WipeFreeSpace,
        subject: statement.asset_id().unwrap_or_default(),
        target: Some(plan.workshop.display().to_string()),
        files: None,
        bytes: plan.bytes(),
        plan_sha256: None,
        disk_sha256: None,
    });
    let intent = ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, from)?.head().sequence;
    let filled = fill(plan, watch.progress, watch.cancel);
    match &filled {
        // Also where it cannot be seen: a medium that was pulled out keeps what is on it.
        Ok(report) if report.left.is_some() => pending.abandon(),
        _ => pending.finish_unless_left(&[&plan.workshop]),
    }
    let report = match filled {
        Ok(report) => report,
        Err(error) => {
            call_off(&mut ledger, signer, intent, &error, clock());
            return Err(error.into());
        }
    };
    if report.stop == Stop::Cancelled {
        let left = report.left.iter().map(|path| path.display().to_string()).collect();
        let reason = "interrupted".to_owned();
        let event = Event::from(Interrupted { intent, subject: String::new(), reason, left });
        ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, clock())?;
        return Ok(FreeDone { report, certified: None });
    }
    let body = certificate(plan, &report, statement, signer, from, clock());
    match certify(case, &mut ledger, signer, (&body, report.not_reached()), statement, intent, clock) {
        Ok(issued) => Ok(FreeDone { report, certified: Some((body, issued)) }),
        Err(source) => Err(WipeFreeError::NotCertified { intent, source }),
    }
}

fn certify(
    case: &Case,
    ledger: &mut Ledger,
    signer: Signer<'_>,
    (body, not_reached): (&FreeSpaceCertificate, Option<u64>),
    statement: &FreeStatement,
    intent: u64,
    clock: &dyn Fn() -> Timestamp,
) -> Result<Issued, IssueError> {
    let paper = Paper {
        body: Body::FreeSpace(Box::new(body.clone())),
        addressee: Some(case.addressee()),
        remarks: statement.remarks.clone(),
        annexes: Vec::new(),
        about: statement.asset_id(),
        agreements: Vec::new(),
    };
    let issued = issue(case, ledger, signer, &paper, clock())?;
    let event = Event::from(FreeSpaceWiped {
        certificate: issued.number.clone(),
        asset: statement.asset_id(),
        filesystem: body.filesystem.clone(),
        medium: medium_name(&body.medium),
        bytes_written: body.written.bytes,
        bytes_read_back: body.read_back.equal,
        not_reached,
        verdict: body.verdict,
        reasons: body.reasons.clone(),
        intent: Some(intent),
    });
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, clock())?;
    Ok(issued)
}
