//! `azukari wipe free`: fills free space, reads it back, gives it back, and certifies exactly what was seen.

use super::Shell;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::Outcome;
use super::layout::printable_path;
use super::size::Size;
use super::stated::{StatedArgs, machine};
use crate::custody::keys::KeyStore;
use crate::custody::seal::Watch;
use crate::custody::wipe::find_asset;
use crate::custody::wipe_free::{
    FreeDone, FreeStatement, Removed, check_consent, remove_leftovers, wipe_free,
};
use crate::device::Filesystem;
use crate::document::FreeSpaceCertificate;
use crate::ledger::Holding;
use crate::model::{Fault, Limit, Verdict, bytes_with_unit};
use crate::sanitize::free::{FreeError, FreeOptions, FreePlan, folder_at, plan};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Arguments of `wipe free`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "PATH", required_unless_present = "clean")]
    path: Option<PathBuf>,
    #[arg(long, value_name = "SIZE")]
    reserve: Option<Size>,
    #[arg(long)]
    fill_system: bool,
    #[arg(long, conflicts_with_all = ["reserve", "fill_system", "asset", "consent", "place", "witness", "remark"])]
    clean: bool,
    #[arg(long, value_name = "NUMBER")]
    asset: Option<String>,
    #[arg(long)]
    omit_path: bool,
    #[arg(long, value_name = "NUMBER")]
    consent: Option<String>,
    #[command(flatten)]
    stated: StatedArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Fills.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let store = shell.keys()?;
    if let Some(path) = args.path.as_deref().filter(|_| args.clean) {
        folder_at(path).inspect_err(|error| say_reasons(shell, error))?;
    }
    // First of all: what an earlier run left is where the harm is, and it is free space that would not be reached.
    let removed = clear(shell, &store, args.path.as_deref());
    let Some(path) = args.path.as_deref().filter(|_| !args.clean) else {
        return Ok(cleaned(shell, &removed));
    };
    let case = shell.case()?;
    // Before anybody is asked.
    check_consent(&case, args.consent.as_deref())?;
    let state = case.ledger()?.state()?;
    let asset = args.asset.as_deref().map(|text| find_asset(&state, text)).transpose()?;
    let options = FreeOptions {
        reserve: args.reserve.map(|Size(bytes)| bytes),
        fill_system: args.fill_system,
        needed: vec![case.root().to_owned(), store.dir().to_owned()],
    };
    let plan = plan(path, &options).inspect_err(|error| say_reasons(shell, error))?;
    show(shell, &plan);
    shell.confirm("free-confirm", &[])?;
    let own = shell.unlock()?;
    shell.go_on()?;
    let work = own.store.work();
    let progress = shell.progress();
    let watch = Watch { progress: &progress, cancel: shell.cancel(), work: &work };
    let statement = statement(args, path, asset);
    let done = wipe_free(&case, own.signer(), &plan, &statement, &removed.gone, &|| shell.now(), watch)?;
    if let Some(left) = &done.report.left {
        shell.out().warn("warn-free-left", &crate::facts![path = printable_path(left)]);
    }
    let Some((certificate, issued)) = &done.certified else {
        if done.report.left.is_none() {
            shell.out().warn("free-interrupted", &[]);
        }
        shell.out().result(
            "wipe free",
            &json!({ "certificate": null, "interrupted": true, "left": done.report.left }),
        );
        return Ok(Exit::Interrupted);
    };
    say(shell, &done, certificate);
    let paper = shell.publish(&shell.renderer(Some(&case), &args.paper), issued);
    shell.say_issued("title-free-certificate", issued, paper.as_deref());
    shell.out().result(
        "wipe free",
        &json!({
            "certificate": issued.number,
            "record": issued.json.display().to_string(),
            "paper": paper.as_ref().map(|path| path.display().to_string()),
            "verdict": certificate.verdict,
            "reasons": certificate.reasons,
            "stop": certificate.stop,
            "room": certificate.room,
            "written": certificate.written,
            "read_back": certificate.read_back,
            "limits": certificate.limits,
            "interrupted": false,
            "left": done.report.left,
        }),
    );
    let exit = Exit::of_wipe(certificate.verdict, done.report.written > 0, None);
    Ok(if exit == Exit::Done && paper.is_none() { Exit::Partial } else { exit })
}

/// Each reason for a refusal.
fn say_reasons(shell: &Shell, error: &FreeError) {
    if let FreeError::Refused(refusals) = error {
        shell.out().reasons(&refusals.iter().map(|one| one as &dyn Fault).collect::<Vec<_>>());
    }
}

