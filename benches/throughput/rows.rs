//! The rows: what is measured against what, and which ratio is to be reached (the table in `benches/README.md`).

use super::child::STOP;
use super::contest::{Outcome, Way, clear, gib, hold};
use super::finding::Finding;
use super::peers::Peers;
use super::primitives::{self, Primitives};
use super::stand::{Plan, Stand, Tree};
use super::{child, memory};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::sync::atomic::Ordering;

const SEAL_BLAKE3: &str = "azukari seal --digest blake3";
const SEAL: &str = "azukari seal";
const OPEN: &str = "azukari open";
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
    let bench = Bench { stand: Rc::clone(&stand), peers, runs: plan.runs };
    let mut findings = Vec::new();
    let costs = bench.primitives(&plan)?;
    findings.extend(bench.start_up()?);
    findings.extend(bench.seal(&costs)?);
    findings.extend(bench.open(&costs)?);
    findings.extend(bench.small_files()?);
    findings.extend(bench.verify()?);
    findings.extend(bench.receive(&costs)?);
    clear(std::slice::from_ref(&stand.large.path))?;
    findings.extend(memory::many_files(&stand)?);
    findings.extend(memory::large_file(&stand, &plan)?);

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
}

impl Bench {
    fn hold(&self, title: String, bytes: u64, ways: &[Way]) -> Result<Outcome, Box<dyn Error>> {
        let outcome = hold(title, bytes, ways, &self.peers, self.runs, &self.stand.log())?;
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

    fn start_up(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
        let version = self.own("azukari --version", Vec::new(), |_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_azukari"));
            command.arg("--version");
            command
        });
        let empty = self.stand.at("empty.txt");
        std::fs::write(&empty, b"")?;
        let ways = [version, self.seal_way("azukari seal of one empty file", &empty, "sha256,blake3")];
        let outcome = self.hold("What every run costs, whatever the size".into(), 0, &ways)?;
        let seconds = outcome.wall("azukari --version");
        let bytes = std::fs::metadata(env!("CARGO_BIN_EXE_azukari"))?.len();
        Ok(vec![
            Finding::at_most("start-up", "ms", 10.0, seconds.map(|seconds| seconds * 1000.0)),
            Finding::at_most("size of the program", "MiB", 40.0, Some(gib(bytes) * 1024.0)),
        ])
    }

    fn seal_way(&self, name: &'static str, source: &Path, digest: &'static str) -> Way {
        let (source, package) = (source.to_owned(), self.stand.at("own.age"));
        let output =
            vec![package.clone(), self.stand.at("own.note.json"), self.stand.at("own.note.json.sig")];
        self.own(name, output, move |stand| stand.seal(&[&source], &package, digest))
    }

