//! Questions to an ATA drive through ATA PASS-THROUGH (16) (SAT-4 12.2.2). Only what is listed in [`Question`] can be
//! sent, and nothing there changes the drive.

use super::Identify;
use crate::device::NotChecked;
use crate::device::health::SmartCounts;
use crate::device::ioctl::{Reply, ask_scsi};
use crate::device::sense::{Registers, Sense};
use std::fs::File;

/// What may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// `ECh`.
    Identify,
    /// 27h, READ NATIVE MAX ADDRESS EXT (ACS-3).
    NativeMaxExt,
    /// F8h, READ NATIVE MAX ADDRESS (ACS-3).
    NativeMax,
    /// 78h with feature 0, GET NATIVE MAX ADDRESS EXT (ACS-4): the other features of 78h are never sent.
    AccessibleMax,
    /// B1h with feature C2h, DEVICE CONFIGURATION IDENTIFY (ACS-3).
    DcoIdentify,
    /// B0h with feature `DAh`, SMART RETURN STATUS.
    SmartStatus,
    /// B0h with feature D0h, SMART READ DATA (ACS-3).
    SmartData,
}

impl Question {
    /// Feature, count, address, command; whether the command is a 48-bit one; bytes that come back.
    fn registers(self) -> (u8, u8, u64, u8, bool, usize) {
        match self {
            Self::Identify => (0, 1, 0, 0xEC, false, 512),
            Self::NativeMaxExt => (0, 0, 0, 0x27, true, 0),
            Self::NativeMax => (0, 0, 0, 0xF8, false, 0),
            Self::AccessibleMax => (0, 0, 0, 0x78, true, 0),
            Self::DcoIdentify => (0xC2, 1, 0, 0xB1, false, 512),
            // The address is SMART's signature.
            Self::SmartStatus => (0xDA, 0, 0x00C2_4F00, 0xB0, false, 0),
            Self::SmartData => (0xD0, 1, 0x00C2_4F00, 0xB0, false, 512),
        }
    }

    fn command(self) -> [u8; 16] {
        let (feature, count, lba, command, long, bytes) = self.registers();
        let at = |shift: u32| u8::try_from(lba >> shift & 0xFF).unwrap_or(0);
        // Protocol 4 brings data in, 3 none. With data: direction in, length in blocks by the count. Without: CK_COND,
        // for the registers are the answer.
        let (protocol, flags) = if bytes > 0 { (4, 0x0E) } else { (3, 0x20) };
        let device = 0x40;
        let head = [0x85, protocol << 1 | u8::from(long), flags, 0, feature, 0, count];
        let tail = [at(24), at(0), at(32), at(8), at(40), at(16), device, command, 0];
        let mut whole = [0; 16];
        whole[..7].copy_from_slice(&head);
        whole[7..].copy_from_slice(&tail);
        whole
    }
}

fn ask(device: &File, question: Question) -> Result<(Reply, Vec<u8>), NotChecked> {
    let (.., bytes) = question.registers();
    let mut data = vec![0; bytes];
    let reply = ask_scsi(device, &question.command(), &mut data).map_err(NotChecked::of_system)?;
    Ok((reply, data))
}

/// The data of a question that brings some.
fn data(question: Question, reply: &Reply, data: Vec<u8>) -> Result<Vec<u8>, NotChecked> {
    let sense = Sense::parse(&reply.sense);
    let failed =
        sense.is_some_and(|sense| sense.key > 1 || sense.registers.is_some_and(|told| told.failed()));
    if !reply.transported() || failed || !(reply.good() || sense.is_some()) || reply.residual != 0 {
        return Err(NotChecked::NoAnswer(format!("{question:?}: {reply:?}")));
    }
    Ok(data)
}

/// The registers of a question that brings none. Without them nothing is known: neither "good" nor "no sense" is an answer.
fn registers(question: Question, reply: &Reply) -> Result<Registers, NotChecked> {
    let told = Sense::parse(&reply.sense).filter(|_| reply.transported());
    match told.and_then(|sense| sense.registers) {
        Some(registers) if !registers.failed() => Ok(registers),
        _ => Err(NotChecked::NoAnswer(format!("{question:?}: {reply:?}"))),
    }
}

/// What the drive says of itself now.
pub(in crate::device) fn identify(device: &File) -> Result<Identify, NotChecked> {
    let (reply, bytes) = ask(device, Question::Identify)?;
    let bytes = data(Question::Identify, &reply, bytes)?;
    Identify::parse(&bytes).ok_or_else(|| NotChecked::NoAnswer("IDENTIFY DEVICE: checksum".into()))
}

