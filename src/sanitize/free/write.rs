//! Writing the keystream into one new file until it is as long as wanted, or there is no more room.

use super::report::{Stop, Trouble, TroubleKind};
use crate::device::{ALIGNMENT, AlignedBuffer, direct_alignment, set_direct, take_room};
use crate::sanitize::Keystream;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// One transfer, in bytes.
pub(super) const PIECE: u64 = 1 << 20;
/// Transfers at a time where the room is taken already: what fills the queue of a fast disk, and both halves of a slow one.
pub(super) const DEPTH: usize = 4;
/// After so many blocks in a row that failed, the medium is not worth its time.
const HOPELESS: u64 = 512;

/// What came of one file.
#[derive(Debug, Default)]
pub(super) struct Filled {
    /// What was written, as ranges of the file, in order.
    pub(super) ranges: Vec<Range<u64>>,
    /// Whether past the cache.
    pub(super) direct: bool,
    /// Bytes of room that was taken for it and holds what it held: refused all the same when it came to writing, or not come to.
    pub(super) unreached: u64,
    /// Why no more came into it than did.
    pub(super) stop: Option<Stop>,
    pub(super) troubles: Vec<Trouble>,
}

impl Filled {
    pub(super) fn bytes(&self) -> u64 {
        self.ranges.iter().map(|range| range.end - range.start).sum()
    }

    fn add(&mut self, offset: u64, length: u64) {
        if length == 0 {
            return;
        }
        match self.ranges.last_mut() {
            Some(last) if last.end == offset => last.end += length,
            _ => self.ranges.push(offset..offset + length),
        }
    }
}

/// What all filling files have in common.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) keystream: &'a Keystream,
    /// The unit in which the file system gives room away.
    pub(super) block: u64,
    pub(super) cancel: &'a AtomicBool,
    pub(super) advance: &'a (dyn Fn(u64) + Sync),
}

/// Whether an error says that there is no more room, and why.
pub(super) fn no_room(error: &io::Error) -> Option<Stop> {
    match error.kind() {
        // Where one file may be no longer, another one may be begun.
        io::ErrorKind::StorageFull | io::ErrorKind::WriteZero | io::ErrorKind::FileTooLarge => {
            Some(Stop::Full)
        }
        io::ErrorKind::QuotaExceeded => Some(Stop::Quota),
        _ => None,
    }
}

