//! 使用暗号: the primitives that were used for one record and for what it speaks of, and no others.

use super::{Body, Receipt, SuiteEntry, WrittenPattern};
use crate::model::KeyAgreement;
use serde::Deserialize;

#[derive(Deserialize)]
struct Agreements {
    x25519: Vec<SuiteEntry>,
    hybrid: Vec<SuiteEntry>,
    tag: Vec<SuiteEntry>,
    hybrid_tag: Vec<SuiteEntry>,
}

#[derive(Deserialize)]
struct File {
    list: String,
    key_agreement: Agreements,
    package: Vec<SuiteEntry>,
    keystream: Vec<SuiteEntry>,
    digest: Vec<SuiteEntry>,
    check: Vec<SuiteEntry>,
    signature: Vec<SuiteEntry>,
}

/// What azukari used for a record with this body, judged by the list edition in `suite.json` (data, not code: the list is revised).
/// `agreements`: how the package that it is about was sealed, if it is about one; the usual one where that is not told.
///
/// An empty list, should the embedded file be unreadable: a test keeps that from happening.
#[must_use]
pub fn suite(body: &Body, agreements: &[KeyAgreement]) -> (String, Vec<SuiteEntry>) {
    let Ok(file) = serde_json::from_str::<File>(include_str!("suite.json")) else {
        return (String::new(), Vec::new());
    };
    let mut entries = Vec::new();
    let checked = match body {
        Body::Note(_) | Body::Receipt(Receipt::Package(_)) => {
            entries.extend(sealed_by(&file.key_agreement, agreements));
            entries.extend(file.package);
            true
        }
        Body::Receipt(Receipt::Handover(handover)) => handover.contents.manifest.blake3.is_some(),
        Body::Certificate(certificate) => {
            // Where nothing was written (empty files, a run called off at once), no keystream was used.
            if certificate.counts.bytes_written > 0 {
                entries.extend(file.keystream);
            }
            false
        }
        Body::Intake(_) => false,
        Body::FreeSpace(certificate) => {
            if certificate.written.bytes > 0 {
                entries.extend(file.keystream);
            }
            false
        }
        Body::Medium(certificate) => {
            // Zeros are no cipher.
            let keyed = certificate
                .passes
                .iter()
                .any(|pass| pass.bytes > 0 && matches!(pass.pattern, WrittenPattern::Keystream { .. }));
            if keyed {
                entries.extend(file.keystream);
            }
            false
        }
        Body::Batch(_) => false,
        Body::Recheck(recheck) => {
            if matches!(recheck.pattern, WrittenPattern::Keystream { .. }) {
                entries.extend(file.keystream);
            }
            false
        }
    };
    entries.extend(file.digest);
    if checked {
        entries.extend(file.check);
    }
    entries.extend(file.signature);
    (file.list, entries)
}

fn sealed_by(known: &Agreements, agreements: &[KeyAgreement]) -> Vec<SuiteEntry> {
    let usual = [KeyAgreement::X25519];
    let agreements = if agreements.is_empty() { &usual } else { agreements };
    let mut entries = Vec::new();
    for agreement in agreements {
        let of_this = match agreement {
            KeyAgreement::X25519 => known.x25519.clone(),
            KeyAgreement::Hybrid => known.hybrid.clone(),
            KeyAgreement::Tag => known.tag.clone(),
            KeyAgreement::HybridTag => known.hybrid_tag.clone(),
            // Which algorithm it is only the plugin knows: it is not called listed.
            KeyAgreement::Plugin(name) => vec![SuiteEntry {
                purpose: "key_agreement".to_owned(),
                algorithm: format!("age-plugin-{name}"),
                listed: false,
            }],
        };
        entries.extend(of_this.into_iter().filter(|entry| !entries.contains(entry)).collect::<Vec<_>>());
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> File {
        serde_json::from_str(include_str!("suite.json")).unwrap()
    }

    #[test]
    fn the_embedded_list_is_readable() {
        let file = file();
        assert!(file.list.starts_with("LS-0001"));
        assert!(file.digest.iter().all(|entry| entry.listed) && file.check.iter().all(|entry| !entry.listed));
    }

    #[test]
    fn the_suite_names_how_the_package_was_sealed() {
        let named = |agreements: &[KeyAgreement]| {
            let of_keys = sealed_by(&file().key_agreement, agreements).into_iter();
            of_keys.map(|entry| entry.algorithm).collect::<Vec<_>>()
        };
        assert_eq!(named(&[]), ["ECDH (X25519)"]);
        assert_eq!(named(&[KeyAgreement::Hybrid]), ["ECDH (X25519)", "ML-KEM-768 (X-Wing)"]);
        let mixed = [KeyAgreement::X25519, KeyAgreement::Plugin("yubikey".into()), KeyAgreement::X25519];
        assert_eq!(named(&mixed), ["ECDH (X25519)", "age-plugin-yubikey"]);
    }
}
