//! The way back: a member's content as stored, to the file's plain content, hashed and written as it comes.

use super::CodingKind;
use super::sparse::{LONGEST_MAP, Stretch, parse};
use crate::model::{Algorithms, DigestSet};
use crate::stream::{Hasher, write_all_at};
use std::fs::File;
use std::io;
use zeroize::Zeroizing;

/// Plain bytes that are decompressed at a time.
const STEP: usize = 128 << 10;
/// The largest window that a frame may ask for, as a power of two: what zstd's level 3 uses is 2^21; more would let a package
/// take memory as it likes.
const WINDOW_LOG: u32 = 23;

static ZEROS: [u8; 64 << 10] = [0; 64 << 10];

/// Why a member's content is not what the index says.
#[derive(Debug)]
pub(in super::super) enum DecodeError {
    /// Writing failed.
    Write(io::Error),
    /// Not a coding of a file of that size: language-free, as in [`super::super::PackageError::Malformed`].
    Wrong(&'static str),
    /// The work was called off.
    Stopped,
}

/// One member on its way back.
pub(in super::super) struct Decoder {
    state: State,
    /// Length of the file.
    size: u64,
    /// Length of the member's content.
    stored: u64,
    /// Plain bytes so far.
    done: u64,
    hasher: Hasher,
}

enum State {
    /// The map is not complete yet.
    Map(Vec<u8>),
    /// Data, from this position of the member's content on.
    Data { stretches: Vec<Stretch>, next: usize, at: u64 },
    /// `between`: the last frame was complete.
    Zstd { decoder: Box<zstd::stream::raw::Decoder<'static>>, between: bool },
}

impl Decoder {
    /// For a file of `size` bytes, stored in `stored`.
    pub(in super::super) fn new(
        kind: CodingKind,
        size: u64,
        stored: u64,
        algorithms: Algorithms,
    ) -> Result<Self, DecodeError> {
        let state = match kind {
            CodingKind::Sparse => State::Map(Vec::new()),
            CodingKind::Zstd => {
                let mut decoder = zstd::stream::raw::Decoder::new().map_err(DecodeError::Write)?;
                let window = zstd::stream::raw::DParameter::WindowLogMax(WINDOW_LOG);
                decoder.set_parameter(window).map_err(DecodeError::Write)?;
                State::Zstd { decoder: Box::new(decoder), between: true }
            }
        };
        Ok(Self { state, size, stored, done: 0, hasher: Hasher::new(algorithms) })
    }

