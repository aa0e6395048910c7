//! 媒体消去集計表: one paper over the certificates of many media, made of these records themselves and of what the ledger says was
//! begun. A certificate that is not as it was issued is summed up nowhere.

mod error;
mod held;
mod known;

pub use error::SummaryError;
pub use known::identity;

use super::case::Case;
use super::issue::{Issued, Paper, Signer, issue};
use crate::document::{
    Batch, BatchCertified, BatchCounts, BatchMedium, BatchOutcome, Body, MediumCertificate, PlanRef, Replaced,
};
use crate::ledger::{ImportedSeen, MediumBegun, MediumSeen, State};
use crate::model::{Medium, Sha256, Timestamp};
use crate::sanitize::media::PlannedMedium;
use held::Held;
use known::Known;
use std::path::PathBuf;

/// A plan, as far as a summary speaks of it.
#[derive(Debug, Clone)]
pub struct Planned<'a> {
    /// Which plan.
    pub plan: PlanRef,
    /// Its media, in order.
    pub media: &'a [PlannedMedium],
}

/// Sums a plan up: every medium of it, with what all runs together made of it.
///
/// # Errors
/// [`SummaryError::Certificate`] for a certificate of the plan that is gone or not as it was issued, [`SummaryError::Foreign`] for one
/// whose medium is none of the plan's.
pub fn of_plan(case: &Case, planned: &Planned<'_>) -> Result<Batch, SummaryError> {
    let state = case.ledger()?.state()?;
    let mut of_each: Vec<Vec<Held>> = planned.media.iter().map(|_| Vec::new()).collect();
    for held in held::of_case(case, &state)? {
        if held.certificate.plan.sha256 != planned.plan.sha256 {
            continue;
        }
        match planned.media.iter().position(|medium| is_of(&held.certificate, medium)) {
            Some(place) => of_each[place].push(held),
            None => return Err(SummaryError::Foreign { number: held.number().to_owned() }),
        }
    }
    let media = planned.media.iter().zip(of_each);
    let media = media.map(|(medium, held)| {
        // By the name alone it was begun before labels were in names.
        let names = [medium.name(), medium.identity.name()];
        let digest = medium.identity.digest();
        let of_this = |begun: &&MediumBegun| {
            let same = begun.disk_sha256.map_or_else(|| names.contains(&begun.medium), |disk| disk == digest);
            same && begun.plan_sha256 == Some(planned.plan.sha256)
        };
        let begun = state.begun.iter().filter(of_this).max_by_key(|begun| begun.sequence);
        row(held, begun, (&medium.identity.medium, medium.label_serial.clone()))
    });
    let replaces = issued_of(&state, &planned.plan.id);
    let replaces = replaces.map(|issued| Replaced { number: issued.number.clone(), sha256: issued.sha256 });
    Ok(batch(Some(planned.plan.clone()), replaces.collect(), media.collect()))
}

/// Whether there is a summary of the plan `id` already.
///
/// # Errors
/// [`SummaryError::Case`], [`SummaryError::Ledger`].
pub fn is_summed_up(case: &Case, id: &str) -> Result<bool, SummaryError> {
    Ok(issued_of(&case.ledger()?.state()?, id).next().is_some())
}

fn issued_of<'a>(state: &'a State, id: &'a str) -> impl Iterator<Item = &'a crate::ledger::Issued> {
    state.documents.iter().filter(move |issued| issued.kind == "batch" && issued.about.as_deref() == Some(id))
}

/// Sums up the certificates in `paths`, of whichever plans; of media that they name several times the last one counts.
///
/// # Errors
/// [`SummaryError::Certificate`], [`SummaryError::NotACertificate`], [`SummaryError::Twice`], [`SummaryError::Nothing`];
/// [`SummaryError::Later`] where the ledger knows how a medium fared after the last that was named: an older 合格 hides nothing.
pub fn of_certificates(case: &Case, paths: &[PathBuf]) -> Result<Batch, SummaryError> {
    let mut of_each: Vec<(Known, Vec<Held>)> = Vec::new();
    let mut seen: Vec<Sha256> = Vec::new();
    for held in held::of_files(case, paths)? {
        if seen.contains(&held.record.sha256()) {
            return Err(SummaryError::Twice { path: held.path, number: held.record.document.head.number });
        }
        seen.push(held.record.sha256());
        let known = Known::of(&held.certificate);
        match of_each.iter_mut().find(|(other, _)| other.is(&known)) {
            Some((_, of_this)) => of_this.push(held),
            None => of_each.push((known, vec![held])),
        }
    }
    if of_each.is_empty() {
        return Err(SummaryError::Nothing);
    }
    let state = case.ledger()?.state()?;
    let media = of_each.into_iter().map(|(known, held)| {
        let first = &held[0].certificate;
        let (medium, label) = (first.medium.clone(), first.label_serial.clone());
        if let Some(error) = later(&known, &held, &state) {
            return Err(error);
        }
        // Whatever the plan: what was begun here after the certificate, and not ended, leaves the medium as nobody knows.
        let begun =
            state.left_begun().filter(|begun| known.is_begun(begun)).max_by_key(|begun| begun.sequence);
        Ok(row(held, begun, (&medium, label)))
    });
    let media = media.collect::<Result<_, _>>()?;
    Ok(batch(None, Vec::new(), media))
}

