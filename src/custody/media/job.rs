//! What carrying a plan out works with.

use super::MediaStatement;
use super::plan_file::LoadedPlan;
use crate::custody::case::Case;
use crate::custody::issue::Signer;
use crate::model::{Progress, Timestamp};
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// What a run works with.
pub struct Run<'a> {
    /// The case.
    pub case: &'a Case,
    /// Who does it.
    pub signer: Signer<'a>,
    /// What is to be done.
    pub plan: &'a LoadedPlan,
    /// What the operator states.
    pub statement: &'a MediaStatement,
    /// One for each medium of the plan: who is told how far it is.
    pub progress: &'a [&'a dyn Progress],
    /// What time it is.
    pub clock: &'a (dyn Fn() -> Timestamp + Sync),
    /// Raised to call it off.
    pub cancel: &'a AtomicBool,
    /// The folder of work markers, where the journals are.
    pub work: &'a Path,
}
