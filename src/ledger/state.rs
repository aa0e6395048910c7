//! Who holds what where, derived from the events and from nothing else.

use super::holding::{FromOther, Holding, HoldingKind, HoldingState, LastEvent};
use super::{
    Action, CaseOpened, Entry, Event, FilesWiped, ImportedRecord, Intended, MediumWiped, PackageOpened,
    PackageSealed, ReceiptVerified,
};
use crate::model::{DigestSet, FileOutcome, Person, Sha256, Timestamp, Verdict};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A document that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issued {
    /// 文書番号.
    pub number: String,
    /// Kind, language-free.
    pub kind: String,
    /// Digest of the record.
    pub sha256: Sha256,
    /// Asset or package it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Number of the event.
    pub sequence: u64,
}

/// A card that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CardSeen {
    /// Short name of the key.
    pub id: String,
    /// `SHA256:…` of the key.
    pub fingerprint: String,
    /// Whose.
    pub person: Person,
    /// Digest of the card file: only a file with this digest is the card that was vouched for.
    pub sha256: Sha256,
    /// When.
    pub at: Timestamp,
}

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
    /// Whether it was called off; else it is under way, or whoever did it died.
    pub interrupted: bool,
    /// When it was begun.
    pub at: Timestamp,
    /// Number of the intent.
    pub sequence: u64,
}

/// A record that was issued elsewhere and imported here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedSeen {
    /// The record.
    #[serde(flatten)]
    pub record: ImportedRecord,
    /// When it was imported.
    pub at: Timestamp,
    /// Number of the event.
    pub sequence: u64,
}

/// An intent without its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Number of the intent.
    pub sequence: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who meant to.
    pub actor: String,
    /// What: [`Event::Intended`] or [`Event::TransitStarted`].
    pub event: Event,
}

/// Everything that the events add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The case, once opened.
    pub case: Option<CaseOpened>,
    /// Assets and packages, in order of arrival.
    pub holdings: Vec<Holding>,
    /// Media that were wiped, in order.
    pub media: Vec<MediumSeen>,
    /// Media that were begun and are not done, in order.
    pub begun: Vec<MediumBegun>,
    /// Records of others, in order of import.
    pub imported: Vec<ImportedSeen>,
    /// Documents, in order of issue.
    pub documents: Vec<Issued>,
    /// Cards, in order of import.
    pub cards: Vec<CardSeen>,
    /// Intents without outcome, oldest first.
    pub unfinished: Vec<Unfinished>,
    /// How many entries are of a kind (or shape) that this version does not know; they are kept, but not in this state.
    pub not_understood: u64,
    /// The worst verdict of the wipes of each asset since it arrived, by id.
    wipes: BTreeMap<String, Verdict>,
    /// Assets of which somebody declared, since they arrived, that nothing remains.
    declared: BTreeSet<String>,
    /// For whom each package is that is or was on its way, and who has answered.
    journeys: BTreeMap<String, Journey>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Journey {
    to: Vec<Person>,
    answered: Vec<Person>,
}

impl Journey {
    /// Recipients who have not answered; where one person is named, whoever could sign the receipt was that one.
    fn awaited(&self) -> Vec<String> {
        if self.to.len() < 2 {
            return Vec::new();
        }
        let has_answered = |one: &&Person| {
            self.answered.iter().any(|other| other.name == one.name && other.organization == one.organization)
        };
        self.to.iter().filter(|one| !has_answered(one)).map(|one| one.name.clone()).collect()
    }
}

/// Intents without outcome, oldest first.
pub fn unfinished<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<Unfinished> {
    State::derive(entries).unfinished
}