impl Writer<'_> {
    /// Makes the file `path` and fills it with up to `length` bytes, a multiple of the block.
    pub(super) fn file(self, path: &Path, number: u64, length: u64) -> Filled {
        let mut filled = Filled::default();
        let file = match OpenOptions::new().read(true).write(true).create_new(true).open(path) {
            Ok(file) => file,
            Err(error) => {
                filled.stop = Some(no_room(&error).unwrap_or(Stop::Failed));
                if filled.stop == Some(Stop::Failed) {
                    filled.troubles.push(Trouble::new(TroubleKind::Write, number, &error));
                }
                return filled;
            }
        };
        let alignment = direct_alignment(&file).map_or(ALIGNMENT as u64, u64::from);
        filled.direct = direct_alignment(&file).is_some()
            && self.block.is_multiple_of(alignment)
            && set_direct(&file, true);
        match self.take(&file, length, &mut filled) {
            Some(taken) => self.over(&file, number, taken, &mut filled),
            None => self.grow(&file, number, length, &mut filled),
        }
        if let Err(error) = file.sync_all() {
            filled.troubles.push(Trouble::new(TroubleKind::Sync, number, &error));
            filled.stop = Some(Stop::Failed);
        }
        filled
    }

    /// Takes the room first, as much as there is; `None` where that is not possible.
    fn take(self, file: &File, length: u64, filled: &mut Filled) -> Option<u64> {
        let mut wanted = length;
        while wanted > 0 {
            match take_room(file, wanted) {
                Ok(()) => {
                    // A try that failed may have taken room beyond.
                    let _ = file.set_len(wanted);
                    return Some(wanted);
                }
                Err(error) => match no_room(&error) {
                    Some(stop) => {
                        filled.stop = Some(stop);
                        wanted = wanted / 2 / self.block * self.block;
                    }
                    None => return None,
                },
            }
        }
        let _ = file.set_len(0);
        Some(0)
    }

    /// Writes over room that is taken: several pieces at a time, and what fails costs only its own blocks.
    fn over(self, file: &File, number: u64, length: u64, filled: &mut Filled) {
        let next = AtomicU64::new(0);
        let in_a_row = AtomicU64::new(0);
        let over = AtomicBool::new(false);
        let found: Mutex<(Vec<Range<u64>>, Vec<Trouble>)> = Mutex::default();
        let room_gone = Mutex::new(None);
        let work = || {
            let mut buffer = AlignedBuffer::new(usize::try_from(PIECE.min(length)).unwrap_or(0));
            loop {
                let offset = next.fetch_add(PIECE, Ordering::Relaxed);
                if offset >= length || over.load(Ordering::Relaxed) || self.cancel.load(Ordering::Relaxed) {
                    return;
                }
                let size = PIECE.min(length - offset);
                let bytes = &mut buffer.as_mut_slice()[..usize::try_from(size).unwrap_or(0)];
                self.keystream.fill(number, offset, bytes);
                let mut good = Vec::new();
                let mut bad = Vec::new();
                let mut note = |at: u64, size: u64, outcome: io::Result<()>| match outcome {
                    Ok(()) => {
                        in_a_row.store(0, Ordering::Relaxed);
                        good.push(at..at + size);
                    }
                    Err(error) => {
                        if let Some(stop) = no_room(&error) {
                            // Taken and yet not given. It is the file's, so it is not free either, and counts as not reached.
                            room_gone.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(stop);
                        } else {
                            let trouble = Trouble::new(TroubleKind::Write, number, &error);
                            bad.push(Trouble { offset: at, bytes: size, ..trouble });
                        }
                        if in_a_row.fetch_add(1, Ordering::Relaxed) + 1 >= HOPELESS {
                            over.store(true, Ordering::Relaxed);
                        }
                    }
                };
                let block = usize::try_from(self.block.max(ALIGNMENT as u64)).unwrap_or(ALIGNMENT);
                if write_all(file, bytes, offset).is_ok() {
                    note(offset, size, Ok(()));
                } else {
                    // Which of its blocks it is.
                    for (part, at) in bytes.chunks(block).zip((offset..).step_by(block)) {
                        note(at, part.len() as u64, write_all(file, part, at));
                    }
                }
                (self.advance)(good.iter().map(|range| range.end - range.start).sum());
                let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
                found.0.extend(good);
                found.1.extend(bad);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..DEPTH {
                scope.spawn(work);
            }
            work();
        });
        let (mut ranges, troubles) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        ranges.sort_by_key(|range| range.start);
        for range in ranges {
            filled.add(range.start, range.end - range.start);
        }
        // All of it is written, could not be written, or is not reached.
        let told: u64 = troubles.iter().map(|trouble| trouble.bytes).sum();
        filled.unreached = length.saturating_sub(filled.bytes()).saturating_sub(told);
        filled.troubles.extend(troubles);
        if let Some(stop) = room_gone.into_inner().unwrap_or_else(PoisonError::into_inner) {
            filled.stop = Some(stop);
        }
        if over.into_inner() {
            filled.stop = Some(Stop::Failed);
        }
    }

    /// Lets the file grow: in order, to the last block that there is.
    fn grow(self, file: &File, number: u64, length: u64, filled: &mut Filled) {
        let mut buffer = AlignedBuffer::new(usize::try_from(PIECE).unwrap_or(0));
        let mut at = 0;
        let mut most = PIECE;
        while at < length && !self.cancel.load(Ordering::Relaxed) {
            let size = most.min(length - at);
            let bytes = &mut buffer.as_mut_slice()[..usize::try_from(size).unwrap_or(0)];
            self.keystream.fill(number, at, bytes);
            let (written, error) = write_some(file, bytes, at);
            filled.add(at, written);
            (self.advance)(written);
            at += written;
            let Some(error) = error else { continue };
            match no_room(&error) {
                // Perhaps there is room for less.
                Some(stop) => {
                    filled.stop = Some(stop);
                    let less = most / 2 / self.block * self.block;
                    if less == 0 || !at.is_multiple_of(self.block) {
                        return;
                    }
                    most = less;
                }
                None if filled.direct && error.kind() == io::ErrorKind::InvalidInput => {
                    // Promised and yet not possible: the cached way, and no claim of a direct one.
                    filled.direct = false;
                    set_direct(file, false);
                }
                None => {
                    let trouble = Trouble::new(TroubleKind::Write, number, &error);
                    filled.troubles.push(Trouble { offset: at, bytes: size - written, ..trouble });
                    // The file system would give the same block again.
                    filled.stop = Some(Stop::Failed);
                    return;
                }
            }
        }
    }
}

