//! `azukari tour [DIR]`: the whole life of an asset on real files. Every step is the real command, run as its own
//! process, with keys and folders of its own for each of the two parties; nothing is shown that was not done.

use super::Shell;
use super::exit::Exit;
use super::failure::{Outcome, ShellError};
use super::layout::{printable_path, shell_word};
use crate::model::{Facts, Fault, FaultClass, bytes_with_unit};
use crate::stream::Hasher;
use serde_json::json;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Length of the largest sample file.
const LARGE: usize = 64 << 20;
/// Everybody on the tour has this passphrase; it protects nothing.
const PASSPHRASE: &str = "mihon-mihon-mihon\n";
const CITY: &str = "見本 市子";
const CONTRACTOR: &str = "見本 花子";

/// Arguments of `tour`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "DIR", default_value = "azukari-tour")]
    dir: PathBuf,
}

/// Why the tour stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TourError {
    /// The folder is not new or empty.
    #[error("tour folder in use: {path}")]
    InUse {
        /// Which.
        path: String,
    },
    /// A step did not end as it must.
    #[error("step `{command}` ended with {exit}")]
    Step {
        /// The command.
        command: String,
        /// How it ended.
        exit: String,
    },
}

impl TourError {
    /// Every code of this error.
    pub const CODES: &[&str] = &["tour-in-use", "tour-step"];
}

impl Fault for TourError {
    fn code(&self) -> &'static str {
        match self {
            Self::InUse { .. } => "tour-in-use",
            Self::Step { .. } => "tour-step",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::InUse { path } => crate::facts![path = path],
            Self::Step { command, exit } => crate::facts![command = command, exit = exit],
        }
    }

    fn class(&self) -> FaultClass {
        match self {
            Self::InUse { .. } => FaultClass::Refused,
            Self::Step { .. } => FaultClass::Failed,
        }
    }
}

/// One of the two parties.
#[derive(Clone, Copy)]
enum Party {
    City,
    Contractor,
}

impl Party {
    fn folder(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::Contractor => "contractor",
        }
    }
}

/// The tour on its way.
struct Tour<'a> {
    shell: &'a Shell,
    root: PathBuf,
    program: PathBuf,
    commands: Vec<String>,
}

/// Goes on the tour.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    let began = Instant::now();
    let used = args.dir.symlink_metadata().is_ok()
        && fs::read_dir(&args.dir).map_or(true, |mut entries| entries.next().is_some());
    if used {
        return Err(TourError::InUse { path: printable_path(&args.dir) }.into());
    }
    let program =
        std::env::current_exe().map_err(|source| ShellError::Read { path: "azukari".into(), source })?;
    let mut tour = Tour { shell, root: args.dir.clone(), program, commands: Vec::new() };
    tour.prepare()?;
    tour.parties()?;
    tour.handover()?;
    tour.transport()?;
    tour.disposal()?;
    let documents = tour.check()?;
    let seconds = began.elapsed().as_secs_f32();
    shell.out().say("tour-documents", &crate::facts![path = printable_path(&tour.root)]);
    for path in &documents {
        shell.out().line(&format!("  {}", printable_path(path)));
    }
    shell.out().say("tour-commands", &[]);
    for party in [Party::City, Party::Contractor] {
        shell.out().line(&format!("  {}", Tour::shorthand(party)));
    }
    for command in &tour.commands {
        shell.out().line(&format!("  {command}"));
    }
    shell.out().say(
        if cfg!(feature = "pdf") { "tour-done" } else { "tour-done-without-pdf" },
        &crate::facts![seconds = format!("{seconds:.1}"), path = printable_path(&tour.root)],
    );
    let documents: Vec<_> = documents.iter().map(|path| path.display().to_string()).collect();
    shell.out().result(
        "tour",
        &json!({ "dir": args.dir.display().to_string(), "documents": documents, "commands": tour.commands, "seconds": seconds }),
    );
    Ok(Exit::Done)
}

