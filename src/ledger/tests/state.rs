//! What the events of an honest ledger add up to.

use super::*;
use crate::model::{DigestSet, FileOutcome, Trust, Verdict};
use std::collections::BTreeMap;

fn append(ledger: &mut Ledger, key: &SigningKey, event: impl Into<Event>) -> Entry {
    let number = ledger.head().unwrap().sequence + 1;
    ledger.append(&Draft::new("見本 太郎", &event.into()).unwrap(), key, at(number)).unwrap()
}

fn receipt(trust: Trust, token_fits: bool) -> ReceiptVerified {
    ReceiptVerified {
        package: "p1".into(),
        receipt: "R-2026-0002".into(),
        receipt_sha256: Sha256([1; 32]),
        receiver: Person { name: "見本 花子".into(), ..Person::default() },
        trust,
        token_fits,
        digests_fit: true,
        exceptions: vec!["note_missing".into()],
        intent: None,
    }
}

fn wiped(verdict: Verdict, last_copies: bool, intent: Option<u64>) -> FilesWiped {
    FilesWiped {
        certificate: "C-2026-0001".into(),
        asset: Some("A-1".into()),
        last_copies,
        files: 3,
        bytes: 10,
        removed_files: None,
        removed_bytes: None,
        outcomes: [(FileOutcome::OverwrittenReadBack, 3)].into(),
        verdict,
        intent,
    }
}

fn asset() -> AssetReceived {
    AssetReceived {
        asset: "A-1".into(),
        name: "見本台帳".into(),
        files: 3,
        bytes: 10,
        manifest_sha256: Sha256([2; 32]),
        place: Some("見本庁舎".into()),
        receipt: Some("R-2026-0001".into()),
        intent: None,
    }
}

fn intended(action: Action) -> Intended {
    Intended {
        action,
        subject: "p1".into(),
        target: None,
        files: None,
        bytes: None,
        plan_sha256: None,
        disk_sha256: None,
    }
}

fn sealed(intent: u64) -> PackageSealed {
    PackageSealed {
        package: "p1".into(),
        name: "p1.age".into(),
        note: "N-2026-0001".into(),
        recipients: vec!["abc".into()],
        digests: DigestSet { sha256: Some(Sha256([3; 32])), blake3: None },
        files: 3,
        bytes: 10,
        asset: Some("A-1".into()),
        intent: Some(intent),
    }
}

fn transit() -> TransitStarted {
    TransitStarted {
        package: "p1".into(),
        note: "N-2026-0001".into(),
        means: Some("自動車".into()),
        carriers: vec!["見本 運".into()],
        to: vec![],
    }
}

fn state_of(ledger: &Ledger, id: &str) -> HoldingState {
    ledger.state().unwrap().holding(id).unwrap().state
}

#[test]
fn a_package_arrives_only_by_a_proven_receipt() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    append(&mut ledger, &key, asset());
    let intent = append(&mut ledger, &key, intended(Action::Seal)).sequence;
    assert_eq!(unfinished(&ledger.entries().unwrap())[0].sequence, intent);
    append(&mut ledger, &key, sealed(intent));
    assert!(ledger.state().unwrap().unfinished.is_empty());
    assert_eq!(state_of(&ledger, "p1"), HoldingState::Sealed);
    append(&mut ledger, &key, transit());
    assert_eq!(state_of(&ledger, "p1"), HoldingState::InTransit);
    for unproven in [receipt(Trust::Unknown, true), receipt(Trust::Good, false)] {
        append(&mut ledger, &key, unproven);
        assert_eq!(state_of(&ledger, "p1"), HoldingState::InTransit);
        assert_eq!(ledger.state().unwrap().unfinished.len(), 1);
    }
    append(&mut ledger, &key, receipt(Trust::Good, true));
    let state = ledger.state().unwrap();
    let package = state.holding("p1").unwrap();
    assert_eq!((package.state, package.holder.name.as_str()), (HoldingState::Received, "見本 花子"));
    assert_eq!(package.documents, ["N-2026-0001"]);
    let receipt = FromOther { number: "R-2026-0002".into(), issuer: "見本 花子".into() };
    assert_eq!(package.from_others, [receipt]);
    assert_eq!(package.exceptions, ["note_missing"]);
    assert!(state.unfinished.is_empty());
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::InCustody, "what was copied out is still here");
}

