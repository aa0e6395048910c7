//! Reading a medium once more, by its certificate alone: anybody can, long after, without the case. Who has one can put it on record.

use super::MediaError;
use super::certificate::{compared_annex, read_back};
use super::opened::Opened;
use crate::custody::case::Case;
use crate::custody::issue::{AnnexFile, Issued, Paper, Signer, issue};
use crate::custody::summary::identity;
use crate::custody::verify;
use crate::device::{self, Access, OpenDisk};
use crate::document::{self, Agreement, Body, MediumCertificate, Performed, Record, WrittenPattern};
use crate::model::{Person, Phase, Progress, Timestamp, Trust};
use crate::sanitize::media::{
    Compared, Cut, Disk as _, Identity, MediaRefusal, Pattern, Ranges, Sample, Stage, Verification, Watcher,
    compare, compare_sample,
};
use crate::sign::Keyring;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// What is to be read, and by what.
pub struct Ask<'a> {
    /// The certificate.
    pub record: &'a Record,
    /// Its file: its annexes lie beside it.
    pub path: &'a Path,
    /// The medium.
    pub device: &'a Path,
    /// Whose signature counts.
    pub keyring: &'a Keyring,
    /// Whether samples are enough.
    pub sample: bool,
    /// Who is told how far it is.
    pub progress: &'a dyn Progress,
    /// What time it is.
    pub clock: &'a dyn Fn() -> Timestamp,
    /// Raised to call it off.
    pub cancel: &'a AtomicBool,
}

/// What was found.
#[derive(Debug)]
pub struct Recheck {
    /// What the certificate says.
    pub certificate: MediumCertificate,
    /// Whether all was read or only samples.
    pub range: Verification,
    /// What the medium holds.
    pub compared: Compared,
    /// All of it, as it would go on record; nobody is named in it yet.
    pub body: document::Recheck,
}

impl Recheck {
    /// Good: all of the medium holds what was written, by a certificate whose signer is known. Bad: some of it does not, or the
    /// signature does not fit. Unknown: anything between.
    #[must_use]
    pub fn trust(&self) -> Trust {
        match self.body.agreement {
            Agreement::Same => Trust::Good,
            Agreement::Other => Trust::Bad,
            Agreement::Unknown => Trust::Unknown,
        }
    }
}

/// Reads the medium and compares it with what the certificate says was written last. Nothing is written.
///
/// # Errors
/// [`MediaError::NotACertificate`], [`MediaError::Refused`] where it cannot be opened, [`MediaError::Interrupted`].
pub fn recheck(ask: &Ask<'_>) -> Result<Recheck, MediaError> {
    let not_one = || MediaError::NotACertificate { path: ask.path.to_owned() };
    let Body::Medium(certificate) = &ask.record.document.body else { return Err(not_one()) };
    let written = &certificate.passes.last().ok_or_else(not_one)?.pattern;
    let pattern = match written {
        WrittenPattern::Keystream { key } => Pattern::keystream(&key.0),
        WrittenPattern::Constant { byte } => Pattern::Constant(*byte),
    };
    let findings = verify::record(ask.record, ask.path, ask.keyring).map_err(|_| not_one())?;
    let refused = |refusal: MediaRefusal| MediaError::Refused(vec![refusal]);
    let drive = device::drive_at(ask.device).map_err(|error| refused(error.into()))?;
    let disk = OpenDisk::open(&drive.path, Access::Read)
        .map_err(|source| refused(MediaRefusal::Open { path: drive.path.clone(), source }))?;
    // Its name stays with what was opened: another disk cannot have taken its place from here on.
    let drive = device::drive_at(&drive.path).map_err(|error| refused(error.into()))?;
    let differences = Identity::of(&drive).map_or_else(
        || vec!["capacity"],
        |now| {
            let mut said = identity(certificate, now.backing_file.clone());
            said.device.clone_from(&now.device);
            said.differences(&now)
        },
    );
    let disk = Opened(disk);
    let (range, stage) = read(ask, &disk, &pattern)?;
    let sector = u64::from(disk.0.block()).max(1);
    let mut medium = drive.medium.clone();
    // What was read is what the opened disk shows.
    medium.capacity = Some(disk.capacity());
    let mut body = document::Recheck {
        certificate: ask.record.reference(),
        signature: findings.trust(),
        certified: certificate.verdict,
        medium,
        wwn: drive.wwn.clone(),
        sector: disk.0.block(),
        differences: differences.into_iter().map(str::to_owned).collect(),
        performed: Performed {
            from: stage.from,
            until: stage.until,
            place: None,
            operator: Person::default(),
            witness: None,
            machine: None,
        },
        pattern: written.clone(),
        read: read_back(range, &stage, sector),
        agreement: Agreement::Unknown,
        reasons: Vec::new(),
    };
    let (agreement, reasons) = body.judge();
    body.agreement = agreement;
    body.reasons = reasons.into_iter().map(str::to_owned).collect();
    Ok(Recheck { certificate: (**certificate).clone(), range, compared: stage.outcome, body })
}

