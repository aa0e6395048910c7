//! `azukari wipe files` (Art. 17): shows what would go, asks, wipes, and certifies exactly what was seen.

use super::Shell;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::Outcome;
use super::layout::printable_path;
use crate::custody::seal::Watch;
use crate::custody::wipe::{Done, Statement, WipeFilesError, check_asset, plan_files, wipe_files};
use crate::model::{Fault as _, FileOutcome, Person, Verdict, bytes_with_unit};
use crate::sanitize::files::{FilesPlan, PlanError};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

/// How many paths the screen shows before it counts the rest.
const SHOWN: usize = 20;

/// Arguments of `wipe`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    target: Target,
}

/// What to wipe.
#[derive(Debug, Subcommand)]
enum Target {
    Files(Box<Files>),
}

/// Arguments of `wipe files`.
#[derive(Debug, clap::Args)]
pub struct Files {
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[arg(long)]
    hard_links: bool,
    #[arg(long, value_name = "NUMBER")]
    asset: Option<String>,
    #[arg(long, requires = "asset")]
    last_copies: bool,
    #[arg(long, value_name = "NUMBER")]
    consent: Option<String>,
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    #[arg(long, value_name = "NAME")]
    witness: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "witness", default_value = "")]
    witness_organization: String,
    #[arg(long, value_name = "TEXT")]
    remark: Vec<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Wipes.
pub fn run(shell: &Shell, args: Args) -> Outcome {
    let Target::Files(args) = args.target;
    let case = shell.case()?;
    let store = shell.keys()?;
    if let Some(asset) = &args.asset {
        check_asset(&case, asset)?;
    }
    let protected = vec![case.root().to_owned(), store.dir().to_owned()];
    let plan = match plan_files(&args.paths, args.hard_links, protected) {
        Ok(plan) => plan,
        Err(WipeFilesError::Plan(PlanError::Refused(refusals))) => {
            // Each reason with its own advice; then the refusal as a whole.
            for refusal in &refusals {
                shell.out().warn(&format!("err-{}", refusal.code()), &refusal.facts());
            }
            return Err(WipeFilesError::Plan(PlanError::Refused(refusals)).into());
        }
        Err(error) => return Err(error.into()),
    };
    show(shell, &plan);
    let count = plan.files.len().to_string();
    shell.confirm_word("wipe-confirm", &crate::facts![count = count], &count)?;
    let own = shell.unlock()?;
    shell.go_on()?;
    let statement = Statement {
        asset: args.asset.clone(),
        last_copies: args.last_copies,
        consent: args.consent.clone(),
        place: args.place.clone(),
        witness: args.witness.clone().map(|name| Person {
            name,
            organization: args.witness_organization.clone(),
            role: String::new(),
        }),
        machine: machine(),
        remarks: args.remark.clone(),
    };
    let work = own.store.work();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    let done = wipe_files(&case, own.signer(), &plan, &statement, &|| shell.now(), watch)?;
    say(shell, &done);
    let paper = shell.publish(&shell.renderer(Some(&case), &args.paper), &done.issued);
    shell.say_issued("title-certificate", &done.issued, paper.as_deref());
    shell.out().result(
        "wipe files",
        &json!({
            "certificate": done.issued.number,
            "record": done.issued.json.display().to_string(),
            "paper": paper.as_ref().map(|path| path.display().to_string()),
            "verdict": done.certificate.verdict,
            "counts": done.certificate.counts,
            "exceptions": done.certificate.exceptions,
            "interrupted": done.report.interrupted,
        }),
    );
    let exit = exit_of(&done);
    Ok(if exit == Exit::Done && paper.is_none() { Exit::Partial } else { exit })
}

/// The certificate is issued and true in any case; the exit code says how far the wipe came.
fn exit_of(done: &Done) -> Exit {
    if done.report.interrupted {
        return Exit::Interrupted;
    }
    let report = &done.report;
    let removed = report.folders_removed > 0
        || report.links_removed > 0
        || report.results.iter().any(|result| result.left_at.is_none());
    match done.certificate.verdict {
        Verdict::Failed if removed => Exit::Partial,
        Verdict::Failed => Exit::Failed,
        // 0 is "done and proven": a place that leaves the result open proves nothing, however well it went.
        Verdict::Unknown => Exit::Unknown,
        Verdict::Pass => Exit::Done,
    }
}

fn show(shell: &Shell, plan: &FilesPlan) {
    let out = shell.out();
    let facts = crate::facts![
        files = plan.files.len(),
        folders = plan.folders.len(),
        links = plan.links.len(),
        size = bytes_with_unit(plan.bytes())
    ];
    out.say("wipe-plan", &facts);
    for file in plan.files.iter().take(SHOWN) {
        out.line(&format!("  {}", printable_path(&file.path)));
    }
    if plan.files.len() > SHOWN {
        out.say("wipe-plan-more", &crate::facts![files = plan.files.len() - SHOWN]);
    }
    for place in plan.places.iter().filter(|place| place.files > 0) {
        let facts = crate::facts![filesystem = place.filesystem.kind, files = place.files];
        out.say(if place.may_pass() { "wipe-place-can" } else { "wipe-place-cannot" }, &facts);
        for limit in &place.limits {
            let name = serde_json::to_value(limit).ok().and_then(|value| value.as_str().map(str::to_owned));
            out.say(&format!("limit-{}", name.unwrap_or_default().replace('_', "-")), &[]);
        }
    }
    if !plan.users_known {
        out.warn("warn-wipe-users-unknown", &[]);
    }
}

fn say(shell: &Shell, done: &Done) {
    let out = shell.out();
    for (outcome, files) in &done.certificate.counts.outcomes {
        let id = match outcome {
            FileOutcome::OverwrittenReadBack => "outcome-overwritten-read-back",
            FileOutcome::OverwrittenNotVerifiable => "outcome-overwritten-not-verifiable",
            FileOutcome::CopyOnWrite => "outcome-copy-on-write",
            FileOutcome::InlineMetadata => "outcome-inline-metadata",
            FileOutcome::SharedExtent => "outcome-shared-extent",
            FileOutcome::Empty => "outcome-empty",
            FileOutcome::ReadBackDiffers => "outcome-read-back-differs",
            FileOutcome::Failed => "outcome-failed",
            FileOutcome::NotTouched => "outcome-not-touched",
        };
        out.say(id, &crate::facts![files = files]);
    }
    for result in done.report.results.iter().filter(|result| result.error.is_some()) {
        if let Some(error) = &result.error {
            out.warn(&format!("err-{}", error.code()), &error.facts());
        }
    }
    for left in &done.report.left {
        out.warn(&format!("err-{}", left.error.code()), &left.error.facts());
    }
    let id = match done.certificate.verdict {
        Verdict::Pass => "wipe-verdict-pass",
        Verdict::Failed => "wipe-verdict-failed",
        Verdict::Unknown => "wipe-verdict-unknown",
    };
    out.say(id, &[]);
}

/// The name of this machine, as the system tells it.
fn machine() -> Option<String> {
    #[cfg(unix)]
    {
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        (!name.is_empty()).then_some(name)
    }
    #[cfg(not(unix))]
    {
        std::env::var("COMPUTERNAME").ok()
    }
}
