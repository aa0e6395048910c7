//! Digests of a whole file, on every core.

use super::{Beside, BesideInto, DigestChain, Failures, Share, count, read_exact_at, run};
use crate::model::{Algorithms, DigestSet};
use std::fs::File;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use zeroize::Zeroize as _;

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
    let mut all = digest_files(&[(file, algorithms)], cancel, advance);
    all.pop().unwrap_or_else(|| Err(io::ErrorKind::InvalidInput.into()))
}

/// As [`digest_file`], of several files side by side: SHA-256 is a chain, and one file alone keeps hardly more than one core busy. Every
/// worker takes a file of its own as long as there are any, two where there are enough for all, and helps with those of others then.
#[must_use]
pub fn digest_files(
    files: &[(&File, Algorithms)],
    cancel: &AtomicBool,
    advance: &(dyn Fn(u64) + Sync),
) -> Vec<io::Result<(u64, DigestSet)>> {
    let jobs: Vec<io::Result<Job<'_>>> =
        files.iter().map(|(file, algorithms)| Job::new(file, *algorithms)).collect();
    let open: Vec<&Job<'_>> = jobs.iter().filter_map(|job| job.as_ref().ok()).collect();
    let (share, stop) = (Share::new(open.len(), count()), AtomicBool::new(false));
    run(&stop, || {
        let mut buffers = [vec![0; PIECE], vec![0; PIECE]];
        // A panic elsewhere ends this too.
        let go_on = || !stop.load(Ordering::Relaxed);
        let one_by_one = |job: &Job<'_>, buffer: &mut [u8]| {
            while go_on() && job.piece(buffer, cancel, advance) {}
        };
        // Who helps with one of two would wait for this worker in two places at once.
        let mark = |taken: &std::ops::Range<usize>| {
            let two = taken.len() == 2;
            open[taken.clone()].iter().for_each(|job| job.alone.store(two, Ordering::Relaxed));
        };
        for taken in share.worker(mark) {
            if let [first, second] = open[taken.clone()] {
                while go_on() && Job::piece_of_two(first, second, &mut buffers, cancel, advance) {}
            }
            open[taken].iter().for_each(|job| one_by_one(job, &mut buffers[0]));
        }
        let helped = open.iter().filter(|job| !job.alone.load(Ordering::Relaxed));
        helped.for_each(|job| one_by_one(job, &mut buffers[0]));
        buffers.iter_mut().for_each(|buffer| buffer.zeroize());
    });
    jobs.into_iter().map(|job| job.and_then(Job::finish)).collect()
}

/// One file on its way.
struct Job<'a> {
    file: &'a File,
    bytes: u64,
    chain: DigestChain,
    failures: Failures<io::Error>,
    next: AtomicU64,
    /// One worker has it, beside another, and nobody may help.
    alone: AtomicBool,
}

impl<'a> Job<'a> {
    fn new(file: &'a File, algorithms: Algorithms) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        let (chain, failures) = (DigestChain::new(algorithms), Failures::default());
        Ok(Self { file, bytes, chain, failures, next: AtomicU64::new(0), alone: AtomicBool::new(false) })
    }

    /// The next piece; `false` when none is left, or the work is called off.
    fn piece(&self, buffer: &mut [u8], cancel: &AtomicBool, advance: &(dyn Fn(u64) + Sync)) -> bool {
        let Some((at, piece)) = self.read(buffer, cancel) else { return false };
        let slices = std::iter::once(piece);
        if self.chain.update(at, piece.len() as u64, self.failures.stop(), slices).is_err() {
            return false;
        }
        advance(piece.len() as u64);
        true
    }

