//! Packages in volumes: any cut, any loss, any exchange is named; what was made stays; stock programs open them.

use crate::rig::{Keys, bytes, content, have, journal_of, listing};
use azukari::model::{Algorithms, Fault as _, NoProgress};
use azukari::package::{PackageError, VolumeSet, volume_workshop};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

const MIB: usize = 1 << 20;

struct Room {
    folder: tempfile::TempDir,
    keys: Keys,
}

impl Room {
    /// Two long files, some short ones, an empty one.
    fn new() -> Self {
        let room = Self { folder: tempfile::tempdir().unwrap(), keys: Keys::new() };
        let source = room.at("資料");
        fs::create_dir_all(source.join("空")).unwrap();
        fs::write(source.join("a.bin"), bytes(3 * MIB + 17, 1)).unwrap();
        fs::write(source.join("b.txt"), b"").unwrap();
        for number in 0..20 {
            fs::write(source.join(format!("c{number:02}.csv")), bytes(10_000 + number, number)).unwrap();
        }
        fs::write(source.join("d.bin"), bytes(2 * MIB, 2)).unwrap();
        room
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn seal(&self, size: u64) -> Result<usize, PackageError> {
        let target = self.at("out/見本.age");
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        let sealed = self.keys.seal_in(&[self.at("資料")], &target, Algorithms::default(), Some(size))?;
        let kept = sealed.kept;
        sealed.commit(&target)?;
        Ok(kept)
    }

    fn volume(&self, number: u32) -> PathBuf {
        self.at(&format!("out/見本.{number:03}.age"))
    }

    fn open_fails(&self, path: &Path) -> PackageError {
        let error = self.keys.open(path, &self.at("opened")).unwrap_err();
        assert!(!self.at("opened").exists());
        error
    }
}

#[test]
fn any_file_of_the_set_opens_it() {
    let room = Room::new();
    room.seal(MIB as u64).unwrap();
    let names = listing(&room.at("out"));
    assert_eq!(names.len(), 7, "{names:?}");
    for volume in &names {
        let path = room.at("out").join(volume);
        assert!(fs::metadata(&path).unwrap().len() <= MIB as u64);
        let target = room.at("opened");
        let staged = room.keys.open(&path, &target).unwrap();
        assert_eq!(staged.volumes.len(), 6);
        assert_eq!(content(&target.join("資料")), content(&room.at("資料")), "{}", path.display());
        fs::remove_dir_all(&target).unwrap();
    }
    room.keys.open(&room.at("out/見本.age"), &room.at("opened")).unwrap();
    let listing = azukari::package::list(&room.volume(3), &room.keys.identities()).unwrap();
    assert_eq!(listing.entries.len(), 25);
}

/// Whoever records the volumes today must not read them by the key of the volumes tomorrow.
#[test]
fn the_key_of_the_volumes_is_as_strong_as_the_recipients() {
    let room = Room::new();
    let identity = azukari::crypt::HybridIdentity::generate().unwrap();
    let target = room.at("out/見本.age");
    fs::create_dir_all(room.at("out")).unwrap();
    let (recipient, never) = (identity.to_public().to_string(), AtomicBool::new(false));
    let paths = [room.at("資料")];
    let sealed = room.keys.seal_watched(
        &recipient,
        &paths,
        &target,
        Algorithms::default(),
        Some(MIB as u64),
        &NoProgress,
        &never,
    );
    sealed.unwrap().commit(&target).unwrap();
    for name in listing(&room.at("out")) {
        let file = fs::read(room.at("out").join(&name)).unwrap();
        let header = String::from_utf8_lossy(&file[..300]).into_owned();
        assert!(
            header.contains("-> mlkem768x25519 ") && !header.contains("-> X25519 "),
            "{name:?}: {header}"
        );
    }
    let mut identities = azukari::crypt::Identities::new();
    identities.add_text(&identity.to_text()).unwrap();
    crate::rig::open_with(&identities, &room.volume(2), &room.at("opened")).unwrap();
    assert_eq!(content(&room.at("opened/資料")), content(&room.at("資料")));
}

#[test]
fn stock_programs_open_it_by_hand() {
    let room = Room::new();
    if !have("age", "volumes: stock age") {
        return;
    }
    room.seal(2 * MIB as u64).unwrap();
    fs::write(room.at("key.txt"), room.keys.secret()).unwrap();
    let line = "mkdir opened && age -d -i key.txt out/見本.key.age > k.txt && \
                for v in out/見本.[0-9]*.age; do age -d -i k.txt \"$v\"; done | tar x -C opened && \
                cd opened/見本 && sha256sum -c --quiet manifest-sha256.txt && sha256sum -c --quiet tagmanifest-sha256.txt";
    let done =
        Command::new("bash").args(["-o", "pipefail", "-ec", line]).current_dir(room.folder.path()).status();
    assert!(done.unwrap().success());
    assert_eq!(content(&room.at("opened/見本/data/資料")), content(&room.at("資料")));
}

#[test]
fn missing_exchanged_doubled_and_foreign_volumes_are_named() {
    let room = Room::new();
    room.seal(MIB as u64).unwrap();
    let (first, second, third) = (room.volume(1), room.volume(2), room.volume(3));
    let kept = fs::read(&second).unwrap();
    let code = |path: &Path, named: &str| {
        let error = room.open_fails(path);
        let facts = format!("{:?}", error.facts());
        assert!(facts.contains(named), "{facts}");
        error.code()
    };
    fs::remove_file(&second).unwrap();
    fs::remove_file(room.at("out/見本.key.age.gone")).unwrap_err();
    assert_eq!(code(&first, "見本.002.age"), "volume-missing");
    fs::copy(&third, &second).unwrap();
    assert_eq!(code(&first, "見本.002.age"), "volume-exchanged");
    fs::write(&second, &kept[..100]).unwrap();
    assert_eq!(code(&first, "見本.002.age"), "header-cut-short");
    // A volume of another package of the same name.
    let other = Room::new();
    other.seal(MIB as u64).unwrap();
    fs::copy(other.volume(2), &second).unwrap();
    assert_eq!(code(&first, "見本.002.age"), "volume-foreign");
    fs::write(&second, &kept).unwrap();
    fs::copy(&third, room.volume(7)).unwrap();
    assert_eq!(code(&first, "見本.007.age"), "volume-foreign");
    fs::remove_file(room.volume(7)).unwrap();
    let key = room.at("out/見本.key.age");
    fs::rename(&key, room.at("key")).unwrap();
    assert_eq!(code(&first, "見本.key.age"), "volume-missing");
    fs::copy(&third, &key).unwrap();
    assert_eq!(code(&first, "見本.key.age"), "volume-exchanged");
    fs::rename(room.at("key"), &key).unwrap();
    room.keys.open(&first, &room.at("opened")).unwrap();
}

/// One bad file does not hide that there is a set, and nothing else is opened in its place.
#[test]
fn a_key_file_that_is_none_does_not_stand_for_the_package() {
    let room = Room::new();
    room.seal(MIB as u64).unwrap();
    let key = room.at("out/見本.key.age");
    fs::write(room.at("other.txt"), b"other").unwrap();
    room.keys.sealed(&[room.at("other.txt")], &room.at("other.age"));
    fs::copy(room.at("other.age"), &key).unwrap();
    for named in ["out/見本.age", "out/見本.001.age", "out/見本.key.age"] {
        assert_eq!(room.open_fails(&room.at(named)).code(), "volume-foreign", "{named}");
    }
    // A volume sealed to another key, with the mark of this package.
    let recipients = azukari::crypt::Recipients::parse([Keys::new().recipient().as_str()]).unwrap();
    let again = Room::new();
    again.seal(MIB as u64).unwrap();
    let mark = azukari::crypt::read_mark(fs::File::open(again.volume(2)).unwrap()).unwrap().unwrap();
    let mut forged = azukari::crypt::seal_marked_header(&recipients, &mark).unwrap().bytes;
    forged.resize(fs::metadata(again.volume(2)).unwrap().len().try_into().unwrap(), 7);
    fs::write(again.volume(2), forged).unwrap();
    assert_eq!(again.open_fails(&again.volume(1)).code(), "volume-foreign");
}

#[test]
fn damage_is_told_with_its_volume() {
    let room = Room::new();
    room.seal(MIB as u64).unwrap();
    let path = room.volume(4);
    let whole = fs::read(&path).unwrap();
    for at in [400, whole.len() / 2, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        fs::write(&path, &flipped).unwrap();
        let error = room.open_fails(&room.volume(1));
        assert!(format!("{:?}", error.facts()).contains("見本.004.age"), "{at}: {error:?}");
        assert_eq!(error.class(), azukari::model::FaultClass::Bad, "{at}");
    }
    for length in [0, 10, 300, 65_552, whole.len() - 1, whole.len() + 5] {
        let mut cut = whole.clone();
        cut.resize(length, 7);
        fs::write(&path, &cut).unwrap();
        let error = room.open_fails(&room.volume(1));
        assert!(format!("{:?}", error.facts()).contains("見本.004.age"), "{length}: {error:?}");
        assert_eq!(error.class(), azukari::model::FaultClass::Bad, "{length}");
    }
}

/// Whatever was complete when a run ended stays; the next run makes only the rest; and what it makes is one package.
#[test]
fn an_interrupted_run_is_gone_on_with_at_a_volume() {
    let room = Room::new();
    let target = room.at("out/見本.age");
    fs::create_dir_all(room.at("out")).unwrap();
    // Runs that end after one, two, three … volumes.
    let mut kept_before = 0;
    for stop_after in 1..=4_u64 {
        let error =
            room.keys.seal_until(&[room.at("資料")], &target, MIB as u64, stop_after * 900_000).unwrap_err();
        assert_eq!(error.code(), "interrupted");
        let inside = listing(&volume_workshop(&target));
        assert!(inside.iter().all(|name| name.extension().is_some_and(|extension| extension == "age")));
        assert_eq!(fs::read_dir(room.at("out")).unwrap().count(), usize::from(!inside.is_empty()));
        if inside.is_empty() {
            continue;
        }
        let journal = fs::read_to_string(journal_of(&target)).unwrap();
        let done = journal.lines().filter(|line| line.starts_with("{\"volume\"")).count();
        assert!(done >= kept_before, "{done} {kept_before}");
        kept_before = done;
    }
    assert!(kept_before > 0);
    // A volume that went bad meanwhile is made again, alone.
    let first = volume_workshop(&target).join("見本.001.age");
    let mut bad = fs::read(&first).unwrap();
    bad[5000] ^= 1;
    fs::write(&first, &bad).unwrap();
    assert_eq!(room.seal(MIB as u64).unwrap(), kept_before - 1);
    assert!(!volume_workshop(&target).exists());
    let staged = room.keys.open(&room.volume(1), &room.at("opened")).unwrap();
    assert_eq!(content(&room.at("opened/資料")), content(&room.at("資料")));
    assert_eq!(VolumeSet::find(&room.volume(2)).unwrap().unwrap().volumes.len(), staged.volumes.len());
}

/// A source that changed although size and time are the same is found where any of it must be read again; then nothing stays
/// that anybody could go on with, and the next run begins anew.
#[test]
fn other_sources_do_not_go_on_with_it_and_a_changed_source_is_named() {
    let room = Room::new();
    let target = room.at("out/見本.age");
    fs::create_dir_all(room.at("out")).unwrap();
    let begin = || room.keys.seal_until(&[room.at("資料")], &target, MIB as u64, 3_900_000).unwrap_err();
    begin();
    let path = room.at("資料/a.bin");
    let (whole, time) = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    let put = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    };
    let journal = fs::read_to_string(journal_of(&target)).unwrap();
    assert!(journal.lines().any(|line| line.starts_with("{\"file\"")), "{journal}");
    // A volume in its middle is lost, and its beginning changed: what is made anew must not be mixed with what stays.
    let mut changed = whole.clone();
    changed[7] ^= 1;
    fs::remove_file(volume_workshop(&target).join("見本.002.age")).unwrap();
    put(&changed);
    assert_eq!(room.seal(MIB as u64).unwrap_err().code(), "source-changed");
    assert!(!volume_workshop(&target).exists() && !journal_of(&target).exists());
    put(&whole);
    assert_eq!(room.seal(MIB as u64).unwrap(), 0);
    room.keys.open(&room.volume(1), &room.at("opened")).unwrap();
    for name in listing(&room.at("out")) {
        fs::remove_file(room.at("out").join(name)).unwrap();
    }
    // Another size: these are other sources, and what is there is not touched.
    begin();
    fs::write(&path, b"shorter").unwrap();
    let before = listing(&volume_workshop(&target));
    assert_eq!(room.seal(MIB as u64).unwrap_err().code(), "volume-unfinished-other");
    assert_eq!(listing(&volume_workshop(&target)), before);
    fs::remove_dir_all(volume_workshop(&target)).unwrap();
    assert_eq!(room.seal(MIB as u64).unwrap(), 0);
}