impl State {
    /// The state after these entries, from the first on.
    pub fn derive<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        entries.into_iter().fold(Self::default(), |mut state, entry| {
            state.apply(entry);
            state
        })
    }

    /// The state after one more entry.
    pub fn apply(&mut self, entry: &Entry) {
        let Some(event) = entry.event() else {
            // Only the ledger itself writes this one, and it moves nothing.
            self.not_understood += u64::from(entry.kind != "head_restored");
            return;
        };
        self.close(entry, &event);
        match event {
            Event::CaseOpened(facts) => self.case = Some(facts),
            Event::CardImported(facts) => self.cards.push(CardSeen {
                id: facts.id,
                fingerprint: facts.fingerprint,
                person: facts.person,
                sha256: facts.sha256,
                at: entry.at,
            }),
            Event::AssetReceived(facts) => {
                let holding = Holding {
                    id: facts.asset,
                    kind: HoldingKind::Asset,
                    name: facts.name,
                    state: HoldingState::InCustody,
                    holder: actor(entry),
                    place: facts.place,
                    files: facts.files,
                    bytes: facts.bytes,
                    wiped_files: 0,
                    wiped_bytes: 0,
                    documents: facts.receipt.into_iter().collect(),
                    from_others: Vec::new(),
                    exceptions: Vec::new(),
                    openings: 0,
                    awaited: Vec::new(),
                    since: entry.at,
                    last: last(entry),
                    is_foreign: false,
                };
                self.arrive(holding);
            }
            Event::PackageSealed(facts) => self.sealed(entry, facts),
            Event::TransitStarted(ref facts) => {
                let journey = Journey { to: facts.to.clone(), answered: Vec::new() };
                self.journeys.insert(facts.package.clone(), journey);
                self.change(entry, &facts.package, |holding| {
                    holding.state = HoldingState::InTransit;
                    holding.holder = Person { name: facts.carriers.join("、"), ..Person::default() };
                    holding.place = None;
                });
                self.open(entry, event);
            }
            Event::ReceiptVerified(facts) => self.receipt(entry, facts),
            Event::PackageOpened(facts) => self.opened(entry, facts),
            Event::FilesWiped(facts) => self.wiped(entry, &facts),
            Event::MediumWiped(facts) => self.medium_wiped(entry, facts),
            // The certificate stands beside the asset, and the asset stays as it is.
            Event::FreeSpaceWiped(facts) => {
                if let Some(holding) = facts.asset.as_ref().and_then(|id| open_here(&mut self.holdings, id)) {
                    note(&mut holding.documents, &facts.certificate);
                    holding.last = last(entry);
                }
            }
            Event::DocumentIssued(facts) => {
                if let Some(about) = &facts.about {
                    self.change(entry, about, |holding| note(&mut holding.documents, &facts.number));
                }
                self.documents.push(Issued {
                    number: facts.number,
                    kind: facts.kind,
                    sha256: facts.sha256,
                    about: facts.about,
                    at: entry.at,
                    sequence: entry.sequence,
                });
            }
            Event::RecordsImported(facts) => {
                facts.records.into_iter().for_each(|record| self.imported(entry, record));
            }
            Event::Intended(ref intended) => {
                self.medium_begun(entry, intended);
                self.open(entry, event);
            }
            Event::Interrupted(facts) => {
                for begun in self.begun.iter_mut().filter(|begun| begun.sequence == facts.intent) {
                    begun.interrupted = true;
                }
            }
            // What they prove is proven by their files; nothing changes hands.
            Event::AuthorityTrusted(_) | Event::TimestampImported(_) => {}
        }
    }

    /// An asset or package by its id; where a package was both sealed and opened here, the sealed one.
    #[must_use]
    pub fn holding(&self, id: &str) -> Option<&Holding> {
        self.holdings.iter().find(|holding| holding.id == id)
    }

    /// The next free document number of a kind and year, `R-2026-0001`. Two processes may get the same: whoever creates the
    /// file of that number first has it.
    #[must_use]
    pub fn next_number(&self, letter: char, year: i16) -> String {
        let prefix = format!("{letter}-{year:04}-");
        let used = |issued: &Issued| issued.number.strip_prefix(&prefix)?.parse::<u32>().ok();
        let most = self.documents.iter().filter_map(used).max().unwrap_or(0);
        format!("{prefix}{:04}", most.saturating_add(1))
    }

    fn arrive(&mut self, holding: Holding) {
        if holding.kind != HoldingKind::Package {
            self.wipes.remove(&holding.id);
            self.declared.remove(&holding.id);
        }
        let same = |known: &&mut Holding| known.id == holding.id && known.kind == holding.kind;
        match self.holdings.iter_mut().find(same) {
            Some(known) => *known = holding,
            None => self.holdings.push(holding),
        }
    }

    fn change(&mut self, entry: &Entry, id: &str, how: impl FnOnce(&mut Holding)) {
        if let Some(holding) = self.holdings.iter_mut().find(|holding| holding.id == id) {
            how(holding);
            holding.last = last(entry);
        }
    }

    fn sealed(&mut self, entry: &Entry, facts: PackageSealed) {
        if let Some(asset) = &facts.asset {
            self.change(entry, asset, |holding| note(&mut holding.documents, &facts.note));
        }
        // Volumes that were made again: the earlier notes stay in the list.
        let before = |known: &&Holding| known.id == facts.package && known.kind == HoldingKind::Package;
        let mut documents =
            self.holdings.iter().find(before).map_or(Vec::new(), |known| known.documents.clone());
        note(&mut documents, &facts.note);
        self.arrive(Holding {
            id: facts.package,
            kind: HoldingKind::Package,
            name: facts.name,
            state: HoldingState::Sealed,
            holder: actor(entry),
            place: None,
            files: facts.files,
            bytes: facts.bytes,
            wiped_files: 0,
            wiped_bytes: 0,
            documents,
            from_others: Vec::new(),
            exceptions: Vec::new(),
            openings: 0,
            awaited: Vec::new(),
            since: entry.at,
            last: last(entry),
            is_foreign: false,
        });
    }

    fn receipt(&mut self, entry: &Entry, facts: ReceiptVerified) {
        let proven = facts.is_proof();
        let own = self.documents.iter().any(|issued| issued.sha256 == facts.receipt_sha256);
        let journey = self.journeys.entry(facts.package.clone()).or_default();
        if proven {
            journey.answered.push(facts.receiver.clone());
        }
        let awaited = journey.awaited();
        self.change(entry, &facts.package, |holding| {
            if own {
                note(&mut holding.documents, &facts.receipt);
            } else {
                note_other(&mut holding.from_others, facts.receipt, facts.receiver.name.clone());
            }
            if proven {
                for exception in facts.exceptions {
                    note(&mut holding.exceptions, &exception);
                }
                if awaited.is_empty() {
                    holding.state = HoldingState::Received;
                    holding.holder = facts.receiver;
                    holding.place = None;
                }
                holding.awaited = awaited;
            }
        });
    }

    fn opened(&mut self, entry: &Entry, facts: PackageOpened) {
        let (mut documents, mut from_others) = (Vec::new(), Vec::new());
        if let Some(number) = facts.note {
            let here =
                |issued: &&Issued| issued.number == number && issued.about.as_ref() == Some(&facts.package);
            if self.documents.iter().any(|issued| here(&issued)) {
                documents.push(number);
            } else {
                let issuer = self.holder_of(facts.sender.as_deref().unwrap_or_default());
                note_other(&mut from_others, number, issuer);
            }
        }
        documents.extend(facts.receipt);
        let is_foreign = facts.package.is_empty();
        let id = if is_foreign { foreign_id(&facts.digests, &facts.name) } else { facts.package };
        let same = |known: &&mut Holding| known.id == id && known.kind == HoldingKind::Opened;
        if let Some(known) = self.holdings.iter_mut().find(same) {
            // Another copy of the same content, or of a part of it: what was taken out before is still here, unless it was wiped.
            let gone = matches!(known.state, HoldingState::Wiped | HoldingState::WipeUnverified);
            if gone {
                (known.files, known.bytes, known.wiped_files, known.wiped_bytes, known.openings) =
                    (0, 0, 0, 0, 0);
                self.wipes.remove(&id);
                self.declared.remove(&id);
                known.state = HoldingState::InCustody;
            }
            known.files = known.files.saturating_add(facts.files);
            known.bytes = known.bytes.saturating_add(facts.bytes);
            known.openings += 1;
            known.place = facts.place.or(known.place.take());
            documents.iter().for_each(|number| note(&mut known.documents, number));
            from_others
                .into_iter()
                .for_each(|other| note_other(&mut known.from_others, other.number, other.issuer));
            facts.exceptions.iter().for_each(|exception| note(&mut known.exceptions, exception));
            known.last = last(entry);
            return;
        }
        self.arrive(Holding {
            id,
            kind: HoldingKind::Opened,
            name: facts.name,
            state: HoldingState::InCustody,
            holder: actor(entry),
            place: facts.place,
            files: facts.files,
            bytes: facts.bytes,
            openings: 1,
            awaited: Vec::new(),
            wiped_files: 0,
            wiped_bytes: 0,
            documents,
            from_others,
            exceptions: facts.exceptions,
            since: entry.at,
            last: last(entry),
            is_foreign,
        });
    }

    /// Whose key has this fingerprint, as far as a card was imported.
    fn holder_of(&self, fingerprint: &str) -> String {
        let card = self.cards.iter().rev().find(|card| card.fingerprint == fingerprint);
        card.map_or_else(|| fingerprint.to_owned(), |card| card.person.name.clone())
    }

    /// Wiping concerns what lies here in the open: an asset, or the content of an opened package. It leaves custody only
    /// by the declaration that these were the last copies, and only once as much was wiped as there is; it is wiped only if every wipe
    /// of it went well.
    fn wiped(&mut self, entry: &Entry, facts: &FilesWiped) {
        let Some(id) = &facts.asset else { return };
        let Some(holding) = open_here(&mut self.holdings, id) else { return };
        let (files, bytes) = facts.gone();
        holding.wiped_files = holding.wiped_files.saturating_add(files);
        holding.wiped_bytes = holding.wiped_bytes.saturating_add(bytes);
        if facts.files > 0 {
            let before = self.wipes.get(id).copied();
            let worst = Verdict::over(before.into_iter().chain([of_what_was_touched(facts)]));
            self.wipes.insert(id.clone(), worst);
            let ended = matches!(
                holding.state,
                HoldingState::Wiped | HoldingState::WipeUnverified | HoldingState::WipeFailed
            );
            if facts.last_copies {
                self.declared.insert(id.clone());
            } else if ended {
                // More was wiped after the "last" copies: they were not, so it is here as far as anybody knows.
                self.declared.remove(id);
            }
            let all = holding.wiped_files >= holding.files && holding.wiped_bytes >= holding.bytes;
            holding.state = match (self.declared.contains(id) && all, worst) {
                (true, Verdict::Failed) => HoldingState::WipeFailed,
                (true, Verdict::Unknown) => HoldingState::WipeUnverified,
                (true, Verdict::Pass) => HoldingState::Wiped,
                (false, _) if holding.wiped_files > 0 => HoldingState::PartlyWiped,
                (false, _) if facts.last_copies && facts.verdict == Verdict::Failed => {
                    HoldingState::WipeFailed
                }
                (false, _) => holding.state,
            };
        }
        note(&mut holding.documents, &facts.certificate);
        holding.last = last(entry);
    }

    /// A medium is no asset: what lay on it may lie elsewhere too, and how many of its files were on it nobody counted. So the
    /// certificate stands beside the asset, and the asset stays as it is.
    fn medium_wiped(&mut self, entry: &Entry, facts: MediumWiped) {
        if let Some(holding) = facts.asset.as_ref().and_then(|id| open_here(&mut self.holdings, id)) {
            note(&mut holding.documents, &facts.certificate);
            holding.last = last(entry);
        }
        // Whoever begins again does so with every medium of the plan that is not done: what was begun before is over.
        let intent = facts.intent.unwrap_or(entry.sequence);
        self.begun.retain(|begun| {
            let same = begun.medium == facts.medium && begun.plan_sha256 == Some(facts.plan_sha256);
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

    fn medium_begun(&mut self, entry: &Entry, intended: &Intended) {
        if intended.action == Action::WipeMedium {
            self.begun.push(MediumBegun {
                medium: intended.target.clone().unwrap_or_default(),
                plan_sha256: intended.plan_sha256,
                capacity: intended.bytes,
                interrupted: false,
                at: entry.at,
                sequence: entry.sequence,
            });
        }
    }

    /// Another's certificate for a medium counts as one of the case's; nothing changes hands by it.
    fn imported(&mut self, entry: &Entry, record: ImportedRecord) {
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
            seen.medium == begun.medium && other_plan && here_since
        };
        self.begun.iter().filter(move |begun| !self.media.iter().any(|seen| over(begun, seen)))
    }

    fn open(&mut self, entry: &Entry, event: Event) {
        let (sequence, at, actor) = (entry.sequence, entry.at, entry.actor.name.clone());
        self.unfinished.push(Unfinished { sequence, at, actor, event });
    }

    fn close(&mut self, entry: &Entry, event: &Event) {
        match event {
            // A receipt that proves nothing does not end the journey.
            Event::ReceiptVerified(facts) if !facts.is_proof() => {}
            Event::ReceiptVerified(facts) => self.unfinished.retain(|intent| match &intent.event {
                Event::TransitStarted(transit) if transit.package == facts.package => {
                    let answered =
                        self.journeys.get(&facts.package).map_or(Vec::new(), |one| one.answered.clone());
                    let answered = answered.into_iter().chain([facts.receiver.clone()]).collect();
                    !Journey { to: transit.to.clone(), answered }.awaited().is_empty()
                }
                Event::TransitStarted(_) => true,
                _ => Some(intent.sequence) != facts.intent,
            }),
            _ => {
                if let Some(ended) = entry.intent() {
                    self.unfinished.retain(|intent| intent.sequence != ended);
                }
            }
        }
    }
}

/// What lies here in the open under this id: an asset, or the content of an opened package.
fn open_here<'a>(holdings: &'a mut [Holding], id: &str) -> Option<&'a mut Holding> {
    holdings.iter_mut().find(|holding| holding.id == id && holding.kind != HoldingKind::Package)
}

