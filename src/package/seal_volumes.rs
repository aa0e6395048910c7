//! Making a package in volumes: each is an age file of its own, and each that is complete stays, whatever happens to the next.
//!
//! They are made in a folder beside the target, the workshop, which holds their journal too. A run that finds a journal of the
//! same sources, recipients and sender goes on with it: volumes that are whole are kept, everything else is made anew, under a
//! new file key each time (C2SP `age.md`: a file key must never be used for another file).

use super::blueprint::{Blueprint, Secrets, bag_name};
use super::error::PackageError;
use super::fill::{Known, fill};
use super::journal::{Beginning, Journal, Told, VolumeEntry};
use super::open::{VolumeFile, volume_list_digests};
use super::options::SealOptions;
use super::output::{Full, Output};
use super::seal::{Form, Sealed, room_for, target_error};
use super::source::{EntryKind, Tree};
use super::spread::{HEADER_ROOM, volume_plain_bytes};
use super::volume_set::{Part, name_of, part_path};
use crate::crypt::{
    CHUNK, ChunkLayout, Recipients, SealedHeader, TAG, VolumeMark, keyfile, seal_marked_header,
};
use crate::model::{Algorithms, DigestSet, Phase, Progress, Sha256};
use crate::stream::{Hasher, OpenFolder, create_private, digest_file, rename_new};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

const JOURNAL: &str = "journal.jsonl";

/// The folder where the volumes of `target` are made: always the same, so that another run finds it.
#[must_use]
pub fn volume_workshop(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".azukari-volumes");
    target.with_file_name(name)
}

/// Volumes that are complete in their workshop.
#[derive(Debug)]
pub(super) struct StagedVolumes {
    workshop: PathBuf,
    base: PathBuf,
    /// File names, in the order in which they appear: the key last, for without it nothing can be opened.
    names: Vec<String>,
    /// Keeps the lock.
    journal: Journal,
}

impl StagedVolumes {
    /// Where a file of this name lies until it is committed.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.workshop.join(name)
    }

    /// Gives all of them their names, or none.
    pub(super) fn commit(self) -> Result<(), PackageError> {
        let parent = OpenFolder::parent_of(&self.base).map_err(PackageError::write(&self.base))?;
        let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
        for name in &self.names {
            let (from, to) = (self.workshop.join(name), self.base.with_file_name(name));
            if let Err(error) = rename_new(&from, &to) {
                for (from, to) in moved.iter().rev() {
                    let _ = rename_new(to, from);
                }
                return Err(target_error(&to, error));
            }
            moved.push((from, to));
        }
        // The package stands; what cannot be removed of the workshop holds nothing of it any more.
        let _ = fs::remove_file(self.workshop.join(JOURNAL));
        drop(self.journal);
        let _ = fs::remove_dir(&self.workshop);
        parent.settle();
        Ok(())
    }
}

/// What there is to begin with.
struct Bench {
    journal: Journal,
    beginning: Beginning,
    files: Vec<(usize, DigestSet)>,
    /// By volume; `None`: to be made.
    volumes: Vec<Option<VolumeFile>>,
}

