//! What `verify` says of papers.

use crate::env::TestEnv;
use crate::init::sample_case;

/// In memory nobody can say that a wipe reached anything: the certificate is genuine, and its verdict is not 合格.
#[cfg(target_os = "linux")]
#[test]
fn a_certificate_is_told_with_its_own_verdict() {
    let Ok(memory) = tempfile::tempdir_in("/dev/shm") else {
        return crate::env::skipped("a_certificate_is_told_with_its_own_verdict", "no /dev/shm");
    };
    let env = TestEnv::new();
    sample_case(&env);
    let path = memory.path().join("見本.txt");
    std::fs::write(&path, b"x").unwrap();
    let path = path.to_str().unwrap();
    let wipe = ["--json", "--yes", "--passphrase-file", "pw", "--case", "case", "wipe", "files", path];
    let wiped = env.run(wipe).exits(4).result();
    let record = wiped["record"].as_str().unwrap();
    let ran = env.run(["--json", "--case", "case", "verify", record]);
    let verified = ran.objects().into_iter().find(|object| object["event"] == "verified").unwrap();
    assert_eq!(
        (verified["trust"].as_str(), verified["document_verdict"].as_str()),
        (Some("good"), Some("unknown"))
    );
    let said = env.run(["--lang", "ja", "--case", "case", "verify", record]).ok().stdout;
    assert!(!said.starts_with("合格") && said.contains("総合判定は「未検証」"), "{said}");
}

/// On a page a forged record looks like any other: it is not drawn.
#[cfg(target_os = "linux")]
#[test]
fn a_record_that_its_signature_contradicts_is_not_shown() {
    let env = TestEnv::new();
    sample_case(&env);
    env.write("媒体/台帳.csv", "abc");
    let receive =
        ["--json", "--passphrase-file", "pw", "--case", "case", "receive", "媒体", "--from", "見本 一郎"];
    let receipt = env.run(receive.iter().chain(&["--means", "手交", "--place", "本庁"])).ok().result();
    let path = env.path(receipt["record"].as_str().unwrap());
    let genuine = env.run(["--case", "case", "show", path.to_str().unwrap()]).ok();
    assert!(!genuine.stderr.contains("not signed"), "{genuine:?}");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("見本 一郎", "見本 二郎")).unwrap();
    for more in [&[][..], &["--format", "html", "-o", "out.html"]] {
        let args = ["--case", "case", "show", path.to_str().unwrap()];
        let ran = env.run(args.iter().chain(more)).exits(3);
        assert!(!ran.stdout.contains("二郎") && ran.stderr.contains("does not fit"), "{ran:?}");
    }
    assert!(!env.path("out.html").exists());
    std::fs::remove_file(format!("{}.sig", path.display())).unwrap();
    let unsigned = env.run(["--case", "case", "show", path.to_str().unwrap()]).ok();
    assert!(unsigned.stderr.contains("not signed"), "{unsigned:?}");
}

/// Several packages are read side by side; each has its own verdict, in the order in which they were named, and the worst decides.
#[test]
fn several_packages_side_by_side_have_each_its_own_verdict() {
    let env = TestEnv::new();
    sample_case(&env);
    env.write("資料/台帳.csv", "x".repeat(3_000_000));
    let seal = ["--passphrase-file", "pw", "--case", "case", "seal", "資料", "--to", "見本 花子", "-o"];
    for (name, more) in
        [("a.age", &[][..]), ("b.age", &["--volume-size", "1MiB"]), ("c.age", &[]), ("d.age", &[])]
    {
        let _sealed = env.run([&seal[..], &[name], more].concat()).ok();
    }
    let mut bytes = std::fs::read(env.path("c.age")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(env.path("c.age"), bytes).unwrap();
    std::fs::remove_file(env.path("d.note.json")).unwrap();
    let verified = |files: &[&str], code| {
        let args = [&["--json", "--case", "case", "verify"], files].concat();
        let ran = env.run(args).exits(code);
        let told = ran.objects().into_iter().filter(|object| object["event"] == "verified");
        told.map(|object| {
            format!("{} {}", object["path"].as_str().unwrap(), object["trust"].as_str().unwrap())
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(verified(&["b.age", "a.age"], 0), ["b.age good", "a.age good"]);
    assert_eq!(verified(&["d.age", "b.age"], 4), ["d.age unknown", "b.age good"]);
    let all = verified(&["a.age", "none.age", "c.age", "a.note.json", "d.age", "b.003.age"], 3);
    assert_eq!(all, ["a.age good", "c.age bad", "a.note.json good", "d.age unknown", "b.003.age good"]);
}

/// One of two recipients has answered: the package is not said to have arrived.
#[test]
fn a_package_to_two_is_not_received_by_one() {
    let sender = TestEnv::new();
    sample_case(&sender);
    let receivers = ["見本 一郎", "見本 二郎"].map(|name| {
        let env = TestEnv::new();
        env.write("pw", "mihon-mihon-mihon");
        let init = ["--yes", "--passphrase-file", "pw", "init", "case", "--name", name, "--client", "加賀市"];
        let more = ["--organization", "見本", "--addressee", "加賀市長", "--contract", "見本"];
        let _made = env.run(init.iter().chain(&more)).ok();
        let card = env.run(["key", "card"]).ok().stdout;
        sender.write("r.card.json", card);
        let _trusted = sender
            .run(["--yes", "--passphrase-file", "pw", "--case", "case", "key", "import", "r.card.json"])
            .ok();
        env
    });
    sender.write("資料/台帳.csv", "abc");
    let seal = ["--passphrase-file", "pw", "--case", "case", "seal", "資料", "-o", "p.age"];
    let _sealed = sender.run(seal.iter().chain(&["--to", "見本 一郎", "--to", "見本 二郎"])).ok();
    for (receiver, (words, state)) in
        receivers.iter().zip([("stays in transit", "in_transit"), ("in transit → received", "received")])
    {
        for name in ["p.age", "p.note.json", "p.note.json.sig"] {
            receiver.write(name, std::fs::read(sender.path(name)).unwrap());
        }
        let open = ["--json", "--passphrase-file", "pw", "--case", "case", "open", "p.age", "-d", "out"];
        let opened = receiver.run(open).exits(4).result();
        let record = receiver.path(opened["record"].as_str().unwrap());
        for end in ["json", "json.sig"] {
            sender.write(&format!("r.{end}"), std::fs::read(record.with_extension(end)).unwrap());
        }
        let said = sender.run(["--passphrase-file", "pw", "--case", "case", "verify", "r.json"]);
        assert!(said.stdout.contains(words), "{said:?}");
        let list = sender.run(["--json", "--case", "case", "ledger", "list"]).ok().result();
        assert_eq!(list["holdings"][0]["state"], state);
    }
}
