//! What went wrong, on its way up to the user.

use super::exit::Exit;
use crate::model::{Facts, Fault, FaultClass};

/// Any error that can be explained; `?` turns every [`Fault`] into one.
#[derive(Debug)]
pub struct Failure(Box<dyn Fault>);

impl<F: Fault + 'static> From<F> for Failure {
    fn from(fault: F) -> Self {
        Self(Box::new(fault))
    }
}

impl Failure {
    /// The error itself.
    #[must_use]
    pub fn fault(&self) -> &dyn Fault {
        &*self.0
    }

    /// How the run ends because of it.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.0.class().into()
    }
}

/// What a command returns: how the run ends, or why it failed.
pub type Outcome = Result<Exit, Failure>;

/// Failures of the shell itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShellError {
    /// A question had to be asked and nobody can answer.
    #[error("asking without a terminal")]
    NoTerminal,
    /// Likewise, where only an option answers, and `--yes` never does.
    #[error("asking without a terminal for {option}")]
    NoTerminalOption {
        /// The option, as it is typed.
        option: &'static str,
    },
    /// The user said no.
    #[error("declined by the user")]
    Declined,
    /// The typed word was not the one asked for.
    #[error("typed word differs from `{wanted}`")]
    WordDiffers {
        /// What had to be typed.
        wanted: String,
    },
    /// A passphrase is needed and there is no way to get one.
    #[error("no terminal to ask for the passphrase")]
    PassphraseNoTerminal,
    /// The passphrase file or descriptor could not be read.
    #[error("reading the passphrase from {place}")]
    PassphraseRead {
        /// File or descriptor.
        place: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The passphrase is empty.
    #[error("empty passphrase")]
    PassphraseEmpty,
    /// The passphrase is not UTF-8 text.
    #[error("passphrase is not UTF-8")]
    PassphraseNotText,
    /// Two entries of a new passphrase differ.
    #[error("the two passphrases differ")]
    PassphraseDiffers,
    /// A new passphrase was typed that is soon guessed.
    #[error("passphrase shorter than {least} letters")]
    PassphraseShort {
        /// How many letters it must have.
        least: usize,
    },
    /// Something could not be written for the user.
    #[error("writing {place}")]
    Write {
        /// Path, or `stdout`.
        place: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file to write is there already; nothing is written over it.
    #[error("{path} exists")]
    Exists {
        /// The file.
        path: String,
    },
    /// A file given on the command line could not be read.
    #[error("reading {path}")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A key pair needs the name of its holder.
    #[error("no name for the new keys")]
    NameNeeded,
    /// Several results, and one file for them.
    #[error("one output for several")]
    OneOutput,
    /// A file that is none of azukari's.
    #[error("{path} is no azukari file")]
    NotOurs {
        /// The file.
        path: String,
    },
    /// A record that its signature does not fit, or that somebody else signed than it says.
    #[error("signature does not fit {path}")]
    RecordAltered {
        /// The file.
        path: String,
    },
    /// A record that is not known to be genuine, and so is not countersigned.
    #[error("{path} is not trusted")]
    NotTrusted {
        /// The file.
        path: String,
    },
    /// A record that cannot be read.
    #[error("reading the record {path}")]
    Record {
        /// The file.
        path: String,
        /// What is wrong with it.
        #[source]
        source: crate::document::DocumentError,
    },
    /// Stopped by Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// A panic was caught.
    #[error("internal error at {place}")]
    Bug {
        /// Source file and line.
        place: String,
    },
}

impl ShellError {
    /// Every code that [`Fault::code`] can give here.
    pub const CODES: &[&str] = &[
        "no-terminal",
        "no-terminal-option",
        "declined",
        "word-differs",
        "passphrase-no-terminal",
        "passphrase-read",
        "passphrase-empty",
        "passphrase-not-text",
        "passphrase-differs",
        "passphrase-short",
        "write",
        "exists",
        "read",
        "name-needed",
        "one-output",
        "not-ours",
        "record-altered",
        "not-trusted",
        "record-read",
        "interrupted",
        "bug",
    ];
}

impl ShellError {
    /// Names the option that answers the question where nobody can be asked.
    #[must_use]
    pub fn or_by(self, option: &'static str) -> Self {
        match self {
            Self::NoTerminal => Self::NoTerminalOption { option },
            other => other,
        }
    }
}

impl Fault for ShellError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoTerminal => "no-terminal",
            Self::NoTerminalOption { .. } => "no-terminal-option",
            Self::Declined => "declined",
            Self::WordDiffers { .. } => "word-differs",
            Self::PassphraseNoTerminal => "passphrase-no-terminal",
            Self::PassphraseRead { .. } => "passphrase-read",
            Self::PassphraseEmpty => "passphrase-empty",
            Self::PassphraseNotText => "passphrase-not-text",
            Self::PassphraseDiffers => "passphrase-differs",
            Self::PassphraseShort { .. } => "passphrase-short",
            Self::Write { .. } => "write",
            Self::Exists { .. } => "exists",
            Self::Read { .. } => "read",
            Self::NameNeeded => "name-needed",
            Self::OneOutput => "one-output",
            Self::NotOurs { .. } => "not-ours",
            Self::RecordAltered { .. } => "record-altered",
            Self::NotTrusted { .. } => "not-trusted",
            Self::Record { .. } => "record-read",
            Self::Interrupted => "interrupted",
            Self::Bug { .. } => "bug",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NoTerminalOption { option } => crate::facts![option = option],
            Self::WordDiffers { wanted } => crate::facts![wanted = wanted],
            Self::PassphraseRead { place, source } | Self::Write { place, source } => {
                crate::facts![place = place, reason = source]
            }
            Self::Read { path, source } => crate::facts![path = path, reason = source],
            Self::Exists { path }
            | Self::NotOurs { path }
            | Self::RecordAltered { path }
            | Self::NotTrusted { path } => {
                crate::facts![path = path]
            }
            Self::Record { path, source } => {
                crate::facts![path = path, reason = source.code(), detail = source.detail()]
            }
            Self::PassphraseShort { least } => crate::facts![least = least],
            Self::Bug { place } => crate::facts![place = place],
            _ => Facts::new(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NoTerminal
            | Self::NoTerminalOption { .. }
            | Self::Declined
            | Self::WordDiffers { .. }
            | Self::PassphraseNoTerminal
            | Self::PassphraseDiffers
            | Self::PassphraseShort { .. }
            | Self::NotTrusted { .. } => FaultClass::Refused,
            Self::RecordAltered { .. } => FaultClass::Bad,
            Self::NameNeeded | Self::OneOutput => FaultClass::Usage,
            Self::Interrupted => FaultClass::Interrupted,
            Self::Bug { .. } => FaultClass::Bug,
            _ => FaultClass::Failed,
        }
    }
}
