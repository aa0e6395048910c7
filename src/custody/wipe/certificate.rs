//! The body of a certificate: exactly what was seen.

use super::Statement;
use crate::custody::issue::Signer;
use crate::document::{Certificate, Counts, ItemResult, Performed, Place};
use crate::model::{FileOutcome, Timestamp, Verdict};
use crate::sanitize::files::{FileResult, FilesPlan, FilesReport};

pub(super) fn certificate(
    plan: &FilesPlan,
    report: &FilesReport,
    statement: &Statement,
    signer: Signer<'_>,
    from: Timestamp,
    until: Timestamp,
) -> Certificate {
    let exceptional = |result: &&FileResult| {
        !matches!(result.outcome, FileOutcome::OverwrittenReadBack | FileOutcome::Empty)
            || result.left_at.is_some()
            || result.error.is_some()
    };
    Certificate {
        scope: "files".to_owned(),
        disposition: "erase".to_owned(),
        asset: statement.asset_id(),
        targets: statement.targets.clone(),
        // What is still there contradicts it.
        declared_last: statement.declared_last().filter(|_| report.all_removed()),
        consent: statement.consent.clone(),
        performed: Performed {
            from,
            until,
            place: statement.place.clone(),
            operator: signer.card.person(),
            witness: statement.witness.clone(),
            machine: statement.machine.clone(),
        },
        technique: "overwrite".to_owned(),
        pattern: "aes-256-ctr".to_owned(),
        passes: 1,
        read_back: report.read_back().as_str().to_owned(),
        method: None,
        places: report.places.iter().filter(|place| place.files > 0).map(place).collect(),
        counts: Counts {
            files: report.results.len() as u64,
            bytes: plan.bytes(),
            bytes_written: report.bytes_written(),
            bytes_read_back: report.bytes_read_back(),
            folders_removed: report.folders_removed,
            links_removed: report.links_removed,
            left: still_there(report),
            links_left: report.results.iter().map(|result| result.links_left).sum(),
            interrupted: report.interrupted,
            outcomes: report.outcomes(),
        },
        exceptions: report.results.iter().filter(exceptional).map(item).collect(),
        verdict: overall(report),
    }
}

/// Files, folders and links that were to go and did not.
fn still_there(report: &FilesReport) -> u64 {
    let files = report.results.iter().filter(|result| result.left_at.is_some()).count();
    files as u64 + report.left.len() as u64
}

/// Something that was to go and is still there is a failure of the whole, whatever the blocks say.
fn overall(report: &FilesReport) -> Verdict {
    if report.all_removed() { report.verdict() } else { Verdict::over([report.verdict(), Verdict::Failed]) }
}

fn place(place: &crate::sanitize::files::Place) -> Place {
    Place {
        filesystem: place.filesystem.kind.clone(),
        options: place.options(),
        medium: place.medium().clone(),
        files: place.files,
        limits: place.limits.iter().copied().collect(),
    }
}

fn item(result: &FileResult) -> ItemResult {
    ItemResult {
        item: result.number,
        outcome: result.outcome,
        verdict: result.verdict,
        detail: result.detail(),
    }
}
