//! How a drive says that it is. A drive that is about to fail is told before the work, not during it.

use super::NotChecked;

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Nobody knows.
    NotChecked(NotChecked),
    /// SMART RETURN STATUS of an ATA drive.
    Ata {
        /// Whether it says that it is about to fail.
        failing: bool,
        /// What it counts.
        counts: SmartCounts,
    },
    /// The health log of an NVMe controller.
    Nvme {
        /// Critical warnings, a bit each: spare 1, temperature 2, reliability 4, read-only 8, backup 10h.
        warnings: u8,
        /// In degrees Celsius.
        temperature: i32,
        /// Spare blocks left, in per cent.
        spare: u8,
        /// Of the expected life, in per cent; may pass 100.
        used: u8,
        /// Hours of running.
        hours: u64,
        /// Data errors that could not be corrected.
        media_errors: u64,
    },
}

/// What an ATA drive counts of itself (SMART READ DATA). Its numbers are its maker's, so that nothing is derived from them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SmartCounts {
    /// Sectors that it has replaced by spares: what was in them is out of reach.
    pub reallocated: Option<u64>,
    /// Sectors that it could not read, and will replace when they are written.
    pub pending: Option<u64>,
    /// Hours of running.
    pub hours: Option<u64>,
    /// In degrees Celsius.
    pub temperature: Option<i32>,
}

impl Health {
    /// Whether the drive says that something is wrong with it; `None` where it was not asked.
    #[must_use]
    pub fn bad(&self) -> Option<bool> {
        match self {
            Self::NotChecked(_) => None,
            Self::Ata { failing, .. } => Some(*failing),
            Self::Nvme { warnings, .. } => Some(*warnings != 0),
        }
    }
}
