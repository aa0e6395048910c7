//! Who holds what where, derived from the events and from nothing else.

mod custody; // assets and packages
mod media; // disks, and what was certified of them

pub use media::{MediumBegun, MediumSeen};

use super::holding::{Holding, HoldingKind, HoldingState};
use super::{CaseOpened, Entry, Event, ImportedRecord};
use crate::model::{Person, Sha256, Timestamp, Verdict};
use custody::{Journey, actor, last, note, open_here};
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
