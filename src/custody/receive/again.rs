//! 二重受領: what is here already is not received a second time.

use super::error::ReceiveError;
use crate::custody::case::Case;
use crate::document::{Body, Contents, Document, Receipt};
use crate::ledger::{Event, HoldingState, Ledger};
use crate::model::{DigestSet, Medium, Sha256, Source, Sourced};
use std::path::Path;

/// Refuses the same content, or the same medium while it is still held.
pub(super) fn refuse_again(
    case: &Case,
    ledger: &Ledger,
    contents: &Contents,
    medium: &Medium,
    path: &Path,
) -> Result<(), ReceiveError> {
    // A folder on the disk that the case is on was not handed over with that disk: the serial that the drive tells says nothing.
    let typed = medium.serial.as_ref().is_some_and(|serial| serial.source == Source::Typed);
    let own_disk = !typed && same_file_system(path, case.root());
    let state = ledger.state()?;
    let manifest = sha256_of(&contents.manifest);
    let mut earlier = Vec::new();
    ledger.visit(&mut |entry| {
        if let Some(Event::AssetReceived(received)) = entry.event() {
            earlier.push(received);
        }
    })?;
    for received in earlier {
        let receipt = received.receipt.clone().unwrap_or_default();
        let held = state.holding(&received.asset).is_none_or(|holding| holding.state != HoldingState::Wiped);
        if held && received.manifest_sha256 == manifest {
            return Err(ReceiveError::Again { asset: received.asset, receipt });
        }
        let ended = state.holding(&received.asset).is_some_and(|holding| {
            matches!(holding.state, HoldingState::Wiped | HoldingState::WipeUnverified)
        });
        let same = (!ended && !own_disk).then(|| serial_of_receipt(case, &receipt)).flatten();
        if let (Some(before), Some(now)) = (same, own_serial(medium))
            && before == now
        {
            return Err(ReceiveError::MediumAgain { serial: now, asset: received.asset, receipt });
        }
    }
    Ok(())
}

#[cfg(unix)]
fn same_file_system(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| path.metadata().map(|found| found.dev()).ok();
    device(one).is_some() && device(one) == device(other)
}

#[cfg(not(unix))]
fn same_file_system(one: &Path, other: &Path) -> bool {
    let disk = |path: &Path| {
        path.canonicalize()
            .ok()
            .and_then(|path| path.components().next().map(|part| part.as_os_str().to_owned()))
    };
    disk(one).is_some() && disk(one) == disk(other)
}

/// A serial that belongs to the medium itself; a volume number of the operating system does not.
fn own_serial(medium: &Medium) -> Option<String> {
    let own = |serial: &&Sourced| serial.source != Source::OperatingSystem && !serial.value.trim().is_empty();
    medium.serial.as_ref().filter(own).map(|serial| serial.value.trim().to_owned())
}

fn serial_of_receipt(case: &Case, number: &str) -> Option<String> {
    let json = std::fs::read(case.documents().join(format!("{number}.json"))).ok()?;
    match Document::from_bytes(&json).ok()?.body {
        Body::Receipt(Receipt::Handover(handover)) => own_serial(&handover.medium),
        _ => None,
    }
}

/// By what the ledger knows content again.
pub(super) fn sha256_of(digests: &DigestSet) -> Sha256 {
    digests.sha256.unwrap_or(Sha256([0; 32]))
}
