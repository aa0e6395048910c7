//! 確認・立会の署名: a second person's signature over the digests of what was signed, and of its first signature.
//!
//! It lies beside what it is about, as `NAME.countersign-ID.json` and `.sig`, ID being the short name of the key.

use super::case::write_new;
use super::issue::Signer;
use crate::document::{CountersignRole, Countersignature};
use crate::model::{Facts, Fault, FaultClass, KeyRef, Sha256, Timestamp, Trust, io_facts};
use crate::sign::{Card, Keyring, Reason, SignatureError};
use std::io;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization as _;

/// A countersignature is a few hundred bytes.
const MAX_BYTES: u64 = 64 << 10;
/// Clocks of two machines may differ by so many seconds.
const CLOCK_TOLERANCE: i64 = 120;

/// What is countersigned.
#[derive(Debug, Clone)]
pub struct Countersigned {
    /// Its file.
    pub path: PathBuf,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// Digest of the file of its signature.
    pub signature_sha256: Sha256,
    /// The card of whoever signed first.
    pub first: Card,
    /// When they signed.
    pub at: Timestamp,
}

/// A countersignature that lies beside it, and what it is worth.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its file.
    pub path: PathBuf,
    /// What it says; absent where it cannot be read.
    pub said: Option<Countersignature>,
    /// The card of its key, if one is known.
    pub card: Option<Card>,
    /// Good only where it is another person's, whose key was trusted then.
    pub trust: Trust,
    /// Code of why.
    pub reason: &'static str,
}

/// Every code that [`Judged::reason`] can give beside those of [`Reason`].
pub const REASONS: &[&str] = &[
    "countersign-none",
    "countersign-shape",
    "countersign-other",
    "countersign-signer",
    "countersign-own-key",
    "countersign-own-person",
    "countersign-early",
    "countersign-late",
    "countersign-role",
    "countersign-runner",
];

/// Why nothing was countersigned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountersignError {
    /// Whoever signs has signed it first, with this key or another.
    #[error("{name} has signed it first")]
    Own {
        /// Their name.
        name: String,
    },
    /// This key has countersigned it already.
    #[error("{path} is there")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("writing {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's word.
        #[source]
        source: io::Error,
    },
    /// It could not be signed.
    #[error("signing")]
    Sign(#[from] SignatureError),
}

impl CountersignError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &["countersign-own", "countersign-exists", "countersign-write"];
}

impl Fault for CountersignError {
    fn code(&self) -> &'static str {
        match self {
            Self::Own { .. } => "countersign-own",
            Self::Exists { .. } => "countersign-exists",
            Self::Write { .. } => "countersign-write",
            Self::Sign(source) => source.code(),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Own { name } => crate::facts![name = name],
            Self::Exists { path } => crate::facts![path = path.display()],
            Self::Write { path, source } => io_facts(path, source),
            Self::Sign(source) => source.facts(),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::Own { .. } | Self::Exists { .. } => FaultClass::Refused,
            Self::Write { .. } => FaultClass::Failed,
            Self::Sign(source) => source.class(),
        }
    }
}

/// Fails where `signer` may not countersign `it`: nobody checks themselves.
///
/// # Errors
/// [`CountersignError::Own`], [`CountersignError::Exists`].
pub fn may_countersign(it: &Countersigned, signer: Signer<'_>) -> Result<(), CountersignError> {
    if signer.key.public() == it.first.signing_key || same_person(signer.card, &it.first) {
        return Err(CountersignError::Own { name: it.first.name.clone() });
    }
    let path = beside(&it.path, &signer.card.id);
    if path.symlink_metadata().is_ok() { Err(CountersignError::Exists { path }) } else { Ok(()) }
}

/// Countersigns `it` and hands back the file.
///
/// # Errors
/// Every [`CountersignError`]; nothing is left then.
pub fn countersign(
    it: &Countersigned,
    role: CountersignRole,
    signer: Signer<'_>,
    at: Timestamp,
) -> Result<PathBuf, CountersignError> {
    may_countersign(it, signer)?;
    let said = Countersignature {
        schema: Countersignature::SCHEMA.to_owned(),
        role,
        at,
        person: signer.card.person(),
        key: KeyRef { id: signer.card.id.clone(), fingerprint: signer.card.fingerprint() },
        record_sha256: it.sha256,
        signature_sha256: it.signature_sha256,
    };
    let path = beside(&it.path, &signer.card.id);
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => CountersignError::Exists { path },
            _ => CountersignError::Write { path, source },
        }
    };
    let mut bytes = serde_json::to_vec_pretty(&said).map_err(io::Error::from).map_err(failed(&path))?;
    bytes.push(b'\n');
    let signature = signer.key.sign(Countersignature::NAMESPACE, &bytes)?;
    let signature_path = with_end(&path, ".sig");
    // The signature first: what stands alone then says nothing.
    write_new(&signature_path, signature.as_bytes()).map_err(failed(&signature_path))?;
    write_new(&path, &bytes).map_err(|source| {
        let _ = std::fs::remove_file(&signature_path);
        failed(&path)(source)
    })?;
    Ok(path)
}

