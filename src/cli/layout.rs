//! Text in columns, where a Japanese letter is two columns wide and lines may break between any two of them.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Every line of help fits in this many columns.
pub const COLUMNS: usize = 80;

/// A path made safe to show.
#[must_use]
pub fn printable_path(path: &std::path::Path) -> String {
    crate::model::printable(&path.display().to_string()).into_owned()
}

/// A word as a shell takes it.
#[must_use]
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Columns that `text` takes.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` and then spaces up to `columns`.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let mut padded = text.to_owned();
    padded.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(text))));
    padded
}

/// Breaks `text` into lines of at most `columns`; line breaks in `text` stay.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    text.lines().flat_map(|line| wrap_line(line, columns)).collect()
}

fn wrap_line(line: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for piece in pieces(line) {
        let fits = width(&current) + width(piece.trim_end()) <= columns;
        if !fits && !current.trim_end().is_empty() {
            lines.push(current.trim_end().to_owned());
            current.clear();
        }
        if current.is_empty() && !lines.is_empty() {
            current.push_str(piece.trim_start());
        } else {
            current.push_str(piece);
        }
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// The smallest parts of a line between which it may break.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let letters: Vec<(usize, char)> = line.char_indices().collect();
    for pair in letters.windows(2) {
        let (before, (at, after)) = (pair[0].1, pair[1]);
        let open = after != ' ' && (before == ' ' || is_wide(before) || is_wide(after));
        if open && !never_first(after) && !never_last(before) {
            pieces.push(&line[start..at]);
            start = at;
        }
    }
    pieces.push(&line[start..]);
    pieces
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

/// 行頭禁則.
fn never_first(c: char) -> bool {
    "、。，．」』）］｝】〉》〕・：；！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.)]}:;!?%".contains(c)
}

/// 行末禁則.
fn never_last(c: char) -> bool {
    "「『（［｛【〈《〔([{`".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        assert_eq!(shell_word("delivery.age"), "delivery.age");
        assert_eq!(shell_word("見本 市子"), "'見本 市子'");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn breaks_keep_words_and_japanese_rules() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("預り証を出す。次へ", 12), ["預り証を出", "す。次へ"]);
        assert_eq!(wrap("ファイル sha256sum を読む", 10), ["ファイル", "sha256sum", "を読む"]);
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
    }

    #[test]
    fn padding_counts_columns() {
        assert_eq!(pad("預り", 6), "預り  ");
    }
}
