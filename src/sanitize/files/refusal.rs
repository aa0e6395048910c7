//! Why a plan is not made: every doubt found is named, not only the first.

use crate::device::{DeviceError, Holder};
use crate::model::{Facts, Fault, FaultClass};
use std::path::PathBuf;

/// One reason not to wipe. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The path does not exist.
    #[error("`{}` does not exist", path.display())]
    NotFound {
        /// As given.
        path: PathBuf,
    },
    /// The path given is a symbolic link: which of the two is meant?
    #[error("`{}` is a symbolic link", path.display())]
    LinkArgument {
        /// As given.
        path: PathBuf,
    },
    /// The file has other names (hard links); its content would be gone under them too.
    #[error("`{}` has {links} names", path.display())]
    HardLinks {
        /// The file.
        path: PathBuf,
        /// How many names in all.
        links: u64,
    },
    /// A process holds the file open.
    #[error("`{}` is open in process {pid} ({command})", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The process.
        pid: u32,
        /// Its name.
        command: String,
    },
    /// The kernel itself uses the file: a loop device shows it as a disk, or it is swap space.
    #[error("`{}` is in use as {user}", path.display())]
    KernelUse {
        /// The file.
        path: PathBuf,
        /// Such as `loop3` or `swap`.
        user: String,
    },
    /// Another file system is mounted inside the folder.
    #[error("`{}` is another file system", path.display())]
    MountCrossing {
        /// The mount point.
        path: PathBuf,
    },
    /// A device, socket or FIFO.
    #[error("`{}` is a {kind}", path.display())]
    SpecialFile {
        /// The entry.
        path: PathBuf,
        /// `block-device`, `char-device`, `fifo`, `socket` or `other`.
        kind: &'static str,
    },
    /// A place that is never wiped: the root, a home folder, a system folder, or one that contains such.
    #[error("`{}` is protected", path.display())]
    Protected {
        /// As given.
        path: PathBuf,
    },
    /// A file system that is a view of the kernel, where writing gives commands (`/proc`, `/sys`).
    #[error("`{}` is on `{filesystem}`, a view of the kernel", path.display())]
    KernelView {
        /// The path.
        path: PathBuf,
        /// Such as `proc`.
        filesystem: String,
    },
    /// The file system is mounted read-only.
    #[error("`{}` is on a read-only file system", path.display())]
    ReadOnly {
        /// The path.
        path: PathBuf,
    },
    /// The same file or folder was given twice, or one inside the other.
    #[error("`{}` is given twice", path.display())]
    GivenTwice {
        /// The path.
        path: PathBuf,
    },
    /// The device below cannot be searched for what remains, as was asked.
    #[error("the device below `{}` cannot be searched: {why}", path.display())]
    NoSearch {
        /// Where the file system is mounted.
        path: PathBuf,
        /// `not-permitted`, `no-device` or `unreadable`.
        why: &'static str,
    },
    /// An entry could not be looked at.
    #[error("`{}` cannot be read: {reason}", path.display())]
    Unreadable {
        /// The entry.
        path: PathBuf,
        /// The system's word.
        reason: String,
    },
}

impl Refusal {
    /// Every code of this enum.
    pub const CODES: &[&str] = &[
        "wipe-not-found",
        "wipe-link-argument",
        "wipe-hard-links",
        "wipe-open-elsewhere",
        "wipe-kernel-use",
        "wipe-mount-crossing",
        "wipe-special-file",
        "wipe-protected",
        "wipe-kernel-view",
        "wipe-read-only",
        "wipe-given-twice",
        "wipe-no-search",
        "wipe-unreadable",
    ];

    pub(super) fn in_use(path: PathBuf, holder: &Holder) -> Self {
        match holder {
            Holder::Process { pid, command } => Self::Open { path, pid: *pid, command: command.clone() },
            Holder::Loop(device) => Self::KernelUse { path, user: device.clone() },
            Holder::Swap => Self::KernelUse { path, user: "swap".to_owned() },
        }
    }

    /// The path that it is about.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        match self {
            Self::NotFound { path }
            | Self::LinkArgument { path }
            | Self::HardLinks { path, .. }
            | Self::Open { path, .. }
            | Self::KernelUse { path, .. }
            | Self::MountCrossing { path }
            | Self::SpecialFile { path, .. }
            | Self::Protected { path }
            | Self::KernelView { path, .. }
            | Self::ReadOnly { path }
            | Self::GivenTwice { path }
            | Self::NoSearch { path, .. }
            | Self::Unreadable { path, .. } => path,
        }
    }
}

impl Fault for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "wipe-not-found",
            Self::LinkArgument { .. } => "wipe-link-argument",
            Self::HardLinks { .. } => "wipe-hard-links",
            Self::Open { .. } => "wipe-open-elsewhere",
            Self::KernelUse { .. } => "wipe-kernel-use",
            Self::MountCrossing { .. } => "wipe-mount-crossing",
            Self::SpecialFile { .. } => "wipe-special-file",
            Self::Protected { .. } => "wipe-protected",
            Self::KernelView { .. } => "wipe-kernel-view",
            Self::ReadOnly { .. } => "wipe-read-only",
            Self::GivenTwice { .. } => "wipe-given-twice",
            Self::NoSearch { .. } => "wipe-no-search",
            Self::Unreadable { .. } => "wipe-unreadable",
        }
    }

    fn facts(&self) -> Facts {
        let mut facts = vec![("path", self.path().display().to_string())];
        match self {
            Self::HardLinks { links, .. } => facts.push(("links", links.to_string())),
            Self::Open { pid, command, .. } => {
                facts.extend([("pid", pid.to_string()), ("command", command.clone())]);
            }
            Self::KernelUse { user, .. } => facts.push(("user", user.clone())),
            Self::NoSearch { why, .. } => facts.push(("why", (*why).to_owned())),
            Self::SpecialFile { kind, .. } => facts.push(("kind", (*kind).to_owned())),
            Self::KernelView { filesystem, .. } => facts.push(("filesystem", filesystem.clone())),
            Self::Unreadable { reason, .. } => facts.push(("reason", reason.clone())),
            _ => {}
        }
        facts
    }

    fn class(&self) -> FaultClass {
        FaultClass::Refused
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// There is at least one reason not to; each is a [`Fault`] of its own, to be printed one by one.
    #[error("refusing to wipe for {} reason(s)", .0.len())]
    Refused(Vec<Refusal>),
    /// The system could not be asked: without the answer nothing is safe.
    #[error("asking the system about the files")]
    Device(#[from] DeviceError),
}

impl PlanError {
    /// Every code of this enum's own.
    pub const CODES: &[&str] = &["wipe-refused"];

    /// The reasons, when it was refused.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        match self {
            Self::Refused(refusals) => refusals,
            Self::Device(_) => &[],
        }
    }
}

impl Fault for PlanError {
    fn code(&self) -> &'static str {
        match self {
            Self::Refused(_) => "wipe-refused",
            Self::Device(error) => error.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Refused(refusals) => vec![("count", refusals.len().to_string())],
            Self::Device(error) => error.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        // Planning changes nothing, so not being able to look is a refusal too.
        FaultClass::Refused
    }
}
