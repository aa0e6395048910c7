//! A wipe that is cut off, by whatever, goes on where it was, or begins anew, and never passes with anything old below.

use crate::office::{OTHERS, Office, Plan, Ran, words};
use crate::rig::{Disk, Fault, FaultyDisk, tell};
use serde_json::Value;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

const MIB: u64 = 1 << 20;
/// What may be written again after each cut: the leash of a pass, by which no piece begins farther beyond the last frontier that was
/// noted. The pieces under way count, and the frontiers of these disks are whole pieces.
const AGAIN: u64 = 48 * MIB;

/// A disk of old data that is slow enough to be met in the middle.
fn slow(test: &str, bytes: u64, mib_per_second: u64) -> Option<FaultyDisk> {
    let disk = FaultyDisk::new(test, bytes, &slowness(mib_per_second))?;
    disk.fill_with_old_data();
    Some(disk)
}

fn slowness(mib_per_second: u64) -> [Fault; 1] {
    [Fault::Slow { bytes_per_second: mib_per_second * MIB }]
}

/// A run under way, and what it says of how far it has come.
struct UnderWay {
    child: Child,
    said: BufReader<std::process::ChildStdout>,
}

impl UnderWay {
    /// Begins a run and waits until a phase of it has come to `bytes`, or a later one has begun. What ends before is told, but for a run
    /// that the disks of other tests disturb: that one is begun again.
    #[track_caller]
    fn until(office: &Office, plan: &Plan, phase: &str, bytes: u64) -> Self {
        let until = Instant::now() + OTHERS;
        loop {
            let mut command = office.wiping(plan);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let said = BufReader::new(child.stdout.take().unwrap());
            let mut run = Self { child, said };
            let Err(ended) = run.wait_for(phase, bytes) else { return run };
            assert!(
                ended.disturbed() && Instant::now() < until,
                "it ended before {phase} {bytes}: {ended:?}"
            );
        }
    }

    /// Waits likewise; how it ended, if it did before.
    fn wait_for(&mut self, phase: &str, bytes: u64) -> Result<(), Ran> {
        let phases = ["overwrite", "verify-wipe"];
        let place = |phase: &str| phases.iter().position(|known| *known == phase);
        let mut stdout = String::new();
        loop {
            let begin = stdout.len();
            if self.said.read_line(&mut stdout).unwrap() == 0 {
                let code = self.child.wait().unwrap().code();
                return Err(Ran { code, stdout, stderr: String::new() });
            }
            let event: Value = serde_json::from_str(&stdout[begin..]).expect(&stdout);
            let now = event["phase"].as_str().and_then(place).map(|now| (Some(now), event["done"].as_u64()));
            if now.is_some_and(|now| now >= (place(phase), Some(bytes))) {
                return Ok(());
            }
        }
    }

    /// Waits until a pass is told of that has not come to `bytes`.
    #[track_caller]
    fn wait_for_the_next_pass(&mut self, bytes: u64) {
        let mut line = String::new();
        while self.said.read_line(&mut line).unwrap() > 0 {
            let event: Value = serde_json::from_str(&line).expect(&line);
            line.clear();
            if event["phase"] == "overwrite" && event["done"].as_u64().is_some_and(|done| done < bytes) {
                return;
            }
        }
        panic!("there was none");
    }

    fn kill(mut self) -> ExitStatus {
        self.child.kill().unwrap();
        self.child.wait().unwrap()
    }

    /// Ctrl-C, and what it ends with.
    fn interrupt(mut self) -> (Option<i32>, Value) {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
        let lines: Vec<String> = self.said.lines().map(|line| line.unwrap()).collect();
        let last = serde_json::from_str(lines.last().unwrap()).unwrap();
        (self.child.wait().unwrap().code(), last)
    }
}

/// Kills a run of `plan` when its overwriting has come to `bytes`.
#[track_caller]
fn killed_at(office: &Office, plan: &Plan, bytes: u64) {
    let run = UnderWay::until(office, plan, "overwrite", bytes);
    assert_eq!(run.kill().signal(), Some(9));
}

