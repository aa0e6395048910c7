//! Which erases a drive says it can do by itself. What it says is no evidence that it does.

use super::NotChecked;

/// One erase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erase {
    /// ATA SANITIZE, cryptographic scramble.
    AtaSanitizeCrypto,
    /// ATA SANITIZE, block erase.
    AtaSanitizeBlock,
    /// ATA SANITIZE, overwrite.
    AtaSanitizeOverwrite,
    /// ATA SECURITY ERASE UNIT.
    AtaSecurityErase {
        /// How long the drive says it takes.
        minutes: Option<u16>,
    },
    /// ATA SECURITY ERASE UNIT, enhanced.
    AtaSecurityEraseEnhanced {
        /// How long the drive says it takes.
        minutes: Option<u16>,
    },
    /// NVMe Sanitize, cryptographic erase.
    NvmeSanitizeCrypto,
    /// NVMe Sanitize, block erase.
    NvmeSanitizeBlock,
    /// NVMe Sanitize, overwrite.
    NvmeSanitizeOverwrite,
    /// NVMe Format with user-data erase.
    NvmeFormat {
        /// Whether it concerns every name space.
        all: bool,
    },
    /// NVMe Format with cryptographic erase.
    NvmeFormatCrypto {
        /// Whether it concerns every name space.
        all: bool,
    },
}

impl Erase {
    /// Language-free code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AtaSanitizeCrypto => "ata-sanitize-crypto",
            Self::AtaSanitizeBlock => "ata-sanitize-block",
            Self::AtaSanitizeOverwrite => "ata-sanitize-overwrite",
            Self::AtaSecurityErase { .. } => "ata-security-erase",
            Self::AtaSecurityEraseEnhanced { .. } => "ata-security-erase-enhanced",
            Self::NvmeSanitizeCrypto => "nvme-sanitize-crypto",
            Self::NvmeSanitizeBlock => "nvme-sanitize-block",
            Self::NvmeSanitizeOverwrite => "nvme-sanitize-overwrite",
            Self::NvmeFormat { .. } => "nvme-format",
            Self::NvmeFormatCrypto { .. } => "nvme-format-crypto",
        }
    }
}

/// What stands against them now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// ATA security is frozen until the next power-on.
    Frozen,
    /// ATA security is locked with a password.
    Locked,
    /// ATA security is on: a password is set.
    PasswordSet,
}

impl Obstacle {
    /// Language-free code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Frozen => "frozen",
            Self::Locked => "locked",
            Self::PasswordSet => "password-set",
        }
    }
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erases {
    /// Nobody knows.
    NotChecked(NotChecked),
    /// What the drive says.
    Told {
        /// May be none.
        offered: Vec<Erase>,
        /// May be none.
        obstacles: Vec<Obstacle>,
    },
}

#[cfg(target_os = "linux")]
pub(super) fn of_ata(identify: &super::ata::Identify) -> Erases {
    let (sanitize, security) = (identify.sanitize, identify.security);
    let (minutes, enhanced) = (security.minutes, security.enhanced_minutes);
    let offers = [
        (sanitize.supported && sanitize.crypto, Erase::AtaSanitizeCrypto),
        (sanitize.supported && sanitize.block, Erase::AtaSanitizeBlock),
        (sanitize.supported && sanitize.overwrite, Erase::AtaSanitizeOverwrite),
        (security.supported && security.enhanced, Erase::AtaSecurityEraseEnhanced { minutes: enhanced }),
        (security.supported, Erase::AtaSecurityErase { minutes }),
    ];
    let against = [
        (security.frozen, Obstacle::Frozen),
        (security.locked, Obstacle::Locked),
        (security.enabled, Obstacle::PasswordSet),
    ];
    let obstacles = against.into_iter().filter(|(is, _)| security.supported && *is);
    Erases::Told { offered: chosen(offers), obstacles: obstacles.map(|(_, what)| what).collect() }
}

#[cfg(target_os = "linux")]
pub(super) fn of_nvme(controller: &super::nvme::Controller) -> Erases {
    let all = controller.format_all;
    let offers = [
        (controller.sanitize_crypto, Erase::NvmeSanitizeCrypto),
        (controller.sanitize_block, Erase::NvmeSanitizeBlock),
        (controller.sanitize_overwrite, Erase::NvmeSanitizeOverwrite),
        (controller.format && controller.format_crypto, Erase::NvmeFormatCrypto { all }),
        (controller.format, Erase::NvmeFormat { all }),
    ];
    Erases::Told { offered: chosen(offers), obstacles: Vec::new() }
}

#[cfg(target_os = "linux")]
fn chosen<const N: usize>(offers: [(bool, Erase); N]) -> Vec<Erase> {
    offers.into_iter().filter(|(is, _)| *is).map(|(_, erase)| erase).collect()
}
