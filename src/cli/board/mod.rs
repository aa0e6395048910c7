//! Several disks at once: a board for people at a terminal, events for a control room, silence otherwise.

mod gauge;
mod line;

use super::output::Output;
use crate::custody::media::MediumDone;
use crate::model::{Phase, Progress};
use crate::sanitize::media::{MediaPlan, PlannedMedium, PlannedVerification};
use gauge::{Gauge, Standing, Task};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::io::IsTerminal as _;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Between two drawings.
const DRAWN: Duration = Duration::from_millis(250);
/// Between two events of a disk, unless the environment says otherwise.
const TOLD: Duration = Duration::from_secs(1);
/// The variable that does, in milliseconds.
const TOLD_VARIABLE: &str = "AZUKARI_EVENT_MS";

/// One disk of the board.
struct Watch<'a> {
    gauge: Gauge,
    name: String,
    /// What every event says of it.
    facts: Value,
    /// Where events go, if they are wanted.
    events: Option<&'a Output>,
}

/// The board of a run.
pub(super) struct Board<'a> {
    output: &'a Output,
    watches: Vec<Watch<'a>>,
    live: Option<Live>,
}

/// What is drawn.
struct Live {
    all: MultiProgress,
    /// Of all disks, where there are several; it stands first, as a small terminal shows the beginning only.
    sum: Option<ProgressBar>,
    lines: Vec<ProgressBar>,
}

impl<'a> Board<'a> {
    /// A line on standard error for each disk of `plan` if that is a terminal and sentences are wanted; events if objects are.
    pub(super) fn new(output: &'a Output, plan: &MediaPlan) -> Self {
        let events = output.is_json().then_some(output);
        let watch = |planned: &PlannedMedium| Watch {
            gauge: Gauge::new(task(planned)),
            name: planned.name(),
            facts: json!({
                "plan": plan.id,
                "device": planned.identity.device,
                "name": planned.name(),
                "serial": planned.identity.medium.serial.as_ref().map(|serial| &serial.value),
                "label_serial": planned.label_serial,
            }),
            events,
        };
        let watches: Vec<_> = plan.devices.iter().map(watch).collect();
        let drawn = !output.is_json() && !output.is_quiet() && std::io::stderr().is_terminal();
        let live = drawn.then(|| Live::new(watches.len()));
        Self { output, watches, live }
    }

    /// For each disk, who is told how far it is.
    pub(super) fn watchers(&self) -> Vec<&dyn Progress> {
        self.watches.iter().map(|watch| watch as &dyn Progress).collect()
    }

    /// Does `work`, and shows how far it is meanwhile.
    pub(super) fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let pause = if self.live.is_some() { DRAWN } else { told() };
        std::thread::scope(|scope| {
            let (over, waits) = mpsc::channel::<()>();
            if self.live.is_some() || self.output.is_json() {
                scope.spawn(move || {
                    while waits.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                        self.show();
                    }
                });
            }
            let outcome = work();
            drop(over);
            if let Some(live) = &self.live {
                live.clear();
            }
            outcome
        })
    }

    /// Says something without tearing the board.
    pub(super) fn aside<T>(&self, say: impl FnOnce() -> T) -> T {
        match &self.live {
            Some(live) => live.all.suspend(say),
            None => say(),
        }
    }

    /// A disk is done.
    pub(super) fn conclude(&self, done: &MediumDone) {
        let verdict = done.certificate.as_ref().map(|certificate| certificate.verdict);
        let standing = match verdict {
            None => Standing::Interrupted,
            Some(_) if done.report.is_gone() => Standing::Gone,
            Some(verdict) => Standing::Certified(verdict),
        };
        let Some(watch) = self.watches.get(done.place) else { return };
        watch.gauge.conclude(standing);
        watch.event(&json!({
            "event": "medium",
            "verdict": verdict,
            "reasons": done.certificate.as_ref().map(|certificate| &certificate.reasons),
            "gone": standing == Standing::Gone,
            "interrupted": done.report.cancelled,
            "errors": watch.gauge.moment(Instant::now()).errors,
            "certificate": done.issued.as_ref().map(|issued| &issued.number),
        }));
        self.show_lines();
    }

    fn show(&self) {
        self.show_lines();
        for watch in &self.watches {
            watch.tell("under-way");
        }
    }

    fn show_lines(&self) {
        let Some(live) = &self.live else { return };
        let (words, now) = (self.output.catalogue(), Instant::now());
        let columns = rustix::termios::tcgetwinsize(std::io::stderr())
            .map_or(super::layout::COLUMNS, |size| usize::from(size.ws_col));
        let columns = if columns < 2 { super::layout::COLUMNS } else { columns };
        let moments: Vec<_> = self.watches.iter().map(|watch| watch.gauge.moment(now)).collect();
        if let Some(sum) = &live.sum {
            sum.set_message(line::sum(words, &moments, columns));
        }
        for ((watch, moment), bar) in self.watches.iter().zip(&moments).zip(&live.lines) {
            bar.set_message(line::disk(words, &watch.name, moment, columns));
        }
    }
}

