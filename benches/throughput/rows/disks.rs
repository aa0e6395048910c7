//! Eight disks at once, next to one of their size together; and what the pattern itself costs.

use super::super::contest::{clear, median};
use super::super::finding::Finding;
use super::wipe::{Loop, attach};
use super::{Bench, Error};
use azukari_bulk::keystream;
use std::path::PathBuf;

const ONE: &str = "azukari wipe run, one disk";
const EIGHT: &str = "azukari wipe run, eight of an eighth at once";
const DISKS: u64 = 8;

impl Bench {
    /// One disk, and eight at once that are as large together; needs root.
    pub(super) fn disks(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
        pattern();
        let bytes = self.stand.large.bytes >> 23 << 23;
        let images: Vec<PathBuf> =
            (0..=DISKS).map(|number| self.stand.at(&format!("disk-{number}.img"))).collect();
        let mut loops: Vec<Loop> = Vec::new();
        for (number, image) in images.iter().enumerate() {
            let Some(disk) = attach(image, if number == 0 { bytes } else { bytes / DISKS })? else {
                println!("\nEight disks: not measured: no loop device (needs root and losetup)");
                return Ok(Vec::new());
            };
            loops.push(disk);
        }
        let (one, eight) = loops.split_at(1);
        let ways = [self.wiping(ONE, one, "plan-1.json"), self.wiping(EIGHT, eight, "plan-8.json")];
        let title = format!("Wipe {} MiB: one disk, and eight at once", bytes >> 20);
        let found = self.hold(title, bytes, &ways)?;
        drop(loops);
        clear(&images)?;
        let memory = found.peak(EIGHT).map(|mib| mib / 8.0);
        Ok(vec![
            Finding::at_least("wipe run, eight disks together / one alone", 0.9, found.ratio(EIGHT, ONE)),
            Finding::at_most("wipe run, eight disks: peak memory for each", "MiB", 32.0, memory),
        ])
    }
}

/// Prints what a GiB of the pattern costs a core.
fn pattern() {
    let mut piece = vec![0; 1 << 20];
    let cost = |work: &mut dyn FnMut(u64)| {
        let times: Vec<f64> = (0..5)
            .map(|_| {
                let before = on_the_processor();
                (0..256).for_each(|number| work(number << 20));
                (on_the_processor() - before) * 4.0
            })
            .collect();
        median(&times).unwrap_or(0.0)
    };
    let (key, first) = ([7; 32], [0; 16]);
    let fill = cost(&mut |offset| keystream::fill(&key, &first, offset, &mut piece));
    let mut same = true;
    let compare = cost(&mut |_| same &= keystream::is_stream(&key, &first, 255 << 20, &piece));
    let apply = cost(&mut |offset| keystream::apply(&key, &first, offset, &mut piece));
    println!(
        "\nkeystream (AES-256-CTR), CPU s/GiB: filled {fill:.3}, compared {compare:.3}{}; by the `aes` crate {apply:.3}",
        if same { "" } else { " (AND FOUND DIFFERENT)" }
    );
}

/// Seconds that this thread has run.
fn on_the_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: f64 = text.split(' ').next().and_then(|text| text.parse().ok()).unwrap_or(0.0);
    nanoseconds / 1e9
}
