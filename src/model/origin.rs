//! By which way a fact about a drive reached us. [`Source`](super::Source) says who said it; this says through what,
//! for two ways that disagree are a reason to stop.

use serde::{Deserialize, Serialize};

/// The way of one fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// An attribute of the kernel (`/sys`), which asked the drive when it appeared.
    Sysfs,
    /// A SCSI page of vital product data, as the drive sent it.
    VpdPage,
    /// ATA IDENTIFY DEVICE, as the drive sent it.
    AtaIdentify,
    /// NVMe Identify, as the drive sent it.
    NvmeIdentify,
    /// The USB bridge in front of the drive: it may be the bridge's own.
    UsbBridge,
    /// A person read it from the label and typed it.
    Label,
}

/// The ways of the facts about a drive. Absent where there is no such fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins {
    /// Of the maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<Origin>,
    /// Of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Origin>,
    /// Of the serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<Origin>,
    /// Of the world-wide name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wwn: Option<Origin>,
    /// Of the firmware's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<Origin>,
    /// Of the capacity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Origin>,
    /// Of the sizes of sectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sectors: Option<Origin>,
    /// Of how it is connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<Origin>,
    /// Of the rate at which it turns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turns: Option<Origin>,
}
