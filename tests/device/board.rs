//! How far several disks are: lines at a terminal, events for a control room.

use crate::office::Office;
use crate::rig::{Disk, Fault, FaultyDisk, ready};
use serde_json::Value;
use std::process::Command;

const MIB: u64 = 1 << 20;

/// A disk that is good and one that lies in two blocks, both slow.
fn disks(test: &str, bytes: u64) -> Option<[FaultyDisk; 2]> {
    let slow = Fault::Slow { bytes_per_second: 16 * MIB };
    let lies = Fault::Lies { range: 100..102 };
    let good = FaultyDisk::new(test, bytes, std::slice::from_ref(&slow))?;
    let bad = FaultyDisk::new(test, bytes, &[slow, lies])?;
    Some([good, bad])
}

#[test]
fn every_disk_has_its_events() {
    let Some([good, bad]) = disks("every_disk_has_its_events", 24 * MIB) else { return };
    let office = Office::new();
    let plan = office.plan(&[&good, &bad], &[]);
    let mut command = office.wiping(&plan);
    command.env("AZUKARI_EVENT_MS", "500");
    let ran = crate::office::Ran::of(&mut command).exits(7);
    let events: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (disk, verdict, errors) in [(&good, "pass", 0), (&bad, "failed", 2)] {
        let name = disk.node().file_name().unwrap().to_str().unwrap();
        let own: Vec<&Value> = events.iter().filter(|event| event["device"] == name).collect();
        let mut stages = Vec::new();
        for event in own.iter().filter(|event| event["event"] == "progress") {
            assert_eq!((&event["total"], &event["name"]), (&(24 * MIB).into(), &name.into()), "{event}");
            assert!(event["plan"].is_string() && event["done"].as_u64().unwrap() <= 24 * MIB);
            stages.push((event["phase"].as_str().unwrap(), event["at"].as_str().unwrap()));
        }
        for phase in ["overwrite", "verify-wipe"] {
            let of_phase: Vec<_> =
                stages.iter().filter(|stage| stage.0 == phase).map(|stage| stage.1).collect();
            assert_eq!((of_phase.first(), of_phase.last()), (Some(&"begin"), Some(&"end")), "{stages:?}");
            // A second and a half of work, told of twice a second.
            let between = of_phase.iter().filter(|at| **at == "under-way").count();
            assert!((1..=20).contains(&between), "{stages:?}");
        }
        let rates = own.iter().filter_map(|event| event["rate"].as_u64());
        assert!(rates.clone().count() > 0 && rates.clone().all(|rate| rate < 64 * MIB), "{own:?}");
        let [done] = own.iter().filter(|event| event["event"] == "medium").collect::<Vec<_>>()[..] else {
            panic!("{own:?}");
        };
        assert_eq!((&done["verdict"], &done["errors"]), (&verdict.into(), &errors.into()), "{done}");
        assert_eq!((&done["gone"], &done["interrupted"]), (&false.into(), &false.into()));
        assert!(done["certificate"].as_str().unwrap().starts_with("M-"));
    }
}

#[test]
fn at_a_terminal_there_is_a_board_that_nothing_tears() {
    let test = "at_a_terminal_there_is_a_board_that_nothing_tears";
    if !ready(test, &["python3"]) {
        return;
    }
    let Some([good, bad]) = disks(test, 24 * MIB) else { return };
    let office = Office::new();
    let plan = office.plan(&[&good, &bad], &[]);
    let command = office.wiping(&plan);
    let mut terminal = Command::new("python3");
    terminal.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/device/screen.py")).arg(command.get_program());
    // For people, in Japanese.
    terminal.args(command.get_args().filter(|argument| *argument != "--json"));
    terminal.current_dir(command.get_current_dir().unwrap()).env_clear();
    terminal.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    terminal.env("LANG", "ja_JP.UTF-8").env("TERM", "xterm");
    let ran = crate::office::Ran::of(&mut terminal).exits(7);
    // Every state of the screen, as a reader would see it.
    let screens: Vec<Vec<String>> =
        ran.stdout.lines().map(|line| serde_json::from_str::<Vec<String>>(line).unwrap()).collect();
    let seen = |wanted: &dyn Fn(&str) -> bool| screens.iter().flatten().any(|line| wanted(line));
    for disk in [&good, &bad] {
        let name = disk.node().file_name().unwrap().to_str().unwrap();
        for word in ["上書き", "読み返し"] {
            let told =
                |line: &str| line.starts_with(name) && line.contains(word) && line.contains("MiB/s 残り");
            assert!(seen(&told), "{name} {word}: {:?}", screens.last());
        }
    }
    assert!(seen(&|line| line.starts_with("合計 2 台・合格 ")));
    assert!(seen(&|line| line.contains("読み返し") && line.ends_with("エラー 2")), "no errors");
    // Board and sentences never share a line, and nothing is left of the board.
    let board = |line: &str| line.contains("残り");
    assert!(!seen(&|line| board(line) && line.matches("残り").count() > 1));
    let last = screens.last().unwrap();
    assert!(!last.iter().any(|line| board(line) || line.starts_with("合計")), "{last:?}");
    assert!(last.iter().any(|line| line.contains("合格")) && last.iter().any(|line| line.contains("不合格")));
}
