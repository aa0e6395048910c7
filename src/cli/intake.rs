//! 受入照合 at the shell: the operator's list compared with the drives, and serial numbers typed from labels.

use super::Shell;
use super::catalogue::Catalogue;
use super::confirm::ask;
use super::devices::{csv, words, write_new};
use super::documents::PaperArgs;
use super::failure::Failure;
use super::layout::printable_path;
use super::output::Output;
use crate::custody::case::Case;
use crate::custody::intake::{
    Intake, IntakeError, MediaList, TypedSerial, device_meant, drives_here, issue_intake, take_in,
};
use crate::custody::issue::{Issued, Signer};
use crate::model::{IntakeLine, IntakeState, ListedFact, Sha256, bytes_with_unit};
use crate::sanitize::media::{MediaPlan, PlannedMedium};
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `wipe plan` about which media are meant.
#[derive(Debug, clap::Args)]
pub struct IntakeArgs {
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    // With `=` only, as with `devices --csv`: a device must never be taken for the file to write.
    #[arg(long, value_name = "FILE", requires = "list", require_equals = true)]
    intake: Option<PathBuf>,
    #[arg(long, requires = "list")]
    issue: bool,
    #[arg(long, value_name = "DEVICE[=SERIAL]")]
    serial: Vec<String>,
}

/// The serial numbers that were typed, each twice: on the command line, at the prompt, or once on either.
pub(super) fn typed(shell: &Shell, args: &IntakeArgs) -> Result<Vec<TypedSerial>, Failure> {
    let mut given: Vec<(PathBuf, Vec<String>)> = Vec::new();
    for text in &args.serial {
        let (device, serial) = text.split_once('=').unwrap_or((text, ""));
        let device = device_meant(device);
        if !given.iter().any(|(known, _)| *known == device) {
            given.push((device.clone(), Vec::new()));
        }
        if let Some((_, serials)) = given.iter_mut().find(|(known, _)| *known == device) {
            serials.extend((!serial.is_empty()).then(|| serial.to_owned()));
        }
    }
    let mut typed = Vec::new();
    for (device, mut serials) in given {
        while serials.len() < 2 {
            let id = if serials.is_empty() { "serial-type" } else { "serial-type-again" };
            let question = shell.out().catalogue().text(id, &crate::facts![device = device.display()]);
            let answer = ask(&format!("{question} "));
            let answer =
                answer.map_err(|error| error.or_by("--serial DEVICE=SERIAL --serial DEVICE=SERIAL"))?;
            serials.push(answer.trim().to_owned());
        }
        // Of more than two every one counts.
        let first = serials[0].clone();
        for again in &serials[1..] {
            let one = TypedSerial::of(&device, &first, again)?;
            // Nor has a drive that is named in two ways two serial numbers.
            if let Some(other) = typed.iter().find(|known: &&TypedSerial| known.number == one.number) {
                TypedSerial::of(&device, &other.serial, again)?;
            }
            if !typed.contains(&one) {
                typed.push(one);
            }
        }
    }
    Ok(typed)
}

/// Compares the list with the drives, and shows what was found.
pub(super) fn compared(
    shell: &Shell,
    args: &IntakeArgs,
    devices: &[PathBuf],
    typed: &[TypedSerial],
) -> Result<Option<Intake>, Failure> {
    let Some(path) = &args.list else { return Ok(None) };
    let list = MediaList::read(path)?;
    let intake = take_in(&list, &drives_here(devices, typed)?);
    let out = shell.out();
    show(out, &intake);
    if intake.targets.is_empty() {
        written(shell, args, Some(&intake))?;
        let (path, serials) = (path.clone(), intake.doubled().join(", "));
        let error = match serials.is_empty() {
            true => IntakeError::NothingHere { path },
            false => IntakeError::Doubled { path, serials },
        };
        return Err(error.into());
    }
    Ok(Some(intake))
}

/// Writes the table, where that was asked for: once the plan is there, or where it is refused for what the table shows. Left by a command
/// that failed for something else, it would stand in the way of the next.
pub(super) fn written(shell: &Shell, args: &IntakeArgs, intake: Option<&Intake>) -> Result<(), Failure> {
    let (Some(intake), Some(file)) = (intake, &args.intake) else { return Ok(()) };
    write_new(file, &table(shell.out().catalogue(), intake)?)?;
    shell.out().say("intake-written", &crate::facts![path = printable_path(file)]);
    Ok(())
}

/// That nothing stands yet where the table is to be written.
pub(super) fn vacant(args: &IntakeArgs) -> Result<(), Failure> {
    args.intake.as_deref().map_or(Ok(()), super::devices::vacant)
}

/// Issues the table as a record, where that was asked for.
pub(super) fn issued(
    shell: &Shell,
    args: &IntakeArgs,
    paper: &PaperArgs,
    case: &Case,
    signer: Signer<'_>,
    intake: Option<&Intake>,
    plan: Sha256,
) -> Result<Option<(Issued, Option<PathBuf>)>, Failure> {
    let Some(intake) = intake.filter(|_| args.issue) else { return Ok(None) };
    let issued = issue_intake(case, signer, intake, plan, shell.now())?;
    let paper = shell.publish(&shell.renderer(Some(case), paper), &issued);
    shell.say_issued("title-intake", &issued, paper.as_deref());
    Ok(Some((issued, paper)))
}

fn show(out: &Output, intake: &Intake) {
    out.say("intake-list", &crate::facts![name = intake.list.name, rows = intake.list.rows]);
    for line in &intake.lines {
        out.line(&sentence(out.catalogue(), line));
        if out.is_json() {
            out.object(&json!({ "event": "intake", "line": line }));
        }
    }
    for state in IntakeState::ALL.into_iter().filter(|state| intake.count(*state) > 0) {
        let state_word = state_word(out.catalogue(), state);
        out.say("intake-count", &crate::facts![state = state_word, count = intake.count(state)]);
    }
}

