//! Walking DER by hand: what was signed must be kept byte by byte, so nothing is decoded and encoded again.

use super::reason::Reason;
use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader as _, SliceReader, Tag, TagNumber};

/// `[N]` around other fields, or in place of a constructed tag.
pub(super) const fn context(number: TagNumber) -> Tag {
    Tag::ContextSpecific { constructed: true, number }
}

/// The fields of one SEQUENCE, SET or the like, read in order.
pub(super) struct Fields<'a>(SliceReader<'a>);

impl<'a> Fields<'a> {
    /// The fields of `element`, which must have tag `tag`.
    pub(super) fn of(element: AnyRef<'a>, tag: Tag) -> Result<Self, Reason> {
        use der::Tagged as _;
        if element.tag() != tag {
            return Err(Reason::Malformed);
        }
        Ok(Self(SliceReader::new(element.value())?))
    }

    /// The next field.
    pub(super) fn next<T: Decode<'a>>(&mut self) -> Result<T, Reason> {
        Ok(self.0.decode()?)
    }

    /// The next field, if it has tag `tag`.
    pub(super) fn optional<T: Decode<'a>>(&mut self, tag: Tag) -> Result<Option<T>, Reason> {
        if self.0.is_finished() || self.0.peek_tag()? != tag {
            return Ok(None);
        }
        self.next().map(Some)
    }

    /// The next field as the bytes it is written in, tag and length included.
    pub(super) fn raw(&mut self) -> Result<&'a [u8], Reason> {
        Ok(self.0.tlv_bytes()?)
    }

    pub(super) fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// Nothing may follow the last field that is known.
    pub(super) fn end(self) -> Result<(), Reason> {
        Ok(self.0.finish(())?)
    }
}

/// The fields of the SEQUENCE that is all of `bytes`.
pub(super) fn sequence(bytes: &[u8]) -> Result<Fields<'_>, Reason> {
    Fields::of(AnyRef::from_der(bytes)?, Tag::Sequence)
}

/// Every element of a SET OF or SEQUENCE OF, in the order it is written in: authorities do not always sort.
pub(super) fn each(set: AnyRef<'_>, tag: Tag, most: usize) -> Result<Vec<&[u8]>, Reason> {
    let mut fields = Fields::of(set, tag)?;
    let mut elements = Vec::new();
    while !fields.is_finished() {
        if elements.len() == most {
            return Err(Reason::Malformed);
        }
        elements.push(fields.raw()?);
    }
    Ok(elements)
}

/// What `[0] EXPLICIT` is around.
pub(super) fn inside(element: AnyRef<'_>) -> Result<AnyRef<'_>, Reason> {
    let mut fields = Fields::of(element, context(TagNumber::N0))?;
    let content = fields.next()?;
    fields.end()?;
    Ok(content)
}

/// An `AlgorithmIdentifier` that takes no parameters: its name.
pub(super) fn algorithm(element: AnyRef<'_>) -> Result<ObjectIdentifier, Reason> {
    let mut fields = Fields::of(element, Tag::Sequence)?;
    let name = fields.next()?;
    fields.optional::<der::asn1::Null>(Tag::Null)?;
    fields.end()?;
    Ok(name)
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
