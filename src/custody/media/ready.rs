//! Everything that must be so before a medium is written: it is the planned one, nobody uses it, it holds what was confirmed, it is open
//! for us alone, and its journal is at hand.

use super::job::Run;
use super::naming::{alone, still_named_right};
use super::noted::{done_by, journal_path};
use super::opened::Opened;
use super::programs::programs;
use super::told::{hidden_state, other_serial, words_of};
use super::{MediaError, PATIENCE};
use crate::device::{self, Access, OpenDisk};
use crate::ledger::Ledger;
use crate::model::{Sha256, Timestamp};
use crate::sanitize::Technique;
use crate::sanitize::media::{
    Checkpoint, HiddenState, Identity, Journal, JournalHead, MediaRefusal, PlannedMedium, ends_sha256,
    is_proven, refusals,
};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::io;
use std::path::{Path, PathBuf};

/// A medium that may be written: there is no other way to get one than [`ready`].
pub(super) struct Ready<'a> {
    pub(super) planned: &'a PlannedMedium,
    pub(super) disk: Opened,
    pub(super) node: PathBuf,
    pub(super) journal: Journal,
    pub(super) journal_path: PathBuf,
    pub(super) key: [u8; 32],
    pub(super) resume: Option<Checkpoint>,
    /// When it was begun, by this run or an earlier one.
    pub(super) began: Timestamp,
    /// What is known of room that it does not show, now that it was asked once more.
    pub(super) hidden: HiddenState,
}

/// Looks at every medium again, by what it is and not by where, opens it, and looks once more at what was opened.
pub(super) fn ready<'a>(run: &Run<'a>, ledger: &Ledger) -> Result<Vec<Ready<'a>>, MediaError> {
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
    let looks = device::side_by_side(&found, |(planned, drive)| {
        let failed = |source| MediaRefusal::Open { path: drive.path.clone(), source };
        let disk = open_when_free(&drive.path).map(Opened).map_err(failed)?;
        let hidden = looked_at(run, planned, drive, &disk)?;
        Ok((disk, hidden))
    });
    let mut opened = Vec::new();
    for ((planned, drive), look) in found.into_iter().zip(looks) {
        match look {
            Ok((disk, hidden)) => opened.push((planned, disk, drive.path.clone(), hidden)),
            Err(refusal) => against.push(refusal),
        }
    }
    // Whoever has merely the node open, nobody keeps from writing.
    let open: Vec<_> = opened.iter().filter_map(|(planned, ..)| find(planned, &drives).ok()).collect();
    against.extend(programs(&open));
    // Nobody can begin to use what is open for us alone, but for another layer on top: so look once more.
    let numbers: Vec<_> = opened.iter().map(|(_, disk, ..)| disk.0.number()).collect();
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
    opened
        .into_iter()
        .map(|(planned, disk, node, hidden)| with_journal(run, planned, (disk, node, hidden)))
        .collect()
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

/// What was opened is the planned medium in all that can be asked, and what is known of its hidden room.
fn looked_at(
    run: &Run<'_>,
    planned: &PlannedMedium,
    drive: &device::Drive,
    disk: &Opened,
) -> Result<HiddenState, MediaRefusal> {
    done_here(planned)?;
    same(planned, &disk.0)?;
    let seen = device::examine(drive);
    if let Some(serial) = seen.asked.as_ref().and_then(|asked| asked.other_serial(drive)) {
        return Err(other_serial(planned.name(), serial));
    }
    still_named_right(&run.plan.plan, planned, drive, &seen)?;
    holds(run, planned, &seen, disk)?;
    Ok(planned.hidden.and_now(hidden_state(&seen.hidden)))
}

/// A plan of a later version may want an erase by the drive itself: that is not what would be done, nor what the certificate would say.
fn done_here(planned: &PlannedMedium) -> Result<(), MediaRefusal> {
    match planned.technique {
        Technique::Overwrite => Ok(()),
        other => Err(MediaRefusal::Technique { device: planned.name(), technique: other.as_str() }),
    }
}

/// What lies on it is what the plan shows, and the certificate will say: whoever confirmed that, confirmed nothing else. Of a run that
/// was begun it lies there no more; but then the journal must be of this very disk: where the disk itself says no name of its own, by what
/// it promises and the disk holds. In the same dock, after an interruption, another disk is known by the same.
fn holds(
    run: &Run<'_>,
    planned: &PlannedMedium,
    seen: &device::Examination,
    disk: &Opened,
) -> Result<(), MediaRefusal> {
    let ends = |planned: Sha256| ends_sha256(disk).is_ok_and(|now| now == planned);
    if words_of(&seen.contents) == planned.before && planned.ends_sha256.is_none_or(ends) {
        return Ok(());
    }
    let begun = match Journal::look(&journal_path(run.work, planned)) {
        Ok((head, last)) => {
            let ours = head.plan == run.plan.sha256 && head.disk == planned.identity.digest();
            ours && (planned.identity.says_its_name()
                || last.is_some_and(|last| is_its(planned, disk, &head, last)))
        }
        // A journal that is not whole is no reason to call it another disk.
        Err(error) => error.kind() == io::ErrorKind::InvalidData && planned.identity.says_its_name(),
    };
    if begun {
        return Ok(());
    }
    Err(MediaRefusal::Changed { device: planned.name(), differences: "contents".to_owned() })
}

/// Whether a disk holds what the journal promises last. A pass at its very beginning promises nothing but the end of the one before.
fn is_its(planned: &PlannedMedium, disk: &Opened, head: &JournalHead, last: Checkpoint) -> bool {
    let promised = match (last.frontier, last.pass) {
        (0, 0 | 1) => return false,
        (0, pass) => Checkpoint { pass: pass - 1, frontier: disk.0.capacity(), ..Checkpoint::default() },
        _ => last,
    };
    let pattern = planned.pattern.pattern(&head.key.0);
    is_proven(disk, (&pattern, planned.passes), &head.key.0, &promised)
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
    (disk, node, hidden): (Opened, PathBuf, HiddenState),
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
    Ok(Ready { planned, disk, node, journal, journal_path, key, resume, began, hidden })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custody::intake::tests::drive;

    #[test]
    fn only_overwriting_is_carried_out() {
        let planned = |technique: &str| -> PlannedMedium {
            let medium = serde_json::json!({
                "identity": { "device": "sdb", "medium": { "kind": "ssd" }, "capacity": 1024, "sector": 512 },
                "hidden": { "state": "none" }, "technique": technique, "pattern": "random", "passes": 1,
                "verify": "full", "limits": [], "confirm": "ABCDEF",
            });
            serde_json::from_value(medium).unwrap()
        };
        assert!(done_here(&planned("overwrite")).is_ok());
        for technique in ["block_erase", "cryptographic_erase", "drive_overwrite"] {
            assert!(matches!(done_here(&planned(technique)), Err(MediaRefusal::Technique { .. })));
        }
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
