//! `azukari receive` (Art. 16): take over a medium or folder as it is, and issue the 預り証.

use super::Shell;
use super::documents::PaperArgs;
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use super::layout::printable_path;
use crate::custody::case::Case;
use crate::custody::list;
use crate::custody::receive::{ClientList, ReceiveError, Received, Statement, Take, precheck, receive};
use crate::custody::survey::{Survey, survey};
use crate::device;
use crate::document::{Comparison, ComparisonResult, Terms};
use crate::model::{Medium, Person, Source, Sourced, Timestamp, bytes_with_unit, printable};
use serde_json::json;
use std::path::{Path, PathBuf};

/// How many names of a kind are shown on the screen; the record has them all.
const SHOWN: usize = 10;

/// Arguments of `receive`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "PATH")]
    path: PathBuf,
    #[arg(long, value_name = "NAME")]
    from: String,
    #[arg(long, value_name = "NAME")]
    from_organization: Option<String>,
    #[arg(long, value_name = "TEXT", default_value = "")]
    from_role: String,
    #[arg(long, value_name = "TEXT")]
    means: String,
    #[arg(long, value_name = "TEXT")]
    place: String,
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    #[arg(long, value_name = "LIST")]
    against: Option<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    agreed_means: Option<String>,
    #[arg(long, value_name = "TEXT")]
    agreed_place: Option<String>,
    #[arg(long, value_name = "TIME")]
    agreed_at: Option<Timestamp>,
    #[arg(long, value_name = "TEXT")]
    remark: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    asset_name: Option<String>,
    #[arg(long, value_name = "TEXT")]
    purpose: Option<String>,
    #[arg(long, value_name = "TEXT")]
    storage: Option<String>,
    #[arg(long, value_name = "TIME")]
    return_by: Option<Timestamp>,
    #[arg(long, value_name = "TEXT")]
    class: Option<String>,
    #[arg(long, value_name = "TEXT")]
    medium_serial: Option<String>,
    #[arg(long, value_name = "TEXT")]
    medium_label: Option<String>,
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    paper: PaperArgs,
}

impl Args {
    fn statement(&self, case: &Case, now: Timestamp) -> Statement {
        let agreed = &case.settings().agreed;
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        // A folder's name serves; a file's own may be personal data, and the name goes into the ledger.
        let name =
            path.file_name().filter(|_| path.is_dir()).unwrap_or_default().to_string_lossy().into_owned();
        Statement {
            agreed: Terms {
                means: self.agreed_means.clone().or_else(|| agreed.means.clone()),
                at: self.agreed_at,
                place: self.agreed_place.clone().or_else(|| agreed.place.clone()),
            },
            actual: Terms {
                means: Some(self.means.clone()),
                at: Some(self.at.unwrap_or(now)),
                place: Some(self.place.clone()),
            },
            giver: Person {
                name: self.from.clone(),
                organization: self
                    .from_organization
                    .clone()
                    .unwrap_or_else(|| case.settings().client.name.clone()),
                role: self.from_role.clone(),
            },
            asset_name: self.asset_name.clone().unwrap_or(name),
            purpose: self.purpose.clone(),
            storage: self.storage.clone(),
            return_by: self.return_by,
            class: self.class.clone(),
            remarks: self.remark.iter().filter(|remark| !remark.trim().is_empty()).cloned().collect(),
            again: self.again,
        }
    }
}

/// Takes over what lies at the path.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let case = shell.case()?;
    // Before anything is said of it.
    args.path.metadata().map_err(|source| ShellError::Read { path: printable_path(&args.path), source })?;
    let list = args.against.as_deref().map(|path| read_list(path, &args.path)).transpose()?;
    let own = shell.unlock()?;
    let statement = args.statement(&case, shell.now());
    precheck(&case, own.signer(), &args.path, &statement, shell.now())?;
    let medium = medium(shell, args);
    let found = survey(&args.path, &shell.progress(), shell.cancel())?;
    shell.go_on()?;
    let take = Take { path: &args.path, survey: &found, medium: &medium, list: list.as_ref() };
    let received = receive(&case, own.signer(), take, &statement, shell.now())?;
    say_contents(shell, &found);
    say_comparison(shell, &received.handover.comparison);
    let renderer = shell.renderer(Some(&case), &args.paper);
    let paper = shell.publish(&renderer, &received.issued);
    shell.say_issued("title-receipt", &received.issued, paper.as_deref());
    let exit = exit_of(&received, paper.is_some());
    if exit == Exit::Bad {
        let facts = crate::facts![number = received.issued.number, name = args.from];
        shell.out().say("receive-differs-next", &facts);
    }
    if received.handover.medium.serial_conflict.is_some() {
        shell.out().warn("warn-serial-conflict", &[]);
    }
    shell.out().result(
        "receive",
        &json!({
            "asset": received.asset,
            "receipt": received.issued.number,
            "record": received.issued.json.display().to_string(),
            "paper": paper.map(|path| path.display().to_string()),
            "files": received.handover.contents.files,
            "bytes": received.handover.contents.bytes,
            "comparison": received.handover.comparison,
            "unreadable": received.handover.contents.unreadable,
            "not_files": received.handover.contents.not_files,
            "as_agreed": received.handover.as_agreed,
        }),
    );
    Ok(exit)
}

