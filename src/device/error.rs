//! What can go wrong while asking the system about storage.

use crate::model::{Facts, Fault, FaultClass, io_facts};
use std::io;
use std::path::PathBuf;

/// A question about storage that got no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// The path could not be looked at.
    #[error("inspecting `{}`", path.display())]
    Inspect {
        /// Which path.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The table of mounted file systems could not be read.
    #[error("reading the mount table `{}`", path.display())]
    MountTable {
        /// Such as `/proc/self/mountinfo`.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// The running processes could not be listed.
    #[error("listing processes in `{}`", path.display())]
    Processes {
        /// Such as `/proc`.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

impl DeviceError {
    /// Every code of this enum.
    pub const CODES: &[&str] = &["device-inspect", "device-mount-table", "device-processes"];
}

impl Fault for DeviceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Inspect { .. } => "device-inspect",
            Self::MountTable { .. } => "device-mount-table",
            Self::Processes { .. } => "device-processes",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Inspect { path, source }
            | Self::MountTable { path, source }
            | Self::Processes { path, source } => io_facts(path, source),
        }
    }

    fn class(&self) -> FaultClass {
        FaultClass::Failed
    }
}
