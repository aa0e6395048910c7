//! Taking out some files of a package by seeking: only their chunks are read, and each is proved against the signed index.
//!
//! The rest of the package stays unread, so nothing is said of it, and no receipt can be issued: a receipt vouches for all.

use super::bag::{IndexEntry, Totals};
use super::coding::{CodingKind, DecodeError, Decoder};
use super::error::PackageError;
use super::error::unwrap_package_error;
use super::list::{Listing, listing};
use super::names;
use super::naming::{NameOptions, Placed, rules_of};
use super::opening::Opening;
use super::room::room_for;
use super::sink::Staging;
use crate::crypt::{CHUNK, Identities};
use crate::model::{Phase, Progress};
use crate::sign;
use crate::stream::{Hasher, write_all_at};
use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use zeroize::Zeroizing;

/// Some files of a package, in a staging folder until published.
#[derive(Debug)]
pub struct Part {
    staging: Option<Staging>,
    /// What the package says of itself; its signature fits its key, whose it is must be judged by the caller.
    pub listing: Listing,
    /// Counts of what was taken out.
    pub totals: Totals,
    /// What has another name than in the package: its path there, and its path here.
    pub renamed: Vec<(String, String)>,
}

impl Part {
    /// Gives the content its place.
    ///
    /// # Errors
    /// [`PackageError::Write`].
    pub fn publish(&mut self) -> Result<Option<PathBuf>, PackageError> {
        self.staging.take().map(Staging::publish).transpose()
    }
}

/// Takes out the files and folders whose path below `data/` is `wanted` (a folder's without the slash at its end), and the
/// folders above them. A folder that is wanted brings what is below it only where that is wanted too.
///
/// # Errors
/// [`PackageError::NothingWanted`] when there is none; [`PackageError`] else. Nothing is left behind.
pub fn open_part(
    path: &Path,
    identities: &Identities,
    mut staging: Staging,
    wanted: &dyn Fn(&str) -> bool,
    naming: NameOptions,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Part, PackageError> {
    let opening = Opening::new(path, identities)?;
    let listing = listing(&opening)?;
    sign::check(super::NAMESPACE, &listing.manifest_bytes, &listing.signature)
        .map_err(|_| PackageError::SignatureBad)?;
    let chosen: Vec<&IndexEntry> =
        listing.entries.iter().filter(|entry| wanted(entry.path.trim_end_matches('/'))).collect();
    if chosen.is_empty() {
        return Err(PackageError::NothingWanted);
    }
    let parents: BTreeSet<&str> = chosen.iter().flat_map(|entry| above(&entry.path)).collect();
    let mut totals = Totals::default();
    let mut room = 0_u64;
    for entry in &chosen {
        let folder = entry.path.ends_with('/');
        totals.files += u64::from(!folder && entry.link.is_none());
        totals.links += u64::from(entry.link.is_some());
        totals.folders += u64::from(folder);
        totals.bytes = totals.bytes.checked_add(entry.size).ok_or_else(|| bad(entry))?;
        let sparse = entry.coding == Some(CodingKind::Sparse);
        room = room.saturating_add(if sparse { entry.stored_bytes() } else { entry.size });
    }
    room_for(staging.root(), room)?;
    staging.create()?;
    let taken = listing.entries.iter().map(|entry| &entry.path);
    let taken = taken
        .filter(|path| wanted(path.trim_end_matches('/')) || parents.contains(path.trim_end_matches('/')));
    let taken: Vec<String> = taken.cloned().collect();
    let placed = Placed::of(rules_of(staging.root(), naming), naming, &taken)
        .map_err(|problems| PackageError::Names { path: staging.target().to_owned(), problems })?;
    progress.begin(Phase::Open, Some(chosen.iter().map(|entry| entry.stored_bytes()).sum()));
    let mut folders = Vec::new();
    // In the order of sealing: a folder before what is in it.
    for entry in &listing.entries {
        let name = entry.path.trim_end_matches('/');
        let is_wanted = wanted(name);
        if !is_wanted && !parents.contains(name) {
            continue;
        }
        let place = placed.path(name);
        if !names::is_below(name) || !names::stays_inside(&place) || !names::fits_manifest(name) {
            return Err(PackageError::malformed("path-escapes", name));
        }
        if entry.path.ends_with('/') {
            staging.folder(&place, true)?;
            folders.push((place, entry));
        } else if is_wanted && entry.link.is_none() {
            take_out(&opening, entry, &place, &staging, progress, cancel)?;
        }
    }
    for (name, entry) in folders.iter().rev() {
        staging.restore_folder(name, entry.time().ok_or_else(|| bad(entry))?, entry.mode);
    }
    staging.sync()?;
    progress.end();
    let plain = taken.iter().map(|path| path.trim_end_matches('/'));
    let renamed = plain.filter(|path| placed.name(path).is_some());
    let renamed = renamed.map(|path| (path.to_owned(), placed.path(path).into_owned())).collect();
    Ok(Part { staging: Some(staging), listing, totals, renamed })
}

/// The folders that a path lies in.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let path = path.trim_end_matches('/');
    path.match_indices('/').map(|(at, _)| &path[..at])
}

