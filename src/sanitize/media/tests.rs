//! The engine on media in memory that fail, lie, wrap and vanish.

use super::*;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

const BLOCK: u64 = 512;
const MIB: u64 = 1 << 20;

/// What a medium does wrong; all of it by block.
#[derive(Default)]
struct Faults {
    bad_writes: Ranges,
    bad_reads: Ranges,
    /// Taken and thrown away.
    lies: Ranges,
    /// Only so many bytes are there; beyond, it begins again.
    real: Option<u64>,
    /// After so many bytes written it is gone.
    vanishes_after: Option<u64>,
    /// What the system says then.
    gone: i32,
    flush_fails: bool,
    /// Whether one flush fails that has still to come.
    one_flush_fails: AtomicBool,
    queue: Given,
}

/// Whether it takes several transfers at a time.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Given {
    #[default]
    Nothing,
    /// What was begun last is finished first.
    Queue,
    /// The same, but after so many transfers it breaks.
    Breaking(usize),
}

const QUEUES: [Given; 4] = [Given::Nothing, Given::Queue, Given::Breaking(0), Given::Breaking(3)];

struct Stack<'m> {
    memory: &'m Memory,
    buffers: Vec<Vec<u8>>,
    /// Slot, offset, length, and whether it is written.
    begun: Vec<(usize, u64, usize, bool)>,
    left: usize,
}

impl Stack<'_> {
    fn begin(&mut self, slot: usize, offset: u64, length: usize, writes: bool) {
        assert!(self.begun.iter().all(|(other, ..)| *other != slot));
        self.begun.push((slot, offset, length, writes));
    }
}

impl Queue for Stack<'_> {
    fn buffer(&mut self, slot: usize) -> Option<&mut [u8]> {
        let free = self.begun.iter().all(|(other, ..)| *other != slot);
        self.buffers.get_mut(slot).filter(|_| free).map(Vec::as_mut_slice)
    }

    fn read(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.begin(slot, offset, length, false);
        Ok(())
    }

    fn write(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.begin(slot, offset, length, true);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<Option<Finished>> {
        let Some((slot, offset, length, writes)) = self.begun.pop() else { return Ok(None) };
        self.left = self.left.checked_sub(1).ok_or(io::ErrorKind::Other)?;
        let bytes = &mut self.buffers[slot][..length];
        let outcome = if writes { self.memory.write(bytes, offset) } else { self.memory.read(bytes, offset) };
        Ok(Some((slot, outcome)))
    }
}

struct Memory {
    capacity: u64,
    bytes: Mutex<Vec<u8>>,
    faults: Faults,
    written: AtomicU64,
    flushed_at: AtomicU64,
}

impl Memory {
    fn new(capacity: u64, faults: Faults) -> Self {
        let old = vec![0xaa; usize::try_from(capacity).unwrap()];
        Self {
            capacity,
            bytes: Mutex::new(old),
            faults,
            written: AtomicU64::new(0),
            flushed_at: AtomicU64::new(0),
        }
    }

    fn gone(&self) -> io::Result<()> {
        match self.faults.vanishes_after {
            Some(after) if self.written.load(Ordering::SeqCst) >= after => {
                Err(io::Error::from_raw_os_error(self.faults.gone))
            }
            _ => Ok(()),
        }
    }

    fn place(&self, at: u64) -> usize {
        usize::try_from(at % self.faults.real.unwrap_or(u64::MAX)).unwrap()
    }

    fn raw(&self) -> Vec<u8> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes of the old content that are still there.
    fn left(&self) -> u64 {
        self.raw().chunks(512).filter(|block| block.iter().all(|byte| *byte == 0xaa)).count() as u64 * BLOCK
    }
}

impl Disk for Memory {
    fn capacity(&self) -> u64 {
        self.capacity
    }

