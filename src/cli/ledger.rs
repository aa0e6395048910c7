//! `azukari ledger`: what the case holds, and whether its history is untouched.

use super::Shell;
use super::catalogue::Catalogue;
use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::key::day_and_time;
use super::layout::{pad, printable_path};
use crate::custody::verify::ledger as ledger_of;
use crate::ledger::{Event, Holding, HoldingState, ImportedSeen, MediumBegun, MediumSeen, State};
use crate::model::{Fault as _, Trust, Verdict, bytes_with_unit, printable};
use clap::Subcommand;
use serde_json::json;

/// Arguments of `ledger`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(ListArgs),
    Verify(VerifyArgs),
    Import(super::import::Args),
}

#[derive(Debug, clap::Args)]
struct ListArgs {}

#[derive(Debug, clap::Args)]
struct VerifyArgs {}

/// Runs the subcommand.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    match &args.command {
        Command::List(ListArgs {}) => list(shell),
        Command::Verify(VerifyArgs {}) => verify(shell),
        Command::Import(args) => super::import::run(shell, args),
    }
}

/// The message that names a state.
fn state_word(state: HoldingState) -> &'static str {
    match state {
        HoldingState::InCustody => "holding-in-custody",
        HoldingState::Sealed => "holding-sealed",
        HoldingState::InTransit => "holding-in-transit",
        HoldingState::Received => "holding-received",
        HoldingState::Wiped => "holding-wiped",
        HoldingState::PartlyWiped => "holding-partly-wiped",
        HoldingState::WipeUnverified => "holding-wipe-unverified",
        HoldingState::WipeFailed => "holding-wipe-failed",
    }
}

fn list(shell: &Shell) -> Outcome {
    let case = shell.case()?;
    let state = case.ledger()?.state()?;
    if state.holdings.is_empty()
        && state.media.is_empty()
        && state.begun.is_empty()
        && state.imported.is_empty()
    {
        shell.out().say("ledger-empty", &[]);
    }
    for holding in &state.holdings {
        say_holding(shell, holding);
    }
    for medium in &state.media {
        shell.out().line(&medium_line(shell.out().catalogue(), medium));
    }
    for seen in state.imported.iter().filter(|seen| seen.record.medium.is_none()) {
        shell.out().line(&imported_line(shell.out().catalogue(), seen));
    }
    for begun in state.left_begun() {
        shell.out().line(&begun_line(shell.out().catalogue(), begun));
    }
    say_unfinished(shell, &state);
    let begun: Vec<_> = state.left_begun().collect();
    let unfinished: Vec<_> = state.unfinished.iter().map(|open| {
        json!({ "sequence": open.sequence, "at": open.at, "actor": open.actor, "kind": open.event.kind(), "subject": about(&open.event) })
    }).collect();
    let result = json!({
        "holdings": state.holdings,
        "media": state.media,
        "media_begun": begun,
        "imported": state.imported,
        "documents": state.documents,
        "cards": state.cards,
        "unfinished": unfinished,
    });
    shell.out().result("ledger list", &result);
    Ok(Exit::Done)
}

