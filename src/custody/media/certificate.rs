//! The body of a certificate for a medium: exactly what was seen of it.

use super::job::Run;
use crate::document::{
    Blocks, Designated, HiddenArea, LastRun, MediumCertificate, Performed, PlanRef, ReadBackPass,
    SecondChecker, TakenIn, WrittenPass, WrittenPattern,
};
use crate::model::{Basis, Medium, Sha256, Timestamp, Verdict};
use crate::sanitize::Method;
use crate::sanitize::media::{
    Cut, HiddenState, MediaPlan, MediumReport, Overwritten, PlannedMedium, PlannedPattern, Ranges, Seen,
    Stage, Verification, judge, limits, pattern_key,
};
use serde_json::json;

/// What a certificate is made of.
pub(super) struct Facts<'a> {
    pub(super) planned: &'a PlannedMedium,
    pub(super) report: &'a MediumReport,
    pub(super) key: &'a [u8; 32],
    pub(super) same_disk: bool,
    /// What is known of its hidden room since it was asked just before it was wiped.
    pub(super) hidden: &'a HiddenState,
    /// When it was begun, by whichever run.
    pub(super) began: Timestamp,
    /// Who signed the plan beside its maker.
    pub(super) checker: Option<&'a SecondChecker>,
}

pub(super) fn certificate(run: &Run<'_>, facts: &Facts<'_>) -> MediumCertificate {
    let Facts { planned, report, .. } = facts;
    let identity = &planned.identity;
    let passes: Vec<Overwritten> = report.passes.iter().map(|stage| stage.outcome.clone()).collect();
    let seen = Seen {
        capacity: identity.capacity,
        passes: &passes,
        compared: report.compared.as_ref().map(|(kind, stage)| (*kind, &stage.outcome)),
        same_disk: facts.same_disk,
        constant: matches!(planned.pattern, PlannedPattern::Constant(_)),
        hidden_left: matches!(facts.hidden, HiddenState::Found { .. }),
    };
    let (verdict, reasons) = judge(&seen);
    let until = report.compared.as_ref().map(|(_, stage)| stage.until);
    let until = until.or(report.passes.last().map(|stage| stage.until));
    let now = (run.clock)();
    let sector = u64::from(identity.sector);
    // 管理番号 as the list has it: nobody looked at the sticker.
    let number = planned.listed.as_ref().and_then(|on| on.row.number.clone());
    // What a pass shows may be called so; of anything else nobody knows what it amounts to.
    let method = planned.method.filter(|_| verdict == Verdict::Pass);
    MediumCertificate {
        disposition: "erase".to_owned(),
        asset: run.statement.asset.clone(),
        consent: run.plan.plan.consent.clone(),
        medium: Medium { label: number, ..identity.medium.clone() },
        label_serial: planned.label_serial.clone(),
        intake: taken_in(&run.plan.plan, planned),
        wwn: identity.wwn.clone(),
        firmware: identity.firmware.clone(),
        sector: identity.sector,
        before: planned.before.clone(),
        origin: run.statement.origin.clone(),
        destination: run.statement.destination.clone(),
        performed: Performed {
            from: facts.began,
            until: until.unwrap_or(now),
            place: run.statement.place.clone(),
            operator: run.signer.card.person(),
            witness: run.statement.witness.clone(),
            machine: run.statement.machine.clone(),
        },
        second_checker: facts.checker.cloned(),
        plan: PlanRef { id: run.plan.plan.id.clone(), sha256: run.plan.sha256, made: run.plan.plan.made },
        method: method.map(|method| method.as_str().to_owned()),
        designated: designated(run.plan.plan.designated, method, verdict),
        technique: planned.technique.as_str().to_owned(),
        earlier_passes: report.first_pass.checked_sub(1).filter(|earlier| *earlier > 0),
        passes: written(facts, sector),
        read_back: report.compared.as_ref().map(|(kind, stage)| read_back(*kind, stage, sector)),
        hidden: match facts.hidden {
            HiddenState::None => HiddenArea::None,
            HiddenState::Found { bytes } => HiddenArea::Found { bytes: Some(*bytes) },
            HiddenState::NotChecked { why } => HiddenArea::NotChecked { why: why.clone() },
        },
        resumed: report.resumed,
        limits: limits(identity, facts.hidden),
        verdict,
        reasons: reasons.iter().map(|reason| reason.as_str().to_owned()).collect(),
    }
}

fn taken_in(plan: &MediaPlan, planned: &PlannedMedium) -> Option<TakenIn> {
    Some(TakenIn { list: plan.list.clone()?, on: planned.listed.clone()? })
}

/// Whether it is what 甲 asked for. Of what nobody knows the result, nobody knows that either.
fn designated(designated: Option<Method>, method: Option<Method>, verdict: Verdict) -> Designated {
    let conforms = designated.and_then(|designated| match verdict {
        Verdict::Pass => Some(method.is_some_and(|method| method >= designated)),
        Verdict::Failed => Some(false),
        Verdict::Unknown => None,
    });
    Designated { method: designated.map(|method| method.as_str().to_owned()), conforms }
}

