//! Exit codes: a contract with scripts. The same table is in `--help` and the man pages.

use crate::document::Coverage;
use crate::model::{FaultClass, Verdict};
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, and proven.
    Done = 0,
    /// The work failed.
    Failed = 1,
    /// Wrong usage.
    Usage = 2,
    /// Verification says **bad**: signature, chain, package or read-back.
    Bad = 3,
    /// Verification says **unknown**: a key is missing, something could not be read, or a place cannot prove a wipe.
    Unknown = 4,
    /// Refused for safety; nothing was changed.
    Refused = 5,
    /// The ledger is unavailable or locked.
    Ledger = 6,
    /// Partly done; the report lists what.
    Partial = 7,
    /// A bug in azukari.
    Bug = 70,
    /// Interrupted; the state is recorded.
    Interrupted = 130,
}

impl Exit {
    /// Every code, in ascending order.
    pub const ALL: [Self; 10] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Bad,
        Self::Unknown,
        Self::Refused,
        Self::Ledger,
        Self::Partial,
        Self::Bug,
        Self::Interrupted,
    ];

    /// 0 is "done and proven": a place that leaves the result open proves nothing, however well it went; nor is it proven that an asset
    /// is gone of which less was wiped than the ledger knows.
    #[must_use]
    pub fn of_wipe(verdict: Verdict, removed: bool, coverage: Option<Coverage>) -> Self {
        match (verdict, coverage) {
            (Verdict::Failed, _) if removed => Self::Partial,
            (Verdict::Failed, _) => Self::Failed,
            (Verdict::Unknown, _) | (Verdict::Pass, Some(Coverage::Less)) => Self::Unknown,
            (Verdict::Pass, _) => Self::Done,
        }
    }

    /// The number that the shell sees.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Key of the sentence that explains the code.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Done => "exit-done",
            Self::Failed => "exit-failed",
            Self::Usage => "exit-usage",
            Self::Bad => "exit-bad",
            Self::Unknown => "exit-unknown",
            Self::Refused => "exit-refused",
            Self::Ledger => "exit-ledger",
            Self::Partial => "exit-partial",
            Self::Bug => "exit-bug",
            Self::Interrupted => "exit-interrupted",
        }
    }
}

impl From<FaultClass> for Exit {
    fn from(class: FaultClass) -> Self {
        match class {
            FaultClass::Failed => Self::Failed,
            FaultClass::Usage => Self::Usage,
            FaultClass::Bad => Self::Bad,
            FaultClass::Unknown => Self::Unknown,
            FaultClass::Refused => Self::Refused,
            FaultClass::Ledger => Self::Ledger,
            FaultClass::Partial => Self::Partial,
            FaultClass::Interrupted => Self::Interrupted,
            FaultClass::Bug => Self::Bug,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_with_scripts() {
        let numbers: Vec<u8> = Exit::ALL.iter().map(|exit| exit.number()).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7, 70, 130]);
        assert_eq!(Exit::from(FaultClass::Refused).number(), 5);
        assert_eq!(Exit::from(FaultClass::Interrupted).number(), 130);
    }
    #[test]
    fn zero_is_done_and_proven() {
        assert_eq!(Exit::of_wipe(Verdict::Pass, true, None), Exit::Done);
        assert_eq!(Exit::of_wipe(Verdict::Pass, true, Some(Coverage::Equal)), Exit::Done);
        assert_eq!(Exit::of_wipe(Verdict::Pass, true, Some(Coverage::More)), Exit::Done);
        assert_eq!(Exit::of_wipe(Verdict::Pass, true, Some(Coverage::Less)), Exit::Unknown);
        assert_eq!(Exit::of_wipe(Verdict::Unknown, true, None), Exit::Unknown);
        assert_eq!(Exit::of_wipe(Verdict::Failed, true, Some(Coverage::Less)), Exit::Partial);
        assert_eq!(Exit::of_wipe(Verdict::Failed, false, None), Exit::Failed);
    }
}
