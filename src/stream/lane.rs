//! A lane: work that must be done in stream order, by whichever thread holds the bytes.
//!
//! Hash chains and the tar parser are serial by nature. Instead of giving each its own thread and passing pieces
//! along (which drags every piece through another core's cache), the thread that has a piece takes its turn.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The work was called off while waiting for a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// A value that is visited in order of position.
#[derive(Debug)]
pub struct Lane<T> {
    /// Whose turn it is.
    turn: AtomicU64,
    /// Only ever locked by whose turn it is.
    value: Mutex<T>,
    /// How many threads sleep until the turn changes.
    sleepers: AtomicUsize,
    bed: Mutex<()>,
    bell: Condvar,
}

/// How often a sleeping thread looks whether the work was called off.
const LOOK: Duration = Duration::from_millis(20);

/// How many times a thread looks before it goes to sleep: some tens of microseconds, about what a sleep and a wake-up cost.
const PATIENCE: u32 = 2000;

impl<T> Lane<T> {
    /// Begins at `position`.
    pub fn new(position: u64, value: T) -> Self {
        Self {
            turn: AtomicU64::new(position),
            value: Mutex::new(value),
            sleepers: AtomicUsize::new(0),
            bed: Mutex::new(()),
            bell: Condvar::new(),
        }
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
        self.try_visit(position, length, stop, |value| Ok(work(value)))
    }

    /// As [`Lane::visit`]; work that was called off in the midst hands over to nobody.
    ///
    /// # Errors
    /// [`Stopped`] when `stop` was raised meanwhile, or `work` says so.
    pub fn try_visit<R>(
        &self,
        position: u64,
        length: u64,
        stop: &AtomicBool,
        work: impl FnOnce(&mut T) -> Result<R, Stopped>,
    ) -> Result<R, Stopped> {
        self.wait(position, stop)?;
        let result = work(&mut self.value.lock().unwrap_or_else(PoisonError::into_inner))?;
        self.turn.store(position + length, Ordering::SeqCst);
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            // Whoever counted itself holds the bed until it sleeps: it cannot miss the bell.
            drop(self.bed.lock().unwrap_or_else(PoisonError::into_inner));
            self.bell.notify_all();
        }
        Ok(result)
    }

    fn wait(&self, position: u64, stop: &AtomicBool) -> Result<(), Stopped> {
        for _ in 0..PATIENCE {
            if self.is_turn(position) {
                return Ok(());
            }
            std::hint::spin_loop();
        }
        let mut bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        let result = loop {
            if self.is_turn(position) {
                break Ok(());
            }
            if stop.load(Ordering::Relaxed) {
                break Err(Stopped);
            }
            bed = self.bell.wait_timeout(bed, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        };
        self.sleepers.fetch_sub(1, Ordering::SeqCst);
        result
    }

    /// Whether it is the turn of `position` right now.
    pub fn is_turn(&self, position: u64) -> bool {
        self.turn.load(Ordering::SeqCst) == position
    }

    /// The value, once nobody waits any more.
    pub fn into_inner(self) -> T {
        self.value.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the value without taking a turn.
    pub fn peek<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.value.lock().unwrap_or_else(PoisonError::into_inner))
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
