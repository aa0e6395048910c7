//! As many threads as cores, and the one error that counts.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many workers to use: as many as cores. They settle at a fixed distance from one another and hardly ever wait; one more
/// than cores would be put to sleep in the middle of its turn, and everybody behind it would wait (`benches/README.md`).
#[must_use]
pub fn count() -> usize {
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

/// Runs `work` on [`count`] threads, the caller's among them, and waits for all.
pub fn run(work: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 1..count() {
            scope.spawn(&work);
        }
        work();
    });
}