fn written(facts: &Facts<'_>, sector: u64) -> Vec<WrittenPass> {
    let Facts { planned, report, key, .. } = facts;
    let stages = (report.first_pass..).zip(&report.passes);
    stages
        .map(|(pass, stage)| WrittenPass {
            pattern: match planned.pattern {
                PlannedPattern::Constant(byte) if pass == planned.passes => WrittenPattern::Constant { byte },
                _ => WrittenPattern::Keystream { key: Sha256(pattern_key(key, pass, planned.passes)) },
            },
            from: began(facts, pass).unwrap_or(stage.from),
            until: stage.until,
            bytes: stage.outcome.written(),
            speed: stage.speed(),
            last_run: gone_on(report, pass).then_some(LastRun { from: stage.from, bytes: stage.bytes }),
            basis: Basis::Wrote,
            unwritable: blocks(&stage.outcome.unwritable, sector),
            readable: blocks(&stage.outcome.readable, sector),
            flush_failed: stage.outcome.flush_failed.clone(),
            cut: cut(stage.outcome.cut),
        })
        .collect()
}

/// Whether this run went on with the pass where another had stopped.
fn gone_on(report: &MediumReport, pass: u32) -> bool {
    report.resumed > 0 && pass == report.first_pass
}

/// When another run began the pass.
fn began(facts: &Facts<'_>, pass: u32) -> Option<Timestamp> {
    let noted = facts.report.began.or((pass == 1).then_some(facts.began));
    noted.filter(|_| gone_on(facts.report, pass))
}

pub(super) fn read_back(
    kind: Verification,
    stage: &Stage<crate::sanitize::media::Compared>,
    sector: u64,
) -> ReadBackPass {
    ReadBackPass {
        range: kind.as_str().to_owned(),
        from: stage.from,
        until: stage.until,
        wanted: stage.outcome.wanted,
        equal: stage.outcome.equal,
        speed: stage.speed(),
        basis: Basis::ReadBack,
        differing: blocks(&stage.outcome.differing, sector),
        unreadable: blocks(&stage.outcome.unreadable, sector),
        cut: cut(stage.outcome.cut),
    }
}

fn cut(cut: Option<Cut>) -> Option<String> {
    match cut? {
        Cut::Gone => Some("gone".to_owned()),
        Cut::Dead => Some("dead".to_owned()),
        Cut::Cancelled => Some("cancelled".to_owned()),
    }
}

fn blocks(ranges: &Ranges, sector: u64) -> Blocks {
    let of = |(from, to): (u64, u64)| (from / sector, (to / sector).saturating_sub(1));
    Blocks {
        count: ranges.bytes() / sector,
        first: ranges.iter().take(Blocks::NAMED).map(of).collect(),
        stretches: ranges.len() as u64,
    }
}

/// Every bad block of a reading by its number, where there is any: one stretch a line.
pub(super) fn compared_annex(compared: &crate::sanitize::media::Compared, sector: u64) -> Option<Vec<u8>> {
    let mut lines = String::new();
    for (what, ranges) in [("differing", &compared.differing), ("unreadable", &compared.unreadable)] {
        for (from, to) in ranges.iter() {
            let line = json!({
                "what": what,
                "first_lba": from / sector,
                "last_lba": (to / sector).saturating_sub(1),
            });
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
    }
    (!lines.is_empty()).then(|| lines.into_bytes())
}

/// Every bad block by its number, where there is any: one stretch a line.
pub(super) fn blocks_annex(report: &MediumReport, sector: u64) -> Option<Vec<u8>> {
    let mut lines = String::new();
    let mut add = |what: &str, pass: Option<u64>, ranges: &Ranges| {
        for (from, to) in ranges.iter() {
            let line = json!({
                "what": what,
                "pass": pass,
                "first_lba": from / sector,
                "last_lba": (to / sector).saturating_sub(1),
            });
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
    };
    for (pass, stage) in (report.first_pass..).zip(&report.passes) {
        let pass = u64::from(pass);
        add("unwritable", Some(pass), &stage.outcome.unwritable);
        add("readable", Some(pass), &stage.outcome.readable);
    }
    if let Some((_, stage)) = &report.compared {
        add("differing", None, &stage.outcome.differing);
        add("unreadable", None, &stage.outcome.unreadable);
    }
    (!lines.is_empty()).then(|| lines.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_met_by_a_pass_of_at_least_that() {
        use Method::{Clear, Destroy, Purge};
        let conforms = |asked, method, verdict| designated(asked, method, verdict).conforms;
        assert_eq!(conforms(Some(Clear), Some(Clear), Verdict::Pass), Some(true));
        assert_eq!(conforms(Some(Purge), Some(Clear), Verdict::Pass), Some(false));
        assert_eq!(conforms(Some(Destroy), Some(Clear), Verdict::Pass), Some(false));
        assert_eq!(conforms(Some(Clear), None, Verdict::Pass), Some(false));
        assert_eq!(conforms(Some(Clear), None, Verdict::Failed), Some(false));
        assert_eq!(conforms(Some(Clear), None, Verdict::Unknown), None);
        assert_eq!(designated(None, Some(Clear), Verdict::Pass), Designated::default());
    }
}
