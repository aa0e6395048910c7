//! How a lower floor says that something went wrong: a code and facts, never words.
//!
//! The shell finds the words in its catalogue: `err-CODE` says what failed and where, `rec-CODE` what to do next,
//! both in Japanese and English. So every floor below stays mute and no message exists in one language only.

use std::fmt;

/// What a failure means for whoever must decide what to do: it becomes the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultClass {
    /// The work failed (exit 1).
    Failed,
    /// The request makes no sense as typed (exit 2).
    Usage,
    /// A check says **bad** (exit 3).
    Bad,
    /// A check can say neither good nor bad (exit 4).
    Unknown,
    /// Refused for safety, nothing was changed (exit 5).
    Refused,
    /// The ledger cannot be used (exit 6).
    Ledger,
    /// Partly done; the report lists what (exit 7).
    Partial,
    /// Interrupted by the user (exit 130).
    Interrupted,
    /// A bug in azukari (exit 70).
    Bug,
}

/// Values that a message may print, by name: `("path", "/media/usb/a.csv")`.
pub type Facts = Vec<(&'static str, String)>;

/// Builds the [`Facts`](crate::model::Facts) of a message: `facts![path = path.display(), files = 3]`.
#[macro_export]
macro_rules! facts {
    () => { ::std::vec::Vec::new() };
    ($($name:ident = $value:expr),+ $(,)?) => {
        ::std::vec![$((stringify!($name), ::std::string::ToString::to_string(&$value))),+]
    };
}

/// An error that can be explained.
pub trait Fault: fmt::Debug + fmt::Display {
    /// Language-free code: kebab-case, stable, also printed by `--json`.
    fn code(&self) -> &'static str;
    /// What the message needs.
    fn facts(&self) -> Facts;
    /// What it means.
    fn class(&self) -> FaultClass;
}

/// The facts of a failure that another one brought about: its code is the `reason`, its own reason the `detail`, and its path, where
/// it is another one, the `inner_path`.
#[must_use]
pub fn because(own: Facts, source: &dyn Fault) -> Facts {
    let mut facts = own;
    facts.push(("reason", source.code().to_owned()));
    for (name, value) in source.facts() {
        let name = match name {
            "reason" => "detail",
            "path" if facts.iter().any(|(known, own)| *known == "path" && *own != value) => "inner_path",
            name => name,
        };
        if facts.iter().all(|(known, _)| *known != name) {
            facts.push((name, value));
        }
    }
    facts
}

/// What an operating-system error in words (`… (os error 2)`) means, on every system by the same name; `None` for a rare one or
/// for something else.
#[must_use]
pub fn system_error_name(text: &str) -> Option<&'static str> {
    use std::io::ErrorKind;
    // The number of an input or output error is the same on every Unix; its kind has no name yet.
    const EIO: i32 = 5;
    let (_, rest) = text.split_once("(os error ")?;
    let number = rest.split(')').next()?.parse().ok()?;
    Some(match std::io::Error::from_raw_os_error(number).kind() {
        ErrorKind::NotFound => "not-found",
        ErrorKind::PermissionDenied => "permission-denied",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "storage-full",
        ErrorKind::ReadOnlyFilesystem => "read-only",
        ErrorKind::NotADirectory => "not-a-folder",
        ErrorKind::IsADirectory => "is-a-folder",
        ErrorKind::AlreadyExists => "already-exists",
        ErrorKind::ResourceBusy => "busy",
        _ if cfg!(unix) && number == EIO => "input-output",
        _ => return None,
    })
}

/// The facts of an operating-system error: its words in `reason`, beside the path.
#[must_use]
pub fn io_facts(path: &std::path::Path, source: &std::io::Error) -> Facts {
    vec![("path", path.display().to_string()), ("reason", source.to_string())]
}
