//! Media: what was wiped, what was begun, and what others certified.

use super::custody::{last, note, open_here};
use super::{ImportedSeen, State};
use crate::ledger::{Action, Entry, ImportedRecord, Intended, MediumWiped};
use crate::model::{Sha256, Timestamp, Verdict};
use serde::Serialize;

/// A medium that was wiped, or was to be. Where it was done again, each time is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MediumSeen {
    /// Its serial number, or its name in the system.
    pub medium: String,
    /// Number of the certificate.
    pub certificate: String,
    /// 台帳番号 of the asset that lay on it, if told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Digest of everything that it is known by.
    pub disk_sha256: Sha256,
    /// Digest of the plan that was carried out.
    pub plan_sha256: Sha256,
    /// Its length, in bytes.
    pub capacity: u64,
    /// 総合判定.
    pub verdict: Verdict,
    /// Why it is not 合格.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Who issued the certificate, where it was imported: its number is theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Number of the event.
    pub sequence: u64,
}

/// A medium of which the wiping was begun and has not ended: no certificate says how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MediumBegun {
    /// Its serial number, or its name in the system.
    pub medium: String,
    /// Digest of the plan that was being carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_sha256: Option<Sha256>,
    /// Its length, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    /// Digest of everything that it is known by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_sha256: Option<Sha256>,
    /// Whether it was called off; else it is under way, or whoever did it died.
    pub interrupted: bool,
    /// When it was begun.
    pub at: Timestamp,
    /// Number of the intent.
    pub sequence: u64,
}

impl MediumBegun {
    /// Whether it is that disk, as far as is known.
    fn is_disk(&self, medium: &str, disk_sha256: Sha256) -> bool {
        self.disk_sha256.map_or_else(|| self.medium == medium, |disk| disk == disk_sha256)
    }
}

impl State {
    /// A medium is no asset: what lay on it may lie elsewhere too, and how many of its files were on it nobody counted. So the
    /// certificate stands beside the asset, and the asset stays as it is.
    pub(super) fn medium_wiped(&mut self, entry: &Entry, facts: MediumWiped) {
        if let Some(holding) = facts.asset.as_ref().and_then(|id| open_here(&mut self.holdings, id)) {
            note(&mut holding.documents, &facts.certificate);
            holding.last = last(entry);
        }
        // Whoever begins again does so with every medium of the plan that is not done: what was begun before is over.
        let intent = facts.intent.unwrap_or(entry.sequence);
        self.begun.retain(|begun| {
            let disk = begun.is_disk(&facts.medium, facts.disk_sha256);
            let same = disk && begun.plan_sha256 == Some(facts.plan_sha256);
            begun.sequence != intent && !(same && begun.sequence < intent)
        });
        self.media.push(MediumSeen {
            medium: facts.medium,
            certificate: facts.certificate,
            asset: facts.asset,
            disk_sha256: facts.disk_sha256,
            plan_sha256: facts.plan_sha256,
            capacity: facts.capacity,
            verdict: facts.verdict,
            reasons: facts.reasons,
            issuer: None,
            at: entry.at,
            sequence: entry.sequence,
        });
    }

    pub(super) fn medium_begun(&mut self, entry: &Entry, intended: &Intended) {
        if intended.action == Action::WipeMedium {
            self.begun.push(MediumBegun {
                medium: intended.target.clone().unwrap_or_default(),
                plan_sha256: intended.plan_sha256,
                capacity: intended.bytes,
                disk_sha256: intended.disk_sha256,
                interrupted: false,
                at: entry.at,
                sequence: entry.sequence,
            });
        }
    }

    /// Another's certificate for a medium counts as one of the case's; nothing changes hands by it.
    pub(super) fn imported(&mut self, entry: &Entry, record: ImportedRecord) {
        if let Some(said) = record.medium.clone() {
            self.media.push(MediumSeen {
                medium: said.medium,
                certificate: record.number.clone(),
                asset: None,
                disk_sha256: said.disk_sha256,
                plan_sha256: said.plan_sha256,
                capacity: said.capacity,
                verdict: said.verdict,
                reasons: said.reasons,
                issuer: Some(record.issuer.name.clone()),
                at: record.issued_at,
                sequence: entry.sequence,
            });
        }
        self.imported.push(ImportedSeen { record, at: entry.at, sequence: entry.sequence });
    }

    /// Media whose wiping was begun and has not ended, and which were not wiped since by another plan either.
    pub fn left_begun(&self) -> impl Iterator<Item = &MediumBegun> {
        let over = |begun: &MediumBegun, seen: &MediumSeen| {
            let other_plan = Some(seen.plan_sha256) != begun.plan_sha256;
            let here_since = seen.issuer.is_none() && seen.sequence > begun.sequence;
            // In the same dock another disk is known by the same; its label is in its name.
            let disk = begun.is_disk(&seen.medium, seen.disk_sha256) && seen.medium == begun.medium;
            disk && other_plan && here_since
        };
        self.begun.iter().filter(move |begun| !self.media.iter().any(|seen| over(begun, seen)))
    }
}