pub(super) fn seal_volumes(
    tree: &Tree,
    target: &Path,
    workshop: &Path,
    size: u64,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sealed, PackageError> {
    let volume_bytes = volume_plain_bytes(size);
    if volume_bytes == 0 {
        return Err(PackageError::VolumeTooSmall { least: HEADER_ROOM + (CHUNK + TAG) as u64 });
    }
    let bag = bag_name(target);
    // Only the plan's length is needed to see whether it can be; the secrets may turn out to be those of an earlier run.
    let probe = Blueprint::new(tree, bag, Secrets::random()?, volume_bytes, options)?;
    let count = probe.spread.volumes();
    for number in 0..=count {
        let part =
            if number == 0 { Part::Key } else { Part::Volume(u32::try_from(number).unwrap_or(u32::MAX)) };
        let path = part_path(target, part);
        if path.symlink_metadata().is_ok() {
            return Err(PackageError::TargetExists { path });
        }
    }
    let bench =
        set_up(tree, target, workshop, volume_bytes, &probe.secrets, count, options, progress, cancel)?;
    let Bench { journal, beginning, files, volumes: kept } = bench;

    let begun = SealOptions {
        recipients: options.recipients,
        recipients_named: options.recipients_named.clone(),
        sender: options.sender.clone(),
        signer: options.signer,
        algorithms: options.algorithms,
        volume_size: options.volume_size,
        sealed_at: beginning.sealed_at,
        tool: options.tool.clone(),
    };
    let secrets = Secrets { package: beginning.package.clone(), token: beginning.token.clone() };
    let blueprint = Blueprint::new(tree, bag, secrets, volume_bytes, &begun)?;
    let wanted: Vec<bool> = kept.iter().map(Option::is_none).collect();
    let to_come = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
    let lengths = to_come.filter_map(|(volume, _)| blueprint.spread.file_bytes(volume, HEADER_ROOM));
    room_for(target, lengths.sum())?;

    let recipients = Recipients::parse([beginning.volume_recipient.as_str()])?;
    let volume_path = |volume: usize| {
        let number = u32::try_from(volume + 1).unwrap_or(u32::MAX);
        (workshop.join(name_of(&part_path(target, Part::Volume(number)))), number)
    };
    let open = |volume: usize| {
        let (path, number) = volume_path(volume);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let mark = VolumeMark { package: beginning.package.clone(), number, count };
        let header = seal_marked_header(&recipients, &mark)?;
        if header.bytes.len() as u64 > HEADER_ROOM {
            return Err(PackageError::Bug("volume header"));
        }
        let file = create_private(&path).map_err(PackageError::write(&path))?;
        Ok((file, path, header))
    };
    let made = Mutex::new(kept.clone());
    let close = |full: Full<'_>| {
        let (path, _) = volume_path(full.volume);
        full.file.sync_all().map_err(PackageError::write(&path))?;
        let file = VolumeFile { name: name_of(&path), bytes: full.bytes, digests: full.digests };
        journal.volume(VolumeEntry::of(full.volume, &file))?;
        if let Some(place) = made.lock().unwrap_or_else(PoisonError::into_inner).get_mut(full.volume) {
            *place = Some(file);
        }
        Ok(())
    };
    let note = |entry, digests| journal.file(entry, digests);
    let known = known(&blueprint, &wanted, &files, &note);
    let output = Output::new(blueprint.spread, wanted, options.algorithms, &open, &close);
    progress.begin(Phase::Seal, Some(blueprint.plain_bytes()));
    let failed = |error| target_error(target, error);
    let written = fill(&blueprint, &output, &known, options.algorithms, progress, cancel, failed)?;
    progress.end();
    drop(output);
    let volumes: Option<Vec<VolumeFile>> =
        made.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
    let volumes = volumes.ok_or(PackageError::Bug("a volume is missing"))?;
    let key = beginning.key.file();
    let names = volumes.iter().chain([&key]).map(|file| file.name.clone()).collect();
    let staged = StagedVolumes { workshop: workshop.to_owned(), base: target.to_owned(), names, journal };
    Ok(Sealed {
        form: Form::Volumes(staged),
        token_sha256: Hasher::sha256_of(beginning.token.as_bytes()),
        package: beginning.package,
        sealed_at: beginning.sealed_at,
        bytes: volumes.iter().map(|volume| volume.bytes).sum(),
        digests: volume_list_digests(&volumes),
        volumes,
        key: Some(key),
        kept: kept.iter().flatten().count(),
        manifest_sha256: written.manifest_sha256,
        list: written.list,
    })
}

/// Which files must be read: those in a volume that is to be made, and those whose digests are not known.
fn known<'a>(
    blueprint: &Blueprint<'_>,
    wanted: &[bool],
    files: &[(usize, DigestSet)],
    note: &'a (dyn Fn(usize, DigestSet) -> Result<(), PackageError> + Sync),
) -> Known<'a> {
    let count = blueprint.tree.entries.len();
    let mut digests = vec![DigestSet::default(); count];
    for (entry, found) in files {
        if let Some(place) = digests.get_mut(*entry) {
            *place = *found;
        }
    }
    let volumes: Vec<usize> = (0..wanted.len()).filter(|volume| wanted[*volume]).collect();
    let touched = |entry| volumes.iter().any(|volume| blueprint.touches(*volume, entry));
    let unknown = |entry: usize| digests[entry] == DigestSet::default();
    let needed = (0..count).map(|entry| blueprint.is_file(entry) && (unknown(entry) || touched(entry)));
    Known { needed: needed.collect(), digests, note }
}

