//! Questions before anything that cannot be taken back.

use super::Shell;
use super::failure::ShellError;
use super::interrupt::prompting;
use std::io::{self, BufRead, IsTerminal, Write};

impl Shell {
    /// Asks the yes-or-no question `id`. `--yes` answers it.
    ///
    /// # Errors
    /// [`ShellError::Declined`], or [`ShellError::NoTerminal`] where nobody can be asked: never a silent yes.
    pub fn confirm(&self, id: &str, facts: &[(&'static str, String)]) -> Result<(), ShellError> {
        if self.yes {
            return Ok(());
        }
        let question = self.out.catalogue().text(id, facts);
        let answer = ask(&format!("{question} {} ", self.out.catalogue().word("confirm-keys")))?;
        match answer.trim() {
            "y" | "Y" | "yes" | "はい" => Ok(()),
            _ => Err(ShellError::Declined),
        }
    }

    /// Asks for the very word `wanted`, with the question `id`. `--yes` answers it; where it must not, call
    /// [`Self::type_word`].
    ///
    /// # Errors
    /// [`ShellError::WordDiffers`] or [`ShellError::NoTerminal`].
    pub fn confirm_word(
        &self,
        id: &str,
        facts: &[(&'static str, String)],
        wanted: &str,
    ) -> Result<(), ShellError> {
        if self.yes { Ok(()) } else { self.type_word(id, facts, wanted) }
    }

    /// Asks for the very word `wanted`, `--yes` or not.
    ///
    /// # Errors
    /// [`ShellError::WordDiffers`] or [`ShellError::NoTerminal`].
    pub fn type_word(
        &self,
        id: &str,
        facts: &[(&'static str, String)],
        wanted: &str,
    ) -> Result<(), ShellError> {
        judge(&ask(&format!("{} ", self.out.catalogue().text(id, facts)))?, wanted)
    }
}

/// Only the very word is a yes. A no is taken as one: whoever says it is not to be urged to type the word.
fn judge(answer: &str, wanted: &str) -> Result<(), ShellError> {
    match answer.trim() {
        word if word == wanted => Ok(()),
        "n" | "N" | "no" | "No" | "NO" | "いいえ" | "" => Err(ShellError::Declined),
        _ => Err(ShellError::WordDiffers { wanted: wanted.to_owned() }),
    }
}

/// One line from the terminal. Questions go to standard error: standard output is the result.
pub(super) fn ask(prompt: &str) -> Result<String, ShellError> {
    if !io::stdin().is_terminal() {
        return Err(ShellError::NoTerminal);
    }
    let write = |source| ShellError::Write { place: "stderr".into(), source };
    let mut err = io::stderr().lock();
    err.write_all(prompt.as_bytes()).and_then(|()| err.flush()).map_err(write)?;
    drop(err);
    let mut answer = String::new();
    let read = prompting(|| io::stdin().lock().read_line(&mut answer));
    match read {
        Ok(0) | Err(_) => Err(ShellError::NoTerminal),
        Ok(_) => Ok(answer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_goes_on_and_a_no_is_a_no() {
        assert!(judge(" 12\n", "12").is_ok());
        for answer in ["no\n", "n\n", "いいえ\n", "\n"] {
            assert!(matches!(judge(answer, "12"), Err(ShellError::Declined)), "{answer}");
        }
        for answer in ["y\n", "yes\n", "はい\n", "1 2\n", "112\n"] {
            assert!(matches!(judge(answer, "12"), Err(ShellError::WordDiffers { .. })), "{answer}");
        }
        // Should the word ever be one of these, it is the word.
        assert!(judge("no", "no").is_ok());
    }
}
