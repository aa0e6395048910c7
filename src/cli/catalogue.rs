//! The words: one Fluent catalogue, two languages, always in step (the tests see to it).
//!
//! A part of the program that needs words adds `messages/ja/PART.ftl` and `messages/en/PART.ftl` and names itself in
//! [`PARTS`]. Only the chosen language is parsed.

use crate::model::{Lang, printable};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::fmt::Write;
use unic_langid::LanguageIdentifier;

/// One part's messages in both languages.
struct Part {
    ja: &'static str,
    en: &'static str,
}

macro_rules! parts {
    ($($name:literal),+ $(,)?) => {
        &[$(Part {
            ja: include_str!(concat!("messages/ja/", $name, ".ftl")),
            en: include_str!(concat!("messages/en/", $name, ".ftl")),
        }),+]
    };
}

/// One part a line, so that two who add theirs at once do not collide.
#[rustfmt::skip]
const PARTS: &[Part] = parts![
    "shell",
    "reason",
    "help",
    "verbs",
    "doctor",
    "custody",
    "crypt",
    "sign",
    "device",
    "devices",
    "package",
    "names",
    "ledger",
    "sanitize",
    "transfer",
    "timestamp",
    "wipe",
    "papers",
    "intake",
    "countersign",
    "free",
    "tour",
    "render",
];

/// The messages of one language.
pub struct Catalogue {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Parses the messages of `lang`. What does not parse is left out (a test keeps that from happening).
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let locale: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks are invisible characters: they would spoil copied paths and compared output.
        bundle.set_use_isolating(false);
        for part in PARTS {
            let text = match lang {
                Lang::Ja => part.ja,
                Lang::En => part.en,
            };
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { lang, bundle }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The message `id` (or `id.attribute`) with `facts` filled in, each made printable. `None` if there is no such message.
    #[must_use]
    pub fn find(&self, id: &str, facts: &[(&'static str, String)]) -> Option<String> {
        let (id, attribute) = id.split_once('.').map_or((id, None), |(id, rest)| (id, Some(rest)));
        let message = self.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut args = FluentArgs::with_capacity(facts.len());
        for (name, value) in facts {
            let value = printable(value).into_owned();
            match *name {
                "reason" => {
                    args.set(*name, self.reason(&value, facts));
                    // For messages that choose their own words by it.
                    args.set("reason-code", value);
                }
                "reasons" => args.set(*name, self.reasons(&value)),
                "differences" => args.set(*name, self.differences(&value)),
                _ => args.set(*name, value),
            }
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
    }

    /// As [`Self::find`]; a missing message shows its id and facts, so that nothing is ever swallowed.
    #[must_use]
    pub fn text(&self, id: &str, facts: &[(&'static str, String)]) -> String {
        self.find(id, facts).unwrap_or_else(|| {
            facts.iter().fold(id.to_owned(), |mut text, (name, value)| {
                // Writing to a String cannot fail.
                let _ = write!(text, " {name}={}", printable(value));
                text
            })
        })
    }

    /// A message without values.
    #[must_use]
    pub fn word(&self, id: &str) -> String {
        self.text(id, &[])
    }
}

#[path = "catalogue_reasons.rs"]
mod reasons;

/// Every `id` and `id.attribute` of one language.
#[cfg(test)]
pub(crate) fn ids(lang: Lang) -> Vec<String> {
    tests::messages(lang).into_keys().collect()
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
