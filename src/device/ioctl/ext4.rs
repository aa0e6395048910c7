//! The journal of ext4.

use rustix::ioctl::{Opcode, Setter, ioctl, opcode};
use std::os::fd::AsFd;

/// `#define EXT4_IOC_CHECKPOINT _IOW('f', 43, __u32)`, include/uapi/linux/ext4.h (since 5.14).
const EXT4_IOC_CHECKPOINT: Opcode = opcode::write::<u32>(b'f', 43);

/// Has everything that waits in the journal written to its place; the journal's own blocks stay as they are (no flag is set).
///
/// # Errors
/// `ENOTTY` on other file systems, `EPERM` without the right to administer the system; otherwise what the kernel says.
pub(in super::super) fn checkpoint(file: impl AsFd) -> rustix::io::Result<()> {
    // SAFETY: EXT4_IOC_CHECKPOINT reads one `__u32` of flags.
    let request = unsafe { Setter::<EXT4_IOC_CHECKPOINT, u32>::new(0) };
    // SAFETY: the request number above belongs to this argument type; the kernel writes nothing through it.
    unsafe { ioctl(file, request) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_the_kernels() {
        assert_eq!(EXT4_IOC_CHECKPOINT, 0x4004_662B);
        assert!(checkpoint(tempfile::tempfile_in("/dev/shm").unwrap()).is_err());
    }
}
