//! What is done to every byte: a package of its own, so that it is compiled for speed in tests too.

pub mod keystream;
mod sha256;
mod zero;

pub use sha256::{Sha256Stream, two_at_once};
pub use zero::is_zero;
