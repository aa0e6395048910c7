//! Where the sealed chunks go: one age file, or volumes of one. Any thread may hand in any stretch; each file keeps its own
//! chain of digests, and the thread that fills a file up closes it.

use super::error::PackageError;
use super::spread::Spread;
use crate::crypt::{PayloadKey, SLOT, SealedHeader};
use crate::model::{Algorithms, DigestSet};
use crate::stream::{Beside, DigestChain, Hasher, write_all_at};
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// One age file being written.
pub(super) struct Outlet {
    file: File,
    /// What to call it in errors.
    path: PathBuf,
    key: PayloadKey,
    /// Bytes of header and nonce, which are written.
    start: u64,
    chain: DigestChain,
    /// Chunks that are still to come.
    left: AtomicU64,
}

/// An age file that is complete.
pub(super) struct Full<'a> {
    /// From 0.
    pub(super) volume: usize,
    pub(super) file: &'a File,
    pub(super) bytes: u64,
    pub(super) digests: DigestSet,
}

type Open<'a> = dyn Fn(usize) -> Result<(File, PathBuf, SealedHeader), PackageError> + Sync + 'a;
type Close<'a> = dyn Fn(Full<'_>) -> Result<(), PackageError> + Sync + 'a;

/// All files of a package.
pub(super) struct Output<'a> {
    pub(super) spread: Spread,
    algorithms: Algorithms,
    /// Which volumes are to be made; the others stand already.
    wanted: Vec<bool>,
    open: &'a Open<'a>,
    close: &'a Close<'a>,
    outlets: Vec<Mutex<Option<Arc<Outlet>>>>,
}

impl<'a> Output<'a> {
    /// `open` creates the file of a volume and makes its header, `close` is told of each that is full.
    pub(super) fn new(
        spread: Spread,
        wanted: Vec<bool>,
        algorithms: Algorithms,
        open: &'a Open<'a>,
        close: &'a Close<'a>,
    ) -> Self {
        let outlets = wanted.iter().map(|_| Mutex::new(None)).collect();
        Self { spread, algorithms, wanted, open, close, outlets }
    }

    /// Whether the volume of a chunk is to be made.
    pub(super) fn wants(&self, chunk: u64) -> bool {
        self.wanted.get(self.spread.place(chunk).0).copied().unwrap_or(false)
    }

    /// Seals the slots of `buffer` as the chunks from `first` on, which lie in one volume, and writes them; what is `beside` is
    /// hashed in the same turn. `false` when the work was called off meanwhile.
    pub(super) fn seal(
        &self,
        first: u64,
        buffer: &mut [u8],
        stop: &AtomicBool,
        beside: &mut [Beside<'_>],
    ) -> Result<bool, PackageError> {
        let count = buffer.len().div_ceil(SLOT) as u64;
        let (volume, index) = self.spread.place(first);
        if count == 0 || !self.wants(first) {
            return Ok(true);
        }
        let outlet = self.outlet(volume)?;
        let chunks = self.spread.chunks_in(volume);
        for (index, slot) in (index..).zip(buffer.chunks_mut(SLOT)) {
            outlet.key.seal_chunk(index, index + 1 == chunks, slot)?;
        }
        let at = outlet.start + index * SLOT as u64;
        let cipher = &*buffer;
        let hashed = if beside.is_empty() {
            outlet.chain.update(at, cipher.len() as u64, stop, std::iter::once(cipher))
        } else {
            outlet.chain.update_beside(at, cipher, stop, beside)
        };
        if hashed.is_err() {
            return Ok(false);
        }
        write_all_at(&outlet.file, cipher, at).map_err(PackageError::write(&outlet.path))?;
        if outlet.left.fetch_sub(count, Ordering::AcqRel) == count {
            self.close(volume, &outlet)?;
        }
        Ok(true)
    }

    fn outlet(&self, volume: usize) -> Result<Arc<Outlet>, PackageError> {
        let place = self.outlets.get(volume).ok_or(PackageError::Bug("volume"))?;
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(outlet) = &*place {
            return Ok(outlet.clone());
        }
        let (file, path, SealedHeader { bytes: header, key }) = (self.open)(volume)?;
        write_all_at(&file, &header, 0).map_err(PackageError::write(&path))?;
        let start = header.len() as u64;
        let mut hasher = Hasher::new(self.algorithms);
        hasher.update(&header);
        let left = AtomicU64::new(self.spread.chunks_in(volume));
        let chain = DigestChain::resume(start, hasher);
        Ok(place.insert(Arc::new(Outlet { file, path, key, start, chain, left })).clone())
    }

    fn close(&self, volume: usize, outlet: &Outlet) -> Result<(), PackageError> {
        let bytes = self.spread.file_bytes(volume, outlet.start).ok_or(PackageError::Bug("volume length"))?;
        let digests = outlet.chain.snapshot();
        (self.close)(Full { volume, file: &outlet.file, bytes, digests })?;
        if let Some(place) = self.outlets.get(volume) {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        Ok(())
    }
}
