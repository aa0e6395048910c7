//! How far a long phase has come: a bar for people at a terminal, events for programs, silence otherwise.

use super::output::Output;
use crate::model::{Phase, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Least time between two `--json` progress events.
const EVENT_GAP: Duration = Duration::from_millis(200);

/// The progress of one command.
pub struct Reporter<'a> {
    output: &'a Output,
    done: AtomicU64,
    /// Milliseconds since `start` at which the next event may be written.
    next_event: AtomicU64,
    start: Instant,
    state: Mutex<State>,
    bar: ProgressBar,
}

#[derive(Default)]
struct State {
    phase: Option<Phase>,
    total: Option<u64>,
}

impl<'a> Reporter<'a> {
    /// A bar on standard error if that is a terminal and sentences are wanted; events if objects are.
    #[must_use]
    pub fn new(output: &'a Output) -> Self {
        let draw = !output.is_json() && !output.is_quiet() && std::io::stderr().is_terminal();
        let bar = if draw {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        Self {
            output,
            done: AtomicU64::new(0),
            next_event: AtomicU64::new(0),
            start: Instant::now(),
            state: Mutex::default(),
            bar,
        }
    }

    fn event(&self) {
        let Ok(state) = self.state.lock() else { return };
        if let Some(phase) = state.phase {
            self.output.object(&json!({
                "event": "progress",
                "phase": phase.name(),
                "done": self.done.load(Ordering::Relaxed),
                "total": state.total,
            }));
        }
    }

    fn style(&self, phase: Phase, total: Option<u64>) -> ProgressStyle {
        let words = self.output.catalogue();
        let name = words.word(&format!("phase-{}", phase.name()));
        let left = words.word("progress-left");
        let template = match total {
            Some(_) => {
                format!("{name} {{bar:24}} {{bytes}}/{{total_bytes}} {{bytes_per_sec}} {left} {{eta}}")
            }
            None => format!("{name} {{spinner}} {{bytes}} {{bytes_per_sec}}"),
        };
        ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())
    }
}

impl Progress for Reporter<'_> {
    fn begin(&self, phase: Phase, total: Option<u64>) {
        if let Ok(mut state) = self.state.lock() {
            *state = State { phase: Some(phase), total };
        }
        self.done.store(0, Ordering::Relaxed);
        if self.output.is_json() {
            self.event();
        } else if !self.bar.is_hidden() {
            self.bar.reset();
            self.bar.set_style(self.style(phase, total));
            match total {
                Some(total) => self.bar.set_length(total),
                None => self.bar.unset_length(),
            }
            self.bar.set_position(0);
        }
    }

    fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        if !self.output.is_json() {
            self.bar.inc(bytes);
            return;
        }
        let now = millis(self.start.elapsed());
        let due = self.next_event.load(Ordering::Relaxed);
        let next = now + millis(EVENT_GAP);
        // One worker wins the right to write the event.
        if now >= due
            && self.next_event.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            self.event();
        }
    }

    fn end(&self) {
        if self.output.is_json() {
            self.event();
        }
        if let Ok(mut state) = self.state.lock() {
            *state = State::default();
        }
        self.bar.finish_and_clear();
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
