//! What is kept whoever asks: other cases, keys, and packages on their way. A plan that holds one of them is not carried out.

use crate::custody::case::Case;
use crate::custody::keys::is_key_file;
use crate::document::{Body, DeliveryNote, Document};
use crate::ledger::{Holding, HoldingKind, HoldingState, State};
use crate::model::{Facts, Fault, FaultClass};
use crate::sanitize::files::FilesPlan;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A delivery note is small; anything much larger is something else.
const MAX_NOTE_BYTES: u64 = 16 << 20;
/// The end of a delivery note's name, beside its package.
const NOTE: &str = ".note.json";

/// One reason to keep. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Kept {
    /// A case: ledger, records and cards are what is left to prove anything by.
    #[error("`{}` is a case", path.display())]
    CaseFolder {
        /// Its folder.
        path: PathBuf,
    },
    /// Somebody's key.
    #[error("`{}` is a key", path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
    },
    /// A package of which nobody has proved yet that it arrived.
    #[error("`{}` is package {package}, in transit", path.display())]
    InTransit {
        /// The file.
        path: PathBuf,
        /// The package, as the ledger's list shows it.
        package: String,
        /// The delivery note beside it.
        note: PathBuf,
    },
}

impl Kept {
    /// Every code of this enum.
    pub const CODES: &[&str] = &["wipe-case-folder", "wipe-key-file", "wipe-in-transit"];
}

impl Fault for Kept {
    fn code(&self) -> &'static str {
        match self {
            Self::CaseFolder { .. } => "wipe-case-folder",
            Self::KeyFile { .. } => "wipe-key-file",
            Self::InTransit { .. } => "wipe-in-transit",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::CaseFolder { path } | Self::KeyFile { path } => crate::facts![path = path.display()],
            Self::InTransit { path, package, note } => {
                crate::facts![path = path.display(), package = package, note = note.display()]
            }
        }
    }

    fn class(&self) -> FaultClass {
        FaultClass::Refused
    }
}

/// Everything in `plan` that is to be kept, as far as it can be told by its looks and by the ledger.
pub(super) fn kept(plan: &FilesPlan, state: &State) -> Vec<Kept> {
    let folders = folders(plan);
    let cases = folders.iter().filter(|folder| Case::is_at(folder));
    let mut kept: Vec<Kept> = cases.map(|folder| Kept::CaseFolder { path: (*folder).to_owned() }).collect();
    let keys = files(plan).filter(|path| is_key_file(path));
    kept.extend(keys.map(|path| Kept::KeyFile { path: path.to_owned() }));
    kept.extend(in_transit(plan, state));
    kept
}

/// Every name of every file in the plan.
fn files(plan: &FilesPlan) -> impl Iterator<Item = &Path> {
    plan.files
        .iter()
        .flat_map(|file| std::iter::once(&file.path).chain(&file.other_names))
        .map(PathBuf::as_path)
}

/// The folders in the plan, and all in which something of it lies: a part of a case is of the case.
fn folders(plan: &FilesPlan) -> BTreeSet<&Path> {
    let mut found: BTreeSet<&Path> = plan.folders.iter().map(|folder| folder.path.as_path()).collect();
    let links = plan.links.iter().map(|link| link.path.as_path());
    let mut entered = BTreeSet::new();
    for path in files(plan).chain(links).chain(found.clone()) {
        // Once a folder was met, all above it were.
        let new = path.ancestors().skip(1).take_while(|folder| entered.insert(*folder));
        found.extend(new.collect::<Vec<_>>());
    }
    found
}

/// Packages that the ledger has as 移送中, known by the delivery note beside them.
fn in_transit(plan: &FilesPlan, state: &State) -> Vec<Kept> {
    let on_its_way =
        |holding: &&Holding| holding.kind == HoldingKind::Package && holding.state == HoldingState::InTransit;
    let travelling: Vec<&Holding> = state.holdings.iter().filter(on_its_way).collect();
    if travelling.is_empty() {
        return Vec::new();
    }
    let packages = || files(plan).filter(|path| path.extension().is_some_and(|ending| ending == "age"));
    let folders: BTreeSet<&Path> = packages().filter_map(Path::parent).collect();
    let mut kept = Vec::new();
    for note in folders.into_iter().flat_map(notes_in) {
        let Some(body) = read_note(&note) else { continue };
        let Some(holding) = travelling.iter().find(|holding| holding.id == body.package.id) else { continue };
        let of_it = packages().filter(|path| path.parent() == note.parent() && belongs(path, &note, &body));
        kept.extend(of_it.map(|path| Kept::InTransit {
            path: path.to_owned(),
            package: holding.short_id(),
            note: note.clone(),
        }));
    }
    kept
}

fn notes_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_note =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(NOTE));
    entries.map(|entry| entry.path()).filter(is_note).collect()
}

/// Its signature is not asked: a note that was tampered with is no reason to wipe.
fn read_note(path: &Path) -> Option<DeliveryNote> {
    let small = path.metadata().is_ok_and(|found| found.is_file() && found.len() <= MAX_NOTE_BYTES);
    let json = small.then(|| std::fs::read(path).ok()).flatten()?;
    match Document::from_bytes(&json).ok()?.body {
        Body::Note(note) => Some(note),
        _ => None,
    }
}

/// Whether the file is the package of this note (or a volume of it, or its key file), by the names in the note or, where package
/// and note were renamed together, by the note's own.
fn belongs(path: &Path, note: &Path, body: &DeliveryNote) -> bool {
    let name =
        |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (file, note) = (name(path), name(note));
    let package = &body.package;
    let volumes = package.volumes.iter().chain(&package.key).map(|volume| &volume.name);
    if std::iter::once(&package.name).chain(volumes).any(|named| *named == file) {
        return true;
    }
    let stem = note.strip_suffix(NOTE).unwrap_or_default();
    let between = file.strip_prefix(stem).and_then(|rest| rest.strip_suffix(".age"));
    between.is_some_and(|part| {
        let part = part.strip_prefix('.').unwrap_or(part);
        part.is_empty() || part == "key" || part.chars().all(|c| c.is_ascii_digit())
    })
}
