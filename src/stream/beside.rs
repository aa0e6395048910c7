//! Hashing several streams beside one: what lies in a package beside the package itself.

use super::{DigestChain, Hasher, Stopped};
use azukari_bulk::Sha256Stream;
use std::sync::atomic::AtomicBool;

/// Whether [`DigestChain::update_beside`] is worth its turn. It keeps two chains for itself at a time: on more cores than two they go
/// faster one by one, each by whichever thread is free (`benches/README.md`).
#[must_use]
pub fn goes_beside() -> bool {
    super::count() <= 2 && azukari_bulk::two_at_once()
}

/// A stream that is hashed beside another one ([`DigestChain::update_beside`]).
pub struct Beside<'a> {
    /// Where its bytes go.
    pub into: BesideInto<'a>,
    /// Its bytes, in order.
    pub slices: Vec<&'a [u8]>,
}

/// Whose bytes they are.
pub enum BesideInto<'a> {
    /// A stream that this thread has for itself.
    Hasher(&'a mut Hasher),
    /// A stretch of one that several threads share, from this position on.
    Chain(&'a DigestChain, u64),
}

impl Beside<'_> {
    fn length(&self) -> usize {
        self.slices.iter().map(|slice| slice.len()).sum()
    }

    fn update_blake3(&mut self, stop: &AtomicBool) -> Result<(), Stopped> {
        let length = self.length() as u64;
        let slices = &self.slices;
        let update = |hasher: &mut Box<blake3::Hasher>| {
            for slice in slices {
                hasher.update(slice);
            }
        };
        match &mut self.into {
            BesideInto::Hasher(hasher) => {
                hasher.blake3.as_mut().map(update);
                Ok(())
            }
            BesideInto::Chain(chain, position) => {
                chain.blake3.as_ref().map_or(Ok(()), |lane| lane.visit(*position, length, stop, update))
            }
        }
    }

    /// Takes the bytes in, and those of `other` at the same time.
    fn update_sha256(
        &mut self,
        stop: &AtomicBool,
        mut other: Option<(&mut Sha256Stream, &[u8])>,
    ) -> Result<(), Stopped> {
        let length = self.length() as u64;
        let slices = &self.slices;
        let update = |stream: &mut Sha256Stream| match &mut other {
            Some((other, bytes)) => {
                stream.update_two(slices.iter().copied(), other, std::iter::once(*bytes));
            }
            None => slices.iter().for_each(|slice| stream.update(slice)),
        };
        let done = match &mut self.into {
            BesideInto::Hasher(hasher) => hasher.sha256.as_mut().map(update),
            BesideInto::Chain(chain, position) => match &chain.sha256 {
                Some(lane) => Some(lane.visit(*position, length, stop, update)?),
                None => None,
            },
        };
        // Without SHA-256 of its own, the other still has to be done.
        if let (None, Some((other, bytes))) = (done, other) {
            other.update(bytes);
        }
        Ok(())
    }
}

impl DigestChain {
    /// As [`DigestChain::update`] of this chain with `bytes`, and of each of `beside` with its own; in less time, where one thread at
    /// a time does it: SHA-256 of two streams at once takes hardly longer than of one.
    ///
    /// # Errors
    /// As [`DigestChain::update`].
    pub fn update_beside(
        &self,
        position: u64,
        bytes: &[u8],
        stop: &AtomicBool,
        beside: &mut [Beside<'_>],
    ) -> Result<(), Stopped> {
        let length = bytes.len() as u64;
        for other in &mut *beside {
            other.update_blake3(stop)?;
        }
        if let Some(lane) = &self.blake3 {
            lane.visit(position, length, stop, |hasher| {
                hasher.update(bytes);
            })?;
        }
        let Some(lane) = &self.sha256 else {
            return beside.iter_mut().try_for_each(|other| other.update_sha256(stop, None));
        };
        // Whoever waits within this turn waits for those only who came before, and they have had this turn already.
        lane.try_visit(position, length, stop, |stream| {
            let mut rest = bytes;
            for other in beside {
                let now = rest.split_off(..other.length().min(rest.len())).unwrap_or_default();
                other.update_sha256(stop, Some((stream, now)))?;
            }
            stream.update(rest);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Algorithms;

    #[test]
    fn beside_is_as_one_after_the_other() {
        let bytes: Vec<u8> = (0..3000u32).flat_map(u32::to_le_bytes).collect();
        let (only_sha256, only_blake3) =
            (Algorithms { sha256: true, blake3: false }, Algorithms { sha256: false, blake3: true });
        let choices = [Algorithms::default(), only_sha256, only_blake3];
        for ours in choices {
            for theirs in choices {
                let whole = |algorithms, bytes: &[&[u8]]| {
                    let mut hasher = Hasher::new(algorithms);
                    bytes.iter().for_each(|bytes| hasher.update(bytes));
                    hasher.finish()
                };
                let stop = AtomicBool::new(false);
                let (chain, shared) = (DigestChain::new(ours), DigestChain::new(theirs));
                let mut own = Hasher::new(theirs);
                // More beside it than it has itself, less, nothing.
                for (round, length) in [3000, 9000, 12].into_iter().enumerate() {
                    let round = round as u64;
                    let into = BesideInto::Chain(&shared, round * 1100);
                    let part = Beside { into, slices: vec![&bytes[..400], &bytes[500..1200]] };
                    let into = BesideInto::Hasher(&mut own);
                    let all = Beside { into, slices: bytes[..5000].chunks(1000).collect() };
                    let position = [0, 3000, 12000][usize::try_from(round).unwrap()];
                    chain.update_beside(position, &bytes[..length], &stop, &mut [part, all]).unwrap();
                }
                chain.update_beside(12012, &bytes[..7], &stop, &mut []).unwrap();
                let (a, b) = (&bytes[..400], &bytes[500..1200]);
                assert_eq!(
                    chain.snapshot(),
                    whole(ours, &[&bytes[..3000], &bytes[..9000], &bytes[..12], &bytes[..7]])
                );
                assert_eq!(shared.snapshot(), whole(theirs, &[a, b, a, b, a, b]));
                assert_eq!(own.finish(), whole(theirs, &[&bytes[..5000]; 3]));
            }
        }
    }

    #[test]
    fn called_off_beside_hands_over_to_nobody() {
        let (chain, shared) =
            (DigestChain::new(Algorithms::default()), DigestChain::new(Algorithms::default()));
        let stop = AtomicBool::new(true);
        let update = |position, begins| {
            let part = Beside { into: BesideInto::Chain(&shared, begins), slices: vec![&[1; 5]] };
            chain.update_beside(position, &[2; 8], &stop, &mut [part])
        };
        // Its part would come later: called off instead of waiting, and the next turn does not come either.
        assert_eq!(update(0, 700), Err(Stopped));
        assert_eq!(update(8, 0), Err(Stopped));
    }
}