fn write_all(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    crate::device::write_all_at(file, bytes, offset)
}

/// As much as goes: how much that was, and why not all.
fn write_some(file: &File, bytes: &[u8], offset: u64) -> (u64, Option<io::Error>) {
    let mut done = 0;
    while done < bytes.len() {
        match crate::device::write_some_at(file, &bytes[done..], offset + done as u64) {
            Ok(0) => return (done as u64, Some(io::ErrorKind::WriteZero.into())),
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (done as u64, Some(error)),
        }
    }
    (done as u64, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_room_is_told_from_trouble() {
        use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, StorageFull, WriteZero};
        for (kind, stop) in [
            (StorageFull, Some(Stop::Full)),
            (WriteZero, Some(Stop::Full)),
            (FileTooLarge, Some(Stop::Full)),
            (QuotaExceeded, Some(Stop::Quota)),
            (PermissionDenied, None),
        ] {
            assert_eq!(no_room(&kind.into()), stop, "{kind:?}");
        }
        #[cfg(target_os = "linux")]
        for (number, stop) in
            [(28, Some(Stop::Full)), (122, Some(Stop::Quota)), (27, Some(Stop::Full)), (5, None)]
        {
            assert_eq!(no_room(&io::Error::from_raw_os_error(number)), stop, "{number}");
        }
    }

    /// A device that takes nothing stands for a file system that gives room and takes it back.
    #[cfg(target_os = "linux")]
    #[test]
    fn room_that_was_taken_and_is_refused_all_the_same_is_counted() {
        let file = OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
        let keystream = Keystream::generate().unwrap();
        let cancel = AtomicBool::new(false);
        let writer = Writer { keystream: &keystream, block: 4096, cancel: &cancel, advance: &|_| () };
        let mut filled = Filled::default();
        writer.over(&file, 1, 5 * 4096, &mut filled);
        assert_eq!((filled.bytes(), filled.unreached, filled.stop), (0, 5 * 4096, Some(Stop::Full)));
        assert!(filled.troubles.is_empty(), "{filled:?}");
        // Called off, nothing of it was come to.
        cancel.store(true, Ordering::Relaxed);
        let mut filled = Filled::default();
        writer.over(&file, 1, 3 * PIECE, &mut filled);
        assert_eq!((filled.unreached, filled.stop), (3 * PIECE, None));
    }

    /// By both ways of writing, whatever the file system can do.
    #[test]
    fn a_file_is_as_long_as_wanted_and_holds_the_stream() {
        let folder = tempfile::tempdir().unwrap();
        let keystream = Keystream::generate().unwrap();
        let (cancel, told) = (AtomicBool::new(false), AtomicU64::new(0));
        let advance = |bytes| {
            told.fetch_add(bytes, Ordering::Relaxed);
        };
        let writer = Writer { keystream: &keystream, block: 4096, cancel: &cancel, advance: &advance };
        let length = 2 * PIECE + 8192;
        let taken = writer.file(&folder.path().join("1"), 1, length);
        let mut grown = Filled::default();
        let file = File::create_new(folder.path().join("2")).unwrap();
        writer.grow(&file, 2, length, &mut grown);
        for (number, filled) in [(1, &taken), (2, &grown)] {
            assert_eq!((filled.ranges.first(), filled.ranges.len()), (Some(&(0..length)), 1), "{filled:?}");
            assert!(filled.troubles.is_empty() && filled.stop.is_none(), "{filled:?}");
            assert_eq!(filled.unreached, 0);
            let content = std::fs::read(folder.path().join(number.to_string())).unwrap();
            assert_eq!(content.len() as u64, length);
            assert_eq!(keystream.first_difference(number, 0, &content), None);
        }
        assert_eq!(told.load(Ordering::Relaxed), 2 * length);
        // Never over something that is there.
        let again = writer.file(&folder.path().join("1"), 1, length);
        assert_eq!((again.stop, again.bytes()), (Some(Stop::Failed), 0));
    }
}
