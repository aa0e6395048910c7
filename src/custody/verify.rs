//! 検証: Good, Unknown or Bad, and why, for whatever is put before us. Changes nothing, with one exception: a proven
//! receipt for a package of ours closes its transit in the ledger ([`close_transit`]).

use super::case::{Case, CaseError, write_new};
use super::issue::{Signer, may_sign};
use super::open::{FoundNote, OpenError, addressed, compare_note, find_note, judge_manifest, read_signature};
use super::seal::Watch;
use super::survey::{SurveyError, survey};
use crate::crypt::Identities;
use crate::document::{Body, DocumentError, Kind, Opened, Receipt, Record};
use crate::ledger::{Draft, Event, LedgerError, PackageSealed, ReceiptVerified, Report};
use crate::model::{Algorithms, DigestSet, Facts, Fault, FaultClass, Phase, Timestamp, Trust};
use crate::package::{self, Inside, Manifest, OpenOptions, PackageError};
use crate::sign::{Card, Judgement, Keyring};
use crate::stream::{DigestChain, Hasher, read_at};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Why something could not be judged at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// No file, or none that azukari knows.
    #[error("nothing that can be verified: {path}")]
    NotKnown {
        /// Which.
        path: PathBuf,
    },
    /// The record cannot be read.
    #[error("unreadable record {path}")]
    Record {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: DocumentError,
    },
    /// A bag folder that is not complete enough to check.
    #[error("not a bag: {path}")]
    NotABag {
        /// Which.
        path: PathBuf,
    },
    /// Reading.
    #[error("reading {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A package or its note.
    #[error("checking the package")]
    Open(#[from] OpenError),
    /// A folder.
    #[error("reading the folder")]
    Survey(#[from] SurveyError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("using the ledger")]
    Ledger(#[from] LedgerError),
    /// Who closes the transit.
    #[error("recording the receipt")]
    Issue(#[from] super::issue::IssueError),
}

impl VerifyError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] = &["verify-not-known", "verify-record", "verify-not-a-bag", "verify-read"];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Open(source) => Some(source),
            Self::Survey(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Issue(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for VerifyError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotKnown { .. } => "verify-not-known",
            Self::Record { .. } => "verify-record",
            Self::NotABag { .. } => "verify-not-a-bag",
            Self::Read { .. } => "verify-read",
            _ => self.inner().map_or("bug", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NotKnown { path } | Self::NotABag { path } => crate::facts![path = path.display()],
            Self::Record { path, source } => crate::facts![path = path.display(), reason = source],
            Self::Read { path, source } => crate::facts![path = path.display(), reason = source],
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::NotKnown { .. } | Self::NotABag { .. } => FaultClass::Unknown,
            Self::Record { .. } => FaultClass::Bad,
            Self::Read { .. } => FaultClass::Failed,
            _ => self.inner().map_or(FaultClass::Bug, Fault::class),
        }
    }
}

/// One thing that was looked at, and what was found. The code is a message key (`found-CODE`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is worth; `None` for a remark that neither proves nor casts doubt.
    pub trust: Option<Trust>,
    /// Language-free code.
    pub code: &'static str,
    /// Values for the message.
    pub facts: Facts,
}

/// Everything found about one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// In the order of looking.
    pub list: Vec<Finding>,
    /// The card of the key that signed, where one is known.
    pub signer: Option<Card>,
}

impl Findings {
    fn add(&mut self, trust: Trust, code: &'static str, facts: Facts) {
        self.list.push(Finding { trust: Some(trust), code, facts });
    }

    fn remark(&mut self, code: &'static str, facts: Facts) {
        self.list.push(Finding { trust: None, code, facts });
    }

    /// One bad finding makes all bad; one unknown leaves all unknown; nothing found proves nothing.
    #[must_use]
    pub fn trust(&self) -> Trust {
        let has = |trust| self.list.iter().any(|finding| finding.trust == Some(trust));
        if has(Trust::Bad) {
            Trust::Bad
        } else if has(Trust::Good) && !has(Trust::Unknown) && !has(Trust::Absent) {
            Trust::Good
        } else {
            Trust::Unknown
        }
    }

    fn signature(&mut self, judgement: &Judgement) {
        let name = judgement.card.as_ref().map_or_else(String::new, |card| card.name.clone());
        let fingerprint = judgement.fingerprint.clone().unwrap_or_default();
        let facts = crate::facts![name = name, fingerprint = fingerprint, reason = judgement.reason.code()];
        let code = match judgement.trust {
            Trust::Good => "signature-good",
            Trust::Unknown => "signature-unknown",
            Trust::Bad => "signature-bad",
            Trust::Absent => "signature-absent",
        };
        self.add(judgement.trust, code, facts);
        self.signer.clone_from(&judgement.card);
    }
}

