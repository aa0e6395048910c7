//! On a model of a device, in which everything is known.

use super::search::{Medium, search_medium};
use super::*;
use crate::model::NoProgress;
use std::ffi::OsStr;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

struct Model {
    bytes: Vec<u8>,
    bad: Vec<Range<u64>>,
}

impl Medium for Model {
    fn capacity(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read(&self, bytes: &mut [u8], offset: u64) -> bool {
        let end = offset + bytes.len() as u64;
        if self.bad.iter().any(|bad| bad.start < end && offset < bad.end) {
            return false;
        }
        let start = usize::try_from(offset).unwrap();
        bytes.copy_from_slice(&self.bytes[start..start + bytes.len()]);
        true
    }
}

/// Bytes that look like nothing else: a small generator, by its seed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..length.div_ceil(8)).flat_map(|_| next()).take(length).collect()
}

fn searched(model: &Model, sought: &Sought, whereabouts: &Whereabouts) -> Found {
    search_medium(model, sought, whereabouts, &NoProgress, &AtomicBool::new(false))
}

fn put(device: &mut [u8], at: usize, bytes: &[u8]) {
    device[at..at + bytes.len()].copy_from_slice(bytes);
}

#[test]
fn blocks_pieces_and_names_are_found_wherever_they_lie() {
    let content = noise(1, 5 * 4096 + 1000);
    let mut sought = Sought::new(4096).unwrap();
    sought.add_bytes(1, true, false, &content);
    sought.add_bytes(2, true, true, "番号,氏名\n1,見本 花子\n2,見本 太郎\n".as_bytes());
    sought.add_name(1, OsStr::new("住民台帳 令和8年.csv"));
    sought.add_name(2, OsStr::new("a.csv"));
    sought.ready();
    assert_eq!(sought.amount, Amount { blocks: 5, pieces: 2, names: 1 });
    assert_eq!(sought.skipped, NotSought { plain: 0, unread: 0, names: 1 });

    let mut device = noise(99, 5 << 20);
    // Over the border of two transfers, at the very beginning and the very end, and between sectors.
    let places = [(2 << 20) - 2048, 0, (5 << 20) - 4096, 777 * 512];
    for (block, at) in places.into_iter().enumerate() {
        put(&mut device, at, &content[block * 4096..][..4096]);
    }
    put(&mut device, (3 << 20) - 11, "住民台帳 令和8年.csv".as_bytes());
    put(&mut device, 4 * 1_000_003, "番号,氏名\n1,見本 花子\n2,見本 太郎\n".as_bytes());
    put(&mut device, 1_500_000, &content[5 * 4096..]);
    let mut whereabouts = Whereabouts::default();
    whereabouts.add_own(777 * 512..777 * 512 + 4096);
    whereabouts.ready(std::iter::once(0..4096).collect());
    let model = Model { bytes: device, bad: Vec::new() };
    let found = searched(&model, &sought, &whereabouts);
    assert!(found.is_complete());
    let blocks: Vec<u64> =
        found.hits.iter().filter(|hit| hit.kind == HitKind::Block).map(|hit| hit.at).collect();
    let mut expected = places.map(|at| at as u64);
    expected.sort_unstable();
    assert_eq!((blocks, found.blocks), (expected.to_vec(), 4));
    assert_eq!(found.by_where[&Where::OwnBlocks], 1);
    assert_eq!(found.by_where[&Where::Journal], 1);
    let names: Vec<u64> =
        found.hits.iter().filter(|hit| hit.kind == HitKind::Name).map(|hit| hit.at).collect();
    assert_eq!((names, found.name_places, found.names), (vec![(3 << 20) - 11], 1, 1));
    // The end of the first file, and the whole of the second.
    assert_eq!((found.pieces, found.by_file[&1], found.by_file[&2]), (2, 5, 1), "{found:?}");
}

