//! Filling a package: one pass over the sources, every byte touched while it is in the cache.
//!
//! Each worker takes the next piece of the tar stream, reads it, hashes it into its file's chain, and hands it to the
//! [`Output`], which seals, hashes and writes it. Only the hash chains wait for order. Nothing of the plaintext ever leaves
//! the workers' buffers.

mod beside;

use super::blueprint::Blueprint;
use super::coding::{Coding, FrameError, FrameStore, Frames, Run, SparseMap};
use super::error::PackageError;
use super::output::Output;
use super::plan::{LongFile, Piece, Planner, Segment};
use super::slots::{PIECE_CHUNKS, slices, slices_mut};
use super::source;
use super::tail::Written;
use super::tail_writer::TailWriter;
use crate::crypt::{CHUNK, SLOT};
use crate::model::{Algorithms, DigestSet, Progress};
use crate::stream::{Beside, DigestChain, Failures, Hasher, Stopped, goes_beside, read_exact_at, run};
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroize as _;

/// What is known of the files from an earlier run.
pub(super) struct Known<'a> {
    /// Which entries must be read.
    pub(super) needed: Vec<bool>,
    /// Digests, in tree order; empty ones are not known. What is read must agree with them.
    pub(super) digests: Vec<DigestSet>,
    /// Told of every file that was read to its end.
    pub(super) note: &'a (dyn Fn(usize, DigestSet) -> Result<(), PackageError> + Sync),
    /// Told of a file that goes on in the next volume, how many of its bytes lie before that, and their digests, before the
    /// volume is complete. Says whether they are what an earlier run found there.
    pub(super) beginning: &'a (dyn Fn(usize, u64, DigestSet) -> Result<bool, PackageError> + Sync),
}

/// Fills `output` with the package of `blueprint`.
pub(super) fn fill(
    blueprint: &Blueprint<'_>,
    output: &Output<'_>,
    known: &Known<'_>,
    algorithms: Algorithms,
    progress: &dyn Progress,
    cancel: &AtomicBool,
    failed: impl Fn(io::Error) -> PackageError,
) -> Result<Written, PackageError> {
    let job = Job {
        blueprint,
        output,
        known,
        planner: Mutex::new(Planner::new(blueprint.tree, blueprint.bag, algorithms, blueprint.head())),
        digests: Mutex::new(known.digests.clone()),
        rest: Mutex::new(Vec::new()),
        failures: Failures::default(),
        algorithms,
        beside: algorithms.sha256 && goes_beside(),
        progress,
        cancel,
    };
    run(job.failures.stop(), || job.work());
    let Job { digests, rest, failures, .. } = job;
    failures.into_result()?;
    let digests = digests.into_inner().unwrap_or_else(PoisonError::into_inner);
    let buffer = rest.into_inner().unwrap_or_else(PoisonError::into_inner);
    let index = (blueprint.data_end() - buffer.len() as u64) / CHUNK as u64;
    let mut writer = TailWriter::new(output, index, buffer);
    let written =
        blueprint.tail(&mut writer, Some(&digests), |error| match error.downcast::<PackageError>() {
            Ok(error) => error,
            Err(error) => failed(error),
        })?;
    writer.finish()?;
    progress.advance(written.bytes);
    if blueprint.data_end() + written.bytes != blueprint.plain_bytes() {
        return Err(PackageError::Bug("package length"));
    }
    Ok(written)
}

/// What the workers share.
struct Job<'a> {
    blueprint: &'a Blueprint<'a>,
    output: &'a Output<'a>,
    known: &'a Known<'a>,
    planner: Mutex<Planner<'a>>,
    digests: Mutex<Vec<DigestSet>>,
    /// Plaintext of the last, incomplete chunk of the data members.
    rest: Mutex<Vec<u8>>,
    failures: Failures<PackageError>,
    algorithms: Algorithms,
    /// Whether pieces go by [`Job::piece_beside`] where they can.
    beside: bool,
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
}

