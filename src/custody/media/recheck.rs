//! Reading a medium once more, by its certificate alone: anybody can, long after, without the case.

use super::MediaError;
use super::run::Opened;
use crate::custody::verify;
use crate::device::{self, Access, OpenDisk};
use crate::document::{Body, MediumCertificate, Record, WrittenPattern};
use crate::model::{Phase, Progress, Trust};
use crate::sanitize::media::{
    Compared, Identity, MediaRefusal, Pattern, Ranges, Sample, Verification, Watcher, compare, compare_sample,
};
use crate::sign::Keyring;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// What was found.
#[derive(Debug)]
pub struct Recheck {
    /// What the certificate says.
    pub certificate: MediumCertificate,
    /// How its signature stands.
    pub signature: Trust,
    /// What of the disk is not as the certificate says: `serial`, `capacity` and the like.
    pub differences: Vec<&'static str>,
    /// Whether all was read or only samples.
    pub range: Verification,
    /// What the medium holds.
    pub compared: Compared,
    /// Good: all of it holds what was written, by a certificate whose signer is known. Bad: some of it does not, or the signature does not
    /// fit. Unknown: anything between.
    pub trust: Trust,
}

/// Reads the medium at `device` and compares it with what `record` says was written last. Nothing is written.
///
/// # Errors
/// [`MediaError::NotACertificate`], [`MediaError::Refused`] where it cannot be opened, [`MediaError::Interrupted`].
pub fn recheck(
    record: &Record,
    path: &Path,
    device: &Path,
    keyring: &Keyring,
    sample: bool,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Recheck, MediaError> {
    let not_one = || MediaError::NotACertificate { path: path.to_owned() };
    let Body::Medium(certificate) = &record.document.body else { return Err(not_one()) };
    let pattern = match &certificate.passes.last().ok_or_else(not_one)?.pattern {
        WrittenPattern::Keystream { key } => Pattern::keystream(&key.0),
        WrittenPattern::Constant { byte } => Pattern::Constant(*byte),
    };
    let findings = verify::record(record, path, keyring).map_err(|_| not_one())?;
    let refused = |refusal: MediaRefusal| MediaError::Refused(vec![refusal]);
    let drive = device::drive_at(device).map_err(|error| refused(error.into()))?;
    let disk = OpenDisk::open(&drive.path, Access::Read)
        .map_err(|source| refused(MediaRefusal::Open { path: drive.path.clone(), source }))?;
    let differences = Identity::of(&drive).map_or_else(
        || vec!["capacity"],
        |now| {
            let said = Identity {
                device: now.device.clone(),
                backing_file: now.backing_file.clone(),
                by_id: Vec::new(),
                medium: certificate.medium.clone(),
                wwn: certificate.wwn.clone(),
                firmware: certificate.firmware.clone(),
                capacity: certificate.medium.capacity.unwrap_or(0),
                sector: certificate.sector,
            };
            said.differences(&now)
        },
    );
    let disk = Opened(disk);
    let places = if sample {
        use crate::sanitize::media::Disk as _;
        Some(Sample::draw(disk.capacity(), disk.block()).ok_or(MediaError::Random)?)
    } else {
        None
    };
    let watcher = Advance(progress);
    progress.begin(
        Phase::VerifyWipe,
        Some(places.as_ref().map_or(disk.0.capacity(), |places| places.places.bytes())),
    );
    let (range, compared) = match &places {
        None => (Verification::Full, compare(&disk, &pattern, &watcher, cancel)),
        Some(places) => (Verification::Sample, compare_sample(&disk, &pattern, places, &watcher, cancel)),
    };
    progress.end();
    if compared.cut == Some(crate::sanitize::media::Cut::Cancelled) {
        return Err(MediaError::Interrupted);
    }
    let signature = findings.trust();
    let trust = judge(signature, &differences, range, &compared, disk.0.capacity());
    Ok(Recheck { certificate: (**certificate).clone(), signature, differences, range, compared, trust })
}

fn judge(
    signature: Trust,
    differences: &[&str],
    range: Verification,
    compared: &Compared,
    capacity: u64,
) -> Trust {
    let holds = compared.differing.is_empty() && compared.unreadable.is_empty() && compared.cut.is_none();
    if signature == Trust::Bad || !holds {
        return Trust::Bad;
    }
    let all = range == Verification::Full && compared.equal == capacity && compared.wanted == capacity;
    if signature == Trust::Good && differences.is_empty() && all { Trust::Good } else { Trust::Unknown }
}

struct Advance<'a>(&'a dyn Progress);

impl Watcher for Advance<'_> {
    fn advance(&self, bytes: u64) {
        self.0.advance(bytes);
    }

    fn checkpoint(&self, _: u64, _: &Ranges) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_only_when_all_was_read_by_a_known_certificate() {
        let whole = || Compared { wanted: 1024, equal: 1024, ..Compared::default() };
        let full = Verification::Full;
        assert_eq!(judge(Trust::Good, &[], full, &whole(), 1024), Trust::Good);
        assert_eq!(judge(Trust::Unknown, &[], full, &whole(), 1024), Trust::Unknown);
        assert_eq!(judge(Trust::Bad, &[], full, &whole(), 1024), Trust::Bad);
        assert_eq!(judge(Trust::Good, &["serial"], full, &whole(), 1024), Trust::Unknown);
        assert_eq!(judge(Trust::Good, &[], Verification::Sample, &whole(), 1024), Trust::Unknown);
        assert_eq!(judge(Trust::Good, &[], full, &Compared { equal: 512, ..whole() }, 1024), Trust::Unknown);
        let mut differing = Ranges::default();
        differing.add(0, 512);
        assert_eq!(judge(Trust::Good, &[], full, &Compared { differing, ..whole() }, 1024), Trust::Bad);
    }
}