/// The certificate in the ledger that came after all of a medium that were named, and is none of them.
fn later(known: &Known, held: &[Held], state: &State) -> Option<SummaryError> {
    let unnamed = |seen: &&MediumSeen| {
        let sha256 = certificate_of(seen, state);
        held.iter().all(|held| Some(held.record.sha256()) != sha256 && held.is_older_than(seen))
    };
    let seen = state.media.iter().filter(|seen| known.is_seen(seen)).rfind(unnamed)?;
    let last = held.iter().max_by_key(|held| held.record.document.head.issued_at)?;
    Some(SummaryError::Later {
        number: last.number().to_owned(),
        newer: seen.certificate.clone(),
        medium: seen.medium.clone(),
    })
}

/// Which record it is, by its digest: two who number their papers may use the same number.
fn certificate_of(seen: &MediumSeen, state: &State) -> Option<Sha256> {
    if seen.issuer.is_some() {
        let of_it = |imported: &&ImportedSeen| {
            // Of one import all have the same entry.
            let medium = imported.record.medium.as_ref().map(|medium| medium.disk_sha256);
            imported.sequence == seen.sequence
                && imported.record.number == seen.certificate
                && imported.record.issued_at == seen.at
                && medium == Some(seen.disk_sha256)
        };
        return state.imported.iter().find(of_it).map(|imported| imported.record.sha256);
    }
    state.documents.iter().find(|issued| issued.number == seen.certificate).map(|issued| issued.sha256)
}

/// Issues it.
///
/// # Errors
/// [`SummaryError::Issue`], [`SummaryError::Ledger`].
pub fn issue_summary(
    case: &Case,
    signer: Signer<'_>,
    batch: Batch,
    remarks: &[String],
    at: Timestamp,
) -> Result<Issued, SummaryError> {
    let paper = Paper {
        about: batch.plan.as_ref().map(|plan| plan.id.clone()),
        body: Body::Batch(Box::new(batch)),
        addressee: Some(case.addressee()),
        remarks: remarks.to_vec(),
        annexes: Vec::new(),
        agreements: Vec::new(),
    };
    Ok(issue(case, &mut case.ledger()?, signer, &paper, at)?)
}

fn is_of(certificate: &MediumCertificate, planned: &PlannedMedium) -> bool {
    let said = identity(certificate, planned.identity.backing_file.clone());
    said.differences(&planned.identity).is_empty()
}

/// The last certificate counts, unless the medium was begun once more after it: then nobody knows how it stands.
fn row(mut held: Vec<Held>, begun: Option<&MediumBegun>, known: (&Medium, Option<String>)) -> BatchMedium {
    held.sort_by_key(|held| (held.certificate.performed.until, held.record.document.head.issued_at));
    let since = |last: &Held| begun.is_some_and(|begun| last.is_before(begun));
    let last = match held.pop() {
        Some(last) if since(&last) => {
            held.push(last);
            None
        }
        last => last,
    };
    let earlier = held.iter().map(|held| held.record.reference()).collect();
    let outcome = match (&last, begun) {
        (Some(last), _) => BatchOutcome::Certified(Box::new(certified(last))),
        (None, Some(begun)) => BatchOutcome::Interrupted { at: begun.at },
        (None, None) => BatchOutcome::NotDone,
    };
    let (medium, label_serial) = match last {
        Some(last) => (last.certificate.medium, last.certificate.label_serial),
        None => (known.0.clone(), known.1),
    };
    BatchMedium { medium, label_serial, outcome, earlier }
}

/// What the certificate says, word for word.
fn certified(held: &Held) -> BatchCertified {
    let certificate = &held.certificate;
    BatchCertified {
        certificate: held.record.reference(),
        from: certificate.performed.from,
        until: certificate.performed.until,
        technique: certificate.technique.clone(),
        passes: certificate.all_passes(),
        range: certificate.read_back.as_ref().map(|read| read.range.clone()),
        method: certificate.method.clone(),
        designated: certificate.designated.clone(),
        verdict: certificate.verdict,
        reasons: certificate.reasons.clone(),
    }
}

fn batch(plan: Option<PlanRef>, replaces: Vec<Replaced>, media: Vec<BatchMedium>) -> Batch {
    Batch { plan, replaces, counts: BatchCounts::of(&media), media }
}