/// A line of the table in words.
fn sentence(words: &Catalogue, line: &IntakeLine) -> String {
    let mut parts = Vec::new();
    if let Some(row) = &line.listed {
        let number = row.number.clone().unwrap_or_else(|| words.word("intake-none"));
        let serial = if row.serial.is_empty() { words.word("intake-none") } else { row.serial.clone() };
        parts.push(
            words.text("intake-row", &crate::facts![line = row.line, serial = serial, number = number]),
        );
    }
    if let Some(here) = &line.here {
        let serial =
            here.serial.as_ref().map_or_else(|| words.word("intake-none"), |said| said.value.clone());
        let size = here.capacity.map(bytes_with_unit).unwrap_or_default();
        parts.push(
            words.text("intake-here", &crate::facts![device = here.device, serial = serial, size = size]),
        );
    }
    for (id, facts) in [("intake-differs", &line.differs), ("intake-not-compared", &line.not_compared)] {
        if !facts.is_empty() {
            parts.push(words.text(id, &crate::facts![facts = listed_facts(words, facts)]));
        }
    }
    if !line.near.is_empty() {
        parts.push(words.text("intake-near", &crate::facts![near = near(line)]));
    }
    let told = parts.join(&words.word("intake-between"));
    words.text("intake-line", &crate::facts![state = state_word(words, line.state), told = told])
}

fn state_word(words: &Catalogue, state: IntakeState) -> String {
    words.word(&format!("intake-state-{}", state.as_str()))
}

fn listed_facts(words: &Catalogue, facts: &[ListedFact]) -> String {
    let word = |fact: &ListedFact| {
        words.word(match fact {
            ListedFact::Model => "listed-fact-model",
            ListedFact::Capacity => "listed-fact-capacity",
            ListedFact::Kind => "listed-fact-kind",
        })
    };
    facts.iter().map(word).collect::<Vec<_>>().join(&words.word("list-separator"))
}

fn near(line: &IntakeLine) -> String {
    line.near.iter().map(|near| format!("{}: {}", near.line, near.serial)).collect::<Vec<_>>().join(", ")
}

/// Messages that name the columns of the table, in their order.
const COLUMNS: [&str; 16] = [
    "intake-column-state",
    "intake-column-line",
    "intake-column-number",
    "intake-column-listed-serial",
    "intake-column-serial",
    "intake-column-source",
    "intake-column-device",
    "intake-column-listed-model",
    "intake-column-model",
    "intake-column-listed-capacity",
    "intake-column-capacity",
    "intake-column-listed-kind",
    "intake-column-kind",
    "intake-column-differs",
    "intake-column-near",
    "intake-column-remarks",
];

/// 受入照合表 for a spreadsheet.
fn table(words: &Catalogue, intake: &Intake) -> Result<Vec<u8>, Failure> {
    csv::file(&COLUMNS.map(|id| words.word(id)), intake.lines.iter().map(|line| cells(words, line)))
}

fn cells(words: &Catalogue, line: &IntakeLine) -> [String; 16] {
    let row = line.listed.clone().unwrap_or_default();
    let here = line.here.as_ref();
    let said = |of: Option<&crate::model::Sourced>| of.map(|said| said.value.clone()).unwrap_or_default();
    let serial = here.and_then(|here| here.serial.as_ref());
    let source = |source: crate::model::Source| {
        let name = serde_json::to_value(source).ok().and_then(|name| name.as_str().map(str::to_owned));
        words.word(&format!("intake-source-{}", name.unwrap_or_default().replace('_', "-")))
    };
    [
        state_word(words, line.state),
        line.listed.as_ref().map(|row| row.line.to_string()).unwrap_or_default(),
        row.number.unwrap_or_default(),
        row.serial,
        said(serial),
        serial.map(|serial| source(serial.source)).unwrap_or_default(),
        here.map(|here| here.device.clone()).unwrap_or_default(),
        row.model.unwrap_or_default(),
        said(here.and_then(|here| here.model.as_ref())),
        row.capacity.unwrap_or_default(),
        here.and_then(|here| here.capacity).map(|bytes| bytes.to_string()).unwrap_or_default(),
        row.kind.unwrap_or_default(),
        here.map(|here| words::kind(words, here.kind)).unwrap_or_default(),
        [listed_facts(words, &line.differs), not_compared(words, line)].concat(),
        near(line),
        row.remarks.unwrap_or_default(),
    ]
}

fn not_compared(words: &Catalogue, line: &IntakeLine) -> String {
    if line.not_compared.is_empty() {
        return String::new();
    }
    words.text("intake-column-not-compared", &crate::facts![facts = listed_facts(words, &line.not_compared)])
}

/// What a plan says of a medium beside what the drive says: its row on the list, and what was typed from its label.
pub(super) fn show_named(out: &Output, plan: &MediaPlan, device: &PlannedMedium) {
    if let (Some(list), Some(on)) = (&plan.list, &device.listed) {
        let number = on.row.number.clone().unwrap_or_else(|| out.catalogue().word("intake-none"));
        out.say("wipe-medium-listed", &crate::facts![name = list.name, line = on.row.line, number = number]);
        if !on.differs.is_empty() {
            let facts = listed_facts(out.catalogue(), &on.differs);
            out.warn("warn-wipe-medium-listed-differs", &crate::facts![name = device.name(), facts = facts]);
        }
    }
    if let Some(serial) = &device.label_serial {
        out.say("wipe-medium-label-serial", &crate::facts![serial = serial]);
    }
}
