//! What is behind a loop device.

use rustix::ioctl::{Getter, Opcode, ioctl};
use std::os::fd::AsFd;

/// `struct loop_info64`, include/uapi/linux/loop.h.
#[repr(C)]
struct LoopInfo64 {
    /// `__u64 lo_device`: the device of the file system that holds the file.
    device: u64,
    /// `__u64 lo_inode`
    inode: u64,
    /// `__u64 lo_rdevice`: the device that the file is, if it is a node.
    rdevice: u64,
    /// `__u64 lo_offset, lo_sizelimit`
    place: [u64; 2],
    /// `__u32 lo_number, lo_encrypt_type, lo_encrypt_key_size, lo_flags`
    numbers: [u32; 4],
    /// `__u8 lo_file_name[LO_NAME_SIZE], lo_crypt_name[LO_NAME_SIZE], lo_encrypt_key[LO_KEY_SIZE]`
    names: [u8; 64 + 64 + 32],
    /// `__u64 lo_init[2]`
    init: [u64; 2],
}

/// `#define LOOP_GET_STATUS64 0x4C05`
const LOOP_GET_STATUS64: Opcode = 0x4C05;

/// What is behind a loop device, by number, in the form of `st_dev`.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct LoopStatus {
    /// The device of the file system that holds the file.
    pub(in super::super) backing_device: u64,
    /// The device that the file itself is; 0 for an ordinary file.
    pub(in super::super) backing_node: u64,
}

/// Asks a loop device for its file.
///
/// # Errors
/// `ENXIO` where it has none; otherwise what the kernel says.
pub(in super::super) fn loop_status(device: impl AsFd) -> rustix::io::Result<LoopStatus> {
    // SAFETY: LOOP_GET_STATUS64 writes one `struct loop_info64`; `LoopInfo64` is that layout (`repr(C)`, checked below).
    let getter = unsafe { Getter::<LOOP_GET_STATUS64, LoopInfo64>::new() };
    // SAFETY: the request number above belongs to this type, and every bit pattern is a valid one (integers only).
    let info = unsafe { ioctl(device, getter) }?;
    Ok(LoopStatus { backing_device: info.device, backing_node: info.rdevice })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_is_the_kernels() {
        assert_eq!(size_of::<LoopInfo64>(), 232);
        assert_eq!(std::mem::offset_of!(LoopInfo64, rdevice), 16);
        assert_eq!(std::mem::offset_of!(LoopInfo64, names), 56);
    }

    #[test]
    fn what_is_no_loop_device_says_so() {
        let file = tempfile::tempfile().unwrap();
        assert!(loop_status(&file).is_err());
    }
}
