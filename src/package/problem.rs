//! What is wrong with a source, with a package, with a set of volumes: as data.

use std::path::PathBuf;

/// Why one source path cannot be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// A symbolic link or junction.
    Link,
    /// A device, socket or pipe.
    Special,
    /// Its name is not UTF-8.
    NotUtf8,
    /// Its name holds a control character and cannot stand in a manifest.
    ControlCharacter,
    /// Another source has the same name.
    Duplicate,
    /// It cannot be read.
    Unreadable,
    /// It does not exist.
    Missing,
}

impl ProblemKind {
    /// Language-free name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Special => "special",
            Self::NotUtf8 => "not-utf8",
            Self::ControlCharacter => "control-character",
            Self::Duplicate => "duplicate",
            Self::Unreadable => "unreadable",
            Self::Missing => "missing",
        }
    }
}

/// One source path that cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub kind: ProblemKind,
    /// The operating system's word, where there is one.
    pub detail: Option<String>,
}

/// Where a package is broken. Offsets are bytes from the beginning of the package file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// It ends too early: `at` bytes are there of `expected` (`None`: how many there were cannot be known).
    CutShort {
        /// Length of the file.
        at: u64,
        /// What it must have been.
        expected: Option<u64>,
    },
    /// Bytes from here on were changed.
    Altered {
        /// First byte of the chunk (64 KiB) that failed to authenticate.
        at: u64,
    },
    /// The last chunk does not authenticate: cut short or altered, the bytes cannot tell which.
    CutShortOrAltered {
        /// First byte of that chunk.
        at: u64,
    },
    /// Bytes follow the end.
    Trailing {
        /// Where the package ends.
        at: u64,
    },
}

/// What is wrong with a set of volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeProblem {
    /// Files of the set are not there.
    Missing,
    /// A file is another volume than its name says.
    Exchanged,
    /// A file belongs to another package, or to none.
    Foreign,
}
