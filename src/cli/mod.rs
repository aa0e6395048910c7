//! Floor 4: the shell. Words, prompts, progress bars and exit codes live here and nowhere below.
//!
//! A verb is a file: `Args` (clap) and `run(&Shell, Args) -> Outcome`, one variant in [`Command`], and its words in
//! `messages/`: `help-VERB` with an attribute per argument.
#![expect(
    clippy::missing_errors_doc,
    reason = "a verb's errors are faults; the catalogue says what each means"
)]

pub mod again;
#[cfg(target_os = "linux")]
mod board;
pub mod catalogue;
pub mod completions;
pub mod confirm;
pub mod context;
pub mod countersign;
pub mod devices;
pub mod doctor;
pub mod documents;
pub mod exit;
pub mod failure;
pub mod free;
pub mod harden;
pub mod help;
pub mod import;
pub mod init;
#[cfg(target_os = "linux")]
pub mod intake;
pub mod interrupt;
pub mod key;
pub mod layout;
pub mod ledger;
pub mod list;
pub mod locale;
pub mod man;
#[cfg(target_os = "linux")]
pub mod media;
mod names;
pub mod open;
pub mod output;
pub mod passphrase;
#[cfg(target_os = "linux")]
mod plan;
pub mod plugin;
pub mod progress;
pub mod receive;
pub mod seal;
pub mod show;
pub mod size;
pub mod stated;
pub mod summary;
pub mod timestamp;
pub mod tour;
pub mod usage;
pub mod verify;
#[cfg(target_os = "linux")]
pub mod verify_medium;
pub mod wipe;
pub mod words;

use crate::model::{Fault as _, Lang, Timestamp};
use catalogue::Catalogue;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use exit::Exit;
use failure::{Outcome, ShellError};
use output::Output;
use passphrase::{Passphrase, Source};
use progress::Reporter;
use std::cell::RefCell;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "azukari",
    version,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    args_override_self = true
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
struct Global {
    #[arg(long, global = true, value_name = "DIR")]
    case: Option<PathBuf>,
    #[arg(long, global = true, value_name = "ja|en")]
    lang: Option<Lang>,
    #[arg(long, global = true)]
    json: bool,
    #[arg(short, long, global = true)]
    quiet: bool,
    #[arg(long, global = true)]
    yes: bool,
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "passphrase_fd")]
    passphrase_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "N")]
    passphrase_fd: Option<u32>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
enum Command {
    Init(Box<init::Args>),
    Key(key::Args),
    Receive(Box<receive::Args>),
    Seal(Box<seal::Args>),
    List(list::Args),
    Show(show::Args),
    Open(open::Args),
    Verify(verify::Args),
    Countersign(countersign::Args),
    Timestamp(timestamp::Args),
    #[cfg(target_os = "linux")]
    VerifyMedium(verify_medium::Args),
    Devices(devices::Args),
    Wipe(wipe::Args),
    Ledger(ledger::Args),
    Tour(tour::Args),
    Doctor(doctor::Args),
    #[command(hide = true)]
    Man(man::Args),
    Completions(completions::Args),
}

impl Command {
    fn run(self, shell: &Shell) -> Outcome {
        match self {
            Self::Init(args) => init::run(shell, &args),
            Self::Key(args) => key::run(shell, args),
            Self::Receive(args) => receive::run(shell, &args),
            Self::Seal(args) => seal::run(shell, &args),
            Self::List(args) => list::run(shell, &args),
            Self::Show(args) => show::run(shell, &args),
            Self::Open(args) => open::run(shell, &args),
            Self::Verify(args) => verify::run(shell, &args),
            Self::Countersign(args) => countersign::run(shell, &args),
            Self::Timestamp(args) => timestamp::run(shell, &args),
            #[cfg(target_os = "linux")]
            Self::VerifyMedium(args) => verify_medium::run(shell, &args),
            Self::Devices(args) => devices::run(shell, &args),
            Self::Wipe(args) => wipe::run(shell, args),
            Self::Ledger(args) => ledger::run(shell, &args),
            Self::Tour(args) => tour::run(shell, &args),
            Self::Doctor(args) => doctor::run(shell, &args),
            Self::Man(args) => man::run(shell, &args),
            Self::Completions(args) => completions::run(shell, &args),
        }
    }
}

/// What every command is given: the words, the way to speak and to ask, and the global options.
pub struct Shell {
    out: Arc<Output>,
    yes: bool,
    case: Option<PathBuf>,
    lang: Option<Lang>,
    passphrase_source: Source,
    known_passphrase: RefCell<Option<Passphrase>>,
}

impl Shell {
    /// Where to speak.
    #[must_use]
    pub fn out(&self) -> &Output {
        &self.out
    }

