//! What may be said of a medium after all that was seen of it. The one place that says 合格, and it needs every block for it.

use super::compare::Compared;
use super::overwrite::Overwritten;
use super::pass::Cut;
use crate::model::Verdict;

/// How it was read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// Every block.
    Full,
    /// Some places: 抜取.
    Sample,
    /// Not at all.
    None,
}

impl Verification {
    /// The word in plans, records and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Sample => "sample",
            Self::None => "none",
        }
    }
}

/// Everything that was seen.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    /// Length of the medium, in bytes.
    pub capacity: u64,
    /// Each overwriting pass, in order.
    pub passes: &'a [Overwritten],
    /// What reading back found.
    pub compared: Option<(Verification, &'a Compared)>,
    /// The disk at the end was the one at the beginning.
    pub same_disk: bool,
    /// What was written last is the same everywhere: of a medium that is smaller than it says, every place reads right.
    pub constant: bool,
    /// It is known to hold more than it shows (HPA, DCO), and that was not reached.
    pub hidden_left: bool,
}

/// Why it is not 合格.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It vanished while it was overwritten or read.
    Gone,
    /// It took nothing any more.
    Dead,
    /// Blocks could not be written.
    Unwritable,
    /// Blocks could not be written and can still be read: the old content.
    ReadableUnwritable,
    /// The drive did not confirm that it kept what it took.
    FlushFailed,
    /// Blocks hold something else than was written.
    Differing,
    /// Blocks could not be read back.
    Unreadable,
    /// A part that the disk does not show was not reached.
    HiddenLeft,
    /// It is not known to be the same disk any more.
    OtherDisk,
    /// It did not come to its end.
    Incomplete,
    /// The same was written everywhere: that every place is one of its own is not shown.
    Constant,
    /// Only some places were read back.
    Sampled,
    /// Nothing was read back.
    NotReadBack,
}

impl Reason {
    /// The word in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Dead => "dead",
            Self::Unwritable => "unwritable",
            Self::ReadableUnwritable => "readable_unwritable",
            Self::FlushFailed => "flush_failed",
            Self::Differing => "differing",
            Self::Unreadable => "unreadable",
            Self::HiddenLeft => "hidden_left",
            Self::OtherDisk => "other_disk",
            Self::Incomplete => "incomplete",
            Self::Constant => "constant",
            Self::Sampled => "sampled",
            Self::NotReadBack => "not_read_back",
        }
    }

    fn verdict(self) -> Verdict {
        match self {
            Self::Constant | Self::Sampled | Self::NotReadBack => Verdict::Unknown,
            _ => Verdict::Failed,
        }
    }
}

/// The verdict, and every reason why it is not [`Verdict::Pass`].
#[must_use]
pub fn judge(seen: &Seen<'_>) -> (Verdict, Vec<Reason>) {
    let mut reasons = Vec::new();
    let mut note = |reason, found: bool| {
        if found {
            reasons.push(reason);
        }
    };
    let cuts = seen.passes.iter().filter_map(|pass| pass.cut);
    let cuts: Vec<Cut> = cuts.chain(seen.compared.iter().filter_map(|(_, compared)| compared.cut)).collect();
    note(Reason::Gone, cuts.contains(&Cut::Gone));
    note(Reason::Dead, cuts.contains(&Cut::Dead));
    // What an earlier pass could not write does not matter where the last one could.
    if let Some(last) = seen.passes.last() {
        note(Reason::Unwritable, !last.unwritable.is_empty());
        note(Reason::ReadableUnwritable, !last.readable.is_empty());
        note(Reason::FlushFailed, last.flush_failed.is_some());
    }
    let whole = seen.passes.iter().all(|pass| pass.frontier == seen.capacity && pass.cut.is_none());
    note(Reason::Incomplete, seen.passes.is_empty() || !whole);
    match seen.compared {
        Some((verification, compared)) => {
            note(Reason::Differing, !compared.differing.is_empty());
            note(Reason::Unreadable, !compared.unreadable.is_empty());
            match verification {
                Verification::Full => {
                    // The sum is what is believed, not the absence of complaints.
                    let all = compared.equal == seen.capacity && compared.wanted == seen.capacity;
                    note(
                        Reason::Incomplete,
                        !all && compared.differing.is_empty() && compared.unreadable.is_empty(),
                    );
                }
                Verification::Sample => note(Reason::Sampled, true),
                Verification::None => note(Reason::NotReadBack, true),
            }
        }
        None => note(Reason::NotReadBack, true),
    }
    note(Reason::HiddenLeft, seen.hidden_left);
    note(Reason::OtherDisk, !seen.same_disk);
    // Where nothing else speaks against it, this still does.
    if seen.constant && reasons.is_empty() {
        reasons.push(Reason::Constant);
    }
    reasons.sort_unstable();
    reasons.dedup();
    let verdict = Verdict::over(reasons.iter().map(|reason| reason.verdict()).chain([Verdict::Pass]));
    (verdict, reasons)
}

