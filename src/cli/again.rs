//! The command that goes on where one was stopped: whole, for what is not stated again would not stand on the certificate.

use super::Shell;
use super::layout::shell_word;
use super::passphrase::Source;
use crate::model::Lang;

/// What comes before the arguments. `sudo` takes variables behind itself, a shell before the program.
fn beginning(sudo: bool, home: Option<&str>) -> String {
    let sudo = if sudo { "sudo " } else { "" };
    let home = home.map(|home| format!("AZUKARI_HOME={} ", shell_word(home))).unwrap_or_default();
    format!("{sudo}{home}azukari")
}

/// A command line in the making.
#[derive(Debug)]
pub struct Again(String);

impl Again {
    /// `azukari`, as whom, with which keys, in which language, for which case and with which passphrase it was called, and the command's
    /// own `words`.
    pub fn new(shell: &Shell, words: &[&str]) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let home = set("AZUKARI_HOME").filter(|_| cfg!(unix));
        let mut again = Self(beginning(set("SUDO_USER").is_some(), home.as_deref()));
        again.option("--lang", shell.lang_option().map(Lang::tag));
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

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn as_whom_and_with_which_keys() {
        assert_eq!(beginning(false, None), "azukari");
        assert_eq!(beginning(false, Some("/home/見本/keys")), "AZUKARI_HOME=/home/見本/keys azukari");
        assert_eq!(beginning(true, Some("/a b")), "sudo AZUKARI_HOME='/a b' azukari");
        assert_eq!(beginning(true, None), "sudo azukari");
    }
}
