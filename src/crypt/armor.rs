//! Text armor (C2SP `age.md`, "ASCII armor"), and what can be told of a file before it is unlocked.

use std::io::Read;
use std::path::Path;

/// The first bytes of an armored file.
pub const ARMOR_BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";

/// Reads the age file inside its armor.
pub fn dearmor(input: impl Read) -> impl Read {
    age::armor::ArmoredReader::new(input)
}

/// Whether a passphrase locks the file at `path`, as far as its first stanza tells. Not binding: opening decides.
#[must_use]
pub fn is_passphrase_locked(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(64).read_to_end(&mut head));
    read.is_ok() && head.starts_with(b"age-encryption.org/v1\n-> scrypt ")
}
