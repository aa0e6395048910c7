//! How much memory a large file takes. The source is sparse: its zeros are read, encrypted and written like any others.

use super::child;
use super::contest::clear;
use super::finding::Finding;
use super::stand::{Plan, Stand, room};
use std::error::Error;
use std::fs::{self, File};

/// The promise: any file size, in KiB.
const MOST: u64 = 64 << 10;

/// Seals and opens one file of four times the stand's size (4 GiB at the full size), here or wherever there is room.
pub(crate) fn large_file(stand: &Stand, plan: &Plan) -> Result<Vec<Finding>, Box<dyn Error>> {
    let mut bytes = (plan.mib * 4) << 20;
    let needed = |bytes: u64| bytes * 2 + (64 << 20);
    let places = [plan.base.clone(), std::env::temp_dir()];
    let base = loop {
        match places.iter().find(|place| room(place) >= needed(bytes)) {
            Some(place) => break place,
            None if bytes > 64 << 20 => bytes /= 2,
            None => return Err("no room for a large file".into()),
        }
    };
    let dir = tempfile::Builder::new().prefix("azukari-bench-").tempdir_in(base)?;
    let (source, package, target) =
        (dir.path().join("見本.bin"), dir.path().join("large.age"), dir.path().join("out"));
    File::create_new(&source)?.set_len(bytes)?;
    let size = format!("{} MiB", bytes >> 20);
    let (_, seal) =
        child::run_watched(&mut stand.seal(&[source.as_path()], &package, "sha256,blake3"), &stand.log())?;
    let mut command = stand.azukari();
    command.args(["open", "--no-receipt", "-d"]).arg(&target).arg(&package);
    command.arg("--identity").arg(stand.at("key.txt"));
    let (_, open) = child::run_watched(&mut command, &stand.log())?;
    if fs::metadata(target.join("見本.bin"))?.len() != bytes {
        return Err("the large file came out with another length".into());
    }
    Ok(vec![
        finding(format!("seal one file of {size} (sparse): peak memory"), seal, MOST),
        finding("open it: peak memory".to_owned(), open, MOST),
    ])
}

/// The same for many files, where 300 bytes for each come on top.
pub(crate) fn many_files(stand: &Stand) -> Result<Vec<Finding>, Box<dyn Error>> {
    let most = MOST + stand.small.files * 300 / 1024;
    let (package, target) = (stand.at("memory.age"), stand.at("memory"));
    let mut seal = stand.seal(&[stand.small.path.as_path()], &package, "sha256,blake3");
    let (_, sealing) = child::run_watched(&mut seal, &stand.log())?;
    let mut command = stand.azukari();
    command.args(["open", "--no-receipt", "-d"]).arg(&target).arg(&package);
    command.arg("--identity").arg(stand.at("key.txt"));
    let (_, opening) = child::run_watched(&mut command, &stand.log())?;
    let notes = ["memory.note.json", "memory.note.json.sig"].map(|name| stand.at(name));
    clear(&[&[package, target], &notes[..]].concat())?;
    let files = stand.small.files;
    Ok(vec![
        finding(format!("seal {files} small files: peak memory"), sealing, most),
        finding("open them: peak memory".to_owned(), opening, most),
    ])
}

fn finding(what: String, peak: u64, most: u64) -> Finding {
    let mib = |kib: u64| f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0;
    Finding::at_most(what, "MiB", mib(most), Some(mib(peak)))
}
