//! Floor 1: where a path lies (file system, medium, extents), who uses it, and transfers past the page cache.
//!
//! The only place that speaks to the kernel about storage; `unsafe` lives in `ioctl` alone. What a
//! system does not tell is absent from the answer, never guessed.

#[cfg(target_os = "linux")]
mod disk;
mod error;
mod extents;
mod filesystem;
#[cfg(target_os = "linux")]
mod folder;
#[cfg(target_os = "linux")]
mod ioctl;
mod medium;
#[cfg(target_os = "linux")]
mod mount_table;
mod open_files;
#[cfg(all(test, target_os = "linux"))]
pub(crate) mod rig;
#[cfg(target_os = "linux")]
mod sysfs;
mod transfer;

#[cfg(target_os = "linux")]
pub use disk::{Access, OpenDisk};
pub use error::DeviceError;
pub use extents::{Extent, ExtentFlags, data_ranges, extents, journals_data};
pub use filesystem::{DeviceNumber, Filesystem};
#[cfg(target_os = "linux")]
pub use folder::{EntryKind, Folder};
pub use medium::{Below, below, below_filesystem, medium_of};
pub use open_files::{FileKey, Holder, Holders, holders};
pub use transfer::{
    ALIGNMENT, AlignedBuffer, direct_alignment, drop_cache, read_exact_at, set_direct, write_all_at,
};
