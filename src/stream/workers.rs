//! As many threads as cores, and the one error that counts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many workers to use: as many as cores. They settle at a fixed distance from one another and hardly ever wait; one more
/// than cores would be put to sleep in the middle of its turn, and everybody behind it would wait (`benches/README.md`).
#[must_use]
pub fn count() -> usize {
    #[cfg(test)]
    if let Some(count) = tests::COUNT.get() {
        return count;
    }
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The first failure in stream order, whichever thread met it first in time.
#[derive(Debug)]
pub struct Failures<E> {
    first: Mutex<Option<(u64, E)>>,
    stop: AtomicBool,
}

impl<E> Default for Failures<E> {
    fn default() -> Self {
        Self { first: Mutex::new(None), stop: AtomicBool::new(false) }
    }
}

impl<E> Failures<E> {
    /// Notes a failure at `position` of the stream and calls the work off.
    pub fn fail(&self, position: u64, error: E) {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|(earlier, _)| position < *earlier) {
            *first = Some((position, error));
        }
        drop(first);
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Raised once the work is called off.
    #[must_use]
    pub fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// Whether the work is called off.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// The verdict, once all workers are home.
    ///
    /// # Errors
    /// The first failure in stream order.
    pub fn into_result(self) -> Result<(), E> {
        self.first
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
            .map_or(Ok(()), |(_, error)| Err(error))
    }
}

/// Runs `work` on [`count`] threads, the caller's among them, and waits for all. A thread that panics raises `stop`: those that
/// wait for its turn would wait for ever, and the bug would never be told.
pub fn run(stop: &AtomicBool, work: impl Fn() + Sync) {
    let work = || {
        let _guard = CallOffOnPanic(stop);
        work();
    };
    std::thread::scope(|scope| {
        for _ in 1..count() {
            scope.spawn(work);
        }
        work();
    });
}

struct CallOffOnPanic<'a>(&'a AtomicBool);

impl Drop for CallOffOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::Lane;
    use super::*;
    use std::cell::Cell;
    use std::sync::atomic::AtomicU64;

    thread_local! {
        /// What [`count`] says to this thread, instead of the number of cores.
        pub(crate) static COUNT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    #[test]
    fn a_worker_that_panics_keeps_nobody_waiting() {
        let (lane, stop, next) = (Lane::new(0, ()), AtomicBool::new(false), AtomicU64::new(0));
        let turns = || {
            run(&stop, || {
                // Whoever gets the first turn never gives it on.
                let turn = next.fetch_add(1, Ordering::SeqCst);
                assert_ne!(turn, 0, "on purpose");
                assert!(lane.visit(turn, 1, &stop, |()| ()).is_err());
            });
        };
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(turns));
        assert!(panicked.is_err() && stop.load(Ordering::Relaxed));
    }
}
