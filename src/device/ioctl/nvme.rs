//! NVMe admin commands. Only commands whose data come in.

use rustix::ioctl::{Ioctl, IoctlOutput, Opcode, ioctl, opcode};
use std::ffi::c_void;
use std::os::fd::AsFd;

/// `struct nvme_passthru_cmd`, `include/uapi/linux/nvme_ioctl.h`.
#[repr(C)]
#[derive(Default)]
struct NvmeCommand {
    opcode: u8,
    flags: u8,
    reserved: u16,
    name_space: u32,
    dwords_2_3: [u32; 2],
    metadata: u64,
    address: u64,
    metadata_length: u32,
    data_length: u32,
    dwords_10_15: [u32; 6],
    /// In milliseconds.
    timeout: u32,
    result: u32,
}

/// `#define NVME_IOCTL_ADMIN_CMD _IOWR('N', 0x41, struct nvme_admin_cmd)`
const NVME_IOCTL_ADMIN_CMD: Opcode = opcode::read_write::<NvmeCommand>(b'N', 0x41);
/// Of the controller itself, which resets a command that takes longer.
const MILLISECONDS: u32 = 20_000;

/// The request with its command. By hand, for the kernel gives the command's status as the call's return value, which
/// the ready-made ones drop.
struct Admin<'a>(&'a mut NvmeCommand);

// SAFETY: the request number is that of `struct nvme_passthru_cmd`, which `NvmeCommand` is (`repr(C)`, checked below), and
// the pointer is to one; the kernel writes to it, and `IS_MUTATING` says so.
unsafe impl Ioctl for Admin<'_> {
    type Output = u16;

    const IS_MUTATING: bool = true;

    fn opcode(&self) -> Opcode {
        NVME_IOCTL_ADMIN_CMD
    }

    fn as_ptr(&mut self) -> *mut c_void {
        std::ptr::from_mut(self.0).cast()
    }

    unsafe fn output_from_ptr(returned: IoctlOutput, _: *mut c_void) -> rustix::io::Result<u16> {
        // A status has 15 bits; anything else is no answer of a controller.
        u16::try_from(returned).map_err(|_| rustix::io::Errno::PROTO)
    }
}

/// Sends an admin command that brings `data`, and gives its status: 0 is success. The caller sends nothing that changes the
/// controller.
///
/// # Errors
/// `EACCES` or `EPERM` without the right to; `ENOTTY` where the device is no NVMe; otherwise what the kernel says.
pub(in super::super) fn ask_nvme(
    device: impl AsFd,
    opcode: u8,
    name_space: u32,
    dword_10: u32,
    data: &mut [u8],
) -> rustix::io::Result<u16> {
    let mut command = NvmeCommand {
        opcode,
        name_space,
        address: data.as_mut_ptr().expose_provenance() as u64,
        data_length: u32::try_from(data.len()).map_err(|_| rustix::io::Errno::INVAL)?,
        dwords_10_15: [dword_10, 0, 0, 0, 0, 0],
        timeout: MILLISECONDS,
        ..NvmeCommand::default()
    };
    // SAFETY: the kernel writes at most `data_length` bytes to `address`, which is `data`, and is done when the call returns.
    unsafe { ioctl(device, Admin(&mut command)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn layout_is_the_kernels() {
        assert_eq!(size_of::<NvmeCommand>(), 72);
        assert_eq!(offset_of!(NvmeCommand, address), 24);
        assert_eq!(offset_of!(NvmeCommand, dwords_10_15), 40);
        assert_eq!(offset_of!(NvmeCommand, timeout), 64);
        assert_eq!(NVME_IOCTL_ADMIN_CMD, 0xC048_4E41);
    }

    #[test]
    fn what_is_no_disk_takes_no_commands() {
        let file = tempfile::tempfile().unwrap();
        assert_eq!(ask_nvme(&file, 6, 0, 1, &mut [0; 4096]), Err(rustix::io::Errno::NOTTY));
    }
}
