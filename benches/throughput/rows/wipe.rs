//! Overwriting and reading back a whole disk: a loop device on a file in memory, next to `dd`, `shred` and `nwipe`.

use super::super::child;
use super::super::contest::{Outcome, Way, clear, gib, median};
use super::super::finding::Finding;
use super::super::stand::Stand;
use super::{Bench, Error};
use std::fs::File;
use std::path::Path;
use std::process::Command;

const RUN: &str = "azukari wipe run (writes, reads back)";
const DD_WRITE: &str = "dd oflag=direct bs=4M";
const DD_READ: &str = "dd iflag=direct bs=4M";
const SHRED: &str = "shred -n1 (reads nothing back)";
const NWIPE_ZERO: &str = "nwipe zero, verify last";
const NWIPE_PRNG: &str = "nwipe prng, verify last";

/// Detached when dropped.
pub(super) struct Loop(String);

impl Drop for Loop {
    fn drop(&mut self) {
        let _ = Command::new("losetup").arg("-d").arg(&self.0).status();
    }
}

impl Bench {
    /// Seven ways over one disk as long as the large files together; needs root.
    pub(super) fn wipe(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
        let image = self.stand.at("disk.img");
        let bytes = self.stand.large.bytes;
        let Some(disk) = attach(&image, bytes)? else {
            println!("\nWipe: not measured: no loop device (needs root and losetup)");
            return Ok(Vec::new());
        };
        let node = disk.0.clone();
        let own = self.wiping(RUN, std::slice::from_ref(&disk), "plan.json");
        let count = bytes >> 22;
        let line = |line: String| -> &'static str { Box::leak(line.into_boxed_str()) };
        let peer = |name, needs: &[&'static str], text: String| -> Way {
            self.peer(name, needs, Path::new("/"), line(text))
        };
        let nwipe = |method: &str| {
            format!(
                "nwipe --autonuke --nogui --nowait --noblank --rounds=1 --method={method} --verify=last {node}"
            )
        };
        let ways = [
            own,
            peer(
                DD_WRITE,
                &["dd"],
                format!("dd if=/dev/zero of={node} oflag=direct bs=4M count={count} status=none"),
            ),
            peer(
                DD_READ,
                &["dd"],
                format!("dd if={node} of=/dev/null iflag=direct bs=4M count={count} status=none"),
            ),
            peer(SHRED, &["shred"], format!("shred -n1 {node}")),
            peer(NWIPE_ZERO, &["nwipe"], nwipe("zero")),
            peer(NWIPE_PRNG, &["nwipe"], nwipe("prng")),
        ];
        let found = self.hold(format!("Wipe a disk of {} MiB", bytes >> 20), bytes, &ways)?;
        let speeds = self.speeds()?;
        drop(disk);
        clear(&[image])?;
        Ok(findings(bytes, &found, &speeds))
    }

    /// `wipe run` of some disks, planned anew each time: a plan that was carried out is not carried out again.
    pub(super) fn wiping(&self, name: &'static str, disks: &[Loop], plan: &'static str) -> Way {
        let nodes: Vec<String> = disks.iter().map(|disk| disk.0.clone()).collect();
        self.own(name, Vec::new(), move |stand| {
            let plan = stand.at(plan);
            // Without words the run fails, and says so.
            let words = planned(stand, &nodes, &plan).unwrap_or_default();
            let mut command = stand.azukari();
            command.args(["wipe", "run"]).arg(&plan);
            command.args(words.iter().flat_map(|word| ["--confirm", word.as_str()]));
            command
        })
    }

    /// Bytes per second of each pass, as the certificates of this row say: without keys, ledger and paper, as `dd` has none.
    fn speeds(&self) -> Result<[Vec<f64>; 2], Box<dyn Error>> {
        let mut speeds = [Vec::new(), Vec::new()];
        for entry in std::fs::read_dir(self.stand.at("case/documents"))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with("M-") && path.extension().is_some_and(|end| end == "json") {
                let read: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
                let body = &read["body"];
                let all = [&body["passes"][0]["speed"], &body["read_back"]["speed"]];
                for (list, speed) in speeds.iter_mut().zip(all) {
                    list.extend(speed.as_f64());
                }
            }
        }
        println!(
            "  of these: overwriting {:.2} GiB/s, reading back {:.2} GiB/s (medians)",
            median(&speeds[0]).unwrap_or(0.0) / f64::from(1 << 30),
            median(&speeds[1]).unwrap_or(0.0) / f64::from(1 << 30)
        );
        Ok(speeds)
    }
}

fn findings(bytes: u64, found: &Outcome, [write, read]: &[Vec<f64>; 2]) -> Vec<Finding> {
    let by =
        |speed: &[f64], peer| Some(median(speed)? / f64::from(1 << 30) / (gib(bytes) / found.wall(peer)?));
    let alone = |peer| Some(found.wall(peer)? * median(write)? / f64::from(1 << 30) / gib(bytes));
    vec![
        Finding::at_least("wipe run, overwriting / dd oflag=direct", 0.95, by(write, DD_WRITE)),
        Finding::at_least("wipe run, reading back / dd iflag=direct", 0.8, by(read, DD_READ)),
        Finding::at_least("wipe run, overwriting / shred -n1", 3.0, alone(SHRED)),
        Finding::at_least("wipe run, whole / nwipe zero, verify last", 1.0, found.ratio(RUN, NWIPE_ZERO)),
        Finding::at_least("wipe run, whole / nwipe prng, verify last", 1.0, found.ratio(RUN, NWIPE_PRNG)),
    ]
}

/// Plans the wipe of some disks; the word of each.
fn planned(stand: &Stand, nodes: &[String], plan: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    clear(&[plan.to_owned(), plan.with_added_extension("sig")])?;
    let mut planning = stand.azukari();
    planning.args(["wipe", "plan"]).args(nodes).arg("-o").arg(plan);
    child::run(&mut planning, &stand.log())?;
    let read: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(plan)?)?;
    let devices = read["devices"].as_array().ok_or("no devices in the plan")?;
    let word = |device: &serde_json::Value| Some(device["confirm"].as_str()?.to_owned());
    Ok(devices.iter().map(word).collect::<Option<_>>().ok_or("no word in the plan")?)
}

/// A loop device over a file of that length whose pages are there already.
pub(super) fn attach(image: &Path, bytes: u64) -> Result<Option<Loop>, Box<dyn Error>> {
    let file = File::create_new(image)?;
    let zeros = vec![0; 4 << 20];
    for at in (0..bytes).step_by(zeros.len()) {
        std::os::unix::fs::FileExt::write_all_at(&file, &zeros, at)?;
    }
    let made = Command::new("losetup").args(["-f", "--show"]).arg(image).output();
    let Ok(output) = made else { return Ok(None) };
    let node = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((output.status.success() && !node.is_empty()).then_some(Loop(node)))
}
