//! `azukari show FILE`: any azukari file in words.

use super::Shell;
use super::documents::{PaperArgs, put};
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use super::key::say_card;
use super::layout::printable_path;
use crate::document::Record;
use crate::model::printable;
use crate::render::{Format, record_of_pdf};
use crate::sign::Card;
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
}

/// Shows the file. What it says is shown, not judged: that is `verify`.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let bytes = read(&args.file)?;
    match recognize(&args.file, bytes)? {
        Shown::Record(record) => show_record(shell, args, &record),
        Shown::Card(card) => {
            show_card(shell, &card);
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
    let page = shell.renderer(case.as_ref(), &args.paper).render(record, args.format)?;
    match &args.output {
        Some(path) => {
            put(path, &page)?;
            shell.out().say("show-written", &crate::facts![path = printable_path(path)]);
        }
        None if !shell.out().is_json() => shell.out().raw(&page),
        None => {}
    }
    let content: Value = serde_json::from_slice(&record.json).unwrap_or(Value::Null);
    let result = json!({
        "kind": record.document.body.kind().name(),
        "sha256": record.sha256(),
        "signed": !record.signature.is_empty(),
        "record": content,
    });
    shell.out().result("show", &result);
    Ok(Exit::Done)
}

fn show_card(shell: &Shell, card: &Card) {
    say_card(shell, card);
    shell.out().line(&printable(&card.recipient));
    shell.out().result("show", &json!({ "kind": "card", "card": card }));
}
