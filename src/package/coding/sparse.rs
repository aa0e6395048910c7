//! Files with holes: the map of their data, and the data, as GNU tar writes them (GNU tar manual, "Storing Sparse Files",
//! PAX format 1.0), which `tar` and `bsdtar` restore with the holes.
//!
//! The member's content begins with the number of stretches and the offset and length of each, one decimal number in a line,
//! padded to a block with zeros; then come the stretches, one behind the other. A file that ends in a hole has a last stretch
//! of length 0 at its end.

use super::super::tar_header::{BLOCK, padding};
use crate::stream::read_exact_at;
use std::fs::File;
use std::io;

/// Holes shorter than this are stored as zeros: more stretches would cost more than they save.
const LEAST_HOLE: u64 = 64 << 10;
/// The most stretches; a file in more pieces is stored whole.
const MOST_STRETCHES: usize = 1 << 16;
/// The longest map in bytes: what [`MOST_STRETCHES`] can take, twice 21 digits each.
pub(super) const LONGEST_MAP: usize = MOST_STRETCHES * 42 + BLOCK;

/// A stretch of data in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Where it lies in the file.
    pub(super) offset: u64,
    pub(super) length: u64,
    /// Where it lies in the member's content.
    pub(super) at: u64,
}

/// The data of a file with holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct SparseMap {
    size: u64,
    head: Box<[u8]>,
    /// None of length 0.
    stretches: Box<[Stretch]>,
    stored: u64,
}

/// A run of a file's plain content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Run {
    /// So many zeros.
    Zeros(u64),
    /// The bytes that lie at `from..to` of the member's content.
    Stored { from: u64, to: u64 },
}

impl SparseMap {
    /// From the data that a file of `size` bytes has, in order; `None` where storing it whole is better.
    pub(super) fn new(size: u64, data: impl IntoIterator<Item = (u64, u64)>) -> Option<Self> {
        let mut joined: Vec<(u64, u64)> = Vec::new();
        for (offset, length) in data {
            match joined.last_mut() {
                Some((last, long)) if offset < *last + *long + LEAST_HOLE => *long = offset + length - *last,
                _ => joined.push((offset, length)),
            }
            if joined.len() > MOST_STRETCHES - 1 {
                return None;
            }
        }
        let data: u64 = joined.iter().map(|(_, length)| length).sum();
        if data.saturating_add(LEAST_HOLE) > size {
            return None;
        }
        let mut text = joined.clone();
        if joined.last().is_none_or(|(offset, length)| offset + length < size) {
            text.push((size, 0));
        }
        let mut head = format!("{}\n", text.len());
        for (offset, length) in &text {
            head.push_str(&format!("{offset}\n{length}\n"));
        }
        let mut head = head.into_bytes();
        head.resize(head.len() + padding(head.len() as u64), 0);
        let mut at = head.len() as u64;
        let stretches = joined.into_iter().map(|(offset, length)| {
            let stretch = Stretch { offset, length, at };
            at += length;
            stretch
        });
        let stretches = stretches.collect();
        Some(Self { size, head: head.into(), stretches, stored: at })
    }

    pub(super) fn stored_bytes(&self) -> u64 {
        self.stored
    }

    /// Fills `slice` with the member's content from `at` on.
    pub(in super::super) fn read(&self, file: &File, mut slice: &mut [u8], mut at: u64) -> io::Result<()> {
        while !slice.is_empty() {
            let count = match usize::try_from(at) {
                Ok(from) if from < self.head.len() => {
                    let count = slice.len().min(self.head.len() - from);
                    slice[..count].copy_from_slice(&self.head[from..from + count]);
                    count
                }
                _ => {
                    let index = self.stretches.partition_point(|stretch| stretch.at + stretch.length <= at);
                    let stretch = self.stretches.get(index).ok_or(io::ErrorKind::UnexpectedEof)?;
                    let done = at - stretch.at;
                    let left = usize::try_from(stretch.length - done).unwrap_or(usize::MAX);
                    let count = slice.len().min(left);
                    read_exact_at(file, &mut slice[..count], stretch.offset + done)?;
                    count
                }
            };
            slice = &mut slice[count..];
            at += count as u64;
        }
        Ok(())
    }

    /// The plain content that belongs to `from..to` of the member's content. A hole belongs to the stretch behind it, the last
    /// one to the end: all stretches of a member together give every byte of the file once.
    pub(in super::super) fn runs(&self, from: u64, to: u64) -> Vec<Run> {
        let mut runs = Vec::new();
        let first = self.stretches.partition_point(|stretch| stretch.at + stretch.length <= from);
        let mut plain_end = match first {
            0 => 0,
            _ => self.stretches[first - 1].offset + self.stretches[first - 1].length,
        };
        for stretch in self.stretches[first..].iter().take_while(|stretch| stretch.at < to) {
            if stretch.at >= from && stretch.offset > plain_end {
                runs.push(Run::Zeros(stretch.offset - plain_end));
            }
            runs.push(Run::Stored { from: from.max(stretch.at), to: to.min(stretch.at + stretch.length) });
            plain_end = stretch.offset + stretch.length;
        }
        if to == self.stored && self.size > plain_end {
            runs.push(Run::Zeros(self.size - plain_end));
        }
        runs
    }
}

