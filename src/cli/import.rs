//! `azukari ledger import`: certificates that were issued on the bench become part of the office's case.

use super::Shell;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::Outcome;
use super::layout::printable_path;
use crate::custody::import::{ImportError, Imported, import, look};
use crate::custody::issue::Issued;
use crate::document::Record;
use crate::model::{Fault, Verdict, printable};
use crate::render::Format;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `ledger import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FILE|DIR", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    paper: PaperArgs,
}

/// Judges everything first; then all of it is taken in, or nothing.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case()?;
    let sound = look(&case, &args.paths, shell.now()).inspect_err(|error| {
        if let ImportError::Refused(rejected) = error {
            let each: Vec<&dyn Fault> = rejected.iter().map(|one| one as &dyn Fault).collect();
            shell.out().reasons(&each);
        }
    })?;
    let renderer = shell.renderer(Some(&case), &args.paper);
    // What belies itself is not drawn, and not taken in either.
    for record in sound.records() {
        renderer.render(record, Format::Text)?;
    }
    let out = shell.out();
    for (number, path) in &sound.already {
        out.say("import-already", &crate::facts![number = number, path = printable_path(path)]);
    }
    for path in &sound.copies {
        out.say("import-copy", &crate::facts![path = printable_path(path)]);
    }
    if !sound.not_in_summary.is_empty() {
        let (count, numbers) = (sound.not_in_summary.len(), sound.not_in_summary.join(", "));
        out.warn("warn-import-not-in-summary", &crate::facts![count = count, numbers = numbers]);
    }
    let imported = if sound.records().next().is_some() {
        let own = shell.unlock()?;
        shell.go_on()?;
        import(&case, own.signer(), &sound, shell.now())?
    } else {
        Vec::new()
    };
    let mut drawn = true;
    let mut told = Vec::new();
    for one in imported {
        say(shell, &one.record);
        let one = as_issued(one);
        let paper = shell.publish(&renderer, &one);
        drawn &= paper.is_some();
        told.push(json!({
            "number": one.number,
            "kind": one.record.document.body.kind().name(),
            "issuer": one.record.document.head.issuer.person.name,
            "sha256": one.record.sha256(),
            "verdict": one.record.document.body.verdict(),
            "record": one.json.display().to_string(),
            "paper": paper.map(|path| path.display().to_string()),
        }));
    }
    if !told.is_empty() {
        out.say("import-done", &crate::facts![count = told.len()]);
    }
    let already: Vec<&String> = sound.already.iter().map(|(number, _)| number).collect();
    let result = json!({
        "imported": Value::from(told),
        "already": already,
        "copies": sound.copies.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "not_in_summary": sound.not_in_summary,
    });
    out.result("ledger import", &result);
    Ok(if drawn { Exit::Done } else { Exit::Partial })
}

fn say(shell: &Shell, record: &Record) {
    let head = &record.document.head;
    let verdict = match record.document.body.verdict() {
        Some(Verdict::Pass) => "pass",
        Some(Verdict::Failed) => "failed",
        Some(Verdict::Unknown) => "unknown",
        None => "none",
    };
    let facts =
        crate::facts![number = head.number, issuer = printable(&head.issuer.person.name), verdict = verdict];
    shell.out().say("import-one", &facts);
}

/// As what is issued here: its page is drawn anew from the record, so that no page that came along can show something else.
fn as_issued(imported: Imported) -> Issued {
    Issued {
        number: imported.record.document.head.number.clone(),
        json: imported.json,
        signature: imported.signature,
        annexes: imported.annexes,
        record: imported.record,
        verification_stale: false,
    }
}
