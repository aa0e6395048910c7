use super::*;
use crate::model::{Addressee, Fault as _, Representative};
use std::path::Path;

fn settings() -> Settings {
    let contractor = Contractor {
        organization: "株式会社見本データ".into(),
        address: "石川県見本市1-2-3".into(),
        representative: Some(Representative {
            title: "代表取締役".into(), name: "見本 太郎".into()
        }),
    };
    let addressee = Some(Addressee { name: "見本市長".into(), honorific: "様".into() });
    let client = Client { name: "見本市".into(), addressee };
    let contract = ContractSettings { title: "見本業務委託".into(), ..ContractSettings::default() };
    Settings::new(contractor, client, contract)
}

#[test]
fn made_once_and_found_from_below() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("案件");
    assert_eq!(Case::to_be_made(&root), std::slice::from_ref(&root));
    let made = Case::create(&root, settings()).unwrap();
    assert!(matches!(Case::open(&root), Err(CaseError::Missing { .. })), "not yet");
    made.publish().unwrap();
    assert_eq!(made.settings(), Case::open(&root).unwrap().settings());
    assert!(matches!(Case::create(&root, settings()), Err(CaseError::Exists { .. })));
    let below = root.join("documents");
    assert_eq!(Case::find(None, &below).unwrap().root(), root);
    assert_eq!(Case::find(Some(&root), Path::new("/")).unwrap().root(), root);
    assert!(matches!(Case::find(None, folder.path()), Err(CaseError::Missing { .. })));
    assert_eq!(made.addressee().name, "見本市長");
}

#[test]
fn a_misspelt_setting_is_an_error_not_a_default() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Case::to_be_made(folder.path()).contains(&folder.path().join("ledger.db")));
    Case::create(folder.path(), settings()).unwrap().publish().unwrap();
    let path = folder.path().join(SETTINGS_FILE);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
    Case::open(folder.path()).unwrap();
    std::fs::write(&path, text.replace("language", "langauge")).unwrap();
    let error = Case::open(folder.path()).unwrap_err();
    assert!(matches!(&error, CaseError::Settings { .. }));
    assert!(CaseError::CODES.contains(&error.code()));
    std::fs::write(&path, text.replace("case/1", "case/9")).unwrap();
    assert!(matches!(Case::open(folder.path()), Err(CaseError::Version { .. })));
}
