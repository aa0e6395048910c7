//! `azukari timestamp`: the word of a time-stamping authority for a signature, without a network.

use super::Shell;
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use super::layout::printable_path;
use crate::custody::timestamp::{self as stamping, Arrived, TimestampError};
use crate::model::{Facts, Trust, printable};
use crate::sign::timestamp::{Authority, Reason, Stamp};
use clap::Subcommand;
use serde_json::json;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// No certificate, nor a handful of them, is longer than this, in bytes.
const LARGEST_CERTIFICATE: u64 = 1 << 20;

/// Arguments of `timestamp`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Request(RequestArgs),
    Import(ImportArgs),
    Trust(TrustArgs),
}

#[derive(Debug, clap::Args)]
struct RequestArgs {
    #[arg(value_name = "RECORD", required = true)]
    records: Vec<PathBuf>,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct ImportArgs {
    #[arg(value_name = "RESPONSE")]
    response: PathBuf,
    #[arg(long = "for", value_name = "RECORD")]
    record: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    tsa_ca: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct TrustArgs {
    #[arg(value_name = "CERTIFICATE")]
    certificate: PathBuf,
}

/// Runs the subcommand.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    match &args.command {
        Command::Request(args) => request(shell, args),
        Command::Import(args) => import(shell, args),
        Command::Trust(args) => trust(shell, args),
    }
}

fn request(shell: &Shell, args: &RequestArgs) -> Outcome {
    // One file cannot hold several requests.
    if args.output.is_some() && args.records.len() > 1 {
        return Err(ShellError::OneOutput.into());
    }
    let mut made = Vec::new();
    for path in &args.records {
        let asked = stamping::request(path, args.output.as_deref())?;
        let out = args.output.as_deref().unwrap_or(&asked.request);
        let facts = crate::facts![path = printable_path(out), imprint = asked.imprint];
        shell.out().say(if asked.again { "timestamp-asked-again" } else { "timestamp-asked" }, &facts);
        made.push(json!({
            "signature": asked.signature.display().to_string(),
            "request": asked.request.display().to_string(),
            "output": out.display().to_string(),
            "sha256": asked.imprint,
            "again": asked.again,
        }));
    }
    shell.out().say("timestamp-send", &[]);
    shell.out().result("timestamp request", &json!({ "requests": made }));
    Ok(Exit::Done)
}

fn import(shell: &Shell, args: &ImportArgs) -> Outcome {
    let case = shell.case_if_any()?;
    let authorities = shell.authorities(case.as_ref(), &args.tsa_ca)?;
    let arrived = stamping::arrive(&args.response, args.record.as_deref(), case.as_ref(), &authorities)?;
    let of_case = case.as_ref().filter(|case| !arrived.of_case(case).is_empty());
    let kept = match of_case {
        Some(case) => {
            let own = shell.unlock()?;
            stamping::record(case, own.signer(), &arrived, shell.now())?
        }
        None => arrived.keep()?,
    };
    for path in &kept {
        shell.out().say("timestamp-kept", &crate::facts![path = printable_path(path)]);
    }
    if !arrived.answers_request {
        shell.out().warn("warn-timestamp-no-request", &[]);
    }
    tell(shell, &arrived);
    let kept: Vec<String> = kept.iter().map(|path| path.display().to_string()).collect();
    let result = json!({
        "kept": kept,
        "judgement": arrived.judgement,
        "answers_request": arrived.answers_request,
        "recorded": of_case.is_some(),
    });
    shell.out().result("timestamp import", &result);
    Ok(if arrived.judgement.trust == Trust::Good { Exit::Done } else { Exit::Unknown })
}

/// What an imported time-stamp says, and what that is worth.
fn tell(shell: &Shell, arrived: &Arrived) {
    let judgement = &arrived.judgement;
    if let Some(stamp) = &judgement.stamp {
        say_stamp(shell, stamp);
    }
    let facts = crate::facts![
        reason = judgement.reason.code(),
        detail = judgement.reason.detail(),
        authority = judgement.authority.as_deref().unwrap_or_default()
    ];
    match judgement.reason {
        Reason::Fits => shell.out().say("timestamp-good", &facts),
        _ => shell.out().warn("warn-timestamp-unknown", &facts),
    }
}

/// Says what a time-stamp says of itself.
pub fn say_stamp(shell: &Shell, stamp: &Stamp) {
    shell.out().say("timestamp-says", &facts_of(stamp));
}

/// The values of a time-stamp, for messages.
#[must_use]
pub fn facts_of(stamp: &Stamp) -> Facts {
    crate::facts![at = stamp.at, tsa = stamp.tsa, serial = stamp.serial, policy = stamp.policy]
}

fn trust(shell: &Shell, args: &TrustArgs) -> Outcome {
    let case = shell.case()?;
    let authorities = read_authorities(&args.certificate)?;
    for authority in &authorities {
        let (from, until) = authority.validity();
        let facts = crate::facts![
            name = printable(authority.name()),
            fingerprint = authority.fingerprint(),
            from = from,
            until = until
        ];
        shell.out().say("timestamp-authority", &facts);
    }
    // Whoever holds the key of a trusted authority can make a time-stamp of any date.
    shell.confirm("timestamp-trust-confirm", &[])?;
    let own = shell.unlock()?;
    let mut trusted = Vec::new();
    for authority in &authorities {
        let path = stamping::trust(&case, own.signer(), authority, shell.now())?;
        let facts = crate::facts![name = printable(authority.name()), path = printable_path(&path)];
        shell.out().say("timestamp-trusted", &facts);
        trusted.push(json!({
            "name": authority.name(),
            "sha256": authority.sha256(),
            "path": path.display().to_string(),
        }));
    }
    shell.out().result("timestamp trust", &json!({ "authorities": trusted }));
    Ok(Exit::Done)
}

/// The certificates of authorities in a file.
pub fn read_authorities(path: &Path) -> Result<Vec<Authority>, Failure> {
    let read = |source| TimestampError::Read { path: path.to_owned(), source };
    let mut file = Vec::new();
    std::fs::File::open(path)
        .map_err(read)?
        .take(LARGEST_CERTIFICATE)
        .read_to_end(&mut file)
        .map_err(read)?;
    let found = Authority::read_all(&file)
        .map_err(|source| TimestampError::Stamp { path: path.to_owned(), source })?;
    Ok(found)
}
