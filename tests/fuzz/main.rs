//! Everything that reads what comes from outside, fed with changed bytes: no panic, nothing called a bug, nothing accepted that
//! was not made. Seconds by default; longer with
//!
//!     AZUKARI_FUZZ_SECONDS=600 cargo test --release --test fuzz -- --nocapture
//!
//! A run that fails prints where it left its input. Inputs worth keeping stand in `corpus/`, by reader, and are read first.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may panic, and says what it did"
)]

mod mutate; // edits at random
mod package; // what is in a package: chunks, tar, index, trailer, manifest
mod text; // records, cards, signatures, lists, time-stamps

use mutate::Random;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The kept inputs of a reader.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Calls `check` with inputs that `make` makes, for as long as this run may take.
fn hunt(name: &str, make: &mut dyn FnMut(&mut Random) -> Vec<u8>, check: &dyn Fn(&[u8])) {
    let number =
        |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (seconds, seed) = (number("AZUKARI_FUZZ_SECONDS", 1), number("AZUKARI_FUZZ_SEED", 1));
    let mut random = Random::new(seed);
    let (begun, mut count) = (Instant::now(), 0_u64);
    while begun.elapsed() < Duration::from_secs(seconds) {
        let input = make(&mut random);
        if catch_unwind(AssertUnwindSafe(|| check(&input))).is_err() {
            let mut hasher = DefaultHasher::new();
            input.hash(&mut hasher);
            let path = std::env::temp_dir().join(format!("azukari-fuzz-{name}-{:016x}", hasher.finish()));
            std::fs::write(&path, &input).unwrap();
            panic!("{name}: failed after {count} inputs; this one is in {}", path.display());
        }
        count += 1;
    }
    eprintln!("{name}: {count} inputs in {seconds} s, seed {seed}: nothing found");
}
