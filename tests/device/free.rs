//! Free space: what lay there is gone as far as the certificate says, files that are there are not touched, and a disk is never left
//! full.

use crate::office::{Office, Ran, words};
use crate::rig::{Access, Disk, Fault, FaultyDisk, LoopDisk, mount_by, ready, run, skipped, tell};
use rustix::fs::statvfs;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const MIB: u64 = 1 << 20;
const EXT4: &[&str] = &["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,nodiscard"];
const MOUNT: &[&str] = &["mount"];
/// What every line of content that is deleted begins with: as that of the old data of the rig.
const LINE: &str = "azukari old data, LBA";

/// Bytes free, by the system's word.
fn free(root: &Path) -> u64 {
    let told = statvfs(root).unwrap();
    told.f_bfree * told.f_frsize
}

/// Fills a file system with old content to its last block, and deletes that. How many bytes it was.
fn delete_old_content(root: &Path) -> u64 {
    let path = root.join("deleted");
    let script = format!("yes '{LINE}         7' | head -c 4G > {}; sync", path.display());
    let _full = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status().unwrap();
    let bytes = path.metadata().unwrap().len();
    fs::remove_file(&path).unwrap();
    run(Command::new("sync").arg("-f").arg(root));
    bytes
}

/// A file that is to stay, and what is in it.
fn keep(root: &Path) -> (PathBuf, Vec<u8>) {
    let (path, content) = (root.join("残すもの.txt"), "残す内容".repeat(20_000).into_bytes());
    fs::write(&path, &content).unwrap();
    run(Command::new("sync").arg("-f").arg(root));
    (path, content)
}

fn unmount(root: &Path) {
    run(Command::new("umount").arg(root));
}

/// Bytes of blocks of the raw disk in which old content is.
fn old_bytes(disk: &dyn Disk) -> u64 {
    disk.old_lbas().iter().map(|range| (range.end - range.start) * 512).sum()
}

fn fill(office: &Office, root: &Path, options: &[&str]) -> Ran {
    Ran::of(office.command(["--yes", "wipe", "free"]).arg(root).args(options))
}

/// The body of the certificate, after `azukari verify` of its record and of the ledger.
#[track_caller]
fn certified(office: &Office, ran: &Ran) -> Value {
    let last = ran.last();
    let record = last["record"].as_str().unwrap_or_else(|| panic!("no record: {last}\n{}", ran.stderr));
    assert_eq!(office.run(["verify", record]).exits(0).last()["trust"], "good");
    assert_eq!(office.run(["ledger", "verify"]).exits(0).last()["trust"], "good");
    let record: Value = serde_json::from_slice(&fs::read(office.path(record)).unwrap()).unwrap();
    assert_eq!(record["schema"], "azukari/free-space-certificate/1");
    assert_eq!(record["body"]["verdict"], last["verdict"]);
    record["body"].clone()
}

