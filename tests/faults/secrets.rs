//! Where passphrases and keys must not be seen: in argument lists, environments, core dumps, outputs.

use super::rig::{NAME, PASSPHRASE, Ran, Rig, skipped, tell};
use super::rounds::{Opening, Sealing, Work};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The process at work, found by what it has begun. `None` if it was done before we looked.
fn at_work(command: &mut Command, begun: &dyn Fn() -> bool) -> Option<Child> {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while !begun() {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        std::thread::yield_now();
    }
    // It goes on no further while it is looked at.
    kill_process(Pid::from_child(&child), Signal::STOP).unwrap();
    Some(child)
}

fn has(folder: &Path, start: &str) -> bool {
    fs::read_dir(folder)
        .unwrap()
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().starts_with(start))
}

/// The same command with the passphrase on descriptor 3.
fn by_descriptor(rig: &Rig, args: &[&str]) -> Command {
    let mut command = Command::new("sh");
    rig.settle(&mut command);
    let script = r#"exec "$0" --json --yes --case case --passphrase-fd 3 "$@" 3<passphrase"#;
    command.args(["-c", script, env!("CARGO_BIN_EXE_azukari")]).args(args);
    command
}

/// Asserts about a process with keys in use; ends it.
fn look(mut child: Child) {
    let of = |name: &str| fs::read(format!("/proc/{}/{name}", child.id())).unwrap();
    let exe = fs::read_link(format!("/proc/{}/exe", child.id())).unwrap();
    assert_eq!(exe, fs::canonicalize(env!("CARGO_BIN_EXE_azukari")).unwrap());
    for name in ["cmdline", "environ"] {
        let bytes = of(name);
        // What is there is ours, so the passphrase would be seen.
        assert!(name != "cmdline" || bytes.windows(4).any(|four| four == b"case"), "{name} is not readable");
        let found = bytes.windows(PASSPHRASE.len()).any(|window| window == PASSPHRASE.as_bytes());
        assert!(!found, "the passphrase is in {name}");
    }
    let limits = String::from_utf8(of("limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn neither_arguments_nor_environment_nor_limits() {
    let seal = Sealing::new();
    let open = Opening::new();
    let (begun_seal, begun_open) =
        (|| has(seal.rig().root(), ".見本.age"), || has(open.rig().root(), ".開封"));
    let mut looked = 0;
    let commands: [(Command, &dyn Fn() -> bool); 4] = [
        (seal.command(), &begun_seal),
        (by_descriptor(seal.rig(), &["seal", "--to", NAME, "-o", "別.age", "資料"]), &|| {
            has(seal.rig().root(), ".別.age")
        }),
        (open.command(), &begun_open),
        (by_descriptor(open.rig(), &["open", "見本.age", "-d", "別"]), &|| has(open.rig().root(), ".別")),
    ];
    for (mut command, begun) in commands {
        if let Some(child) = at_work(&mut command, begun) {
            look(child);
            looked += 1;
        }
    }
    assert!(looked >= 3, "only {looked} were seen at work");
}

#[test]
fn no_core_even_where_cores_are_wanted() {
    let work = Sealing::new();
    let script = r#"ulimit -c unlimited && exec "$0" "$@""#;
    let plain = work.command();
    let mut command = Command::new("sh");
    work.rig().settle(&mut command);
    command.args(["-c", script]).arg(plain.get_program()).args(plain.get_args());
    let Some(mut child) = at_work(&mut command, &|| has(work.rig().root(), ".見本.age")) else {
        return skipped("no_core_even_where_cores_are_wanted", "sealed too quickly to be looked at");
    };
    kill_process(Pid::from_child(&child), Signal::ABORT).unwrap();
    kill_process(Pid::from_child(&child), Signal::CONT).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped());
    let core = work.rig().listing().into_iter().find(|path| path.to_string_lossy().contains("core"));
    assert_eq!(core, None);
    // Whether another program's end would have been dumped, and so this test could have failed.
    let control = Command::new("sh")
        .args(["-c", "ulimit -c unlimited && kill -ABRT $$"])
        .current_dir(work.rig().root())
        .status();
    tell(format!("this machine dumps cores: {}", control.unwrap().core_dumped()));
}

#[test]
fn nobody_else_looks_into_the_process() {
    let Some(rig) = Rig::of_nobody("nobody_else_looks_into_the_process") else { return };
    rig.plant("資料", 4, 16 << 20);
    rig.give_to_nobody();
    let Some(mut child) = at_work(&mut rig.seal("資料", "見本.age"), &|| has(rig.root(), ".見本.age"))
    else {
        return skipped("nobody_else_looks_into_the_process", "sealed too quickly to be looked at");
    };
    // The kernel gives the files of a process that must not be dumped to root: not even its own user may read its memory.
    let owner = |id: u32| fs::metadata(format!("/proc/{id}/environ")).unwrap().uid();
    assert_ne!(fs::metadata(rig.root()).unwrap().uid(), 0);
    assert_eq!(owner(child.id()), 0);
    child.kill().unwrap();
    child.wait().unwrap();
    // Of another program it is the user's.
    let mut other = Command::new("setpriv");
    let mut other = other
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups", "--", "sleep", "60"])
        .spawn()
        .unwrap();
    let by_then = std::time::Instant::now();
    while owner(other.id()) != 65534 && by_then.elapsed().as_secs() < 10 {
        std::thread::yield_now();
    }
    let seen = owner(other.id());
    other.kill().unwrap();
    other.wait().unwrap();
    assert_eq!(seen, 65534);
}

/// The verbs of a help page.
fn verbs(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|line| *line != "Commands").skip(1);
    let list = list.take_while(|line| !line.is_empty());
    let named = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn no_option_takes_a_passphrase() {
    let rig = Rig::new();
    let help = |verbs: &[String]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_azukari"));
        rig.settle(&mut command);
        Ran::of(command.args(verbs).arg("--help")).ok().stdout
    };
    let mut pages = vec![(Vec::new(), help(&[]))];
    let mut next = 0;
    while next < pages.len() {
        let (above, page) = pages[next].clone();
        for verb in verbs(&page) {
            let path = [above.clone(), vec![verb]].concat();
            let page = help(&path);
            pages.push((path, page));
        }
        next += 1;
    }
    assert!(pages.len() > 15, "{}", pages.len());
    let mut seen = 0;
    for (path, page) in &pages {
        for line in page.lines().map(str::trim).filter(|line| line.starts_with('-')) {
            let word = line.split_whitespace().find(|word| word.starts_with("--")).unwrap_or_default();
            let secret = ["pass", "secret", "key", "pin"].iter().any(|part| word.contains(part));
            if secret {
                let value = line.split_whitespace().skip_while(|one| *one != word).nth(1);
                assert!(matches!(value, Some("FILE" | "N")), "{path:?}: {line}");
                seen += 1;
            }
        }
    }
    assert!(seen > pages.len(), "the options were not found");
    for verb in ["seal", "open"] {
        let refused = rig.run([verb, "--passphrase", PASSPHRASE]).exits(2);
        assert!(
            !refused.stderr.contains(PASSPHRASE) || refused.stderr.contains("--passphrase"),
            "{refused:?}"
        );
    }
}

