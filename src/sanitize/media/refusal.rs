//! Why a medium is not touched. After each of these it is byte by byte as it was.

use crate::device::DeviceError;
use crate::model::{Facts, Fault, FaultClass, io_facts};
use std::path::PathBuf;

/// One reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaRefusal {
    /// It is no whole disk, or there is none.
    #[error("looking at a drive")]
    Drive(#[from] DeviceError),
    /// Something uses it.
    #[error("{device} is in use: {uses}")]
    InUse {
        /// The drive.
        device: String,
        /// What uses it, in words of the kernel.
        uses: String,
    },
    /// Programs have its node open.
    #[error("{device} is open in {programs}")]
    OpenBy {
        /// The drive.
        device: String,
        /// Their names and numbers.
        programs: String,
    },
    /// It carries the running system.
    #[error("{device} carries the running system")]
    Root {
        /// The drive.
        device: String,
    },
    /// Whether something uses it could not be found out.
    #[error("{device} may be in use: {doubts}")]
    Doubt {
        /// The drive.
        device: String,
        /// What could not be found out.
        doubts: String,
    },
    /// The kernel keeps it from being written.
    #[error("{device} cannot be written")]
    ReadOnly {
        /// The drive.
        device: String,
    },
    /// Its sectors are of a size that cannot be written whole by the kernel's block layer.
    #[error("{device} has sectors of {sector} bytes")]
    Sector {
        /// The drive.
        device: String,
        /// Bytes; 0 where it does not say.
        sector: u32,
    },
    /// It is nothing that is overwritten: an optical disc, a share, memory.
    #[error("{device} is {kind}")]
    Kind {
        /// The drive.
        device: String,
        /// Word of its kind.
        kind: String,
    },
    /// It writes in zones: overwriting in place is not what happens.
    #[error("{device} writes in zones")]
    Zoned {
        /// The drive.
        device: String,
    },
    /// The plan wants something done that this version does not do.
    #[error("{device}: the technique {technique} is not offered")]
    Technique {
        /// The disk that was planned.
        device: String,
        /// A word, such as `block_erase`.
        technique: &'static str,
    },
    /// It is not the disk that was planned.
    #[error("{device} is not what was planned: {differences}")]
    Changed {
        /// The disk that was planned.
        device: String,
        /// What is not the same.
        differences: String,
    },
    /// The disk that was planned is not here.
    #[error("{device} is not here")]
    Missing {
        /// The disk that was planned.
        device: String,
    },
    /// Two of it are named.
    #[error("{device} is named twice")]
    Twice {
        /// The drive.
        device: String,
    },
    /// It is not on the list of media.
    #[error("{device} ({serial}) is not on the list")]
    NotListed {
        /// The drive.
        device: String,
        /// Its serial number.
        serial: String,
        /// Rows with a serial number that is nearly the same, in words such as `3: WD-1O23`; empty for none.
        near: String,
    },
    /// Its serial number stands on the list more than once.
    #[error("{device} is on the list more than once: {lines}")]
    ListedTwice {
        /// The drive.
        device: String,
        /// The lines.
        lines: String,
    },
    /// Another drive here says the same serial number: which of them is on the list nobody can tell.
    #[error("{device} is not the only drive of its serial number")]
    SerialDoubled {
        /// The drive.
        device: String,
    },
    /// Several drives here say all that it is known by: which of them is meant nobody can tell.
    #[error("{drives} say all that {device} is known by")]
    Alike {
        /// The medium.
        device: String,
        /// The drives.
        drives: String,
    },
    /// It says no serial number, so it cannot be found on the list.
    #[error("{device} says no serial number")]
    NoSerial {
        /// The drive.
        device: String,
    },
    /// What was typed from its label is not what it says.
    #[error("{device} says {stated}, typed was {typed}")]
    SerialTyped {
        /// The drive.
        device: String,
        /// What was typed.
        typed: String,
        /// What the drive says.
        stated: String,
    },
    /// The kernel did not open it for us alone.
    #[error("opening {path}")]
    Open {
        /// Its node.
        path: PathBuf,
        /// The system's word.
        source: std::io::Error,
    },
}

