//! Text armor (C2SP `age.md`, "ASCII armor"), and what can be told of a file before it is unlocked.

use std::io::{self, Read};
use std::path::Path;

/// The first bytes of an armored file, apart from white space.
const ARMOR_BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// No more white space than this is looked through: mails bring a few empty lines.
const LONGEST_BLANK: u64 = 1 << 10;

/// The tag of the stanza for a post-quantum recipient.
pub const POST_QUANTUM_STANZA: &str = super::hybrid::STANZA;
/// The tag of the stanza for an X25519 recipient.
pub const X25519_STANZA: &str = "X25519";

/// Whether an age file in its armor begins here.
///
/// # Errors
/// Those of reading.
pub fn is_armored(input: impl Read) -> io::Result<bool> {
    let mut start = Vec::new();
    input.take(LONGEST_BLANK + ARMOR_BEGIN.len() as u64).read_to_end(&mut start)?;
    Ok(start.trim_ascii_start().starts_with(ARMOR_BEGIN))
}

/// Reads the age file inside its armor.
pub fn dearmor(input: impl Read) -> impl Read {
    age::armor::ArmoredReader::new(Trimmed { inner: input, begun: false })
}

/// Without the white space at its beginning, which the specification allows and the age crate does not.
struct Trimmed<R> {
    inner: R,
    begun: bool,
}

impl<R: Read> Read for Trimmed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.inner.read(buffer)?;
            let blank = buffer[..count].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if self.begun || blank == 0 {
                self.begun = true;
                return Ok(count);
            }
            if blank < count {
                self.begun = true;
                buffer.copy_within(blank..count, 0);
                return Ok(count - blank);
            }
        }
    }
}

/// Whether a passphrase locks the file at `path`, as far as its first stanza tells. Not binding: opening decides.
#[must_use]
pub fn is_passphrase_locked(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(64).read_to_end(&mut head));
    read.is_ok() && head.starts_with(b"age-encryption.org/v1\n-> scrypt ")
}

/// The tags of the stanzas in the header of the file at `path`: which kinds of keys may open it. Empty where there is no
/// header to be read. Not binding: opening decides.
#[must_use]
pub fn stanza_tags(path: &Path) -> Vec<String> {
    let header =
        std::fs::File::open(path).ok().and_then(|mut file| super::header::read_header(&mut file).ok());
    let header = header.unwrap_or_default();
    let lines = header.split(|byte| *byte == b'\n').take_while(|line| !line.starts_with(b"--- "));
    let tags = lines.filter_map(|line| line.strip_prefix(b"-> ")?.split(|byte| *byte == b' ').next());
    tags.map(|tag| String::from_utf8_lossy(tag).into_owned()).collect()
}
