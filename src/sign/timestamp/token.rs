//! The envelope of a statement: a CMS `SignedData` (RFC 5652 §5) with exactly one signer, as RFC 3161 §2.4.2 has it.

use super::asn1::{Fields, algorithm, context, each, inside, sequence};
use super::imprint::Hash;
use super::reason::Reason;
use super::statement::Statement;
use der::asn1::{AnyRef, IntRef, ObjectIdentifier, OctetStringRef};
use der::{Decode as _, Encode as _, Tag, TagNumber, Tagged as _};
use x509_cert::name::Name;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
pub(super) const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");

/// Certificates beyond these are no chain.
const MOST_CERTIFICATES: usize = 32;
/// Attributes beyond these are no time-stamp's.
const MOST_ATTRIBUTES: usize = 32;

/// A token, taken apart and not yet proven.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) statement: Statement,
    /// The statement, byte by byte.
    pub(super) content: &'a [u8],
    /// The certificates that came with it, each in DER.
    pub(super) certificates: Vec<&'a [u8]>,
    pub(super) signer: SignerInfo<'a>,
}

/// Who signed, and what exactly.
#[derive(Debug, Clone)]
pub(super) struct SignerInfo<'a> {
    pub(super) who: SignerId<'a>,
    pub(super) hash: Hash,
    /// Signed attributes, each in DER.
    pub(super) attributes: Vec<&'a [u8]>,
    /// The `AlgorithmIdentifier` without its tag and length.
    pub(super) algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
}

/// Which certificate is the signer's.
#[derive(Debug, Clone)]
pub(super) enum SignerId<'a> {
    /// By its issuer and serial number.
    Issued { by: Box<Name>, serial: &'a [u8] },
    /// By its subject key identifier.
    Key(&'a [u8]),
}

impl<'a> Token<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        let mut fields = sequence(bytes)?;
        let kind: ObjectIdentifier = fields.next()?;
        let content = inside(fields.next()?)?;
        fields.end()?;
        if kind == SIGNED_DATA { Self::signed_data(content) } else { Err(Reason::Malformed) }
    }

    fn signed_data(element: AnyRef<'a>) -> Result<Self, Reason> {
        let mut fields = Fields::of(element, Tag::Sequence)?;
        // 3 for content that is not plain data; more where certificates or lists of other kinds are inside.
        if !(3..=5).contains(&fields.next::<u8>()?) {
            return Err(Reason::Malformed);
        }
        let hashes = each(fields.next()?, Tag::Set, MOST_ATTRIBUTES)?;
        let content = encapsulated(fields.next()?)?;
        let certificates = match fields.optional(context(TagNumber::N0))? {
            Some(set) => each(set, context(TagNumber::N0), MOST_CERTIFICATES)?,
            None => Vec::new(),
        };
        // Revocation lists: who keeps them is not asked offline.
        fields.optional::<AnyRef<'_>>(context(TagNumber::N1))?;
        let signers = each(fields.next()?, Tag::Set, 1)?;
        fields.end()?;
        let [signer] = signers[..] else { return Err(Reason::Malformed) };
        let signer = SignerInfo::read(signer)?;
        let named = hashes.into_iter().map(|hash| Hash::read(AnyRef::from_der(hash)?));
        if !named.collect::<Result<Vec<_>, _>>()?.contains(&signer.hash) {
            return Err(Reason::Malformed);
        }
        Ok(Self { statement: Statement::read(content)?, content, certificates, signer })
    }
}

/// The statement inside `EncapsulatedContentInfo`.
fn encapsulated(element: AnyRef<'_>) -> Result<&[u8], Reason> {
    let mut fields = Fields::of(element, Tag::Sequence)?;
    let kind: ObjectIdentifier = fields.next()?;
    let content = OctetStringRef::try_from(inside(fields.next()?)?)?;
    fields.end()?;
    if kind == TST_INFO { Ok(content.as_bytes()) } else { Err(Reason::Malformed) }
}

impl<'a> SignerInfo<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, Reason> {
        let mut fields = sequence(bytes)?;
        let version: u8 = fields.next()?;
        let who = SignerId::read(fields.next()?)?;
        if version != if matches!(who, SignerId::Issued { .. }) { 1 } else { 3 } {
            return Err(Reason::Malformed);
        }
        let hash = Hash::of_name(algorithm(fields.next()?)?)?;
        let attributes = each(fields.next()?, context(TagNumber::N0), MOST_ATTRIBUTES)?;
        let algorithm: AnyRef<'_> = fields.next()?;
        let signature = fields.next::<OctetStringRef<'_>>()?.as_bytes();
        fields.optional::<AnyRef<'_>>(context(TagNumber::N1))?;
        fields.end()?;
        if algorithm.tag() != Tag::Sequence {
            return Err(Reason::Malformed);
        }
        Ok(Self { who, hash, attributes, algorithm: algorithm.value(), signature })
    }

    /// What the signature is over (RFC 5652 §5.4): the attributes as a SET OF in the order of DER, whatever order they came in.
    pub(super) fn signed_bytes(&self) -> Result<Vec<u8>, Reason> {
        let mut sorted = self.attributes.clone();
        sorted.sort_unstable();
        Ok(AnyRef::new(Tag::Set, &sorted.concat())?.to_der()?)
    }
}

impl<'a> SignerId<'a> {
    fn read(element: AnyRef<'a>) -> Result<Self, Reason> {
        if element.tag() == (Tag::ContextSpecific { constructed: false, number: TagNumber::N0 }) {
            return Ok(Self::Key(element.value()));
        }
        let mut fields = Fields::of(element, Tag::Sequence)?;
        let by = Box::new(fields.next()?);
        let serial = fields.next::<IntRef<'_>>()?.as_bytes();
        fields.end()?;
        Ok(Self::Issued { by, serial })
    }
}
