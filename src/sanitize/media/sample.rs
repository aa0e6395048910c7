//! Which places a sampled verification reads: the scheme of NIST SP 800-88 revision 1 (4.7.2 as quoted there), in new places each time.

use super::ranges::Ranges;
use ring::rand::{SecureRandom, SystemRandom};

/// At least a thousand subsections, where there are so many blocks.
const SECTIONS: u64 = 1000;

/// The places to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// In order, whole blocks.
    pub places: Ranges,
}

impl Sample {
    /// Two places in each of a thousand subsections, not overlapping, each of a twentieth of it at least; and the first and the last
    /// block.
    ///
    /// # Errors
    /// Nothing when the system has no randomness to give.
    #[must_use]
    pub fn draw(capacity: u64, block: u64) -> Option<Self> {
        let random = SystemRandom::new();
        let mut draw = || {
            let mut bytes = [0; 8];
            random.fill(&mut bytes).ok().map(|()| u64::from_le_bytes(bytes))
        };
        Self::with(capacity, block, &mut draw)
    }

    fn with(capacity: u64, block: u64, draw: &mut dyn FnMut() -> Option<u64>) -> Option<Self> {
        let blocks = capacity / block;
        let sections = SECTIONS.min(blocks);
        let mut places = Ranges::default();
        let mut add = |from: u64, to: u64| places.add(from * block, to * block);
        for section in 0..sections {
            // Without rounding gaps: a section ends where the next begins.
            let begin =
                u64::try_from(u128::from(blocks) * u128::from(section) / u128::from(sections)).ok()?;
            let end =
                u64::try_from(u128::from(blocks) * u128::from(section + 1) / u128::from(sections)).ok()?;
            let half = (end - begin) / 2;
            // One in each half, so that they cannot overlap.
            for (from, to) in [(begin, begin + half), (begin + half, end)] {
                let length = (end - begin).div_ceil(20).min(to - from);
                let room = to - from - length;
                let start = from + draw()? % (room + 1);
                add(start, start + length);
            }
        }
        add(0, 1.min(blocks));
        add(blocks.saturating_sub(1), blocks);
        Some(Self { places })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subsection_gives_a_tenth_and_the_ends_are_read() {
        let mut state = 1_u64;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            Some(state >> 11)
        };
        for (blocks, block) in
            [(1, 512), (7, 4096), (999, 512), (1000, 512), (123_457, 4096), (4_000_003, 512)]
        {
            let sample = Sample::with(blocks * block, block, &mut draw).unwrap();
            let read = sample.places.bytes();
            assert!(read * 10 >= blocks * block && read <= blocks * block, "{blocks}: {read}");
            assert!(sample.places.contains(0) && sample.places.contains(blocks * block - 1));
            assert!(sample.places.iter().all(|(from, to)| from % block == 0 && to % block == 0));
            for section in 0..1000.min(blocks) {
                let begin = blocks * section / 1000.min(blocks) * block;
                let end = blocks * (section + 1) / 1000.min(blocks) * block;
                let outside: u64 = sample.places.gaps(begin, end).map(|(from, to)| to - from).sum();
                assert!(
                    end - begin - outside >= (end - begin).div_ceil(10).min(end - begin),
                    "{blocks} {section}"
                );
            }
        }
        let again = Sample::with(1 << 30, 512, &mut draw).unwrap();
        assert_ne!(again, Sample::with(1 << 30, 512, &mut draw).unwrap());
    }
}
