//! Two parties, each with a case and a computer of their own: one seals, the other opens and sends the receipt back.

use crate::env::{Ran, TestEnv};
use std::fs;
use std::path::{Path, PathBuf};

/// 封緘する見本 花子 and 受け取る見本 太郎.
pub(crate) struct Parties {
    pub(crate) sender: TestEnv,
    pub(crate) receiver: TestEnv,
}

fn case(env: &TestEnv, name: &str) {
    env.write("pw", "見本の長い合言葉です。");
    let args = ["-q", "--passphrase-file", "pw", "init", "case", "--name", name];
    let more = ["--organization", "見本社", "--client", "見本市", "--contract", "見本業務委託"];
    let _ = env.run(args.iter().chain(&more)).ok();
    let _ = env.run(["-q", "key", "card", "-o", "own.card.json"]).ok();
}

impl Parties {
    /// The sender knows the receiver's card; the receiver knows the sender's only if `acquainted`.
    pub(crate) fn new(acquainted: bool) -> Self {
        let parties = Self { sender: TestEnv::new(), receiver: TestEnv::new() };
        case(&parties.sender, "見本 花子");
        case(&parties.receiver, "見本 太郎");
        import(&parties.sender, &parties.receiver);
        if acquainted {
            import(&parties.receiver, &parties.sender);
        }
        parties
    }

    /// Seals a file of `length` bytes as `NAME.age` with its note; the result.
    pub(crate) fn seal(&self, name: &str, length: usize) -> serde_json::Value {
        self.sender.write(format!("資料-{name}/台帳.csv"), vec![b'x'; length]);
        let (folder, package) = (format!("資料-{name}"), format!("{name}.age"));
        let args =
            ["seal", &folder, "--to", "見本 太郎", "-o", &package, "--means", "手交", "--carrier", "見本 運"];
        run(&self.sender, &args).ok().result()
    }

    /// Hands files of the sender over, with the same names.
    pub(crate) fn hand_over(&self, names: &[&str]) {
        for name in names {
            fs::copy(self.sender.path(name), self.receiver.path(name)).unwrap();
        }
    }

    /// Hands `NAME.age` over with its note.
    pub(crate) fn hand_over_whole(&self, name: &str) {
        self.hand_over(&[
            &format!("{name}.age"),
            &format!("{name}.note.json"),
            &format!("{name}.note.json.sig"),
        ]);
    }

    /// Sends a receipt back, with its signature or without, as `back.json`.
    pub(crate) fn send_back(&self, opened: &serde_json::Value, signed: bool) -> PathBuf {
        let record = self.receiver.path(opened["record"].as_str().unwrap());
        let back = self.sender.path("back.json");
        fs::copy(&record, &back).unwrap();
        let signature = self.sender.path("back.json.sig");
        let _ = fs::remove_file(&signature);
        if signed {
            fs::copy(format!("{}.sig", record.display()), signature).unwrap();
        }
        back
    }
}

fn import(into: &TestEnv, from: &TestEnv) {
    fs::copy(from.path("own.card.json"), into.path("other.card.json")).unwrap();
    let _ = run(into, &["--yes", "-q", "key", "import", "other.card.json"]).ok();
}

/// Runs in the party's case, with its passphrase, for programs.
pub(crate) fn run(env: &TestEnv, args: &[&str]) -> Ran {
    env.run(["--json", "--passphrase-file", "pw", "--case", "case"].iter().chain(args))
}

/// The same in Japanese, for people.
pub(crate) fn said(env: &TestEnv, args: &[&str]) -> Ran {
    env.run(["--lang", "ja", "--passphrase-file", "pw", "--case", "case"].iter().chain(args))
}

/// The codes of what `verify` found.
pub(crate) fn found(ran: &Ran) -> Vec<String> {
    let verified = ran.objects().into_iter().find(|object| object["event"] == "verified").unwrap();
    let findings = verified["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
