//! Whether a token was signed by the certificate that it names, and whether that certificate may stamp time at all.

use super::asn1::{Fields, sequence};
use super::imprint::Hash;
use super::reason::Reason;
use super::token::{SignerId, SignerInfo, TST_INFO, Token};
use crate::model::Timestamp;
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Tag};
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, alg_id};
use webpki::ring::{
    ECDSA_P256_SHA256, ECDSA_P256_SHA384, ECDSA_P384_SHA256, ECDSA_P384_SHA384, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
    RSA_PSS_2048_8192_SHA384_LEGACY_KEY, RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier};

/// What azukari checks signatures of tokens with, and the hash that belongs to each.
const ALGORITHMS: &[(Hash, &dyn SignatureVerificationAlgorithm)] = &[
    (Hash::Sha256, RSA_PKCS1_2048_8192_SHA256),
    (Hash::Sha384, RSA_PKCS1_2048_8192_SHA384),
    (Hash::Sha512, RSA_PKCS1_2048_8192_SHA512),
    (Hash::Sha256, ECDSA_P256_SHA256),
    (Hash::Sha256, ECDSA_P384_SHA256),
    (Hash::Sha384, ECDSA_P256_SHA384),
    (Hash::Sha384, ECDSA_P384_SHA384),
    (Hash::Sha256, RSA_PSS_2048_8192_SHA256_LEGACY_KEY),
    (Hash::Sha384, RSA_PSS_2048_8192_SHA384_LEGACY_KEY),
    (Hash::Sha512, RSA_PSS_2048_8192_SHA512_LEGACY_KEY),
];

const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The certificate that signed, as it came with the token.
pub(super) struct Signer<'a> {
    pub(super) der: &'a [u8],
    pub(super) certificate: Certificate,
}

impl<'a> Signer<'a> {
    /// The certificate that `token` names, among those that came with it.
    pub(super) fn of(token: &Token<'a>) -> Result<Self, Reason> {
        let parsed = token.certificates.iter().filter_map(|der| {
            let certificate = Certificate::from_der(der).ok()?;
            Some(Self { der, certificate })
        });
        let mut named = parsed.filter(|signer| signer.is_named(&token.signer.who));
        // None at all is how those answer who were not asked for it; others in its place are not.
        let lacking =
            if token.certificates.is_empty() { Reason::NoCertificate } else { Reason::OtherCertificate };
        named.next().ok_or(lacking)
    }

    fn is_named(&self, who: &SignerId<'_>) -> bool {
        let content = &self.certificate.tbs_certificate;
        match who {
            SignerId::Issued { by, serial } => {
                content.issuer == **by && content.serial_number.as_bytes() == *serial
            }
            SignerId::Key(id) => matches!(
                content.get::<SubjectKeyIdentifier>(),
                Ok(Some((_, own))) if own.0.as_bytes() == *id
            ),
        }
    }

    /// Whose certificate, as an RFC 4514 name.
    pub(super) fn name(&self) -> String {
        self.certificate.tbs_certificate.subject.to_string()
    }

    /// Whether the token is this certificate's, down to the last byte of the statement.
    pub(super) fn signed(&self, token: &Token<'_>) -> Result<(), Reason> {
        self.is_bound(token)?;
        self.fits(&token.signer)
    }

    /// RFC 3161 §2.3: the one purpose of the certificate is time-stamping, and it says so critically.
    pub(super) fn may_stamp(&self) -> Result<(), Reason> {
        let content = &self.certificate.tbs_certificate;
        let purposes = content.get::<ExtendedKeyUsage>().map_err(|_| Reason::WrongUsage)?;
        let sole = purposes.is_some_and(|(_, purposes)| purposes.0 == [TIME_STAMPING]);
        let extensions = content.extensions.as_deref().unwrap_or_default();
        let critical = extensions.iter().any(|one| one.extn_id == EXTENDED_KEY_USAGE && one.critical);
        let usage = content.get::<KeyUsage>().map_err(|_| Reason::WrongUsage)?;
        let signs = usage.is_none_or(|(_, usage)| {
            usage.0.contains(KeyUsages::DigitalSignature) || usage.0.contains(KeyUsages::NonRepudiation)
        });
        if sole && critical && signs { Ok(()) } else { Err(Reason::WrongUsage) }
    }

    /// Whether the certificate was valid at the moment that the token states.
    pub(super) fn valid_at(&self, at: Timestamp) -> Result<(), Reason> {
        let (from, until) = validity(&self.certificate);
        if from <= at && at <= until { Ok(()) } else { Err(Reason::NotValidThen { from, until }) }
    }

    /// The signed attributes name the statement (its kind and digest) and this certificate (ESS, RFC 5035).
    fn is_bound(&self, token: &Token<'_>) -> Result<(), Reason> {
        let attributes = Attributes::read(&token.signer.attributes)?;
        let kind: ObjectIdentifier =
            attributes.single(CONTENT_TYPE)?.ok_or(Reason::Malformed)?.decode_as()?;
        if kind != TST_INFO {
            return Err(Reason::Malformed);
        }
        let said = attributes.single(MESSAGE_DIGEST)?.ok_or(Reason::Malformed)?;
        if token.signer.hash.digest(token.content).as_ref() != OctetStringRef::try_from(said)?.as_bytes() {
            return Err(Reason::SignatureMismatch);
        }
        let first = attributes.single(SIGNING_CERTIFICATE)?.map(|value| self.is_certificate_v1(value));
        let second = attributes.single(SIGNING_CERTIFICATE_V2)?.map(|value| self.is_certificate_v2(value));
        match (first, second) {
            // Without it another certificate of the same key could be put in its place.
            (None, None) => Err(Reason::OtherCertificate),
            (first, second) => first.unwrap_or(Ok(())).and(second.unwrap_or(Ok(()))),
        }
    }