/// Removes what dead runs have left: by their markers, in the folder, and at the top of its file system.
fn clear(shell: &Shell, store: &KeyStore, path: Option<&Path>) -> Removed {
    let folder = path.and_then(|path| std::fs::canonicalize(path).ok());
    let top = folder.as_deref().and_then(|folder| Filesystem::of(folder).ok()).map(|found| found.mount_point);
    let folders: Vec<PathBuf> = folder.into_iter().chain(top).collect();
    let removed = remove_leftovers(&store.work(), &folders);
    for path in &removed.gone {
        shell.out().say("free-leftover-removed", &crate::facts![path = printable_path(path)]);
    }
    for (path, error) in &removed.left {
        let facts = crate::facts![path = printable_path(path), reason = error];
        shell.out().warn("warn-free-leftover-stays", &facts);
    }
    removed
}

/// The end of a run that was only to remove what others had left.
fn cleaned(shell: &Shell, removed: &Removed) -> Exit {
    for (path, marker) in &removed.away {
        let facts = crate::facts![path = printable_path(path), marker = printable_path(marker)];
        shell.out().warn("warn-free-leftover-away", &facts);
    }
    let ended = removed.left.is_empty() && removed.away.is_empty();
    if removed.gone.is_empty() && ended {
        shell.out().say("free-nothing-left", &[]);
    }
    let left: Vec<&PathBuf> = removed.left.iter().map(|(path, _)| path).collect();
    let away: Vec<&PathBuf> = removed.away.iter().map(|(path, _)| path).collect();
    shell.out().result("wipe free", &json!({ "removed": removed.gone, "left": left, "away": away }));
    match (ended, removed.gone.is_empty()) {
        (true, _) => Exit::Done,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Partial,
    }
}

fn statement(args: &Args, path: &Path, asset: Option<Holding>) -> FreeStatement {
    FreeStatement {
        asset,
        target: (!args.omit_path).then(|| path.to_string_lossy().into_owned()),
        consent: args.consent.clone(),
        place: args.stated.place.clone(),
        witness: args.stated.witness(),
        machine: machine(),
        remarks: args.stated.remark.clone(),
    }
}

fn show(shell: &Shell, plan: &FreePlan) {
    let out = shell.out();
    let (folder, filesystem) = (printable_path(&plan.folder), &plan.place.filesystem.kind);
    match plan.bytes() {
        Some(bytes) => {
            let size = bytes_with_unit(bytes);
            out.say("free-plan", &crate::facts![folder = folder, filesystem = filesystem, size = size]);
        }
        None => out.say("free-plan-unknown", &crate::facts![folder = folder, filesystem = filesystem]),
    }
    if plan.reserve > 0 {
        out.say("free-plan-reserve", &crate::facts![reserve = bytes_with_unit(plan.reserve)]);
    }
    out.say(if plan.may_pass { "free-place-can" } else { "free-place-cannot" }, &[]);
    for limit in &plan.place.limits {
        out.say(&limit_id(*limit), &[]);
    }
    out.say("free-others", &crate::facts![folder = folder]);
    if let Some(needs) = &plan.needed_by {
        out.warn("warn-free-needed", &crate::facts![needs = printable_path(needs)]);
    }
}

/// `limit-file-tails`.
fn limit_id(limit: Limit) -> String {
    let name = serde_json::to_value(limit).ok().and_then(|value| value.as_str().map(str::to_owned));
    format!("limit-{}", name.unwrap_or_default().replace('_', "-"))
}

fn say(shell: &Shell, done: &FreeDone, certificate: &FreeSpaceCertificate) {
    let (out, report) = (shell.out(), &done.report);
    let facts = crate::facts![
        written = bytes_with_unit(report.written),
        equal = bytes_with_unit(report.equal),
        files = report.files,
        writing = time(report.writing),
        reading = time(report.reading)
    ];
    out.say("free-done", &facts);
    match report.not_reached() {
        Some(0) => out.say("free-reached", &[]),
        Some(bytes) => out.say("free-not-reached", &crate::facts![size = bytes_with_unit(bytes)]),
        None => {}
    }
    out.say(
        match certificate.verdict {
            Verdict::Pass => "free-verdict-pass",
            Verdict::Failed => "free-verdict-failed",
            Verdict::Unknown => "free-verdict-unknown",
        },
        &[],
    );
    for reason in &certificate.reasons {
        out.say(&format!("free-reason-{}", reason.replace('_', "-")), &[]);
    }
}

/// `1:02:03`.
fn time(took: Duration) -> String {
    let seconds = took.as_secs();
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
