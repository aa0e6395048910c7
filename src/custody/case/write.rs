//! Writing the files of a case.

use crate::stream::{AtomicFile, part_name};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a new file whole, or not at all, never over another. Whoever may read the folder may read the file.
///
/// # Errors
/// `AlreadyExists`; as creating and writing a file.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    write_new_as(&part_name(path), path, content)
}

/// As [`write_new`], lying under the name `part` until it is whole, for callers that note it down beforehand.
///
/// # Errors
/// As [`write_new`].
pub fn write_new_as(part: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    filled(AtomicFile::create_as(part, path)?, path, content)?.commit()
}

/// Puts a new version of a file in place of the old, whole.
///
/// # Errors
/// As creating and writing a file; the old one stands then.
pub fn write_over(path: &Path, content: &[u8]) -> io::Result<()> {
    filled(AtomicFile::create_over(path)?, path, content)?.replace()
}

fn filled(part: AtomicFile, path: &Path, content: &[u8]) -> io::Result<AtomicFile> {
    part.file().write_all(content)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mode = std::fs::metadata(parent)?.permissions().mode() & 0o666 | 0o600;
        part.file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(part)
}
