//! Wiping files: [`plan`] looks and refuses, [`execute`] overwrites, reads back and removes.
//!
//! What is claimed is about the *current blocks* of each file, never Clear or Purge of a medium.

mod execute;
mod failure;
mod judge;
mod pattern_io;
mod place;
mod plan;
mod planned;
mod raw_read;
mod refusal;
mod report;
mod residue;
mod walk;
mod wipe;
#[cfg(not(target_os = "linux"))]
#[path = "workplace_portable.rs"]
mod workplace;
#[cfg(target_os = "linux")]
#[path = "workplace_linux.rs"]
mod workplace;

pub use execute::{ExecuteOptions, execute};
pub use failure::{FileError, WipeError};
pub use place::{Place, RawReading, WriteStyle};
pub(super) use plan::KERNEL_VIEWS;
pub use plan::{FilesPlan, PlanOptions, plan};
pub use planned::{Identity, PlannedEntry, PlannedFile};
pub use refusal::{PlanError, Refusal};
pub use report::{FileResult, FilesReport, Left, ReadBack};
pub use residue::{Amount, Found, Hit, HitKind, NotSought, Where};

#[cfg(test)]
mod tests;
