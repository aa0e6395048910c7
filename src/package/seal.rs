//! Making a package: one pass over the sources, every byte touched while it is in the cache.
//!
//! Each worker takes the next piece of the tar stream, reads it, hashes it into its file's chain, seals its chunks,
//! hashes the ciphertext into the package's chain, and writes it to its place. Only the two hash chains wait for
//! order. Nothing of the plaintext ever leaves the workers' buffers.

use super::bag::Start;
use super::error::PackageError;
use super::options::SealOptions;
use super::plan::{self, Layout, LongFile, Piece, Planner, Segment};
use super::source::{self, EntryKind, Tree};
use super::tail::{self, Tail};
use crate::crypt::{CHUNK, ChunkLayout, PayloadKey, SLOT, SealedHeader, TAG, seal_header};
use crate::model::{Algorithms, DigestSet, Phase, Progress, Sha256};
use crate::stream::{AtomicFile, DigestChain, Failures, Hasher, read_exact_at, run, write_all_at};
use ring::rand::{SecureRandom, SystemRandom};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroize as _;

/// Chunks that one worker holds at a time: 512 KiB stay in a core's second-level cache from read to write.
pub(super) const PIECE_CHUNKS: usize = 8;

/// A complete package that has not got its name yet: [`Sealed::commit`] gives it, dropping removes it.
#[derive(Debug)]
pub struct Sealed {
    file: AtomicFile,
    /// Its id.
    pub package: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Digests of the whole file.
    pub digests: DigestSet,
    /// SHA-256 of the token's 64 hex digits.
    pub token_sha256: Sha256,
    /// Digest of the signed manifest inside.
    pub manifest_sha256: Sha256,
    /// Digests of the list of files inside.
    pub list: DigestSet,
}

impl Sealed {
    /// Where it lies until committed.
    #[must_use]
    pub fn part(&self) -> &Path {
        self.file.part()
    }

    /// Puts it on the medium and gives it its name.
    ///
    /// # Errors
    /// [`PackageError::Write`] or [`PackageError::TargetExists`].
    pub fn commit(self, target: &Path) -> Result<(), PackageError> {
        self.file.commit().map_err(|error| target_error(target, error))
    }
}

fn target_error(target: &Path, error: io::Error) -> PackageError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return PackageError::TargetExists { path: target.to_owned() };
    }
    PackageError::write(target)(error)
}

