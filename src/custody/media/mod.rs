//! 消去 of whole media (Art. 17): planned, confirmed by its word, carried out, and certified for exactly what was seen.

mod agreed;
mod certificate;
mod error;
mod job;
mod naming;
mod noted;
mod opened;
mod plan;
mod plan_file;
mod programs;
mod ready;
mod recheck;
mod request;
mod run;
mod told;

pub use agreed::may_begin;
pub use error::MediaError;
pub use job::Run;
pub use plan::plan_media;
pub use plan_file::{LoadedPlan, NAMESPACE, read_plan, write_plan};
pub use programs::open_elsewhere;
pub use recheck::{Ask, Recheck, RecheckStatement, recheck, record_recheck};
pub use request::PlanRequest;
pub use run::{MediaDone, run_media};

use super::issue::Issued;
use crate::document::MediumCertificate;
use crate::model::Person;
use crate::sanitize::media::MediumReport;
use std::time::Duration;

/// How long is waited for what may pass by itself: on a bench, disks are pulled out and plugged in while others are begun, and a run that
/// was killed has its disk until the drive has answered.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the operator states beside the plan.
#[derive(Debug, Clone, Default)]
pub struct MediaStatement {
    /// 台帳番号 of the asset that lies on the media.
    pub asset: Option<String>,
    /// 場所.
    pub place: Option<String>,
    /// 立会者.
    pub witness: Option<Person>,
    /// 実施PC.
    pub machine: Option<String>,
    /// 媒体の出所.
    pub origin: Option<String>,
    /// 処分先.
    pub destination: Option<String>,
    /// 備考.
    pub remarks: Vec<String>,
}

/// What became of one medium.
#[derive(Debug)]
pub struct MediumDone {
    /// Which of the plan's it is, from 0: docks give several one name.
    pub place: usize,
    /// What to call it.
    pub name: String,
    /// What was seen.
    pub report: MediumReport,
    /// What is certified; absent where it was called off.
    pub certificate: Option<MediumCertificate>,
    /// The record.
    pub issued: Option<Issued>,
}
