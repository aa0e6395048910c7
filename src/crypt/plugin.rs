//! Keys that another program holds, such as one for a hardware key (C2SP `age-plugin.md`): a recipient `age1NAME1…` and an
//! identity `AGE-PLUGIN-NAME-1…` are handed to the program `age-plugin-NAME` of the search path.

use super::CryptError;
use crate::model::is_plugin_name;
use age::plugin::{IdentityPluginV1, RecipientPluginV1, ResolveError};
use age::secrecy::SecretString;
use age::{DecryptError, EncryptError, Identity, Recipient};
use age_core::format::{FileKey, Stanza};
use std::collections::{BTreeMap, HashSet};
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// What a plugin may ask of whoever sits at the screen. Its texts come from outside.
pub trait PluginPrompts: Debug + Send + Sync {
    /// Shows what `program` has to say, such as that the key must be touched.
    fn show(&self, program: &str, message: &str);
    /// Says that `program` takes long.
    fn waiting(&self, program: &str);
    /// Asks for a choice between `yes` and `no` (absent: anything else); `None` where nobody can be asked.
    fn choose(&self, program: &str, message: &str, yes: &str, no: Option<&str>) -> Option<bool>;
    /// Asks for a line; `None` where nobody can be asked.
    fn line(&self, program: &str, message: &str) -> Option<String>;
    /// Asks for a secret, such as a PIN; `None` where nobody can be asked.
    fn secret(&self, program: &str, message: &str) -> Option<Zeroizing<String>>;
}

/// No screen: whatever a plugin asks is declined.
#[derive(Debug, Clone, Copy, Default)]
pub struct NobodyThere;

impl PluginPrompts for NobodyThere {
    fn show(&self, _: &str, _: &str) {}
    fn waiting(&self, _: &str) {}
    fn choose(&self, _: &str, _: &str, _: &str, _: Option<&str>) -> Option<bool> {
        None
    }
    fn line(&self, _: &str, _: &str) -> Option<String> {
        None
    }
    fn secret(&self, _: &str, _: &str) -> Option<Zeroizing<String>> {
        None
    }
}

/// The prompts as the age crate wants them, for one program.
#[derive(Clone)]
struct Asking {
    program: String,
    prompts: Arc<dyn PluginPrompts>,
}

impl age::Callbacks for Asking {
    fn display_message(&self, message: &str) {
        // The crate has one message of its own, in English only.
        if message.starts_with("Waiting for ") && message.contains(&self.program) {
            self.prompts.waiting(&self.program);
        } else {
            self.prompts.show(&self.program, message);
        }
    }

    fn confirm(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        self.prompts.choose(&self.program, message, yes, no)
    }

    fn request_public_string(&self, description: &str) -> Option<String> {
        self.prompts.line(&self.program, description)
    }

    fn request_passphrase(&self, description: &str) -> Option<SecretString> {
        let secret = self.prompts.secret(&self.program, description)?;
        Some(SecretString::from(secret.as_str()))
    }
}

/// Why a plugin did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{program}: {reason}")]
pub(super) struct PluginFailure {
    pub(super) program: String,
    pub(super) reason: String,
}

impl PluginFailure {
    fn of(program: &str, errors: impl Iterator<Item = String>) -> Self {
        // The crate's words come with invisible marks around what it filled in.
        let plain = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        let reason = errors.map(plain).collect::<Vec<_>>().join("; ");
        Self { program: program.to_owned(), reason }
    }
}

impl From<PluginFailure> for CryptError {
    fn from(failure: PluginFailure) -> Self {
        Self::PluginFailed { program: failure.program, reason: failure.reason }
    }
}

/// Refuses to go on where the age crate would write what passes between it and a plugin to the screen: file keys and PINs
/// (age-core 0.12, `plugin.rs`). The variable cannot be taken back from within.
fn not_overheard() -> Result<(), CryptError> {
    match std::env::var_os("AGEDEBUG") {
        Some(what) if what == "plugin" => Err(CryptError::PluginOverheard),
        _ => Ok(()),
    }
}

/// The program of a plugin's name.
pub(super) fn program(name: &str) -> String {
    format!("age-plugin-{name}")
}

fn unresolved(error: ResolveError) -> CryptError {
    match error {
        ResolveError::MissingPlugin { binary_name } => CryptError::PluginMissing { program: binary_name },
        ResolveError::InvalidPluginName { name } => CryptError::PluginMissing { program: program(&name) },
        _ => CryptError::Primitive,
    }
}

