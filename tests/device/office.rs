//! The office of whoever wipes: keys that unlock at once, a case, and the built program at work on disks of the rig.

use crate::rig::Disk;
use aes::cipher::{BlockEncrypt as _, KeyInit as _};
use azukari::custody::case::{Client, ContractSettings, Contractor, Settings};
use azukari::custody::issue::Signer;
use azukari::custody::keys::{KeyStore, LockWork};
use azukari::custody::opening::open_case;
use azukari::model::{Person, Timestamp};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// With a character of its maker's own, which no font has: papers are html pages then, which take no time.
pub(crate) const CONTRACT: &str = "見本業務\u{e000}";
const PASSPHRASE: &str = "mihon-no-aikotoba-7f3a9c";
/// How long the disks of other tests may disturb.
pub(crate) const OTHERS: Duration = Duration::from_secs(20);
/// Locks so light that unlocking takes no time.
const LIGHT: LockWork = LockWork { scrypt: 1, bcrypt: 1 };

/// The office. Removed when dropped.
pub(crate) struct Office {
    root: tempfile::TempDir,
    plans: AtomicU32,
}

/// A plan that the program has made.
#[derive(Clone)]
pub(crate) struct Plan {
    /// Its file.
    pub(crate) path: PathBuf,
    /// The word of each medium.
    pub(crate) words: Vec<String>,
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
        let until = Instant::now() + OTHERS;
        loop {
            let ran = Self::once(command);
            if !ran.disturbed() || Instant::now() > until {
                return ran;
            }
        }
    }

    /// Whether it was refused for the disks of other tests, which come and go: one that stays half gone for longer than the program waits
    /// leaves it open whether it lies on ours, and that is refused rightly.
    pub(crate) fn disturbed(&self) -> bool {
        let doubt = |line: &str| line.contains("err-wipe-medium-doubt");
        // Of a loop device whose server has died, only the last part of the path below is left.
        let of_others =
            |line: &str| doubt(line) && (line.contains("/azukari-rig-") || line.contains(" /disk"));
        self.code == Some(5) && self.stdout.lines().any(of_others)
    }

    fn once(command: &mut Command) -> Self {
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

    /// The last object that `--json` printed: the result, or the error.
    #[track_caller]
    pub(crate) fn last(&self) -> Value {
        let line = self.stdout.lines().last().unwrap_or_else(|| panic!("nothing said: {}", self.stderr));
        serde_json::from_str(line).expect(line)
    }

    /// What the result says of one disk.
    #[track_caller]
    pub(crate) fn of_disk(&self, disk: &dyn Disk) -> Value {
        let name = disk.node().file_name().unwrap().to_str().unwrap();
        let last = self.last();
        let media = last["media"].as_array().unwrap_or_else(|| panic!("{last}\n{}", self.stderr));
        media.iter().find(|medium| medium["device"] == name || medium["name"] == name).unwrap().clone()
    }

    /// Asserts that it was refused (exit 5) for `code`, and that people were told what to do.
    #[track_caller]
    pub(crate) fn refused(self, code: &str) {
        let ran = self.exits(5);
        let objects = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect(line));
        let told = |object: Value| {
            object["code"].as_str().is_some_and(|told| told.strip_prefix("err-").unwrap_or(told) == code)
        };
        assert!(objects.into_iter().any(told), "no {code}: {}\n{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains("next: "), "no next step: {}", ran.stderr);
    }
}

impl Office {
    pub(crate) fn new() -> Self {
        let root = tempfile::Builder::new().prefix("azukari-device-").tempdir().unwrap();
        let office = Self { root, plans: AtomicU32::new(0) };
        let person = Person {
            name: "見本 花子".into(),
            organization: "株式会社見本データ".into(),
            role: String::new(),
        };
        let store = KeyStore::at(&office.path("keys"));
        store.create(&person, PASSPHRASE, now(), None, LIGHT).unwrap();
        fs::write(office.path("passphrase"), PASSPHRASE).unwrap();
        office.open_case("case", CONTRACT);
        office
    }

    /// Another case of the same person.
    pub(crate) fn open_case(&self, folder: &str, title: &str) {
        let store = KeyStore::at(&self.path("keys"));
        let (key, card_file) = (store.signing_key(PASSPHRASE).unwrap(), store.card_file().unwrap());
        let card = store.card().unwrap();
        let contractor =
            Contractor { organization: "株式会社見本データ".into(), ..Contractor::default() };
        let client = Client { name: "見本市".into(), addressee: None };
        let contract = ContractSettings { title: title.into(), ..ContractSettings::default() };
        let settings = Settings::new(contractor, client, contract);
        let signer = Signer { key: &key, card: &card };
        open_case(&self.path(folder), settings, signer, &card_file, now()).unwrap();
    }

    /// Keys of another person, in a folder of their own; their card's file, to be imported or not.
    pub(crate) fn colleague(&self, folder: &str, name: &str) -> PathBuf {
        self.colleague_until(folder, name, None)
    }

    /// The same, of whom signatures count for so many seconds.
    pub(crate) fn colleague_until(&self, folder: &str, name: &str, seconds: Option<i64>) -> PathBuf {
        let person =
            Person {
                name: name.into(), organization: "株式会社見本データ".into(), role: String::new()
            };
        let store = KeyStore::at(&self.path(folder));
        let until = seconds.map(|seconds| Timestamp::from_unix(now().to_unix() + seconds));
        store.create(&person, PASSPHRASE, now(), until, LIGHT).unwrap();
        let path = self.path(format!("{folder}.card.json"));
        fs::write(&path, store.card_file().unwrap()).unwrap();
        path
    }

