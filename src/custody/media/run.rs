//! Carrying a plan out: everything is looked at again, opened for us alone, and only then is anything written.

use super::agreed::{check_consent, second_person};
use super::certificate::{Facts as Seen, blocks_annex, certificate};
use super::job::Run;
use super::ready::{Ready, ready};
use super::{MediaError, MediumDone};
use crate::custody::issue::{AnnexFile, IssueError, Paper, issue, may_issue, may_sign};
use crate::device;
use crate::document::{Body, SecondChecker};
use crate::ledger::{Action, Draft, Event, Intended, Interrupted, Ledger, MediumWiped};
use crate::model::Progress;
use crate::sanitize::media::{Identity, MediumReport, PlannedMedium, Work, wipe_medium};
use std::sync::mpsc;

/// What came of a plan.
#[derive(Debug)]
pub struct MediaDone {
    /// The media that were carried to their end, or called off.
    pub media: Vec<MediumDone>,
    /// Why one of the others could not be certified: the first of them.
    pub failed: Option<MediaError>,
}

/// Carries out a plan. `words` are those that were typed, one for each medium. `done` hears of each medium when its certificate is issued.
///
/// # Errors
/// Every [`MediaError`]; nothing was written to a medium then. What fails later stands beside what is done.
pub fn run_media(
    run: &Run<'_>,
    words: &[String],
    done: &mut dyn FnMut(&MediumDone),
) -> Result<MediaDone, MediaError> {
    let from = (run.clock)();
    check_consent(run.case, run.plan.plan.consent.as_deref())?;
    let checker = second_person(run.case, Some(run.signer.card), run.plan, from)?;
    check_words(&run.plan.plan.devices, words)?;
    may_sign(run.case, run.signer, from)?;
    let mut ledger = run.case.ledger()?;
    may_issue(run.case, &ledger, from)?;
    let ready = ready(run, &ledger)?;
    let mut intents = Vec::new();
    for medium in &ready {
        let event = Event::from(Intended {
            action: Action::WipeMedium,
            subject: run.statement.asset.clone().unwrap_or_default(),
            target: Some(medium.planned.name()),
            files: None,
            bytes: Some(medium.planned.identity.capacity),
            plan_sha256: Some(run.plan.sha256),
            disk_sha256: Some(medium.planned.identity.digest()),
        });
        let draft = Draft::new(&run.signer.card.name, &event)?;
        intents.push(ledger.append(&draft, run.signer.key, (run.clock)())?.head().sequence);
    }
    let (sender, reports) = mpsc::channel();
    std::thread::scope(|scope| {
        for (number, medium) in ready.iter().enumerate() {
            let sender = sender.clone();
            // Each by a thread of its own: a slow or dying disk holds no other.
            scope.spawn(move || {
                let report = wipe(run, medium, run.progress.get(place(run, medium)).copied());
                let _ = sender.send((number, report));
            });
        }
        drop(sender);
        let (media, failed) = every(reports.into_iter().map(|(number, report)| {
            conclude(run, &mut ledger, &ready[number], report, intents[number], checker.as_ref())
                .inspect(&mut *done)
        }));
        Ok(MediaDone { media, failed })
    })
}

