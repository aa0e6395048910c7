//! `azukari wipe plan` and `wipe run` (Art. 17): whole media, planned without touching them, and wiped by their words.

use super::Shell;
use super::again::Again;
use super::board::Board;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::Outcome;
use super::intake::{self, IntakeArgs};
use super::plan::{show_head, show_media, show_others};
use super::stated::{StatedArgs, machine};
use crate::custody::issue::may_sign;
use crate::custody::media::{
    MediaDone, MediaError, MediaStatement, MediumDone, PlanRequest, Run, may_begin, open_elsewhere,
    plan_media, read_plan, run_media, write_plan,
};
use crate::custody::wipe::find_asset;
use crate::model::{Fault, Verdict};
use crate::sanitize::media::{MediaPlan, MediaRefusal, PlannedPattern, PlannedVerification};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `wipe plan`.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    #[arg(value_name = "DEVICE", required_unless_present = "list")]
    devices: Vec<PathBuf>,
    #[arg(short, long, value_name = "PLAN")]
    output: PathBuf,
    #[arg(long, value_name = "random|zeros|ones|0xNN", default_value = "random", value_parser = pattern)]
    pattern: PlannedPattern,
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=35))]
    passes: u32,
    #[arg(long, value_name = "full|sample|none", default_value = "full", value_parser = verification)]
    verify: PlannedVerification,
    #[arg(long, value_name = "NUMBER")]
    consent: Option<String>,
    #[command(flatten)]
    intake: IntakeArgs,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Arguments of `wipe run`.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[arg(long, value_name = "WORD")]
    confirm: Vec<String>,
    #[arg(long, value_name = "NUMBER")]
    asset: Option<String>,
    #[command(flatten)]
    stated: StatedArgs,
    #[arg(long, value_name = "TEXT")]
    origin: Option<String>,
    #[arg(long, value_name = "TEXT")]
    destination: Option<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

fn pattern(text: &str) -> Result<PlannedPattern, String> {
    match text {
        "random" => Ok(PlannedPattern::Random),
        "zeros" => Ok(PlannedPattern::Constant(0)),
        "ones" => Ok(PlannedPattern::Constant(0xff)),
        _ => {
            let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 2);
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            byte.map(PlannedPattern::Constant).ok_or_else(|| "random, zeros, ones, 0x00 – 0xff".to_owned())
        }
    }
}

fn verification(text: &str) -> Result<PlannedVerification, String> {
    match text {
        "full" => Ok(PlannedVerification::Full),
        "sample" => Ok(PlannedVerification::Sample),
        "none" => Ok(PlannedVerification::None),
        _ => Err("full, sample, none".to_owned()),
    }
}

/// Plans.
pub fn plan(shell: &Shell, args: &PlanArgs) -> Outcome {
    let case = shell.case()?;
    super::devices::vacant(&args.output)?;
    intake::vacant(&args.intake)?;
    let typed = intake::typed(shell, &args.intake)?;
    let intake = intake::compared(shell, &args.intake, &args.devices, &typed)?;
    let targets = intake.as_ref().map_or(&args.devices, |intake| &intake.targets).clone();
    let own = shell.unlock()?;
    let request = PlanRequest {
        pattern: args.pattern,
        passes: args.passes,
        verify: args.verify,
        consent: args.consent.clone(),
        typed,
        intake,
    };
    // Whoever may not sign here would make a plan that nobody may carry out.
    may_sign(&case, own.signer(), shell.now())?;
    let made = plan_media(&targets, &request, &case, &own.signer().card.name, shell.now());
    let plan = match made {
        Err(error) => {
            reasons(shell, &error);
            if error.is_for_the_list() {
                intake::written(shell, &args.intake, request.intake.as_ref())?;
            }
            return Err(error.into());
        }
        Ok(plan) => plan,
    };
    shell.go_on()?;
    let sha256 = write_plan(&args.output, &plan, own.signer())?;
    let told = request.intake.as_ref();
    intake::written(shell, &args.intake, told)?;
    let issued = intake::issued(shell, &args.intake, &args.paper, &case, own.signer(), told, sha256)?;
    show_media(shell, &plan);
    warn_unread(shell, &targets);
    if plan.second_person {
        shell.out().say("plan-second-person", &[]);
    }
    let out = shell.out();
    for refusal in open_elsewhere(&plan) {
        out.warn(
            match refusal {
                MediaRefusal::OpenBy { .. } => "warn-wipe-medium-open-by",
                _ => "warn-wipe-medium-unseen",
            },
            &refusal.facts(),
        );
    }
    out.say("wipe-plan-written", &crate::facts![path = args.output.display(), count = plan.devices.len()]);
    let devices: Vec<_> = plan
        .devices
        .iter()
        .map(|device| {
            json!({
                "device": device.identity.device,
                "name": device.name(),
                "capacity": device.identity.capacity,
                "before": device.before,
                "technique": device.technique,
                "drive_erases": device.drive_erases,
                "method": device.method,
                "limits": device.limits,
                "confirm": device.confirm,
                "label_serial": device.label_serial,
                "listed": device.listed,
            })
        })
        .collect();
    out.result(
        "wipe plan",
        &json!({
            "plan": args.output.display().to_string(),
            "id": plan.id,
            "devices": devices,
            "list": plan.list,
            "second_person": plan.second_person,
            "intake": issued.as_ref().map(|(issued, _)| issued.json.display().to_string()),
        }),
    );
    // Without its paper it is only partly done.
    Ok(if issued.is_some_and(|(_, paper)| paper.is_none()) { Exit::Partial } else { Exit::Done })
}

