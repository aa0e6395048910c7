//! One person's computer in a scratch folder: light keys, a case, files to work on, and everything in it listed.

use azukari::custody::case::{Client, ContractSettings, Contractor, Settings};
use azukari::custody::issue::Signer;
use azukari::custody::keys::{KeyStore, LockWork};
use azukari::custody::opening::open_case;
use azukari::model::{Person, Timestamp};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) const NAME: &str = "見本 花子";
/// With a character of its maker's own, which no font has: papers are html pages then, which take no time. A PDF takes a program
/// that is not optimised seconds, and kills are to land in the work.
const TITLE: &str = "見本業務\u{e000}";
/// The user `nobody` of Debian.
const NOBODY: u32 = 65534;
/// Long and odd enough to be found by nobody by chance, in an argument list or in memory.
pub(crate) const PASSPHRASE: &str = "mihon-no-aikotoba-7f3a9c";
/// Locks so light that unlocking takes no time: kills are to land in the work, not in scrypt.
const LIGHT: LockWork = LockWork { scrypt: 1, bcrypt: 1 };

/// The computer. Removed when dropped.
pub(crate) struct Rig {
    root: tempfile::TempDir,
    /// What programs said, outside of what is listed.
    logs: tempfile::TempDir,
    /// Programs run as a user who is not root.
    as_nobody: bool,
}

/// How a run ended and what it said.
#[must_use = "assert the exit code, or look at the output"]
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Runs a prepared command to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

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

    /// The objects that `--json` printed.
    pub(crate) fn objects(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// Its last object: the result, or the error.
    #[track_caller]
    pub(crate) fn last(&self) -> serde_json::Value {
        self.objects().pop().unwrap_or_else(|| panic!("nothing said: {}", self.stderr))
    }

    /// Asserts that it failed with `exit` and `code`, and that what it told people names `path` and a next step.
    #[track_caller]
    pub(crate) fn fails(&self, exit: i32, code: &str, path: &Path) {
        let last = self.last();
        let seen = (self.code, last["event"].as_str(), last["code"].as_str());
        assert_eq!(seen, (Some(exit), Some("error"), Some(code)), "{last}\n{}", self.stderr);
        assert!(self.stderr.contains(&path.display().to_string()), "no {}: {}", path.display(), self.stderr);
        assert!(self.stderr.contains("next: "), "no next step: {}", self.stderr);
    }
}

impl Rig {
    /// On the file system of the system's temporary files.
    pub(crate) fn new() -> Self {
        Self::at(&std::env::temp_dir())
    }

    /// In a certain folder.
    pub(crate) fn at(base: &Path) -> Self {
        let new = || tempfile::Builder::new().prefix("azukari-faults-").tempdir_in(base).unwrap();
        let rig = Self { root: new(), logs: tempfile::tempdir().unwrap(), as_nobody: false };
        let store = KeyStore::at(&rig.path("keys"));
        let organization = "株式会社見本データ".to_owned();
        let person = Person { name: NAME.into(), organization: organization.clone(), role: String::new() };
        let card = store.create(&person, PASSPHRASE, now(), None, LIGHT).unwrap();
        let key = store.signing_key(PASSPHRASE).unwrap();
        fs::write(rig.path("passphrase"), PASSPHRASE).unwrap();
        // Made by the first run that works here.
        fs::create_dir(rig.path("keys/work")).unwrap();
        let contractor = Contractor { organization, ..Contractor::default() };
        let client = Client { name: "見本市".into(), addressee: None };
        let contract = ContractSettings { title: TITLE.into(), ..ContractSettings::default() };
        let settings = Settings::new(contractor, client, contract);
        let signer = Signer { key: &key, card: &card };
        open_case(&rig.path("case"), settings, signer, &store.card_file().unwrap(), now()).unwrap();
        rig
    }

