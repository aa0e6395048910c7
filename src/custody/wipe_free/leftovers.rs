//! What runs left that died while a disk was full of their files: to be removed first of all, for that is where the harm is.

use super::WipeFreeError;
use crate::custody::issue::Signer;
use crate::custody::pending::{forget, leftovers, noted};
use crate::ledger::{Action, Draft, Event, Interrupted, Ledger};
use crate::model::Timestamp;
use crate::sanitize::free::{left_in, remove_left};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// The kind of marker that names the folder of filling files.
pub const MARKER: &str = "wipe-free";

/// What was found and what became of it.
#[derive(Debug, Default)]
pub struct Removed {
    /// Folders that are gone.
    pub gone: Vec<PathBuf>,
    /// Folders that are still there, and why.
    pub left: Vec<(PathBuf, io::Error)>,
    /// Folders on media that are not there now, each with the marker that names it: kept until somebody can look.
    pub away: Vec<(PathBuf, PathBuf)>,
}

/// Removes what dead runs have left: by their markers in `work`, and in `folders` themselves, for a medium may come from elsewhere.
#[must_use]
pub fn remove_leftovers(work: &Path, folders: &[PathBuf]) -> Removed {
    let noted = leftovers(work).into_iter().filter(|left| left.kind == MARKER);
    let (away, here): (Vec<_>, Vec<_>) = noted.partition(|left| left.away);
    let here = here.into_iter().flat_map(|left| left.paths);
    let lying = folders.iter().flat_map(|folder| left_in(folder));
    let all: BTreeSet<PathBuf> = here.chain(lying).collect();
    let mut removed = Removed::default();
    for left in away {
        removed.away.extend(left.paths.into_iter().map(|path| (path, left.marker.clone())));
    }
    for path in all {
        match remove_left(&path) {
            Ok(()) => {
                forget(work, &path);
                removed.gone.push(path);
            }
            Err(error) => removed.left.push((path, error)),
        }
    }
    removed
}

/// Ends what the ledger still expects of runs that died, now that what they left is gone: what was `cleared` just now, and what was
/// to lie in `folder` and does not, for it was cleared before, perhaps where there was no ledger.
pub(super) fn end_intents(
    ledger: &mut Ledger,
    signer: Signer<'_>,
    (cleared, folder): (&[PathBuf], &Path),
    work: &Path,
    at: Timestamp,
) -> Result<(), WipeFreeError> {
    // What a living run has noted it is about to make.
    let living = noted(work);
    let is_gone = |target: &Path| {
        let missing = target.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
        missing && target.parent() == Some(folder) && !living.contains(target)
    };
    let cleared: BTreeSet<String> = cleared.iter().map(|path| path.display().to_string()).collect();
    for open in ledger.state()?.unfinished {
        let Event::Intended(intended) = &open.event else { continue };
        let ours = intended.action == Action::WipeFreeSpace
            && intended
                .target
                .as_ref()
                .is_some_and(|target| cleared.contains(target) || is_gone(Path::new(target)));
        if ours {
            let (subject, reason) = (intended.subject.clone(), "interrupted".to_owned());
            let event = Event::from(Interrupted { intent: open.sequence, subject, reason, left: Vec::new() });
            ledger.append(&Draft::new(&signer.card.name, &event)?, signer.key, at)?;
        }
    }
    Ok(())
}
