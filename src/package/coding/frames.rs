//! Compressed files: zstd (RFC 8878) in frames of 1 MiB of content, one behind the other, as `zstd -d` reads them.
//!
//! A frame is made when a stretch of it is needed and forgotten when all of it was used. The same library makes the same bytes of
//! the same content at the same level; should a frame come out otherwise, the source has changed.

use crate::stream::read_exact_at;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use zeroize::Zeroizing;

/// Bytes of content in every frame but the last.
pub(super) const FRAME: u64 = 1 << 20;
/// zstd's own default: beyond it time grows faster than packages shrink.
const LEVEL: i32 = 3;

/// A file, compressed: how long each of its frames is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Frames {
    size: u64,
    /// Where each frame ends in the member's content.
    ends: Box<[u64]>,
}

/// What a frame came out as.
pub(in super::super) type Frame = Arc<Zeroizing<Vec<u8>>>;

impl Frames {
    /// Compresses `file` of `size` bytes to learn the lengths; `None` when it does not get smaller by a fifth, which would not be
    /// worth the time of whoever opens it. `go_on` is asked before each frame.
    ///
    /// # Errors
    /// As reading; [`io::ErrorKind::Interrupted`] when `go_on` says no.
    pub(super) fn measure(file: &File, size: u64, go_on: &dyn Fn() -> bool) -> io::Result<Option<Self>> {
        let mut ends: Vec<u64> = Vec::new();
        let mut end = 0;
        let frames = size.div_ceil(FRAME);
        for frame in 0..frames {
            if !go_on() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            end += compress(&plain(file, size, frame)?)?.len() as u64;
            // What does not shrink at its beginning is most likely packed already.
            let done = size.min((frame + 1) * FRAME);
            if end > done / 5 * 4 && (frame == 0 || frame + 1 == frames) {
                return Ok(None);
            }
            ends.push(end);
        }
        Ok((end > 0).then(|| Self { size, ends: ends.into() }))
    }

    pub(super) fn stored_bytes(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Where a frame begins in the member's content, and where it ends.
    fn place(&self, frame: usize) -> (u64, u64) {
        let from = if frame == 0 { 0 } else { self.ends[frame - 1] };
        (from, self.ends[frame])
    }
}

fn plain(file: &File, size: u64, frame: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let from = frame * FRAME;
    let length = usize::try_from((size - from).min(FRAME)).unwrap_or(0);
    let mut plain = Zeroizing::new(vec![0; length]);
    read_exact_at(file, &mut plain, from)?;
    Ok(plain)
}

fn compress(plain: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(plain, LEVEL)
}

/// The frames of one file that are in use.
#[derive(Debug, Default)]
pub(in super::super) struct FrameStore {
    held: Mutex<BTreeMap<usize, Held>>,
}

#[derive(Debug, Clone)]
struct Held {
    /// Locked by whoever makes the frame; everybody else waits for it.
    frame: Arc<Mutex<Option<Frame>>>,
    /// Bytes that nobody has asked for yet.
    left: u64,
}

/// What went wrong with a frame.
#[derive(Debug)]
pub(in super::super) enum FrameError<E> {
    /// Reading or compressing.
    Io(io::Error),
    /// It came out with another length than planned.
    Changed,
    /// The caller's own.
    Own(E),
}

impl FrameStore {
    /// Hands the stretches of the member's content `at..at + length` to `take`, in order. Where a frame is made for it, `seen` is
    /// told its place in the file and its plain content: of every frame once.
    pub(in super::super) fn read<E>(
        &self,
        frames: &Frames,
        file: &File,
        at: u64,
        length: u64,
        seen: &dyn Fn(u64, &[u8]) -> Result<(), E>,
        take: &mut dyn FnMut(&[u8]),
    ) -> Result<(), FrameError<E>> {
        let first = frames.ends.partition_point(|end| *end <= at);
        for frame in first..frames.ends.len() {
            let (begin, end) = frames.place(frame);
            if begin >= at + length {
                break;
            }
            let (from, to) = (at.max(begin), (at + length).min(end));
            let bytes = self.frame(frames, file, frame, seen)?;
            let place = |position: u64| usize::try_from(position - begin).unwrap_or(usize::MAX);
            take(bytes.get(place(from)..place(to)).ok_or(FrameError::Changed)?);
            self.used(frame, to - from);
        }
        Ok(())
    }

