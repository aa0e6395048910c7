//! `/sys/dev/block`: from a device number down to the whole disk, and what the kernel knows of it.

use super::{Below, DeviceNumber};
use crate::model::{Medium, MediumKind, Source, Sourced};
use std::fs;
use std::path::{Path, PathBuf};

pub(super) mod drives;

/// How many layers (dm, md) are followed; real stacks have two or three.
const DEEPEST: usize = 8;

/// Marks that hypervisors leave in vendor or model of the disks that they show.
const HYPERVISOR_MARKS: [&str; 9] =
    ["qemu", "vmware", "vbox", "virtual", "msft", "xen", "amazon elastic", "google persistent", "nutanix"];

/// Walks from `number` down to the medium; `sys` is `/sys` (or a model of it, for tests).
pub(super) fn walk(sys: &Path, number: DeviceNumber) -> Below {
    let mut below = Below::default();
    let link = sys.join(format!("dev/block/{}:{}", number.major, number.minor));
    let Ok(mut disk) = fs::canonicalize(link) else { return below };
    for _ in 0..DEEPEST {
        // A partition lies inside its disk's folder.
        if disk.join("partition").exists()
            && let Some(whole) = disk.parent()
        {
            disk = whole.to_owned();
        }
        let name = name_of(&disk);
        if disk.join("loop").exists() || name.starts_with("loop") {
            below.medium = Medium { kind: MediumKind::Virtual, ..describe(&disk) };
            below.layers.push(name);
            return below;
        }
        let mut slaves = slaves_of(&disk);
        match (slaves.pop(), slaves.is_empty()) {
            (Some(only), true) => {
                below.layers.push(name);
                disk = only;
            }
            (Some(_), false) => {
                // Several disks below (RAID, a volume over two disks): no single medium can be named.
                below.layers.push(name);
                return below;
            }
            (None, _) => {
                below.turns_per_minute = turns_per_minute(&disk);
                below.zoned = text(&disk.join("queue/zoned")).is_some_and(|zoned| zoned != "none");
                below.medium = describe(&disk);
                below.medium.kind = kind(&disk, &below.medium, below.turns_per_minute);
                return below;
            }
        }
    }
    below
}

/// Whether the processor says that a hypervisor runs this machine (`hypervisor` flag, CPUID 1 ECX bit 31).
/// Where the processor has no such flag, the firmware's product name is asked.
pub(super) fn under_hypervisor() -> bool {
    let flagged = fs::read_to_string("/proc/cpuinfo").is_ok_and(|info| {
        info.lines().any(|line| line.starts_with("flags") && line.split(' ').any(|flag| flag == "hypervisor"))
    });
    let product = text(Path::new("/sys/class/dmi/id/product_name")).unwrap_or_default();
    flagged || Path::new("/sys/hypervisor/type").exists() || marked(&product)
}

fn marked(text: &str) -> bool {
    let text = text.to_lowercase();
    HYPERVISOR_MARKS.iter().any(|mark| text.contains(mark))
}

