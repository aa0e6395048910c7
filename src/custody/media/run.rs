//! Carrying a plan out: everything is looked at again, opened for us alone, and only then is anything written.

use super::agreed::{check_consent, second_person};
use super::certificate::{Facts as Seen, blocks_annex, certificate};
use super::naming::{alone, still_named_right};
use super::plan::{LoadedPlan, words_of};
use super::programs::programs;
use super::{MediaError, MediaStatement, MediumDone, PATIENCE};
use crate::custody::case::Case;
use crate::custody::issue::{AnnexFile, IssueError, Paper, Signer, issue, may_issue, may_sign};
use crate::device::{self, Access, DiskQueue, OpenDisk};
use crate::document::{Body, SecondChecker};
use crate::ledger::{Action, Draft, Event, Intended, Interrupted, Ledger, MediumSeen, MediumWiped};
use crate::model::{Progress, Sha256, Timestamp};
use crate::sanitize::media::{
    Checkpoint, Disk, Finished, Identity, Journal, JournalHead, MediaRefusal, MediumReport, PlannedMedium,
    Queue, Reason, Work, refusals, wipe_medium,
};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;

/// An open disk, as the engine wants it.
pub(super) struct Opened(pub(super) OpenDisk);

impl Disk for Opened {
    fn capacity(&self) -> u64 {
        self.0.capacity()
    }

    fn block(&self) -> u64 {
        u64::from(self.0.block())
    }

    fn write(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write(bytes, offset)
    }

    fn read(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read(bytes, offset)
    }

    fn flush(&self) -> io::Result<()> {
        self.0.flush()
    }

    fn queue(&self, slots: u16, length: usize) -> Option<Box<dyn Queue + '_>> {
        Some(Box::new(Queued(self.0.queue(slots, length)?)))
    }
}

/// Its queue, likewise.
struct Queued<'d>(DiskQueue<'d>);

impl Queue for Queued<'_> {
    fn buffer(&mut self, slot: usize) -> Option<&mut [u8]> {
        self.0.buffer(slot)
    }

    fn read(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.0.read(slot, offset, length)
    }

    fn write(&mut self, slot: usize, offset: u64, length: usize) -> io::Result<()> {
        self.0.write(slot, offset, length)
    }

    fn finish(&mut self) -> io::Result<Option<Finished>> {
        self.0.finish()
    }
}

/// A medium that may be written: there is no other way to get one than [`ready`].
struct Ready<'a> {
    planned: &'a PlannedMedium,
    disk: Opened,
    node: PathBuf,
    journal: Journal,
    journal_path: PathBuf,
    key: [u8; 32],
    resume: Option<Checkpoint>,
    /// When it was begun, by this run or an earlier one.
    began: Timestamp,
}

/// What a run works with.
pub struct Run<'a> {
    /// The case.
    pub case: &'a Case,
    /// Who does it.
    pub signer: Signer<'a>,
    /// What is to be done.
    pub plan: &'a LoadedPlan,
    /// What the operator states.
    pub statement: &'a MediaStatement,
    /// One for each medium of the plan: who is told how far it is.
    pub progress: &'a [&'a dyn Progress],
    /// What time it is.
    pub clock: &'a (dyn Fn() -> Timestamp + Sync),
    /// Raised to call it off.
    pub cancel: &'a AtomicBool,
    /// The folder of work markers, where the journals are.
    pub work: &'a Path,
}