    fn frame<E>(
        &self,
        frames: &Frames,
        file: &File,
        frame: usize,
        seen: &dyn Fn(u64, &[u8]) -> Result<(), E>,
    ) -> Result<Frame, FrameError<E>> {
        let (begin, end) = frames.place(frame);
        let cell = {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = || Held { frame: Arc::new(Mutex::new(None)), left: end - begin };
            held.entry(frame).or_insert_with(fresh).frame.clone()
        };
        let mut cell = cell.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(frame) = &*cell {
            return Ok(frame.clone());
        }
        let plain = plain(file, frames.size, frame as u64).map_err(FrameError::Io)?;
        let packed = compress(&plain).map_err(FrameError::Io)?;
        if packed.len() as u64 != end - begin {
            return Err(FrameError::Changed);
        }
        seen(frame as u64 * FRAME, &plain).map_err(FrameError::Own)?;
        Ok(cell.insert(Arc::new(Zeroizing::new(packed))).clone())
    }

    fn used(&self, frame: usize, bytes: u64) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = held.get_mut(&frame) {
            found.left = found.left.saturating_sub(bytes);
            if found.left == 0 {
                held.remove(&frame);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::io::Write as _;

    fn text(length: usize) -> Vec<u8> {
        (0..length).map(|at| b"0123456789abcdef"[(at / 7 + at / 999) % 16]).collect()
    }

    #[test]
    fn the_frames_are_a_zstd_file_however_they_are_asked_for() {
        let content = text(2 * usize::try_from(FRAME).unwrap() + 12_345);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&content).unwrap();
        let size = content.len() as u64;
        let frames = Frames::measure(&file, size, &|| true).unwrap().unwrap();
        assert_eq!(frames.ends.len(), 3);
        for step in [1000, 65_536, u64::MAX] {
            let (store, mut packed, seen) = (FrameStore::default(), Vec::new(), RefCell::new(Vec::new()));
            let mut at = 0;
            while at < frames.stored_bytes() {
                let length = step.min(frames.stored_bytes() - at);
                let saw = |from: u64, plain: &[u8]| {
                    assert_eq!(from, seen.borrow().len() as u64, "once, in order");
                    seen.borrow_mut().extend_from_slice(plain);
                    Ok::<(), ()>(())
                };
                store
                    .read(&frames, &file, at, length, &saw, &mut |bytes| packed.extend_from_slice(bytes))
                    .unwrap();
                at += length;
            }
            assert_eq!(zstd::stream::decode_all(&packed[..]).unwrap(), content);
            assert_eq!(seen.into_inner(), content);
            assert!(store.held.into_inner().unwrap().is_empty(), "nothing is kept");
        }
        // Another content of the same length.
        let mut other = tempfile::tempfile().unwrap();
        other.write_all(&vec![7; content.len()]).unwrap();
        let read = FrameStore::default().read(&frames, &other, 0, 9, &|_, _| Ok::<(), ()>(()), &mut |_| ());
        assert!(matches!(read, Err(FrameError::Changed)));
        let called_off = Frames::measure(&file, size, &|| false).unwrap_err();
        assert_eq!(called_off.kind(), io::ErrorKind::Interrupted);
    }

    #[test]
    fn what_does_not_shrink_is_left_as_it_is() {
        let mut noise = 1_u64;
        let packed: Vec<u8> = (0..3_000_000)
            .map(|_| {
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                noise.to_be_bytes()[0]
            })
            .collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&packed).unwrap();
        assert_eq!(Frames::measure(&file, packed.len() as u64, &|| true).unwrap(), None);
        assert_eq!(Frames::measure(&file, 0, &|| true).unwrap(), None);
    }
}
