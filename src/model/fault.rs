//! How a lower floor says that something went wrong: a code and facts, never words.
//!
//! The shell finds the words in its catalogue: `err-CODE` says what failed and where, `rec-CODE` what to do next,
//! both in Japanese and English. So every floor below stays mute and no message exists in one language only.

use std::fmt;

/// What a failure means for whoever must decide what to do: it becomes the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultClass {
    /// The work failed (exit 1).
    Failed,
    /// The request makes no sense as typed (exit 2).
    Usage,
    /// A check says **bad** (exit 3).
    Bad,
    /// A check can say neither good nor bad (exit 4).
    Unknown,
    /// Refused for safety, nothing was changed (exit 5).
    Refused,
    /// The ledger cannot be used (exit 6).
    Ledger,
    /// Partly done; the report lists what (exit 7).
    Partial,
    /// Interrupted by the user (exit 130).
    Interrupted,
    /// A bug in azukari (exit 70).
    Bug,
}

/// Values that a message may print, by name: `("path", "/media/usb/a.csv")`.
pub type Facts = Vec<(&'static str, String)>;

/// Builds the [`Facts`](crate::model::Facts) of a message: `facts![path = path.display(), files = 3]`.
#[macro_export]
macro_rules! facts {
    () => { ::std::vec::Vec::new() };
    ($($name:ident = $value:expr),+ $(,)?) => {
        ::std::vec![$((stringify!($name), ::std::string::ToString::to_string(&$value))),+]
    };
}

/// An error that can be explained.
pub trait Fault: fmt::Debug + fmt::Display {
    /// Language-free code: kebab-case, stable, also printed by `--json`.
    fn code(&self) -> &'static str;
    /// What the message needs.
    fn facts(&self) -> Facts;
    /// What it means.
    fn class(&self) -> FaultClass;
}

/// The facts of an operating-system error: its words in `reason`, beside the path.
#[must_use]
pub fn io_facts(path: &std::path::Path, source: &std::io::Error) -> Facts {
    vec![("path", path.display().to_string()), ("reason", source.to_string())]
}
