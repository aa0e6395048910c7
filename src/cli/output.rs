//! What a command says: sentences for people, or one JSON object per line for programs; never both on one stream.

use super::catalogue::Catalogue;
use super::exit::Exit;
use super::failure::{Failure, ShellError};
use crate::model::{Facts, Fault, printable};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::sync::Mutex;

/// Standard output and error, spoken to in one language.
pub struct Output {
    catalogue: Catalogue,
    json: bool,
    quiet: bool,
    /// The first write error on standard output; later output is dropped, and the run cannot claim success.
    broken: Mutex<Option<io::Error>>,
}

impl Output {
    /// `json`: objects instead of sentences. `quiet`: no sentences but warnings and errors.
    #[must_use]
    pub fn new(catalogue: Catalogue, json: bool, quiet: bool) -> Self {
        Self { catalogue, json, quiet, broken: Mutex::new(None) }
    }

    /// The words.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Whether output is for programs.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether ordinary sentences are not wanted.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Says the message `id`, unless quiet or for programs.
    pub fn say(&self, id: &str, facts: &[(&'static str, String)]) {
        self.line(&self.catalogue.text(id, facts));
    }

    /// Says a line that is already in words. Untrusted parts must have gone through [`printable`].
    pub fn line(&self, text: &str) {
        if !self.json && !self.quiet {
            self.to_stdout(text);
        }
    }

    /// Writes `text` as it is to standard output, whatever the mode: for what the user asked to have there.
    pub fn raw(&self, bytes: &[u8]) {
        self.guarded(|out| out.write_all(bytes));
    }

    /// Warns: a sentence on standard error, and for programs an object `{"event":"warning","code":…,"facts":…}` too.
    pub fn warn(&self, id: &str, facts: &[(&'static str, String)]) {
        self.warn_with(id, facts, &Value::Null);
    }

    /// As [`Self::warn`]; programs get the fields of `more` too.
    pub fn warn_with(&self, id: &str, facts: &[(&'static str, String)], more: &Value) {
        let words = self.catalogue.text(id, facts);
        self.to_stderr(&self.catalogue.text("warning-line", &crate::facts![text = words]));
        if self.json {
            let mut object = json!({ "event": "warning", "code": id, "facts": object_of(facts) });
            if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
                object.extend(more.clone());
            }
            self.object(&object);
        }
    }

    /// Warns of each of `reasons`, then says what to do about them: once for all of a kind.
    pub fn reasons(&self, reasons: &[&dyn Fault]) {
        for reason in reasons {
            self.warn(&format!("err-{}", reason.code()), &reason.facts());
        }
        let mut told = std::collections::BTreeSet::new();
        for reason in reasons.iter().filter(|reason| told.insert(reason.code())) {
            let next = self.catalogue.text(&format!("rec-{}", reason.code()), &reason.facts());
            self.to_stderr(&self.catalogue.text("next-line", &crate::facts![text = next]));
        }
    }

    /// As [`Self::warn`], because of a failure that did not stop the work: the message `id` may use `$reason` and `$next`, the words
    /// of `cause`. Programs get its code as `cause`, and its facts.
    pub fn warn_because(&self, id: &str, facts: &[(&'static str, String)], cause: &dyn Fault) {
        let (code, more) = (cause.code(), cause.facts());
        let mut worded = facts.to_vec();
        worded.push(("reason", self.catalogue.text(&format!("err-{code}"), &more)));
        worded.push(("next", self.catalogue.text(&format!("rec-{code}"), &more)));
        let words = self.catalogue.text(id, &worded);
        self.to_stderr(&self.catalogue.text("warning-line", &crate::facts![text = words]));
        if self.json {
            let facts: Facts =
                more.into_iter().chain(facts.iter().cloned()).chain([("cause", code.to_owned())]).collect();
            self.object(&json!({ "event": "warning", "code": id, "facts": object_of(&facts) }));
        }
    }

    /// Says a line on standard error (prompts, notes beside the result), unless quiet or for programs.
    pub fn note(&self, text: &str) {
        if !self.json && !self.quiet {
            self.to_stderr(text);
        }
    }

    /// Says on standard error what whoever sits there must know to go on, whatever the mode.
    pub fn prompt(&self, text: &str) {
        self.to_stderr(text);
    }

    /// The result of `command` for programs: the fields of `result` beside `event` and `command`.
    pub fn result(&self, command: &str, result: &Value) {
        if !self.json {
            return;
        }
        let mut object = Map::new();
        object.insert("event".into(), json!("result"));
        object.insert("command".into(), json!(command));
        match result {
            Value::Object(fields) => object.extend(fields.clone()),
            Value::Null => {}
            other => {
                object.insert("value".into(), other.clone());
            }
        }
        self.object(&Value::Object(object));
    }

    /// One JSON object on one line.
    pub fn object(&self, object: &Value) {
        self.to_stdout(&object.to_string());
    }

    /// Says what failed and what to do next, and how the run ends.
    pub fn fail(&self, failure: &Failure) -> Exit {
        self.explain(failure.fault())
    }

    /// As [`Self::fail`], for a bare fault.
    pub fn explain(&self, fault: &dyn Fault) -> Exit {
        let exit = Exit::from(fault.class());
        let facts = fault.facts();
        let (code, facts) = (fault.code(), facts.as_slice());
        let what = self.catalogue.text(&format!("err-{code}"), facts);
        let next = self.catalogue.text(&format!("rec-{code}"), facts);
        self.to_stderr(&self.catalogue.text("error-line", &crate::facts![text = what]));
        self.to_stderr(&self.catalogue.text("next-line", &crate::facts![text = next]));
        if self.json {
            self.object(
                &json!({ "event": "error", "code": code, "facts": object_of(facts), "exit": exit.number() }),
            );
        }
        exit
    }

    /// The last word: a result that could not be written is no success, except to a reader who went away.
    pub fn finish(&self, exit: Exit) -> Exit {
        let broken = self.broken.lock().ok().and_then(|mut slot| slot.take());
        match broken {
            Some(source) if source.kind() != io::ErrorKind::BrokenPipe => {
                let fault = ShellError::Write { place: "stdout".into(), source };
                self.explain(&fault);
                if exit == Exit::Done { Exit::Failed } else { exit }
            }
            _ => exit,
        }
    }

    fn to_stdout(&self, line: &str) {
        self.guarded(|out| {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")
        });
    }

    fn guarded(&self, write: impl FnOnce(&mut io::StdoutLock<'_>) -> io::Result<()>) {
        let Ok(mut broken) = self.broken.lock() else { return };
        if broken.is_some() {
            return;
        }
        let mut out = io::stdout().lock();
        if let Err(error) = write(&mut out).and_then(|()| out.flush()) {
            *broken = Some(error);
        }
    }

    #[expect(clippy::unused_self, reason = "the one door to standard error")]
    fn to_stderr(&self, line: &str) {
        // Nobody is left to be told when standard error is gone.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}

/// Facts as a JSON object, made printable like everything shown.
#[must_use]
pub fn object_of(facts: &[(&'static str, String)]) -> Value {
    facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(printable(value))))
        .collect::<Map<_, _>>()
        .into()
}

/// Facts of a path and what the system said about it.
#[must_use]
pub fn at_path(path: &std::path::Path) -> Facts {
    crate::facts![path = path.display()]
}
