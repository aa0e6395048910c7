//! Files handed out to workers, two at a time where there are enough: SHA-256 of two takes hardly longer than of one, but two
//! workers with one each are faster than one with two.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// What is left to hand out.
#[derive(Debug)]
pub struct Share {
    count: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    next: usize,
    /// Workers that have nothing to do.
    idle: usize,
}

impl Share {
    /// `0..count` for as many workers.
    #[must_use]
    pub fn new(count: usize, workers: usize) -> Self {
        Self { count, state: Mutex::new(State { next: 0, idle: workers }) }
    }

    /// What one worker gets, in turn: one number, or two. `taken` hears of it before anybody else can ask.
    pub fn worker<'a>(
        &'a self,
        taken: impl Fn(&Range<usize>) + 'a,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut first = true;
        std::iter::from_fn(move || {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if !std::mem::take(&mut first) {
                state.idle += 1;
            }
            let left = self.count - state.next;
            let count = if left >= 2 * state.idle.max(1) { 2 } else { left.min(1) };
            if count == 0 {
                return None;
            }
            state.idle = state.idle.saturating_sub(1);
            state.next += count;
            let range = state.next - count..state.next;
            taken(&range);
            Some(range)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_left_without_while_another_has_two() {
        for (count, first, second) in [(0, 0, 0), (1, 1, 0), (2, 1, 1), (3, 1, 2), (4, 2, 2), (5, 2, 2)] {
            let share = Share::new(count, 2);
            let (mut one, mut two) = (share.worker(|_| ()), share.worker(|_| ()));
            let mut next = || (one.next().map_or(0, |got| got.len()), two.next().map_or(0, |got| got.len()));
            assert_eq!(next(), (first, second), "{count}");
        }
    }

    #[test]
    fn everything_is_handed_out_once() {
        let share = Share::new(101, 3);
        let taken = |_: &Range<usize>| ();
        let mut workers = [share.worker(taken), share.worker(taken), share.worker(taken)];
        let mut all = Vec::new();
        while let Some(got) = workers[all.len() % 3].next() {
            all.extend(got);
        }
        assert_eq!(all, (0..101).collect::<Vec<_>>());
    }
}