#[test]
fn an_asset_is_wiped_only_by_a_pass_over_its_last_copies() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    append(&mut ledger, &key, asset());
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::InCustody);
    append(&mut ledger, &key, wiped(Verdict::Pass, false, None));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::PartlyWiped);
    append(&mut ledger, &key, FilesWiped { files: 0, ..wiped(Verdict::Failed, true, None) });
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::PartlyWiped, "nothing was wiped");
    let intent = append(&mut ledger, &key, intended(Action::WipeFiles)).sequence;
    append(&mut ledger, &key, wiped(Verdict::Pass, true, Some(intent)));
    let state = ledger.state().unwrap();
    let asset = state.holding("A-1").unwrap();
    assert_eq!(asset.state, HoldingState::Wiped);
    assert_eq!(asset.documents, ["R-2026-0001", "C-2026-0001"]);
    assert_eq!((state.unfinished.len(), state.not_understood), (0, 0));
    append(&mut ledger, &key, wiped(Verdict::Pass, false, None));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::PartlyWiped, "there was another copy after all");
}

/// What was declared of less than there is ends nothing; what was interrupted fails nothing that it did not touch.
#[test]
fn an_asset_ends_when_as_much_was_wiped_as_there_is() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    append(&mut ledger, &key, asset());
    let part = |files, bytes, verdict, last_copies| FilesWiped {
        removed_files: Some(files),
        removed_bytes: Some(bytes),
        ..wiped(verdict, last_copies, None)
    };
    append(&mut ledger, &key, part(1, 4, Verdict::Pass, true));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::PartlyWiped);
    append(&mut ledger, &key, part(2, 6, Verdict::Pass, false));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::Wiped, "declared before, and complete now");
    append(&mut ledger, &key, asset());
    let outcomes = BTreeMap::from([(FileOutcome::OverwrittenReadBack, 1), (FileOutcome::NotTouched, 2)]);
    append(&mut ledger, &key, FilesWiped { outcomes, ..part(1, 4, Verdict::Failed, true) });
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::PartlyWiped, "called off");
    append(&mut ledger, &key, part(2, 6, Verdict::Pass, true));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::WipeUnverified);
    let interrupted_with = |outcome, left| {
        let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
        append(&mut ledger, &key, asset());
        let outcomes = BTreeMap::from([(outcome, 1), (FileOutcome::NotTouched, left)]);
        append(&mut ledger, &key, FilesWiped { outcomes, ..part(1, 4, Verdict::Failed, true) });
        append(&mut ledger, &key, part(2, 6, Verdict::Pass, true));
        state_of(&ledger, "A-1")
    };
    for failed in [
        FileOutcome::Failed,
        FileOutcome::ReadBackDiffers,
        FileOutcome::CowNotOverwritten,
        FileOutcome::CopyOnWrite,
        FileOutcome::InlineMetadata,
        FileOutcome::SharedExtentRemaining,
        FileOutcome::SharedExtent,
        FileOutcome::LowerLayerRemaining,
    ] {
        assert_eq!(interrupted_with(failed, 2), HoldingState::WipeFailed, "{failed:?}: one did fail");
    }
    for harmless in [
        FileOutcome::OverwrittenInPlaceVerifiedRaw,
        FileOutcome::OverwrittenReadBack,
        FileOutcome::OverwrittenNotVerifiable,
        FileOutcome::Empty,
    ] {
        assert_eq!(interrupted_with(harmless, 2), HoldingState::WipeUnverified, "{harmless:?}");
        assert_eq!(interrupted_with(harmless, 0), HoldingState::WipeFailed, "{harmless:?}: nothing was left");
    }
}

