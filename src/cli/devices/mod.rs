//! `azukari devices`: the drives of this machine, what lies on them and uses them, and from where each fact came.

pub(super) mod csv;
mod json;
mod table;
pub(super) mod words;

use super::Shell;
use super::exit::Exit;
use super::failure::{Failure, Outcome, ShellError};
use crate::device::{Doubt, Drive, Examination, Uses, drive_at, drives, examine, side_by_side, uses_of};
use serde_json::json;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Arguments of `devices`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "DEVICE")]
    devices: Vec<PathBuf>,
    // With `=` only: `--csv /dev/sdb` must never mean to write there.
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-")]
    csv: Option<PathBuf>,
}

/// After how many drives it is looked whether it was called off.
const AT_ONCE: usize = 32;

/// A drive and all that was found out.
struct Seen {
    drive: Drive,
    uses: Uses,
    found: Examination,
}

impl Seen {
    fn other_serial(&self) -> Option<&str> {
        self.found.asked.as_ref().and_then(|asked| asked.other_serial(&self.drive))
    }
}

/// Lists. Nothing is changed, and nothing but questions is sent to any drive.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let listed = if args.devices.is_empty() {
        drives()?
    } else {
        args.devices.iter().map(|path| drive_at(path)).collect::<Result<_, _>>()?
    };
    let numbers: Vec<_> = listed.iter().map(|drive| drive.number).collect();
    let uses = uses_of(&numbers);
    let mut seen = Vec::new();
    for some in listed.into_iter().zip(uses).collect::<Vec<_>>().chunks(AT_ONCE) {
        shell.go_on()?;
        seen.extend(examined(some));
    }
    let out = shell.out();
    let to_screen = args.csv.as_deref() == Some(Path::new("-"));
    if let Some(file) = &args.csv {
        let lines = csv::lines(out.catalogue(), &seen)?;
        if to_screen {
            out.raw(&lines);
        } else {
            write_new(file, &lines)?;
            out.say("devices-csv-written", &crate::facts![path = super::layout::printable_path(file)]);
        }
    } else {
        table::show(out, &seen);
    }
    for one in &seen {
        if let Some(told) = one.other_serial() {
            let known = one.drive.medium.serial.as_ref().map_or("", |serial| serial.value.as_str());
            out.warn(
                "warn-devices-other-serial",
                &crate::facts![name = one.drive.name, known = known, told = told],
            );
        }
    }
    let needs_root = seen.iter().any(more_as_root);
    if needs_root && !out.is_quiet() {
        out.prompt(&out.catalogue().word("devices-root-adds"));
    }
    if out.is_json() && !to_screen {
        for one in &seen {
            out.object(&json::device(one));
        }
        let in_use = seen.iter().filter(|one| !one.uses.none()).count();
        out.result(
            "devices",
            &json!({
                "devices": seen.len(),
                "in_use_or_in_doubt": in_use,
                "more_as_root": needs_root,
                "csv": args.csv.as_ref().map(|path| path.display().to_string()),
            }),
        );
    }
    Ok(Exit::Done)
}

/// Asks several drives side by side.
fn examined(some: &[(Drive, Uses)]) -> Vec<Seen> {
    let answers = side_by_side(some, |(drive, _)| examine(drive));
    let pairs = some.iter().cloned().zip(answers);
    pairs
        .map(|((mut drive, uses), found)| {
            if let Some(asked) = &found.asked {
                drive.confirm(asked);
            }
            Seen { drive, uses, found }
        })
        .collect()
}

/// Whether root would have learned more.
fn more_as_root(one: &Seen) -> bool {
    let spaces = |doubt: &Doubt| matches!(doubt, Doubt::OtherNameSpaces { .. });
    one.found.needs_root() || one.uses.doubts.iter().any(spaces)
}

/// That nothing stands at `path` yet: asked before the work, so that it is not done in vain.
pub(super) fn vacant(path: &Path) -> Result<(), Failure> {
    match path.symlink_metadata() {
        Ok(_) => Err(ShellError::Exists { path: path.display().to_string() }.into()),
        Err(_) => Ok(()),
    }
}

/// Never over something: what stands there may be the list of another day, or a drive.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |source| ShellError::Write { place: path.display().to_string(), source };
    vacant(path)?;
    let mut file = std::fs::File::create_new(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(())
}
