//! Taking in what an authority answered: which signature it is about, whether it holds, and beside that it stays.

use super::error::TimestampError;
use super::files::{read_at_most, read_signature, request_beside, response_beside, signature_of};
use crate::custody::case::{Case, write_new};
use crate::custody::issue::{Signer, append_numbered, may_sign};
use crate::custody::issued::refresh_verification;
use crate::ledger::{Draft, Event, TimestampImported};
use crate::model::{Timestamp, Trust};
use crate::sign::timestamp::{Authorities, Judgement, MAX_RESPONSE_BYTES, Reason, Request, Response, judge};
use crate::stream::Hasher;
use std::path::{Path, PathBuf};

/// A response that may be kept: it is not bad, and the signatures that it is about are here.
#[derive(Debug, Clone)]
pub struct Arrived {
    bytes: Vec<u8>,
    message: Vec<u8>,
    /// The signatures: more than one where copies of a record are here, such as a note and the copy that travels.
    pub signatures: Vec<PathBuf>,
    /// What it is worth: Good or Unknown.
    pub judgement: Judgement,
    /// Whether a request was kept, and this answers it.
    pub answers_request: bool,
}

/// Looks where the response at `path` belongs, and what it is worth. Without `named` (a record or signature), the signatures of the
/// case and those in the folder of the response are looked at. Writes nothing.
///
/// # Errors
/// [`TimestampError::Bad`], [`TimestampError::OtherAnswer`], [`TimestampError::NoMatch`], [`TimestampError::Exists`],
/// [`TimestampError::OtherRequest`]; [`TimestampError::Stamp`], [`TimestampError::Read`].
pub fn arrive(
    path: &Path,
    named: Option<&Path>,
    case: Option<&Case>,
    authorities: &Authorities,
) -> Result<Arrived, TimestampError> {
    let bad = |reason| TimestampError::Bad { path: path.to_owned(), reason };
    let missing = || TimestampError::read(path)(std::io::ErrorKind::NotFound.into());
    let bytes = read_at_most(path, MAX_RESPONSE_BYTES as u64)?.ok_or_else(missing)?;
    let response = Response::read(&bytes).map_err(bad)?;
    let candidates = match named {
        Some(named) => vec![signature_of(named)],
        None => candidates(path, case)?,
    };
    let mut message = None;
    let mut signatures = Vec::new();
    for candidate in candidates {
        let Some(found) = read_signature(&candidate)? else {
            if named.is_some() {
                return Err(TimestampError::NoSignature { path: candidate });
            }
            continue;
        };
        if response.imprint().is_of(&found) {
            signatures.push(candidate);
            message = Some(found);
        }
    }
    let Some(message) = message else {
        let imprint = response.imprint().hex();
        return Err(match named {
            Some(_) => bad(Reason::OtherContent),
            None => TimestampError::NoMatch { path: path.to_owned(), imprint },
        });
    };
    let mut answers_request = false;
    for signature in &signatures {
        answers_request |= answers(&response, path, signature, &message)?;
        may_keep(&response_beside(signature), &bytes)?;
    }
    let judgement = judge(&message, &bytes, authorities);
    if judgement.trust == Trust::Bad {
        return Err(bad(judgement.reason));
    }
    Ok(Arrived { bytes, message, signatures, judgement, answers_request })
}

/// The signatures that a response may be about.
fn candidates(response: &Path, case: Option<&Case>) -> Result<Vec<PathBuf>, TimestampError> {
    let beside = response.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut folders = vec![beside.to_owned()];
    folders.extend(case.into_iter().flat_map(|case| [case.documents(), case.root().join("received")]));
    let mut found = Vec::new();
    for folder in folders {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(source) => return Err(TimestampError::Read { path: folder, source }),
        };
        for entry in entries {
            let path = entry.map_err(TimestampError::read(&folder))?.path();
            if path.extension().is_some_and(|extension| extension == "sig") && path.is_file() {
                found.push(path);
            }
        }
    }
    // The response may lie in a folder of the case, named in another way.
    found.sort_by_cached_key(|path| path.canonicalize().unwrap_or_else(|_| path.clone()));
    found.dedup_by(|a, b| a.canonicalize().ok() == b.canonicalize().ok());
    Ok(found)
}

