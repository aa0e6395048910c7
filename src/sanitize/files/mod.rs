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
mod refusal;
mod report;
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
pub use place::{Place, WriteStyle};
pub(super) use plan::KERNEL_VIEWS;
pub use plan::{FilesPlan, PlanOptions, plan};
pub use planned::{Identity, PlannedEntry, PlannedFile};
pub use refusal::{PlanError, Refusal};
pub use report::{FileResult, FilesReport, Left, ReadBack};

#[cfg(test)]
mod tests;
