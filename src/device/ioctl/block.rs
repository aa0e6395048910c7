//! Block devices as a whole.

use rustix::ioctl::{NoArg, Opcode, ioctl, opcode};
use std::os::fd::AsFd;

/// `#define BLKFLSBUF _IO(0x12,97) /* flush buffer cache */`, include/uapi/linux/fs.h.
const BLKFLSBUF: Opcode = opcode::none(0x12, 97);

/// Writes out what the page cache holds of a block device, and drops it.
///
/// # Errors
/// `EACCES` without the right to administer the system; otherwise what the kernel says.
pub(in super::super) fn flush_buffers(device: impl AsFd) -> rustix::io::Result<()> {
    // SAFETY: BLKFLSBUF takes no argument.
    let request = unsafe { NoArg::<BLKFLSBUF>::new() };
    // SAFETY: the request number above reads and writes no memory of ours.
    unsafe { ioctl(device, request) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_kernels() {
        assert_eq!(BLKFLSBUF, 0x1261);
    }
}
