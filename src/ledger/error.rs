//! What can go wrong with a ledger, short of what [`super::Report`] says about its content.

use super::{Flaw, What};
use crate::model::{Facts, Fault, FaultClass};
use crate::sign::SignatureError;
use std::io;
use std::path::{Path, PathBuf};

/// Why the ledger could not be used. Nothing was appended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// There is none.
    #[error("no ledger at {path}")]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// There is one already.
    #[error("a ledger exists at {path}")]
    Exists {
        /// Where it is.
        path: PathBuf,
    },
    /// A file is there that is no SQLite database, or one of something else.
    #[error("not a ledger: {path}")]
    NotALedger {
        /// The file.
        path: PathBuf,
    },
    /// Made by a newer azukari.
    #[error("ledger {path} has format {found}")]
    Version {
        /// The file.
        path: PathBuf,
        /// Its format number.
        found: i64,
    },
    /// SQLite finds the file damaged.
    #[error("damaged database {path}")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// Somebody else kept it locked.
    #[error("ledger {path} stayed locked for {seconds} s")]
    Busy {
        /// The file.
        path: PathBuf,
        /// How long was waited, in seconds.
        seconds: u64,
    },
    /// It lies where nothing can be written.
    #[error("ledger {path} cannot be written")]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The medium is full.
    #[error("no space left for ledger {path}")]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// SQLite could not do it, for another reason.
    #[error("using database {path}")]
    Open {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        #[source]
        source: rusqlite::Error,
    },
    /// A file beside the database could not be read or written.
    #[error("using {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// `ledger.head` is gone or unreadable, so that nobody could tell whether the newest entries are still there.
    #[error("{path} is missing or unreadable")]
    HeadLost {
        /// The file.
        path: PathBuf,
    },
    /// The chain does not hold; nothing is built on it.
    #[error("the ledger does not hold at entry {}: {}", .0.sequence, .0.what.code())]
    Tampered(Flaw),
    /// An event with more text than an event has.
    #[error("an event of {bytes} bytes, more than {max}")]
    TooLarge {
        /// Length of its text in bytes.
        bytes: usize,
        /// The most that is accepted.
        max: usize,
    },
    /// The facts could not be put into JSON.
    #[error("encoding an event")]
    Encode(#[source] serde_json::Error),
    /// The event could not be signed.
    #[error("signing an event")]
    Sign(#[source] SignatureError),
}

impl LedgerError {
    /// Every code of this error.
    pub const CODES: &[&str] = &[
        "ledger-missing",
        "ledger-exists",
        "ledger-not-a-ledger",
        "ledger-version",
        "ledger-corrupt",
        "ledger-busy",
        "ledger-read-only",
        "ledger-full",
        "ledger-open",
        "ledger-file",
        "ledger-head-lost",
        "ledger-tampered",
        "ledger-too-large",
        "ledger-encode",
        "ledger-sign",
    ];

    pub(super) fn tampered(sequence: u64, what: What) -> Self {
        Self::Tampered(Flaw { sequence, what })
    }

    /// SQLite's error, by what it means here.
    pub(super) fn of_sqlite(path: &Path, waited: std::time::Duration, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(Code::NotADatabase) => Self::NotALedger { path },
            Some(Code::DatabaseCorrupt | Code::TooBig | Code::TypeMismatch) => Self::Corrupt { path, source },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy { path, seconds: waited.as_secs() },
            Some(Code::ReadOnly) => Self::ReadOnly { path },
            Some(Code::DiskFull) => Self::Full { path },
            _ => Self::Open { path, source },
        }
    }

    /// An error of the system, by what it means here.
    pub(super) fn of_file(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly { path },
            _ => Self::File { path, source },
        }
    }
}

