//! 封緘 (Art. 12-3, 12-5): a package, its delivery note, and 移送中 in the ledger.

mod error;
mod recipient;

pub use error::SealError;
pub use recipient::recipient;

use super::addressing::{Apart, addresses};
use super::case::{Case, write_new_as};
use super::issue::{Issued, Paper, Signer, issue, may_sign};
use super::pending::{self, End, Pending};
use super::read_back::{Written, read_back};
use crate::crypt::{PluginPrompts, Recipients};
use crate::document::{Body, DeliveryNote, Document, PackageRef, RecipientRef, Record, Transport, VolumeRef};
use crate::ledger::{Action, Draft, Event, Intended, Interrupted, Ledger, PackageSealed, TransitStarted};
use crate::model::{Addressee, Algorithms, Fault, KeyAgreement, Progress, Timestamp};
use crate::package::{
    self, Links, ManifestRecipient, ManifestSender, NameProblem, PackageError, SealOptions, Sealed, Tree,
    VolumeFile, VolumeOptions, VolumeSet,
};
use crate::sign::Card;
use crate::stream::{Hasher, part_name};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

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
    /// The longest that a volume may be, in bytes; `None`: one file.
    pub volume_size: Option<u64>,
    /// Whether the package stands in volumes, and what is lost or bad of it is to be made again.
    pub remake: bool,
    /// Whether what was written is read again from its medium before it is vouched for.
    pub read_back: bool,
    /// Whether files that get smaller are compressed.
    pub zstd: bool,
    /// What becomes of symbolic links.
    pub links: Links,
    /// Whether names that some system does not take are replaced.
    pub rename: bool,
    /// 移送の方法.
    pub transport: Transport,
    /// 台帳番号 of the asset, if told.
    pub asset: Option<String>,
    /// 備考 of the delivery note.
    pub remarks: Vec<String>,
    /// Whom the plugins of recipients may ask.
    pub prompts: Arc<dyn PluginPrompts>,
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
    /// How many volumes stood from an earlier run.
    pub kept: usize,
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

