//! タイムスタンプ (RFC 3161) for signatures, offline: a request goes out as a file, the response comes back as one.
//!
//! ```text
//! X.sig       a signature of azukari: of a record, a note, a manifest
//! X.sig.tsq   what an authority is asked, kept to compare its answer with
//! X.sig.tsr   the answer
//! ```

mod error;
mod files;
mod import;
mod request;
mod trust;

pub use error::TimestampError;
pub use files::{response_beside, signature_of};
pub use import::{Arrived, arrive, record};
pub use request::{Asked, request};
pub use trust::trust;
