//! The header of an age file, by the age crate; the file key is noted on its way through.
//!
//! The crate keeps its payload key to itself, but its traits `Recipient` and `Identity` are open by design ("the one
//! joint"): wrapped in ours, they show the file key that they wrap or unwrap. From it and the 16-byte nonce
//! `HKDF-SHA-256(salt = nonce, info = "payload", ikm = file key)` gives the payload key (C2SP `age.md`).

use super::plugin::failure_in;
use super::volume_stanza::{self, VolumeMark};
use super::{CryptError, Identities, PayloadKey, Recipients, check_stanza};
use age::{DecryptError, EncryptError, Encryptor, Identity, Recipient};
use age_core::format::{FileKey, Stanza};
use age_core::primitives::hkdf;
use age_core::secrecy::ExposeSecret as _;
use std::collections::HashSet;
use std::io::{self, BufRead, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// Bytes of the payload nonce behind the header.
const NONCE: usize = 16;
/// The longest header that is read: thousands of recipients; a hostile one must not fill the memory.
const HEADER_LIMIT: u64 = 4 << 20;
const MAGIC: &[u8] = b"age-encryption.org/";

/// A fresh header, and the key for what follows it.
pub struct SealedHeader {
    /// Header and payload nonce: the file up to its first chunk.
    pub bytes: Vec<u8>,
    /// Key of the payload.
    pub key: PayloadKey,
}

/// A header that was read and unlocked.
pub struct Opening {
    /// Bytes of header and nonce: where chunk 0 begins.
    pub start: u64,
    /// Key of the payload.
    pub key: PayloadKey,
    /// Whether a passphrase locked it (and no recipient's key).
    pub by_passphrase: bool,
}

/// What passes between the age crate and us while a header is made or read.
#[derive(Default)]
struct Notes {
    file_key: Option<Zeroizing<[u8; 16]>>,
    stanzas: String,
    labels: HashSet<String>,
}

type Shared = Mutex<Notes>;

fn locked(notes: &Shared) -> MutexGuard<'_, Notes> {
    notes.lock().unwrap_or_else(PoisonError::into_inner)
}

struct NotingRecipient<'a> {
    inner: &'a dyn Recipient,
    notes: &'a Shared,
}

impl Recipient for NotingRecipient<'_> {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let (stanzas, labels) = self.inner.wrap_file_key(file_key)?;
        let mut notes = locked(self.notes);
        notes.file_key = Some(Zeroizing::new(*file_key.expose_secret()));
        notes.stanzas.extend(stanzas.iter().map(check_stanza::print));
        notes.labels.clone_from(&labels);
        Ok((stanzas, labels))
    }
}

/// Comes last and adds the check over all stanzas before it.
struct CheckingRecipient<'a>(&'a Shared);

impl Recipient for CheckingRecipient<'_> {
    fn wrap_file_key(&self, _: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let notes = locked(self.0);
        Ok((vec![check_stanza::over(notes.stanzas.as_bytes())], notes.labels.clone()))
    }
}

/// Comes behind the recipients and adds the mark of a volume.
struct MarkingRecipient<'a> {
    mark: &'a VolumeMark,
    notes: &'a Shared,
}

impl Recipient for MarkingRecipient<'_> {
    fn wrap_file_key(&self, _: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let mut notes = locked(self.notes);
        let stanza = volume_stanza::stanza(self.mark);
        notes.stanzas.push_str(&check_stanza::print(&stanza));
        Ok((vec![stanza], notes.labels.clone()))
    }
}

struct NotingIdentity<'a> {
    inner: &'a dyn Identity,
    notes: &'a Shared,
}

impl NotingIdentity<'_> {
    fn note(&self, result: Option<Result<FileKey, DecryptError>>) -> Option<Result<FileKey, DecryptError>> {
        if let Some(Ok(file_key)) = &result {
            locked(self.notes).file_key = Some(Zeroizing::new(*file_key.expose_secret()));
        }
        result
    }
}

impl Identity for NotingIdentity<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.note(self.inner.unwrap_stanza(stanza))
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        self.note(self.inner.unwrap_stanzas(stanzas))
    }
}

/// Makes a header for `recipients` under a fresh file key.
///
/// # Errors
/// [`CryptError::NoRecipients`]; [`CryptError::MixedRecipients`] when the age crate refuses the recipients together;
/// [`CryptError::PluginFailed`].
pub fn seal_header(recipients: &Recipients) -> Result<SealedHeader, CryptError> {
    seal(recipients, None)
}

