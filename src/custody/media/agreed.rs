//! What the case asks for before a medium is wiped.

use super::MediaError;
use crate::custody::case::Case;

/// The number of 甲's consent is stated where the case asks for it. It is declared: nobody looks at the consent itself here.
pub(super) fn check_consent(case: &Case, consent: Option<&str>) -> Result<(), MediaError> {
    let stated = consent.is_some_and(|number| !number.trim().is_empty());
    if stated || !case.settings().disposal.require_consent { Ok(()) } else { Err(MediaError::NoConsent) }
}