/// The middle volume of a file is made anew, and the file changed there: it is told before that volume is complete, and nothing
/// stays that a later run could take for whole.
#[test]
fn a_volume_made_of_a_changed_source_does_not_stay() {
    let room = Room::new();
    let target = room.at("out/見本.age");
    fs::create_dir_all(room.at("out")).unwrap();
    room.keys.seal_until(&[room.at("資料")], &target, MIB as u64, 3_900_000).unwrap_err();
    let path = room.at("資料/a.bin");
    let (whole, time) = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    let mut changed = whole.clone();
    changed[3 * MIB / 2] ^= 1;
    fs::write(&path, &changed).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    fs::remove_file(volume_workshop(&target).join("見本.002.age")).unwrap();
    assert_eq!(room.seal(MIB as u64).unwrap_err().code(), "source-changed");
    assert!(!volume_workshop(&target).exists() && !journal_of(&target).exists());
    // Begun anew, with the file as it is now.
    assert_eq!(room.seal(MIB as u64).unwrap(), 0);
    room.keys.open(&room.volume(1), &room.at("opened")).unwrap();
    assert_eq!(content(&room.at("opened/資料")), content(&room.at("資料")));
}

/// Names are given at the very end, the key last: a run that died between two of them is gone on with.
#[test]
fn volumes_that_had_their_names_already_are_brought_back() {
    let room = Room::new();
    let target = room.at("out/見本.age");
    fs::create_dir_all(room.at("out")).unwrap();
    let paths = [room.at("資料")];
    let sealed = room.keys.seal_in(&paths, &target, Algorithms::default(), Some(MIB as u64)).unwrap();
    let count = sealed.volumes.len();
    for volume in &sealed.volumes[..3] {
        fs::rename(volume_workshop(&target).join(&volume.name), room.at("out").join(&volume.name)).unwrap();
    }
    // As if killed: the volumes stay, the lock is gone.
    drop(sealed);
    assert_eq!(room.seal(MIB as u64).unwrap(), count);
    room.keys.open(&room.volume(1), &room.at("opened")).unwrap();
    assert_eq!(content(&room.at("opened/資料")), content(&room.at("資料")));
}

