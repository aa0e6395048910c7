//! A hermetic place to run azukari in: own home, own keys, nothing inherited from whoever runs the tests.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A scratch folder that stands for one person's computer. Removed when dropped.
pub(crate) struct TestEnv {
    home: tempfile::TempDir,
    lang: &'static str,
}

/// What a run left on its two streams, and how it ended.
#[must_use = "assert the exit code, or look at the output"]
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Asserts the exit code and hands the output on.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts success.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.exits(0)
    }

    /// The objects that `--json` printed, one per line.
    #[track_caller]
    pub(crate) fn objects(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The result object of `--json`.
    #[track_caller]
    pub(crate) fn result(&self) -> serde_json::Value {
        let mut results = self.objects();
        results.retain(|object| object["event"] == "result");
        assert_eq!(results.len(), 1, "{}", self.stdout);
        results.remove(0)
    }
}

impl TestEnv {
    /// A fresh computer whose user reads English (messages are asserted in both languages where it matters).
    pub(crate) fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), lang: "C.UTF-8" }
    }

    /// The same with a Japanese locale.
    pub(crate) fn japanese() -> Self {
        Self { lang: "ja_JP.UTF-8", ..Self::new() }
    }

    /// A path in the scratch folder.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.home.path().join(below)
    }

    /// Writes a file in the scratch folder, with its folders.
    pub(crate) fn write(&self, below: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(below);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A command ready to run in the scratch folder, with a pinned environment.
    pub(crate) fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_azukari"));
        command.args(args).current_dir(self.home.path()).stdin(std::process::Stdio::null());
        // Windows needs its own variables to start a process at all.
        if !cfg!(windows) {
            command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin");
        }
        command.env("HOME", self.home.path()).env("AZUKARI_HOME", self.path("keys")).env("LANG", self.lang);
        command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("AZUKARI_CASE");
        command
    }

    /// Runs azukari.
    pub(crate) fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        Self::ran(&mut self.command(args))
    }

    /// Runs a prepared command.
    pub(crate) fn ran(command: &mut Command) -> Ran {
        let output = command.output().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Says loudly that a test did not run: past the test harness, which would swallow it.
#[allow(dead_code, reason = "not every test program that has this file skips something")]
pub(crate) fn skipped(test: &str, why: impl std::fmt::Display) {
    // In one piece, between what other tests say.
    let _unheard = std::io::stderr().write_all(format!("SKIPPED {test}: {why}\n").as_bytes());
}