fn say_holding(shell: &Shell, holding: &Holding) {
    let words = shell.out().catalogue();
    let mut state = words.word(state_word(holding.state));
    if !holding.exceptions.is_empty() {
        state.push_str(
            &words.text("holding-with-exceptions", &crate::facts![count = holding.exceptions.len()]),
        );
    }
    let size = bytes_with_unit(holding.bytes);
    let files = words.text("ledger-files", &crate::facts![files = holding.files, size = size]);
    let line = format!(
        "{}  {}  {}  {}  {files}",
        pad(&holding.short_id(), 12),
        pad(&state, 14),
        day_and_time(holding.last.at),
        printable(&holding.name)
    );
    shell.out().line(&line);
    let mut documents = holding.documents.clone();
    // Everybody numbers their own: without its issuer, the number of another's document could be read as one of ours.
    documents.extend(holding.from_others.iter().map(|other| {
        words.text("ledger-from-other", &crate::facts![number = other.number, issuer = other.issuer])
    }));
    if !documents.is_empty() {
        shell.out().line(&format!("              {}", printable(&documents.join(" "))));
    }
    if !holding.exceptions.is_empty() {
        let codes: Vec<_> = holding.exceptions.iter().map(|code| code.replace('_', "-")).collect();
        let facts = crate::facts![count = codes.len(), reasons = codes.join(", ")];
        shell.out().line(&format!("              {}", words.text("open-received-with-exceptions", &facts)));
    }
    if !holding.awaited.is_empty() {
        let facts = crate::facts![count = holding.awaited.len(), names = holding.awaited.join(", ")];
        shell.out().line(&format!("              {}", words.text("ledger-awaited", &facts)));
    }
    if holding.openings > 1 {
        let facts = crate::facts![count = holding.openings];
        shell.out().line(&format!("              {}", words.text("ledger-openings", &facts)));
    }
    if holding.wiped_files > 0 {
        let facts = crate::facts![
            files = holding.wiped_files,
            of = holding.files,
            size = bytes_with_unit(holding.wiped_bytes),
            whole = bytes_with_unit(holding.bytes)
        ];
        shell.out().line(&format!("              {}", words.text("ledger-wiped", &facts)));
    }
}

/// A line as that of a holding; the reasons stand on the certificate.
fn medium_line(words: &Catalogue, medium: &MediumSeen) -> String {
    let verdict = words.word(match medium.verdict {
        Verdict::Pass => "medium-wiped-pass",
        Verdict::Failed => "medium-wiped-failed",
        Verdict::Unknown => "medium-wiped-unknown",
    });
    let facts = crate::facts![
        medium = printable(&medium.medium),
        size = bytes_with_unit(medium.capacity),
        title = words.word("title-medium-certificate")
    ];
    let mut text = words.text("ledger-medium", &facts);
    if let Some(issuer) = &medium.issuer {
        // Everybody numbers their own: the number alone could be read as one of ours.
        text.push_str(&words.text("ledger-medium-imported", &crate::facts![issuer = issuer]));
    }
    format!(
        "{}  {}  {}  {text}",
        pad(&printable(&medium.certificate), 12),
        pad(&verdict, 14),
        day_and_time(medium.at),
    )
}

/// Another's paper that is no certificate for a medium.
fn imported_line(words: &Catalogue, seen: &ImportedSeen) -> String {
    let title = words.word(match seen.record.kind.as_str() {
        "batch" => "title-batch",
        "recheck" => "title-recheck",
        "intake" => "title-intake",
        "free-space-certificate" => "title-free-certificate",
        _ => "title-certificate",
    });
    let issuer = words.text("ledger-medium-imported", &crate::facts![issuer = seen.record.issuer.name]);
    format!(
        "{}  {}  {}  {title}{issuer}",
        pad(&printable(&seen.record.number), 12),
        pad(&words.word("ledger-imported"), 14),
        day_and_time(seen.record.issued_at),
    )
}

/// A medium whose wiping was begun: it has no certificate, and so no number.
fn begun_line(words: &Catalogue, begun: &MediumBegun) -> String {
    let state = words.word(if begun.interrupted { "medium-interrupted" } else { "medium-begun" });
    let facts = crate::facts![
        medium = printable(&begun.medium),
        size = begun.capacity.map(bytes_with_unit).unwrap_or_default()
    ];
    format!(
        "{}  {}  {}  {}",
        pad("-", 12),
        pad(&state, 14),
        day_and_time(begun.at),
        words.text("ledger-medium-begun", &facts)
    )
}

/// What an event is about; where that has no name in the ledger, such as free space of no asset, what is worked on.
fn about(event: &Event) -> &str {
    match event {
        Event::Intended(intended) if intended.subject.is_empty() => {
            intended.target.as_deref().unwrap_or_default()
        }
        event => event.subject(),
    }
}

fn say_unfinished(shell: &Shell, state: &State) {
    for open in &state.unfinished {
        // A package on its way is no interruption; a medium that was begun has a line of its own.
        let medium =
            |intended: &crate::ledger::Intended| intended.action == crate::ledger::Action::WipeMedium;
        if matches!(&open.event, Event::TransitStarted(_))
            || matches!(&open.event, Event::Intended(intended) if medium(intended))
        {
            continue;
        }
        let facts = crate::facts![
            sequence = open.sequence,
            at = day_and_time(open.at),
            actor = printable(&open.actor),
            subject = printable(about(&open.event))
        ];
        shell.out().warn("warn-unfinished", &facts);
    }
}

