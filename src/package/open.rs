//! Opening a package: all of it, proved, or nothing.

use super::bag::{Manifest, Totals, manifest_line};
use super::cursor::{Found, Naming, destination};
use super::error::PackageError;
use super::extract::{Extracted, Job, extract};
use super::naming::{Arriving, NameOptions, Placed, rules_of};
use super::opening::{Flavor, Opening};
use super::prove::prove;
use super::restore::{Deviation, Restore, restore};
use super::room::room_for;
use super::sink::Staging;
use super::tree::EntryKind;
use super::volume_file::{VolumeFile, volume_list_digests};
use super::volume_set::name_of;
use crate::crypt::Identities;
use crate::model::{Algorithms, DigestSet, Phase, Progress, Sha256};
use crate::stream::Hasher;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// How to open.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenOptions {
    /// Which digests of the package file itself to compute on the way.
    pub package_digests: Algorithms,
    /// Whether the list of files must have SHA-256 of each, also where the package was sealed without: for a receipt.
    pub listed_by_sha256: bool,
    /// What is given back beside content, times and permissions.
    pub restore: Restore,
    /// What is known of the names that the destination takes, and what to do with others.
    pub names: NameOptions,
}

/// What a foreign file was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignKind {
    /// A tar.
    Tar,
    /// A single file.
    File,
}

/// What was inside.
#[derive(Debug)]
pub enum Inside {
    /// A package of this program, proved against its own manifest, whose signature fits; whose signature it is must be
    /// judged by the caller.
    Own {
        /// The manifest.
        manifest: Box<Manifest>,
        /// Its exact bytes.
        manifest_bytes: Vec<u8>,
        /// Digest of these.
        manifest_sha256: Sha256,
        /// SSHSIG over these.
        signature: Vec<u8>,
        /// 64 hex digits from the very end.
        token: String,
    },
    /// Made by another program: nobody signed it (署名なし).
    Foreign(ForeignKind),
}

/// A package read to its end, its content in a staging folder (if it was opened) until published.
#[derive(Debug)]
pub struct Staged {
    /// Where the content waits; `None` when only checked.
    staging: Option<Staging>,
    /// What was inside.
    pub inside: Inside,
    /// Digests of the package file; of a package in volumes, of the list of its volumes ([`volume_list_digests`]).
    pub package: DigestSet,
    /// Length of the package file, or of all volumes together, in bytes.
    pub package_bytes: u64,
    /// The volumes, in order, if it is in volumes.
    pub volumes: Vec<VolumeFile>,
    /// The file with the key of the volumes.
    pub key: Option<VolumeFile>,
    /// Counts of what was inside.
    pub totals: Totals,
    /// In what the content that was written is not what was sealed, by path.
    pub deviations: Vec<(String, Deviation)>,
    /// Digests of the list of files.
    pub list: DigestSet,
    /// The list itself, in `sha256sum` form: for an own package `manifest-sha256.txt` as in the bag.
    pub list_text: String,
}

impl Staged {
    /// Gives the content its place.
    ///
    /// # Errors
    /// [`PackageError::Write`].
    pub fn publish(&mut self) -> Result<Option<PathBuf>, PackageError> {
        self.staging.take().map(Staging::publish).transpose()
    }
}

