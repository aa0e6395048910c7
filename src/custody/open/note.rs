//! The delivery note beside a package: found, judged, and held against what was opened.

use super::OpenError;
use crate::custody::seal::note_paths;
use crate::document::{Body, DeliveryNote, DocumentError, NoteRef, Record, VolumeRef};
use crate::model::Trust;
use crate::package::{self, Damage, Inside, PackageError, Staged, VolumeFile, VolumeSet};
use crate::sign::{Judgement, Keyring};
use crate::stream::{Hasher, read_whole};
use std::path::{Path, PathBuf};

/// No signature is longer, in bytes.
const LARGEST_SIGNATURE: u64 = 1 << 20;

/// A delivery note found beside a package, judged.
#[derive(Debug, Clone)]
pub struct FoundNote {
    /// Where.
    pub path: PathBuf,
    /// The record.
    pub record: Record,
    /// Its body.
    pub body: DeliveryNote,
    /// What its signature is worth.
    pub judgement: Judgement,
}

/// The note beside `package`, if there is one.
///
/// # Errors
/// [`OpenError::NoteUnreadable`], [`OpenError::NoteSignatureBad`]: a note that is there must be sound.
pub fn find_note(package: &Path, keyring: &Keyring) -> Result<Option<FoundNote>, OpenError> {
    let (path, signature) = note_paths(&whole_name(package)?);
    let json = match std::fs::read(&path) {
        Ok(json) => json,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(PackageError::Read { path, source }.into()),
    };
    let signature = read_signature(&signature)?;
    let record = Record::from_parts(json, signature)
        .map_err(|source| OpenError::NoteUnreadable { path: path.clone(), source })?;
    let Body::Note(body) = record.document.body.clone() else {
        let source = DocumentError::Schema(record.document.body.kind().schema().to_owned());
        return Err(OpenError::NoteUnreadable { path, source });
    };
    let namespace = record.document.body.kind().namespace();
    let at = record.document.head.issued_at;
    let judgement = keyring.judge(namespace, &record.json, &record.signature, at);
    let issuer = &record.document.head.issuer.key.fingerprint;
    let other_key = judgement.fingerprint.as_ref().is_some_and(|fingerprint| fingerprint != issuer);
    if judgement.trust == Trust::Bad || other_key {
        return Err(OpenError::NoteSignatureBad { path });
    }
    if !package::is_package_id(&body.package.id) {
        let source = DocumentError::Number(body.package.id);
        return Err(OpenError::NoteUnreadable { path, source });
    }
    Ok(Some(FoundNote { path, record, body, judgement }))
}

/// `NAME.age`, also where `package` is one of its volumes.
pub(in crate::custody) fn whole_name(package: &Path) -> Result<PathBuf, PackageError> {
    Ok(VolumeSet::base_of(package)?.unwrap_or_else(|| package.to_owned()))
}

/// A signature beside a record: empty if there is none; one that cannot be read is an error, not an absence.
pub(in crate::custody) fn read_signature(path: &Path) -> Result<Vec<u8>, PackageError> {
    match read_whole(path, LARGEST_SIGNATURE) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(PackageError::Read { path: path.to_owned(), source }),
    }
}

/// With a note, the length that the package must have is known even where the package itself cannot say; and where it says another
/// length, it is not that package, whole or cut.
pub(in crate::custody) fn refine(error: PackageError, note: Option<&FoundNote>) -> OpenError {
    let Some(note) = note else { return error.into() };
    let bytes = note.body.package.bytes;
    match error {
        PackageError::Damaged { damage: Damage::CutShort { at, expected: None }, inside } if at < bytes => {
            PackageError::Damaged { damage: Damage::CutShort { at, expected: Some(bytes) }, inside }.into()
        }
        PackageError::Damaged {
            damage: Damage::CutShort { expected: Some(own), .. } | Damage::Trailing { at: own },
            ..
        } if own != bytes && note.body.package.volumes.is_empty() => {
            OpenError::NoteMismatch { what: "length" }
        }
        error => error.into(),
    }
}

/// The package must be the one that the note describes.
pub(in crate::custody) fn compare_note(note: &FoundNote, staged: &Staged) -> Result<(), OpenError> {
    let differs = |what| Err(OpenError::NoteMismatch { what });
    let said = &note.body.package;
    if said.volumes.is_empty() && staged.volumes.is_empty() {
        if said.bytes != staged.package_bytes || !said.digests.agrees_with(&staged.package) {
            return differs("digest");
        }
    } else {
        // By position: names are what the medium made of them.
        let found = staged.key.iter().chain(&staged.volumes);
        let files: Vec<_> = said.key.iter().chain(&said.volumes).collect();
        let same = |(said, found): (&&VolumeRef, &VolumeFile)| {
            said.bytes == found.bytes && said.digests.agrees_with(&found.digests)
        };
        let complete = said.key.is_some() && said.volumes.len() == staged.volumes.len();
        if !complete || !files.iter().zip(found).all(same) {
            return differs("digest");
        }
    }
    let Inside::Own { manifest, manifest_sha256, token, .. } = &staged.inside else { return differs("id") };
    let signer = note.judgement.fingerprint.as_ref();
    if signer.is_some_and(|fingerprint| *fingerprint != manifest.sender.fingerprint) {
        return differs("signer");
    }
    if note.body.package.id != manifest.package {
        return differs("id");
    }
    if note.body.manifest_sha256 != *manifest_sha256 {
        return differs("manifest");
    }
    if note.body.token_sha256 != Hasher::sha256_of(token.as_bytes()) {
        return differs("token");
    }
    Ok(())
}

pub(super) fn note_ref(note: &FoundNote) -> NoteRef {
    NoteRef {
        number: note.record.document.head.number.clone(),
        sha256: note.record.sha256(),
        trust: note.judgement.trust,
        // Opening refused otherwise.
        token_matches: true,
        package_matches: true,
    }
}
