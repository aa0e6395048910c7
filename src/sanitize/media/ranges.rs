//! Stretches of a medium, exact to the block.

use serde::{Deserialize, Serialize};

/// Stretches in bytes, `from..to`, in order, never touching one another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ranges(Vec<(u64, u64)>);

impl Ranges {
    /// Adds a stretch; what touches or overlaps becomes one.
    pub fn add(&mut self, from: u64, to: u64) {
        if from >= to {
            return;
        }
        // All that end before it stand before it.
        let first = self.0.partition_point(|(_, end)| *end < from);
        let last = self.0.partition_point(|(start, _)| *start <= to);
        let merged = self.0[first..last]
            .iter()
            .fold((from, to), |(from, to), (start, end)| (from.min(*start), to.max(*end)));
        self.0.splice(first..last, [merged]);
    }

    /// Adds everything of another.
    pub fn extend(&mut self, other: &Self) {
        other.iter().for_each(|(from, to)| self.add(from, to));
    }

    /// The stretches, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.0.iter().copied()
    }

    /// Bytes in all.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// How many stretches.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `at` lies in one of them.
    #[must_use]
    pub fn contains(&self, at: u64) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= at);
        after.checked_sub(1).is_some_and(|index| at < self.0[index].1)
    }

    /// What of `from..to` lies in none of them.
    pub fn gaps(&self, from: u64, to: u64) -> impl Iterator<Item = (u64, u64)> + '_ {
        let first = self.0.partition_point(|(_, end)| *end <= from);
        let mut at = from;
        let inside = self.0[first..].iter().copied().take_while(move |(start, _)| *start < to);
        inside.chain([(to, to)]).filter_map(move |(start, end)| {
            let gap = (at, start.min(to));
            at = at.max(end);
            (gap.0 < gap.1).then_some(gap)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_a_row_of_flags_would_be() {
        let mut state = 12_345_u32;
        let mut below = |most: u64| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u64::from(state >> 16) % most
        };
        for _ in 0..200 {
            let (mut ranges, mut flags) = (Ranges::default(), [false; 64]);
            for _ in 0..below(12) {
                let from = below(64);
                let to = from + below(65 - from);
                ranges.add(from, to);
                for at in from..to {
                    flags[usize::try_from(at).unwrap()] = true;
                }
            }
            let set = |at: u64| flags[usize::try_from(at).unwrap()];
            assert!((0..64).all(|at| ranges.contains(at) == set(at)));
            assert_eq!(ranges.bytes(), flags.iter().filter(|flag| **flag).count() as u64);
            assert!(ranges.0.windows(2).all(|pair| pair[0].1 < pair[1].0), "{ranges:?}");
            let (from, to) = (below(32), 32 + below(33));
            let free: Vec<u64> = ranges.gaps(from, to).flat_map(|(from, to)| from..to).collect();
            assert_eq!(free, (from..to).filter(|at| !set(*at)).collect::<Vec<_>>());
        }
    }
}