/// Told, before anything is sealed, of all names that some system does not take, and of those that were replaced: what they were,
/// and their paths in the package.
pub type NamesTold<'a> = &'a dyn Fn(&[NameProblem], &[(String, String)]);

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
    told: NamesTold<'_>,
    watch: Watch<'_>,
) -> Result<Done, SealError> {
    let at = clock();
    may_sign(case, signer, at)?;
    let (note, note_signature) = note_paths(&request.target);
    let folder = request.target.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(SealError::NoFolder { path: folder.to_owned() });
    }
    let volumes = request.volume_size.map(|size| volume_options(size, request, watch.work));
    let volumes = volumes.transpose()?;
    // A note that is there is that of the volumes which are to be made whole: another one takes its place.
    let renew = volumes.as_ref().is_some_and(|volumes| request.remake || was_begun(request, &note, volumes));
    let taken = [&request.target, &note, &note_signature].into_iter();
    for path in taken.take(if renew { 1 } else { 3 }) {
        if path.symlink_metadata().is_ok() {
            return Err(PackageError::TargetExists { path: path.clone() }.into());
        }
    }
    package::target_is_apart(&request.paths, &request.target)?;
    let named = addressed(&request.to)?;
    let recipients = Recipients::parse_asking(named.iter().map(|to| to.recipient.as_str()), &request.prompts)
        .map_err(PackageError::from)?;
    let mut tree = if request.rename {
        package::walk_renaming(&request.paths, request.links, watch.progress)?
    } else {
        package::walk_with(&request.paths, request.links, watch.progress)?
    };
    told(&package::names_everywhere(&tree), &package::renamed(&tree));
    if request.zstd {
        package::plan_zstd(&mut tree, watch.progress, watch.cancel)?;
    }
    let mut ledger = case.ledger()?;
    let part = match request.volume_size {
        // Always the same, so that another run finds it.
        Some(_) => package::volume_workshop(&request.target),
        None => part_name(&request.target),
    };
    // What appears last.
    let last = match &volumes {
        Some(_) => VolumeSet::key_of(&request.target),
        None => request.target.clone(),
    };
    let note_parts = (part_name(&note), part_name(&note_signature));
    // Noted down before the ledger hears of it: an intent without work would look interrupted.
    let mut paths = vec![part.clone(), note, note_signature];
    paths.extend([note_parts.0.clone(), note_parts.1.clone()]);
    let pending = Pending::begin_with(watch.work, "seal", &paths, End::Complete(&last), at)?;
    let intent = intend(&mut ledger, signer, request, &tree, at)?;
    let options = SealOptions {
        recipients: &recipients,
        recipients_named: named.iter().map(manifest_recipient).collect(),
        sender: ManifestSender {
            person: signer.card.person(),
            id: signer.card.id.clone(),
            fingerprint: signer.card.fingerprint(),
        },
        signer: signer.key,
        algorithms: request.algorithms,
        volumes,
        sealed_at: at,
        tool: concat!("azukari ", env!("CARGO_PKG_VERSION")).to_owned(),
    };
    let mut made = Made::default();
    let result = package::seal(&tree, &request.target, &part, &options, watch.progress, watch.cancel)
        .map_err(|error| match error {
            PackageError::Write { .. } if request.volume_size.is_some() => SealError::Volumes(error),
            other => other.into(),
        })
        .and_then(|sealed| {
            if request.read_back {
                read_sealed_back(&sealed, watch)?;
            }
            let note_parts = &note_parts;
            let sealing = Sealing {
                case,
                signer,
                request,
                named: &named,
                tree: &tree,
                note_parts,
                renew,
                intent,
                clock,
            };
            sealing.finish(&mut ledger, sealed, &mut made)
        });
    if let Err(error) = &result
        && !made.keep
    {
        made.remove();
        // Complete volumes stay, to go on from.
        let left = (ours(error) && part.symlink_metadata().is_ok()).then(|| part.display().to_string());
        call_off_leaving(&mut ledger, signer, intent, error, left.into_iter().collect(), clock());
    }
    if result.is_ok() {
        made.files.clear();
        // What earlier runs noted of the same workshop is done now.
        pending::forget(watch.work, &part);
    }
    // What could not be removed stays noted, and so does what stands complete without its last entry.
    let part = Some(&part).filter(|_| result.as_ref().err().is_none_or(ours));
    let left: Vec<&Path> = part.into_iter().chain(&made.files).map(PathBuf::as_path).collect();
    pending.finish_unless_left(&left);
    result
}

/// Whether what lies in the workshop was this run's to leave.
fn ours(error: &SealError) -> bool {
    !matches!(
        error,
        SealError::Package(
            PackageError::VolumesInProgress { .. }
                | PackageError::UnfinishedOther { .. }
                | PackageError::NothingToRemakeFrom { .. }
                | PackageError::NothingToRemake { .. }
                | PackageError::VolumeKeyLost { .. }
        )
    )
}

/// Whether the note that is there was put there by a run of this very package that died before its volumes got their names.
fn was_begun(request: &Request, note: &Path, volumes: &VolumeOptions) -> bool {
    let told = std::fs::read(note).ok().and_then(|json| Record::from_parts(json, Vec::new()).ok());
    let Some(Record { document: Document { body: Body::Note(body), .. }, .. }) = told else { return false };
    let stands = VolumeSet::key_of(&request.target).symlink_metadata().is_ok();
    !stands && package::package_in_making(&volumes.journal) == Some(body.package.id)
}

