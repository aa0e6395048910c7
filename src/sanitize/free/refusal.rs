//! Why free space is not filled: a full disk does harm, so every doubt is a refusal.

use crate::device::DeviceError;
use crate::model::{Facts, Fault, FaultClass, bytes_with_unit, io_facts};
use crate::sanitize::KeystreamError;
use crate::sanitize::files::Refusal;
use std::io;
use std::path::PathBuf;

/// One reason not to fill. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FreeRefusal {
    /// What may be wrong with any path that is to be written.
    #[error(transparent)]
    Path(#[from] Refusal),
    /// It is no folder.
    #[error("`{}` is no folder", path.display())]
    NotAFolder {
        /// As given.
        path: PathBuf,
    },
    /// The free space is memory.
    #[error("`{}` is on {filesystem}, which is memory", path.display())]
    Memory {
        /// The path.
        path: PathBuf,
        /// Such as `tmpfs`.
        filesystem: String,
    },
    /// The running computer, or azukari itself, needs room there.
    #[error("`{}` shares its free space with `{}`", path.display(), needs.display())]
    System {
        /// The path.
        path: PathBuf,
        /// Who needs it.
        needs: PathBuf,
    },
    /// Other people work on it.
    #[error("`{}` is a share of another machine ({filesystem})", path.display())]
    Share {
        /// The path.
        path: PathBuf,
        /// Such as `nfs4`.
        filesystem: String,
    },
    /// There is nothing to fill, or less than is to be left.
    #[error("nothing to fill on `{}`", path.display())]
    NoRoom {
        /// The path.
        path: PathBuf,
        /// What is available, in bytes.
        available: u64,
        /// What is to be left, in bytes.
        reserve: u64,
    },
    /// A reserve cannot be kept where nobody says how much is free.
    #[error("the free space of `{}` is not told", path.display())]
    RoomUnknown {
        /// The path.
        path: PathBuf,
    },
}

impl FreeRefusal {
    /// The codes that are this enum's own.
    pub const CODES: &[&str] = &[
        "free-not-a-folder",
        "free-memory",
        "free-system",
        "free-share",
        "free-no-room",
        "free-room-unknown",
    ];
}

impl Fault for FreeRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Path(refusal) => refusal.code(),
            Self::NotAFolder { .. } => "free-not-a-folder",
            Self::Memory { .. } => "free-memory",
            Self::System { .. } => "free-system",
            Self::Share { .. } => "free-share",
            Self::NoRoom { .. } => "free-no-room",
            Self::RoomUnknown { .. } => "free-room-unknown",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Path(refusal) => refusal.facts(),
            Self::NotAFolder { path } | Self::RoomUnknown { path } => crate::facts![path = path.display()],
            Self::Memory { path, filesystem } | Self::Share { path, filesystem } => {
                crate::facts![path = path.display(), filesystem = filesystem]
            }
            Self::System { path, needs } => crate::facts![path = path.display(), needs = needs.display()],
            Self::NoRoom { path, available, reserve } => crate::facts![
                path = path.display(),
                available = bytes_with_unit(*available),
                reserve = bytes_with_unit(*reserve)
            ],
        }
    }

    fn class(&self) -> FaultClass {
        FaultClass::Refused
    }
}

/// Why nothing was filled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FreeError {
    /// There is at least one reason not to; each is a [`Fault`] of its own, to be printed one by one.
    #[error("refusing to fill for {} reason(s)", .0.len())]
    Refused(Vec<FreeRefusal>),
    /// The system could not be asked: without the answer nothing is safe.
    #[error("asking the system about the folder")]
    Device(#[from] DeviceError),
    /// The folder for the filling files could not be made.
    #[error("making `{}`", path.display())]
    Folder {
        /// Its path.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// There is no key.
    #[error(transparent)]
    Keystream(#[from] KeystreamError),
}

impl FreeError {
    /// The codes that are this enum's own.
    pub const CODES: &[&str] = &["free-refused", "free-folder"];
}

impl Fault for FreeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "free-refused",
            Self::Device(error) => error.code(),
            Self::Folder { .. } => "free-folder",
            Self::Keystream(_) => "wipe-no-key",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Refused(refusals) => crate::facts![count = refusals.len()],
            Self::Device(error) => error.facts(),
            Self::Folder { path, source } => io_facts(path, source),
            Self::Keystream(_) => Facts::new(),
        }
    }

    fn class(&self) -> FaultClass {
        FaultClass::Refused
    }
}
