//! 開封: a package opened to its end, all or nothing, and the signed receipt that proves it.

mod earlier;
mod error;
mod names;
mod note;
mod part;

pub use earlier::{Earlier, earlier_receipts};
pub use error::OpenError;
pub use note::{FoundNote, find_note};
pub use part::{PartDone, PartRequest, open_part};

pub(super) use note::{compare_note, read_signature, refine, whole_name};

use names::names_below;
use note::note_ref;

use super::case::Case;
use super::issue::{AnnexFile, Issued, Paper, Signer, issue, may_sign};
use super::pending::{End, Pending};
use super::seal::{Watch, call_off_leaving};
use crate::crypt::Identities;
use crate::document::{Acceptance, Body, Contents, Exception, Opened, Receipt};
use crate::ledger::{Action, Draft, Event, Intended, Ledger, PackageOpened};
use crate::model::{Addressee, Algorithms, KeyAgreement, Timestamp, Trust};
use crate::package::{
    self, Deviation, Inside, Manifest, OpenOptions, PackageError, Restore, Staged, Staging,
};
use crate::sign::{Judgement, Keyring};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to open.
pub struct Request<'a> {
    /// The package.
    pub package: &'a Path,
    /// The package as it was given, which names it and beside which its note lies: another file than `package` where the ciphertext
    /// was taken out of armor.
    pub named: &'a Path,
    /// The folder that is to appear.
    pub target: &'a Path,
    /// With which keys.
    pub identities: &'a Identities,
    /// What is given back beside content, times and permissions.
    pub restore: Restore,
    /// Whether files get other names where theirs cannot be; otherwise the package is refused.
    pub rename: bool,
}

/// For whom and in which case the receipt is issued.
pub struct Receiving<'a> {
    /// The case.
    pub case: &'a Case,
    /// Who signs.
    pub signer: Signer<'a>,
    /// 保管場所.
    pub place: Option<String>,
    /// 備考.
    pub remarks: Vec<String>,
}

/// What was opened.
#[derive(Debug)]
pub struct Done {
    /// Where the content is.
    pub target: PathBuf,
    /// What was inside.
    pub staged: Staged,
    /// What the manifest's signature is worth; `Absent` for a foreign file.
    pub sender: Trust,
    /// The note, if one came along.
    pub note: Option<FoundNote>,
    /// What could not be confirmed.
    pub exceptions: Vec<Exception>,
    /// The receipt; absent for a foreign file or when not wanted.
    pub receipt: Option<Issued>,
}

/// Opens. `clock` is read anew for each entry: opening may take hours, and others use the ledger meanwhile.
///
/// # Errors
/// Every [`OpenError`]; then nothing stands under the target, but after [`OpenError::NoReceipt`], when the content is there and
/// the ledger, if it can be written at all, has an interruption that names it.
pub fn open(
    request: &Request<'_>,
    keyring: &Keyring,
    receiving: Option<&Receiving<'_>>,
    clock: &dyn Fn() -> Timestamp,
    watch: Watch<'_>,
) -> Result<Done, OpenError> {
    let at = clock();
    if let Some(receiving) = receiving {
        may_sign(receiving.case, receiving.signer, at)?;
    }
    folder_is_there(request.target)?;
    let note = find_note(request.named, keyring)?;
    let staging = Staging::choose(request.target)?;
    let mut ledger = receiving.map(|receiving| receiving.case.ledger()).transpose()?;
    // Noted down before the ledger hears of it: an intent without work would look interrupted.
    let root = staging.root().to_owned();
    let pending = Pending::begin_with(
        watch.work,
        "open",
        std::slice::from_ref(&root),
        End::Complete(staging.target()),
        at,
    )?;
    let intent = match (receiving, &mut ledger) {
        (Some(receiving), Some(ledger)) => Some(intend(ledger, receiving.signer, request, &note, at)?),
        _ => None,
    };
    let result = read(request, receiving.is_some(), staging, keyring, note, watch).and_then(|mut done| {
        if let (Some(receiving), Some(ledger), Some(intent)) = (receiving, &mut ledger, intent) {
            done.receipt = record(receiving, ledger, request, &done, intent, clock).map_err(|source| {
                OpenError::NoReceipt { path: done.target.clone(), source: Box::new(source) }
            })?;
        }
        Ok(done)
    });
    if let (Err(error), Some(receiving), Some(ledger), Some(intent)) =
        (&result, receiving, &mut ledger, intent)
    {
        let left = match error {
            OpenError::NoReceipt { path, .. } => vec![path.display().to_string()],
            _ => Vec::new(),
        };
        call_off_leaving(ledger, receiving.signer, intent, error, left, clock());
    }
    pending.finish_unless_left(&[&root]);
    result
}