fn name_of(disk: &Path) -> String {
    disk.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn slaves_of(disk: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(disk.join("slaves")) else { return Vec::new() };
    entries.flatten().filter_map(|entry| fs::canonicalize(entry.path()).ok()).collect()
}

/// A one-line attribute, trimmed; absent when missing, unreadable or empty.
pub(super) fn text(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    let printable = String::from_utf8_lossy(&bytes);
    let trimmed = printable.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

pub(super) fn number(path: &Path) -> Option<u64> {
    text(path)?.parse().ok()
}

/// VPD page 80h (unit serial number): four bytes of header, then the number.
fn vpd_serial(device: &Path) -> Option<String> {
    let page = fs::read(device.join("vpd_pg80")).ok()?;
    let length = usize::from(u16::from_be_bytes([*page.get(2)?, *page.get(3)?]));
    let serial = String::from_utf8_lossy(page.get(4..4 + length).or(page.get(4..))?).into_owned();
    let trimmed = serial.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// VPD page B1h (block device characteristics), bytes 4 and 5: 1 says flash, 0 says nothing,
/// 0401h to `FFFE`h is a rate (SBC-4).
fn turns_per_minute(disk: &Path) -> Option<u16> {
    let page = fs::read(disk.join("device/vpd_pgb1")).ok()?;
    let rate = u16::from_be_bytes([*page.get(4)?, *page.get(5)?]);
    (0x0401..=0xFFFE).contains(&rate).then_some(rate)
}

/// The folder of the USB device that carries the disk, if one does.
fn usb_device(disk: &Path) -> Option<&Path> {
    disk.ancestors().find(|folder| folder.join("idVendor").exists())
}

fn on_usb(disk: &Path) -> bool {
    disk.components().any(|part| part.as_os_str().to_string_lossy().starts_with("usb"))
}

fn transport(disk: &Path, name: &str) -> Option<String> {
    let through = |mark: &str| {
        disk.components().any(|part| {
            let part = part.as_os_str().to_string_lossy();
            let digits = part.strip_prefix(mark).unwrap_or("-");
            digits.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    let told = match name {
        _ if on_usb(disk) => "usb",
        _ if name.starts_with("nvme") => {
            let controller = text(&disk.join("device/transport"));
            return Some(match controller.as_deref() {
                None | Some("pcie") => "nvme".to_owned(),
                Some(fabric) => format!("nvme-{fabric}"),
            });
        }
        _ if name.starts_with("mmcblk") => "mmc",
        _ if name.starts_with("loop") => "loop",
        _ if through("virtio") => "virtio",
        _ if through("session") => "iscsi",
        _ if through("ata") => "ata",
        _ if through("end_device-") => "sas",
        _ if name.starts_with("nbd") || name.starts_with("rbd") => "network",
        _ if name.starts_with("xvd") => "xen",
        _ if through("host") => "scsi",
        _ => return None,
    };
    Some(told.to_owned())
}

fn describe(disk: &Path) -> Medium {
    let name = name_of(disk);
    let transport = transport(disk, &name);
    let device = disk.join("device");
    // What comes through USB may be the bridge's word, not the drive's.
    let usb = transport.as_deref() == Some("usb");
    let source = if usb { Source::UsbBridge } else { Source::Drive };
    let bridge = usb_device(disk).filter(|_| usb);
    let of_bridge = |attribute: &str| bridge.and_then(|folder| text(&folder.join(attribute)));
    let sourced = |value: String| Sourced { value, source };
    let virtio = transport.as_deref() == Some("virtio") && name.starts_with("vd");
    // `ATA` is the kernel's filler; a virtio disk has only its driver's number there.
    let maker = text(&device.join("vendor")).filter(|vendor| vendor != "ATA" && !virtio);
    let model = text(&device.join("model"))
        .or_else(|| text(&device.join("name")).filter(|_| name.starts_with("mmc")));
    let serial =
        vpd_serial(&device).or_else(|| text(&device.join("serial"))).or_else(|| text(&disk.join("serial")));
    Medium {
        kind: MediumKind::Unknown,
        maker: maker.or_else(|| of_bridge("manufacturer")).map(sourced),
        model: model.or_else(|| of_bridge("product")).map(sourced),
        serial: serial.or_else(|| of_bridge("serial")).map(sourced),
        // sysfs counts sectors of 512 bytes, whatever the disk's own are.
        capacity: number(&disk.join("size")).and_then(|sectors| sectors.checked_mul(512)),
        transport,
        rotational: number(&disk.join("queue/rotational")).map(|flag| flag == 1),
        device: Some(name),
        ..Medium::default()
    }
}

fn kind(disk: &Path, medium: &Medium, turns_per_minute: Option<u16>) -> MediumKind {
    let name = medium.device.as_deref().unwrap_or_default();
    let transport = medium.transport.as_deref().unwrap_or_default();
    let words = [&medium.maker, &medium.model].into_iter().flatten();
    let removable = number(&disk.join("removable")) == Some(1);
    match transport {
        _ if name.starts_with("sr") => MediumKind::Optical,
        _ if name.starts_with("zram") || name.starts_with("ram") => MediumKind::Memory,
        "virtio" | "xen" | "loop" => MediumKind::Virtual,
        "iscsi" | "network" => MediumKind::Network,
        _ if transport.starts_with("nvme-") => MediumKind::Network,
        _ if words.into_iter().any(|word| marked(&word.value)) => MediumKind::Virtual,
        "mmc" => MediumKind::Card,
        "usb" if removable => MediumKind::UsbMemory,
        "nvme" => MediumKind::Ssd,
        _ if turns_per_minute.is_some() => MediumKind::Hdd,
        _ if medium.rotational == Some(false) && !transport.is_empty() => MediumKind::Ssd,
        // "Rotational" without a rate is the kernel's default for drives that do not say: not evidence.
        _ => MediumKind::Unknown,
    }
}

#[cfg(test)]
mod tests;
