//! S1 預り: the fail lines of the scenario.

use super::super::issue::tests::{Office, at, office};
use super::super::list;
use super::super::survey::survey;
use super::*;
use crate::document::{ComparisonResult, Terms};
use crate::ledger::HoldingState;
use crate::model::{FaultClass, NoProgress, Person, Source, Sourced};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

fn medium_folder(office: &Office) -> PathBuf {
    let folder = office.folder.path().join("媒体");
    std::fs::create_dir_all(folder.join("住民")).unwrap();
    std::fs::write(folder.join("住民/台帳.csv"), b"abc").unwrap();
    std::fs::write(folder.join("空.txt"), b"").unwrap();
    folder
}

fn statement() -> Statement {
    Statement {
        actual: Terms {
            means: Some("手交".into()),
            at: Some(at("2026-11-22 10:00")),
            place: Some("本庁".into()),
        },
        giver: Person { name: "見本 一郎".into(), ..Person::default() },
        asset_name: "見本台帳".into(),
        ..Statement::default()
    }
}

fn go(
    office: &Office,
    folder: &Path,
    medium: &Medium,
    list: Option<&ClientList>,
    statement: &Statement,
) -> Result<Received, ReceiveError> {
    let found = survey(folder, &NoProgress, &AtomicBool::new(false)).unwrap();
    let take = Take { path: folder, survey: &found, medium, list };
    receive(&office.case, office.signer(), take, statement, at("2026-11-22 10:05"))
}

fn client_list(text: &str) -> ClientList {
    let content = text.as_bytes().to_vec();
    ClientList { name: "一覧.csv".into(), entries: list::parse(&content).unwrap(), content, own: None }
}

#[test]
fn a_receipt_says_what_was_found_and_the_ledger_holds_the_asset() {
    let office = office();
    let folder = medium_folder(&office);
    let list = client_list("ファイル名,サイズ\n住民/台帳.csv,3\n空.txt,0\n");
    let received = go(&office, &folder, &Medium::default(), Some(&list), &statement()).unwrap();
    let comparison = &received.handover.comparison;
    assert_eq!((comparison.result, comparison.size_only), (ComparisonResult::PresentUnverified, 1));
    assert_eq!((received.asset.as_str(), received.issued.number.as_str()), ("A-2026-0001", "R-2026-0001"));
    let handover = &received.handover;
    assert_eq!((handover.contents.files, handover.contents.folders, handover.contents.bytes), (2, 1, 3));
    assert_eq!(handover.as_agreed, None);
    let names: Vec<_> = received.issued.record.document.head.annexes.iter().map(|a| a.name.clone()).collect();
    assert_eq!(names, ["R-2026-0001.manifest-sha256.txt", "R-2026-0001.list.csv"]);
    let state = office.case.ledger().unwrap().state().unwrap();
    let holding = state.holding("A-2026-0001").unwrap();
    assert_eq!((holding.state, holding.files), (HoldingState::InCustody, 2));
    assert!(state.unfinished.is_empty());
}

#[test]
fn a_difference_is_never_a_match() {
    let office = office();
    let folder = medium_folder(&office);
    let list = client_list("name,size\n住民/台帳.csv,4\nもう一つ.csv,1\n空.txt,0\n");
    let received = go(&office, &folder, &Medium::default(), Some(&list), &statement()).unwrap();
    let comparison = received.handover.comparison;
    assert_eq!(comparison.result, ComparisonResult::Differs);
    assert_eq!(
        (comparison.altered, comparison.missing),
        (vec!["住民/台帳.csv".into()], vec!["もう一つ.csv".into()])
    );
}

