//! Sealing the tail of a package, on one thread, once all content is in.

use super::error::PackageError;
use super::output::Output;
use crate::crypt::{CHUNK, TAG};
use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

/// Hands what is written to it to the output, chunk after chunk, on one thread: for the tail.
pub(super) struct TailWriter<'a> {
    output: &'a Output<'a>,
    index: u64,
    buffer: Vec<u8>,
}

impl<'a> TailWriter<'a> {
    /// Goes on at the chunk `index`, of which `buffer` holds the beginning.
    pub(super) fn new(output: &'a Output<'a>, index: u64, buffer: Vec<u8>) -> Self {
        Self { output, index, buffer }
    }

    fn chunk(&mut self) -> Result<(), PackageError> {
        self.buffer.resize(self.buffer.len() + TAG, 0);
        // Nobody else is at work any more who could call it off.
        self.output.seal(self.index, &mut self.buffer, &AtomicBool::new(false), &mut [])?;
        self.index += 1;
        self.buffer.clear();
        Ok(())
    }

    /// Seals the last chunk.
    pub(super) fn finish(mut self) -> Result<(), PackageError> {
        self.chunk()
    }
}

impl Write for TailWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() == CHUNK {
            // A full chunk waits until more comes: the last one must carry the flag.
            self.chunk().map_err(io::Error::other)?;
        }
        let count = bytes.len().min(CHUNK - self.buffer.len());
        self.buffer.extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
