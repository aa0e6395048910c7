//! Hashing what the walk found, on all cores.

use super::{Found, SurveyError};
use crate::model::{Algorithms, DigestSet, Progress};
use crate::stream::{DigestChain, Hasher, Share, read_at};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Bytes read and hashed at a time: of two files at once they stay in the cache of a core.
const PIECE: usize = 512 << 10;
/// From this size on (bytes), one file may be read by several threads.
pub(super) const LARGE: u64 = 64 << 20;

pub(super) type Outcome = Result<(u64, DigestSet), String>;

/// Hashes all files; the result has one outcome per file, in order. Files go to whichever thread is free, largest first;
/// one that outweighs the rest is read by all threads together.
pub(super) fn hash(
    found: &[Found],
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Vec<Outcome>, SurveyError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let total: u64 = found.iter().map(|file| file.bytes).sum();
    let share = total / u64::try_from(threads).unwrap_or(1).max(1);
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(found[index].bytes));
    let heavy =
        order.iter().take_while(|&&index| found[index].bytes >= LARGE && found[index].bytes > share).count();
    let outcomes: Vec<Mutex<Option<Outcome>>> = found.iter().map(|_| Mutex::new(None)).collect();
    let settle = |index: usize, outcome: Outcome| {
        *outcomes[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    };
    let changed: Mutex<Option<PathBuf>> = Mutex::new(None);
    let done = |index: usize, result: Read| match result {
        Ok(Some(read)) => settle(index, Ok(read)),
        Ok(None) => {
            *changed.lock().unwrap_or_else(PoisonError::into_inner) = Some(found[index].place.clone());
        }
        Err(error) => settle(index, Err(error.to_string())),
    };
    for &index in &order[..heavy] {
        done(index, together(&found[index], threads, progress, cancel));
    }
    let workers = threads.min(found.len() - heavy).max(1);
    let share = Share::new(found.len() - heavy, workers);
    let work = || {
        let mut buffers = [vec![0; PIECE], vec![0; PIECE]];
        for taken in share.worker(|_| ()) {
            if cancel.load(Ordering::Relaxed) {
                return;
            }
            // Their places in `order` begin behind the heavy ones; one of two has about the length of the other.
            let taken: Vec<usize> = order[heavy..][taken].to_vec();
            let files: Vec<&Found> = taken.iter().map(|&index| &found[index]).collect();
            let results = one_or_two(&files, &mut buffers, progress, cancel);
            taken.into_iter().zip(results).for_each(|(index, result)| done(index, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers {
            scope.spawn(work);
        }
        work();
    });
    if cancel.load(Ordering::Relaxed) {
        return Err(SurveyError::Interrupted);
    }
    if let Some(path) = changed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(SurveyError::Changed { path });
    }
    let taken = outcomes.into_iter().map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner));
    Ok(taken.map(|outcome| outcome.unwrap_or_else(|| Err("not read".into()))).collect())
}

/// A file that one thread reads by itself.
struct Reading<'a> {
    found: &'a Found,
    file: File,
    hasher: Hasher,
    bytes: u64,
}

/// What came of reading a file: `None` if it is not the file that the walk saw, or changed meanwhile.
type Read = io::Result<Option<(u64, DigestSet)>>;

