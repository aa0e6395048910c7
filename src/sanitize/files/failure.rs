//! What can go wrong while wiping: always with the path, never ending the whole run for one file.

use crate::device::{DeviceError, Holder};
use crate::model::{Facts, Fault, FaultClass, io_facts};
use crate::sanitize::KeystreamError;
use std::io;
use std::path::{Path, PathBuf};

/// Why one file, link or folder was not wiped or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It could not be opened (it is untouched).
    #[error("opening `{}`", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// It is not what was planned any more (it is untouched).
    #[error("`{}` changed since it was planned: {what}", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// `identity`, `size`, `links`, `modified` or `kind`.
        what: &'static str,
    },
    /// Somebody opened it since it was planned (it is untouched).
    #[error("`{}` is in use: {user}", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
        /// Process or kernel user.
        user: String,
    },
    /// Its place on the medium could not be asked.
    #[error("asking where `{}` lies", path.display())]
    Map {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// Overwriting failed; part of it may be overwritten.
    #[error("overwriting `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// Flushing to the medium failed.
    #[error("flushing `{}` to its medium", path.display())]
    Sync {
        /// The file or folder.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// Reading back failed.
    #[error("reading `{}` back", path.display())]
    ReadBack {
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
    /// What was read back is not what was written.
    #[error("`{}` reads back differently at byte {offset}", path.display())]
    Differs {
        /// The file.
        path: PathBuf,
        /// Offset of the first difference, in bytes.
        offset: u64,
    },
    /// The device itself still shows something else where the file lay.
    #[error("`{}`: its device reads differently at byte {offset}", path.display())]
    RawDiffers {
        /// The file.
        path: PathBuf,
        /// Offset on the device of the first difference, in bytes.
        offset: u64,
    },
    /// It was overwritten, but could not be removed.
    #[error("removing `{}`", path.display())]
    Remove {
        /// Where it lies now.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

impl FileError {
    /// Every code of this enum.
    pub const CODES: &[&str] = &[
        "wipe-file-open",
        "wipe-file-changed",
        "wipe-file-in-use",
        "wipe-file-map",
        "wipe-file-write",
        "wipe-file-sync",
        "wipe-file-read-back",
        "wipe-file-differs",
        "wipe-file-raw-differs",
        "wipe-file-remove",
    ];

    pub(super) fn in_use(path: &Path, holder: &Holder) -> Self {
        let user = match holder {
            Holder::Process { pid, command } => format!("{command} ({pid})"),
            Holder::Loop(device) => device.clone(),
            Holder::Swap => "swap".to_owned(),
        };
        Self::InUse { path: path.to_owned(), user }
    }

    /// Whether the file was left exactly as it was.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::Changed { .. } | Self::InUse { .. } | Self::Map { .. })
    }

    /// One language-free line for a record: the code and the system's word.
    #[must_use]
    pub fn detail(&self) -> String {
        let word = match self {
            Self::Changed { what, .. } => (*what).to_owned(),
            Self::InUse { user, .. } => user.clone(),
            Self::Differs { offset, .. } => format!("offset {offset}"),
            Self::RawDiffers { offset, .. } => format!("device offset {offset}"),
            Self::Open { source, .. }
            | Self::Map { source, .. }
            | Self::Write { source, .. }
            | Self::Sync { source, .. }
            | Self::ReadBack { source, .. }
            | Self::Remove { source, .. } => source.to_string(),
        };
        format!("{}: {word}", self.code())
    }
}

impl Fault for FileError {
    fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => "wipe-file-open",
            Self::Changed { .. } => "wipe-file-changed",
            Self::InUse { .. } => "wipe-file-in-use",
            Self::Map { .. } => "wipe-file-map",
            Self::Write { .. } => "wipe-file-write",
            Self::Sync { .. } => "wipe-file-sync",
            Self::ReadBack { .. } => "wipe-file-read-back",
            Self::Differs { .. } => "wipe-file-differs",
            Self::RawDiffers { .. } => "wipe-file-raw-differs",
            Self::Remove { .. } => "wipe-file-remove",
        }
    }

    fn facts(&self) -> Facts {
        let named =
            |path: &Path, name, value: String| vec![("path", path.display().to_string()), (name, value)];
        match self {
            Self::Changed { path, what } => named(path, "what", (*what).to_owned()),
            Self::InUse { path, user } => named(path, "user", user.clone()),
            Self::Differs { path, offset } | Self::RawDiffers { path, offset } => {
                named(path, "offset", offset.to_string())
            }
            Self::Open { path, source }
            | Self::Map { path, source }
            | Self::Write { path, source }
            | Self::Sync { path, source }
            | Self::ReadBack { path, source }
            | Self::Remove { path, source } => io_facts(path, source),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Differs { .. } | Self::RawDiffers { .. } => FaultClass::Bad,
            Self::Changed { .. } | Self::InUse { .. } => FaultClass::Refused,
            _ => FaultClass::Failed,
        }
    }
}

/// Why a run did not even start. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WipeError {
    /// No key for the overwrite pattern.
    #[error(transparent)]
    Keystream(#[from] KeystreamError),
    /// Whether the files are in use could not be asked again.
    #[error("asking the system who uses the files")]
    Device(#[from] DeviceError),
}

impl WipeError {
    /// Every code of this enum's own.
    pub const CODES: &[&str] = &["wipe-no-key"];
}

impl Fault for WipeError {
    fn code(&self) -> &'static str {
        match self {
            Self::Keystream(_) => "wipe-no-key",
            Self::Device(error) => error.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Keystream(_) => Vec::new(),
            Self::Device(error) => error.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Keystream(_) => FaultClass::Failed,
            Self::Device(_) => FaultClass::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sanitize::files::Refusal;

    #[test]
    fn codes_are_listed() {
        let path = PathBuf::from("見本");
        let source = || io::Error::from(io::ErrorKind::PermissionDenied);
        let errors = [
            FileError::Open { path: path.clone(), source: source() },
            FileError::Changed { path: path.clone(), what: "size" },
            FileError::InUse { path: path.clone(), user: "swap".into() },
            FileError::Map { path: path.clone(), source: source() },
            FileError::Write { path: path.clone(), source: source() },
            FileError::Sync { path: path.clone(), source: source() },
            FileError::ReadBack { path: path.clone(), source: source() },
            FileError::Differs { path: path.clone(), offset: 4096 },
            FileError::RawDiffers { path: path.clone(), offset: 1 << 20 },
            FileError::Remove { path: path.clone(), source: source() },
        ];
        assert_eq!(errors.map(|error| error.code()), FileError::CODES);
        assert!(Refusal::CODES.contains(&Refusal::ReadOnly { path: path.clone() }.code()));
        let refused = Refusal::in_use(path, &Holder::Loop("loop0".into()));
        assert_eq!((refused.code(), refused.class()), ("wipe-kernel-use", FaultClass::Refused));
    }

    /// Both languages have words for every code of this part.
    #[test]
    fn every_code_has_words() {
        let codes = [
            (Refusal::CODES, "sanitize"),
            (crate::sanitize::files::PlanError::CODES, "sanitize"),
            (FileError::CODES, "sanitize"),
            (WipeError::CODES, "sanitize"),
            (DeviceError::CODES, "device"),
        ];
        for lang in ["ja", "en"] {
            for (codes, part) in codes {
                let file = format!("{}/src/cli/messages/{lang}/{part}.ftl", env!("CARGO_MANIFEST_DIR"));
                let words = std::fs::read_to_string(file).unwrap();
                for code in codes {
                    assert!(words.contains(&format!("err-{code} =")), "{lang} err-{code}");
                    assert!(words.contains(&format!("rec-{code} =")), "{lang} rec-{code}");
                }
            }
        }
    }
}