impl Job<'_> {
    fn work(&self) {
        let mut buffer = vec![0; PIECE_CHUNKS * SLOT];
        let mut copy = if self.beside { buffer.clone() } else { Vec::new() };
        let mut piece = Piece::default();
        while !self.failures.stopped() {
            if self.cancel.load(Ordering::Relaxed) {
                self.failures.fail(piece.position, PackageError::Interrupted);
                break;
            }
            if !self.next(&mut piece) {
                break;
            }
            let done = if self.fits_beside(&piece) {
                self.piece_beside(&piece, &mut buffer, &mut copy)
            } else {
                self.piece(&piece, &mut buffer)
            };
            match done {
                Ok(true) => self.progress.advance(piece.length as u64),
                Ok(false) => break,
                Err(error) => {
                    self.failures.fail(piece.position, error);
                    break;
                }
            }
        }
        buffer.zeroize();
        copy.zeroize();
    }

    /// The next piece; it lies in one volume.
    fn next(&self, piece: &mut Piece) -> bool {
        let mut planner = self.planner.lock().unwrap_or_else(PoisonError::into_inner);
        let spread = &self.output.spread;
        let (volume, index) = spread.place(planner.position() / CHUNK as u64);
        let left = usize::try_from(spread.chunks_in(volume) - index).unwrap_or(PIECE_CHUNKS);
        planner.next(piece, left.min(PIECE_CHUNKS) * CHUNK)
    }

    /// One piece from source to target; `false` when the work was called off meanwhile.
    fn piece(&self, piece: &Piece, buffer: &mut [u8]) -> Result<bool, PackageError> {
        let mut at = 0;
        let mut inline = piece.inline.as_slice();
        for segment in &piece.segments {
            let length = match segment {
                Segment::Inline(length) => {
                    put(inline.split_off(..*length).unwrap_or_default(), buffer, at);
                    *length
                }
                Segment::Whole { entry, length } => {
                    if self.needs(*entry) {
                        self.whole(*entry, *length, buffer, at)?;
                    }
                    *length
                }
                Segment::Part { file, offset, length } => {
                    let ends_volume = at + length == piece.length && self.ends_volume(piece);
                    if self.needs(file.entry)
                        && !self.part(file, *offset, *length, buffer, at, ends_volume)?
                    {
                        return Ok(false);
                    }
                    *length
                }
            };
            at += length;
        }
        self.seal(piece, buffer, &mut [])
    }

    /// Seals a piece that is filled; what is `beside` is hashed in the same turn.
    fn seal(
        &self,
        piece: &Piece,
        buffer: &mut [u8],
        beside: &mut [Beside<'_>],
    ) -> Result<bool, PackageError> {
        let first = piece.position / CHUNK as u64;
        let full = piece.length / CHUNK;
        let over = piece.length % CHUNK;
        if over > 0 {
            // Only the last piece of the data members: the tail goes on in this chunk.
            let rest = buffer[full * SLOT..full * SLOT + over].to_vec();
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = rest;
        }
        self.output.seal(first, &mut buffer[..full * SLOT], self.failures.stop(), beside)
    }

    /// Whether a volume ends with this piece and another follows.
    fn ends_volume(&self, piece: &Piece) -> bool {
        let spread = &self.output.spread;
        let end = piece.position + piece.length as u64;
        end % CHUNK as u64 == 0
            && end / (CHUNK as u64) < spread.chunks()
            && spread.place(end / CHUNK as u64).1 == 0
    }

    /// Whether a file must be read: it lies in a volume that is to be made, or its digests are not known.
    fn needs(&self, entry: usize) -> bool {
        self.known.needed.get(entry).copied().unwrap_or(true)
    }

    fn whole(&self, entry: usize, length: usize, buffer: &mut [u8], at: usize) -> Result<(), PackageError> {
        let file = self.open(entry)?;
        let mut hasher = Hasher::new(self.algorithms);
        let bytes = length as u64;
        match self.coding(entry) {
            None => {
                let mut offset = 0;
                for slice in slices_mut(buffer, at, length) {
                    self.fill(entry, &file, slice, offset)?;
                    hasher.update(slice);
                    offset += slice.len() as u64;
                }
            }
            Some(Coding::Sparse(map)) => {
                self.fill_sparse(entry, &file, map, buffer, at, (0, length))?;
                let runs = map.runs(0, bytes);
                plain_slices(&runs, 0, buffer, at, &|| self.go_on()).for_each(|slice| hasher.update(slice));
                if self.was_called_off()? {
                    return Ok(());
                }
            }
            Some(Coding::Zstd(frames)) => {
                let hasher = Mutex::new(&mut hasher);
                let seen = |_, plain: &[u8]| {
                    hasher.lock().unwrap_or_else(PoisonError::into_inner).update(plain);
                    Ok(())
                };
                self.fill_frames(
                    entry,
                    &file,
                    frames,
                    &FrameStore::default(),
                    buffer,
                    at,
                    (0, length),
                    &seen,
                )?;
            }
        }
        self.finish(entry, &file, hasher.finish())
    }

    fn coding(&self, entry: usize) -> Option<&Coding> {
        self.blueprint.tree.entries[entry].coding.as_deref()
    }

    /// Whether nobody has called it off: asked in the midst of long holes.
    fn go_on(&self) -> bool {
        !self.failures.stopped() && !self.cancel.load(Ordering::Relaxed)
    }

    /// Whether a digest may have been cut short in the midst of a hole. Where another worker failed, its failure counts: what came
    /// of such a digest must neither be noted nor be taken for a changed source.
    fn was_called_off(&self) -> Result<bool, PackageError> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(PackageError::Interrupted);
        }
        Ok(self.failures.stopped())
    }

    /// Fills a stretch of the buffer with `offset..offset + length` of what is stored of a file with holes.
    fn fill_sparse(
        &self,
        entry: usize,
        file: &File,
        map: &SparseMap,
        buffer: &mut [u8],
        at: usize,
        (offset, length): (u64, usize),
    ) -> Result<(), PackageError> {
        let mut from = offset;
        for slice in slices_mut(buffer, at, length) {
            map.read(file, slice, from).map_err(|error| self.read_error(entry, error))?;
            from += slice.len() as u64;
        }
        Ok(())
    }

    /// The same of a compressed file; `seen` is told the plain content of every frame that is made for it.
    #[expect(
        clippy::too_many_arguments,
        reason = "a stretch of a buffer, a stretch of a file, and both ends"
    )]
    fn fill_frames(
        &self,
        entry: usize,
        file: &File,
        frames: &Frames,
        store: &FrameStore,
        buffer: &mut [u8],
        at: usize,
        (offset, length): (u64, usize),
        seen: &dyn Fn(u64, &[u8]) -> Result<(), Stopped>,
    ) -> Result<bool, PackageError> {
        let mut filled = at;
        let mut take = |bytes: &[u8]| {
            put(bytes, buffer, filled);
            filled += bytes.len();
        };
        match store.read(frames, file, offset, length as u64, seen, &mut take) {
            Ok(()) => Ok(true),
            Err(FrameError::Own(Stopped)) => Ok(false),
            Err(FrameError::Io(error)) => Err(self.read_error(entry, error)),
            Err(FrameError::Changed) => {
                let path = self.blueprint.tree.source_path(&self.blueprint.tree.entries[entry]);
                Err(PackageError::SourceChanged { path })
            }
        }
    }

    fn part(
        &self,
        long: &Arc<LongFile>,
        offset: u64,
        length: usize,
        buffer: &mut [u8],
        at: usize,
        ends_volume: bool,
    ) -> Result<bool, PackageError> {
        let file = self.open_long(long)?;
        let (bytes, stop) = (length as u64, self.failures.stop());
        // Digests of everything up to here, where a volume ends.
        let told = match self.coding(long.entry) {
            None => {
                let mut from = offset;
                for slice in slices_mut(buffer, at, length) {
                    self.fill(long.entry, &file, slice, from)?;
                    from += slice.len() as u64;
                }
                let slices = slices(buffer, at, length);
                chained(&long.chain, offset, bytes, stop, slices, ends_volume)
            }
            Some(Coding::Sparse(map)) => {
                self.fill_sparse(long.entry, &file, map, buffer, at, (offset, length))?;
                let runs = map.runs(offset, offset + bytes);
                let go_on = || self.go_on();
                let slices = plain_slices(&runs, offset, buffer, at, &go_on);
                let told = chained(&long.chain, offset, bytes, stop, slices, ends_volume);
                if self.was_called_off()? {
                    return Ok(false);
                }
                told
            }
            Some(Coding::Zstd(frames)) => {
                let seen = |from, plain: &[u8]| {
                    long.chain.update(from, plain.len() as u64, stop, std::iter::once(plain))
                };
                let place = (offset, length);
                if !self.fill_frames(long.entry, &file, frames, &long.frames, buffer, at, place, &seen)? {
                    return Ok(false);
                }
                let slices = slices(buffer, at, length);
                match self.output.spread.volumes() {
                    1 => Ok(None),
                    _ => chained(&long.stored, offset, bytes, stop, slices, ends_volume),
                }
            }
        };
        let Ok(told) = told else { return Ok(false) };
        if let Some(digests) = told {
            if !(self.known.beginning)(long.entry, offset + bytes, digests)? {
                // Its beginning lies sealed in a volume that stays: it is not the same file any more.
                let path = self.blueprint.tree.source_path(&self.blueprint.tree.entries[long.entry]);
                return Err(PackageError::SourceChanged { path });
            }
        }
        self.count_down(long, &file, length)?;
        Ok(true)
    }

    /// So many bytes of a long file are hashed; with the last of them it is done.
    fn count_down(&self, long: &LongFile, file: &File, length: usize) -> Result<(), PackageError> {
        let mut left = long.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left -= length as u64;
        if *left == 0 {
            self.finish(long.entry, file, long.chain.snapshot())?;
        }
        Ok(())
    }

    fn open_long(&self, long: &LongFile) -> Result<Arc<File>, PackageError> {
        let mut shared = long.file.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(match &*shared {
            Some(file) => file.clone(),
            None => shared.insert(Arc::new(self.open(long.entry)?)).clone(),
        })
    }

    fn open(&self, entry: usize) -> Result<File, PackageError> {
        let tree = self.blueprint.tree;
        source::open_source(tree, &tree.entries[entry]).map(|(_, file)| file)
    }

    fn unchanged(&self, entry: usize, file: &File) -> Result<(), PackageError> {
        let entry = &self.blueprint.tree.entries[entry];
        source::unchanged(&self.blueprint.tree.source_path(entry), entry, file)
    }

    fn fill(&self, entry: usize, file: &File, slice: &mut [u8], offset: u64) -> Result<(), PackageError> {
        read_exact_at(file, slice, offset).map_err(|error| self.read_error(entry, error))
    }

    fn read_error(&self, entry: usize, error: io::Error) -> PackageError {
        let path = self.blueprint.tree.source_path(&self.blueprint.tree.entries[entry]);
        match error.kind() {
            io::ErrorKind::UnexpectedEof => PackageError::SourceChanged { path },
            _ => PackageError::Read { path, source: error },
        }
    }

    /// All bytes are read: the file must still be the same, then its digests stand.
    fn finish(&self, entry: usize, file: &File, digests: DigestSet) -> Result<(), PackageError> {
        self.unchanged(entry, file)?;
        self.settle(entry, digests)
    }

    /// The digests of a file that is read and still the same.
    fn settle(&self, entry: usize, digests: DigestSet) -> Result<(), PackageError> {
        if let Some(known) = self.known.digests.get(entry).filter(|known| **known != DigestSet::default())
            && *known != digests
        {
            // Size and time are what they were, the content is not.
            let path = self.blueprint.tree.source_path(&self.blueprint.tree.entries[entry]);
            return Err(PackageError::SourceChanged { path });
        }
        self.digests.lock().unwrap_or_else(PoisonError::into_inner)[entry] = digests;
        (self.known.note)(entry, digests)
    }
}

