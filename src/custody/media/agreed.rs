//! What the case asks for before a medium is wiped.

use super::noted::done_by;
use super::{LoadedPlan, MediaError};
use crate::custody::case::Case;
use crate::custody::countersign::{counts_now, same_person};
use crate::custody::issue::may_issue;
use crate::document::SecondChecker;
use crate::model::{KeyRef, Timestamp};
use crate::sign::Card;
use std::path::Path;

/// The number of 甲's consent is stated where the case asks for it. It is declared: nobody looks at the consent itself here.
pub(super) fn check_consent(case: &Case, consent: Option<&str>) -> Result<(), MediaError> {
    if case.settings().disposal.has_consent(consent) { Ok(()) } else { Err(MediaError::NoConsent) }
}

/// The second person who has signed the plan, judged anew: where the case or the plan asks for one, somebody else's signature by a card
/// that is valid now. Nor is it whoever carries the plan out: a certificate that names one person as both would show no second one.
pub(super) fn second_person(
    case: &Case,
    runner: Option<&Card>,
    plan: &LoadedPlan,
    now: Timestamp,
) -> Result<Option<SecondChecker>, MediaError> {
    let keyring = case.keyring()?;
    let mut against = ("countersign-none", String::new());
    for one in &plan.others {
        match (counts_now(one, &keyring, now), &one.said) {
            (Ok(card), _)
                if runner.is_some_and(|runner| {
                    card.signing_key == runner.signing_key || same_person(card, runner)
                }) =>
            {
                against = ("countersign-runner", card.name.clone());
            }
            (Ok(card), Some(said)) => {
                let key = KeyRef { id: card.id.clone(), fingerprint: card.fingerprint() };
                return Ok(Some(SecondChecker { person: card.person(), key, at: said.at }));
            }
            (Err(reason), said) => {
                let who = one.card.as_ref().map(|card| card.name.clone());
                against =
                    (reason, who.or(said.as_ref().map(|said| said.person.name.clone())).unwrap_or_default());
            }
            (Ok(_), None) => {}
        }
    }
    if !case.settings().disposal.require_second_person && !plan.plan.second_person {
        return Ok(None);
    }
    let (reason, who) = against;
    Err(MediaError::NoSecondPerson { path: plan.signed.path.clone(), reason, who })
}

/// Whether a plan could be carried out, as far as that is known without touching a medium: asked before anybody types a word in vain.
/// [`super::run_media`] asks all of it again.
///
/// # Errors
/// [`MediaError::NoConsent`], [`MediaError::NoSecondPerson`], [`MediaError::Issue`], [`MediaError::PlanDone`].
pub fn may_begin(case: &Case, plan: &LoadedPlan, work: &Path, now: Timestamp) -> Result<(), MediaError> {
    check_consent(case, plan.plan.consent.as_deref())?;
    // Who carries it out is known once the keys are open.
    second_person(case, None, plan, now)?;
    let ledger = case.ledger()?;
    may_issue(case, &ledger, now)?;
    let seen = ledger.state()?.media;
    let done: Option<Vec<String>> =
        plan.plan.devices.iter().map(|planned| done_by(plan, planned, &seen, work)).collect();
    match done {
        Some(certificates) if !certificates.is_empty() => {
            Err(MediaError::PlanDone { certificates: certificates.join(", ") })
        }
        _ => Ok(()),
    }
}
