//! Whole media: what is written over them, what reading back finds, and what may be said of that.

mod compare;
mod journal;
mod narrow;
mod overwrite;
mod pass;
mod pattern;
mod port;
mod ranges;
mod sample;
#[cfg(test)]
mod tests;
mod verdict;

pub use compare::{Compared, compare, compare_sample};
pub use journal::{Checkpoint, Journal, JournalHead};
pub use overwrite::{Overwritten, Watcher, overwrite};
pub use pass::Cut;
pub use pattern::Pattern;
pub use port::Disk;
pub use ranges::Ranges;
pub use sample::Sample;
pub use verdict::{Reason, Seen, Verification, judge};
