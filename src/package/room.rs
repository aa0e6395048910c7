//! Whether there is room for what is to be written, and what a refusal to write means.

use super::error::PackageError;
use std::io;
use std::path::Path;

/// What the system said when `target` was written; something that has its name already is told apart.
pub(super) fn target_error(target: &Path, error: io::Error) -> PackageError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return PackageError::TargetExists { path: target.to_owned() };
    }
    PackageError::write(target)(error)
}

/// Refuses early when the package cannot fit; a system that cannot tell lets it pass.
pub(super) fn room_for(target: &Path, needed: u64) -> Result<(), PackageError> {
    #[cfg(unix)]
    {
        let folder =
            target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Ok(room) = rustix::fs::statvfs(folder) {
            let free = room.f_bavail.saturating_mul(room.f_frsize);
            if free < needed {
                // In full: of the working folder, a dot would say nothing.
                let path = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
                return Err(PackageError::NoRoom { path, needed, free });
            }
        }
    }
    #[cfg(not(unix))]
    let _ = (target, needed);
    Ok(())
}
