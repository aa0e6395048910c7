//! 媒体消去集計表: one table over the certificates of many media, each bound by its digest.
//!
//! It says nothing of its own: every row is what a certificate says, or that there is none. What was planned is the sum of all rows.

use super::medium::{Designated, PlanRef};
use crate::model::{KeyRef, Medium, Sha256, Timestamp, Verdict};
use serde::{Deserialize, Serialize};

/// Body of a summary of wiped media.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The plan whose media these are; absent where certificates were put together without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanRef>,
    /// Earlier summaries of the same plan, which this one replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Replaced>,
    /// How many media came out how.
    pub counts: BatchCounts,
    /// Every medium, in the order of the plan.
    pub media: Vec<BatchMedium>,
}

/// A record that does not count any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// 文書番号.
    pub number: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
}

/// Media by what came of them. `media` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchCounts {
    /// 対象: all of them.
    pub media: u64,
    /// 合格.
    pub pass: u64,
    /// 不合格: to be destroyed.
    pub failed: u64,
    /// 未検証.
    pub unknown: u64,
    /// 中断: begun, and neither ended nor certified.
    pub interrupted: u64,
    /// 未実施: not begun.
    pub not_done: u64,
}

impl BatchCounts {
    /// Counts `media`.
    #[must_use]
    pub fn of(media: &[BatchMedium]) -> Self {
        let mut counts = Self::default();
        for medium in media {
            counts.media += 1;
            *match medium.verdict() {
                Some(Verdict::Pass) => &mut counts.pass,
                Some(Verdict::Failed) => &mut counts.failed,
                Some(Verdict::Unknown) => &mut counts.unknown,
                None if matches!(medium.outcome, BatchOutcome::Interrupted { .. }) => &mut counts.interrupted,
                None => &mut counts.not_done,
            } += 1;
        }
        counts
    }
}

/// One medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchMedium {
    /// 媒体, as the certificate has it, or else the plan.
    pub medium: Medium,
    /// 製造番号 as a person typed it from the label: declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_serial: Option<String>,
    /// What came of it.
    pub outcome: BatchOutcome,
    /// Certificates of the same medium that do not count any more: it was wiped again, or gone on with, after them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<RecordRef>,
}

impl BatchMedium {
    /// Of a certified one.
    #[must_use]
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.outcome {
            BatchOutcome::Certified(certified) => Some(certified.verdict),
            BatchOutcome::Interrupted { .. } | BatchOutcome::NotDone => None,
        }
    }

    /// The certificate that counts, and then those that do not any more.
    pub fn certificates(&self) -> impl Iterator<Item = &RecordRef> {
        let counts = match &self.outcome {
            BatchOutcome::Certified(certified) => Some(&certified.certificate),
            BatchOutcome::Interrupted { .. } | BatchOutcome::NotDone => None,
        };
        counts.into_iter().chain(&self.earlier)
    }
}

/// What came of a medium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum BatchOutcome {
    /// It has a certificate, whatever that says.
    Certified(Box<BatchCertified>),
    /// It was begun, and no certificate says how it ended.
    Interrupted {
        /// When it was begun.
        at: Timestamp,
    },
    /// It was not begun.
    NotDone,
}

/// What the certificate of a medium says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchCertified {
    /// The certificate.
    pub certificate: RecordRef,
    /// 開始.
    pub from: Timestamp,
    /// 終了.
    pub until: Timestamp,
    /// 技法: `overwrite`.
    pub technique: String,
    /// Overwriting passes.
    pub passes: u64,
    /// 検証の範囲: `full` (全面) or `sample` (抜取); absent where nothing was read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// 抹消区分, where it amounts to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// 甲の指定した方法との適合.
    pub designated: Designated,
    /// 総合判定.
    pub verdict: Verdict,
    /// Why it is not 合格.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// Another record, bound by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRef {
    /// 文書番号. Everybody numbers their own: only with the key it says which record.
    pub number: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// 発行日時.
    pub issued_at: Timestamp,
    /// The key that its issuer signs with.
    pub key: KeyRef,
}

impl Batch {
    /// 総合判定 of all: 合格 only where every medium passed.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::over(self.media.iter().map(|medium| medium.verdict().unwrap_or(Verdict::Unknown)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medium(outcome: BatchOutcome) -> BatchMedium {
        BatchMedium { medium: Medium::default(), label_serial: None, outcome, earlier: Vec::new() }
    }

    fn certified(verdict: Verdict) -> BatchOutcome {
        let at = Timestamp::from_unix(0);
        let key = KeyRef { id: "mihon".to_owned(), fingerprint: "SHA256:x".to_owned() };
        BatchOutcome::Certified(Box::new(BatchCertified {
            certificate: RecordRef { number: "M-1".into(), sha256: Sha256([0; 32]), issued_at: at, key },
            from: at,
            until: at,
            technique: "overwrite".to_owned(),
            passes: 1,
            range: None,
            method: None,
            designated: Designated::default(),
            verdict,
            reasons: Vec::new(),
        }))
    }

    #[test]
    fn every_medium_is_counted_once_and_only_a_pass_is_a_pass() {
        let outcomes = [
            certified(Verdict::Pass),
            certified(Verdict::Failed),
            certified(Verdict::Unknown),
            BatchOutcome::Interrupted { at: Timestamp::from_unix(0) },
            BatchOutcome::NotDone,
        ];
        let media: Vec<_> = outcomes.into_iter().map(medium).collect();
        let counts = BatchCounts::of(&media);
        let each = [counts.pass, counts.failed, counts.unknown, counts.interrupted, counts.not_done];
        assert_eq!((counts.media, each), (5, [1; 5]));
        for (media, verdict) in [
            (&media[..1], Verdict::Pass),
            (&media[..2], Verdict::Failed),
            (&media[3..4], Verdict::Unknown),
            (&media[4..], Verdict::Unknown),
            (&media[..0], Verdict::Unknown),
        ] {
            let batch = Batch {
                plan: None,
                replaces: Vec::new(),
                counts: BatchCounts::of(media),
                media: media.into(),
            };
            assert_eq!(batch.verdict(), verdict);
            let text = serde_json::to_string(&batch).unwrap();
            assert_eq!(serde_json::from_str::<Batch>(&text).unwrap(), batch);
        }
    }
}
