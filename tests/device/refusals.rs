//! What must not be wiped: each refused with exit 5, and the disk is byte by byte as it was.

use crate::office::{CONTRACT, Office, Plan};
use crate::rig::{Disk, LoopDisk, run};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const MIB: u64 = 1 << 20;
const BYTES: u64 = 16 * MIB;

/// A disk of old data, and its plan.
fn planned(test: &str) -> Option<(Office, LoopDisk, Plan)> {
    let disk = LoopDisk::new(test, BYTES)?;
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    Some((office, disk, plan))
}

/// Asserts that neither a new plan nor the run of `plan` touches the disk as it is now, both refused for `code`.
#[track_caller]
fn neither_planned_nor_wiped(office: &Office, disk: &LoopDisk, plan: &Plan, code: &str) {
    let before = disk.snapshot();
    let (ran, path) = office.try_plan(&[disk.node()], &[]);
    ran.refused(code);
    assert!(!path.exists());
    office.wipe(plan).refused(code);
    disk.assert_same(&before);
    assert_eq!(office.journals(), Vec::<std::path::PathBuf>::new());
}

/// Asserts that the run of `plan` alone is refused.
#[track_caller]
fn not_wiped(office: &Office, disk: &LoopDisk, command: &mut Command, code: &str) {
    let before = disk.snapshot();
    crate::office::Ran::of(command).refused(code);
    disk.assert_same(&before);
    assert_eq!(office.journals(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn planning_changes_nothing() {
    let Some(disk) = LoopDisk::new("planning_changes_nothing", BYTES) else { return };
    disk.fill_with_old_data();
    let before = disk.snapshot();
    let office = Office::new();
    office.plan(&[&disk], &["--pattern", "zeros", "--passes", "3", "--verify", "none"]);
    disk.assert_same(&before);
    let path = office.path("plan-0.json");
    // By what means, and that nobody could ask a loop device for erases of its own.
    let plan: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let device = &plan["devices"][0];
    assert_eq!(device["technique"], "overwrite");
    assert_eq!(device["drive_erases"], serde_json::json!({ "state": "not_checked", "why": "not-physical" }));
    // And a plan that is there is not written over.
    let there = fs::read(&path).unwrap();
    let node = disk.node().to_str().unwrap();
    let _failed = office.run(["wipe", "plan", node, "-o", path.to_str().unwrap()]).exits(1);
    assert_eq!(fs::read(&path).unwrap(), there);
}

#[test]
fn a_mounted_disk() {
    let Some((office, disk, plan)) = planned("a_mounted_disk") else { return };
    let root = disk.mount(&["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0"]);
    fs::write(root.join("見本.txt"), "見本").unwrap();
    // What is on its way to it comes down before.
    run(Command::new("sync").arg("-f").arg(&root));
    neither_planned_nor_wiped(&office, &disk, &plan, "wipe-medium-in-use");
}

#[test]
fn a_disk_that_is_swapped_on() {
    let Some((office, disk, plan)) = planned("a_disk_that_is_swapped_on") else { return };
    disk.swap_on();
    neither_planned_nor_wiped(&office, &disk, &plan, "wipe-medium-in-use");
}

#[test]
fn a_disk_below_another() {
    let Some((office, disk, plan)) = planned("a_disk_below_another") else { return };
    // The kernel would open it for us alone all the same: nothing is mounted.
    disk.stack();
    neither_planned_nor_wiped(&office, &disk, &plan, "wipe-medium-in-use");
}

#[test]
fn a_disk_that_a_program_has_open() {
    let test = "a_disk_that_a_program_has_open";
    let Some(disk) = LoopDisk::new(test, BYTES) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    // To read, and without a claim: the kernel would open it for us alone all the same.
    let open = std::fs::File::open(disk.node()).unwrap();
    let mut reader = Command::new("sleep").arg("600").stdin(Stdio::from(open)).spawn().unwrap();
    let (ran, path) = office.try_plan(&[disk.node()], &[]);
    let ran = ran.exits(0);
    assert!(ran.stdout.contains("warn-wipe-medium-open-by"), "{}", ran.stdout);
    let who = format!("sleep ({})", reader.id());
    assert!(ran.stdout.contains(&who), "{}", ran.stdout);
    let written: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let word = written["devices"][0]["confirm"].as_str().unwrap().to_owned();
    let plan = Plan { path, words: vec![word] };
    let before = disk.snapshot();
    let ran = office.wipe(&plan);
    assert!(ran.stdout.contains(&who), "{}", ran.stdout);
    ran.refused("wipe-medium-open-by");
    disk.assert_same(&before);
    reader.kill().unwrap();
    reader.wait().unwrap();
    let _passed = office.wipe(&plan).exits(0);
    assert_eq!(disk.old_lbas(), []);
}

/// Mapped to be written, without a descriptor: what it writes into its memory comes down to the disk at any time.
#[test]
fn a_disk_that_a_program_has_mapped() {
    let test = "a_disk_that_a_program_has_mapped";
    if !crate::rig::ready(test, &["python3"]) {
        return;
    }
    let Some((office, disk, plan)) = planned(test) else { return };
    // By the system's own call: Python's keeps a descriptor.
    let script = "import ctypes, os, sys\n\
        libc = ctypes.CDLL(None, use_errno=True)\n\
        libc.mmap.restype = ctypes.c_void_p\n\
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]\n\
        disk = os.open(sys.argv[1], os.O_RDWR)\n\
        place = libc.mmap(None, 4096, 3, 1, disk, 0)\n\
        assert place != ctypes.c_void_p(-1).value\n\
        os.close(disk)\n\
        print('mapped', flush=True)\n\
        sys.stdin.read()\n";
    let mut mapper = Command::new("python3")
        .args(["-c", script])
        .arg(disk.node())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = [0; 7];
    std::io::Read::read_exact(mapper.stdout.as_mut().unwrap(), &mut said).unwrap();
    assert_eq!(&said, b"mapped\n");
    let descriptors = fs::read_dir(format!("/proc/{}/fd", mapper.id())).unwrap();
    assert!(descriptors.flatten().all(|entry| fs::read_link(entry.path()).unwrap() != disk.node()));
    not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-medium-open-by");
    mapper.kill().unwrap();
    mapper.wait().unwrap();
    let _passed = office.wipe(&plan).exits(0);
    assert_eq!(disk.old_lbas(), []);
}

/// To whom processes are closed, for instance without all powers of root, the disk may be open anywhere.
#[test]
fn a_disk_of_which_nobody_can_say_who_has_it_open() {
    let test = "a_disk_of_which_nobody_can_say_who_has_it_open";
    if !crate::rig::ready(test, &["setpriv"]) {
        return;
    }
    let Some((office, disk, plan)) = planned(test) else { return };
    // The power to look at processes that have it, as all of root's do.
    let wiping = office.wiping(&plan);
    let mut weaker = Command::new("setpriv");
    weaker.arg("--bounding-set=-sys_ptrace").arg(wiping.get_program()).args(wiping.get_args());
    weaker.stdin(Stdio::null()).current_dir(wiping.get_current_dir().unwrap()).env_clear();
    weaker.envs(wiping.get_envs().filter_map(|(name, value)| Some((name, value?))));
    not_wiped(&office, &disk, &mut weaker, "wipe-medium-doubt");
    let _passed = office.wipe(&plan).exits(0);
}

#[test]
fn a_disk_whose_partition_a_program_has_open() {
    let test = "a_disk_whose_partition_a_program_has_open";
    let Some((office, disk, plan)) = planned(test) else { return };
    if !crate::rig::ready(test, &["addpart", "delpart"]) {
        return;
    }
    let Some(partition) = with_partition(&disk) else {
        return crate::rig::skipped(test, "partitions of loop devices do not appear");
    };
    let open = std::fs::File::open(&partition).unwrap();
    let mut reader = Command::new("sleep").arg("600").stdin(Stdio::from(open)).spawn().unwrap();
    not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-medium-open-by");
    reader.kill().unwrap();
    reader.wait().unwrap();
    run(Command::new("delpart").arg(disk.node()).arg("1"));
}

#[test]
fn a_disk_with_a_mounted_partition() {
    let test = "a_disk_with_a_mounted_partition";
    let Some((office, disk, plan)) = planned(test) else { return };
    if !crate::rig::ready(test, &["addpart", "delpart", "mkfs.ext4"]) {
        return;
    }
    let Some(partition) = with_partition(&disk) else {
        return crate::rig::skipped(test, "partitions of loop devices do not appear");
    };
    run(Command::new("mkfs.ext4")
        .args(["-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0"])
        .arg(&partition));
    // A partition is no disk.
    let before = disk.snapshot();
    let (ran, _) = office.try_plan(&[Path::new(&partition)], &[]);
    ran.refused("device-partition");
    disk.assert_same(&before);
    let root = disk.folder().join("partition");
    fs::create_dir(&root).unwrap();
    run(Command::new("mount").arg(&partition).arg(&root));
    run(Command::new("sync").arg("-f").arg(&root));
    neither_planned_nor_wiped(&office, &disk, &plan, "wipe-medium-in-use");
    run(Command::new("umount").arg(&root));
    run(Command::new("delpart").arg(disk.node()).arg("1"));
}

/// Gives it a partition, without a table; its node, if one appears.
fn with_partition(disk: &LoopDisk) -> Option<String> {
    let [start, length] = [2048, disk.bytes() / 512 - 4096].map(|lbas| lbas.to_string());
    run(Command::new("addpart").arg(disk.node()).args(["1", &start, &length]));
    let partition = format!("{}p1", disk.node().display());
    Path::new(&partition).exists().then_some(partition)
}

#[test]
fn a_disk_that_cannot_be_written() {
    let Some((office, disk, plan)) = planned("a_disk_that_cannot_be_written") else { return };
    disk.set_read_only();
    neither_planned_nor_wiped(&office, &disk, &plan, "wipe-medium-read-only");
}

#[test]
fn a_disk_that_is_another_since_it_was_planned() {
    let Some((office, mut disk, plan)) = planned("a_disk_that_is_another_since_it_was_planned") else {
        return;
    };
    disk.resize(BYTES + 512);
    not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-medium-changed");
    disk.resize(BYTES - 512);
    not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-medium-changed");
    disk.resize(BYTES);
    // Of the same size, at the same place.
    let first = disk.exchange(BYTES);
    disk.fill_with_old_data();
    not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-medium-changed");
    assert_eq!(first.metadata().unwrap().len(), BYTES);
}

#[test]
fn a_disk_that_was_replugged_is_the_same() {
    let Some((office, mut disk, plan)) = planned("a_disk_that_was_replugged_is_the_same") else { return };
    disk.replug();
    let _passed = office.wipe(&plan).exits(0);
    assert_eq!(disk.old_lbas(), []);
}

#[test]
fn a_disk_that_is_not_here() {
    let Some((office, disk, plan)) = planned("a_disk_that_is_not_here") else { return };
    let other = LoopDisk::new("a_disk_that_is_not_here", BYTES).unwrap();
    other.fill_with_old_data();
    let both = office.plan(&[&disk, &other], &[]);
    let before = (disk.snapshot(), other.snapshot());
    run(Command::new("losetup").arg("--detach").arg(disk.node()));
    for plan in [&plan, &both] {
        let ran = office.wipe(plan).exits(5);
        // Its number may be another disk's by now.
        assert!(
            ["wipe-medium-missing", "wipe-medium-changed"].iter().any(|code| ran.stdout.contains(code)),
            "{}",
            ran.stdout
        );
    }
    // One that is missing keeps all of its plan from beginning.
    disk.assert_same(&before.0);
    other.assert_same(&before.1);
}

#[test]
fn what_is_no_disk() {
    let Some((office, disk, _)) = planned("what_is_no_disk") else { return };
    let before = disk.snapshot();
    for (path, code) in [
        (disk.image(), "device-not-a-drive"),
        (Path::new("/dev/null"), "device-not-a-drive"),
        (disk.folder(), "device-not-a-drive"),
    ] {
        let (ran, written) = office.try_plan(&[path], &[]);
        ran.refused(code);
        assert!(!written.exists());
    }
    let (ran, _) = office.try_plan(&[disk.node(), disk.node()], &[]);
    ran.refused("wipe-medium-twice");
    disk.assert_same(&before);
}

#[test]
fn the_disk_of_the_running_system() {
    let test = "the_disk_of_the_running_system";
    if !crate::rig::ready(test, &["findmnt", "lsblk"]) {
        return;
    }
    let source = run(Command::new("findmnt").args(["--noheadings", "--output", "SOURCE", "/"]));
    // A container has none; what is refused then is shown without a disk, beside `refusals`.
    if !source.starts_with("/dev/") {
        return crate::rig::tell(format!("SKIPPED {test}: / lies on {source}, which is no disk"));
    }
    let disk =
        run(Command::new("lsblk").args(["--noheadings", "--nodeps", "--output", "PKNAME"]).arg(&source));
    let disk = if disk.is_empty() { source } else { format!("/dev/{disk}") };
    let office = Office::new();
    let (ran, path) = office.try_plan(&[Path::new(&disk)], &[]);
    ran.refused("wipe-medium-root");
    assert!(!path.exists());
}

#[test]
fn a_plan_that_was_changed() {
    let Some((office, disk, plan)) = planned("a_plan_that_was_changed") else { return };
    let signature_path = office.path("plan-0.json.sig");
    let (whole, signature) = (fs::read(&plan.path).unwrap(), fs::read(&signature_path).unwrap());
    let refused = |change: &dyn Fn(&Office), code: &str| {
        change(&office);
        not_wiped(&office, &disk, &mut office.wiping(&plan), code);
        fs::write(&plan.path, &whole).unwrap();
        fs::write(&signature_path, &signature).unwrap();
    };
    // A space more, and another number of passes.
    let more: Vec<u8> = whole.iter().copied().chain(*b" ").collect();
    refused(&|_| fs::write(&plan.path, &more).unwrap(), "wipe-plan-signature");
    let text = String::from_utf8(whole.clone()).unwrap();
    let edited = text.replace("\"verify\": \"full\"", "\"verify\": \"none\"");
    assert_ne!(edited, text);
    refused(&|_| fs::write(&plan.path, &edited).unwrap(), "wipe-plan-signature");
    refused(&|_| fs::write(&plan.path, b"{}").unwrap(), "wipe-plan-shape");
    // No signature, half of one, and one of another plan.
    refused(&|_| fs::remove_file(&signature_path).unwrap(), "wipe-plan-signature");
    refused(
        &|_| fs::write(&signature_path, &signature[..signature.len() / 2]).unwrap(),
        "wipe-plan-signature",
    );
    office.plan(&[&disk], &[]);
    let other = fs::read(office.path("plan-1.json.sig")).unwrap();
    refused(&|_| fs::write(&signature_path, &other).unwrap(), "wipe-plan-signature");
    // As it was, it is carried out.
    let _passed = office.wipe(&plan).exits(0);
}

#[test]
fn a_plan_of_another_case_or_of_nobody_known() {
    let Some((office, disk, plan)) = planned("a_plan_of_another_case_or_of_nobody_known") else { return };
    office.open_case("other", &format!("別の{CONTRACT}"));
    let mut command = office.wiping(&plan);
    not_wiped(&office, &disk, command.args(["--case", "other"]), "wipe-plan-contract");
    // Somebody else's keys, whom this case does not know.
    let stranger = Office::new();
    let theirs = stranger.plan(&[&disk], &[]);
    not_wiped(&office, &disk, &mut office.wiping(&theirs), "wipe-plan-signature");
}

#[test]
fn without_the_right_word() {
    let Some((office, disk, plan)) = planned("without_the_right_word") else { return };
    let word = plan.words[0].as_str();
    let path = plan.path.to_str().unwrap();
    let missing_end = &word[..word.len() - 1];
    for words in [vec!["x"], vec![""], vec![missing_end], vec![word, "x"], vec!["x", word], vec!["yes"]] {
        let mut command = office.command(["wipe", "run", path]);
        command.args(words.iter().flat_map(|word| ["--confirm", word]));
        not_wiped(&office, &disk, &mut command, "wipe-word");
    }
    // Nobody is there to type it, and `--yes` does not stand in for it.
    not_wiped(&office, &disk, &mut office.command(["wipe", "run", path]), "no-terminal-option");
    not_wiped(&office, &disk, &mut office.command(["--yes", "wipe", "run", path]), "no-terminal-option");
    // Of two disks, the word of one.
    let other = LoopDisk::new("without_the_right_word", BYTES).unwrap();
    other.fill_with_old_data();
    let before = other.snapshot();
    let both = office.plan(&[&disk, &other], &[]);
    for word in &both.words {
        let plan = Plan { words: vec![word.clone()], ..both.clone() };
        not_wiped(&office, &disk, &mut office.wiping(&plan), "wipe-word");
    }
    other.assert_same(&before);
}