/// Opens `path` into `staging`. Nothing stands under the destination until [`Staged::publish`].
///
/// # Errors
/// [`PackageError`]; nothing is left behind.
pub fn open(
    path: &Path,
    identities: &Identities,
    mut staging: Staging,
    options: OpenOptions,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Staged, PackageError> {
    let opening = Opening::new(path, identities)?;
    let needed = match &opening.flavor {
        Flavor::Own { start, .. } if start.coded => opening.room_needed()?,
        Flavor::Own { start, .. } => start.content_bytes,
        Flavor::Tar | Flavor::Plain => opening.plain_bytes(),
    };
    room_for(staging.root(), needed)?;
    staging.create()?;
    let naming = naming(&opening, &staging, options.names)?;
    let extracted = read(&opening, Some(&staging), naming, options, Phase::Open, progress, cancel)?;
    // Deepest first: writing into a folder would change its time again.
    for member in extracted.members.iter().rev().filter(|member| member.kind == EntryKind::Folder) {
        if let Some(path) = member.place(&opening.flavor).filter(|path| !path.is_empty()) {
            staging.restore_folder(path, member.mtime, member.mode);
        }
    }
    let (mut staged, naming) = conclude(&opening, extracted)?;
    match naming {
        Naming::Known(placed)
            if options.restore != Restore::default() || staged.totals.links > 0 || !placed.is_empty() =>
        {
            staged.deviations = restore(&opening, &staging, options.restore, &placed)?;
        }
        Naming::Arriving(names) => {
            let renamed = names.renamed.into_iter();
            staged.deviations = renamed.map(|(path, now)| (path, Deviation::Renamed(now))).collect();
        }
        Naming::Known(_) | Naming::Unasked => {}
    }
    staging.sync()?;
    staged.staging = Some(staging);
    Ok(staged)
}

/// Reads `path` to its end and proves it, writing nothing.
///
/// # Errors
/// [`PackageError`].
pub fn check(
    path: &Path,
    identities: &Identities,
    options: OpenOptions,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Staged, PackageError> {
    let opening = Opening::new(path, identities)?;
    let extracted = read(&opening, None, Naming::Unasked, options, Phase::Verify, progress, cancel)?;
    Ok(conclude(&opening, extracted)?.0)
}

/// How the files are to be called in `staging`: looked at as a whole where an index says what will come.
fn naming(opening: &Opening, staging: &Staging, options: NameOptions) -> Result<Naming, PackageError> {
    let rules = rules_of(staging.root(), options);
    if !matches!(opening.flavor, Flavor::Own { .. }) {
        return Ok(Naming::Arriving(Box::new(Arriving::new(rules, options))));
    }
    let mut index = opening.index()?;
    let mut paths = Vec::new();
    while let Some(entry) = index.next_entry()? {
        paths.push(entry.path);
    }
    let refused = |problems| PackageError::Names { path: staging.target().to_owned(), problems };
    Placed::of(rules, options, &paths).map(Naming::Known).map_err(refused)
}

fn read(
    opening: &Opening,
    staging: Option<&Staging>,
    naming: Naming,
    options: OpenOptions,
    phase: Phase,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Extracted, PackageError> {
    let algorithms = match &opening.flavor {
        Flavor::Own { start, .. } => {
            Algorithms { sha256: start.sha256 || options.listed_by_sha256, blake3: start.blake3 }
        }
        Flavor::Tar | Flavor::Plain => Algorithms::default(),
    };
    let package_digests = options.package_digests;
    extract(Job { opening, staging, algorithms, package_digests, phase, progress, cancel }, naming)
}

fn conclude(opening: &Opening, extracted: Extracted) -> Result<(Staged, Naming), PackageError> {
    let Extracted { members, volumes: digests, naming } = extracted;
    let in_volumes = opening.key_file.is_some();
    let files = opening.volumes.iter().zip(&digests).filter(|_| in_volumes);
    let volumes: Vec<VolumeFile> = files
        .map(|(volume, digests)| VolumeFile {
            name: name_of(&volume.path),
            bytes: volume.file_bytes,
            digests: *digests,
        })
        .collect();
    let package = match digests.as_slice() {
        [digests] if !in_volumes => *digests,
        _ => volume_list_digests(&volumes),
    };
    let list_text = list_text(&opening.flavor, &members);
    let mut hasher = Hasher::new(Algorithms::default());
    hasher.update(list_text.as_bytes());
    let list = hasher.finish();
    let common = |inside, totals| Staged {
        staging: None,
        inside,
        package,
        package_bytes: opening.file_bytes(),
        volumes,
        key: opening.key_file.clone(),
        totals,
        deviations: Vec::new(),
        list,
        list_text,
    };
    let kind = match &opening.flavor {
        Flavor::Own { bag, start } => {
            let proof = prove(opening, bag, start, &members)?;
            let inside = Inside::Own {
                manifest: Box::new(proof.manifest),
                manifest_bytes: proof.manifest_bytes,
                manifest_sha256: proof.manifest_sha256,
                signature: proof.signature,
                token: proof.token,
            };
            return Ok((common(inside, proof.totals), naming));
        }
        Flavor::Tar => ForeignKind::Tar,
        Flavor::Plain => ForeignKind::File,
    };
    let mut totals = Totals::default();
    for member in &members {
        match member.kind {
            EntryKind::File => totals.files += 1,
            EntryKind::Folder => totals.folders += u64::from(!member.path.is_empty()),
            EntryKind::Link => totals.links += 1,
        }
        totals.bytes += member.size;
    }
    Ok((common(Inside::Foreign(kind), totals), naming))
}

/// The list of files with their digests, for whoever wants to check them where they now lie.
fn list_text(flavor: &Flavor, members: &[Found]) -> String {
    let mut text = String::new();
    for member in members.iter().filter(|member| member.kind == EntryKind::File) {
        let Some(path) = destination(flavor, &member.path) else { continue };
        if let Some(sha256) = member.digests.sha256 {
            match flavor {
                Flavor::Own { .. } => text.push_str(&manifest_line(&sha256, path)),
                Flavor::Tar | Flavor::Plain => text.push_str(&format!("{sha256}  {path}\n")),
            }
        }
    }
    text
}
