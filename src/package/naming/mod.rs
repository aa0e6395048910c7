//! Names that not every system can take: which ones, for whom, and what they may be called instead.
//!
//! A tree is looked at as a whole: everything wrong is said at once, and other names are given to all of it at once, so that the
//! same tree always gets the same names.

mod ask;
mod decode;
mod namer;
mod placed;
mod rename;
mod rules;
mod stream;
mod tree;

pub use ask::NameOptions;
pub(super) use rules::NameRules;
pub use tree::{NameProblem, NameProblemKind};

pub(super) use ask::rules_of;
pub(super) use decode::{Spelled, spell};
pub(super) use placed::{Placed, link_to};
pub(super) use rules::changes_on_windows;
pub(super) use stream::Arriving;
pub(super) use tree::{Judged, Node, judge};
