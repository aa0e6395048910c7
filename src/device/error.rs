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
    /// The drives could not be listed.
    #[error("listing drives in `{}`", path.display())]
    Drives {
        /// Such as `/sys/block`.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// A drive was wanted, and the path is a file or folder.
    #[error("`{}` is no drive", path.display())]
    NotADrive {
        /// The path.
        path: PathBuf,
        /// The disk on which it lies, if that can be told.
        disk: Option<PathBuf>,
    },
    /// A whole disk was wanted, and the path is a partition.
    #[error("`{}` is a partition of `{}`", path.display(), disk.display())]
    Partition {
        /// The path.
        path: PathBuf,
        /// The whole disk.
        disk: PathBuf,
    },
    /// A disk was wanted, and the path is a layer over others (device mapper, md).
    #[error("`{}` is a layer over other disks", path.display())]
    Layer {
        /// The path.
        path: PathBuf,
        /// What lies directly below.
        disks: Vec<PathBuf>,
    },
    /// This operating system is not asked for drives yet.
    #[error("drives cannot be listed on this system")]
    NotHere,
}

impl DeviceError {
    /// Every code of this enum.
    pub const CODES: &[&str] = &[
        "device-inspect",
        "device-mount-table",
        "device-processes",
        "device-drives",
        "device-not-a-drive",
        "device-partition",
        "device-layer",
        "device-not-here",
    ];
}

impl Fault for DeviceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Inspect { .. } => "device-inspect",
            Self::MountTable { .. } => "device-mount-table",
            Self::Processes { .. } => "device-processes",
            Self::Drives { .. } => "device-drives",
            Self::NotADrive { .. } => "device-not-a-drive",
            Self::Partition { .. } => "device-partition",
            Self::Layer { .. } => "device-layer",
            Self::NotHere => "device-not-here",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Inspect { path, source }
            | Self::MountTable { path, source }
            | Self::Processes { path, source }
            | Self::Drives { path, source } => io_facts(path, source),
            Self::NotADrive { path, disk } => {
                let disk =
                    disk.as_ref().map_or_else(|| "unknown".to_owned(), |disk| disk.display().to_string());
                crate::facts![path = path.display(), disk = disk]
            }
            Self::Partition { path, disk } => crate::facts![path = path.display(), disk = disk.display()],
            Self::Layer { path, disks } => {
                let names: Vec<String> = disks.iter().map(|disk| disk.display().to_string()).collect();
                crate::facts![path = path.display(), disks = names.join(", ")]
            }
            Self::NotHere => Facts::new(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NotADrive { .. } | Self::Partition { .. } | Self::Layer { .. } => FaultClass::Usage,
            _ => FaultClass::Failed,
        }
    }
}