impl Fault for LedgerError {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "ledger-missing",
            Self::Exists { .. } => "ledger-exists",
            Self::NotALedger { .. } => "ledger-not-a-ledger",
            Self::Version { .. } => "ledger-version",
            Self::Corrupt { .. } => "ledger-corrupt",
            Self::Busy { .. } => "ledger-busy",
            Self::ReadOnly { .. } => "ledger-read-only",
            Self::Full { .. } => "ledger-full",
            Self::Open { .. } => "ledger-open",
            Self::File { .. } => "ledger-file",
            Self::HeadLost { .. } => "ledger-head-lost",
            Self::Tampered(_) => "ledger-tampered",
            Self::TooLarge { .. } => "ledger-too-large",
            Self::Encode(_) => "ledger-encode",
            Self::Sign(_) => "ledger-sign",
        }
    }

    fn facts(&self) -> Facts {
        let at = |path: &Path| ("path", path.display().to_string());
        match self {
            Self::Missing { path }
            | Self::Exists { path }
            | Self::NotALedger { path }
            | Self::ReadOnly { path }
            | Self::Full { path }
            | Self::HeadLost { path } => vec![at(path)],
            Self::Version { path, found } => vec![at(path), ("found", found.to_string())],
            Self::Corrupt { path, source } | Self::Open { path, source } => {
                vec![at(path), ("reason", source.to_string())]
            }
            Self::Busy { path, seconds } => vec![at(path), ("seconds", seconds.to_string())],
            Self::File { path, source } => vec![at(path), ("reason", source.to_string())],
            Self::Tampered(flaw) => {
                vec![("sequence", flaw.sequence.to_string()), ("what", flaw.what.code().to_owned())]
            }
            Self::TooLarge { bytes, max } => vec![("bytes", bytes.to_string()), ("max", max.to_string())],
            Self::Encode(source) => vec![("reason", source.to_string())],
            Self::Sign(source) => vec![("reason", source.to_string())],
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Tampered(_) => FaultClass::Bad,
            Self::Exists { .. } => FaultClass::Refused,
            Self::TooLarge { .. } | Self::Encode(_) | Self::Sign(_) => FaultClass::Failed,
            _ => FaultClass::Ledger,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_listed_and_classes_fit() {
        let path = PathBuf::from("ledger.db");
        let samples = [
            LedgerError::Missing { path: path.clone() },
            LedgerError::HeadLost { path: path.clone() },
            LedgerError::Busy { path: path.clone(), seconds: 30 },
            LedgerError::of_file(&path, io::Error::from(io::ErrorKind::StorageFull)),
            LedgerError::of_file(&path, io::Error::from(io::ErrorKind::PermissionDenied)),
            LedgerError::tampered(3, What::Link),
            LedgerError::TooLarge { bytes: 2, max: 1 },
        ];
        for error in &samples {
            assert!(LedgerError::CODES.contains(&error.code()), "{error:?}");
        }
        assert_eq!(samples[3].code(), "ledger-full");
        assert_eq!(samples[4].code(), "ledger-read-only");
        assert_eq!(samples[0].class(), FaultClass::Ledger);
        assert_eq!(samples[5].class(), FaultClass::Bad);
    }

    #[test]
    fn what_sqlite_says_is_told_apart() {
        use rusqlite::ffi;
        let expected = [
            (ffi::SQLITE_NOTADB, "ledger-not-a-ledger"),
            (ffi::SQLITE_CORRUPT, "ledger-corrupt"),
            (ffi::SQLITE_BUSY, "ledger-busy"),
            (ffi::SQLITE_READONLY, "ledger-read-only"),
            (ffi::SQLITE_FULL, "ledger-full"),
            (ffi::SQLITE_CANTOPEN, "ledger-open"),
            (ffi::SQLITE_IOERR, "ledger-open"),
        ];
        for (code, name) in expected {
            let source = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            let error = LedgerError::of_sqlite(Path::new("ledger.db"), std::time::Duration::ZERO, source);
            assert_eq!((error.code(), error.class()), (name, FaultClass::Ledger));
        }
    }
}
