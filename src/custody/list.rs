//! 甲's own list of what they hand over, as it comes from Excel or a checksum program.
//!
//! Forms: `sha256sum` (GNU, with `*` and escaped lines), BSD (`SHA256 (x) = …`), and tables with a heading in Japanese or
//! English, comma or tab separated. Encodings: UTF-8 with or without mark, UTF-16 with mark, CP932.

use super::spreadsheet;
use crate::model::{Blake3, DigestSet, Facts, Fault, FaultClass, Sha256};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Line in the file, from 1.
    pub line: u64,
    /// Path as listed, with `/` between folders and without a leading `./`.
    pub path: String,
    /// Length in bytes, if listed.
    pub bytes: Option<u64>,
    /// Digests, as far as listed.
    pub digests: DigestSet,
}

/// Why a list cannot be used. A list that is half understood would make a comparison half true, so every doubt is an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// Neither UTF-8, marked UTF-16 nor CP932.
    #[error("undecodable text")]
    Encoding,
    /// No line names a file.
    #[error("an empty list")]
    Empty,
    /// Neither checksum lines nor a heading with a column for names.
    #[error("no column for file names in `{heading}`")]
    NoNames {
        /// The first line.
        heading: String,
    },
    /// A line that does not fit the form of the first.
    #[error("line {line} is not understood")]
    Line {
        /// Line number, from 1.
        line: u64,
    },
    /// A hash that is not 64 hexadecimal digits.
    #[error("line {line} has an unusable hash")]
    Hash {
        /// Line number, from 1.
        line: u64,
        /// As listed.
        value: String,
    },
    /// A size that is not a whole number of bytes.
    #[error("line {line} has an unusable size")]
    Size {
        /// Line number, from 1.
        line: u64,
        /// As listed.
        value: String,
    },
    /// Two lines name the same file.
    #[error("line {line} repeats line {first}")]
    Twice {
        /// The later line, from 1.
        line: u64,
        /// The earlier line.
        first: u64,
        /// The path.
        path: String,
    },
}

impl ListError {
    /// Every code of this error.
    pub const CODES: &[&str] = &[
        "list-encoding",
        "list-empty",
        "list-no-names",
        "list-line",
        "list-hash",
        "list-size",
        "list-twice",
    ];
}

impl Fault for ListError {
    fn code(&self) -> &'static str {
        match self {
            Self::Encoding => "list-encoding",
            Self::Empty => "list-empty",
            Self::NoNames { .. } => "list-no-names",
            Self::Line { .. } => "list-line",
            Self::Hash { .. } => "list-hash",
            Self::Size { .. } => "list-size",
            Self::Twice { .. } => "list-twice",
        }
    }

    fn facts(&self) -> Facts {
        match self {
            Self::Encoding | Self::Empty => Facts::new(),
            Self::NoNames { heading } => crate::facts![heading = heading],
            Self::Line { line } => crate::facts![line = line],
            Self::Hash { line, value } | Self::Size { line, value } => {
                crate::facts![line = line, value = value]
            }
            Self::Twice { line, first, path } => crate::facts![line = line, first = first, path = path],
        }
    }

    fn class(&self) -> FaultClass {
        // Found before anything is read or recorded.
        FaultClass::Refused
    }
}

/// Reads a list.
///
/// # Errors
/// Every [`ListError`].
pub fn parse(bytes: &[u8]) -> Result<Vec<Entry>, ListError> {
    let text = spreadsheet::decode(bytes).ok_or(ListError::Encoding)?;
    let first =
        Some(spreadsheet::first_line(&text)).filter(|line| !line.is_empty()).ok_or(ListError::Empty)?;
    let entries = if checksum_line(first, 1).is_some() { checksums(&text)? } else { table(&text)? };
    if entries.is_empty() {
        return Err(ListError::Empty);
    }
    let mut seen = HashMap::new();
    for entry in &entries {
        // The same rule as in the comparison: names that differ only in composition are one name.
        if let Some(first) = seen.insert(entry.path.nfc().collect::<String>(), entry.line) {
            return Err(ListError::Twice { line: entry.line, first, path: entry.path.clone() });
        }
    }
    Ok(entries)
}

fn checksums(text: &str) -> Result<Vec<Entry>, ListError> {
    let mut entries = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            continue;
        }
        entries.push(checksum_line(line, number).ok_or(ListError::Line { line: number })?);
    }
    Ok(entries)
}

/// `HEX  name`, `HEX *name`, `SHA256 (name) = HEX`, each with a leading `\` when the name is escaped.
fn checksum_line(line: &str, number: u64) -> Option<Entry> {
    let (escaped, rest) = line.strip_prefix('\\').map_or((false, line), |rest| (true, rest));
    let (name, digests) = gnu_line(rest).or_else(|| bsd_line(rest))?;
    let path = if escaped { unescape(name)? } else { name.replace('\\', "/") };
    let path = tidy_path(&path);
    (!path.is_empty()).then_some(Entry { line: number, path, bytes: None, digests })
}

fn gnu_line(line: &str) -> Option<(&str, DigestSet)> {
    let (hex, rest) = line.split_at_checked(64)?;
    let digest: Sha256 = hex.parse().ok()?;
    let name = rest.strip_prefix("  ").or_else(|| rest.strip_prefix(" *"))?;
    Some((name, DigestSet { sha256: Some(digest), blake3: None }))
}

fn bsd_line(line: &str) -> Option<(&str, DigestSet)> {
    let (algorithm, rest) = line.split_once(" (")?;
    let (name, hex) = rest.rsplit_once(") = ")?;
    let hex = hex.trim();
    let digests = match algorithm {
        "SHA256" | "SHA2-256" => DigestSet { sha256: Some(hex.parse().ok()?), blake3: None },
        "BLAKE3" => DigestSet { sha256: None, blake3: Some(hex.parse().ok()?) },
        _ => return None,
    };
    Some((name, digests))
}