/// A record and its signature: `FILE` and `FILE.sig`.
///
/// # Errors
/// [`VerifyError::Read`], [`VerifyError::Record`].
pub fn load_record(path: &Path) -> Result<Record, VerifyError> {
    let json = std::fs::read(path).map_err(|source| VerifyError::Read { path: path.to_owned(), source })?;
    let mut signature = path.as_os_str().to_owned();
    signature.push(".sig");
    let signature = read_signature(Path::new(&signature)).map_err(OpenError::from)?;
    Record::from_parts(json, signature)
        .map_err(|source| VerifyError::Record { path: path.to_owned(), source })
}

/// Judges a record; `folder` is where its annexes should be.
///
/// # Errors
/// [`VerifyError::Read`] for an annex that is there but cannot be read.
pub fn record(record: &Record, folder: Option<&Path>, keyring: &Keyring) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let document = &record.document;
    let namespace = document.body.kind().namespace();
    let judgement = keyring.judge(namespace, &record.json, &record.signature, document.head.issued_at);
    findings.signature(&judgement);
    // The key that signed must be the one that the record names.
    if let Some(fingerprint) = &judgement.fingerprint
        && *fingerprint != document.head.issuer.key.fingerprint
    {
        findings.add(Trust::Bad, "signer-differs", crate::facts![fingerprint = fingerprint]);
    }
    // Names are what the signer wrote; only a card says whose key it is.
    if let Some(card) = &judgement.card {
        let issuer = &document.head.issuer;
        if card.id != issuer.key.id || card.name != issuer.person.name {
            findings.add(
                Trust::Bad,
                "issuer-differs",
                crate::facts![said = issuer.person.name, card = card.name],
            );
        }
    }
    for annex in &document.head.annexes {
        let Some(path) = folder.map(|folder| folder.join(&annex.name)) else { continue };
        // The name comes from the record: it must not lead elsewhere.
        if path.file_name().is_none_or(|name| name.to_string_lossy() != annex.name) {
            findings.add(Trust::Bad, "annex-name", crate::facts![name = annex.name]);
            continue;
        }
        match std::fs::read(&path) {
            Ok(bytes) if Hasher::sha256_of(&bytes) == annex.sha256 => {
                findings.add(Trust::Good, "annex-good", crate::facts![name = annex.name]);
            }
            Ok(_) => findings.add(Trust::Bad, "annex-altered", crate::facts![name = annex.name]),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                // A receipt's list of files may well be kept back: it names files, and the receipt stands without.
                // A certificate's list is its evidence, file by file.
                if document.body.kind() == Kind::Certificate {
                    findings.add(Trust::Unknown, "annex-not-here", crate::facts![name = annex.name]);
                } else {
                    findings.remark("annex-not-here", crate::facts![name = annex.name]);
                }
            }
            Err(source) => return Err(VerifyError::Read { path, source }),
        }
    }
    Ok(findings)
}

/// A receipt for a package that this case sealed.
#[derive(Debug, Clone)]
pub struct Closing {
    event: ReceiptVerified,
    /// Whether the ledger has it already.
    pub known: bool,
    /// Package id.
    pub package: String,
}

