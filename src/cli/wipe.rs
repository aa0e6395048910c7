//! `azukari wipe` (Art. 17), and `wipe files`: shows what would go, asks, wipes, and certifies exactly what was seen.

use super::Shell;
use super::again::Again;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::layout::printable_path;
use super::stated::{StatedArgs, machine};
use crate::custody::case::Case;
use crate::custody::seal::Watch;
use crate::custody::wipe::{
    Done, Statement, WipeFilesError, check_consent, find_asset, plan_files, wipe_files,
};
use crate::document::{Certificate, Coverage, DeclaredLast, Residue};
use crate::ledger::{Holding, HoldingState};
use crate::model::{Facts, Fault, FileOutcome, Verdict, bytes_with_unit};
use crate::sanitize::files::{FilesPlan, PlanError, PlanOptions};
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
    Free(Box<super::free::Args>),
    #[cfg(target_os = "linux")]
    Plan(Box<super::media::PlanArgs>),
    #[cfg(target_os = "linux")]
    Run(Box<super::media::RunArgs>),
    Summary(Box<super::summary::Args>),
}

/// Arguments of `wipe files`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "one for each flag")]
pub struct Files {
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    #[arg(long)]
    hard_links: bool,
    #[arg(long)]
    residue_scan: bool,
    #[arg(long, value_name = "NUMBER")]
    asset: Option<String>,
    #[arg(long, requires = "asset")]
    last_copies: bool,
    #[arg(long)]
    omit_paths: bool,
    #[arg(long, value_name = "NUMBER")]
    consent: Option<String>,
    #[command(flatten)]
    stated: StatedArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Wipes.
pub fn run(shell: &Shell, args: Args) -> Outcome {
    match args.target {
        Target::Files(args) => files(shell, &args),
        Target::Free(args) => super::free::run(shell, &args),
        #[cfg(target_os = "linux")]
        Target::Plan(args) => super::media::plan(shell, &args),
        #[cfg(target_os = "linux")]
        Target::Run(args) => super::media::run(shell, &args),
        Target::Summary(args) => super::summary::run(shell, &args),
    }
}

fn files(shell: &Shell, args: &Files) -> Outcome {
    let case = shell.case()?;
    // Before anybody is asked.
    check_consent(&case, args.consent.as_deref())?;
    let store = shell.keys()?;
    let state = case.ledger()?.state()?;
    let asset = args.asset.as_deref().map(|text| find_asset(&state, text)).transpose()?;
    let protected = vec![case.root().to_owned(), store.dir().to_owned()];
    let options = PlanOptions { hard_links: args.hard_links, protected, residue_scan: args.residue_scan };
    let plan = plan_files(&args.paths, &options, &state).inspect_err(|error| {
        // Each reason, and what to do; then the refusal as a whole.
        match error {
            WipeFilesError::Plan(PlanError::Refused(refusals)) => shell.out().reasons(&faults(refusals)),
            WipeFilesError::Kept(kept) => shell.out().reasons(&faults(kept)),
            _ => {}
        }
    })?;
    let statement = statement(args, asset);
    show(shell, &plan);
    if let Some(asset) = &statement.asset {
        shell.out().say("wipe-asset", &facts_of(asset));
        if asset.openings > 1 {
            shell.out().warn("warn-wipe-openings", &crate::facts![count = asset.openings]);
        }
    }
    if let Some(declared) = statement.declared_last() {
        say_declared(shell, &declared, plan.files.len() as u64, plan.bytes());
    }
    let count = plan.files.len().to_string();
    shell.confirm_word("wipe-confirm", &crate::facts![count = count], &count)?;
    let own = shell.unlock()?;
    shell.go_on()?;
    let work = own.store.work();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    let done = wipe_files(&case, own.signer(), &plan, &statement, &|| shell.now(), watch)?;
    say(shell, &done);
    let to_go_on = done.report.interrupted.then(|| to_go_on(shell, args));
    if let Some(command) = &to_go_on {
        let untouched = done.certificate.counts.outcomes.get(&FileOutcome::NotTouched).copied().unwrap_or(0);
        let facts = crate::facts![
            done = done.certificate.counts.files.saturating_sub(untouched),
            left = untouched,
            command = command
        ];
        shell.out().warn("warn-wipe-interrupted", &facts);
    }
    if let Some(asset) = &statement.asset {
        say_what_stays(shell, &case, asset)?;
    }
    let paper = shell.publish(&shell.renderer(Some(&case), &args.paper), &done.issued);
    shell.say_issued("title-certificate", &done.issued, paper.as_deref());
    shell.out().result(
        "wipe files",
        &json!({
            "certificate": done.issued.number,
            "record": done.issued.json.display().to_string(),
            "paper": paper.as_ref().map(|path| path.display().to_string()),
            "verdict": done.certificate.verdict,
            "asset": done.certificate.asset,
            "targets": done.certificate.targets,
            "declared_last": done.certificate.declared_last,
            "covers_asset": coverage_of(&done).map(coverage_word),
            "counts": done.certificate.counts,
            "residue": residues(&done.certificate),
            "exceptions": done.certificate.exceptions,
            "interrupted": done.report.interrupted,
            "go_on": to_go_on,
        }),
    );
    let exit = exit_of(&done);
    Ok(if exit == Exit::Done && paper.is_none() { Exit::Partial } else { exit })
}

fn faults<F: Fault>(reasons: &[F]) -> Vec<&dyn Fault> {
    reasons.iter().map(|reason| reason as &dyn Fault).collect()
}

fn statement(args: &Files, asset: Option<Holding>) -> Statement {
    let typed = args.paths.iter().map(|path| path.to_string_lossy().into_owned());
    Statement {
        asset,
        last_copies: args.last_copies,
        targets: if args.omit_paths { Vec::new() } else { typed.collect() },
        consent: args.consent.clone(),
        place: args.stated.place.clone(),
        witness: args.stated.witness(),
        machine: machine(),
        remarks: args.stated.remark.clone(),
    }
}

fn facts_of(asset: &Holding) -> Facts {
    crate::facts![
        asset = asset.id,
        name = asset.name,
        files = asset.files,
        size = bytes_with_unit(asset.bytes)
    ]
}

/// What the operator declares, and how it compares with the ledger: before anything is asked, for it is what they answer for.
fn say_declared(shell: &Shell, declared: &DeclaredLast, files: u64, bytes: u64) {
    let out = shell.out();
    out.say("wipe-declared", &[]);
    let facts = crate::facts![
        asset_files = declared.asset_files,
        asset_bytes = declared.asset_bytes,
        files = files,
        bytes = bytes,
        before_files = declared.wiped_files,
        before_bytes = declared.wiped_bytes
    ];
    match declared.coverage(files, bytes) {
        Coverage::Equal => {}
        Coverage::Less => out.warn("warn-wipe-last-less", &facts),
        Coverage::More => out.warn("warn-wipe-last-more", &facts),
    }
}

/// What the ledger says of the asset now, where it has not ended.
fn say_what_stays(shell: &Shell, case: &Case, asset: &Holding) -> Result<(), Failure> {
    let state = case.ledger()?.state()?;
    let same = |holding: &&Holding| holding.id == asset.id && holding.kind == asset.kind;
    if let Some(now) = state.holdings.iter().find(same)
        && matches!(now.state, HoldingState::InCustody | HoldingState::PartlyWiped)
    {
        let facts = crate::facts![files = now.wiped_files, of = now.files];
        shell.out().say("wipe-asset-stays", &facts);
    }
    Ok(())
}

/// How what was wiped compares with the asset, where it was declared that none of it remains.
fn coverage_of(done: &Done) -> Option<Coverage> {
    let counts = &done.certificate.counts;
    done.certificate.declared_last.map(|declared| declared.coverage(counts.files, counts.bytes))
}

fn coverage_word(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Equal => "equal",
        Coverage::Less => "less",
        Coverage::More => "more",
    }
}

