//! Several transfers at a time with one file by `io_uring` (`io_uring(7)`): begun in any number, finished in any order.
//!
//! The kernel reads and writes the memory of a transfer while the program goes on. So the buffers belong to the ring; nobody gets one
//! whose transfer is under way, and none is freed before its transfer has ended.
#![expect(unsafe_code, reason = "the kernel uses memory that it is given by address")]

use super::AlignedBuffer;
use io_uring::types::Fd;
use io_uring::{IoUring, Probe, opcode};
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd as _;

/// What is done with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The buffer is filled from it.
    Read,
    /// The buffer is written to it.
    Write,
}

/// A transfer that was begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begun {
    pub(super) way: Way,
    pub(super) offset: u64,
    pub(super) length: usize,
}

struct Slot {
    buffer: AlignedBuffer,
    begun: Option<Begun>,
}

/// A ring, and a buffer for each transfer that it can have under way.
pub(super) struct Ring<'f> {
    kernel: IoUring,
    file: &'f File,
    slots: Vec<Slot>,
    /// Whether the kernel knows the buffers beforehand, and need not look up their pages each time.
    registered: bool,
}

impl<'f> Ring<'f> {
    /// A ring for `file` with so many slots of `length` bytes.
    ///
    /// # Errors
    /// The system's word: ENOSYS before Linux 5.1, EPERM where it is forbidden (`kernel.io_uring_disabled`, seccomp), ENOMEM;
    /// `Unsupported` before Linux 5.6.
    pub(super) fn new(file: &'f File, slots: u16, length: usize) -> io::Result<Self> {
        let kernel = IoUring::new(u32::from(slots))?;
        let mut probe = Probe::new();
        kernel.submitter().register_probe(&mut probe)?;
        if ![opcode::Read::CODE, opcode::Write::CODE].iter().all(|code| probe.is_supported(*code)) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let new = |_| Slot { buffer: AlignedBuffer::new(length), begun: None };
        let slots: Vec<Slot> = (0..slots).map(new).collect();
        let mut made = Self { kernel, file, slots, registered: false };
        made.register();
        Ok(made)
    }

