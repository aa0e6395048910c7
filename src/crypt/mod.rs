//! Floor 1: the age format (C2SP `age.md`).
//!
//! Headers, recipients and identities are the age crate's; the payload (STREAM) is our own, so that every core can
//! work on it. This module knows bytes, not packages or file names.

mod armor;
mod check_stanza;
mod error;
mod header;
mod hybrid;
mod identity;
pub mod keyfile;
mod payload;
mod plugin;
mod recipient;
mod volume_stanza;

pub use armor::{POST_QUANTUM_STANZA, X25519_STANZA, dearmor, is_armored, is_passphrase_locked, stanza_tags};
pub use error::{CODES, CryptError};
pub use header::{Opening, SealedHeader, open_header, read_mark, seal_header, seal_marked_header};
pub use hybrid::{HybridIdentity, HybridRecipient};
pub use identity::{Identities, PassphraseIdentity};
pub use payload::{CHUNK, ChunkLayout, PayloadKey, SLOT, TAG};
pub use plugin::{NobodyThere, PluginPrompts};
pub use recipient::Recipients;
pub use volume_stanza::VolumeMark;
