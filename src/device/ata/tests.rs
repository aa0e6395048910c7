use super::*;

/// The answer of a made-up drive, changed by `change`, with its checksum.
pub(in crate::device) fn identify_block(change: impl FnOnce(&mut [u16; 256])) -> Vec<u8> {
    let mut words = [0_u16; 256];
    words[0] = 0x0040;
    let mut put = |at: usize, length: usize, text: &str| {
        let padded = format!("{text:length$}");
        for (word, pair) in words[at..].iter_mut().zip(padded.as_bytes().chunks_exact(2)) {
            *word = u16::from_be_bytes([pair[0], pair[1]]);
        }
    };
    put(10, 20, "            S1234567");
    put(23, 8, "A1.00234");
    put(27, 40, "MIHON DISK 1TB CLASSIC");
    (words[60], words[61]) = (0xFFFF, 0x0FFF);
    words[82] = 0x0401; // SMART, host protected area
    words[83] = 0x4C00; // 48-bit addresses, device configuration overlay
    words[85] = 0x0001;
    words[87] = 0x4000;
    let sectors = 1_953_525_168_u64;
    for (at, shift) in [(100, 0), (101, 16), (102, 32), (103, 48)] {
        words[at] = u16::try_from(sectors >> shift & 0xFFFF).unwrap();
    }
    words[217] = 7200;
    change(&mut words);
    words[255] = 0x00A5;
    let mut block: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    block[511] = 0_u8.wrapping_sub(sum);
    block
}

#[test]
fn a_drive_by_its_words() {
    let told = Identify::parse(&identify_block(|_| ())).unwrap();
    assert_eq!((told.serial.as_str(), told.firmware.as_str()), ("S1234567", "A1.00234"));
    assert_eq!(told.model, "MIHON DISK 1TB CLASSIC");
    assert_eq!((told.sectors, told.rotation), (1_953_525_168, Some(7200)));
    assert_eq!((told.hpa, told.dco, told.amac, told.smart), (true, true, false, true));
    assert_eq!((told.security, told.sanitize), (Security::default(), Sanitize::default()));
}

#[test]
fn a_small_drive_has_28_bit_addresses() {
    let told = Identify::parse(&identify_block(|words| words[83] = 0x4000)).unwrap();
    assert_eq!((told.sectors, told.long_addresses), (0x0FFF_FFFF, false));
}

#[test]
fn sectors_of_four_kilobytes_say_so() {
    assert_eq!(Identify::parse(&identify_block(|_| ())).unwrap().sector, 512);
    let large = |words: &mut [u16; 256]| (words[106], words[117], words[118]) = (0x5000, 2048, 0);
    assert_eq!(Identify::parse(&identify_block(large)).unwrap().sector, 4096);
    // Several logical sectors on one physical one are another thing, and without its valid bits the word says nothing.
    let physical = |words: &mut [u16; 256]| (words[106], words[117]) = (0x6003, 2048);
    assert_eq!(Identify::parse(&identify_block(physical)).unwrap().sector, 512);
    let invalid = |words: &mut [u16; 256]| (words[106], words[117]) = (0xFFFF, 2048);
    assert_eq!(Identify::parse(&identify_block(invalid)).unwrap().sector, 512);
}

#[test]
fn security_and_sanitize() {
    let told = Identify::parse(&identify_block(|words| {
        words[59] = 0xF000;
        words[89] = 60;
        words[90] = 0x8000 | 0x012C;
        words[128] = 0x002B;
        words[217] = 1;
    }))
    .unwrap();
    let all = Sanitize { supported: true, crypto: true, overwrite: true, block: true };
    assert_eq!((told.sanitize, told.rotation), (all, Some(1)));
    let security = told.security;
    assert!(
        security.supported && security.enabled && security.frozen && security.enhanced && !security.locked
    );
    assert_eq!((security.minutes, security.enhanced_minutes), (Some(120), Some(600)));
}

#[test]
fn what_is_no_answer_is_not_taken_for_one() {
    let good = identify_block(|_| ());
    assert_eq!(Identify::parse(&good[..511]), None);
    assert_eq!(Identify::parse(&[0; 512]), None);
    let mut broken = good.clone();
    broken[200] ^= 0x10;
    assert_eq!(Identify::parse(&broken), None, "the checksum does not hold");
    assert_eq!(Identify::parse(&identify_block(|words| words[0] = 0x8580)), None, "a CD drive");
    // Words 83 and 87 count only where they say so.
    let told = Identify::parse(&identify_block(|words| (words[83], words[87]) = (0xFFFF, 0xFFFF))).unwrap();
    assert_eq!((told.hpa, told.dco, told.long_addresses, told.smart), (false, false, false, false));
}

#[test]
fn erases_are_those_of_the_words() {
    use crate::device::{Erase, Erases, Obstacle};
    let told = Identify::parse(&identify_block(|words| {
        words[59] = 0x9000;
        words[128] = 0x0009;
    }))
    .unwrap();
    let offered = vec![Erase::AtaSanitizeBlock, Erase::AtaSecurityErase { minutes: None }];
    assert_eq!(
        crate::device::erases::of_ata(&told),
        Erases::Told { offered, obstacles: vec![Obstacle::Frozen] }
    );
    // Bits without the feature they belong to are nothing.
    let told = Identify::parse(&identify_block(|words| (words[59], words[128]) = (0xE000, 0x003E))).unwrap();
    assert_eq!(
        crate::device::erases::of_ata(&told),
        Erases::Told { offered: Vec::new(), obstacles: Vec::new() }
    );
}