fn read(
    ask: &Ask<'_>,
    disk: &Opened,
    pattern: &Pattern,
) -> Result<(Verification, Stage<Compared>), MediaError> {
    let places = if ask.sample {
        Some(Sample::draw(disk.capacity(), disk.block()).ok_or(MediaError::Random)?)
    } else {
        None
    };
    let watcher = Advance(ask.progress);
    let total = places.as_ref().map_or(disk.capacity(), |places| places.places.bytes());
    let (from, started) = ((ask.clock)(), Instant::now());
    ask.progress.begin(Phase::VerifyWipe, Some(total));
    let (range, outcome) = match &places {
        None => (Verification::Full, compare(disk, pattern, &watcher, ask.cancel)),
        Some(places) => (Verification::Sample, compare_sample(disk, pattern, places, &watcher, ask.cancel)),
    };
    ask.progress.end();
    if outcome.cut == Some(Cut::Cancelled) {
        return Err(MediaError::Interrupted);
    }
    let bytes = outcome.equal.saturating_add(outcome.differing.bytes());
    Ok((range, Stage { from, until: (ask.clock)(), took: started.elapsed(), bytes, outcome }))
}

/// Who puts it on record.
#[derive(Debug, Clone, Default)]
pub struct RecheckStatement {
    /// 場所.
    pub place: Option<String>,
    /// 立会者.
    pub witness: Option<Person>,
    /// 実施PC.
    pub machine: Option<String>,
    /// 備考.
    pub remarks: Vec<String>,
}

/// Puts on record what was found (検証記録), whatever it is.
///
/// # Errors
/// [`MediaError::Issue`], [`MediaError::Ledger`]; nothing was issued then.
pub fn record_recheck(
    case: &Case,
    signer: Signer<'_>,
    found: &Recheck,
    statement: &RecheckStatement,
    at: Timestamp,
) -> Result<Issued, MediaError> {
    let mut body = found.body.clone();
    body.performed = Performed {
        place: statement.place.clone(),
        operator: signer.card.person(),
        witness: statement.witness.clone(),
        machine: statement.machine.clone(),
        ..body.performed
    };
    let annex = compared_annex(&found.compared, u64::from(body.sector).max(1));
    let paper = Paper {
        body: Body::Recheck(Box::new(body)),
        addressee: Some(case.addressee()),
        remarks: statement.remarks.clone(),
        annexes: annex
            .map(|content| AnnexFile { suffix: "blocks.jsonl".to_owned(), content })
            .into_iter()
            .collect(),
        about: None,
        agreements: Vec::new(),
    };
    Ok(issue(case, &mut case.ledger()?, signer, &paper, at)?)
}

struct Advance<'a>(&'a dyn Progress);

impl Watcher for Advance<'_> {
    fn advance(&self, bytes: u64) {
        self.0.advance(bytes);
    }

    fn checkpoint(&self, _: u64, _: &Ranges) {}
}