/// All recipients of one plugin, which wraps for all of them at once.
pub(super) struct PluginRecipient {
    program: String,
    inner: RecipientPluginV1<Asking>,
}

impl PluginRecipient {
    /// For `texts`, each of which has the prefix of plugin `name`.
    pub(super) fn new(
        name: &str,
        texts: &[&str],
        prompts: &Arc<dyn PluginPrompts>,
    ) -> Result<Self, CryptError> {
        let parse = |text: &&str| {
            let bad = |_| CryptError::BadRecipient(text.chars().take(80).collect());
            text.parse::<age::plugin::Recipient>().map_err(bad)
        };
        let recipients = texts.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        not_overheard()?;
        let asking = Asking { program: program(name), prompts: Arc::clone(prompts) };
        let inner = RecipientPluginV1::new(name, &recipients, &[], asking).map_err(unresolved)?;
        Ok(Self { program: program(name), inner })
    }
}

impl Recipient for PluginRecipient {
    fn wrap_file_key(&self, file_key: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        self.inner.wrap_file_key(file_key).map_err(|error| {
            let failure = match error {
                EncryptError::Plugin(errors) => {
                    PluginFailure::of(&self.program, errors.iter().map(ToString::to_string))
                }
                other => PluginFailure::of(&self.program, std::iter::once(other.to_string())),
            };
            // The only kind of the crate's that carries one of ours.
            EncryptError::Io(std::io::Error::other(failure))
        })
    }
}

/// What the recipients' plugins said, if that is why the age crate refused.
pub(super) fn failure_in(error: std::io::Error) -> Option<PluginFailure> {
    error.downcast::<PluginFailure>().ok()
}

/// All identities of one plugin. What goes wrong is kept, so that other keys are tried all the same.
pub(super) struct PluginIdentity {
    program: String,
    inner: IdentityPluginV1<Asking>,
    failures: Arc<Mutex<Vec<PluginFailure>>>,
}

impl PluginIdentity {
    fn kept(&self, result: Option<Result<FileKey, DecryptError>>) -> Option<Result<FileKey, DecryptError>> {
        let failure = match result? {
            Ok(key) => return Some(Ok(key)),
            Err(DecryptError::Plugin(errors)) => {
                PluginFailure::of(&self.program, errors.iter().map(ToString::to_string))
            }
            Err(other) => PluginFailure::of(&self.program, std::iter::once(other.to_string())),
        };
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
        None
    }
}

impl Identity for PluginIdentity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        self.kept(self.inner.unwrap_stanza(stanza))
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<Result<FileKey, DecryptError>> {
        self.kept(self.inner.unwrap_stanzas(stanzas))
    }
}

/// The identities of plugins, gathered by plugin; tried after all others, since they may ask for a PIN.
#[derive(Default)]
pub(super) struct PluginIdentities {
    pub(super) list: Vec<PluginIdentity>,
    /// Programs that are not on the search path.
    missing: Vec<String>,
    failures: Arc<Mutex<Vec<PluginFailure>>>,
}

impl PluginIdentities {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.missing.is_empty()
    }

    /// Adds the lines `AGE-PLUGIN-NAME-1…` of one identity file.
    pub(super) fn add(&mut self, lines: &[&str], prompts: &Arc<dyn PluginPrompts>) -> Result<(), CryptError> {
        let mut by_name = BTreeMap::<String, Vec<age::plugin::Identity>>::new();
        for line in lines {
            let identity: age::plugin::Identity = line.parse().map_err(|_| CryptError::NoIdentity)?;
            if !is_plugin_name(identity.plugin()) {
                return Err(CryptError::NoIdentity);
            }
            by_name.entry(identity.plugin().to_owned()).or_default().push(identity);
        }
        if !by_name.is_empty() {
            not_overheard()?;
        }
        for (name, identities) in by_name {
            let program = program(&name);
            let asking = Asking { program: program.clone(), prompts: Arc::clone(prompts) };
            match IdentityPluginV1::new(&name, &identities, asking) {
                Ok(inner) => {
                    let failures = Arc::clone(&self.failures);
                    self.list.push(PluginIdentity { program, inner, failures });
                }
                // Another key may fit; only if none does is this the reason.
                Err(_) => self.missing.push(program),
            }
        }
        Ok(())
    }

    /// Why none of them gave a key, if there is a reason beyond that none fits.
    pub(super) fn trouble(&self) -> Option<CryptError> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let missing =
            || self.missing.first().map(|program| CryptError::PluginMissing { program: program.clone() });
        failures.first().cloned().map(CryptError::from).or_else(missing)
    }
}
