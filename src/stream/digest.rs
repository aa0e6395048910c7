//! SHA-256 and BLAKE3, alone or together, over one buffer while it is hot.

use super::{Lane, Stopped};
use crate::model::{Algorithms, Blake3, DigestSet, Sha256};
use azukari_bulk::Sha256Stream;
use std::sync::atomic::AtomicBool;

/// One running computation of the chosen digests.
#[derive(Clone)]
pub struct Hasher {
    pub(super) sha256: Option<Sha256Stream>,
    pub(super) blake3: Option<Box<blake3::Hasher>>,
}

impl Hasher {
    /// Fresh, for `algorithms`.
    #[must_use]
    pub fn new(algorithms: Algorithms) -> Self {
        Self {
            sha256: algorithms.sha256.then(Sha256Stream::default),
            blake3: algorithms.blake3.then(|| Box::new(blake3::Hasher::new())),
        }
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        if let Some(context) = &mut self.sha256 {
            context.update(bytes);
        }
        if let Some(hasher) = &mut self.blake3 {
            hasher.update(bytes);
        }
    }

    /// Takes in more bytes of two streams: the same as one after the other, in less time.
    pub fn update_two(&mut self, bytes: &[u8], other: &mut Self, others: &[u8]) {
        if let (Some(ours), Some(theirs)) = (&mut self.sha256, &mut other.sha256) {
            ours.update_two(std::iter::once(bytes), theirs, std::iter::once(others));
            for (hasher, bytes) in [(&mut self.blake3, bytes), (&mut other.blake3, others)] {
                if let Some(hasher) = hasher {
                    hasher.update(bytes);
                }
            }
        } else {
            self.update(bytes);
            other.update(others);
        }
    }

    /// The digests of everything taken in.
    #[must_use]
    pub fn finish(self) -> DigestSet {
        DigestSet {
            sha256: self.sha256.map(finish_sha256),
            blake3: self.blake3.map(|hasher| Blake3(*hasher.finalize().as_bytes())),
        }
    }

    /// SHA-256 of bytes in memory.
    #[must_use]
    pub fn sha256_of(bytes: &[u8]) -> Sha256 {
        let mut stream = Sha256Stream::default();
        stream.update(bytes);
        finish_sha256(stream)
    }
}

fn finish_sha256(stream: Sha256Stream) -> Sha256 {
    Sha256(stream.finish())
}

/// Digests of a long stream whose pieces are held by different threads. Each algorithm has its own lane, so that one
/// thread can be in the slow one while another is in the fast one.
pub struct DigestChain {
    pub(super) sha256: Option<Lane<Sha256Stream>>,
    pub(super) blake3: Option<Lane<Box<blake3::Hasher>>>,
}

impl DigestChain {
    /// Fresh, at `position` 0.
    #[must_use]
    pub fn new(algorithms: Algorithms) -> Self {
        Self::resume(0, Hasher::new(algorithms))
    }

    /// Goes on from where `hasher` stands, at `position`.
    #[must_use]
    pub fn resume(position: u64, hasher: Hasher) -> Self {
        Self {
            sha256: hasher.sha256.map(|stream| Lane::new(position, stream)),
            blake3: hasher.blake3.map(|hasher| Lane::new(position, hasher)),
        }
    }