#[test]
fn not_as_agreed_needs_a_remark() {
    let office = office();
    let folder = medium_folder(&office);
    let mut statement = statement();
    statement.agreed.place = Some("本 庁".into());
    statement.agreed.at = Some(at("2026-11-22 09:00"));
    assert!(differing(&statement).is_empty(), "spaces and minutes are no difference");
    statement.agreed.place = Some("支所".into());
    statement.agreed.at = Some(at("2026-11-21 10:00"));
    let refused = go(&office, &folder, &Medium::default(), None, &statement).unwrap_err();
    assert_eq!((refused.code(), refused.class()), ("receive-not-as-agreed", FaultClass::Refused));
    assert!(matches!(&refused, ReceiveError::NotAsAgreed { what } if what == "place, date"));
    let state = office.case.ledger().unwrap().state().unwrap();
    assert!(state.holdings.is_empty() && state.documents.is_empty() && state.unfinished.is_empty());
    statement.remarks = vec!["支所が休みのため".into()];
    let received = go(&office, &folder, &Medium::default(), None, &statement).unwrap();
    assert_eq!(received.handover.as_agreed, Some(false));
    assert_eq!(received.issued.record.document.head.remarks, ["支所が休みのため"]);
}

#[test]
fn the_same_content_or_medium_twice_is_refused_unless_told() {
    let office = office();
    let folder = medium_folder(&office);
    let serial = |value: &str| Some(Sourced { value: value.into(), source: Source::Typed });
    let medium = Medium { serial: serial("SN-1"), ..Medium::default() };
    go(&office, &folder, &medium, None, &statement()).unwrap();
    let refused = go(&office, &folder, &Medium::default(), None, &statement()).unwrap_err();
    assert!(
        matches!(refused, ReceiveError::Again { asset, receipt } if asset == "A-2026-0001" && receipt == "R-2026-0001")
    );
    std::fs::write(folder.join("別.txt"), b"other").unwrap();
    let refused = go(&office, &folder, &medium, None, &statement()).unwrap_err();
    assert!(matches!(refused, ReceiveError::MediumAgain { serial, .. } if serial == "SN-1"));
    // What the computer's own disk says of itself is no medium that was handed over.
    let told = Medium {
        serial: serial("SN-1").map(|told| Sourced { source: Source::Drive, ..told }),
        ..medium.clone()
    };
    assert_eq!(go(&office, &folder, &told, None, &statement()).unwrap().asset, "A-2026-0002");
    std::fs::write(folder.join("別.txt"), b"another").unwrap();
    let again = Statement { again: true, ..statement() };
    let received = go(&office, &folder, &medium, None, &again).unwrap();
    assert_eq!(received.asset, "A-2026-0003");
}

#[test]
fn nothing_and_the_case_itself_are_refused() {
    let office = office();
    let empty = office.folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let refused = go(&office, &empty, &Medium::default(), None, &statement()).unwrap_err();
    assert_eq!(refused.code(), "receive-nothing");
    for path in [office.case.root(), &office.case.documents(), office.folder.path()] {
        let refused = go(&office, path, &Medium::default(), None, &statement()).unwrap_err();
        assert_eq!(refused.code(), "receive-own-folder", "{}", path.display());
    }
}

#[test]
fn terms_are_kept_only_where_all_were_stated() {
    let mut statement = statement();
    assert_eq!(as_agreed(&statement), None);
    statement.agreed.means = Some("手交".into());
    statement.agreed.place = Some("本庁".into());
    assert_eq!(as_agreed(&statement), None);
    statement.agreed.at = Some(at("2026-11-22 00:00"));
    assert_eq!(as_agreed(&statement), Some(true));
    statement.agreed = Terms { place: Some("支所".into()), ..Terms::default() };
    assert_eq!(as_agreed(&statement), Some(false));
}

#[test]
fn the_name_of_a_single_file_stays_out_of_the_ledger() {
    let office = office();
    let file = medium_folder(&office).join("住民/台帳.csv");
    let nameless = Statement { asset_name: String::new(), ..statement() };
    let refused = go(&office, &file, &Medium::default(), None, &nameless).unwrap_err();
    assert_eq!(refused.code(), "receive-nameless");
    go(&office, &file, &Medium::default(), None, &statement()).unwrap();
    let mut told = String::new();
    office.case.ledger().unwrap().visit(&mut |entry| told += &format!("{:?}", entry.event())).unwrap();
    assert!(told.contains("住民") && !told.contains("台帳.csv"), "{told}");
}