/// Compares a receipt with the delivery note that this case issued for the package, if it issued one.
///
/// # Errors
/// [`VerifyError::Case`], [`VerifyError::Ledger`], [`VerifyError::Read`], [`VerifyError::Record`].
pub fn receipt_against_note(
    case: &Case,
    record: &Record,
    trust: Trust,
    findings: &mut Findings,
) -> Result<Option<Closing>, VerifyError> {
    let Body::Receipt(Receipt::Package(opened)) = &record.document.body else { return Ok(None) };
    let ledger = case.ledger()?;
    let mut sealed = None;
    let mut transit = None;
    let (mut known, mut own) = (false, false);
    let mut issued = None;
    let sha256 = record.sha256();
    let number = &record.document.head.number;
    ledger.visit(&mut |entry| {
        let sequence = entry.head().sequence;
        match entry.event() {
            Some(Event::PackageSealed(event)) if event.package == opened.package_id => sealed = Some(event),
            Some(Event::TransitStarted(event)) if event.package == opened.package_id => {
                transit = Some(sequence)
            }
            Some(Event::ReceiptVerified(event)) if event.receipt_sha256 == sha256 => known = true,
            Some(Event::DocumentIssued(event)) => {
                own |= event.sha256 == sha256 && event.number == *number;
                if sealed.as_ref().is_some_and(|sealed: &PackageSealed| sealed.note == event.number)
                    || event.about.as_deref() == Some(opened.package_id.as_str()) && event.kind == "note"
                {
                    issued = Some(event.sha256);
                }
            }
            _ => {}
        }
    })?;
    let Some(sealed) = sealed else {
        if !own {
            findings.add(Trust::Unknown, "receipt-not-ours", crate::facts![package = opened.package_id]);
        }
        return Ok(None);
    };
    let note = load_record(&case.documents().join(format!("{}.json", sealed.note)))?;
    // The note on disk must be the one that was issued: it holds what the receipt is judged by.
    let Body::Note(body) = &note.document.body else { return note_altered(findings, &sealed.note) };
    if issued != Some(note.sha256()) || !body.package.digests.agrees_with(&sealed.digests) {
        return note_altered(findings, &sealed.note);
    }
    let token_fits = Hasher::sha256_of(opened.token.as_bytes()) == body.token_sha256;
    let digests_fit = receipt_digests_fit(opened, &note, body.package.digests, body.manifest_sha256);
    let say = |fits, good, bad| if fits { (Trust::Good, good) } else { (Trust::Bad, bad) };
    for (trust, code) in [
        say(token_fits, "token-good", "token-bad"),
        say(digests_fit, "receipt-digests-good", "receipt-digests-bad"),
    ] {
        findings.add(trust, code, crate::facts![note = sealed.note]);
    }
    let signer = findings.signer.clone();
    let addressed = signer.as_ref().is_some_and(|card| body.recipients.iter().any(|to| to.id == card.id));
    if !addressed {
        findings.add(
            Trust::Unknown,
            "receipt-not-addressee",
            crate::facts![name = record.document.head.issuer.person.name],
        );
    }
    if !(token_fits && digests_fit && addressed && trust == Trust::Good) {
        return Ok(None);
    }
    let event = ReceiptVerified {
        package: opened.package_id.clone(),
        receipt: record.document.head.number.clone(),
        receipt_sha256: sha256,
        receiver: signer.map_or_else(|| record.document.head.issuer.person.clone(), |card| card.person()),
        trust,
        token_fits,
        digests_fit,
        intent: transit,
    };
    Ok(Some(Closing { event, known, package: opened.package_id.clone() }))
}

fn note_altered(findings: &mut Findings, number: &str) -> Result<Option<Closing>, VerifyError> {
    findings.add(Trust::Bad, "own-note-altered", crate::facts![number = number]);
    Ok(None)
}

fn receipt_digests_fit(
    opened: &Opened,
    note: &Record,
    package: DigestSet,
    manifest: crate::model::Sha256,
) -> bool {
    let same_note = opened.note.as_ref().is_none_or(|named| named.sha256 == note.sha256());
    same_note && opened.package.agrees_with(&package) && opened.manifest == manifest
}

/// Enters a proven receipt into the ledger (移送中 → 受領済) and keeps a copy of it in `received/`.
///
/// # Errors
/// [`VerifyError::Issue`], [`VerifyError::Ledger`], [`VerifyError::Case`].
pub fn close_transit(
    case: &Case,
    signer: Signer<'_>,
    closing: &Closing,
    record: &Record,
    at: Timestamp,
) -> Result<(), VerifyError> {
    may_sign(case, signer, at)?;
    let folder = case.received();
    let head = &record.document.head;
    // Two cases of the same receiver number alike: the digest keeps their receipts apart.
    let name = format!("{}-{}-{}", head.number, head.issuer.key.id, &record.sha256().to_string()[..8]);
    let keep = |path: PathBuf, bytes: &[u8]| match write_new(&path, bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map_err(|source| CaseError::Write { path, source }),
    };
    std::fs::create_dir_all(&folder).map_err(|source| CaseError::Write { path: folder.clone(), source })?;
    keep(folder.join(format!("{name}.json")), &record.json)?;
    keep(folder.join(format!("{name}.json.sig")), &record.signature)?;
    let mut ledger = case.ledger()?;
    let event = Event::from(closing.event.clone());
    ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    Ok(())
}

