//! Running a program to its end, and what the kernel says that it took.
//!
//! A program that has ended but was not yet waited for still has its line in `/proc`: user and system time of its own
//! and of all programs it waited for. That needs neither `unsafe` nor another program, and counts no fork of ours.

use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Raised by Ctrl-C: the running program ends by the same signal, then we clean up.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

/// How often the memory of a running program is looked at. The kernel keeps the high-water mark in between.
const LOOK: Duration = Duration::from_millis(2);

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spent {
    /// From start to end, in seconds.
    pub(crate) wall: f64,
    /// User and system time of all its processes, in seconds; the kernel counts in hundredths.
    pub(crate) cpu: f64,
}

/// Runs `command`, which must succeed; what it says on standard error goes to `log`.
pub(crate) fn run(command: &mut Command, log: &Path) -> Result<Spent, Box<dyn Error>> {
    measure(command, log, |pid| {
        wait(pid, WaitIdOptions::EXITED)?;
        Ok(())
    })
    .map(|(spent, ())| spent)
}

/// As [`run`], and the most memory (resident, in KiB) that the process and those it started held, each at its own height.
pub(crate) fn run_watched(command: &mut Command, log: &Path) -> Result<(Spent, u64), Box<dyn Error>> {
    measure(command, log, |pid| {
        let mut peaks = BTreeMap::new();
        loop {
            // Gone once a process has ended; the last look stands.
            look(pid.as_raw_nonzero().get(), &mut peaks);
            if wait(pid, WaitIdOptions::EXITED | WaitIdOptions::NOHANG)? {
                return Ok(peaks.values().sum());
            }
            std::thread::sleep(LOOK);
        }
    })
}

fn measure<T>(
    command: &mut Command,
    log: &Path,
    until_ended: impl FnOnce(Pid) -> Result<T, Box<dyn Error>>,
) -> Result<(Spent, T), Box<dyn Error>> {
    if STOP.load(Ordering::Relaxed) {
        return Err("interrupted".into());
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(log)?);
    let start = Instant::now();
    let mut child = command.spawn()?;
    let pid = Pid::from_child(&child);
    let found = until_ended(pid);
    let wall = start.elapsed().as_secs_f64();
    let cpu = cpu_seconds(pid);
    let status = child.wait()?;
    if !status.success() {
        return Err(format!("{command:?}: {status}\n{}", fs::read_to_string(log)?).into());
    }
    Ok((Spent { wall, cpu: cpu? }, found?))
}

/// Whether `pid` has ended; it stays to be waited for.
fn wait(pid: Pid, options: WaitIdOptions) -> Result<bool, Box<dyn Error>> {
    let options = options | WaitIdOptions::NOWAIT;
    Ok(rustix::io::retry_on_intr(|| waitid(WaitId::Pid(pid), options))?.is_some())
}

fn cpu_seconds(pid: Pid) -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))?;
    // The name of the program stands in parentheses and may hold anything.
    let fields = text.rsplit_once(") ").ok_or("unreadable /proc/PID/stat")?.1;
    // proc_pid_stat(5): utime, stime, cutime, cstime are fields 14 to 17; field 3 is the first here.
    let ticks = fields.split(' ').skip(11).take(4).map(str::parse::<u32>).sum::<Result<u32, _>>()?;
    let per_second = u32::try_from(rustix::param::clock_ticks_per_second())?;
    Ok(f64::from(ticks) / f64::from(per_second))
}

/// The high-water marks of a process and of those that it started.
fn look(pid: i32, peaks: &mut BTreeMap<i32, u64>) {
    if let Some(high) = high_water(pid) {
        let peak = peaks.entry(pid).or_default();
        *peak = high.max(*peak);
    }
    // proc_pid_task_tid_children(5): those of the main thread, which is the one that shells start programs from.
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    children.split_whitespace().filter_map(|child| child.parse().ok()).for_each(|child| look(child, peaks));
}

fn high_water(pid: i32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
