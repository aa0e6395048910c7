//! When to kill: random moments, spread over the time that the work really takes.

use super::rig::tell;
use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// How a run that was to be killed ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// In the middle.
    Killed,
    /// It was done before.
    Finished(i32),
}

/// The seed of all random moments: `AZUKARI_TEST_SEED`, else always the same. A failure prints it.
pub(crate) fn seed() -> u64 {
    let told = std::env::var("AZUKARI_TEST_SEED").ok().and_then(|text| text.parse().ok());
    told.unwrap_or(20_261_101)
}

/// `count` moments within `whole`, one at random in each `count`th of it. Prints the seed.
pub(crate) fn moments(work: &str, count: u32, whole: Duration) -> Vec<Duration> {
    let seed = seed();
    tell(format!("{work}: {count} kills over {whole:?}, AZUKARI_TEST_SEED={seed}"));
    let mut random = blake3::Hasher::new().update(work.as_bytes()).update(&seed.to_le_bytes()).finalize_xof();
    let moment = |turn: u32| {
        let mut bytes = [0; 4];
        random.fill(&mut bytes);
        let within = f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX);
        whole.mul_f64((f64::from(turn) + within) / f64::from(count))
    };
    (0..count).map(moment).collect()
}

/// How long a run takes, which must succeed with one of `codes`.
pub(crate) fn measure(command: &mut Command, log: &Path, codes: &[i32]) -> Duration {
    let began = Instant::now();
    let status = spawn(command, log).wait().unwrap();
    assert!(status.code().is_some_and(|code| codes.contains(&code)), "{status}: {}", said(log));
    began.elapsed()
}

/// Starts `command` and kills it (SIGKILL) once `ready` says so.
pub(crate) fn killed_when(command: &mut Command, log: &Path, mut ready: impl FnMut(Instant) -> bool) -> Fate {
    let began = Instant::now();
    let mut child = spawn(command, log);
    loop {
        if ready(began) {
            child.kill().unwrap();
            break;
        }
        if child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::yield_now();
    }
    let status = child.wait().unwrap();
    match (status.signal(), status.code()) {
        (Some(9), _) => Fate::Killed,
        (None, Some(code)) => Fate::Finished(code),
        _ => panic!("{status}: {}", said(log)),
    }
}

/// Starts `command` and kills it after `moment`.
pub(crate) fn killed_after(command: &mut Command, log: &Path, moment: Duration) -> Fate {
    killed_when(command, log, |began| {
        // Nothing else is to be looked at meanwhile.
        std::thread::sleep(moment.saturating_sub(began.elapsed()));
        true
    })
}

/// What the last run wrote into its log.
pub(crate) fn said(log: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned()
}

fn spawn(command: &mut Command, log: &Path) -> Child {
    let file = File::create(log).unwrap();
    command.stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap()
}
