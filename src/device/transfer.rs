//! Full-length reads and writes at an offset, past the page cache where the system allows.

use std::fs::File;
use std::io;

/// What every direct transfer on common disks can live with: a page, and a 4096-byte sector.
pub const ALIGNMENT: usize = 4096;

/// A zeroed buffer whose first byte lies on a page boundary, as direct I/O demands.
#[derive(Debug)]
pub struct AlignedBuffer {
    bytes: Vec<u8>,
    start: usize,
    length: usize,
}

impl AlignedBuffer {
    /// `length` bytes of zeros.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let bytes = vec![0; length + ALIGNMENT];
        let address = bytes.as_ptr().addr();
        Self { start: address.next_multiple_of(ALIGNMENT) - address, length, bytes }
    }

    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[self.start..self.start + self.length]
    }

    /// The bytes, to fill.
    #[must_use]
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        &mut self.bytes[self.start..self.start + self.length]
    }
}

/// Writes all of `bytes` at `offset`.
///
/// # Errors
/// The system's word; `WriteZero` when the device takes no more.
pub fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match write_some_at(file, bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                bytes = &bytes[count..];
                offset += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Fills `bytes` from `offset`.
///
/// # Errors
/// The system's word; `UnexpectedEof` when the file ends before.
pub fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match read_some_at(file, bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                bytes = &mut bytes[count..];
                offset += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes some of `bytes` at `offset`; how many.
///
/// # Errors
/// The system's word.
#[cfg(unix)]
pub fn write_some_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, offset)
}

#[cfg(unix)]
fn read_some_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, offset)
}

/// Writes some of `bytes` at `offset`; how many.
///
/// # Errors
/// The system's word.
#[cfg(windows)]
pub fn write_some_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, offset)
}

#[cfg(windows)]
fn read_some_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, offset)
}

/// The alignment in bytes that the kernel promises direct I/O with on this very file (`STATX_DIOALIGN`,
/// Linux 6.1); `None` where it promises nothing, as for files whose data go through a journal: there
/// `O_DIRECT` may be taken and quietly not obeyed.
#[cfg(target_os = "linux")]
#[must_use]
pub fn direct_alignment(file: &File) -> Option<u32> {
    use rustix::fs::{AtFlags, StatxFlags, statx};
    let facts = statx(file, "", AtFlags::EMPTY_PATH, StatxFlags::DIOALIGN).ok()?;
    let told = StatxFlags::from_bits_retain(facts.stx_mask).contains(StatxFlags::DIOALIGN);
    (told && facts.stx_dio_offset_align > 0 && facts.stx_dio_mem_align <= 4096)
        .then_some(facts.stx_dio_offset_align)
}

/// The alignment that direct I/O needs: this system promises none.
#[cfg(not(target_os = "linux"))]
#[must_use]
pub fn direct_alignment(_file: &File) -> Option<u32> {
    None
}

/// Turns direct I/O on an open file on or off; whether it is as asked now.
#[cfg(target_os = "linux")]
pub fn set_direct(file: &File, on: bool) -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
    fcntl_getfl(file)
        .and_then(|mut flags| {
            flags.set(OFlags::DIRECT, on);
            fcntl_setfl(file, flags)
        })
        .is_ok()
}

/// Turns direct I/O on or off: it cannot be on here.
#[cfg(not(target_os = "linux"))]
pub fn set_direct(_file: &File, on: bool) -> bool {
    !on
}

/// Asks the system to forget what it keeps of the file in memory. A wish: nobody says whether it was heard.
#[cfg(target_os = "linux")]
pub fn drop_cache(file: &File) {
    let _unheard = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

/// Asks the system to forget what it keeps of the file in memory: there is no such wish here.
#[cfg(not(target_os = "linux"))]
pub fn drop_cache(_file: &File) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_are_aligned() {
        for length in [0, 1, 4096, 1 << 20] {
            let mut buffer = AlignedBuffer::new(length);
            assert_eq!(buffer.as_slice().as_ptr().addr() % ALIGNMENT, 0);
            assert_eq!(buffer.as_mut_slice().len(), length);
        }
    }

    #[test]
    fn past_the_end_is_an_error() {
        let file = tempfile::tempfile().unwrap();
        write_all_at(&file, b"abc", 1).unwrap();
        let mut bytes = [9; 4];
        read_exact_at(&file, &mut bytes, 0).unwrap();
        assert_eq!(&bytes, b"\0abc");
        assert_eq!(read_exact_at(&file, &mut bytes, 1).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
