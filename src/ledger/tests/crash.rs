//! Other processes, and processes killed in the middle: the test program starts itself again as a writer.

use super::*;
use crate::model::Trust;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const FOLDER: &str = "AZUKARI_TEST_LEDGER";
const COUNT: &str = "AZUKARI_TEST_APPENDS";

/// Not a test of its own: what a child process does. Without its variables it does nothing.
#[test]
fn child_writer() {
    let (Ok(folder), Ok(count)) = (std::env::var(FOLDER), std::env::var(COUNT)) else { return };
    let folder = Path::new(&folder);
    let text = std::fs::read_to_string(folder.join("key")).unwrap();
    let key = SigningKey::from_openssh(&text, b"sample").unwrap();
    let mut ledger = Ledger::open(folder).unwrap();
    for number in 0..count.parse().unwrap() {
        ledger.append(&draft(number), &key, at(number)).unwrap();
    }
}

fn child(bench: &Bench, appends: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ledger::tests::crash::child_writer", "--test-threads=1"])
        .env(FOLDER, bench.dir.path())
        .env(COUNT, appends.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn bench_with_key_file() -> Bench {
    let bench = Bench::new();
    let text = bench.key.to_openssh(b"sample", Some(1)).unwrap();
    std::fs::write(bench.dir.path().join("key"), text.as_bytes()).unwrap();
    bench
}

#[test]
fn processes_at_once_lose_nothing() {
    let bench = bench_with_key_file();
    let mut children: Vec<_> = (0..4).map(|_| child(&bench, 30)).collect();
    for child in &mut children {
        assert!(child.wait().unwrap().success());
    }
    let report = bench.report();
    assert_eq!((report.trust, report.entries), (Trust::Good, 120), "{report:?}");
}

#[test]
fn killed_in_the_middle_the_ledger_holds() {
    let bench = bench_with_key_file();
    let mut before = 0;
    for round in 0..30_u64 {
        let mut writer = child(&bench, 1_000_000);
        // Wait until it writes, then a little longer, differently each time.
        let began = Instant::now();
        while bench.open().head().unwrap().sequence == before && began.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(round * 379 % 5000));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let report = bench.report();
        assert_eq!(report.trust, Trust::Good, "round {round}: {report:?}");
        assert!(report.entries > before, "round {round}: the writer wrote nothing");
        assert!(matches!(report.head_file, HeadFile::Agrees | HeadFile::Behind { entries: 1 }));
        before = report.entries;
    }
    bench.open().append(&draft(1), &bench.key, at(1)).unwrap();
    assert_eq!(bench.report().head_file, HeadFile::Agrees);
}

#[test]
fn killed_while_being_made_it_can_be_made() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("ledger.db.new"), b"half").unwrap();
    std::fs::write(dir.path().join("ledger.db.new-journal"), b"half").unwrap();
    std::fs::write(dir.path().join("ledger.head"), b"0 ").unwrap();
    Ledger::create(dir.path()).unwrap();
    assert!(!dir.path().join("ledger.db.new-journal").exists());
    assert_eq!(Ledger::open(dir.path()).unwrap().head().unwrap(), Head::EMPTY);
}
