//! Making a package in volumes: each is an age file of its own, and each that is complete stays, whatever happens to the next.
//!
//! They are made in a folder beside the target, the [`Workshop`]. A run that finds a [`Journal`] of the same sources and terms
//! goes on: volumes that are whole are kept, everything else is made anew, under a new file key each time (C2SP `age.md`: a file
//! key must never be used for another file). A source of which anything must be read again must be what it was.

use super::blueprint::{Blueprint, Secrets, bag_name};
use super::error::PackageError;
use super::fill::{Known, fill};
use super::journal::{Beginning, Journal, Told, VolumeEntry};
use super::options::{SealOptions, VolumeOptions};
use super::output::{Full, Output};
use super::room::{room_for, target_error};
use super::sealed::{Form, Sealed};
use super::spread::{HEADER_ROOM, volume_plain_bytes};
use super::tree::{EntryKind, Tree};
use super::volume_file::{VolumeFile, volume_list_digests};
use super::volume_set::{Part, name_of};
use super::workshop::{StagedVolumes, Workshop};
use crate::crypt::{CHUNK, Recipients, SealedHeader, TAG, VolumeMark, keyfile, seal_marked_header};
use crate::model::{Algorithms, DigestSet, Phase, Progress, Sha256};
use crate::stream::{Hasher, create_private};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// What is there to go on with.
struct Kept {
    beginning: Beginning,
    /// In tree order; empty ones are not known.
    digests: Vec<DigestSet>,
    /// Files that must be read again, for a volume with a part of theirs was completed after they were known.
    doubted: Vec<bool>,
    parts: BTreeMap<(usize, u64), DigestSet>,
    /// By volume; `None`: to be made.
    volumes: Vec<Option<VolumeFile>>,
}

/// The smallest volume, in bytes.
pub(super) const LEAST_VOLUME: u64 = HEADER_ROOM + (CHUNK + TAG) as u64;

