//! With what a file is opened.

use super::plugin::PluginIdentities;
use super::{CryptError, HybridIdentity, NobodyThere, PluginPrompts};
use crate::model::KeyAgreement;
use age::secrecy::SecretString;
use age::{DecryptError, Identity};
use age_core::format::{FileKey, Stanza};
use std::cell::Cell;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The most passphrase work that a file may ask for: 2^22 (4 GiB, about 16 s); age itself writes 2^18.
pub(super) const WORK_LIMIT: u8 = 22;

/// Identities to try, in order.
pub struct Identities {
    pub(super) list: Vec<Box<dyn Identity>>,
    pub(super) plugins: PluginIdentities,
    recipients: Vec<String>,
    /// Whether there are keys whose public side nobody told.
    unnamed: bool,
    prompts: Arc<dyn PluginPrompts>,
}

impl Default for Identities {
    fn default() -> Self {
        Self::asking(Arc::new(NobodyThere))
    }
}

impl Identities {
    /// None yet; whatever plugins ask is declined.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// None yet; what plugins ask goes to `prompts`.
    #[must_use]
    pub fn asking(prompts: Arc<dyn PluginPrompts>) -> Self {
        let plugins = PluginIdentities::default();
        Self { list: Vec::new(), plugins, recipients: Vec::new(), unnamed: false, prompts }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.plugins.is_empty()
    }

    /// Whether one of `named` is the public side (`age1…`) of a key among them, as far as can be told: a plugin's key tells
    /// it only by a comment in its file.
    #[must_use]
    pub fn may_be_named<'a>(&self, mut named: impl Iterator<Item = &'a str>) -> bool {
        self.unnamed
            || self.recipients.is_empty()
            || named.any(|named| self.recipients.iter().any(|ours| ours == named))
    }

    /// Adds every key of an identity file's text: `AGE-SECRET-KEY-1…`, `AGE-SECRET-KEY-PQ-1…` and `AGE-PLUGIN-NAME-1…`; of the
    /// `#` comments only the public sides of plugins' keys are read.
    ///
    /// # Errors
    /// [`CryptError::NoIdentity`] when a line is something else or no line is left.
    pub fn add_text(&mut self, text: &str) -> Result<(), CryptError> {
        let mut of_plugins = Vec::new();
        for key in keys_of(text) {
            if let Some(line) = key.plugin_line() {
                of_plugins.push(line);
                self.unnamed |= key.told.is_none();
                self.recipients.extend(key.told.map(str::to_owned));
            } else {
                let (identity, recipient) = parse_identity(key.line)?;
                self.recipients.push(recipient);
                self.list.push(identity);
            }
        }
        self.plugins.add(&of_plugins, &self.prompts)?;
        if keys_of(text).next().is_some() { Ok(()) } else { Err(CryptError::NoIdentity) }
    }

    /// The one key of a text that comes from outside; none that another program holds.
    ///
    /// # Errors
    /// [`CryptError::NoIdentity`] for anything else, and for several.
    pub fn only(text: &str) -> Result<Self, CryptError> {
        let mut keys = keys_of(text);
        match (keys.next(), keys.next()) {
            (Some(key), None) if key.plugin_line().is_none() => {}
            _ => return Err(CryptError::NoIdentity),
        }
        let mut identities = Self::new();
        identities.add_text(text)?;
        Ok(identities)
    }

    /// Adds a passphrase, for files made by `age -p`.
    pub fn add_passphrase(&mut self, passphrase: &Zeroizing<String>) {
        self.add_passphrases(std::slice::from_ref(passphrase));
    }

    /// Adds one passphrase in several spellings, tried in order: other programs take letters as they were typed.
    pub fn add_passphrases(&mut self, spellings: &[Zeroizing<String>]) {
        self.list.push(Box::new(PassphraseIdentity::of(spellings)));
    }
}

/// A line with a key in an identity file.
struct KeyLine<'a> {
    line: &'a str,
    /// The public side that the last comment before it names.
    told: Option<&'a str>,
}