/// Carries out a plan. `words` are those that were typed, one for each medium. `done` hears of each medium when its certificate is issued.
///
/// # Errors
/// Every [`MediaError`]; nothing was changed then, but after [`MediaError::NotCertified`] and errors of the ledger in the midst.
pub fn run_media(
    run: &Run<'_>,
    words: &[String],
    done: &mut dyn FnMut(&MediumDone),
) -> Result<Vec<MediumDone>, MediaError> {
    let from = (run.clock)();
    check_consent(run.case, run.plan.plan.consent.as_deref())?;
    let checker = second_person(run.case, Some(run.signer.card), run.plan, from)?;
    check_words(&run.plan.plan.devices, words)?;
    may_sign(run.case, run.signer, from)?;
    let mut ledger = run.case.ledger()?;
    may_issue(run.case, &ledger, from)?;
    let ready = ready(run, &ledger)?;
    let mut intents = Vec::new();
    for medium in &ready {
        let event = Event::from(Intended {
            action: Action::WipeMedium,
            subject: run.statement.asset.clone().unwrap_or_default(),
            target: Some(medium.planned.name()),
            files: None,
            bytes: Some(medium.planned.identity.capacity),
            plan_sha256: Some(run.plan.sha256),
        });
        let draft = Draft::new(&run.signer.card.name, &event)?;
        intents.push(ledger.append(&draft, run.signer.key, (run.clock)())?.head().sequence);
    }
    let (sender, reports) = mpsc::channel();
    std::thread::scope(|scope| {
        for (number, medium) in ready.iter().enumerate() {
            let sender = sender.clone();
            // Each by a thread of its own: a slow or dying disk holds no other.
            scope.spawn(move || {
                let report = wipe(run, medium, run.progress.get(place(run, medium)).copied());
                let _ = sender.send((number, report));
            });
        }
        drop(sender);
        every(reports.into_iter().map(|(number, report)| {
            conclude(run, &mut ledger, &ready[number], report, intents[number], checker.as_ref())
                .inspect(&mut *done)
        }))
    })
}

/// All outcomes, or the first error; but every one is awaited: that one medium could not be certified costs no other its certificate.
fn every<T, E>(outcomes: impl Iterator<Item = Result<T, E>>) -> Result<Vec<T>, E> {
    let (mut all, mut failed) = (Vec::new(), None);
    for outcome in outcomes {
        match outcome {
            Ok(one) => all.push(one),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(all), Err)
}

/// Which medium of the plan it is. Of a plan that is half done, the others are not there.
fn place(run: &Run<'_>, medium: &Ready<'_>) -> usize {
    run.plan.plan.devices.iter().take_while(|planned| !std::ptr::eq(*planned, medium.planned)).count()
}

/// The word of every medium, and no other.
fn check_words(devices: &[PlannedMedium], words: &[String]) -> Result<(), MediaError> {
    let is = |device: &PlannedMedium, word: &String| device.confirm.eq_ignore_ascii_case(word.trim());
    let missing = devices.iter().filter(|device| !words.iter().any(|word| is(device, word)));
    let missing: Vec<String> = missing.map(|device| device.name()).collect();
    let unknown = words.iter().filter(|word| !devices.iter().any(|device| is(device, word)));
    let unknown: Vec<String> = unknown.cloned().collect();
    if missing.is_empty() && unknown.is_empty() {
        return Ok(());
    }
    Err(MediaError::Word { missing: missing.join(", "), unknown: unknown.join(", ") })
}

/// Looks at every medium again, by what it is and not by where, opens it, and looks once more at what was opened.
fn ready<'a>(run: &Run<'a>, ledger: &Ledger) -> Result<Vec<Ready<'a>>, MediaError> {
    let drives = device::drives().map_err(|error| MediaError::Refused(vec![error.into()]))?;
    let mut against = Vec::new();
    let mut found = Vec::new();
    let seen = ledger.state()?.media;
    let mut done = Vec::new();
    for planned in &run.plan.plan.devices {
        if let Some(certificate) = done_by(run.plan, planned, &seen, run.work) {
            done.push(certificate);
            continue;
        }
        match find(planned, &drives) {
            Ok(drive) => found.push((planned, drive)),
            Err(refusal) => against.push(refusal),
        }
    }
    if found.is_empty() && against.is_empty() {
        return Err(MediaError::PlanDone { certificates: done.join(", ") });
    }
    let numbers: Vec<_> = found.iter().map(|(_, drive)| drive.number).collect();
    for ((_, drive), uses) in found.iter().zip(device::settled_uses(&numbers, PATIENCE)) {
        against.extend(refusals(drive, &uses));
    }
    if !against.is_empty() {
        return Err(MediaError::Refused(against));
    }
    let mut opened = Vec::new();
    for (planned, drive) in found {
        match open_when_free(&drive.path) {
            Ok(disk) => match same(planned, &disk)
                .and_then(|()| still_named_right(&run.plan.plan, planned, drive))
                .and_then(|()| holds(run, planned, drive))
            {
                Ok(()) => opened.push((planned, disk, drive.path.clone())),
                Err(refusal) => against.push(refusal),
            },
            Err(source) => against.push(MediaRefusal::Open { path: drive.path.clone(), source }),
        }
    }
    // Whoever has merely the node open, nobody keeps from writing.
    let open: Vec<_> = opened.iter().filter_map(|(planned, ..)| find(planned, &drives).ok()).collect();
    against.extend(programs(&open));
    // Nobody can begin to use what is open for us alone, but for another layer on top: so look once more.
    let numbers: Vec<_> = opened.iter().map(|(_, disk, _)| disk.number()).collect();
    for ((planned, ..), uses) in opened.iter().zip(device::settled_uses(&numbers, PATIENCE)) {
        let of = |drive: &&device::Drive| {
            Identity::of(drive).is_some_and(|now| planned.identity.differences(&now).is_empty())
        };
        if let Some(drive) = drives.iter().find(of) {
            against.extend(refusals(drive, &uses));
        }
    }
    if !against.is_empty() {
        return Err(MediaError::Refused(against));
    }
    opened.into_iter().map(|(planned, disk, node)| with_journal(run, planned, disk, node)).collect()
}