#[test]
fn a_wrong_passphrase_says_so_and_leaves_nothing() {
    let rig = Rig::new();
    rig.plant("資料", 2, 1000);
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    fs::write(rig.path("passphrase"), "違う").unwrap();
    let before = (rig.listing(), rig.ledger_holds());
    for command in [
        &mut rig.seal("資料", "別.age"),
        &mut rig.open("見本.age", "開封"),
        &mut rig.open("見本.age", "開封2"),
        &mut rig.receive("資料"),
        &mut rig.wipe("資料"),
    ] {
        let ran = Ran::of(command);
        ran.fails(1, "keys-wrong-passphrase", Path::new("keys"));
    }
    assert_eq!((rig.listing(), rig.ledger_holds()), before);
    fs::write(rig.path("passphrase"), PASSPHRASE).unwrap();
    let _ = Ran::of(&mut rig.open("見本.age", "開封")).ok();
}

#[test]
fn what_is_written_and_said_holds_no_passphrase() {
    let rig = Rig::new();
    rig.plant("資料", 2, 1000);
    let said: Vec<Ran> = [
        &mut rig.receive("資料"),
        &mut rig.seal("資料", "見本.age"),
        &mut rig.open("見本.age", "開封"),
        &mut rig.wipe("開封"),
    ]
    .into_iter()
    .map(Ran::of)
    .collect();
    assert!(said.iter().all(|ran| matches!(ran.code, Some(0 | 4))), "{said:?}");
    let has = |bytes: &[u8]| bytes.windows(PASSPHRASE.len()).any(|window| window == PASSPHRASE.as_bytes());
    assert!(said.iter().all(|ran| !has(ran.stdout.as_bytes()) && !has(ran.stderr.as_bytes())));
    let files = rig.listing().into_iter().filter(|path| path.is_file() && !path.ends_with("passphrase"));
    let holding: Vec<_> = files.filter(|path| has(&fs::read(path).unwrap())).collect();
    assert!(holding.is_empty(), "{holding:?}");
    assert!(has(&fs::read(rig.path("passphrase")).unwrap()));
}
