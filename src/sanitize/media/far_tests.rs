//! The engine at the far end of the largest medium that a system can have: offsets are signed there, so it ends a block before 2^63.

use super::compare::compare_from;
use super::*;
use crate::model::{NoProgress, Sha256, Timestamp, Verdict};
use aes::cipher::{BlockEncrypt as _, KeyInit as _};
use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

const BLOCK: u64 = 512;
const MIB: u64 = 1 << 20;
const CAPACITY: u64 = (1 << 63) - BLOCK;
/// Of an earlier run, whole pieces: what is left is no multiple of anything.
const FRONTIER: u64 = (1 << 63) - 70 * MIB;
const KEY: [u8; 32] = [7; 32];

/// Nobody has room for it: it holds the pattern below the frontier, and beyond that what was written.
#[derive(Default)]
struct Far {
    /// By block.
    beyond: Mutex<BTreeMap<u64, Vec<u8>>>,
    /// Blocks that are not taken.
    bad: Ranges,
    /// Blocks that hold something else than was written.
    lies: Ranges,
}

impl Far {
    fn holds(&self, at: u64) -> Vec<u8> {
        if at >= FRONTIER && !self.lies.contains(at) {
            let beyond = self.beyond.lock().unwrap();
            return beyond.get(&at).cloned().unwrap_or_else(|| vec![0xaa; 512]);
        }
        if self.lies.contains(at) { vec![0xaa; 512] } else { stream(at) }
    }
}

/// What belongs in the block at `at`, by the layout that records tell of and the bare cipher.
fn stream(at: u64) -> Vec<u8> {
    let cipher = aes::Aes256::new(&KEY.into());
    let counter = |number: u64| {
        let mut block = [0; 16];
        block[8..].copy_from_slice(&number.to_be_bytes());
        let mut block = block.into();
        cipher.encrypt_block(&mut block);
        <[u8; 16]>::from(block)
    };
    (at / 16..(at + BLOCK) / 16).flat_map(counter).collect()
}

impl Disk for Far {
    fn capacity(&self) -> u64 {
        CAPACITY
    }

    fn block(&self) -> u64 {
        BLOCK
    }

    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        assert!(offset >= FRONTIER && CAPACITY - offset >= bytes.len() as u64, "{offset}");
        for (at, block) in (offset..).step_by(512).zip(bytes.chunks(512)) {
            if self.bad.contains(at) {
                return Err(io::Error::from_raw_os_error(5));
            }
            self.beyond.lock().unwrap().insert(at, block.to_vec());
        }
        Ok(())
    }

    fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        assert!(offset < CAPACITY && CAPACITY - offset >= bytes.len() as u64, "{offset}");
        for (at, block) in (offset..).step_by(512).zip(bytes.chunks_mut(512)) {
            block.copy_from_slice(&self.holds(at));
        }
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}

struct Quiet;

impl Watcher for Quiet {
    fn advance(&self, _: u64) {}
    fn checkpoint(&self, _: u64, _: &Ranges) {}
}

fn ranges(list: &[(u64, u64)]) -> Ranges {
    let mut ranges = Ranges::default();
    list.iter().for_each(|(from, to)| ranges.add(*from, *to));
    ranges
}

/// Goes on at the frontier, and what came of it with the checkpoint that was noted last.
fn gone_on_with(disk: &Far) -> (MediumReport, Checkpoint) {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("journal");
    let digest = Sha256([1; 32]);
    let head = JournalHead {
        schema: JournalHead::SCHEMA.into(),
        plan: digest,
        disk: digest,
        key: Sha256(KEY),
        began: 1_795_000_000,
    };
    let journal = Journal::create(&path, &head).unwrap();
    let resume = Checkpoint { pass: 1, frontier: FRONTIER, ..Checkpoint::default() };
    let report = wipe_medium(&Work {
        disk,
        pattern: &Pattern::keystream(&KEY),
        key: &KEY,
        passes: 1,
        // All of it would take for ever.
        verify: Verification::None,
        resume: Some(resume),
        journal: &journal,
        progress: &NoProgress,
        clock: &|| Timestamp::from_unix(1_795_000_000),
        cancel: &AtomicBool::new(false),
    });
    drop(journal);
    (report, Journal::look(&path).unwrap().1.unwrap())
}

#[test]
fn overwriting_goes_on_to_the_last_block() {
    let disk = Far::default();
    let (report, noted) = gone_on_with(&disk);
    assert_eq!((report.resumed, noted.frontier, noted.resumed), (1, CAPACITY, 1));
    let stage = &report.passes[0];
    assert_eq!((stage.bytes, stage.outcome.frontier), (CAPACITY - FRONTIER, CAPACITY));
    assert_eq!((stage.outcome.written(), stage.outcome.cut), (CAPACITY, None));
    let written = disk.beyond.lock().unwrap();
    assert_eq!(written.len() as u64, (CAPACITY - FRONTIER) / BLOCK);
    for at in [FRONTIER, FRONTIER + 63 * MIB, CAPACITY - MIB, CAPACITY - BLOCK] {
        assert_eq!(written[&at], stream(at), "{at}");
    }
}