/// Nothing of a filling lies there.
#[track_caller]
fn assert_clean(root: &Path) {
    let names = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| name.to_string_lossy().starts_with(".azukari-free-")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Fills a file system made and mounted so, and looks for the old content on the raw disk afterwards. `all` says whether all that
/// is left lies in what the system calls free; else the certificate must say that the file system keeps more.
#[track_caller]
fn reaches(test: &str, bytes: u64, make: &[&str], mount: &[&str], all: bool) {
    if !ready(test, &[make[0], mount[0]]) {
        return;
    }
    let Some(disk) = LoopDisk::new(test, bytes) else { return };
    let office = Office::new();
    let root = mount_by(&disk, make, mount);
    let (path, content) = keep(&root);
    let old = delete_old_content(&root);
    let before = free(&root);
    let ran = fill(&office, &root, &[]).exits(4);
    let body = certified(&office, &ran);
    assert_clean(&root);
    assert_eq!(fs::read(&path).unwrap(), content);
    let after = free(&root);
    assert!(after.abs_diff(before) < bytes / 50, "free before {before}, after {after}");
    assert_eq!((&body["verdict"], &body["stop"]), (&"unknown".into(), &"full".into()), "{body}");
    assert_eq!(body["read_back"]["equal"], body["written"]["bytes"]);
    assert!(words(&body["reasons"]).contains(&"place"), "{body}");
    unmount(&root);
    let left = old_bytes(&disk);
    let told = body["room"]["full"]["free"].as_u64().unwrap();
    tell(format!(
        "{test}: of {old} bytes of old content {left} are left, {told} told as free and not reached"
    ));
    assert!(left * 5 < old, "{left} of {old}");
    if all {
        // A block of the disk may be larger than what is counted here.
        assert!(left <= told, "{left} left, {told} told: {body}");
    } else {
        assert!(left <= told || words(&body["limits"]).contains(&"file_system_reserve"), "{left}: {body}");
    }
}

#[test]
fn deleted_content_is_gone_from_ext4_but_for_what_is_told() {
    reaches("deleted_content_is_gone_from_ext4_but_for_what_is_told", 200 * MIB, EXT4, MOUNT, true);
}

#[test]
fn deleted_content_is_gone_from_xfs_but_for_what_it_keeps() {
    let test = "deleted_content_is_gone_from_xfs_but_for_what_it_keeps";
    reaches(test, 320 * MIB, &["mkfs.xfs", "-q", "-f", "-K"], MOUNT, false);
}

#[test]
fn deleted_content_is_gone_from_btrfs_but_for_what_it_keeps() {
    let test = "deleted_content_is_gone_from_btrfs_but_for_what_it_keeps";
    reaches(test, 300 * MIB, &["mkfs.btrfs", "-q", "-f", "-K"], MOUNT, false);
}

#[test]
fn deleted_content_is_gone_from_fat_and_exfat() {
    let test = "deleted_content_is_gone_from_fat_and_exfat";
    let kernel = fs::read_to_string("/proc/filesystems").unwrap();
    if kernel.contains("vfat") {
        // Longer than one filling file.
        reaches(test, 1100 * MIB, &["mkfs.vfat", "-F", "32"], MOUNT, true);
    } else {
        tell(format!("SKIPPED {test}: this kernel has no vfat"));
    }
    if Path::new("/usr/sbin/mount.exfat-fuse").exists() && Path::new("/dev/fuse").exists() {
        reaches(test, 64 * MIB, &["mkfs.exfat"], &["mount.exfat-fuse"], true);
    } else {
        skipped(test, "there is no exfat-fuse");
    }
}

#[test]
fn an_ordinary_user_is_told_what_is_kept_for_the_administrator() {
    let test = "an_ordinary_user_is_told_what_is_kept_for_the_administrator";
    if !ready(test, &["setpriv"]) {
        return;
    }
    let Some(disk) = LoopDisk::new(test, 100 * MIB) else { return };
    let office = Office::new();
    let root = mount_by(&disk, EXT4, MOUNT);
    let old = delete_old_content(&root);
    run(Command::new("chown").args(["-R", "65534:65534"]).args([office.path("."), root.clone()]));
    let program = office.command(["--yes", "wipe", "free"]);
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program.get_program());
    command.args(program.get_args()).arg(&root).current_dir(office.path(".")).stdin(Stdio::null());
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    // Programs below a folder that only the administrator may enter cannot be started.
    let mut reached = Command::new("setpriv");
    reached.args(["--reuid=65534", "--clear-groups", "test", "-x"]).arg(program.get_program());
    let reachable = reached.status().unwrap().success();
    if !reachable {
        tell(format!("SKIPPED {test}: an ordinary user cannot start the program here"));
        return;
    }
    let ran = Ran::of(&mut command).exits(4);
    let body = certified(&office, &ran);
    let full = &body["room"]["full"];
    let kept = full["free"].as_u64().unwrap();
    assert_eq!(full["available"], 0);
    assert!(kept * 25 >= full["total"].as_u64().unwrap(), "about five percent: {body}");
    assert!(words(&body["limits"]).contains(&"file_system_reserve"));
    assert!(words(&body["reasons"]).contains(&"not_all_reached"));
    unmount(&root);
    let left = old_bytes(&disk);
    tell(format!(
        "{test}: of {old} bytes of old content {left} are left, {kept} told as free and not reached"
    ));
    assert!(left > 0 && left <= kept, "{left}, {kept}");
}

