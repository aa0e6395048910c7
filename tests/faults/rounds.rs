//! The four kinds of work that are killed: how each begins, and what must hold after it died.

use super::aftermath::Before;
use super::moments::{Fate, measure, said};
use super::rig::{Rig, content, noise_file, tell};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Something that is done, dies, and is done again.
pub(crate) trait Work {
    /// What it is called in what the tests print.
    fn name(&self) -> &'static str;
    /// Where.
    fn rig(&self) -> &Rig;
    /// Puts there what it begins with.
    fn plant(&self) {}
    /// The command.
    fn command(&self) -> Command;
    /// How it ends well.
    fn codes(&self) -> &'static [i32] {
        &[0]
    }
    /// Takes away what it made.
    fn clear(&self) {}
    /// Asserts what must hold after it died, does it again, and clears up.
    fn died(&self, before: &Before<'_>, fate: Fate);

    /// Where its words go.
    fn log(&self) -> PathBuf {
        self.rig().log(self.name())
    }

    /// Does it to its end; how long that took.
    fn whole(&self) -> Duration {
        self.plant();
        let took = self.again();
        self.clear();
        took
    }

    /// Does it to its end and leaves it.
    fn again(&self) -> Duration {
        measure(&mut self.command(), &self.log(), self.codes())
    }

    /// One round: plants, lets `kill` run and kill it, and looks.
    fn round(&self, kill: &mut dyn FnMut(&mut Command, &Path) -> Fate) -> Fate {
        self.plant();
        let before = Before::look(self.rig());
        let fate = kill(&mut self.command(), &self.log());
        if let Fate::Finished(code) = fate {
            assert!(self.codes().contains(&code), "{code}: {}", said(&self.log()));
        }
        self.died(&before, fate);
        fate
    }
}

/// Enough kills must land while the program still runs; otherwise nothing was tested.
#[track_caller]
pub(crate) fn landed(work: &str, fates: &[Fate]) {
    let killed = fates.iter().filter(|fate| **fate == Fate::Killed).count();
    tell(format!("{work}: {killed} of {} kills landed", fates.len()));
    assert!(killed * 3 >= fates.len(), "only {killed} of {} kills landed", fates.len());
}

fn remove(paths: &[&Path]) {
    for path in paths {
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        assert!(path.symlink_metadata().is_err(), "{}", path.display());
    }
}

/// `seal` of 64 MiB to oneself.
pub(crate) struct Sealing {
    rig: Rig,
    outputs: [PathBuf; 3],
}

impl Sealing {
    pub(crate) fn new() -> Self {
        let rig = Rig::new();
        rig.plant("資料", 4, 16 << 20);
        let outputs = ["見本.age", "見本.note.json", "見本.note.json.sig"].map(|name| rig.path(name));
        Self { rig, outputs }
    }

    pub(crate) fn outputs(&self) -> [&Path; 3] {
        self.outputs.each_ref().map(PathBuf::as_path)
    }
}

impl Work for Sealing {
    fn name(&self) -> &'static str {
        "seal"
    }

    fn rig(&self) -> &Rig {
        &self.rig
    }

    fn command(&self) -> Command {
        self.rig.seal("資料", "見本.age")
    }

    fn clear(&self) {
        remove(&self.outputs());
    }

    fn died(&self, before: &Before<'_>, fate: Fate) {
        let outputs = self.outputs();
        let stands = outputs[0].exists();
        if stands {
            // Under its final name it is whole, and its note is beside it.
            let _ = self.rig.run_unlocked(["verify", "--inside", "見本.age"]).ok();
            assert!(outputs[1].exists() && outputs[2].exists());
        }
        let finals = if stands { outputs.as_slice() } else { &[] };
        let told = before.all_named(finals);
        self.rig.ledger_holds();
        if stands && before.documents_since() > 0 {
            let on_its_way = before.holdings_since() > 0;
            assert!(on_its_way || told.has("warn-leftover-complete"), "{fate:?} {told:?}");
        }
        before.tidy(told, finals);
        if !stands {
            self.again();
            let _ = self.rig.run(["verify", "見本.age"]).ok();
        }
        self.clear();
    }
}

/// `open` of a package of 64 MiB.
pub(crate) struct Opening {
    rig: Rig,
    target: PathBuf,
}

