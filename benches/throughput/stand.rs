//! The test stand: a folder with files, keys and a case, that is gone when the bench ends.

use azukari::custody::case::{Client, ContractSettings, Contractor, Settings};
use azukari::custody::issue::Signer;
use azukari::custody::keys::{KeyStore, LockWork};
use azukari::custody::opening::open_case;
use azukari::model::{Person, Timestamp};
use std::error::Error;
use std::fs::{self, File, FileTimes};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, UNIX_EPOCH};

const NAME: &str = "見本 花子";
const PASSPHRASE: &str = "mihon";
/// Locks so light that unlocking takes no time: what it takes in earnest is printed by itself.
const LIGHT: LockWork = LockWork { scrypt: 1, bcrypt: 1 };
/// Small files of the full stand, and what they hold on average: 233 MB in all.
const SMALL_FILES: u64 = 20_000;
const SMALL_BYTES: u64 = 11_650;

/// How large, how often, where.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Content of the large files together, in MiB; 1024 is the size that the targets speak of.
    pub(crate) mib: u64,
    /// Measured runs of each way.
    pub(crate) runs: usize,
    /// Where the stand is.
    pub(crate) base: PathBuf,
    /// Said at the beginning, such as why it is smaller than asked.
    pub(crate) remarks: Vec<String>,
    /// Which rows are wanted; all, where none is named.
    rows: Vec<String>,
}

impl Plan {
    /// From `AZUKARI_BENCH_MIB`, `_RUNS` and `_DIR`, scaled down to the room there is.
    pub(crate) fn from_environment() -> Result<Self, Box<dyn Error>> {
        let number = |name: &str, usual: u64| match std::env::var(name) {
            Ok(text) => text.parse::<u64>().map_err(|_| format!("{name}: not a number: {text}")),
            Err(_) => Ok(usual),
        };
        let (asked, runs) = (number("AZUKARI_BENCH_MIB", 1024)?, number("AZUKARI_BENCH_RUNS", 5)?);
        let asked = asked.max(16);
        let base = match std::env::var_os("AZUKARI_BENCH_DIR") {
            Some(dir) => PathBuf::from(dir),
            None if room(Path::new("/dev/shm")) >= needed(asked) => PathBuf::from("/dev/shm"),
            None => std::env::temp_dir(),
        };
        let mut mib = asked;
        while mib > 16 && room(&base) < needed(mib) {
            mib /= 2;
        }
        let mut remarks = Vec::new();
        if mib < asked {
            let (found, wanted) = (room(&base) >> 20, needed(asked) >> 20);
            remarks.push(format!(
                "scaled down from {asked} to {mib} MiB: {found} MiB free, {wanted} MiB needed"
            ));
        }
        let rows = std::env::var("AZUKARI_BENCH_ROWS").unwrap_or_default();
        let rows = rows.split(',').filter(|row| !row.is_empty()).map(str::to_owned).collect();
        Ok(Self { mib, runs: usize::try_from(runs.max(1))?, base, remarks, rows })
    }

    /// Whether a row is to be measured.
    pub(crate) fn wants(&self, row: &str) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|wanted| wanted == row)
    }

    /// Where the cold stand goes.
    pub(crate) fn cold_base() -> PathBuf {
        std::env::var_os("AZUKARI_BENCH_COLD_DIR").map_or_else(std::env::temp_dir, PathBuf::from)
    }

    /// The same at another place; nothing where that is memory or too small.
    pub(crate) fn on(&self, base: &Path) -> Option<Self> {
        let fits = !is_memory(base) && room(base) >= needed(self.mib);
        fits.then(|| Self { base: base.to_owned(), ..self.clone() })
    }
}

/// Bytes that the stand takes at its fullest: sources, two packages, two more outputs, and small files.
fn needed(mib: u64) -> u64 {
    (mib * 6) << 20
}

