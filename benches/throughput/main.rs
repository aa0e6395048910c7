//! Whole runs of the azukari program next to `cp`, `tar | age`, `tar | rage`, `sha256sum` and others, on the same files,
//! interleaved, in one run. What each row means and how to run it: `benches/README.md`.
#![expect(clippy::print_stdout, reason = "a bench prints its findings")]

#[cfg(target_os = "linux")]
mod child;
#[cfg(target_os = "linux")]
mod contest;
#[cfg(target_os = "linux")]
mod finding;
mod memory;
#[cfg(target_os = "linux")]
mod peers;
#[cfg(target_os = "linux")]
mod primitives;
#[cfg(target_os = "linux")]
mod rows;
#[cfg(target_os = "linux")]
mod stand;

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    rows::run()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("throughput: not measured: CPU time and memory of other programs are read from Linux's /proc");
}
