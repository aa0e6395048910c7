//! Time-stamps (RFC 3161): since when a signature has existed, by the word of a time-stamping authority (TSA).
//!
//! Everything works offline: a [`Request`] goes out as a file, a response comes back as one, and [`judge`] says what it is
//! worth: Good, Unknown or Bad. This floor knows bytes, keys and moments; never what it is that is stamped.
//!
//! * `asn1` walks DER, `imprint` names the digest of what is stamped;
//! * `request` is what goes out, `response` and `statement` what comes back;
//! * `token` is the CMS envelope of a statement, `signer` proves it, `chain` finds the way to an [`Authority`] trusted here.

mod asn1;
mod chain;
mod error;
mod imprint;
mod judgement;
mod reason;
mod request;
mod response;
mod signer;
mod statement;
mod token;

pub use chain::{Authorities, Authority};
pub use error::StampError;
pub use imprint::Imprint;
pub use judgement::{Judgement, Stamp, judge};
pub use reason::Reason;
pub use request::Request;
pub use response::{MAX_RESPONSE_BYTES, Response};
