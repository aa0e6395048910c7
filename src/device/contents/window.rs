//! A part of a device to look at: reads that never fail loudly, but are noted where they failed.

use super::read_exact_at;
use std::fs::File;

/// From one byte of the device on, so many bytes.
#[derive(Debug)]
pub(super) struct Window<'a> {
    device: &'a File,
    start: u64,
    length: u64,
    /// Where reading failed, and what the system said.
    pub(super) unread: Vec<(u64, String)>,
}

impl<'a> Window<'a> {
    pub(super) fn new(device: &'a File, start: u64, length: u64) -> Self {
        Self { device, start, length, unread: Vec::new() }
    }

    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// `count` bytes from `offset` on; `None` beyond the end, and where they could not be read.
    pub(super) fn read(&mut self, offset: u64, count: usize) -> Option<Vec<u8>> {
        if offset.checked_add(count as u64)? > self.length {
            return None;
        }
        let at = self.start.checked_add(offset)?;
        let mut bytes = vec![0; count];
        match read_exact_at(self.device, &mut bytes, at) {
            Ok(()) => Some(bytes),
            Err(error) => {
                self.unread.push((at, error.to_string()));
                None
            }
        }
    }

    /// Whether `mark` stands at `offset`.
    pub(super) fn has(&mut self, offset: u64, mark: &[u8]) -> bool {
        self.read(offset, mark.len()).is_some_and(|bytes| bytes == mark)
    }
}

/// Little-endian numbers in a block; 0 beyond its end, which no mark takes for a sensible value.
pub(super) fn le16(block: &[u8], at: usize) -> u16 {
    block.get(at..at + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]))
}

pub(super) fn le32(block: &[u8], at: usize) -> u32 {
    u32::from(le16(block, at)) | u32::from(le16(block, at + 2)) << 16
}

pub(super) fn le64(block: &[u8], at: usize) -> u64 {
    u64::from(le32(block, at)) | u64::from(le32(block, at + 4)) << 32
}