    /// A progress to hand to workers.
    #[must_use]
    pub fn progress(&self) -> Reporter<'_> {
        Reporter::new(&self.out)
    }

    /// The flag that Ctrl-C sets.
    #[must_use]
    pub fn cancel(&self) -> &'static AtomicBool {
        interrupt::flag()
    }

    /// Fails if Ctrl-C was pressed.
    ///
    /// # Errors
    /// [`ShellError::Interrupted`].
    pub fn go_on(&self) -> Result<(), ShellError> {
        if self.cancel().load(Ordering::SeqCst) { Err(ShellError::Interrupted) } else { Ok(()) }
    }

    /// The moment, by this machine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        now()
    }

    /// `--case`, if given.
    #[must_use]
    pub fn case_option(&self) -> Option<&std::path::Path> {
        self.case.as_deref()
    }

    /// `--lang`, if given: papers follow it too, before the case's own language.
    #[must_use]
    pub fn lang_option(&self) -> Option<Lang> {
        self.lang
    }

    /// Whether `--yes` was given.
    #[must_use]
    pub fn is_yes(&self) -> bool {
        self.yes
    }
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // A clock before 1970 is the wrong clock; `doctor` says so.
    Timestamp::from_unix(since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
}

/// The whole command tree in the words of `catalogue`: for help, man pages and completions.
#[must_use]
pub fn command_in_words(catalogue: &Catalogue) -> clap::Command {
    words::fill(Cli::command(), catalogue)
}

/// Runs azukari on a command line.
#[must_use]
pub fn run(args: &[OsString]) -> Exit {
    harden::no_core_dumps();
    harden::many_open_files();
    // A panic is a bug and is told as one; the default hook would print a page of English in the middle.
    let place = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let seen = std::sync::Arc::clone(&place);
    std::panic::set_hook(Box::new(move |info| {
        if let (Ok(mut seen), Some(at)) = (seen.lock(), info.location()) {
            *seen = format!("{}:{}", at.file(), at.line());
        }
    }));
    let early = locale::Early::scan(args);
    let outcome = std::panic::catch_unwind(|| run_guarded(args, early));
    outcome.unwrap_or_else(|_| {
        let place = place.lock().map(|place| place.clone()).unwrap_or_default();
        Output::new(Catalogue::new(early.lang), early.json, false).explain(&ShellError::Bug { place })
    })
}

fn run_guarded(args: &[OsString], early: locale::Early) -> Exit {
    let catalogue = Catalogue::new(early.lang);
    let parsed =
        Cli::command().try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return explain_parse(&error, args, catalogue, early.json),
    };
    interrupt::install(last_words(&catalogue, cli.global.json));
    let Global { case, lang, json, quiet, yes, passphrase_file, passphrase_fd } = cli.global;
    let shell = Shell {
        out: Arc::new(Output::new(catalogue, json, quiet)),
        yes,
        case,
        lang,
        passphrase_source: Source::of(passphrase_file, passphrase_fd),
        known_passphrase: RefCell::new(None),
    };
    shell.warn_leftovers();
    let exit = cli.command.run(&shell).unwrap_or_else(|failure| shell.out.fail(&failure));
    shell.out.finish(exit)
}

/// What is said where Ctrl-C ends the run at a prompt.
fn last_words(catalogue: &Catalogue, json: bool) -> interrupt::LastWords {
    let fault = ShellError::Interrupted;
    let object = serde_json::json!({
        "event": "error", "code": fault.code(), "facts": {}, "exit": Exit::Interrupted.number(),
    });
    interrupt::LastWords {
        unchanged: catalogue.word("interrupted-unchanged"),
        midway: catalogue.word("err-interrupted"),
        object: json.then(|| object.to_string()),
    }
}

/// Help and version go to standard output; everything else is an error in our own words.
fn explain_parse(error: &clap::Error, args: &[OsString], catalogue: Catalogue, json: bool) -> Exit {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    let command = help::install(command_in_words(&catalogue), &catalogue);
    let usage = usage::UsageError::of(error, args, &command);
    let out = Output::new(catalogue, json, false);
    let exit = match error.kind() {
        DisplayVersion => {
            out.raw(error.to_string().as_bytes());
            Exit::Done
        }
        DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand => {
            let asked = error.kind() == DisplayHelp;
            // The same line on the tree that has words and finished help: clap knows which command was meant.
            let text = command.try_get_matches_from(args).err().map(|error| error.to_string());
            out.raw(text.unwrap_or_default().as_bytes());
            if asked { Exit::Done } else { Exit::Usage }
        }
        _ => out.explain(&usage),
    };
    out.finish(exit)
}
