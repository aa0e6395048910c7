//! One pass over a medium: several transfers at a time, in any order, and a frontier below which all is done.

use super::port::Disk;
use crate::device::AlignedBuffer;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// One transfer: whole blocks of every size there is, and cut at its multiples.
pub(super) const PIECE: u64 = 1 << 20;
/// Transfers at a time: what fills the queue of a fast disk; a rotating one sorts them.
const DEPTH: usize = 4;
/// How far the frontier goes between two checkpoints.
const STRIDE: u64 = 16 << 20;
/// How far work may run ahead of the last checkpoint: what a run that dies has to do again.
const LEASH: u64 = 48 << 20;

/// Why a pass ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Called off.
    Cancelled,
    /// The medium is not there any more.
    Gone,
    /// It is there, and nothing of what was tried for a long stretch succeeded.
    Dead,
}

/// What is done with each piece.
pub(super) trait Step: Sync {
    /// Does `offset..offset + buffer.len()`; its own errors are its own to note.
    ///
    /// # Errors
    /// [`Cut`] when the pass is to end.
    fn piece(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Cut>;
    /// Makes everything below `frontier` safe and notes that it is done.
    fn checkpoint(&self, frontier: u64);
}

struct State {
    next: u64,
    /// Beginnings of the pieces that are being done.
    under_way: BTreeSet<u64>,
    /// The last checkpoint.
    safe: u64,
    /// Somebody makes one.
    saving: bool,
    cut: Option<Cut>,
}

impl State {
    fn frontier(&self) -> u64 {
        self.under_way.first().copied().unwrap_or(self.next)
    }
}

struct Pass<'a> {
    end: u64,
    state: Mutex<State>,
    moved: Condvar,
    cancel: &'a AtomicBool,
}

/// Does `step` with every piece of `disk` from `from` on. The frontier that was reached, and why it is not the end.
pub(super) fn pass(disk: &dyn Disk, from: u64, step: &dyn Step, cancel: &AtomicBool) -> (u64, Option<Cut>) {
    let state = State { next: from, under_way: BTreeSet::new(), safe: from, saving: false, cut: None };
    let pass = Pass { end: disk.capacity(), state: Mutex::new(state), moved: Condvar::new(), cancel };
    let work = || {
        let mut buffer = AlignedBuffer::new(usize::try_from(PIECE).unwrap_or(0));
        while let Some((offset, length)) = pass.begin(step) {
            let done = step.piece(offset, &mut buffer.as_mut_slice()[..length]);
            pass.finish(offset, done.err());
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..DEPTH {
            scope.spawn(work);
        }
        work();
    });
    let state = pass.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A piece that was cut is not done, whatever lies beyond it.
    let frontier = state.frontier();
    if frontier > state.safe {
        step.checkpoint(frontier);
    }
    (frontier, state.cut)
}

impl Pass<'_> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next piece; waits for a checkpoint where work has run too far ahead of the last.
    fn begin(&self, step: &dyn Step) -> Option<(u64, usize)> {
        let mut state = self.lock();
        loop {
            if self.cancel.load(Ordering::Relaxed) {
                state.cut.get_or_insert(Cut::Cancelled);
            }
            if state.cut.is_some() || state.next >= self.end {
                return None;
            }
            let frontier = state.frontier();
            if !state.saving && frontier >= state.safe + STRIDE {
                state.saving = true;
                drop(state);
                step.checkpoint(frontier);
                state = self.lock();
                state.saving = false;
                state.safe = frontier;
                self.moved.notify_all();
                continue;
            }
            if state.next >= state.safe + LEASH {
                state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let offset = state.next;
            let end = (offset / PIECE + 1).saturating_mul(PIECE).min(self.end);
            state.next = end;
            state.under_way.insert(offset);
            return Some((offset, usize::try_from(end - offset).unwrap_or(0)));
        }
    }

    fn finish(&self, offset: u64, cut: Option<Cut>) {
        let mut state = self.lock();
        match cut {
            // It stays under way: the frontier never passes it.
            Some(cut) => {
                state.cut.get_or_insert(cut);
            }
            None => {
                state.under_way.remove(&offset);
            }
        }
        self.moved.notify_all();
    }
}