/// Every opening leaves a copy: a later and smaller one takes nothing from what is here already.
#[test]
fn openings_of_one_package_add_up() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    let digests = |byte| DigestSet { sha256: Some(Sha256([byte; 32])), blake3: None };
    let opened = |package: &str, name: &str, files, receipt: Option<&str>, byte| PackageOpened {
        package: package.into(),
        name: name.into(),
        note: None,
        sender: None,
        trust: Trust::Good,
        exceptions: Vec::new(),
        digests: digests(byte),
        files,
        bytes: files * 10,
        place: None,
        part: receipt.is_none(),
        receipt: receipt.map(str::to_owned),
        intent: None,
    };
    append(&mut ledger, &key, opened("p9", "a.age", 5, Some("R-2026-0001"), 1));
    append(&mut ledger, &key, opened("p9", "b.age", 2, None, 1));
    let state = ledger.state().unwrap();
    let package = state.holding("p9").unwrap();
    assert_eq!((package.files, package.bytes, package.openings), (7, 70, 2));
    assert_eq!(
        (package.name.as_str(), package.documents.as_slice()),
        ("a.age", &["R-2026-0001".to_owned()][..])
    );
    let wipe = |files, last_copies| FilesWiped {
        asset: Some("p9".into()),
        removed_files: Some(files),
        removed_bytes: Some(files * 10),
        ..wiped(Verdict::Pass, last_copies, None)
    };
    append(&mut ledger, &key, wipe(2, true));
    assert_eq!(state_of(&ledger, "p9"), HoldingState::PartlyWiped);
    append(&mut ledger, &key, wipe(5, true));
    assert_eq!(state_of(&ledger, "p9"), HoldingState::Wiped);
    append(&mut ledger, &key, opened("p9", "a.age", 5, None, 1));
    let state = ledger.state().unwrap();
    let package = state.holding("p9").unwrap();
    assert_eq!((package.files, package.wiped_files, package.state), (5, 0, HoldingState::InCustody));
    // Two foreign packages of one name are two.
    append(&mut ledger, &key, opened("", "plain.age", 3, None, 2));
    append(&mut ledger, &key, opened("", "plain.age", 1, None, 3));
    let state = ledger.state().unwrap();
    let foreign: Vec<_> = state.holdings.iter().filter(|one| one.is_meant_by("plain.age")).collect();
    assert_eq!(foreign.iter().map(|one| one.files).collect::<Vec<_>>(), [3, 1]);
}

/// A package to several persons has arrived when all of them have answered.
#[test]
fn a_package_to_two_is_received_by_two() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    append(&mut ledger, &key, asset());
    let intent = append(&mut ledger, &key, intended(Action::Seal)).sequence;
    append(&mut ledger, &key, sealed(intent));
    let person = |name: &str| Person { name: name.into(), ..Person::default() };
    let to = vec![person("見本 花子"), person("見本 太郎")];
    append(&mut ledger, &key, TransitStarted { to, ..transit() });
    let by = |name: &str| ReceiptVerified { receiver: person(name), ..receipt(Trust::Good, true) };
    append(&mut ledger, &key, by("見本 花子"));
    let state = ledger.state().unwrap();
    let package = state.holding("p1").unwrap();
    assert_eq!(
        (package.state, package.awaited.as_slice()),
        (HoldingState::InTransit, &["見本 太郎".to_owned()][..])
    );
    assert_eq!(state.unfinished.len(), 1);
    append(&mut ledger, &key, by("見本 太郎"));
    assert_eq!(state_of(&ledger, "p1"), HoldingState::Received);
    assert!(ledger.state().unwrap().unfinished.is_empty());
}

#[test]
fn a_scratch_copy_moves_nothing_and_the_worst_verdict_stays() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    append(&mut ledger, &key, asset());
    append(&mut ledger, &key, wiped(Verdict::Unknown, false, None));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::InCustody);
    append(&mut ledger, &key, wiped(Verdict::Pass, true, None));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::WipeUnverified);
    append(&mut ledger, &key, wiped(Verdict::Failed, true, None));
    append(&mut ledger, &key, wiped(Verdict::Pass, true, None));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::WipeFailed);
    // Received anew, it begins anew.
    append(&mut ledger, &key, asset());
    append(&mut ledger, &key, wiped(Verdict::Pass, true, None));
    assert_eq!(state_of(&ledger, "A-1"), HoldingState::Wiped);
}