/// Every countersignature that lies beside `it`, judged; those that count first.
///
/// # Errors
/// As reading the folder.
pub fn countersignatures(it: &Countersigned, keyring: &Keyring) -> io::Result<Vec<Judged>> {
    let folder = it.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = format!("{}.countersign-", it.path.file_name().unwrap_or_default().to_string_lossy());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(&stem) && path.extension().is_some_and(|end| end == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut all: Vec<Judged> = paths.into_iter().map(|path| judge(it, path, keyring)).collect();
    all.sort_by_key(|judged| judged.trust != Trust::Good);
    Ok(all)
}

fn judge(it: &Countersigned, path: PathBuf, keyring: &Keyring) -> Judged {
    let bytes = read(&path).unwrap_or_default();
    let signature = read(&with_end(&path, ".sig")).unwrap_or_default();
    let said = serde_json::from_slice::<Countersignature>(&bytes).ok();
    let said = said.filter(|said| said.schema == Countersignature::SCHEMA);
    let Some(said) = said else {
        return Judged { path, said: None, card: None, trust: Trust::Bad, reason: "countersign-shape" };
    };
    let judgement = keyring.judge(Countersignature::NAMESPACE, &bytes, &signature, said.at);
    let (trust, reason) = match &judgement.card {
        _ if judgement.trust == Trust::Bad => (Trust::Bad, judgement.reason.code()),
        _ if said.record_sha256 != it.sha256 || said.signature_sha256 != it.signature_sha256 => {
            (Trust::Bad, "countersign-other")
        }
        _ if judgement.trust != Trust::Good => (judgement.trust, judgement.reason.code()),
        Some(card) if card.fingerprint() != said.key.fingerprint || card.name != said.person.name => {
            (Trust::Bad, "countersign-signer")
        }
        Some(card) if card.signing_key == it.first.signing_key => (Trust::Bad, "countersign-own-key"),
        Some(card) if same_person(card, &it.first) => (Trust::Bad, "countersign-own-person"),
        _ if said.at.to_unix() + CLOCK_TOLERANCE < it.at.to_unix() => (Trust::Bad, "countersign-early"),
        _ => (Trust::Good, judgement.reason.code()),
    };
    Judged { path, said: Some(said), card: judgement.card, trust, reason }
}

/// The file beside which `path`, by its name, is a countersignature.
#[must_use]
pub fn subject_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(".json")?;
    Some(path.with_file_name(name.rsplit_once(".countersign-")?.0))
}

/// Why a countersignature does not count as a second check at `now`: the card must be valid still, and the role that of a checker.
///
/// # Errors
/// The code of why.
pub fn counts_now<'j>(
    judged: &'j Judged,
    keyring: &Keyring,
    now: Timestamp,
) -> Result<&'j Card, &'static str> {
    let (Trust::Good, Some(card), Some(said)) = (judged.trust, &judged.card, &judged.said) else {
        return Err(judged.reason);
    };
    if said.role != CountersignRole::SecondChecker {
        return Err("countersign-role");
    }
    if said.at.to_unix() > now.to_unix().saturating_add(CLOCK_TOLERANCE) {
        return Err("countersign-late");
    }
    match keyring.standing(&card.signing_key, now).0 {
        Reason::Fits => Ok(card),
        reason => Err(reason.code()),
    }
}

/// Two keys of one person are one person. Names alone are not enough to tell two people apart, but enough to doubt.
pub(super) fn same_person(one: &Card, other: &Card) -> bool {
    // Written wide or narrow, large or small, it is the same name.
    let plain = |text: &str| -> String {
        text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect()
    };
    plain(&one.name) == plain(&other.name) && plain(&one.organization) == plain(&other.organization)
}

fn beside(path: &Path, id: &str) -> PathBuf {
    with_end(path, &format!(".countersign-{id}.json"))
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.len() > MAX_BYTES {
        Err(io::ErrorKind::InvalidData.into())
    } else {
        std::fs::read(path)
    }
}

#[cfg(test)]
#[path = "countersign_tests.rs"]
mod tests;