#[expect(clippy::too_many_arguments, reason = "everything that a beginning consists of")]
fn set_up(
    tree: &Tree,
    target: &Path,
    workshop: &Path,
    volume_bytes: u64,
    secrets: &Secrets,
    count: u64,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Bench, PackageError> {
    let path = workshop.join(JOURNAL);
    let count_of = usize::try_from(count).unwrap_or(usize::MAX);
    let mut beginning = Beginning {
        schema: Beginning::SCHEMA.to_owned(),
        package: secrets.package.clone(),
        token: secrets.token.clone(),
        sealed_at: options.sealed_at,
        volume_bytes,
        sources: fingerprint(tree),
        sha256: options.algorithms.sha256,
        blake3: options.algorithms.blake3,
        sender: options.sender.fingerprint.clone(),
        recipients: options.recipients_named.iter().map(|named| named.recipient.clone()).collect(),
        volume_recipient: String::new(),
        key: VolumeEntry { volume: 0, name: String::new(), bytes: 0, digests: DigestSet::default() },
    };
    if let Some((journal, told)) = Journal::resume(&path)? {
        if !told.beginning.continues(&beginning) {
            return Err(PackageError::UnfinishedOther { path: workshop.to_owned() });
        }
        if let Some(bench) = take_up(journal, told, workshop, count_of, progress, cancel)? {
            return Ok(bench);
        }
    }
    clear(workshop)?;
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(workshop).map_err(PackageError::write(workshop))?;
    // No weaker than the keys that it is sealed to.
    let key =
        if options.recipients.is_post_quantum() { keyfile::generate_hybrid()? } else { keyfile::generate() };
    let mark = VolumeMark {
        package: secrets.package.clone(),
        number: 0,
        count: u32::try_from(count).unwrap_or(u32::MAX),
    };
    let file = write_key(&workshop.join(name_of(&part_path(target, Part::Key))), &key, &mark, options)?;
    beginning.volume_recipient = key.recipient;
    beginning.key = VolumeEntry::of(0, &file);
    let journal = Journal::begin(&path, &beginning)?;
    Ok(Bench { journal, beginning, files: Vec::new(), volumes: vec![None; count_of] })
}

/// Goes on with an earlier run: every volume that its journal names is read again. `None` when its key file is not whole,
/// without which nothing of it can ever be opened.
fn take_up(
    journal: Journal,
    told: Told,
    workshop: &Path,
    count: usize,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Option<Bench>, PackageError> {
    let Told { beginning, files, volumes } = told;
    let algorithms = Algorithms { sha256: beginning.sha256, blake3: beginning.blake3 };
    let whole = |entry: &VolumeEntry| -> Result<bool, PackageError> {
        let path = workshop.join(&entry.name);
        match File::open(&path) {
            Ok(file) => {
                let found = digest_file(&file, algorithms, cancel, &|count| progress.advance(count));
                let (bytes, digests) = found.map_err(|error| match error.kind() {
                    std::io::ErrorKind::Interrupted => PackageError::Interrupted,
                    _ => PackageError::read(&path)(error),
                })?;
                Ok(bytes == entry.bytes && digests == entry.digests)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(PackageError::read(&path)(error)),
        }
    };
    progress.begin(Phase::Verify, Some(volumes.iter().map(|volume| volume.bytes).sum()));
    let mut kept = vec![None; count];
    let key_is_whole = whole(&beginning.key)?;
    if key_is_whole {
        for entry in &volumes {
            if let Some(place) = kept.get_mut(entry.volume)
                && whole(entry)?
            {
                *place = Some(entry.file());
            }
        }
    }
    progress.end();
    if !key_is_whole {
        return Ok(None);
    }
    let names: Vec<&str> = kept.iter().flatten().map(|file: &VolumeFile| file.name.as_str()).collect();
    let entries = fs::read_dir(workshop).map_err(PackageError::read(workshop))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != JOURNAL && name != beginning.key.name && !names.contains(&name.as_str()) {
            fs::remove_file(entry.path()).map_err(PackageError::write(&entry.path()))?;
        }
    }
    Ok(Some(Bench { journal, beginning, files, volumes: kept }))
}

/// Removes what an earlier run left that cannot be gone on with. Only files of ours are in there.
fn clear(workshop: &Path) -> Result<(), PackageError> {
    match fs::remove_dir_all(workshop) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(PackageError::write(workshop)(error))
        }
        _ => Ok(()),
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
    let start = file.len();
    let mut slot = zeroize::Zeroizing::new(key.text.as_bytes().to_vec());
    slot.extend_from_slice(&[0; TAG]);
    payload.seal_chunk(0, true, &mut slot)?;
    file.extend_from_slice(&slot);
    debug_assert!(ChunkLayout::of_file(start as u64, file.len() as u64).is_some());
    let out = create_private(path).map_err(PackageError::write(path))?;
    std::io::Write::write_all(&mut &out, &file).map_err(PackageError::write(path))?;
    out.sync_all().map_err(PackageError::write(path))?;
    let mut hasher = Hasher::new(options.algorithms);
    hasher.update(&file);
    Ok(VolumeFile { name: name_of(path), bytes: file.len() as u64, digests: hasher.finish() })
}

/// Digest over everything that the walk saw of the sources.
fn fingerprint(tree: &Tree) -> Sha256 {
    let mut hasher = Hasher::new(Algorithms { sha256: true, blake3: false });
    for entry in &tree.entries {
        let kind = if entry.kind == EntryKind::Folder { 'd' } else { 'f' };
        let (seconds, nanos) = entry.mtime;
        let line = format!("{kind} {} {seconds}.{nanos:09} {:o} {}\0", entry.size, entry.mode, entry.path);
        hasher.update(line.as_bytes());
    }
    hasher.finish().sha256.unwrap_or(Sha256([0; 32]))
}
