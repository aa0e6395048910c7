//! 封緘 (Art. 12-3, 12-5): a package, its delivery note, and 移送中 in the ledger.

use super::case::{Case, CaseError, write_new_as};
use super::issue::{IssueError, Issued, Paper, Signer, issue, may_sign};
use super::pending::{End, Pending, PendingError};
use crate::crypt::Recipients;
use crate::document::{Body, DeliveryNote, PackageRef, RecipientRef, Transport};
use crate::ledger::{
    Action, Draft, Event, Intended, Interrupted, Ledger, LedgerError, PackageSealed, TransitStarted,
};
use crate::model::{Addressee, Algorithms, Facts, Fault, FaultClass, Progress, Timestamp};
use crate::package::{self, ManifestRecipient, ManifestSender, PackageError, SealOptions, Sealed, Tree};
use crate::sign::{Card, Reason};
use crate::stream::part_name;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// No card here answers to that name.
    #[error("no card for `{0}`")]
    NoSuchPerson(String),
    /// Several cards do.
    #[error("several cards for `{0}`")]
    SeveralPersons(String),
    /// The card is not valid now.
    #[error("card of {name} not valid: {}", .reason.code())]
    CardNotValid {
        /// Whose.
        name: String,
        /// Why.
        reason: Reason,
    },
    /// Package and note stand and the ledger knows the package, but not that it is on its way.
    #[error("recording the transit of {path}")]
    NoTransit {
        /// The package.
        path: PathBuf,
        /// Why.
        #[source]
        source: LedgerError,
    },
    /// Making the package.
    #[error("making the package")]
    Package(#[from] PackageError),
    /// Issuing the delivery note.
    #[error("issuing the delivery note")]
    Issue(#[from] IssueError),
    /// The case.
    #[error("using the case")]
    Case(#[from] CaseError),
    /// The ledger.
    #[error("recording in the ledger")]
    Ledger(#[from] LedgerError),
    /// Noting the work down beforehand.
    #[error("noting the work")]
    Pending(#[from] PendingError),
}

impl SealError {
    /// The codes that are this error's own.
    pub const CODES: &[&str] =
        &["no-such-person", "several-persons", "card-not-valid", "sealed-without-transit"];

    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Package(source) => Some(source),
            Self::Issue(source) => Some(source),
            Self::Case(source) => Some(source),
            Self::Ledger(source) => Some(source),
            Self::Pending(source) => Some(source),
            _ => None,
        }
    }
}

impl Fault for SealError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPerson(_) => "no-such-person",
            Self::SeveralPersons(_) => "several-persons",
            Self::CardNotValid { .. } => "card-not-valid",
            Self::NoTransit { .. } => "sealed-without-transit",
            _ => self.inner().map_or("bug", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NoSuchPerson(name) | Self::SeveralPersons(name) => crate::facts![name = name],
            Self::CardNotValid { name, reason } => crate::facts![name = name, reason = reason.code()],
            Self::NoTransit { path, source } => crate::facts![path = path.display(), reason = source],
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
        if matches!(self, Self::NoTransit { .. }) {
            return FaultClass::Partial;
        }
        self.inner().map_or(FaultClass::Refused, Fault::class)
    }
}

/// What to seal, and for whom.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The package to make, `NAME.age`.
    pub target: PathBuf,
    /// For whom.
    pub to: Vec<Card>,
    /// Which digests.
    pub algorithms: Algorithms,
    /// 移送の方法.
    pub transport: Transport,
    /// 台帳番号 of the asset, if told.
    pub asset: Option<String>,
    /// 備考 of the delivery note.
    pub remarks: Vec<String>,
}

/// What was made.
#[derive(Debug, Clone)]
pub struct Done {
    /// The package.
    pub package: PathBuf,
    /// `NAME.note.json` beside it.
    pub note: PathBuf,
    /// `NAME.note.json.sig`.
    pub note_signature: PathBuf,
    /// The delivery note as issued in the case.
    pub issued: Issued,
    /// Its body.
    pub body: DeliveryNote,
}

/// The two files of the delivery note beside `package`.
#[must_use]
pub fn note_paths(package: &Path) -> (PathBuf, PathBuf) {
    (package.with_extension("note.json"), package.with_extension("note.json.sig"))
}