#[test]
fn what_wipes_removed_adds_up_until_it_is_received_anew() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    append(&mut ledger, &key, asset());
    let removed = |ledger: &Ledger| {
        let state = ledger.state().unwrap();
        let asset = state.holding("A-1").unwrap();
        (asset.wiped_files, asset.wiped_bytes)
    };
    // An earlier version said what was gone only by a pass.
    append(&mut ledger, &key, wiped(Verdict::Unknown, false, None));
    assert_eq!(removed(&ledger), (0, 0));
    append(&mut ledger, &key, wiped(Verdict::Pass, false, None));
    assert_eq!(removed(&ledger), (3, 10));
    let some =
        FilesWiped { removed_files: Some(1), removed_bytes: Some(4), ..wiped(Verdict::Unknown, false, None) };
    append(&mut ledger, &key, some);
    assert_eq!(removed(&ledger), (4, 14));
    append(&mut ledger, &key, asset());
    assert_eq!(removed(&ledger), (0, 0));
}

#[test]
fn interrupted_ends_an_intent_too_and_numbers_go_on() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    let intent = append(&mut ledger, &key, intended(Action::Open)).sequence;
    let interrupted = Interrupted {
        intent,
        subject: String::new(),
        reason: "interrupted".into(),
        left: vec!["x.part".into()],
    };
    append(&mut ledger, &key, interrupted);
    assert!(ledger.state().unwrap().unfinished.is_empty());
    assert_eq!(ledger.state().unwrap().next_number('R', 2026), "R-2026-0001");
    ledger.append(&draft(9999), &key, at(9)).unwrap();
    let state = ledger.state().unwrap();
    assert_eq!(state.next_number('R', 2026), "R-2026-10000");
    assert_eq!(
        (state.next_number('C', 2026), state.next_number('R', 2027)),
        ("C-2026-0001".into(), "R-2027-0001".into())
    );
    ledger.append(&Draft { kind: "of_the_future".into(), ..draft(1) }, &key, at(10)).unwrap();
    assert_eq!(ledger.state().unwrap().not_understood, 1);
}

#[test]
fn every_kind_reads_back_as_written() {
    let event: Event = wiped(Verdict::Pass, true, Some(4)).into();
    let made = Draft::new("見本", &event).unwrap();
    assert_eq!((made.kind.as_str(), made.subject.as_str()), ("files_wiped", "A-1"));
    assert_eq!(Event::read(&made.kind, &made.data), Some(event));
    let event: Event = receipt(Trust::Good, true).into();
    assert_eq!(Event::read(event.kind(), &event.data().unwrap()), Some(event));
    assert!(Event::KINDS.contains(&"case_opened"));
}

/// What is said of a medium stands beside the asset and in a list of its own; the asset itself goes on.
#[test]
fn a_wiped_medium_ends_its_intent_and_not_the_asset() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    append(&mut ledger, &key, asset());
    let of_medium = |asset: Option<&str>, verdict, intent| MediumWiped {
        certificate: "M-2026-0001".into(),
        asset: asset.map(str::to_owned),
        medium: "MIHON123".into(),
        disk_sha256: Sha256([5; 32]),
        plan_sha256: Sha256([6; 32]),
        capacity: 1_000_204_886_016,
        verdict,
        reasons: if verdict == Verdict::Pass { vec![] } else { vec!["differing".into()] },
        intent,
    };
    let intent = append(&mut ledger, &key, intended(Action::WipeMedium)).sequence;
    assert_eq!(ledger.state().unwrap().unfinished.len(), 1);
    append(&mut ledger, &key, of_medium(Some("A-1"), Verdict::Pass, Some(intent)));
    let state = ledger.state().unwrap();
    assert_eq!((state.unfinished.len(), state.not_understood), (0, 0));
    let asset = state.holding("A-1").unwrap();
    assert_eq!((asset.state, asset.wiped_files), (HoldingState::InCustody, 0));
    assert_eq!(asset.documents, ["R-2026-0001", "M-2026-0001"]);
    assert_eq!(asset.last.kind, "medium_wiped");
    append(&mut ledger, &key, of_medium(None, Verdict::Failed, None));
    append(&mut ledger, &key, of_medium(Some("A-9"), Verdict::Unknown, None));
    let state = ledger.state().unwrap();
    let verdicts: Vec<_> = state.media.iter().map(|medium| medium.verdict).collect();
    assert_eq!(verdicts, [Verdict::Pass, Verdict::Failed, Verdict::Unknown]);
    assert_eq!(
        (state.media[1].sequence, state.media[1].reasons.as_slice()),
        (4, &["differing".to_owned()][..])
    );
    assert_eq!(state.holding("A-1").unwrap().documents.len(), 2);
    let event: Event = of_medium(Some("A-1"), Verdict::Failed, Some(4)).into();
    assert_eq!(Event::read("medium_wiped", &event.data().unwrap()), Some(event));
}