/// As [`seal_header`], for one file of several: `mark` stands in its header.
///
/// # Errors
/// As [`seal_header`].
pub fn seal_marked_header(recipients: &Recipients, mark: &VolumeMark) -> Result<SealedHeader, CryptError> {
    seal(recipients, Some(mark))
}

/// Which volume a file says it is, without any key; `None` when it is a package by itself or foreign.
///
/// # Errors
/// [`CryptError::NotAge`], [`CryptError::HeaderCutShort`], [`CryptError::HeaderAltered`], [`CryptError::Read`].
pub fn read_mark(mut input: impl Read) -> Result<Option<VolumeMark>, CryptError> {
    Ok(volume_stanza::of_header(&read_header(&mut input)?))
}

fn seal(recipients: &Recipients, mark: Option<&VolumeMark>) -> Result<SealedHeader, CryptError> {
    let notes = Shared::default();
    let noting: Vec<_> = recipients
        .list
        .iter()
        .map(|inner| NotingRecipient { inner: inner.as_ref(), notes: &notes })
        .collect();
    let marking = mark.map(|mark| MarkingRecipient { mark, notes: &notes });
    let checking = CheckingRecipient(&notes);
    let all = (noting.iter().map(|recipient| recipient as &dyn Recipient))
        .chain(marking.iter().map(|recipient| recipient as &dyn Recipient))
        .chain([&checking as &dyn Recipient]);
    let encryptor = Encryptor::with_recipients(all).map_err(|error| match error {
        EncryptError::MissingRecipients => CryptError::NoRecipients,
        EncryptError::IncompatibleRecipients { .. } => CryptError::MixedRecipients,
        EncryptError::Io(source) => failure_in(source).map_or(CryptError::Primitive, CryptError::from),
        _ => CryptError::Primitive,
    })?;
    let mut bytes = Vec::new();
    // Writes the header and the nonce; chunks only follow writes, and there are none.
    drop(encryptor.wrap_output(&mut bytes).map_err(CryptError::Read)?);
    let file_key = locked(&notes).file_key.take().ok_or(CryptError::Primitive)?;
    let nonce = bytes.len().checked_sub(NONCE).ok_or(CryptError::Primitive)?;
    let key = payload_key(&file_key, &bytes[nonce..])?;
    Ok(SealedHeader { bytes, key })
}

/// Reads a header from the beginning of an age file and unlocks it with the first identity that fits.
/// The header's MAC has then been verified; nothing of the payload has been read.
///
/// # Errors
/// Everything in [`CryptError`] that concerns reading.
pub fn open_header(mut input: impl Read, identities: &Identities) -> Result<Opening, CryptError> {
    let bytes = read_header(&mut input)?;
    let mut tee = Tee { inner: bytes.as_slice(), seen: 0 };
    let decryptor = age::Decryptor::new_buffered(&mut tee).map_err(|error| header_error(&error, &bytes))?;
    let by_passphrase = decryptor.is_scrypt();
    if by_passphrase && identities.is_empty() {
        return Err(CryptError::PassphraseNeeded);
    }
    let notes = Shared::default();
    let native = identities.list.iter().map(AsRef::as_ref);
    // Last, since they may ask for a PIN or a touch.
    let of_plugins = identities.plugins.list.iter().map(|identity| identity as &dyn Identity);
    let noting: Vec<_> =
        native.chain(of_plugins).map(|inner| NotingIdentity { inner, notes: &notes }).collect();
    let unlocked = decryptor.decrypt(noting.iter().map(|identity| identity as &dyn Identity)).map(drop);
    unlocked.map_err(|error| match error {
        DecryptError::NoMatchingKeys if by_passphrase => CryptError::PassphraseNeeded,
        // With a passphrase there is one stanza; if it does not open, the passphrase is wrong.
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed if by_passphrase => {
            CryptError::WrongPassphrase
        }
        other => match (header_error(&other, &bytes), identities.plugins.trouble()) {
            (CryptError::NoMatchingKey, Some(trouble)) => trouble,
            (error, _) => error,
        },
    })?;
    let start = tee.seen;
    let file_key = locked(&notes).file_key.take().ok_or(CryptError::Primitive)?;
    let nonce = start.checked_sub(NONCE).ok_or(CryptError::Primitive)?;
    let key = payload_key(&file_key, bytes.get(nonce..start).ok_or(CryptError::Primitive)?)?;
    Ok(Opening { start: start as u64, key, by_passphrase })
}

fn payload_key(file_key: &[u8; 16], nonce: &[u8]) -> Result<PayloadKey, CryptError> {
    PayloadKey::new(&Zeroizing::new(hkdf(nonce, b"payload", file_key)))
}

