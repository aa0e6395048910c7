//! To whom a file is sealed.

use super::{CryptError, HybridRecipient};
use crate::model::KeyAgreement;
use age::Recipient;

/// One or more recipients, ready to wrap a file key.
pub struct Recipients {
    pub(super) list: Vec<Box<dyn Recipient + Send + Sync>>,
}

impl Recipients {
    /// Parses `age1…` texts.
    ///
    /// # Errors
    /// [`CryptError::BadRecipient`] for the first text that is none; [`CryptError::NoRecipients`] for an empty list;
    /// [`CryptError::MixedRecipients`] where some hold against quantum computers and some do not.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, CryptError> {
        let texts: Vec<&str> = texts.into_iter().collect();
        let list = texts.iter().map(|text| parse_recipient(text)).collect::<Result<Vec<_>, _>>()?;
        let kinds = texts.iter().filter_map(|text| KeyAgreement::of_recipient(text)?.is_post_quantum());
        let (strong, weak): (Vec<bool>, Vec<bool>) = kinds.partition(|post_quantum| *post_quantum);
        if list.is_empty() {
            return Err(CryptError::NoRecipients);
        }
        if !strong.is_empty() && !weak.is_empty() {
            return Err(CryptError::MixedRecipients);
        }
        Ok(Self { list })
    }
}

/// One native recipient.
///
/// # Errors
/// [`CryptError::BadRecipient`].
pub fn parse_recipient(text: &str) -> Result<Box<dyn Recipient + Send + Sync>, CryptError> {
    fn of<R: std::str::FromStr + Recipient + Send + Sync + 'static>(
        text: &str,
    ) -> Option<Box<dyn Recipient + Send + Sync>> {
        text.parse::<R>().ok().map(|recipient| Box::new(recipient) as _)
    }
    let recipient = match KeyAgreement::of_recipient(text) {
        Some(KeyAgreement::X25519) => of::<age::x25519::Recipient>(text),
        Some(KeyAgreement::Hybrid) => of::<HybridRecipient>(text),
        Some(KeyAgreement::Tag) => of::<age::tag::Recipient>(text),
        Some(KeyAgreement::HybridTag) => of::<age::tagpq::Recipient>(text),
        Some(KeyAgreement::Plugin(_)) | None => None,
    };
    recipient.ok_or_else(|| CryptError::BadRecipient(text.chars().take(80).collect()))
}
