//! The tar stream, planned before it is read: every header and every content byte has its place beforehand, so that
//! pieces can be filled by any thread and the length of the whole is known before the first byte is written.

use super::bag::{BAGIT, BAGIT_NAME, START_NAME, Start};
use super::coding::{CodingKind, FrameStore};
use super::tar_header::{self, Member, padding};
use super::tree::{Entry, EntryKind, Tree};
use crate::model::Algorithms;
use crate::stream::DigestChain;
use std::fs::File;
use std::sync::{Arc, Mutex};

/// A file too long for one piece: many threads read it, its hash chain keeps order.
pub(super) struct LongFile {
    pub(super) entry: usize,
    pub(super) file: Mutex<Option<Arc<File>>>,
    pub(super) chain: DigestChain,
    /// Bytes still to be hashed; who brings it to zero finishes the file.
    pub(super) left: Mutex<u64>,
    /// Of a compressed file: its frames in use.
    pub(super) frames: FrameStore,
    /// Of a compressed file: the digests of what is stored, for its plain content ends nowhere where a volume does.
    pub(super) stored: DigestChain,
}

/// What a stretch of a piece consists of.
pub(super) enum Segment {
    /// The next so many bytes of the piece's `inline`.
    Inline(usize),
    /// A whole file.
    Whole { entry: usize, length: usize },
    /// Part of a long file.
    Part { file: Arc<LongFile>, offset: u64, length: usize },
}

/// A stretch of the tar stream.
#[derive(Default)]
pub(super) struct Piece {
    /// Position of its first byte in the tar stream.
    pub(super) position: u64,
    /// Bytes in it.
    pub(super) length: usize,
    pub(super) segments: Vec<Segment>,
    pub(super) inline: Vec<u8>,
}

/// Where everything goes.
pub(super) struct Layout {
    /// First content byte of each entry, in tree order.
    pub(super) offsets: Vec<u64>,
    /// End of the data members; the tail begins here.
    pub(super) data_end: u64,
}

/// Full path of an entry inside the tar.
pub(super) fn member_path(bag: &str, path: &str, kind: EntryKind) -> String {
    let end = if kind == EntryKind::Folder { "/" } else { "" };
    format!("{bag}/data/{path}{end}")
}

/// The first members: declaration, start, and the `data/` folder. Their length never depends on `start`'s numbers.
pub(super) fn head(bag: &str, start: &Start, mtime: i64) -> Vec<u8> {
    let mut head = Vec::new();
    small_file(&mut head, &format!("{bag}/{BAGIT_NAME}"), BAGIT.as_bytes(), mtime);
    small_file(&mut head, &format!("{bag}/{START_NAME}"), &start.to_bytes(), mtime);
    let path = format!("{bag}/data/");
    let folder = Member {
        path: &path,
        kind: EntryKind::Folder,
        size: 0,
        mtime: (mtime, 0),
        mode: 0o755,
        real_size: None,
        link: None,
    };
    tar_header::append(&mut head, &folder);
    head
}

impl Layout {
    /// Lays everything out behind a head of `head_bytes`.
    pub(super) fn new(tree: &Tree, bag: &str, head_bytes: usize) -> Self {
        let mut position = head_bytes as u64;
        let mut header = Vec::new();
        let offsets = tree.entries.iter().map(|entry| {
            header.clear();
            entry_header(&mut header, bag, entry);
            let offset = position + header.len() as u64;
            let stored = entry.stored_bytes();
            position = offset + stored + padding(stored) as u64;
            offset
        });
        Self { offsets: offsets.collect(), data_end: position }
    }
}

fn entry_header(out: &mut Vec<u8>, bag: &str, entry: &Entry) {
    let path = member_path(bag, &entry.stored_path(), entry.kind);
    let sparse = entry.coding.as_ref().is_some_and(|coding| coding.kind() == CodingKind::Sparse);
    tar_header::append(
        out,
        &Member {
            path: &path,
            kind: entry.kind,
            size: entry.stored_bytes(),
            mtime: entry.mtime,
            mode: entry.mode,
            real_size: sparse.then_some(entry.size),
            link: entry.extra.as_ref().and_then(|extra| extra.link.as_deref()),
        },
    );
}