/// All outcomes, and the first error: that one medium could not be certified costs no other its certificate.
fn every<T, E>(outcomes: impl Iterator<Item = Result<T, E>>) -> (Vec<T>, Option<E>) {
    let (mut all, mut failed) = (Vec::new(), None);
    for outcome in outcomes {
        match outcome {
            Ok(one) => all.push(one),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    (all, failed)
}

/// Which medium of the plan it is. Of a plan that is half done, the others are not there.
fn place(run: &Run<'_>, medium: &Ready<'_>) -> usize {
    run.plan.plan.devices.iter().take_while(|planned| !std::ptr::eq(*planned, medium.planned)).count()
}

/// The word of every medium, and no other.
fn check_words(devices: &[PlannedMedium], words: &[String]) -> Result<(), MediaError> {
    let is = |device: &PlannedMedium, word: &String| device.confirm.eq_ignore_ascii_case(word.trim());
    let missing = devices.iter().filter(|device| !words.iter().any(|word| is(device, word)));
    let missing: Vec<String> = missing.map(|device| device.name()).collect();
    let unknown = words.iter().filter(|word| !devices.iter().any(|device| is(device, word)));
    let unknown: Vec<String> = unknown.cloned().collect();
    if missing.is_empty() && unknown.is_empty() {
        return Ok(());
    }
    Err(MediaError::Word { missing: missing.join(", "), unknown: unknown.join(", ") })
}

fn wipe(run: &Run<'_>, medium: &Ready<'_>, progress: Option<&dyn Progress>) -> MediumReport {
    let planned = medium.planned;
    let work = Work {
        disk: &medium.disk,
        pattern: &planned.pattern.pattern(&medium.key),
        key: &medium.key,
        passes: planned.passes,
        verify: planned.verify.into(),
        resume: medium.resume.clone(),
        journal: &medium.journal,
        progress: progress.unwrap_or(&crate::model::NoProgress),
        clock: run.clock,
        cancel: run.cancel,
    };
    wipe_medium(&work)
}

/// Whether what is there now is the planned disk, by what the system knows and by what the drive itself answers, if it does.
fn is_still(planned: &PlannedMedium, drive: &device::Drive) -> bool {
    let same = Identity::of(drive).is_some_and(|now| planned.identity.differences(&now).is_empty());
    same && device::ask_name(drive).is_none_or(|asked| asked.other_serial(drive).is_none())
}

/// Certifies what came of a medium, whatever it is; where it was called off, notes that and leaves the journal.
fn conclude(
    run: &Run<'_>,
    ledger: &mut Ledger,
    medium: &Ready<'_>,
    report: MediumReport,
    intent: u64,
    checker: Option<&SecondChecker>,
) -> Result<MediumDone, MediaError> {
    let planned = medium.planned;
    if report.cancelled {
        let event = Event::from(Interrupted {
            intent,
            subject: String::new(),
            reason: "interrupted".to_owned(),
            left: vec![medium.journal_path.display().to_string()],
        });
        let draft = Draft::new(&run.signer.card.name, &event)?;
        ledger.append(&draft, run.signer.key, (run.clock)())?;
        let (place, name) = (place(run, medium), planned.name());
        return Ok(MediumDone { place, name, report, certificate: None, issued: None });
    }
    let same_disk = device::drive_at(&medium.node).is_ok_and(|drive| is_still(planned, &drive));
    let (key, hidden, began) = (&medium.key, &medium.hidden, medium.began);
    let seen = Seen { planned, report: &report, key, same_disk, hidden, began, checker };
    let certificate = certificate(run, &seen);
    let certify = |ledger: &mut Ledger| -> Result<_, IssueError> {
        let annexes = blocks_annex(&report, u64::from(planned.identity.sector));
        let paper = Paper {
            body: Body::Medium(Box::new(certificate.clone())),
            addressee: Some(run.case.addressee()),
            remarks: run.statement.remarks.clone(),
            annexes: annexes
                .map(|content| AnnexFile { suffix: "blocks.jsonl".to_owned(), content })
                .into_iter()
                .collect(),
            about: run.statement.asset.clone(),
            agreements: Vec::new(),
        };
        let issued = issue(run.case, ledger, run.signer, &paper, (run.clock)())?;
        let event = Event::from(MediumWiped {
            certificate: issued.number.clone(),
            asset: run.statement.asset.clone(),
            medium: planned.name(),
            disk_sha256: planned.identity.digest(),
            plan_sha256: run.plan.sha256,
            capacity: planned.identity.capacity,
            verdict: certificate.verdict,
            reasons: certificate.reasons.clone(),
            intent: Some(intent),
        });
        ledger.append(&Draft::new(&run.signer.card.name, &event)?, run.signer.key, (run.clock)())?;
        Ok(issued)
    };
    let issued = certify(ledger).map_err(|source| MediaError::NotCertified {
        device: planned.name(),
        journal: medium.journal_path.clone(),
        source,
    })?;
    // Certified: the notes are not needed any more. If they stay, the next run finds that they belong to a plan that is done. Of a medium
    // that vanished they stay: plugged in again, it can be gone on with.
    if !report.is_gone() {
        let _ = std::fs::remove_file(&medium.journal_path);
    }
    Ok(MediumDone {
        place: place(run, medium),
        name: planned.name(),
        report,
        certificate: Some(certificate),
        issued: Some(issued),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_cannot_be_certified_costs_no_other_the_certificate() {
        let mut certified = Vec::new();
        let outcomes = [Ok(1), Err("first"), Ok(2), Err("second"), Ok(3)].into_iter();
        let outcome = every(outcomes.map(|one| one.inspect(|number| certified.push(*number))));
        assert_eq!((outcome, certified), ((vec![1, 2, 3], Some("first")), vec![1, 2, 3]));
        assert_eq!(every([Ok::<_, ()>(1), Ok(2)].into_iter()), (vec![1, 2], None));
    }
}