/// The stretches that a map's text names, and the text's length in bytes; `None` as long as it is not complete.
///
/// # Errors
/// When it is not in the one form that [`SparseMap::new`] writes for a file of `size` bytes.
pub(super) fn parse(text: &[u8], size: u64, stored: u64) -> Result<Option<(Vec<Stretch>, usize)>, ()> {
    let mut lines = Lines { text, at: 0 };
    let Some(count) = lines.number()? else { return Ok(None) };
    let count = usize::try_from(count).ok().filter(|count| *count <= MOST_STRETCHES).ok_or(())?;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut end = 0;
    for number in 0..count {
        let Some(offset) = lines.number()? else { return Ok(None) };
        let Some(length) = lines.number()? else { return Ok(None) };
        let last = number + 1 == count;
        let to = offset.checked_add(length).filter(|to| *to <= size).ok_or(())?;
        if offset < end || (length == 0 && !(last && offset == size)) {
            return Err(());
        }
        end = to;
        if length > 0 {
            stretches.push(Stretch { offset, length, at: 0 });
        }
    }
    let head = lines.at + padding(lines.at as u64);
    if text.len() < head {
        return Ok(None);
    }
    let mut at = head as u64;
    for stretch in &mut stretches {
        stretch.at = at;
        at = at.checked_add(stretch.length).ok_or(())?;
    }
    let padded = text[lines.at..head].iter().all(|byte| *byte == 0);
    if padded && at == stored && end == size { Ok(Some((stretches, head))) } else { Err(()) }
}

struct Lines<'a> {
    text: &'a [u8],
    at: usize,
}

impl Lines<'_> {
    /// The number in the next line, without a sign or leading zeros.
    fn number(&mut self) -> Result<Option<u64>, ()> {
        let rest = &self.text[self.at..];
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            return if rest.len() > 20 { Err(()) } else { Ok(None) };
        };
        let digits = std::str::from_utf8(&rest[..length]).map_err(drop)?;
        let number: u64 = digits.parse().map_err(drop)?;
        self.at += length + 1;
        if number.to_string() == digits { Ok(Some(number)) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    const HOLE: u64 = LEAST_HOLE;

    fn plain(map: &SparseMap, content: &[u8], step: u64) -> Vec<u8> {
        let mut plain = Vec::new();
        let mut from = 0;
        while from < map.stored {
            let to = map.stored.min(from + step);
            for run in map.runs(from, to) {
                match run {
                    Run::Zeros(count) => plain.resize(plain.len() + usize::try_from(count).unwrap(), 0),
                    Run::Stored { from, to } => plain.extend_from_slice(
                        &content[usize::try_from(from).unwrap()..usize::try_from(to).unwrap()],
                    ),
                }
            }
            from = to;
        }
        plain
    }

    #[test]
    fn every_byte_once_however_it_is_cut() {
        let size = 10 * HOLE;
        for data in [
            vec![],
            vec![(0, 1000)],
            vec![(2 * HOLE, 700), (5 * HOLE, 1), (9 * HOLE, HOLE)],
            vec![(3 * HOLE, 5), (3 * HOLE + 900, 7)],
        ] {
            let mut whole = vec![0_u8; usize::try_from(size).unwrap()];
            for (offset, length) in &data {
                for at in *offset..offset + length {
                    whole[usize::try_from(at).unwrap()] = u8::try_from(at % 251).unwrap() | 1;
                }
            }
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&whole).unwrap();
            let map = SparseMap::new(size, data.clone()).unwrap();
            let mut content = vec![9; usize::try_from(map.stored).unwrap()];
            for (index, slice) in content.chunks_mut(300).enumerate() {
                map.read(&file, slice, index as u64 * 300).unwrap();
            }
            for step in [1, 511, 512, 4096, u64::MAX / 2] {
                assert!(plain(&map, &content, step) == whole, "{data:?} {step}");
            }
            let (stretches, head) = parse(&content, size, map.stored).unwrap().unwrap();
            assert_eq!((stretches.as_slice(), head), (&*map.stretches, map.head.len()));
            for cut in 0..map.head.len() {
                assert_eq!(parse(&content[..cut], size, map.stored), Ok(None), "{cut}");
            }
            assert!(parse(&content, size + 1, map.stored).is_err() && parse(&content, size, 1).is_err());
        }
    }

    #[test]
    fn what_holds_few_holes_is_stored_whole() {
        assert_eq!(SparseMap::new(100, [(0, 100)]), None);
        assert_eq!(SparseMap::new(10 * HOLE, [(0, 5 * HOLE), (5 * HOLE + 1, 5 * HOLE - 1)]), None);
        let many = (0..70_000).map(|at| (at * 2 * HOLE, 1));
        assert_eq!(SparseMap::new(70_000 * 2 * HOLE, many), None);
    }

    #[test]
    fn maps_that_lie_are_refused() {
        for text in
            ["x\n", "01\n", "1\n0\n0\n", "2\n0\n9\n5\n9\n", "1\n0\n101\n", "-1\n", "70000\n", &"9".repeat(30)]
        {
            let mut text = text.as_bytes().to_vec();
            text.resize(BLOCK, 0);
            assert!(parse(&text, 100, 600).is_err(), "{text:?}");
        }
        let mut dirty = b"1\n100\n0\n".to_vec();
        dirty.resize(BLOCK, 0);
        assert!(parse(&dirty, 100, BLOCK as u64).is_ok());
        dirty[20] = 1;
        assert!(parse(&dirty, 100, BLOCK as u64).is_err());
    }
}
