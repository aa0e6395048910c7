//! Why a list of media, or what was typed, cannot be used. A list that is half understood would make a comparison half true.

use crate::device::DeviceError;
use crate::model::{Facts, Fault, FaultClass, io_facts};
use std::path::PathBuf;

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IntakeError {
    /// The list could not be read.
    #[error("reading {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's word.
        #[source]
        source: std::io::Error,
    },
    /// Neither UTF-8, marked UTF-16 nor CP932.
    #[error("undecodable text")]
    Encoding {
        /// The file.
        path: PathBuf,
    },
    /// No column for serial numbers.
    #[error("no column for serial numbers in `{heading}`")]
    NoSerials {
        /// The file.
        path: PathBuf,
        /// Its first line.
        heading: String,
    },
    /// Two columns for the same thing.
    #[error("two columns `{column}`")]
    ColumnTwice {
        /// The file.
        path: PathBuf,
        /// The heading of the second.
        column: String,
    },
    /// A heading, and no media.
    #[error("an empty list")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A line that cannot be split into cells.
    #[error("line {line} is not understood")]
    Line {
        /// The file.
        path: PathBuf,
        /// Line number, from 1.
        line: u64,
    },
    /// Nothing that is on the list can be wiped here.
    #[error("nothing on the list is here")]
    NothingHere {
        /// The file.
        path: PathBuf,
    },
    /// The drives that are here have serial numbers that do not say which is which.
    #[error("serial numbers that are there twice: {serials}")]
    Doubled {
        /// The list.
        path: PathBuf,
        /// The serial numbers.
        serials: String,
    },
    /// A serial number was not typed the same way twice.
    #[error("two serial numbers typed for {device}")]
    TypedTwice {
        /// The drive.
        device: String,
        /// The first.
        first: String,
        /// The second.
        second: String,
    },
    /// A drive could not be looked at.
    #[error("looking at a drive")]
    Device(#[from] DeviceError),
}

impl IntakeError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &[
        "media-list-read",
        "media-list-encoding",
        "media-list-no-serials",
        "media-list-column-twice",
        "media-list-empty",
        "media-list-line",
        "media-list-nothing-here",
        "media-list-doubled",
        "serial-typed-twice",
    ];
}

impl Fault for IntakeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "media-list-read",
            Self::Encoding { .. } => "media-list-encoding",
            Self::NoSerials { .. } => "media-list-no-serials",
            Self::ColumnTwice { .. } => "media-list-column-twice",
            Self::Empty { .. } => "media-list-empty",
            Self::Line { .. } => "media-list-line",
            Self::NothingHere { .. } => "media-list-nothing-here",
            Self::Doubled { .. } => "media-list-doubled",
            Self::TypedTwice { .. } => "serial-typed-twice",
            Self::Device(error) => error.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Read { path, source } => io_facts(path, source),
            Self::Encoding { path } | Self::Empty { path } | Self::NothingHere { path } => {
                crate::facts![path = path.display()]
            }
            Self::NoSerials { path, heading } => crate::facts![path = path.display(), heading = heading],
            Self::ColumnTwice { path, column } => crate::facts![path = path.display(), column = column],
            Self::Doubled { path, serials } => crate::facts![path = path.display(), serials = serials],
            Self::Line { path, line } => crate::facts![path = path.display(), line = line],
            Self::TypedTwice { device, first, second } => {
                crate::facts![device = device, first = first, second = second]
            }
            Self::Device(error) => error.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        // Found before anything is planned.
        match self {
            Self::Device(error) => error.class(),
            _ => FaultClass::Refused,
        }
    }
}
