//! Some files out of a package: entered in the ledger, but without a receipt, which would vouch for what nobody read.

use super::names::names_below;
use super::{
    FoundNote, OpenError, Receiving, addressed, codes_of, find_note, folder_is_there, judge_manifest,
    whole_name,
};
use crate::crypt::Identities;
use crate::custody::issue::may_sign;
use crate::custody::pending::{End, Pending};
use crate::custody::seal::{Watch, call_off_leaving};
use crate::document::Exception;
use crate::ledger::{Action, Draft, Event, Intended, PackageOpened};
use crate::model::{DigestSet, Timestamp, Trust};
use crate::package::{self, Part, Staging, Totals};
use crate::sign::Keyring;
use std::path::{Path, PathBuf};

/// What to take out.
pub struct PartRequest<'a> {
    /// The package.
    pub package: &'a Path,
    /// As in [`super::Request`].
    pub named: &'a Path,
    /// The folder that is to appear.
    pub target: &'a Path,
    /// With which keys.
    pub identities: &'a Identities,
    /// Whether a path in the package is wanted.
    pub wanted: &'a dyn Fn(&str) -> bool,
    /// As in [`super::Request`].
    pub rename: bool,
}

/// What was taken out.
#[derive(Debug)]
pub struct PartDone {
    /// Where it is.
    pub target: PathBuf,
    /// The package's own listing, with what was in it altogether.
    pub part: Part,
    /// Counts of what was taken out.
    pub totals: Totals,
    /// What the manifest's signature is worth.
    pub sender: Trust,
    /// What could not be confirmed.
    pub exceptions: Vec<Exception>,
}

/// Takes out. `clock` is read anew for each entry.
///
/// # Errors
/// Every [`OpenError`]; then nothing stands under the target, but after [`OpenError::NoReceipt`].
pub fn open_part(
    request: &PartRequest<'_>,
    keyring: &Keyring,
    receiving: Option<&Receiving<'_>>,
    clock: &dyn Fn() -> Timestamp,
    watch: Watch<'_>,
) -> Result<PartDone, OpenError> {
    let at = clock();
    if let Some(receiving) = receiving {
        may_sign(receiving.case, receiving.signer, at)?;
    }
    folder_is_there(request.target)?;
    let note = find_note(request.named, keyring)?;
    let staging = Staging::choose(request.target)?;
    let mut ledger = receiving.map(|receiving| receiving.case.ledger()).transpose()?;
    let root = staging.root().to_owned();
    let paths = std::slice::from_ref(&root);
    let pending = Pending::begin_with(watch.work, "open", paths, End::Complete(staging.target()), at)?;
    let intent = match (receiving, &mut ledger) {
        (Some(receiving), Some(ledger)) => {
            let event = Event::from(Intended {
                action: Action::Open,
                subject: note.as_ref().map(|note| note.body.package.id.clone()).unwrap_or_default(),
                target: Some(request.target.display().to_string()),
                files: None,
                bytes: None,
                plan_sha256: None,
                disk_sha256: None,
            });
            let signer = receiving.signer;
            let draft = Draft::new(&signer.card.name, &event)?;
            Some(ledger.append(&draft, signer.key, at)?.head().sequence)
        }
        _ => None,
    };
    let mut result = take_out(request, staging, keyring, note.as_ref(), watch);
    if let (Some(receiving), Some(ledger), Some(intent)) = (receiving, &mut ledger, intent) {
        let signer = receiving.signer;
        result = result.and_then(|done| {
            let appended = opened(request, receiving, note.as_ref(), &done, intent).and_then(|event| {
                Ok(ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, clock())?)
            });
            match appended {
                Ok(_) => Ok(done),
                Err(source) => Err(OpenError::NoReceipt { path: done.target, source: Box::new(source) }),
            }
        });
        if let Err(error) = &result {
            let left = match error {
                OpenError::NoReceipt { path, .. } => vec![path.display().to_string()],
                _ => Vec::new(),
            };
            call_off_leaving(ledger, signer, intent, error, left, clock());
        }
    }
    pending.finish_unless_left(&[&root]);
    result
}

fn take_out(
    request: &PartRequest<'_>,
    staging: Staging,
    keyring: &Keyring,
    note: Option<&FoundNote>,
    watch: Watch<'_>,
) -> Result<PartDone, OpenError> {
    let PartRequest { package, identities, wanted, .. } = *request;
    let names = names_below(request.target, request.rename);
    let Watch { progress, cancel, .. } = watch;
    let mut part = package::open_part(package, identities, staging, wanted, names, progress, cancel)?;
    let listing = &part.listing;
    let judgement = judge_manifest(keyring, &listing.manifest, &listing.manifest_bytes, &listing.signature)?;
    let mut exceptions = Vec::new();
    if judgement.trust != Trust::Good {
        exceptions.push(Exception::SenderUnknown);
    }
    if !addressed(&listing.manifest, identities) {
        exceptions.push(Exception::NotAddressed);
    }
    match note {
        // Its digests speak of the whole file, which was not read; its id and manifest can be compared.
        Some(note) if note.body.package.id != listing.manifest.package => {
            return Err(OpenError::NoteMismatch { what: "id" });
        }
        Some(note)
            if note.body.manifest_sha256 != crate::stream::Hasher::sha256_of(&listing.manifest_bytes) =>
        {
            return Err(OpenError::NoteMismatch { what: "manifest" });
        }
        Some(note) if note.judgement.trust != Trust::Good => exceptions.push(Exception::NoteUnconfirmed),
        Some(_) => {}
        None => exceptions.push(Exception::NoteMissing),
    }
    if !part.renamed.is_empty() {
        exceptions.push(Exception::NotAsSealed);
    }
    let target = part.publish()?.unwrap_or_else(|| request.target.to_owned());
    let totals = part.totals;
    Ok(PartDone { target, part, totals, sender: judgement.trust, exceptions })
}

fn opened(
    request: &PartRequest<'_>,
    receiving: &Receiving<'_>,
    note: Option<&FoundNote>,
    done: &PartDone,
    intent: u64,
) -> Result<Event, OpenError> {
    let manifest = &done.part.listing.manifest;
    let whole = whole_name(request.named)?;
    Ok(Event::from(PackageOpened {
        package: manifest.package.clone(),
        name: whole.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        note: note.map(|note| note.record.document.head.number.clone()),
        sender: Some(manifest.sender.fingerprint.clone()),
        trust: done.sender,
        exceptions: codes_of(&done.exceptions),
        // Nobody read the whole file.
        digests: DigestSet::default(),
        files: done.totals.files,
        bytes: done.totals.bytes,
        place: receiving.place.clone(),
        part: true,
        receipt: None,
        intent: Some(intent),
    }))
}