#[test]
fn what_is_not_there_is_not_found() {
    let mut sought = Sought::new(4096).unwrap();
    sought.add_bytes(1, true, false, &noise(1, 100 * 4096 + 99));
    sought.add_bytes(2, true, false, &[0; 8192]);
    sought.add_bytes(2, true, false, &[0xAB; 100]);
    sought.add_bytes(3, true, false, b"short");
    sought.add_name(1, OsStr::new("見本の名前.csv"));
    sought.add_name(2, OsStr::new("aaaaaaaaaaaaaaaa"));
    sought.ready();
    assert_eq!((sought.skipped.plain, sought.skipped.names), (4, 1));
    for device in [noise(2, (3 << 20) + 512), vec![0; 3 << 20], vec![0xAB; 1 << 20]] {
        let model = Model { bytes: device, bad: Vec::new() };
        let found = searched(&model, &sought, &Whereabouts::default());
        assert_eq!((found.content(), found.name_places, found.hits.len()), (0, 0, 0));
        assert!(found.is_complete());
    }
}

#[test]
fn small_blocks_of_a_file_system_are_looked_for_alone() {
    let content = noise(7, 8192);
    for (unit, pieces) in [(1024, 8), (512, 16), (2048, 4), (65536, 2)] {
        let mut sought = Sought::new(unit).unwrap();
        sought.add_bytes(1, true, false, &content);
        sought.ready();
        let mut device = vec![0; 1 << 20];
        let step = content.len() / pieces;
        for (number, piece) in content.chunks(step).enumerate() {
            put(&mut device, number * 8192 + 512, piece);
        }
        let found = searched(&Model { bytes: device, bad: Vec::new() }, &sought, &Whereabouts::default());
        assert_eq!(found.blocks, pieces as u64, "{unit}");
    }
}

#[test]
fn content_that_repeats_itself_is_counted_once() {
    let marker = b"AZUKARI-MIHON-\x01\x02".repeat(64 * 1024);
    let mut sought = Sought::new(4096).unwrap();
    sought.add_bytes(1, true, false, &marker);
    sought.ready();
    let mut device = vec![0; 4 << 20];
    put(&mut device, 512 * 1024, &marker);
    let found = searched(&Model { bytes: device, bad: Vec::new() }, &sought, &Whereabouts::default());
    // One more where a transfer ends within a block.
    assert!((256..=258).contains(&found.blocks), "{}", found.blocks);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_searched() {
    let content = noise(1, 3 * 4096);
    let mut sought = Sought::new(4096).unwrap();
    sought.add_bytes(1, true, false, &content);
    sought.ready();
    let mut device = vec![0; 4 << 20];
    put(&mut device, 1 << 20, &content);
    let bad = vec![(1 << 20) + 4096..(1 << 20) + 4097, 0..1];
    let found = searched(&Model { bytes: device, bad }, &sought, &Whereabouts::default());
    assert_eq!((found.blocks, found.unread, found.is_complete()), (2, 8192, false));
    assert_eq!(found.read + found.unread, 4 << 20);
}

#[test]
fn a_search_broken_off_is_not_complete() {
    let mut sought = Sought::new(4096).unwrap();
    sought.add_name(1, OsStr::new("見本の名前.csv"));
    sought.ready();
    let model = Model { bytes: vec![0; 4 << 20], bad: Vec::new() };
    let found = search_medium(&model, &sought, &Whereabouts::default(), &NoProgress, &AtomicBool::new(true));
    assert!(!found.is_complete());
    assert_eq!(found.read, 0);
}

#[test]
fn a_file_inside_metadata_is_found_in_two_parts() {
    let content = noise(5, 120);
    let mut sought = Sought::new(4096).unwrap();
    sought.add_bytes(1, true, true, &content);
    sought.ready();
    let mut device = vec![0; 1 << 20];
    put(&mut device, 40_013, &content[..60]);
    put(&mut device, 40_177, &content[60..]);
    let found = searched(&Model { bytes: device, bad: Vec::new() }, &sought, &Whereabouts::default());
    assert_eq!(found.hits.iter().map(|hit| hit.at).collect::<Vec<_>>(), [40_013, 40_177]);
}

#[test]
fn the_window_that_varies_most_is_taken_and_the_last_of_equals() {
    use super::short::best_window;
    assert_eq!(best_window(b"aaaabcdaaaa", 4), Some((4, 4)));
    assert_eq!(best_window(b"aaaaaa", 4), Some((2, 1)));
    assert_eq!(best_window(b"abcd", 4), Some((0, 4)));
    assert_eq!(best_window(b"abc", 4), None);
}