/// Whether there is a folder in which `target` can appear.
///
/// # Errors
/// [`OpenError::NoFolder`].
pub fn folder_is_there(target: &Path) -> Result<(), OpenError> {
    match target.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        Some(folder) => Err(OpenError::NoFolder { path: folder.to_owned() }),
        None => Ok(()),
    }
}

fn intend(
    ledger: &mut Ledger,
    signer: Signer<'_>,
    request: &Request<'_>,
    note: &Option<FoundNote>,
    at: Timestamp,
) -> Result<u64, OpenError> {
    let event = Event::from(Intended {
        action: Action::Open,
        subject: note.as_ref().map(|note| note.body.package.id.clone()).unwrap_or_default(),
        target: Some(request.target.display().to_string()),
        files: note.as_ref().map(|note| note.body.package.files),
        bytes: note.as_ref().map(|note| note.body.package.content_bytes),
        plan_sha256: None,
        disk_sha256: None,
    });
    Ok(ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?.head().sequence)
}

/// Which digests of the package are computed: a receipt states both, as nobody can know later which will be asked for; without one it
/// is compared with those that its note has, and a package that was sealed without SHA-256 is opened as fast.
fn package_digests(receipt: bool, note: Option<&FoundNote>) -> Algorithms {
    match note {
        Some(note) if !receipt => note.body.package.digests.algorithms(),
        _ => Algorithms::default(),
    }
}

fn read(
    request: &Request<'_>,
    receipt: bool,
    staging: Staging,
    keyring: &Keyring,
    note: Option<FoundNote>,
    watch: Watch<'_>,
) -> Result<Done, OpenError> {
    let options = OpenOptions {
        package_digests: package_digests(receipt, note.as_ref()),
        listed_by_sha256: receipt,
        restore: request.restore,
        names: names_below(request.target, request.rename),
    };
    let opened =
        package::open(request.package, request.identities, staging, options, watch.progress, watch.cancel);
    let mut staged = opened.map_err(|error| refine(error, note.as_ref()))?;
    let mut exceptions = Vec::new();
    let sender = match &staged.inside {
        Inside::Own { manifest, manifest_bytes, signature, .. } => {
            let judgement = judge_manifest(keyring, manifest, manifest_bytes, signature)?;
            if judgement.trust != Trust::Good {
                exceptions.push(Exception::SenderUnknown);
            }
            if !addressed(manifest, request.identities) {
                exceptions.push(Exception::NotAddressed);
            }
            judgement.trust
        }
        Inside::Foreign(_) => Trust::Absent,
    };
    match &note {
        Some(note) => {
            compare_note(note, &staged)?;
            if note.judgement.trust != Trust::Good {
                exceptions.push(Exception::NoteUnconfirmed);
            }
        }
        None if matches!(staged.inside, Inside::Own { .. }) => exceptions.push(Exception::NoteMissing),
        None => {}
    }
    if !staged.deviations.is_empty() {
        exceptions.push(Exception::NotAsSealed);
    }
    let target = staged.publish()?.unwrap_or_else(|| request.target.to_owned());
    Ok(Done { target, staged, sender, note, exceptions, receipt: None })
}

/// Whether one of our keys is among the recipients that the sender signed. Otherwise somebody sealed it on to us: the
/// sender's signature stands, but we were not whom they meant.
pub(super) fn addressed(manifest: &Manifest, identities: &Identities) -> bool {
    identities.may_be_named(manifest.recipients.iter().map(|named| named.recipient.as_str()))
}

/// The signature over the manifest, by the key that the manifest itself names.
pub(super) fn judge_manifest(
    keyring: &Keyring,
    manifest: &Manifest,
    bytes: &[u8],
    signature: &[u8],
) -> Result<Judgement, OpenError> {
    let judgement = keyring.judge(package::NAMESPACE, bytes, signature, manifest.sealed_at);
    let same_key = judgement.fingerprint.as_deref() == Some(manifest.sender.fingerprint.as_str());
    if judgement.trust == Trust::Bad || judgement.trust == Trust::Absent || !same_key {
        return Err(PackageError::SignatureBad.into());
    }
    // The name is whatever the sealer wrote; only a card says whose key it is.
    if let Some(card) = &judgement.card
        && (card.name != manifest.sender.person.name || card.id != manifest.sender.id)
    {
        let said = manifest.sender.person.name.clone();
        return Err(OpenError::SenderDiffers { said, card: card.name.clone() });
    }
    Ok(judgement)
}

