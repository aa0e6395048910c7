//! Nothing of a disk is left behind, however its test ends.

use crate::rig::{BadSectorDisk, BadSectors, Disk, FaultyDisk, LoopDisk, ready};
use rustix::io::Errno;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const MIB: u64 = 1 << 20;

/// What there is on this machine of a disk with this folder: loop devices, mounts, programs, files.
fn traces(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let loops = Command::new("losetup").arg("--all").output().unwrap().stdout;
    let lists = [String::from_utf8(loops).unwrap(), fs::read_to_string("/proc/mounts").unwrap()];
    let lines = lists.iter().flat_map(|list| list.lines()).map(str::to_owned);
    let processes = fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path().join("cmdline"));
    let programs = processes.filter_map(|path| fs::read_to_string(path).ok());
    let files = Path::new(folder).exists().then(|| folder.to_owned());
    lines.chain(programs).filter(|line| line.contains(folder)).chain(files).collect()
}

#[test]
fn nothing_is_left_behind_even_after_a_panic() {
    let test = "nothing_is_left_behind_even_after_a_panic";
    let bad = BadSectors { on_write: vec![1], on_read: vec![], read_errno: Errno::IO };
    let (Some(plain), Some(bad), Some(faulty), Some(gone)) = (
        LoopDisk::new(test, 8 * MIB),
        BadSectorDisk::new(test, 8 * MIB, &bad),
        FaultyDisk::new(test, 8 * MIB, &[]),
        FaultyDisk::new(test, 8 * MIB, &[]),
    ) else {
        return;
    };
    // One whose file has died, and whose device is called otherwise since.
    let dead = Command::new("umount").args(["-f", "-l"]).arg(gone.folder().join("served")).status();
    assert!(dead.unwrap().success() && gone.flush().is_err());
    // In use, they could not go.
    plain.stack();
    let swap = LoopDisk::new(test, 8 * MIB).unwrap();
    swap.swap_on();
    let folders =
        [plain.folder(), bad.folder(), faulty.folder(), gone.folder(), swap.folder()].map(Path::to_owned);
    // Of all a loop device and files, of some a mount and a program.
    for (folder, least) in folders.iter().zip([2, 4, 3, 1, 2]) {
        assert!(traces(folder).len() >= least, "{:?}", traces(folder));
    }
    // By its name the dead one would not be found: the number of a device counts on when it is detached.
    let sequence = Path::new("/sys/block").join(gone.node().file_name().unwrap()).join("diskseq");
    let before = fs::read_to_string(&sequence).unwrap();
    let panicked = std::thread::spawn(move || {
        let _disks = (plain, bad, faulty, gone, swap);
        panic!("as a test does");
    });
    assert!(panicked.join().is_err());
    for folder in &folders {
        assert_eq!(traces(folder), Vec::<String>::new());
    }
    assert_ne!(fs::read_to_string(&sequence).unwrap(), before);
}

#[test]
fn nothing_is_left_behind_after_kill_9() {
    let test = "nothing_is_left_behind_after_kill_9";
    if !ready(test, &["losetup"]) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    // Another test of this program, killed while a request of its `dd` is on the way to a disk that it serves itself.
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "rig_tests::a_slow_disk_takes_its_time"]).env("TMPDIR", home.path());
    let mut victim = command.stdout(Stdio::null()).spawn().unwrap();
    let found = |wanted: &str| traces(home.path()).iter().any(|line| line.contains(wanted));
    let wait = |done: &dyn Fn() -> bool| {
        let start = Instant::now();
        while !done() {
            assert!(start.elapsed() < Duration::from_secs(20), "{:?}", traces(home.path()));
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait(&|| found("/dev/loop"));
    std::thread::sleep(Duration::from_millis(500));
    assert!(found("/dev/loop"), "it ended too soon");
    victim.kill().unwrap();
    victim.wait().unwrap();
    wait(&|| fs::read_dir(home.path()).unwrap().count() == 0);
    // The folder of this test itself is all that there is.
    assert_eq!(traces(home.path()).len(), 1, "{:?}", traces(home.path()));
}
