//! 二重受領: what is here already is not received a second time.

use super::error::ReceiveError;
use crate::custody::case::Case;
use crate::document::{Body, Contents, Document, Receipt};
use crate::ledger::{Event, HoldingState, Ledger};
use crate::model::{DigestSet, Medium, Sha256, Source, Sourced};

/// Refuses the same content, or the same medium while it is still held.
pub(super) fn refuse_again(
    case: &Case,
    ledger: &Ledger,
    contents: &Contents,
    medium: &Medium,
) -> Result<(), ReceiveError> {
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
        let same = held.then(|| serial_of_receipt(case, &receipt)).flatten();
        if let (Some(before), Some(now)) = (same, own_serial(medium))
            && before == now
        {
            return Err(ReceiveError::MediumAgain { serial: now, asset: received.asset, receipt });
        }
    }
    Ok(())
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