#[test]
fn what_is_to_stay_free_stays_free_and_is_told() {
    let test = "what_is_to_stay_free_stays_free_and_is_told";
    let Some(disk) = LoopDisk::new(test, 100 * MIB) else { return };
    let office = Office::new();
    let root = mount_by(&disk, EXT4, MOUNT);
    let ran = fill(&office, &root, &["--reserve", "20MiB"]).exits(4);
    let body = certified(&office, &ran);
    let available = body["room"]["full"]["available"].as_u64().unwrap();
    assert!((20 * MIB..22 * MIB).contains(&available), "{body}");
    assert_eq!((&body["stop"], &body["reserve"]), (&"reserve".into(), &(20 * MIB).into()));
    assert!(words(&body["limits"]).contains(&"reserve_left"));
    assert!(words(&body["reasons"]).contains(&"not_all_reached"));
}

#[test]
fn others_who_write_meanwhile_keep_what_they_wrote() {
    let test = "others_who_write_meanwhile_keep_what_they_wrote";
    let Some(disk) = LoopDisk::new(test, 200 * MIB) else { return };
    let office = Office::new();
    let root = mount_by(&disk, EXT4, MOUNT);
    let other = root.join("other");
    // To its end, or until there is no more room.
    let script = format!("yes 'other writer' | head -c 100000000 > {}; sync", other.display());
    let mut writer = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).spawn().unwrap();
    let body = certified(&office, &fill(&office, &root, &[]).exits(4));
    writer.wait().unwrap();
    let content = fs::read(&other).unwrap();
    let line = b"other writer\n";
    assert!(content.chunks(line.len()).all(|found| line.starts_with(found)), "{} bytes", content.len());
    assert!(words(&body["limits"]).contains(&"others_writing"));
    assert_clean(&root);
}

/// A filling under way, with some of it written.
struct UnderWay {
    office: Office,
    disk: LoopDisk,
    root: PathBuf,
    before: u64,
    run: Child,
}

/// On a disk that takes a while to fill.
fn under_way(test: &str) -> Option<UnderWay> {
    let disk = LoopDisk::new(test, 700 * MIB)?;
    let office = Office::new();
    let root = mount_by(&disk, EXT4, MOUNT);
    let before = free(&root);
    let mut command = office.command(["--yes", "wipe", "free"]);
    let run = command.arg(&root).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    let first = || {
        let folder = fs::read_dir(&root)
            .unwrap()
            .flatten()
            .find(|entry| entry.file_name().to_string_lossy().starts_with(".azukari-free-"))?;
        let file = folder.path().join("00000001").metadata().ok()?;
        assert_eq!(folder.metadata().unwrap().mode() & 0o777, 0o700, "for its owner alone");
        (file.len() > 0).then_some(())
    };
    while first().is_none() {
        assert!(Instant::now() < until, "nothing was written");
        std::thread::sleep(Duration::from_millis(2));
    }
    Some(UnderWay { office, disk, root, before, run })
}

fn signal(run: &Child, signal: Signal) {
    kill_process(Pid::from_child(run), signal).unwrap();
}

/// The ids of warnings.
fn warnings(ran: &Ran) -> Vec<String> {
    let objects = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    objects.filter_map(|object| object["code"].as_str().map(str::to_owned)).collect()
}

#[test]
fn ctrl_c_gives_the_room_back_at_once() {
    let Some(UnderWay { office, disk: _disk, root, before, run }) =
        under_way("ctrl_c_gives_the_room_back_at_once")
    else {
        return;
    };
    signal(&run, Signal::INT);
    let asked = Instant::now();
    let ended = run.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(130), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(asked.elapsed() < Duration::from_secs(10));
    assert_clean(&root);
    assert_eq!(free(&root), before);
    // No certificate, and nothing that the ledger still expects.
    assert!(
        !fs::read_dir(office.path("case/documents"))
            .unwrap()
            .flatten()
            .any(|entry| { entry.file_name().to_string_lossy().starts_with("F-") })
    );
    let listed = office.run(["ledger", "list"]).exits(0);
    assert_eq!(warnings(&listed), Vec::<String>::new());
}