/// What was begun is told until a certificate says how it ended, by whichever run.
#[test]
fn a_medium_that_was_begun_is_known_until_it_is_done() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    let begun = |plan| Intended {
        action: Action::WipeMedium,
        target: Some("MIHON123".into()),
        plan_sha256: Some(Sha256([plan; 32])),
        disk_sha256: None,
        ..intended(Action::WipeMedium)
    };
    let wiped = |plan, intent| MediumWiped {
        certificate: "M-2026-0001".into(),
        asset: None,
        medium: "MIHON123".into(),
        disk_sha256: Sha256([5; 32]),
        plan_sha256: Sha256([plan; 32]),
        capacity: 1 << 30,
        verdict: Verdict::Pass,
        reasons: Vec::new(),
        intent: Some(intent),
    };
    let left = |ledger: &Ledger| -> Vec<(u64, bool)> {
        let state = ledger.state().unwrap();
        state.left_begun().map(|begun| (begun.sequence, begun.interrupted)).collect()
    };
    append(&mut ledger, &key, begun(6));
    let called_off =
        Interrupted { intent: 1, subject: String::new(), reason: "interrupted".into(), left: vec![] };
    append(&mut ledger, &key, called_off);
    assert_eq!(left(&ledger), [(1, true)]);
    append(&mut ledger, &key, begun(6));
    assert_eq!(left(&ledger), [(1, true), (3, false)]);
    append(&mut ledger, &key, wiped(6, 3));
    assert_eq!(left(&ledger), []);
    // Begun once more after its certificate, and then done by another plan.
    append(&mut ledger, &key, begun(6));
    assert_eq!(left(&ledger), [(5, false)]);
    append(&mut ledger, &key, begun(7));
    append(&mut ledger, &key, wiped(7, 6));
    assert_eq!(left(&ledger), []);
    // By its own plan it still is not.
    assert_eq!(ledger.state().unwrap().begun.len(), 1);
}

/// Two disks that say the same serial number are two.
#[test]
fn of_two_media_of_one_name_each_is_known_by_itself() {
    let (mut ledger, key) = (Ledger::in_memory(), SigningKey::generate().unwrap());
    let disk = |number| Sha256([number; 32]);
    let begun = |number| Intended {
        target: Some("DOCK0001".into()),
        plan_sha256: Some(disk(9)),
        disk_sha256: Some(disk(number)),
        ..intended(Action::WipeMedium)
    };
    let wiped = |number, plan, intent| MediumWiped {
        certificate: "M-2026-0001".into(),
        asset: None,
        medium: "DOCK0001".into(),
        disk_sha256: disk(number),
        plan_sha256: disk(plan),
        capacity: 1 << 30,
        verdict: Verdict::Pass,
        reasons: Vec::new(),
        intent,
    };
    let left = |ledger: &Ledger| -> Vec<u64> {
        ledger.state().unwrap().left_begun().map(|begun| begun.sequence).collect()
    };
    append(&mut ledger, &key, begun(1));
    append(&mut ledger, &key, begun(2));
    append(&mut ledger, &key, wiped(2, 9, Some(2)));
    assert_eq!(left(&ledger), [1]);
    // Nor is it ended by the other in another plan.
    append(&mut ledger, &key, wiped(2, 8, None));
    assert_eq!(left(&ledger), [1]);
    append(&mut ledger, &key, wiped(1, 9, Some(1)));
    assert_eq!(left(&ledger), Vec::<u64>::new());
}