impl<'a> KeyLine<'a> {
    fn plugin_line(&self) -> Option<&'a str> {
        self.line.starts_with("AGE-PLUGIN-").then_some(self.line)
    }
}

/// The lines of an identity file that are neither empty nor comments.
fn keys_of(text: &str) -> impl Iterator<Item = KeyLine<'_>> {
    let mut told = None;
    text.lines().map(str::trim).filter_map(move |line| {
        if let Some(comment) = line.strip_prefix('#') {
            let last = comment.split_whitespace().next_back();
            told = last.filter(|word| KeyAgreement::of_recipient(word).is_some()).or(told);
            return None;
        }
        (!line.is_empty()).then(|| KeyLine { line, told: told.take() })
    })
}

/// The public side of the first key in an identity file's text.
///
/// # Errors
/// [`CryptError::NoIdentity`]; [`CryptError::UnnamedIdentity`] for a plugin's key without a comment that tells it.
pub(super) fn first_recipient(text: &str) -> Result<String, CryptError> {
    let key = keys_of(text).next().ok_or(CryptError::NoIdentity)?;
    match (key.plugin_line(), key.told) {
        (Some(_), Some(told)) => Ok(told.to_owned()),
        (Some(_), None) => Err(CryptError::UnnamedIdentity),
        (None, _) => Ok(parse_identity(key.line)?.1),
    }
}

/// A secret key, and its public side as text.
fn parse_identity(line: &str) -> Result<(Box<dyn Identity>, String), CryptError> {
    if line.starts_with("AGE-SECRET-KEY-PQ-1") {
        let identity: HybridIdentity = line.parse()?;
        let recipient = identity.to_public().to_string();
        return Ok((Box::new(identity), recipient));
    }
    let identity: age::x25519::Identity = line.parse().map_err(|_| CryptError::NoIdentity)?;
    let recipient = identity.to_public().to_string();
    Ok((Box::new(identity), recipient))
}

/// A passphrase as an identity. Remembers when it was tried and did not fit, which age reports like damage.
pub struct PassphraseIdentity {
    spellings: Vec<age::scrypt::Identity>,
    failed: Cell<bool>,
}

impl PassphraseIdentity {
    /// Refuses more work than [`WORK_LIMIT`].
    #[must_use]
    pub fn new(passphrase: &Zeroizing<String>) -> Self {
        Self::of(std::slice::from_ref(passphrase))
    }

    fn of(spellings: &[Zeroizing<String>]) -> Self {
        let identity = |passphrase: &Zeroizing<String>| {
            let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.as_str()));
            identity.set_max_work_factor(WORK_LIMIT);
            identity
        };
        Self { spellings: spellings.iter().map(identity).collect(), failed: Cell::new(false) }
    }
}

impl Identity for PassphraseIdentity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        let mut result = None;
        for spelling in &self.spellings {
            result = spelling.unwrap_stanza(stanza);
            if matches!(result, Some(Ok(_))) {
                break;
            }
        }
        if stanza.tag == "scrypt" && !matches!(result, Some(Ok(_))) {
            self.failed.set(true);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::super::keyfile;
    use super::*;

    /// The file that comes with volumes is somebody else's text: it must not make us run a program or choose among keys.
    #[test]
    fn only_one_key_and_none_of_a_plugin() {
        let (one, two) = (keyfile::generate(), keyfile::generate());
        let only = Identities::only(&one.text).unwrap();
        assert_eq!((only.list.len(), only.recipients), (1, vec![one.recipient.clone()]));
        let plugin = "AGE-PLUGIN-MIHON-1QQQSY0E8Y5";
        let both = [one.text.as_str(), two.text.as_str()].concat();
        for other in ["", "# nothing", plugin, both.as_str(), &format!("{}{plugin}", &*one.text)] {
            assert!(matches!(Identities::only(other), Err(CryptError::NoIdentity)), "{other}");
        }
    }
}
