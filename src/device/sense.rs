//! What a SCSI device says about a command (SPC-4 4.5), in both forms: adapters differ, and tools that know only one of
//! them have taken failures for success.

/// Sense data, as far as needed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sense {
    /// Sense key: 0 nothing, 1 recovered, 5 illegal request, Bh aborted.
    pub(super) key: u8,
    /// Additional sense code and qualifier.
    pub(super) code: (u8, u8),
    /// The registers of an ATA drive behind a translation (SAT-4 12.2.5, 12.2.6).
    pub(super) registers: Option<Registers>,
}

/// What an ATA drive left in its registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Registers {
    /// Error.
    pub(super) error: u8,
    /// Status.
    pub(super) status: u8,
    /// Device.
    pub(super) device: u8,
    /// Address: 48 bits in descriptor form, the low 24 in fixed form.
    pub(super) lba: u64,
    /// Whether all of the address is here.
    pub(super) complete: bool,
}

impl Registers {
    /// Status bits ERR and DF, and the error register's ABRT: the drive did not do it.
    pub(super) fn failed(&self) -> bool {
        self.status & 0x21 != 0
    }
}

impl Sense {
    /// `None` where there is none, or in a form that no standard has.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        match bytes.first()? & 0x7F {
            0x70 => Self::fixed(bytes),
            0x72 => Self::descriptors(bytes),
            // 71h and 73h speak of an earlier command.
            _ => None,
        }
    }

    fn fixed(bytes: &[u8]) -> Option<Self> {
        let code = (*bytes.get(12)?, *bytes.get(13)?);
        // The fields mean registers only where the code says so: 00h 1Dh, ATA pass-through information available.
        let registers = (code == (0x00, 0x1D)).then(|| Registers {
            error: bytes[3],
            status: bytes[4],
            device: bytes[5],
            lba: u64::from(bytes[9]) | u64::from(bytes[10]) << 8 | u64::from(bytes[11]) << 16,
            // Of a 28-bit command the rest is in the device register; of a 48-bit one (bit 7), bit 5 says that it is lost.
            complete: bytes[8] & 0xA0 == 0,
        });
        Some(Self { key: bytes[2] & 0x0F, code, registers })
    }

    fn descriptors(bytes: &[u8]) -> Option<Self> {
        let (key, code) = (bytes.get(1)? & 0x0F, (*bytes.get(2)?, *bytes.get(3)?));
        let mut rest = bytes.get(8..)?;
        rest = &rest[..rest.len().min(usize::from(*bytes.get(7)?))];
        let mut registers = None;
        while let [kind, length, tail @ ..] = rest {
            let Some((body, after)) = tail.split_at_checked(usize::from(*length)) else { break };
            if *kind == 0x09 && body.len() >= 12 {
                // Each pair is one register's high and low byte; the bytes of the address stand 31:24, 7:0, 39:32 …
                let lba = [body[5], body[7], body[9], body[4], body[6], body[8]];
                registers = Some(Registers {
                    error: body[1],
                    device: body[10],
                    status: body[11],
                    lba: lba.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
                    complete: true,
                });
            }
            rest = after;
        }
        Some(Self { key, code, registers })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Descriptor sense with ATA registers, as SAT has it.
    pub(in crate::device) fn descriptor(status: u8, error: u8, lba: u64) -> Vec<u8> {
        let at = |shift: u32| u8::try_from(lba >> shift & 0xFF).unwrap();
        let mut bytes = vec![0x72, 1, 0x00, 0x1D, 0, 0, 0, 14, 0x09, 12, 1, error, 0, 0];
        bytes.extend([at(24), at(0), at(32), at(8), at(40), at(16), 0x40, status]);
        bytes
    }

    /// Fixed sense with ATA registers.
    pub(in crate::device) fn fixed(flags: u8, status: u8, error: u8, lba: u32) -> Vec<u8> {
        let [low, middle, high, _] = lba.to_le_bytes();
        let mut bytes = vec![0x70, 0, 1, error, status, 0x40, 0, 10, flags, low, middle, high, 0x00, 0x1D];
        bytes.extend([0; 4]);
        bytes
    }

    #[test]
    fn both_forms_give_the_registers() {
        let sense = Sense::parse(&descriptor(0x50, 0, 0x1234_5678_9ABC)).unwrap();
        let registers = sense.registers.unwrap();
        assert_eq!((registers.lba, registers.complete), (0x1234_5678_9ABC, true));
        assert_eq!((registers.status, registers.device, registers.failed()), (0x50, 0x40, false));

        let registers = Sense::parse(&fixed(0, 0x50, 0, 0x00C2_4F01)).unwrap().registers.unwrap();
        assert_eq!((registers.lba, registers.complete), (0x00C2_4F01, true));
        let cut = Sense::parse(&fixed(0xA0, 0x50, 0, 1)).unwrap().registers.unwrap();
        assert!(!cut.complete, "a 48-bit address does not fit in the fixed form");
        assert!(Sense::parse(&fixed(0, 0x51, 4, 0)).unwrap().registers.unwrap().failed());
    }

    #[test]
    fn other_codes_are_no_registers() {
        let mut illegal = fixed(0, 0x50, 0, 7);
        illegal[2] = 5;
        (illegal[12], illegal[13]) = (0x20, 0);
        let sense = Sense::parse(&illegal).unwrap();
        assert_eq!((sense.key, sense.code, sense.registers), (5, (0x20, 0), None));
        assert_eq!(Sense::parse(&[]), None);
        assert_eq!(Sense::parse(&[0x71, 0, 0]), None);
        assert_eq!(Sense::parse(&[0x70, 0, 5]), None);
    }

    #[test]
    fn a_descriptor_that_lies_about_its_length_is_not_followed() {
        let mut bytes = descriptor(0x50, 0, 7);
        bytes[9] = 200;
        assert_eq!(Sense::parse(&bytes).unwrap().registers, None);
        for end in 0..bytes.len() {
            let _ = Sense::parse(&bytes[..end]);
        }
    }
}
