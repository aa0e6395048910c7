//! The language and the form of speech, known before the command line is understood: even its errors need them.

use crate::model::Lang;
use std::ffi::OsString;

/// What is needed before parsing.
#[derive(Debug, Clone, Copy)]
pub struct Early {
    /// `--lang`, else the locale's language, else Japanese.
    pub lang: Lang,
    /// `--json`.
    pub json: bool,
}

impl Early {
    /// Looks through the raw words up to `--`.
    #[must_use]
    pub fn scan(args: &[OsString]) -> Self {
        let mut lang = None;
        let mut json = false;
        let mut words = args.iter().skip(1).filter_map(|arg| arg.to_str()).take_while(|word| *word != "--");
        while let Some(word) = words.next() {
            match word {
                "--json" => json = true,
                "--lang" => lang = words.next().and_then(|value| value.parse().ok()).or(lang),
                _ => lang = word.strip_prefix("--lang=").and_then(|value| value.parse().ok()).or(lang),
            }
        }
        Self { lang: lang.unwrap_or_else(of_system), json }
    }
}

/// `LC_ALL`, `LC_MESSAGES`, `LANG` in POSIX order; elsewhere what the system says; Japanese when nothing says anything.
fn of_system() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .or_else(sys_locale::get_locale)
        .map_or(Lang::default(), |locale| Lang::of_locale(&locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_language_wins_and_the_rest_is_left_alone() {
        let scan = |line: &str| Early::scan(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(scan("azukari --lang en receive x").lang, Lang::En);
        assert_eq!(scan("azukari receive x --lang=ja --json").lang, Lang::Ja);
        assert!(scan("azukari receive x --lang=ja --json").json);
        assert!(!scan("azukari seal -- --json").json);
    }
}
