//! To whom a file is sealed.

use super::CryptError;
use age::Recipient;

/// One or more recipients, ready to wrap a file key.
pub struct Recipients {
    pub(super) list: Vec<Box<dyn Recipient + Send + Sync>>,
}

impl Recipients {
    /// Parses `age1…` texts.
    ///
    /// # Errors
    /// [`CryptError::BadRecipient`] for the first text that is none; [`CryptError::NoRecipients`] for an empty list.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, CryptError> {
        let list = texts.into_iter().map(parse_recipient).collect::<Result<Vec<_>, _>>()?;
        if list.is_empty() { Err(CryptError::NoRecipients) } else { Ok(Self { list }) }
    }
}

/// One native recipient (X25519).
///
/// # Errors
/// [`CryptError::BadRecipient`].
pub fn parse_recipient(text: &str) -> Result<Box<dyn Recipient + Send + Sync>, CryptError> {
    text.parse::<age::x25519::Recipient>()
        .map(|recipient| Box::new(recipient) as _)
        .map_err(|_| CryptError::BadRecipient(text.chars().take(80).collect()))
}
