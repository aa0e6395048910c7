//! The reason in a message: what lower floors and the system give as a code or in English is said in the reader's language.

use super::Catalogue;
use crate::model::{Lang, system_error_name};

impl Catalogue {
    /// `reason` in words. A code has its phrase as `reason-CODE`, or is a failure of its own (`err-CODE`, with the same `facts`).
    /// What the system says is translated as far as it is common; the rest of what is not in the reader's language is kept as it is,
    /// marked as a quotation.
    pub(in crate::cli) fn reason(&self, reason: &str, facts: &[(&'static str, String)]) -> String {
        if is_code(reason) {
            return self.phrase(reason, facts).unwrap_or_else(|| reason.to_owned());
        }
        let original = [("original", reason.to_owned())];
        let system =
            system_error_name(reason).and_then(|name| self.find(&format!("system-{name}"), &original));
        match system {
            Some(words) => words,
            None if self.lang() != Lang::En && is_english(reason) => self.text("reason-quoted", &original),
            None => reason.to_owned(),
        }
    }

    /// Several codes, separated by `, `, in words.
    pub(super) fn reasons(&self, codes: &str) -> String {
        let words: Vec<String> = codes.split(", ").map(|code| self.reason(code, &[])).collect();
        words.join(&self.word("list-separator"))
    }

    /// What of a medium is not as it was planned, separated by `, `, in words: each a name (`pinned-NAME`), with what is there now in
    /// brackets behind it, if that is told.
    pub(super) fn differences(&self, names: &str) -> String {
        let word = |name: &str| {
            let (name, now) = name.split_at(name.find(" (").unwrap_or(name.len()));
            let known = self.find(&format!("pinned-{name}"), &[]);
            known.unwrap_or_else(|| name.to_owned()) + now
        };
        let words: Vec<String> = names.split(", ").map(word).collect();
        words.join(&self.word("list-separator"))
    }

    fn phrase(&self, code: &str, facts: &[(&'static str, String)]) -> Option<String> {
        // Inside the reason of another failure, the failure's own reason goes by the name of `detail`, and its path, where it is
        // another one, by that of `inner_path`.
        let inner = facts.iter().any(|(name, _)| *name == "inner_path");
        let inner: Vec<_> = facts
            .iter()
            .filter(|(name, _)| *name != "reason" && !(inner && *name == "path"))
            .map(|(name, value)| {
                let name = match *name {
                    "detail" => "reason",
                    "inner_path" => "path",
                    name => name,
                };
                (name, value.clone())
            })
            .collect();
        let found = self
            .find(&format!("reason-{code}"), &inner)
            .or_else(|| self.find(&format!("err-{code}"), &inner))?;
        Some(found.trim_end_matches(['。', '.']).to_owned())
    }
}

fn is_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Prose in Latin letters only.
fn is_english(text: &str) -> bool {
    text.is_ascii() && text.contains(' ') && text.chars().any(|c| c.is_ascii_alphabetic())
}