/// The receipt is issued either way, and true; the exit code says whether everything agreed.
fn exit_of(received: &Received, paper: bool) -> Exit {
    let comparison = &received.handover.comparison;
    let named = [&comparison.missing, &comparison.extra, &comparison.altered];
    if named.iter().any(|names| !names.is_empty()) {
        Exit::Bad
    } else if !received.handover.contents.unreadable.is_empty() || !paper {
        Exit::Partial
    } else if comparison.result == ComparisonResult::PresentUnverified {
        Exit::Unknown
    } else {
        Exit::Done
    }
}

fn read_list(path: &Path, folder: &Path) -> Result<ClientList, Failure> {
    let read = |source| ShellError::Read { path: path.display().to_string(), source };
    let content = std::fs::read(path).map_err(read)?;
    let entries = list::parse(&content).map_err(ReceiveError::from)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let inside = path.canonicalize().ok().zip(folder.canonicalize().ok());
    let own = inside.and_then(|(list, folder)| {
        let below = list.strip_prefix(folder).ok()?;
        let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
        parts.map(|parts| parts.join("/"))
    });
    Ok(ClientList { name, content, entries, own })
}

/// What the system says about the medium below the path, and what was typed.
fn medium(shell: &Shell, args: &Args) -> Medium {
    let told = device::medium_of(&args.path).unwrap_or_else(|error| {
        shell.out().warn_because("warn-medium-unknown", &[], &error);
        Medium::default()
    });
    let typed = args.medium_serial.as_deref().map(str::trim).filter(|serial| !serial.is_empty());
    with_typed(Medium { label: args.medium_label.clone(), ..told }, typed)
}

/// A typed serial stands where the drive says none. Where they disagree, both are kept: a dock may show its own.
fn with_typed(mut medium: Medium, typed: Option<&str>) -> Medium {
    let Some(typed) = typed else { return medium };
    let same = |told: &Sourced| told.value.trim().eq_ignore_ascii_case(typed);
    let from_hand = || Some(Sourced { value: typed.to_owned(), source: Source::Typed });
    match &medium.serial {
        Some(told) if same(told) => {}
        Some(_) => medium.serial_conflict = from_hand(),
        None => medium.serial = from_hand(),
    }
    medium
}

fn say_contents(shell: &Shell, found: &Survey) {
    let facts = crate::facts![
        files = found.files.len(),
        folders = found.folders,
        size = bytes_with_unit(found.bytes()),
        bytes = found.bytes()
    ];
    shell.out().say("receive-contents", &facts);
    for item in &found.unreadable {
        let facts = crate::facts![path = item.path, reason = item.reason];
        shell.out().warn("warn-unreadable", &facts);
    }
    if !found.not_files.is_empty() {
        say_names(shell, "receive-not-files", &found.not_files);
    }
}

fn say_comparison(shell: &Shell, comparison: &Comparison) {
    let verdict = match comparison.result {
        ComparisonResult::Match => "receive-match",
        ComparisonResult::PresentUnverified => "receive-present-unverified",
        ComparisonResult::Differs => "receive-differs",
        ComparisonResult::NoList => "receive-no-list",
    };
    shell.out().say(verdict, &crate::facts![matched = comparison.matched]);
    if comparison.presence_only > 0 {
        shell.out().say("receive-presence-only", &crate::facts![files = comparison.presence_only]);
    }
    if comparison.size_only > 0 {
        shell.out().say("receive-size-only", &crate::facts![files = comparison.size_only]);
    }
    for (id, names) in [
        ("receive-missing", &comparison.missing),
        ("receive-extra", &comparison.extra),
        ("receive-altered", &comparison.altered),
        ("receive-renamed", &comparison.renamed),
    ] {
        if !names.is_empty() {
            say_names(shell, id, names);
        }
    }
}

fn say_names(shell: &Shell, id: &str, names: &[String]) {
    shell.out().say(id, &crate::facts![count = names.len()]);
    for name in names.iter().take(SHOWN) {
        shell.out().line(&format!("    {}", printable(name)));
    }
    if names.len() > SHOWN {
        let more = crate::facts![count = names.len() - SHOWN];
        shell.out().line(&format!("    {}", shell.out().catalogue().text("receive-more", &more)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_serial_never_replaces_what_the_drive_said() {
        let drive = |value: &str| Some(Sourced { value: value.into(), source: Source::Drive });
        let told = Medium { serial: drive("SN-1"), ..Medium::default() };
        assert_eq!(with_typed(told.clone(), Some("sn-1")), told);
        let odd = with_typed(told.clone(), Some("SN-2"));
        assert_eq!(
            (odd.serial, odd.serial_conflict.map(|typed| typed.value)),
            (drive("SN-1"), Some("SN-2".into()))
        );
        let only = with_typed(Medium::default(), Some("SN-3"));
        assert_eq!(only.serial.map(|typed| typed.source), Some(Source::Typed));
    }
}
