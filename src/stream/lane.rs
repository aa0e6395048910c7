//! A lane: work that must be done in stream order, by whichever thread holds the bytes.
//!
//! Hash chains and the tar parser are serial by nature. Instead of giving each its own thread and passing pieces
//! along (which drags every piece through another core's cache), the thread that has a piece takes its turn.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The work was called off while waiting for a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// A value that is visited in order of position.
#[derive(Debug)]
pub struct Lane<T> {
    state: Mutex<(u64, T)>,
    bell: Condvar,
}

/// How often a waiting thread looks whether the work was called off.
const LOOK: Duration = Duration::from_millis(20);

impl<T> Lane<T> {
    /// Begins at `position`.
    pub fn new(position: u64, value: T) -> Self {
        Self { state: Mutex::new((position, value)), bell: Condvar::new() }
    }

    /// Waits until everything before `position` is done, works, and hands over to `position + length`.
    ///
    /// # Errors
    /// [`Stopped`] when `stop` was raised meanwhile.
    pub fn visit<R>(
        &self,
        position: u64,
        length: u64,
        stop: &AtomicBool,
        work: impl FnOnce(&mut T) -> R,
    ) -> Result<R, Stopped> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 != position {
            if stop.load(Ordering::Relaxed) {
                return Err(Stopped);
            }
            state = self.bell.wait_timeout(state, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        let result = work(&mut state.1);
        state.0 = position + length;
        drop(state);
        self.bell.notify_all();
        Ok(result)
    }

    /// Whether it is the turn of `position` right now.
    pub fn is_turn(&self, position: u64) -> bool {
        self.state.try_lock().is_ok_and(|state| state.0 == position)
    }

    /// The value, once nobody waits any more.
    pub fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).1
    }

    /// Looks at the value without taking a turn.
    pub fn peek<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept_whoever_comes_first() {
        let lane = Lane::new(0, Vec::new());
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for position in (0..50).rev() {
                let (lane, stop) = (&lane, &stop);
                scope.spawn(move || lane.visit(position, 1, stop, |list| list.push(position)).unwrap());
            }
        });
        assert_eq!(lane.into_inner(), (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn a_stopped_lane_lets_go() {
        let lane = Lane::new(0, ());
        assert_eq!(lane.visit(7, 1, &AtomicBool::new(true), |()| ()), Err(Stopped));
    }
}