    /// Tells the kernel the buffers. It may not want to (`RLIMIT_MEMLOCK`): then it goes without.
    fn register(&mut self) {
        let vector = |slot: &mut Slot| {
            let bytes = slot.buffer.as_mut_slice();
            libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: bytes.len() }
        };
        let vectors: Vec<_> = self.slots.iter_mut().map(vector).collect();
        // SAFETY: the buffers are freed after the ring is closed (the order of the fields), or never (`Drop`).
        self.registered = unsafe { self.kernel.submitter().register_buffers(&vectors) }.is_ok();
    }

    /// The buffer of a slot; `None` while its transfer is under way.
    pub(super) fn buffer(&mut self, slot: usize) -> Option<&mut [u8]> {
        let slot = self.slots.get_mut(slot).filter(|slot| slot.begun.is_none())?;
        Some(slot.buffer.as_mut_slice())
    }

    /// Begins the transfer of the first `length` bytes of a slot's buffer.
    ///
    /// # Errors
    /// `InvalidInput` when the slot is not free or not as long; `WouldBlock` when the kernel is given no more. Nothing is begun then.
    pub(super) fn begin(&mut self, number: usize, begun: Begun) -> io::Result<()> {
        let Begun { way, offset, length } = begun;
        let (Ok(index), Ok(bytes)) = (u16::try_from(number), u32::try_from(length)) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let buffer = self.buffer(number).and_then(|buffer| buffer.get_mut(..length));
        let at = buffer.ok_or(io::ErrorKind::InvalidInput)?.as_mut_ptr();
        let file = Fd(self.file.as_raw_fd());
        let entry = match (way, self.registered) {
            (Way::Read, true) => opcode::ReadFixed::new(file, at, bytes, index).offset(offset).build(),
            (Way::Write, true) => opcode::WriteFixed::new(file, at, bytes, index).offset(offset).build(),
            (Way::Read, false) => opcode::Read::new(file, at, bytes).offset(offset).build(),
            (Way::Write, false) => opcode::Write::new(file, at, bytes).offset(offset).build(),
        };
        let entry = entry.user_data(u64::from(index));
        // SAFETY: the buffer is as long, belongs to the ring and is neither given out nor freed until the transfer has ended; the file
        // outlives the ring, and is the kernel's own once the entry is submitted.
        unsafe { self.kernel.submission().push(&entry) }.map_err(|_| io::ErrorKind::WouldBlock)?;
        self.slots[number].begun = Some(begun);
        // What the kernel does not take now, it is offered again with the wait.
        let _ = self.kernel.submit();
        Ok(())
    }

    /// Waits until a transfer has ended: its slot, what it was, and how many bytes it did. `None` when none is under way.
    ///
    /// # Errors
    /// The system's word when the ring itself fails: what is under way is then not to be learned any more.
    pub(super) fn finish(&mut self) -> io::Result<Option<(usize, Begun, io::Result<usize>)>> {
        while self.slots.iter().any(|slot| slot.begun.is_some()) {
            if let Some(ended) = self.kernel.completion().next() {
                let number = usize::try_from(ended.user_data()).unwrap_or(usize::MAX);
                let begun = self.slots.get_mut(number).and_then(|slot| slot.begun.take());
                let Some(begun) = begun else { continue };
                let count = usize::try_from(ended.result())
                    .map_err(|_| io::Error::from_raw_os_error(ended.result().saturating_neg()));
                return Ok(Some((number, begun, count)));
            }
            match self.kernel.submit_and_wait(1) {
                Ok(_) => {}
                Err(error) if is_passing(&error) => std::thread::yield_now(),
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// Whether the same may succeed the next time (`io_uring_enter(2)`).
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, ResourceBusy, WouldBlock};
    matches!(error.kind(), Interrupted | ResourceBusy | WouldBlock)
}

impl Drop for Ring<'_> {
    fn drop(&mut self) {
        while let Ok(Some(_)) = self.finish() {}
        if self.slots.iter().any(|slot| slot.begun.is_some()) {
            // The kernel may still use them.
            std::mem::forget(std::mem::take(&mut self.slots));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    /// Some kernels and containers have no rings: then there is nothing to test, and the passes go without.
    #[expect(clippy::print_stderr, reason = "a test says that it is skipped")]
    fn ring(file: &File) -> Option<Ring<'_>> {
        Ring::new(file, 3, 4096).inspect_err(|error| eprintln!("SKIPPED: no io_uring: {error}")).ok()
    }

    #[test]
    fn what_is_written_is_read_and_slots_under_way_are_not_given_out() {
        let file = tempfile::tempfile().unwrap();
        let Some(mut ring) = ring(&file) else { return };
        for slot in 0..3 {
            ring.buffer(slot).unwrap().fill(u8::try_from(slot).unwrap() + 1);
            let begun = Begun { way: Way::Write, offset: slot as u64 * 4096, length: 4096 };
            ring.begin(slot, begun).unwrap();
            assert!(ring.buffer(slot).is_none());
            assert_eq!(ring.begin(slot, begun).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        }
        let mut ended = Vec::new();
        while let Some((slot, begun, count)) = ring.finish().unwrap() {
            assert_eq!((count.unwrap(), begun.offset), (4096, slot as u64 * 4096));
            ended.push(slot);
        }
        ended.sort_unstable();
        assert_eq!(ended, [0, 1, 2]);
        for slot in 0..3 {
            // Another slot than wrote it.
            let offset = (slot as u64 + 1) % 3 * 4096;
            ring.begin(slot, Begun { way: Way::Read, offset, length: 4096 }).unwrap();
        }
        while let Some((slot, _, count)) = ring.finish().unwrap() {
            assert_eq!(count.unwrap(), 4096);
            let expected = u8::try_from((slot + 1) % 3).unwrap() + 1;
            assert!(ring.buffer(slot).unwrap().iter().all(|byte| *byte == expected));
        }
    }

    #[test]
    fn ends_and_errors_are_told() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&[7; 5000]).unwrap();
        let Some(mut ring) = ring(&file) else { return };
        for (slot, offset) in [(0, 4096), (1, 8192)] {
            ring.begin(slot, Begun { way: Way::Read, offset, length: 4096 }).unwrap();
        }
        let mut counts = [0; 2];
        while let Some((slot, _, count)) = ring.finish().unwrap() {
            counts[slot] = count.unwrap();
        }
        assert_eq!(counts, [904, 0]);
        let long = Begun { way: Way::Read, offset: 0, length: 4097 };
        assert_eq!(ring.begin(0, long).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        let closed = File::open("/dev/null").unwrap();
        let Ok(mut ring) = Ring::new(&closed, 1, 4096) else { return };
        ring.begin(0, Begun { way: Way::Write, offset: 0, length: 4096 }).unwrap();
        let (_, _, count) = ring.finish().unwrap().unwrap();
        assert_eq!(count.unwrap_err().raw_os_error(), Some(libc::EBADF));
    }

    #[test]
    fn a_ring_that_is_dropped_waits_for_what_is_under_way() {
        let file = tempfile::tempfile().unwrap();
        let Some(mut ring) = ring(&file) else { return };
        ring.buffer(2).unwrap().fill(9);
        ring.begin(2, Begun { way: Way::Write, offset: 0, length: 4096 }).unwrap();
        drop(ring);
        let mut found = [0; 4096];
        super::super::read_exact_at(&file, &mut found, 0).unwrap();
        assert!(found.iter().all(|byte| *byte == 9));
    }
}