    fn block(&self) -> u64 {
        BLOCK
    }

    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        assert_eq!((offset % BLOCK, bytes.len() as u64 % BLOCK), (0, 0));
        self.gone()?;
        self.written.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        let mut raw = self.bytes.lock().unwrap();
        for (number, block) in bytes.chunks(512).enumerate() {
            let at = offset + number as u64 * BLOCK;
            if self.faults.bad_writes.contains(at) {
                return Err(io::Error::from_raw_os_error(5));
            }
            if !self.faults.lies.contains(at) {
                let place = self.place(at);
                raw[place..place + 512].copy_from_slice(block);
            }
        }
        Ok(())
    }

    fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.gone()?;
        let raw = self.bytes.lock().unwrap();
        for (number, block) in bytes.chunks_mut(512).enumerate() {
            let at = offset + number as u64 * BLOCK;
            if self.faults.bad_reads.contains(at) {
                return Err(io::Error::from_raw_os_error(61));
            }
            let place = self.place(at);
            block.copy_from_slice(&raw[place..place + 512]);
        }
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        self.gone()?;
        if self.faults.flush_fails || self.faults.one_flush_fails.swap(false, Ordering::SeqCst) {
            return Err(io::Error::from_raw_os_error(5));
        }
        self.flushed_at.store(self.written.load(Ordering::SeqCst), Ordering::SeqCst);
        Ok(())
    }

    fn queue(&self, slots: u16, length: usize) -> Option<Box<dyn Queue + '_>> {
        let left = match self.faults.queue {
            Given::Nothing => return None,
            Given::Queue => usize::MAX,
            Given::Breaking(after) => after,
        };
        // What lies in a buffer that nobody filled is no pattern.
        let buffers = vec![vec![0x55; length]; usize::from(slots)];
        Some(Box::new(Stack { memory: self, buffers, begun: Vec::new(), left }))
    }
}

/// Notes the checkpoints, and calls off after so many bytes.
#[derive(Default)]
struct Notes {
    advanced: AtomicU64,
    checkpoints: Mutex<Vec<(u64, Ranges)>>,
    stop_after: Option<u64>,
    cancel: AtomicBool,
}

impl Watcher for Notes {
    fn advance(&self, bytes: u64) {
        let all = self.advanced.fetch_add(bytes, Ordering::SeqCst) + bytes;
        if self.stop_after.is_some_and(|stop| all >= stop) {
            self.cancel.store(true, Ordering::SeqCst);
        }
    }

    fn checkpoint(&self, frontier: u64, failed: &Ranges) {
        self.checkpoints.lock().unwrap().push((frontier, failed.clone()));
    }
}

fn key() -> Pattern {
    Pattern::keystream(&[7; 32])
}

fn ranges(list: &[(u64, u64)]) -> Ranges {
    let mut ranges = Ranges::default();
    list.iter().for_each(|(from, to)| ranges.add(*from, *to));
    ranges
}

fn wiped(disk: &Memory) -> (Overwritten, Compared) {
    let notes = Notes::default();
    let written = overwrite(disk, &key(), 0, Ranges::default(), &notes, &notes.cancel);
    assert!(written.cut.is_some() || notes.advanced.load(Ordering::SeqCst) == disk.capacity());
    (written, compare(disk, &key(), &Notes::default(), &AtomicBool::new(false)))
}

#[test]
fn a_good_medium_holds_the_pattern_everywhere() {
    for queue in QUEUES {
        for capacity in [BLOCK, MIB - BLOCK, MIB, 3 * MIB + 7 * BLOCK, 66 * MIB + BLOCK] {
            let disk = Memory::new(capacity, Faults { queue, ..Faults::default() });
            let (written, compared) = wiped(&disk);
            assert_eq!((written.frontier, written.written(), written.cut), (capacity, capacity, None));
            assert_eq!(compared, Compared { wanted: capacity, equal: capacity, ..Compared::default() });
            assert_eq!(disk.flushed_at.load(Ordering::SeqCst), disk.written.load(Ordering::SeqCst));
            let mut expected = vec![0; usize::try_from(capacity).unwrap()];
            key().fill(0, &mut expected);
            assert!(disk.raw() == expected);
        }
    }
}

