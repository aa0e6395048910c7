//! 残存調査 (`--residue-scan`): before a file is overwritten its blocks are fingerprinted; when all files are gone, the whole device
//! is read past every cache and searched for them.
//!
//! Fingerprints are keyed with a random key of the run and live in memory only: 16 bytes for each block of content, about 100 for
//! each name and each short piece. What is found is a fact that was read. What is not found was not found *in this form*: compressed,
//! encrypted and changed copies, and content in other devices, are looked for by nobody.

mod found;
mod journal;
mod key;
mod search;
mod short;
mod sought;
mod whereabouts;

pub use found::{Found, Hit, HitKind};
pub(super) use journal::journal;
pub(super) use search::search;
pub use sought::{Amount, NotSought};
pub(super) use sought::{Content, Sought};
pub use whereabouts::Where;
pub(super) use whereabouts::Whereabouts;

#[cfg(test)]
mod tests;