#[track_caller]
fn passes(office: &Office, disk: &dyn Disk, ran: Ran, resumed: bool) -> Value {
    // The same byte everywhere is never a pass, and nothing else may speak against it.
    let constant = ran.code == Some(4);
    let ran = ran.exits(if constant { 4 } else { 0 });
    let medium = ran.of_disk(disk);
    let verdict = if constant { "unknown" } else { "pass" };
    assert_eq!((&medium["verdict"], &medium["resumed"]), (&verdict.into(), &resumed.into()));
    let body = office.certified(&ran, disk);
    let last = body["passes"].as_array().unwrap().last().unwrap();
    assert_eq!(last["pattern"]["kind"] == "constant", constant);
    assert_eq!(words(&medium["reasons"]), if constant { vec!["constant"] } else { vec![] });
    assert_eq!((&last["bytes"], &body["read_back"]["range"]), (&disk.bytes().into(), &"full".into()));
    assert_eq!(body["read_back"]["equal"], disk.bytes());
    assert_eq!(body["resumed"].as_u64().unwrap() > 0, resumed);
    // Where a run went on with it, its speed is of its own part, and the paper says of which.
    assert_eq!(last["last_run"].is_null(), !resumed);
    if resumed {
        assert!(last["last_run"]["from"].as_str() >= last["from"].as_str(), "{last}");
        assert!(last["last_run"]["bytes"].as_u64() < last["bytes"].as_u64(), "{last}");
    }
    assert_eq!(disk.old_lbas(), []);
    assert_eq!(office.journals(), Vec::<std::path::PathBuf>::new());
    body
}