/// The certificate by which this plan is done with a medium: wiped again, that would be true of nothing. One that vanished and has its
/// journal still may be gone on with; of any other a journal that lies there was merely not taken away.
pub(super) fn done_by(
    plan: &LoadedPlan,
    planned: &PlannedMedium,
    seen: &[MediumSeen],
    work: &Path,
) -> Option<String> {
    let digest = planned.identity.digest();
    let certified =
        seen.iter().rfind(|seen| seen.plan_sha256 == plan.sha256 && seen.disk_sha256 == digest)?;
    let vanished = certified.reasons.iter().any(|reason| reason == Reason::Gone.as_str());
    (!(vanished && journal_path(work, planned).exists())).then(|| certified.certificate.clone())
}

/// Opens a disk for us alone. A run that was killed has it until the drive has answered what was under way: that is waited for.
fn open_when_free(node: &Path) -> io::Result<OpenDisk> {
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        match OpenDisk::open(node, Access::Exclusive) {
            Err(error)
                if error.kind() == io::ErrorKind::ResourceBusy && std::time::Instant::now() < until =>
            {
                std::thread::sleep(PATIENCE / 100);
            }
            outcome => return outcome,
        }
    }
}

/// The drive that is the planned one, wherever it is now.
fn find<'d>(planned: &PlannedMedium, drives: &'d [device::Drive]) -> Result<&'d device::Drive, MediaRefusal> {
    find_by(&planned.identity, &planned.name(), drives)
}

fn find_by<'d>(
    identity: &Identity,
    name: &str,
    drives: &'d [device::Drive],
) -> Result<&'d device::Drive, MediaRefusal> {
    let differences = |drive: &device::Drive| Identity::of(drive).map(|now| identity.differences(&now));
    alone(identity, drives)?;
    let same = drives.iter().find(|drive| differences(drive).is_some_and(|found| found.is_empty()));
    if let Some(drive) = same {
        return Ok(drive);
    }
    // Where it was lies another: say what is not the same.
    match drives.iter().find(|drive| drive.name == identity.device).and_then(|drive| differences(drive)) {
        Some(found) => Err(MediaRefusal::Changed { device: name.to_owned(), differences: found.join(", ") }),
        None => Err(MediaRefusal::Missing { device: name.to_owned() }),
    }
}

/// What lies on it is what the plan shows, and the certificate will say: whoever confirmed that, confirmed nothing else. Of a run that
/// was begun it lies there no more.
fn holds(run: &Run<'_>, planned: &PlannedMedium, drive: &device::Drive) -> Result<(), MediaRefusal> {
    let journal = std::fs::read_to_string(journal_path(run.work, planned)).ok();
    let head =
        |text: &String| serde_json::from_str::<JournalHead>(text.lines().next().unwrap_or_default()).ok();
    // A journal that is not whole is no reason to call it another disk.
    let begun = journal.is_some_and(|text| head(&text).is_none_or(|head| head.plan == run.plan.sha256));
    if begun || words_of(&device::examine(drive).contents) == planned.before {
        return Ok(());
    }
    Err(MediaRefusal::Changed { device: planned.name(), differences: "contents".to_owned() })
}