/// How many sectors the drive really has, below a host protected area.
pub(in crate::device) fn native_sectors(device: &File, identify: &Identify) -> Result<u64, NotChecked> {
    let question = match identify {
        _ if identify.amac => Question::AccessibleMax,
        _ if !identify.hpa => return Err(NotChecked::Unsupported),
        _ if identify.long_addresses => Question::NativeMaxExt,
        _ => Question::NativeMax,
    };
    let (reply, _) = ask(device, question)?;
    native_of(question, &reply)
}

fn native_of(question: Question, reply: &Reply) -> Result<u64, NotChecked> {
    let told = registers(question, reply)?;
    let last = match question {
        // Bits 27 to 24 of a 28-bit address are in the device register.
        Question::NativeMax => told.lba & 0x00FF_FFFF | u64::from(told.device & 0x0F) << 24,
        _ if told.complete => told.lba,
        _ => return Err(NotChecked::NoAnswer(format!("{question:?}: address cut short"))),
    };
    if last == 0 {
        return Err(NotChecked::NoAnswer(format!("{question:?}: address 0")));
    }
    Ok(last + 1)
}

/// How many sectors the drive has below a device configuration overlay.
pub(in crate::device) fn dco_sectors(device: &File, identify: &Identify) -> Result<u64, NotChecked> {
    if !identify.dco {
        return Err(NotChecked::Unsupported);
    }
    let (reply, bytes) = ask(device, Question::DcoIdentify)?;
    let bytes = data(Question::DcoIdentify, &reply, bytes)?;
    dco_of(&bytes).ok_or_else(|| NotChecked::NoAnswer("DEVICE CONFIGURATION IDENTIFY: checksum".into()))
}

/// Word 0 is the revision of the block, words 3 to 6 the highest address; byte 510 is A5h, and all bytes add up to 0. A block
/// of zeros adds up as well: other programs have taken one for a drive of one sector.
fn dco_of(block: &[u8]) -> Option<u64> {
    let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    let revision = u16::from_le_bytes([*block.first()?, *block.get(1)?]);
    if block.len() != 512 || block[510] != 0xA5 || sum != 0 || revision == 0 {
        return None;
    }
    let last = block[6..14].iter().rev().fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    (last > 0).then(|| last.saturating_add(1))
}

/// Whether the drive says that it is about to fail.
pub(in crate::device) fn smart_failing(device: &File, identify: &Identify) -> Result<bool, NotChecked> {
    if !identify.smart {
        return Err(NotChecked::Unsupported);
    }
    let (reply, _) = ask(device, Question::SmartStatus)?;
    smart_of(&reply)
}

fn smart_of(reply: &Reply) -> Result<bool, NotChecked> {
    let told = registers(Question::SmartStatus, reply)?;
    match told.lba >> 8 & 0xFFFF {
        0xC24F => Ok(false),
        0x2CF4 => Ok(true),
        _ => Err(NotChecked::NoAnswer(format!("SmartStatus: {told:?}"))),
    }
}

/// What it counts of itself; nothing where it does not say so, or not in this form.
pub(in crate::device) fn smart_counts(device: &File, identify: &Identify) -> SmartCounts {
    let asked = || {
        ask(device, Question::SmartData).and_then(|(reply, bytes)| data(Question::SmartData, &reply, bytes))
    };
    let bytes = identify.smart.then(asked).and_then(Result::ok);
    bytes.and_then(|bytes| counts_of(&bytes)).unwrap_or_default()
}

/// Thirty attributes of twelve bytes from byte 2 on: number, flags, two normalized values, six raw bytes. The numbers are no standard, but
/// every maker's: 5 reallocated sectors, 9 hours, 194 temperature, 197 sectors that wait to be reallocated. All bytes add up to 0.
fn counts_of(block: &[u8]) -> Option<SmartCounts> {
    let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    if block.len() != 512 || sum != 0 || block.iter().all(|byte| *byte == 0) {
        return None;
    }
    let raw = |number: u8, bytes: usize| {
        let entry = block[2..362].chunks_exact(12).find(|entry| entry[0] == number)?;
        Some(entry[5..5 + bytes].iter().rev().fold(0_u64, |all, byte| all << 8 | u64::from(*byte)))
    };
    Some(SmartCounts {
        reallocated: raw(5, 4),
        pending: raw(197, 4),
        // Some makers count minutes and seconds in the bytes above.
        hours: raw(9, 3),
        temperature: raw(194, 1).map(|degrees| i32::from(degrees.to_le_bytes()[0].cast_signed())),
    })
}

#[cfg(test)]
#[path = "questions_tests.rs"]
mod tests;