#[test]
fn bad_blocks_are_named_to_the_block_and_nothing_else_is_left() {
    for queue in QUEUES {
        let bad = ranges(&[(1000 * BLOCK, 1001 * BLOCK), (3 * MIB - BLOCK, 3 * MIB + BLOCK)]);
        // The first of them cannot be read either.
        let bad_reads = ranges(&[(1000 * BLOCK, 1001 * BLOCK), (9 * BLOCK, 10 * BLOCK)]);
        let faults =
            Faults { bad_writes: bad.clone(), bad_reads: bad_reads.clone(), queue, ..Faults::default() };
        let disk = Memory::new(8 * MIB, faults);
        let (written, compared) = wiped(&disk);
        assert_eq!(written.unwritable, bad);
        assert_eq!(written.readable, ranges(&[(3 * MIB - BLOCK, 3 * MIB + BLOCK)]));
        assert_eq!((written.cut, written.written()), (None, 8 * MIB - 3 * BLOCK));
        assert_eq!((compared.differing.clone(), compared.unreadable), (written.readable, bad_reads));
        assert_eq!(compared.equal, 8 * MIB - 4 * BLOCK);
        assert_eq!(disk.left(), 3 * BLOCK);
    }
}

#[test]
fn a_medium_that_lies_is_found_out() {
    for queue in QUEUES {
        let lies = ranges(&[(5 * MIB, 5 * MIB + BLOCK)]);
        let disk = Memory::new(8 * MIB, Faults { lies: lies.clone(), queue, ..Faults::default() });
        let (written, compared) = wiped(&disk);
        assert!(written.unwritable.is_empty() && written.cut.is_none());
        assert_eq!((compared.differing, compared.equal), (lies, 8 * MIB - BLOCK));
    }
}

#[test]
fn a_medium_smaller_than_it_says_is_found_out() {
    for queue in QUEUES {
        let disk = Memory::new(8 * MIB, Faults { real: Some(2 * MIB), queue, ..Faults::default() });
        let (_, compared) = wiped(&disk);
        // Of what wraps only the last round is right; transfers run in any order within a few pieces.
        assert!(compared.equal <= 2 * MIB && compared.differing.bytes() >= 6 * MIB, "{compared:?}");
        // Zeros would hide it: that is what the keystream is for.
        let (notes, zeros) = (Notes::default(), Pattern::Constant(0));
        let _ = overwrite(&disk, &zeros, 0, Ranges::default(), &notes, &notes.cancel);
        assert!(compare(&disk, &zeros, &notes, &notes.cancel).differing.is_empty());
    }
}

#[test]
fn a_medium_that_vanishes_ends_the_pass() {
    for queue in QUEUES {
        for gone in [6, 19, 28, 5] {
            let faults = Faults { vanishes_after: Some(3 * MIB), gone, queue, ..Faults::default() };
            let disk = Memory::new(64 * MIB, faults);
            let notes = Notes::default();
            let written = overwrite(&disk, &key(), 0, Ranges::default(), &notes, &notes.cancel);
            assert_eq!(written.cut, Some(Cut::Gone), "{gone}");
            assert!(written.frontier <= 4 * MIB + BLOCK, "{}", written.frontier);
            assert!(written.flush_failed.is_some());
            assert_eq!(compare(&disk, &key(), &notes, &notes.cancel).cut, Some(Cut::Gone));
        }
    }
}

