//! `unsafe` for the kernel: one wrapper per ioctl, each with the kernel's own definition.
#![expect(unsafe_code, reason = "ioctl takes a pointer whose meaning the compiler cannot know")]

mod block; // of whole devices
mod fiemap; // where a file lies

pub(super) use block::flush_buffers;
pub(super) use fiemap::fiemap;