pub(super) fn seal_volumes(
    tree: &Tree,
    target: &Path,
    folder: &Path,
    volumes: &VolumeOptions,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sealed, PackageError> {
    let volume_bytes = volume_plain_bytes(volumes.size);
    if volume_bytes == 0 {
        return Err(PackageError::VolumeTooSmall { least: LEAST_VOLUME });
    }
    if target.file_name().and_then(|name| name.to_str()).is_none() {
        let source =
            io::Error::new(io::ErrorKind::InvalidInput, "a name that is not UTF-8 cannot name volumes");
        return Err(PackageError::write(target)(source));
    }
    // The secrets may turn out to be those of an earlier run; lengths do not depend on them.
    let probe = Blueprint::new(tree, bag_name(target), Secrets::random()?, volume_bytes, options)?;
    let count = u32::try_from(probe.spread.volumes()).map_err(|_| PackageError::TooManyVolumes)?;
    let workshop = Workshop { folder: folder.to_owned(), target: target.to_owned(), count };
    let fresh = Beginning {
        schema: Beginning::SCHEMA.to_owned(),
        package: probe.secrets.package.clone(),
        token: probe.secrets.token.clone(),
        sealed_at: options.sealed_at,
        volume_bytes,
        sources: fingerprint(tree),
        sha256: options.algorithms.sha256,
        blake3: options.algorithms.blake3,
        terms: terms(target, options)?,
        volume_recipient: String::new(),
        key: VolumeEntry { volume: 0, name: String::new(), bytes: 0, digests: DigestSet::default() },
    };
    let (journal, told) = Journal::open(&volumes.journal)?;
    let kept = match told {
        Some(told) if volumes.remake && told.beginning.continues(&fresh) => {
            let kept = workshop.take_back(&told, progress, cancel)?;
            Some(Kept::of(&probe, told, kept))
        }
        _ if volumes.remake => {
            return Err(PackageError::NothingToRemakeFrom { path: target.to_owned() });
        }
        Some(told) if told.beginning.continues(&fresh) => {
            workshop.bring_back(&told)?;
            workshop.target_is_free()?;
            let kept = workshop.take_up(&told, progress, cancel)?;
            kept.map(|volumes| Kept::of(&probe, told, volumes))
        }
        Some(told) if !told.volumes.is_empty() && workshop.folder.exists() => {
            return Err(PackageError::UnfinishedOther { path: workshop.folder });
        }
        _ => None,
    };
    let given_back = |error| match volumes.remake {
        true => kept.as_ref().map_or(Ok(()), |kept| workshop.give_back(&kept.volumes)).and(Err(error)),
        false => Err(error),
    };
    workshop.target_is_free().or_else(given_back)?;
    let is_kept = |volume: usize| kept.as_ref().is_some_and(|kept| kept.volumes[volume].is_some());
    let to_come = (0..workshop.count as usize).filter(|volume| !is_kept(*volume));
    let lengths = to_come.filter_map(|volume| probe.spread.file_bytes(volume, HEADER_ROOM));
    room_for(target, lengths.fold(0, u64::saturating_add)).or_else(given_back)?;
    let kept = match kept {
        Some(kept) => kept,
        None => begin(&workshop, &journal, fresh, &probe, options)?,
    };
    let standing = kept.volumes.clone();
    let made = Mutex::new(standing);
    let making = Making { tree, workshop: &workshop, journal: &journal, kept: &kept, options, made: &made };
    match making.run(progress, cancel) {
        Ok((volumes, written)) => {
            let beginning = kept.beginning;
            let key = VolumeFile { name: name_of(&workshop.place(Part::Key)), ..beginning.key.file() };
            Ok(Sealed {
                form: Form::Volumes(StagedVolumes { workshop, journal }),
                token_sha256: Hasher::sha256_of(beginning.token.as_bytes()),
                package: beginning.package,
                sealed_at: beginning.sealed_at,
                bytes: volumes.iter().map(|volume| volume.bytes).sum(),
                digests: volume_list_digests(&volumes),
                volumes,
                key: Some(key),
                kept: kept.volumes.iter().flatten().count(),
                manifest_sha256: written.manifest_sha256,
                list: written.list,
            })
        }
        Err(error) if volumes.remake => {
            // What stood stands again.
            workshop.give_back(&kept.volumes)?;
            Err(error)
        }
        Err(error) => {
            let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
            let changed = matches!(error, PackageError::SourceChanged { .. });
            if changed || made.iter().all(Option::is_none) {
                // Nothing that anybody could go on with: what is sealed of a source that changed fits nothing any more.
                journal.forget()?;
                workshop.remove()?;
                journal.remove();
            } else {
                workshop.keep_only(&made)?;
            }
            Err(error)
        }
    }
}

impl Kept {
    fn of(probe: &Blueprint<'_>, told: Told, volumes: Vec<Option<VolumeFile>>) -> Self {
        let count = probe.tree.entries.len();
        let (mut digests, mut doubted) = (vec![DigestSet::default(); count], vec![false; count]);
        for (entry, found, before) in &told.files {
            let Some(place) = digests.get_mut(*entry) else { continue };
            *place = *found;
            let later = told.volumes.iter().skip(*before);
            doubted[*entry] = later
                .filter(|volume| volume.volume < volumes.len())
                .any(|volume| volumes[volume.volume].is_some() && probe.touches(volume.volume, *entry));
        }
        Self { beginning: told.beginning, digests, doubted, parts: told.parts, volumes }
    }
}

/// Begins a package: an empty workshop, its key, its journal.
fn begin(
    workshop: &Workshop,
    journal: &Journal,
    mut beginning: Beginning,
    probe: &Blueprint<'_>,
    options: &SealOptions<'_>,
) -> Result<Kept, PackageError> {
    journal.forget()?;
    workshop.create()?;
    // No weaker than the keys that it is sealed to.
    let key = match options.recipients.is_post_quantum() {
        true => keyfile::generate_hybrid()?,
        false => keyfile::generate(),
    };
    let mark = VolumeMark { package: beginning.package.clone(), number: 0, count: workshop.count };
    let file = write_key(&workshop.place(Part::Key), &key, &mark, options)?;
    beginning.volume_recipient = key.recipient;
    beginning.key = VolumeEntry::of(0, &file);
    journal.begin(&beginning)?;
    let count = probe.tree.entries.len();
    Ok(Kept {
        beginning,
        digests: vec![DigestSet::default(); count],
        doubted: vec![false; count],
        parts: BTreeMap::new(),
        volumes: vec![None; workshop.count as usize],
    })
}

/// The work itself.
struct Making<'a> {
    tree: &'a Tree,
    workshop: &'a Workshop,
    journal: &'a Journal,
    kept: &'a Kept,
    options: &'a SealOptions<'a>,
    /// What is complete, by volume.
    made: &'a Mutex<Vec<Option<VolumeFile>>>,
}

