//! Making a case (案件): the folder, the first ledger event, the first trusted card.

use super::case::{Case, CaseError, Settings};
use super::issue::{IssueError, Signer, append_numbered};
use super::issued::refresh_verification;
use crate::ledger::{CardImported, CaseOpened, Draft, Event};
use crate::model::Timestamp;
use crate::sign::{Card, Reason};
use crate::stream::Hasher;
use std::path::{Path, PathBuf};

/// Makes a case in `root` whose first trusted card is the signer's own, `card_file` being its bytes.
///
/// # Errors
/// [`IssueError::Case`], [`IssueError::Ledger`]; nothing is left then.
pub fn open_case(
    root: &Path,
    settings: Settings,
    signer: Signer<'_>,
    card_file: &[u8],
    at: Timestamp,
) -> Result<Case, IssueError> {
    let case = Case::create(root, settings)?;
    match record(&case, signer, card_file, at).and_then(|()| Ok(case.publish()?)) {
        Ok(()) => Ok(case),
        Err(error) => {
            case.abandon();
            Err(error)
        }
    }
}

fn record(case: &Case, signer: Signer<'_>, card_file: &[u8], at: Timestamp) -> Result<(), IssueError> {
    let settings = case.settings();
    let event = Event::from(CaseOpened {
        case: random_id()?,
        title: settings.contract.title.clone(),
        client: settings.client.name.clone(),
        organization: settings.contractor.organization.clone(),
    });
    case.ledger()?.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    trust_card(case, signer, signer.card, card_file, at)?;
    Ok(())
}

/// Trusts `card` in this case, with a ledger event by `signer`. The same card file again changes nothing.
///
/// # Errors
/// [`IssueError::Case`] (another key may have the same short name), [`IssueError::Ledger`]; [`IssueError::Signer`] for a
/// signer who is not trusted here.
pub fn trust_card(
    case: &Case,
    signer: Signer<'_>,
    card: &Card,
    card_file: &[u8],
    at: Timestamp,
) -> Result<PathBuf, IssueError> {
    let sha256 = Hasher::sha256_of(card_file);
    let mut ledger = case.ledger()?;
    let imported = case.imported(&ledger)?;
    let known = imported.files.contains(&sha256);
    // Trust comes from somebody who is trusted: nobody lets themselves in, but for whoever opens the case.
    if !imported.keys.is_empty() && !imported.keys.contains(&signer.key.public().fingerprint()) {
        return Err(IssueError::Signer { id: signer.card.id.clone(), reason: Reason::UnknownKey });
    }
    // The file first: an event about a card that is not there would be the worse half, and a file alone counts for nothing.
    let path = case.trust(card, card_file)?;
    if !known {
        let event = Event::from(CardImported {
            id: card.id.clone(),
            fingerprint: card.fingerprint(),
            person: card.person(),
            sha256,
        });
        append_numbered(&mut ledger, signer.key, at, &mut |_| Ok(Draft::new(&signer.card.name, &event)?))?;
    }
    refresh_verification(case, &ledger)?;
    Ok(path)
}

/// 32 hex digits.
fn random_id() -> Result<String, CaseError> {
    let mut bytes = [0; 16];
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes).map_err(|_| {
        let source = std::io::Error::other("no randomness");
        CaseError::Read { path: PathBuf::from("random"), source }
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat())
}
