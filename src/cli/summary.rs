//! `azukari wipe summary`, and the summary at the end of `wipe run`: one paper over the certificates of many media.

use super::Shell;
#[cfg(target_os = "linux")]
use super::again::Again;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::{Failure, Outcome};
use crate::custody::case::Case;
use crate::custody::issue::{Issued, Signer, may_issue, may_sign};
use crate::custody::summary::{issue_summary, of_certificates};
use crate::document::{Batch, Body};
use crate::model::Verdict;
use crate::render::Renderer;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments of `wipe summary`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "PLAN|CERT", required = true)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    remark: Vec<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Sums up a plan, or certificates.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case()?;
    let batch = match args.files.as_slice() {
        [one] if is_plan(one) => of_plan_at(&case, one)?,
        files => of_certificates(&case, files)?,
    };
    let own = shell.unlock()?;
    may_sign(&case, own.signer(), shell.now())?;
    may_issue(&case, &case.ledger()?, shell.now())?;
    shell.go_on()?;
    let verdict = batch.verdict();
    let renderer = shell.renderer(Some(&case), &args.paper);
    let issued = issue_summary(&case, own.signer(), batch, &args.remark, shell.now())?;
    let paper = said(shell, &renderer, &issued);
    shell.out().result("wipe summary", &result_of(&issued, paper.as_deref()));
    Ok(match (verdict, paper) {
        (Verdict::Pass, Some(_)) => Exit::Done,
        (Verdict::Unknown, Some(_)) => Exit::Unknown,
        (Verdict::Failed, _) | (_, None) => Exit::Partial,
    })
}

/// A plan says so in its first field.
fn is_plan(path: &Path) -> bool {
    let value: Option<Value> = std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    value.is_some_and(|value| value["schema"] == crate::sanitize::media::MediaPlan::SCHEMA)
}

#[cfg(target_os = "linux")]
fn of_plan_at(case: &Case, path: &Path) -> Result<Batch, Failure> {
    let plan = crate::custody::media::read_plan(path, case, &case.keyring()?)?;
    Ok(of_plan(case, &plan)?)
}

/// Media are planned and wiped under Linux only.
#[cfg(not(target_os = "linux"))]
fn of_plan_at(_: &Case, path: &Path) -> Result<Batch, Failure> {
    Err(crate::custody::summary::SummaryError::NotACertificate { path: path.to_owned() }.into())
}

#[cfg(target_os = "linux")]
fn of_plan(
    case: &Case,
    loaded: &crate::custody::media::LoadedPlan,
) -> Result<Batch, crate::custody::summary::SummaryError> {
    let plan = &loaded.plan;
    let reference = crate::document::PlanRef { id: plan.id.clone(), sha256: loaded.sha256, made: plan.made };
    let planned = crate::custody::summary::Planned { plan: reference, media: &plan.devices };
    crate::custody::summary::of_plan(case, &planned)
}

/// Sums up the plan that was just carried out, of which a medium is certified now, if that is due. `None` where there is nothing to sum
/// up; the certificates stand whatever becomes of it, so that a failure is a warning with the command that does it again.
#[cfg(target_os = "linux")]
pub fn after_run(
    shell: &Shell,
    case: &Case,
    loaded: &crate::custody::media::LoadedPlan,
    path: &Path,
    signer: Signer<'_>,
    renderer: &Renderer,
    failed: bool,
) -> Option<Result<Value, ()>> {
    if !is_due(case, loaded, failed) {
        return None;
    }
    let issued = of_plan(case, loaded).and_then(|batch| issue_summary(case, signer, batch, &[], shell.now()));
    match issued {
        Ok(issued) => {
            let paper = said(shell, renderer, &issued);
            Some(Ok(result_of(&issued, paper.as_deref())))
        }
        Err(error) => {
            let mut again = Again::new(shell, &["wipe", "summary"]);
            again.word(&path.to_string_lossy());
            let command = again.line();
            shell.out().warn_because("warn-no-summary", &crate::facts![command = command], &error);
            Some(Err(()))
        }
    }
}

/// A lone medium is its own sum, unless it `failed`: then it stands on the list for destruction, and no longer than until it passes.
#[cfg(target_os = "linux")]
fn is_due(case: &Case, loaded: &crate::custody::media::LoadedPlan, failed: bool) -> bool {
    let plan = &loaded.plan;
    plan.devices.len() > 1
        || failed
        || crate::custody::summary::is_summed_up(case, &plan.id).is_ok_and(|summed_up| summed_up)
}

/// Draws its paper, and says what it says.
fn said(shell: &Shell, renderer: &Renderer, issued: &Issued) -> Option<PathBuf> {
    let paper = shell.publish(renderer, issued);
    shell.say_issued("title-batch", issued, paper.as_deref());
    if let Body::Batch(batch) = &issued.record.document.body {
        let counts = &batch.counts;
        shell.out().say(
            "summary-counts",
            &crate::facts![
                media = counts.media,
                pass = counts.pass,
                failed = counts.failed,
                unknown = counts.unknown,
                interrupted = counts.interrupted,
                not_done = counts.not_done
            ],
        );
    }
    paper
}

fn result_of(issued: &Issued, paper: Option<&Path>) -> Value {
    let Body::Batch(batch) = &issued.record.document.body else { return Value::Null };
    json!({
        "summary": issued.number,
        "record": issued.json.display().to_string(),
        "paper": paper.map(|path| path.display().to_string()),
        "verdict": batch.verdict(),
        "counts": batch.counts,
    })
}
