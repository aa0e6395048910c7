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

impl Health {
    /// Whether the drive says that something is wrong with it; `None` where it was not asked.
    #[must_use]
    pub fn bad(&self) -> Option<bool> {
        match self {
            Self::NotChecked(_) => None,
            Self::Ata { failing } => Some(*failing),
            Self::Nvme { warnings, .. } => Some(*warnings != 0),
        }
    }
}
