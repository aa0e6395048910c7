//! What would be filled, and what that cannot reach: known before anything is written.

use super::refusal::{FreeError, FreeRefusal};
use super::system::{needed_place, starved_image};
use super::workshop;
use crate::device::{Filesystem, Room, below_filesystem, room_of};
use crate::model::Limit;
use crate::sanitize::files::{KERNEL_VIEWS, Place, RawReading, Refusal, WriteStyle};
use crate::sanitize::keystream::KeystreamError;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Left for programs of the running computer where nothing else is said, in bytes.
const SYSTEM_RESERVE: u64 = 256 << 20;

/// What the operator allows.
#[derive(Debug, Clone, Default)]
pub struct FreeOptions {
    /// What is to stay free, in bytes; nothing, where nothing is said, but on the running system.
    pub reserve: Option<u64>,
    /// Whether a file system may be filled that the running computer, azukari or other people need.
    pub fill_system: bool,
    /// Paths that azukari needs: the case, the keys.
    pub needed: Vec<PathBuf>,
}

/// A file system whose free space is to be filled.
#[derive(Debug, Clone)]
pub struct FreePlan {
    /// The folder, in full.
    pub folder: PathBuf,
    /// Where the filling files will lie, in a folder of their own.
    pub workshop: PathBuf,
    /// The file system, the medium below, and what filling cannot reach.
    pub place: Place,
    /// Whether what is found here may count as 合格.
    pub may_pass: bool,
    /// The room that the file system says it has.
    pub room: Option<Room>,
    /// What is to stay free, in bytes.
    pub reserve: u64,
    /// Whether the running computer or other people need room there.
    pub needed_by: Option<PathBuf>,
}

impl FreePlan {
    /// What will be filled, as far as it is told, in bytes: at most, for an ordinary user may not get all of it.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        let room = self.room?;
        let most = if self.reserve == 0 && may_take_all() { room.free } else { room.available };
        Some(most.saturating_sub(self.reserve))
    }
}

/// Whether this user gets what is kept for the administrator.
fn may_take_all() -> bool {
    #[cfg(unix)]
    {
        rustix::process::geteuid().is_root()
    }
    #[cfg(not(unix))]
    {
        false
    }
}

/// True of all filling, wherever it happens.
pub(super) const ALWAYS: [Limit; 8] = [
    Limit::NamesRemain,
    Limit::BackupsNotCovered,
    Limit::RawDeviceNotRead,
    Limit::ReallocatedSectors,
    Limit::FileTails,
    Limit::MetadataNotReached,
    Limit::OthersWriting,
    Limit::OutsideFileSystem,
];

/// The folder at `path`, by its full name.
///
/// # Errors
/// [`FreeError::Refused`] where there is none.
pub fn folder_at(path: &Path) -> Result<PathBuf, FreeError> {
    let refused = |refusal: FreeRefusal| FreeError::Refused(vec![refusal]);
    let folder = fs::canonicalize(path).map_err(|error| refused(no_path(path, &error).into()))?;
    if folder.is_dir() { Ok(folder) } else { Err(refused(FreeRefusal::NotAFolder { path: path.to_owned() })) }
}

/// Looks at the file system that holds `path`, read-only.
///
/// # Errors
/// [`FreeError::Refused`] with every reason found; [`FreeError::Device`] when the system could not be asked.
pub fn plan(path: &Path, options: &FreeOptions) -> Result<FreePlan, FreeError> {
    let refused = |refusal: FreeRefusal| FreeError::Refused(vec![refusal]);
    let folder = folder_at(path)?;
    let filesystem = Filesystem::of(&folder)?;
    let mut refusals = by_kind(&folder, &filesystem, options);
    let needed_by = needed_place(&folder, &filesystem, &options.needed);
    if let Some(needs) = needed_by.clone().filter(|_| !options.fill_system) {
        refusals.push(FreeRefusal::System { path: folder.clone(), needs });
    }
    let default = if needed_by.is_some() { SYSTEM_RESERVE } else { 0 };
    let reserve = options.reserve.unwrap_or(default);
    let room = room_of(&folder).map_err(|error| refused(no_path(&folder, &error).into()))?;
    match room {
        Some(room) if refusals.is_empty() && room.available <= reserve && room.free <= reserve => {
            let (path, available) = (folder.clone(), room.available);
            refusals.push(FreeRefusal::NoRoom { path, available, reserve });
        }
        None if reserve > 0 => refusals.push(FreeRefusal::RoomUnknown { path: folder.clone() }),
        _ => {}
    }
    if !refusals.is_empty() {
        return Err(FreeError::Refused(refusals));
    }
    let (place, may_pass) = place(filesystem, reserve);
    if let Some(needs) = starved_image(&place, room).filter(|_| !options.fill_system) {
        return Err(refused(FreeRefusal::System { path: folder, needs }));
    }
    let name = workshop::new_name().ok_or(KeystreamError)?;
    let workshop = folder.join(name);
    Ok(FreePlan { folder, workshop, place, may_pass, room, reserve, needed_by })
}

fn no_path(path: &Path, error: &std::io::Error) -> Refusal {
    let path = path.to_owned();
    match error.kind() {
        std::io::ErrorKind::NotFound => Refusal::NotFound { path },
        _ => Refusal::Unreadable { path, reason: error.to_string() },
    }
}

/// What the kind of the file system forbids.
fn by_kind(folder: &Path, filesystem: &Filesystem, options: &FreeOptions) -> Vec<FreeRefusal> {
    let (path, kind) = (|| folder.to_owned(), filesystem.kind.clone());
    let mut refusals = Vec::new();
    let place = place_of(filesystem.clone());
    if KERNEL_VIEWS.contains(&kind.as_str()) {
        return vec![Refusal::KernelView { path: path(), filesystem: kind }.into()];
    }
    if place.style == WriteStyle::Memory {
        return vec![FreeRefusal::Memory { path: path(), filesystem: kind }];
    }
    if filesystem.has_option("ro") {
        refusals.push(Refusal::ReadOnly { path: path() }.into());
    }
    if place.style == WriteStyle::Network && !options.fill_system {
        refusals.push(FreeRefusal::Share { path: path(), filesystem: kind });
    }
    refusals
}

/// The place, whose device is not read past the file system: filling has only the file system's own direct read-back, as wiping files
/// has without that right.
fn place_of(filesystem: Filesystem) -> Place {
    let below = below_filesystem(&filesystem);
    Place::new(filesystem, below, RawReading::NotPermitted)
}

/// The place with the limits of filling instead of those of wiping files, and whether it may pass.
fn place(filesystem: Filesystem, reserve: u64) -> (Place, bool) {
    let mut place = place_of(filesystem);
    let may_pass = place.may_pass();
    // Earlier versions in free space are what filling is for, and the map of a file has no part in it.
    let not_of_filling = [Limit::EarlierVersions, Limit::NoExtentMap];
    place.limits.retain(|limit| !not_of_filling.contains(limit));
    place.limits.extend(ALWAYS);
    place.limits.extend(told_beforehand(&place, reserve));
    (place, may_pass)
}

fn told_beforehand(place: &Place, reserve: u64) -> BTreeSet<Limit> {
    let keeps =
        matches!(place.filesystem.kind.as_str(), "ext4" | "xfs" | "btrfs" | "f2fs" | "bcachefs" | "zfs");
    let noted = [
        (reserve > 0, Limit::ReserveLeft),
        (place.style == WriteStyle::Layered, Limit::UpperLayerOnly),
        (keeps, Limit::FileSystemReserve),
    ];
    noted.into_iter().filter(|(applies, _)| *applies).map(|(_, limit)| limit).collect()
}