    /// The other programs that make one encrypted file of a folder.
    fn sealers(&self, source: &Path) -> Vec<Way> {
        const TAR: &str = r#"tar -C "$(dirname "$SRC")" -c "$(basename "$SRC")""#;
        let line = |rest: &str| -> &'static str { Box::leak(format!("{TAR} {rest}").into_boxed_str()) };
        vec![
            self.peer(CP, &["cp"], source, r#"cp -r "$SRC" "$OUT""#),
            self.peer(TAR_RAGE, &["tar", "rage"], source, line(r#"| rage -r "$TO" -o "$OUT""#)),
            self.peer(TAR_AGE, &["tar", "age"], source, line(r#"| age -r "$TO" -o "$OUT""#)),
            self.peer(
                "tar | gpg --symmetric (AES-256)",
                &["tar", "gpg"],
                source,
                line(
                    r#"| gpg --batch --quiet --homedir "$(mkdir -p -m 700 gpg && echo gpg)" --pinentry-mode loopback \
                       --passphrase-file passphrase --no-symkey-cache --symmetric --cipher-algo AES256 \
                       --compress-algo none -o "$OUT""#,
                ),
            ),
            self.peer(
                "7z a -mx=0 -mhe=on (AES-256)",
                &["7z"],
                source,
                r#"7z a -t7z -mx=0 -mhe=on -bso0 -bsp0 -pmihon "$OUT" "$SRC""#,
            ),
        ]
    }

    fn seal(&self, costs: &Primitives) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let mut ways = vec![
            self.seal_way(SEAL_BLAKE3, &large.path, "blake3"),
            self.seal_way(SEAL, &large.path, "sha256,blake3"),
        ];
        ways.extend(self.sealers(&large.path));
        ways.push(self.peer(
            EQUAL,
            &["tar", "rage", "sha256sum"],
            &large.path,
            r#"sha256sum "$SRC"/* && tar -C "$(dirname "$SRC")" -c "$(basename "$SRC")" | rage -r "$TO" -o "$OUT" &&
               sha256sum "$OUT""#,
        ));
        let found = self.hold(format!("Seal 4 files of {} MiB", large.bytes >> 22), large.bytes, &ways)?;
        let cost = |name| found.cpu_per_gib(name);
        let slower = |ours, theirs| found.ratio(ours, theirs).map(|ratio| 1.0 / ratio);
        println!(
            "  sum of the primitives: {:.2} CPU s/GiB with BLAKE3 only, {:.2} with both digests",
            costs.seal_blake3(),
            costs.seal_both()
        );
        Ok(vec![
            Finding::at_least(
                "seal --digest blake3 / tar | rage -r",
                2.4,
                found.ratio(SEAL_BLAKE3, TAR_RAGE),
            ),
            Finding::at_least("seal --digest blake3 / tar | age -r", 2.0, found.ratio(SEAL_BLAKE3, TAR_AGE)),
            Finding::at_most("seal --digest blake3: times cp", "x", 1.7, slower(SEAL_BLAKE3, CP)),
            Finding::at_least(
                "seal / tar | rage -r, which hashes nothing",
                1.25,
                found.ratio(SEAL, TAR_RAGE),
            ),
            Finding::at_least("seal / the equal work with stock programs", 5.0, found.ratio(SEAL, EQUAL)),
            Finding::at_most(
                "seal --digest blake3: CPU / sum of its primitives",
                "x",
                1.15,
                cost(SEAL_BLAKE3).map(|cost| cost / costs.seal_blake3()),
            ),
            Finding::at_most(
                "seal: CPU / sum of its primitives",
                "x",
                1.15,
                cost(SEAL).map(|cost| cost / costs.seal_both()),
            ),
        ])
    }

    /// A package by azukari and one by rage (or age) of the same sources, to be opened.
    fn packages(&self, source: &Tree) -> Result<(PathBuf, PathBuf), Box<dyn Error>> {
        let (own, foreign) = (self.stand.at("given.age"), self.stand.at("foreign.age"));
        child::run(&mut self.stand.seal(&[&source.path], &own, "sha256,blake3"), &self.stand.log())?;
        if let Some(program) = ["rage", "age"].into_iter().find(|name| self.peers.has(name)) {
            let line = format!(
                r#"tar -C "$(dirname "$SRC")" -c "$(basename "$SRC")" | {program} -r "$TO" -o "$OUT""#
            );
            let values = [("SRC", source.path.as_path()), ("OUT", foreign.as_path())];
            child::run(&mut self.stand.shell(&line, &values), &self.stand.log())?;
        }
        Ok((own, foreign))
    }

    fn openers(&self, own: &Path, foreign: &Path, receipt: bool) -> Vec<Way> {
        const UNPACK: &str = r#"-d -i "$KEY" "$SRC" | tar -C "$(mkdir "$OUT" && echo "$OUT")" -x"#;
        let target = self.stand.at("own.out");
        let open = |name, receipt: bool| {
            let (own, target) = (own.to_owned(), target.clone());
            self.own(name, vec![target.clone()], move |stand| {
                let mut command = stand.azukari();
                command.arg("open").arg("-d").arg(&target).arg(&own);
                if !receipt {
                    command.arg("--no-receipt").arg("--identity").arg(stand.at("key.txt"));
                }
                command
            })
        };
        let line =
            |program: &str| -> &'static str { Box::leak(format!("{program} {UNPACK}").into_boxed_str()) };
        let mut ways = vec![
            open(OPEN, false),
            self.peer(RAGE_TAR, &["tar", "rage"], foreign, line("rage")),
            self.peer(AGE_TAR, &["tar", "age"], foreign, line("age")),
        ];
        if receipt {
            ways.insert(1, open("azukari open, with its receipt", true));
        }
        ways
    }

    fn open(&self, costs: &Primitives) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let (own, foreign) = self.packages(large)?;
        let ways = self.openers(&own, &foreign, true);
        let found = self.hold("Open them again".into(), large.bytes, &ways)?;
        println!("  sum of the primitives: {:.2} CPU s/GiB", costs.seal_both());
        clear(&[own, foreign, self.stand.at("given.note.json"), self.stand.at("given.note.json.sig")])?;
        Ok(vec![
            Finding::at_least(
                "open / rage -d | tar x, which verifies nothing",
                2.5,
                found.ratio(OPEN, RAGE_TAR),
            ),
            Finding::at_least("open / age -d | tar x", 1.5, found.ratio(OPEN, AGE_TAR)),
            Finding::at_most(
                "open: CPU / sum of its primitives",
                "x",
                1.15,
                found.cpu_per_gib(OPEN).map(|cost| cost / costs.seal_both()),
            ),
        ])
    }

    fn small_files(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
        let small = &self.stand.small;
        let title = format!("{} small files, {} MB", small.files, small.bytes / 1_000_000);
        let mut ways = vec![self.seal_way(SEAL, &small.path, "sha256,blake3")];
        ways.extend(self.sealers(&small.path));
        let sealed = self.hold(format!("Seal {title}"), small.bytes, &ways)?;
        let (own, foreign) = self.packages(small)?;
        let opened = self.hold(format!("Open {title}"), small.bytes, &self.openers(&own, &foreign, false))?;
        clear(&[own, foreign, self.stand.at("given.note.json"), self.stand.at("given.note.json.sig")])?;
        Ok(vec![
            Finding::at_least("seal small files / tar | rage -r", 1.0, sealed.ratio(SEAL, TAR_RAGE)),
            Finding::at_least("open small files / rage -d | tar x", 1.0, opened.ratio(OPEN, RAGE_TAR)),
        ])
    }

    /// Packages from outside, against their notes: one with BLAKE3, two with SHA-256.
    fn verify(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let sources: Vec<PathBuf> =
            (1..=4).map(|number| large.path.join(format!("見本{number}.bin"))).collect();
        let places: Vec<PathBuf> = ["one.age", "two.age", "three.age"].map(|name| self.stand.at(name)).into();
        let all: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        for (sources, place, digest) in
            [(&all[..], 0, "blake3"), (&all[..2], 1, "sha256"), (&all[2..], 2, "sha256")]
        {
            child::run(&mut self.stand.seal(sources, &places[place], digest), &self.stand.log())?;
        }
        let verify = |packages: &[PathBuf]| {
            let packages = packages.to_vec();
            self.own(VERIFY, Vec::new(), move |stand| {
                let mut command = stand.azukari();
                command.arg("verify").args(&packages);
                command
            })
        };
        let ways = [verify(&places[..1]), self.peer(B3SUM, &["b3sum"], &places[0], r#"b3sum "$SRC""#)];
        let fast = self.hold("Verify one package, BLAKE3".into(), large.bytes, &ways)?;
        let dir = self.stand.at("");
        let ways = [
            verify(&places[1..]),
            self.peer(OPENSSL, &["openssl"], &dir, "openssl dgst -sha256 two.age three.age"),
            self.peer(SHA256SUM, &["sha256sum"], &dir, "sha256sum two.age three.age"),
        ];
        let slow = self.hold("Verify two packages, SHA-256".into(), large.bytes, &ways)?;
        let notes = ["one", "two", "three"].iter().flat_map(|name| {
            [".note.json", ".note.json.sig"].map(|end| self.stand.at(&format!("{name}{end}")))
        });
        clear(&places.into_iter().chain(notes).collect::<Vec<_>>())?;
        Ok(vec![
            Finding::at_least("verify (BLAKE3) / b3sum", 0.9, fast.ratio(VERIFY, B3SUM)),
            Finding::at_least("verify two (SHA-256) / openssl dgst", 1.7, slow.ratio(VERIFY, OPENSSL)),
            Finding::at_least("verify two (SHA-256) / sha256sum", 7.0, slow.ratio(VERIFY, SHA256SUM)),
        ])
    }

    fn receive(&self, costs: &Primitives) -> Result<Vec<Finding>, Box<dyn Error>> {
        let large = &self.stand.large;
        let source = large.path.clone();
        let receive = self.own(RECEIVE, Vec::new(), move |stand| {
            let mut command = stand.azukari();
            command.args([
                "receive",
                "--again",
                "--from",
                "見本 太郎",
                "--means",
                "手交",
                "--place",
                "見本市役所",
            ]);
            command.arg(&source);
            command
        });
        let ways = [
            receive,
            self.peer(OPENSSL, &["openssl"], &large.path, r#"openssl dgst -sha256 "$SRC"/*"#),
            self.peer(SHA256SUM, &["sha256sum"], &large.path, r#"sha256sum "$SRC"/*"#),
            self.peer(B3SUM, &["b3sum"], &large.path, r#"b3sum "$SRC"/*"#),
        ];
        let title = "Receive the folder of 4 files (SHA-256 and BLAKE3 of each, signed receipt)";
        let found = self.hold(title.into(), large.bytes, &ways)?;
        println!("  sum of the primitives: {:.2} CPU s/GiB", costs.receive());
        Ok(vec![
            Finding::at_least("receive / openssl dgst -sha256", 1.7, found.ratio(RECEIVE, OPENSSL)),
            Finding::at_least("receive / sha256sum", 7.0, found.ratio(RECEIVE, SHA256SUM)),
        ])
    }
}
