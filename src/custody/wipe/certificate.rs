//! The body of a certificate: exactly what was seen.

use super::Statement;
use super::residue::residue;
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
        !matches!(
            result.outcome,
            FileOutcome::OverwrittenInPlaceVerifiedRaw
                | FileOutcome::OverwrittenReadBack
                | FileOutcome::Empty
        ) || result.residue > 0
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
        places: places(report),
        counts: Counts {
            files: report.results.len() as u64,
            bytes: plan.bytes(),
            bytes_written: report.bytes_written(),
            bytes_read_back: report.bytes_read_back(),
            bytes_read_raw: report.bytes_raw(),
            name_not_scrubbed: names(plan, report),
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

/// Names that went: of files, links and folders. Their bytes stay in metadata.
fn names(plan: &FilesPlan, report: &FilesReport) -> u64 {
    let gone = plan.files.iter().zip(&report.results).filter(|(_, result)| result.left_at.is_none());
    let files: usize = gone.map(|(file, _)| 1 + file.other_names.len()).sum();
    files as u64 + report.links_removed + report.folders_removed
}

fn places(report: &FilesReport) -> Vec<Place> {
    let found = |at: usize| report.residues.get(at).and_then(Option::as_ref).map(residue);
    let all = report.places.iter().enumerate().filter(|(_, place)| place.files > 0);
    all.map(|(at, one)| Place { residue: found(at), ..place(one) }).collect()
}

fn place(place: &crate::sanitize::files::Place) -> Place {
    Place {
        filesystem: place.filesystem.kind.clone(),
        options: place.options(),
        medium: place.medium().clone(),
        files: place.files,
        limits: place.limits.iter().copied().collect(),
        residue: None,
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