impl Opening {
    pub(crate) fn new() -> Self {
        let rig = Rig::new();
        rig.plant("資料", 4, 16 << 20);
        let _ = super::rig::Ran::of(&mut rig.seal("資料", "見本.age")).ok();
        let target = rig.path("開封");
        Self { rig, target }
    }

    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    fn is_whole(&self) {
        assert_eq!(content(&self.target.join("資料")), content(&self.rig.path("資料")));
        assert_eq!(fs::read_dir(&self.target).unwrap().count(), 1);
    }
}

impl Work for Opening {
    fn name(&self) -> &'static str {
        "open"
    }

    fn rig(&self) -> &Rig {
        &self.rig
    }

    fn command(&self) -> Command {
        self.rig.open("見本.age", "開封")
    }

    fn clear(&self) {
        remove(&[&self.target]);
    }

    fn died(&self, before: &Before<'_>, fate: Fate) {
        let stands = self.target.exists();
        let finals: &[&Path] = if stands { &[&self.target] } else { &[] };
        let told = before.all_named(finals);
        self.rig.ledger_holds();
        if stands {
            self.is_whole();
            // And where nobody can be sure of the receipt, the next run says so.
            let received = before.unfinished_since() == 0;
            assert!(received || told.has("warn-leftover-opened"), "{fate:?} {told:?}");
        }
        before.tidy(told, finals);
        if !stands {
            self.again();
            self.is_whole();
        }
        self.clear();
    }
}

/// `wipe files` of a folder.
pub(crate) struct Wiping {
    rig: Rig,
    planted: Contents,
}

/// Paths and what is in them. Without times: they are planted anew each time.
type Contents = Vec<(PathBuf, Option<blake3::Hash>)>;

impl Wiping {
    pub(crate) fn new() -> Self {
        let mut work = Self { rig: Rig::new(), planted: Contents::new() };
        work.plant();
        work.planted = work.contents();
        remove(&[&work.rig.path("消去")]);
        work
    }

    /// Whether every file is there as it was planted, or not at all.
    pub(crate) fn is_untouched_or_gone(&self) -> bool {
        self.contents().iter().all(|one| self.planted.contains(one))
    }

    fn contents(&self) -> Contents {
        let folder = self.rig.path("消去");
        let found = if folder.exists() { content(&folder) } else { Vec::new() };
        found.into_iter().map(|(path, hash, _)| (path, hash)).collect()
    }
}

impl Work for Wiping {
    fn name(&self) -> &'static str {
        "wipe"
    }

    fn rig(&self) -> &Rig {
        &self.rig
    }

    fn plant(&self) {
        self.rig.plant("消去", 12, 128 << 10);
    }

    fn command(&self) -> Command {
        self.rig.wipe("消去")
    }

    /// Not everywhere can an overwrite be proved.
    fn codes(&self) -> &'static [i32] {
        &[0, 4]
    }

    fn died(&self, before: &Before<'_>, fate: Fate) {
        let folder = self.rig.path("消去");
        let told = before.all_named(&[]);
        let touched = !folder.exists() || self.contents() != self.planted;
        if touched && before.documents_since() == 0 {
            assert_eq!(fate, Fate::Killed);
            let journal = told.facts("warn-leftover-evidence")["paths"].as_str().unwrap().to_owned();
            let journal = fs::read_to_string(journal).unwrap();
            assert_eq!(journal.matches("\"planned\":").count(), 12, "{journal}");
            assert!(!folder.exists() || told.has("warn-leftover-wipe"), "{told:?}");
        }
        self.rig.ledger_holds();
        if self.contents().iter().any(|(_, content)| content.is_some()) {
            self.again();
        } else if folder.exists() {
            // Of empty folders there is nothing to certify: the warning says to delete them.
            remove(&[&folder]);
        }
        assert!(!folder.exists());
        before.tidy(before.all_named(&[]), &[]);
    }
}

/// Appending to the ledger: `receive` of a small medium, again and again.
pub(crate) struct Receiving {
    rig: Rig,
}

impl Receiving {
    pub(crate) fn new() -> Self {
        Self::of(100)
    }

    /// With a medium of so many bytes.
    pub(crate) fn of(bytes: usize) -> Self {
        let rig = Rig::new();
        fs::create_dir(rig.path("媒体")).unwrap();
        noise_file(&rig.path("媒体/台帳.csv"), bytes, "receive");
        Self { rig }
    }
}