    /// `SigningCertificate`: SHA-1 names the certificate here, and nothing else rests on it.
    fn is_certificate_v1(&self, value: AnyRef<'_>) -> Result<(), Reason> {
        let mut id = first_id(value)?;
        let said = id.next::<OctetStringRef<'_>>()?.as_bytes();
        let own = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, self.der);
        if own.as_ref() == said { Ok(()) } else { Err(Reason::OtherCertificate) }
    }

    /// `SigningCertificateV2`: the hash is SHA-256 unless it names another.
    fn is_certificate_v2(&self, value: AnyRef<'_>) -> Result<(), Reason> {
        let mut id = first_id(value)?;
        let hash = id.optional(Tag::Sequence)?.map_or(Ok(Hash::Sha256), Hash::read)?;
        let said = id.next::<OctetStringRef<'_>>()?.as_bytes();
        if hash.digest(self.der).as_ref() == said { Ok(()) } else { Err(Reason::OtherCertificate) }
    }

    /// Whether the signature fits the signed attributes, by the key of this certificate.
    fn fits(&self, signed: &SignerInfo<'_>) -> Result<(), Reason> {
        let unsupported = || {
            let found = AnyRef::new(Tag::Sequence, signed.algorithm)
                .ok()
                .and_then(|any| Fields::of(any, Tag::Sequence).ok()?.next::<ObjectIdentifier>().ok())
                .map_or_else(|| "unknown".to_owned(), |name| name.to_string());
            Reason::UnsupportedAlgorithm { found }
        };
        if !self.has_usual_key() {
            return Err(unsupported());
        }
        // CMS may name the key's algorithm only; the hash then is the one named beside it.
        let plain_rsa = signed.algorithm == alg_id::RSA_ENCRYPTION.as_ref();
        let chosen = ALGORITHMS.iter().filter(|(hash, algorithm)| {
            let own = algorithm.signature_alg_id();
            let named = own.as_ref() == signed.algorithm || plain_rsa && is_pkcs1(own.as_ref());
            named && *hash == signed.hash
        });
        let message = signed.signed_bytes()?;
        let der = CertificateDer::from(self.der);
        let certificate = webpki::EndEntityCert::try_from(&der).map_err(|_| Reason::UnusableCertificate)?;
        for (_, algorithm) in chosen {
            match certificate.verify_signature(*algorithm, &message, signed.signature) {
                Ok(()) => return Ok(()),
                Err(webpki::Error::InvalidSignatureForPublicKey) => return Err(Reason::SignatureMismatch),
                // For another kind of key, such as the other curve.
                Err(_) => {}
            }
        }
        Err(unsupported())
    }

    /// RSA keys outside of 2048 to 8192 bits are refused by `ring` as if the signature did not fit, which is not the same.
    fn has_usual_key(&self) -> bool {
        let info = &self.certificate.tbs_certificate.subject_public_key_info;
        if info.algorithm.oid != RSA {
            return true;
        }
        let modulus = info.subject_public_key.as_bytes().and_then(|key| {
            let modulus = sequence(key).ok()?.next::<UintRef<'_>>().ok()?.as_bytes();
            Some(modulus.len())
        });
        modulus.is_some_and(|bytes| (256..=1024).contains(&bytes))
    }
}

/// `sha…WithRSAEncryption`.
fn is_pkcs1(algorithm: &[u8]) -> bool {
    [alg_id::RSA_PKCS1_SHA256, alg_id::RSA_PKCS1_SHA384, alg_id::RSA_PKCS1_SHA512]
        .iter()
        .any(|known| known.as_ref() == algorithm)
}

/// From when until when a certificate is valid, both included.
pub(super) fn validity(certificate: &Certificate) -> (Timestamp, Timestamp) {
    let validity = certificate.tbs_certificate.validity;
    let moment = |time: x509_cert::time::Time| {
        Timestamp::from_unix(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
    };
    (moment(validity.not_before), moment(validity.not_after))
}

/// The first `ESSCertID` of a signing-certificate attribute: that of the signer.
fn first_id(value: AnyRef<'_>) -> Result<Fields<'_>, Reason> {
    let mut ids = Fields::of(Fields::of(value, Tag::Sequence)?.next()?, Tag::Sequence)?;
    Fields::of(ids.next()?, Tag::Sequence)
}

/// Signed attributes by name.
struct Attributes<'a>(Vec<(ObjectIdentifier, AnyRef<'a>)>);

impl<'a> Attributes<'a> {
    fn read(attributes: &[&'a [u8]]) -> Result<Self, Reason> {
        let mut all: Vec<(ObjectIdentifier, AnyRef<'a>)> = Vec::new();
        for attribute in attributes {
            let mut fields = sequence(attribute)?;
            let (name, values) = (fields.next()?, fields.next()?);
            fields.end()?;
            // RFC 5652 §11: none of ours may be there twice; which one would count?
            if all.iter().any(|(other, _)| *other == name) {
                return Err(Reason::Malformed);
            }
            all.push((name, values));
        }
        Ok(Self(all))
    }

    /// The one value of an attribute, if it is there.
    fn single(&self, wanted: ObjectIdentifier) -> Result<Option<AnyRef<'a>>, Reason> {
        let Some((_, values)) = self.0.iter().find(|(name, _)| *name == wanted) else { return Ok(None) };
        let mut values = Fields::of(*values, Tag::Set)?;
        let value = values.next()?;
        values.end()?;
        Ok(Some(value))
    }
}