fn bad(entry: &IndexEntry) -> PackageError {
    PackageError::malformed("index", entry.path.clone())
}

fn take_out(
    opening: &Opening,
    entry: &IndexEntry,
    place: &str,
    staging: &Staging,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<(), PackageError> {
    let stored = entry.stored_bytes();
    let end = entry.offset.checked_add(stored).filter(|end| *end <= opening.plain_bytes());
    let digests = entry.sha256.is_some() || entry.blake3.is_some();
    if end.is_none() || !digests || !entry.is_well_coded() {
        return Err(bad(entry));
    }
    let file = staging.file(place, true, entry.attributes.unwrap_or(0))?;
    let target = staging.target().join(place);
    let go_on = || !cancel.load(Ordering::Relaxed);
    let failed = |error| match error {
        DecodeError::Write(error) => PackageError::write(&target)(error),
        DecodeError::Wrong(what) => PackageError::malformed(what, entry.path.clone()),
        DecodeError::Stopped => PackageError::Interrupted,
    };
    let decoder = |kind| Decoder::new(kind, entry.size, stored, opening.algorithms());
    let mut decoder = entry.coding.map(decoder).transpose().map_err(failed)?;
    let mut hasher = Hasher::new(opening.algorithms());
    let mut reader = opening.reader(entry.offset, stored);
    let mut buffer = Zeroizing::new(vec![0; CHUNK]);
    let mut at = 0;
    loop {
        if !go_on() {
            return Err(PackageError::Interrupted);
        }
        let count = reader.read(&mut buffer).map_err(unwrap_package_error)?;
        if count == 0 {
            break;
        }
        match &mut decoder {
            Some(decoder) => decoder.push(&buffer[..count], Some(&file), &go_on).map_err(failed)?,
            None => {
                hasher.update(&buffer[..count]);
                write_all_at(&file, &buffer[..count], at).map_err(PackageError::write(&target))?;
            }
        }
        at += count as u64;
        progress.advance(count as u64);
    }
    let digests = match decoder {
        Some(decoder) => decoder.finish(Some(&file), &go_on).map_err(failed)?,
        None => hasher.finish(),
    };
    if digests != entry.digests() {
        return Err(PackageError::HashMismatch { inside: entry.path.clone() });
    }
    if cfg!(not(target_os = "linux")) {
        file.sync_all().map_err(PackageError::write(&target))?;
    }
    let time = entry.time().ok_or_else(|| bad(entry))?;
    Staging::restore(&file, time, entry.mode).map_err(PackageError::write(&target))
}

#[cfg(test)]
mod tests {
    #[test]
    fn folders_above() {
        assert_eq!(super::above("a/b/c.txt").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(super::above("a/b/").collect::<Vec<_>>(), ["a"]);
        assert_eq!(super::above("a").count(), 0);
    }
}