/// Appends a small member whole.
pub(super) fn small_file(out: &mut Vec<u8>, path: &str, content: &[u8], mtime: i64) {
    let size = content.len() as u64;
    let mtime = (mtime, 0);
    let member =
        Member { path, kind: EntryKind::File, size, mtime, mode: 0o644, real_size: None, link: None };
    tar_header::append(out, &member);
    out.extend_from_slice(content);
    out.resize(out.len() + padding(size), 0);
}

/// Hands out the stream piece by piece.
pub(super) struct Planner<'a> {
    tree: &'a Tree,
    bag: &'a str,
    algorithms: Algorithms,
    position: u64,
    next_entry: usize,
    /// Header and padding bytes not yet handed out.
    pending: Vec<u8>,
    pending_from: usize,
    /// The file whose content comes next, and how far it is.
    content: Option<(usize, u64, Option<Arc<LongFile>>)>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(tree: &'a Tree, bag: &'a str, algorithms: Algorithms, head: Vec<u8>) -> Self {
        Self {
            tree,
            bag,
            algorithms,
            position: 0,
            next_entry: 0,
            pending: head,
            pending_from: 0,
            content: None,
        }
    }

    /// Where the next piece begins.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Fills `piece` with up to `room` bytes; `false` when the data members are over.
    pub(super) fn next(&mut self, piece: &mut Piece, room: usize) -> bool {
        piece.segments.clear();
        piece.inline.clear();
        piece.position = self.position;
        piece.length = 0;
        while piece.length < room {
            let left = room - piece.length;
            if self.pending_from < self.pending.len() {
                let count = left.min(self.pending.len() - self.pending_from);
                piece.inline.extend_from_slice(&self.pending[self.pending_from..self.pending_from + count]);
                self.pending_from += count;
                match piece.segments.last_mut() {
                    Some(Segment::Inline(length)) => *length += count,
                    _ => piece.segments.push(Segment::Inline(count)),
                }
                piece.length += count;
            } else if self.content.is_some() {
                piece.length += self.take_content(piece, left);
            } else if !self.begin_entry() {
                break;
            }
        }
        self.position += piece.length as u64;
        piece.length > 0
    }

    fn begin_entry(&mut self) -> bool {
        let Some(entry) = self.tree.entries.get(self.next_entry) else { return false };
        self.pending.clear();
        self.pending_from = 0;
        entry_header(&mut self.pending, self.bag, entry);
        if entry.kind == EntryKind::File {
            self.content = Some((self.next_entry, 0, None));
        }
        self.next_entry += 1;
        true
    }

    fn take_content(&mut self, piece: &mut Piece, room: usize) -> usize {
        let Some((entry, done, long)) = self.content.take() else { return 0 };
        let size = self.tree.entries[entry].stored_bytes();
        if done == 0 && size <= room as u64 {
            let length = usize::try_from(size).unwrap_or(0);
            piece.segments.push(Segment::Whole { entry, length });
            self.pad(size);
            return length;
        }
        let file = long.unwrap_or_else(|| {
            Arc::new(LongFile {
                entry,
                file: Mutex::new(None),
                chain: DigestChain::new(self.algorithms),
                left: Mutex::new(size),
                frames: FrameStore::default(),
                stored: DigestChain::new(self.algorithms),
            })
        });
        let length = usize::try_from(size - done).unwrap_or(usize::MAX).min(room);
        piece.segments.push(Segment::Part { file: file.clone(), offset: done, length });
        let done = done + length as u64;
        if done == size {
            self.pad(size);
        } else {
            self.content = Some((entry, done, Some(file)));
        }
        length
    }

    fn pad(&mut self, size: u64) {
        self.pending.clear();
        self.pending_from = 0;
        self.pending.resize(padding(size), 0);
    }
}
