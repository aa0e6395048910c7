//! One medium from the first write to the last read: what a plan says, in its order, whatever happens on the way.

use super::compare::{Compared, compare, compare_sample};
use super::journal::{Checkpoint, Journal};
use super::overwrite::{Overwritten, overwrite};
use super::pass::Cut;
use super::pattern::Pattern;
use super::port::Disk;
use super::ranges::Ranges;
use super::sample::Sample;
use super::verdict::Verification;
use super::watcher::Watcher;
use crate::device::AlignedBuffer;
use crate::model::{Phase, Progress, Timestamp};
use crate::stream::Hasher;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// How much before the frontier is read again before a run goes on there.
const PROOF: u64 = 8 << 20;

/// What is to be done, and with what.
pub struct Work<'a> {
    /// The medium.
    pub disk: &'a dyn Disk,
    /// What the last pass writes.
    pub pattern: &'a Pattern,
    /// The key of the run, from which the passes before the last have theirs.
    pub key: &'a [u8; 32],
    /// How many passes.
    pub passes: u32,
    /// How it is read back.
    pub verify: Verification,
    /// Where it goes on, by the journal.
    pub resume: Option<Checkpoint>,
    /// What is noted on the way.
    pub journal: &'a Journal,
    /// Who is told how far it has come.
    pub progress: &'a dyn Progress,
    /// What time it is.
    pub clock: &'a (dyn Fn() -> Timestamp + Sync),
    /// Raised to call it off.
    pub cancel: &'a AtomicBool,
}

/// One stage: when, and of how many bytes in that time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage<T> {
    /// 開始.
    pub from: Timestamp,
    /// 終了.
    pub until: Timestamp,
    /// Seconds and nanoseconds that it took, by a clock that nobody sets.
    pub took: std::time::Duration,
    /// Bytes of this run.
    pub bytes: u64,
    /// What came of it.
    pub outcome: T,
}

impl<T> Stage<T> {
    /// Bytes per second; nothing where it was too short to tell.
    #[must_use]
    pub fn speed(&self) -> Option<u64> {
        let milliseconds = u64::try_from(self.took.as_millis()).ok().filter(|took| *took >= 10)?;
        Some(self.bytes.checked_mul(1000)? / milliseconds)
    }
}

/// What came of a medium.
#[derive(Debug)]
pub struct MediumReport {
    /// Which pass this run began with, from 1.
    pub first_pass: u32,
    /// The overwriting passes, those of an earlier run left out.
    pub passes: Vec<Stage<Overwritten>>,
    /// What reading back found.
    pub compared: Option<(Verification, Stage<Compared>)>,
    /// How often a run went on where another had stopped.
    pub resumed: u32,
    /// When the pass was begun that this run went on with; absent where it began it itself, or an earlier version noted no time.
    pub began: Option<Timestamp>,
    /// Whether it was called off: then the journal stays, and nothing is certified.
    pub cancelled: bool,
    /// What the system said where the journal could not be written: a run that dies cannot be gone on with.
    pub journal_failed: Option<String>,
}

impl MediumReport {
    /// Whether the medium vanished on the way.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        let cuts = self.passes.iter().map(|stage| stage.outcome.cut);
        let read = self.compared.as_ref().and_then(|(_, stage)| stage.outcome.cut);
        cuts.chain([read]).any(|cut| cut == Some(Cut::Gone))
    }
}

/// What a pass writes: the last what the plan says, those before it keystreams of their own.
#[must_use]
pub fn pattern_key(key: &[u8; 32], pass: u32, passes: u32) -> [u8; 32] {
    if pass == passes {
        return *key;
    }
    let mut hasher = Vec::from(*key);
    hasher.extend_from_slice(&pass.to_be_bytes());
    Hasher::sha256_of(&hasher).0
}

/// Carries it out. Whatever goes wrong with the medium is in the report.
#[must_use]
pub fn wipe_medium(work: &Work<'_>) -> MediumReport {
    let mut report = MediumReport {
        first_pass: 1,
        passes: Vec::new(),
        compared: None,
        resumed: 0,
        began: None,
        cancelled: false,
        journal_failed: None,
    };
    let capacity = work.disk.capacity();
    let passes = (work.pattern, work.passes);
    let mut proven =
        work.resume.clone().filter(|checkpoint| is_proven(work.disk, passes, work.key, checkpoint));
    if let Some(proven) = &mut proven {
        proven.resumed += 1;
        report.resumed = proven.resumed;
        report.began = proven.began.map(Timestamp::from_unix);
        // At once: a run that dies before its first checkpoint has gone on all the same.
        report.journal_failed = work.journal.note(proven).err().map(|error| error.to_string());
    }
    let begin = proven.unwrap_or(Checkpoint { pass: 1, ..Checkpoint::default() });
    report.first_pass = begin.pass;
    for pass in begin.pass..=work.passes {
        let start =
            if pass == begin.pass { begin.clone() } else { Checkpoint { pass, ..Checkpoint::default() } };
        let own = Pattern::keystream(&pattern_key(work.key, pass, work.passes));
        let pattern = if pass == work.passes { work.pattern } else { &own };
        let began = start.began.unwrap_or_else(|| (work.clock)().to_unix());
        let notes = Notes { pass, began, resumed: report.resumed, work, failed: Mutex::new(None) };
        work.progress.begin(Phase::Overwrite, Some(capacity));
        work.progress.advance(start.frontier);
        let stage = stage(work.clock, |bytes| {
            let written =
                overwrite(work.disk, pattern, start.frontier, start.unwritable.clone(), &notes, work.cancel);
            *bytes = written.frontier.saturating_sub(start.frontier);
            written
        });
        work.progress.end();
        let failed = notes.failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        report.journal_failed = report.journal_failed.take().or(failed);
        let cut = stage.outcome.cut;
        report.passes.push(stage);
        match cut {
            Some(Cut::Cancelled) => {
                report.cancelled = true;
                return report;
            }
            // What is gone cannot be read; what is dead is read all the same, as far as it lets itself.
            Some(Cut::Gone) => return report,
            Some(Cut::Dead) => break,
            None => {}
        }
    }
    verify(work, &mut report);
    report
}

