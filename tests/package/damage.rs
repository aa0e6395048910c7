//! Every cut, every flip, every appended byte: a named error of class *bad*, and nothing under the destination.

use super::rig::{Keys, bytes, listing, open_with};
use azukari::crypt::{CHUNK, CryptError, SLOT, TAG};
use azukari::model::{Fault as _, FaultClass};
use azukari::package::{Damage, PackageError};
use std::fs;
use std::path::{Path, PathBuf};

struct Bench {
    folder: tempfile::TempDir,
    keys: Keys,
    good: Vec<u8>,
    start: usize,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::new();
        let top = folder.path().join("原本");
        fs::create_dir(&top).unwrap();
        fs::write(top.join("一.bin"), bytes(3 * CHUNK + 100, 1)).unwrap();
        fs::write(top.join("二.bin"), bytes(9 * CHUNK, 2)).unwrap();
        let package = folder.path().join("good.age");
        keys.sealed(&[top], &package);
        let good = fs::read(&package).unwrap();
        let mac = good.windows(5).position(|window| window == b"\n--- ").unwrap();
        let start = mac + 1 + good[mac + 1..].iter().position(|byte| *byte == b'\n').unwrap() + 1 + 16;
        fs::create_dir(folder.path().join("room")).unwrap();
        Self { folder, keys, good, start }
    }

    fn room(&self) -> PathBuf {
        self.folder.path().join("room")
    }

    /// Opens `bytes` as a package: the error, after checking that nothing is left anywhere.
    fn error(&self, bytes: &[u8]) -> PackageError {
        let package = self.folder.path().join("bad.age");
        fs::write(&package, bytes).unwrap();
        let error = self.keys.open(&package, &self.room().join("out")).err().expect("damage must be found");
        assert_eq!(listing(&self.room()), Vec::<PathBuf>::new(), "{error:?}");
        assert_eq!(error.class(), FaultClass::Bad, "{error:?}");
        error
    }
}

#[test]
fn cut_anywhere() {
    let bench = Bench::new();
    let total = bench.good.len();
    let mut cuts: Vec<usize> = (0..bench.start).step_by(13).collect();
    for boundary in (bench.start..total).step_by(SLOT) {
        cuts.extend([boundary.saturating_sub(1), boundary, boundary + 1, boundary + TAG, boundary + TAG + 1]);
    }
    cuts.extend([total - 1, total - TAG, total - 1024, total - 2048, total - 2049]);
    for cut in cuts.into_iter().filter(|cut| *cut < total) {
        let error = bench.error(&bench.good[..cut]);
        match &error {
            PackageError::Damaged { damage: Damage::CutShort { at, expected }, .. } => {
                assert_eq!(*at, cut as u64);
                // Once the first chunk is whole, the package says how long it must be.
                assert_eq!(expected.is_some(), cut >= bench.start + SLOT, "cut at {cut}");
                assert!(expected.is_none_or(|expected| expected == total as u64));
            }
            PackageError::Damaged { damage: Damage::CutShortOrAltered { .. }, .. } => {
                assert!(cut < bench.start + SLOT, "cut at {cut}");
            }
            PackageError::Crypt(CryptError::HeaderCutShort { .. } | CryptError::NotAge) => {
                assert!(cut < bench.start)
            }
            other => panic!("cut at {cut}: {other:?}"),
        }
    }
}

