//! The command that goes on where one was stopped: whole, for what is not stated again would not stand on the certificate.

use super::Shell;
use super::layout::shell_word;
use super::passphrase::Source;

/// A command line in the making.
#[derive(Debug)]
pub struct Again(String);

impl Again {
    /// `azukari`, the case and the passphrase as they were given, and the command's own `words`.
    pub fn new(shell: &Shell, words: &[&str]) -> Self {
        let mut again = Self("azukari".to_owned());
        if let Some(case) = shell.case_option() {
            again.option("--case", Some(&case.to_string_lossy()));
        }
        if let Source::File(path) = &shell.passphrase_source {
            again.option("--passphrase-file", Some(&path.to_string_lossy()));
        }
        for word in words {
            again.word(word);
        }
        again
    }

    /// One word, quoted where a shell needs it.
    pub fn word(&mut self, word: &str) {
        self.0.push(' ');
        self.0.push_str(&shell_word(word));
    }

    /// An option with its value, where it was given.
    pub fn option(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.word(name);
            self.word(value);
        }
    }

    /// An option as often as it was given.
    pub fn options(&mut self, name: &str, values: &[String]) {
        for value in values {
            self.option(name, Some(value));
        }
    }

    /// An option without a value, where it was given.
    pub fn flag(&mut self, name: &str, given: bool) {
        if given {
            self.word(name);
        }
    }

    /// The line.
    pub fn line(self) -> String {
        self.0
    }
}