impl Live {
    fn new(disks: usize) -> Self {
        let all = MultiProgress::new();
        let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let line = || all.add(ProgressBar::no_length().with_style(style.clone()));
        let sum = (disks > 1).then(line);
        let lines = (0..disks).map(|_| line()).collect();
        Self { all, sum, lines }
    }

    fn clear(&self) {
        self.lines.iter().chain(&self.sum).for_each(ProgressBar::finish_and_clear);
        let _ = self.all.clear();
    }
}

impl Watch<'_> {
    /// An event: `fields`, and which disk it is.
    fn event(&self, fields: &Value) {
        let Some(output) = self.events else { return };
        let mut object = fields.clone();
        if let (Some(object), Value::Object(facts)) = (object.as_object_mut(), &self.facts) {
            object.extend(facts.clone());
        }
        output.object(&object);
    }

    /// How far it is, where work is under way.
    fn tell(&self, at: &str) {
        if self.events.is_none() {
            return;
        }
        let moment = self.gauge.moment(Instant::now());
        let Standing::Under(phase) = moment.standing else { return };
        self.event(&json!({
            "event": "progress",
            "phase": phase.name(),
            "at": at,
            "done": moment.done,
            "total": moment.total,
            "rate": moment.rate,
            "left": moment.left.map(|left| left.as_secs()),
            "errors": moment.errors,
        }));
    }
}

impl Progress for Watch<'_> {
    fn begin(&self, phase: Phase, total: Option<u64>) {
        self.gauge.begin(phase, total.unwrap_or(0));
        self.tell("begin");
    }

    fn advance(&self, bytes: u64) {
        self.gauge.advance(bytes, Instant::now());
    }

    fn failed(&self, blocks: u64) {
        self.gauge.failed(blocks);
    }

    fn end(&self) {
        self.tell("end");
        self.gauge.end();
    }
}

fn task(planned: &PlannedMedium) -> Task {
    let capacity = planned.identity.capacity;
    let read_back = match planned.verify {
        PlannedVerification::Full => capacity,
        // Near enough for an estimate (NIST SP 800-88: a tenth of every subsection).
        PlannedVerification::Sample => capacity / 10,
        PlannedVerification::None => 0,
    };
    Task { pass: capacity, passes: planned.passes, read_back }
}

fn told() -> Duration {
    let stated = std::env::var(TOLD_VARIABLE).ok().and_then(|text| text.parse().ok());
    stated.filter(|milliseconds| *milliseconds > 0).map_or(TOLD, Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::catalogue::Catalogue;
    use crate::model::{Lang, Medium, Source, Sourced};
    use crate::sanitize::Technique;
    use crate::sanitize::media::{DriveErases, HiddenState, Identity, MediumReport, PlannedPattern};

    /// Two disks in a dock that gives both its own serial number.
    fn plan() -> MediaPlan {
        let disk = |device: &str, capacity| {
            let serial = Some(Sourced { value: "DOCK0001".into(), source: Source::UsbBridge });
            PlannedMedium {
                ends_sha256: None,
                identity: Identity {
                    device: device.into(),
                    by_id: vec![],
                    medium: Medium { serial, ..Medium::default() },
                    wwn: None,
                    firmware: None,
                    backing_file: None,
                    capacity,
                    sector: 512,
                },
                before: vec![],
                hidden: HiddenState::None,
                drive_erases: DriveErases::default(),
                technique: Technique::Overwrite,
                pattern: PlannedPattern::Random,
                passes: 1,
                verify: PlannedVerification::Full,
                method: None,
                limits: vec![],
                confirm: String::new(),
                label_serial: None,
                listed: None,
            }
        };
        MediaPlan {
            schema: MediaPlan::SCHEMA.into(),
            id: String::new(),
            made: crate::model::Timestamp::from_unix(1_795_000_000),
            contract: String::new(),
            planner: String::new(),
            consent: None,
            designated: None,
            second_person: false,
            list: None,
            devices: vec![disk("sdb", 1 << 20), disk("sdc", 1 << 30)],
        }
    }

    #[test]
    fn of_two_disks_of_one_name_each_has_its_own_end() {
        let output = Output::new(Catalogue::new(Lang::En), false, true);
        let board = Board::new(&output, &plan());
        for watcher in board.watchers() {
            watcher.begin(Phase::Overwrite, Some(1 << 20));
            watcher.end();
        }
        let report = MediumReport {
            first_pass: 1,
            passes: vec![],
            compared: None,
            resumed: 0,
            began: None,
            cancelled: true,
            journal_failed: None,
        };
        board.conclude(&MediumDone {
            place: 1,
            name: "DOCK0001".into(),
            report,
            certificate: None,
            issued: None,
        });
        let standings = board.watches.iter().map(|watch| watch.gauge.moment(Instant::now()).standing);
        assert_eq!(standings.collect::<Vec<_>>(), [Standing::Closing, Standing::Interrupted]);
    }
}
