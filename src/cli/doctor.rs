//! `azukari doctor`: what this machine can and cannot do, three-valued: what could not be asked is *unknown*, not fine.

use super::exit::Exit;
use super::failure::Outcome;
use super::layout::pad;
use super::{Shell, harden};
use crate::model::Facts;
use serde_json::json;

/// Arguments of `doctor`: none.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// As it should be.
    Good,
    /// Not as it should be, or not there.
    Bad,
    /// Could not be asked.
    Unknown,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Unknown => "unknown",
        }
    }
}

/// One line: the check's name, its state, and the message that says what was seen.
struct Finding {
    check: &'static str,
    state: State,
    message: &'static str,
    facts: Facts,
}

impl Finding {
    fn new(check: &'static str, state: State, message: &'static str, facts: Facts) -> Self {
        Self { check, state, message, facts }
    }
}

/// Runs every check. Finding something is the work, so the run ends well whatever is found.
pub fn run(shell: &Shell, _: &Args) -> Outcome {
    let findings = [ssh_keygen(), clock(shell), core_dumps(), swap()];
    let words = shell.out().catalogue();
    let mut lines = Vec::new();
    for finding in &findings {
        let state = words.word(match finding.state {
            State::Good => "doctor-good",
            State::Bad => "doctor-bad",
            State::Unknown => "doctor-unknown",
        });
        let text = words.text(finding.message, &finding.facts);
        shell.out().line(&format!("{} {text}", pad(&state, 10)));
        lines.push(json!({
            "check": finding.check,
            "state": finding.state.name(),
            "finding": finding.message,
            "facts": super::output::object_of(&finding.facts),
        }));
    }
    shell.out().result("doctor", &json!({ "checks": lines }));
    Ok(Exit::Done)
}

/// Whether the stock program that checks our signatures is at hand. azukari itself does not need it.
fn ssh_keygen() -> Finding {
    let name = if cfg!(windows) { "ssh-keygen.exe" } else { "ssh-keygen" };
    let found = std::env::var_os("PATH")
        .and_then(|path| std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file()));
    match found {
        Some(path) => {
            let facts = crate::facts![path = path.display()];
            Finding::new("ssh-keygen", State::Good, "doctor-ssh-keygen-found", facts)
        }
        None => Finding::new("ssh-keygen", State::Bad, "doctor-ssh-keygen-missing", Facts::new()),
    }
}

/// The earliest moment this program can run at: 2026-11-01T00:00:00Z.
const EARLIEST: i64 = 1_793_491_200;

fn clock(shell: &Shell) -> Finding {
    let now = shell.now();
    let facts = crate::facts![now = now];
    if now.to_unix() < EARLIEST {
        Finding::new("clock", State::Bad, "doctor-clock-past", facts)
    } else {
        // Without a network nobody can say that it is right: only that it is not absurd.
        Finding::new("clock", State::Good, "doctor-clock-plausible", facts)
    }
}

fn core_dumps() -> Finding {
    match harden::core_dumps_off() {
        Some(true) => Finding::new("core-dumps", State::Good, "doctor-core-off", Facts::new()),
        Some(false) => Finding::new("core-dumps", State::Bad, "doctor-core-on", Facts::new()),
        None => Finding::new("core-dumps", State::Unknown, "doctor-core-unknown", Facts::new()),
    }
}

/// Whether memory with keys in it may be written to a disk.
fn swap() -> Finding {
    match harden::swaps() {
        Some(areas) if areas.is_empty() => {
            Finding::new("swap", State::Good, "doctor-swap-none", Facts::new())
        }
        Some(areas) => {
            let facts = crate::facts![areas = areas.join(", ")];
            Finding::new("swap", State::Bad, "doctor-swap-on", facts)
        }
        None => Finding::new("swap", State::Unknown, "doctor-swap-unknown", Facts::new()),
    }
}
