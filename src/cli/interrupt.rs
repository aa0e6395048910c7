//! Ctrl-C asks; it never cuts. Workers look at the flag between pieces and leave things as they found them.

use std::io::{self, Write as _};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);
static PROMPTING: AtomicBool = AtomicBool::new(false);
static MIDWAY: AtomicBool = AtomicBool::new(false);
static LAST_WORDS: OnceLock<LastWords> = OnceLock::new();

/// The last words of a run that is ended at a prompt.
pub struct LastWords {
    /// Where nothing was begun yet.
    pub unchanged: String,
    /// Where work was under way.
    pub midway: String,
    /// For programs, on standard output.
    pub object: Option<String>,
}

impl LastWords {
    fn say(&self) {
        let words = if MIDWAY.load(Ordering::SeqCst) { &self.midway } else { &self.unchanged };
        // The cursor stands behind the question. Nobody is left to be told when the streams are gone.
        let _ = writeln!(io::stderr(), "\n{words}");
        if let Some(object) = &self.object {
            let _ = writeln!(io::stdout(), "{object}");
        }
    }
}

/// The flag that workers poll.
#[must_use]
pub fn flag() -> &'static AtomicBool {
    &ASKED
}

/// Installs the handler for Ctrl-C, termination and closing of the window.
///
/// At a prompt nothing is at stake and the read would go on, so there the process ends at once.
pub fn install(last_words: LastWords) {
    let echo = Echo::remember();
    let _ = LAST_WORDS.set(last_words);
    // Without a handler the system's own remains, which ends the process: no reason to refuse work.
    let _ = ctrlc::set_handler(move || {
        ASKED.store(true, Ordering::SeqCst);
        if PROMPTING.load(Ordering::SeqCst) {
            echo.restore();
            end();
        }
    });
}

/// Says the last words and ends the process.
fn end() -> ! {
    if let Some(words) = LAST_WORDS.get() {
        words.say();
    }
    #[expect(clippy::exit, reason = "a blocking read of the terminal cannot be called off otherwise")]
    std::process::exit(i32::from(super::exit::Exit::Interrupted.number()))
}

/// As [`prompting`], for a prompt that reads the keys itself: there Ctrl-C is no signal but an error, once the terminal is set.
pub fn prompting_keys<T>(ask: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    match prompting(ask) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => end(),
        answer => answer,
    }
}

/// Runs `ask` as a prompt: Ctrl-C during it ends the process.
pub fn prompting<T>(ask: impl FnOnce() -> T) -> T {
    PROMPTING.store(true, Ordering::SeqCst);
    let answer = ask();
    PROMPTING.store(false, Ordering::SeqCst);
    answer
}

/// Runs `ask`, in which whoever works asks something while the work is under way.
pub fn midway<T>(ask: impl FnOnce() -> T) -> T {
    MIDWAY.store(true, Ordering::SeqCst);
    let answer = ask();
    MIDWAY.store(false, Ordering::SeqCst);
    answer
}

/// The terminal's settings before a passphrase prompt turned the echo off.
#[cfg(unix)]
struct Echo(Option<rustix::termios::Termios>);

#[cfg(unix)]
impl Echo {
    fn remember() -> Self {
        Self(rustix::termios::tcgetattr(std::io::stdin()).ok())
    }

    fn restore(&self) {
        if let Some(before) = &self.0 {
            // The process is ending; there is nobody left to tell.
            let _ =
                rustix::termios::tcsetattr(std::io::stdin(), rustix::termios::OptionalActions::Now, before);
        }
    }
}

#[cfg(not(unix))]
struct Echo;

#[cfg(not(unix))]
impl Echo {
    fn remember() -> Self {
        Self
    }

    // The console restores its own mode when the process that changed it ends.
    fn restore(&self) {}
}