/// Puts header and padding bytes into the buffer of a piece.
fn put(bytes: &[u8], buffer: &mut [u8], at: usize) {
    let mut rest = bytes;
    for slice in slices_mut(buffer, at, bytes.len()) {
        let (now, after) = rest.split_at(slice.len());
        slice.copy_from_slice(now);
        rest = after;
    }
}

/// Takes `slices` into a chain; the digests up to and with them, where they are wanted.
fn chained<'a>(
    chain: &DigestChain,
    offset: u64,
    bytes: u64,
    stop: &AtomicBool,
    slices: impl Iterator<Item = &'a [u8]> + Clone,
    wanted: bool,
) -> Result<Option<DigestSet>, Stopped> {
    if wanted {
        chain.update_to(offset, bytes, stop, slices).map(Some)
    } else {
        chain.update(offset, bytes, stop, slices).map(|()| None)
    }
}

static ZEROS: [u8; CHUNK] = [0; CHUNK];

/// The plain content of `runs`: zeros, and what lies in `buffer` from `at` on, which is the member's content from `offset` on.
/// It ends early once `go_on` says no.
fn plain_slices<'a>(
    runs: &'a [Run],
    offset: u64,
    buffer: &'a [u8],
    at: usize,
    go_on: &'a dyn Fn() -> bool,
) -> impl Iterator<Item = &'a [u8]> + Clone {
    runs.iter()
        .flat_map(move |run| {
            let (zeros, from, to) = match *run {
                Run::Zeros(count) => (count, 0, 0),
                Run::Stored { from, to } => (0, from, to),
            };
            let place =
                |position: u64| usize::try_from(position.saturating_sub(offset)).unwrap_or(usize::MAX);
            let stored =
                slices(buffer, at + place(from.max(offset)), usize::try_from(to - from).unwrap_or(0));
            let over = usize::try_from(zeros % CHUNK as u64).unwrap_or(0);
            let whole = usize::try_from(zeros / CHUNK as u64).unwrap_or(usize::MAX);
            std::iter::repeat_n(&ZEROS[..], whole).chain(std::iter::once(&ZEROS[..over])).chain(stored)
        })
        .take_while(move |_| go_on())
}