/// Judges a package from outside: its digests against the signed note beside it. Needs no key.
///
/// # Errors
/// [`VerifyError::Open`], [`VerifyError::Read`].
pub fn package_outside(path: &Path, keyring: &Keyring, watch: Watch<'_>) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let note = find_note(path, keyring)?;
    let Some(note) = note else {
        findings.add(Trust::Unknown, "note-missing", Facts::new());
        return Ok(findings);
    };
    findings.signature(&note.judgement);
    let said = note.body.package.digests;
    let algorithms = Algorithms { sha256: said.sha256.is_some(), blake3: said.blake3.is_some() };
    let (bytes, digests) = digest_file(path, algorithms, watch)?;
    let expected = note.body.package.bytes;
    if bytes < expected {
        findings.add(Trust::Bad, "package-shorter", crate::facts![at = bytes, expected = expected]);
    } else if bytes > expected {
        findings.add(Trust::Bad, "package-longer", crate::facts![at = bytes, expected = expected]);
    } else if digests.agrees_with(&said) {
        findings.add(
            Trust::Good,
            "package-digest-good",
            crate::facts![number = note.record.document.head.number],
        );
    } else {
        findings.add(
            Trust::Bad,
            "package-digest-bad",
            crate::facts![number = note.record.document.head.number],
        );
    }
    Ok(findings)
}

/// Digests of a file, both chains on their own thread.
fn digest_file(
    path: &Path,
    algorithms: Algorithms,
    watch: Watch<'_>,
) -> Result<(u64, DigestSet), VerifyError> {
    let failed = |source| VerifyError::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(failed)?;
    let bytes = file.metadata().map_err(failed)?.len();
    let chain = DigestChain::new(algorithms);
    let failures = crate::stream::Failures::default();
    let next = std::sync::atomic::AtomicU64::new(0);
    watch.progress.begin(Phase::Hash, Some(bytes));
    crate::stream::run(|| {
        let mut buffer = vec![0; 1 << 20];
        while !failures.stopped() {
            let at = next.fetch_add(buffer.len() as u64, Ordering::Relaxed);
            let length = usize::try_from(bytes.saturating_sub(at)).unwrap_or(usize::MAX).min(buffer.len());
            if length == 0 {
                break;
            }
            if watch.cancel.load(Ordering::Relaxed) {
                failures.fail(at, VerifyError::Open(PackageError::Interrupted.into()));
                break;
            }
            let piece = &mut buffer[..length];
            let mut done = 0;
            while done < length {
                match read_at(&file, &mut piece[done..], at + done as u64) {
                    Ok(0) => break,
                    Ok(count) => done += count,
                    Err(source) => {
                        failures.fail(at, VerifyError::Read { path: path.to_owned(), source });
                        return;
                    }
                }
            }
            if chain.update(at, length as u64, failures.stop(), std::iter::once(&*piece)).is_err() {
                break;
            }
            watch.progress.advance(length as u64);
        }
    });
    failures.into_result()?;
    watch.progress.end();
    Ok((bytes, chain.into_hasher().finish()))
}

/// Judges a package from inside: decrypts it to the end and proves every digest. Writes nothing.
///
/// # Errors
/// [`VerifyError::Open`].
pub fn package_inside(
    path: &Path,
    identities: &Identities,
    keyring: &Keyring,
    watch: Watch<'_>,
) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let note = find_note(path, keyring)?;
    let options = OpenOptions { package_digests: Algorithms::default() };
    let staged =
        package::check(path, identities, options, watch.progress, watch.cancel).map_err(OpenError::from)?;
    match &staged.inside {
        Inside::Own { manifest, manifest_bytes, signature, .. } => {
            findings.add(
                Trust::Good,
                "content-good",
                crate::facts![files = staged.totals.files, bytes = staged.totals.bytes],
            );
            findings.signature(&judge_manifest(keyring, manifest, manifest_bytes, signature)?);
            if !addressed(manifest, identities) {
                findings.add(Trust::Unknown, "not-addressed", Facts::new());
            }
        }
        Inside::Foreign(_) => {
            findings.add(Trust::Absent, "foreign", crate::facts![files = staged.totals.files]);
        }
    }
    note_findings(note.as_ref(), &staged, &mut findings)?;
    Ok(findings)
}

fn note_findings(
    note: Option<&FoundNote>,
    staged: &package::Staged,
    findings: &mut Findings,
) -> Result<(), VerifyError> {
    match note {
        Some(note) => {
            compare_note(note, staged)?;
            findings.add(
                Trust::Good,
                "package-digest-good",
                crate::facts![number = note.record.document.head.number],
            );
            findings.signature(&note.judgement);
        }
        None => findings.remark("note-not-here", Facts::new()),
    }
    Ok(())
}