/// Where the journal of a medium lies.
fn journal_path(work: &Path, planned: &PlannedMedium) -> PathBuf {
    work.join(format!("wipe-medium-{}.jsonl", &planned.identity.digest().to_string()[..16]))
}

/// What was opened is what was planned.
fn same(planned: &PlannedMedium, disk: &OpenDisk) -> Result<(), MediaRefusal> {
    let identity = &planned.identity;
    let changed = |differences: String| MediaRefusal::Changed { device: planned.name(), differences };
    let drive = device::drive_numbered(disk.number())?;
    let now = Identity::of(&drive).ok_or_else(|| changed("capacity".to_owned()))?;
    let mut differences = identity.differences(&now);
    // And by the descriptor itself.
    if disk.capacity() != identity.capacity && !differences.contains(&"capacity") {
        differences.push("capacity");
    }
    if disk.block() != identity.sector && !differences.contains(&"sector") {
        differences.push("sector");
    }
    if differences.is_empty() { Ok(()) } else { Err(changed(differences.join(", "))) }
}

/// Takes up the journal of a run that died, or begins one.
fn with_journal<'a>(
    run: &Run<'a>,
    planned: &'a PlannedMedium,
    disk: OpenDisk,
    node: PathBuf,
) -> Result<Ready<'a>, MediaError> {
    let digest = planned.identity.digest();
    let journal_path = journal_path(run.work, planned);
    let failed = |source| MediaError::Journal { path: journal_path.clone(), source };
    // The first work with these keys finds no folder for it; the keys' own is their owner's only.
    std::fs::create_dir_all(run.work).map_err(failed)?;
    let mut key = [0; 32];
    SystemRandom::new().fill(&mut key).map_err(|_| MediaError::Random)?;
    let taken = match Journal::take_up(&journal_path) {
        Ok((journal, head, last)) if head.plan == run.plan.sha256 && head.disk == digest => {
            Some((journal, head.key.0, last, head.began))
        }
        // Of another plan: what it says of this disk is over.
        Ok((journal, ..)) => {
            journal.remove().map_err(failed)?;
            None
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            return Err(MediaError::UnderWay { device: planned.name() });
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        // Not even its head is whole: nothing was written by it, as the head is on its medium before.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            std::fs::remove_file(&journal_path).map_err(failed)?;
            None
        }
        Err(error) => return Err(failed(error)),
    };
    let (journal, key, resume, began) = match taken {
        Some(taken) => taken,
        None => {
            let began = (run.clock)().to_unix();
            let head = JournalHead {
                schema: JournalHead::SCHEMA.to_owned(),
                plan: run.plan.sha256,
                disk: digest,
                key: Sha256(key),
                began,
            };
            (Journal::create(&journal_path, &head).map_err(failed)?, key, None, began)
        }
    };
    let began = Timestamp::from_unix(began);
    Ok(Ready { planned, disk: Opened(disk), node, journal, journal_path, key, resume, began })
}

fn wipe(run: &Run<'_>, medium: &Ready<'_>, progress: Option<&dyn Progress>) -> MediumReport {
    let planned = medium.planned;
    let work = Work {
        disk: &medium.disk,
        pattern: &planned.pattern.pattern(&medium.key),
        key: &medium.key,
        passes: planned.passes,
        verify: planned.verify.into(),
        resume: medium.resume.clone(),
        journal: &medium.journal,
        progress: progress.unwrap_or(&crate::model::NoProgress),
        clock: run.clock,
        cancel: run.cancel,
    };
    wipe_medium(&work)
}

