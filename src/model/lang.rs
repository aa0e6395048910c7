//! The two languages that azukari speaks.

use std::str::FromStr;

/// A language of messages and papers. File formats, flags and JSON keys have none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// Japanese, the first language.
    #[default]
    Ja,
    /// English, its equal.
    En,
}

impl Lang {
    /// `ja` or `en`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// From a locale name such as `ja_JP.UTF-8`; anything that is not Japanese reads English.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("ja") { Self::Ja } else { Self::En }
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "ja" => Ok(Self::Ja),
            "en" => Ok(Self::En),
            other => Err(other.to_owned()),
        }
    }
}
