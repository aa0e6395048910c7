//! Puts the built-in font where `src/render/pdf/font.rs` includes it from.
//!
//! No font lies in the source tree and none is downloaded: the crate `mplusfonts-macros` carries M PLUS 1 (SIL OFL 1.1)
//! for a purpose of its own, and cargo has already fetched it by the time this runs. Without it the build goes on.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate that carries the font, and the file in it.
const CARRIER: &str = "mplusfonts-macros";
const FONT: &str = "fonts/MPLUS1[wght].ttf";

fn main() {
    println!("cargo::rustc-check-cfg=cfg(azukari_builtin_font)");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    if env::var_os("CARGO_FEATURE_BUILTIN_FONT").is_none() {
        return;
    }
    match place_font() {
        Ok(()) => println!("cargo::rustc-cfg=azukari_builtin_font"),
        Err(reason) => println!("cargo::warning=building without the built-in font: {reason}"),
    }
}

fn place_font() -> Result<(), String> {
    // Asked for one platform only: cargo has fetched no crates of the others, and nothing may be fetched here.
    // `--locked` first: it is what the build itself resolved. A packager's build may have no lock file.
    let (target, host) = (variable("TARGET")?, variable("HOST")?);
    let asks: [&[&str]; 4] = [
        &["--locked", "--filter-platform", &target],
        &["--locked", "--filter-platform", &host],
        &["--filter-platform", &target],
        &["--filter-platform", &host],
    ];
    let mut carrier = Err(String::new());
    for flags in asks {
        carrier = carrier.or_else(|_: String| find_carrier(flags));
    }
    let carrier = carrier?;
    let font = carrier.join(FONT);
    let out = variable("OUT_DIR")?;
    let bytes = std::fs::read(&font).map_err(|source| format!("reading {FONT} of {CARRIER}: {source}"))?;
    std::fs::write(Path::new(&out).join("builtin-font.ttf"), bytes)
        .map_err(|source| format!("writing the font: {source}"))
}

/// The folder of the carrier crate, as cargo itself tells it.
fn find_carrier(flags: &[&str]) -> Result<PathBuf, String> {
    let output = Command::new(variable("CARGO")?)
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(flags)
        .current_dir(variable("CARGO_MANIFEST_DIR")?)
        .output()
        .map_err(|source| format!("running cargo metadata: {source}"))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo metadata: {}", words.trim().replace('\n', " ")));
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .map_err(|source| format!("reading cargo metadata: {source}"))?;
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let manifest = packages
        .iter()
        .find(|package| package["name"] == CARRIER)
        .and_then(|package| package["manifest_path"].as_str())
        .ok_or_else(|| format!("{CARRIER} is not among the packages"))?;
    Path::new(manifest).parent().map(Path::to_path_buf).ok_or_else(|| format!("{manifest} has no folder"))
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("{name} is not set"))
}
