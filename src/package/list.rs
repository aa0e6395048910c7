//! What is in a package, by seeking: the trailer, the manifest and the index, and nothing else is decrypted.

use super::bag::{IndexEntry, Manifest};
use super::error::PackageError;
use super::opening::{Flavor, Opening};
use crate::crypt::Identities;
use crate::model::Sha256;
use crate::stream::Hasher;
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
    let mut index = opening.index_at(&trailer)?;
    let mut hasher = Hasher::new(crate::model::Algorithms { sha256: true, blake3: false });
    let mut entries = Vec::new();
    while let Some(entry) = index.next_entry()? {
        hasher.update(index.text().as_bytes());
        entries.push(entry);
    }
    let index = hasher.finish().sha256.unwrap_or(Sha256([0; 32]));
    if manifest.tags.get(super::bag::INDEX_NAME) != Some(&index) {
        return Err(PackageError::malformed("index", ""));
    }
    Ok(Listing { manifest, manifest_bytes, signature, entries, index })
}