/// 16 or 32 random bytes in hexadecimal.
fn random_hex(count: usize) -> Result<String, PackageError> {
    let mut bytes = vec![0; count];
    SystemRandom::new().fill(&mut bytes).map_err(|_| PackageError::Bug("no random numbers"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Seals `tree` into the new file `part` beside `target` (see [`crate::stream::part_name`]); neither may exist.
///
/// # Errors
/// [`PackageError`]: nothing is left behind in any case.
pub fn seal(
    tree: &Tree,
    target: &Path,
    part: &Path,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sealed, PackageError> {
    let stem = target.file_stem().and_then(|stem| stem.to_str()).unwrap_or("package");
    let bag: &str =
        if super::names::fits_manifest(stem) && super::names::stays_inside(stem) { stem } else { "package" };
    let package = random_hex(16)?;
    let token = random_hex(32)?;
    let SealedHeader { bytes: header, key } = seal_header(options.recipients)?;
    let mut start = Start {
        schema: Start::SCHEMA.to_owned(),
        package: package.clone(),
        plaintext_bytes: 0,
        files: tree.files,
        folders: tree.folders,
        content_bytes: tree.bytes,
        sha256: options.algorithms.sha256,
        blake3: options.algorithms.blake3,
    };
    let mtime = options.sealed_at.to_unix();
    let layout = Layout::new(tree, bag, plan::head(bag, &start, mtime).len());
    let index_bytes = tail::index_bytes(tree, &layout.offsets, options.algorithms);
    let tail = |start: &[u8], out: &mut dyn Write, digests: Option<&[DigestSet]>| {
        let position = layout.data_end;
        let offsets = &layout.offsets;
        let tail = Tail {
            tree,
            bag,
            offsets,
            start,
            package: &package,
            token: &token,
            options,
            position,
            index_bytes,
        };
        tail.write(&mut &mut *out, digests, |error| target_error(target, error))
    };
    start.plaintext_bytes = layout.data_end + tail(&start.to_bytes(), &mut io::sink(), None)?.bytes;
    let start_bytes = start.to_bytes();
    let file_bytes = ChunkLayout::file_bytes(header.len() as u64, start.plaintext_bytes)
        .ok_or(PackageError::Bug("package length"))?;
    room_for(target, file_bytes)?;

    let file = AtomicFile::create_as(part, target).map_err(|error| target_error(target, error))?;
    write_all_at(file.file(), &header, 0).map_err(PackageError::write(target))?;
    let mut head_hasher = Hasher::new(options.algorithms);
    head_hasher.update(&header);
    progress.begin(Phase::Seal, Some(start.plaintext_bytes));
    let job = Job {
        tree,
        target,
        out: file.file(),
        key: &key,
        start: header.len() as u64,
        chain: DigestChain::resume(header.len() as u64, head_hasher),
        planner: Mutex::new(Planner::new(tree, bag, options.algorithms, plan::head(bag, &start, mtime))),
        digests: Mutex::new(vec![DigestSet::default(); tree.entries.len()]),
        rest: Mutex::new(Vec::new()),
        failures: Failures::default(),
        algorithms: options.algorithms,
        progress,
        cancel,
    };
    run(|| job.work());
    let Job { chain, digests, rest, failures, .. } = job;
    failures.into_result()?;
    let digests = digests.into_inner().unwrap_or_else(PoisonError::into_inner);
    let rest = rest.into_inner().unwrap_or_else(PoisonError::into_inner);

    let mut writer = PayloadWriter {
        file: file.file(),
        key: &key,
        start: header.len() as u64,
        index: (layout.data_end - rest.len() as u64) / CHUNK as u64,
        buffer: rest,
        hasher: chain.into_hasher(),
    };
    let written = tail(&start_bytes, &mut writer, Some(&digests))?;
    let (bytes, digests) = writer.finish().map_err(|error| target_error(target, error))?;
    progress.advance(written.bytes);
    progress.end();
    if bytes != file_bytes {
        return Err(PackageError::Bug("package length"));
    }
    let token_sha256 = Hasher::sha256_of(token.as_bytes());
    let manifest_sha256 = written.manifest_sha256;
    Ok(Sealed { file, package, bytes, digests, token_sha256, manifest_sha256, list: written.list })
}

/// Refuses early when the package cannot fit; a system that cannot tell lets it pass.
pub(super) fn room_for(target: &Path, needed: u64) -> Result<(), PackageError> {
    #[cfg(unix)]
    {
        let folder =
            target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Ok(room) = rustix::fs::statvfs(folder) {
            let free = room.f_bavail.saturating_mul(room.f_frsize);
            if free < needed {
                // In full: of the working folder, a dot would say nothing.
                let path = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
                return Err(PackageError::NoRoom { path, needed, free });
            }
        }
    }
    #[cfg(not(unix))]
    let _ = (target, needed);
    Ok(())
}

/// What the workers share.
struct Job<'a> {
    tree: &'a Tree,
    target: &'a Path,
    out: &'a File,
    key: &'a PayloadKey,
    start: u64,
    chain: DigestChain,
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
            let more = self
                .planner
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .next(&mut piece, PIECE_CHUNKS * CHUNK);
            if !more {
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
                    self.whole(*entry, *length, buffer, at)?;
                    *length
                }
                Segment::Part { file, offset, length } => {
                    if !self.part(file, *offset, *length, buffer, at)? {
                        return Ok(false);
                    }
                    *length
                }
            };
            at += length;
        }
        self.encrypt(piece, buffer)
    }

    fn encrypt(&self, piece: &Piece, buffer: &mut [u8]) -> Result<bool, PackageError> {
        let first = piece.position / CHUNK as u64;
        let full = piece.length / CHUNK;
        let over = piece.length % CHUNK;
        for (index, slot) in (first..).zip(buffer[..full * SLOT].chunks_exact_mut(SLOT)) {
            self.key.seal_chunk(index, false, slot)?;
        }
        if over > 0 {
            // Only the last piece of the data members: the tail goes on in this chunk.
            let rest = buffer[full * SLOT..full * SLOT + over].to_vec();
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = rest;
        }
        let cipher = &buffer[..full * SLOT];
        let offset = self.start + first * SLOT as u64;
        let length = cipher.len() as u64;
        if self.chain.update(offset, length, self.failures.stop(), std::iter::once(cipher)).is_err() {
            return Ok(false);
        }
        write_all_at(self.out, cipher, offset).map_err(PackageError::write(self.target))?;
        Ok(true)
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
        if long.chain.update(offset, length as u64, self.failures.stop(), slices).is_err() {
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
        let path = self.tree.source_path(&self.tree.entries[entry]);
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
        let entry = &self.tree.entries[entry];
        let path = self.tree.source_path(entry);
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
            let path = self.tree.source_path(&self.tree.entries[entry]);
            match error.kind() {
                io::ErrorKind::UnexpectedEof => PackageError::SourceChanged { path },
                _ => PackageError::Read { path, source: error },
            }
        })
    }

    /// All bytes are read: the file must still be the same, then its digests stand.
    fn finish(&self, entry: usize, file: &File, digests: DigestSet) -> Result<(), PackageError> {
        self.unchanged(entry, file)?;
        self.digests.lock().unwrap_or_else(PoisonError::into_inner)[entry] = digests;
        Ok(())
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

/// Seals what is written to it, chunk after chunk, on one thread: for the tail.
struct PayloadWriter<'a> {
    file: &'a File,
    key: &'a PayloadKey,
    start: u64,
    index: u64,
    buffer: Vec<u8>,
    hasher: Hasher,
}

impl PayloadWriter<'_> {
    fn chunk(&mut self, last: bool) -> io::Result<u64> {
        let offset = self.start + self.index * SLOT as u64;
        self.buffer.resize(self.buffer.len() + TAG, 0);
        self.key.seal_chunk(self.index, last, &mut self.buffer).map_err(io::Error::other)?;
        self.hasher.update(&self.buffer);
        write_all_at(self.file, &self.buffer, offset)?;
        self.index += 1;
        let end = offset + self.buffer.len() as u64;
        self.buffer.clear();
        Ok(end)
    }

    /// Seals the last chunk; returns the length of the file and its digests.
    fn finish(mut self) -> io::Result<(u64, DigestSet)> {
        let end = self.chunk(true)?;
        Ok((end, self.hasher.finish()))
    }
}

impl Write for PayloadWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() == CHUNK {
            // A full chunk waits until more comes: the last one must carry the flag.
            self.chunk(false)?;
        }
        let count = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
