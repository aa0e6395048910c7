//! What a medium is known by, where several records speak of one: so strictly that no two media are ever taken for one.

use crate::document::MediumCertificate;
use crate::ledger::{MediumBegun, MediumSeen};
use crate::model::Sha256;
use crate::sanitize::media::Identity;

/// A medium, as a certificate has it.
#[derive(Debug)]
pub(super) struct Known {
    identity: Identity,
    digest: Sha256,
    /// The serial number that was typed from its label, where the disk itself says none.
    label: Option<String>,
    /// The plan within which it is known. What neither says a name of its own nor had one typed, or says that of its dock, may be another
    /// disk in every plan.
    within: Option<Sha256>,
}

impl Known {
    pub(super) fn of(certificate: &MediumCertificate) -> Self {
        let identity = identity(certificate, None);
        let label = certificate.label_serial.clone();
        let named = identity.says_its_name() || label.is_some() && identity.has_name_of_its_own();
        let within = (!named).then_some(certificate.plan.sha256);
        Self { digest: identity.digest(), identity, label, within }
    }

    /// Whether another certificate is for the same medium.
    pub(super) fn is(&self, other: &Self) -> bool {
        let name = other.identity.name_with(other.label.as_deref());
        self.digest == other.digest && self.within == other.within && self.labelled(&name)
    }

    /// Whether the ledger's line is of it.
    pub(super) fn is_seen(&self, seen: &MediumSeen) -> bool {
        self.within.is_none_or(|plan| plan == seen.plan_sha256)
            && self.identity.capacity == seen.capacity
            && self.is_that(&seen.medium, Some(seen.disk_sha256))
    }

    /// Whether it was this one whose wiping was begun.
    pub(super) fn is_begun(&self, begun: &MediumBegun) -> bool {
        (self.within.is_none() || self.within == begun.plan_sha256)
            && begun.capacity.is_none_or(|capacity| capacity == self.identity.capacity)
            && self.is_that(&begun.medium, begun.disk_sha256)
    }

    /// By its digest, or by its name: the ledger of a system has names that no certificate bears (`by-id`), and of a loop device its file.
    fn is_that(&self, name: &str, digest: Option<Sha256>) -> bool {
        let digest = digest.is_some_and(|digest| digest == self.digest);
        (digest || self.identity.is_called(name)) && self.labelled(name)
    }

    fn labelled(&self, name: &str) -> bool {
        self.identity.is_labelled(name, self.label.as_deref())
    }
}

/// What a certificate knows its medium by. The file behind a loop device is not on it.
#[must_use]
pub fn identity(certificate: &MediumCertificate, backing_file: Option<String>) -> Identity {
    Identity {
        device: certificate.medium.device.clone().unwrap_or_default(),
        by_id: Vec::new(),
        medium: certificate.medium.clone(),
        wwn: certificate.wwn.clone(),
        firmware: certificate.firmware.clone(),
        backing_file,
        capacity: certificate.medium.capacity.unwrap_or(0),
        sector: certificate.sector,
    }
}
