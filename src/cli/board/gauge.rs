//! How far one disk is: told by its threads, read by whoever shows it.

use crate::model::{Phase, Verdict};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The rate is that of the last so much time: long enough to be calm, short enough to see a disk become slow.
const WINDOW: Duration = Duration::from_secs(10);

/// What is to be done with a disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task {
    /// Bytes of a pass.
    pub(super) pass: u64,
    /// How many passes.
    pub(super) passes: u32,
    /// Bytes that are read back.
    pub(super) read_back: u64,
}

/// How it stands with a disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing is done with it yet.
    #[default]
    Waiting,
    /// Work is under way.
    Under(Phase),
    /// Worked through; its certificate is being made.
    Closing,
    /// Certified.
    Certified(Verdict),
    /// It vanished, and that is certified.
    Gone,
    /// Called off.
    Interrupted,
}

/// One moment of a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) standing: Standing,
    /// Bytes of the phase that are done, well or not.
    pub(super) done: u64,
    /// Bytes of the phase.
    pub(super) total: u64,
    /// Bytes per second; nothing where it is too early to tell.
    pub(super) rate: Option<u64>,
    /// Until everything is done at this rate.
    pub(super) left: Option<Duration>,
    /// Blocks that could not be written or read, or hold something else.
    pub(super) errors: u64,
    /// Of all the work of this disk, thousandths.
    pub(super) of_all: u64,
}

#[derive(Default)]
struct State {
    standing: Standing,
    total: u64,
    /// Bytes of the phases that are over: of several passes over the longest disk there may be, more than 64 bits hold.
    before: u128,
    /// Overwriting passes that were begun.
    begun: u32,
    samples: VecDeque<(Instant, u64)>,
}

/// One disk.
pub(super) struct Gauge {
    task: Task,
    done: AtomicU64,
    errors: AtomicU64,
    /// Whether the first bytes of the phase were told of: where a run goes on, these are an earlier one's.
    moving: AtomicBool,
    state: Mutex<State>,
}

impl Gauge {
    pub(super) fn new(task: Task) -> Self {
        Self {
            task,
            done: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            moving: AtomicBool::new(false),
            state: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(&self, phase: Phase, total: u64) {
        let mut state = self.lock();
        state.standing = Standing::Under(phase);
        state.total = total;
        state.begun += u32::from(phase == Phase::Overwrite);
        state.samples.clear();
        self.done.store(0, Ordering::Relaxed);
        self.moving.store(false, Ordering::Relaxed);
    }

    pub(super) fn advance(&self, bytes: u64, now: Instant) {
        let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if !self.moving.swap(true, Ordering::Relaxed) {
            self.lock().samples.push_back((now, done));
        }
    }

    pub(super) fn failed(&self, blocks: u64) {
        self.errors.fetch_add(blocks, Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        let mut state = self.lock();
        state.before += u128::from(state.total);
        state.standing = Standing::Closing;
    }

    pub(super) fn conclude(&self, standing: Standing) {
        self.lock().standing = standing;
    }

    /// How it stands now.
    pub(super) fn moment(&self, now: Instant) -> Moment {
        let mut state = self.lock();
        let done = self.done.load(Ordering::Relaxed).min(state.total);
        let under_way = matches!(state.standing, Standing::Under(_));
        let rate = if under_way { rate(&mut state.samples, done, now) } else { None };
        let passes = u64::from(self.task.passes.saturating_sub(state.begun)).saturating_mul(self.task.pass);
        let reading =
            if state.standing == Standing::Under(Phase::Overwrite) { self.task.read_back } else { 0 };
        let bytes = (state.total - done).saturating_add(passes).saturating_add(reading);
        let left = rate.filter(|rate| *rate > 0).map(|rate| Duration::from_secs(bytes / rate));
        let all = u128::from(self.task.pass) * u128::from(self.task.passes) + u128::from(self.task.read_back);
        let come = state.before + u128::from(if under_way { done } else { 0 });
        let of_all = match state.standing {
            Standing::Waiting | Standing::Under(_) | Standing::Interrupted => {
                u64::try_from((come * 1000).checked_div(all).unwrap_or(0)).unwrap_or(0).min(1000)
            }
            Standing::Closing | Standing::Certified(_) | Standing::Gone => 1000,
        };
        let errors = self.errors.load(Ordering::Relaxed);
        Moment { standing: state.standing, done, total: state.total, rate, left, errors, of_all }
    }
}

/// Bytes per second since the oldest sample of the window; notes a new one.
fn rate(samples: &mut VecDeque<(Instant, u64)>, done: u64, now: Instant) -> Option<u64> {
    // One of before the window stays: what it lasts is at least that.
    while samples.get(1).is_some_and(|(at, _)| now.saturating_duration_since(*at) >= WINDOW) {
        samples.pop_front();
    }
    let (at, before) = *samples.front()?;
    let took = now.saturating_duration_since(at).as_millis();
    samples.push_back((now, done));
    let bytes = u128::from(done.saturating_sub(before)) * 1000;
    bytes.checked_div(took).filter(|_| took >= 200).and_then(|rate| u64::try_from(rate).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn the_longest_disk_and_the_most_passes_stop_nothing() {
        let pass = 1 << 63;
        let gauge = Gauge::new(Task { pass, passes: 35, read_back: pass });
        let start = Instant::now();
        for _ in 0..35 {
            gauge.begin(Phase::Overwrite, pass);
            gauge.advance(MIB, start);
            gauge.advance(pass - MIB, start + Duration::from_secs(1));
            let moment = gauge.moment(start + Duration::from_secs(1));
            assert_eq!((moment.done, moment.rate), (pass, Some(pass - MIB)));
            gauge.end();
        }
        gauge.conclude(Standing::Interrupted);
        assert_eq!(gauge.moment(start).of_all, 972);
    }

    #[test]
    fn the_rate_and_what_is_left_are_of_this_run_alone() {
        let gauge = Gauge::new(Task { pass: 1000 * MIB, passes: 1, read_back: 1000 * MIB });
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(gauge.moment(start).standing, Standing::Waiting);
        gauge.begin(Phase::Overwrite, 1000 * MIB);
        // An earlier run had come so far.
        gauge.advance(600 * MIB, start);
        gauge.advance(20 * MIB, at(1));
        let moment = gauge.moment(at(2));
        assert_eq!((moment.done, moment.rate, moment.errors), (620 * MIB, Some(10 * MIB), 0));
        // 380 of this pass, and all of the other.
        assert_eq!((moment.left, moment.of_all), (Some(Duration::from_secs(138)), 310));
        gauge.failed(3);
        // A disk that stands still is seen to.
        for second in 3..40 {
            gauge.moment(at(second));
        }
        let moment = gauge.moment(at(40));
        assert_eq!((moment.rate, moment.left, moment.errors), (Some(0), None, 3));
        gauge.end();
        assert_eq!(gauge.moment(at(41)).standing, Standing::Closing);
        gauge.begin(Phase::VerifyWipe, 1000 * MIB);
        gauge.advance(MIB, at(50));
        gauge.advance(100 * MIB, at(51));
        let moment = gauge.moment(at(51));
        assert_eq!((moment.rate, moment.left), (Some(100 * MIB), Some(Duration::from_secs(8))));
        gauge.end();
        gauge.conclude(Standing::Certified(Verdict::Failed));
        let moment = gauge.moment(at(60));
        assert_eq!((moment.rate, moment.of_all), (None, 1000));
    }
}
