//! 検証記録: a medium was read once more and compared with what its certificate says was written on it.

use super::batch::RecordRef;
use super::certificate::Performed;
use super::medium::{ReadBackPass, WrittenPattern};
use crate::model::{Medium, Sourced, Trust, Verdict};
use serde::{Deserialize, Serialize};

/// Body of a record of verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    /// The certificate.
    pub certificate: RecordRef,
    /// What it was worth here: its signature, and its annexes.
    pub signature: Trust,
    /// What the certificate itself says of the wipe.
    pub certified: Verdict,
    /// The medium, as it was found now, each fact with its source.
    pub medium: Medium,
    /// Its world-wide name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wwn: Option<Sourced>,
    /// Bytes of a logical sector.
    pub sector: u32,
    /// What of it is not as the certificate says: words such as `serial`, `capacity`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<String>,
    /// When, where, by whom.
    pub performed: Performed,
    /// With what it was compared: what the certificate says was written last.
    pub pattern: WrittenPattern,
    /// What reading found.
    pub read: ReadBackPass,
    /// 一致 ([`Agreement::Same`]) only where all of the named medium was read and is what was written, in every place something else, by
    /// a wipe that did not fail.
    pub agreement: Agreement,
    /// Why it is not 一致: words such as `differing`, `sampled`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// How the medium agrees with its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// 一致.
    Same,
    /// 不一致.
    Other,
    /// 不明.
    Unknown,
}

impl Agreement {
    /// As a verdict among those of other records.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Same => Verdict::Pass,
            Self::Other => Verdict::Failed,
            Self::Unknown => Verdict::Unknown,
        }
    }
}

impl Recheck {
    /// What the facts amount to, and why it is not 一致. The facts alone decide: whoever reads the record can do it again.
    #[must_use]
    pub fn judge(&self) -> (Agreement, Vec<&'static str>) {
        let read = &self.read;
        let against = [
            (!read.differing.is_empty(), "differing"),
            (!read.unreadable.is_empty(), "unreadable"),
            (read.cut.is_some(), "cut"),
            (self.signature == Trust::Bad, "signature_bad"),
        ];
        let whole = self.medium.capacity.filter(|capacity| *capacity > 0);
        let all = read.range == "full" && whole == Some(read.wanted) && whole == Some(read.equal);
        let doubts = [
            (!self.differences.is_empty(), "other_medium"),
            (matches!(self.signature, Trust::Unknown | Trust::Absent), "signature_unknown"),
            // Of a medium that is smaller than it says, every place reads right.
            (matches!(self.pattern, WrittenPattern::Constant { .. }), "constant"),
            // What the wipe did not reach, reading cannot reach either.
            (self.certified == Verdict::Failed, "certified_failed"),
            (read.range != "full", "sampled"),
            // Blocks that are named above are not missing.
            (read.range == "full" && !all && against.iter().all(|(is_so, _)| !is_so), "incomplete"),
        ];
        let named = |list: &[(bool, &'static str)]| -> Vec<&'static str> {
            list.iter().filter_map(|(is_so, why)| is_so.then_some(*why)).collect()
        };
        let (mut reasons, doubts) = (named(&against), named(&doubts));
        let agreement = match (reasons.is_empty(), doubts.is_empty()) {
            (false, _) => Agreement::Other,
            (true, false) => Agreement::Unknown,
            (true, true) => Agreement::Same,
        };
        reasons.extend(doubts);
        (agreement, reasons)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Blocks;
    use crate::model::{Basis, KeyRef, Person, Sha256, Timestamp};

    fn whole() -> Recheck {
        let at = Timestamp::from_unix(0);
        let key = KeyRef { id: "mihon".to_owned(), fingerprint: "SHA256:x".to_owned() };
        Recheck {
            certificate: RecordRef { number: "M-1".into(), sha256: Sha256([0; 32]), issued_at: at, key },
            signature: Trust::Good,
            certified: Verdict::Pass,
            medium: Medium { capacity: Some(1024), ..Medium::default() },
            wwn: None,
            sector: 512,
            differences: Vec::new(),
            performed: Performed {
                from: at,
                until: at,
                place: None,
                operator: Person::default(),
                witness: None,
                machine: None,
            },
            pattern: WrittenPattern::Keystream { key: Sha256([7; 32]) },
            read: ReadBackPass {
                range: "full".to_owned(),
                from: at,
                until: at,
                wanted: 1024,
                equal: 1024,
                speed: None,
                basis: Basis::ReadBack,
                differing: Blocks::default(),
                unreadable: Blocks::default(),
                cut: None,
            },
            agreement: Agreement::Same,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn the_same_only_when_all_was_read_by_a_known_certificate() {
        let judged = |change: &dyn Fn(&mut Recheck)| {
            let mut body = whole();
            change(&mut body);
            body.judge().0
        };
        let one = || Blocks { count: 1, first: vec![(0, 0)], stretches: 1 };
        assert_eq!(judged(&|_| ()), Agreement::Same);
        assert_eq!(judged(&|body| body.signature = Trust::Unknown), Agreement::Unknown);
        assert_eq!(judged(&|body| body.signature = Trust::Absent), Agreement::Unknown);
        assert_eq!(judged(&|body| body.signature = Trust::Bad), Agreement::Other);
        assert_eq!(judged(&|body| body.differences = vec!["serial".to_owned()]), Agreement::Unknown);
        assert_eq!(judged(&|body| body.read.range = "sample".to_owned()), Agreement::Unknown);
        assert_eq!(judged(&|body| body.read.equal = 512), Agreement::Unknown);
        assert_eq!(judged(&|body| body.medium.capacity = Some(2048)), Agreement::Unknown);
        assert_eq!(judged(&|body| body.pattern = WrittenPattern::Constant { byte: 0 }), Agreement::Unknown);
        assert_eq!(judged(&|body| body.certified = Verdict::Failed), Agreement::Unknown);
        // What was not read back then is now.
        assert_eq!(judged(&|body| body.certified = Verdict::Unknown), Agreement::Same);
        assert_eq!(judged(&|body| body.read.differing = one()), Agreement::Other);
        assert_eq!(judged(&|body| body.read.unreadable = one()), Agreement::Other);
        // What differs in a sample differs.
        let sampled = |body: &mut Recheck| {
            (body.read.range, body.read.differing) = ("sample".to_owned(), one());
        };
        assert_eq!(judged(&sampled), Agreement::Other);
    }
}