/// Judges a BagIt folder (a package unpacked by hand): every file against the lists, the manifest's signature.
///
/// # Errors
/// [`VerifyError::NotABag`], [`VerifyError::Survey`], [`VerifyError::Read`].
pub fn bag(folder: &Path, keyring: &Keyring, watch: Watch<'_>) -> Result<Findings, VerifyError> {
    let mut findings = Findings::default();
    let not_a_bag = || VerifyError::NotABag { path: folder.to_owned() };
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    if read("bagit.txt").is_none() {
        return Err(not_a_bag());
    }
    let found = survey(&folder.join("data"), watch.progress, watch.cancel)?;
    let mut present: BTreeMap<String, DigestSet> =
        found.files.into_iter().map(|file| (format!("data/{}", file.path), file.digests)).collect();
    let total = present.len();
    let lists = ["manifest-sha256.txt", "manifest-blake3.txt"].map(|name| (name, read(name)));
    if lists.iter().all(|(_, list)| list.is_none()) {
        return Err(not_a_bag());
    }
    let mut wrong = 0_u64;
    let mut listed = BTreeSet::new();
    for (_, list) in &lists {
        for line in list.as_deref().map(String::from_utf8_lossy).unwrap_or_default().lines() {
            let Some((digest, path)) = line.split_once("  ") else { return Err(not_a_bag()) };
            listed.insert(path.to_owned());
            let code = match present.get(path) {
                None => "bag-missing",
                Some(set) => {
                    let texts = [set.sha256.map(|d| d.to_string()), set.blake3.map(|d| d.to_string())];
                    if texts.into_iter().flatten().any(|text| text.eq_ignore_ascii_case(digest)) {
                        continue;
                    }
                    "bag-altered"
                }
            };
            wrong += 1;
            findings.add(Trust::Bad, code, crate::facts![path = path]);
        }
    }
    present.retain(|path, _| !listed.contains(path));
    for path in present.keys() {
        wrong += 1;
        findings.add(Trust::Bad, "bag-extra", crate::facts![path = path]);
    }
    for path in found.not_files.iter().chain(found.unreadable.iter().map(|one| &one.path)) {
        wrong += 1;
        findings.add(Trust::Bad, "bag-extra", crate::facts![path = path]);
    }
    if wrong == 0 {
        findings.add(Trust::Good, "bag-good", crate::facts![files = total]);
    }
    let (manifest, signature) = (read("azukari/manifest.json"), read("azukari/manifest.json.sig"));
    let (Some(manifest), Some(signature)) = (manifest, signature) else {
        findings.add(Trust::Absent, "signature-absent", Facts::new());
        return Ok(findings);
    };
    let altered = |path: &str| (Trust::Bad, "bag-altered", crate::facts![path = path]);
    let Ok(parsed) = serde_json::from_slice::<Manifest>(&manifest) else {
        let (trust, code, facts) = altered("azukari/manifest.json");
        findings.add(trust, code, facts);
        return Ok(findings);
    };
    match judge_manifest(keyring, &parsed, &manifest, &signature) {
        Ok(judgement) => findings.signature(&judgement),
        // Nothing that a forged manifest names is looked at.
        Err(_) => {
            let facts = crate::facts![name = "", fingerprint = "", reason = "mismatch"];
            findings.add(Trust::Bad, "signature-bad", facts);
            return Ok(findings);
        }
    }
    // A list that the signature does not cover could be anybody's.
    let unsigned = lists.iter().filter(|(name, list)| list.is_some() && !parsed.tags.contains_key(*name));
    for (name, _) in unsigned {
        let (trust, code, facts) = altered(name);
        findings.add(trust, code, facts);
    }
    for (name, digest) in &parsed.tags {
        let inside =
            name.split('/').all(|part| !matches!(part, "" | "." | "..")) && !Path::new(name).is_absolute();
        let regular = folder.join(name).symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let same = inside && regular && read(name).is_some_and(|bytes| Hasher::sha256_of(&bytes) == *digest);
        if !same {
            let (trust, code, facts) = altered(name);
            findings.add(trust, code, facts);
        }
    }
    Ok(findings)
}

/// Judges a case's ledger, with the heads that its issued documents carry.
///
/// # Errors
/// [`VerifyError::Case`], [`VerifyError::Ledger`].
pub fn ledger(case: &Case) -> Result<Report, VerifyError> {
    let ledger = case.ledger()?;
    let heads = super::issued::heads(case, &ledger)?;
    Ok(ledger.verify(&case.keyring_before_flaw()?, &heads)?)
}
