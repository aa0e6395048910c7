//! Asking for a time-stamp.

use super::error::TimestampError;
use super::files::{read_at_most, read_signature, request_beside, response_beside, signature_of};
use crate::custody::case::write_new;
use crate::sign::timestamp::Request;
use std::path::{Path, PathBuf};

/// A request takes less than 100 bytes.
const MAX_REQUEST_BYTES: u64 = 16 << 10;

/// A request that was made, or had been made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The signature that is to be stamped.
    pub signature: PathBuf,
    /// `X.sig.tsq`.
    pub request: PathBuf,
    /// Digest of the signature: all that an authority learns.
    pub imprint: String,
    /// Whether it had been made before: the same is asked again.
    pub again: bool,
}

/// Makes the request for the signature that `path` means, beside it, and puts a copy at `copy` for the way out. A request that was
/// kept is used again: an answer to it may be on its way.
///
/// # Errors
/// [`TimestampError::NoSignature`]; [`TimestampError::Exists`] where a time-stamp is there already;
/// [`TimestampError::OtherRequest`], [`TimestampError::Stamp`] for a kept request that does not fit;
/// [`TimestampError::Read`], [`TimestampError::Write`].
pub fn request(path: &Path, copy: Option<&Path>) -> Result<Asked, TimestampError> {
    let signature = signature_of(path);
    let Some(message) = read_signature(&signature)? else {
        return Err(TimestampError::NoSignature { path: signature });
    };
    let response = response_beside(&signature);
    if response.symlink_metadata().is_ok() {
        return Err(TimestampError::Exists { path: response });
    }
    let kept = request_beside(&signature);
    let stamp = |source| TimestampError::Stamp { path: kept.clone(), source };
    let write = |path: &Path, bytes: &[u8]| {
        write_new(path, bytes).map_err(|source| TimestampError::Write { path: path.to_owned(), source })
    };
    let before = read_at_most(&kept, MAX_REQUEST_BYTES)?;
    let again = before.is_some();
    let bytes = match before {
        Some(bytes) => bytes,
        None => Request::new(&message).and_then(|request| request.to_der()).map_err(stamp)?,
    };
    let asked = Request::read(&bytes).map_err(stamp)?;
    if !asked.imprint().is_of(&message) {
        return Err(TimestampError::OtherRequest { path: kept });
    }
    if !again {
        write(&kept, &bytes)?;
    }
    if let Some(copy) = copy {
        write(copy, &bytes)?;
    }
    Ok(Asked { signature, request: kept, imprint: asked.imprint().hex(), again })
}
