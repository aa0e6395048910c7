//! Wiping free space: [`plan`] looks and refuses, [`fill`] writes files until there is no more room, reads them back and removes
//! them.
//!
//! What is claimed is about the space that the file system *gave away* while it was filled, never Clear or Purge of a medium, and
//! never that nothing old is left: [`FreeReport`] says what stayed free all the same.

mod compare;
mod judge;
mod plan;
mod refusal;
mod report;
mod run;
mod system;
mod workshop;
mod write;

pub use judge::judge;
pub use plan::{FreeOptions, FreePlan, folder_at, plan};
pub use refusal::{FreeError, FreeRefusal};
pub use report::{FreeReason, FreeReport, Stop, Trouble, TroubleKind};
pub use run::fill;
pub use workshop::{left_in, remove_left};

#[cfg(test)]
mod tests;
