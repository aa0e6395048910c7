//! Floor 2: the records (預り証, 移送の送付書, データ消去証明書 …) as plain JSON.
//!
//! The signed JSON bytes are the record; every other form is a view of them. A document knows what was found,
//! never how: evidence comes in from above as [`crate::model`] types.

mod batch;
mod certificate;
mod countersignature;
mod free;
mod free_claims;
mod head;
mod intake;
mod medium;
mod medium_claims;
mod note;
mod receipt;
mod recheck;
mod residue;
mod signed;
mod suite;

pub use batch::{Batch, BatchCertified, BatchCounts, BatchMedium, BatchOutcome, RecordRef, Replaced};
pub use certificate::{Certificate, Counts, Coverage, DeclaredLast, ItemResult, Performed, Place};
pub use countersignature::{CountersignRole, Countersignature, SecondChecker};
pub use free::{FillReadBack, FillTrouble, FillWritten, FreeSpaceCertificate, RoomSeen, RoomTold};
pub use head::{Annex, Head, LedgerHead, SuiteEntry, Tool};
pub use intake::IntakeTable;
pub use medium::{
    Blocks, Designated, HiddenArea, LastRun, MediumCertificate, PlanRef, ReadBackPass, TakenIn, WrittenPass,
    WrittenPattern,
};
pub use note::{DeliveryNote, PackageRef, RecipientRef, Transport, VolumeRef};
pub use receipt::{
    Acceptance, Comparison, ComparisonResult, Contents, Exception, Handover, NoteRef, Opened, Receipt, Terms,
};
pub use recheck::{Agreement, Recheck};
pub use residue::{Remains, Residue};
pub use signed::{Body, Document, DocumentError, Kind, Record};
pub use suite::suite;

/// A claim of a record, and the fact of the same record against it.
pub type Denial = (String, String);