/// Finds the one card that `name` means: a card's short name, or a person's name.
///
/// # Errors
/// [`SealError::NoSuchPerson`], [`SealError::SeveralPersons`], [`SealError::CardNotValid`], [`SealError::Case`].
pub fn recipient(case: &Case, name: &str, at: Timestamp) -> Result<Card, SealError> {
    let keyring = case.keyring()?;
    let mut found: Vec<&Card> = keyring.cards().filter(|card| card.id == name || card.name == name).collect();
    // A renewed card stands for the same key: the newest counts.
    found.sort_by_key(|card| (card.id.clone(), std::cmp::Reverse(card.valid_from)));
    found.dedup_by_key(|card| card.id.clone());
    let card = match found.as_slice() {
        [] => return Err(SealError::NoSuchPerson(name.to_owned())),
        [card] => (*card).clone(),
        _ => return Err(SealError::SeveralPersons(name.to_owned())),
    };
    match keyring.standing(&card.signing_key, at).0 {
        Reason::Fits => Ok(card),
        reason => Err(SealError::CardNotValid { name: card.name, reason }),
    }
}

/// Who watches and who may call off.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Told how far it is.
    pub progress: &'a dyn Progress,
    /// Raised to call it off.
    pub cancel: &'a AtomicBool,
    /// The folder of work markers.
    pub work: &'a Path,
}