/// What a foreign package is known by: half of its digest, in hexadecimal, as long as an id.
fn foreign_id(digests: &DigestSet, name: &str) -> String {
    let digest =
        digests.sha256.map(|sha256| sha256.to_string()).or(digests.blake3.map(|blake3| blake3.to_string()));
    digest.map_or_else(|| name.to_owned(), |digest| digest.chars().take(32).collect())
}

/// The verdict of a wipe, as far as it concerns what it touched. An interrupted one failed because something was left; what was left is
/// judged by whoever wipes it.
fn of_what_was_touched(facts: &FilesWiped) -> Verdict {
    let counted = |outcome| facts.outcomes.get(&outcome).is_some_and(|count| *count > 0);
    let harmed = counted(FileOutcome::Failed) || counted(FileOutcome::ReadBackDiffers);
    match facts.verdict {
        Verdict::Failed if !harmed && counted(FileOutcome::NotTouched) => Verdict::Unknown,
        verdict => verdict,
    }
}

fn actor(entry: &Entry) -> Person {
    Person { name: entry.actor.name.clone(), ..Person::default() }
}

fn last(entry: &Entry) -> LastEvent {
    LastEvent { sequence: entry.sequence, at: entry.at, kind: entry.kind.clone() }
}

fn note(documents: &mut Vec<String>, number: &str) {
    if !number.is_empty() && !documents.iter().any(|known| known == number) {
        documents.push(number.to_owned());
    }
}

fn note_other(documents: &mut Vec<FromOther>, number: String, issuer: String) {
    let document = FromOther { number, issuer };
    if !document.number.is_empty() && !documents.contains(&document) {
        documents.push(document);
    }
}