impl Making<'_> {
    fn run(
        &self,
        progress: &dyn Progress,
        cancel: &AtomicBool,
    ) -> Result<(Vec<VolumeFile>, super::tail::Written), PackageError> {
        let Self { tree, workshop, journal, kept, options, made } = *self;
        let beginning = &kept.beginning;
        let begun = SealOptions {
            recipients: options.recipients,
            recipients_named: options.recipients_named.clone(),
            sender: options.sender.clone(),
            signer: options.signer,
            algorithms: options.algorithms,
            volumes: options.volumes.clone(),
            sealed_at: beginning.sealed_at,
            tool: options.tool.clone(),
        };
        let secrets = Secrets { package: beginning.package.clone(), token: beginning.token.clone() };
        let bag = bag_name(&workshop.target);
        let blueprint = Blueprint::new(tree, bag, secrets, beginning.volume_bytes, &begun)?;
        let recipients = Recipients::parse([beginning.volume_recipient.as_str()])?;
        let open = |volume: usize| {
            let (number, path) = workshop.volume(volume);
            let mark = VolumeMark { package: beginning.package.clone(), number, count: workshop.count };
            let header = seal_marked_header(&recipients, &mark)?;
            if header.bytes.len() as u64 > HEADER_ROOM {
                return Err(PackageError::Bug("volume header"));
            }
            let file = create_private(&path).map_err(PackageError::write(&path))?;
            Ok((file, path, header))
        };
        let close = |full: Full<'_>| {
            let (_, path) = workshop.volume(full.volume);
            full.file.sync_all().map_err(PackageError::write(&path))?;
            let file = VolumeFile { name: name_of(&path), bytes: full.bytes, digests: full.digests };
            journal.volume(VolumeEntry::of(full.volume, &file))?;
            if let Some(place) = made.lock().unwrap_or_else(PoisonError::into_inner).get_mut(full.volume) {
                *place = Some(file);
            }
            Ok(())
        };
        let note = |entry, digests| journal.file(entry, digests);
        let part = |entry, bytes, digests| match kept.parts.get(&(entry, bytes)) {
            Some(before) => Ok(*before == digests),
            None => journal.part(entry, bytes, digests).map(|()| true),
        };
        let wanted: Vec<bool> = kept.volumes.iter().map(Option::is_none).collect();
        let missing: Vec<usize> = (0..wanted.len()).filter(|volume| wanted[*volume]).collect();
        let needed = (0..tree.entries.len()).map(|entry| {
            let unknown = kept.digests[entry] == DigestSet::default() || kept.doubted[entry];
            blueprint.is_file(entry)
                && (unknown || missing.iter().any(|volume| blueprint.touches(*volume, entry)))
        });
        let known =
            Known { needed: needed.collect(), digests: kept.digests.clone(), note: &note, beginning: &part };
        let output = Output::new(blueprint.spread, wanted, options.algorithms, &open, &close);
        progress.begin(Phase::Seal, Some(blueprint.plain_bytes()));
        let failed = |error| target_error(&workshop.target, error);
        let written = fill(&blueprint, &output, &known, options.algorithms, progress, cancel, failed)?;
        progress.end();
        drop(output);
        let volumes: Option<Vec<VolumeFile>> =
            made.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect();
        Ok((volumes.ok_or(PackageError::Bug("a volume is missing"))?, written))
    }
}

/// The file that holds the key of all volumes, sealed to the recipients.
fn write_key(
    path: &Path,
    key: &keyfile::NewIdentity,
    mark: &VolumeMark,
    options: &SealOptions<'_>,
) -> Result<VolumeFile, PackageError> {
    let SealedHeader { bytes: mut file, key: payload } = seal_marked_header(options.recipients, mark)?;
    let mut slot = zeroize::Zeroizing::new(key.text.as_bytes().to_vec());
    slot.extend_from_slice(&[0; TAG]);
    payload.seal_chunk(0, true, &mut slot)?;
    file.extend_from_slice(&slot);
    let out = create_private(path).map_err(PackageError::write(path))?;
    std::io::Write::write_all(&mut &out, &file).map_err(PackageError::write(path))?;
    out.sync_all().map_err(PackageError::write(path))?;
    let mut hasher = Hasher::new(options.algorithms);
    hasher.update(&file);
    Ok(VolumeFile { name: name_of(path), bytes: file.len() as u64, digests: hasher.finish() })
}

