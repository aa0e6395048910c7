//! What is asked for when media are planned.

use crate::custody::intake::{Intake, TypedSerial};
use crate::sanitize::media::{PlannedPattern, PlannedVerification};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct PlanRequest {
    /// What is written in the last pass.
    pub pattern: PlannedPattern,
    /// How many passes, at least one.
    pub passes: u32,
    /// How it is read back.
    pub verify: PlannedVerification,
    /// 承諾番号.
    pub consent: Option<String>,
    /// Serial numbers typed from labels.
    pub typed: Vec<TypedSerial>,
    /// The list with which the media were compared; what is not on it is not planned.
    pub intake: Option<Intake>,
}