/// The seed of all random moments: `AZUKARI_TEST_SEED`, else always the same.
fn random(test: &str) -> impl FnMut(u64) -> u64 {
    let told = std::env::var("AZUKARI_TEST_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = told.unwrap_or(20_261_101);
    tell(format!("{test}: AZUKARI_TEST_SEED={seed}"));
    let mut source = blake3::Hasher::new().update(test.as_bytes()).update(&seed.to_le_bytes()).finalize_xof();
    move |below| {
        let mut bytes = [0; 8];
        source.fill(&mut bytes);
        u64::from_le_bytes(bytes) % below
    }
}

#[test]
fn kill_9_at_random_moments() {
    let test = "kill_9_at_random_moments";
    let (bytes, kills) = if std::env::var_os("CI").is_some() { (1024 * MIB, 50) } else { (256 * MIB, 12) };
    let Some(disk) = slow(test, bytes, 192) else { return };
    let office = Office::new();
    // The same byte everywhere: where it goes on depends on nothing of that, and a keystream takes a program that is not optimised
    // minutes. What it goes on with is proven below, with a keystream.
    let plan = office.plan(&[&disk], &["--pattern", "0x5a"]);
    let mut random = random(test);
    // Over all the overwriting and the beginning of the reading.
    let mut moments: Vec<u64> = (0..kills).map(|_| random(bytes + bytes / 16)).collect();
    moments.sort_unstable();
    let before = disk.counts().written;
    let (mut noted, mut again) = (None, 0);
    for moment in moments {
        let (phase, at) =
            if moment < bytes { ("overwrite", moment) } else { ("verify-wipe", moment - bytes) };
        let written = disk.counts().written;
        let run = UnderWay::until(&office, &plan, phase, at);
        std::thread::sleep(Duration::from_millis(random(60)));
        assert_eq!(run.kill().signal(), Some(9), "it ended too soon after {phase} {at}");
        let had_come = frontier(noted.as_ref()) + settled(&disk) - written;
        let now = Noted::last(&office);
        // Nothing is promised that was not done, and no more was done than may be done again.
        let beyond = had_come.checked_sub(frontier(now.as_ref()));
        assert!(beyond.is_some_and(|beyond| beyond <= AGAIN), "{phase} {at}: {noted:?} {now:?} {had_come}");
        // Each that found something noted went on there, and said so before it wrote; the first that noted anything began.
        let resumed = noted.as_ref().map_or(0, |noted: &Noted| noted.resumed + 1);
        assert!(now.as_ref().map_or(noted.is_none(), |now| now.resumed == resumed), "{noted:?} {now:?}");
        assert!(frontier(now.as_ref()) >= frontier(noted.as_ref()), "{noted:?} {now:?}");
        again += beyond.unwrap();
        noted = now;
    }
    let noted = noted.expect("no run noted anything");
    disk.set_faults(&[]);
    let written = disk.counts().written;
    let ran = office.wipe(&plan);
    let body = passes(&office, &disk, ran, true);
    assert_eq!(body["resumed"], noted.resumed + 1);
    assert_eq!(disk.counts().written - written, bytes - noted.frontier);
    assert_eq!(disk.counts().written - before, bytes + again);
    tell(format!(
        "{test}: {kills} kills, {} gone on with, {} MiB written again",
        noted.resumed + 1,
        again / MIB
    ));
}

/// The last line of the journal that is whole.
#[derive(Debug)]
struct Noted {
    frontier: u64,
    resumed: u64,
}

impl Noted {
    /// Of the only journal of an office; nothing where only its head is whole.
    #[track_caller]
    fn last(office: &Office) -> Option<Self> {
        let journals = office.journals();
        let [path] = journals.as_slice() else { panic!("{journals:?}") };
        let text = fs::read_to_string(path).unwrap();
        let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n')).skip(1);
        let line: Value = serde_json::from_str(whole.last()?).unwrap();
        let resumed = line["resumed"].as_u64().unwrap_or(0);
        Some(Self { frontier: line["frontier"].as_u64().unwrap(), resumed })
    }
}

fn frontier(noted: Option<&Noted>) -> u64 {
    noted.map_or(0, |noted| noted.frontier)
}

/// Bytes that a disk has written, when it has answered everything: what was under way for a program that was killed ends after it.
fn settled(disk: &FaultyDisk) -> u64 {
    let mut written = disk.counts().written;
    loop {
        std::thread::sleep(Duration::from_millis(150));
        let now = disk.counts().written;
        if now == written {
            return now;
        }
        written = now;
    }
}

#[test]
fn a_keystream_goes_on_after_kill_9() {
    let test = "a_keystream_goes_on_after_kill_9";
    let bytes = 72 * MIB + 512;
    let Some(disk) = slow(test, bytes, 24) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    let before = disk.counts().written;
    for at in [40, 60] {
        killed_at(&office, &plan, at * MIB);
    }
    disk.set_faults(&[]);
    let ran = office.wipe(&plan);
    let body = passes(&office, &disk, ran, true);
    assert!(disk.counts().written - before <= bytes + 2 * AGAIN);
    let key = body["passes"][0]["pattern"]["key"].as_str().unwrap();
    assert_eq!(key.len(), 64);
}

/// After an interruption another disk lies where the planned one was, and says the same of itself, as in a dock: a journal is no leave to
/// wipe it.
#[test]
fn another_disk_is_not_taken_for_the_one_that_was_begun() {
    let test = "another_disk_is_not_taken_for_the_one_that_was_begun";
    if !crate::rig::ready(test, &["mkswap"]) {
        return;
    }
    let bytes = 48 * MIB;
    let Some(disk) = slow(test, bytes, 32) else { return };
    let mark = |label: &str| {
        crate::rig::run(std::process::Command::new("mkswap").args(["-L", label]).arg(disk.node()));
    };
    mark("MIHON-1");
    let office = Office::new();
    let plan = office.plan(&[&disk], &["--pattern", "ones"]);
    killed_at(&office, &plan, 28 * MIB);
    disk.set_faults(&[]);
    let begun = disk.read_raw(0, bytes / 512);
    let refused = || {
        let before = disk.snapshot();
        office.wipe(&plan).refused("wipe-medium-changed");
        disk.assert_same(&before);
        assert_eq!(office.journals().len(), 1);
    };
    // One with something else on it, one with nothing, and one that holds less than the journal promises.
    disk.fill_with_old_data();
    mark("MIHON-2");
    refused();
    disk.write_raw(0, &vec![0; begun.len()]);
    refused();
    disk.write_raw(0, &begun[..begun.len() / 4]);
    refused();
    disk.write_raw(0, &begun);
    let ran = office.wipe(&plan);
    passes(&office, &disk, ran, true);
}

/// Nor before anything was begun: one empty disk is like another in the words of a plan, and not in what lies at its ends.
#[test]
fn another_disk_without_a_name_is_not_taken_for_the_planned_one() {
    let test = "another_disk_without_a_name_is_not_taken_for_the_planned_one";
    let bytes = 4 * MIB + 512;
    let Some(disk) = FaultyDisk::new(test, bytes, &[]) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    for lba in [0, 2047, bytes / 512 - 2048, bytes / 512 - 1] {
        let kept = disk.read_raw(lba, 1);
        disk.write_raw(lba, &[0; 512]);
        let before = disk.snapshot();
        office.wipe(&plan).refused("wipe-medium-changed");
        disk.assert_same(&before);
        disk.write_raw(lba, &kept);
    }
    let ran = office.wipe(&plan);
    passes(&office, &disk, ran, false);
}

/// Pulled out after an interruption and plugged in again, it is the same disk, wherever it appears.
#[test]
fn a_disk_that_was_replugged_is_gone_on_with() {
    let test = "a_disk_that_was_replugged_is_gone_on_with";
    let bytes = 72 * MIB;
    let Some(mut disk) = slow(test, bytes, 32) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &["--pattern", "ones"]);
    killed_at(&office, &plan, 40 * MIB);
    let written = settled(&disk);
    let noted = Noted::last(&office).unwrap();
    assert!(noted.frontier > 0);
    disk.replug();
    disk.set_faults(&[]);
    let ran = office.wipe(&plan);
    passes(&office, &disk, ran, true);
    assert_eq!(disk.counts().written - written, bytes - noted.frontier);
}

