//! Tables as they come from Excel and its like: what their bytes say, and their rows.
//!
//! Encodings: UTF-8 with or without mark, UTF-16 with mark, CP932. Comma or tab separated, with a heading in the first line.

use unicode_normalization::UnicodeNormalization;

/// The text of a file; nothing where it is none of the encodings.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _, broken) = encoding.decode(bytes);
        return (!broken).then(|| text.into_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    // WHATWG's Shift_JIS is what Windows calls CP932.
    let (text, broken) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes);
    (!broken).then(|| text.into_owned())
}

/// The first line that is not blank; empty where there is none.
pub(super) fn first_line(text: &str) -> &str {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()
}

/// Visits the rows that are not blank, each with its line in the file, from 1.
///
/// # Errors
/// What `visit` gives, and `bad` of a line that is not understood; 0 where the reader does not say.
pub(super) fn each_row<E>(
    text: &str,
    bad: impl Fn(u64) -> E,
    mut visit: impl FnMut(u64, &csv::StringRecord) -> Result<(), E>,
) -> Result<(), E> {
    // The reader would count a row that follows CRLF to the line before it.
    let text = text.replace("\r\n", "\n");
    // Above the heading there may be a title, of one cell.
    let heading = text.lines().find(|line| line.contains([',', '\t'])).unwrap_or_default();
    let delimiter = if heading.contains(',') { b',' } else { b'\t' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for row in reader.records() {
        let row = row.map_err(|error| bad(error.position().map_or(0, csv::Position::line)))?;
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            visit(row.position().map_or(0, csv::Position::line), &row)?;
        }
    }
    Ok(())
}

/// A cell of a heading, so that ways of writing it are one: width, case, blanks and `-_().` do not count.
pub(super) fn heading(cell: &str) -> String {
    let letters = cell.nfkc().flat_map(char::to_lowercase);
    letters.filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '(' | ')' | '.')).collect()
}
