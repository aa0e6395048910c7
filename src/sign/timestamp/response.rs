//! What comes back (`TimeStampResp`, RFC 3161 §2.4.2): whether it was granted, and then the token.

use super::asn1::{Fields, sequence};
use super::imprint::Imprint;
use super::reason::Reason;
use super::token::Token;
use der::Tag;
use der::asn1::{AnyRef, BitStringRef, Utf8StringRef};

/// A response takes a few thousand bytes; larger input is not looked at.
pub const MAX_RESPONSE_BYTES: usize = 1 << 20;

/// How much of an authority's words is worth showing, in characters.
const MAX_SHOWN: usize = 200;

/// A response that was granted. Nothing of it is proven: that is [`super::judge`].
#[derive(Debug, Clone)]
pub struct Response<'a> {
    pub(super) token: Token<'a>,
}

impl<'a> Response<'a> {
    /// Reads a response.
    ///
    /// # Errors
    /// [`Reason::Malformed`], [`Reason::Refused`], [`Reason::UnsupportedAlgorithm`].
    pub fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        if bytes.len() > MAX_RESPONSE_BYTES {
            return Err(Reason::Malformed);
        }
        let mut fields = sequence(bytes)?;
        granted(fields.next()?)?;
        let token = fields.raw()?;
        fields.end()?;
        Ok(Self { token: Token::read(token)? })
    }

    /// Which bytes it is about.
    #[must_use]
    pub fn imprint(&self) -> &Imprint {
        &self.token.statement.imprint
    }

    /// The random number of the request that it answers, as a big-endian INTEGER.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.token.statement.nonce.as_deref()
    }
}

/// `PKIStatusInfo`: granted (0), or granted with modifications (1), which the statement then shows.
fn granted(element: AnyRef<'_>) -> Result<(), Reason> {
    let mut fields = Fields::of(element, Tag::Sequence)?;
    let status: u8 = fields.next()?;
    let mut words = Vec::new();
    if let Some(texts) = fields.optional(Tag::Sequence)? {
        let mut texts = Fields::of(texts, Tag::Sequence)?;
        while !texts.is_finished() {
            words.push(texts.next::<Utf8StringRef<'_>>()?.as_str());
        }
    }
    let failure = fields.optional::<BitStringRef<'_>>(Tag::BitString)?;
    fields.end()?;
    if status <= 1 && failure.is_none() {
        return Ok(());
    }
    let text: String = words.join(" ").chars().take(MAX_SHOWN).collect();
    Err(Reason::Refused { status, text })
}
