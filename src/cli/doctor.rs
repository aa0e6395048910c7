//! `azukari doctor`: what this machine can and cannot do, three-valued: what could not be asked is *unknown*, not fine.

use super::context::{joined, left_facts};
use super::exit::Exit;
use super::failure::Outcome;
use super::layout::{pad, printable_path};
use super::{Shell, harden};
use crate::custody::keys::KeyStore;
use crate::device;
use crate::model::Facts;
use crate::render::{Options, Renderer};
use crate::stream::part_name;
use serde_json::json;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

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

/// Runs every check. What is not as it should be ends the run as failed, so that a script that asks hears it; what could not be
/// asked does not, for on some systems that never changes.
pub fn run(shell: &Shell, _: &Args) -> Outcome {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    let mut findings = vec![fonts(shell), ssh_keygen(), clock(shell), core_dumps(), locked_memory(), swap()];
    findings.extend([keys(shell), extents(&here)]);
    findings.extend(leftovers(shell));
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
    let bad = findings.iter().any(|finding| finding.state == State::Bad);
    Ok(if bad { Exit::Failed } else { Exit::Done })
}

/// Whether papers can be made as PDF, and with which fonts.
fn fonts(shell: &Shell) -> Finding {
    if !cfg!(feature = "pdf") {
        return Finding::new("fonts", State::Bad, "doctor-fonts-no-pdf", Facts::new());
    }
    let lang = shell.out().catalogue().lang();
    let found = Renderer::new(Options { lang, ..Options::default() }).fonts();
    if found.is_empty() {
        return Finding::new("fonts", State::Bad, "doctor-fonts-none", Facts::new());
    }
    let names: Vec<_> = found.iter().map(|font| format!("{} ({})", font.family, font.source)).collect();
    Finding::new("fonts", State::Good, "doctor-fonts-found", crate::facts![fonts = names.join(", ")])
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

/// How much memory may be kept from being swapped out.
fn locked_memory() -> Finding {
    match harden::lockable_bytes() {
        Some(None) => Finding::new("locked-memory", State::Good, "doctor-lock-unlimited", Facts::new()),
        Some(Some(bytes)) => {
            // azukari locks no memory itself: the limit is told, not judged.
            let facts = crate::facts![size = crate::model::bytes_with_unit(bytes)];
            Finding::new("locked-memory", State::Unknown, "doctor-lock-limit", facts)
        }
        None => Finding::new("locked-memory", State::Unknown, "doctor-lock-unknown", Facts::new()),
    }
}

/// Whether one's own keys are there and nobody else can read them.
fn keys(shell: &Shell) -> Finding {
    let Ok(store) = shell.keys() else {
        return Finding::new("keys", State::Bad, "doctor-keys-no-home", Facts::new());
    };
    let facts = crate::facts![path = printable_path(store.dir())];
    if !store.exists() {
        return Finding::new("keys", State::Unknown, "doctor-keys-none", facts);
    }
    if store.card().is_err() || store.secret_paths().iter().any(|path| !path.is_file()) {
        return Finding::new("keys", State::Bad, "doctor-keys-incomplete", facts);
    }
    match open_to_others(&store) {
        Some(false) => Finding::new("keys", State::Good, "doctor-keys-good", facts),
        Some(true) => Finding::new("keys", State::Bad, "doctor-keys-open", facts),
        None => Finding::new("keys", State::Unknown, "doctor-keys-unjudged", facts),
    }
}

/// Whether others may read a key file; `None` where permissions are not told this way.
#[cfg(unix)]
fn open_to_others(store: &KeyStore) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let modes: Option<Vec<u32>> = store
        .secret_paths()
        .iter()
        .map(|path| std::fs::metadata(path).ok().map(|found| found.permissions().mode()))
        .collect();
    modes.map(|modes| modes.iter().any(|mode| mode & 0o077 != 0))
}

#[cfg(not(unix))]
fn open_to_others(_: &KeyStore) -> Option<bool> {
    None
}

/// Whether the place where files lie can be asked here: without that, wiping cannot say what it overwrote.
fn extents(here: &Path) -> Finding {
    let path = part_name(&here.join("doctor"));
    let asked = File::create_new(&path).and_then(|mut file| {
        // The name goes at once; the open file is all that is needed.
        std::fs::remove_file(&path)?;
        file.write_all(&[0xa5; 8192])?;
        file.sync_all()?;
        device::extents(&file)
    });
    // Where an open file cannot be removed (Windows).
    let _ = std::fs::remove_file(&path);
    let kind = device::Filesystem::of(here).map(|found| found.kind).unwrap_or_default();
    let facts = crate::facts![path = printable_path(here), kind = if kind.is_empty() { "?" } else { &kind }];
    match asked {
        Ok(Some(found)) if !found.is_empty() => {
            Finding::new("extents", State::Good, "doctor-extents-told", facts)
        }
        Ok(_) => Finding::new("extents", State::Bad, "doctor-extents-not-told", facts),
        Err(_) => Finding::new("extents", State::Unknown, "doctor-extents-unknown", facts),
    }
}

/// What interrupted runs have left.
fn leftovers(shell: &Shell) -> Vec<Finding> {
    let found = shell.leftovers();
    let bad = |message, facts| Finding::new("leftovers", State::Bad, message, facts);
    let noted = found.noted.into_iter().map(|mut left| {
        left.paths.extend(left.complete.take());
        bad("doctor-leftover", left_facts(&left))
    });
    let mut findings: Vec<Finding> = noted.collect();
    if !found.orphans.is_empty() {
        findings.push(bad("doctor-leftover-parts", crate::facts![paths = joined(&found.orphans)]));
    }
    findings
}
