//! To whom a file is sealed.

use super::plugin::PluginRecipient;
use super::{CryptError, HybridRecipient, NobodyThere, PluginPrompts};
use crate::model::KeyAgreement;
use age::Recipient;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One or more recipients, ready to wrap a file key.
pub struct Recipients {
    pub(super) list: Vec<Box<dyn Recipient + Send + Sync>>,
    post_quantum: bool,
}

impl Recipients {
    /// Parses `age1…` texts.
    ///
    /// # Errors
    /// [`CryptError::BadRecipient`] for the first text that is none; [`CryptError::NoRecipients`] for an empty list;
    /// [`CryptError::MixedRecipients`] where some hold against quantum computers and some do not.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, CryptError> {
        let nobody: Arc<dyn PluginPrompts> = Arc::new(NobodyThere);
        Self::parse_asking(texts, &nobody)
    }

    /// As [`Recipients::parse`]; what plugins ask while sealing goes to `prompts`.
    ///
    /// # Errors
    /// As [`Recipients::parse`]; [`CryptError::PluginMissing`].
    pub fn parse_asking<'a>(
        texts: impl IntoIterator<Item = &'a str>,
        prompts: &Arc<dyn PluginPrompts>,
    ) -> Result<Self, CryptError> {
        let texts: Vec<&str> = texts.into_iter().collect();
        let mut list = Vec::new();
        let mut of_plugins = BTreeMap::<String, Vec<&str>>::new();
        for text in &texts {
            match KeyAgreement::of_recipient(text) {
                Some(KeyAgreement::Plugin(name)) => of_plugins.entry(name).or_default().push(text),
                kind => list.push(parse_native(kind.as_ref(), text)?),
            }
        }
        for (name, texts) in of_plugins {
            list.push(Box::new(PluginRecipient::new(&name, &texts, prompts)?));
        }
        let kinds = texts.iter().filter_map(|text| KeyAgreement::of_recipient(text)?.is_post_quantum());
        let (strong, weak): (Vec<bool>, Vec<bool>) = kinds.partition(|post_quantum| *post_quantum);
        if list.is_empty() {
            return Err(CryptError::NoRecipients);
        }
        if !strong.is_empty() && !weak.is_empty() {
            return Err(CryptError::MixedRecipients);
        }
        Ok(Self { list, post_quantum: !strong.is_empty() })
    }

    /// Whether what is sealed to them withstands a large quantum computer, as far as each tells.
    #[must_use]
    pub fn is_post_quantum(&self) -> bool {
        self.post_quantum
    }
}

/// One recipient of a kind that needs no plugin.
fn parse_native(
    kind: Option<&KeyAgreement>,
    text: &str,
) -> Result<Box<dyn Recipient + Send + Sync>, CryptError> {
    fn of<R: std::str::FromStr + Recipient + Send + Sync + 'static>(
        text: &str,
    ) -> Option<Box<dyn Recipient + Send + Sync>> {
        text.parse::<R>().ok().map(|recipient| Box::new(recipient) as _)
    }
    let recipient = match kind {
        Some(KeyAgreement::X25519) => of::<age::x25519::Recipient>(text),
        Some(KeyAgreement::Hybrid) => of::<HybridRecipient>(text),
        Some(KeyAgreement::Tag) => of::<age::tag::Recipient>(text),
        Some(KeyAgreement::HybridTag) => of::<age::tagpq::Recipient>(text),
        Some(KeyAgreement::Plugin(_)) | None => None,
    };
    recipient.ok_or_else(|| CryptError::BadRecipient(text.chars().take(80).collect()))
}
