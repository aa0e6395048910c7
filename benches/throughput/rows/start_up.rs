//! What every run costs.

use super::super::contest::gib;
use super::super::finding::Finding;
use super::{Bench, Command, Error};

impl Bench {
    pub(super) fn start_up(&self) -> Result<Vec<Finding>, Box<dyn Error>> {
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
}