/// Certifies what came of a medium, whatever it is; where it was called off, notes that and leaves the journal.
fn conclude(
    run: &Run<'_>,
    ledger: &mut Ledger,
    medium: &Ready<'_>,
    report: MediumReport,
    intent: u64,
    checker: Option<&SecondChecker>,
) -> Result<MediumDone, MediaError> {
    let planned = medium.planned;
    if report.cancelled {
        let event = Event::from(Interrupted {
            intent,
            subject: String::new(),
            reason: "interrupted".to_owned(),
            left: vec![medium.journal_path.display().to_string()],
        });
        let draft = Draft::new(&run.signer.card.name, &event)?;
        ledger.append(&draft, run.signer.key, (run.clock)())?;
        let (place, name) = (place(run, medium), planned.name());
        return Ok(MediumDone { place, name, report, certificate: None, issued: None });
    }
    let now = device::drive_at(&medium.node).ok().as_ref().and_then(Identity::of);
    let same_disk = now.is_some_and(|now| planned.identity.differences(&now).is_empty());
    let seen = Seen { planned, report: &report, key: &medium.key, same_disk, began: medium.began, checker };
    let certificate = certificate(run, &seen);
    let certify = |ledger: &mut Ledger| -> Result<_, IssueError> {
        let annexes = blocks_annex(&report, u64::from(planned.identity.sector));
        let paper = Paper {
            body: Body::Medium(Box::new(certificate.clone())),
            addressee: Some(run.case.addressee()),
            remarks: run.statement.remarks.clone(),
            annexes: annexes
                .map(|content| AnnexFile { suffix: "blocks.jsonl".to_owned(), content })
                .into_iter()
                .collect(),
            about: run.statement.asset.clone(),
            agreements: Vec::new(),
        };
        let issued = issue(run.case, ledger, run.signer, &paper, (run.clock)())?;
        let event = Event::from(MediumWiped {
            certificate: issued.number.clone(),
            asset: run.statement.asset.clone(),
            medium: planned.name(),
            disk_sha256: planned.identity.digest(),
            plan_sha256: run.plan.sha256,
            capacity: planned.identity.capacity,
            verdict: certificate.verdict,
            reasons: certificate.reasons.clone(),
            intent: Some(intent),
        });
        ledger.append(&Draft::new(&run.signer.card.name, &event)?, run.signer.key, (run.clock)())?;
        Ok(issued)
    };
    let issued = certify(ledger).map_err(|source| MediaError::NotCertified {
        device: planned.name(),
        journal: medium.journal_path.clone(),
        source,
    })?;
    // Certified: the notes are not needed any more. If they stay, the next run finds that they belong to a plan that is done. Of a medium
    // that vanished they stay: plugged in again, it can be gone on with.
    if !report.is_gone() {
        let _ = std::fs::remove_file(&medium.journal_path);
    }
    Ok(MediumDone {
        place: place(run, medium),
        name: planned.name(),
        report,
        certificate: Some(certificate),
        issued: Some(issued),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::intake::tests::drive;

    #[test]
    fn who_cannot_be_certified_costs_no_other_the_certificate() {
        let mut certified = Vec::new();
        let outcomes = [Ok(1), Err("first"), Ok(2), Err("second"), Ok(3)].into_iter();
        let outcome = every(outcomes.map(|one| one.inspect(|number| certified.push(*number))));
        assert_eq!((outcome, certified), (Err("first"), vec![1, 2, 3]));
        assert_eq!(every([Ok::<_, ()>(1), Ok(2)].into_iter()), Ok(vec![1, 2]));
    }

    #[test]
    fn the_planned_drive_is_found_wherever_it_is_but_not_among_its_like() {
        let planned = Identity::of(&drive(2, Some("DOCK0001")).drive).unwrap();
        let drives: Vec<_> = [(1, "OTHER"), (3, "DOCK0001")].map(|(n, s)| drive(n, Some(s)).drive).into();
        assert_eq!(find_by(&planned, "DOCK0001", &drives).unwrap().name, "sd3");
        // In the place where it was is it, and in another its like: the first of them may be the wrong one.
        let twins: Vec<_> = [1, 2].map(|number| drive(number, Some("DOCK0001")).drive).into();
        assert!(matches!(find_by(&planned, "DOCK0001", &twins), Err(MediaRefusal::Alike { .. })));
        assert!(matches!(find_by(&planned, "DOCK0001", &drives[..1]), Err(MediaRefusal::Missing { .. })));
    }
}