impl Tour<'_> {
    /// Says what comes next, in one sentence.
    fn chapter(&self, id: &str) {
        self.shell.out().line("");
        self.shell.out().say(id, &[]);
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<(), ShellError> {
        let path = self.root.join(name);
        let write = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::File::create_new(&path)?.write_all(content)
        };
        write().map_err(|source| ShellError::Write { place: path.display().to_string(), source })
    }

    /// The sample files: Japanese names, an empty file, a large one, deep folders; and the list that 甲 hands over.
    fn prepare(&self) -> Result<(), ShellError> {
        self.chapter("tour-prepare");
        let table = "宛名番号,氏名,住所\n1,見本 一郎,見本町一丁目\n2,見本 二葉,見本町二丁目\n";
        let deep = (1..=12).map(|level| format!("第{level}層/")).collect::<String>();
        // Bytes that do not compress and do not repeat: BLAKE3's output stream over a fixed text.
        let mut large = vec![0; LARGE];
        blake3::Hasher::new().update("見本".as_bytes()).finalize_xof().fill(&mut large);
        let files: [(String, &[u8]); 6] = [
            ("住民記録/住民基本台帳（見本）.csv".into(), table.as_bytes()),
            ("住民記録/か\u{3099}いじ対応表.txt".into(), "外字の対応（見本）\n".as_bytes()),
            ("空のファイル.txt".into(), b""),
            ("画像一式.bin".into(), &large),
            (format!("{deep}一番下.txt"), "深いところ\n".as_bytes()),
            ("読んでください 100%.txt".into(), "見本です。\n".as_bytes()),
        ];
        let mut list = String::new();
        for (name, content) in files {
            list.push_str(&format!("{}  {name}\n", Hasher::sha256_of(content)));
            self.write(&format!("medium/{name}"), content)?;
        }
        self.write("city/list-sha256.txt", list.as_bytes())?;
        for party in [Party::City, Party::Contractor] {
            self.write(&format!("{}/passphrase.txt", party.folder()), PASSPHRASE.as_bytes())?;
        }
        let total = bytes_with_unit(LARGE as u64);
        self.shell.out().say("tour-prepared", &crate::facts![size = total]);
        Ok(())
    }

    fn parties(&mut self) -> Result<(), super::failure::Failure> {
        self.chapter("tour-parties");
        let common = ["--client", "加賀市", "--addressee", "加賀市長", "--contract", "見本データ移行業務"];
        let city = ["--name", CITY, "--organization", "加賀市（見本）", "--role", "情報担当（見本）"];
        let contractor = [
            "--name",
            CONTRACTOR,
            "--organization",
            "株式会社見本",
            "--role",
            "作業責任者",
            "--address",
            "石川県加賀市見本町1番地",
            "--agreed-means",
            "手交",
            "--agreed-place",
            "加賀市役所 情報担当課（見本）",
        ];
        self.step(Party::City, &[&["init", "city/case"], &city[..], &common[..]].concat())?;
        self.step(Party::Contractor, &[&["init", "contractor/case"], &contractor[..], &common[..]].concat())?;
        for (from, to) in [(Party::City, Party::Contractor), (Party::Contractor, Party::City)] {
            let card = format!("{}.card.json", from.folder());
            self.card(from, &card)?;
            self.step(to, &["key", "import", &card])?;
        }
        Ok(())
    }

    fn handover(&mut self) -> Outcome {
        self.chapter("tour-handover");
        self.step(
            Party::Contractor,
            &[
                "receive",
                "medium",
                "--from",
                CITY,
                "--means",
                "手交",
                "--place",
                "加賀市役所 情報担当課（見本）",
                "--against",
                "city/list-sha256.txt",
                "--asset-name",
                "住民記録移行データ一式（見本）",
                "--storage",
                "本社 施錠保管庫（見本）",
                "--purpose",
                "データ移行",
                "--medium-label",
                "見本媒体 M-001",
            ],
        )
    }

    fn transport(&mut self) -> Outcome {
        self.chapter("tour-transport");
        let seal = [
            "seal",
            "medium",
            "--to",
            CITY,
            "-o",
            "delivery.age",
            "--means",
            "社用車（見本）",
            "--carrier",
            "見本 運一",
            "--carrier",
            "見本 運二",
            "--asset",
            "A-2026-0001",
        ];
        let asset = self.asset()?;
        let seal = seal.map(|word| if word == "A-2026-0001" { asset.as_str() } else { word });
        self.step(Party::Contractor, &seal)?;
        self.step(Party::City, &["verify", "delivery.age"])?;
        self.step(
            Party::City,
            &["open", "delivery.age", "-d", "city/opened", "--place", "加賀市役所（見本）"],
        )?;
        // The receipt goes back to the sender, as it would by mail.
        let receipt = self.newest("city/case/documents", "R-")?;
        let receipt = receipt.strip_prefix(&self.root).unwrap_or(&receipt).display().to_string();
        self.step(Party::Contractor, &["verify", &receipt])
    }

    fn disposal(&mut self) -> Outcome {
        self.chapter("tour-disposal");
        let asset = self.asset()?;
        let words =
            ["wipe", "files", "medium", "--asset", &asset, "--last-copies", "--place", "本社 作業室（見本）"];
        // Most places cannot prove an overwrite (flash, virtual disks, memory): 未検証 is then the true end of this step.
        let unproven = i32::from(Exit::Unknown.number());
        if self.step_ending(Party::Contractor, &words, &[unproven])? == Some(unproven) {
            self.shell.out().say("tour-wipe-unknown", &[]);
        }
        Ok(Exit::Done)
    }

    /// Every document and both ledgers, each judged in its own case.
    fn check(&mut self) -> Result<Vec<PathBuf>, super::failure::Failure> {
        self.chapter("tour-check");
        let mut documents = Vec::new();
        for party in [Party::City, Party::Contractor] {
            let folder = self.root.join(party.folder()).join("case/documents");
            let mut found = self.files(&folder)?;
            let judged: Vec<String> = found
                .iter()
                .filter(|path| path.extension().is_some_and(|end| end == "json" || end == "pdf"))
                .map(|path| path.strip_prefix(&self.root).unwrap_or(path).display().to_string())
                .collect();
            let mut words = vec!["verify"];
            words.extend(judged.iter().map(String::as_str));
            self.step(party, &words)?;
            self.step(party, &["ledger", "verify"])?;
            documents.append(&mut found);
        }
        self.step(Party::Contractor, &["ledger", "list"])?;
        Ok(documents)
    }

    fn files(&self, folder: &Path) -> Result<Vec<PathBuf>, ShellError> {
        let read = |source| ShellError::Read { path: folder.display().to_string(), source };
        let entries = fs::read_dir(folder).map_err(read)?;
        let mut found: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        found.sort();
        Ok(found)
    }

    fn newest(&self, folder: &str, prefix: &str) -> Result<PathBuf, ShellError> {
        let folder = self.root.join(folder);
        let missing = || ShellError::Read {
            path: folder.join(prefix).display().to_string(),
            source: std::io::ErrorKind::NotFound.into(),
        };
        self.files(&folder)?
            .into_iter()
            .rfind(|path| {
                path.file_name()
                    .and_then(|name| name.to_str())
                    .is_some_and(|name| name.starts_with(prefix) && name.ends_with(".json"))
            })
            .ok_or_else(missing)
    }

    /// The ledger number that the receipt gave to the asset.
    fn asset(&self) -> Result<String, ShellError> {
        let path = self.newest("contractor/case/documents", "R-")?;
        let read = |source| ShellError::Read { path: path.display().to_string(), source };
        let record: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).map_err(read)?).map_err(|error| read(error.into()))?;
        Ok(record["body"]["asset"].as_str().unwrap_or_default().to_owned())
    }

    /// Hands out a card: the standard output of `key card`.
    fn card(&mut self, party: Party, name: &str) -> Result<(), super::failure::Failure> {
        let (mut command, line) = self.command(party, &["key", "card"]);
        let output = command.stdout(Stdio::piped()).output();
        let output = output.map_err(|source| ShellError::Read { path: line.clone(), source })?;
        self.ended(&line, output.status)?;
        self.commands.push(format!("{line} > {name}"));
        self.shell.out().line(&format!("$ {line} > {name}"));
        self.write(name, &output.stdout)?;
        Ok(())
    }

    /// The real command for `party`, and the line that does the same in a shell.
    fn command(&self, party: Party, words: &[&str]) -> (Command, String) {
        let home = format!("{}/keys", party.folder());
        let case = format!("{}/case", party.folder());
        let passphrase = format!("{}/passphrase.txt", party.folder());
        let mut command = Command::new(&self.program);
        command.current_dir(&self.root).env("AZUKARI_HOME", &home).env("AZUKARI_CASE", &case);
        command.args([
            "--lang",
            self.shell.out().catalogue().lang().tag(),
            "--yes",
            "--passphrase-file",
            &passphrase,
        ]);
        command.args(words).stdin(Stdio::null());
        let quoted = words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ");
        (command, format!("{} {quoted}", party.folder()))
    }

    /// What makes the printed lines run in a shell, from inside the tour's folder.
    fn shorthand(party: Party) -> String {
        let name = party.folder();
        format!(
            "{name}() {{ AZUKARI_HOME={name}/keys AZUKARI_CASE={name}/case azukari --yes --passphrase-file \
             {name}/passphrase.txt \"$@\"; }}"
        )
    }

    /// One step: shows the command, runs it, shows what it says.
    fn step(&mut self, party: Party, words: &[&str]) -> Outcome {
        self.step_ending(party, words, &[])?;
        Ok(Exit::Done)
    }

    /// One step that may also end with one of `codes`; gives the code.
    fn step_ending(
        &mut self,
        party: Party,
        words: &[&str],
        codes: &[i32],
    ) -> Result<Option<i32>, super::failure::Failure> {
        self.shell.go_on()?;
        let (mut command, line) = self.command(party, words);
        self.shell.out().line(&format!("$ {line}"));
        self.commands.push(line.clone());
        let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
        let output = output.map_err(|source| ShellError::Read { path: line.clone(), source })?;
        for text in [&output.stdout, &output.stderr] {
            for said in String::from_utf8_lossy(text).lines() {
                self.shell.out().line(&format!("    {said}"));
            }
        }
        let code = output.status.code();
        if !code.is_some_and(|code| codes.contains(&code)) {
            self.ended(&line, output.status)?;
        }
        Ok(code)
    }

    fn ended(&self, line: &str, status: std::process::ExitStatus) -> Result<(), TourError> {
        if status.success() {
            return Ok(());
        }
        let exit = status.code().map_or_else(|| status.to_string(), |code| code.to_string());
        Err(TourError::Step { command: line.to_owned(), exit })
    }
}
