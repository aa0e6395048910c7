//! Whole media: what is written over them, what reading back finds, and what may be said of that.

mod compare;
mod ends;
#[cfg(test)]
mod far_tests;
mod identity;
mod journal;
mod narrow;
mod overwrite;
mod pass;
mod pattern;
mod plan;
mod port;
mod queued;
mod ranges;
mod refusal;
mod run;
mod sample;
mod survey;
#[cfg(test)]
mod tests;
mod verdict;
mod watcher;

pub use compare::{Compared, compare, compare_sample};
pub use ends::ends_sha256;
pub use identity::Identity;
pub use journal::{Checkpoint, Journal, JournalHead};
pub use overwrite::{Overwritten, overwrite};
pub use pass::Cut;
pub use pattern::Pattern;
pub use plan::{
    DriveErases, HiddenState, MediaPlan, PlannedMedium, PlannedPattern, PlannedVerification, distinguish,
    limits, method_of_overwriting,
};
pub use port::{Disk, Finished, Queue};
pub use ranges::Ranges;
pub use refusal::MediaRefusal;
pub use run::{MediumReport, Stage, Work, is_proven, pattern_key, wipe_medium};
pub use sample::Sample;
pub use survey::{refusals, use_text};
pub use verdict::{Reason, Seen, Verification, judge};
pub use watcher::Watcher;