#[test]
fn several_passes_go_on_in_theirs() {
    let test = "several_passes_go_on_in_theirs";
    let bytes = 48 * MIB;
    let Some(disk) = slow(test, bytes, 24) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &["--passes", "2", "--pattern", "ones"]);
    // In the second pass: the first has been told of in full before, perhaps more than once.
    let mut run = UnderWay::until(&office, &plan, "overwrite", bytes);
    run.wait_for_the_next_pass(bytes);
    run.wait_for("overwrite", 40 * MIB).unwrap();
    assert_eq!(run.kill().signal(), Some(9));
    disk.set_faults(&[]);
    let written = disk.counts().written;
    let ran = office.wipe(&plan);
    let number = ran.of_disk(&disk)["certificate"].as_str().unwrap().to_owned();
    let body = passes(&office, &disk, ran, true);
    assert!(disk.counts().written - written <= bytes, "the first pass was made again");
    assert_eq!(disk.read_raw(0, 8), vec![0xff; 4096]);
    // Both are certified, the first as of the run before, and both are summed up.
    assert_eq!((&body["earlier_passes"], body["passes"].as_array().unwrap().len()), (&1.into(), 1));
    let certificate = format!("case/documents/{number}.json");
    let paper = office.run(["--lang", "ja", "show", &certificate, "--format", "txt", "-o", "paper.txt"]);
    let _shown = paper.exits(0);
    // Wherever its lines break.
    let paper = fs::read_to_string(office.path("paper.txt")).unwrap().replace(char::is_whitespace, "");
    assert!(paper.contains("2回（うち1回は、"), "{paper}");
    let summed = office.run(["wipe", "summary", &certificate]).exits(4).last();
    let summary = format!("case/documents/{}.json", summed["summary"].as_str().unwrap());
    let content: Value = serde_json::from_slice(&fs::read(office.path(&summary)).unwrap()).unwrap();
    assert_eq!(content["body"]["media"][0]["outcome"]["passes"], 2);
    let found = office.run(["verify", &summary]).exits(0);
    assert!(found.stdout.contains("batch-certificates-good"), "{}", found.stdout);
}

#[test]
fn ctrl_c_is_noted_and_the_same_command_goes_on() {
    let test = "ctrl_c_is_noted_and_the_same_command_goes_on";
    let bytes = 48 * MIB;
    let Some(disk) = slow(test, bytes, 32) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &["--pattern", "zeros"]);
    let before = disk.counts().written;
    for (phase, at) in [("overwrite", 20 * MIB), ("verify-wipe", 10 * MIB)] {
        let run = UnderWay::until(&office, &plan, phase, at);
        let (code, last) = run.interrupt();
        assert_eq!(code, Some(130), "{last}");
        let medium = &last["media"][0];
        assert_eq!((&medium["interrupted"], &medium["certificate"]), (&true.into(), &Value::Null));
        assert_eq!(office.journals().len(), 1);
        let listed = office.run(["ledger", "verify"]).exits(0);
        assert_eq!(listed.last()["trust"], "good");
    }
    disk.set_faults(&[]);
    let ran = office.wipe(&plan);
    passes(&office, &disk, ran, true);
    // What was under way was done and noted: nothing is written twice.
    assert!(disk.counts().written - before <= bytes + 2 * MIB, "{}", disk.counts().written - before);
}

