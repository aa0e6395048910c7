//! Serial numbers that people read off labels, where a dock hides those of the drives.

use super::{Here, IntakeError};
use crate::device::{self, DeviceNumber, Drive};
use std::path::{Path, PathBuf};

/// A serial number that was typed twice for one drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedSerial {
    /// The drive.
    pub number: DeviceNumber,
    /// What was typed.
    pub serial: String,
}

/// The drive that is meant: by its path, or by its name as tables and messages have it.
#[must_use]
pub fn device_meant(text: &str) -> PathBuf {
    if text.contains('/') || text.is_empty() { PathBuf::from(text) } else { Path::new("/dev").join(text) }
}

impl TypedSerial {
    /// For the drive at `path`, from what was typed `first` and then again.
    ///
    /// # Errors
    /// [`IntakeError::TypedTwice`] where the two are not the same or say nothing, [`IntakeError::Device`].
    pub fn of(path: &Path, first: &str, second: &str) -> Result<Self, IntakeError> {
        let (first, second) = (first.trim(), second.trim());
        if first != second || first.is_empty() {
            return Err(IntakeError::TypedTwice {
                device: path.display().to_string(),
                first: first.to_owned(),
                second: second.to_owned(),
            });
        }
        Ok(Self { number: device::drive_at(path)?.number, serial: first.to_owned() })
    }

    /// What was typed for `drive`.
    #[must_use]
    pub fn for_drive<'t>(typed: &'t [Self], drive: &Drive) -> Option<&'t str> {
        typed.iter().find(|typed| typed.number == drive.number).map(|typed| typed.serial.as_str())
    }
}

/// Every drive of this machine, and which of them are `named`; where none is, all are meant.
///
/// # Errors
/// [`IntakeError::Device`].
pub fn drives_here(named: &[PathBuf], typed: &[TypedSerial]) -> Result<Vec<Here>, IntakeError> {
    let meant: Vec<Drive> = named.iter().map(|path| device::drive_at(path)).collect::<Result<_, _>>()?;
    let all = device::drives()?;
    // A drive that is named is here, though it appeared only after the others were listed.
    let late = meant.iter().filter(|drive| !all.iter().any(|known| known.number == drive.number));
    let drives: Vec<Drive> = all.iter().chain(late).cloned().collect();
    let here = |drive: Drive| Here {
        named: meant.iter().any(|named| named.number == drive.number),
        typed: TypedSerial::for_drive(typed, &drive).map(str::to_owned),
        drive,
    };
    Ok(drives.into_iter().map(here).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_path_is_a_device_of_this_machine() {
        for (text, path) in [("loop2", "/dev/loop2"), ("/dev/sdb", "/dev/sdb"), ("./sdb", "./sdb"), ("", "")]
        {
            assert_eq!(device_meant(text), Path::new(path));
        }
    }
}
