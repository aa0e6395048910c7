//! Filling a package: one pass over the sources, every byte touched while it is in the cache.
//!
//! Each worker takes the next piece of the tar stream, reads it, hashes it into its file's chain, and hands it to the
//! [`Output`], which seals, hashes and writes it. Only the hash chains wait for order. Nothing of the plaintext ever leaves
//! the workers' buffers.

use super::blueprint::Blueprint;
use super::error::PackageError;
use super::output::Output;
use super::plan::{LongFile, Piece, Planner, Segment};
use super::source::{self, EntryKind};
use super::tail::Written;
use crate::crypt::{CHUNK, SLOT, TAG};
use crate::model::{Algorithms, DigestSet, Progress};
use crate::stream::{Failures, Hasher, read_exact_at, run};
use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroize as _;

/// Chunks that one worker holds at a time: 512 KiB stay in a core's second-level cache from read to write.
pub(super) const PIECE_CHUNKS: usize = 8;

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
        progress,
        cancel,
    };
    run(job.failures.stop(), || job.work());
    let Job { digests, rest, failures, .. } = job;
    failures.into_result()?;
    let digests = digests.into_inner().unwrap_or_else(PoisonError::into_inner);
    let buffer = rest.into_inner().unwrap_or_else(PoisonError::into_inner);
    let index = (blueprint.data_end() - buffer.len() as u64) / CHUNK as u64;
    let mut writer = TailWriter { output, index, buffer };
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
    progress: &'a dyn Progress,
    cancel: &'a AtomicBool,
}

