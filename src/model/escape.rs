//! Untrusted text made safe to show. (Not "sanitize": that word is taken.)

use std::borrow::Cow;

/// `text` with control and bidirectional-override characters shown as `\u{…}`, so that a hostile file
/// name can neither move the cursor nor reverse what follows it.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_deceptive) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().fold(String::new(), |mut shown, c| {
        if is_deceptive(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
        shown
    }))
}

fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `cell` as text for a spreadsheet: what it would run as a formula gets an apostrophe in front, which it shows as text (OWASP "CSV
/// injection"; the full-width signs count too in a Japanese Excel).
#[must_use]
pub fn spreadsheet_cell(cell: &str) -> Cow<'_, str> {
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '|' | '＝' | '＋' | '－' | '＠');
    let first = cell.trim_start().chars().next();
    if cell.starts_with(['\t', '\r', '\n']) || first.is_some_and(formula) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A byte count for people: `64.0 MiB`, exact below 1 KiB.
#[must_use]
pub fn bytes_with_unit(count: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    // Tenths in integers: a float would round 1023.99 KiB up to "1024.0 KiB".
    let mut tenths = u128::from(count) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown_not_obeyed() {
        assert_eq!(printable("住民\u{202e}txt.exe\n"), "住民\\u{202e}txt.exe\\u{a}");
        assert!(matches!(printable("住民台帳.csv"), Cow::Borrowed(_)));
    }

    #[test]
    fn formulas_are_disarmed() {
        for hostile in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "|calc"] {
            assert!(spreadsheet_cell(hostile).starts_with('\''), "{hostile:?}");
        }
        assert!(matches!(spreadsheet_cell("R-2026-0001"), Cow::Borrowed(_)));
    }

    #[test]
    fn units() {
        assert_eq!(bytes_with_unit(1023), "1023 B");
        assert_eq!(bytes_with_unit(64 << 20), "64.0 MiB");
        assert_eq!(bytes_with_unit(u64::MAX), "16383.9 PiB");
    }
}