fn record(
    receiving: &Receiving<'_>,
    ledger: &mut Ledger,
    request: &Request<'_>,
    done: &Done,
    intent: u64,
    clock: &dyn Fn() -> Timestamp,
) -> Result<Option<Issued>, OpenError> {
    let at = clock();
    let whole = whole_name(request.named)?;
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut event = PackageOpened {
        package: String::new(),
        name: name.clone(),
        note: done.note.as_ref().map(|note| note.record.document.head.number.clone()),
        sender: None,
        trust: done.sender,
        exceptions: codes_of(&done.exceptions),
        digests: done.staged.package,
        files: done.staged.totals.files,
        bytes: done.staged.totals.bytes,
        place: receiving.place.clone(),
        part: false,
        receipt: None,
        intent: Some(intent),
    };
    let mut issued = None;
    if let Inside::Own { manifest, manifest_sha256, token, .. } = &done.staged.inside {
        let body = Opened {
            package_id: manifest.package.clone(),
            package_name: name,
            package_bytes: done.staged.package_bytes,
            package: done.staged.package,
            note: done.note.as_ref().map(note_ref),
            token: token.clone(),
            sender: manifest.sender.person.clone(),
            manifest_trust: done.sender,
            manifest_key: manifest.sender.fingerprint.clone(),
            manifest: *manifest_sha256,
            opened_at: at,
            contents: Contents {
                files: done.staged.totals.files,
                folders: done.staged.totals.folders,
                bytes: done.staged.totals.bytes,
                manifest: done.staged.list,
                links: Some(done.staged.totals.links).filter(|links| *links > 0),
                deviations: deviations(&done.staged),
                not_files: Vec::new(),
                unreadable: Vec::new(),
            },
            acceptance: Acceptance::of(&done.exceptions),
            exceptions: done.exceptions.clone(),
        };
        let paper = Paper {
            body: Body::Receipt(Receipt::Package(Box::new(body))),
            addressee: Some(sender_addressee(manifest)),
            remarks: receiving.remarks.clone(),
            annexes: annexes(&done.staged),
            about: Some(manifest.package.clone()),
            agreements: manifest
                .recipients
                .iter()
                .filter_map(|named| KeyAgreement::of_recipient(&named.recipient))
                .collect(),
        };
        let receipt = issue(receiving.case, ledger, receiving.signer, &paper, at)?;
        event.package.clone_from(&manifest.package);
        event.sender = Some(manifest.sender.fingerprint.clone());
        event.receipt = Some(receipt.number.clone());
        issued = Some(receipt);
    }
    let signer = receiving.signer;
    ledger.append(&Draft::new(&signer.card.name, &Event::from(event))?, signer.key, clock())?;
    Ok(issued)
}

/// How often each kind of deviation occurs.
fn deviations(staged: &Staged) -> BTreeMap<String, u64> {
    staged.deviations.iter().fold(BTreeMap::new(), |mut counts, (_, what)| {
        *counts.entry(what.name().to_owned()).or_default() += 1;
        counts
    })
}

/// The list of files, and where something is not as it was sealed, which and what: names may be personal data, so that they lie
/// beside the receipt.
fn annexes(staged: &Staged) -> Vec<AnnexFile> {
    let list = staged.list_text.clone().into_bytes();
    let mut annexes = vec![AnnexFile { suffix: "manifest-sha256.txt".to_owned(), content: list }];
    if !staged.deviations.is_empty() {
        let line = |(path, what): &(String, Deviation)| {
            let mut line = serde_json::json!({ "path": path, "deviation": what.name() });
            if let Deviation::Renamed(now) = what {
                line["now"] = now.as_str().into();
            }
            format!("{line}\n")
        };
        let content = staged.deviations.iter().map(line).collect::<String>().into_bytes();
        annexes.push(AnnexFile { suffix: "deviations.jsonl".to_owned(), content });
    }
    annexes
}

fn codes_of(exceptions: &[Exception]) -> Vec<String> {
    exceptions.iter().map(|exception| exception.code().to_owned()).collect()
}

fn sender_addressee(manifest: &Manifest) -> Addressee {
    let person = &manifest.sender.person;
    let name = [person.organization.as_str(), person.name.as_str()];
    Addressee {
        name: name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        honorific: "様".to_owned(),
    }
}
