//! The words of NIST SP 800-88: how sure, and by what means.

use serde::{Deserialize, Serialize};

/// 抹消区分: the assurance level, from the least to the most. Always a claim about a whole medium, never about single files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 消去: against ordinary tools.
    Clear,
    /// 除去: against a laboratory; the medium stays usable.
    Purge,
    /// 破壊: the medium is gone too.
    Destroy,
}

impl Method {
    /// The word in records and settings.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Purge => "purge",
            Self::Destroy => "destroy",
        }
    }
}

/// 技法: how a method is carried out. Words for records; which of them a device offers is the plan's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Technique {
    /// 上書き.
    Overwrite,
    /// ブロック消去, by the drive.
    BlockErase,
    /// 暗号化消去: the key is destroyed, by the drive or by us.
    CryptographicErase,
    /// Overwriting by the drive itself (SANITIZE overwrite, Security Erase).
    DriveOverwrite,
}

impl Technique {
    /// As records have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overwrite => "overwrite",
            Self::BlockErase => "block_erase",
            Self::CryptographicErase => "cryptographic_erase",
            Self::DriveOverwrite => "drive_overwrite",
        }
    }
}