/// Bytes free at `path`; where that is memory, no more than the machine can spare.
pub(crate) fn room(path: &Path) -> u64 {
    let Ok(found) = rustix::fs::statvfs(path) else { return 0 };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    if !is_memory(path) {
        return free;
    }
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:")).unwrap_or("");
    let available: u64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(0);
    free.min(available << 10)
}

fn is_memory(path: &Path) -> bool {
    /// `TMPFS_MAGIC` of linux/magic.h.
    const TMPFS: i64 = 0x0102_1994;
    rustix::fs::statfs(path).is_ok_and(|found| found.f_type == TMPFS)
}

/// The stand, ready.
pub(crate) struct Stand {
    dir: tempfile::TempDir,
    /// `large`: four files.
    pub(crate) large: Tree,
    /// `small`: many files in folders.
    pub(crate) small: Tree,
    /// The age recipient of the only person.
    pub(crate) recipient: String,
    /// Seconds that unlocking takes in earnest: the age identity, the signing key.
    pub(crate) unlock: (f64, f64),
}

/// A folder of sources.
pub(crate) struct Tree {
    pub(crate) path: PathBuf,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

impl Stand {
    /// Builds it.
    pub(crate) fn build(plan: &Plan) -> Result<Self, Box<dyn Error>> {
        let dir = tempfile::Builder::new().prefix("azukari-bench-").tempdir_in(&plan.base)?;
        let root = dir.path();
        let large = large(&root.join("large"), plan.mib)?;
        let small = small(&root.join("small"), SMALL_FILES * plan.mib / 1024)?;
        let recipient = person(root)?;
        let unlock = unlock_in_earnest(root)?;
        Ok(Self { dir, large, small, recipient, unlock })
    }

    /// Takes everything in it out of the page cache, as far as it is on the disk (`posix_fadvise(2)`).
    pub(crate) fn forget(&self) -> Result<(), Box<dyn Error>> {
        rustix::fs::syncfs(File::open(self.dir.path())?)?;
        for entry in walkdir::WalkDir::new(self.dir.path()) {
            let entry = entry?;
            if entry.file_type().is_file() {
                let file = File::open(entry.path())?;
                rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
            }
        }
        Ok(())
    }

    /// A path in the stand.
    pub(crate) fn at(&self, below: &str) -> PathBuf {
        self.dir.path().join(below)
    }

    /// Where programs write what they have to say.
    pub(crate) fn log(&self) -> PathBuf {
        self.at("stderr.txt")
    }

    /// The azukari program with this stand's keys and case.
    pub(crate) fn azukari(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_azukari"));
        command.args(["--quiet", "--lang", "en", "--case"]).arg(self.at("case"));
        command.arg("--passphrase-file").arg(self.at("passphrase"));
        command.env("AZUKARI_HOME", self.at("keys")).env_remove("AZUKARI_CASE");
        command
    }

    /// `azukari seal` of `sources` into `package`, to the only person there is.
    pub(crate) fn seal(&self, sources: &[&Path], package: &Path, digest: &str) -> Command {
        let mut command = self.azukari();
        command.args(["seal", "--digest", digest, "--to", NAME, "-o"]).arg(package).args(sources);
        command
    }