    /// Takes in the bytes of `slices`, which together are `length` long and lie at `position` of the stream.
    ///
    /// # Errors
    /// [`Stopped`] when the work was called off while waiting for the turn.
    pub fn update<'a>(
        &self,
        position: u64,
        length: u64,
        stop: &AtomicBool,
        slices: impl Iterator<Item = &'a [u8]> + Clone,
    ) -> Result<(), Stopped> {
        self.update_then(position, length, stop, slices, |_| (), |_| ()).map(drop)
    }

    /// As [`DigestChain::update`]; the digests of everything up to and with these bytes, before anybody adds more.
    ///
    /// # Errors
    /// As [`DigestChain::update`].
    pub fn update_to<'a>(
        &self,
        position: u64,
        length: u64,
        stop: &AtomicBool,
        slices: impl Iterator<Item = &'a [u8]> + Clone,
    ) -> Result<DigestSet, Stopped> {
        let (sha256, blake3) = self.update_then(
            position,
            length,
            stop,
            slices,
            |stream| finish_sha256(stream.clone()),
            |hasher| Blake3(*hasher.finalize().as_bytes()),
        )?;
        Ok(DigestSet { sha256, blake3 })
    }

    fn update_then<'a, S, B>(
        &self,
        position: u64,
        length: u64,
        stop: &AtomicBool,
        slices: impl Iterator<Item = &'a [u8]> + Clone,
        of_sha256: impl Fn(&Sha256Stream) -> S,
        of_blake3: impl Fn(&blake3::Hasher) -> B,
    ) -> Result<(Option<S>, Option<B>), Stopped> {
        let sha256 = |slices: &mut dyn Iterator<Item = &'a [u8]>| {
            let visit = |stream: &mut Sha256Stream| {
                slices.for_each(|slice| stream.update(slice));
                of_sha256(stream)
            };
            self.sha256.as_ref().map(|lane| lane.visit(position, length, stop, visit)).transpose()
        };
        let blake3 = |slices: &mut dyn Iterator<Item = &'a [u8]>| {
            let visit = |hasher: &mut Box<blake3::Hasher>| {
                slices.for_each(|slice| {
                    hasher.update(slice);
                });
                of_blake3(hasher)
            };
            self.blake3.as_ref().map(|lane| lane.visit(position, length, stop, visit)).transpose()
        };
        // Whichever lane is free first: waiting in one while the other stands empty would waste the core.
        if self.sha256.as_ref().is_some_and(|lane| lane.is_turn(position)) {
            let first = sha256(&mut slices.clone())?;
            Ok((first, blake3(&mut slices.clone())?))
        } else {
            let first = blake3(&mut slices.clone())?;
            Ok((sha256(&mut slices.clone())?, first))
        }
    }

    /// The computation so far, to be finished or continued.
    #[must_use]
    pub fn into_hasher(self) -> Hasher {
        Hasher { sha256: self.sha256.map(Lane::into_inner), blake3: self.blake3.map(Lane::into_inner) }
    }

    /// The digests so far; the caller knows that all turns are over.
    #[must_use]
    pub fn snapshot(&self) -> DigestSet {
        DigestSet {
            sha256: self.sha256.as_ref().map(|lane| lane.peek(|stream| finish_sha256(stream.clone()))),
            blake3: self
                .blake3
                .as_ref()
                .map(|lane| lane.peek(|hasher| Blake3(*hasher.finalize().as_bytes()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chain_equals_hasher() {
        let bytes: Vec<u8> = (0..1000u32).flat_map(u32::to_le_bytes).collect();
        let mut whole = Hasher::new(Algorithms::default());
        whole.update(&bytes);
        let chain = DigestChain::new(Algorithms::default());
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for (index, piece) in bytes.chunks(500).enumerate().collect::<Vec<_>>().into_iter().rev() {
                let (chain, stop) = (&chain, &stop);
                let position = index as u64 * 500;
                scope.spawn(move || {
                    chain.update(position, piece.len() as u64, stop, std::iter::once(piece)).unwrap();
                });
            }
        });
        assert_eq!(chain.snapshot(), whole.clone().finish());
        let more = [7; 300];
        whole.update(&more);
        let told = chain.update_to(bytes.len() as u64, 300, &stop, std::iter::once(&more[..])).unwrap();
        assert_eq!(told, whole.clone().finish());
        assert_eq!(chain.into_hasher().finish(), whole.finish());
    }

    #[test]
    fn two_hashers_at_once_give_what_each_gives_alone() {
        let (ours, theirs) = ([3; 1000], [4; 700]);
        for (algorithms, others) in [(true, true), (true, false), (false, true)] {
            let of = |sha256| Hasher::new(Algorithms { sha256, blake3: true });
            let (mut one, mut two) = (of(algorithms), of(others));
            one.update_two(&ours, &mut two, &theirs);
            let (mut one_alone, mut two_alone) = (of(algorithms), of(others));
            one_alone.update(&ours);
            two_alone.update(&theirs);
            assert_eq!((one.finish(), two.finish()), (one_alone.finish(), two_alone.finish()));
        }
    }

    #[test]
    fn known_answers() {
        // FIPS 180-4 example "abc"; BLAKE3 test vector of the empty input.
        assert_eq!(
            Hasher::sha256_of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let empty = Hasher::new(Algorithms { sha256: false, blake3: true }).finish();
        assert_eq!(
            empty.blake3.unwrap().to_string(),
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
        );
    }
}
