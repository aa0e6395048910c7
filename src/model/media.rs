//! What data lies on, and how we came to know it: a serial number without its source is worth nothing
//! (a USB dock reports its own).

use serde::{Deserialize, Serialize};

/// Where a fact about a medium came from (取得元).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The drive itself said so through the kernel (sysfs, VPD page, IDENTIFY).
    Drive,
    /// A USB bridge or dock said so; it may be the bridge's own number.
    UsbBridge,
    /// The operating system said so (volume serial, label); not the drive's number.
    OperatingSystem,
    /// A person read it from the label and typed it (手入力).
    Typed,
}

/// A value with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced {
    /// The value as found.
    pub value: String,
    /// Who said so.
    pub source: Source,
}

/// 媒体種別.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediumKind {
    /// Rotating disk.
    Hdd,
    /// Flash disk (SATA, SAS or NVMe).
    Ssd,
    /// USB memory stick.
    UsbMemory,
    /// SD card or eMMC.
    Card,
    /// CD, DVD, BD.
    Optical,
    /// A disk that a hypervisor or a loop device shows.
    Virtual,
    /// A share on another machine.
    Network,
    /// Memory (tmpfs).
    Memory,
    /// A folder whose medium could not be told.
    #[default]
    Unknown,
}

/// One medium, as far as known. Every field but the kind may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Medium {
    /// What kind of medium.
    pub kind: MediumKind,
    /// 媒体番号・管理番号 on the sticker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// メーカー.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<Sourced>,
    /// 型番.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Sourced>,
    /// 製造番号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<Sourced>,
    /// A second, disagreeing serial, when the operator typed one and the drive said another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_conflict: Option<Sourced>,
    /// 容量, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    /// 接続: `usb`, `nvme`, `ata`, `virtio`, `loop`…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<String>,
    /// Whether the kernel calls it rotating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotational: Option<bool>,
    /// Kernel name of the whole disk, such as `sdb`; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}
