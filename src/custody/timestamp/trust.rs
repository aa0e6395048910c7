//! Trusting an authority.

use super::error::TimestampError;
use crate::custody::case::Case;
use crate::custody::issue::{Signer, append_numbered, may_sign};
use crate::custody::issued::refresh_verification;
use crate::ledger::{AuthorityTrusted, Draft, Event};
use crate::model::Timestamp;
use crate::sign::timestamp::Authority;
use std::path::PathBuf;

/// Trusts the time-stamps of `authority` in this case, with a ledger event by `signer`. The same again changes nothing.
///
/// # Errors
/// [`TimestampError::Issue`] for a signer who is not trusted here; [`TimestampError::Case`], [`TimestampError::Ledger`].
pub fn trust(
    case: &Case,
    signer: Signer<'_>,
    authority: &Authority,
    at: Timestamp,
) -> Result<PathBuf, TimestampError> {
    may_sign(case, signer, at)?;
    let mut ledger = case.ledger()?;
    let known = case.imported(&ledger)?.authorities.contains(&authority.sha256());
    // The file first: a file alone counts for nothing.
    let path = case.keep_authority(authority)?;
    if !known {
        let event =
            Event::from(AuthorityTrusted { name: authority.name().to_owned(), sha256: authority.sha256() });
        append_numbered(&mut ledger, signer.key, at, &mut |_| Ok(Draft::new(&signer.card.name, &event)?))?;
    }
    refresh_verification(case, &ledger)?;
    Ok(path)
}
