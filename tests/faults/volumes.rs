//! `kill -9` of a package in volumes: what is complete stays and is named, the same command goes on with it, and no set ever stands
//! without its note. Then the same of making a lost volume again.

use super::aftermath::Before;
use super::moments::{Fate, killed_after, killed_when, moments};
use super::rig::{Rig, content, tell};
use super::rounds::{Work, landed};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// `seal` of 64 MiB in volumes of 8 MiB.
struct SealingVolumes {
    rig: Rig,
    /// The package stands, and one volume of it is to be made again.
    remake: bool,
}

impl SealingVolumes {
    fn new(remake: bool) -> Self {
        let rig = Rig::new();
        rig.plant("資料", 4, 16 << 20);
        fs::create_dir(rig.path("out")).unwrap();
        Self { rig, remake }
    }

    fn seal(&self, more: &[&str]) -> Command {
        let mut command = self.rig.seal("資料", "out/見本.age");
        command.args(["--volume-size", "8MiB", "--no-readback"]).args(more);
        command
    }

    fn stands(&self) -> bool {
        self.rig.path("out/見本.key.age").exists()
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.rig.path("out")).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_file()).collect()
    }
}

impl Work for SealingVolumes {
    fn name(&self) -> &'static str {
        if self.remake { "remake" } else { "seal in volumes" }
    }

    fn rig(&self) -> &Rig {
        &self.rig
    }

    fn plant(&self) {
        if self.remake {
            let made = self.seal(&[]).output().unwrap();
            assert!(made.status.success(), "{made:?}");
            fs::remove_file(self.rig.path("out/見本.003.age")).unwrap();
            fs::remove_file(self.rig.path("out/見本.005.age")).unwrap();
        }
    }

    fn command(&self) -> Command {
        self.seal(if self.remake { &["--remake"] } else { &[] })
    }

    fn clear(&self) {
        fs::remove_dir_all(self.rig.path("out")).unwrap();
        fs::create_dir(self.rig.path("out")).unwrap();
    }

    fn died(&self, before: &Before<'_>, fate: Fate) {
        let whole = || {
            let _ = self.rig.run(["verify", "out/見本.age"]).ok();
            let _ = self.rig.run_unlocked(["open", "out/見本.age", "-d", "取出", "--no-receipt"]).ok();
            assert_eq!(content(&self.rig.path("取出/資料")), content(&self.rig.path("資料")));
            fs::remove_dir_all(self.rig.path("取出")).unwrap();
        };
        let complete =
            self.stands() && (1..=9).all(|n| self.rig.path(format!("out/見本.{n:03}.age")).exists());
        assert!(complete || fate == Fate::Killed, "{fate:?}");
        self.rig.ledger_holds();
        if complete {
            assert!(self.rig.path("out/見本.note.json.sig").exists());
            whole();
        } else {
            let outputs = self.files();
            let told = before.all_named(&outputs.iter().map(PathBuf::as_path).collect::<Vec<_>>());
            let workshop = self.rig.path("out/.見本.age.azukari-volumes");
            assert!(!workshop.exists() || !told.is_silent(), "{told:?}");
            // The same command goes on, and makes it whole.
            self.again();
            whole();
        }
        let told = before.all_named(&self.files().iter().map(PathBuf::as_path).collect::<Vec<_>>());
        before.tidy(told, &self.files().iter().map(PathBuf::as_path).collect::<Vec<_>>());
        self.clear();
    }
}

fn at_random_moments(work: &SealingVolumes, kills: u32) {
    work.whole();
    let whole = work.whole().mul_f64(1.1);
    let kill = |moment| work.round(&mut |command, log| killed_after(command, log, moment));
    let fates: Vec<Fate> = moments(work.name(), kills, whole).into_iter().map(kill).collect();
    landed(work.name(), &fates);
}

#[test]
fn sealing_in_volumes() {
    let work = SealingVolumes::new(false);
    at_random_moments(&work, 15);
    let (first, last) = (work.rig.path("out/見本.001.age"), work.rig.path("out/見本.009.age"));
    for turn in [first, last, work.rig.path("out/見本.note.json")] {
        let fate = work.round(&mut |command, log| killed_when(command, log, |_| turn.exists()));
        tell(format!("{}: {fate:?}", turn.display()));
    }
}

#[test]
fn making_volumes_again() {
    let work = SealingVolumes::new(true);
    at_random_moments(&work, 10);
    let back = work.rig.path("out/.見本.age.azukari-volumes/見本.key.age");
    for _ in 0..3 {
        let fate = work.round(&mut |command, log| killed_when(command, log, |_| back.exists()));
        tell(format!("key taken back: {fate:?}"));
    }
}
