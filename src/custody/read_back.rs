//! What was written is read again before it is vouched for: past the page cache, so that the medium answers and not the memory.

use crate::device::{ALIGNMENT, AlignedBuffer, direct_alignment, drop_cache, medium_of, set_direct};
use crate::model::{Algorithms, DigestSet, MediumKind, Phase, Progress};
use crate::package::PackageError;
use crate::stream::{Hasher, read_at};
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes read at a time.
const PIECE: usize = 1 << 20;

/// A file as it was written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) path: PathBuf,
    /// Open already, or to be opened.
    pub(super) file: Option<File>,
    pub(super) bytes: u64,
    pub(super) digests: DigestSet,
}

/// Reads every file to its end and compares it. What lies in memory (tmpfs) has no medium that could answer, and is left out. One digest is enough to tell whether bytes came back: the fast one if it is there.
///
/// # Errors
/// [`PackageError::ReadBack`] naming the first file that came back otherwise; [`PackageError::Read`]; [`PackageError::Interrupted`].
pub(super) fn read_back(
    files: &[Written],
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<(), PackageError> {
    let in_memory =
        |file: &Written| medium_of(&file.path).is_ok_and(|medium| medium.kind == MediumKind::Memory);
    if files.iter().all(in_memory) {
        return Ok(());
    }
    progress.begin(Phase::ReadBack, Some(files.iter().map(|file| file.bytes).sum()));
    let mut buffer = AlignedBuffer::new(PIECE);
    for file in files {
        let blake3 = file.digests.blake3.is_some();
        let (bytes, found) =
            digest(file, Algorithms { sha256: !blake3, blake3 }, &mut buffer, progress, cancel)?;
        if bytes != file.bytes || !found.agrees_with(&file.digests) {
            return Err(PackageError::ReadBack { path: file.path.clone() });
        }
    }
    progress.end();
    Ok(())
}

fn digest(
    written: &Written,
    algorithms: Algorithms,
    buffer: &mut AlignedBuffer,
    progress: &dyn Progress,
    cancel: &AtomicBool,
) -> Result<(u64, DigestSet), PackageError> {
    let failed = |source| PackageError::Read { path: written.path.clone(), source };
    let file = match &written.file {
        Some(file) => file.try_clone(),
        None => File::open(&written.path),
    };
    let file = file.map_err(failed)?;
    drop_cache(&file);
    let promised = direct_alignment(&file).is_some_and(|alignment| ALIGNMENT % alignment as usize == 0);
    let mut direct = promised && set_direct(&file, true);
    let mut hasher = Hasher::new(algorithms);
    let mut at = 0;
    loop {
        if cancel.load(Ordering::Relaxed) {
            return Err(PackageError::Interrupted);
        }
        match read_at(&file, buffer.as_mut_slice(), at) {
            Ok(0) => {
                if direct {
                    // The opening may be shared with whoever wrote the file.
                    set_direct(&file, false);
                }
                return Ok((at, hasher.finish()));
            }
            Ok(count) => {
                hasher.update(&buffer.as_slice()[..count]);
                at += count as u64;
                progress.advance(count as u64);
                // Behind a short read the next one would not be aligned; only the end is short.
                if direct && count % ALIGNMENT != 0 {
                    set_direct(&file, false);
                    direct = false;
                }
            }
            // A promise that was not kept: the cache was dropped, so this still comes from the medium.
            Err(error) if direct => {
                if !set_direct(&file, false) {
                    return Err(failed(error));
                }
                direct = false;
            }
            Err(error) => return Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fault as _, NoProgress};

    #[test]
    fn what_comes_back_otherwise_is_named() {
        // Beside the code: the folder for temporary files may lie in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        if medium_of(folder.path()).is_ok_and(|medium| medium.kind == MediumKind::Memory) {
            eprintln!("SKIPPED what_comes_back_otherwise_is_named: the project lies in memory");
            return;
        }
        let file = |name: &str, length: usize| {
            let path = folder.path().join(name);
            let bytes: Vec<u8> = (0..length).map(|at| u8::try_from(at % 253).unwrap()).collect();
            std::fs::write(&path, &bytes).unwrap();
            let mut hasher = Hasher::new(Algorithms::default());
            hasher.update(&bytes);
            Written { path, file: None, bytes: length as u64, digests: hasher.finish() }
        };
        let files = [file("a", 0), file("b", PIECE + 5), file("c", 4096)];
        let check = || read_back(&files, &NoProgress, &AtomicBool::new(false));
        check().unwrap();
        let mut bytes = std::fs::read(&files[1].path).unwrap();
        bytes[PIECE + 2] ^= 1;
        std::fs::write(&files[1].path, &bytes).unwrap();
        let error = check().unwrap_err();
        assert_eq!(error.code(), "read-back-differs");
        assert!(format!("{:?}", error.facts()).contains("/b"));
        std::fs::write(&files[1].path, &bytes[..100]).unwrap();
        assert_eq!(check().unwrap_err().code(), "read-back-differs");
        std::fs::remove_file(&files[1].path).unwrap();
        assert_eq!(check().unwrap_err().code(), "read-failed");
    }
}
