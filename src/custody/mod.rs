//! Floor 3: the use cases. Each checks, records its intent in the ledger, acts, records the outcome, issues a document.
//!
//! Knows neither command lines nor terminals nor pages: it is told what to do and hands back what was found.

mod addressing;
pub mod case;
pub mod comparison;
pub mod countersign;
pub mod import;
#[cfg(target_os = "linux")]
pub mod intake;
pub mod issue;
pub mod issued;
pub mod keys;
pub mod list;
#[cfg(target_os = "linux")]
pub mod media;
pub mod open;
pub mod opening;
pub mod pending;
mod read_back;
pub mod receive;
pub mod seal;
mod spreadsheet;
pub mod summary;
pub mod survey;
pub mod timestamp;
pub mod verify;
pub mod wipe;
pub mod wipe_free;