/// Digest over everything that the package states beside its content: with any other of it, kept volumes would not fit.
fn terms(target: &Path, options: &SealOptions<'_>) -> Result<Sha256, PackageError> {
    let name = target.file_name().and_then(|name| name.to_str());
    let told = (name, &options.sender, &options.recipients_named, &options.tool);
    let text = serde_json::to_vec(&told).map_err(|_| PackageError::Bug("terms"))?;
    Ok(Hasher::sha256_of(&text))
}

/// Digest over everything that the walk saw of the sources.
fn fingerprint(tree: &Tree) -> Sha256 {
    let mut hasher = Hasher::new(Algorithms { sha256: true, blake3: false });
    for entry in &tree.entries {
        let kind = match entry.kind {
            EntryKind::File => 'f',
            EntryKind::Folder => 'd',
            EntryKind::Link => 'l',
        };
        let (seconds, nanos) = entry.mtime;
        let line = format!("{kind} {} {seconds}.{nanos:09} {:o} {}\0", entry.size, entry.mode, entry.path);
        hasher.update(line.as_bytes());
        if let Some(from) = entry.extra.as_ref().and_then(|extra| extra.renamed_from.as_deref()) {
            hasher.update(format!("{from}\0").as_bytes());
        }
        if let Some(coding) = &entry.coding {
            // Stored otherwise, the same file gives other volumes.
            hasher.update(format!("{:?} {}\0", coding.kind(), coding.stored_bytes()).as_bytes());
        }
    }
    hasher.finish().sha256.unwrap_or(Sha256([0; 32]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NoProgress, Person};
    use crate::package::{ManifestSender, walk};
    use crate::sign::SigningKey;

    /// A file whose digest was known before one of its volumes was completed must be read again: that volume was made of
    /// whatever the file was then.
    #[test]
    fn what_was_known_before_a_volume_of_it_is_doubted() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("見本.bin");
        std::fs::write(&source, vec![7; 5 * CHUNK]).unwrap();
        let tree = walk(&[source], &NoProgress).unwrap();
        let signer = SigningKey::generate().unwrap();
        let recipients = Recipients::parse([keyfile::generate().recipient.as_str()]).unwrap();
        let options = SealOptions {
            recipients: &recipients,
            recipients_named: Vec::new(),
            sender: ManifestSender {
                person: Person::default(),
                id: signer.public().id(),
                fingerprint: signer.public().fingerprint(),
            },
            signer: &signer,
            algorithms: Algorithms::default(),
            volumes: None,
            sealed_at: crate::model::Timestamp::from_unix(1_795_000_000),
            tool: "azukari test".into(),
        };
        let secrets = Secrets { package: "ab".repeat(16), token: "cd".repeat(32) };
        let probe = Blueprint::new(&tree, "見本", secrets, 2 * CHUNK as u64, &options).unwrap();
        let volume =
            |volume| VolumeEntry { volume, name: String::new(), bytes: 1, digests: DigestSet::default() };
        let digests = DigestSet { sha256: Some(Sha256([1; 32])), blake3: None };
        let doubted = |before: usize, kept: [bool; 3]| {
            let beginning = Beginning {
                schema: Beginning::SCHEMA.into(),
                package: String::new(),
                token: String::new(),
                sealed_at: options.sealed_at,
                volume_bytes: 2 * CHUNK as u64,
                sources: Sha256([0; 32]),
                sha256: true,
                blake3: true,
                terms: Sha256([0; 32]),
                volume_recipient: String::new(),
                key: volume(0),
            };
            let volumes = vec![volume(0), volume(2), volume(1)];
            let told = Told { beginning, files: vec![(0, digests, before)], volumes, parts: BTreeMap::new() };
            let kept = kept.map(|kept| kept.then(|| volume(0).file()));
            Kept::of(&probe, told, kept.to_vec()).doubted[0]
        };
        assert!(!doubted(3, [true; 3]), "known after all of them");
        assert!(doubted(2, [true; 3]), "the second volume came later");
        assert!(!doubted(2, [true, false, true]), "that one is made anew anyway");
    }
}
