//! Digests of a whole file, on every core.

use super::{DigestChain, Failures, read_exact_at, run};
use crate::model::{Algorithms, DigestSet};
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Bytes that a worker holds at a time: they stay in its second-level cache for both digests.
const PIECE: usize = 512 << 10;

/// Length and digests of `file`. `advance` is told of every stretch that is done; `cancel` is raised to call it off.
///
/// # Errors
/// As `pread(2)`; `UnexpectedEof` when the file shrinks meanwhile; `Interrupted` when it was called off.
pub fn digest_file(
    file: &File,
    algorithms: Algorithms,
    cancel: &AtomicBool,
    advance: &(dyn Fn(u64) + Sync),
) -> io::Result<(u64, DigestSet)> {
    let bytes = file.metadata()?.len();
    let chain = DigestChain::new(algorithms);
    let failures = Failures::default();
    let next = AtomicU64::new(0);
    run(failures.stop(), || {
        let mut buffer = vec![0; PIECE];
        while !failures.stopped() {
            let at = next.fetch_add(PIECE as u64, Ordering::Relaxed);
            let length = usize::try_from(bytes.saturating_sub(at)).unwrap_or(usize::MAX).min(PIECE);
            if length == 0 {
                break;
            }
            if cancel.load(Ordering::Relaxed) {
                failures.fail(at, io::ErrorKind::Interrupted.into());
                break;
            }
            let piece = &mut buffer[..length];
            if let Err(error) = read_exact_at(file, piece, at) {
                failures.fail(at, error);
                break;
            }
            if chain.update(at, length as u64, failures.stop(), std::iter::once(&*piece)).is_err() {
                break;
            }
            advance(length as u64);
        }
    });
    failures.into_result()?;
    Ok((bytes, chain.into_hasher().finish()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn equals_one_hasher_over_everything() {
        for length in [0, 1, PIECE, PIECE + 1, 3 * PIECE + 17] {
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&bytes).unwrap();
            let mut hasher = super::super::Hasher::new(Algorithms::default());
            hasher.update(&bytes);
            let seen = AtomicU64::new(0);
            let count = |count| {
                seen.fetch_add(count, Ordering::Relaxed);
            };
            let mut cancel = AtomicBool::new(false);
            let found = digest_file(&file, Algorithms::default(), &cancel, &count).unwrap();
            assert_eq!(found, (length as u64, hasher.finish()));
            assert_eq!(seen.load(Ordering::Relaxed), length as u64);
            *cancel.get_mut() = true;
            let called_off = digest_file(&file, Algorithms::default(), &cancel, &count);
            assert_eq!(called_off.is_err(), length > 0);
        }
    }
}