/// How volumes of `target` are made: their journal lies in `work`, under a name that follows from where the target is.
fn volume_options(size: u64, request: &Request, work: &Path) -> Result<VolumeOptions, PackageError> {
    let target = request.target.as_path();
    let write = |source| PackageError::Write { path: work.to_owned(), source };
    std::fs::create_dir_all(work).map_err(write)?;
    let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder =
        folder.canonicalize().map_err(|source| PackageError::Write { path: folder.to_owned(), source })?;
    let place = folder.join(target.file_name().unwrap_or_default());
    let digest = Hasher::sha256_of(place.as_os_str().as_encoded_bytes()).to_string();
    let journal = work.join(format!("volumes-{}.jsonl", &digest[..16]));
    Ok(VolumeOptions { size, journal, remake: request.remake })
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

fn volume_ref(file: &VolumeFile) -> VolumeRef {
    VolumeRef { name: file.name.clone(), bytes: file.bytes, digests: file.digests }
}

fn read_sealed_back(sealed: &Sealed, watch: Watch<'_>) -> Result<(), PackageError> {
    sealed.sync()?;
    let written = sealed.written().into_iter();
    let file = |(path, file, bytes, digests)| Written { path, file, bytes, digests };
    let files: Vec<_> = written.map(file).collect();
    read_back(&files, watch.progress, watch.cancel)
}

fn manifest_recipient(to: &RecipientRef) -> ManifestRecipient {
    ManifestRecipient { name: to.person.name.clone(), id: to.id.clone(), recipient: to.recipient.clone() }
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
        disk_sha256: None,
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
    named: &'a [RecipientRef],
    tree: &'a Tree,
    /// Where note and signature lie until they are whole.
    note_parts: &'a (PathBuf, PathBuf),
    /// A note that is there is an earlier one of the same package.
    renew: bool,
    intent: u64,
    clock: &'a dyn Fn() -> Timestamp,
}

impl Sealing<'_> {
    fn finish(&self, ledger: &mut Ledger, sealed: Sealed, made: &mut Made) -> Result<Done, SealError> {
        let Self { case, signer, request, named, tree, note_parts, renew, intent, clock } = *self;
        let (note, note_signature) = note_paths(&request.target);
        let name = request.target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let body = DeliveryNote {
            package: PackageRef {
                id: sealed.package.clone(),
                name: name.clone(),
                bytes: sealed.bytes,
                digests: sealed.digests,
                sealed_at: sealed.sealed_at,
                files: tree.files,
                content_bytes: tree.bytes,
                volumes: sealed.volumes.iter().map(volume_ref).collect(),
                key: sealed.key.as_ref().map(volume_ref),
            },
            recipients: named.to_vec(),
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
            agreements: named.iter().filter_map(|to| KeyAgreement::of_recipient(&to.recipient)).collect(),
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
        if renew {
            // The old one is among the documents; what it says of the volumes holds no more.
            for path in [&note, &note_signature] {
                match std::fs::remove_file(path) {
                    Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                        return Err(PackageError::Write { path: path.clone(), source }.into());
                    }
                    _ => {}
                }
            }
        }
        write(&note_parts.0, &note, &issued.record.json)?;
        write(&note_parts.1, &note_signature, &issued.record.signature)?;
        // The package comes last: it never stands anywhere without its note.
        let kept = sealed.kept;
        let targets = sealed.targets(&request.target);
        sealed.commit(&request.target)?;
        // Volumes may have taken days: they stand, whatever the ledger does now, and the next run says that only its entry lacks.
        made.keep = request.volume_size.is_some();
        made.files.extend(targets);
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
        Ok(Done { package: request.target.clone(), note, note_signature, kept, issued, body })
    }
}

/// Everybody on `to`, each with the key that the package is sealed to.
fn addressed(to: &[Card]) -> Result<Vec<RecipientRef>, SealError> {
    let addresses = addresses(to).map_err(|Apart { only_post_quantum, without }| {
        SealError::RecipientsApart { only_post_quantum, without }
    })?;
    let named = to.iter().zip(addresses).map(|(card, recipient)| RecipientRef {
        person: card.person(),
        id: card.id.clone(),
        recipient: recipient.to_owned(),
    });
    Ok(named.collect())
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