/// Whether a request was kept beside `signature`; if so, the response must repeat its random number.
fn answers(
    response: &Response<'_>,
    path: &Path,
    signature: &Path,
    message: &[u8],
) -> Result<bool, TimestampError> {
    let kept = request_beside(signature);
    let Some(bytes) = read_at_most(&kept, MAX_RESPONSE_BYTES as u64)? else { return Ok(false) };
    let request =
        Request::read(&bytes).map_err(|source| TimestampError::Stamp { path: kept.clone(), source })?;
    if !request.imprint().is_of(message) {
        return Err(TimestampError::OtherRequest { path: kept });
    }
    if request.nonce().is_some() && request.nonce() != response.nonce() {
        return Err(TimestampError::OtherAnswer { path: path.to_owned(), request: kept });
    }
    Ok(true)
}

/// Nothing is ever written over another time-stamp.
fn may_keep(path: &Path, bytes: &[u8]) -> Result<(), TimestampError> {
    match read_at_most(path, MAX_RESPONSE_BYTES as u64)? {
        Some(kept) if kept != bytes => Err(TimestampError::Exists { path: path.to_owned() }),
        _ => Ok(()),
    }
}

impl Arrived {
    /// The signatures that belong to the case: their time-stamp is an event of its ledger.
    #[must_use]
    pub fn of_case(&self, case: &Case) -> Vec<&Path> {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let root = real(case.root());
        self.signatures.iter().map(PathBuf::as_path).filter(|path| real(path).starts_with(&root)).collect()
    }

    /// Keeps the response beside every signature that it is about; where it is already, it stays.
    ///
    /// # Errors
    /// [`TimestampError::Exists`], [`TimestampError::Write`].
    pub fn keep(&self) -> Result<Vec<PathBuf>, TimestampError> {
        let mut kept = Vec::new();
        for signature in &self.signatures {
            let path = response_beside(signature);
            match write_new(&path, &self.bytes) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                    may_keep(&path, &self.bytes)?;
                }
                Err(source) => return Err(TimestampError::Write { path, source }),
            }
            kept.push(path);
        }
        Ok(kept)
    }
}

/// Keeps the response, and enters it into the ledger unless it is there; brings VERIFY.txt up to date.
///
/// # Errors
/// As [`Arrived::keep`]; [`TimestampError::Issue`], [`TimestampError::Ledger`], [`TimestampError::Case`].
pub fn record(
    case: &Case,
    signer: Signer<'_>,
    arrived: &Arrived,
    at: Timestamp,
) -> Result<Vec<PathBuf>, TimestampError> {
    may_sign(case, signer, at)?;
    let kept = arrived.keep()?;
    let Some(stamp) = &arrived.judgement.stamp else { return Ok(kept) };
    let name = |path: &&Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let event = TimestampImported {
        name: arrived.of_case(case).iter().find_map(name).unwrap_or_default(),
        signature_sha256: Hasher::sha256_of(&arrived.message),
        sha256: Hasher::sha256_of(&arrived.bytes),
        stamped_at: stamp.at,
        tsa: stamp.tsa.clone(),
        trust: arrived.judgement.trust,
    };
    let mut ledger = case.ledger()?;
    let mut known = false;
    ledger.visit(&mut |entry| known |= entry.event() == Some(Event::from(event.clone())))?;
    if !known {
        let event = Event::from(event);
        append_numbered(&mut ledger, signer.key, at, &mut |_| Ok(Draft::new(&signer.card.name, &event)?))?;
    }
    refresh_verification(case, &ledger)?;
    Ok(kept)
}
