//! Writing the files of a case.

use crate::stream::AtomicFile;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes a new file whole, or not at all, never over another. Whoever may read the folder may read the file.
///
/// # Errors
/// `AlreadyExists`; as creating and writing a file.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let part = AtomicFile::create(path)?;
    part.file().write_all(content)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mode = std::fs::metadata(parent)?.permissions().mode() & 0o666 | 0o600;
        part.file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    part.commit()
}
