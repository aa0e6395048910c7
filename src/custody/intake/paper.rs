//! 受入照合表 as a signed record.

use super::Intake;
use crate::custody::case::Case;
use crate::custody::issue::{IssueError, Issued, Paper, Signer, issue};
use crate::document::{Body, IntakeTable};
use crate::model::{Sha256, Timestamp};

/// Issues what was found, and the digest of the plan that was made of it.
///
/// # Errors
/// Every [`IssueError`]; nothing was issued then.
pub fn issue_intake(
    case: &Case,
    signer: Signer<'_>,
    intake: &Intake,
    plan: Sha256,
    at: Timestamp,
) -> Result<Issued, IssueError> {
    let table =
        IntakeTable { list: intake.list.clone(), plan_sha256: Some(plan), lines: intake.lines.clone() };
    let paper = Paper {
        body: Body::Intake(Box::new(table)),
        addressee: Some(case.addressee()),
        remarks: Vec::new(),
        annexes: Vec::new(),
        about: None,
        agreements: Vec::new(),
    };
    issue(case, &mut case.ledger()?, signer, &paper, at)
}