    /// A line of shell, with its values in the environment. A failure anywhere in a pipe is a failure.
    pub(crate) fn shell(&self, line: &str, values: &[(&str, &Path)]) -> Command {
        let mut command = Command::new("bash");
        command.args(["-o", "pipefail", "-c", line]).current_dir(self.dir.path());
        command.env("TO", &self.recipient).env("KEY", self.at("key.txt"));
        command.envs(values.iter().map(|(name, path)| (name, path.as_os_str())));
        command
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        // gpg leaves an agent at work in its folder.
        let home = self.at("gpg");
        if home.exists() {
            let _ = Command::new("gpgconf").arg("--homedir").arg(home).args(["--kill", "gpg-agent"]).status();
        }
    }
}

/// Four files of the same length.
fn large(path: &Path, mib: u64) -> Result<Tree, Box<dyn Error>> {
    fs::create_dir(path)?;
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    let bytes = (mib << 20) / 4;
    for number in 1..=4 {
        file(&path.join(format!("見本{number}.bin")), bytes, &mut noise)?;
    }
    Ok(Tree { path: path.to_owned(), files: 4, bytes: bytes * 4 })
}

/// `files` files of 0 to twice the average, a hundred to a folder.
fn small(path: &Path, files: u64) -> Result<Tree, Box<dyn Error>> {
    fs::create_dir(path)?;
    let mut noise = Noise(0xd1b5_4a32_d192_ed03);
    let mut bytes = 0;
    for number in 0..files {
        let folder = path.join(format!("{:03}", number / 100));
        if number % 100 == 0 {
            fs::create_dir(&folder)?;
        }
        let length = noise.next() % (2 * SMALL_BYTES + 1);
        file(&folder.join(format!("見本-{number:05}.csv")), length, &mut noise)?;
        bytes += length;
    }
    Ok(Tree { path: path.to_owned(), files, bytes })
}

fn file(path: &Path, bytes: u64, noise: &mut Noise) -> Result<(), Box<dyn Error>> {
    let mut file = File::create_new(path)?;
    let mut left = bytes;
    let mut buffer = vec![0; usize::try_from(left.min(1 << 20))?];
    while left > 0 {
        let count = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        noise.fill(&mut buffer[..count]);
        file.write_all(&buffer[..count])?;
        left -= count as u64;
    }
    // An ordinary time, to the nanosecond, as files of a city have.
    let time = UNIX_EPOCH + Duration::new(1_795_000_000, 123_456_789);
    Ok(file.set_times(FileTimes::new().set_modified(time))?)
}

/// Bytes that do not compress (xorshift64*): the same on every machine.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn fill(&mut self, buffer: &mut [u8]) {
        for word in buffer.chunks_mut(8) {
            word.copy_from_slice(&self.next().to_le_bytes()[..word.len()]);
        }
    }
}

/// Keys with light locks, a case that trusts them, and the age identity in the open for the other programs.
fn person(root: &Path) -> Result<String, Box<dyn Error>> {
    let store = KeyStore::at(&root.join("keys"));
    let person =
        Person { name: NAME.into(), organization: "株式会社見本データ".into(), role: String::new() };
    let since = Timestamp::from_unix(1_790_000_000.min(now()));
    let card = store.create(&person, PASSPHRASE, since, None, LIGHT)?;
    let key = store.signing_key(PASSPHRASE)?;
    fs::write(root.join("key.txt"), store.identity(PASSPHRASE)?.as_bytes())?;
    fs::write(root.join("passphrase"), PASSPHRASE)?;
    let contractor = Contractor { organization: person.organization, ..Contractor::default() };
    let client = Client { name: "見本市".into(), addressee: None };
    let contract = ContractSettings { title: "見本業務".into(), ..ContractSettings::default() };
    let settings = Settings::new(contractor, client, contract);
    let signer = Signer { key: &key, card: &card };
    open_case(&root.join("case"), settings, signer, &store.card_file()?, Timestamp::from_unix(now()))?;
    Ok(card.recipient)
}

/// What people wait for: the locks as they are made for them.
fn unlock_in_earnest(root: &Path) -> Result<(f64, f64), Box<dyn Error>> {
    let store = KeyStore::at(&root.join("earnest"));
    let person = Person { name: NAME.into(), ..Person::default() };
    store.create(&person, PASSPHRASE, Timestamp::from_unix(now()), None, LockWork::default())?;
    let begin = Instant::now();
    store.identity(PASSPHRASE)?;
    let identity = begin.elapsed().as_secs_f64();
    let begin = Instant::now();
    store.signing_key(PASSPHRASE)?;
    Ok((identity, begin.elapsed().as_secs_f64()))
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