    /// The next piece of two files that this thread alone has; `false` when one of them has none left, or the work is called off.
    fn piece_of_two(
        first: &Self,
        second: &Self,
        [buffer, other_buffer]: &mut [Vec<u8>; 2],
        cancel: &AtomicBool,
        advance: &(dyn Fn(u64) + Sync),
    ) -> bool {
        if !first.has_more() || !second.has_more() {
            return false;
        }
        let Some((at, piece)) = first.read(buffer, cancel) else { return false };
        let Some((other_at, other)) = second.read(other_buffer, cancel) else {
            // What was read must not be lost: the other's failure is not this one's.
            let slices = std::iter::once(piece);
            let done = first.chain.update(at, piece.len() as u64, first.failures.stop(), slices);
            return done.is_ok() && first.has_more() && second.has_more();
        };
        let beside = Beside { into: BesideInto::Chain(&second.chain, other_at), slices: vec![other] };
        // Nobody else has these two: nothing is waited for.
        if first.chain.update_beside(at, piece, first.failures.stop(), &mut [beside]).is_err() {
            return false;
        }
        advance((piece.len() + other.len()) as u64);
        true
    }

    fn has_more(&self) -> bool {
        !self.failures.stopped() && self.next.load(Ordering::Relaxed) < self.bytes
    }

    /// Reads the next piece and says where it lies; nothing when none is left, or the work is called off.
    fn read<'b>(&self, buffer: &'b mut [u8], cancel: &AtomicBool) -> Option<(u64, &'b [u8])> {
        if self.failures.stopped() {
            return None;
        }
        let at = self.next.fetch_add(PIECE as u64, Ordering::Relaxed);
        let length = usize::try_from(self.bytes.saturating_sub(at)).unwrap_or(usize::MAX).min(PIECE);
        if length == 0 {
            return None;
        }
        if cancel.load(Ordering::Relaxed) {
            self.failures.fail(at, io::ErrorKind::Interrupted.into());
            return None;
        }
        let piece = &mut buffer[..length];
        if let Err(error) = read_exact_at(self.file, piece, at) {
            self.failures.fail(at, error);
            return None;
        }
        Some((at, piece))
    }

    fn finish(self) -> io::Result<(u64, DigestSet)> {
        self.failures.into_result()?;
        Ok((self.bytes, self.chain.into_hasher().finish()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn several_files_side_by_side_give_what_each_gives_alone() {
        let lengths = [3 * PIECE + 5, 0, 1, 7 * PIECE, PIECE];
        let files: Vec<File> = lengths
            .iter()
            .map(|length| {
                let mut file = tempfile::tempfile().unwrap();
                file.write_all(&vec![u8::try_from(length % 251).unwrap(); *length]).unwrap();
                file
            })
            .collect();
        let (cancel, all) = (AtomicBool::new(false), Algorithms::default());
        let jobs: Vec<_> = files.iter().map(|file| (file, all)).collect();
        let found = digest_files(&jobs, &cancel, &|_| ());
        for (file, found) in files.iter().zip(found) {
            assert_eq!(found.unwrap(), digest_file(file, all, &cancel, &|_| ()).unwrap());
        }
        let called_off = digest_files(&jobs, &AtomicBool::new(true), &|_| ());
        let failed: Vec<bool> = called_off.iter().map(Result::is_err).collect();
        assert_eq!(failed, lengths.map(|length| length > 0));
    }

    #[test]
    fn one_that_cannot_be_read_takes_nothing_from_the_one_beside_it() {
        let room = tempfile::tempdir().unwrap();
        let (good, bad) = (room.path().join("good"), room.path().join("bad"));
        std::fs::write(&good, vec![1; 3 * PIECE]).unwrap();
        std::fs::write(&bad, vec![2; 3 * PIECE]).unwrap();
        let good = File::open(&good).unwrap();
        // Opened for writing only: it has a length, and cannot be read.
        let bad = std::fs::OpenOptions::new().write(true).open(&bad).unwrap();
        let (cancel, all) = (AtomicBool::new(false), Algorithms::default());
        for bad_at in 0..4 {
            let jobs: Vec<_> = (0..4).map(|at| (if at == bad_at { &bad } else { &good }, all)).collect();
            let found = digest_files(&jobs, &cancel, &|_| ());
            let alone = digest_file(&good, all, &cancel, &|_| ()).unwrap();
            for (at, found) in found.into_iter().enumerate() {
                assert_eq!(found.ok(), (at != bad_at).then_some(alone), "{bad_at} {at}");
            }
        }
    }

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
