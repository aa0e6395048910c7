//! The list of drives, from `/sys/block`.

use super::{describe, kind, name_of, number, on_usb, slaves_of, text, turns_per_minute, vpd_serial};
use crate::device::ata::Identify;
use crate::device::{DeviceError, DeviceNumber, Drive, Partition};
use crate::model::{Origin, Origins, Source, Sourced};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Every drive that has a capacity.
pub(in crate::device) fn list(sys: &Path, dev: &Path) -> Result<Vec<Drive>, DeviceError> {
    let folder = sys.join("block");
    let failed = |source| DeviceError::Drives { path: folder.clone(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        // The memory disks of the kernel itself: no medium, and sixteen of them.
        if name_of(&path).starts_with("ram") {
            continue;
        }
        let disk = match fs::canonicalize(&path) {
            Ok(disk) => disk,
            // Unplugged since the folder was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(DeviceError::Inspect { path, source }),
        };
        // The paths below an NVMe multipath device have no node of their own.
        let hidden = number(&disk.join("hidden")) == Some(1);
        if hidden || is_layer(&disk) || number(&disk.join("size")) == Some(0) {
            continue;
        }
        match drive(&disk, dev) {
            Ok(drive) => found.push(drive),
            Err(_) if !disk.exists() => {}
            Err(error) => return Err(error),
        }
    }
    found.sort_by_key(|drive| natural(&drive.name));
    Ok(found)
}

/// The drive of that number; `asked` is the path it was asked for by.
pub(in crate::device) fn at(
    sys: &Path,
    dev: &Path,
    number: DeviceNumber,
    asked: &Path,
) -> Result<Drive, DeviceError> {
    let link = sys.join(format!("dev/block/{}:{}", number.major, number.minor));
    let disk =
        fs::canonicalize(&link).map_err(|source| DeviceError::Inspect { path: link.clone(), source })?;
    if disk.join("partition").exists() {
        let whole = disk.parent().map(name_of).unwrap_or_default();
        return Err(DeviceError::Partition { path: asked.to_owned(), disk: node(dev, &whole) });
    }
    if is_layer(&disk) {
        let disks = slaves_of(&disk).iter().map(|below| node(dev, &name_of(below))).collect();
        return Err(DeviceError::Layer { path: asked.to_owned(), disks });
    }
    drive(&disk, dev)
}

/// Where the node of a kernel's name is: a `!` there stands for a folder.
pub(in crate::device) fn node(dev: &Path, name: &str) -> PathBuf {
    dev.join(name.replace('!', "/"))
}

/// Device mapper, md and the like lie on other disks; bcache too.
fn is_layer(disk: &Path) -> bool {
    let name = name_of(disk);
    let made = ["dm-", "md", "bcache"].iter().any(|mark| name.starts_with(mark));
    made || !slaves_of(disk).is_empty()
}

/// `sd` and 10 after `sd` and 9.
fn natural(name: &str) -> (String, u64, usize) {
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = name[letters.len()..].parse().unwrap_or(0);
    (letters.to_owned(), digits, name.len())
}

fn drive(disk: &Path, dev: &Path) -> Result<Drive, DeviceError> {
    let name = name_of(disk);
    let number_here = device_number(disk)?;
    let mut medium = describe(disk);
    let loops = fs::read(disk.join("loop/backing_file")).ok();
    let usb = on_usb(disk);
    let identify = if usb { None } else { identify_page(disk) };
    let turns = || identify.as_ref().and_then(|identify| identify.rotation).filter(|rate| *rate > 1);
    let paged = turns_per_minute(disk).map(|rate| (rate, Origin::VpdPage));
    let told = paged.or_else(|| turns().map(|rate| (rate, Origin::AtaIdentify)));
    let turns_per_minute = told.map(|(rate, _)| rate);
    let said = if usb { Source::UsbBridge } else { Source::Drive };
    let mut origins = origins_of(disk, &medium, usb);
    // The INQUIRY of a disk behind SAT cuts the model at 16 letters and the firmware at four: its IDENTIFY has them whole.
    if let Some(identify) = &identify {
        let told = |value: &str| Some(Sourced { value: value.to_owned(), source: Source::Drive });
        if !identify.model.is_empty() {
            (medium.model, origins.model) = (told(&identify.model), Some(Origin::AtaIdentify));
        }
        if !identify.serial.is_empty() {
            (medium.serial, origins.serial) = (told(&identify.serial), Some(Origin::AtaIdentify));
        }
    }
    let firmware = match &identify {
        Some(identify) if !identify.firmware.is_empty() => {
            Some((identify.firmware.clone(), Origin::AtaIdentify))
        }
        _ => firmware(disk).map(|value| (value, Origin::Sysfs)),
    };
    let wwn = wwn(disk);
    let through = |origin| if usb { Origin::UsbBridge } else { origin };
    origins.firmware = firmware.as_ref().map(|(_, origin)| through(*origin));
    origins.wwn = wwn.as_ref().map(|(_, origin)| through(*origin));
    origins.turns = told.map(|(_, origin)| through(origin));
    medium.kind = kind(disk, &medium, turns_per_minute);
    let sector = |file: &str| number(&disk.join(file)).and_then(|size| u32::try_from(size).ok());
    let logical_sector = sector("queue/logical_block_size");
    // What the kernel itself goes by, whoever told it.
    origins.capacity = medium.capacity.map(|_| Origin::Sysfs);
    origins.sectors = logical_sector.map(|_| Origin::Sysfs);
    origins.transport = medium.transport.as_ref().map(|_| Origin::Sysfs);
    Ok(Drive {
        path: node(dev, &name),
        number: number_here,
        by_id: by_id(dev, &name),
        medium,
        wwn: wwn.map(|(value, _)| Sourced { value, source: said }),
        firmware: firmware.map(|(value, _)| Sourced { value, source: said }),
        origins,
        turns_per_minute,
        logical_sector,
        physical_sector: sector("queue/physical_block_size"),
        zoned: text(&disk.join("queue/zoned")).is_some_and(|zoned| zoned != "none"),
        read_only: number(&disk.join("ro")) == Some(1),
        removable: number(&disk.join("removable")) == Some(1),
        backing_file: loops.map(|bytes| path_of(bytes.trim_ascii_end())),
        name_space: sector("nsid"),
        discards: number(&disk.join("queue/discard_max_bytes")).is_some_and(|most| most > 0),
        partitions: partitions(disk)?,
        name,
    })
}

/// The file name of a loop device, in the system's bytes.
pub(in crate::device) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// `8:16` in the attribute `dev`.
pub(in crate::device) fn device_number(device: &Path) -> Result<DeviceNumber, DeviceError> {
    let path = device.join("dev");
    let told =
        fs::read_to_string(&path).map_err(|source| DeviceError::Inspect { path: path.clone(), source })?;
    let numbers = told.trim().split_once(':');
    let parsed = numbers.and_then(|(major, minor)| {
        Some(DeviceNumber { major: major.parse().ok()?, minor: minor.parse().ok()? })
    });
    parsed.ok_or_else(|| DeviceError::Inspect { path, source: io::ErrorKind::InvalidData.into() })
}

/// Folders of partitions inside the folder of a disk.
pub(in crate::device) fn partition_folders(disk: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(disk)? {
        let path = entry?.path();
        if path.join("partition").exists() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn partitions(disk: &Path) -> Result<Vec<Partition>, DeviceError> {
    let failed = |source| DeviceError::Inspect { path: disk.to_owned(), source };
    let mut found = Vec::new();
    for folder in partition_folders(disk).map_err(failed)? {
        // Counted in 512 bytes, whatever the disk's own sectors are.
        let bytes = |file: &str| number(&folder.join(file)).and_then(|sectors| sectors.checked_mul(512));
        let number = device_number(&folder);
        match (bytes("start"), bytes("size"), number) {
            (Some(start), Some(length), Ok(number)) => {
                found.push(Partition { name: name_of(&folder), number, start, length });
            }
            // Removed from the table since the folder was read.
            _ if !folder.exists() => {}
            (_, _, Err(error)) => return Err(error),
            _ => return Err(failed(io::ErrorKind::InvalidData.into())),
        }
    }
    found.sort_by_key(|part| (part.start, part.length));
    Ok(found)
}

/// The names by which udev knows the disk.
fn by_id(dev: &Path, name: &str) -> Vec<String> {
    let Ok(own) = fs::canonicalize(node(dev, name)) else { return Vec::new() };
    let Ok(entries) = fs::read_dir(dev.join("disk/by-id")) else { return Vec::new() };
    let same = entries.flatten().filter(|entry| fs::canonicalize(entry.path()).is_ok_and(|to| to == own));
    let mut names: Vec<String> = same.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// By which way what `describe` found came.
fn origins_of(disk: &Path, medium: &crate::model::Medium, usb: bool) -> Origins {
    let way = if usb { Origin::UsbBridge } else { Origin::Sysfs };
    let paged = !usb && vpd_serial(&disk.join("device")).is_some();
    Origins {
        maker: medium.maker.as_ref().map(|_| way),
        model: medium.model.as_ref().map(|_| way),
        serial: medium.serial.as_ref().map(|_| if paged { Origin::VpdPage } else { way }),
        ..Origins::default()
    }
}

fn firmware(disk: &Path) -> Option<String> {
    ["firmware_rev", "fwrev", "rev"].iter().find_map(|file| text(&disk.join("device").join(file)))
}

/// The name that the drive bears world-wide. What the kernel puts together from model and serial (`t10.`, `nvme.`) is none.
fn wwn(disk: &Path) -> Option<(String, Origin)> {
    let page = fs::read(disk.join("device/vpd_pg83")).ok().and_then(|page| designator(&page));
    let told = || {
        let files = ["device/wwid", "wwid"];
        files.iter().find_map(|file| text(&disk.join(file)).filter(|told| is_world_wide(told)))
    };
    page.map(|name| (name, Origin::VpdPage)).or_else(|| told().map(|name| (name, Origin::Sysfs)))
}

fn is_world_wide(name: &str) -> bool {
    ["naa.", "eui.", "uuid."].iter().any(|kind| name.starts_with(kind))
}

/// VPD page 83h (device identification, SPC-4 7.8.6): the first NAA or EUI-64 designator of the logical unit.
fn designator(page: &[u8]) -> Option<String> {
    let length = usize::from(u16::from_be_bytes([*page.get(2)?, *page.get(3)?]));
    let mut rest = page.get(4..(4 + length).min(page.len()))?;
    let mut second = None;
    while let [_, flags, _, size, tail @ ..] = rest {
        let (value, after) = tail.split_at_checked(usize::from(*size))?;
        // Association 0: the logical unit itself, neither its port nor its target.
        let hex = value.iter().fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        match (flags & 0x30, flags & 0x0F) {
            (0, 3) if !value.is_empty() => return Some(format!("naa.{hex}")),
            (0, 2) if !value.is_empty() => second = second.or(Some(format!("eui.{hex}"))),
            _ => {}
        }
        rest = after;
    }
    second
}

/// VPD page 89h (ATA information, SAT-4 12.4.2): IDENTIFY DEVICE from byte 60 on. The kernel keeps it readable for all.
pub(in crate::device) fn identify_page(disk: &Path) -> Option<Identify> {
    let page = fs::read(disk.join("device/vpd_pg89")).ok()?;
    // Byte 56 is the command by which the data were got: ECh for a disk, A1h for a packet device.
    (page.get(56) == Some(&0xEC)).then(|| page.get(60..572).and_then(Identify::parse)).flatten()
}

#[cfg(test)]
#[path = "drives_tests.rs"]
mod tests;