#[test]
fn what_a_killed_run_left_is_named_and_removed_by_the_next() {
    let test = "what_a_killed_run_left_is_named_and_removed_by_the_next";
    for with_clean in [true, false] {
        let Some(UnderWay { office, disk: _disk, root, before, mut run }) = under_way(test) else { return };
        signal(&run, Signal::KILL);
        run.wait().unwrap();
        assert!(free(&root) < before, "some of it was written");
        // Every command names it.
        let listed = office.run(["ledger", "list"]).exits(0);
        assert_eq!(warnings(&listed), ["warn-leftover-free", "warn-unfinished"], "{}", listed.stdout);
        assert!(listed.stderr.contains(".azukari-free-") && listed.stderr.contains("--clean"));
        // Also what the ledger expects: it is known by where it lies.
        let expected = listed.last()["unfinished"][0]["subject"].as_str().unwrap().to_owned();
        assert!(Path::new(&expected).starts_with(&root), "{expected}");
        if with_clean {
            // Away, it is neither gone nor forgotten.
            let mounted = fs::read_to_string("/proc/mounts").unwrap();
            let line = mounted.lines().find(|line| line.split(' ').nth(1) == root.to_str()).unwrap();
            let node = line.split(' ').next().unwrap().to_owned();
            unmount(&root);
            assert!(
                warnings(&office.run(["ledger", "list"])).contains(&"warn-leftover-free-away".to_owned())
            );
            let away = office.run(["wipe", "free", "--clean"]).exits(1);
            assert_eq!(away.last()["away"].as_array().unwrap().len(), 1);
            assert!(away.stderr.contains(".azukari-free-"), "{}", away.stderr);
            crate::rig::run(Command::new("mount").arg(node).arg(&root));
            let cleaned = office.run(["wipe", "free", "--clean"]).exits(0);
            assert_eq!(cleaned.last()["removed"].as_array().unwrap().len(), 1);
            assert_clean(&root);
            run_sync(&root);
            assert_eq!(free(&root), before);
            assert_eq!(warnings(&office.run(["ledger", "list"])), ["warn-unfinished"]);
            // The next run on it ends what the ledger expects of the dead one.
            let _body = certified(&office, &fill(&office, &root, &["--reserve", "600MiB"]).exits(4));
            assert_eq!(warnings(&office.run(["ledger", "list"])), Vec::<String>::new());
        } else {
            // Even where nothing notes it any more, as on another computer.
            for entry in fs::read_dir(office.path("keys/work")).unwrap().flatten() {
                fs::remove_file(entry.path()).unwrap();
            }
            let ran = fill(&office, &root, &[]).exits(4);
            let _body = certified(&office, &ran);
            assert_clean(&root);
            assert_eq!(free(&root), before);
            assert_eq!(warnings(&office.run(["ledger", "list"])), Vec::<String>::new());
        }
    }
}

fn run_sync(root: &Path) {
    run(Command::new("sync").arg("-f").arg(root));
}

