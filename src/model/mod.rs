//! Floor 0: plain data. No I/O, no clock, no randomness, no language.
//!
//! What every floor above agrees on: digests, times, people, media, and the typed facts
//! (*evidence*) from which every sentence on a document is made.

mod digest;
mod escape;
mod evidence;
mod fault;
mod intake;
mod key_agreement;
mod lang;
mod media;
mod origin;
mod party;
mod progress;
mod time;

pub use digest::{Algorithms, Blake3, DigestSet, ParseDigestError, Sha256};
pub use escape::{bytes_with_unit, printable, spreadsheet_cell};
pub use evidence::{Basis, FileOutcome, Limit, Trust, Verdict};
pub use fault::{Facts, Fault, FaultClass, because, io_facts, system_error_name};
pub use intake::{
    HereMedium, IntakeLine, IntakeState, ListedFact, ListedMedium, MediaListRef, NearSerial, OnList,
};
pub use key_agreement::{KeyAgreement, is_plugin_name};
pub use lang::Lang;
pub use media::{Medium, MediumKind, Source, Sourced};
pub use origin::{Origin, Origins};
pub use party::{Addressee, Contract, Issuer, KeyRef, Person, Representative};
pub use progress::{NoProgress, Phase, Progress};
pub use time::{ParseTimestampError, Timestamp};
