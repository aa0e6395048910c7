//! One file of a package in volumes, by its looks from outside.

use crate::model::{Algorithms, DigestSet};
use crate::stream::Hasher;

/// A volume as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeFile {
    /// File name.
    pub name: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Digests of the whole file.
    pub digests: DigestSet,
}

/// Digests of a package in volumes as a whole: of the list of its volumes in the form of `sha256sum`, one list for each algorithm.
#[must_use]
pub fn volume_list_digests(volumes: &[VolumeFile]) -> DigestSet {
    fn list(volumes: &[VolumeFile], digest: impl Fn(&VolumeFile) -> Option<String>) -> Option<String> {
        volumes.iter().map(|volume| Some(format!("{}  {}\n", digest(volume)?, volume.name))).collect()
    }
    let digests = |text: Option<String>| {
        let mut hasher = Hasher::new(Algorithms::default());
        hasher.update(text?.as_bytes());
        Some(hasher.finish())
    };
    DigestSet {
        sha256: digests(list(volumes, |volume| volume.digests.sha256.map(|digest| digest.to_string())))
            .and_then(|set| set.sha256),
        blake3: digests(list(volumes, |volume| volume.digests.blake3.map(|digest| digest.to_string())))
            .and_then(|set| set.blake3),
    }
}
