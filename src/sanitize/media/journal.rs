//! What a run notes of one medium while it works, outside of it: by this a run that died is gone on with.
//!
//! JSON lines: a head, then one line for each checkpoint, each on its own medium before work goes on. A last line that was cut off counts
//! for nothing. The file is for its owner only: it has the key of the pattern, which tells nothing but what was written.

use super::ranges::Ranges;
use crate::model::Sha256;
use crate::stream::{create_private, sync_parent};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What stands in the first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// `azukari/wipe-medium-journal/1`.
    pub schema: String,
    /// SHA-256 of the plan.
    pub plan: Sha256,
    /// SHA-256 of what identifies the disk.
    pub disk: Sha256,
    /// Key of the keystream, in hexadecimal; empty where a constant is written.
    pub key: Sha256,
    /// When the run began, in seconds since 1970.
    pub began: i64,
}

impl JournalHead {
    /// The form described here.
    pub const SCHEMA: &str = "azukari/wipe-medium-journal/1";
}

/// How far a pass had come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Which overwriting pass, from 1.
    pub pass: u32,
    /// Everything below is written and on the medium, in bytes, but for what follows.
    pub frontier: u64,
    /// What could not be written.
    #[serde(default, skip_serializing_if = "Ranges::is_empty")]
    pub unwritable: Ranges,
    /// How often a run had gone on where another had stopped.
    #[serde(default, skip_serializing_if = "is_none")]
    pub resumed: u32,
    /// When the pass was begun, by whichever run, in seconds since 1970; absent in journals of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_none(times: &u32) -> bool {
    *times == 0
}

/// An open journal; locked as long as it is open.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// A new one.
    ///
    /// # Errors
    /// The system's word; `AlreadyExists`.
    pub fn create(path: &Path, head: &JournalHead) -> io::Result<Self> {
        let file = create_private(path)?;
        file.try_lock().map_err(io::Error::other)?;
        let journal = Self { path: path.to_owned(), file: Mutex::new(file) };
        journal.line(head)?;
        sync_parent(path)?;
        Ok(journal)
    }

    /// One that another run left, and what it had noted: the last checkpoint, if any.
    ///
    /// # Errors
    /// The system's word; `NotFound`; `WouldBlock` while that run is still at work; `InvalidData` for a file that is none.
    pub fn take_up(path: &Path) -> io::Result<(Self, JournalHead, Option<Checkpoint>)> {
        let file = OpenOptions::new().read(true).append(true).open(path)?;
        file.try_lock().map_err(|_| io::Error::from(io::ErrorKind::WouldBlock))?;
        let (head, last, whole) = read(&file)?;
        // What was cut off was never promised, and must not run into the next line.
        file.set_len(whole)?;
        Ok((Self { path: path.to_owned(), file: Mutex::new(file) }, head, last))
    }

    /// What another run has noted, without taking it up.
    ///
    /// # Errors
    /// The system's word; `NotFound`; `InvalidData` for a file that is none.
    pub fn look(path: &Path) -> io::Result<(JournalHead, Option<Checkpoint>)> {
        let (head, last, _) = read(&File::open(path)?)?;
        Ok((head, last))
    }

    /// Notes a checkpoint.
    ///
    /// # Errors
    /// The system's word.
    pub fn note(&self, checkpoint: &Checkpoint) -> io::Result<()> {
        self.line(checkpoint)
    }

    fn line(&self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(text.as_bytes())?;
        file.sync_data()
    }

    /// It is not needed any more.
    ///
    /// # Errors
    /// The system's word.
    pub fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)?;
        sync_parent(&self.path)
    }
}

/// The head, the last checkpoint, and how many bytes are whole.
fn read(file: &File) -> io::Result<(JournalHead, Option<Checkpoint>, u64)> {
    let mut lines = Lines { reader: BufReader::new(file), whole: 0 };
    let wrong = || io::Error::from(io::ErrorKind::InvalidData);
    let head: JournalHead = lines.next_line()?.ok_or_else(wrong)?;
    if head.schema != JournalHead::SCHEMA {
        return Err(wrong());
    }
    let mut last = None;
    while let Some(checkpoint) = lines.next_line()? {
        last = Some(checkpoint);
    }
    Ok((head, last, lines.whole))
}

/// The lines of a journal, up to the first that is not whole.
struct Lines<'a> {
    reader: BufReader<&'a File>,
    /// Bytes up to the end of the last that was.
    whole: u64,
}

impl Lines<'_> {
    fn next_line<T: DeserializeOwned>(&mut self) -> io::Result<Option<T>> {
        let mut line = Vec::new();
        let length = self.reader.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Ok(None);
        }
        let read = serde_json::from_slice(&line).ok();
        self.whole += if read.is_some() { length as u64 } else { 0 };
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> JournalHead {
        let digest = |byte| Sha256([byte; 32]);
        JournalHead {
            schema: JournalHead::SCHEMA.into(),
            plan: digest(1),
            disk: digest(2),
            key: digest(3),
            began: 1_795_000_000,
        }
    }

    fn checkpoint(frontier: u64) -> Checkpoint {
        let mut unwritable = Ranges::default();
        unwritable.add(512, 1024);
        Checkpoint { pass: 1, frontier, unwritable, ..Checkpoint::default() }
    }

    #[test]
    fn the_last_whole_line_counts_wherever_it_was_cut() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("journal");
        let journal = Journal::create(&path, &head()).unwrap();
        assert_eq!(Journal::take_up(&path).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        for frontier in [1 << 20, 2 << 20, 3 << 20] {
            journal.note(&checkpoint(frontier)).unwrap();
        }
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        let lines: Vec<usize> =
            whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).collect();
        for cut in 0..=whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let taken = Journal::take_up(&path);
            if cut <= lines[0] {
                assert_eq!(taken.unwrap_err().kind(), io::ErrorKind::InvalidData, "{cut}");
                continue;
            }
            let (journal, found, last) = taken.unwrap();
            assert_eq!(found, head());
            let complete = lines[1..].iter().filter(|end| cut > **end).count() as u64;
            assert_eq!(last, (complete > 0).then(|| checkpoint(complete << 20)), "{cut}");
            // It goes on behind what was cut off.
            journal.note(&checkpoint(9 << 20)).unwrap();
            drop(journal);
            assert_eq!(Journal::take_up(&path).unwrap().2, Some(checkpoint(9 << 20)));
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(Journal::take_up(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
