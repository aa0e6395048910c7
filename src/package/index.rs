//! Reading the index of a package line by line: it may be longer than the memory.

use super::bag::{INDEX_NAME, IndexEntry};
use super::error::{PackageError, unwrap_package_error};
use std::io::{BufRead, BufReader, Read};

/// Longest line of an index, in bytes: a path of 32 KiB, escaped, and its numbers.
const LONGEST_LINE: u64 = 256 << 10;

/// The lines of an index, read one by one.
pub(super) struct IndexLines<'a> {
    lines: BufReader<Box<dyn Read + Send + 'a>>,
    line: String,
}

impl<'a> IndexLines<'a> {
    /// From a reader of exactly the index.
    pub(super) fn new(reader: impl Read + Send + 'a) -> Self {
        Self { lines: BufReader::new(Box::new(reader)), line: String::new() }
    }

    /// The next entry; `None` at the end.
    pub(super) fn next_entry(&mut self) -> Result<Option<IndexEntry>, PackageError> {
        if read_line(&mut self.lines, &mut self.line)? == 0 {
            return Ok(None);
        }
        let entry = serde_json::from_str(&self.line);
        entry.map(Some).map_err(|_| PackageError::malformed("index", INDEX_NAME))
    }

    /// The line that the last entry was read from.
    pub(super) fn text(&self) -> &str {
        &self.line
    }
}

/// One line of an index, without reading more than any line can have.
fn read_line(lines: &mut impl BufRead, line: &mut String) -> Result<usize, PackageError> {
    line.clear();
    let count = lines.take(LONGEST_LINE).read_line(line).map_err(unwrap_package_error)?;
    if count > 0 && !line.ends_with('\n') {
        return Err(PackageError::malformed("index", super::bag::INDEX_NAME));
    }
    Ok(count)
}
