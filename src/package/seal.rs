//! Making a package: planned as a whole, filled in one pass, and nothing of it under its name before it is complete.

use super::blueprint::{Blueprint, Secrets, bag_name};
use super::error::PackageError;
use super::fill::{Known, fill};
use super::options::SealOptions;
use super::output::{Full, Output};
use super::room::{room_for, target_error};
use super::seal_volumes::seal_volumes;
use super::sealed::{Form, Sealed};
use super::tree::Tree;
use crate::crypt::seal_header;
use crate::model::{DigestSet, Phase, Progress};
use crate::stream::{AtomicFile, Hasher};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

/// Seals `tree` into the new file `part` beside `target` (see [`crate::stream::part_name`]); neither may exist. In volumes,
/// `part` is the folder where they are made, [`super::volume_workshop`] of `target`: what an earlier run left there is taken up.
///
/// # Errors
/// [`PackageError`]: nothing is left behind in any case, but volumes that are complete, with their key and journal.
pub fn seal(
    tree: &Tree,
    target: &Path,
    part: &Path,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sealed, PackageError> {
    match &options.volumes {
        Some(volumes) => seal_volumes(tree, target, part, volumes, options, progress, cancel),
        None => seal_file(tree, target, part, options, progress, cancel),
    }
}

fn seal_file(
    tree: &Tree,
    target: &Path,
    part: &Path,
    options: &SealOptions<'_>,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<Sealed, PackageError> {
    let blueprint = Blueprint::new(tree, bag_name(target), Secrets::random()?, 0, options)?;
    let header = seal_header(options.recipients)?;
    let bytes = blueprint.spread.file_bytes(0, header.bytes.len() as u64);
    let bytes = bytes.ok_or(PackageError::Bug("package length"))?;
    room_for(target, bytes)?;
    let file = AtomicFile::create_as(part, target).map_err(|error| target_error(target, error))?;
    progress.begin(Phase::Seal, Some(blueprint.plain_bytes()));

    let header = Mutex::new(Some(header));
    let open = |_| {
        let header = header.lock().unwrap_or_else(PoisonError::into_inner).take();
        let file = file.file().try_clone().map_err(PackageError::write(target))?;
        Ok((file, target.to_owned(), header.ok_or(PackageError::Bug("one file, one header"))?))
    };
    let full = Mutex::new(None);
    let close = |whole: Full<'_>| {
        *full.lock().unwrap_or_else(PoisonError::into_inner) = Some((whole.bytes, whole.digests));
        Ok(())
    };
    let output = Output::new(blueprint.spread, vec![true], options.algorithms, &open, &close);
    let known = Known {
        needed: vec![true; tree.entries.len()],
        digests: vec![DigestSet::default(); tree.entries.len()],
        note: &|_, _| Ok(()),
        beginning: &|_, _, _| Ok(true),
    };
    let failed = |error| target_error(target, error);
    let written = fill(&blueprint, &output, &known, options.algorithms, progress, cancel, failed)?;
    progress.end();
    drop(output);
    let digests = match full.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some((length, digests)) if length == bytes => digests,
        _ => return Err(PackageError::Bug("package length")),
    };
    Ok(Sealed {
        form: Form::File(file),
        token_sha256: Hasher::sha256_of(blueprint.secrets.token.as_bytes()),
        package: blueprint.secrets.package,
        sealed_at: options.sealed_at,
        bytes,
        digests,
        volumes: Vec::new(),
        key: None,
        kept: 0,
        manifest_sha256: written.manifest_sha256,
        list: written.list,
    })
}