#[test]
fn what_must_not_be_filled_is_refused() {
    let test = "what_must_not_be_filled_is_refused";
    let Some(disk) = LoopDisk::new(test, 16 * MIB) else { return };
    let office = Office::new();
    let root = mount_by(&disk, EXT4, MOUNT);
    // The running system, by its root, by where azukari keeps its keys, and by where programs keep what they need for a while.
    for path in [Path::new("/"), &office.path("keys"), &std::env::temp_dir()] {
        fill(&office, path, &[]).refused("free-system");
    }
    fill(&office, Path::new("/proc"), &[]).refused("wipe-kernel-view");
    fill(&office, &root.join("missing"), &[]).refused("wipe-not-found");
    let (file, _) = keep(&root);
    fill(&office, &file, &[]).refused("free-not-a-folder");
    fill(&office, &root, &["--reserve", "1G"]).refused("free-no-room");
    // Memory, whatever is allowed.
    let memory = office.path("memory");
    fs::create_dir(&memory).unwrap();
    run(Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&memory));
    let refused =
        std::panic::catch_unwind(|| fill(&office, &memory, &["--fill-system"]).refused("free-memory"));
    unmount(&memory);
    refused.unwrap();
    run(Command::new("mount").args(["-o", "remount,ro"]).arg(&root));
    let before = disk.snapshot();
    fill(&office, &root, &[]).refused("wipe-read-only");
    disk.assert_same(&before);
    run(Command::new("mount").args(["-o", "remount,rw"]).arg(&root));
    assert_clean(&root);
    // An image with holes, for which there is no room where it lies.
    let (image, inner) = (root.join("image"), office.path("inner"));
    fs::File::create_new(&image).unwrap().set_len(100 * MIB).unwrap();
    fs::create_dir(&inner).unwrap();
    run(Command::new(EXT4[0]).args(&EXT4[1..]).arg(&image));
    run(Command::new("mount").args(["-o", "loop"]).args([&image, &inner]));
    let refused = std::panic::catch_unwind(|| fill(&office, &inner, &[]).refused("free-system"));
    unmount(&inner);
    refused.unwrap();
    // Nobody was asked, and nobody said yes.
    let asked = Ran::of(office.command(["wipe", "free"]).arg(&root));
    assert_ne!(asked.code, Some(0));
    assert_clean(&root);
}

#[test]
fn bad_blocks_in_free_space_fail_and_are_told() {
    let test = "bad_blocks_in_free_space_fail_and_are_told";
    let Some(disk) = FaultyDisk::new(test, 64 * MIB, &[]) else { return };
    let office = Office::new();
    let root = mount_by(&disk, EXT4, MOUNT);
    // In the midst, where a new file system has nothing.
    let bad = |range, on| Fault::Fails { range, on, errno: Errno::IO };
    disk.set_faults(&[bad(100_000..100_002, Access::Write), bad(120_000..120_001, Access::Read)]);
    let ran = fill(&office, &root, &[]).exits(7);
    let body = certified(&office, &ran);
    assert_eq!(body["verdict"], "failed");
    let reasons = words(&body["reasons"]);
    assert!(reasons.contains(&"unwritable") && reasons.contains(&"unreadable"), "{reasons:?}");
    let (written, equal) =
        (body["written"]["bytes"].as_u64().unwrap(), body["read_back"]["equal"].as_u64().unwrap());
    // Each cost one block of the file system, or of memory.
    assert_eq!(body["written"]["unwritable"], 4096, "{body}");
    assert_eq!(written - equal, 4096, "{body}");
    let troubles = body["troubles"].as_array().unwrap();
    assert!(troubles.iter().all(|one| one["detail"].as_str().unwrap().contains("os error 5")), "{body}");
    // By a program, for this process serves the disk.
    assert_eq!(run(Command::new("ls").arg("-A").arg(&root)), "lost+found");
    assert_eq!(body["room"]["after"], body["room"]["before"]);
    unmount(&root);
}

#[test]
fn a_disk_that_lies_never_passes() {
    let test = "a_disk_that_lies_never_passes";
    let lies = [Fault::Lies { range: 60_000..60_100 }];
    let Some(disk) = FaultyDisk::new(test, 64 * MIB, &[]) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let root = mount_by(&disk, EXT4, MOUNT);
    disk.set_faults(&lies);
    let ran = fill(&office, &root, &[]).exits(7);
    let record = office.path(ran.last()["record"].as_str().unwrap());
    let record: Value = serde_json::from_slice(&fs::read(record).unwrap()).unwrap();
    assert_eq!(record["body"]["verdict"], "failed");
    assert_eq!(words(&record["body"]["reasons"])[0], "differing", "{}", record["body"]);
    unmount(&root);
}