/// Seals. `clock` is read anew for each entry: sealing may take hours, and others use the ledger meanwhile. 封緘日時 is when it began.
///
/// # Errors
/// Every [`SealError`]; then neither package nor note of this run stands there, and what others put there does. A document
/// number may be used up: the note is then issued for a package that does not exist.
pub fn seal(
    case: &Case,
    signer: Signer<'_>,
    request: &Request,
    clock: &dyn Fn() -> Timestamp,
    watch: Watch<'_>,
) -> Result<Done, SealError> {
    let at = clock();
    may_sign(case, signer, at)?;
    let (note, note_signature) = note_paths(&request.target);
    for path in [&request.target, &note, &note_signature] {
        if path.symlink_metadata().is_ok() {
            return Err(PackageError::TargetExists { path: path.clone() }.into());
        }
    }
    let recipients = Recipients::parse(request.to.iter().map(|card| card.recipient.as_str()))
        .map_err(PackageError::from)?;
    let tree = package::walk(&request.paths, watch.progress)?;
    let mut ledger = case.ledger()?;
    let part = part_name(&request.target);
    let note_parts = (part_name(&note), part_name(&note_signature));
    // Noted down before the ledger hears of it: an intent without work would look interrupted.
    let mut paths = vec![part.clone(), note, note_signature];
    paths.extend([note_parts.0.clone(), note_parts.1.clone()]);
    let pending = Pending::begin_with(watch.work, "seal", &paths, End::Complete(&request.target), at)?;
    let intent = intend(&mut ledger, signer, request, &tree, at)?;
    let options = SealOptions {
        recipients: &recipients,
        recipients_named: request.to.iter().map(manifest_recipient).collect(),
        sender: ManifestSender {
            person: signer.card.person(),
            id: signer.card.id.clone(),
            fingerprint: signer.card.fingerprint(),
        },
        signer: signer.key,
        algorithms: request.algorithms,
        sealed_at: at,
        tool: concat!("azukari ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let mut made = Made::default();
    let result = package::seal(&tree, &request.target, &part, &options, watch.progress, watch.cancel)
        .map_err(SealError::from)
        .and_then(|sealed| {
            let note_parts = &note_parts;
            let sealing =
                Sealing { case, signer, request, tree: &tree, note_parts, intent, began: at, clock };
            sealing.finish(&mut ledger, sealed, &mut made)
        });
    if let Err(error) = &result
        && !made.keep
    {
        made.remove();
        call_off(&mut ledger, signer, intent, error, clock());
    }
    if result.is_ok() {
        made.files.clear();
    }
    // What could not be removed stays noted, and so does what stands complete without its last entry.
    let left: Vec<&Path> = std::iter::once(&part).chain(&made.files).map(PathBuf::as_path).collect();
    pending.finish_unless_left(&left);
    result
}

/// Files that this run gave their names; what others put there meanwhile is not ours to remove.
#[derive(Debug, Default)]
struct Made {
    files: Vec<PathBuf>,
    /// The ledger knows of them: they stay.
    keep: bool,
}

impl Made {
    /// Removes them, the package first: it must never stand without its note. What cannot be removed stays on the list.
    fn remove(&mut self) {
        while let Some(path) = self.files.last() {
            if std::fs::remove_file(path).is_err() && path.symlink_metadata().is_ok() {
                break;
            }
            self.files.pop();
        }
    }
}

fn manifest_recipient(card: &Card) -> ManifestRecipient {
    ManifestRecipient { name: card.name.clone(), id: card.id.clone(), recipient: card.recipient.clone() }
}

fn intend(
    ledger: &mut Ledger,
    signer: Signer<'_>,
    request: &Request,
    tree: &Tree,
    at: Timestamp,
) -> Result<u64, SealError> {
    let event = Event::from(Intended {
        action: Action::Seal,
        subject: request.asset.clone().unwrap_or_default(),
        target: Some(request.target.display().to_string()),
        files: Some(tree.files),
        bytes: Some(tree.bytes),
        plan_sha256: None,
    });
    let entry = ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    Ok(entry.head().sequence)
}

/// Closes an intent whose act failed; the failure itself is what the user is told, so a second one here is not.
pub(super) fn call_off(
    ledger: &mut Ledger,
    signer: Signer<'_>,
    intent: u64,
    error: &dyn Fault,
    at: Timestamp,
) {
    call_off_leaving(ledger, signer, intent, error, Vec::new(), at);
}

/// As [`call_off`], naming what stays.
pub(super) fn call_off_leaving(
    ledger: &mut Ledger,
    signer: Signer<'_>,
    intent: u64,
    error: &dyn Fault,
    left: Vec<String>,
    at: Timestamp,
) {
    let event =
        Event::from(Interrupted { intent, subject: String::new(), reason: error.code().to_owned(), left });
    if let Ok(draft) = Draft::new(&signer.card.name, &event) {
        let _ = ledger.append(&draft, signer.key, at);
    }
}

/// The state of one sealing, once the package is made.
struct Sealing<'a> {
    case: &'a Case,
    signer: Signer<'a>,
    request: &'a Request,
    tree: &'a Tree,
    /// Where note and signature lie until they are whole.
    note_parts: &'a (PathBuf, PathBuf),
    intent: u64,
    began: Timestamp,
    clock: &'a dyn Fn() -> Timestamp,
}

impl Sealing<'_> {
    fn finish(&self, ledger: &mut Ledger, sealed: Sealed, made: &mut Made) -> Result<Done, SealError> {
        let Self { case, signer, request, tree, note_parts, intent, began, clock } = *self;
        let (note, note_signature) = note_paths(&request.target);
        let name = request.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let body = DeliveryNote {
            package: PackageRef {
                id: sealed.package.clone(),
                name: name.clone(),
                bytes: sealed.bytes,
                digests: sealed.digests,
                sealed_at: began,
                files: tree.files,
                content_bytes: tree.bytes,
            },
            recipients: request.to.iter().map(recipient_ref).collect(),
            transport: request.transport.clone(),
            token_sha256: sealed.token_sha256,
            manifest_sha256: sealed.manifest_sha256,
        };
        let paper = Paper {
            body: Body::Note(body.clone()),
            addressee: addressee(&request.to),
            remarks: request.remarks.clone(),
            annexes: Vec::new(),
            about: Some(sealed.package.clone()),
        };
        let issued = issue(case, ledger, signer, &paper, clock())?;
        let mut write = |part: &Path, path: &Path, bytes: &[u8]| {
            write_new_as(part, path, bytes).map_err(|source| match source.kind() {
                std::io::ErrorKind::AlreadyExists => PackageError::TargetExists { path: path.to_owned() },
                _ => PackageError::Write { path: path.to_owned(), source },
            })?;
            made.files.push(path.to_owned());
            Ok::<(), PackageError>(())
        };
        write(&note_parts.0, &note, &issued.record.json)?;
        write(&note_parts.1, &note_signature, &issued.record.signature)?;
        // The package comes last: it never stands anywhere without its note.
        sealed.commit(&request.target)?;
        made.files.push(request.target.clone());
        let sealed = Event::from(PackageSealed {
            package: body.package.id.clone(),
            name,
            note: issued.number.clone(),
            recipients: request.to.iter().map(|card| card.id.clone()).collect(),
            digests: body.package.digests,
            files: tree.files,
            bytes: tree.bytes,
            asset: request.asset.clone(),
            intent: Some(intent),
        });
        let started = Event::from(TransitStarted {
            package: body.package.id.clone(),
            note: issued.number.clone(),
            means: request.transport.means.clone(),
            carriers: request.transport.carriers.clone(),
            to: request.to.iter().map(Card::person).collect(),
        });
        ledger.append(&Draft::new(&signer.card.name, &sealed)?, signer.key, clock())?;
        // From here on the ledger says that the package stands, and so it must.
        made.keep = true;
        let mut append =
            |event: &Event| ledger.append(&Draft::new(&signer.card.name, event)?, signer.key, clock());
        append(&started).map_err(|source| SealError::NoTransit { path: request.target.clone(), source })?;
        Ok(Done { package: request.target.clone(), note, note_signature, issued, body })
    }
}

fn recipient_ref(card: &Card) -> RecipientRef {
    RecipientRef { person: card.person(), id: card.id.clone(), recipient: card.recipient.clone() }
}

/// A note to one person names that person; a note to several is addressed in its list.
fn addressee(to: &[Card]) -> Option<Addressee> {
    match to {
        [card] => Some(Addressee {
            name: [card.organization.as_str(), card.name.as_str()]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
            honorific: "様".to_owned(),
        }),
        _ => None,
    }
}