#[test]
fn what_fails_there_is_named_and_what_differs_is_found() {
    let (bad, lie) = (CAPACITY - BLOCK, CAPACITY - 3 * BLOCK);
    let disk = Far {
        bad: ranges(&[(bad, CAPACITY)]),
        lies: ranges(&[(0, BLOCK), (lie, lie + BLOCK)]),
        ..Far::default()
    };
    let (report, noted) = gone_on_with(&disk);
    let overwritten = &report.passes[0].outcome;
    assert_eq!(overwritten.unwritable, ranges(&[(bad, CAPACITY)]));
    assert_eq!((&noted.unwritable, noted.frontier), (&overwritten.unwritable, CAPACITY));
    assert_eq!((overwritten.written(), overwritten.cut), (CAPACITY - BLOCK, None));
    let (pattern, cancel) = (Pattern::keystream(&KEY), AtomicBool::new(false));
    let differing = ranges(&[(lie, lie + BLOCK), (bad, CAPACITY)]);
    let from = CAPACITY - 2 * MIB;
    let compared = compare_from(&disk, &pattern, from, &Quiet, &cancel);
    let expected = Compared { wanted: 2 * MIB, equal: 2 * MIB - 2 * BLOCK, differing, ..Compared::default() };
    assert_eq!(compared, expected);
    // A sample of the ends.
    let places = ranges(&[(0, 2 * BLOCK), (1 << 62, (1 << 62) + MIB), (from, CAPACITY)]);
    let compared = compare_sample(&disk, &pattern, &Sample { places }, &Quiet, &cancel);
    assert_eq!((compared.wanted, compared.unreadable.len()), (3 * MIB + 2 * BLOCK, 0));
    assert_eq!(compared.differing, ranges(&[(0, BLOCK), (lie, lie + BLOCK), (bad, CAPACITY)]));
    assert_eq!(compared.equal, 3 * MIB - BLOCK);
}

#[test]
fn a_frontier_there_is_proven_by_what_lies_before_it() {
    let proven = |disk: &Far, frontier| {
        let checkpoint = Checkpoint { pass: 1, frontier, ..Checkpoint::default() };
        is_proven(disk, (&Pattern::keystream(&KEY), 1), &KEY, &checkpoint)
    };
    let disk = Far::default();
    assert!(proven(&disk, FRONTIER));
    // The end is old still, and beyond it is nothing.
    for frontier in [CAPACITY, CAPACITY + BLOCK, u64::MAX / BLOCK * BLOCK, u64::MAX] {
        assert!(!proven(&disk, frontier), "{frontier}");
    }
    let _gone_on = gone_on_with(&disk);
    assert!(proven(&disk, CAPACITY));
    let lies = ranges(&[(CAPACITY - BLOCK, CAPACITY)]);
    assert!(!proven(&Far { lies, ..disk }, CAPACITY));
}

#[test]
fn a_sample_reaches_from_end_to_end() {
    for block in [BLOCK, 4096] {
        let capacity = CAPACITY / block * block;
        let places = Sample::draw(capacity, block).unwrap().places;
        assert!(places.contains(0) && places.contains(capacity - 1) && !places.contains(capacity));
        assert!(places.iter().all(|(from, to)| from % block == 0 && to % block == 0 && to <= capacity));
        assert!(places.bytes() >= capacity / 10 && places.bytes() < capacity / 9, "{}", places.bytes());
        let section = capacity / 1000;
        let reached = |from: u64| {
            places.gaps(from, from + section).map(|(from, to)| to - from).sum::<u64>() <= section / 20 * 19
        };
        assert!((0..1000).all(|number| reached(number * section)));
    }
}

#[test]
fn the_sum_is_judged_there_as_anywhere() {
    let disk = Far::default();
    let (report, _) = gone_on_with(&disk);
    let passes = [report.passes[0].outcome.clone()];
    let judged = |equal| {
        let compared = Compared { wanted: CAPACITY, equal, ..Compared::default() };
        let seen = Seen {
            capacity: CAPACITY,
            passes: &passes,
            compared: Some((Verification::Full, &compared)),
            same_disk: true,
            constant: false,
            hidden_left: false,
        };
        judge(&seen)
    };
    assert_eq!(judged(CAPACITY), (Verdict::Pass, vec![]));
    assert_eq!(judged(CAPACITY - BLOCK), (Verdict::Failed, vec![Reason::Incomplete]));
}
