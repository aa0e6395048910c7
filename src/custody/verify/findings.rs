//! What was found, and what all of it together is worth.

use crate::document::ComparisonResult;
use crate::model::{Facts, Trust, Verdict};
use crate::sign::{Card, Judgement};
use serde::Serialize;

/// One thing that was looked at, and what was found. The code is a message key (`found-CODE`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is worth; `None` for a remark that neither proves nor casts doubt.
    pub trust: Option<Trust>,
    /// Language-free code.
    pub code: &'static str,
    /// Values for the message.
    pub facts: Facts,
}

/// How much of a thing was looked at: what was found says nothing of the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All of it.
    #[default]
    Whole,
    /// A package from outside, against its note: nobody decrypted it.
    Outer,
    /// A record, but not all of its annexes, which are not here.
    WithoutAnnexes,
}

/// Everything found about one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// In the order of looking.
    pub list: Vec<Finding>,
    /// The card of the key that signed, where one is known.
    pub signer: Option<Card>,
    /// What a certificate itself says of the wipe: a certificate of a failed wipe can be as genuine as any.
    pub verdict: Option<Verdict>,
    /// How much was looked at.
    pub scope: Scope,
    /// What a receipt itself says could not be confirmed, by its codes: 例外付き受領 unless empty.
    pub exceptions: Vec<String>,
    /// What comparing with 甲's list gave, where a 預り証 says.
    pub comparison: Option<ComparisonResult>,
    /// Lines of that list whose content nobody compared.
    pub not_compared: u64,
}

impl Findings {
    pub(super) fn add(&mut self, trust: Trust, code: &'static str, facts: Facts) {
        self.list.push(Finding { trust: Some(trust), code, facts });
    }

    pub(super) fn remark(&mut self, code: &'static str, facts: Facts) {
        self.list.push(Finding { trust: None, code, facts });
    }

    /// One bad finding makes all bad; one unknown leaves all unknown; nothing found proves nothing.
    #[must_use]
    pub fn trust(&self) -> Trust {
        let has = |trust| self.list.iter().any(|finding| finding.trust == Some(trust));
        if has(Trust::Bad) {
            Trust::Bad
        } else if has(Trust::Good) && !has(Trust::Unknown) && !has(Trust::Absent) {
            Trust::Good
        } else {
            Trust::Unknown
        }
    }

    pub(super) fn signature(&mut self, judgement: &Judgement) {
        let name = judgement.card.as_ref().map_or_else(String::new, |card| card.name.clone());
        let fingerprint = judgement.fingerprint.clone().unwrap_or_default();
        let facts = crate::facts![name = name, fingerprint = fingerprint, reason = judgement.reason.code()];
        let code = match judgement.trust {
            Trust::Good => "signature-good",
            Trust::Unknown => "signature-unknown",
            Trust::Bad => "signature-bad",
            Trust::Absent => "signature-absent",
        };
        self.add(judgement.trust, code, facts);
        self.signer.clone_from(&judgement.card);
    }
}
