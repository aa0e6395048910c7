//! Everything about a package that is fixed before its first byte is written: names, lengths, places.

use super::bag::Start;
use super::error::PackageError;
use super::options::SealOptions;
use super::plan::{self, Layout};
use super::spread::Spread;
use super::tail::{self, Tail, Written};
use super::tree::{EntryKind, Tree};
use crate::model::DigestSet;
use ring::rand::{SecureRandom, SystemRandom};
use std::io::{self, Write};
use std::path::Path;

/// What nobody can guess about a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secrets {
    /// Its id: 32 hex digits.
    pub(super) package: String,
    /// 64 hex digits from its very end.
    pub(super) token: String,
}

impl Secrets {
    pub(super) fn random() -> Result<Self, PackageError> {
        Ok(Self { package: random_hex(16)?, token: random_hex(32)? })
    }
}

/// So many random bytes in hexadecimal.
fn random_hex(count: usize) -> Result<String, PackageError> {
    let mut bytes = vec![0; count];
    SystemRandom::new().fill(&mut bytes).map_err(|_| PackageError::Bug("no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The folder inside the package: named as the package, where that can be a name.
pub(super) fn bag_name(target: &Path) -> &str {
    let stem = target.file_stem().and_then(|stem| stem.to_str()).unwrap_or("package");
    if super::names::fits_manifest(stem) && super::names::stays_inside(stem) { stem } else { "package" }
}

/// A package, planned.
pub(super) struct Blueprint<'a> {
    pub(super) tree: &'a Tree,
    pub(super) bag: &'a str,
    pub(super) secrets: Secrets,
    pub(super) spread: Spread,
    options: &'a SealOptions<'a>,
    start: Start,
    layout: Layout,
    index_bytes: u64,
}

impl<'a> Blueprint<'a> {
    /// Plans `tree` in volumes of `volume_bytes` plaintext bytes, or in one file (0).
    pub(super) fn new(
        tree: &'a Tree,
        bag: &'a str,
        secrets: Secrets,
        volume_bytes: u64,
        options: &'a SealOptions<'a>,
    ) -> Result<Self, PackageError> {
        let start = Start {
            schema: Start::SCHEMA.to_owned(),
            package: secrets.package.clone(),
            plaintext_bytes: 0,
            files: tree.files,
            folders: tree.folders,
            content_bytes: tree.bytes,
            sha256: options.algorithms.sha256,
            blake3: options.algorithms.blake3,
            volume_bytes,
            coded: tree.is_coded(),
        };
        let head_bytes = plan::head(bag, &start, options.sealed_at.to_unix()).len();
        let layout = Layout::new(tree, bag, head_bytes);
        let index_bytes = tail::index_bytes(tree, &layout.offsets, options.algorithms);
        let spread = Spread::new(0, 0).ok_or(PackageError::Bug("spread"))?;
        let mut blueprint = Self { tree, bag, secrets, spread, options, start, layout, index_bytes };
        let tail = blueprint.tail(&mut io::sink(), None, |_| PackageError::Bug("tail"))?;
        blueprint.start.plaintext_bytes = blueprint.layout.data_end + tail.bytes;
        blueprint.spread =
            Spread::new(blueprint.start.plaintext_bytes, volume_bytes).ok_or(PackageError::TooManyVolumes)?;
        Ok(blueprint)
    }

    /// Bytes of plaintext.
    pub(super) fn plain_bytes(&self) -> u64 {
        self.start.plaintext_bytes
    }

    /// The members before the data.
    pub(super) fn head(&self) -> Vec<u8> {
        plan::head(self.bag, &self.start, self.options.sealed_at.to_unix())
    }

    /// Where the data ends and the tail begins.
    pub(super) fn data_end(&self) -> u64 {
        self.layout.data_end
    }

    /// Whether any content byte of an entry lies in `volume`.
    pub(super) fn touches(&self, volume: usize, entry: usize) -> bool {
        let place = self.layout.offsets.get(entry).zip(self.tree.entries.get(entry));
        place.is_some_and(|(from, entry)| self.spread.touches(volume, *from, from + entry.stored_bytes()))
    }

    /// Which entries are files.
    pub(super) fn is_file(&self, entry: usize) -> bool {
        self.tree.entries.get(entry).is_some_and(|entry| entry.kind == EntryKind::File)
    }

    /// Writes the tail for `digests`, in tree order; without, only its length is told.
    pub(super) fn tail(
        &self,
        out: &mut dyn Write,
        digests: Option<&[DigestSet]>,
        failed: impl Fn(io::Error) -> PackageError,
    ) -> Result<Written, PackageError> {
        let start = self.start.to_bytes();
        let tail = Tail {
            tree: self.tree,
            bag: self.bag,
            offsets: &self.layout.offsets,
            start: &start,
            package: &self.secrets.package,
            token: &self.secrets.token,
            options: self.options,
            position: self.layout.data_end,
            index_bytes: self.index_bytes,
        };
        tail.write(&mut &mut *out, digests, failed)
    }
}
