//! `azukari show FILE`: any azukari file in words.

use super::Shell;
use super::documents::{PaperArgs, put};
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use super::key::say_card;
use super::layout::printable_path;
use super::timestamp::say_stamp;
use crate::custody::timestamp::{response_beside, signature_of};
use crate::document::Record;
use crate::model::printable;
use crate::render::{Format, record_of_pdf};
use crate::sign::timestamp::{MAX_RESPONSE_BYTES, Request, Response, Stamp};
use crate::sign::{self, Card};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Arguments of `show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "FORMAT", default_value = "txt")]
    format: Format,
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// What a file turned out to be.
enum Shown {
    Record(Box<Record>),
    Card(Box<Card>),
    Stamp(Box<Stamp>),
    StampRequest(Box<Request>),
}

/// Shows the file. What it says is shown, not judged: that is `verify`. But a record that its own signature contradicts is not
/// drawn: on a page it would look like any other.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let bytes = read(&args.file)?;
    #[cfg(target_os = "linux")]
    if let Some(plan) = super::plan::recognize(&bytes) {
        return super::plan::show(shell, &args.file, &bytes, &plan);
    }
    match recognize(&args.file, bytes)? {
        Shown::Record(record) => show_record(shell, args, &record),
        Shown::Card(card) => {
            show_card(shell, &card);
            Ok(Exit::Done)
        }
        Shown::Stamp(stamp) => {
            say_stamp(shell, &stamp);
            shell.out().result("show", &json!({ "kind": "timestamp", "timestamp": stamp }));
            Ok(Exit::Done)
        }
        Shown::StampRequest(request) => {
            let (imprint, nonce) = (request.imprint().hex(), request.nonce_hex());
            shell.out().say("show-timestamp-request", &crate::facts![imprint = imprint, nonce = nonce]);
            let result = json!({ "kind": "timestamp-request", "imprint": imprint, "nonce": nonce });
            shell.out().result("show", &result);
            Ok(Exit::Done)
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ShellError> {
    std::fs::read(path).map_err(|source| ShellError::Read { path: path.display().to_string(), source })
}

fn recognize(path: &Path, bytes: Vec<u8>) -> Result<Shown, Failure> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(Shown::Record(Box::new(record_of_pdf(&bytes)?)));
    }
    if let Ok(response) = Response::read(&bytes) {
        return Ok(Shown::Stamp(Box::new(Stamp::of(&response))));
    }
    if let Ok(request) = Request::read(&bytes) {
        return Ok(Shown::StampRequest(Box::new(request)));
    }
    let object: Option<Value> = serde_json::from_slice(&bytes).ok();
    let Some(object) = object else {
        return Err(ShellError::NotOurs { path: path.display().to_string() }.into());
    };
    if object.get("card").is_some() && object.get("signature").is_some() {
        return Ok(Shown::Card(Box::new(Card::read(&bytes)?)));
    }
    let mut signature_path = path.as_os_str().to_owned();
    signature_path.push(".sig");
    // Showing needs no signature; the paper says whether there is one.
    let signature = std::fs::read(PathBuf::from(signature_path)).unwrap_or_default();
    let path = path.display().to_string();
    match Record::from_parts(bytes, signature) {
        Ok(record) => Ok(Shown::Record(Box::new(record))),
        Err(source) => Err(ShellError::Record { path, source }.into()),
    }
}

fn show_record(shell: &Shell, args: &Args, record: &Record) -> Outcome {
    let case = shell.case_if_any()?;
    if !record.signature.is_empty() && !fits(record) {
        return Err(ShellError::RecordAltered { path: args.file.display().to_string() }.into());
    }
    let page = shell.renderer(case.as_ref(), &args.paper).render(record, args.format)?;
    match &args.output {
        Some(path) => {
            put(path, &page)?;
            shell.out().say("show-written", &crate::facts![path = printable_path(path)]);
        }
        None if !shell.out().is_json() => shell.out().raw(&page),
        None => {}
    }
    let stamp = stamp_beside(&args.file, record);
    if let Some(stamp) = &stamp {
        // Beside the page, not on it: the page is the same whether a time-stamp came later or not.
        shell.out().line("");
        say_stamp(shell, stamp);
        shell.out().say("show-timestamp-beside", &[]);
    }
    if record.signature.is_empty() {
        shell.out().warn("warn-shown-unsigned", &[]);
    }
    let content: Value = serde_json::from_slice(&record.json).unwrap_or(Value::Null);
    let result = json!({
        "kind": record.document.body.kind().name(),
        "sha256": record.sha256(),
        "signed": !record.signature.is_empty(),
        "record": content,
        "timestamp": stamp,
    });
    shell.out().result("show", &result);
    Ok(Exit::Done)
}

/// Whether the signature is over this very record, by the key that the record names.
fn fits(record: &Record) -> bool {
    let (head, kind) = (&record.document.head, record.document.body.kind());
    let signed = sign::check(kind.namespace(), &record.json, &record.signature);
    signed.is_ok_and(|key| key.fingerprint() == head.issuer.key.fingerprint)
}

/// What the time-stamp beside the record's signature says, if one is there and can be read.
fn stamp_beside(path: &Path, record: &Record) -> Option<Stamp> {
    // Of a PDF the signature is inside; its time-stamp lies where the signature would.
    let pdf = path.extension().is_some_and(|extension| extension == "pdf");
    let signature = if pdf {
        path.with_file_name(format!("{}.json.sig", record.document.head.number))
    } else {
        signature_of(path)
    };
    let response = response_beside(&signature);
    if response.metadata().ok()?.len() > MAX_RESPONSE_BYTES as u64 {
        return None;
    }
    let bytes = std::fs::read(response).ok()?;
    Some(Stamp::of(&Response::read(&bytes).ok()?))
}

fn show_card(shell: &Shell, card: &Card) {
    say_card(shell, card);
    shell.out().line(&printable(&card.recipient));
    shell.out().result("show", &json!({ "kind": "card", "card": card }));
}