/// Who may not read a disk cannot see what lies on it: a plan then says nothing of it, and must not look as if nothing were there.
fn warn_unread(shell: &Shell, targets: &[PathBuf]) {
    let denied = |path: &&PathBuf| {
        std::fs::File::open(path).is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied)
    };
    let unread: Vec<String> = targets.iter().filter(denied).map(|path| path.display().to_string()).collect();
    if !unread.is_empty() {
        shell.out().warn("warn-wipe-plan-unread", &crate::facts![devices = unread.join(", ")]);
    }
}

/// Each reason, and what to do; then the refusal as a whole.
fn reasons(shell: &Shell, error: &MediaError) {
    if let MediaError::Refused(refusals) = error {
        let each: Vec<&dyn Fault> = refusals.iter().map(|refusal| refusal as &dyn Fault).collect();
        shell.out().reasons(&each);
    }
}

/// Wipes.
pub fn run(shell: &Shell, args: &RunArgs) -> Outcome {
    let case = shell.case()?;
    let keyring = case.keyring()?;
    let plan = read_plan(&args.plan, &case, &keyring)?;
    show_head(shell, &plan.plan);
    show_media(shell, &plan.plan);
    show_others(shell, &plan.others);
    // What would be refused anyway is refused before anybody types a word for it.
    may_begin(&case, &plan, &shell.keys()?.work(), shell.now())?;
    let state = case.ledger()?.state()?;
    let asset = args.asset.as_deref().map(|text| find_asset(&state, text)).transpose()?;
    let words = words(shell, args, &plan.plan)?;
    let own = shell.unlock()?;
    shell.go_on()?;
    let statement = statement(args, asset.map(|asset| asset.id));
    let work = own.store.work();
    let board = Board::new(shell.out(), &plan.plan);
    let clock = super::now;
    let run = Run {
        case: &case,
        signer: own.signer(),
        plan: &plan,
        statement: &statement,
        progress: &board.watchers(),
        clock: &clock,
        cancel: shell.cancel(),
        work: &work,
    };
    let mut tell = |one: &MediumDone| {
        board.aside(|| say(shell, one));
        board.conclude(one);
    };
    let done = board.during(|| run_media(&run, &words, &mut tell));
    let MediaDone { media: done, failed: uncertified } = done.inspect_err(|error| reasons(shell, error))?;
    let renderer = shell.renderer(Some(&case), &args.paper);
    let mut media = Vec::new();
    let mut exits = Vec::new();
    for one in &done {
        let paper = one.issued.as_ref().and_then(|issued| {
            let paper = shell.publish(&renderer, issued);
            shell.say_issued("title-medium-certificate", issued, paper.as_deref());
            paper
        });
        exits.push(exit_of(one, paper.is_some()));
        let planned = plan.plan.devices.get(one.place);
        media.push(json!({
            "name": one.name,
            "device": planned.map(|planned| &planned.identity.device),
            "label_serial": planned.and_then(|planned| planned.label_serial.as_ref()),
            "certificate": one.issued.as_ref().map(|issued| &issued.number),
            "record": one.issued.as_ref().map(|issued| issued.json.display().to_string()),
            "paper": paper.map(|path| path.display().to_string()),
            "verdict": one.certificate.as_ref().map(|certificate| certificate.verdict),
            "conforms": one.certificate.as_ref().and_then(|certificate| certificate.designated.conforms),
            "reasons": one.certificate.as_ref().map(|certificate| &certificate.reasons),
            "resumed": one.report.resumed > 0,
            "interrupted": one.report.cancelled,
        }));
    }
    if let Some(error) = &uncertified {
        reasons(shell, error);
    }
    let certified = done.iter().any(|one| one.issued.is_some());
    let failed = exits.contains(&Exit::Failed);
    let summary = certified
        .then(|| super::summary::after_run(shell, &case, &plan, &args.plan, own.signer(), &renderer, failed))
        .flatten();
    if summary.as_ref().is_some_and(Result::is_err) {
        exits.push(Exit::Partial);
    }
    if done.iter().any(|one| one.report.cancelled) {
        let command = to_go_on(shell, args);
        shell.out().warn("warn-wipe-media-interrupted", &crate::facts![command = command]);
    }
    shell.out().result(
        "wipe run",
        &json!({ "plan": plan.plan.id, "media": media, "summary": summary.and_then(Result::ok) }),
    );
    // What is done has its papers all the same.
    match uncertified {
        Some(error) => Err(error.into()),
        None => Ok(worst(&exits)),
    }
}