/// The beginning of a file lies sealed in a volume that stays; size and time are the same, the content is not.
#[test]
fn a_file_whose_beginning_changed_meanwhile_does_not_go_on() {
    let room = Room::new();
    let target = room.at("out/見本.age");
    fs::create_dir_all(room.at("out")).unwrap();
    room.keys.seal_until(&[room.at("資料")], &target, MIB as u64, 2_100_000).unwrap_err();
    let journal = fs::read_to_string(journal_of(&target)).unwrap();
    let lines = |kind: &str| journal.lines().filter(|line| line.starts_with(kind)).count();
    assert!(lines("{\"volume\"") > 0 && lines("{\"part\"") > 0, "{journal}");
    assert!(!journal.contains("{\"file\":{\"entry\":2,"), "{journal}");
    let path = room.at("資料/a.bin");
    let (whole, time) = (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap());
    let put = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    };
    let mut changed = whole.clone();
    changed[100] ^= 1;
    put(&changed);
    assert_eq!(room.seal(MIB as u64).unwrap_err().code(), "source-changed");
    put(&whole);
    assert_eq!(room.seal(MIB as u64).unwrap(), 0, "begun anew");
    room.keys.open(&room.volume(1), &room.at("opened")).unwrap();
    assert_eq!(content(&room.at("opened/資料")), content(&room.at("資料")));
}

#[test]
fn sizes_that_cannot_be_are_refused() {
    let room = Room::new();
    assert_eq!(room.seal(1000).unwrap_err().code(), "volume-too-small");
    assert_eq!(listing(&room.at("out")), Vec::<PathBuf>::new());
    fs::write(room.at("out/見本.002.age"), b"x").unwrap();
    assert_eq!(room.seal(MIB as u64).unwrap_err().code(), "target-exists");
    assert_eq!(listing(&room.at("out")).len(), 1);
}
