//! `azukari verify-medium` (Art. 17): reads a wiped medium once more, by its certificate alone.

use super::Shell;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::Outcome;
use super::progress::Reporter;
use super::stated::{machine, witness};
use crate::custody::issue::{may_issue, may_sign};
use crate::custody::media::{Ask, MediaError, Recheck, RecheckStatement, recheck, record_recheck};
use crate::custody::verify::load_record;
use crate::document::Record;
use crate::model::{Fault, Trust, bytes_with_unit};
use crate::sanitize::media::Verification;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `verify-medium`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "CERT")]
    certificate: PathBuf,
    #[arg(value_name = "DEVICE")]
    device: PathBuf,
    #[arg(long)]
    sample: bool,
    #[arg(long)]
    record: bool,
    #[arg(long, value_name = "TEXT", requires = "record")]
    place: Option<String>,
    #[arg(long, value_name = "NAME", requires = "record")]
    witness: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "witness", default_value = "")]
    witness_organization: String,
    #[arg(long, value_name = "TEXT", requires = "record")]
    remark: Vec<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Reads it.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let record = load_record(&args.certificate)?;
    // Hours of reading are not for nothing: who cannot put it on record hears so before.
    let case = if args.record { Some(shell.case()?) } else { shell.case_if_any()? };
    let own = args.record.then(|| shell.unlock()).transpose()?;
    if let (Some(case), Some(own)) = (&case, &own) {
        may_sign(case, own.signer(), shell.now())?;
        may_issue(case, &case.ledger()?, shell.now())?;
    }
    let keyring = shell.keyring(case.as_ref())?;
    let progress = Reporter::new(shell.out());
    let ask = Ask {
        record: &record,
        path: &args.certificate,
        device: &args.device,
        keyring: &keyring,
        sample: args.sample,
        progress: &progress,
        clock: &super::now,
        cancel: shell.cancel(),
    };
    let found = recheck(&ask).inspect_err(|error| {
        if let MediaError::Refused(refusals) = error {
            let each: Vec<&dyn Fault> = refusals.iter().map(|refusal| refusal as &dyn Fault).collect();
            shell.out().reasons(&each);
        }
    })?;
    let mut exit = say(shell, &record, &found);
    let mut issued = Value::Null;
    match (&case, &own) {
        (Some(case), Some(own)) => {
            let made = record_recheck(case, own.signer(), &found, &statement(args), shell.now())?;
            let paper = shell.publish(&shell.renderer(Some(case), &args.paper), &made);
            shell.say_issued("title-recheck", &made, paper.as_deref());
            if paper.is_none() && exit == Exit::Done {
                exit = Exit::Partial;
            }
            issued = json!({
                "number": made.number,
                "record": made.json.display().to_string(),
                "paper": paper.map(|path| path.display().to_string()),
            });
        }
        (Some(_), None) => shell.out().say("recheck-not-recorded", &[]),
        _ => {}
    }
    result(shell, &record, &found, &issued);
    Ok(exit)
}

fn statement(args: &Args) -> RecheckStatement {
    RecheckStatement {
        place: args.place.clone(),
        witness: witness(args.witness.as_deref(), &args.witness_organization),
        machine: machine(),
        remarks: args.remark.clone(),
    }
}

/// Tells what was found, and how the run ends because of it.
fn say(shell: &Shell, record: &Record, found: &Recheck) -> Exit {
    let out = shell.out();
    let sector = u64::from(found.certificate.sector).max(1);
    let facts = crate::facts![
        equal = bytes_with_unit(found.compared.equal),
        wanted = bytes_with_unit(found.compared.wanted),
        differing = found.compared.differing.bytes() / sector,
        unreadable = found.compared.unreadable.bytes() / sector,
        number = record.document.head.number
    ];
    out.say(
        if found.range == Verification::Full { "medium-read-full" } else { "medium-read-sample" },
        &facts,
    );
    if !found.compared.differing.is_empty() || !found.compared.unreadable.is_empty() {
        out.say("medium-read-differs", &facts);
    }
    if found.body.medium.serial.is_none() && found.body.wwn.is_none() {
        out.say("medium-read-nameless", &[]);
    }
    if !found.body.differences.is_empty() {
        out.warn("warn-medium-other", &crate::facts![differences = found.body.differences.join(", ")]);
    }
    match found.body.signature {
        Trust::Good => {}
        Trust::Bad => out.warn("warn-medium-signature-bad", &[]),
        Trust::Unknown | Trust::Absent => out.warn("warn-medium-signature-unknown", &[]),
    }
    let (id, exit) = match found.trust() {
        Trust::Good => ("medium-verdict-good", Exit::Done),
        Trust::Bad => ("medium-verdict-bad", Exit::Bad),
        Trust::Unknown | Trust::Absent => ("medium-verdict-unknown", Exit::Unknown),
    };
    out.say(id, &facts);
    exit
}

fn result(shell: &Shell, record: &Record, found: &Recheck, issued: &Value) {
    let sector = u64::from(found.certificate.sector).max(1);
    let stretches = |ranges: &crate::sanitize::media::Ranges| -> Vec<(u64, u64)> {
        ranges.iter().take(100).map(|(from, to)| (from / sector, (to / sector).saturating_sub(1))).collect()
    };
    shell.out().result(
        "verify-medium",
        &json!({
            "certificate": record.document.head.number,
            "trust": found.trust(),
            "signature": found.body.signature,
            "range": found.range.as_str(),
            "wanted": found.compared.wanted,
            "equal": found.compared.equal,
            "differing": stretches(&found.compared.differing),
            "unreadable": stretches(&found.compared.unreadable),
            "differences": found.body.differences,
            "reasons": found.body.reasons,
            "recorded": issued,
        }),
    );
}