fn verify(work: &Work<'_>, report: &mut MediumReport) {
    let quiet = Advance(work.progress);
    let sample = match work.verify {
        Verification::None => return,
        Verification::Full => None,
        // Without randomness there is no sample: everything is read.
        Verification::Sample => Sample::draw(work.disk.capacity(), work.disk.block()),
    };
    let kind = if sample.is_some() { Verification::Sample } else { Verification::Full };
    let wanted = sample.as_ref().map_or(work.disk.capacity(), |sample| sample.places.bytes());
    work.progress.begin(Phase::VerifyWipe, Some(wanted));
    let stage = stage(work.clock, |bytes| {
        let compared = match &sample {
            None => compare(work.disk, work.pattern, &quiet, work.cancel),
            Some(sample) => compare_sample(work.disk, work.pattern, sample, &quiet, work.cancel),
        };
        *bytes = compared.equal + compared.differing.bytes();
        compared
    });
    work.progress.end();
    report.cancelled = stage.outcome.cut == Some(Cut::Cancelled);
    report.compared = Some((kind, stage));
}

fn stage<T>(clock: &(dyn Fn() -> Timestamp + Sync), work: impl FnOnce(&mut u64) -> T) -> Stage<T> {
    let (from, begun, mut bytes) = (clock(), std::time::Instant::now(), 0);
    let outcome = work(&mut bytes);
    Stage { from, until: clock(), took: begun.elapsed(), bytes, outcome }
}

/// Whether a medium holds what a checkpoint says, in the pass that it is of: `passes` are the last pattern and how many there are.
#[must_use]
pub fn is_proven(
    disk: &dyn Disk,
    (last, passes): (&Pattern, u32),
    key: &[u8; 32],
    checkpoint: &Checkpoint,
) -> bool {
    if checkpoint.pass == 0 || checkpoint.pass > passes {
        return false;
    }
    let own = Pattern::keystream(&pattern_key(key, checkpoint.pass, passes));
    proves(disk, if checkpoint.pass == passes { last } else { &own }, checkpoint)
}

/// Whether the medium holds what the journal says that it holds, just before the frontier: then all before that is believed too, since
/// it was flushed before it was noted.
fn proves(disk: &dyn Disk, pattern: &Pattern, checkpoint: &Checkpoint) -> bool {
    if checkpoint.frontier > disk.capacity() || checkpoint.frontier % disk.block() != 0 {
        return false;
    }
    let from = checkpoint.frontier.saturating_sub(PROOF) / disk.block() * disk.block();
    let piece = super::pass::PIECE;
    let mut buffer = AlignedBuffer::new(usize::try_from(piece).unwrap_or(0));
    for (begin, end) in checkpoint.unwritable.gaps(from, checkpoint.frontier) {
        let mut at = begin;
        while at < end {
            let length = (end - at).min(piece);
            let bytes = &mut buffer.as_mut_slice()[..usize::try_from(length).unwrap_or(0)];
            if disk.read(bytes, at).is_err() || !pattern.equals(at, bytes) {
                return false;
            }
            at += length;
        }
    }
    true
}

struct Notes<'a> {
    pass: u32,
    began: i64,
    resumed: u32,
    work: &'a Work<'a>,
    failed: Mutex<Option<String>>,
}

impl Watcher for Notes<'_> {
    fn advance(&self, bytes: u64) {
        self.work.progress.advance(bytes);
    }

    fn failed(&self, blocks: u64) {
        self.work.progress.failed(blocks);
    }

    fn checkpoint(&self, frontier: u64, failed: &Ranges) {
        let checkpoint = Checkpoint {
            pass: self.pass,
            frontier,
            unwritable: failed.clone(),
            resumed: self.resumed,
            began: Some(self.began),
        };
        if let Err(error) = self.work.journal.note(&checkpoint) {
            // A wipe that is stopped half way for that would be worse than one that cannot be gone on with.
            let mut first = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert(error.to_string());
        }
    }
}

struct Advance<'a>(&'a dyn Progress);

impl Watcher for Advance<'_> {
    fn advance(&self, bytes: u64) {
        self.0.advance(bytes);
    }

    fn failed(&self, blocks: u64) {
        self.0.failed(blocks);
    }

    fn checkpoint(&self, _: u64, _: &Ranges) {}
}
