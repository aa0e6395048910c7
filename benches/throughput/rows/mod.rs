//! The rows: what is measured against what, and which ratio is to be reached (the table in `benches/README.md`).

mod cold;
mod disks;
mod open;
mod receive;
mod seal;
mod small;
mod start_up;
mod verify;
mod wipe;

use super::child::STOP;
use super::contest::{Outcome, Way, clear, hold};
use super::finding::Finding;
use super::memory;
use super::peers::Peers;
use super::primitives::{self, Primitives};
use super::stand::{Plan, Stand};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::Ordering;

const SEAL_BLAKE3: &str = "azukari seal --digest blake3";
const SEAL: &str = "azukari seal";
const OPEN: &str = "azukari open";
const OPEN_BLAKE3: &str = "azukari open, sealed with --digest blake3";
const TAR_RAGE: &str = "tar | rage -r";
const TAR_AGE: &str = "tar | age -r";
const RAGE_TAR: &str = "rage -d | tar x";
const AGE_TAR: &str = "age -d | tar x";
const CP: &str = "cp -r";
const EQUAL: &str = "sha256sum + tar | rage -r + sha256sum";
const VERIFY: &str = "azukari verify";
const RECEIVE: &str = "azukari receive";
const SHA256SUM: &str = "sha256sum";
const B3SUM: &str = "b3sum";
const OPENSSL: &str = "openssl dgst -sha256";

type Row = fn(&Bench, &Primitives) -> Result<Vec<Finding>, Box<dyn Error>>;

/// What `AZUKARI_BENCH_ROWS` may name, beside `memory` and `cold`.
const ROWS: &[(&str, Row)] = &[
    ("start-up", |bench, _| bench.start_up()),
    ("seal", Bench::seal),
    ("open", Bench::open),
    ("small", |bench, _| bench.small_files()),
    ("verify", |bench, _| bench.verify()),
    ("receive", Bench::receive),
    ("wipe", |bench, _| bench.wipe()),
    ("disks", |bench, _| bench.disks()),
];

/// Everything, from building the stand to the last line.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed))?;
    let (start, cores) = (load(), std::thread::available_parallelism()?);
    let plan = Plan::from_environment()?;
    let peers = Peers::find();
    head(&plan, &peers);
    let stand = Rc::new(Stand::build(&plan)?);
    println!(
        "keys: locks made light for this bench; in earnest, unlocking takes {:.2} s (age identity) and {:.2} s (signing key)",
        stand.unlock.0, stand.unlock.1
    );
    let bench = Bench { stand: Rc::clone(&stand), peers, runs: plan.runs, cold: false };
    let mut findings = Vec::new();
    let costs = bench.primitives(&plan)?;
    for (row, measure) in ROWS {
        if plan.wants(row) {
            findings.extend(measure(&bench, &costs)?);
        }
    }
    clear(std::slice::from_ref(&stand.large.path))?;
    if plan.wants("memory") {
        findings.extend(memory::many_files(&stand)?);
        findings.extend(memory::large_file(&stand, &plan)?);
    }
    if plan.wants("cold") {
        findings.extend(Bench::cold(&plan, &costs)?);
    }

    println!("\nload average: {start} at the beginning, {} at the end, of {cores} cores", load());
    println!("\nTargets");
    for finding in &findings {
        println!("{}", finding.line());
    }
    let count = |wanted| findings.iter().filter(|finding| finding.reached() == wanted).count();
    println!(
        "\n{} reached, {} not reached, {} not measured",
        count(Some(true)),
        count(Some(false)),
        count(None)
    );
    if plan.mib < 1024 {
        println!("the targets speak of AZUKARI_BENCH_MIB=1024; here start-up and fixed costs weigh more");
    }
    Ok(())
}

/// Of the last minute: above the number of cores, others were at work on this machine.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}

fn head(plan: &Plan, peers: &Peers) {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("");
    println!(
        "azukari {} on {cores} cores:{}",
        env!("CARGO_PKG_VERSION"),
        model.trim_start_matches([' ', '\t', ':'])
    );
    println!("{} MiB, {} runs each after one to warm up, in {}", plan.mib, plan.runs, plan.base.display());
    if cfg!(debug_assertions) {
        println!("NOTE: built without optimization; these numbers say nothing about a release");
    }
    println!(
        "paper: {}",
        if cfg!(feature = "pdf") { "seal and receive also draw a PDF" } else { "no PDF in this build; html" }
    );
    for remark in &plan.remarks {
        println!("{remark}");
    }
    for line in peers.describe() {
        println!("{line}");
    }
}

struct Bench {
    stand: Rc<Stand>,
    peers: Peers,
    runs: usize,
    /// Whether sources are taken out of the page cache before each run.
    cold: bool,
}

impl Bench {
    fn hold(&self, title: String, bytes: u64, ways: &[Way]) -> Result<Outcome, Box<dyn Error>> {
        let before = || if self.cold { self.stand.forget() } else { Ok(()) };
        let outcome = hold(title, bytes, ways, &self.peers, self.runs, &self.stand.log(), &before)?;
        println!("{}", outcome.table().trim_end());
        Ok(outcome)
    }

    /// A way that is azukari itself.
    fn own(
        &self,
        name: &'static str,
        output: Vec<PathBuf>,
        command: impl Fn(&Stand) -> Command + 'static,
    ) -> Way {
        let stand = Rc::clone(&self.stand);
        Way { name, command: Box::new(move || command(&stand)), output, needs: Vec::new() }
    }

    /// A way that is a line of shell; `SRC` is its source and `OUT` what it makes.
    fn peer(&self, name: &'static str, needs: &[&'static str], source: &Path, line: &'static str) -> Way {
        let stand = Rc::clone(&self.stand);
        let (source, out) = (source.to_owned(), self.stand.at("peer.out"));
        let output = if line.contains("$OUT") { vec![out.clone()] } else { Vec::new() };
        let command = Box::new(move || stand.shell(line, &[("SRC", &source), ("OUT", &out)]));
        let needs = needs.iter().copied().chain(["bash"]).collect();
        Way { name, command, output, needs }
    }

    fn primitives(&self, plan: &Plan) -> Result<Primitives, Box<dyn Error>> {
        let source = self.stand.large.path.join("見本1.bin");
        let costs = primitives::measure(&source, &self.stand.at("scratch"), (plan.mib << 20) / 4)?;
        println!("\nPrimitives, all cores busy, from a hot buffer (CPU seconds per GiB)");
        println!(
            "  SHA-256 {:.3}   BLAKE3 {:.3}   ChaCha20-Poly1305 {:.3}   read {:.3}   write {:.3}",
            costs.sha256, costs.blake3, costs.chacha, costs.read, costs.write
        );
        Ok(costs)
    }
}
