//! Floor 2: making data on media unrecoverable, and saying exactly how far that was seen to succeed.
//!
//! Plan first (read-only, every doubt a refusal), then execute exactly that plan. Results are typed evidence;
//! what the place cannot guarantee travels with them as [`crate::model::Limit`]s. Today the target is files;
//! whole media have their place in [`Method`] and [`Technique`].

pub mod files;
pub mod free;
mod keystream;
pub mod media;
mod method;

pub use keystream::{Keystream, KeystreamError};
pub use method::{Method, Technique};
