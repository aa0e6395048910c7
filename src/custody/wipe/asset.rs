//! The asset whose copies are wiped: which one is meant, and how much of it the ledger knows.

use super::{Statement, WipeFilesError};
use crate::document::DeclaredLast;
use crate::ledger::{Holding, HoldingKind, State};

/// What lies here in the open (a received asset, or the content of an opened package) and is meant by `text`: its number, its 預り証
/// or 受領確認書, or the short form that a screen shows. A certificate that names anything else would certify the wrong thing.
///
/// # Errors
/// [`WipeFilesError::UnknownAsset`], [`WipeFilesError::AmbiguousAsset`].
pub fn find_asset(state: &State, text: &str) -> Result<Holding, WipeFilesError> {
    let here = || state.holdings.iter().filter(|holding| holding.kind != HoldingKind::Package);
    let receipt = state.documents.iter().find(|issued| issued.number == text && issued.kind == "receipt");
    let named_by =
        |holding: &&Holding| receipt.is_some_and(|receipt| receipt.about.as_ref() == Some(&holding.id));
    let ways: [Vec<&Holding>; 3] = [
        here().filter(|holding| holding.id == text).collect(),
        here().filter(named_by).collect(),
        here().filter(|holding| holding.is_meant_by(text)).collect(),
    ];
    match ways.iter().find(|found| !found.is_empty()).map(Vec::as_slice) {
        Some([one]) => Ok((*one).clone()),
        Some(several) => Err(WipeFilesError::AmbiguousAsset {
            asset: text.to_owned(),
            candidates: several.iter().map(|holding| holding.id.clone()).collect(),
        }),
        None => Err(WipeFilesError::UnknownAsset { asset: text.to_owned() }),
    }
}

impl Statement {
    /// The declaration that no copy remains, beside what the ledger knows; `None` where nothing was declared.
    #[must_use]
    pub fn declared_last(&self) -> Option<DeclaredLast> {
        let asset = self.asset.as_ref().filter(|_| self.last_copies)?;
        Some(DeclaredLast {
            asset_files: asset.files,
            asset_bytes: asset.bytes,
            wiped_files: asset.wiped_files,
            wiped_bytes: asset.wiped_bytes,
        })
    }
}