#[test]
fn a_power_cut_of_the_machine() {
    let test = "a_power_cut_of_the_machine";
    let bytes = 48 * MIB;
    for ignores_flushes in [false, true] {
        let Some(disk) = slow(test, bytes, 32) else { return };
        let office = Office::new();
        let plan = office.plan(&[&disk], &["--pattern", "ones"]);
        let mut faults = slowness(32).to_vec();
        faults.push(Fault::PowerCut { after_bytes: 30 * MIB });
        faults.extend(ignores_flushes.then_some(Fault::IgnoresFlushes));
        disk.set_faults(&faults);
        // The program goes with the machine, while the disk does.
        killed_at(&office, &plan, 28 * MIB);
        disk.write(0, &[0xff; 512]).ok();
        while disk.write(0, &vec![0xff; 1 << 20]).is_ok() {}
        disk.power_on();
        // What was flushed is there, and it goes on behind; a disk that only said so has to begin anew.
        let old = disk.old_lbas();
        let ran = office.wipe(&plan);
        passes(&office, &disk, ran, !ignores_flushes);
        assert_eq!(old.first().map(|range| range.start == 0), Some(ignores_flushes), "{old:?}");
    }
}

#[test]
fn a_disk_that_loses_power_alone() {
    let test = "a_disk_that_loses_power_alone";
    let Some(disk) = FaultyDisk::new(test, 48 * MIB, &[]) else { return };
    disk.fill_with_old_data();
    let office = Office::new();
    let plan = office.plan(&[&disk], &["--pattern", "ones"]);
    disk.set_faults(&[Fault::PowerCut { after_bytes: 30 * MIB }]);
    let before = disk.counts().written;
    let ran = office.wipe(&plan).exits(1);
    assert_eq!(words(&office.certified(&ran, &disk)["reasons"])[0], "gone");
    // What failed has failed: its certificate stays. But plugged in again it can be gone on with.
    disk.power_on();
    let ran = office.wipe(&plan);
    passes(&office, &disk, ran, true);
    assert!(disk.counts().written - before <= 48 * MIB + AGAIN);
}

/// The office as it is now: what is certified by a plan is never wiped by it again, so each try needs one that knows of none.
struct Before<'a> {
    office: &'a Office,
    kept: tempfile::TempDir,
}

impl<'a> Before<'a> {
    fn of(office: &'a Office) -> Self {
        let kept = tempfile::tempdir().unwrap();
        copy(&office.path(""), kept.path());
        Self { office, kept }
    }

    fn back(&self) {
        for entry in fs::read_dir(self.office.path("")).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
        }
        copy(self.kept.path(), &self.office.path(""));
    }
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    let done = std::process::Command::new("cp").arg("-a").arg(from.join(".")).arg(to).status().unwrap();
    assert!(done.success());
}

