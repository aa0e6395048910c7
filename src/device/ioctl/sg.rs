//! SCSI commands to a block device (`SG_IO`), version 3 of its header. Only commands without data, or with data coming in.

use rustix::ioctl::{Opcode, Updater, ioctl};
use std::ffi::c_void;
use std::os::fd::AsFd;

/// `struct sg_io_hdr`, include/scsi/sg.h.
#[repr(C)]
struct SgIoHeader {
    /// `int interface_id`: `S`.
    interface_id: i32,
    /// `int dxfer_direction`
    direction: i32,
    command_length: u8,
    sense_room: u8,
    iovec_count: u16,
    data_length: u32,
    data: *mut c_void,
    command: *mut c_void,
    sense: *mut c_void,
    /// In milliseconds.
    timeout: u32,
    flags: u32,
    pack_id: i32,
    user: *mut c_void,
    status: u8,
    masked_status: u8,
    message_status: u8,
    /// Bytes of sense written.
    sense_length: u8,
    host_status: u16,
    driver_status: u16,
    residual: i32,
    duration: u32,
    info: u32,
}

/// `#define SG_IO 0x2285`
const SG_IO: Opcode = 0x2285;
/// `#define SG_DXFER_NONE (-1)`
const DXFER_NONE: i32 = -1;
/// `#define SG_DXFER_FROM_DEV (-3)`
const DXFER_FROM_DEV: i32 = -3;
/// What adapters give at most.
const SENSE_ROOM: u8 = 64;
/// `DRIVER_SENSE`: not an error, it says that there is sense.
const DRIVER_SENSE: u16 = 8;
/// A drive that spins up first needs ten seconds; one that is dying must not hold up the list for ever.
const MILLISECONDS: u32 = 20_000;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Reply {
    /// SCSI status: 0 good, 2 check condition.
    pub(in super::super) status: u8,
    /// What the adapter says.
    pub(in super::super) host: u16,
    /// What the driver says.
    pub(in super::super) driver: u16,
    /// Bytes of data that did not come.
    pub(in super::super) residual: i32,
    /// Sense data.
    pub(in super::super) sense: Vec<u8>,
}

impl Reply {
    /// Whether the command went to the device and its answer came back, whatever it says.
    pub(in super::super) fn transported(&self) -> bool {
        self.host == 0 && matches!(self.driver, 0 | DRIVER_SENSE) && matches!(self.status, 0 | 2)
    }

    /// Whether the device says that it is done.
    pub(in super::super) fn good(&self) -> bool {
        self.status == 0
    }
}

/// Sends `command` and fills `data`. The caller sends nothing that changes the device.
///
/// # Errors
/// `EACCES` or `EPERM` without the right to; `ENOTTY` where the device takes no SCSI commands; otherwise what the kernel says.
pub(in super::super) fn ask_scsi(
    device: impl AsFd,
    command: &[u8; 16],
    data: &mut [u8],
) -> rustix::io::Result<Reply> {
    let mut command = *command;
    let mut sense = [0_u8; SENSE_ROOM as usize];
    let mut header = SgIoHeader {
        interface_id: i32::from(b'S'),
        direction: if data.is_empty() { DXFER_NONE } else { DXFER_FROM_DEV },
        command_length: 16,
        sense_room: SENSE_ROOM,
        iovec_count: 0,
        data_length: u32::try_from(data.len()).map_err(|_| rustix::io::Errno::INVAL)?,
        data: data.as_mut_ptr().cast(),
        command: command.as_mut_ptr().cast(),
        sense: sense.as_mut_ptr().cast(),
        timeout: MILLISECONDS,
        flags: 0,
        pack_id: 0,
        user: std::ptr::null_mut(),
        status: 0,
        masked_status: 0,
        message_status: 0,
        sense_length: 0,
        host_status: 0,
        driver_status: 0,
        residual: 0,
        duration: 0,
        info: 0,
    };
    // SAFETY: SG_IO reads and writes one `struct sg_io_hdr`, whose layout `SgIoHeader` has (`repr(C)`, checked below). The three
    // buffers that it points to are as long as it says, and live until the call returns: SG_IO waits for the command.
    let updater = unsafe { Updater::<SG_IO, SgIoHeader>::new(&mut header) };
    // SAFETY: the request number above belongs to this argument type; the kernel writes integers into it only.
    unsafe { ioctl(device, updater) }?;
    let written = usize::from(header.sense_length).min(sense.len());
    Ok(Reply {
        status: header.status,
        host: header.host_status,
        driver: header.driver_status,
        residual: header.residual,
        sense: sense[..written].to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn layout_is_the_kernels() {
        assert_eq!(size_of::<SgIoHeader>(), 88);
        assert_eq!(offset_of!(SgIoHeader, data), 16);
        assert_eq!(offset_of!(SgIoHeader, timeout), 40);
        assert_eq!(offset_of!(SgIoHeader, status), 64);
        assert_eq!(offset_of!(SgIoHeader, host_status), 68);
        assert_eq!(offset_of!(SgIoHeader, residual), 72);
    }

    #[test]
    fn what_is_no_disk_takes_no_commands() {
        let file = tempfile::tempfile().unwrap();
        assert_eq!(ask_scsi(&file, &[0; 16], &mut []), Err(rustix::io::Errno::NOTTY));
    }

    #[test]
    fn an_adapters_failure_is_no_answer() {
        let reply = Reply { status: 0, host: 0, driver: 0, residual: 0, sense: Vec::new() };
        assert!(reply.transported() && reply.good());
        assert!(!Reply { host: 7, ..reply.clone() }.transported());
        assert!(!Reply { status: 8, ..reply.clone() }.transported());
        assert!(Reply { status: 2, driver: 8, ..reply }.transported());
    }
}
