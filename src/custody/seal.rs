//! 封緘 (Art. 12-3, 12-5): a package, its delivery note, and 移送中 in the ledger.

use super::case::{Case, CaseError, write_new};
use super::issue::{IssueError, Issued, Paper, Signer, issue, may_sign};
use super::pending::{Pending, PendingError};
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
    pub const CODES: &[&str] = &["no-such-person", "several-persons", "card-not-valid"];

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
            _ => self.inner().map_or("bug", Fault::code),
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::NoSuchPerson(name) | Self::SeveralPersons(name) => crate::facts![name = name],
            Self::CardNotValid { name, reason } => crate::facts![name = name, reason = reason.code()],
            _ => self.inner().map_or_else(Facts::new, Fault::facts),
        }
    }

    fn class(&self) -> FaultClass {
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

/// Seals.
///
/// # Errors
/// Every [`SealError`]; then there is neither a package nor a note beside it. A document number may be used up.
pub fn seal(
    case: &Case,
    signer: Signer<'_>,
    request: &Request,
    at: Timestamp,
    watch: Watch<'_>,
) -> Result<Done, SealError> {
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
    let intent = intend(&mut ledger, signer, request, &tree, at)?;
    let part = part_name(&request.target);
    let pending =
        Pending::begin(watch.work, "seal", &[part.clone(), note.clone(), note_signature.clone()], at)?;
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
    let mut work = || -> Result<Done, SealError> {
        let sealed = package::seal(&tree, &request.target, &part, &options, watch.progress, watch.cancel)?;
        finish(case, &mut ledger, signer, request, sealed, &tree, intent, at)
    };
    let result = work();
    if let Err(error) = &result {
        for path in [&note, &note_signature] {
            let _ = std::fs::remove_file(path);
        }
        call_off(&mut ledger, signer, intent, error, at);
    }
    pending.finish();
    result
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
    let event = Event::from(Interrupted {
        intent,
        subject: String::new(),
        reason: error.code().to_owned(),
        left: Vec::new(),
    });
    if let Ok(draft) = Draft::new(&signer.card.name, &event) {
        let _ = ledger.append(&draft, signer.key, at);
    }
}

#[expect(clippy::too_many_arguments, reason = "the whole state of one sealing, used once")]
fn finish(
    case: &Case,
    ledger: &mut Ledger,
    signer: Signer<'_>,
    request: &Request,
    sealed: Sealed,
    tree: &Tree,
    intent: u64,
    at: Timestamp,
) -> Result<Done, SealError> {
    let (note, note_signature) = note_paths(&request.target);
    let name = request.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let body = DeliveryNote {
        package: PackageRef {
            id: sealed.package.clone(),
            name: name.clone(),
            bytes: sealed.bytes,
            digests: sealed.digests,
            sealed_at: at,
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
    let issued = issue(case, ledger, signer, &paper, at)?;
    let write = |path: &Path, bytes: &[u8]| {
        write_new(path, bytes).map_err(|source| PackageError::Write { path: path.to_owned(), source })
    };
    write(&note, &issued.record.json)?;
    write(&note_signature, &issued.record.signature)?;
    // The package comes last: it never stands anywhere without its note.
    sealed.commit(&request.target)?;
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
    for event in [sealed, started] {
        ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
    }
    Ok(Done { package: request.target.clone(), note, note_signature, issued, body })
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
