//! Assets and packages: who holds them, and what of them is still here.

use super::{Issued, State};
use crate::ledger::holding::{FromOther, Holding, HoldingKind, HoldingState, LastEvent};
use crate::ledger::{Entry, FilesWiped, PackageOpened, PackageSealed, ReceiptVerified};
use crate::model::{DigestSet, FileOutcome, Person, Verdict};

/// For whom a package is that is or was on its way, and who has answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Journey {
    pub(super) to: Vec<Person>,
    pub(super) answered: Vec<Person>,
}

impl Journey {
    /// Recipients who have not answered; where one person is named, whoever could sign the receipt was that one.
    pub(super) fn awaited(&self) -> Vec<String> {
        if self.to.len() < 2 {
            return Vec::new();
        }
        let has_answered = |one: &&Person| {
            self.answered.iter().any(|other| other.name == one.name && other.organization == one.organization)
        };
        self.to.iter().filter(|one| !has_answered(one)).map(|one| one.name.clone()).collect()
    }
}

impl State {
    pub(super) fn arrive(&mut self, holding: Holding) {
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

    pub(super) fn change(&mut self, entry: &Entry, id: &str, how: impl FnOnce(&mut Holding)) {
        if let Some(holding) = self.holdings.iter_mut().find(|holding| holding.id == id) {
            how(holding);
            holding.last = last(entry);
        }
    }

    pub(super) fn sealed(&mut self, entry: &Entry, facts: PackageSealed) {
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

    pub(super) fn receipt(&mut self, entry: &Entry, facts: ReceiptVerified) {
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

    pub(super) fn opened(&mut self, entry: &Entry, facts: PackageOpened) {
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
    pub(super) fn wiped(&mut self, entry: &Entry, facts: &FilesWiped) {
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
}

/// What lies here in the open under this id: an asset, or the content of an opened package.
pub(super) fn open_here<'a>(holdings: &'a mut [Holding], id: &str) -> Option<&'a mut Holding> {
    holdings.iter_mut().find(|holding| holding.id == id && holding.kind != HoldingKind::Package)
}

/// What a foreign package is known by: half of its digest, in hexadecimal, as long as an id.
fn foreign_id(digests: &DigestSet, name: &str) -> String {
    let digest =
        digests.sha256.map(|sha256| sha256.to_string()).or(digests.blake3.map(|blake3| blake3.to_string()));
    digest.map_or_else(|| name.to_owned(), |digest| digest.chars().take(32).collect())
}

/// The verdict of a wipe, as far as it concerns what it touched. An interrupted one failed because something was left; what was left is
/// judged by whoever wipes it. But where anything that was touched failed, it failed.
fn of_what_was_touched(facts: &FilesWiped) -> Verdict {
    let mut counted = facts.outcomes.iter().filter(|(_, count)| **count > 0).map(|(outcome, _)| *outcome);
    let left = facts.outcomes.get(&FileOutcome::NotTouched).is_some_and(|count| *count > 0);
    match facts.verdict {
        Verdict::Failed if left && !counted.any(is_failure) => Verdict::Unknown,
        verdict => verdict,
    }
}

/// Whether a file of that outcome is known to be there still, whole or in part: never a pass, and no mere doubt.
fn is_failure(outcome: FileOutcome) -> bool {
    match outcome {
        FileOutcome::CowNotOverwritten
        | FileOutcome::CopyOnWrite
        | FileOutcome::InlineMetadata
        | FileOutcome::SharedExtentRemaining
        | FileOutcome::SharedExtent
        | FileOutcome::LowerLayerRemaining
        | FileOutcome::ReadBackDiffers
        | FileOutcome::Failed => true,
        FileOutcome::OverwrittenInPlaceVerifiedRaw
        | FileOutcome::OverwrittenReadBack
        | FileOutcome::OverwrittenNotVerifiable
        | FileOutcome::Empty
        | FileOutcome::NotTouched => false,
    }
}

pub(super) fn actor(entry: &Entry) -> Person {
    Person { name: entry.actor.name.clone(), ..Person::default() }
}

pub(super) fn last(entry: &Entry) -> LastEvent {
    LastEvent { sequence: entry.sequence, at: entry.at, kind: entry.kind.clone() }
}

pub(super) fn note(documents: &mut Vec<String>, number: &str) {
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
