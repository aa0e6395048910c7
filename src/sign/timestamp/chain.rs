//! From the certificate of a token to an authority that somebody here vouched for.
//!
//! `webpki` walks the chain: signatures, validity at the stamped moment, CA flags, purposes, name constraints. What it cannot do
//! offline nobody does: whether a certificate was revoked is not asked.

use super::asn1::hex;
use super::error::StampError;
use super::reason::Reason;
use super::signer::{Signer, validity};
use super::token::Token;
use crate::model::{Sha256, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::Decode as _;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use webpki::{EndEntityCert, Error, KeyUsage};
use x509_cert::Certificate;
use x509_cert::ext::pkix::BasicConstraints;

/// Time-stamping (1.3.6.1.5.5.7.3.8) in DER: an authority whose certificate lists purposes must list this one.
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
/// Certificates in one file beyond these are some system's whole store, which nobody compared.
const MOST_IN_A_FILE: usize = 16;

/// A certificate that tokens may be traced back to: the root of a TSA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    der: CertificateDer<'static>,
    name: String,
    from: Timestamp,
    until: Timestamp,
}

impl Authority {
    /// Every certificate in a file, PEM or DER.
    ///
    /// # Errors
    /// [`StampError::Certificate`]: nothing, too many, or not a certificate of an authority.
    pub fn read_all(file: &[u8]) -> Result<Vec<Self>, StampError> {
        let broken = StampError::Certificate("malformed");
        if !file.windows(10).any(|window| window == b"-----BEGIN") {
            return Ok(vec![Self::read(CertificateDer::from(file.to_vec()))?]);
        }
        let mut found = Vec::new();
        for der in CertificateDer::pem_slice_iter(file) {
            if found.len() == MOST_IN_A_FILE {
                return Err(StampError::Certificate("too-many"));
            }
            let Ok(der) = der else { return Err(broken) };
            found.push(Self::read(der)?);
        }
        if found.is_empty() { Err(broken) } else { Ok(found) }
    }

    fn read(der: CertificateDer<'static>) -> Result<Self, StampError> {
        let certificate = Certificate::from_der(&der).map_err(|_| StampError::Certificate("malformed"))?;
        let content = &certificate.tbs_certificate;
        let constraints =
            content.get::<BasicConstraints>().map_err(|_| StampError::Certificate("malformed"))?;
        // Roots of the first version have no extensions to say it in.
        let old_root = content.extensions.is_none() && content.issuer == content.subject;
        if !old_root && !constraints.is_some_and(|(_, constraints)| constraints.ca) {
            return Err(StampError::Certificate("not-an-authority"));
        }
        if webpki::anchor_from_trusted_cert(&der).is_err() {
            return Err(StampError::Certificate("unsupported"));
        }
        let (name, (from, until)) = (content.subject.to_string(), validity(&certificate));
        Ok(Self { der, name, from, until })
    }

    /// Whose certificate, as an RFC 4514 name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the certificate: the fingerprint that authorities publish.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.der);
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        Sha256(bytes)
    }

    /// The fingerprint in the form that certificate viewers show: pairs of capitals, colons between.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let pairs: Vec<String> = self.sha256().0.iter().map(|byte| format!("{byte:02X}")).collect();
        pairs.join(":")
    }

    /// From when until when it is valid, both included.
    #[must_use]
    pub fn validity(&self) -> (Timestamp, Timestamp) {
        (self.from, self.until)
    }

    /// The certificate in PEM, as `openssl ts -verify -CAfile` wants it.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let text = STANDARD.encode(&self.der);
        let mut pem = "-----BEGIN CERTIFICATE-----\n".to_owned();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, more) = rest.split_at(rest.len().min(64));
            pem.push_str(line);
            pem.push('\n');
            rest = more;
        }
        pem + "-----END CERTIFICATE-----\n"
    }
}

/// The authorities that are trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorities(Vec<Authority>);

impl Authorities {
    /// Trusts nobody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts one more; the same twice is the same as once.
    pub fn add(&mut self, authority: Authority) {
        if !self.0.contains(&authority) {
            self.0.push(authority);
        }
    }

    /// Every one, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Authority> {
        self.0.iter()
    }

    /// The authority to which the signer of `token` can be traced, all of the way being valid at the stated moment.
    pub(super) fn vouch(&self, token: &Token<'_>, signer: &Signer<'_>) -> Result<String, Reason> {
        let at = token.statement.at;
        let then = |authority: &&Authority| authority.from <= at && at <= authority.until;
        let valid: Vec<&Authority> = self.0.iter().filter(then).collect();
        let failed = match trace(token, signer, &valid) {
            Ok(name) => return Ok(name),
            Err(failed) => failed,
        };
        // A root that had ended would have vouched: that is said, and proves no less and no more than an unknown one.
        let all: Vec<&Authority> = self.0.iter().collect();
        let outlived = valid.len() < all.len() && trace(token, signer, &all).is_ok();
        Err(if outlived { Reason::AuthorityExpired } else { failed })
    }
}

/// Name of the one among `authorities` to which the signer can be traced.
fn trace(token: &Token<'_>, signer: &Signer<'_>, authorities: &[&Authority]) -> Result<String, Reason> {
    let seconds = u64::try_from(token.statement.at.to_unix()).map_err(|_| Reason::Malformed)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let anchors: Vec<_> =
        authorities.iter().filter_map(|one| webpki::anchor_from_trusted_cert(&one.der).ok()).collect();
    let others = token.certificates.iter().filter(|der| **der != signer.der);
    let others: Vec<CertificateDer<'_>> = others.map(|der| CertificateDer::from(*der)).collect();
    let der = CertificateDer::from(signer.der);
    let certificate = EndEntityCert::try_from(&der).map_err(|_| Reason::UnusableCertificate)?;
    let usage = KeyUsage::required_if_present(TIME_STAMPING);
    let path = certificate
        .verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &anchors, &others, time, usage, None, None)
        .map_err(|error| match error {
            Error::CertExpired { .. } | Error::CertNotValidYet { .. } => Reason::AuthorityExpired,
            // The last two: an authority of that name is trusted, but it was another key that signed.
            Error::UnknownIssuer
            | Error::InvalidSignatureForPublicKey
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => Reason::UnknownAuthority,
            _ => Reason::UnusableCertificate,
        })?;
    // The anchor is a part of one of the certificates: find that again, for its name.
    let used = path.anchor();
    let of_anchor = authorities.iter().find(|one| {
        webpki::anchor_from_trusted_cert(&one.der).is_ok_and(|anchor| {
            anchor.subject == used.subject && anchor.subject_public_key_info == used.subject_public_key_info
        })
    });
    Ok(of_anchor.map_or_else(|| hex(&used.subject), |one| one.name.clone()))
}
