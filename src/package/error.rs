//! What can go wrong with a package, told apart as finely as the bytes allow.

use super::naming::NameProblem;
use super::problem::{Damage, Problem, VolumeProblem};
use crate::crypt::CryptError;
use crate::model::{Facts, Fault, FaultClass};
use std::path::{Path, PathBuf};

/// Why a package could not be made or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// Header or key.
    #[error("unlocking the package")]
    Crypt(#[from] CryptError),
    /// The bytes are not those that were sealed.
    #[error("damaged package: {damage:?}")]
    Damaged {
        /// How and where.
        damage: Damage,
        /// The file inside that lies there, if known.
        inside: Option<String>,
    },
    /// Authentic bytes that do not form a package: made wrong, or made to attack.
    #[error("malformed package: {what}")]
    Malformed {
        /// Language-free: `path-escapes`, `link`, `device`, `duplicate`, `size-lie`, `header`, `order`, `trailer`, `index`, `manifest`…
        what: &'static str,
        /// The member in question, or empty.
        inside: String,
    },
    /// A file inside does not have the digest that the manifest states.
    #[error("hash mismatch of `{inside}`")]
    HashMismatch {
        /// The file.
        inside: String,
    },
    /// The signature of the manifest does not fit it.
    #[error("bad manifest signature")]
    SignatureBad,
    /// Sources that cannot be sealed, all at once.
    #[error("{} sources cannot be sealed", .0.len())]
    Sources(Vec<Problem>),
    /// Names that the target cannot take, all at once; nothing was written.
    #[error("{} names do not fit {}", .problems.len(), .path.display())]
    Names {
        /// The target.
        path: PathBuf,
        /// Which, and why.
        problems: Vec<NameProblem>,
    },
    /// Nothing to seal.
    #[error("nothing to seal")]
    Empty,
    /// A source changed while it was read.
    #[error("source changed: {}", .path.display())]
    SourceChanged {
        /// Which.
        path: PathBuf,
    },
    /// The target exists already.
    #[error("target exists: {}", .path.display())]
    TargetExists {
        /// Which.
        path: PathBuf,
    },
    /// The target lies in a folder that is to be sealed: it would become part of what it holds.
    #[error("{} lies in {}", .path.display(), .source_folder.display())]
    TargetInSource {
        /// The target.
        path: PathBuf,
        /// The folder among the sources.
        source_folder: PathBuf,
    },
    /// The target has the name of one file of a package in volumes.
    #[error("the name of a volume: {}", .path.display())]
    TargetNamedAsVolume {
        /// The target.
        path: PathBuf,
    },
    /// The target folder is not empty.
    #[error("target folder not empty: {}", .path.display())]
    TargetNotEmpty {
        /// Which.
        path: PathBuf,
    },
    /// Not enough room; nothing was written.
    #[error("{needed} bytes needed, {free} free: {}", .path.display())]
    NoRoom {
        /// Where.
        path: PathBuf,
        /// Bytes needed.
        needed: u64,
        /// Bytes free.
        free: u64,
    },
    /// Reading failed.
    #[error("reading {}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Writing failed.
    #[error("writing {}", .path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What was written came back otherwise: the medium or the way to it is not to be trusted.
    #[error("read back differs: {}", .path.display())]
    ReadBack {
        /// Which file.
        path: PathBuf,
    },
    /// The user called it off.
    #[error("interrupted")]
    Interrupted,
    /// No file in the package is wanted.
    #[error("nothing in the package is wanted")]
    NothingWanted,
    /// A listing was asked of a file that has no index.
    #[error("no index: not made by azukari")]
    NoIndex,
    /// The volumes of a package that came together do not belong together, or not all of them came.
    #[error("volumes: {problem:?} {files}")]
    Volume {
        /// What is wrong.
        problem: VolumeProblem,
        /// Id of the package.
        package: String,
        /// The files in question.
        files: String,
        /// What the file is instead: the number of a volume, or `key`.
        is: String,
    },
    /// Not even one chunk would fit into such a volume.
    #[error("volumes must have at least {least} bytes")]
    VolumeTooSmall {
        /// The least that works.
        least: u64,
    },
    /// More volumes than a package may have.
    #[error("too many volumes")]
    TooManyVolumes,
    /// An unfinished package of the same name lies there, of other sources or for other people.
    #[error("unfinished: {}", .path.display())]
    UnfinishedOther {
        /// The folder where it was being made.
        path: PathBuf,
    },
    /// Nothing is known here of how the package was made, or it was made of something else.
    #[error("nothing to make volumes again from: {}", .path.display())]
    NothingToRemakeFrom {
        /// The package.
        path: PathBuf,
    },
    /// The key file is lost or bad: no volume can be made for it.
    #[error("the key of the volumes is lost: {}", .path.display())]
    VolumeKeyLost {
        /// `NAME.key.age`.
        path: PathBuf,
    },
    /// Every volume is there and whole.
    #[error("every volume is whole: {}", .path.display())]
    NothingToRemake {
        /// The package.
        path: PathBuf,
    },
    /// Another run is making the same package.
    #[error("in progress: {}", .path.display())]
    VolumesInProgress {
        /// Its journal.
        path: PathBuf,
    },
    /// Something is wrong in one volume of several.
    #[error("volume {volume}")]
    InVolume {
        /// File name of the volume.
        volume: String,
        /// What.
        #[source]
        source: Box<PackageError>,
    },
    /// Something that cannot be; a bug.
    #[error("internal: {0}")]
    Bug(&'static str),
}

impl PackageError {
    pub(super) fn read(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::Write { path, source }
    }

    /// The same, told of one volume of several.
    pub(super) fn in_volume(self, volume: &str) -> Self {
        match self {
            Self::Crypt(_) | Self::Damaged { .. } => {
                Self::InVolume { volume: volume.to_owned(), source: Box::new(self) }
            }
            other => other,
        }
    }

    pub(super) fn malformed(what: &'static str, inside: impl Into<String>) -> Self {
        Self::Malformed { what, inside: inside.into() }
    }
}

/// A package error that travelled through `io::Read`.
pub(super) fn unwrap_package_error(error: std::io::Error) -> PackageError {
    match error.downcast::<PackageError>() {
        Ok(error) => error,
        Err(source) => PackageError::Read { path: PathBuf::new(), source },
    }
}

/// Every code of [`PackageError`] beside those of [`crate::crypt::CODES`].
pub const CODES: &[&str] = &[
    "package-cut-short",
    "package-cut-short-unknown",
    "package-altered",
    "package-altered-file",
    "package-cut-short-or-altered",
    "package-trailing",
    "package-malformed",
    "hash-mismatch",
    "manifest-signature-bad",
    "sources-refused",
    "names-do-not-fit",
    "nothing-to-seal",
    "source-changed",
    "target-exists",
    "target-in-source",
    "target-named-as-volume",
    "target-not-empty",
    "no-room",
    "read-failed",
    "write-failed",
    "disk-full",
    "read-back-differs",
    "interrupted",
    "nothing-wanted",
    "no-index",
    "volume-missing",
    "volume-exchanged",
    "volume-foreign",
    "volume-too-small",
    "volume-too-many",
    "volume-unfinished-other",
    "volume-in-progress",
    "volume-nothing-to-remake-from",
    "volume-key-lost",
    "volume-nothing-to-remake",
    "package-bug",
];

impl Fault for PackageError {
    fn code(&self) -> &'static str {
        match self {
            Self::Crypt(error) => error.code(),
            Self::Damaged { damage, inside } => match damage {
                Damage::CutShort { expected: Some(_), .. } => "package-cut-short",
                Damage::CutShort { .. } => "package-cut-short-unknown",
                Damage::Altered { .. } if inside.is_some() => "package-altered-file",
                Damage::Altered { .. } => "package-altered",
                Damage::CutShortOrAltered { .. } => "package-cut-short-or-altered",
                Damage::Trailing { .. } => "package-trailing",
            },
            Self::Malformed { .. } => "package-malformed",
            Self::HashMismatch { .. } => "hash-mismatch",
            Self::SignatureBad => "manifest-signature-bad",
            Self::Sources(_) => "sources-refused",
            Self::Names { .. } => "names-do-not-fit",
            Self::Empty => "nothing-to-seal",
            Self::SourceChanged { .. } => "source-changed",
            Self::TargetExists { .. } => "target-exists",
            Self::TargetInSource { .. } => "target-in-source",
            Self::TargetNamedAsVolume { .. } => "target-named-as-volume",
            Self::TargetNotEmpty { .. } => "target-not-empty",
            Self::NoRoom { .. } => "no-room",
            Self::Read { .. } => "read-failed",
            Self::Write { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => "disk-full",
            Self::Write { .. } => "write-failed",
            Self::ReadBack { .. } => "read-back-differs",
            Self::Interrupted => "interrupted",
            Self::NothingWanted => "nothing-wanted",
            Self::NoIndex => "no-index",
            Self::Volume { problem, .. } => match problem {
                VolumeProblem::Missing => "volume-missing",
                VolumeProblem::Exchanged => "volume-exchanged",
                VolumeProblem::Foreign => "volume-foreign",
            },
            Self::VolumeTooSmall { .. } => "volume-too-small",
            Self::TooManyVolumes => "volume-too-many",
            Self::UnfinishedOther { .. } => "volume-unfinished-other",
            Self::VolumesInProgress { .. } => "volume-in-progress",
            Self::NothingToRemakeFrom { .. } => "volume-nothing-to-remake-from",
            Self::VolumeKeyLost { .. } => "volume-key-lost",
            Self::NothingToRemake { .. } => "volume-nothing-to-remake",
            Self::InVolume { source, .. } => source.code(),
            Self::Bug(_) => "package-bug",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Crypt(error) => error.facts(),
            Self::Damaged { damage, inside } => {
                let (at, expected) = match *damage {
                    Damage::CutShort { at, expected } => (at, expected),
                    Damage::Altered { at } | Damage::CutShortOrAltered { at } | Damage::Trailing { at } => {
                        (at, None)
                    }
                };
                let mut facts = vec![("at", at.to_string())];
                facts.extend(expected.map(|expected| ("expected", expected.to_string())));
                facts.extend(inside.clone().map(|inside| ("inside", inside)));
                facts
            }
            Self::Malformed { what, inside } => {
                vec![("what", (*what).to_owned()), ("inside", inside.clone())]
            }
            Self::HashMismatch { inside } => vec![("inside", inside.clone())],
            Self::Sources(problems) => {
                let lines = problems.iter().map(|problem| {
                    let detail =
                        problem.detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
                    format!("{}: {}{detail}", problem.kind.name(), problem.path.display())
                });
                vec![("count", problems.len().to_string()), ("list", lines.collect::<Vec<_>>().join(", "))]
            }
            Self::Names { path, problems } => {
                let list = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                crate::facts![path = path.display(), count = problems.len(), list = list]
            }
            Self::SourceChanged { path }
            | Self::TargetExists { path }
            | Self::TargetNamedAsVolume { path }
            | Self::TargetNotEmpty { path }
            | Self::UnfinishedOther { path }
            | Self::VolumesInProgress { path }
            | Self::NothingToRemakeFrom { path }
            | Self::VolumeKeyLost { path }
            | Self::NothingToRemake { path }
            | Self::ReadBack { path } => {
                vec![("path", path.display().to_string())]
            }
            Self::TargetInSource { path, source_folder } => {
                crate::facts![path = path.display(), source = source_folder.display()]
            }
            Self::NoRoom { path, needed, free } => vec![
                ("path", path.display().to_string()),
                ("needed", crate::model::bytes_with_unit(*needed)),
                ("free", crate::model::bytes_with_unit(*free)),
            ],
            Self::Read { path, source } | Self::Write { path, source } => {
                crate::model::io_facts(path, source)
            }
            Self::VolumeTooSmall { least } => vec![("least", least.to_string())],
            Self::TooManyVolumes => vec![("most", super::spread::MOST_VOLUMES.to_string())],
            Self::Volume { package, files, is, .. } => {
                vec![("package", package.clone()), ("files", files.clone()), ("is", is.clone())]
            }
            Self::InVolume { volume, source } => {
                // A place is a place in that file.
                let place = |(key, value): (&'static str, String)| match key {
                    "at" => (key, format!("{value} ({volume})")),
                    _ => (key, value),
                };
                let mut facts: Facts = source.facts().into_iter().map(place).collect();
                facts.push(("volume", volume.clone()));
                facts
            }
            Self::Bug(what) => vec![("what", (*what).to_owned())],
            Self::SignatureBad | Self::Empty | Self::Interrupted | Self::NothingWanted | Self::NoIndex => {
                Vec::new()
            }
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Crypt(error) => error.class(),
            Self::Damaged { .. }
            | Self::Malformed { .. }
            | Self::HashMismatch { .. }
            | Self::Volume { .. }
            | Self::ReadBack { .. }
            | Self::SignatureBad => FaultClass::Bad,
            Self::InVolume { source, .. } => source.class(),
            Self::Sources(_)
            | Self::Names { .. }
            | Self::TargetExists { .. }
            | Self::TargetInSource { .. }
            | Self::TargetNotEmpty { .. }
            | Self::NoRoom { .. } => FaultClass::Refused,
            Self::UnfinishedOther { .. }
            | Self::VolumesInProgress { .. }
            | Self::NothingToRemakeFrom { .. }
            | Self::VolumeKeyLost { .. }
            | Self::NothingToRemake { .. }
            | Self::NothingWanted => FaultClass::Refused,
            Self::Empty
            | Self::VolumeTooSmall { .. }
            | Self::TooManyVolumes
            | Self::TargetNamedAsVolume { .. } => FaultClass::Usage,
            Self::SourceChanged { .. } | Self::Read { .. } | Self::Write { .. } | Self::NoIndex => {
                FaultClass::Failed
            }
            Self::Interrupted => FaultClass::Interrupted,
            Self::Bug(_) => FaultClass::Bug,
        }
    }
}
