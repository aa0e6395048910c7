//! 受入照合表: the operator's list of media, compared with the drives that were here.

use crate::model::{IntakeLine, IntakeState, MediaListRef, Sha256};
use serde::{Deserialize, Serialize};

/// Body of 受入照合表.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeTable {
    /// The list.
    pub list: MediaListRef,
    /// Digest of the plan that was made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_sha256: Option<Sha256>,
    /// The rows of the list in their order, then the drives that are on none.
    pub lines: Vec<IntakeLine>,
}

impl IntakeTable {
    /// How many lines there are of a state.
    #[must_use]
    pub fn count(&self, state: IntakeState) -> u64 {
        self.lines.iter().filter(|line| line.state == state).count() as u64
    }

    /// The first line, by its place from 0, that calls something matching which is not the same serial number on the list and here.
    #[must_use]
    pub fn denied(&self) -> Option<usize> {
        self.lines.iter().position(|line| {
            let matched = matches!(line.state, IntakeState::Matched | IntakeState::MatchedDiffering);
            let listed = line.listed.as_ref().map(|row| row.serial.as_str());
            let here =
                line.here.as_ref().and_then(|here| here.serial.as_ref()).map(|said| said.value.as_str());
            let differing = line.state == IntakeState::Matched && !line.differs.is_empty();
            matched && (listed.is_none() || listed != here || listed == Some("") || differing)
        })
    }
}
