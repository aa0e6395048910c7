//! Names that do not fit, and those that came in their place: the first of them on the screen, all of them for programs.

use super::layout::printable_path;
use super::output::Output;
use crate::custody::open::OpenError;
use crate::custody::seal::SealError;
use crate::package::{Deviation, Links, NameProblem, PackageError, Problem, ProblemKind};
use serde_json::{Value, json};

/// As many lines as can be read on one screen.
const MOST_LINES: usize = 20;

/// Warns of names in what is to be sealed that some system does not take; tells which were replaced.
pub(super) fn before_sealing(out: &Output, problems: &[NameProblem], renamed: &[(String, String)]) {
    if !problems.is_empty() {
        let facts = crate::facts![count = problems.len()];
        out.warn_with("warn-names-everywhere", &facts, &json!({ "names": listed(problems) }));
        lines(out, problems);
    }
    if !renamed.is_empty() {
        out.say("seal-renamed", &crate::facts![count = renamed.len()]);
        changes(out, renamed);
    }
}

/// Names each source because of which nothing was sealed, and says once of each kind what to do; the error itself comes after.
pub(super) fn unsealable(out: &Output, error: &SealError, links: Links) {
    let SealError::Package(PackageError::Sources(problems)) = error else { return };
    let words = out.catalogue();
    for problem in problems.iter().take(MOST_LINES) {
        let reason = problem.detail.as_deref().unwrap_or_default();
        let kind = shown_kind(problem, links);
        let facts = crate::facts![kind = kind, path = printable_path(&problem.path), reason = reason];
        out.prompt(&words.text("source-problem", &facts));
    }
    if problems.len() > MOST_LINES {
        out.prompt(&words.text("source-more", &crate::facts![count = problems.len() - MOST_LINES]));
    }
    let mut advised = Vec::new();
    for kind in problems.iter().map(|problem| shown_kind(problem, links)) {
        if !advised.contains(&kind) {
            advised.push(kind);
            out.prompt(&words.text("source-advice", &crate::facts![kind = kind]));
        }
    }
}

/// The kind of a problem, by which its words are chosen: a link is refused for another reason where links are sealed as links.
fn shown_kind(problem: &Problem, links: Links) -> &'static str {
    match problem.kind {
        ProblemKind::Link if links == Links::Keep => "link-outside",
        ProblemKind::Unreadable if problem.detail.is_none() => "unreadable-unknown",
        kind => kind.name(),
    }
}

/// Names each name because of which nothing was opened; the error itself comes after.
pub(super) fn refused(out: &Output, error: &OpenError) {
    let OpenError::Package(PackageError::Names { problems, .. }) = error else { return };
    lines(out, problems);
    if out.is_json() {
        out.object(&json!({ "event": "names", "names": listed(problems) }));
    }
}

/// Tells what was renamed where a package was opened.
pub(super) fn after_opening(out: &Output, renamed: &[(String, String)]) {
    if !renamed.is_empty() {
        out.say("open-renamed", &crate::facts![count = renamed.len()]);
        changes(out, renamed);
    }
}

/// Those of the deviations that are other names.
pub(super) fn renamed(deviations: &[(String, Deviation)]) -> Vec<(String, String)> {
    let renamed = deviations.iter().filter_map(|(path, what)| match what {
        Deviation::Renamed(now) => Some((path.clone(), now.clone())),
        _ => None,
    });
    renamed.collect()
}

/// Other names, for programs.
pub(super) fn pairs(renamed: &[(String, String)], before: &str) -> Value {
    renamed.iter().map(|(was, now)| json!({ before: was, "now": now })).collect()
}

fn listed(problems: &[NameProblem]) -> Value {
    let listed = problems.iter().map(
        |problem| json!({ "path": problem.path, "problem": problem.kind.name(), "other": problem.other }),
    );
    listed.collect()
}

fn lines(out: &Output, problems: &[NameProblem]) {
    for problem in problems.iter().take(MOST_LINES) {
        let other = problem.other.as_deref().unwrap_or_default();
        let facts = crate::facts![kind = problem.kind.name(), path = problem.path, other = other];
        out.prompt(&out.catalogue().text("name-problem", &facts));
    }
    if problems.len() > MOST_LINES {
        let facts = crate::facts![count = problems.len() - MOST_LINES];
        out.prompt(&out.catalogue().text("names-more", &facts));
    }
}

fn changes(out: &Output, renamed: &[(String, String)]) {
    for (was, now) in renamed.iter().take(MOST_LINES) {
        out.say("name-renamed", &crate::facts![was = was, now = now]);
    }
    if renamed.len() > MOST_LINES {
        out.say("names-more", &crate::facts![count = renamed.len() - MOST_LINES]);
    }
}