#[test]
fn a_medium_that_only_reads_is_given_up() {
    for queue in QUEUES {
        let faults = Faults { bad_writes: ranges(&[(0, 72 * MIB)]), queue, ..Faults::default() };
        let disk = Memory::new(72 * MIB, faults);
        let notes = Notes::default();
        let written = overwrite(&disk, &key(), 0, Ranges::default(), &notes, &notes.cancel);
        assert_eq!(written.cut, Some(Cut::Dead));
        assert_eq!(written.readable, written.unwritable);
        assert!(written.written() == 0 && written.unwritable.bytes() >= 60 * MIB);
    }
}

#[test]
fn a_flush_that_fails_is_told() {
    for queue in QUEUES {
        let disk = Memory::new(4 * MIB, Faults { flush_fails: true, queue, ..Faults::default() });
        let (written, compared) = wiped(&disk);
        assert!(written.flush_failed.is_some() && compared.equal == 4 * MIB);
    }
}

#[test]
fn what_was_not_confirmed_is_below_no_checkpoint() {
    for queue in QUEUES {
        let one_flush_fails = AtomicBool::new(true);
        let disk = Memory::new(64 * MIB, Faults { one_flush_fails, queue, ..Faults::default() });
        let notes = Notes::default();
        let written = overwrite(&disk, &key(), 0, Ranges::default(), &notes, &notes.cancel);
        assert!(written.flush_failed.is_some() && written.frontier == disk.capacity());
        // Killed now, the next run would know nothing of that flush: so it is not to begin beyond it.
        assert!(notes.checkpoints.lock().unwrap().is_empty());
    }
}

#[test]
fn what_was_called_off_goes_on_at_a_checkpoint() {
    for queue in QUEUES {
        let bad = ranges(&[(3 * MIB, 3 * MIB + BLOCK), (90 * MIB, 90 * MIB + BLOCK)]);
        let disk = Memory::new(128 * MIB, Faults { bad_writes: bad.clone(), queue, ..Faults::default() });
        let notes = Notes { stop_after: Some(70 * MIB), ..Notes::default() };
        let first = overwrite(&disk, &key(), 0, Ranges::default(), &notes, &notes.cancel);
        assert_eq!(first.cut, Some(Cut::Cancelled));
        let (frontier, failed) = notes.checkpoints.lock().unwrap().last().unwrap().clone();
        assert_eq!((frontier, &failed), (first.frontier, &ranges(&[(3 * MIB, 3 * MIB + BLOCK)])));
        // What a run that was killed would have to do again.
        let before = disk.written.load(Ordering::SeqCst);
        let done =
            notes.checkpoints.lock().unwrap().iter().map(|(frontier, _)| *frontier).collect::<Vec<_>>();
        assert!(done.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= 64 * MIB), "{done:?}");
        let notes = Notes::default();
        let second = overwrite(&disk, &key(), frontier, failed, &notes, &notes.cancel);
        assert_eq!((second.frontier, &second.unwritable, second.cut), (128 * MIB, &bad, None));
        assert!(disk.written.load(Ordering::SeqCst) - before <= 128 * MIB - frontier + 2 * MIB);
        assert_eq!(disk.left(), 2 * BLOCK);
    }
}

#[test]
fn a_sample_reads_what_it_says_and_finds_what_lies_there() {
    for queue in QUEUES {
        let lies = ranges(&[(0, BLOCK), (20 * MIB, 30 * MIB)]);
        let disk = Memory::new(40 * MIB, Faults { lies, queue, ..Faults::default() });
        let notes = Notes::default();
        let _ = overwrite(&disk, &key(), 0, Ranges::default(), &notes, &notes.cancel);
        let sample = Sample::draw(40 * MIB, BLOCK).unwrap();
        let notes = Notes::default();
        let compared = compare_sample(&disk, &key(), &sample, &notes, &notes.cancel);
        assert_eq!(compared.wanted, sample.places.bytes());
        assert_eq!(notes.advanced.load(Ordering::SeqCst), compared.wanted);
        assert_eq!(compared.equal + compared.differing.bytes(), compared.wanted);
        assert!(compared.differing.contains(0) && compared.differing.bytes() > MIB);
    }
}