    /// The scratch folder.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// A path in it.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(below)
    }

    /// Where what programs say may be kept.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.logs.path().join(name)
    }

    /// A command ready to run here, speaking English and JSON, with nothing inherited.
    pub(crate) fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = if self.as_nobody {
            let mut command = Command::new("setpriv");
            let id = format!("{NOBODY}");
            command.args(["--reuid", &id, "--regid", &id, "--clear-groups", "--"]).arg(self.log("azukari"));
            command
        } else {
            Command::new(env!("CARGO_BIN_EXE_azukari"))
        };
        self.settle(&mut command);
        command.args(["--json", "--yes", "--case", "case"]).args(args);
        command
    }

    /// A computer whose user is not root, whom permissions do not bind. `None`, loudly, where that cannot be had.
    pub(crate) fn of_nobody(test: &str) -> Option<Self> {
        let rig = Self { as_nobody: rustix::process::geteuid().is_root(), ..Self::new() };
        if rig.as_nobody {
            if !have("setpriv", test) {
                return None;
            }
            // Where they may go, and a program that they may run.
            fs::copy(env!("CARGO_BIN_EXE_azukari"), rig.log("azukari")).unwrap();
            chown(rig.logs.path(), Some(NOBODY), Some(NOBODY)).unwrap();
            rig.give_to_nobody();
        }
        Some(rig)
    }

    /// Gives everything here to the user of [`Rig::of_nobody`].
    pub(crate) fn give_to_nobody(&self) {
        for path in
            self.listing().iter().map(PathBuf::as_path).chain([self.root()]).filter(|_| self.as_nobody)
        {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    /// Gives another program's command this computer's folder and environment.
    pub(crate) fn settle(&self, command: &mut Command) {
        command.current_dir(self.root()).stdin(Stdio::null());
        command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        command.env("HOME", self.root()).env("AZUKARI_HOME", self.path("keys")).env("LANG", "C.UTF-8");
    }

    /// As [`Rig::command`], with the passphrase from its file.
    pub(crate) fn unlocked(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = self.command(["--passphrase-file", "passphrase"]);
        command.args(args);
        command
    }

    /// Runs azukari.
    pub(crate) fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        Ran::of(&mut self.command(args))
    }

    /// Runs azukari with the passphrase.
    pub(crate) fn run_unlocked(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        Ran::of(&mut self.unlocked(args))
    }

    /// `seal` of one source to oneself.
    pub(crate) fn seal(&self, source: &str, package: &str) -> Command {
        self.unlocked(["seal", "--to", NAME, "-o", package, source])
    }

    /// `open` into a folder.
    pub(crate) fn open(&self, package: &str, folder: &str) -> Command {
        self.unlocked(["open", package, "-d", folder])
    }

    /// `receive` of a folder.
    pub(crate) fn receive(&self, medium: &str) -> Command {
        self.unlocked(["receive", medium, "--from", "見本 一郎", "--means", "手交", "--place", "本庁"])
    }

    /// `wipe files` of a path.
    pub(crate) fn wipe(&self, path: &str) -> Command {
        self.unlocked(["wipe", "files", path])
    }

    /// Asserts that the ledger holds, and gives the result of `ledger verify`.
    #[track_caller]
    pub(crate) fn ledger_holds(&self) -> serde_json::Value {
        self.run(["ledger", "verify"]).ok().last()
    }

    /// The result of `ledger list`.
    #[track_caller]
    pub(crate) fn ledger(&self) -> serde_json::Value {
        self.run(["ledger", "list"]).ok().last()
    }

    /// Makes a folder of `files` files of `bytes` bytes that do not compress, in two folders with an empty one beside them.
    pub(crate) fn plant(&self, folder: &str, files: usize, bytes: usize) {
        let top = self.path(folder);
        fs::create_dir_all(top.join("空")).unwrap();
        for number in 0..files {
            let below = top.join(["甲", "乙"][number % 2]);
            fs::create_dir_all(&below).unwrap();
            noise_file(&below.join(format!("見本-{number:03}.bin")), bytes, &format!("{folder} {number}"));
        }
    }

    /// Everything under the scratch folder, hidden or not, sorted.
    pub(crate) fn listing(&self) -> BTreeSet<PathBuf> {
        let entries = walkdir::WalkDir::new(self.root()).min_depth(1).into_iter();
        // What disappears while we look is not there.
        entries.flatten().map(walkdir::DirEntry::into_path).collect()
    }
}

/// Bytes that do not compress and differ by `seed`: the same on every machine.
pub(crate) fn noise_file(path: &Path, bytes: usize, seed: &str) {
    let mut source = blake3::Hasher::new().update(seed.as_bytes()).finalize_xof();
    let mut content = vec![0; bytes];
    source.fill(&mut content);
    File::create_new(path).unwrap().write_all(&content).unwrap();
}

/// Path below `folder`, content (`None` for a folder) and time of everything in it, sorted.
pub(crate) fn content(folder: &Path) -> Vec<(PathBuf, Option<blake3::Hash>, SystemTime)> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
    let described = entries.map(|entry| {
        let entry = entry.unwrap();
        let bytes = entry.file_type().is_file().then(|| blake3::hash(&fs::read(entry.path()).unwrap()));
        let modified = entry.metadata().unwrap().modified().unwrap();
        (entry.path().strip_prefix(folder).unwrap().to_owned(), bytes, modified)
    });
    described.collect()
}

/// The card file of somebody else.
pub(crate) fn card_of(name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::at(folder.path());
    let person = Person { name: name.into(), ..Person::default() };
    store.create(&person, PASSPHRASE, now(), None, LIGHT).unwrap();
    store.card_file().unwrap()
}

/// Says something past the test harness, which would swallow it.
pub(crate) fn tell(text: impl std::fmt::Display) {
    let _unheard = writeln!(std::io::stderr(), "{text}");
}

/// Says loudly that a test did not run; in CI it must.
pub(crate) fn skipped(test: &str, why: &str) {
    assert!(std::env::var_os("CI").is_none(), "{test} must run in CI: {why}");
    tell(format!("SKIPPED {test}: {why}"));
}

/// Says loudly that a test did not run for want of root's powers.
pub(crate) fn skipped_without_root(test: &str) {
    tell(format!("SKIPPED {test}: needs root"));
}

/// Whether a program is here; if not, says so.
pub(crate) fn have(program: &str, test: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        skipped(test, &format!("`{program}` is not installed"));
    }
    found
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap())
}
