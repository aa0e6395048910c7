//! # azukari (預かり)
//!
//! Carries a city's data from hand to hand, and ends it, so that every step can be proved afterwards.
//!
//! Five floors; imports only downward, and siblings on floor 2 never meet (`tests/tidy.rs` checks it):
//!
//! ```text
//! 4  cli            words, prompts, progress bars, exit codes
//! 3  custody        use cases: check → record intent → act → record outcome → issue document
//!    render         record → PDF, html, md, txt, csv
//! 2  package  document  ledger  sanitize
//! 1  stream   crypt     sign    device
//! 0  model          digests, times, people, media, evidence: plain data
//! ```

// Layer 0: vocabulary.
pub mod model;
// Layer 1: mechanisms.
pub mod crypt;
pub mod device;
pub mod sign;
pub mod stream;
// Layer 2: domain; siblings never import one another.
pub mod document;
pub mod ledger;
pub mod package;
pub mod sanitize;
// Layer 3: work.
pub mod custody;
pub mod render;
// Layer 4: the shell.
pub mod cli;