    /// Trusts the card of a colleague in the case.
    pub(crate) fn import(&self, card: &Path) {
        let _imported = Ran::of(self.command(["--yes", "key", "import"]).arg(card)).exits(0);
    }

    /// `countersign` of a plan, by whoever has their keys in `folder`.
    pub(crate) fn countersign(&self, folder: &str, plan: &Plan, options: &[&str]) -> Ran {
        let mut command = self.command(["--yes", "countersign"]);
        Ran::of(command.arg(&plan.path).args(options).env("AZUKARI_HOME", self.path(folder)))
    }

    /// Adds a line to what the case says about disposal.
    pub(crate) fn require(&self, line: &str) {
        let path = self.path("case/azukari.toml");
        let settings = fs::read_to_string(&path).unwrap();
        let head = if settings.contains("[disposal]") { "" } else { "\n[disposal]\n" };
        fs::write(&path, format!("{settings}{head}{line}\n")).unwrap();
    }

    /// A path below it.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(below)
    }

    /// A command ready to run here, speaking English and JSON, with nothing inherited.
    pub(crate) fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_azukari"));
        command.current_dir(self.root.path()).stdin(Stdio::null());
        command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
        command.env("HOME", self.root.path()).env("AZUKARI_HOME", self.path("keys")).env("LANG", "C.UTF-8");
        // So often that a run can be met wherever a test wants.
        command.env("AZUKARI_EVENT_MS", "100");
        command.args(["--json", "--passphrase-file", "passphrase", "--case", "case"]).args(args);
        command
    }

    /// Runs azukari.
    pub(crate) fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        Ran::of(&mut self.command(args))
    }

    /// `wipe plan` of what may be refused, into a file of its own.
    pub(crate) fn try_plan(&self, nodes: &[&Path], options: &[&str]) -> (Ran, PathBuf) {
        let path = self.path(format!("plan-{}.json", self.plans.fetch_add(1, Ordering::Relaxed)));
        let mut command = self.command(["wipe", "plan"]);
        command.args(nodes).arg("-o").arg(&path).args(options);
        (Ran::of(&mut command), path)
    }

    /// `wipe plan` of some disks.
    #[track_caller]
    pub(crate) fn plan(&self, disks: &[&dyn Disk], options: &[&str]) -> Plan {
        let nodes: Vec<&Path> = disks.iter().map(|disk| disk.node()).collect();
        let (ran, path) = self.try_plan(&nodes, options);
        let _planned = ran.exits(0);
        let written: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let devices = written["devices"].as_array().unwrap();
        let words = devices.iter().map(|device| device["confirm"].as_str().unwrap().to_owned()).collect();
        Plan { path, words }
    }

    /// `wipe run` with the words of the plan.
    pub(crate) fn wiping(&self, plan: &Plan) -> Command {
        let mut command = self.command(["wipe", "run"]);
        command.arg(&plan.path).args(plan.words.iter().flat_map(|word| ["--confirm", word.as_str()]));
        command
    }

    /// Runs it to its end.
    pub(crate) fn wipe(&self, plan: &Plan) -> Ran {
        Ran::of(&mut self.wiping(plan))
    }

    /// The body of the certificate of a disk, after `azukari verify` of its record and of the ledger.
    #[track_caller]
    pub(crate) fn certified(&self, ran: &Ran, disk: &dyn Disk) -> Value {
        let medium = ran.of_disk(disk);
        let record = medium["record"].as_str().unwrap_or_else(|| panic!("no record: {medium}"));
        assert_eq!(self.run(["verify", record]).exits(0).last()["trust"], "good");
        assert_eq!(self.run(["ledger", "verify"]).exits(0).last()["trust"], "good");
        let record: Value = serde_json::from_slice(&fs::read(self.path(record)).unwrap()).unwrap();
        let body = record["body"].clone();
        assert_eq!((&body["verdict"], &body["medium"]["device"]), (&medium["verdict"], &medium["device"]));
        body
    }

    /// The journals of runs that are not done.
    pub(crate) fn journals(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.path("keys/work")) else { return Vec::new() };
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")).collect()
    }
}

/// The words of a list in a record.
#[track_caller]
pub(crate) fn words(list: &Value) -> Vec<&str> {
    list.as_array().map(|list| list.iter().map(|word| word.as_str().unwrap()).collect()).unwrap_or_default()
}

/// The LBAs of a list of blocks in a record, whose count must fit: of a disk with sectors of 512 bytes.
#[track_caller]
pub(crate) fn lbas(blocks: &Value) -> Vec<Range<u64>> {
    let stretches = blocks["first"].as_array().into_iter().flatten();
    let ranges: Vec<Range<u64>> =
        stretches.map(|stretch| stretch[0].as_u64().unwrap()..stretch[1].as_u64().unwrap() + 1).collect();
    let count: u64 = ranges.iter().map(|range| range.end - range.start).sum();
    assert_eq!(blocks["count"].as_u64().unwrap_or(0), count, "{blocks}");
    ranges
}

/// What a record says that a pass wrote, computed anew by the layout described there, with nothing but the block cipher.
pub(crate) fn keystream(pattern: &Value, bytes: u64) -> Vec<u8> {
    assert_eq!(pattern["kind"], "aes-256-ctr");
    let digits = pattern["key"].as_str().unwrap();
    let byte = |at: usize| u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).unwrap();
    let key: [u8; 32] = std::array::from_fn(byte);
    let cipher = aes::Aes256::new(&key.into());
    let block = |number: u64| {
        let mut block = [0; 16];
        block[8..].copy_from_slice(&number.to_be_bytes());
        let mut block = block.into();
        cipher.encrypt_block(&mut block);
        <[u8; 16]>::from(block)
    };
    (0..bytes / 16).flat_map(block).collect()
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap())
}