impl Job<'_> {
    fn work(&self) {
        let mut buffer = vec![0; PIECE_CHUNKS * SLOT];
        let mut piece = Piece::default();
        while !self.failures.stopped() {
            if self.cancel.load(Ordering::Relaxed) {
                self.failures.fail(piece.position, PackageError::Interrupted);
                break;
            }
            if !self.next(&mut piece) {
                break;
            }
            match self.piece(&piece, &mut buffer) {
                Ok(true) => self.progress.advance(piece.length as u64),
                Ok(false) => break,
                Err(error) => {
                    self.failures.fail(piece.position, error);
                    break;
                }
            }
        }
        buffer.zeroize();
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
                    let (bytes, rest) = inline.split_at(*length);
                    inline = rest;
                    let mut from = 0;
                    for slice in slices_mut(buffer, at, *length) {
                        slice.copy_from_slice(&bytes[from..from + slice.len()]);
                        from += slice.len();
                    }
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
        let first = piece.position / CHUNK as u64;
        let full = piece.length / CHUNK;
        let over = piece.length % CHUNK;
        if over > 0 {
            // Only the last piece of the data members: the tail goes on in this chunk.
            let rest = buffer[full * SLOT..full * SLOT + over].to_vec();
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = rest;
        }
        self.output.seal(first, &mut buffer[..full * SLOT], self.failures.stop())
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
        let mut offset = 0;
        for slice in slices_mut(buffer, at, length) {
            self.fill(entry, &file, slice, offset)?;
            hasher.update(slice);
            offset += slice.len() as u64;
        }
        self.finish(entry, &file, hasher.finish())
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
        let file = {
            let mut shared = long.file.lock().unwrap_or_else(PoisonError::into_inner);
            match &*shared {
                Some(file) => file.clone(),
                None => shared.insert(Arc::new(self.open(long.entry)?)).clone(),
            }
        };
        let mut from = offset;
        for slice in slices_mut(buffer, at, length) {
            self.fill(long.entry, &file, slice, from)?;
            from += slice.len() as u64;
        }
        let slices = slices(buffer, at, length);
        let (bytes, stop) = (length as u64, self.failures.stop());
        if ends_volume {
            let Ok(digests) = long.chain.update_to(offset, bytes, stop, slices) else { return Ok(false) };
            if !(self.known.beginning)(long.entry, offset + bytes, digests)? {
                // Its beginning lies sealed in a volume that stays: it is not the same file any more.
                let path = self.blueprint.tree.source_path(&self.blueprint.tree.entries[long.entry]);
                return Err(PackageError::SourceChanged { path });
            }
        } else if long.chain.update(offset, bytes, stop, slices).is_err() {
            return Ok(false);
        }
        let mut left = long.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left -= length as u64;
        if *left == 0 {
            self.finish(long.entry, &file, long.chain.snapshot())?;
        }
        Ok(true)
    }

    /// Opens a source and makes sure that it is still what the walk saw.
    fn open(&self, entry: usize) -> Result<File, PackageError> {
        let path = self.blueprint.tree.source_path(&self.blueprint.tree.entries[entry]);
        let mut options = std::fs::OpenOptions::new();
        options.read(true);
        // A file swapped for a link or a pipe since the walk must neither be followed nor block.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(
            &mut options,
            (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed(),
        );
        let file = options.open(&path).map_err(PackageError::read(&path))?;
        self.unchanged(entry, &file)?;
        Ok(file)
    }

    fn unchanged(&self, entry: usize, file: &File) -> Result<(), PackageError> {
        let entry = &self.blueprint.tree.entries[entry];
        let path = self.blueprint.tree.source_path(entry);
        let metadata = file.metadata().map_err(PackageError::read(&path))?;
        let (size, mtime, _) = source::facts(&metadata);
        if metadata.is_file() && entry.kind == EntryKind::File && size == entry.size && mtime == entry.mtime {
            Ok(())
        } else {
            Err(PackageError::SourceChanged { path })
        }
    }

    fn fill(&self, entry: usize, file: &File, slice: &mut [u8], offset: u64) -> Result<(), PackageError> {
        read_exact_at(file, slice, offset).map_err(|error| {
            let path = self.blueprint.tree.source_path(&self.blueprint.tree.entries[entry]);
            match error.kind() {
                io::ErrorKind::UnexpectedEof => PackageError::SourceChanged { path },
                _ => PackageError::Read { path, source: error },
            }
        })
    }

    /// All bytes are read: the file must still be the same, then its digests stand.
    fn finish(&self, entry: usize, file: &File, digests: DigestSet) -> Result<(), PackageError> {
        self.unchanged(entry, file)?;
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

/// The stretches of `buffer` that hold plaintext `at..at + length` of a piece: chunks lie [`SLOT`] apart, with room
/// for a tag behind each.
pub(super) fn slices_mut(buffer: &mut [u8], at: usize, length: usize) -> impl Iterator<Item = &mut [u8]> {
    buffer.chunks_mut(SLOT).enumerate().filter_map(move |(index, slot)| {
        let (from, to) = stretch(index, at, length)?;
        Some(&mut slot[from..to])
    })
}

/// As [`slices_mut`], for reading.
pub(super) fn slices(buffer: &[u8], at: usize, length: usize) -> impl Iterator<Item = &[u8]> + Clone {
    buffer.chunks(SLOT).enumerate().filter_map(move |(index, slot)| {
        let (from, to) = stretch(index, at, length)?;
        Some(&slot[from..to])
    })
}

fn stretch(index: usize, at: usize, length: usize) -> Option<(usize, usize)> {
    let first = index * CHUNK;
    let from = at.max(first);
    let to = (at + length).min(first + CHUNK);
    (from < to).then(|| (from - first, to - first))
}

/// Hands what is written to it to the output, chunk after chunk, on one thread: for the tail.
struct TailWriter<'a> {
    output: &'a Output<'a>,
    index: u64,
    buffer: Vec<u8>,
}

impl TailWriter<'_> {
    fn chunk(&mut self) -> Result<(), PackageError> {
        self.buffer.resize(self.buffer.len() + TAG, 0);
        // Nobody else is at work any more who could call it off.
        self.output.seal(self.index, &mut self.buffer, &AtomicBool::new(false))?;
        self.index += 1;
        self.buffer.clear();
        Ok(())
    }

    /// Seals the last chunk.
    fn finish(mut self) -> Result<(), PackageError> {
        self.chunk()
    }
}

impl Write for TailWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() == CHUNK {
            // A full chunk waits until more comes: the last one must carry the flag.
            self.chunk().map_err(io::Error::other)?;
        }
        let count = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