/// GNU coreutils writes `\\`, `\n` and `\r` for a backslash and line ends within a name.
fn unescape(name: &str) -> Option<String> {
    let mut plain = String::with_capacity(name.len());
    let mut letters = name.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\\' => match letters.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            other => other,
        });
    }
    Some(plain)
}

fn tidy_path(path: &str) -> String {
    let mut rest = path.trim_end_matches('\r');
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter.trim_start_matches('/');
    }
    rest.to_owned()
}

/// Which column holds what.
#[derive(Debug, Default)]
struct Columns {
    name: Option<usize>,
    path: Option<usize>,
    folder: Option<usize>,
    size: Option<usize>,
    sha256: Option<usize>,
    blake3: Option<usize>,
    algorithm: Option<usize>,
}

impl Columns {
    fn of(heading: &csv::StringRecord) -> Self {
        let mut columns = Self::default();
        for (index, cell) in heading.iter().enumerate() {
            let slot = match spreadsheet::heading(cell).as_str() {
                "ファイル名" | "ファイル" | "名前" | "名称" | "name" | "filename" | "file" => {
                    &mut columns.name
                }
                "パス" | "ファイルパス" | "フルパス" | "相対パス" | "path" | "filepath" | "relativepath" => {
                    &mut columns.path
                }
                "フォルダ" | "フォルダー" | "フォルダ名" | "folder" | "directory" | "dir" => {
                    &mut columns.folder
                }
                "サイズ"
                | "ファイルサイズ"
                | "容量"
                | "バイト数"
                | "サイズbyte"
                | "サイズバイト"
                | "容量バイト"
                | "size"
                | "sizebytes"
                | "bytes"
                | "length" => &mut columns.size,
                "sha256"
                | "sha256ハッシュ"
                | "sha256ハッシュ値"
                | "ハッシュ値"
                | "ハッシュ"
                | "ハッシュ値sha256"
                | "hash"
                | "checksum"
                | "チェックサム" => &mut columns.sha256,
                "blake3" => &mut columns.blake3,
                "algorithm" | "アルゴリズム" => &mut columns.algorithm,
                _ => continue,
            };
            slot.get_or_insert(index);
        }
        columns
    }

    fn path_of(&self, row: &csv::StringRecord) -> Option<String> {
        let cell = |column: Option<usize>| {
            column.and_then(|at| row.get(at)).map(str::trim).filter(|text| !text.is_empty())
        };
        let (name, path) = (cell(self.name), cell(self.path).or_else(|| cell(self.folder)));
        let joined = match (name, path.map(|path| path.replace('\\', "/"))) {
            (None, Some(path)) if cell(self.path).is_some() => path,
            (Some(name), None) => name.replace('\\', "/"),
            // Some lists repeat the name at the end of the path, some give only the folder.
            (Some(name), Some(path)) if path == name || path.ends_with(&format!("/{name}")) => path,
            (Some(name), Some(path)) => format!("{}/{name}", path.trim_end_matches('/')),
            _ => return None,
        };
        Some(tidy_path(&joined))
    }
}

fn table(text: &str) -> Result<Vec<Entry>, ListError> {
    let mut columns: Option<Columns> = None;
    let mut entries = Vec::new();
    let bad = |line| ListError::Line { line };
    spreadsheet::each_row(text, bad, |line, row| {
        let Some(columns) = &columns else {
            let found = Columns::of(row);
            if found.name.is_none() && found.path.is_none() {
                let heading = spreadsheet::first_line(text).chars().take(120).collect();
                return Err(ListError::NoNames { heading });
            }
            columns = Some(found);
            return Ok(());
        };
        entries.push(table_row(columns, row, line)?);
        Ok(())
    })?;
    Ok(entries)
}

fn table_row(columns: &Columns, row: &csv::StringRecord, line: u64) -> Result<Entry, ListError> {
    let cell = |column: Option<usize>| {
        column.and_then(|at| row.get(at)).map(str::trim).filter(|text| !text.is_empty())
    };
    let path = columns.path_of(row).filter(|path| !path.is_empty()).ok_or(ListError::Line { line })?;
    let algorithm = cell(columns.algorithm).unwrap_or("SHA256").replace('-', "").to_ascii_uppercase();
    let bad_hash = |value: &str| ListError::Hash { line, value: value.chars().take(80).collect() };
    let mut digests = DigestSet::default();
    if let Some(value) = cell(columns.sha256) {
        let plain: String = value.nfkc().filter(|c| !c.is_whitespace()).collect();
        match algorithm.as_str() {
            "SHA256" => digests.sha256 = Some(plain.parse().map_err(|_| bad_hash(value))?),
            "BLAKE3" => digests.blake3 = Some(plain.parse().map_err(|_| bad_hash(value))?),
            // Another algorithm's value cannot be checked, and leaving it out would look like a check.
            _ => return Err(bad_hash(value)),
        }
    }
    if let Some(value) = cell(columns.blake3) {
        digests.blake3 = Some(value.parse::<Blake3>().map_err(|_| bad_hash(value))?);
    }
    let bytes = cell(columns.size).map(|value| {
        let plain: String = value.nfkc().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}')).collect();
        let digits = plain.strip_suffix("バイト").or_else(|| plain.strip_suffix('B')).unwrap_or(&plain);
        digits.parse().map_err(|_| ListError::Size { line, value: value.chars().take(80).collect() })
    });
    Ok(Entry { line, path, bytes: bytes.transpose()?, digests })
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