    /// Takes in the next bytes of the member's content. What comes of them goes to `file`, where there is one; `go_on` is asked
    /// now and then, for a hole of any length takes no input at all.
    pub(in super::super) fn push(
        &mut self,
        bytes: &[u8],
        file: Option<&File>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<(), DecodeError> {
        let mut bytes = bytes;
        while !bytes.is_empty() {
            let count = match &mut self.state {
                State::Map(text) => {
                    let before = text.len();
                    let room = LONGEST_MAP.saturating_sub(before);
                    let count = bytes.len().min(room);
                    text.extend_from_slice(&bytes[..count]);
                    match parse(text, self.size, self.stored).map_err(|()| DecodeError::Wrong("sparse"))? {
                        Some((stretches, head)) => {
                            self.state = State::Data { stretches, next: 0, at: head as u64 };
                            head - before
                        }
                        None if count == 0 => return Err(DecodeError::Wrong("sparse")),
                        None => count,
                    }
                }
                State::Data { .. } => self.data(bytes, file, go_on)?,
                State::Zstd { .. } => self.zstd(bytes, file)?,
            };
            bytes = &bytes[count..];
        }
        Ok(())
    }

    fn data(
        &mut self,
        bytes: &[u8],
        file: Option<&File>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<usize, DecodeError> {
        let State::Data { stretches, next, at } = &mut self.state else { return Ok(0) };
        // The map's lengths come to the member's length: there is one as long as there are bytes.
        let stretch = *stretches.get(*next).ok_or(DecodeError::Wrong("sparse"))?;
        let done = *at - stretch.at;
        let left = usize::try_from(stretch.length - done).unwrap_or(usize::MAX);
        let count = bytes.len().min(left);
        *at += count as u64;
        if count == left {
            *next += 1;
        }
        let offset = stretch.offset + done;
        self.hole(offset, go_on)?;
        self.plain(&bytes[..count], file)?;
        Ok(count)
    }

    /// Zeros up to `offset`: hashed, not written.
    fn hole(&mut self, offset: u64, go_on: &dyn Fn() -> bool) -> Result<(), DecodeError> {
        while self.done < offset {
            if !go_on() {
                return Err(DecodeError::Stopped);
            }
            let count = usize::try_from(offset - self.done).unwrap_or(usize::MAX).min(ZEROS.len());
            self.hasher.update(&ZEROS[..count]);
            self.done += count as u64;
        }
        Ok(())
    }

    fn zstd(&mut self, bytes: &[u8], file: Option<&File>) -> Result<usize, DecodeError> {
        use zstd::stream::raw::Operation as _;
        let mut plain = Zeroizing::new(vec![0; STEP]);
        let mut used = 0;
        loop {
            let State::Zstd { decoder, between } = &mut self.state else { return Ok(used) };
            let status = decoder.run_on_buffers(&bytes[used..], &mut plain);
            let status = status.map_err(|_| DecodeError::Wrong("zstd"))?;
            used += status.bytes_read;
            // Asked for more behind the end of a frame, it speaks of the next one.
            if status.bytes_read > 0 || status.bytes_written > 0 {
                *between = status.remaining == 0;
            }
            let made = status.bytes_written;
            if made as u64 > self.size - self.done {
                return Err(DecodeError::Wrong("size-lie"));
            }
            self.plain(&plain[..made], file)?;
            // A full output may have more behind it that needs no input.
            if used == bytes.len() && made < STEP {
                return Ok(used);
            }
            if status.bytes_read == 0 && made == 0 {
                return Err(DecodeError::Wrong("zstd"));
            }
        }
    }

    fn plain(&mut self, bytes: &[u8], file: Option<&File>) -> Result<(), DecodeError> {
        self.hasher.update(bytes);
        if let Some(file) = file {
            write_all_at(file, bytes, self.done).map_err(DecodeError::Write)?;
        }
        self.done += bytes.len() as u64;
        Ok(())
    }

    /// The digests of the plain content, once everything was taken in.
    pub(in super::super) fn finish(
        mut self,
        file: Option<&File>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<DigestSet, DecodeError> {
        match &mut self.state {
            State::Map(_) => return Err(DecodeError::Wrong("sparse")),
            State::Data { .. } => {
                self.hole(self.size, go_on)?;
                if let Some(file) = file {
                    file.set_len(self.size).map_err(DecodeError::Write)?;
                }
            }
            State::Zstd { between: true, .. } => {}
            State::Zstd { .. } => return Err(DecodeError::Wrong("zstd")),
        }
        if self.done == self.size { Ok(self.hasher.finish()) } else { Err(DecodeError::Wrong("size-lie")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(
        kind: CodingKind,
        stored: &[u8],
        size: u64,
        step: usize,
    ) -> Result<(Vec<u8>, DigestSet), DecodeError> {
        let file = tempfile::tempfile().unwrap();
        let mut decoder = Decoder::new(kind, size, stored.len() as u64, Algorithms::default())?;
        for piece in stored.chunks(step) {
            decoder.push(piece, Some(&file), &|| true)?;
        }
        let digests = decoder.finish(Some(&file), &|| true)?;
        let mut plain = vec![0; usize::try_from(file.metadata().unwrap().len()).unwrap()];
        crate::stream::read_exact_at(&file, &mut plain, 0).unwrap();
        Ok((plain, digests))
    }

    fn digests(bytes: &[u8]) -> DigestSet {
        let mut hasher = Hasher::new(Algorithms::default());
        hasher.update(bytes);
        hasher.finish()
    }

    #[test]
    fn frames_come_back_in_any_pieces_and_never_longer_than_said() {
        let content: Vec<u8> = (0..300_000_u32).flat_map(|at| (at / 10).to_le_bytes()).collect();
        let frames: Vec<Vec<u8>> =
            content.chunks(1 << 20).map(|frame| zstd::bulk::compress(frame, 3).unwrap()).collect();
        let stored = frames.concat();
        let size = content.len() as u64;
        for step in [1000, 70_000, usize::MAX] {
            let (plain, found) = decode(CodingKind::Zstd, &stored, size, step).unwrap();
            assert!(plain == content && found == digests(&content));
            // A frame that ends where a step does.
            let (plain, _) = decode(CodingKind::Zstd, &frames[0], 1 << 20, step).unwrap();
            assert!(plain == content[..1 << 20]);
        }
        let wrong = |stored: &[u8], size| decode(CodingKind::Zstd, stored, size, 4096).unwrap_err();
        for (stored, size) in [
            (&stored[..], size - 1),
            (&stored[..], size + 1),
            (&stored[..stored.len() - 1], size),
            (&stored[..frames[0].len() - 4], 1 << 20),
            (&stored[1..], size),
            (&[][..], 5),
        ] {
            assert!(matches!(wrong(stored, size), DecodeError::Wrong(_)), "{size}");
        }
        // A bomb: 1 GiB of zeros in some kilobytes. It stops at the size that was said.
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
        assert!(matches!(wrong(&bomb, 1000), DecodeError::Wrong("size-lie")));
        // A window larger than any that is written here.
        let mut wide = zstd::stream::raw::Encoder::new(3).unwrap();
        wide.set_parameter(zstd::stream::raw::CParameter::WindowLog(27)).unwrap();
        let mut out = Vec::new();
        let mut writer = zstd::stream::zio::Writer::new(&mut out, wide);
        std::io::Write::write_all(&mut writer, &content).unwrap();
        writer.finish().unwrap();
        drop(writer);
        assert!(matches!(wrong(&out, size), DecodeError::Wrong("zstd")));
    }

    #[test]
    fn holes_come_back_as_holes() {
        let size = 64 << 20;
        let map = super::super::SparseMap::new(size, [(1 << 20, 5), (40 << 20, 3)]).unwrap();
        let source = tempfile::tempfile().unwrap();
        write_all_at(&source, b"abcde", 1 << 20).unwrap();
        write_all_at(&source, b"xyz", 40 << 20).unwrap();
        source.set_len(size).unwrap();
        let mut stored = vec![0; usize::try_from(map.stored_bytes()).unwrap()];
        map.read(&source, &mut stored, 0).unwrap();
        let mut whole = vec![0; usize::try_from(size).unwrap()];
        whole[1 << 20..(1 << 20) + 5].copy_from_slice(b"abcde");
        whole[40 << 20..(40 << 20) + 3].copy_from_slice(b"xyz");
        for step in [1, 513, usize::MAX] {
            let (plain, found) = decode(CodingKind::Sparse, &stored, size, step).unwrap();
            assert!(plain == whole && found == digests(&whole), "{step}");
        }
        let file = tempfile::tempfile().unwrap();
        let mut decoder =
            Decoder::new(CodingKind::Sparse, size, stored.len() as u64, Algorithms::default()).unwrap();
        decoder.push(&stored, Some(&file), &|| true).unwrap();
        decoder.finish(Some(&file), &|| true).unwrap();
        #[cfg(target_os = "linux")]
        assert!(std::os::unix::fs::MetadataExt::blocks(&file.metadata().unwrap()) < 100);
        let mut decoder =
            Decoder::new(CodingKind::Sparse, size, stored.len() as u64, Algorithms::default()).unwrap();
        assert!(matches!(decoder.push(&stored, None, &|| false), Err(DecodeError::Stopped)));
        for (stored, size) in
            [(&stored[..stored.len() - 1], size), (&stored[..], size + 1), (&stored[..100], size)]
        {
            assert!(matches!(
                decode(CodingKind::Sparse, stored, size, 999),
                Err(DecodeError::Wrong("sparse"))
            ));
        }
    }
}