#[test]
fn a_journal_torn_at_any_byte_never_makes_a_false_pass() {
    let test = "a_journal_torn_at_any_byte_never_makes_a_false_pass";
    let bytes = 40 * MIB;
    let Some(disk) = slow(test, bytes, 48) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &["--pattern", "0x5a"]);
    killed_at(&office, &plan, 36 * MIB);
    disk.set_faults(&[]);
    let before = Before::of(&office);
    let journals = office.journals();
    let [path] = journals.as_slice() else { panic!("{journals:?}") };
    let whole = fs::read(path).unwrap();
    let noted: Value =
        serde_json::from_slice(whole.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap()).unwrap();
    let begun = disk.read_raw(0, noted["frontier"].as_u64().unwrap() / 512);
    let lines: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] == b'\n').map(|at| at + 1).collect();
    assert!(lines.len() >= 2, "no checkpoint: {}", String::from_utf8_lossy(&whole));
    let (head, last) = (lines[0], whole.len());
    let mut random = random(test);
    let mut cuts: Vec<usize> = vec![0, 1, head - 1, head, head + 1, last - 1, last];
    cuts.extend((0..3).map(|_| usize::try_from(random(last as u64)).unwrap()));
    let torn = cuts.into_iter().map(|cut| (whole[..cut].to_vec(), cut));
    // And what a bad disk of the office makes of it: noise behind, noise within, zeros.
    let mut flipped = whole.clone();
    flipped[head + 5] ^= 0x10;
    let noise = [whole.iter().copied().chain(*b"\xff\0noise\n").collect(), flipped, vec![0; last]];
    for (journal, cut) in torn.chain(noise.into_iter().map(|journal| (journal, 0))) {
        // As it was when it was cut off.
        before.back();
        disk.fill_with_old_data();
        disk.write_raw(0, &begun);
        fs::write(path, &journal).unwrap();
        let written_before = disk.counts().written;
        let ran = office.wipe(&plan);
        let resumed = ran.code == Some(4);
        if resumed {
            assert_eq!(ran.of_disk(&disk)["resumed"], true, "{cut}");
            assert_eq!(disk.old_lbas(), [], "{cut}");
            let written = disk.counts().written - written_before;
            assert!(written < bytes, "{cut} {written}");
        } else {
            // Such a disk says no name of its own, and without a promise that it keeps it may be another one.
            ran.refused("wipe-medium-changed");
            assert_eq!(disk.counts().written, written_before, "{cut}");
        }
        // With everything of the last line it goes on, without a line it cannot.
        let expected = (journal == whole).then_some(true).or((journal.len() <= head).then_some(false));
        assert!(expected.is_none_or(|expected| expected == resumed), "{cut} {resumed}");
    }
}

#[test]
fn a_journal_that_promises_too_much_is_not_believed() {
    let test = "a_journal_that_promises_too_much_is_not_believed";
    let bytes = 80 * MIB;
    let Some(disk) = slow(test, bytes, 32) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &["--pattern", "ones"]);
    killed_at(&office, &plan, 20 * MIB);
    disk.set_faults(&[]);
    let before = Before::of(&office);
    let path = office.journals().remove(0);
    let head = fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
    // All of it done, though the end of the disk is old: nothing of that is believed.
    for frontier in [bytes, bytes + MIB, 36 * MIB, 7] {
        before.back();
        disk.fill_with_old_data();
        fs::write(&path, format!("{head}\n{{\"pass\":1,\"frontier\":{frontier}}}\n")).unwrap();
        let ran = office.wipe(&plan);
        passes(&office, &disk, ran, false);
    }
    // All of it unwritable, and nothing to prove: it cannot pass by that.
    before.back();
    disk.fill_with_old_data();
    let line = format!("{{\"pass\":1,\"frontier\":{bytes},\"unwritable\":[[0,{bytes}]]}}");
    fs::write(&path, format!("{head}\n{line}\n")).unwrap();
    let ran = office.wipe(&plan);
    let verdict = ran.of_disk(&disk)["verdict"].clone();
    assert!(verdict == "failed" || disk.old_lbas().is_empty(), "{}", ran.stdout);
}

#[test]
fn a_medium_changed_behind_the_journal_is_found() {
    let test = "a_medium_changed_behind_the_journal_is_found";
    let bytes = 64 * MIB;
    for lba in [100, 32 * MIB / 512 - 8] {
        let Some(disk) = slow(test, bytes, 48) else { return };
        let office = Office::new();
        let plan = office.plan(&[&disk], &["--pattern", "0x5a"]);
        killed_at(&office, &plan, 50 * MIB);
        disk.set_faults(&[]);
        // Old data come back, far below the frontier or just there.
        disk.write_raw(lba, &(lba..lba + 4).flat_map(crate::rig::old_sector).collect::<Vec<_>>());
        let ran = office.wipe(&plan);
        if ran.code == Some(5) {
            // Just there: it does not hold what the journal promises, and may be another disk.
            ran.refused("wipe-medium-changed");
            continue;
        }
        let ran = ran.exits(1);
        let body = office.certified(&ran, &disk);
        assert_eq!((&body["verdict"], words(&body["reasons"])), (&"failed".into(), vec!["differing"]));
        assert_eq!(crate::office::lbas(&body["read_back"]["differing"]), [lba..lba + 4]);
        assert_eq!(disk.old_lbas(), [lba..lba + 4]);
    }
}