/// One file by one thread, or two: SHA-256 of two at once takes hardly longer than of one.
fn one_or_two(
    files: &[&Found],
    buffers: &mut [Vec<u8>; 2],
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Vec<Read> {
    let mut readings: Vec<io::Result<Reading<'_>>> =
        files.iter().map(|found| Reading::begin(found)).collect();
    let [buffer, other_buffer] = buffers;
    if let [Ok(first), Ok(second)] = readings.as_mut_slice() {
        let failed = loop {
            match (first.read(buffer, cancel), second.read(other_buffer, cancel)) {
                (Ok(piece), Ok(other)) => {
                    first.hasher.update_two(piece, &mut second.hasher, other);
                    progress.advance((piece.len() + other.len()) as u64);
                    if piece.is_empty() || other.is_empty() {
                        break [None, None];
                    }
                }
                (first_read, second_read) => {
                    // The other goes on from here.
                    for (reading, read) in [(&mut *first, &first_read), (&mut *second, &second_read)] {
                        if let Ok(piece) = read {
                            reading.hasher.update(piece);
                            progress.advance(piece.len() as u64);
                        }
                    }
                    break [first_read.err(), second_read.err()];
                }
            }
        };
        for (reading, error) in readings.iter_mut().zip(failed) {
            if let Some(error) = error {
                *reading = Err(error);
            }
        }
    }
    let finish = |reading: io::Result<Reading<'_>>| reading?.finish(buffer, progress, cancel);
    readings.into_iter().map(finish).collect()
}

impl<'a> Reading<'a> {
    fn begin(found: &'a Found) -> io::Result<Self> {
        Ok(Self { found, file: open(&found.place)?, hasher: Hasher::new(Algorithms::default()), bytes: 0 })
    }

    /// What comes next, up to a buffer full; empty at the end.
    fn read<'b>(&mut self, buffer: &'b mut [u8], cancel: &AtomicBool) -> io::Result<&'b [u8]> {
        if cancel.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        loop {
            match self.file.read(buffer) {
                Ok(length) => {
                    self.bytes += length as u64;
                    return Ok(&buffer[..length]);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads what is left.
    fn finish(mut self, buffer: &mut [u8], progress: &dyn Progress, cancel: &AtomicBool) -> Read {
        loop {
            let piece = self.read(buffer, cancel)?;
            if piece.is_empty() {
                break;
            }
            self.hasher.update(piece);
            progress.advance(piece.len() as u64);
        }
        let Self { found, file, hasher, bytes } = self;
        Ok(unchanged(&file, found, bytes)?.then(|| (bytes, hasher.finish())))
    }
}

/// One large file by all threads: pieces are read in any order and digested in theirs, SHA-256 and BLAKE3 each in its own lane.
fn together(found: &Found, threads: usize, progress: &dyn Progress, cancel: &AtomicBool) -> Read {
    let file = open(&found.place)?;
    let chain = DigestChain::new(Algorithms::default());
    let stop = AtomicBool::new(false);
    let next = AtomicU64::new(0);
    let short = AtomicBool::new(false);
    let failure: Mutex<Option<io::Error>> = Mutex::new(None);
    let halt = || stop.store(true, Ordering::Relaxed);
    let work = || {
        let mut buffer = vec![0; PIECE];
        loop {
            let position = next.fetch_add(PIECE as u64, Ordering::Relaxed);
            if position >= found.bytes || stop.load(Ordering::Relaxed) {
                return;
            }
            let length = usize::try_from(found.bytes - position).unwrap_or(PIECE).min(PIECE);
            match fill(&file, &mut buffer[..length], position) {
                Ok(true) => {}
                Ok(false) => {
                    short.store(true, Ordering::Relaxed);
                    return halt();
                }
                Err(error) => {
                    *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return halt();
                }
            }
            let piece = &buffer[..length];
            if chain.update(position, length as u64, &stop, std::iter::once(piece)).is_err() {
                return;
            }
            progress.advance(length as u64);
            if cancel.load(Ordering::Relaxed) {
                return halt();
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    if cancel.load(Ordering::Relaxed) {
        return Err(io::ErrorKind::Interrupted.into());
    }
    let whole = !short.load(Ordering::Relaxed) && unchanged(&file, found, found.bytes)?;
    Ok(whole.then(|| (found.bytes, chain.snapshot())))
}

/// Fills the buffer from `position`; false if the file ends before.
fn fill(file: &File, buffer: &mut [u8], position: u64) -> io::Result<bool> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_at(file, &mut buffer[filled..], position + filled as u64) {
            Ok(0) => return Ok(false),
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// Opens without following a link that took the file's place since the walk.
fn open(path: &Path) -> io::Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits();
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.cast_signed());
    }
    options.open(path)
}

fn unchanged(file: &File, found: &Found, bytes: u64) -> io::Result<bool> {
    let now = file.metadata()?;
    Ok(now.is_file()
        && now.len() == found.bytes
        && bytes == found.bytes
        && now.modified().ok() == found.modified)
}
