//! `unsafe` for the kernel: one wrapper per ioctl, each with the kernel's own definition.
#![expect(unsafe_code, reason = "ioctl takes a pointer whose meaning the compiler cannot know")]

mod block; // of whole devices
mod btrfs; // where its addresses lie
mod ext4; // its journal
mod fiemap; // where a file lies
mod loops; // what is behind a loop device
mod nvme; // admin commands of NVMe
mod sg; // SCSI commands

pub(super) use block::flush_buffers;
pub(super) use btrfs::{btrfs_chunks, btrfs_devices};
pub(super) use ext4::checkpoint;
pub(super) use fiemap::fiemap;
pub(super) use loops::loop_status;
pub(super) use nvme::ask_nvme;
pub(super) use sg::{Reply, ask_scsi};
