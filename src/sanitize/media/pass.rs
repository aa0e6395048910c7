//! One pass over a medium: several transfers at a time, in any order, and a frontier below which all is done.

use super::port::{Disk, Queue};
use super::queued;
use crate::device::AlignedBuffer;
use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// One transfer: whole blocks of every size there is, and cut at its multiples.
pub(super) const PIECE: u64 = 1 << 20;
/// Threads where each does one transfer at a time: what fills the queue of a fast disk; a rotating one sorts them.
const DEPTH: usize = 4;
/// Threads where each has a queue: one makes or compares the pattern while the other does.
const QUEUES: usize = 2;
/// Transfers of each of them at a time.
const SLOTS: u16 = 4;
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

/// Which way the bytes go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the medium.
    Read,
    /// To the medium.
    Write,
}

/// What is done with each piece: made ready, transferred, settled.
pub(super) trait Step: Sync {
    /// Which way it goes.
    fn direction(&self) -> Direction;
    /// Makes `buffer` ready for the transfer at `offset`.
    fn prepare(&self, offset: u64, buffer: &mut [u8]);
    /// The transfer, alone.
    ///
    /// # Errors
    /// The system's word.
    fn transfer(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()>;
    /// Notes what came of the transfer of `offset..offset + buffer.len()`, and does what failed again in parts; its own errors are its
    /// own to note.
    ///
    /// # Errors
    /// [`Cut`] when the pass is to end.
    fn settle(&self, offset: u64, buffer: &mut [u8], outcome: io::Result<()>) -> Result<(), Cut>;
    /// All three.
    ///
    /// # Errors
    /// [`Cut`] when the pass is to end.
    fn piece(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Cut> {
        self.prepare(offset, buffer);
        let outcome = self.transfer(offset, buffer);
        self.settle(offset, buffer, outcome)
    }
    /// Makes everything below `frontier` safe and notes that it is done.
    fn checkpoint(&self, frontier: u64);
}

struct State {
    next: u64,
    /// Beginnings of the pieces that are being done.
    under_way: BTreeSet<u64>,
    /// The last checkpoint.
    safe: u64,
    /// How far from it the next one is. The first comes at once: by it a medium that was begun is known again, however slow it is.
    stride: u64,
    /// Somebody makes one.
    saving: bool,
    cut: Option<Cut>,
}

impl State {
    fn frontier(&self) -> u64 {
        self.under_way.first().copied().unwrap_or(self.next)
    }
}

/// What whoever asks for work is given.
pub(super) enum Turn {
    /// A piece: where, and how long.
    Piece(u64, usize),
    /// Nothing now: work has run too far ahead of the last checkpoint.
    Later,
    /// Nothing any more.
    End,
}

pub(super) struct Pass<'a> {
    end: u64,
    state: Mutex<State>,
    moved: Condvar,
    cancel: &'a AtomicBool,
}

/// Does `step` with every piece of `disk` from `from` on. The frontier that was reached, and why it is not the end.
pub(super) fn pass(disk: &dyn Disk, from: u64, step: &dyn Step, cancel: &AtomicBool) -> (u64, Option<Cut>) {
    let under_way = BTreeSet::new();
    let state = State { next: from, under_way, safe: from, stride: PIECE, saving: false, cut: None };
    let pass = Pass { end: disk.capacity(), state: Mutex::new(state), moved: Condvar::new(), cancel };
    let alone = || pass.alone(step);
    let queues: Vec<_> =
        (0..QUEUES).map_while(|_| disk.queue(SLOTS, usize::try_from(PIECE).unwrap_or(0))).collect();
    std::thread::scope(|scope| {
        // Some kernels give no queue, or not so many: then nobody has one.
        if queues.len() == QUEUES {
            for queue in queues {
                let pass = &pass;
                scope.spawn(move || with_queue(pass, step, queue));
            }
            return;
        }
        for _ in 1..DEPTH {
            scope.spawn(alone);
        }
        alone();
    });
    let state = pass.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A piece that was cut is not done, whatever lies beyond it.
    let frontier = state.frontier();
    if frontier > state.safe {
        step.checkpoint(frontier);
    }
    (frontier, state.cut)
}

/// Works with a queue, and without it should it break.
fn with_queue(pass: &Pass<'_>, step: &dyn Step, mut queue: Box<dyn Queue + '_>) {
    let left = queued::work(pass, step, queue.as_mut());
    drop(queue);
    if let Some(left) = left {
        let mut buffer = AlignedBuffer::new(usize::try_from(PIECE).unwrap_or(0));
        for (offset, length) in left {
            let done = step.piece(offset, &mut buffer.as_mut_slice()[..length]);
            pass.finish(offset, done.err());
        }
        pass.alone(step);
    }
}

impl Pass<'_> {
    /// Does one transfer after the other.
    fn alone(&self, step: &dyn Step) {
        let mut buffer = AlignedBuffer::new(usize::try_from(PIECE).unwrap_or(0));
        while let Turn::Piece(offset, length) = self.begin(step, true) {
            let done = step.piece(offset, &mut buffer.as_mut_slice()[..length]);
            self.finish(offset, done.err());
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next piece. Where work has run too far ahead of the last checkpoint, whoever `may_wait` waits for the next: who has pieces
    /// under way himself must not, as it may be these that hold it up.
    pub(super) fn begin(&self, step: &dyn Step, may_wait: bool) -> Turn {
        let mut state = self.lock();
        loop {
            if self.cancel.load(Ordering::Relaxed) {
                state.cut.get_or_insert(Cut::Cancelled);
            }
            if state.cut.is_some() || state.next >= self.end {
                return Turn::End;
            }
            let frontier = state.frontier();
            if !state.saving && frontier >= state.safe + state.stride {
                state.saving = true;
                drop(state);
                step.checkpoint(frontier);
                state = self.lock();
                state.saving = false;
                state.safe = frontier;
                state.stride = STRIDE;
                self.moved.notify_all();
                continue;
            }
            if state.next >= state.safe + LEASH {
                if !may_wait {
                    return Turn::Later;
                }
                state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let offset = state.next;
            let end = (offset / PIECE + 1).saturating_mul(PIECE).min(self.end);
            state.next = end;
            state.under_way.insert(offset);
            return Turn::Piece(offset, usize::try_from(end - offset).unwrap_or(0));
        }
    }

    pub(super) fn finish(&self, offset: u64, cut: Option<Cut>) {
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
