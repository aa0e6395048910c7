//! Several ways to do the same work, run in turns so that a busy moment of the machine hits all of them alike.

use super::child::{self, Spent};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One way to do it.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    /// Makes the command anew for each run.
    pub(crate) command: Box<dyn Fn() -> Command>,
    /// What it leaves; removed before and after each run.
    pub(crate) output: Vec<PathBuf>,
    /// Programs that must be there.
    pub(crate) needs: Vec<&'static str>,
}

/// What the runs of one way took.
#[derive(Debug, Clone)]
pub(crate) struct Times {
    name: &'static str,
    missing: Vec<&'static str>,
    wall: Vec<f64>,
    cpu: Vec<f64>,
    /// The most memory that its processes held together, in KiB, in the run to warm up.
    peak: u64,
}

/// The finished contest.
pub(crate) struct Outcome {
    title: String,
    bytes: u64,
    times: Vec<Times>,
}

/// Runs every way once to warm up, with an eye on its memory, and then `runs` times, in turns, after `before`. `bytes` is the work of
/// one run; 0 where only the time counts.
pub(crate) fn hold(
    title: String,
    bytes: u64,
    ways: &[Way],
    peers: &super::peers::Peers,
    runs: usize,
    log: &Path,
    before: &dyn Fn() -> Result<(), Box<dyn Error>>,
) -> Result<Outcome, Box<dyn Error>> {
    let mut times: Vec<Times> = ways
        .iter()
        .map(|way| {
            let missing = peers.missing(&way.needs);
            Times { name: way.name, missing, wall: Vec::new(), cpu: Vec::new(), peak: 0 }
        })
        .collect();
    for round in 0..=runs {
        for (way, times) in ways.iter().zip(&mut times).filter(|(_, times)| times.missing.is_empty()) {
            clear(&way.output)?;
            before()?;
            // Looking at memory costs time: the run to warm up is not measured.
            let spent = if round == 0 {
                let (spent, peak) = child::run_watched(&mut (way.command)(), log)?;
                times.peak = peak;
                spent
            } else {
                child::run(&mut (way.command)(), log)?
            };
            if let Some(gone) = way.output.iter().find(|path| path.symlink_metadata().is_err()) {
                return Err(format!("{}: {} is not there afterwards", way.name, gone.display()).into());
            }
            clear(&way.output)?;
            if round > 0 {
                times.add(spent);
            }
        }
    }
    Ok(Outcome { title, bytes, times })
}

/// Removes files and folders, if they are there.
pub(crate) fn clear(paths: &[PathBuf]) -> std::io::Result<()> {
    for path in paths {
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path)?,
            Ok(_) => fs::remove_file(path)?,
            Err(_) => {}
        }
    }
    Ok(())
}

impl Times {
    fn add(&mut self, spent: Spent) {
        self.wall.push(spent.wall);
        self.cpu.push(spent.cpu);
    }
}

/// The value in the middle; of two, their mean.
pub(crate) fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.get((sorted.len().checked_sub(1)?) / 2)?, sorted.get(sorted.len() / 2)?);
    Some(f64::midpoint(*low, *high))
}

/// `bytes` in GiB.
pub(crate) fn gib(bytes: u64) -> f64 {
    // In whole KiB: exact up to 4 TiB.
    f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / f64::from(1 << 20)
}

impl Outcome {
    /// Median seconds of a way; `None` where it could not run.
    pub(crate) fn wall(&self, name: &str) -> Option<f64> {
        self.times.iter().find(|times| times.name == name).and_then(|times| median(&times.wall))
    }

    /// Median CPU seconds per GiB of a way.
    pub(crate) fn cpu_per_gib(&self, name: &str) -> Option<f64> {
        let times = self.times.iter().find(|times| times.name == name)?;
        median(&times.cpu).map(|cpu| cpu / gib(self.bytes))
    }

    /// The most memory that the processes of a way held, in MiB.
    pub(crate) fn peak(&self, name: &str) -> Option<f64> {
        let times = self.times.iter().find(|times| times.name == name)?;
        Some(gib(times.peak << 10) * 1024.0)
    }

    /// How often `ours` goes into `theirs`: throughput of ours by throughput of theirs.
    pub(crate) fn ratio(&self, ours: &str, theirs: &str) -> Option<f64> {
        Some(self.wall(theirs)? / self.wall(ours)?)
    }

    /// The table, first row first; the last column compares every way with the first.
    pub(crate) fn table(&self) -> String {
        let mut text = format!("\n{}\n", self.title);
        let first = self.times.first().map_or("", |times| times.name);
        let _ = writeln!(
            text,
            "  {:<44} {:>9} {:>17} {:>7} {:>9} {:>9} {:>9}",
            "", "median s", "range s", "GiB/s", "CPU s/GiB", "peak MiB", "x first"
        );
        for times in &self.times {
            let Some(wall) = median(&times.wall) else {
                let _ = writeln!(text, "  {:<44} not installed: {}", times.name, times.missing.join(", "));
                continue;
            };
            let (rate, cost) = if self.bytes == 0 {
                ("-".to_owned(), "-".to_owned())
            } else {
                let cost = self.cpu_per_gib(times.name).unwrap_or(0.0);
                (format!("{:.2}", gib(self.bytes) / wall), format!("{cost:.2}"))
            };
            let least = times.wall.iter().copied().fold(f64::INFINITY, f64::min);
            let most = times.wall.iter().copied().fold(0.0, f64::max);
            let _ = writeln!(
                text,
                "  {:<44} {wall:>9.3} {:>17} {rate:>7} {cost:>9} {:>9.1} {:>9.2}",
                times.name,
                format!("{least:.3}..{most:.3}"),
                gib(times.peak << 10) * 1024.0,
                self.ratio(first, times.name).unwrap_or(0.0),
            );
        }
        text
    }
}
