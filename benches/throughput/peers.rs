//! The programs to be compared with, as far as they are on this machine.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Every program that a row may name, with how to ask for its version.
const PROGRAMS: &[(&str, &str)] = &[
    ("bash", "--version"),
    ("tar", "--version"),
    ("cp", "--version"),
    ("age", "--version"),
    ("rage", "--version"),
    ("sha256sum", "--version"),
    ("b3sum", "--version"),
    ("openssl", "version"),
    ("7z", "i"),
    ("gpg", "--version"),
    ("dd", "--version"),
    ("shred", "--version"),
    ("nwipe", "--version"),
];

/// What is installed.
pub(crate) struct Peers(Vec<(&'static str, PathBuf)>);

impl Peers {
    /// Looks along `PATH`.
    pub(crate) fn find() -> Self {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let found = PROGRAMS.iter().filter_map(|(name, _)| {
            let place = std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())?;
            Some((*name, place))
        });
        Self(found.collect())
    }

    /// Whether a program is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| *found == name)
    }

    /// Those of `names` that are not there.
    pub(crate) fn missing(&self, names: &[&'static str]) -> Vec<&'static str> {
        names.iter().copied().filter(|name| !self.has(name)).collect()
    }

    /// One line for each program: its version, or that it is not installed.
    pub(crate) fn describe(&self) -> Vec<String> {
        let describe = |(name, argument): &(&str, &str)| match self.0.iter().find(|(found, _)| found == name)
        {
            Some((_, place)) => {
                let asked = Command::new(place).arg(argument).stdin(Stdio::null()).output();
                let said = asked.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
                let said = said.unwrap_or_default();
                let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("").trim().to_owned();
                format!("{name}: {line} ({})", place.display())
            }
            None => format!("{name}: not installed"),
        };
        PROGRAMS.iter().map(describe).collect()
    }
}