/// The word of each medium: from the command line, or typed one by one. `--yes` never stands in for it.
fn words(shell: &Shell, args: &RunArgs, plan: &MediaPlan) -> Result<Vec<String>, super::failure::Failure> {
    if !args.confirm.is_empty() {
        return Ok(args.confirm.clone());
    }
    for device in &plan.devices {
        let facts = crate::facts![name = device.name(), word = device.confirm];
        shell
            .type_word("wipe-medium-confirm", &facts, &device.confirm)
            .map_err(|error| error.or_by("--confirm WORD"))?;
    }
    Ok(plan.devices.iter().map(|device| device.confirm.clone()).collect())
}

fn statement(args: &RunArgs, asset: Option<String>) -> MediaStatement {
    MediaStatement {
        asset,
        place: args.stated.place.clone(),
        witness: args.stated.witness(),
        machine: machine(),
        origin: args.origin.clone(),
        destination: args.destination.clone(),
        remarks: args.stated.remark.clone(),
    }
}

/// The same command, whole: what is not stated again would not stand on the certificate.
fn to_go_on(shell: &Shell, args: &RunArgs) -> String {
    let mut again = Again::new(shell, &["wipe", "run", &args.plan.to_string_lossy()]);
    again.options("--confirm", &args.confirm);
    again.option("--asset", args.asset.as_deref());
    args.stated.again(&mut again);
    again.option("--origin", args.origin.as_deref());
    again.option("--destination", args.destination.as_deref());
    again.line()
}

fn say(shell: &Shell, done: &MediumDone) {
    let out = shell.out();
    let Some(certificate) = &done.certificate else { return };
    let id = match certificate.verdict {
        Verdict::Pass => "wipe-medium-pass",
        Verdict::Failed => "wipe-medium-failed",
        Verdict::Unknown => "wipe-medium-unknown",
    };
    out.say(id, &crate::facts![name = done.name]);
    if certificate.verdict == Verdict::Pass && certificate.designated.conforms == Some(false) {
        let asked = certificate.designated.method.as_deref().unwrap_or_default();
        out.warn("warn-wipe-medium-pass-unfit", &crate::facts![name = done.name, asked = asked]);
    }
    for reason in &certificate.reasons {
        out.say(&format!("wipe-reason-{}", reason.replace('_', "-")), &[]);
    }
    if let Some(error) = &done.report.journal_failed {
        out.warn("warn-wipe-journal", &crate::facts![name = done.name, reason = error]);
    }
}

fn exit_of(done: &MediumDone, paper: bool) -> Exit {
    match done.certificate.as_ref().map(|certificate| certificate.verdict) {
        None => Exit::Interrupted,
        Some(Verdict::Failed) => Exit::Failed,
        Some(Verdict::Unknown) => Exit::Unknown,
        Some(Verdict::Pass) if paper => Exit::Done,
        Some(Verdict::Pass) => Exit::Partial,
    }
}

/// Of several media the worst counts; where some are done and others failed, it is partly done.
fn worst(exits: &[Exit]) -> Exit {
    let any = |exit: Exit| exits.contains(&exit);
    if any(Exit::Interrupted) {
        Exit::Interrupted
    } else if any(Exit::Failed) {
        if any(Exit::Done) || any(Exit::Unknown) || any(Exit::Partial) { Exit::Partial } else { Exit::Failed }
    } else if any(Exit::Unknown) {
        Exit::Unknown
    } else if any(Exit::Partial) {
        Exit::Partial
    } else {
        Exit::Done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_all_done_and_proven() {
        assert_eq!(worst(&[Exit::Done, Exit::Done]), Exit::Done);
        assert_eq!(worst(&[Exit::Done, Exit::Unknown]), Exit::Unknown);
        assert_eq!(worst(&[Exit::Done, Exit::Failed]), Exit::Partial);
        assert_eq!(worst(&[Exit::Failed, Exit::Failed]), Exit::Failed);
        assert_eq!(worst(&[Exit::Failed, Exit::Interrupted]), Exit::Interrupted);
    }

    #[test]
    fn patterns() {
        assert_eq!(pattern("random"), Ok(PlannedPattern::Random));
        assert_eq!(pattern("0x5a"), Ok(PlannedPattern::Constant(0x5a)));
        for wrong in ["", "0x", "0x5", "0x5ab", "5a", "Zeros"] {
            assert!(pattern(wrong).is_err(), "{wrong}");
        }
    }
}