/// The header with its nonce, and perhaps some payload behind it: the age crate finds the end.
pub(super) fn read_header(input: &mut impl Read) -> Result<Vec<u8>, CryptError> {
    let mut bytes = Vec::new();
    let mut limit = 16 << 10;
    loop {
        let have = bytes.len() as u64;
        input.take(limit - have).read_to_end(&mut bytes).map_err(CryptError::Read)?;
        let complete = end_of_header(&bytes).is_some_and(|end| bytes.len() >= end + NONCE);
        let magic = bytes.len().min(MAGIC.len());
        if bytes[..magic] != MAGIC[..magic] || bytes.is_empty() {
            return Err(CryptError::NotAge);
        }
        if complete {
            return Ok(bytes);
        }
        if (bytes.len() as u64) < limit {
            return Err(CryptError::HeaderCutShort { at: bytes.len() as u64 });
        }
        if limit >= HEADER_LIMIT {
            return Err(CryptError::HeaderAltered);
        }
        limit *= 4;
    }
}

/// Just behind the line that begins with `--- `.
fn end_of_header(bytes: &[u8]) -> Option<usize> {
    let mac = bytes.windows(5).position(|window| window == b"\n--- ")?;
    let line = &bytes[mac + 1..];
    line.iter().position(|byte| *byte == b'\n').map(|end| mac + 1 + end + 1)
}

fn header_error(error: &DecryptError, header: &[u8]) -> CryptError {
    match error {
        DecryptError::ExcessiveWork { required, target } => {
            CryptError::ExcessiveWork { required: *required, limit: *target }
        }
        DecryptError::NoMatchingKeys if check_stanza::fits(header) != Some(false) => {
            CryptError::NoMatchingKey
        }
        DecryptError::UnknownFormat if header.starts_with(b"age-encryption.org/v1\n") => {
            CryptError::HeaderAltered
        }
        DecryptError::UnknownFormat => CryptError::UnknownVersion,
        _ => CryptError::HeaderAltered,
    }
}

/// Counts what the header parser consumed.
struct Tee<'a> {
    inner: &'a [u8],
    seen: usize,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.seen += count;
        Ok(count)
    }
}

impl BufRead for Tee<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.inner)
    }

    fn consume(&mut self, count: usize) {
        self.inner.consume(count);
        self.seen += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair() -> (Recipients, Identities) {
        let identity = age::x25519::Identity::generate();
        let recipients = Recipients::parse([identity.to_public().to_string().as_str()]).unwrap();
        let mut identities = Identities::new();
        identities.add_text(age::secrecy::ExposeSecret::expose_secret(&identity.to_string())).unwrap();
        (recipients, identities)
    }

    #[test]
    fn both_sides_derive_the_same_key() {
        let (recipients, identities) = pair();
        let sealed = seal_header(&recipients).unwrap();
        let opened = open_header(sealed.bytes.as_slice(), &identities).unwrap();
        assert_eq!(opened.start, sealed.bytes.len() as u64);
        let mut slot = vec![5; 10 + super::super::TAG];
        sealed.key.seal_chunk(0, true, &mut slot).unwrap();
        assert!(opened.key.open_chunk(0, true, &mut slot));
        assert_eq!(slot[..10], [5; 10]);
    }

    #[test]
    fn wrong_key_and_altered_header_are_told_apart() {
        let (recipients, identities) = pair();
        let header = seal_header(&recipients).unwrap().bytes;
        assert!(matches!(open_header(header.as_slice(), &pair().1), Err(CryptError::NoMatchingKey)));
        let checked = header.windows(16).position(|window| window == b"-> azukari-check").unwrap();
        for at in 0..header.len() - NONCE {
            let mut flipped = header.clone();
            flipped[at] ^= 4;
            let with_key =
                open_header(flipped.as_slice(), &identities).map(|opening| opening.start).unwrap_err();
            let without =
                open_header(flipped.as_slice(), &pair().1).map(|opening| opening.start).unwrap_err();
            // Whoever has the key is always told; whoever has not, up to where the check stanza reaches.
            for (error, must_be_told) in [(with_key, true), (without, at < checked)] {
                let told = !matches!(error, CryptError::NoMatchingKey);
                assert!(told || !must_be_told, "byte {at}: {error:?}");
            }
        }
        for length in 0..header.len() {
            let error = open_header(&header[..length], &identities).map(|opening| opening.start).unwrap_err();
            assert!(
                matches!(error, CryptError::HeaderCutShort { .. } | CryptError::NotAge),
                "{length}: {error:?}"
            );
        }
    }
}