impl Work for Receiving {
    fn name(&self) -> &'static str {
        "receive"
    }

    fn rig(&self) -> &Rig {
        &self.rig
    }

    fn command(&self) -> Command {
        let mut command = self.rig.receive("媒体");
        command.arg("--again");
        command
    }

    fn died(&self, before: &Before<'_>, fate: Fate) {
        let verified = self.rig.ledger_holds();
        assert_ne!(verified["head_file"], "contradicts", "{verified}");
        let told = before.all_named(&[]);
        before.tidy(told, &[]);
        let received = before.holdings_since();
        assert!(received == 1 || (received == 0 && fate == Fate::Killed), "{fate:?} {received}");
        self.again();
        assert_eq!(before.holdings_since(), received + 1);
        let verified = self.rig.ledger_holds();
        assert_eq!(verified["odd_documents"].as_array().unwrap().len(), 0, "{verified}");
    }
}

/// Appending to the ledger: `key import` of one new card after the other.
pub(crate) struct Importing {
    rig: Rig,
    turn: std::cell::Cell<u32>,
}

impl Importing {
    pub(crate) fn new() -> Self {
        Self { rig: Rig::new(), turn: std::cell::Cell::new(0) }
    }

    fn name_of_turn(&self) -> String {
        format!("見本 {}", self.turn.get())
    }
}

impl Work for Importing {
    fn name(&self) -> &'static str {
        "import"
    }

    fn rig(&self) -> &Rig {
        &self.rig
    }

    fn plant(&self) {
        self.turn.set(self.turn.get() + 1);
        fs::write(self.rig.path("card.json"), super::rig::card_of(&self.name_of_turn())).unwrap();
    }

    fn command(&self) -> Command {
        self.rig.unlocked(["key", "import", "card.json"])
    }

    fn died(&self, before: &Before<'_>, _: Fate) {
        self.rig.ledger_holds();
        // A card file without its event counts for nothing, and is named.
        let cards = self.rig.path("case/cards");
        let told = before.all_named(&[]);
        before.tidy(told, &[&cards]);
        self.again();
        let listed = self.rig.run(["key", "list"]).ok();
        let warned = listed.objects().iter().any(|object| object["event"] == "warning");
        assert!(!warned && listed.stdout.contains(&self.name_of_turn()), "{listed:?}");
        self.rig.ledger_holds();
    }
}

/// `init` of a new case, with keys that are there.
pub(crate) struct Founding {
    rig: Rig,
    folder: PathBuf,
}

impl Founding {
    /// In a folder that is not there, or that has something else in it.
    pub(crate) fn new(beside_others: bool) -> Self {
        let rig = Rig::new();
        let folder = rig.path("新案件");
        if beside_others {
            fs::create_dir_all(folder.join("他")).unwrap();
            fs::write(folder.join("他/覚え書き.txt"), "見本").unwrap();
        }
        Self { rig, folder }
    }

    /// The case that is to be.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it makes, as far as it is there.
    fn made(&self) -> Vec<PathBuf> {
        let found = walkdir::WalkDir::new(&self.folder).max_depth(1).into_iter().flatten();
        let others = self.folder.join("他");
        let made = found.map(walkdir::DirEntry::into_path).filter(|path| !others.starts_with(path));
        made.collect()
    }
}

impl Work for Founding {
    fn name(&self) -> &'static str {
        "init"
    }

    fn rig(&self) -> &Rig {
        &self.rig
    }

    fn command(&self) -> Command {
        self.rig.unlocked(["init", "新案件", "--client", "見本市", "--contract", "見本業務"])
    }

    fn clear(&self) {
        for path in self.made() {
            // One may have gone with another.
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
        let _ = fs::remove_dir(&self.folder);
    }

    fn died(&self, before: &Before<'_>, _: Fate) {
        let is_case = self.folder.join("azukari.toml").exists();
        let finals: &[&Path] = if is_case { &[&self.folder] } else { &[] };
        let told = before.all_named(finals);
        before.tidy(told, finals);
        if !is_case {
            self.again();
        }
        let verified = self.rig.run(["--case", "新案件", "ledger", "verify"]).ok().last();
        assert_eq!(verified["entries"], 2, "{verified}");
        self.clear();
        assert!(before.added().is_empty(), "{:?}", before.added());
    }
}
