//! The time-stamp beside a signature.

use super::error::VerifyError;
use super::findings::Findings;
use crate::custody::timestamp::response_beside;
use crate::model::{Timestamp, Trust};
use crate::sign::timestamp::{Authorities, MAX_RESPONSE_BYTES, judge};
use std::io::Read as _;
use std::path::Path;

/// A clock on a bench may be off by this much (seconds) before a record and its time-stamp are said to contradict each other.
const CLOCK_TOLERANCE: i64 = 120;

/// Judges the time-stamp of a signature, if one lies beside it: `signature` is the content of `path`, which itself need not be
/// there (a PDF carries its signature). `issued_at` is what the record says of its own time.
///
/// # Errors
/// [`VerifyError::Read`].
pub fn stamp(
    path: &Path,
    signature: &[u8],
    issued_at: Option<Timestamp>,
    authorities: &Authorities,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    if signature.is_empty() {
        return Ok(findings);
    }
    let path = response_beside(path);
    let read = |source| VerifyError::Read { path: path.clone(), source };
    let file = match std::fs::File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(findings),
        Err(source) => return Err(read(source)),
    };
    let mut response = Vec::new();
    file.take(MAX_RESPONSE_BYTES as u64 + 1).read_to_end(&mut response).map_err(read)?;
    let judgement = judge(signature, &response, authorities);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut facts = crate::facts![
        name = name,
        reason = judgement.reason.code(),
        detail = judgement.reason.detail(),
        authority = judgement.authority.unwrap_or_default(),
    ];
    let Some(stamp) = judgement.stamp else {
        findings.add(Trust::Bad, "stamp-unreadable", facts);
        return Ok(findings);
    };
    facts.extend(crate::facts![at = stamp.at, tsa = stamp.tsa, serial = stamp.serial, policy = stamp.policy]);
    let code = match judgement.trust {
        Trust::Good => "stamp-good",
        Trust::Unknown | Trust::Absent => "stamp-unknown",
        Trust::Bad => "stamp-bad",
    };
    findings.add(judgement.trust, code, facts);
    // The clock of whoever signed may have been wrong; which of the two times holds is for people to say.
    if let Some(issued) = issued_at.filter(|_| judgement.trust != Trust::Bad)
        && stamp.at.to_unix() + CLOCK_TOLERANCE < issued.to_unix()
    {
        findings.remark("stamp-before-issue", crate::facts![at = stamp.at, issued = issued]);
    }
    Ok(findings)
}
