//! 検証: Good, Unknown or Bad, and why, for whatever is put before us. Changes nothing, with one exception: a proven
//! receipt for a package of ours closes its transit in the ledger ([`close_transit`]).

mod bag;
mod batch;
mod error;
mod findings;
mod ledger;
mod package;
mod plan;
mod receipt;
mod record;
mod stamp;
mod transit;

pub use bag::bag;
pub use error::VerifyError;
pub use findings::{Finding, Findings, Scope};
pub use ledger::{OfLedger, ledger};
pub use package::{Outside, package_inside, packages_outside};
pub use plan::plan;
pub use receipt::RECEIPT_EXCEPTIONS;
pub use record::{load_record, record};
pub use stamp::stamp;
pub use transit::{Before, Closing, close_transit, receipt_against_note};