#[test]
fn one_byte_flipped_in_each_region() {
    let bench = Bench::new();
    let total = bench.good.len();
    let mut places: Vec<usize> = (0..bench.start).collect();
    for chunk in (bench.start..total).step_by(SLOT) {
        places.extend([
            chunk,
            chunk + 1,
            chunk + CHUNK / 2,
            chunk + CHUNK - 1,
            chunk + CHUNK,
            chunk + SLOT - 1,
        ]);
    }
    places.extend([total - 1, total - TAG, total - TAG - 1, total - 600, total - 1600, total - 2500]);
    for place in places.into_iter().filter(|place| *place < total) {
        let mut flipped = bench.good.clone();
        flipped[place] ^= 0x10;
        match bench.error(&flipped) {
            PackageError::Damaged { damage: Damage::Altered { at }, inside } => {
                let at = usize::try_from(at).unwrap();
                // The nonce lies before the first chunk and shows there.
                assert!(
                    place >= bench.start - 16 && (at..at + SLOT).contains(&place.max(bench.start)),
                    "{place} {at}"
                );
                if place > bench.start + 2 * SLOT && place < bench.start + 12 * SLOT {
                    assert!(inside.is_some_and(|inside| inside.ends_with(".bin")), "{place}");
                }
            }
            PackageError::Crypt(
                CryptError::HeaderAltered
                | CryptError::HeaderCutShort { .. }
                | CryptError::NotAge
                | CryptError::UnknownVersion,
            ) => assert!(place < bench.start),
            other => panic!("flip at {place}: {other:?}"),
        }
    }
}

#[test]
fn appended_bytes() {
    let bench = Bench::new();
    for more in [1, 15, 16, 17, SLOT, 3 * SLOT + 5] {
        let mut longer = bench.good.clone();
        longer.extend(bytes(more, 3));
        let error = bench.error(&longer);
        let PackageError::Damaged { damage: Damage::Trailing { at }, .. } = error else {
            panic!("{more}: {error:?}")
        };
        assert_eq!(at, bench.good.len() as u64);
    }
    let mut twice = bench.good.clone();
    twice.extend_from_slice(&bench.good);
    assert!(matches!(bench.error(&twice), PackageError::Damaged { damage: Damage::Trailing { .. }, .. }));
}

#[test]
fn chunks_swapped_doubled_or_dropped() {
    let bench = Bench::new();
    let chunk = |index: usize| bench.start + index * SLOT..bench.start + (index + 1) * SLOT;
    let mut swapped = bench.good.clone();
    swapped[chunk(2)].copy_from_slice(&bench.good[chunk(3)]);
    swapped[chunk(3)].copy_from_slice(&bench.good[chunk(2)]);
    let error = bench.error(&swapped);
    assert!(
        matches!(error, PackageError::Damaged { damage: Damage::Altered { at }, .. } if at == chunk(2).start as u64)
    );
    let mut dropped = bench.good.clone();
    dropped.drain(chunk(4));
    assert!(matches!(bench.error(&dropped), PackageError::Damaged { damage: Damage::CutShort { .. }, .. }));
}

#[test]
fn a_wrong_key_is_not_damage() {
    let bench = Bench::new();
    let package = bench.folder.path().join("good.age");
    let error = open_with(&Keys::new().identities(), &package, &bench.room().join("out")).unwrap_err();
    assert!(matches!(error, PackageError::Crypt(CryptError::NoMatchingKey)));
    assert_eq!((error.code(), error.class()), ("no-matching-key", FaultClass::Unknown));
    // Without the key, a damaged recipient stanza is still told from a wrong key.
    let mut flipped = bench.good.clone();
    flipped[60] ^= 1;
    let bad = bench.folder.path().join("bad.age");
    fs::write(&bad, flipped).unwrap();
    let error = open_with(&Keys::new().identities(), &bad, &bench.room().join("out")).unwrap_err();
    assert!(matches!(error, PackageError::Crypt(CryptError::HeaderAltered)), "{error:?}");
}

#[test]
fn existing_destinations_are_left_alone() {
    let bench = Bench::new();
    let package = bench.folder.path().join("good.age");
    let taken = bench.room().join("out");
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("大事.txt"), b"keep").unwrap();
    let error = bench.keys.open(&package, &taken).unwrap_err();
    assert!(matches!(error, PackageError::TargetNotEmpty { .. }) && error.class() == FaultClass::Refused);
    let file = Path::new(&taken).join("大事.txt");
    assert!(matches!(bench.keys.open(&package, &file).unwrap_err(), PackageError::TargetExists { .. }));
    assert_eq!(fs::read(file).unwrap(), b"keep");
    assert_eq!(listing(&bench.room()).len(), 2);
}
