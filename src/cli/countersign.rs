//! `azukari countersign RECORD`: a second person looks at what somebody else has signed, and signs it too.

use super::Shell;
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use super::layout::printable_path;
use crate::custody::case::Case;
use crate::custody::countersign::{Countersigned, countersign, may_countersign};
use crate::custody::issue::may_sign;
use crate::custody::verify;
use crate::document::CountersignRole;
use crate::model::Trust;
use crate::render::Format;
use crate::sanitize::media::MediaPlan;
use crate::sign::Keyring;
use crate::stream::Hasher;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `countersign`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "RECORD")]
    file: PathBuf,
    #[arg(long = "as", value_name = "checker|witness", value_parser = role)]
    role: Option<CountersignRole>,
}

fn role(text: &str) -> Result<CountersignRole, String> {
    match text {
        "checker" => Ok(CountersignRole::SecondChecker),
        "witness" => Ok(CountersignRole::Witness),
        _ => Err("checker, witness".to_owned()),
    }
}

/// Shows it whole, asks, and signs.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case()?;
    let keyring = case.keyring()?;
    let plan = is_plan(&args.file);
    let it = if plan {
        shown_plan(shell, &args.file, &case, &keyring)?
    } else {
        shown_record(shell, &args.file, &case, &keyring)?
    };
    let of_kind = if plan { CountersignRole::SecondChecker } else { CountersignRole::Witness };
    let role = args.role.unwrap_or(of_kind);
    let own = shell.unlock()?;
    may_sign(&case, own.signer(), shell.now())?;
    may_countersign(&it, own.signer())?;
    let facts = crate::facts![name = it.first.name, path = printable_path(&it.path)];
    let question = match role {
        CountersignRole::SecondChecker => "countersign-confirm-checker",
        CountersignRole::Witness => "countersign-confirm-witness",
    };
    shell.confirm(question, &facts)?;
    shell.go_on()?;
    let written = countersign(&it, role, own.signer(), shell.now())?;
    let out = shell.out();
    out.say("countersign-written", &crate::facts![path = printable_path(&written)]);
    out.result(
        "countersign",
        &json!({
            "path": written.display().to_string(),
            "record": it.path.display().to_string(),
            "sha256": it.sha256,
            "role": role,
        }),
    );
    Ok(Exit::Done)
}

/// By its schema alone: whether it is whole is looked at when it is read.
fn is_plan(path: &Path) -> bool {
    let bytes = std::fs::read(path).unwrap_or_default();
    let object: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    object.is_some_and(|object| object["schema"] == MediaPlan::SCHEMA)
}

/// As `wipe run` shows it.
#[cfg(target_os = "linux")]
fn shown_plan(shell: &Shell, path: &Path, case: &Case, keyring: &Keyring) -> Result<Countersigned, Failure> {
    let plan = crate::custody::media::read_plan(path, case, keyring)?;
    super::plan::show_head(shell, &plan.plan);
    super::plan::show_media(shell, &plan.plan);
    super::plan::show_others(shell, &plan.others);
    Ok(plan.signed)
}

#[cfg(not(target_os = "linux"))]
fn shown_plan(_: &Shell, path: &Path, _: &Case, _: &Keyring) -> Result<Countersigned, Failure> {
    Err(ShellError::NotOurs { path: path.display().to_string() }.into())
}

/// A record whose signature is good, shown as text.
fn shown_record(
    shell: &Shell,
    path: &Path,
    case: &Case,
    keyring: &Keyring,
) -> Result<Countersigned, Failure> {
    let record = verify::load_record(path)?;
    let found = verify::record(&record, path, keyring)?;
    let first = found.signer.clone().filter(|_| found.trust() == Trust::Good);
    let Some(first) = first else {
        return Err(ShellError::NotTrusted { path: path.display().to_string() }.into());
    };
    let page =
        shell.renderer(Some(case), &super::documents::PaperArgs::default()).render(&record, Format::Text)?;
    if !shell.out().is_json() {
        shell.out().raw(&page);
    }
    Ok(Countersigned {
        path: path.to_owned(),
        sha256: record.sha256(),
        signature_sha256: Hasher::sha256_of(&record.signature),
        first,
        at: record.document.head.issued_at,
    })
}
