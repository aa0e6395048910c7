//! What can be wrong with an age file before its content is looked at.

use crate::model::{Facts, Fault, FaultClass};

/// Why a header or key could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CryptError {
    /// The file does not begin like an age file.
    #[error("not an age file")]
    NotAge,
    /// It begins like one, but of a version that this program does not know.
    #[error("unknown age version")]
    UnknownVersion,
    /// The file ends inside its header.
    #[error("header cut short at byte {at}")]
    HeaderCutShort {
        /// Length of what there is, in bytes.
        at: u64,
    },
    /// The header is malformed, its check stanza or its MAC does not fit: altered after sealing.
    #[error("altered header")]
    HeaderAltered,
    /// None of the keys fits, and the header looks intact.
    #[error("no key fits")]
    NoMatchingKey,
    /// The file asks for more passphrase work than allowed.
    #[error("excessive passphrase work factor 2^{required}, limit 2^{limit}")]
    ExcessiveWork {
        /// log2 of the scrypt work asked for.
        required: u8,
        /// log2 of the most that is allowed.
        limit: u8,
    },
    /// The passphrase does not open it.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The file is locked by a passphrase and none was given.
    #[error("passphrase needed")]
    PassphraseNeeded,
    /// A recipient text that is not one.
    #[error("not a recipient: `{0}`")]
    BadRecipient(String),
    /// An identity file that holds no usable identity.
    #[error("no identity in the file")]
    NoIdentity,
    /// A plugin's key whose file does not say its public side.
    #[error("an identity without its recipient")]
    UnnamedIdentity,
    /// A plugin's key that does not open what is sealed to the public side in its file.
    #[error("an identity with the recipient of another")]
    IdentityMismatch,
    /// The program for a key is not installed.
    #[error("`{program}` is not on the search path")]
    PluginMissing {
        /// Such as `age-plugin-yubikey`.
        program: String,
    },
    /// The program for a key did not do what it was asked.
    #[error("`{program}` failed: {reason}")]
    PluginFailed {
        /// Such as `age-plugin-yubikey`.
        program: String,
        /// In its own words.
        reason: String,
    },
    /// The age crate would print everything that it says to a plugin, keys among it.
    #[error("AGEDEBUG=plugin is set")]
    PluginOverheard,
    /// Nobody to seal to.
    #[error("no recipients")]
    NoRecipients,
    /// Some recipients hold against quantum computers and some do not: the file would only be as strong as the latter.
    #[error("post-quantum and other recipients together")]
    MixedRecipients,
    /// Reading the header failed.
    #[error("reading the header")]
    Read(#[source] std::io::Error),
    /// The text armor around an age file is broken.
    #[error("broken armor")]
    Armor,
    /// A primitive refused its input: a bug.
    #[error("a primitive refused its input")]
    Primitive,
}

/// Every code of [`CryptError`].
pub const CODES: &[&str] = &[
    "not-age",
    "unknown-age-version",
    "header-cut-short",
    "header-altered",
    "no-matching-key",
    "excessive-work",
    "wrong-passphrase",
    "passphrase-needed",
    "bad-recipient",
    "no-identity",
    "identity-unnamed",
    "identity-mismatch",
    "plugin-missing",
    "plugin-failed",
    "plugin-overheard",
    "no-recipients",
    "mixed-recipients",
    "header-read",
    "armor",
    "crypt-bug",
];

impl Fault for CryptError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAge => "not-age",
            Self::UnknownVersion => "unknown-age-version",
            Self::HeaderCutShort { .. } => "header-cut-short",
            Self::HeaderAltered => "header-altered",
            Self::NoMatchingKey => "no-matching-key",
            Self::ExcessiveWork { .. } => "excessive-work",
            Self::WrongPassphrase => "wrong-passphrase",
            Self::PassphraseNeeded => "passphrase-needed",
            Self::BadRecipient(_) => "bad-recipient",
            Self::NoIdentity => "no-identity",
            Self::UnnamedIdentity => "identity-unnamed",
            Self::IdentityMismatch => "identity-mismatch",
            Self::PluginMissing { .. } => "plugin-missing",
            Self::PluginFailed { .. } => "plugin-failed",
            Self::PluginOverheard => "plugin-overheard",
            Self::NoRecipients => "no-recipients",
            Self::MixedRecipients => "mixed-recipients",
            Self::Read(_) => "header-read",
            Self::Armor => "armor",
            Self::Primitive => "crypt-bug",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::HeaderCutShort { at } => vec![("at", at.to_string())],
            Self::ExcessiveWork { required, limit } => {
                vec![("required", required.to_string()), ("limit", limit.to_string())]
            }
            Self::BadRecipient(text) => vec![("recipient", text.clone())],
            Self::PluginMissing { program } => vec![("program", program.clone())],
            Self::PluginFailed { program, reason } => {
                vec![("program", program.clone()), ("reason", reason.clone())]
            }
            Self::Read(source) => vec![("reason", source.to_string())],
            _ => Vec::new(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NotAge
            | Self::UnknownVersion
            | Self::HeaderCutShort { .. }
            | Self::HeaderAltered
            | Self::Armor => FaultClass::Bad,
            Self::NoMatchingKey => FaultClass::Unknown,
            Self::ExcessiveWork { .. } | Self::MixedRecipients | Self::PluginOverheard => FaultClass::Refused,
            Self::BadRecipient(_) | Self::NoRecipients | Self::PassphraseNeeded => FaultClass::Usage,
            Self::WrongPassphrase
            | Self::NoIdentity
            | Self::UnnamedIdentity
            | Self::IdentityMismatch
            | Self::PluginMissing { .. }
            | Self::PluginFailed { .. }
            | Self::Read(_) => FaultClass::Failed,
            Self::Primitive => FaultClass::Bug,
        }
    }
}
