//! What goes out (`TimeStampReq`, RFC 3161 §2.4.1): the digest of a signature and a random number, and nothing else of it.

use super::asn1::{hex, sequence};
use super::error::StampError;
use super::imprint::{Imprint, SHA256};
use super::reason::Reason;
use der::asn1::{IntRef, Null, ObjectIdentifier, OctetStringRef};
use der::{Encode as _, Sequence, Tag};
use ring::rand::SecureRandom as _;

/// A request takes less than 100 bytes; larger input is not looked at.
const MAX_REQUEST_BYTES: usize = 16 << 10;

/// A request for a time-stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    imprint: Imprint,
    nonce: Option<Vec<u8>>,
}

#[derive(Sequence)]
struct AlgorithmOut {
    name: ObjectIdentifier,
    parameters: Null,
}

#[derive(Sequence)]
struct ImprintOut<'a> {
    hash: AlgorithmOut,
    digest: OctetStringRef<'a>,
}

#[derive(Sequence)]
struct RequestOut<'a> {
    version: u8,
    imprint: ImprintOut<'a>,
    nonce: Option<IntRef<'a>>,
    // The authority's certificate shall come with the response: offline, nobody can fetch it later.
    certificate_wanted: bool,
}

impl Request {
    /// A request for a time-stamp over `message`: SHA-256, and a nonce that only an answer to it can have.
    ///
    /// # Errors
    /// [`StampError::NoRandom`].
    pub fn new(message: &[u8]) -> Result<Self, StampError> {
        let mut nonce = [0; 8];
        ring::rand::SystemRandom::new().fill(&mut nonce).map_err(|_| StampError::NoRandom)?;
        // A positive INTEGER of 64 bits: not every authority takes a longer one.
        nonce[0] = nonce[0] & 0x3f | 0x40;
        Ok(Self { imprint: Imprint::of(message), nonce: Some(nonce.to_vec()) })
    }

    /// The request in DER.
    ///
    /// # Errors
    /// None in practice; encoding of plain data.
    pub fn to_der(&self) -> Result<Vec<u8>, StampError> {
        let encode = || -> der::Result<Vec<u8>> {
            let hash = AlgorithmOut { name: SHA256, parameters: Null };
            let imprint = ImprintOut { hash, digest: OctetStringRef::new(self.imprint.digest())? };
            let nonce = self.nonce.as_deref().map(IntRef::new).transpose()?;
            RequestOut { version: 1, imprint, nonce, certificate_wanted: true }.to_der()
        };
        encode().map_err(|_| StampError::Request(Reason::Malformed))
    }

    /// Reads a request, ours or another program's.
    ///
    /// # Errors
    /// [`StampError::Request`].
    pub fn read(bytes: &[u8]) -> Result<Self, StampError> {
        if bytes.len() > MAX_REQUEST_BYTES {
            return Err(StampError::Request(Reason::Malformed));
        }
        Self::parse(bytes).map_err(StampError::Request)
    }

    fn parse(bytes: &[u8]) -> Result<Self, Reason> {
        let mut fields = sequence(bytes)?;
        if fields.next::<u8>()? != 1 {
            return Err(Reason::Malformed);
        }
        let imprint = Imprint::read(fields.next()?)?;
        fields.optional::<ObjectIdentifier>(Tag::ObjectIdentifier)?;
        let nonce = fields.optional::<IntRef<'_>>(Tag::Integer)?.map(|nonce| nonce.as_bytes().to_vec());
        fields.optional::<bool>(Tag::Boolean)?;
        fields.end()?;
        Ok(Self { imprint, nonce })
    }

    /// What it asks to have stamped.
    #[must_use]
    pub fn imprint(&self) -> &Imprint {
        &self.imprint
    }

    /// The random number that the answer must repeat, as a big-endian INTEGER.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// The same in hexadecimal, empty if there is none.
    #[must_use]
    pub fn nonce_hex(&self) -> String {
        hex(self.nonce().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_out_comes_back() {
        let request = Request::new(b"signature").unwrap();
        let der = request.to_der().unwrap();
        assert_eq!(Request::read(&der).unwrap(), request);
        assert!(request.imprint().is_of(b"signature") && !request.imprint().is_of(b"other"));
        assert_ne!(Request::new(b"signature").unwrap().nonce(), request.nonce());
        assert_eq!(request.nonce().unwrap().len(), 8);
        // SEQUENCE { 1, SEQUENCE { SEQUENCE { sha256, NULL }, OCTET STRING }, INTEGER, TRUE }
        assert_eq!(der[..5], [0x30, 0x43, 2, 1, 1]);
        assert_eq!(der[der.len() - 3..], [1, 1, 0xff]);
    }

    #[test]
    fn damaged_requests_are_refused() {
        let der = Request::new(b"signature").unwrap().to_der().unwrap();
        for length in 0..der.len() {
            Request::read(&der[..length]).unwrap_err();
        }
        let longer = [der.as_slice(), &[0]].concat();
        Request::read(&longer).unwrap_err();
        Request::read(&vec![0x30; MAX_REQUEST_BYTES + 1]).unwrap_err();
    }
}
