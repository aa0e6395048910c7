//! What a certificate for a medium may not claim against its own facts. The record comes from anybody: that the program which
//! issued it judged rightly is not taken for granted here.

use super::Denial;
use super::medium::{
    Blocks, Designated, HiddenArea, MediumCertificate, ReadBackPass, WrittenPass, WrittenPattern,
};
use crate::model::{Basis, Limit, Verdict};

impl MediumCertificate {
    /// The first claim that does not stand; nothing where all do.
    #[must_use]
    pub fn denied(&self) -> Option<Denial> {
        let claim = |claim: &str, against: Option<String>| against.map(|against| (claim.to_owned(), against));
        method(self)
            .or_else(|| conformity(self))
            .or_else(|| earlier(self))
            .or_else(|| match self.verdict {
                Verdict::Pass => claim("verdict=pass", doubt(self)),
                Verdict::Unknown => claim("verdict=unknown", failure(self)),
                Verdict::Failed => None,
            })
            .or_else(|| {
                let unexplained = self.verdict != Verdict::Pass && self.reasons.is_empty();
                unexplained.then(|| (format!("verdict={}", word(self.verdict)), "reasons=0".to_owned()))
            })
    }
}

impl Designated {
    /// Whether a method is at least the designated one; never where one of them is not known.
    #[must_use]
    pub fn is_reached_by(&self, method: Option<&str>) -> bool {
        let named = self.method.as_deref().and_then(rank);
        named.zip(method.and_then(rank)).is_some_and(|(named, method)| method >= named)
    }
}

/// Overwriting is Clear at the most, and this version knows no other technique that it could speak of.
fn method(body: &MediumCertificate) -> Option<Denial> {
    if body.technique != "overwrite" {
        let against = format!("technique={}", body.technique);
        return Some(("schema=azukari/medium-certificate/1".to_owned(), against));
    }
    let method = body.method.as_deref().filter(|method| *method != "clear")?;
    Some((format!("technique={}", body.technique), format!("method={method}")))
}

/// Only who goes on with the work of an earlier run finds passes done.
fn earlier(body: &MediumCertificate) -> Option<Denial> {
    let passes = body.earlier_passes.filter(|_| body.resumed == 0)?;
    Some((format!("earlier_passes={passes}"), "resumed=0".to_owned()))
}

/// How much a method is; nothing for a word that is none.
fn rank(method: &str) -> Option<u8> {
    match method {
        "clear" => Some(1),
        "purge" => Some(2),
        "destroy" => Some(3),
        _ => None,
    }
}

/// 適合 needs a pass by a method that is at least the designated one; neither 適合 nor 不適合 can be said where none is designated.
fn conformity(body: &MediumCertificate) -> Option<Denial> {
    let conforms = body.designated.conforms?;
    let designated = body.designated.method.as_deref();
    let against = match designated {
        None => Some("designated.method=none".to_owned()),
        Some(_) if !conforms => None,
        Some(_) if body.verdict != Verdict::Pass => Some(format!("verdict={}", word(body.verdict))),
        Some(wanted) => {
            let enough = body.designated.is_reached_by(body.method.as_deref());
            let said = body.method.as_deref().unwrap_or("none");
            (!enough).then(|| format!("method={said}, designated.method={wanted}"))
        }
    };
    against.map(|against| (format!("designated.conforms={conforms}"), against))
}

/// The fact that leaves a pass in doubt, if there is one: it needs every block, written and read back.
fn doubt(body: &MediumCertificate) -> Option<String> {
    let capacity = body.medium.capacity.filter(|capacity| *capacity > 0);
    let Some(capacity) = capacity else { return Some("medium.capacity=none".to_owned()) };
    let Some(last) = body.passes.last() else { return Some("passes=0".to_owned()) };
    let Some(read) = &body.read_back else { return Some("read_back=none".to_owned()) };
    let doubts = [
        (!body.reasons.is_empty(), format!("reasons={}", body.reasons.join(","))),
        (last.bytes != capacity, format!("passes.bytes={}", last.bytes)),
        (matches!(last.pattern, WrittenPattern::Constant { .. }), "passes.pattern=constant".to_owned()),
        (read.range != "full", format!("read_back.range={}", read.range)),
        (read.basis != Basis::ReadBack, format!("read_back.basis={:?}", read.basis)),
        (read.wanted != capacity, format!("read_back.wanted={}", read.wanted)),
        (read.equal != capacity, format!("read_back.equal={}", read.equal)),
    ];
    let doubts = doubts.into_iter().find_map(|(doubted, against)| doubted.then_some(against));
    let elsewhere = || {
        let other = body.passes.iter().find(|pass| pass.basis != Basis::Wrote);
        other.map(|pass| format!("passes.basis={:?}", pass.basis))
    };
    let cached = || {
        let mut limits = body.limits.iter();
        let limit = limits.find(|limit| matches!(limit, Limit::CachedReadBack | Limit::RawDeviceNotRead));
        limit.map(|limit| format!("limits={limit:?}"))
    };
    doubts.or_else(|| failure(body)).or_else(elsewhere).or_else(cached)
}

/// A pass that did not come over the whole medium. What an earlier one could not write the last one wrote.
fn short(body: &MediumCertificate) -> Option<String> {
    let capacity = body.medium.capacity?;
    let tried = |pass: &WrittenPass| {
        pass.bytes.saturating_add(pass.unwritable.count.saturating_mul(u64::from(body.sector)))
    };
    let pass = body.passes.iter().find(|pass| tried(pass) < capacity)?;
    Some(format!("passes.bytes={}", pass.bytes))
}

/// A fact by which the medium has failed, whatever else is not known.
fn failure(body: &MediumCertificate) -> Option<String> {
    let cut = body.passes.iter().find_map(|pass| pass.cut.as_ref()).map(|cut| format!("passes.cut={cut}"));
    let last = body.passes.last();
    let read = body.read_back.as_ref();
    cut.or_else(|| last.is_none().then(|| "passes=0".to_owned()))
        .or_else(|| last.and_then(of_last))
        .or_else(|| read.and_then(of_reading))
        .or_else(|| short(body))
        .or_else(|| matches!(body.hidden, HiddenArea::Found { .. }).then(|| "hidden=found".to_owned()))
        .or_else(|| {
            let known = |reason: &&String| FAILURES.contains(&reason.as_str());
            body.reasons.iter().find(known).map(|reason| format!("reasons={reason}"))
        })
}

/// Reasons that are failures. `constant`, `sampled` and `not_read_back` only leave something unknown.
const FAILURES: [&str; 10] = [
    "gone",
    "dead",
    "unwritable",
    "readable_unwritable",
    "flush_failed",
    "differing",
    "unreadable",
    "hidden_left",
    "other_disk",
    "incomplete",
];

fn of_last(pass: &WrittenPass) -> Option<String> {
    blocks("passes.unwritable", &pass.unwritable)
        .or_else(|| blocks("passes.readable", &pass.readable))
        .or_else(|| pass.flush_failed.as_ref().map(|said| format!("passes.flush_failed={said}")))
}

fn of_reading(read: &ReadBackPass) -> Option<String> {
    blocks("read_back.differing", &read.differing)
        .or_else(|| blocks("read_back.unreadable", &read.unreadable))
        .or_else(|| read.cut.as_ref().map(|cut| format!("read_back.cut={cut}")))
}

fn blocks(name: &str, blocks: &Blocks) -> Option<String> {
    (!blocks.is_empty()).then(|| format!("{name}={}", blocks.count))
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Failed => "failed",
        Verdict::Unknown => "unknown",
    }
}