#[cfg(test)]
mod tests {
    use super::super::ranges::Ranges;
    use super::*;

    const CAPACITY: u64 = 1 << 20;

    fn good() -> (Overwritten, Compared) {
        let written = Overwritten {
            frontier: CAPACITY,
            unwritable: Ranges::default(),
            readable: Ranges::default(),
            flush_failed: None,
            cut: None,
        };
        (written, Compared { wanted: CAPACITY, equal: CAPACITY, ..Compared::default() })
    }

    fn judged(change: impl Fn(&mut Overwritten, &mut Compared, &mut Seen<'_>)) -> (Verdict, Vec<Reason>) {
        let (mut written, mut compared) = good();
        let mut seen = Seen {
            capacity: CAPACITY,
            passes: &[],
            compared: None,
            same_disk: true,
            constant: false,
            hidden_left: false,
        };
        change(&mut written, &mut compared, &mut seen);
        let passes = [written];
        let verification = seen.compared.map_or(Verification::Full, |(verification, _)| verification);
        judge(&Seen { passes: &passes, compared: Some((verification, &compared)), ..seen })
    }

    fn block() -> Ranges {
        let mut ranges = Ranges::default();
        ranges.add(512, 1024);
        ranges
    }

    #[test]
    fn only_what_was_written_and_read_back_to_the_last_block_passes() {
        assert_eq!(judged(|_, _, _| ()), (Verdict::Pass, vec![]));
    }

    #[test]
    fn every_doubt_has_its_reason_and_none_passes() {
        use Reason::*;
        type Change = fn(&mut Overwritten, &mut Compared, &mut Seen<'_>);
        let cases: [(Change, Verdict, &[Reason]); 13] = [
            (|_, _, seen| seen.constant = true, Verdict::Unknown, &[Constant]),
            (|written, _, _| written.unwritable = block(), Verdict::Failed, &[Unwritable]),
            (
                |written, _, _| (written.unwritable, written.readable) = (block(), block()),
                Verdict::Failed,
                &[Unwritable, ReadableUnwritable],
            ),
            (|written, _, _| written.flush_failed = Some("EIO".into()), Verdict::Failed, &[FlushFailed]),
            (|written, _, _| written.cut = Some(Cut::Gone), Verdict::Failed, &[Gone, Incomplete]),
            (|written, _, _| written.cut = Some(Cut::Dead), Verdict::Failed, &[Dead, Incomplete]),
            (|written, _, _| written.frontier -= 1, Verdict::Failed, &[Incomplete]),
            (|_, compared, _| compared.equal -= 1, Verdict::Failed, &[Incomplete]),
            (|_, compared, _| compared.differing = block(), Verdict::Failed, &[Differing]),
            (|_, compared, _| compared.unreadable = block(), Verdict::Failed, &[Unreadable]),
            (|_, compared, _| compared.cut = Some(Cut::Gone), Verdict::Failed, &[Gone]),
            (|_, _, seen| seen.hidden_left = true, Verdict::Failed, &[HiddenLeft]),
            (|_, _, seen| seen.same_disk = false, Verdict::Failed, &[OtherDisk]),
        ];
        for (change, verdict, reasons) in cases {
            assert_eq!(judged(change), (verdict, reasons.to_vec()));
        }
    }

    #[test]
    fn without_a_full_reading_nobody_knows() {
        let (written, compared) = good();
        let seen = |compared| Seen {
            capacity: CAPACITY,
            passes: std::slice::from_ref(&written),
            compared,
            same_disk: true,
            constant: false,
            hidden_left: false,
        };
        let sampled = judge(&seen(Some((Verification::Sample, &compared))));
        assert_eq!(sampled, (Verdict::Unknown, vec![Reason::Sampled]));
        assert_eq!(judge(&seen(None)), (Verdict::Unknown, vec![Reason::NotReadBack]));
        let nothing = Seen { passes: &[], ..seen(Some((Verification::Full, &compared))) };
        assert_eq!(judge(&nothing), (Verdict::Failed, vec![Reason::Incomplete]));
    }
}
