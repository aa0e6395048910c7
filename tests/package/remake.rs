//! A volume that was lost or went bad is made again, alone, from the same sources; whatever else happens, what stood stands.

use crate::rig::{Keys, bytes, content, journal_of, listing};
use azukari::model::{Algorithms, Fault as _};
use azukari::package::{PackageError, forget_volumes};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const MIB: u64 = 1 << 20;

struct Room {
    folder: tempfile::TempDir,
    keys: Keys,
}

impl Room {
    /// A package in four volumes that stands.
    fn new() -> Self {
        let room = Self { folder: tempfile::tempdir().unwrap(), keys: Keys::new() };
        fs::create_dir(room.at("資料")).unwrap();
        fs::create_dir(room.at("out")).unwrap();
        fs::write(room.at("資料/a.bin"), bytes(3 << 20, 1)).unwrap();
        fs::write(room.at("資料/b.csv"), bytes(300_000, 2)).unwrap();
        let sealed = room.keys.seal_in(&[room.at("資料")], &room.target(), Algorithms::default(), Some(MIB));
        sealed.unwrap().commit(&room.target()).unwrap();
        room
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn target(&self) -> PathBuf {
        self.at("out/見本.age")
    }

    fn remake(&self) -> Result<usize, PackageError> {
        let sealed = self.keys.remake(&[self.at("資料")], &self.target(), MIB)?;
        let kept = sealed.kept;
        sealed.commit(&self.target())?;
        Ok(kept)
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let read = |name: PathBuf| (name.clone(), fs::read(self.at("out").join(name)).unwrap());
        listing(&self.at("out")).into_iter().map(read).collect()
    }

    fn opens(&self) {
        self.keys.open(&self.target(), &self.at("opened")).unwrap();
        assert!(content(&self.at("opened/資料")) == content(&self.at("資料")));
        fs::remove_dir_all(self.at("opened")).unwrap();
    }
}

#[test]
fn only_what_is_lost_or_bad_is_made_again() {
    let room = Room::new();
    let before = room.files();
    assert_eq!(room.remake().unwrap_err().code(), "volume-nothing-to-remake");
    assert!(room.files() == before);
    let (lost, bad) = (Path::new("見本.002.age"), Path::new("見本.004.age"));
    fs::remove_file(room.at("out").join(lost)).unwrap();
    let mut bytes = before[bad].clone();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(room.at("out").join(bad), bytes).unwrap();
    assert_eq!(room.remake().unwrap(), 2);
    let after = room.files();
    assert!(after.keys().eq(before.keys()), "{:?}", after.keys());
    for (name, bytes) in &after {
        assert_eq!(bytes == &before[name], name != lost && name != bad, "{}", name.display());
    }
    room.opens();
    // And once more: what was made again counts now.
    fs::remove_file(room.at("out").join(lost)).unwrap();
    assert_eq!(room.remake().unwrap(), 3);
    room.opens();
    assert_eq!(room.remake().unwrap_err().code(), "volume-nothing-to-remake");
}

#[test]
fn other_sources_make_nothing_and_what_stood_stands() {
    let room = Room::new();
    let lost = room.at("out/見本.002.age");
    fs::remove_file(&lost).unwrap();
    let before = room.files();
    // The same size and time, another content: found when it is read.
    let source = room.at("資料/a.bin");
    let was = fs::read(&source).unwrap();
    let time = fs::metadata(&source).unwrap().modified().unwrap();
    let put = |bytes: &[u8]| {
        fs::write(&source, bytes).unwrap();
        fs::File::options().write(true).open(&source).unwrap().set_modified(time).unwrap();
    };
    let mut changed = was.clone();
    changed[2 << 20] ^= 1;
    put(&changed);
    assert_eq!(room.remake().unwrap_err().code(), "source-changed");
    assert!(room.files() == before);
    // Another size: told before anything is read.
    fs::write(&source, b"x").unwrap();
    assert_eq!(room.remake().unwrap_err().code(), "volume-nothing-to-remake-from");
    assert!(room.files() == before);
    put(&was);
    assert_eq!(room.remake().unwrap(), 3);
    room.opens();
}

#[test]
fn what_is_not_ours_is_not_removed_and_a_lost_key_is_told() {
    let room = Room::new();
    let volume = room.at("out/見本.001.age");
    fs::write(&volume, "somebody else's").unwrap();
    let before = room.files();
    assert_eq!(room.remake().unwrap_err().code(), "target-exists");
    assert!(room.files() == before);
    let key = room.at("out/見本.key.age");
    fs::rename(&key, room.at("key")).unwrap();
    assert_eq!(room.remake().unwrap_err().code(), "volume-key-lost");
    fs::rename(room.at("key"), key).unwrap();
    fs::remove_file(volume).unwrap();
    assert_eq!(room.remake().unwrap(), 3);
    room.opens();
}

/// A run that died while it took the package back: the key and some volumes lie in the workshop.
#[test]
fn a_run_that_died_is_gone_on_with() {
    let room = Room::new();
    fs::remove_file(room.at("out/見本.003.age")).unwrap();
    let workshop = azukari::package::volume_workshop(&room.target());
    fs::create_dir(&workshop).unwrap();
    for name in ["見本.key.age", "見本.001.age"] {
        fs::rename(room.at("out").join(name), workshop.join(name)).unwrap();
    }
    assert_eq!(room.remake().unwrap(), 3);
    assert!(!workshop.exists());
    room.opens();
}

/// What has arrived is not made again: the journal goes with it, and no other.
#[test]
fn the_journal_goes_when_the_package_has_arrived() {
    let room = Room::new();
    let package = azukari::package::list(&room.target(), &room.keys.identities()).unwrap().manifest.package;
    let work = room.at("work");
    fs::create_dir(&work).unwrap();
    let journal = work.join("volumes-0011.jsonl");
    fs::copy(journal_of(&room.target()), &journal).unwrap();
    forget_volumes(&work, &"0".repeat(32));
    assert!(journal.exists());
    forget_volumes(&work, &package);
    assert!(!journal.exists());
}
