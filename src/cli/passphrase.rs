//! Passphrases: from a prompt, a file or a descriptor; never from the command line or the environment, where other
//! users and programs can read them.

use super::Shell;
use super::failure::ShellError;
use super::interrupt::prompting_keys;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// A passphrase in memory, wiped when dropped.
pub type Passphrase = Zeroizing<String>;

/// A new passphrase that is typed has at least so many letters; a shorter one from a file, which scripts make, is warned of only.
const SHORTEST: usize = 8;

/// Below so many letters a passphrase is warned of.
const ADVISED: usize = 12;

/// More than this is no passphrase but the wrong file.
const LONGEST: u64 = 4096;

/// Where a passphrase comes from.
#[derive(Debug, Clone, Default)]
pub enum Source {
    /// Ask at the terminal.
    #[default]
    Prompt,
    /// First use: `--passphrase-file`.
    File(PathBuf),
    /// First use: `--passphrase-fd`.
    Descriptor(u32),
}

impl Source {
    /// From the two options, which exclude each other.
    #[must_use]
    pub fn of(file: Option<PathBuf>, descriptor: Option<u32>) -> Self {
        match (file, descriptor) {
            (Some(path), _) => Self::File(path),
            (None, Some(number)) => Self::Descriptor(number),
            (None, None) => Self::Prompt,
        }
    }
}

