//! One tour, taken once and shared by every test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// A finished tour.
pub(crate) struct Taken {
    folder: tempfile::TempDir,
    /// What it printed.
    pub(crate) stdout: String,
}

impl Taken {
    /// The tour's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("見本")
    }

    /// The documents of one party.
    pub(crate) fn documents(&self, party: &str) -> PathBuf {
        self.root().join(party).join("case/documents")
    }

    /// Every record of both parties, as `(folder, number)`.
    pub(crate) fn records(&self) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        for party in ["city", "contractor"] {
            let folder = self.documents(party);
            for entry in std::fs::read_dir(&folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if let Some(number) = name.strip_suffix(".json") {
                    found.push((folder.clone(), number.to_owned()));
                }
            }
        }
        found.sort();
        found
    }
}

pub(crate) static TOUR: LazyLock<Taken> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let output = azukari(folder.path(), &["--lang", "ja", "tour", "見本"]);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{stdout}\n{stderr}");
    Taken { folder, stdout }
});

/// Runs azukari with a home of its own.
pub(crate) fn azukari(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_azukari"))
        .args(words)
        .current_dir(folder)
        .env("AZUKARI_HOME", folder.join("home"))
        .env_remove("AZUKARI_CASE")
        .output()
        .unwrap()
}

/// Runs a stock program; it must succeed.
pub(crate) fn stock(folder: &Path, program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).current_dir(folder).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {words:?}: {stderr}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether a stock program is here. Where it is not, the test says so by name; in CI it must be here.
pub(crate) fn have(program: &str, test: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        assert!(std::env::var_os("CI").is_none(), "{test}: `{program}` must be installed in CI");
        eprintln!("SKIPPED {test}: `{program}` is not installed");
    }
    found
}
