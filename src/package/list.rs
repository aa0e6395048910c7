//! What is in a package, by seeking: the trailer, the manifest and the index, and nothing else is decrypted.

use super::bag::{IndexEntry, Manifest};
use super::error::PackageError;
use super::opening::{Flavor, Opening, read_line};
use crate::crypt::Identities;
use crate::model::Sha256;
use crate::stream::Hasher;
use std::io::BufReader;
use std::path::Path;

/// A listing. Authentic (sealed to us), but only as true as the manifest's signature is trusted; contents are not checked.
#[derive(Debug)]
pub struct Listing {
    /// The manifest.
    pub manifest: Manifest,
    /// Its exact bytes.
    pub manifest_bytes: Vec<u8>,
    /// The SSHSIG over them.
    pub signature: Vec<u8>,
    /// Every entry, in the order of sealing.
    pub entries: Vec<IndexEntry>,
    /// Digest of the index, equal to the manifest's.
    pub index: Sha256,
}

/// Lists a package.
///
/// # Errors
/// [`PackageError::NoIndex`] for a foreign file; else as opening.
pub fn list(path: &Path, identities: &Identities) -> Result<Listing, PackageError> {
    listing(&Opening::new(path, identities)?)
}

/// The listing of an unlocked package.
pub(super) fn listing(opening: &Opening) -> Result<Listing, PackageError> {
    if !matches!(opening.flavor, Flavor::Own { .. }) {
        return Err(PackageError::NoIndex);
    }
    let trailer = opening.trailer()?;
    let manifest_bytes = opening.read(trailer.manifest_offset, trailer.manifest_bytes)?;
    let signature = opening.read(trailer.signature_offset, trailer.signature_bytes)?;
    let manifest: Manifest =
        serde_json::from_slice(&manifest_bytes).map_err(|_| PackageError::malformed("manifest", ""))?;
    let end = trailer.index_offset.checked_add(trailer.index_bytes);
    if end.is_none_or(|end| end > opening.plain_bytes()) {
        return Err(PackageError::malformed("index", ""));
    }
    let mut lines = BufReader::new(opening.reader(trailer.index_offset, trailer.index_bytes));
    let mut hasher = Hasher::new(crate::model::Algorithms { sha256: true, blake3: false });
    let mut entries = Vec::new();
    let mut line = String::new();
    loop {
        if read_line(&mut lines, &mut line)? == 0 {
            break;
        }
        hasher.update(line.as_bytes());
        entries.push(serde_json::from_str(&line).map_err(|_| PackageError::malformed("index", ""))?);
    }
    let index = hasher.finish().sha256.unwrap_or(Sha256([0; 32]));
    if manifest.tags.get(super::bag::INDEX_NAME) != Some(&index) {
        return Err(PackageError::malformed("index", ""));
    }
    Ok(Listing { manifest, manifest_bytes, signature, entries, index })
}