fn verify(shell: &Shell) -> Outcome {
    let case = shell.case()?;
    let judged =
        ledger_of(&case, &mut |keyring| -> Result<(), Failure> { Ok(shell.keys()?.add_to(keyring)?) })?;
    let (report, odd, unlisted) = (&judged.report, &judged.odd, &judged.unlisted_cards);
    let facts = crate::facts![
        entries = report.entries,
        sequence = report.head.sequence,
        sha256 = report.head.sha256,
        documents = report.known_heads
    ];
    shell.out().say("ledger-head", &facts);
    for flaw in &report.flaws {
        let fault = crate::ledger::LedgerError::Tampered(flaw.clone());
        let text = shell.out().catalogue().text(&format!("err-{}", fault.code()), &fault.facts());
        shell.out().line(&text);
    }
    for signer in &report.unknown {
        let facts = crate::facts![
            name = signer.name,
            fingerprint = signer.fingerprint,
            first = signer.first,
            entries = signer.entries,
            reason = signer.reason.code()
        ];
        shell.out().say("ledger-unknown-signer", &facts);
    }
    if report.clock_set_back > 0 {
        shell.out().warn("warn-clock-set-back", &crate::facts![entries = report.clock_set_back]);
    }
    for one in odd {
        shell.out().warn(&format!("warn-odd-{}", one.code()), &one.facts());
    }
    // They count for nothing, so they change no verdict; but whoever checks is to know that they lie there.
    for path in unlisted {
        shell.out().warn("warn-card-unlisted", &crate::facts![path = printable_path(path)]);
    }
    let (exit, verdict) = match report.trust {
        Trust::Bad => (Exit::Bad, "ledger-bad"),
        _ if odd.iter().any(|one| one.trust() == Trust::Bad) => (Exit::Bad, "ledger-documents-bad"),
        _ if odd.iter().any(|one| one.trust() != Trust::Good) => (Exit::Unknown, "ledger-documents-missing"),
        Trust::Good => (Exit::Done, "ledger-good"),
        Trust::Unknown | Trust::Absent => (Exit::Unknown, "ledger-unknown"),
    };
    shell.out().say(verdict, &[]);
    let mut result = json!(report);
    result["odd_documents"] = odd
        .iter()
        .map(|one| json!({ "code": one.code(), "path": one.path().display().to_string() }))
        .collect();
    result["unlisted_cards"] = unlisted.iter().map(|path| json!(path.display().to_string())).collect();
    shell.out().result("ledger verify", &result);
    Ok(exit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, Sha256};

    #[test]
    fn a_medium_is_listed_with_its_verdict_and_its_certificate() {
        let medium = |verdict| MediumSeen {
            medium: "MIHON\u{1b}123".to_owned(),
            certificate: "M-2026-0001".to_owned(),
            asset: None,
            disk_sha256: Sha256([1; 32]),
            plan_sha256: Sha256([1; 32]),
            capacity: 1 << 30,
            verdict,
            reasons: Vec::new(),
            issuer: None,
            at: "2026-11-22T10:00:00+09:00".parse().unwrap(),
            sequence: 3,
        };
        for (lang, verdict, said) in [
            (Lang::Ja, Verdict::Pass, "消去・合格"),
            (Lang::Ja, Verdict::Failed, "消去・不合格"),
            (Lang::Ja, Verdict::Unknown, "消去・未検証"),
            (Lang::En, Verdict::Pass, "  wiped "),
            (Lang::En, Verdict::Failed, "  wipe failed "),
            (Lang::En, Verdict::Unknown, "  unverified "),
        ] {
            let line = medium_line(&Catalogue::new(lang), &medium(verdict));
            assert!(line.starts_with("M-2026-0001 ") && line.contains(said), "{line}");
            assert!(line.contains("MIHON\\u{1b}123") && line.contains("1.0 GiB"), "{line}");
        }
    }
}