/// The command that goes on where this one was stopped: the same, without the paths that are gone.
fn to_go_on(shell: &Shell, args: &Files) -> String {
    let mut again = Again::new(shell, &["wipe", "files"]);
    again.option("--asset", args.asset.as_deref());
    again.option("--consent", args.consent.as_deref());
    args.stated.again(&mut again);
    again.flag("--hard-links", args.hard_links);
    again.flag("--residue-scan", args.residue_scan);
    again.flag("--last-copies", args.last_copies);
    again.flag("--omit-paths", args.omit_paths);
    again.word("--");
    let there = args.paths.iter().filter(|path| path.symlink_metadata().is_ok());
    there.for_each(|path| again.word(&path.to_string_lossy()));
    again.line()
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
    Exit::of_wipe(done.certificate.verdict, removed, coverage_of(done))
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
    if plan.residue_scan {
        out.say("wipe-search-planned", &[]);
    }
    if !plan.users_known {
        out.warn("warn-wipe-users-unknown", &[]);
    }
}

fn say(shell: &Shell, done: &Done) {
    let out = shell.out();
    for (outcome, files) in &done.certificate.counts.outcomes {
        let id = match outcome {
            FileOutcome::OverwrittenInPlaceVerifiedRaw => "outcome-overwritten-verified-raw",
            FileOutcome::OverwrittenReadBack => "outcome-overwritten-read-back",
            FileOutcome::OverwrittenNotVerifiable => "outcome-overwritten-not-verifiable",
            FileOutcome::LowerLayerRemaining => "outcome-lower-layer",
            FileOutcome::CowNotOverwritten | FileOutcome::CopyOnWrite => "outcome-copy-on-write",
            FileOutcome::InlineMetadata => "outcome-inline-metadata",
            FileOutcome::SharedExtentRemaining | FileOutcome::SharedExtent => "outcome-shared-extent",
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
    for residue in done.certificate.places.iter().filter_map(|place| place.residue.as_ref()) {
        say_residue(shell, residue);
    }
    let id = match done.certificate.verdict {
        Verdict::Pass => "wipe-verdict-pass",
        Verdict::Failed => "wipe-verdict-failed",
        Verdict::Unknown => "wipe-verdict-unknown",
    };
    out.say(id, &[]);
}

/// What the search of one device found, and what it did not look for.
fn say_residue(shell: &Shell, residue: &Residue) {
    let out = shell.out();
    let facts = crate::facts![
        blocks = residue.blocks,
        pieces = residue.pieces,
        names = residue.names,
        size = bytes_with_unit(residue.searched),
        of = bytes_with_unit(residue.device_bytes),
        places = residue.content(),
        files = residue.found.files,
        own = residue.found.own_blocks,
        journal = residue.found.journal,
        elsewhere = residue.found.elsewhere,
        found_names = residue.found.names_found,
        name_places = residue.found.name_places
    ];
    out.say("wipe-search-sought", &facts);
    if residue.content() > 0 {
        out.warn("warn-wipe-residue", &facts);
    } else {
        out.say("wipe-search-nothing", &facts);
    }
    if residue.found.names_found > 0 {
        out.say("wipe-search-names", &facts);
    }
    if !residue.is_complete() {
        out.warn("warn-wipe-search-incomplete", &facts);
    }
}

/// One per place that was searched.
fn residues(certificate: &Certificate) -> Vec<&Residue> {
    certificate.places.iter().filter_map(|place| place.residue.as_ref()).collect()
}