impl Shell {
    /// The passphrase that opens the keys (or the file) named by the prompt `id`. Asked once per run.
    ///
    /// # Errors
    /// [`ShellError`], when there is no way to get one or it is no usable text.
    pub fn passphrase(&self, id: &str, facts: &[(&'static str, String)]) -> Result<Passphrase, ShellError> {
        if let Some(known) = self.known_passphrase.borrow().as_ref() {
            return Ok(known.clone());
        }
        let secret = self.obtain(&self.passphrase_source, id, facts)?;
        *self.known_passphrase.borrow_mut() = Some(secret.clone());
        Ok(secret)
    }

    /// A new passphrase: typed twice at a terminal, and with a warning if short or not plain ASCII.
    ///
    /// # Errors
    /// As [`Self::passphrase`], [`ShellError::PassphraseDiffers`], and [`ShellError::PassphraseShort`] for one that was typed.
    pub fn new_passphrase(&self, source: &Source) -> Result<Passphrase, ShellError> {
        let secret = self.obtain(source, "prompt-new-passphrase", &[])?;
        let letters = secret.chars().count();
        if matches!(source, Source::Prompt) {
            // Before it is typed a second time.
            if letters < SHORTEST {
                return Err(ShellError::PassphraseShort { least: SHORTEST });
            }
            let again = self.obtain(source, "prompt-passphrase-again", &[])?;
            if *again != *secret {
                return Err(ShellError::PassphraseDiffers);
            }
        }
        if letters < ADVISED {
            self.out.warn("warn-passphrase-short", &crate::facts![advised = ADVISED]);
        }
        if !secret.is_ascii() {
            // Another program or keyboard may compose the same letters from other bytes.
            self.out.warn("warn-passphrase-not-ascii", &[]);
        }
        Ok(secret)
    }

    /// As [`Self::new_passphrase`] from the global options, and remembered for the rest of the run.
    ///
    /// # Errors
    /// As [`Self::new_passphrase`].
    pub fn first_passphrase(&self) -> Result<Passphrase, ShellError> {
        let secret = self.new_passphrase(&self.passphrase_source)?;
        *self.known_passphrase.borrow_mut() = Some(secret.clone());
        Ok(secret)
    }

    /// The passphrase of one certain file of another program, from `source`, as it may have been spelt there: as typed, and
    /// composed. Never mixed up with that of the own keys.
    ///
    /// # Errors
    /// As [`Self::passphrase`].
    pub fn passphrases_of(
        &self,
        source: &Source,
        id: &str,
        facts: &[(&'static str, String)],
    ) -> Result<Vec<Passphrase>, ShellError> {
        spellings(&self.obtain_raw(source, id, facts)?)
    }

    /// As [`Self::passphrases_of`], asked for at the terminal; the global options answer if they are not for the own keys
    /// (`own_used`), or if nobody sits there.
    ///
    /// # Errors
    /// As [`Self::passphrase`].
    pub fn file_passphrases(
        &self,
        id: &str,
        facts: &[(&'static str, String)],
        own_used: bool,
    ) -> Result<Vec<Passphrase>, ShellError> {
        let given = !matches!(self.passphrase_source, Source::Prompt);
        if !given || (own_used && io::stdin().is_terminal()) {
            return self.passphrases_of(&Source::Prompt, id, facts);
        }
        let once = matches!(self.passphrase_source, Source::Descriptor(_));
        if let Some(known) = self.known_passphrase.borrow().as_ref().filter(|_| once) {
            // What came from a descriptor cannot be read a second time.
            return Ok(vec![known.clone()]);
        }
        let found = self.passphrases_of(&self.passphrase_source, id, facts)?;
        if once {
            *self.known_passphrase.borrow_mut() = found.last().cloned();
        }
        Ok(found)
    }

    /// Whether a passphrase could be had at all: a file or descriptor was named, or somebody sits at a terminal.
    #[must_use]
    pub fn can_unlock(&self) -> bool {
        !matches!(self.passphrase_source, Source::Prompt)
            || self.known_passphrase.borrow().is_some()
            || io::stdin().is_terminal()
    }

    fn obtain(
        &self,
        source: &Source,
        id: &str,
        facts: &[(&'static str, String)],
    ) -> Result<Passphrase, ShellError> {
        clean(&self.obtain_raw(source, id, facts)?)
    }

    fn obtain_raw(
        &self,
        source: &Source,
        id: &str,
        facts: &[(&'static str, String)],
    ) -> Result<Passphrase, ShellError> {
        Ok(match source {
            Source::Prompt => {
                if !io::stdin().is_terminal() {
                    return Err(ShellError::PassphraseNoTerminal);
                }
                let prompt = format!("{} ", self.out.catalogue().text(id, facts));
                let typed = prompting_keys(|| rpassword::prompt_password(prompt));
                Zeroizing::new(typed.map_err(|_| ShellError::PassphraseNoTerminal)?)
            }
            Source::File(path) => {
                let place = path.display().to_string();
                read_text(std::fs::File::open(path), place)?
            }
            Source::Descriptor(number) => read_descriptor(*number)?,
        })
    }
}

/// NFKC, and without the one newline that editors and `echo` leave behind.
fn clean(raw: &str) -> Result<Passphrase, ShellError> {
    let line = line_of(raw);
    // Room for any ordinary expansion, so that no outgrown copy stays behind.
    let mut secret = Zeroizing::new(String::with_capacity(line.len() * 4));
    secret.extend(line.nfkc());
    if secret.is_empty() { Err(ShellError::PassphraseEmpty) } else { Ok(secret) }
}

fn line_of(raw: &str) -> &str {
    let line = raw.strip_suffix('\n').unwrap_or(raw);
    line.strip_suffix('\r').unwrap_or(line)
}

/// As typed, and composed if that differs: other programs do not compose.
fn spellings(raw: &str) -> Result<Vec<Passphrase>, ShellError> {
    let composed = clean(raw)?;
    let typed = Zeroizing::new(line_of(raw).to_owned());
    Ok(if typed == composed { vec![composed] } else { vec![typed, composed] })
}

fn read_text(source: io::Result<impl Read>, place: String) -> Result<Passphrase, ShellError> {
    // One allocation of the final size, so that no outgrown copy of the secret stays behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(8192));
    match source.and_then(|source| source.take(LONGEST).read_to_end(&mut bytes)) {
        Ok(_) => {}
        Err(source) => return Err(ShellError::PassphraseRead { place, source }),
    }
    std::str::from_utf8(&bytes)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|_| ShellError::PassphraseNotText)
}

#[cfg(unix)]
fn read_descriptor(number: u32) -> Result<Passphrase, ShellError> {
    if number == 0 {
        return read_text(Ok(io::stdin().lock()), "stdin".into());
    }
    // Adopting a descriptor by number is unsafe in Rust; reopening it by its name is not.
    let path = format!("/dev/fd/{number}");
    read_text(std::fs::File::open(&path), path)
}

#[cfg(not(unix))]
fn read_descriptor(number: u32) -> Result<Passphrase, ShellError> {
    let place = format!("descriptor {number}");
    if number == 0 {
        return read_text(Ok(io::stdin().lock()), place);
    }
    read_text(Err::<io::Empty, _>(io::ErrorKind::Unsupported.into()), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_newline_is_dropped_and_letters_are_composed() {
        assert_eq!(clean("秘密\r\n").unwrap().as_str(), "秘密");
        assert_eq!(clean("two\n\n").unwrap().as_str(), "two\n");
        assert_eq!(clean("ｶﾞ").unwrap().as_str(), "ガ");
        assert!(matches!(clean("\n"), Err(ShellError::PassphraseEmpty)));
    }

    #[test]
    fn other_programs_get_what_was_typed_first() {
        let of = |raw| spellings(raw).unwrap().iter().map(|one| one.to_string()).collect::<Vec<_>>();
        assert_eq!(of("secret\n"), ["secret"]);
        assert_eq!(of("ｶﾞ\r\n"), ["ｶﾞ", "ガ"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let latin1: &[u8] = &[0xe9];
        assert!(matches!(read_text(Ok(latin1), "x".into()), Err(ShellError::PassphraseNotText)));
    }
}
