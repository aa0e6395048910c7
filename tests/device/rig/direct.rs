//! Reading and writing a device past the page cache, by `dd`: why not ourselves is said in the head of the rig.

use super::LBA;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// Highest error number of Linux that is looked for.
const LAST_ERRNO: i32 = 133;

/// Reads `count` LBAs in one request to the kernel.
pub(super) fn read(node: &Path, lba: u64, count: u64) -> io::Result<Vec<u8>> {
    let bytes = count * LBA;
    let mut command = dd(bytes);
    command.arg(format!("if={}", node.display())).arg(format!("skip={}", lba * LBA));
    let read = answer(command.arg("iflag=direct,skip_bytes"), &[])?;
    if read.len() as u64 == bytes { Ok(read) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Writes whole LBAs in one request to the kernel.
pub(super) fn write(node: &Path, lba: u64, content: &[u8]) -> io::Result<()> {
    let mut command = dd(content.len() as u64);
    command.arg(format!("of={}", node.display())).arg(format!("seek={}", lba * LBA));
    command.args(["iflag=fullblock", "oflag=direct,seek_bytes", "conv=notrunc,nocreat"]);
    answer(&mut command, content).map(drop)
}

/// Has the disk write down what it holds back.
pub(super) fn flush(node: &Path) -> io::Result<()> {
    answer(Command::new("sync").arg(node), &[]).map(drop)
}

fn dd(bytes: u64) -> Command {
    let mut command = Command::new("dd");
    command.args(["count=1", "status=none"]).arg(format!("bs={bytes}"));
    command
}

/// What a program prints when it is given `input`, or the error that it says it had.
fn answer(command: &mut Command, input: &[u8]) -> io::Result<Vec<u8>> {
    command.env("LC_ALL", "C").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    // One that ends early says why.
    let _ended = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let mut errors = (1..=LAST_ERRNO).map(io::Error::from_raw_os_error);
    let named = |error: &io::Error| {
        let words = error.to_string();
        words.rsplit_once(" (os error").is_some_and(|(words, _)| said.ends_with(words))
    };
    Err(errors.find(named).unwrap_or_else(|| io::Error::other(said.clone())))
}
