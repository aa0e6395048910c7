//! Floor 1: the drives and what they say of themselves; where a path lies (file system, medium, extents), who uses it; and
//! transfers past the page cache.
//!
//! The only place that speaks to the kernel about storage; `unsafe` lives in `ioctl` and `ring` alone. What a
//! system does not tell is absent from the answer, never guessed.

#[cfg(target_os = "linux")]
mod ata;
#[cfg(target_os = "linux")]
mod chunks;
mod contents;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(target_os = "linux")]
mod disk_queue;
mod drive;
mod erases;
mod error;
mod examine;
mod extents;
mod filesystem;
#[cfg(target_os = "linux")]
mod folder;
mod health;
mod hidden;
#[cfg(target_os = "linux")]
mod ioctl;
mod layers;
mod medium;
#[cfg(target_os = "linux")]
mod mount_table;
#[cfg(target_os = "linux")]
mod node_users;
mod not_checked;
#[cfg(target_os = "linux")]
mod nvme;
mod open_files;
#[cfg(target_os = "linux")]
mod raw;
#[cfg(not(target_os = "linux"))]
#[path = "raw_portable.rs"]
mod raw;
#[cfg(all(test, target_os = "linux"))]
pub(crate) mod rig;
#[cfg(target_os = "linux")]
mod ring;
mod room;
#[cfg(target_os = "linux")]
mod sense;
mod side_by_side;
#[cfg(target_os = "linux")]
mod sysfs;
mod transfer;
mod uses;

pub use contents::{Content, Contents, contents};
#[cfg(target_os = "linux")]
pub use disk::{Access, OpenDisk};
#[cfg(target_os = "linux")]
pub use disk_queue::DiskQueue;
#[cfg(target_os = "linux")]
pub use drive::drive_numbered;
#[cfg(all(test, target_os = "linux"))]
pub(crate) use drive::drives_of_model;
pub use drive::{Drive, Partition, drive_at, drives};
pub use erases::{Erase, Erases, Obstacle};
pub use error::DeviceError;
#[cfg(target_os = "linux")]
pub use examine::ask_name;
pub use examine::{Asked, Examination, examine};
pub use extents::{Extent, ExtentFlags, data_ranges, extents, journals_data};
pub use filesystem::{DeviceNumber, Filesystem};
#[cfg(target_os = "linux")]
pub use folder::{EntryKind, Folder};
pub use health::{Health, SmartCounts};
pub use hidden::{Hidden, Hider};
pub use layers::{LowerLayer, lower_layer};
pub use medium::{Below, below, below_filesystem, medium_of};
#[cfg(target_os = "linux")]
pub use node_users::{NodeUser, NodeUsers, node_users};
pub use not_checked::NotChecked;
pub use open_files::{FileKey, Holder, Holders, holders};
pub use raw::{RawDevice, checkpoint, flush_filesystem, settle};
pub use room::{Room, room_of, take_room};
pub use side_by_side::side_by_side;
pub use transfer::{
    ALIGNMENT, AlignedBuffer, direct_alignment, drop_cache, read_exact_at, set_direct, write_all_at,
    write_some_at,
};
pub use uses::{Doubt, Use, Uses, settled_uses, uses, uses_of};
