//! After a run that died: everything new under the scratch folder is either a complete output, or the next run names it.

use super::rig::{Ran, Rig};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What stood there before.
pub(crate) struct Before<'a> {
    rig: &'a Rig,
    listing: BTreeSet<PathBuf>,
    ledger: serde_json::Value,
}

/// What the next run said about it.
#[derive(Debug)]
pub(crate) struct Told {
    /// The warnings, as `(code, facts)`.
    warnings: Vec<(String, serde_json::Value)>,
}

impl Told {
    fn by(ran: &Ran) -> Self {
        let warnings = ran.objects().into_iter().filter(|object| object["event"] == "warning");
        let pair = |object: serde_json::Value| {
            (object["code"].as_str().unwrap().to_owned(), object["facts"].clone())
        };
        Self { warnings: warnings.map(pair).collect() }
    }

    /// Whether there is a warning of that code.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.warnings.iter().any(|(found, _)| found == code)
    }

    /// Whether there is none.
    pub(crate) fn is_silent(&self) -> bool {
        self.warnings.is_empty()
    }

    /// The facts of the warning of that code, which must be there.
    #[track_caller]
    pub(crate) fn facts(&self, code: &str) -> &serde_json::Value {
        let found = self.warnings.iter().find(|(found, _)| found == code);
        found.map_or_else(|| panic!("no {code}: {self:?}"), |(_, facts)| facts)
    }

    /// But for cards whose import the ledger does not know: those stay, and are told, until somebody imports them.
    pub(crate) fn without_cards(mut self) -> Self {
        self.warnings.retain(|(found, _)| found != "warn-card-unlisted");
        self
    }
}

impl<'a> Before<'a> {
    /// Looks before the run.
    pub(crate) fn look(rig: &'a Rig) -> Self {
        let ledger = rig.ledger();
        Self { rig, listing: rig.listing(), ledger }
    }

    /// How many more documents the ledger knows of.
    #[track_caller]
    pub(crate) fn documents_since(&self) -> usize {
        self.more("documents")
    }

    /// How many more assets and packages it knows of.
    #[track_caller]
    pub(crate) fn holdings_since(&self) -> usize {
        self.more("holdings")
    }

    /// How many more entries wait there for their end.
    #[track_caller]
    pub(crate) fn unfinished_since(&self) -> usize {
        self.more("unfinished")
    }

    #[track_caller]
    fn more(&self, what: &str) -> usize {
        let count = |ledger: &serde_json::Value| ledger[what].as_array().unwrap().len();
        count(&self.rig.ledger()) - count(&self.ledger)
    }

    /// What is new since.
    pub(crate) fn added(&self) -> Vec<PathBuf> {
        self.rig.listing().difference(&self.listing).cloned().collect()
    }

    /// Asserts that all that is new is below one of `outputs` (which the caller has judged), azukari's own book-keeping, or named by
    /// the next run, whatever it is, and by `doctor`.
    #[track_caller]
    pub(crate) fn all_named(&self, outputs: &[&Path]) -> Told {
        // The markers themselves are named by nobody: they hold names only, and the warnings come from them. Settled ones go as soon as
        // anything runs here.
        let new: Vec<PathBuf> = self.added().into_iter().filter(|path| !is_marker(path)).collect();
        let ran = self.rig.run(["key", "list"]).ok();
        let doctor = self.rig.run(["doctor"]);
        for path in new.iter().filter(|path| !self.is_known(path, outputs)) {
            let names = self.names_of(path);
            let named_by = |text: &str| names.iter().any(|name| text.contains(name));
            assert!(named_by(&ran.stderr) && named_by(&ran.stdout), "{names:?} is not named: {ran:?}");
            // A card is no leftover: whoever it is may still be confirmed.
            let is_card =
                Told::by(&ran).has("warn-card-unlisted") && path.to_string_lossy().ends_with(".card.json");
            assert!(is_card || named_by(&doctor.stdout), "doctor does not name {names:?}: {doctor:?}");
        }
        Told::by(&ran)
    }

    /// How `path`, or a folder around it, may be named: in full, or in the case by the path that was given for that.
    fn names_of(&self, path: &Path) -> Vec<String> {
        let root = self.rig.root();
        let around = path.ancestors().take_while(|path| path.starts_with(root) && *path != root);
        let mut names: Vec<String> = around.map(|path| path.display().to_string()).collect();
        let below = path.strip_prefix(root).unwrap();
        names.extend(below.starts_with("case/cards").then(|| below.display().to_string()));
        names
    }

    /// Does as the warnings say: removes what is half done, and settles the rest. Afterwards nothing is new but `outputs`, and the next
    /// run has nothing to say.
    #[track_caller]
    pub(crate) fn tidy(&self, told: Told, outputs: &[&Path]) {
        for (code, facts) in told.without_cards().warnings {
            // What is complete stays; only the word of it is to be ended.
            let complete = ["warn-leftover-complete", "warn-leftover-opened"].contains(&code.as_str());
            let fact = if complete { "marker" } else { "paths" };
            for path in facts[fact].as_str().unwrap_or_default().split(", ").map(Path::new) {
                assert!(path.starts_with(self.rig.root()), "{code}: {facts}");
                let gone = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
                gone.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            }
        }
        for path in self.added().into_iter().filter(|path| is_marker(path)) {
            // A note that never became a marker goes by itself, a minute later.
            let later = SystemTime::now() - Duration::from_mins(2);
            File::options().write(true).open(path).unwrap().set_modified(later).unwrap();
        }
        let ran = self.rig.run(["key", "list"]).ok();
        let still = Told::by(&ran).without_cards().warnings;
        assert!(still.is_empty(), "still told: {ran:?}");
        for path in self.added() {
            assert!(self.is_known(&path, outputs), "{} stays", path.display());
        }
    }

    /// Outputs, issued documents, and what azukari keeps for itself and heals by itself: that holds nothing of anybody's data.
    fn is_known(&self, path: &Path, outputs: &[&Path]) -> bool {
        let below = path.strip_prefix(self.rig.root()).unwrap();
        let healed = ["ledger.db-journal", "ledger.head.tmp", "ledger.lock", "receive.lock"];
        let healed = healed.iter().any(|name| below == Path::new("case").join(name));
        let output = outputs.iter().any(|output| path.starts_with(output));
        // By it volumes are gone on with, or made again; it stays until the package has arrived.
        let journal = below.to_string_lossy().starts_with("keys/work/volumes-");
        output || healed || journal || below == Path::new("keys/work") || self.is_issued(below)
    }

    /// `case/documents/NUMBER.…` of a document, or `case/cards/ID-…` of a card, that the ledger knows.
    fn is_issued(&self, below: &Path) -> bool {
        let kinds = [("case/documents", "documents", "number", '.'), ("case/cards", "cards", "id", '-')];
        kinds.iter().any(|(folder, kind, key, end)| {
            let Ok(name) = below.strip_prefix(folder) else { return false };
            let (name, ledger) = (name.to_string_lossy().into_owned(), self.rig.ledger());
            let mut known = ledger[kind].as_array().unwrap().iter().map(|one| one[key].as_str().unwrap());
            known.any(|known| name.strip_prefix(known).is_some_and(|rest| rest.starts_with(*end)))
        })
    }
}

/// Whether it is a note of work, from which the warnings come, or was about to become one.
fn is_marker(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let of_work = path.parent().is_some_and(|folder| folder.ends_with("keys/work"));
    let unborn = of_work && path.is_file() && !name.ends_with(".jsonl");
    unborn || fs::read(path).is_ok_and(|text| text.starts_with(br#"{"schema":"azukari/pending/"#))
}
