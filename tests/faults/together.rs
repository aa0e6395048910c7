//! Several processes at once on one case.

use super::moments::said;
use super::rig::{NAME, Ran, Rig, content};
use std::fs::File;
use std::process::{Child, Command};

fn spawn(rig: &Rig, command: &mut Command, log: &str) -> Child {
    let file = File::create(rig.log(log)).unwrap();
    command.stdout(file.try_clone().unwrap()).stderr(file).spawn().unwrap()
}

/// Waits for all; the exit codes in order.
fn all(rig: &Rig, children: &mut [Child]) -> Vec<i32> {
    let codes: Vec<i32> = children.iter_mut().map(|child| child.wait().unwrap().code().unwrap()).collect();
    assert!(codes.iter().all(|code| *code != 70), "{codes:?}: {}", said(&rig.log("0")));
    codes
}

#[test]
fn nothing_is_lost_and_nobody_is_disturbed() {
    const ROUNDS: usize = 8;
    let rig = Rig::new();
    rig.plant("資料", 3, 100_000);
    let _ = Ran::of(&mut rig.seal("資料", "見本.age")).ok();
    for turn in 0..2 * ROUNDS {
        rig.plant(&format!("媒体{turn}"), 2, 1000);
    }
    let before = rig.ledger_holds()["entries"].as_u64().unwrap();
    let documents = || rig.ledger()["documents"].as_array().unwrap().len();
    let issued = documents();
    let writers: [&(dyn Fn(usize) -> Command + Sync); 4] = [
        &|turn| again(rig.receive(&format!("媒体{turn}"))),
        &|turn| again(rig.receive(&format!("媒体{}", ROUNDS + turn))),
        &|turn| rig.seal("資料", &format!("見本{turn}.age")),
        &|turn| rig.open("見本.age", &format!("開封{turn}")),
    ];
    std::thread::scope(|scope| {
        let working = writers.map(|writer| {
            scope.spawn(move || {
                for turn in 0..ROUNDS {
                    let _ = Ran::of(&mut writer(turn)).ok();
                }
            })
        });
        // And whoever checks meanwhile finds everything in order.
        let mut checks = 0;
        while working.iter().any(|one| !one.is_finished()) {
            let verified = rig.ledger_holds();
            let odd = verified["odd_documents"].as_array().unwrap();
            assert!(odd.iter().all(|odd| odd["code"] == "unfinished"), "{verified}");
            checks += 1;
        }
        assert!(checks > 3);
    });
    let rounds = ROUNDS as u64;
    // Intent, document and asset of each receipt; intent, note, package and transit; intent, receipt and opening.
    assert_eq!(rig.ledger_holds()["entries"].as_u64(), Some(before + rounds * (3 + 3 + 4 + 3)));
    assert_eq!(documents(), issued + 4 * ROUNDS);
    assert_eq!(
        rig.ledger()["unfinished"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|open| open["kind"] != "transit_started")
            .count(),
        0
    );
    // Whoever came last wrote the list of all.
    let text = std::fs::read_to_string(rig.path("case/documents/VERIFY.txt")).unwrap();
    // Its own line for each, beside the one that says how packages are checked.
    assert_eq!(text.matches("\nssh-keygen -Y verify").count(), documents(), "{text}");
    for turn in 0..ROUNDS {
        assert_eq!(content(&rig.path(format!("開封{turn}/資料"))), content(&rig.path("資料")));
        let _ = rig.run(["verify", &format!("見本{turn}.age")]).ok();
    }
}

/// The machine may know a serial number of its disk: then it is the same medium each time.
fn again(mut command: Command) -> Command {
    command.arg("--again");
    command
}

#[test]
fn two_for_one_place_never_mix() {
    let rig = Rig::new();
    rig.plant("資料", 2, 4 << 20);
    let mut sealing: Vec<Child> =
        (0..3).map(|turn| spawn(&rig, &mut rig.seal("資料", "見本.age"), &turn.to_string())).collect();
    let mut codes = all(&rig, &mut sealing);
    codes.sort_unstable();
    assert_eq!(codes, [0, 5, 5], "{}", said(&rig.log("0")));
    let _ = rig.run_unlocked(["verify", "--inside", "見本.age"]).ok();
    let mut opening: Vec<Child> =
        (0..3).map(|turn| spawn(&rig, &mut rig.open("見本.age", "開封"), &turn.to_string())).collect();
    let mut codes = all(&rig, &mut opening);
    codes.sort_unstable();
    assert_eq!(codes[0], 0);
    assert!(codes[1..].iter().all(|code| [1, 5].contains(code)), "{codes:?}: {}", said(&rig.log("1")));
    assert_eq!(content(&rig.path("開封/資料")), content(&rig.path("資料")));
    // What was given up left nothing.
    let hidden = rig.listing().into_iter().filter(|path| path.to_string_lossy().contains("azukari-part"));
    assert_eq!(hidden.count(), 0);
    rig.ledger_holds();
}

#[test]
fn two_wipes_of_one_folder_wipe_it_once() {
    let rig = Rig::new();
    rig.plant("消去", 6, 20_000);
    let mut wiping: Vec<Child> =
        (0..3).map(|turn| spawn(&rig, &mut rig.wipe("消去"), &turn.to_string())).collect();
    let codes = all(&rig, &mut wiping);
    assert!(codes.iter().all(|code| [0, 1, 3, 4, 5, 7].contains(code)), "{codes:?}");
    assert!(!rig.path("消去").exists(), "{codes:?}: {}", said(&rig.log("0")));
    rig.ledger_holds();
    let left = rig.listing().into_iter().filter(|path| path.starts_with(rig.path("keys/work/")));
    assert_eq!(left.filter(|path| path.is_file()).count(), 0);
}

#[test]
fn the_same_content_is_received_once() {
    let rig = Rig::new();
    rig.plant("媒体", 3, 1000);
    let mut receiving: Vec<Child> =
        (0..4).map(|turn| spawn(&rig, &mut rig.receive("媒体"), &turn.to_string())).collect();
    let mut codes = all(&rig, &mut receiving);
    codes.sort_unstable();
    assert_eq!(codes, [0, 5, 5, 5], "to {NAME}: {}", said(&rig.log("0")));
    assert_eq!(rig.ledger()["holdings"].as_array().unwrap().len(), 1);
    rig.ledger_holds();
}
