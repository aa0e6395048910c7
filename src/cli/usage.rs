//! What is wrong with a command line, said in the catalogue's words instead of clap's.

use crate::model::{Facts, Fault, FaultClass};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
#[error("{code}")]
pub struct UsageError {
    code: &'static str,
    facts: Facts,
}

impl UsageError {
    /// Every code that [`Fault::code`] can give here.
    pub const CODES: &[&str] = &[
        "usage-unknown-argument",
        "usage-unknown-argument-like",
        "usage-unknown-command",
        "usage-unknown-command-like",
        "usage-missing-argument",
        "usage-missing-command",
        "usage-invalid-value",
        "usage-value-missing",
        "usage-value-count",
        "usage-conflict",
        "usage-not-text",
        "usage-other",
    ];

    /// Translates what clap found. `args` is the command line, for naming the command whose help tells more.
    #[must_use]
    pub fn of(error: &clap::Error, args: &[OsString], root: &clap::Command) -> Self {
        let get = |kind| error.get(kind).map(text_of).unwrap_or_default();
        let argument = || get(ContextKind::InvalidArg);
        let help = help_command(args, root);
        let mut facts = crate::facts![help = help];
        let mut fact = |name: &'static str, value: String| facts.push((name, value));
        let code = match error.kind() {
            ErrorKind::UnknownArgument => {
                fact("argument", argument());
                fact("like", get(ContextKind::SuggestedArg));
                if get(ContextKind::SuggestedArg).is_empty() {
                    "usage-unknown-argument"
                } else {
                    "usage-unknown-argument-like"
                }
            }
            ErrorKind::InvalidSubcommand => {
                fact("name", get(ContextKind::InvalidSubcommand));
                fact("like", get(ContextKind::SuggestedSubcommand));
                if get(ContextKind::SuggestedSubcommand).is_empty() {
                    "usage-unknown-command"
                } else {
                    "usage-unknown-command-like"
                }
            }
            ErrorKind::MissingRequiredArgument => {
                fact("argument", argument());
                "usage-missing-argument"
            }
            ErrorKind::MissingSubcommand => "usage-missing-command",
            ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => {
                fact("argument", argument());
                "usage-value-missing"
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                fact("argument", argument());
                fact("value", get(ContextKind::InvalidValue));
                "usage-invalid-value"
            }
            ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
                fact("argument", argument());
                "usage-value-count"
            }
            ErrorKind::NoEquals => {
                fact("argument", argument());
                "usage-value-missing"
            }
            ErrorKind::ArgumentConflict => {
                fact("argument", argument());
                fact("other", get(ContextKind::PriorArg));
                "usage-conflict"
            }
            ErrorKind::InvalidUtf8 => "usage-not-text",
            _ => "usage-other",
        };
        Self { code, facts }
    }
}

impl Fault for UsageError {
    fn code(&self) -> &'static str {
        self.code
    }

    fn facts(&self) -> Facts {
        self.facts.clone()
    }

    fn class(&self) -> FaultClass {
        FaultClass::Usage
    }
}

fn text_of(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(" "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// `azukari receive --help`: the deepest command that the line names.
fn help_command(args: &[OsString], root: &clap::Command) -> String {
    let mut command = root;
    let mut path = "azukari".to_owned();
    for word in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(below) = command.find_subcommand(word) {
            path = format!("{path} {}", below.get_name());
            command = below;
        }
    }
    path + " --help"
}
