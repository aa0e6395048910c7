//! 見本: records of every kind, for tests only.

mod batch;
mod facts;
mod files;
mod free;
mod handover;
mod intake;
mod medium;

pub(crate) use batch::*;
pub(crate) use facts::*;
pub(crate) use files::*;
pub(crate) use free::*;
pub(crate) use handover::*;
pub(crate) use intake::*;
pub(crate) use medium::*;

use crate::document::Record;

/// One record of every form.
pub(crate) fn every_form() -> [Record; 9] {
    [
        handover_record(handover()),
        opened_record(opened()),
        note_record(),
        certificate_record(certificate()),
        medium_record(wiped_medium()),
        batch_record(batch()),
        recheck_record(recheck()),
        intake_record(intake_table()),
        free_record(filled()),
    ]
}
