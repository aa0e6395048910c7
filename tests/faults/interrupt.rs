//! Ctrl-C, `kill` and a closed terminal: the run ends soon, with 130, and leaves what it found.

use super::aftermath::Before;
use super::moments::said;
use super::rig::{Ran, Rig, noise_file, tell};
use super::rounds::{Opening, Receiving, Sealing, Wiping, Work};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// All that may be longer than a moment is called off within this.
const SOON: Duration = Duration::from_secs(10);

/// Starts `command`, sends `signal` once `begun` says so, and gives the exit code; `None` if it was done before.
fn called_off(command: &mut Command, log: &Path, signal: Signal, begun: impl Fn() -> bool) -> Option<i32> {
    let file = File::create(log).unwrap();
    let mut child = command.stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap();
    while !begun() {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{status}: {}", said(log));
            return None;
        }
        std::thread::yield_now();
    }
    kill_process(Pid::from_child(&child), signal).unwrap();
    let asked = Instant::now();
    let status = child.wait().unwrap();
    assert!(asked.elapsed() < SOON, "{:?}", asked.elapsed());
    Some(status.code().unwrap_or_else(|| panic!("{status}: {}", said(log))))
}

/// Each signal a few times; most must hit.
fn each_signal(work: &dyn Work, begun: &dyn Fn() -> bool, judge: &dyn Fn(&Before<'_>)) {
    let mut hits = 0;
    let signals = [Signal::INT, Signal::TERM, Signal::HUP, Signal::INT, Signal::TERM];
    for signal in signals {
        work.plant();
        let before = Before::look(work.rig());
        match called_off(&mut work.command(), &work.log(), signal, begun) {
            Some(130) => {
                hits += 1;
                judge(&before);
                work.rig().ledger_holds();
            }
            // Too late: it was all but done.
            Some(0) | None => {}
            Some(code) => panic!("{signal:?}: {code}: {}", said(&work.log())),
        }
        work.clear();
    }
    tell(format!("{}: {hits} of {} called off", work.name(), signals.len()));
    assert!(hits * 2 > signals.len(), "only {hits} called off");
    work.whole();
}

fn has(folder: &Path, start: &str) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
}

/// Nothing stands that did not stand before, nothing is told, and no work is open in the ledger.
fn as_before(before: &Before<'_>) {
    let told = before.all_named(&[]);
    assert!(told.is_silent(), "{told:?}");
    before.tidy(told, &[]);
    assert_eq!((before.documents_since(), before.unfinished_since()), (0, 0));
}

#[test]
fn sealing() {
    let work = Sealing::new();
    each_signal(&work, &|| has(work.rig().root(), ".見本.age"), &as_before);
}

#[test]
fn opening() {
    let work = Opening::new();
    each_signal(&work, &|| has(work.rig().root(), ".開封"), &as_before);
}

#[test]
fn receiving() {
    // Large enough to be read for a while.
    let work = Receiving::of(64 << 20);
    let read = std::cell::Cell::new(Instant::now());
    each_signal(
        &work,
        &|| {
            // There is no trace of reading: the log tells when it began.
            let begun = said(&work.log()).contains(r#""phase":"hash""#);
            read.set(Instant::now());
            begun
        },
        &as_before,
    );
}

#[test]
fn unarmoring() {
    if !super::rig::have("age", "interrupt::unarmoring") {
        return;
    }
    let rig = Rig::new();
    noise_file(&rig.path("大.bin"), 24 << 20, "unarmoring");
    let recipient = super::armor::recipient(&rig);
    super::armor::stock(&rig, "age", &["-a", "-r", &recipient, "-o", "大.age", "大.bin"]);
    let before = Before::look(&rig);
    let code = called_off(&mut rig.open("大.age", "開封"), &rig.log("open"), Signal::INT, || {
        has(rig.root(), ".開封")
    });
    assert_eq!(code, Some(130), "{}", said(&rig.log("open")));
    as_before(&before);
}

#[test]
fn wiping() {
    let work = Wiping::new();
    let gone = || !work.rig().path("消去/乙/見本-001.bin").exists();
    each_signal(&work, &gone, &|before| {
        // What was begun is finished, the rest is untouched; the certificate says so.
        assert_eq!((before.documents_since(), before.unfinished_since()), (1, 0));
        let result: serde_json::Value =
            serde_json::from_str(said(&work.log()).lines().last().unwrap()).unwrap();
        assert_eq!(result["interrupted"], true, "{result}");
        // How far it came.
        let log = said(&work.log());
        let objects = log.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let stopped = objects.into_iter().find(|object| object["code"] == "warn-wipe-interrupted").unwrap();
        let number = |name: &str| stopped["facts"][name].as_str().unwrap().parse::<u64>().unwrap();
        assert_eq!(number("done") + number("left"), 12, "{stopped}");
        assert_eq!(Some(number("left")), result["counts"]["outcomes"]["not_touched"].as_u64(), "{result}");
        assert!(work.is_untouched_or_gone());
        let told = before.all_named(&[]);
        assert!(told.is_silent(), "{told:?}");
        // The command that it names goes on, and ends it.
        let go_on = result["go_on"].as_str().unwrap();
        let mut words = go_on.split(' ').map(|word| word.trim_matches('\''));
        // With whose keys, and then the program.
        assert!(words.next().is_some_and(|home| home.starts_with("AZUKARI_HOME=/")), "{go_on}");
        assert_eq!(words.next(), Some("azukari"), "{go_on}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_azukari"));
        work.rig().settle(&mut command);
        let ran = Ran::of(command.arg("--yes").args(words));
        assert!(matches!(ran.code, Some(0 | 4)) && !work.rig().path("消去").exists(), "{go_on}: {ran:?}");
    });
}