impl MediaRefusal {
    /// Whether it is for how the medium stands on the list.
    #[must_use]
    pub fn is_for_the_list(&self) -> bool {
        matches!(
            self,
            Self::NotListed { .. }
                | Self::ListedTwice { .. }
                | Self::SerialDoubled { .. }
                | Self::NoSerial { .. }
                | Self::SerialTyped { .. }
        )
    }

    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "wipe-medium-in-use",
        "wipe-medium-open-by",
        "wipe-medium-root",
        "wipe-medium-doubt",
        "wipe-medium-read-only",
        "wipe-medium-sector",
        "wipe-medium-kind",
        "wipe-medium-zoned",
        "wipe-medium-technique",
        "wipe-medium-changed",
        "wipe-medium-missing",
        "wipe-medium-twice",
        "wipe-medium-not-listed",
        "wipe-medium-listed-twice",
        "wipe-medium-serial-doubled",
        "wipe-medium-alike",
        "wipe-medium-no-serial",
        "wipe-medium-serial-typed",
        "wipe-medium-open",
    ];
}

impl Fault for MediaRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Drive(error) => error.code(),
            Self::InUse { .. } => "wipe-medium-in-use",
            Self::OpenBy { .. } => "wipe-medium-open-by",
            Self::Root { .. } => "wipe-medium-root",
            Self::Doubt { .. } => "wipe-medium-doubt",
            Self::ReadOnly { .. } => "wipe-medium-read-only",
            Self::Sector { .. } => "wipe-medium-sector",
            Self::Kind { .. } => "wipe-medium-kind",
            Self::Zoned { .. } => "wipe-medium-zoned",
            Self::Technique { .. } => "wipe-medium-technique",
            Self::Changed { .. } => "wipe-medium-changed",
            Self::Missing { .. } => "wipe-medium-missing",
            Self::Twice { .. } => "wipe-medium-twice",
            Self::NotListed { .. } => "wipe-medium-not-listed",
            Self::ListedTwice { .. } => "wipe-medium-listed-twice",
            Self::SerialDoubled { .. } => "wipe-medium-serial-doubled",
            Self::Alike { .. } => "wipe-medium-alike",
            Self::NoSerial { .. } => "wipe-medium-no-serial",
            Self::SerialTyped { .. } => "wipe-medium-serial-typed",
            Self::Open { .. } => "wipe-medium-open",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Drive(error) => error.facts(),
            Self::InUse { device, uses } => crate::facts![device = device, uses = uses],
            Self::OpenBy { device, programs } => crate::facts![device = device, programs = programs],
            Self::Doubt { device, doubts } => crate::facts![device = device, doubts = doubts],
            Self::Root { device }
            | Self::ReadOnly { device }
            | Self::Zoned { device }
            | Self::Missing { device }
            | Self::Twice { device }
            | Self::SerialDoubled { device }
            | Self::NoSerial { device } => crate::facts![device = device],
            Self::NotListed { device, serial, near } => {
                let near = if near.is_empty() { "none" } else { near };
                crate::facts![device = device, serial = serial, near = near]
            }
            Self::Alike { device, drives } => crate::facts![device = device, drives = drives],
            Self::ListedTwice { device, lines } => crate::facts![device = device, lines = lines],
            Self::SerialTyped { device, typed, stated } => {
                crate::facts![device = device, typed = typed, stated = stated]
            }
            Self::Sector { device, sector } => crate::facts![device = device, sector = sector],
            Self::Kind { device, kind } => crate::facts![device = device, kind = kind],
            Self::Technique { device, technique } => crate::facts![device = device, technique = technique],
            Self::Changed { device, differences } => {
                crate::facts![device = device, differences = differences]
            }
            Self::Open { path, source } => io_facts(path, source),
        }
    }

    fn class(&self) -> FaultClass {
        FaultClass::Refused
    }
}
