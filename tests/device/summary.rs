//! 集計表: whatever becomes of the media of a plan, in however many runs, its sum is the plan, and nothing else counts as done.

use crate::office::Office;
use crate::rig::{Disk, Fault, FaultyDisk, LoopDisk};
use serde_json::{Value, json};
use std::fs;
use std::process::Stdio;
use std::time::Duration;

const MIB: u64 = 1 << 20;

fn record(office: &Office, number: &str) -> Value {
    let path = office.path(format!("case/documents/{number}.json"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn certificates(office: &Office) -> usize {
    let entries = fs::read_dir(office.path("case/documents")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("M-") && name.ends_with(".json")).count()
}

fn counts(list: [u64; 6]) -> Value {
    let [media, pass, failed, unknown, interrupted, not_done] = list;
    json!({
        "media": media, "pass": pass, "failed": failed, "unknown": unknown,
        "interrupted": interrupted, "not_done": not_done,
    })
}

#[test]
fn a_plan_is_summed_up_over_all_of_its_runs_and_nothing_is_hidden() {
    let test = "a_plan_is_summed_up_over_all_of_its_runs_and_nothing_is_hidden";
    let Some(good) = LoopDisk::new(test, 4 * MIB) else { return };
    let Some(liar) = FaultyDisk::new(test, 4 * MIB + 512, &[]) else { return };
    let slow = [Fault::Slow { bytes_per_second: 4 * MIB }];
    let Some(slow) = FaultyDisk::new(test, 48 * MIB, &slow) else { return };
    let office = Office::new();
    let plan = office.plan(&[&good, &liar, &slow], &[]);
    liar.set_faults(&[Fault::Lies { range: 100..101 }]);

    // Before anything is done, all of it is not.
    let path = plan.path.to_str().unwrap().to_owned();
    let first = office.run(["wipe", "summary", &path]).exits(4).last();
    assert_eq!(first["counts"], counts([3, 0, 0, 0, 0, 3]));

    // Called off while one is under way.
    let mut command = office.wiping(&plan);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    while certificates(&office) < 2 {
        std::thread::sleep(Duration::from_millis(50));
    }
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stdout).unwrap();
    let last: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert_eq!(last["summary"]["counts"], counts([3, 1, 1, 0, 1, 0]), "{last}");
    let body = record(&office, last["summary"]["summary"].as_str().unwrap())["body"].clone();
    assert_eq!(body["media"][2]["outcome"]["state"], "interrupted");
    assert_eq!(body["replaces"][0]["number"], first["summary"]);
    let failed = &body["media"][1]["outcome"];
    assert_eq!((&failed["verdict"], &failed["reasons"]), (&"failed".into(), &json!(["differing"])));

    // The ledger lists it, and after the rest is done, no more.
    let list = office.run(["ledger", "list"]).exits(0).last();
    assert_eq!(list["media_begun"].as_array().unwrap().len(), 1, "{list}");
    slow.set_faults(&[]);
    let ran = office.wipe(&plan).exits(0);
    let last = ran.last();
    assert_eq!((last["media"].as_array().unwrap().len(), &last["media"][0]["resumed"]), (1, &true.into()));
    assert_eq!(last["summary"]["counts"], counts([3, 2, 1, 0, 0, 0]));
    let list = office.run(["ledger", "list"]).exits(0).last();
    assert_eq!(list["media_begun"], json!([]));

    // It binds the certificates, and says which are not as they were.
    let number = last["summary"]["summary"].as_str().unwrap();
    let summary = format!("case/documents/{number}.json");
    let found = office.run(["verify", &summary]).exits(0);
    let found: Value = serde_json::from_str(found.stdout.lines().next().unwrap()).unwrap();
    assert_eq!((&found["document_verdict"], &found["scope"]), (&"failed".into(), &"whole".into()));
    let certificate = record(&office, number)["body"]["media"][0]["outcome"]["certificate"]["number"].clone();
    let altered = office.path(format!("case/documents/{}.json", certificate.as_str().unwrap()));
    let text = fs::read_to_string(&altered).unwrap();
    fs::write(&altered, text.replacen("\"Linux\"", "\"linux\"", 1).replacen("erase", "Erase", 1)).unwrap();
    let found = office.run(["verify", &summary]).exits(3);
    assert!(found.stdout.contains("batch-certificate-differs"), "{}", found.stdout);
    office.run(["wipe", "summary", &path]).refused("summary-certificate");
    fs::write(&altered, text).unwrap();
    // A certificate that is gone is told, and the summary stands without; a new one does not.
    let away = office.path("away.json");
    fs::rename(&altered, &away).unwrap();
    let found = office.run(["verify", &summary]).exits(0);
    let found: Value = serde_json::from_str(found.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(found["scope"], "without_annexes");
    office.run(["wipe", "summary", &path]).refused("summary-certificate");
    fs::rename(&away, &altered).unwrap();
    // What lies beside it counts, wherever else a good one is: a folder `received` next door is nothing of theirs.
    let (bag, imported) = (office.path("bag/x"), office.path("bag/received/y"));
    fs::create_dir_all(&bag).unwrap();
    fs::create_dir_all(&imported).unwrap();
    for name in [format!("{number}.json"), format!("{number}.json.sig")] {
        fs::copy(office.path("case/documents").join(&name), bag.join(&name)).unwrap();
    }
    let name = altered.file_name().unwrap();
    fs::copy(&altered, imported.join(name)).unwrap();
    let carried = format!("bag/x/{number}.json");
    let found = office.run(["verify", &carried]).exits(0);
    assert!(!found.stdout.contains("batch-certificates-good"), "{}", found.stdout);
    fs::write(bag.join(name), fs::read_to_string(&altered).unwrap().replacen("erase", "Erase", 1)).unwrap();
    let _bad = office.run(["verify", &carried]).exits(3);

    // The same certificates without the plan: the medium that was not named is not in it.
    let named: Vec<String> =
        (1..=2).map(|turn| format!("case/documents/M-{}-{turn:04}.json", year(number))).collect();
    let mut args = vec!["wipe".to_owned(), "summary".to_owned()];
    args.extend(named.clone());
    let two = office.run(&args).exits(7).last();
    assert_eq!(two["counts"], counts([2, 1, 1, 0, 0, 0]));
    args.push(named[0].clone());
    office.run(&args).refused("summary-twice");
    office.run(["wipe", "summary", &summary]).refused("summary-not-a-certificate");
    for format in ["html", "md", "txt", "csv"] {
        for lang in ["ja", "en"] {
            let out = office.path(format!("paper.{lang}.{format}"));
            let out = out.to_str().unwrap();
            let _shown =
                office.run(["--lang", lang, "show", &summary, "--format", format, "-o", out]).exits(0);
        }
    }
    let csv = fs::read_to_string(office.path("paper.ja.csv")).unwrap();
    assert_eq!(csv.lines().count(), 5, "{csv}");
    assert_eq!(good.old_lbas(), []);
}

fn year(number: &str) -> &str {
    number.split('-').nth(1).unwrap()
}

#[test]
fn one_medium_needs_no_summary() {
    let Some(disk) = LoopDisk::new("one_medium_needs_no_summary", 2 * MIB) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    let ran = office.wipe(&plan).exits(0);
    assert_eq!(ran.last()["summary"], Value::Null);
}

/// Whatever failed is on a list for destruction, also where it is alone; and once it has passed after all, no more.
#[test]
fn one_medium_that_failed_has_its_list_for_destruction() {
    let test = "one_medium_that_failed_has_its_list_for_destruction";
    let Some(disk) = FaultyDisk::new(test, 4 * MIB, &[]) else { return };
    let office = Office::new();
    let plan = office.plan(&[&disk], &[]);
    disk.set_faults(&[Fault::PowerCut { after_bytes: 2 * MIB }]);
    let last = office.wipe(&plan).exits(1).last();
    assert_eq!(last["summary"]["counts"], counts([1, 0, 1, 0, 0, 0]), "{last}");
    let failed = last["summary"]["summary"].as_str().unwrap().to_owned();
    let summary = format!("case/documents/{failed}.json");
    let _shown =
        office.run(["--lang", "ja", "show", &summary, "--format", "txt", "-o", "paper.txt"]).exits(0);
    let paper = fs::read_to_string(office.path("paper.txt")).unwrap();
    assert!(paper.contains("破壊リスト") && !paper.contains("不合格の媒体がない"), "{paper}");
    // Plugged in again it is gone on with.
    disk.power_on();
    let last = office.wipe(&plan).exits(0).last();
    assert_eq!(last["summary"]["counts"], counts([1, 1, 0, 0, 0, 0]), "{last}");
    let body = record(&office, last["summary"]["summary"].as_str().unwrap())["body"].clone();
    assert_eq!(body["replaces"][0]["number"], failed);
}
